x ifconfig
x ifconfig lo
ifconfig dummy0 hw ether 02:00:00:00:00:10
ifconfig bond0 hw ether 02:00:00:00:00:0b
x ifconfig dummy0 10.1.0.1 netmask 255.255.255.0 broadcast 10.1.0.255 up
x ifconfig dummy0
x ifconfig dummy0:1 10.1.0.2 up
x ifconfig -a
x ifconfig dummy0 mtu 1400 hw ether 02:00:00:00:00:11
x ifconfig dummy0 down
x ifconfig dummy0 hw ether 02:00:00:00:00:11 mtu 1400 up
x ifconfig dummy0 add 2001:db8::5/64
sleep 1
x ifconfig dummy0
x ifconfig dummy0 del 2001:db8::5/64
x ifconfig nosuch
x ifconfig nosuch up
x route add -net 10.9.0.0 netmask 255.255.0.0 gw 10.1.0.9
x route add default gw 10.1.0.8 metric 3
x route add -host 10.8.0.1 dev dummy0
x route add -net 10.7.0.0/16 reject
x route add default gw 1.2.3.4
x route -n
x route -n -e
x route -A inet6 -n
x route del default
x route del default
x route -n
x arp -s 10.1.0.77 02:00:00:00:00:77
x arp -i dummy0 -s 10.1.0.77 02:00:00:00:00:77
x arp -n
x arp -d 10.1.0.77
x netstat -rn
ip netns add b
ip link add v0 address 02:00:00:00:00:20 type veth peer name v1 address 02:00:00:00:00:21
ip link set v1 netns b
ifconfig v0 10.2.0.1 netmask 255.255.255.0 up
ip -n b addr add 10.2.0.2/24 dev v1
ip -n b link set lo up
ip -n b link set v1 up
ip -n b route add default via 10.2.0.1
sleep 3
x ping -c 2 10.2.0.2
x ping -c 1 -s 3000 10.2.0.2
x ping -c 1 -W 1 10.2.0.99
x ping -c 1 -t 1 10.2.0.2
x ping -c 1 127.0.0.1
x ping6 -c 1 ::1
x ping -q -c 3 -i 0.2 10.2.0.2
x ping -c 1 -I v0 10.2.0.2
x arping -c 1 -I v0 10.2.0.2
x arping -c 1 -w 1 -I v0 10.2.0.99
x arping -D -c 1 -w 1 -I v0 10.2.0.2
sorted arp -n
x traceroute -n -m 2 -q 1 10.2.0.2
echo 1 > /proc/sys/net/ipv4/ip_forward
x ip netns exec b traceroute -n -m 3 -q 1 10.1.0.1
x ip netns exec b ping -c 1 10.1.0.1
ip netns exec b nc -l -p 7000 > /tmp/got &
sleep 1
echo a line | nc 10.2.0.2 7000
sleep 0.5
x cat /tmp/got
x nc -w 1 10.2.0.2 7002
x nc -w 1 10.2.0.99 7002
mkdir -p /tmp/www
echo '<p>hello' > /tmp/www/index.html
ip netns exec b httpd -p 80 -h /tmp/www
sleep 0.5
x wget -q -O - http://10.2.0.2/
x wget -q -O - http://10.2.0.2/none
x wget -O /dev/null http://10.2.0.2:81/
cat > /tmp/udhcpd.conf <<X
start 10.2.0.100
end 10.2.0.110
interface v1
lease_file /tmp/leases
pidfile /tmp/udhcpd.pid
opt subnet 255.255.255.0
opt router 10.2.0.2
opt lease 600
X
touch /tmp/leases
ip netns exec b udhcpd -f /tmp/udhcpd.conf > /tmp/udhcpd.log 2>&1 &
sleep 1
cat > /tmp/script <<'X'
#!/bin/sh
echo "$1 $interface $ip $subnet $router $lease"
[ "$1" = bound ] && ip addr add $ip/24 dev $interface
exit 0
X
busybox chmod +x /tmp/script
x ip link set v0 down
x ip addr flush dev v0
x ip link set v0 up
sleep 2
x udhcpc -i v0 -s /tmp/script -n -q -t 5 -T 3
x ip -4 addr show v0
x cat /tmp/udhcpd.log
x brctl addbr br0
x brctl addif br0 v0
x brctl show
x brctl delif br0 v0
x brctl delbr br0
x vconfig add v0 7
x vconfig rem v0.7
x nameif v9 02:00:00:00:00:20
x ip link set v0 down
x nameif v9 02:00:00:00:00:20
x ip link show v9
