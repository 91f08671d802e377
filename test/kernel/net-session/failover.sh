# The master uses its address at once, so that its events and its standby's have an order.
echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_dad
x ip link
ip monitor all > /tmp/mon 2>&1 & m=$!
sleep 1
x ip -d link show eth0
x ip link set eth0 up
sleep 3
x ip link
x ip -d link show eth1
x ip addr add 10.9.0.1/24 dev eth0
x ip link set eth1 name sby0
x ip link set eth3 name pri0
x ip link set eth0 name fo0
x ip link
x ip link set fo0 down
sleep 0.5
x ip link
x ip link set sby0 name sby1
x ip link set fo0 name fo0
x ip link set fo0 name mas0
x ip link
x ip link set mas0 up
sleep 3
x ip link
x ip link set pri0 down
sleep 1.5
x ip link
x ip link set pri0 name pri1
sleep 1.5
x ip link
x ip link set mas0 mtu 1400
x ip link
x ip link set pri1 mtu 1500
x ip link show pri1
x ip link set mas0 address 52:54:00:77:77:77
x ip link set mas0 mtu 70000
x ip link set sby1 master mas0
x ip link set pri1 nomaster
x ip link property add dev mas0 altname themasterofthemall
x ip link show themasterofthemall
x ip link add link mas0 name mas0.7 type vlan id 7
x ip -d link show mas0.7
x ip addr show mas0
x ip route
x ls -l /sys/class/net/mas0/
x cat /sys/class/net/mas0/operstate /sys/class/net/mas0/carrier /sys/class/net/pri1/name_assign_type
x readlink /sys/class/net/pri1/master
x ip link del mas0.7
x ip link set mas0 down
x ip link
x ip addr flush dev mas0
x ip link set eth2 up
sleep 3
x ip link show eth2
x ip link set eth2 name tul0
x ip link set eth2 down
x ip link set eth2 name tul0
x ip link show tul0
sleep 1
kill $m
sleep 0.5
x cat /tmp/mon
