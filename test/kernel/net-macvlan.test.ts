// macvlan on a device, by rtnetlink, and frames between two of them. Below: net-ask.ts.
import { expect, it } from "vitest";
import type { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { EADDRINUSE, EBUSY, EINVAL } from "../../kernel/uapi/asm/errno.ts";
import { SO_BINDTOIFINDEX, SO_BROADCAST } from "../../kernel/uapi/asm/socket.ts";
import * as L from "../../kernel/uapi/linux/if_link.ts";
import * as R from "../../kernel/uapi/linux/rtnetlink.ts";
import { CREATE, EXCL, tell } from "./net-ask.ts";
import { in4, SockSystem, TestSocket } from "./net-sock-system.ts";

const dev = (sys: SockSystem, name: string) => sys.net.init_net.dev_base_head.find((d) => d.name === name)!;
const ifinfo = (m: nlmsg, index = 0, up = 1) => m.u32(0).u32(index).u32(up).u32(1);
const mac = (n: number) => Uint8Array.of(2, 0, 0, 0, 0, n);
const add = (sys: SockSystem, name: string, n: number, mode: number, under = "d0") =>
  tell(sys, R.RTM_NEWLINK, CREATE | EXCL, (m) => {
    ifinfo(m).putString(L.IFLA_IFNAME, name).put(L.IFLA_ADDRESS, mac(n));
    m.putU32(L.IFLA_LINK, dev(sys, under).ifindex);
    m.nest(L.IFLA_LINKINFO, () =>
      m.putString(1, "macvlan").nest(2, () => m.putU32(L.IFLA_MACVLAN_MODE, mode)),
    );
  });

function system(): SockSystem {
  const sys = new SockSystem();
  // A veth below: a dummy has no neighbours.
  const veth = (m: nlmsg) =>
    void ifinfo(m)
      .putString(L.IFLA_IFNAME, "d0")
      .nest(L.IFLA_LINKINFO, () => m.putString(1, "veth"));
  expect(tell(sys, R.RTM_NEWLINK, CREATE | EXCL, veth)).toBe(0);
  for (const d of sys.net.init_net.dev_base_head)
    expect(tell(sys, R.RTM_SETLINK, 0, (m) => ifinfo(m, d.ifindex))).toBe(0);
  return sys;
}

it("in bridge mode they hear each other, in private mode not", () => {
  const sys = system();
  expect(add(sys, "m0", 1, L.MACVLAN_MODE_BRIDGE)).toBe(0);
  expect(add(sys, "m1", 2, L.MACVLAN_MODE_BRIDGE)).toBe(0);
  const hears = (): string | number => {
    // What the devices have to say of themselves to IPv6's groups comes first.
    sys.pass(3e9);
    const before = dev(sys, "m1").stats.rx_packets;
    const s = TestSocket.make(sys, 2, 2);
    s.setsockopt(SO_BROADCAST, 1);
    s.setsockopt(SO_BINDTOIFINDEX, dev(sys, "m0").ifindex);
    s.send("hello", 0, in4(0xffffffff, 9));
    sys.pass(1e9);
    return dev(sys, "m1").stats.rx_packets - before;
  };
  for (const [name, addr] of [
    ["m0", 1],
    ["m1", 2],
  ] as const)
    expect(
      tell(sys, R.RTM_NEWADDR, CREATE | EXCL, (m) => {
        m.u8(2)
          .u8(24)
          .u8(0)
          .u8(0)
          .u32(dev(sys, name).ifindex)
          .put(2, Uint8Array.of(10, 0, 0, addr));
      }),
    ).toBe(0);
  expect(hears()).toBe(1);
  const alone = (m: nlmsg) =>
    void ifinfo(m, dev(sys, "m0").ifindex).nest(L.IFLA_LINKINFO, () =>
      m.putString(1, "macvlan").nest(2, () => m.putU32(L.IFLA_MACVLAN_MODE, L.MACVLAN_MODE_PRIVATE)),
    );
  expect(tell(sys, R.RTM_NEWLINK, 0, alone)).toBe(0);
  expect(hears()).toBe(0);
});

it("refuses what cannot be, and goes with the device below", () => {
  const sys = system();
  expect(add(sys, "m0", 1, L.MACVLAN_MODE_BRIDGE)).toBe(0);
  expect(add(sys, "p0", 3, L.MACVLAN_MODE_PASSTHRU)).toBe(-EINVAL);
  expect(add(sys, "m9", 4, 77)).toBe(-EINVAL);
  expect(add(sys, "m9", 4, L.MACVLAN_MODE_BRIDGE, "lo")).toBe(-EINVAL);
  // On a macvlan: beside it.
  expect(add(sys, "m1", 2, L.MACVLAN_MODE_BRIDGE, "m0")).toBe(0);
  const set = (name: string, n: number) =>
    tell(sys, R.RTM_SETLINK, 0, (m) => void ifinfo(m, dev(sys, name).ifindex).put(L.IFLA_ADDRESS, mac(n)));
  expect(set("m1", 1)).toBe(-EADDRINUSE);
  expect(set("m1", 7)).toBe(0);
  const bridge = (m: nlmsg) =>
    void ifinfo(m)
      .putString(L.IFLA_IFNAME, "br0")
      .nest(L.IFLA_LINKINFO, () => m.putString(1, "bridge"));
  expect(tell(sys, R.RTM_NEWLINK, CREATE | EXCL, bridge)).toBe(0);
  const enslave = (m: nlmsg) =>
    void ifinfo(m, dev(sys, "d0").ifindex).putU32(L.IFLA_MASTER, dev(sys, "br0").ifindex);
  expect(tell(sys, R.RTM_SETLINK, 0, enslave)).toBe(-EBUSY);
  expect(tell(sys, R.RTM_DELLINK, 0, (m) => void ifinfo(m, dev(sys, "d0").ifindex))).toBe(0);
  expect(sys.net.init_net.dev_base_head.map((d) => d.name)).toEqual(["lo", "br0"]);
});
