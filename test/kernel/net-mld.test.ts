// What a device says of itself in IPv6: groups (MLD), its addresses (DAD), routers. Below: net-ask.ts.
import { expect, it } from "vitest";
import { igmp_mc_seq_show } from "../../kernel/net/ipv4/igmp.ts";
import { igmp6_mc_seq_show } from "../../kernel/net/ipv6/mld.ts";
import type { nlmsg } from "../../kernel/net/netlink/nlmsg.ts";
import { IFA_F_DADFAILED, IFA_F_DEPRECATED, IFA_F_TENTATIVE } from "../../kernel/uapi/linux/if_addr.ts";
import * as L from "../../kernel/uapi/linux/if_link.ts";
import * as R from "../../kernel/uapi/linux/rtnetlink.ts";
import { CREATE, EXCL, tell } from "./net-ask.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

const dev = (sys: SockSystem, name: string) => sys.net.init_net.dev_base_head.find((d) => d.name === name)!;
const ifinfo = (m: nlmsg, index = 0, up = 1) => m.u32(0).u32(index).u32(up).u32(1);
const mac = (n: number) => Uint8Array.of(2, 0, 0, 0, 0, n);

/** v0 and v1 at the two ends of a cable, with these last bytes of their addresses. */
function cable(a: number, b: number): SockSystem {
  const sys = new SockSystem();
  const made = tell(sys, R.RTM_NEWLINK, CREATE | EXCL, (m) => {
    ifinfo(m, 0, 0).putString(L.IFLA_IFNAME, "v0").put(L.IFLA_ADDRESS, mac(a));
    m.nest(L.IFLA_LINKINFO, () => {
      m.putString(1, "veth").nest(2, () => {
        m.nest(1, () => void ifinfo(m, 0, 0).putString(L.IFLA_IFNAME, "v1").put(L.IFLA_ADDRESS, mac(b)));
      });
    });
  });
  expect(made).toBe(0);
  return sys;
}
const up = (sys: SockSystem, name: string) =>
  expect(tell(sys, R.RTM_SETLINK, 0, (m) => void ifinfo(m, dev(sys, name).ifindex))).toBe(0);

/** What v0 sends: the ICMPv6 type, and the length with the link header, of each packet. */
function said(listener: TestSocket): [number, number][] {
  const out: [number, number][] = [];
  for (let got = listener.recv(2048, 0x40); typeof got === "string"; got = listener.recv(2048, 0x40)) {
    const at = 14 + (got.charCodeAt(20) === 0 ? 48 : 40);
    out.push([got.charCodeAt(at), got.length]);
  }
  return out;
}

it("a device that comes up reports its groups, asks for its address and for routers", () => {
  const sys = cable(0x20, 0x21);
  up(sys, "v1");
  const ear = TestSocket.make(sys, 17, 3, 0x86dd);
  const at = new Uint8Array(20);
  new DataView(at.buffer).setUint16(0, 17);
  new DataView(at.buffer).setUint16(2, 0x86dd);
  new DataView(at.buffer).setInt32(4, dev(sys, "v1").ifindex);
  expect(ear.bind(at)).toBe(0);
  up(sys, "v0");
  sys.pass(3.4e9);
  const heard = said(ear).filter(([type]) => type >= 133);
  const from = (type: number) => heard.filter(([t]) => t === type).map(([, n]) => n);
  // As a real kernel's counters have it: a solicitation of 86 bytes with its nonce, one of 70 for routers.
  expect(from(135)).toContain(86);
  expect(from(133)).toContain(70);
  expect(from(143).filter((n) => n === 90).length).toBeGreaterThanOrEqual(4);
});

it("/proc/net/igmp and igmp6: the youngest group first, only where somebody listens", () => {
  const sys = cable(0x20, 0x21);
  const of = (text: string) => text.split("\n").filter((l) => l.includes("v0"));
  expect(of(igmp_mc_seq_show(sys.net.init_net))).toEqual([]);
  up(sys, "v1");
  up(sys, "v0");
  sys.pass(2e9);
  const groups = of(igmp6_mc_seq_show(sys.net.init_net)).map((l) => l.split(/ +/)[2]);
  const zeros = (n: number) => "0".repeat(n);
  expect(groups).toEqual([`ff02${zeros(18)}01ff000020`, `ff02${zeros(27)}1`, `ff01${zeros(27)}1`]);
  const v4 = igmp_mc_seq_show(sys.net.init_net);
  expect(v4).toContain(
    `${dev(sys, "v0").ifindex}\tv0        :     1      V3\n\t\t\t\tE0000001     1 0:00000000\t\t0\n`,
  );
  expect(dev(sys, "v0").mc.map((a) => a.addr[5])).toEqual([1, 1, 0x20]);
});

it("an address that both ends want is refused to one of them at least", () => {
  const sys = cable(0x20, 0x20);
  up(sys, "v0");
  up(sys, "v1");
  sys.pass(4e9);
  const flags = ["v0", "v1"].map((n) => dev(sys, n).ip6_ptr!.addr_list[0].flags);
  expect(flags.some((f) => f & IFA_F_DADFAILED && f & IFA_F_TENTATIVE)).toBe(true);
  const fine = cable(0x20, 0x21);
  up(fine, "v0");
  up(fine, "v1");
  fine.pass(4e9);
  for (const n of ["v0", "v1"]) expect(dev(fine, n).ip6_ptr!.addr_list[0].flags & IFA_F_TENTATIVE).toBe(0);
});

it("addresses age: no longer preferred, then gone", () => {
  const sys = cable(0x20, 0x21);
  up(sys, "v0");
  for (const [family, addr] of [
    [2, [10, 0, 0, 7]],
    [10, [0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 7]],
  ] as const) {
    const made = tell(sys, R.RTM_NEWADDR, CREATE | EXCL, (m) => {
      m.u8(family).u8(24).u8(2).u8(0).u32(dev(sys, "v0").ifindex).put(2, Uint8Array.from(addr));
      // struct ifa_cacheinfo: preferred and valid, in seconds.
      m.nest(6, () => m.u32(5).u32(9).u32(0).u32(0));
    });
    expect(made).toBe(0);
  }
  const mine = () => [
    ...dev(sys, "v0").ip_ptr!.ifa_list.map((i) => i.ifa_flags),
    ...dev(sys, "v0")
      .ip6_ptr!.addr_list.filter((i) => i.scope === 0)
      .map((i) => i.flags),
  ];
  const old = () => mine().map((f) => (f & IFA_F_DEPRECATED) !== 0);
  sys.pass(4e9);
  expect(old()).toEqual([false, false]);
  sys.pass(2e9);
  expect(old()).toEqual([true, true]);
  sys.pass(4e9);
  expect(mine()).toEqual([]);
});
