// TCP's receive buffer: whether a segment fits, what is done when it does not, and how the buffer grows with what the
// program reads (net/ipv4/tcp_input.c tcp_try_rmem_schedule, tcp_collapse, tcp_rcv_space_adjust).
// Above: tcp_input.ts, tcp_io.ts. Below: tcp_ofo.ts, tcp_sock.ts.

import { alloc_skb, kfree_skb, type sk_buff, skb_put } from "../core/skbuff.ts";
import { SOCK_RCVBUF_LOCK } from "../core/sock_flags.ts";
import { skb_set_owner_r } from "../core/sock_mem.ts";
import { tcp_prune_ofo_queue } from "./tcp_ofo.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import * as T from "./tcp_sock.ts";
import { seq_diff, TCP_SKB_CB } from "./tcp_sock.ts";

/** A packet with less than this is worth joining with its neighbours; the joined ones hold so much. */
const SMALL = 2048;
const JOINED = 32768;

/** Whether the receive buffer takes another packet; if it is full, room is made first. */
export function tcp_try_rmem_schedule(sk: tcp_sock, _skb: sk_buff): boolean {
  if (sk.sk_rmem_alloc <= sk.sk_rcvbuf || sk.sk_receive_queue.empty) return true;
  collapse(sk);
  if (sk.sk_rmem_alloc <= sk.sk_rcvbuf) return true;
  tcp_prune_ofo_queue(sk);
  return sk.sk_rmem_alloc <= sk.sk_rcvbuf;
}

/** Joins small packets that follow each other: their overhead is what fills the buffer. */
function collapse(sk: tcp_sock): void {
  const all = [...sk.sk_receive_queue];
  while (sk.sk_receive_queue.dequeue());
  for (let i = 0; i < all.length; ) {
    const first = all[i];
    let bytes = first.len;
    let n = 1;
    const joins = (skb: sk_buff) =>
      skb.len < SMALL && !(TCP_SKB_CB(skb).flags & (T.TCPHDR_FIN | T.TCPHDR_SYN | T.TCPHDR_URG));
    if (joins(first)) {
      while (i + n < all.length && joins(all[i + n]) && bytes + all[i + n].len <= JOINED)
        bytes += all[i + n++].len;
    }
    if (n === 1) sk.sk_receive_queue.queue_tail(first);
    else sk.sk_receive_queue.queue_tail(join(sk, all.slice(i, i + n), bytes));
    i += n;
  }
}

function join(sk: tcp_sock, parts: sk_buff[], bytes: number): sk_buff {
  const skb = alloc_skb(bytes);
  const last = parts[parts.length - 1];
  for (const p of parts) skb_put(skb, p.len).set(p.bytes);
  skb.cb = { ...TCP_SKB_CB(parts[0]), end_seq: TCP_SKB_CB(last).end_seq };
  skb.tstamp = last.tstamp;
  skb.protocol = last.protocol;
  for (const p of parts) kfree_skb(p);
  skb_set_owner_r(skb, sk);
  return skb;
}

/** The receiver's view of the round trip: how long the peer takes to fill the window it was given (tcp_rcv_rtt_measure). */
export function tcp_rcv_rtt_measure(sk: tcp_sock): void {
  const { rcv_rtt } = sk;
  const now = sk.kernel.now();
  if (rcv_rtt.time && seq_diff(sk.rcv_nxt, rcv_rtt.seq) < 0) return;
  if (rcv_rtt.time) {
    const sample = Math.max(now - rcv_rtt.time, 1000);
    rcv_rtt.rtt = rcv_rtt.rtt ? Math.min(rcv_rtt.rtt, sample) : sample;
  }
  rcv_rtt.seq = (sk.rcv_nxt + sk.rcv_wnd) >>> 0;
  rcv_rtt.time = now;
}

/** What was read within a round trip, twice over, is what the buffer should hold (tcp_rcv_space_adjust). */
export function tcp_rcv_space_adjust(sk: tcp_sock): void {
  const { rcvq_space, rcv_rtt } = sk;
  const now = sk.kernel.now();
  if (!rcv_rtt.rtt || now - rcvq_space.time < rcv_rtt.rtt) return;
  const copied = seq_diff(sk.copied_seq, rcvq_space.seq);
  if (copied > rcvq_space.space) {
    const { ipv4 } = sk.sk_net;
    if (ipv4.sysctl_tcp_moderate_rcvbuf && !(sk.sk_userlocks & SOCK_RCVBUF_LOCK)) {
      const wanted = 2 * copied + 16 * sk.advmss;
      const grow = (wanted * (copied - rcvq_space.space)) / Math.max(rcvq_space.space, 1);
      const per = sk.advmss + 256 + 432;
      const rcvbuf = Math.min(Math.ceil(((wanted + 2 * grow) / sk.advmss) * per), ipv4.sysctl_tcp_rmem[2]);
      if (rcvbuf > sk.sk_rcvbuf) {
        sk.sk_rcvbuf = rcvbuf;
        if (sk.window_clamp) sk.window_clamp = Math.max(sk.window_clamp, rcvbuf >> 1);
      }
    }
    rcvq_space.space = copied;
  }
  rcvq_space.seq = sk.copied_seq;
  rcvq_space.time = now;
}
