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

/** Byte n of the stream. A word's mix, so that neither a shift nor a swap of segments goes unseen. */
const fill = (to: Uint8Array, from: number): void => {
  for (let i = 0; i < to.length; i++) {
    const n = from + i;
    to[i] = (Math.imul(n >>> 2, 0x9e3779b1) >>> ((n & 3) * 8)) & 0xff;
  }
};

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
  const want = new Uint8Array(65536);
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
      fill(want.subarray(0, r), read);
      for (let i = 0; i < r; i++) if (got[i] !== want[i]) throw new Error(`byte ${read + i} is wrong`);
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
