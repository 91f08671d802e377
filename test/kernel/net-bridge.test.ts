// Bridges, bonds, namespaces' numbers and generic netlink through netlink, as `bridge`, `ip` and `genl` use them.
// Below: net-ask.ts.
import { expect, it } from "vitest";
import { nla_list } from "../../kernel/net/netlink/nlattr.ts";
import type { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { EEXIST, EINVAL, ENOENT, ENOTEMPTY, EOPNOTSUPP } from "../../kernel/uapi/asm/errno.ts";
import * as R from "../../kernel/uapi/linux/rtnetlink.ts";
import { ask, CREATE, EXCL, errno, NLM_F_DUMP, take, tell } from "./net-ask.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

const AF_BRIDGE = 7;
const link = (sys: SockSystem, name: string) =>
  sys.net.init_net.dev_base_head.find((d) => d.name === name)!.ifindex;
const ifinfo = (m: nlmsg, index = 0, up = 0, family = 0) =>
  m.u8(family).u8(0).u16(0).u32(index).u32(up).u32(up);
const add = (sys: SockSystem, name: string, kind: string, master = 0, up = 1) =>
  tell(sys, R.RTM_NEWLINK, CREATE | EXCL, (m) => {
    ifinfo(m, 0, up)
      .putString(3, name)
      .nest(18, () => m.putString(1, kind));
    if (master) m.putU32(10, master);
  });

function bridged(): SockSystem {
  const sys = new SockSystem();
  expect(add(sys, "br0", "bridge")).toBe(0);
  expect(add(sys, "d0", "dummy", link(sys, "br0"))).toBe(0);
  return sys;
}
const fdb = (sys: SockSystem, type: number, flags: number, addr: number[], state: number, ntf: number) =>
  tell(sys, type, flags, (m) => {
    m.u8(AF_BRIDGE).u8(0).u16(0).u32(link(sys, "d0")).u16(state).u8(ntf).u8(0);
    m.put(2, Uint8Array.from(addr));
  });
/** Device, state, flags, last byte of the address of each entry. */
const entries = (sys: SockSystem) =>
  ask(sys, 0, R.RTM_GETNEIGH, NLM_F_DUMP, (m) => m.u8(AF_BRIDGE).u8(0).u16(0).u32(0).u32(0))
    .filter((a) => a.h.nlmsg_type === R.RTM_NEWNEIGH)
    .map(({ body }) => {
      const mac = nla_list(body.subarray(12)).attrs.find((a) => a.type === 2)!.data;
      return [body[7], (body[8] << 8) | body[9], body[10], mac[5]];
    });

it("a bridge's table: own addresses, those of programs, those of devices", () => {
  const sys = bridged();
  const d0 = link(sys, "d0");
  // Its own address in the bridge's table; beside it, in each device's own list, the groups that are listened to.
  const own = [d0, 0x80, 0, expect.any(Number)];
  expect(entries(sys).filter((e) => e[2] === 0)).toEqual([own, own]);
  expect(entries(sys)).toContainEqual([d0, 0x80, 2, 1]);
  const mac = [2, 0, 0, 0, 0, 0x99];
  expect(fdb(sys, R.RTM_NEWNEIGH, CREATE | EXCL, mac, 0x40, 4)).toBe(0);
  expect(fdb(sys, R.RTM_NEWNEIGH, CREATE | EXCL, mac, 0x40, 4)).toBe(-EEXIST);
  expect(fdb(sys, R.RTM_NEWNEIGH, CREATE | EXCL, [2, 0, 0, 0, 0, 0x98], 0x80, 2)).toBe(0);
  expect(fdb(sys, R.RTM_NEWNEIGH, CREATE | EXCL, [2, 0, 0], 0x80, 4)).toBe(-EINVAL);
  expect(entries(sys)).toContainEqual([d0, 0x40, 0, 0x99]);
  expect(entries(sys)).toContainEqual([d0, 0x80, 2, 0x98]);
  // What a program gave does not age away.
  sys.pass(400e9);
  expect(fdb(sys, R.RTM_DELNEIGH, 0, mac, 0, 4)).toBe(0);
  expect(fdb(sys, R.RTM_DELNEIGH, 0, mac, 0, 4)).toBe(-ENOENT);
});

it("ports are told and set in the bridge's own family", () => {
  const sys = bridged();
  const set = (index: number) =>
    tell(sys, R.RTM_SETLINK, 0, (m) => {
      ifinfo(m, index, 0, AF_BRIDGE).nest(12 | 0x8000, () => m.putU32(3, 7));
    });
  expect(set(link(sys, "d0"))).toBe(0);
  expect(set(link(sys, "br0"))).toBe(-EOPNOTSUPP);
  const ports = ask(sys, 0, R.RTM_GETLINK, NLM_F_DUMP, (m) => ifinfo(m, 0, 0, AF_BRIDGE)).filter(
    (a) => a.h.nlmsg_type === R.RTM_NEWLINK,
  );
  expect(ports.map((p) => p.body[7])).toEqual([link(sys, "d0")]);
  const info = nla_list(ports[0].body.subarray(16)).attrs.find((a) => a.type === 12)!;
  expect(nla_list(info.data).attrs.find((a) => a.type === 3)!.u32).toBe(7);
});

it("a bond's mode stays while it has slaves; its active slave changes on request", () => {
  const sys = new SockSystem();
  const bond = (fill: (m: nlmsg) => void) =>
    tell(sys, R.RTM_NEWLINK, 0, (m) => {
      ifinfo(m, link(sys, "b")).nest(18, () => m.putString(1, "bond").nest(2, () => fill(m)));
    });
  expect(add(sys, "b", "bond", 0, 0)).toBe(0);
  expect(bond((m) => m.putU8(1, 1))).toBe(0);
  for (const name of ["s0", "s1"]) expect(add(sys, name, "dummy", link(sys, "b"), 0)).toBe(0);
  expect(bond((m) => m.putU8(1, 0))).toBe(-ENOTEMPTY);
  expect(bond((m) => m.putU32(2, link(sys, "s1")))).toBe(0);
  const states = ["s0", "s1"].map((name) => {
    const [a] = ask(sys, 0, R.RTM_GETLINK, 0, (m) => ifinfo(m, link(sys, name)));
    const info = nla_list(a.body.subarray(16)).attrs.find((x) => x.type === 18)!;
    const data = nla_list(info.data).attrs.find((x) => x.type === 5)!;
    return nla_list(data.data).attrs.find((x) => x.type === 1)!.u8;
  });
  expect(states).toEqual([1, 0]);
});

it("generic netlink: the controller tells of itself", () => {
  const sys = new SockSystem();
  const family = (flags: number, cmd: number, name?: string) =>
    ask(sys, 16, 16, flags, (m) => {
      m.u8(cmd).u8(1).u16(0);
      if (name) m.putString(2, name);
    });
  const names = (list: ReturnType<typeof family>) =>
    list
      .filter((a) => a.h.nlmsg_type === 16)
      .map((a) => nla_list(a.body.subarray(4)).attrs.find((x) => x.type === 2)!.string);
  expect(names(family(NLM_F_DUMP, 3))).toEqual(["nlctrl"]);
  expect(names(family(0, 3, "nlctrl"))).toEqual(["nlctrl"]);
  expect(errno(family(0, 3, "nosuch"))).toBe(-ENOENT);
  expect(errno(family(0, 3))).toBe(-EINVAL);
  expect(errno(family(0, 99))).toBe(-EOPNOTSUPP);
  expect(errno(ask(sys, 16, 99, 0, (m) => m.u32(0)))).toBe(-ENOENT);
});

it("the group of learnt addresses hears of own ones as ports come and go", () => {
  const sys = new SockSystem();
  const nl = TestSocket.make(sys, 16, 3, 0);
  nl.bind(Uint8Array.of(0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4));
  add(sys, "br0", "bridge");
  add(sys, "d0", "dummy", link(sys, "br0"));
  const d0 = link(sys, "d0");
  tell(sys, R.RTM_DELLINK, 0, (m) => ifinfo(m, d0));
  const news = take(nl)
    .filter((a) => a.body[0] === AF_BRIDGE)
    .map((a) => [a.h.nlmsg_type, a.body[7]]);
  expect(news).toContainEqual([R.RTM_NEWNEIGH, d0]);
  // The bridge has the port's address as long as it is its only one: the entry becomes the bridge's, then goes.
  expect(news).toContainEqual([R.RTM_DELNEIGH, link(sys, "br0")]);
  expect(news).not.toContainEqual([R.RTM_DELNEIGH, d0]);
});
