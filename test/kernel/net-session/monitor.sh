sorted ip netns
x ip netns add a
x ip netns add b
sorted ip netns
x ip netns add a
ip monitor all > /tmp/mon 2>&1 & m=$!
sleep 3.5
x ip link add v0 address 02:00:00:00:00:20 type veth peer name v1 address 02:00:00:00:00:21
x ip link set v0 netns a
x ip link set v1 netns b
x ip -n a addr add 10.2.0.1/24 dev v0
x ip -n b addr add 10.2.0.2/24 dev v1
x ip -n a link set v0 up
x ip -n b link set v1 up
x ip -n a link set lo up
sleep 3.5
x ip -n a addr
x ip netns exec a ip link
x ip netns exec a ping -c 2 -i 1 -W 2 10.2.0.2
x ip netns exec a ping -c 1 -W 1 10.2.0.77
x ip netns exec b ping6 -c 1 fe80::ff:fe00:20%v1
sorted ip -n a neigh
x ip -n a -6 neigh
x ip -n b -s link show v1
x ip netns list-id
x ip netns set a 10
x ip netns list-id
x ip -n a netns set b 5
x ip -n a netns list-id
x ip netns identify $$
x ip netns pids a
x ip link add br0 type bridge
x ip link add dm0 address 02:00:00:00:00:30 type dummy
x ip link set dm0 master br0
x ip link set br0 up
x ip link set dm0 up
sleep 3.5
x ip -d link show br0
x ip -d link show dm0
x bridge link
x bridge -d link
x bridge fdb show
x bridge fdb show br br0
x bridge fdb add 02:00:00:00:00:99 dev dm0 master static
x bridge fdb add 02:00:00:00:00:98 dev dm0 self
x bridge fdb show dev dm0
x bridge fdb del 02:00:00:00:00:99 dev dm0 master
x bridge vlan show
x bridge mdb show
x bridge link set dev dm0 cost 5 priority 3 learning off
x bridge -d link show dev dm0
x ip link set br0 type bridge stp_state 1 forward_delay 400
x ip link set dm0 type bridge_slave hairpin on
x ip link add link br0 name br0.5 type vlan id 5
x ip -d link show br0.5
x ip link add link dm0 name mv0 address 02:00:00:00:00:31 type macvlan mode bridge
x ip -d link show mv0
x ip link set mv0 up
x ip link set mv0 type macvlan mode private
x ip -d link show mv0
x ip link del mv0
x ip link add bo0 type bond mode active-backup miimon 100
x ip link add s0 address 02:00:00:00:00:41 type dummy
x ip link add s1 address 02:00:00:00:00:42 type dummy
x ip link set s0 master bo0
x ip link set s1 master bo0
sleep 1.2; x ip link set bo0 up
sleep 3.5
x ip -d link show bo0
x ip -d link show s0
x ip link set bo0 type bond active_slave s1
x ip -d link show s1
sleep 0.5; x ip link set bo0 type bond mode 0
x ip tuntap add dev tap0 mode tap
x ip -d link show tap0
x ip tuntap
x ip tuntap del dev tap0 mode tap
x ip link del bo0
x ip link del br0.5
x ip link del br0
x ip link del dm0
x ip -n a link del v0
x ip netns del a
x ip netns del b
sleep 3.5
kill $m
sleep 3.5
x cat /tmp/mon
x ip -all netns del
x ip link
