// TCP over lo and over a wire that loses packets: data, ends, resets, time-outs, readiness.
import { describe, expect, it } from "vitest";
import { kfree_skb } from "../../kernel/net/core/skbuff.ts";
import { sockstat } from "../../kernel/net/proc.ts";
import { netem_change } from "../../kernel/net/sched/sch_netem.ts";
import { be32 } from "../../kernel/net/sockptr.ts";
import { EAGAIN, ECONNREFUSED, ECONNRESET, EPIPE, ETIMEDOUT } from "../../kernel/uapi/asm/errno.ts";
import { SIGPIPE } from "../../kernel/uapi/asm/signal.ts";
import { SO_LINGER } from "../../kernel/uapi/asm/socket.ts";
import { EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLOUT, EPOLLRDHUP } from "../../kernel/uapi/linux/eventpoll.ts";
import { in4, LO, SockSystem, TestSocket, tcpPair } from "./net-sock-system.ts";

const DONTWAIT = 0x40;

/** lo drops what lose() picks; n counts its packets. */
function lossy(sys: SockSystem, lose: (n: number) => boolean): void {
  const lo = sys.net.init_net.loopback_dev;
  const { netdev_ops } = lo;
  let n = 0;
  lo.netdev_ops = {
    ...netdev_ops,
    ndo_start_xmit(skb, dev) {
      if (lose(n++)) {
        kfree_skb(skb);
        return 0;
      }
      return netdev_ops.ndo_start_xmit(skb, dev);
    },
  };
}

describe("TCP", () => {
  it("carries bytes both ways, and ends in order", () => {
    const [c, a] = tcpPair(new SockSystem());
    expect(c.send("hello")).toBe(5);
    expect(a.recv(3)).toBe("hel");
    expect(a.recv()).toBe("lo");
    expect(a.recv(9, DONTWAIT)).toBe(-EAGAIN);
    expect(a.send("back")).toBe(4);
    c.sock.ops.shutdown(c.t, c.sock, 1);
    expect(a.poll() & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)).toBe(EPOLLIN | EPOLLRDHUP);
    expect(a.recv()).toBe("");
    expect(c.recv()).toBe("back");
    expect(c.send("x")).toBe(-EPIPE);
    expect(c.t.signals).toEqual([SIGPIPE]);
  });

  it("refuses where nobody listens", () => {
    const s = TestSocket.make(new SockSystem(), 2, 1);
    expect(s.connect(in4(LO, 9))).toBe(-ECONNREFUSED);
  });

  it("linger 0 resets the peer", () => {
    const [c, a] = tcpPair(new SockSystem());
    c.setsockopt(SO_LINGER, be32(1, 0));
    c.close();
    expect(a.poll() & (EPOLLERR | EPOLLHUP | EPOLLIN | EPOLLOUT)).toBe(
      EPOLLERR | EPOLLHUP | EPOLLIN | EPOLLOUT,
    );
    expect(a.recv()).toBe(-ECONNRESET);
    expect(a.recv()).toBe("");
  });

  it("a lingering close waits for the peer's acknowledgement, or its time", () => {
    for (const [lossAll, seconds] of [
      [false, 1],
      [true, 2],
    ] as const) {
      const sys = new SockSystem();
      const [c] = tcpPair(sys);
      netem_change(sys.net.init_net.loopback_dev, lossAll ? { loss: 1 } : { latency: 500e6 });
      c.setsockopt(SO_LINGER, be32(1, 2));
      c.send("x");
      const sk = c.sock.sk!;
      c.close();
      const start = sys.now();
      expect(sys.run(sk.sk_prot.wait_close!(c.t, sk, sk.sk_lingertime))).toBe(0);
      expect(Math.round((sys.now() - start) / 1e9)).toBe(seconds);
    }
  });

  it("sockstat counts a closed connection that still has to send as an orphan, until it has given up", () => {
    const sys = new SockSystem();
    const [c, a] = tcpPair(sys);
    const counters = () =>
      /TCP: inuse (\d+) orphan (\d+)/.exec(sockstat(sys.net.init_net))!.slice(1).map(Number);
    expect(counters()).toEqual([2, 0]);
    lossy(sys, () => true);
    c.send("x");
    c.close();
    expect(counters()).toEqual([2, 1]);
    a.close();
    sys.pass(1200e9);
    expect(counters()).toEqual([0, 0]);
  });

  it("closing with unread data resets", () => {
    const [c, a] = tcpPair(new SockSystem());
    a.send("unread");
    c.close();
    expect(a.recv()).toBe(-ECONNRESET);
  });

  it.each([3, 5, 7])("delivers everything when every %ith packet is lost", (every) => {
    const sys = new SockSystem();
    const [c, a] = tcpPair(sys);
    lossy(sys, (n) => n % every === every - 1);
    let sent = "";
    let got = "";
    for (let i = 0; i < 40; i++) {
      const part = `${i}:${"x".repeat(i * 13)};`;
      expect(c.send(part)).toBe(part.length);
      sent += part;
      const r = a.recv(5000, DONTWAIT);
      if (typeof r === "string") got += r;
      sys.pass(50e6);
    }
    for (let i = 0; i < 200 && got.length < sent.length; i++) {
      sys.pass(1e9);
      const r = a.recv(5000, DONTWAIT);
      if (typeof r === "string") got += r;
    }
    expect(got).toBe(sent);
  });

  it("gives up on a peer that is gone", () => {
    const sys = new SockSystem();
    const [c] = tcpPair(sys);
    lossy(sys, () => true);
    expect(c.send("x")).toBe(1);
    sys.pass(1100e9);
    expect(c.recv()).toBe(-ETIMEDOUT);
  });

  it("connect() times out after the SYN's retries", () => {
    const sys = new SockSystem();
    lossy(sys, () => true);
    const s = TestSocket.make(sys, 2, 1);
    const start = sys.now();
    expect(s.connect(in4(LO, 9))).toBe(-ETIMEDOUT);
    expect(Math.round((sys.now() - start) / 1e9)).toBe(127);
  });

  it("stops the sender at a closed window and goes on when it opens", () => {
    const sys = new SockSystem();
    const [c, a] = tcpPair(sys);
    let sent = 0;
    for (let r = 1; r > 0; ) {
      r = c.send(new Uint8Array(65536), DONTWAIT);
      if (r > 0) sent += r;
    }
    expect(sent).toBeGreaterThan(100000);
    expect(c.poll() & EPOLLOUT).toBe(0);
    let got = 0;
    for (let i = 0; i < 100 && got < sent; i++) {
      const r = a.recv(60000, DONTWAIT);
      if (typeof r === "string") got += r.length;
      else sys.pass(1e9);
    }
    expect(got).toBe(sent);
    expect(c.poll() & EPOLLOUT).toBe(EPOLLOUT);
  });
});
