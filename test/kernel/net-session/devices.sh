x ip link add dummy1 type dummy
x ip link add v0 type veth peer name v1
x ip link set dummy1 address 02:00:00:00:00:11
x ip link set v0 address 02:00:00:00:00:20
x ip link set v1 address 02:00:00:00:00:21
x ip addr add 10.1.0.1/24 dev dummy1
x ip addr add 10.1.0.2/24 brd + label dummy1:x dev dummy1
x ip link set dummy1 up
x ip addr add 10.2.0.1/24 dev v0
x ip link set v0 up
x ip link set v1 up
sleep 2.5
x ip link
x ip addr
x ip -d link
x ip -s link show dummy1
x ip -s -s link show v0
x ip -j addr show v0
x ip -br addr
x ip -br link
x ip route
x ip route show table all
x ip route show table local
x ip -6 addr
x ip -6 route
x ip -6 route show table all
x ip rule
x ip -6 rule
sorted ip neigh
x ip -6 neigh
x ip netconf
x ip -6 netconf
x ip maddr
x ip route get 10.1.0.9
x ip route get 127.0.0.1
x ip -6 route get ::1
x ip route get 10.9.0.1
x ip -6 route get 2001:db8::1
x ip route add 192.168.5.0/24 via 10.1.0.254
x ip route add 192.168.5.0/24 via 10.1.0.254
x ip route add default via 10.2.0.254 metric 50
x ip route add blackhole 192.168.6.0/24
x ip route add unreachable 192.168.7.0/24
x ip route add 192.168.8.0/24 nexthop via 10.1.0.3 weight 2 nexthop via 10.2.0.3
x ip route replace 192.168.5.0/24 via 10.1.0.253 mtu 1400 advmss 1300
x ip route change 192.168.5.0/24 dev dummy1
x ip route append 192.168.5.0/24 via 10.1.0.252
x ip route
x ip -d route
x ip route del 192.168.5.0/24
x ip route del 192.168.55.0/24
x ip route get 192.168.8.1
x ip route get 192.168.6.1
x ip route get 192.168.7.1
x ip route get 10.1.0.9 from 10.1.0.2
x ip route get fibmatch 192.168.5.1
x ip route show 192.168.0.0/16
x ip route show root 192.168.0.0/16
x ip route show proto kernel
x ip route show dev v0
x ip route flush 192.168.5.0/24
x ip rule add from 10.1.0.0/24 table 100
x ip rule add fwmark 1 lookup 101 pref 1000
x ip rule add iif v0 to 1.2.3.0/24 blackhole
x ip rule add iif v0 to 1.2.3.0/24 blackhole
x ip rule
x ip rule del table 100
x ip rule del pref 5000
x ip rule
x ip route add 1.0.0.0/8 dev v0 table 100
x ip route show table 100
x ip route show table 102
x ip addr del 10.1.0.9/24 dev dummy1
x ip addr add 10.1.0.1/24 dev dummy1
x ip addr add 300.1.1.1/24 dev dummy1
x ip addr replace 10.1.0.2/24 dev dummy1 valid_lft 100 preferred_lft 50
x ip addr add 2001:db8::1/64 dev dummy1 nodad
x ip addr add 2001:db8::2/64 dev dummy1
x ip addr add 2001:db8::1/64 dev dummy1
x ip -6 addr show dev dummy1
x ip -6 route
x ip -6 route add 2001:db8:1::/48 via 2001:db8::9
x ip -6 route add 2001:db8:1::/48 via 2001:db8::9
x ip -6 route add 2001:db8:2::/48 dev v0 metric 10
x ip -6 route add default via fe80::1 dev v0
x ip -6 route add unreachable 2001:db8:3::/48
x ip -6 route
x ip -6 route get 2001:db8:1::5
x ip -6 route get 2001:db8::1
x ip -6 route get 2001:db8:3::1
x ip -6 route del 2001:db8:2::/48
x ip -6 route del 2001:db8:9::/48
x ip -6 rule add from 2001:db8::/64 table 200
x ip -6 rule
x ip neigh add 10.1.0.7 lladdr 02:00:00:00:00:77 dev dummy1
x ip neigh add 10.1.0.8 lladdr 02:00:00:00:00:78 dev dummy1 nud reachable
x ip -6 neigh add 2001:db8::7 lladdr 02:00:00:00:00:77 dev dummy1
x ip neigh add proxy 10.1.0.9 dev dummy1
sorted ip neigh
x ip neigh show proxy
x ip neigh get 10.1.0.7 dev dummy1
sorted ip -s neigh show dev dummy1
x ip neigh del 10.1.0.7 dev dummy1
x ip neigh flush dev dummy1
sorted ip neigh
x ip link set dummy1 alias "an alias" mtu 1400 txqueuelen 10
x ip link property add dev dummy1 altname thelongalternativename0
x ip link show dummy1
x ip link show thelongalternativename0
x ip link set dummy1 name dummy9
x ip link set dummy1 down
x ip link set dummy1 name dummy9
x ip link show dummy9
x ip link show dummy1
x ip link set dummy9 up
x ip addr show dummy9
x ip link property del dev dummy9 altname thelongalternativename0
x ip link set v0 carrier off
x ip link set dummy9 carrier off
x ip link show dummy9
x ip link set v0 mtu 70000
x ip link set v0 mtu 60
x ip link set v0 nomaster
x ip link set v0 master v1
x ip link set v0 group 5
x ip link show group 5
x ip link set group 5 down
x ip link show v0
x ip link del lo
x ip link del nosuch
x ip link add dummy9 type dummy
x ip link add foo type nosuchtype
x ip link add toolongnameforadevice type dummy
x ip link del dummy9
x ip link del v0
x ip link
