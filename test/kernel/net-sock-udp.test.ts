// UDP, raw and ping sockets over lo, IPv4 and IPv6: delivery, errors, groups of SO_REUSEPORT, fragments.
import { describe, expect, it } from "vitest";
import { dev_set_mtu } from "../../kernel/net/core/dev_flags.ts";
import { in6addr_loopback, write_sockaddr_in6 } from "../../kernel/net/wire/addr.ts";
import { EADDRINUSE, EAGAIN, ECONNREFUSED, EMSGSIZE } from "../../kernel/uapi/asm/errno.ts";
import { SO_REUSEADDR, SO_REUSEPORT } from "../../kernel/uapi/asm/socket.ts";
import { in4, LO, SockSystem, TestSocket } from "./net-sock-system.ts";

const udp = (sys: SockSystem, family = 2) => TestSocket.make(sys, family, 2);

describe("UDP", () => {
  it("a connected socket hears only its peer, and of its refusal", () => {
    const sys = new SockSystem();
    const [a, b, c] = [udp(sys), udp(sys), udp(sys)];
    a.bind(in4(LO, 0));
    b.connect(in4(LO, a.port));
    c.send("other", 0, b.name());
    expect(b.recv(9, 0x40)).toBe(-EAGAIN);
    a.send("peer", 0, b.name());
    expect(b.recv()).toBe("peer");
    a.close();
    expect(b.send("x")).toBe(1);
    expect(b.send("x")).toBe(-ECONNREFUSED);
  });

  it("splits and joins packets larger than the mtu", () => {
    const sys = new SockSystem();
    dev_set_mtu(sys.net.init_net.loopback_dev, 600);
    const [a, b] = [udp(sys), udp(sys)];
    a.bind(in4(LO, 0));
    const data = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) & 255);
    expect(b.send(data, 0, in4(LO, a.port))).toBe(5000);
    expect(a.recv(6000)).toBe(String.fromCharCode(...data));
    expect(b.send(new Uint8Array(65508), 0, in4(LO, a.port))).toBe(-EMSGSIZE);
  });

  it("address conflicts", () => {
    const sys = new SockSystem();
    const [a, b] = [udp(sys), udp(sys)];
    expect(a.bind(in4(0, 7000))).toBe(0);
    expect(b.bind(in4(LO, 7000))).toBe(-EADDRINUSE);
    a.setsockopt(SO_REUSEADDR, 1);
    b.setsockopt(SO_REUSEADDR, 1);
    expect(b.bind(in4(LO, 7000))).toBe(0);
  });

  it("SO_REUSEPORT spreads packets by sender, and one sender keeps its socket", () => {
    const sys = new SockSystem();
    const group = [1, 2, 3, 4].map(() => {
      const s = udp(sys);
      s.setsockopt(SO_REUSEPORT, 1);
      expect(s.bind(in4(LO, 7001))).toBe(0);
      return s;
    });
    for (let i = 0; i < 64; i++) {
      const s = udp(sys);
      for (let k = 0; k < 2; k++) s.send(`${i}`, 0, in4(LO, 7001));
      s.close();
    }
    const counts = group.map((s) => {
      let last: string | number = "";
      let n = 0;
      for (let r = s.recv(9, 0x40); typeof r === "string"; r = s.recv(9, 0x40)) {
        if (n++ % 2) expect(r).toBe(last);
        last = r;
      }
      return n;
    });
    expect(counts.reduce((x, y) => x + y)).toBe(128);
    expect(Math.min(...counts)).toBeGreaterThan(8);
  });

  it("IPv6 carries IPv4 by mapped addresses", () => {
    const sys = new SockSystem();
    const six = udp(sys, 10);
    expect(six.bind(write_sockaddr_in6("\0".repeat(16), 7002))).toBe(0);
    const four = udp(sys);
    four.send("v4", 0, in4(LO, 7002));
    expect(six.recv()).toBe("v4");
    const other = udp(sys, 10);
    other.send("v6", 0, write_sockaddr_in6(in6addr_loopback, 7002));
    expect(six.recv()).toBe("v6");
    expect(udp(sys).bind(in4(0, 7002))).toBe(-EADDRINUSE);
  });
});

describe("raw sockets", () => {
  it("see the echo and its answer, with the header", () => {
    const sys = new SockSystem();
    const s = TestSocket.make(sys, 2, 3, 1);
    const echo = Uint8Array.from([8, 0, 0xf7, 0xfd, 0, 1, 0, 1]);
    expect(s.send(echo, 0, in4(LO, 0))).toBe(8);
    const types = [s.recv(), s.recv()].map((p) => (p as string).charCodeAt(20));
    expect(types.sort()).toEqual([0, 8]);
  });
});
