ip monitor link address label > /tmp/mon 2>&1 & m=$!
sleep 1
x ip link add d1 type dummy
x ip link set d1 address 02:00:00:00:00:11
x ip -d -s link show d1
x ip -s -s link show d1
x ip -j link show d1
x ip -j -d link show d1
x ip -p -j addr show lo
x ip -br -c=never link show d1
x ip link property add dev d1 altname verylongalternativename altname d1alt
x ip link show d1alt
x ip link property del dev d1 altname d1alt
x ip link property del dev d1 altname nosuchalt
x ip link property add dev d1 altname d1
x ip link property add dev d1 altname verylongalternativename
x ip link set verylongalternativename mtu 1300
x ip -j link show verylongalternativename
x ip link add link d1 name d1.10 type vlan id 10
x ip link add link d1 name d1.10 type vlan id 11
x ip link add link d1 name d1.11 type vlan id 10
x ip link add link d1 name d1.12 type vlan id 5000
x ip link add link d1 name d1.13 type vlan protocol 802.1ad id 13 reorder_hdr off
x ip -d link show type vlan
x ip link set d1.10 mtu 9000
sleep 1.5
x ip link set d1 up
sleep 1.5
x ip link set d1.10 up
sleep 1.5
x ip link show type vlan
x ip link set d1 down
sleep 1.5
x ip link show type vlan
x ip link set d1 up
sleep 1.5
x ip link set d1.10 type vlan ingress 1:2 egress 3:4
x ip -d link show d1.10
x ip link add link d1 name mv0 address 02:00:00:00:00:31 type macvlan mode bridge
x ip link add link d1 name mv1 type macvlan mode nosuch
x ip -d link show mv0
x ip link set mv0 type macvlan mode vepa
sleep 1.5
x ip link set mv0 up
sleep 1.5
x ip -d link show mv0
x ip addr add 10.5.0.1/24 dev mv0
x ip addr add 10.5.0.2/24 dev mv0 label mv0:one
x ip addr add 10.5.0.3/25 brd + dev mv0 metric 55
x ip addr add 10.6.0.1 peer 10.6.0.9/32 dev mv0
x ip addr show mv0
x ip -j addr show mv0
x ip addr show label mv0:*
x ip addr show to 10.5.0.0/24
x ip -o -4 addr
x ip -4 route show dev mv0
x ip addr del 10.5.0.1/24 dev mv0
x ip addr show mv0
x ip addr flush dev mv0 scope global
x ip -s -s addr flush dev mv0 to 1.2.3.4
x ip link set d1 promisc on
x ip link set d1 allmulticast on
x ip link set d1 arp on
sleep 0.5
x ip link set d1 multicast on
x ip link set d1 dynamic on
x ip -d link show d1
x ip link set d1 promisc off
x ip link set d1 addrgenmode none
x ip link set d1 protodown on
x ip -d link show d1
x ip link set d1 protodown off
x ip link set d1 netns nosuch
x ip link set lo netns 1
x ip link add br0 address 02:00:00:00:00:40 type bridge vlan_filtering 1 vlan_default_pvid 5
x ip -d link show br0
x ip link set br0 up
sleep 1.5
x ip link show br0
x ip link add v0 address 02:00:00:00:00:20 type veth peer name v1 address 02:00:00:00:00:21
for d in v0 v1 br0; do echo 1 > /proc/sys/net/ipv6/conf/$d/disable_ipv6; done
x ip link set v0 master br0
sleep 1.5
x ip link set v0 up
sleep 1.5
x ip link set v1 up
sleep 3
x ip link show master br0
x bridge vlan show
x bridge vlan add vid 20-22 dev v0
x bridge vlan add vid 30 pvid untagged dev v0
x bridge vlan add vid 40 dev br0 self
x bridge vlan add vid 0 dev v0
x bridge vlan add vid 4095 dev v0
x bridge vlan show
x bridge -c vlan show
x bridge vlan show dev v0
x bridge vlan del vid 21 dev v0
x bridge vlan del vid 99 dev v0
x bridge vlan show dev v0
x bridge fdb add 02:00:00:00:00:99 dev v0 master static vlan 30
x bridge fdb add 02:00:00:00:00:98 dev v0 master static vlan 77
x bridge fdb show dev v0
x bridge fdb get 02:00:00:00:00:99 dev v0 vlan 30 br br0
x bridge -d link show dev v0
x ip link set br0 type bridge vlan_default_pvid 6
x ip link set br0 type bridge vlan_filtering 0
x ip link set br0 type bridge vlan_default_pvid 6
x bridge vlan show
x ip link set v0 nomaster
sleep 1.5
x ip link show br0
x bridge vlan show
x ip link del br0
x ip link add bo1 type bond mode nosuch
x ip link add bo1 type bond mode balance-xor xmit_hash_policy layer3+4
x ip -d link show bo1
x ip link set v0 master bo1
x ip link set v0 down
sleep 1.5
x ip link set v0 master bo1
sleep 1.5
x ip -d link show v0
x ip link set v0 nomaster
x ip link del bo1
x ip tuntap add dev t0 mode tun user 5 group 6
x ip tuntap add dev t1 mode tap pi
x ip -d link show t0
x ip -d link show t1
x ip tuntap
x ip tuntap del dev t0 mode tun
x ip tuntap del dev t1 mode tap
x ip tuntap del dev t9 mode tap
x ip link add ipip0 type nosuchkind
x ip link del d1
x ip link del v0
sleep 1
kill $m
sleep 0.2
x cat /tmp/mon
