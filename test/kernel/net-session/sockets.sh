x ss -tan
x ss -xa
x ss -s
x ss -0a
x ss -wan
nc -l -p 5000 > /tmp/nc1 < /dev/null &
nc -l -u -p 5001 > /tmp/nc2 < /dev/null &
httpd -p 127.0.0.1:8080 -h /tmp
nc -l -s ::1 -p 5002 </dev/null >/dev/null &
nc -l -p 5003 </dev/null >/dev/null &
sleep 1
sorted ss -tln
sorted ss -tlpn
sorted ss -tulpn
sorted ss -tane
x ss -ltn sport = :8080
x ss -tln sport gt :5000 and sport lt :5003
sorted ss -4tln
sorted ss -6tln
sorted ss -ulnp
x ss -xap
x ss -H -tln sport = :5003
x ss -tami sport = :5003
x ss -O -tami sport = :8080
sleep 1000 | nc 127.0.0.1 5000 &
sleep 1
sorted ss -tn
sorted ss -tan state established
sorted ss -tn dst 127.0.0.1
x ss -p -tn dport = :5000
x ss -s
echo hello > /tmp/f.txt
x wget -q -O - http://127.0.0.1:8080/f.txt
x genl ctrl policy name nlctrl
x genl ctrl get name nosuch
x ss -x -n
sorted ss -l -tu
x ss --tos -tln sport = :8080
x cat /proc/net/sockstat
x cat /proc/net/sockstat6
x ip netns add n
x ip netns exec n ss -s
x ss -N n -tan
x genl ctrl get name nlctrl
sorted netstat -tln
x netstat -rn
