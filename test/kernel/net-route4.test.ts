// IPv4 routes, rules and neighbours through rtnetlink as sessions against a real kernel showed them (net-session/), and
// SOCK_PACKET, by which BusyBox's udhcpd looks whether an address is taken. Below: net-ask.ts.
import { beforeEach, expect, it } from "vitest";
import { nla_list } from "../../kernel/net/netlink/nlattr.ts";
import type { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { EINVAL, ENODEV, ENOENT, ENOTCONN } from "../../kernel/uapi/asm/errno.ts";
import * as F from "../../kernel/uapi/linux/fib_rules.ts";
import * as L from "../../kernel/uapi/linux/if_link.ts";
import { IPV4_DEVCONF_FORWARDING, IPV4_DEVCONF_PROXY_ARP } from "../../kernel/uapi/linux/ip.ts";
import * as R from "../../kernel/uapi/linux/rtnetlink.ts";
import { ask, CREATE, EXCL, errno, NLM_F_DUMP, tell } from "./net-ask.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

let sys: SockSystem;
const dev = (name: string) => sys.net.init_net.dev_base_head.find((d) => d.name === name)!;
const ifinfo = (m: nlmsg, index = 0, up = 1) => m.u32(0).u32(index).u32(up).u32(1);
const ip = (text: string) => Uint8Array.from(text.split(".").map(Number));
const text = (b: Uint8Array) => [...b].join(".");

interface route {
  dst?: string;
  plen?: number;
  gw?: string;
  via?: Uint8Array;
  oif?: string;
  type?: number;
}
const route = (o: route, flags = CREATE | EXCL, type: number = R.RTM_NEWROUTE): number =>
  tell(sys, type, flags, (m) => {
    m.u8(2)
      .u8(o.plen ?? 24)
      .u8(0)
      .u8(0)
      .u8(254)
      .u8(3)
      .u8(0)
      .u8(o.type ?? 1)
      .u32(0);
    if (o.dst) m.put(R.RTA_DST, ip(o.dst));
    if (o.gw) m.put(R.RTA_GATEWAY, ip(o.gw));
    if (o.via) m.put(R.RTA_VIA, o.via);
    if (o.oif) m.putU32(R.RTA_OIF, dev(o.oif).ifindex);
  });
const table = (): { dst: string; via?: Uint8Array }[] =>
  ask(sys, 0, R.RTM_GETROUTE, NLM_F_DUMP, (m) =>
    m
      .u32(2 << 24)
      .u32(0)
      .u32(0),
  )
    .filter((a) => a.h.nlmsg_type === R.RTM_NEWROUTE && a.body[4] === 254)
    .map(({ body }) => {
      const { attrs } = nla_list(body.subarray(12));
      const dst = attrs.find((a) => a.type === R.RTA_DST);
      const via = attrs.find((a) => a.type === R.RTA_VIA)?.data;
      return { dst: `${dst ? text(dst.data) : "0.0.0.0"}/${body[1]}`, ...(via ? { via } : {}) };
    });

beforeEach(() => {
  sys = new SockSystem();
  const cable = (m: nlmsg) => {
    ifinfo(m, 0, 0).putString(L.IFLA_IFNAME, "v0");
    m.nest(L.IFLA_LINKINFO, () => {
      m.putString(1, "veth").nest(2, () => {
        m.nest(1, () => void ifinfo(m, 0, 0).putString(L.IFLA_IFNAME, "v1"));
      });
    });
  };
  expect(tell(sys, R.RTM_NEWLINK, CREATE | EXCL, cable)).toBe(0);
  for (const n of ["v0", "v1"]) {
    dev(n).ip6_ptr!.cnf.set("accept_dad", 0);
    expect(tell(sys, R.RTM_SETLINK, 0, (m) => void ifinfo(m, dev(n).ifindex))).toBe(0);
  }
  sys.pass(2e9);
  const address = (m: nlmsg) => m.u8(2).u8(24).u8(0).u8(0).u32(dev("v0").ifindex).put(2, ip("10.1.0.1"));
  expect(tell(sys, R.RTM_NEWADDR, CREATE | EXCL, address)).toBe(0);
});

it("tables are told by address, the longer prefix first", () => {
  for (const [dst, plen] of [
    ["10.9.0.0", 16],
    ["10.9.0.0", 24],
    ["10.8.0.1", 32],
  ] as const)
    expect(route({ dst, plen, gw: "10.1.0.9" })).toBe(0);
  expect(route({ plen: 0, gw: "10.1.0.9" })).toBe(0);
  const all = ["0.0.0.0/0", "10.1.0.0/24", "10.8.0.1/32", "10.9.0.0/24", "10.9.0.0/16"];
  expect(table().map((r) => r.dst)).toEqual(all);
});

it("an IPv6 gateway: kept, told, and asked for its link address", () => {
  const gw = [0xfe, 0x80, ...Array(13).fill(0), 9];
  const via = Uint8Array.of(0, 10, ...gw);
  expect(route({ dst: "10.5.0.0", via, oif: "v0" })).toBe(0);
  expect(table().find((r) => r.dst === "10.5.0.0/24")?.via).toEqual(via);
  expect(route({ dst: "10.6.0.0", via, oif: "v0", gw: "10.1.0.9" })).toBe(-EINVAL);
  expect(route({ dst: "10.6.0.0", via: via.slice(0, 9), oif: "v0" })).toBe(-EINVAL);
  expect(route({ dst: "10.6.0.0", via })).toBe(-EINVAL);
  const before = dev("v1").stats.rx_packets;
  const s = TestSocket.make(sys, 2, 2);
  const to = Uint8Array.of(0, 2, 0, 9, ...ip("10.5.0.7"), ...Array(8).fill(0));
  s.send("x", 0, to);
  expect(dev("v1").stats.rx_packets).toBe(before + 1);
});

it("a rule says what it lacks: its device, the rule it goes to", () => {
  const rule = (fill: (m: nlmsg) => void, action: number) =>
    tell(sys, R.RTM_NEWRULE, CREATE | EXCL, (m) => {
      m.u8(2).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(action).u32(0);
      fill(m);
    });
  expect(rule((m) => m.putU32(F.FRA_PRIORITY, 5).putU32(F.FRA_GOTO, 9), F.FR_ACT_GOTO)).toBe(0);
  const named = (m: nlmsg, name: string, pref: number) =>
    m.putU32(F.FRA_PRIORITY, pref).putU32(F.FRA_TABLE, 7).putString(F.FRA_IIFNAME, name);
  expect(rule((m) => named(m, "gone", 6), F.FR_ACT_TO_TBL)).toBe(0);
  expect(rule((m) => named(m, "v0", 7).putU32(F.FRA_SUPPRESS_IFGROUP, 3), F.FR_ACT_TO_TBL)).toBe(0);
  const flags = () =>
    ask(sys, 0, R.RTM_GETRULE, NLM_F_DUMP, (m) =>
      m
        .u32(2 << 24)
        .u32(0)
        .u32(0),
    )
      .filter((a) => a.h.nlmsg_type === R.RTM_NEWRULE)
      .map((a) => a.body[11]);
  expect(flags().slice(1, 4)).toEqual([F.FIB_RULE_UNRESOLVED, F.FIB_RULE_IIF_DETACHED, 0]);
  expect(rule((m) => named(m, "v0", 9), F.FR_ACT_TO_TBL)).toBe(0);
  expect(flags()[1]).toBe(0);
});

it("a neighbour without a link address is refused; those of a lost link are forgotten", () => {
  const neigh = (type: number, addr: string, state: number, mac: boolean) =>
    tell(sys, type, CREATE | EXCL, (m) => {
      m.u8(2).u8(0).u16(0).u32(dev("v0").ifindex).u16(state).u8(0).u8(0).put(1, ip(addr));
      if (mac) m.put(2, Uint8Array.of(2, 0, 0, 0, 0, 7));
    });
  expect(neigh(R.RTM_NEWNEIGH, "10.1.0.9", 0x40, false)).toBe(-EINVAL);
  expect(neigh(R.RTM_NEWNEIGH, "10.1.0.7", 0x04, true)).toBe(0);
  expect(neigh(R.RTM_NEWNEIGH, "10.1.0.8", 0x80, true)).toBe(0);
  expect(tell(sys, R.RTM_SETLINK, 0, (m) => void ifinfo(m, dev("v1").ifindex, 0))).toBe(0);
  sys.pass(2e9);
  expect(neigh(R.RTM_DELNEIGH, "10.1.0.7", 0, false)).toBe(-ENOENT);
  expect(neigh(R.RTM_DELNEIGH, "10.1.0.8", 0, false)).toBe(0);
});

it("generic netlink tells the controller's policies", () => {
  const got = ask(sys, 16, 16, NLM_F_DUMP, (m) => m.u8(10).u8(1).u16(0).putString(2, "nlctrl"));
  const said = got
    .filter((a) => a.h.nlmsg_type === 16)
    .map((a) => nla_list(a.body.subarray(4)).attrs[1].type);
  expect(said).toEqual([9, 9, 8, 8, 8, 8, 8]);
  expect(errno(ask(sys, 16, 16, NLM_F_DUMP, (m) => m.u8(10).u8(1).u16(0).putString(2, "nosuch")))).toBe(
    -ENOENT,
  );
});

it("SOCK_PACKET: devices by name, whole frames", () => {
  const name = (n: string, proto?: number) => {
    const b = new Uint8Array(proto === undefined ? 16 : 18);
    for (let i = 0; i < n.length; i++) b[2 + i] = n.charCodeAt(i);
    if (proto !== undefined) new DataView(b.buffer).setUint16(16, proto);
    return b;
  };
  const a = TestSocket.make(sys, 17, 10, 0x88b5);
  const b = TestSocket.make(sys, 17, 10, 0x88b5);
  expect(b.bind(name("v1"))).toBe(0);
  expect(b.bind(name("gone"))).toBe(-ENODEV);
  expect(b.bind(name("v1", 1))).toBe(-EINVAL);
  const frame = Uint8Array.from([...Array(6).fill(255), 2, 0, 0, 0, 0, 9, 0x88, 0xb5, ...Array(46).fill(1)]);
  expect(a.send(frame)).toBe(-ENOTCONN);
  expect(a.send(frame, 0, name("gone"))).toBe(-ENODEV);
  expect(a.send(frame, 0, name("v0", 0x88b5))).toBe(60);
  expect(b.recv(100, 0x40)).toHaveLength(60);
});

it("proxies: a router answers for who is behind it, by its setting or by an entry, after a while", () => {
  expect(
    tell(sys, R.RTM_NEWLINK, CREATE | EXCL, (m) => {
      ifinfo(m)
        .putString(L.IFLA_IFNAME, "d0")
        .nest(L.IFLA_LINKINFO, () => m.putString(1, "dummy"));
    }),
  ).toBe(0);
  expect(route({ dst: "10.7.0.0", oif: "d0" })).toBe(0);
  const ear = TestSocket.make(sys, 17, 3, 0x0806);
  const at = new Uint8Array(20);
  const view = new DataView(at.buffer);
  view.setUint16(0, 17);
  view.setUint16(2, 0x0806);
  view.setInt32(4, dev("v1").ifindex);
  expect(ear.bind(at)).toBe(0);
  const mac = [2, 0, 0, 0, 0, 9];
  const asks = (who: string) => {
    const head = [...Array(6).fill(255), ...mac, 8, 6];
    const body = [0, 1, 8, 0, 6, 4, 0, 1, ...mac, ...ip("10.1.0.2"), ...Array(6).fill(0), ...ip(who)];
    ear.send(Uint8Array.from([...head, ...body]));
    sys.pass(1e9);
    let answers = 0;
    for (let got = ear.recv(100, 0x40); typeof got === "string"; got = ear.recv(100, 0x40))
      if (got.charCodeAt(21) === 2) answers++;
    return answers;
  };
  const { cnf } = dev("v0").ip_ptr!;
  cnf.set(IPV4_DEVCONF_FORWARDING, 1);
  expect(asks("10.7.0.5")).toBe(0);
  cnf.set(IPV4_DEVCONF_PROXY_ARP, 1);
  expect(asks("10.7.0.5")).toBe(1);
  // Who is on the link itself answers himself.
  expect(asks("10.1.0.77")).toBe(0);
  cnf.set(IPV4_DEVCONF_PROXY_ARP, 0);
  const proxy = (m: nlmsg) =>
    void m.u8(2).u8(0).u16(0).u32(dev("v0").ifindex).u16(0).u8(8).u8(0).put(1, ip("10.7.0.5"));
  expect(tell(sys, R.RTM_NEWNEIGH, CREATE | EXCL, proxy)).toBe(0);
  expect(asks("10.7.0.5")).toBe(1);
  expect(asks("10.7.0.6")).toBe(0);
  cnf.set(IPV4_DEVCONF_FORWARDING, 0);
  expect(asks("10.7.0.5")).toBe(0);
});
