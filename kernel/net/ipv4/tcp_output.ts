// TCP's way out: what may be sent when, retransmission, probes, the FIN (net/ipv4/tcp_output.c).
// Above: tcp.ts, tcp_input.ts, tcp_timer.ts. Below: tcp_transmit.ts, tcp_window.ts, tcp_sock.ts.

import { EAGAIN } from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { give_data, take_data } from "../core/skb_data.ts";
import { skb_truesize } from "../core/skbuff.ts";
import { NET_INC_STATS, TCP_INC_STATS } from "../core/snmp.ts";
import {
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_LAST_ACK,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import { tcp_ca, tcp_cwnd_restart } from "./tcp_cong.ts";
import { tcp_packets_in_flight } from "./tcp_sack.ts";
import * as T from "./tcp_sock.ts";
import { before, seg_end, seq_add, seq_diff, type tcp_seg, type tcp_sock } from "./tcp_sock.ts";
import { tcp_rearm_rto, tcp_reset_xmit_timer } from "./tcp_timer.ts";
import { tcp_schedule_loss_probe } from "./tcp_tlp.ts";
import { TCP_HEADROOM, tcp_transmit, transmit_syn } from "./tcp_transmit.ts";
import { tcp_tx_sent } from "./tcp_tx_status.ts";
import { tcp_current_mss } from "./tcp_window.ts";

export function make_seg(seq: number, data: Uint8Array, len: number, flags: number): tcp_seg {
  const truesize = skb_truesize(Math.max(len, 0) ? data.length : 0);
  return {
    seq,
    data,
    shared: null,
    headroom: false,
    len,
    flags,
    truesize,
    sent_at: 0,
    order: 0,
    retrans: false,
    sacked: false,
    lost: false,
    retrans_out: false,
  };
}

/** A segment with room for n bytes of data and, in front of them, for all headers; it can grow to `most` in its place. */
export function make_data_seg(seq: number, n: number, most = n): tcp_seg {
  const shared = take_data(TCP_HEADROOM + most);
  shared.bytes.fill(0, 0, TCP_HEADROOM);
  const s = make_seg(seq, shared.bytes.subarray(TCP_HEADROOM, TCP_HEADROOM + n), 0, 0);
  s.shared = shared;
  s.truesize = skb_truesize(n);
  s.headroom = true;
  return s;
}

/** Makes room for n bytes in a segment that has not been sent. */
export function tcp_seg_grow(sk: tcp_sock, s: tcp_seg, n: number): void {
  const { shared } = s;
  if (shared && s.headroom && TCP_HEADROOM + n <= shared.bytes.length)
    s.data = shared.bytes.subarray(TCP_HEADROOM, TCP_HEADROOM + n);
  else {
    const bigger = make_data_seg(s.seq, n);
    bigger.data.set(s.data.subarray(0, s.len));
    tcp_seg_free(s);
    s.data = bigger.data;
    s.shared = bigger.shared;
    s.headroom = true;
  }
  const truesize = skb_truesize(n);
  sk.sk_wmem_queued += truesize - s.truesize;
  s.truesize = truesize;
}

/** The queue does not need a segment's bytes any more. */
export function tcp_seg_free(s: tcp_seg): void {
  const { shared } = s;
  s.shared = null;
  if (shared && --shared.users === 0) give_data(shared);
}

/** Bytes in flight that the window and congestion allow at most. */
const wnd_end = (sk: tcp_sock): number => seq_add(sk.snd_una, sk.snd_wnd);

/** Whether a small segment must wait for the ones before it (tcp_nagle_test). */
function nagle_holds(sk: tcp_sock, s: tcp_seg, mss: number, nonagle: number, last: boolean): boolean {
  if (!last) return false;
  if (nonagle & T.TCP_NAGLE_PUSH) return false;
  if (sk.urg_mode || s.flags & T.TCPHDR_FIN) return false;
  if (s.len >= mss) return false;
  if (nonagle & T.TCP_NAGLE_CORK) return true;
  return !nonagle && sk.packets_out > 0;
}

/** Sends what may be sent; push 2: one segment at most, whatever the window (tcp_write_xmit). True: nothing is in flight and something is left. */
export function tcp_write_xmit(sk: tcp_sock, mss: number, nonagle: number, push = 0): boolean {
  const queue = sk.segs;
  const before_xmit = sk.packets_out;
  let limited = false;
  while (sk.send_head < queue.length) {
    let s = queue[sk.send_head];
    if (tcp_packets_in_flight(sk) >= sk.snd_cwnd && push !== 2) {
      limited = true;
      break;
    }
    const room = seq_diff(wnd_end(sk), s.seq);
    const fin = s.flags & T.TCPHDR_FIN;
    if (room <= 0 && !(s.len === 0 && fin && room >= 0)) break;
    const last = sk.send_head === queue.length - 1;
    if (nagle_holds(sk, s, mss, nonagle, last)) break;
    // What the window has no room for waits whole: a part of it would be sent by the probe of a small window only (tcp_snd_wnd_test).
    if (Math.min(s.len, mss) > room) break;
    if (s.len > mss) s = tcp_split(sk, sk.send_head, mss);
    if (sk.packets_out === 0) tx_start(sk);
    transmit_seg(sk, s);
    if (push) break;
  }
  const sent = sk.packets_out - before_xmit;
  if (sent > 0) {
    if (sk.ca_state === T.TCP_CA_CWR || sk.ca_state === T.TCP_CA_Recovery) sk.prr_out += sent;
    if (push !== 2) tcp_schedule_loss_probe(sk, false);
    limited ||= tcp_packets_in_flight(sk) >= sk.snd_cwnd;
    cwnd_validate(sk, limited);
    return false;
  }
  return sk.packets_out === 0 && sk.send_head < queue.length;
}

/** Remembers whether the window was full in this round trip (tcp_cwnd_validate). */
function cwnd_validate(sk: tcp_sock, limited: boolean): void {
  if (
    sk.max_packets_seq === 0 ||
    !before(sk.snd_una, sk.max_packets_seq) ||
    sk.packets_out > sk.max_packets_out ||
    limited
  ) {
    if (!before(sk.snd_una, sk.max_packets_seq) || sk.packets_out > sk.max_packets_out)
      sk.max_packets_out = sk.packets_out;
    if (!before(sk.snd_una, sk.max_packets_seq)) sk.is_cwnd_limited = limited;
    else sk.is_cwnd_limited ||= limited;
    sk.max_packets_seq = sk.snd_nxt;
  }
}

/** Sending begins after nothing was out: an old window is worth less (tcp_slow_start_after_idle_check). */
function tx_start(sk: tcp_sock): void {
  const idle = sk.kernel.now() - sk.lsndtime;
  if (sk.lsndtime && idle > sk.rto && sk.sk_net.ipv4.sysctl_tcp_slow_start_after_idle)
    tcp_cwnd_restart(sk, idle);
  tcp_ca(sk).tx_start?.(sk);
}

/** Cuts a segment of the queue after n bytes; the first part. */
export function tcp_split(sk: tcp_sock, i: number, n: number): tcp_seg {
  const s = sk.segs[i];
  const rest = make_seg(seq_add(s.seq, n), s.data.subarray(n, s.len), s.len - n, s.flags);
  const { sent_at, order, retrans, sacked, lost, retrans_out } = s;
  Object.assign(rest, { sent_at, order, retrans, sacked, lost, retrans_out, shared: s.shared });
  if (s.shared) s.shared.users++;
  const old = s.truesize;
  s.data = s.data.subarray(0, n);
  s.len = n;
  s.flags &= ~(T.TCPHDR_FIN | T.TCPHDR_PSH);
  s.truesize = skb_truesize(n);
  sk.sk_wmem_queued += s.truesize + rest.truesize - old;
  sk.segs.splice(i + 1, 0, rest);
  if (i < sk.send_head) {
    sk.send_head++;
    if (sacked) sk.sacked_out++;
    if (lost) sk.lost_out++;
    if (retrans_out) sk.retrans_out++;
  }
  return s;
}

function transmit_seg(sk: tcp_sock, s: tcp_seg): void {
  s.sent_at = sk.kernel.now();
  s.order = ++sk.sendings;
  const flags = (s.flags & (T.TCPHDR_FIN | T.TCPHDR_PSH)) | T.TCPHDR_ACK;
  const first = sk.packets_out === 0;
  sk.send_head++;
  sk.snd_nxt = seg_end(s);
  if (s.len) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPORIGDATASENT);
  if (sk.tx_notes.length) tcp_tx_sent(sk, s);
  const around = s.headroom ? s.shared : null;
  s.headroom = false;
  if (first || !sk.retransmit_timer?.pending || sk.icsk_pending === T.ICSK_TIME_LOSS_PROBE) tcp_rearm_rto(sk);
  tcp_transmit(sk, s.seq, flags, s.len ? s.data.subarray(0, s.len) : null, around);
}

/** Sends what is queued; probes a closed window if that is all that is left to do (__tcp_push_pending_frames). */
export function __tcp_push_pending_frames(sk: tcp_sock, mss: number, nonagle: number): void {
  if (sk.sk_state === TCP_CLOSE) return;
  if (tcp_write_xmit(sk, mss, nonagle) && !sk.packets_out && !sk.retransmit_timer?.pending) {
    tcp_reset_xmit_timer(sk, Math.max(sk.rto, T.TCP_RTO_MIN), T.ICSK_TIME_PROBE0);
  }
}

export function tcp_push_pending_frames(sk: tcp_sock): void {
  if (sk.send_head < sk.segs.length) __tcp_push_pending_frames(sk, tcp_current_mss(sk), sk.nonagle);
}

/** Sends a segment of the queue again: 0, or -EAGAIN when the peer's window has no place for it (tcp_retransmit_skb). */
export function tcp_retransmit(sk: tcp_sock, i = 0): number {
  let s = sk.segs[i];
  if (!s) return 0;
  if (s.flags & T.TCPHDR_SYN) {
    sent_again(sk, s);
    TCP_INC_STATS(sk.sk_net, M.TCP_MIB_RETRANSSEGS);
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPSYNRETRANS);
    return transmit_syn(sk, s.flags);
  }
  const mss = tcp_current_mss(sk);
  if (before(s.seq, sk.snd_una)) trim_head(sk, s, seq_diff(sk.snd_una, s.seq));
  const room = seq_diff(wnd_end(sk), s.seq);
  if (room <= 0 && s.len > 0 && s.seq !== sk.snd_una) return -EAGAIN;
  const limit = Math.max(1, Math.min(mss, room > 0 ? room : mss));
  if (s.len > limit) s = tcp_split(sk, i, limit);
  sent_again(sk, s);
  TCP_INC_STATS(sk.sk_net, M.TCP_MIB_RETRANSSEGS);
  const flags = (s.flags & (T.TCPHDR_FIN | T.TCPHDR_PSH)) | T.TCPHDR_ACK;
  tcp_transmit(sk, s.seq, flags, s.len ? s.data.subarray(0, s.len) : null);
  return 0;
}

function sent_again(sk: tcp_sock, s: tcp_seg): void {
  const now = sk.kernel.now();
  if (!sk.retrans_stamp) sk.retrans_stamp = now;
  s.retrans = true;
  s.sent_at = now;
  s.order = ++sk.sendings;
  if (!s.retrans_out) {
    s.retrans_out = true;
    sk.retrans_out++;
  }
  if (sk.undo_retrans < 0) sk.undo_retrans = 0;
  sk.undo_retrans++;
  sk.total_retrans++;
  sk.bytes_retrans += s.len;
}

export function trim_head(sk: tcp_sock, s: tcp_seg, n: number): void {
  const cut = Math.min(n, s.len);
  s.data = s.data.subarray(cut);
  if (cut) s.headroom = false;
  s.len -= cut;
  s.seq = seq_add(s.seq, n);
  const old = s.truesize;
  s.truesize = skb_truesize(s.len);
  sk.sk_wmem_queued += s.truesize - old;
}

/** Queues our FIN and sends it (tcp_send_fin). */
export function tcp_send_fin(sk: tcp_sock): void {
  const last = sk.segs[sk.segs.length - 1];
  if (last && sk.send_head < sk.segs.length) last.flags |= T.TCPHDR_FIN;
  else {
    const s = make_seg(sk.write_seq, new Uint8Array(0), 0, T.TCPHDR_FIN);
    sk.sk_wmem_queued += s.truesize;
    sk.segs.push(s);
  }
  sk.write_seq = seq_add(sk.write_seq, 1);
  __tcp_push_pending_frames(sk, tcp_current_mss(sk), T.TCP_NAGLE_OFF);
}

/** A reset for a connection that we break off (tcp_send_active_reset). */
export function tcp_send_active_reset(sk: tcp_sock): void {
  const seq = before(wnd_end(sk), sk.snd_nxt) ? wnd_end(sk) : sk.snd_nxt;
  TCP_INC_STATS(sk.sk_net, M.TCP_MIB_OUTRSTS);
  tcp_transmit(sk, seq, T.TCPHDR_ACK | T.TCPHDR_RST, null);
}

/** A segment that makes the peer answer: an old byte's number, or the urgent pointer (tcp_xmit_probe_skb). */
export function tcp_xmit_probe(sk: tcp_sock, urgent: boolean): number {
  const up = sk.urg_mode;
  const seq = (sk.snd_una - (urgent ? 0 : 1)) >>> 0;
  sk.urg_mode = urgent && up;
  const err = tcp_transmit(sk, seq, T.TCPHDR_ACK, null);
  sk.urg_mode = up;
  return err;
}

/** Pushes one segment through a window that opened, or asks whether it has (tcp_write_wakeup). mib: what asking counts as. */
export function tcp_write_wakeup(sk: tcp_sock, mib: number): number {
  if (sk.sk_state === TCP_CLOSE) return -1;
  const s = sk.segs[sk.send_head];
  if (s && before(s.seq, wnd_end(sk))) {
    const room = seq_diff(wnd_end(sk), s.seq);
    const mss = tcp_current_mss(sk);
    const n = Math.min(room, mss);
    transmit_seg(sk, s.len > n ? tcp_split(sk, sk.send_head, n) : s);
    return 0;
  }
  if (sk.urg_mode && sk.snd_up !== sk.snd_una) tcp_xmit_probe(sk, true);
  NET_INC_STATS(sk.sk_net, mib);
  return tcp_xmit_probe(sk, false);
}

/** The zero-window timer: asks again, later and later; gives up like a retransmission (tcp_send_probe0). */
export function tcp_send_probe0(sk: tcp_sock): void {
  tcp_write_wakeup(sk, M.LINUX_MIB_TCPWINPROBE);
  if (sk.packets_out || sk.send_head >= sk.segs.length) {
    sk.probes_out = 0;
    sk.backoff = 0;
    return;
  }
  if (sk.backoff < sk.sk_net.ipv4.sysctl_tcp_retries2) sk.backoff++;
  sk.probes_out++;
  tcp_reset_xmit_timer(
    sk,
    Math.min(Math.max(sk.rto, T.TCP_RTO_MIN) * 2 ** sk.backoff, T.TCP_RTO_MAX),
    T.ICSK_TIME_PROBE0,
  );
}

/** Whether the connection still has something to say. */
export const tcp_can_send = (sk: tcp_sock): boolean =>
  [
    TCP_ESTABLISHED,
    TCP_CLOSE_WAIT,
    TCP_FIN_WAIT1,
    TCP_CLOSING,
    TCP_LAST_ACK,
    TCP_SYN_RECV,
    TCP_SYN_SENT,
  ].includes(sk.sk_state);
