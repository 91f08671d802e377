ip monitor route neigh rule netconf > /tmp/mon 2>&1 & m=$!
sleep 1
# Addresses are used at once: two that come together have no order.
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
ip link add d1 address 02:00:00:00:00:11 type dummy
ip link add v0 address 02:00:00:00:00:20 type veth peer name v1 address 02:00:00:00:00:21
ip link set d1 up
ip link set v0 up
ip link set v1 up
sleep 3
ip addr add 10.1.0.1/24 dev d1
ip addr add 10.2.0.1/24 dev v0
ip -6 addr add 2001:db8::1/64 dev d1
ip -6 addr add 2001:db8:f::1/64 dev v0 nodad
sleep 3
x ip route add 192.168.5.0/24 via 10.1.0.254
x ip route replace 192.168.5.0/24 via 10.1.0.253 src 10.1.0.1 mtu lock 1400 rto_min 50ms
x ip route append 192.168.5.0/24 via 10.1.0.252
x ip route prepend 192.168.5.0/24 via 10.1.0.251
x ip route
x ip -j route
x ip route change 192.168.5.0/24 via 10.1.0.250
x ip route change 192.168.99.0/24 via 10.1.0.250
x ip route add 192.168.5.0/24 tos 0x10 via 10.1.0.249
x ip route add 192.168.5.0/24 metric 7 via 10.1.0.248
x ip route show 192.168.5.0/24
x ip route del 192.168.5.0/24 metric 7
x ip route del 192.168.5.0/24 via 1.1.1.1
x ip route add blackhole 192.168.6.0/24
x ip route add prohibit 192.168.7.0/24 metric 3
x ip route add throw 192.168.9.0/24
x ip route add unreachable default metric 9999
x ip route add 192.168.8.0/24 nexthop via 10.1.0.3 weight 2 nexthop via 10.2.0.3 weight 5
x ip route add 192.168.8.0/25 nexthop dev d1 nexthop via 10.2.0.3
x ip route add 192.168.10.0/24 via 172.16.0.1
x ip route add 192.168.10.0/24 via 172.16.0.1 dev d1 onlink
x ip route add 192.168.10.1/24 dev d1
x ip route add 192.168.11.0/24 dev d1 scope link proto 77 realm 1
x ip route add 192.168.12.0/24 dev nosuch
x ip route add local 192.168.13.0/24 dev lo
x ip route add broadcast 192.168.14.255 dev d1 table 50
x ip route add 0.0.0.0/0 dev d1 table 60 metric 5
x ip route add 192.168.15.0/24 via inet6 2001:db8::77 dev d1
x ip route add 192.168.16.0/24 dev d1 table 4000000000
x ip -d route
x ip route show table 50
x ip route show table 60
x ip route show table 77
x ip route show table all type local
x ip route show table all proto 77
x ip route show scope link
x ip route show exact 192.168.8.0/24
x ip route show match 192.168.8.5
x ip route show root 192.168.8.0/24
x ip route get 192.168.7.1
x ip route get 192.168.9.1
x ip route get 8.8.8.8
x ip -d route get 192.168.5.1
x ip route get 192.168.5.1 mark 4
x ip route get 192.168.5.1 oif v0
x ip route get to 10.1.0.255
x ip route get 224.0.0.5
x ip route get 255.255.255.255
x ip route get fibmatch 10.1.0.7
x ip route flush proto 77
x ip route flush 192.168.5.0/24
x ip route flush root 192.168.8.0/24
x ip route flush table 50
x ip -d route
x ip -6 route add 2001:db8:1::/48 via 2001:db8::9
x ip -6 route add 2001:db8:1::/48 via 2001:db8::9 metric 5
x ip -6 route append 2001:db8:1::/48 via 2001:db8::8
x ip -6 route replace 2001:db8:1::/48 via 2001:db8::7 metric 5
x ip -6 route add 2001:db8:2::/48 nexthop via 2001:db8::5 weight 3 nexthop via 2001:db8:f::5
x ip -6 route add 2001:db8:3::/48 dev v0 mtu 1300 hoplimit 9 pref high
x ip -6 route add blackhole 2001:db8:4::/48
x ip -6 route add prohibit 2001:db8:5::/48 metric 4
x ip -6 route add throw 2001:db8:6::/48
x ip -6 route add 2001:db8:7::/48 via 2001:db8::9 src 2001:db8::1
x ip -6 route add 2001:db8:8::/48 via 2001:db8::9 src 2001:db8::2
x ip -6 route add 2001:db8:9::/48 via 2001:9999::1
x ip -6 route add 2001:db8:9::/48 dev d1 expires 100
x ip -6 route add 2001:db8:a::/48 from 2001:db8::/64 dev d1
x ip -6 route add default via fe80::9 dev v0 metric 77
x ip -6 route
x ip -6 -j route show 2001:db8:2::/48
x ip -6 route get 2001:db8:4::1
x ip -6 route get 2001:db8:5::1
x ip -6 route get 2001:db8:7::1
x ip -6 route get ff02::5 oif v0
x ip -6 route get fe80::77 oif v0
x ip -6 route del 2001:db8:2::/48 via 2001:db8::5
x ip -6 route show 2001:db8:2::/48
x ip -6 route flush root 2001:db8:1::/48
x ip -6 route flush proto static
x ip -6 route show table local
x ip rule add from 10.1.0.0/24 table 100
x ip rule add from 10.1.0.0/24 table 100
x ip rule add to 10.9.0.0/16 tos 0x10 table 101 pref 500
x ip rule add not fwmark 0x1/0xff table 102 pref 600
x ip rule add oif v0 prohibit pref 700
x ip rule add iif nosuch table 103 pref 800
x ip rule add uidrange 100-200 table 104 pref 900
x ip rule add ipproto tcp dport 80-90 sport 5 table 105 pref 950
x ip rule add goto 1000 pref 400
x ip rule add goto 10 pref 450
x ip rule add table 106 suppress_prefixlength 8 pref 960
x ip rule add table 106 suppress_ifgroup 3 pref 961
x ip rule add type nosuch
x ip rule
x ip -d rule
x ip -j rule show pref 500
x ip rule show table 100
x ip rule del pref 600
x ip rule del pref 601
x ip rule del from 10.1.0.0/24
x ip rule show
x ip rule flush
x ip rule add pref 32766 table main
x ip rule add pref 32767 table default
x ip rule
x ip -6 rule add from 2001:db8::/64 iif v0 table 200 pref 20
x ip -6 rule add to 2001:db8:5::/48 unreachable pref 21
x ip -6 rule
x ip -6 rule del pref 20
x ip -6 rule del pref 21
x ip neigh add 10.1.0.7 lladdr 02:00:00:00:00:77 dev v0
x ip neigh add 10.1.0.7 lladdr 02:00:00:00:00:78 dev v0
x ip neigh replace 10.1.0.7 lladdr 02:00:00:00:00:79 dev v0 nud stale
x ip neigh change 10.1.0.8 lladdr 02:00:00:00:00:7a dev v0
x ip neigh add 10.1.0.9 dev v0 nud noarp
x ip neigh add 10.1.0.10 lladdr 02:00:00:00:00:7b dev v0 router extern_learn
x ip neigh add 10.1.0.11 lladdr 02:00 dev v0
x ip neigh add 2001:db8:f::7 lladdr 02:00:00:00:00:7c dev v0 nud permanent router
x ip neigh add proxy 10.2.0.44 dev v0
x ip neigh add proxy 2001:db8:f::44 dev v0
sorted ip neigh show dev v0
sorted ip neigh show nud noarp
sorted ip neigh show nud permanent
x ip neigh show proxy
x ip neigh get 10.1.0.7 dev v0
x ip neigh get 10.1.0.77 dev v0
x ip neigh del 10.1.0.9 dev v0
x ip neigh del 10.1.0.9 dev v0
x ip neigh del proxy 10.2.0.44 dev v0
x ip neigh del 10.1.0.10 dev v0
x ip neigh flush dev v0
x ip neigh flush nud permanent dev v0
sorted ip neigh show dev v0
x ip netconf show dev v0
x ip -6 netconf show dev v0
echo 1 > /proc/sys/net/ipv4/conf/v0/forwarding
echo 1 > /proc/sys/net/ipv4/conf/v0/rp_filter
echo 1 > /proc/sys/net/ipv4/conf/v0/proxy_arp
x ip netconf show dev v0
echo 1 > /proc/sys/net/ipv4/ip_forward
x ip -4 netconf
x ip netconf show dev all
x ip link set d1 down
x ip route
x ip -6 route
x ip link set v1 down
sleep 1.5
x ip route
x ip -6 route
sleep 1
kill $m
sleep 0.2
x cat /tmp/mon
