// IPv6 routes, rules and neighbours through rtnetlink, as `ip -6` makes and shows them. Below: net-ask.ts.
import { beforeEach, expect, it } from "vitest";
import { nla_list } from "../../kernel/net/netlink/nlattr.ts";
import type { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { EEXIST, EHOSTUNREACH, EINVAL, ENOENT, ESRCH } from "../../kernel/uapi/asm/errno.ts";
import * as R from "../../kernel/uapi/linux/rtnetlink.ts";
import { ask, CREATE, EXCL, errno, NLM_F_DUMP, REPLACE, take, tell } from "./net-ask.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

const V6 = 10;
let sys: SockSystem;
let index: number;

/** "2001:db8:1::" as bytes: words, filled up behind. */
function ip(text: string): Uint8Array {
  const [left, right] = text
    .split("::")
    .map((s) => (s ? s.split(":").map((w) => Number.parseInt(w, 16)) : []));
  const words = [...left, ...Array(8 - left.length - (right?.length ?? 0)).fill(0), ...(right ?? [])];
  return Uint8Array.from(words.flatMap((w: number) => [w >> 8, w & 255]));
}
const text = (b: Uint8Array): string => {
  const w = [0, 2, 4, 6, 8, 10, 12, 14].map((i) => ((b[i] << 8) | b[i + 1]).toString(16)).join(":");
  return w.replace(/(^|:)0(:0)+(:|$)/, "::");
};

interface route {
  dst: string;
  plen: number;
  gw?: string;
  oif?: number;
  type?: number;
  metric?: number;
  table?: number;
}
const route = (type: number, flags: number, r: route): number =>
  tell(sys, type, flags, (m) => {
    m.u8(V6)
      .u8(r.plen)
      .u8(0)
      .u8(0)
      .u8(r.table ?? 254)
      .u8(3)
      .u8(0)
      .u8(r.type ?? 1)
      .u32(0);
    m.put(R.RTA_DST, ip(r.dst));
    if (r.gw) m.put(R.RTA_GATEWAY, ip(r.gw));
    if (r.oif) m.putU32(R.RTA_OIF, r.oif);
    if (r.metric) m.putU32(R.RTA_PRIORITY, r.metric);
  });

/** A route's message in a line. */
function line(body: Uint8Array): string {
  const { attrs } = nla_list(body.subarray(12));
  const get = (t: number) => attrs.find((a) => a.type === t);
  const dst = get(R.RTA_DST);
  const gw = get(R.RTA_GATEWAY);
  const hops = get(R.RTA_MULTIPATH) ? " multipath" : "";
  const src = get(R.RTA_PREFSRC);
  return `${body[4]} ${dst ? text(dst.data) : "default"}/${body[1]} ${gw ? `via ${text(gw.data)} ` : ""}${src ? `src ${text(src.data)} ` : ""}metric ${get(R.RTA_PRIORITY)!.u32}${hops}`;
}
const header = (m: nlmsg) =>
  void m
    .u32(V6 << 24)
    .u32(0)
    .u32(0);
const dump = (): string[] =>
  ask(sys, 0, R.RTM_GETROUTE, NLM_F_DUMP, header)
    .filter((a) => a.h.nlmsg_type === R.RTM_NEWROUTE)
    .map((a) => line(a.body));
const get = (dst: string) =>
  ask(sys, 0, R.RTM_GETROUTE, 0, (m) => {
    m.u8(V6).u8(128).u8(0).u8(0).u32(0).u32(0);
    m.put(R.RTA_DST, ip(dst));
  });

beforeEach(() => {
  sys = new SockSystem();
  expect(
    tell(sys, R.RTM_NEWLINK, CREATE | EXCL, (m) => {
      m.u32(0).u32(0).u32(1).u32(1);
      m.putString(3, "d0").nest(18, () => m.putString(1, "dummy"));
    }),
  ).toBe(0);
  index = sys.net.init_net.dev_base_head.find((d) => d.name === "d0")!.ifindex;
  const address = (m: nlmsg) => m.u8(V6).u8(64).u8(0).u8(0).u32(index).put(1, ip("2001:db8::1"));
  expect(tell(sys, R.RTM_NEWADDR, CREATE | EXCL, address)).toBe(0);
  // A work of the kernel's takes the address into use.
  sys.pass(1e6);
});

it("addresses bring their routes, told with the more special first", () => {
  const mine = dump().filter((l) => !l.includes("fe80"));
  expect(mine).toEqual([
    "254 2001:db8::/64 metric 256",
    "255 ::1/128 metric 0",
    "255 2001:db8::1/128 metric 0",
    "255 ff00::/8 metric 256",
  ]);
});

it("adds, refuses, replaces, deletes", () => {
  const via = { dst: "2001:db8:1::", plen: 48, gw: "2001:db8::9" };
  expect(route(R.RTM_NEWROUTE, CREATE | EXCL, via)).toBe(0);
  expect(route(R.RTM_NEWROUTE, CREATE | EXCL, via)).toBe(-EEXIST);
  expect(route(R.RTM_NEWROUTE, CREATE | EXCL, { ...via, dst: "2001:db8:2::", gw: "2001:db9::9" })).toBe(
    -EHOSTUNREACH,
  );
  expect(route(R.RTM_NEWROUTE, CREATE | EXCL, { ...via, dst: "2001:db8:2::", gw: "fe80::1" })).toBe(-EINVAL);
  expect(route(R.RTM_NEWROUTE, REPLACE, { ...via, dst: "2001:db8:2::" })).toBe(-ENOENT);
  expect(route(R.RTM_NEWROUTE, CREATE | REPLACE, { ...via, gw: "2001:db8::8" })).toBe(0);
  expect(dump()).toContain("254 2001:db8:1::/48 via 2001:db8::8 metric 1024");
  expect(line(get("2001:db8:1::5")[0].body)).toBe(
    "254 2001:db8:1::5/128 via 2001:db8::8 src 2001:db8::1 metric 1024",
  );
  expect(route(R.RTM_DELROUTE, 0, { dst: "2001:db8:1::", plen: 48 })).toBe(0);
  expect(route(R.RTM_DELROUTE, 0, { dst: "2001:db8:1::", plen: 48 })).toBe(-ESRCH);
  expect(route(R.RTM_DELROUTE, 0, { dst: "2001:db8:1::", plen: 48, table: 77 })).toBe(-ESRCH);
});

it("tells gateways of one rank together", () => {
  for (const gw of ["2001:db8::8", "2001:db8::9"])
    expect(route(R.RTM_NEWROUTE, CREATE, { dst: "2001:db8:1::", plen: 48, gw })).toBe(0);
  expect(dump().filter((l) => l.includes("db8:1:"))).toEqual(["254 2001:db8:1::/48 metric 1024 multipath"]);
});

it("rules choose the table; refusing routes answer with their errno", () => {
  expect(
    route(R.RTM_NEWROUTE, CREATE | EXCL, { dst: "2001:db8:3::", plen: 48, type: R.RTN_UNREACHABLE }),
  ).toBe(0);
  expect(errno(get("2001:db8:3::1"))).toBe(-EHOSTUNREACH);
  const via = { dst: "2001:db8:3::", plen: 48, gw: "2001:db8::9", table: 100 };
  expect(route(R.RTM_NEWROUTE, CREATE | EXCL, via)).toBe(0);
  const rule = (type: number, flags: number) =>
    tell(sys, type, flags, (m) => {
      m.u8(V6).u8(48).u8(0).u8(0).u8(100).u8(0).u8(0).u8(1).u32(0);
      m.put(1, ip("2001:db8:3::"));
    });
  expect(rule(R.RTM_NEWRULE, CREATE | EXCL)).toBe(0);
  expect(line(get("2001:db8:3::1")[0].body)).toContain("via 2001:db8::9");
  expect(rule(R.RTM_DELRULE, 0)).toBe(0);
  expect(rule(R.RTM_DELRULE, 0)).toBe(-ENOENT);
  expect(errno(get("2001:db8:3::1"))).toBe(-EHOSTUNREACH);
});

it("the group hears of routes that go with their device", () => {
  const nl = TestSocket.make(sys, 16, 3, 0);
  nl.bind(Uint8Array.of(0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0));
  expect(tell(sys, R.RTM_SETLINK, 0, (m) => m.u32(0).u32(index).u32(0).u32(1))).toBe(0);
  const gone = take(nl).filter((a) => a.h.nlmsg_type === R.RTM_DELROUTE);
  expect(gone.map((a) => line(a.body)).filter((l) => !l.includes("fe80"))).toEqual([
    "254 2001:db8::/64 metric 256",
    "255 2001:db8::1/128 metric 0",
    "255 ff00::/8 metric 256",
  ]);
});

it("neighbours of both families; proxies apart", () => {
  const neigh = (type: number, flags: number, ndm_flags: number, addr: Uint8Array, state = 0x80) =>
    tell(sys, type, flags, (m) => {
      m.u8(addr.length === 4 ? 2 : V6)
        .u8(0)
        .u16(0)
        .u32(index)
        .u16(state)
        .u8(ndm_flags)
        .u8(0);
      m.put(1, addr);
      if (!ndm_flags) m.put(2, Uint8Array.of(2, 0, 0, 0, 0, 7));
    });
  const [v4, v6] = [Uint8Array.of(10, 0, 0, 7), ip("2001:db8::7")];
  expect(neigh(28, CREATE | EXCL, 0, v6)).toBe(0);
  expect(neigh(28, CREATE | EXCL, 0, v6)).toBe(-EEXIST);
  expect(neigh(28, CREATE | EXCL, 0, v4)).toBe(0);
  expect(neigh(28, CREATE | EXCL, 8, v4)).toBe(0);
  const list = (ndm_flags: number) =>
    ask(sys, 0, R.RTM_GETNEIGH, NLM_F_DUMP, (m) => m.u32(0).u32(0).u16(0).u8(ndm_flags).u8(0))
      // Groups that the device itself has spoken to are there too (NUD_NOARP).
      .filter((a) => a.h.nlmsg_type === R.RTM_NEWNEIGH && a.body[9] !== 0x40)
      .map((a) => `${a.body[0]} ${a.body[10]}`);
  expect(list(0)).toEqual(["2 0", "10 0"]);
  expect(list(8)).toEqual(["2 8"]);
  expect(neigh(R.RTM_DELNEIGH, 0, 8, v4)).toBe(0);
  expect(neigh(R.RTM_DELNEIGH, 0, 8, v4)).toBe(-ENOENT);
});
