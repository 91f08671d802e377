// Binding to a device by name and by index, by release (f5dd3d0c96, c427bfec18f2), and what it does to packets.
import { describe, expect, it } from "vitest";
import { alloc_netdev, NET_NAME_USER } from "../../kernel/net/core/dev.ts";
import { dev_change_flags } from "../../kernel/net/core/dev_flags.ts";
import { dev_change_name } from "../../kernel/net/core/dev_name.ts";
import { register_netdevice } from "../../kernel/net/core/dev_register.ts";
import { dummy_setup } from "../../kernel/net/drivers/dummy.ts";
import { EAGAIN, EINVAL, ENODEV, ENOPROTOOPT, EPERM } from "../../kernel/uapi/asm/errno.ts";
import { SO_BINDTODEVICE, SO_BINDTOIFINDEX } from "../../kernel/uapi/asm/socket.ts";
import { in4, LO, SockSystem, TestSocket } from "./net-sock-system.ts";

const name = (s: string) => Uint8Array.from(s, (c) => c.charCodeAt(0));
const text = (v: Uint8Array | number) => (typeof v === "number" ? v : String.fromCharCode(...v));

function system(release?: string) {
  const sys = new SockSystem(release);
  const dev = alloc_netdev(sys.net.init_net, "d0", NET_NAME_USER, dummy_setup);
  expect(register_netdevice(dev)).toBe(0);
  return { sys, dev };
}

describe("SO_BINDTODEVICE and SO_BINDTOIFINDEX", () => {
  it("an index follows a rename, a name does not", () => {
    const { sys, dev } = system();
    const s = TestSocket.make(sys, 2, 2);
    expect(s.setsockopt(SO_BINDTOIFINDEX, dev.ifindex)).toBe(0);
    expect(dev_change_name(dev, "d1")).toBe(0);
    expect(text(s.getsockopt(SO_BINDTODEVICE, 16))).toBe("d1\0");
    const late = TestSocket.make(sys, 2, 2);
    expect(late.setsockopt(SO_BINDTODEVICE, name("d0\0"))).toBe(-ENODEV);
  });

  it("does not ask whether the index exists", () => {
    const { sys } = system();
    const s = TestSocket.make(sys, 2, 2);
    expect(s.setsockopt(SO_BINDTOIFINDEX, 9999)).toBe(0);
    expect(s.getsockopt(SO_BINDTODEVICE, 16)).toBe(-ENODEV);
    expect(s.setsockopt(SO_BINDTOIFINDEX, -1)).toBe(-EINVAL);
    expect(s.sock.sk!.sk_bound_dev_if).toBe(9999);
  });

  it("who may, by release", () => {
    const answers = (release: string) => {
      const { sys, dev } = system(release);
      const user = sys.task(1000);
      const by = (v: number | Uint8Array, opt: number, s: TestSocket) => s.setsockopt(opt, v, user);
      const s = TestSocket.make(sys, 2, 2);
      return [
        by(name("d0\0"), SO_BINDTODEVICE, s),
        by(name("nosuch\0"), SO_BINDTODEVICE, s),
        by(dev.ifindex, SO_BINDTOIFINDEX, s),
        by(name("\0"), SO_BINDTODEVICE, s),
      ];
    };
    expect(answers("6.1")).toEqual([0, -ENODEV, -EPERM, -EPERM]);
    expect(answers("6.1-c427bfec18f2")).toEqual([-EPERM, -ENODEV, -EPERM, -EPERM]);
    expect(answers("5.1")).toEqual([-EPERM, -ENODEV, -EPERM, -EPERM]);
    expect(answers("5.0")).toEqual([-EPERM, -EPERM, -ENOPROTOOPT, -EPERM]);
    expect(answers("5.0+f5dd3d0c96")).toEqual([-EPERM, -ENODEV, -EPERM, -EPERM]);
  });

  it("a socket bound to another device does not get lo's packets", () => {
    const { sys, dev } = system();
    dev_change_flags(dev, dev.flags | 1);
    const [on, off, out] = [1, 2, 3].map(() => TestSocket.make(sys, 2, 2));
    on.setsockopt(SO_BINDTOIFINDEX, sys.net.init_net.loopback_dev.ifindex);
    off.setsockopt(SO_BINDTOIFINDEX, dev.ifindex);
    expect(on.bind(in4(0, 5000))).toBe(0);
    expect(off.bind(in4(0, 5000))).toBe(0);
    expect(out.send("x", 0, in4(LO, 5000))).toBe(1);
    expect(on.recv(9, 0x40)).toBe("x");
    expect(off.recv(9, 0x40)).toBe(-EAGAIN);
  });

  it("an accepted connection has its listener's device", () => {
    const { sys } = system();
    const lo = sys.net.init_net.loopback_dev.ifindex;
    const l = TestSocket.make(sys, 2, 1);
    l.setsockopt(SO_BINDTOIFINDEX, lo);
    l.bind(in4(LO, 0));
    l.listen(1);
    const c = TestSocket.make(sys, 2, 1);
    expect(c.connect(in4(LO, l.port))).toBe(0);
    const a = l.accept() as TestSocket;
    expect(a.sock.sk!.sk_bound_dev_if).toBe(lo);
    expect(c.sock.sk!.sk_bound_dev_if).toBe(0);
  });
});
