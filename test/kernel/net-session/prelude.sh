# What every session begins with: x runs a command and shows it, its output and its status; sorted shows it in order
# (tables whose order is a hash's). Random delays before addresses are tried out are off, so that events have an order.
x() { echo "\$ $*"; "$@" 2>&1; r=$?; [ $r = 0 ] || echo "[$r]"; }
sorted() { echo "\$ $* | sort"; "$@" 2>&1 | sort; }
mkdir -p /var/run/netns /run/netns
for c in /proc/sys/net/ipv6/conf/*/router_solicitation_delay; do echo 0 > $c; done
ip link set lo up
