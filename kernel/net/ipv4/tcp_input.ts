// TCP's way in: what a segment does to a connection in each state (net/ipv4/tcp_input.c). Above: tcp_ipv4.ts,
// ../ipv6/tcp_ipv6.ts. Its part tcp_ack.ts has acknowledgements. Below: tcp_state.ts, tcp_output.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { consume_skb, kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { SOCK_DEAD } from "../core/sock_flags.ts";
import { skb_set_owner_r } from "../core/sock_mem.ts";
import {
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LAST_ACK,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
} from "../linux_socket.ts";
import { tcp_ack } from "./tcp_ack.ts";
import { tcp_time_wait } from "./tcp_minisocks.ts";
import { tcp_dsack_set, tcp_insert_ofo, tcp_sack_remove } from "./tcp_ofo.ts";
import { establish, rcv_synsent } from "./tcp_open.ts";
import { tcp_push_pending_frames } from "./tcp_output.ts";
import { tcp_rcv_rtt_measure, tcp_try_rmem_schedule } from "./tcp_rcvbuf.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seq_add, seq_diff, TCP_SKB_CB, type tcp_sock } from "./tcp_sock.ts";
import { tcp_done, tcp_fin, tcp_reset, tcp_set_state } from "./tcp_state.ts";
import { tcp_send_delayed_ack } from "./tcp_timer.ts";
import { tcp_send_ack } from "./tcp_transmit.ts";
import { tcp_urg } from "./tcp_urg.ts";
import { __tcp_select_window, tcp_receive_window } from "./tcp_window.ts";

const drop = (skb: sk_buff): void => kfree_skb(skb);

/** Whether a segment lies in the window at all. */
const in_window = (sk: tcp_sock, seq: number, end: number): boolean =>
  !before(end, sk.rcv_wup) && !after(seq, seq_add(sk.rcv_nxt, tcp_receive_window(sk)));

/** A segment for a socket that is neither listening nor a mere remainder. It is taken over. */
export function tcp_rcv(sk: tcp_sock, skb: sk_buff): void {
  sk.segs_in++;
  if (sk.sk_state === TCP_CLOSE) {
    drop(skb);
    return;
  }
  if (sk.sk_state === TCP_SYN_SENT) {
    if (rcv_synsent(sk, skb)) {
      tcp_push_pending_frames(sk);
      return;
    }
    drop(skb);
    return;
  }
  if (!validate(sk, skb)) {
    drop(skb);
    return;
  }
  const cb = TCP_SKB_CB(skb);
  if (!(cb.flags & T.TCPHDR_ACK)) {
    drop(skb);
    return;
  }
  const was = sk.sk_state;
  if (!tcp_ack(sk, cb)) {
    if (was === TCP_SYN_RECV) sk.sk_err_soft = 0;
    drop(skb);
    return;
  }
  switch (was) {
    case TCP_SYN_RECV:
      establish(sk, cb.seq);
      break;
    case TCP_FIN_WAIT1:
      if (sk.snd_una === sk.write_seq) finack(sk, skb);
      break;
    case TCP_CLOSING:
      if (sk.snd_una === sk.write_seq) {
        tcp_time_wait(sk, TCP_TIME_WAIT, 0);
        drop(skb);
        return;
      }
      break;
    case TCP_LAST_ACK:
      if (sk.snd_una === sk.write_seq) {
        tcp_done(sk);
        drop(skb);
        return;
      }
      break;
  }
  if (sk.sk_state === TCP_CLOSE) {
    drop(skb);
    return;
  }
  tcp_urg(sk, skb);
  if (was === TCP_CLOSE_WAIT || was === TCP_CLOSING || was === TCP_LAST_ACK) {
    if (!before(cb.seq, sk.rcv_nxt)) {
      ack_check(sk, skb, true);
      return;
    }
  }
  if (was === TCP_FIN_WAIT1 || was === TCP_FIN_WAIT2) {
    // Data for somebody who will not read them any more.
    if (
      sk.sk_shutdown & RCV_SHUTDOWN &&
      cb.end_seq !== cb.seq &&
      after((cb.end_seq - (cb.flags & 1)) >>> 0, sk.rcv_nxt)
    ) {
      tcp_reset(sk);
      drop(skb);
      return;
    }
  }
  data_queue(sk, skb);
}

/** Our FIN has been acknowledged while the peer has more to say. */
function finack(sk: tcp_sock, _skb: sk_buff): void {
  tcp_set_state(sk, TCP_FIN_WAIT2);
  sk.sk_shutdown |= SEND_SHUTDOWN;
  if (!sk.sock_flag(SOCK_DEAD)) {
    sk.sk_state_change(sk);
    return;
  }
  if (sk.linger2 < 0) {
    tcp_done(sk);
    return;
  }
  tcp_time_wait(sk, TCP_FIN_WAIT2, fin_time(sk));
}

/** How long to wait for the peer's FIN. */
export const fin_time = (sk: tcp_sock): number =>
  Math.max(
    (sk.linger2 || sk.sk_net.ipv4.sysctl_tcp_fin_timeout) * 1000 * T.MSEC,
    (sk.rto << 2) - (sk.rto >> 1),
  );

/** Time stamps, window, RST and SYN checks (tcp_validate_incoming). */
function validate(sk: tcp_sock, skb: sk_buff): boolean {
  const cb = TCP_SKB_CB(skb);
  if (
    sk.tstamp_ok &&
    cb.opt.saw_tstamp &&
    seq_diff(cb.opt.tsval, sk.ts_recent) < 0 &&
    !(cb.flags & T.TCPHDR_RST)
  ) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_PAWSESTABREJECTED);
    tcp_send_ack(sk);
    return false;
  }
  if (!in_window(sk, cb.seq, cb.end_seq)) {
    if (!(cb.flags & T.TCPHDR_RST)) {
      if (before(cb.seq, sk.rcv_nxt))
        tcp_dsack_set(sk, cb.seq, after(cb.end_seq, sk.rcv_nxt) ? sk.rcv_nxt : cb.end_seq);
      tcp_send_ack(sk);
    } else if (cb.seq === sk.rcv_nxt) tcp_reset(sk);
    return false;
  }
  if (cb.flags & T.TCPHDR_RST) {
    const closing = [TCP_CLOSE_WAIT, TCP_LAST_ACK, TCP_CLOSING].includes(sk.sk_state);
    if (cb.seq === sk.rcv_nxt || (closing && cb.seq === (sk.rcv_nxt - 1) >>> 0)) tcp_reset(sk);
    else challenge(sk);
    return false;
  }
  if (cb.flags & T.TCPHDR_SYN && sk.sk_state !== TCP_SYN_RECV) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPSYNCHALLENGE);
    challenge(sk);
    return false;
  }
  if (sk.tstamp_ok && cb.opt.saw_tstamp && !after(cb.seq, sk.rcv_wup)) sk.ts_recent = cb.opt.tsval;
  return true;
}

/** The peer has to say the right number (RFC 5961). */
function challenge(sk: tcp_sock): void {
  NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPCHALLENGEACK);
  tcp_send_ack(sk);
}

// ---- data ----

function data_queue(sk: tcp_sock, skb: sk_buff): void {
  const cb = TCP_SKB_CB(skb);
  if (cb.seq === cb.end_seq) {
    ack_check(sk, skb, true, false);
    return;
  }
  sk.lrcvtime = sk.kernel.now();
  sk.data_segs_in++;
  if (skb.len > sk.rcv_mss) sk.rcv_mss = Math.min(skb.len, sk.advmss);
  if (cb.seq === sk.rcv_nxt) {
    if (tcp_receive_window(sk) === 0) {
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPZEROWINDOWDROP);
      out_of_window(sk, skb);
      return;
    }
    if (!tcp_try_rmem_schedule(sk, skb)) {
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPRCVQDROP);
      sk.sk_drops++;
      sk.quick = 16;
      sk.ack_pending = true;
      tcp_send_ack(sk);
      drop(skb);
      return;
    }
    queue_rcv(sk, skb);
    if (sk.out_of_order.length) ofo_queue(sk);
    tcp_rcv_rtt_measure(sk);
    if (!sk.sock_flag(SOCK_DEAD)) data_ready(sk);
    ack_check(sk, null, false);
    return;
  }
  if (!after(cb.end_seq, sk.rcv_nxt)) {
    tcp_dsack_set(sk, cb.seq, cb.end_seq);
    out_of_window(sk, skb);
    return;
  }
  if (!before(cb.seq, seq_add(sk.rcv_nxt, tcp_receive_window(sk)))) {
    out_of_window(sk, skb);
    return;
  }
  if (before(cb.seq, sk.rcv_nxt)) {
    // Partly old.
    tcp_dsack_set(sk, cb.seq, sk.rcv_nxt);
    if (!tcp_receive_window(sk)) {
      out_of_window(sk, skb);
      return;
    }
    if (!tcp_try_rmem_schedule(sk, skb)) {
      drop(skb);
      return;
    }
    queue_rcv(sk, skb);
    if (sk.out_of_order.length) ofo_queue(sk);
    tcp_rcv_rtt_measure(sk);
    if (!sk.sock_flag(SOCK_DEAD)) data_ready(sk);
    ack_check(sk, null, false);
    return;
  }
  if (!tcp_try_rmem_schedule(sk, skb) || sk.sk_rmem_alloc > sk.sk_rcvbuf) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPOFODROP);
    sk.sk_drops++;
    drop(skb);
  } else tcp_insert_ofo(sk, skb);
  sk.quick = 16;
  tcp_send_ack(sk);
}

function out_of_window(sk: tcp_sock, skb: sk_buff): void {
  sk.quick = 16;
  tcp_send_ack(sk);
  drop(skb);
}

export function data_ready(sk: tcp_sock): void {
  sk.sk_data_ready(sk);
}

/** Appends a segment that begins at or before rcv_nxt. */
function queue_rcv(sk: tcp_sock, skb: sk_buff): void {
  const cb = TCP_SKB_CB(skb);
  // Before a FIN is looked at, which may send it at once.
  sk.ack_pending = true;
  const old = seq_diff(sk.rcv_nxt, cb.seq);
  if (old > 0) {
    skb.data += Math.min(old, skb.len);
    cb.seq = sk.rcv_nxt;
  }
  sk.rcv_nxt = cb.end_seq;
  sk.bytes_received += skb.len;
  const fin = cb.flags & T.TCPHDR_FIN;
  if (skb.len > 0 || fin) {
    skb.dev = null;
    skb_set_owner_r(skb, sk);
    sk.sk_receive_queue.queue_tail(skb);
  } else kfree_skb(skb);
  if (fin) tcp_fin(sk);
}

/** What came too early may be next now. */
function ofo_queue(sk: tcp_sock): void {
  drain_ofo(sk);
  tcp_sack_remove(sk);
}

function drain_ofo(sk: tcp_sock): void {
  while (sk.out_of_order.length) {
    const skb = sk.out_of_order[0];
    const cb = TCP_SKB_CB(skb);
    if (after(cb.seq, sk.rcv_nxt)) return;
    sk.out_of_order.shift();
    if (before(cb.seq, sk.rcv_nxt))
      tcp_dsack_set(sk, cb.seq, before(cb.end_seq, sk.rcv_nxt) ? cb.end_seq : sk.rcv_nxt);
    skb.destructor?.(skb);
    skb.destructor = null;
    if (!after(cb.end_seq, sk.rcv_nxt)) kfree_skb(skb);
    else queue_rcv(sk, skb);
  }
}

/** After a segment: what we may send now, and whether it wants an acknowledgement (tcp_data_snd_check, tcp_ack_snd_check). */
function ack_check(sk: tcp_sock, skb: sk_buff | null, done: boolean, schedule = true): void {
  if (done && skb) {
    const cb = TCP_SKB_CB(skb);
    if (schedule && cb.end_seq !== cb.seq) sk.ack_pending = true;
    consume_skb(skb);
  }
  if (sk.sk_state === TCP_CLOSE) return;
  tcp_push_pending_frames(sk);
  if (!sk.ack_pending) return;
  const unacked = seq_diff(sk.rcv_nxt, sk.rcv_wup);
  const lots = unacked > sk.rcv_mss && (__tcp_select_window(sk) >= sk.rcv_wnd || unacked >= 2 * sk.rcv_mss);
  const quick = sk.quick > 0 && !sk.pingpong;
  const fin = (sk.sk_shutdown & RCV_SHUTDOWN) !== 0;
  if (lots || quick || sk.out_of_order.length || fin) tcp_send_ack(sk);
  else tcp_send_delayed_ack(sk);
}
