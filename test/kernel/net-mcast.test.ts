// Groups by MCAST_* and IP_*: who is heard, what is refused, as a real 6.1 kernel answered the same calls.
// Above: vitest. Below: net-sock-system.ts.

import { describe, expect, it } from "vitest";
import { alloc_netdev_mqs, NET_NAME_USER } from "../../kernel/net/core/dev.ts";
import { dev_change_flags } from "../../kernel/net/core/dev_flags.ts";
import { be32, kernel_sockptr } from "../../kernel/net/sockptr.ts";
import { in6_to_bytes, write_sockaddr_in } from "../../kernel/net/wire/addr.ts";
import * as E from "../../kernel/uapi/asm/errno.ts";
import * as I from "../../kernel/uapi/linux/in.ts";
import { LO, SockSystem, TestSocket } from "./net-sock-system.ts";

const GROUP = 0xef010203;
const in6 = (last: number, first = 0xff15): string =>
  String.fromCharCode(first >> 8, first & 255, ...new Array(13).fill(0), last);

/** A family's struct sockaddr_storage of an address. */
const storage4 = (a: number): Uint8Array => {
  const b = new Uint8Array(128);
  b.set(be32(2 << 16, a));
  return b;
};
const storage6 = (a: string): Uint8Array => {
  const b = new Uint8Array(128);
  b[1] = 10;
  b.set(in6_to_bytes(a), 8);
  return b;
};
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((p) => [...p]));

const families = [
  {
    name: "IPv4",
    family: 2,
    level: 0,
    group: storage4(GROUP),
    from: [1, 2, 3].map((n) => storage4(n)),
    unfit: storage4(9),
  },
  {
    name: "IPv6",
    family: 10,
    level: 41,
    group: storage6(in6(7)),
    from: [1, 2, 3].map((n) => storage6(in6(n, 0x2001))),
    unfit: storage6(in6(9, 0x2001)),
  },
];

describe.each(families)("multicast by struct group_req: $name", ({ family, level, group, from, unfit }) => {
  const make = () => {
    const sys = new SockSystem();
    const s = TestSocket.make(sys, family, 2);
    const ifindex = sys.net.init_net.loopback_dev.ifindex;
    const call = (opt: number, bytes: Uint8Array) => {
      const { sock, t } = s;
      return sock.sk!.sk_prot.setsockopt!(
        t,
        sock.sk!,
        level,
        opt,
        new kernel_sockptr(bytes),
        bytes.length,
      ) as number;
    };
    return {
      req: (opt: number, g = group, at = ifindex) => call(opt, join(be32(at), g)),
      src: (opt: number, source: Uint8Array, more = 0) =>
        call(opt, join(be32(ifindex), group, source, new Uint8Array(more))),
      set: (mode: number, list: Uint8Array[]) =>
        call(I.MCAST_MSFILTER, join(be32(ifindex), group, be32(mode, list.length), ...list)),
      /** Mode and number of all sources, then the first bytes of those there was room for. */
      get: (room: number) => {
        const value = new kernel_sockptr(
          join(be32(ifindex), group, be32(0, room), new Uint8Array(128 * room)),
        );
        const len = new kernel_sockptr(be32(value.bytes.length));
        const { sock, t } = s;
        const r = sock.sk!.sk_prot.getsockopt!(t, sock.sk!, level, I.MCAST_MSFILTER, value, len) as number;
        if (r < 0) return r;
        const view = new DataView(value.bytes.buffer);
        const given = (new DataView(len.bytes.buffer).getUint32(0) - 140) / 128;
        return { mode: view.getUint32(132), all: view.getUint32(136), given };
      },
    };
  };

  it("joins, leaves, and refuses what does not fit", () => {
    const { req, src, get } = make();
    expect(get(4)).toBe(-E.EADDRNOTAVAIL);
    expect(src(I.MCAST_BLOCK_SOURCE, from[0])).toBe(-E.EINVAL);
    expect(req(I.MCAST_LEAVE_GROUP)).toBe(-E.EADDRNOTAVAIL);
    expect(req(I.MCAST_JOIN_GROUP, unfit)).toBe(-E.EINVAL);
    expect(req(I.MCAST_JOIN_GROUP, group, 77)).toBe(-E.ENODEV);
    expect(req(I.MCAST_JOIN_GROUP, group.slice(1))).toBe(-E.EINVAL);
    expect(req(I.MCAST_JOIN_GROUP, new Uint8Array(128))).toBe(family === 2 ? -E.EINVAL : -E.EADDRNOTAVAIL);
    expect(req(I.MCAST_JOIN_GROUP)).toBe(0);
    expect(req(I.MCAST_JOIN_GROUP)).toBe(-E.EADDRINUSE);
    expect(req(I.MCAST_LEAVE_GROUP)).toBe(0);
  });

  it("keeps whom to hear, one mode at a time", () => {
    const { req, src, get } = make();
    req(I.MCAST_JOIN_GROUP);
    expect(src(I.MCAST_UNBLOCK_SOURCE, from[0])).toBe(-E.EADDRNOTAVAIL);
    expect(src(I.MCAST_BLOCK_SOURCE, from[0])).toBe(0);
    expect(src(I.MCAST_BLOCK_SOURCE, from[0])).toBe(-E.EADDRNOTAVAIL);
    expect(src(I.MCAST_BLOCK_SOURCE, from[1])).toBe(0);
    expect(get(1)).toEqual({ mode: I.MCAST_EXCLUDE, all: 2, given: 1 });
    expect(src(I.MCAST_JOIN_SOURCE_GROUP, from[2])).toBe(-E.EINVAL);
    expect(src(I.MCAST_UNBLOCK_SOURCE, from[0])).toBe(0);
    expect(src(I.MCAST_UNBLOCK_SOURCE, from[1])).toBe(0);
    // An empty list still holds its mode.
    expect(src(I.MCAST_JOIN_SOURCE_GROUP, from[2])).toBe(-E.EINVAL);
    expect(src(I.MCAST_BLOCK_SOURCE, from[2], 1)).toBe(family === 2 ? -E.EINVAL : 0);
  });

  it("takes a whole list; nobody to hear is to leave", () => {
    const { req, set, get, src } = make();
    expect(set(I.MCAST_EXCLUDE, [])).toBe(-E.EINVAL);
    req(I.MCAST_JOIN_GROUP);
    expect(set(I.MCAST_INCLUDE, from)).toBe(0);
    expect(get(9)).toEqual({ mode: I.MCAST_INCLUDE, all: 3, given: 3 });
    expect(set(5, from)).toBe(-E.EINVAL);
    expect(set(I.MCAST_EXCLUDE, new Array(100).fill(from[0]))).toBe(-E.ENOBUFS);
    expect(set(I.MCAST_INCLUDE, [])).toBe(0);
    expect(get(9)).toBe(-E.EADDRNOTAVAIL);
    expect(src(I.MCAST_JOIN_SOURCE_GROUP, from[0])).toBe(0);
    expect(src(I.MCAST_LEAVE_SOURCE_GROUP, from[0])).toBe(0);
    expect(get(9)).toBe(-E.EADDRNOTAVAIL);
  });
});

describe("what a group's members hear", () => {
  it("blocked senders are not heard, the only wanted one is", () => {
    const sys = new SockSystem();
    const lo = sys.net.init_net.loopback_dev;
    const dev = alloc_netdev_mqs(sys.net.init_net, "x%d", NET_NAME_USER, () => {});
    expect(dev).toBeTruthy();
    dev_change_flags(lo, lo.flags | 0x1000);
    const to = write_sockaddr_in(GROUP, 700);
    const [all, but, only] = [0, 1, 2].map(() => {
      const s = TestSocket.make(sys, 2, 2);
      s.setsockopt(4, 1);
      expect(s.bind(to)).toBe(0);
      return s;
    });
    const ip = (s: TestSocket, opt: number, bytes: Uint8Array) =>
      s.sock.sk!.sk_prot.setsockopt!(s.t, s.sock.sk!, 0, opt, new kernel_sockptr(bytes), bytes.length);
    const mreq = be32(GROUP, LO);
    expect(ip(all, I.IP_ADD_MEMBERSHIP, mreq)).toBe(0);
    expect(ip(but, I.IP_ADD_MEMBERSHIP, mreq)).toBe(0);
    expect(ip(but, I.IP_BLOCK_SOURCE, be32(GROUP, LO, LO))).toBe(0);
    expect(ip(only, I.IP_ADD_SOURCE_MEMBERSHIP, be32(GROUP, LO, LO))).toBe(0);
    const from = TestSocket.make(sys, 2, 2);
    from.bind(write_sockaddr_in(LO, 0));
    expect(ip(from, I.IP_MULTICAST_IF, be32(LO))).toBe(0);
    expect(from.send("hi", 0, to)).toBe(2);
    expect([all, but, only].map((s) => s.recv(9, 0x40))).toEqual(["hi", -E.EAGAIN, "hi"]);
  });
});
