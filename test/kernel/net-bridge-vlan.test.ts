// A bridge that filters vlans: the rows as `bridge vlan` sets and shows them, and which frames get through.
// Below: net-ask.ts.
import { expect, it } from "vitest";
import { nla_list } from "../../kernel/net/netlink/nlattr.ts";
import type { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { EINVAL } from "../../kernel/uapi/asm/errno.ts";
import * as L from "../../kernel/uapi/linux/if_link.ts";
import * as R from "../../kernel/uapi/linux/rtnetlink.ts";
import { ask, CREATE, EXCL, NLM_F_DUMP, tell } from "./net-ask.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

const AF_BRIDGE = 7;
const PVID = 2;
const UNTAGGED = 4;
const BEGIN = 8;
const END = 0x10;
const dev = (sys: SockSystem, name: string) => sys.net.init_net.dev_base_head.find((d) => d.name === name)!;
const ifinfo = (m: nlmsg, index = 0, up = 1, family = 0) =>
  m.u8(family).u8(0).u16(0).u32(index).u32(up).u32(1);
const add = (sys: SockSystem, name: string, kind: string, master?: string) =>
  expect(
    tell(sys, R.RTM_NEWLINK, CREATE | EXCL, (m) => {
      ifinfo(m, 0, 0).putString(L.IFLA_IFNAME, name);
      m.nest(L.IFLA_LINKINFO, () => {
        m.putString(1, kind);
        if (kind === "veth")
          m.nest(2, () => m.nest(1, () => void ifinfo(m, 0, 0).putString(L.IFLA_IFNAME, `${name}p`)));
      });
      if (master) m.putU32(L.IFLA_MASTER, dev(sys, master).ifindex);
    }),
  ).toBe(0);

/** A bridge with two cables, a and b, whose far ends are ap and bp. */
function bridged(): SockSystem {
  const sys = new SockSystem();
  add(sys, "br0", "bridge");
  add(sys, "a", "veth", "br0");
  add(sys, "b", "veth", "br0");
  for (const d of sys.net.init_net.dev_base_head) {
    d.ip6_ptr?.cnf.set("disable_ipv6", 1);
    tell(sys, R.RTM_SETLINK, 0, (m) => void ifinfo(m, d.ifindex));
  }
  sys.pass(2e9);
  return sys;
}
/** self: about the bridge itself. */
const vlan = (sys: SockSystem, cmd: number, name: string, rows: [number, number][], self = false) =>
  tell(sys, cmd, 0, (m) => {
    ifinfo(m, dev(sys, name).ifindex, 0, AF_BRIDGE).nest(L.IFLA_AF_SPEC, () => {
      if (self) m.putU16(0, 2);
      for (const [flags, vid] of rows) m.put(2, Uint8Array.of(flags >> 8, flags, vid >> 8, vid));
    });
  });
const filtering = (sys: SockSystem, on: number) =>
  tell(sys, R.RTM_NEWLINK, 0, (m) => {
    ifinfo(m, dev(sys, "br0").ifindex);
    m.nest(L.IFLA_LINKINFO, () => {
      m.putString(1, "bridge").nest(2, () => m.putU8(L.IFLA_BR_VLAN_FILTERING, on));
    });
  });
/** Flags and id of each row of a device, ranges put together. */
const shown = (sys: SockSystem, name: string) => {
  const all = ask(sys, 0, R.RTM_GETLINK, NLM_F_DUMP, (m) => {
    ifinfo(m, 0, 0, AF_BRIDGE).putU32(L.IFLA_EXT_MASK, R.RTEXT_FILTER_BRVLAN_COMPRESSED);
  }).filter((a) => a.h.nlmsg_type === R.RTM_NEWLINK && a.body[7] === dev(sys, name).ifindex);
  const spec = nla_list(all[0].body.subarray(16)).attrs.find((a) => a.type === L.IFLA_AF_SPEC)!;
  return nla_list(spec.data).attrs.map((a) => [a.data[1], (a.data[2] << 8) | a.data[3]]);
};
/** Whether a broadcast from ap arrives at bp, and its tag there (0: none). vid: the tag it is sent with. */
function through(sys: SockSystem, vid: number): number | null {
  const socket = (name: string) => {
    const s = TestSocket.make(sys, 17, 3, 3 << 8);
    const at = new Uint8Array(20);
    const v = new DataView(at.buffer);
    v.setUint16(0, 17);
    v.setUint16(2, 3);
    v.setInt32(4, dev(sys, name).ifindex);
    expect(s.bind(at)).toBe(0);
    return s;
  };
  const [from, to] = [socket("ap"), socket("bp")];
  const tag = vid ? [0x81, 0, vid >> 8, vid & 255] : [];
  const frame = [...Array(6).fill(255), 2, 0, 0, 0, 0, 9, ...tag, 0x12, 0x34, ...Array(46).fill(0x77)];
  from.send(Uint8Array.from(frame));
  let arrived: number | null = null;
  for (let got = to.recv(2048, 0x40); typeof got === "string"; got = to.recv(2048, 0x40)) {
    const b = Uint8Array.from(got, (c) => c.charCodeAt(0));
    const at = b.findIndex((_, i) => b[i] === 0x12 && b[i + 1] === 0x34);
    if (at < 0) continue;
    // What a vlan-aware driver took off the bytes is in the auxiliary data; here the length tells.
    arrived = at === 16 ? (b[14] << 8) | b[15] : 0;
  }
  from.close();
  to.close();
  return arrived;
}

it("rows: the default one, ranges, refusals", () => {
  const sys = bridged();
  for (const name of ["br0", "a", "b"]) expect(shown(sys, name)).toEqual([[PVID | UNTAGGED, 1]]);
  expect(
    vlan(sys, R.RTM_SETLINK, "a", [
      [BEGIN, 10],
      [END, 12],
    ]),
  ).toBe(0);
  expect(vlan(sys, R.RTM_SETLINK, "a", [[PVID, 20]])).toBe(0);
  expect(shown(sys, "a")).toEqual([
    [UNTAGGED, 1],
    [BEGIN, 10],
    [END, 12],
    [PVID, 20],
  ]);
  expect(vlan(sys, R.RTM_DELLINK, "a", [[0, 11]])).toBe(0);
  expect(shown(sys, "a")).toEqual([
    [UNTAGGED, 1],
    [0, 10],
    [0, 12],
    [PVID, 20],
  ]);
  expect(vlan(sys, R.RTM_SETLINK, "br0", [[0, 30]], true)).toBe(0);
  expect(shown(sys, "br0")).toEqual([
    [PVID | UNTAGGED, 1],
    [0, 30],
  ]);
  for (const rows of [
    [[0, 0]],
    [[0, 4095]],
    [
      [BEGIN, 5],
      [0, 6],
    ],
    [
      [BEGIN, 5],
      [END, 5],
    ],
    [[BEGIN | PVID, 5]],
  ])
    expect(vlan(sys, R.RTM_SETLINK, "a", rows as [number, number][])).toBe(-EINVAL);
});

it("frames pass only within a vlan that both ports are in", () => {
  const sys = bridged();
  expect(through(sys, 0)).toBe(0);
  expect(filtering(sys, 1)).toBe(0);
  expect(through(sys, 0)).toBe(0);
  expect(through(sys, 10)).toBe(null);
  expect(vlan(sys, R.RTM_SETLINK, "a", [[PVID | UNTAGGED, 10]])).toBe(0);
  expect(through(sys, 0)).toBe(null);
  expect(vlan(sys, R.RTM_SETLINK, "b", [[UNTAGGED, 10]])).toBe(0);
  expect(through(sys, 0)).toBe(0);
  expect(vlan(sys, R.RTM_DELLINK, "a", [[0, 10]])).toBe(0);
  expect(through(sys, 0)).toBe(null);
});
