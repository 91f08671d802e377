// TCP's way out: segments, what may be sent when, acknowledgements, retransmission (net/ipv4/tcp_output.c).
// Above: tcp.ts, tcp_input.ts, tcp_timer.ts. Below: tcp_sock.ts, the af_ops.

import { EAGAIN } from "../../uapi/asm/errno.ts";
import {
  alloc_skb,
  CHECKSUM_PARTIAL,
  LL_MAX_HEADER,
  type sk_buff,
  skb_put,
  skb_reserve,
  skb_truesize,
} from "../core/skbuff.ts";
import { SOCK_RCVBUF_LOCK } from "../core/sock.ts";
import {
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_LAST_ACK,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import { put16, put32 } from "../wire/addr.ts";
import { csum_fold } from "../wire/checksum.ts";
import { tcp_ca, tcp_cwnd_restart } from "./tcp_cong.ts";
import { tcp_schedule_loss_probe } from "./tcp_recovery.ts";
import { tcp_packets_in_flight } from "./tcp_sack.ts";
import * as T from "./tcp_sock.ts";
import { before, seg_end, seq_add, seq_diff, type tcp_seg, type tcp_sock } from "./tcp_sock.ts";
import { tcp_clear_retrans_timer, tcp_rearm_rto, tcp_reset_xmit_timer } from "./tcp_timer.ts";

/** Milliseconds for the time stamp option. */
export const tcp_time_stamp = (sk: { kernel: { now(): number } }): number =>
  Math.floor(sk.kernel.now() / T.MSEC) >>> 0;

/** Length of the options of a data segment. */
const established_options = (sk: tcp_sock): number => (sk.tstamp_ok ? 12 : 0);

/** What fits in a segment now (tcp_current_mss). */
export function tcp_current_mss(sk: tcp_sock): number {
  const mtu = sk.af_ops.mtu(sk);
  if (mtu) tcp_sync_mss(sk, mtu);
  return sk.mss_cache;
}

/** Takes a path mtu over (tcp_sync_mss). */
export function tcp_sync_mss(sk: tcp_sock, mtu: number): void {
  let mss = mtu - sk.af_ops.net_header_len - 20 - (sk.inet_opt?.length ?? 0);
  mss = Math.min(mss, sk.mss_clamp);
  mss -= established_options(sk);
  // Half of the largest window the peer ever offered.
  const half = sk.max_window > T.TCP_MSS_DEFAULT ? sk.max_window >> 1 : sk.max_window;
  if (half && mss > half) mss = Math.max(half, 68 - 40);
  sk.mss_cache = Math.max(mss, 48);
}

const win_from_space = (space: number): number => space - (space >> 1);
export const tcp_space = (sk: tcp_sock): number => win_from_space(sk.sk_rcvbuf - sk.sk_rmem_alloc);
export const tcp_full_space = (sk: tcp_sock): number => win_from_space(sk.sk_rcvbuf);

/** Window and its scale for a new connection (tcp_select_initial_window). */
export function tcp_select_initial_window(sk: tcp_sock): { wscale: number; window: number } {
  let space = tcp_full_space(sk);
  if (sk.window_clamp) space = Math.min(space, sk.window_clamp);
  let wscale = 0;
  if (sk.sk_net.ipv4.sysctl_tcp_window_scaling) {
    let max = space;
    if (!(sk.sk_userlocks & SOCK_RCVBUF_LOCK)) {
      max = Math.max(space, sk.sk_net.ipv4.sysctl_tcp_rmem[2], sk.sk_net.stack.init_net.core.sysctl_rmem_max);
      if (sk.window_clamp) max = Math.min(max, sk.window_clamp);
    }
    wscale = Math.min(14, Math.max(0, 31 - Math.clz32(max) - 15));
  }
  const window = Math.min(space, 65535);
  return { wscale, window };
}

export const tcp_receive_window = (sk: tcp_sock): number =>
  Math.max(0, seq_diff(sk.rcv_wup, sk.rcv_nxt) + sk.rcv_wnd);

/** The window to offer: never smaller than before, none at all rather than a silly one (__tcp_select_window). */
export function __tcp_select_window(sk: tcp_sock): number {
  let free = tcp_space(sk);
  const full = Math.min(tcp_full_space(sk), sk.window_clamp || Number.MAX_SAFE_INTEGER);
  let mss = sk.rcv_mss;
  if (mss > full) mss = full;
  if (free < full >> 1) {
    free -= free % (1 << sk.rcv_wscale);
    if (free < full >> 4 || free < mss) return 0;
  }
  if (sk.window_clamp && free > sk.window_clamp) free = sk.window_clamp;
  if (sk.rcv_wscale) return Math.ceil(free / (1 << sk.rcv_wscale)) * (1 << sk.rcv_wscale);
  let window = sk.rcv_wnd;
  if (window <= free - mss || window > free) window = free - (free % Math.max(mss, 1));
  return window;
}

function tcp_select_window(sk: tcp_sock): number {
  const cur = tcp_receive_window(sk);
  let win = __tcp_select_window(sk);
  if (win < cur) {
    const unit = 1 << sk.rcv_wscale;
    win = Math.ceil(cur / unit) * unit;
  }
  sk.rcv_wnd = win;
  sk.rcv_wup = sk.rcv_nxt;
  const max = sk.rcv_wscale ? 65535 << sk.rcv_wscale : 65535;
  return Math.min(win, max) >>> sk.rcv_wscale;
}

/** A bare segment's bytes, header room in front. */
function build(
  sk: tcp_sock,
  seq: number,
  flags: number,
  optlen: number,
  payload: Uint8Array | null,
  window: number,
): sk_buff {
  const len = payload?.length ?? 0;
  const room = LL_MAX_HEADER + 60;
  const skb = alloc_skb(room + 20 + optlen + len);
  skb_reserve(skb, room);
  const b = skb_put(skb, 20 + optlen + len);
  skb.transport_header = skb.data;
  put16(b, 0, sk.inet_sport);
  put16(b, 2, sk.inet_dport);
  put32(b, 4, seq);
  put32(b, 8, flags & T.TCPHDR_ACK ? sk.rcv_nxt : 0);
  b[12] = ((20 + optlen) >> 2) << 4;
  b[13] = flags;
  put16(b, 14, window);
  if (sk.urg_mode && between(sk, seq, len)) {
    b[13] |= T.TCPHDR_URG;
    put16(b, 18, Math.min(seq_diff(sk.snd_up, seq), 0xffff));
  }
  if (payload) b.set(payload, 20 + optlen);
  return skb;
}

/** Whether the urgent pointer is ahead of this segment. */
const between = (sk: tcp_sock, seq: number, _len: number): boolean => before(seq, sk.snd_up);

function finish(sk: tcp_sock, skb: sk_buff): number {
  put16(skb.head, skb.transport_header + 16, ~csum_fold(sk.af_ops.pseudo(sk, skb.len)) & 0xffff);
  skb.ip_summed = CHECKSUM_PARTIAL;
  skb.csum_start = skb.transport_header;
  skb.csum_offset = 16;
  skb.priority = sk.sk_priority;
  skb.mark = sk.sk_mark;
  sk.segs_out++;
  return sk.af_ops.queue_xmit(sk, skb);
}

function put_timestamp(sk: tcp_sock, b: Uint8Array, at: number): void {
  put32(b, at, 0x0101080a);
  put32(b, at + 4, tcp_time_stamp(sk));
  put32(b, at + 8, sk.ts_recent);
}

/** Blocks for the SACK option: a duplicate first, then what came out of order, the youngest first. */
function sack_blocks(sk: tcp_sock): readonly [number, number][] {
  const room = sk.tstamp_ok ? 3 : 4;
  const dup = sk.duplicate_sack;
  return (dup ? [dup, ...sk.selective_acks] : sk.selective_acks).slice(0, room);
}

/** Sends a segment of an established connection (tcp_transmit_skb). */
export function tcp_transmit(sk: tcp_sock, seq: number, flags: number, payload: Uint8Array | null): number {
  const sacks = sk.sack_ok && !payload ? sack_blocks(sk) : [];
  if (sacks.length) sk.duplicate_sack = null;
  const tslen = established_options(sk);
  const optlen = tslen + (sacks.length ? 4 + 8 * sacks.length : 0);
  const skb = build(sk, seq, flags, optlen, payload, flags & T.TCPHDR_RST ? 0 : tcp_select_window(sk));
  const opt = skb.transport_header + 20;
  if (tslen) put_timestamp(sk, skb.head, opt);
  if (sacks.length) {
    put32(skb.head, opt + tslen, 0x01010500 | (2 + 8 * sacks.length));
    sacks.forEach(([a, b], i) => {
      put32(skb.head, opt + tslen + 4 + 8 * i, a);
      put32(skb.head, opt + tslen + 8 + 8 * i, b);
    });
  }
  if (flags & T.TCPHDR_ACK) {
    sk.ack_pending = false;
    sk.delack_timer?.cancel();
    if (sk.quick > 0) sk.quick--;
  }
  if (payload) {
    sk.lsndtime = sk.kernel.now();
    if (sk.kernel.now() - sk.lrcvtime < T.TCP_DELACK_MIN) sk.pingpong = true;
    sk.bytes_sent += payload.length;
    sk.data_segs_out++;
  }
  return finish(sk, skb);
}

/** Our SYN, or our answer to a simultaneous one. */
function transmit_syn(sk: tcp_sock, flags: number): number {
  const { ipv4 } = sk.sk_net;
  const ts = ipv4.sysctl_tcp_timestamps !== 0 && (flags & T.TCPHDR_ACK ? sk.tstamp_ok : true);
  const sack = ipv4.sysctl_tcp_sack !== 0;
  const wscale = ipv4.sysctl_tcp_window_scaling !== 0 && (flags & T.TCPHDR_ACK ? sk.wscale_ok : true);
  const optlen = 4 + (ts ? 12 : sack ? 4 : 0) + (wscale ? 4 : 0);
  const skb = build(sk, sk.segs[0].seq, flags, optlen, null, Math.min(sk.rcv_wnd, 65535));
  put_syn_options(
    skb.head,
    skb.transport_header + 20,
    sk.advmss,
    ts ? { val: tcp_time_stamp(sk), ecr: sk.ts_recent } : null,
    sack,
    wscale ? sk.rcv_wscale : -1,
  );
  if (flags & T.TCPHDR_ACK) sk.rcv_wup = sk.rcv_nxt;
  return finish(sk, skb);
}

/** The options of a SYN: mss, sack and time stamp, window scale (-1: none). */
export function put_syn_options(
  b: Uint8Array,
  at: number,
  mss: number,
  ts: { val: number; ecr: number } | null,
  sack: boolean,
  wscale: number,
): number {
  put32(b, at, 0x02040000 | mss);
  at += 4;
  if (ts) {
    put32(b, at, sack ? 0x0402080a : 0x0101080a);
    put32(b, at + 4, ts.val);
    put32(b, at + 8, ts.ecr);
    at += 12;
  } else if (sack) {
    put32(b, at, 0x01010402);
    at += 4;
  }
  if (wscale >= 0) {
    put32(b, at, 0x01030300 | wscale);
    at += 4;
  }
  return at;
}

/** Begins a connection: the SYN, and its timer (tcp_connect). */
export function tcp_connect(sk: tcp_sock): number {
  const mtu = sk.af_ops.mtu(sk);
  sk.mss_clamp = sk.user_mss || 65535 - 40;
  sk.max_window = 0;
  tcp_sync_mss(sk, mtu || 1500);
  sk.advmss = Math.min((mtu || 1500) - sk.af_ops.net_header_len - 20, sk.user_mss || 65535);
  const w = tcp_select_initial_window(sk);
  sk.rcv_wnd = w.window;
  sk.rcv_wscale = w.wscale;
  sk.rcv_wup = 0;
  sk.rcv_nxt = 0;
  sk.copied_seq = 0;
  sk.snd_una = sk.write_seq;
  sk.snd_up = sk.write_seq;
  sk.snd_nxt = sk.write_seq;
  sk.rto = T.TCP_TIMEOUT_INIT;
  sk.retransmits = 0;
  tcp_clear_retrans_timer(sk);
  sk.segs.length = 0;
  sk.segs.push(make_seg(sk.write_seq, new Uint8Array(0), 0, T.TCPHDR_SYN));
  sk.write_seq = seq_add(sk.write_seq, 1);
  sk.snd_nxt = sk.write_seq;
  sk.pushed_seq = sk.write_seq;
  sk.send_head = 1;
  sk.retrans_stamp = sk.kernel.now();
  sk.segs[0].sent_at = sk.kernel.now();
  const err = transmit_syn(sk, T.TCPHDR_SYN);
  if (err === -111) return err;
  tcp_reset_xmit_timer(sk, sk.rto);
  return 0;
}

export function tcp_send_synack(sk: tcp_sock): void {
  sk.segs[0].flags |= T.TCPHDR_ACK;
  transmit_syn(sk, T.TCPHDR_SYN | T.TCPHDR_ACK);
}

export function make_seg(seq: number, data: Uint8Array, len: number, flags: number): tcp_seg {
  const truesize = skb_truesize(Math.max(len, 0) ? data.length : 0);
  return {
    seq,
    data,
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

/** An acknowledgement now (tcp_send_ack). */
export function tcp_send_ack(sk: tcp_sock): void {
  if (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  tcp_transmit(sk, sk.snd_nxt, T.TCPHDR_ACK, null);
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
    const limit = Math.min(mss, room);
    if (s.len > limit) {
      // Less than a full segment, because of the window: wait for more, unless the window is all there is.
      if (limit < mss && limit < sk.max_window >> 1 && sk.packets_out > 0 && !(nonagle & T.TCP_NAGLE_PUSH))
        break;
      s = tcp_split(sk, sk.send_head, limit);
    }
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
  Object.assign(rest, { sent_at, order, retrans, sacked, lost, retrans_out });
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
  if (first || !sk.retransmit_timer?.pending || sk.icsk_pending === T.ICSK_TIME_LOSS_PROBE) tcp_rearm_rto(sk);
  tcp_transmit(sk, s.seq, flags, s.len ? s.data.subarray(0, s.len) : null);
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
    return transmit_syn(sk, s.flags);
  }
  const mss = tcp_current_mss(sk);
  if (before(s.seq, sk.snd_una)) trim_head(sk, s, seq_diff(sk.snd_una, s.seq));
  const room = seq_diff(wnd_end(sk), s.seq);
  if (room <= 0 && s.len > 0 && s.seq !== sk.snd_una) return -EAGAIN;
  const limit = Math.max(1, Math.min(mss, room > 0 ? room : mss));
  if (s.len > limit) s = tcp_split(sk, i, limit);
  sent_again(sk, s);
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

/** Pushes one segment through a window that opened, or asks whether it has (tcp_write_wakeup). */
export function tcp_write_wakeup(sk: tcp_sock): number {
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
  return tcp_xmit_probe(sk, false);
}

/** The zero-window timer: asks again, later and later; gives up like a retransmission (tcp_send_probe0). */
export function tcp_send_probe0(sk: tcp_sock): void {
  tcp_write_wakeup(sk);
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
