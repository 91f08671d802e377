// Options of levels below SOL_SOCKET at their edges, as a real 6.1 kernel answered the same calls.
// Above: vitest. Below: net-sock-system.ts.

import { describe, expect, it } from "vitest";
import { be32, kernel_sockptr, type sockptr } from "../../kernel/net/sockptr.ts";
import * as E from "../../kernel/uapi/asm/errno.ts";
import * as I from "../../kernel/uapi/linux/in.ts";
import * as I6 from "../../kernel/uapi/linux/in6.ts";
import * as T from "../../kernel/uapi/linux/tcp.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

const nowhere: sockptr = {
  is_null: true,
  copy_from() {
    throw new Error("read through a null pointer");
  },
  copy_to() {},
};

function make(family: number, type: number, protocol = 0) {
  const s = TestSocket.make(new SockSystem(), family, type, protocol);
  const { sk_prot } = s.sock.sk!;
  const set = (level: number, opt: number, value: Uint8Array | sockptr, len = 4): number =>
    sk_prot.setsockopt!(
      s.t,
      s.sock.sk!,
      level,
      opt,
      value instanceof Uint8Array ? new kernel_sockptr(value) : value,
      len,
    ) as number;
  const get = (level: number, opt: number, len = 4): number | number[] => {
    const value = new kernel_sockptr(new Uint8Array(Math.max(len, 4)));
    const size = new kernel_sockptr(be32(len));
    const r = sk_prot.getsockopt!(s.t, s.sock.sk!, level, opt, value, size) as number;
    return r < 0 ? r : [...value.bytes.slice(0, new DataView(size.bytes.buffer).getInt32(0))];
  };
  return { set, get };
}

describe("socket options at their edges", () => {
  it.each([
    ["tcp", 2, 1, 0, -E.EOPNOTSUPP],
    ["udp", 2, 2, 0, -E.EOPNOTSUPP],
    ["raw", 2, 3, 6, -E.EOPNOTSUPP],
    ["tcp6", 10, 1, 0, -E.ENOPROTOOPT],
    ["udp6", 10, 2, 0, -E.ENOPROTOOPT],
  ])("%s: a level that nobody knows", (_name, family, type, protocol, want) => {
    const { set, get } = make(family, type, protocol);
    expect(get(77, 1)).toBe(want);
    expect(set(77, 1, be32(1))).toBe(-E.ENOPROTOOPT);
  });

  it("IPv6: no pointer is the value 0, a negative length a large one", () => {
    const { set, get } = make(10, 2);
    expect(set(41, I6.IPV6_RECVPKTINFO, be32(1))).toBe(0);
    expect(set(41, I6.IPV6_RECVPKTINFO, nowhere)).toBe(0);
    expect(get(41, I6.IPV6_RECVPKTINFO, -1)).toEqual([0, 0, 0, 0]);
    expect(set(41, I6.IPV6_DONTFRAG, new Uint8Array(0), 0)).toBe(0);
    expect(get(41, I6.IPV6_PATHMTU, 31)).toBe(-E.EINVAL);
    expect(get(41, I6.IPV6_PATHMTU, 32)).toBe(-E.ENOTCONN);
  });

  it("IP_PKTOPTIONS gives what is asked for, of streams", () => {
    expect(make(2, 2).get(0, I.IP_PKTOPTIONS, 100)).toBe(-E.ENOPROTOOPT);
    const { set, get } = make(2, 1);
    expect(get(0, I.IP_PKTOPTIONS, 100)).toEqual([]);
    set(0, I.IP_RECVTTL, be32(1));
    expect(get(0, I.IP_PKTOPTIONS, 100)).toEqual([...be32(16, 0, I.IP_TTL, 1)]);
  });

  it("TCP: repair mode's options outside of it, the clamp, a key", () => {
    const { set, get } = make(2, 1);
    expect(get(6, T.TCP_QUEUE_SEQ)).toBe(-E.EINVAL);
    expect(set(6, T.TCP_QUEUE_SEQ, be32(1))).toBe(-E.EINVAL);
    expect(set(6, T.TCP_REPAIR_WINDOW, be32(1))).toBe(-E.EPERM);
    expect(set(6, T.TCP_WINDOW_CLAMP, be32(1))).toBe(0);
    expect(get(6, T.TCP_WINDOW_CLAMP)).toEqual([...be32(1112)]);
    set(6, T.TCP_WINDOW_CLAMP, be32(-1));
    expect(get(6, T.TCP_WINDOW_CLAMP)).toEqual([...be32(-1)]);
    set(6, T.TCP_FASTOPEN, be32(100_000));
    expect(get(6, T.TCP_FASTOPEN)).toEqual([...be32(4096)]);
    const key = Uint8Array.from({ length: 16 }, (_, i) => i);
    expect(set(6, T.TCP_FASTOPEN_KEY, key, 15)).toBe(-E.EINVAL);
    expect(get(6, T.TCP_FASTOPEN_KEY, 40)).toEqual([]);
    expect(set(6, T.TCP_FASTOPEN_KEY, key, 16)).toBe(0);
    expect(get(6, T.TCP_FASTOPEN_KEY, 40)).toEqual([...key]);
  });

  it("raw: IP_ROUTER_ALERT is on or off once", () => {
    const { set } = make(2, 3, 6);
    expect(set(0, I.IP_ROUTER_ALERT, be32(0))).toBe(-E.ENOBUFS);
    expect(set(0, I.IP_ROUTER_ALERT, be32(1))).toBe(0);
    expect(set(0, I.IP_ROUTER_ALERT, be32(1))).toBe(-E.EADDRINUSE);
    expect(set(0, I.IP_ROUTER_ALERT, be32(0))).toBe(0);
  });
});
