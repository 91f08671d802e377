// A stream through TCP on lo, checked byte for byte, in virtual time. Above: net-tcp-lossy.test.ts, test/fuzz/net-stream.ts.
// Below: net-sock-system.ts.

import { iov_iter } from "../../kernel/mm/uaccess.ts";
import { tcp_sock } from "../../kernel/net/ipv4/tcp_sock.ts";
import { msghdr } from "../../kernel/net/msghdr.ts";
import { netem_change, type netem_options } from "../../kernel/net/sched/sch_netem.ts";
import { SockSystem, type TestSocket, tcpPair } from "./net-sock-system.ts";

const DONTWAIT = 0x40;

export interface bulk_result {
  /** Seconds of the guest's time. */
  seconds: number;
  sender: tcp_sock;
  receiver: tcp_sock;
  sys: SockSystem;
}

export interface bulk_options {
  bytes: number;
  netem: Partial<netem_options>;
  mtu?: number;
  prepare?(client: TestSocket, server: TestSocket): void;
}

/** The stream repeats this: a prime number of bytes larger than any window, so that neither a shift nor a swap of segments goes unseen. */
const PATTERN = (() => {
  const bytes = new Uint8Array(16_777_259);
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2);
  let x = 0x9e3779b1 | 0;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return bytes;
})();

/** Does it for the pieces of the pattern that make up n bytes of the stream from a place on. */
const pieces = (from: number, n: number, piece: (part: Uint8Array, at: number) => void): void => {
  for (let done = 0; done < n; ) {
    const at = (from + done) % PATTERN.length;
    const part = PATTERN.subarray(at, Math.min(at + n - done, PATTERN.length));
    piece(part, done);
    done += part.length;
  }
};
const fill = (to: Uint8Array, from: number): void => pieces(from, to.length, (part, at) => to.set(part, at));
const check = (got: Uint8Array, from: number): void =>
  pieces(from, got.length, (part, at) => {
    if (Buffer.compare(part, got.subarray(at, at + part.length)) === 0) return;
    for (let i = 0; ; i++) if (got[at + i] !== part[i]) throw new Error(`byte ${from + at + i} is wrong`);
  });

/** Sends bytes from one end to the other; throws at the first byte that is wrong, and when nothing moves any more. */
export function bulk({ bytes, netem, mtu = 1500, prepare }: bulk_options): bulk_result {
  const sys = new SockSystem();
  const lo = sys.net.init_net.loopback_dev;
  lo.mtu = mtu;
  netem_change(lo, netem);
  const [c, a] = tcpPair(sys);
  prepare?.(c, a);
  const start = sys.now();
  const out = new Uint8Array(65536);
  const got = new Uint8Array(65536);
  let sent = 0;
  let read = 0;
  let stuck = 0;
  while (read < bytes) {
    let moved = false;
    while (sent < bytes) {
      const part = out.subarray(0, Math.min(out.length, bytes - sent));
      fill(part, sent);
      const msg = new msghdr(iov_iter.bytes(part));
      msg.msg_flags = DONTWAIT;
      const r = sys.run(c.sock.ops.sendmsg(c.t, c.sock, msg, part.length));
      if (r <= 0) break;
      sent += r;
      moved = true;
    }
    for (;;) {
      const msg = new msghdr(iov_iter.bytes(got));
      const r = sys.run(a.sock.ops.recvmsg(a.t, a.sock, msg, got.length, DONTWAIT));
      if (r <= 0) break;
      check(got.subarray(0, r), read);
      read += r;
      moved = true;
    }
    if (moved) stuck = 0;
    else if (++stuck > 100_000) throw new Error(`stuck at ${read} of ${bytes}`);
    const next = sys.timers.next;
    if (next !== null && read < bytes) sys.pass(Math.max(0, next - sys.now()));
    else if (!moved && next === null) throw new Error(`nothing more can happen at ${read} of ${bytes}`);
  }
  const seconds = (sys.now() - start) / 1e9;
  return { seconds, sender: c.sock.sk as tcp_sock, receiver: a.sock.sk as tcp_sock, sys };
}

export { tcp_sock };
