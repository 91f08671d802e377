// Sockets bound to devices, and what really goes where: two systems joined by two wires, all four cards in one subnet, so
// that nothing but the binding tells the ways apart.
import { beforeEach, describe, expect, it } from "vitest";
import type { net_device } from "../../kernel/net/core/netdevice.ts";
import { StandaloneNet, type StandaloneSocket } from "../../kernel/net/standalone.ts";
import { EAGAIN, ECONNREFUSED } from "../../kernel/uapi/asm/errno.ts";
import { SO_BINDTOIFINDEX, SO_REUSEADDR } from "../../kernel/uapi/asm/socket.ts";

const NET = 0x0a010000;
const [A0, A1, B0, B1] = [NET + 1, NET + 2, NET + 11, NET + 12];
const PORT = 4000;

let now: number;
let a: StandaloneNet;
let b: StandaloneNet;
let devs: Record<"a0" | "a1" | "b0" | "b1", net_device>;
/** IPv4 frames that went over each wire. */
let count: [number, number];

beforeEach(() => {
  now = 1e9;
  count = [0, 0];
  let seed = 1;
  const options = {
    now: () => now,
    realtime: () => BigInt(now),
    random: (n: number) =>
      Uint8Array.from({ length: n }, () => (seed = (Math.imul(seed, 69069) + 1) >>> 0) >> 24),
  };
  a = new StandaloneNet(options);
  b = new StandaloneNet(options);
  const card = (sys: StandaloneNet, wire: 0 | 1, to: () => [StandaloneNet, net_device]) =>
    sys.card(`e${wire}`, Uint8Array.of(2, 0, 0, 0, sys === a ? 1 : 2, wire), (f) => {
      if (f[12] === 8 && f[13] === 0) count[wire]++;
      sys.timers.add(now + 1000, () => {
        const [other, dev] = to();
        other.receive(dev, f);
      });
    });
  devs = {
    a0: card(a, 0, () => [b, devs.b0]),
    a1: card(a, 1, () => [b, devs.b1]),
    b0: card(b, 0, () => [a, devs.a0]),
    b1: card(b, 1, () => [a, devs.a1]),
  };
  a.address(devs.a0, A0, 24);
  a.address(devs.a1, A1, 24);
  b.address(devs.b0, B0, 24);
  b.address(devs.b1, B1, 24);
});

function settle(ns = 2e8): void {
  for (const end = now + ns; ; ) {
    const next = Math.min(a.timers.next ?? Infinity, b.timers.next ?? Infinity);
    if (next > end) {
      now = end;
      return;
    }
    now = Math.max(now, next);
    a.timers.run(now);
    b.timers.run(now);
  }
}

function make(
  sys: StandaloneNet,
  type: number,
  dev?: net_device,
  port?: number,
  protocol = 0,
): StandaloneSocket {
  const s = sys.socket(type, protocol);
  s.setsockopt(SO_REUSEADDR, 1);
  if (dev) expect(s.setsockopt(SO_BINDTOIFINDEX, dev.ifindex)).toBe(0);
  if (port !== undefined) expect(s.bind(0, port)).toBe(0);
  return s;
}

const bytes = (s: StandaloneSocket): number => {
  const r = s.recv();
  return typeof r === "number" ? r : r.bytes.length;
};
const x = Uint8Array.of(120);
const echo = () => Uint8Array.of(8, 0, 0xf7, 0xfd, 0, 1, 0, 1);

describe("UDP", () => {
  it("leaves through its device, and comes in only through it", () => {
    const on0 = make(b, 2, devs.b0, PORT);
    const on1 = make(b, 2, devs.b1, PORT);
    const s = make(a, 2, devs.a1);
    s.send(x, { addr: B0, port: PORT });
    settle();
    expect(count).toEqual([0, 1]);
    expect(bytes(on0)).toBe(-EAGAIN);
    expect(bytes(on1)).toBe(1);
  });

  it("a socket bound to the device is preferred to one that is not", () => {
    const any = make(b, 2, undefined, PORT);
    const on1 = make(b, 2, devs.b1, PORT);
    for (const dev of [devs.a0, devs.a1]) make(a, 2, dev).send(x, { addr: B0, port: PORT });
    settle();
    expect(count).toEqual([1, 1]);
    expect([bytes(any), bytes(any)]).toEqual([1, -EAGAIN]);
    expect([bytes(on1), bytes(on1)]).toEqual([1, -EAGAIN]);
  });

  it("bound anew while connected, the next datagram takes the other way", () => {
    const s = make(a, 2, devs.a0);
    expect(s.connect(B0, PORT)).toBe(0);
    s.send(x);
    settle();
    // Each datagram's answer is an ICMP error on the same wire.
    expect([count[0] > 0, count[1]]).toEqual([true, 0]);
    s.recv();
    expect(s.setsockopt(SO_BINDTOIFINDEX, devs.a1.ifindex)).toBe(0);
    s.send(x);
    settle();
    expect(count[1]).toBeGreaterThan(0);
  });

  it("a device that does not exist: taken, but nothing can be sent", () => {
    const s = make(a, 2);
    expect(s.setsockopt(SO_BINDTOIFINDEX, 99)).toBe(0);
    expect(s.send(x, { addr: B0, port: PORT })).toBeLessThan(0);
    expect(count).toEqual([0, 0]);
  });
});

describe("TCP", () => {
  const state = (s: StandaloneSocket) => ({ state: s.sock.sk!.sk_state, err: s.sock.sk!.sk_err });

  it("a listener on one device does not hear the other", () => {
    const l = make(b, 1, devs.b1, PORT);
    l.listen(5);
    const wrong = make(a, 1, devs.a0);
    const right = make(a, 1, devs.a1);
    wrong.connect(B0, PORT);
    right.connect(B0, PORT);
    settle();
    expect(state(wrong).err).toBe(ECONNREFUSED);
    expect(state(right)).toEqual({ state: 1, err: 0 });
  });

  it("an accepted connection inherits the device and keeps it; an unbound listener's has none", () => {
    for (const [dev, port] of [
      [devs.b1, PORT],
      [undefined, PORT + 1],
    ] as const) {
      const l = make(b, 1, dev, port);
      l.listen(5);
      make(a, 1, dev && devs.a1).connect(B0, port);
      settle();
      const c = l.accept() as StandaloneSocket;
      l.setsockopt(SO_BINDTOIFINDEX, devs.b0.ifindex);
      expect(c.sock.sk!.sk_bound_dev_if).toBe(dev ? devs.b1.ifindex : 0);
      count = [0, 0];
      c.send(x);
      settle();
      // Without a binding the route decides: the first of two that are alike.
      expect(count[dev ? 0 : 1]).toBe(0);
      expect(count[dev ? 1 : 0]).toBeGreaterThan(0);
    }
  });

  it("segments from the other device do not reach a bound connection", () => {
    const l = make(b, 1, devs.b1, PORT);
    l.listen(5);
    const s = make(a, 1, devs.a1);
    s.connect(B0, PORT);
    settle();
    const c = l.accept() as StandaloneSocket;
    s.setsockopt(SO_BINDTOIFINDEX, devs.a0.ifindex);
    s.send(x);
    settle();
    expect(count[0]).toBeGreaterThan(0);
    expect(bytes(c)).toBe(-EAGAIN);
  });
});

describe("raw and ping sockets", () => {
  it("a raw socket sees its device only", () => {
    const on0 = make(b, 3, devs.b0, undefined, 1);
    const on1 = make(b, 3, devs.b1, undefined, 1);
    const any = make(b, 3, undefined, undefined, 1);
    make(a, 3, devs.a1, undefined, 1).send(echo(), { addr: B0, port: 0 });
    settle();
    expect(bytes(on0)).toBe(-EAGAIN);
    expect(bytes(on1)).toBe(28);
    expect(bytes(any)).toBe(28);
  });

  it("a ping socket's echo goes out and comes back through its device", () => {
    a.net.init_net.ipv4.ping_group_range = [0, 100];
    const s = make(a, 2, devs.a1, undefined, 1);
    s.send(echo(), { addr: B1, port: 0 });
    settle();
    expect(count[1]).toBeGreaterThan(0);
    expect(s.setsockopt(SO_BINDTOIFINDEX, devs.a0.ifindex)).toBe(0);
    s.send(echo(), { addr: B1, port: 0 });
    settle();
    expect(count[0]).toBeGreaterThan(0);
  });
});
