// /proc/net/snmp, netstat, snmp6: the same steps on a real 6.1 kernel gave these numbers.
import { expect, it } from "vitest";
import { netstat_show, snmp_show, snmp6_show } from "../../kernel/net/core/snmp_proc.ts";
import { write_sockaddr_in6 } from "../../kernel/net/wire/addr.ts";
import { in4, LO, SockSystem, TestSocket } from "./net-sock-system.ts";

/** Names and values, "Tcp.InSegs" and "Ip6InReceives". */
function counters(sys: SockSystem): Record<string, string> {
  const net = sys.net.init_net;
  const out: Record<string, string> = {};
  const pairs = (snmp_show(net) + netstat_show(net)).trimEnd().split("\n");
  for (let i = 0; i < pairs.length; i += 2) {
    const [names, values] = [pairs[i].split(" "), pairs[i + 1].split(" ")];
    expect(values[0]).toBe(names[0]);
    expect(values.length).toBe(names.length);
    for (let k = 1; k < names.length; k++) out[`${names[0].slice(0, -1)}.${names[k]}`] = values[k];
  }
  for (const line of snmp6_show(net).trimEnd().split("\n")) {
    const [name, value] = line.split("\t");
    out[name.trimEnd()] = value;
  }
  return out;
}

it("counts what a real kernel counts", () => {
  const sys = new SockSystem();
  const make = (family: number, type: number, protocol = 0) => TestSocket.make(sys, family, type, protocol);
  const fill = (n: number) => new Uint8Array(n).fill(1);
  // datagrams: two that are read, ten of which two fit, one for nobody
  const s = make(2, 2);
  const r = make(2, 2);
  r.bind(in4(LO, 0));
  const to = in4(LO, r.port);
  for (const n of [100, 60000]) s.send(fill(n), 0, to);
  for (let i = 0; i < 2; i++) r.recv(70000);
  r.setsockopt(0x1002, 2000);
  for (let i = 0; i < 10; i++) s.send(fill(1000), 0, to);
  r.close();
  s.send(fill(10), 0, to);
  // the same over IPv6, once each
  const loopback = `${"\0".repeat(15)}\x01`;
  const s6 = make(10, 2);
  const r6 = make(10, 2);
  r6.bind(write_sockaddr_in6(loopback, 0));
  const to6 = write_sockaddr_in6(loopback, r6.port);
  s6.send(fill(100), 0, to6);
  r6.recv(1000);
  r6.close();
  s6.send(fill(10), 0, to6);
  // connections: closed with unread data, reset by SO_LINGER, left open, refused
  const l = make(2, 1);
  l.bind(in4(LO, 0));
  l.listen(5);
  const there = in4(LO, l.port);
  const pair = () => {
    const c = make(2, 1);
    expect(c.connect(there)).toBe(0);
    return [c, l.accept() as TestSocket] as const;
  };
  const [c1, a1] = pair();
  c1.send(fill(1000));
  a1.recv(2000);
  c1.send(fill(10));
  a1.close();
  c1.close();
  const [c2, a2] = pair();
  c2.setsockopt(0x80, Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0));
  c2.close();
  a2.close();
  pair();
  l.close();
  const refused = make(2, 1);
  refused.connect(there);
  refused.close();
  // nobody there at all; an echo request, one with a wrong sum, a protocol nobody knows
  s.send(fill(10), 0, in4(0xc0000201, 9));
  const icmp = make(2, 3, 1);
  icmp.send(Uint8Array.of(8, 0, 0xf7, 0xff, 0, 0, 0, 0), 0, in4(LO, 0));
  icmp.send(Uint8Array.of(13, 0, 0xf7, 0xff, 0, 0, 0, 0), 0, in4(LO, 0));
  make(2, 3, 200).send(fill(8), 0, in4(LO, 0));
  const seen = Object.fromEntries(Object.entries(counters(sys)).filter(([, v]) => v !== "0"));
  expect(seen).toMatchObject({
    "Ip.Forwarding": "2",
    "Ip.InReceives": "35",
    "Ip.InDelivers": "35",
    "Ip.OutRequests": "35",
    "Ip.OutNoRoutes": "1",
    "Icmp.InMsgs": "4",
    "Icmp.InErrors": "1",
    "Icmp.InCsumErrors": "1",
    "Icmp.OutMsgs": "4",
    "IcmpMsg.OutType13": "1",
    "Tcp.MaxConn": "-1",
    "Tcp.ActiveOpens": "4",
    "Tcp.PassiveOpens": "3",
    "Tcp.AttemptFails": "1",
    "Tcp.EstabResets": "4",
    "Tcp.CurrEstab": "2",
    "Tcp.InSegs": "17",
    "Tcp.OutSegs": "17",
    "Tcp.OutRsts": "3",
    "Udp.InDatagrams": "2",
    "Udp.NoPorts": "1",
    "Udp.InErrors": "8",
    "Udp.OutDatagrams": "13",
    "Udp.RcvbufErrors": "8",
    "TcpExt.TCPPureAcks": "5",
    "TcpExt.TCPAbortOnData": "1",
    "TcpExt.TCPAbortOnClose": "1",
    "TcpExt.TCPOrigDataSent": "2",
    "TcpExt.TCPDelivered": "5",
    "IpExt.InOctets": "72590",
    "IpExt.InNoECTPkts": "35",
    Ip6InReceives: "3",
    Ip6OutOctets: "312",
    Icmp6InType1: "1",
    Udp6InDatagrams: "1",
    Udp6NoPorts: "1",
    Udp6OutDatagrams: "2",
  });
});
