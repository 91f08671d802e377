// TCP segments as bytes: headers, options, the SYN, the bare acknowledgement (net/ipv4/tcp_output.c __tcp_transmit_skb).
// Above: tcp_output.ts decides what is sent. Below: tcp_window.ts, the af_ops.

import * as M from "../../uapi/linux/snmp.ts";
import type { skb_data } from "../core/skb_data.ts";
import {
  alloc_skb,
  CHECKSUM_PARTIAL,
  LL_MAX_HEADER,
  type sk_buff,
  skb_put,
  skb_reserve,
  skb_truesize,
} from "../core/skbuff.ts";
import { TCP_INC_STATS } from "../core/snmp.ts";
import { TCP_CLOSE, TCP_LISTEN } from "../linux_socket.ts";
import { put16, put32 } from "../wire/addr.ts";
import { csum_fold } from "../wire/checksum.ts";
import { make_seg } from "./tcp_output.ts";
import * as T from "./tcp_sock.ts";
import { before, seq_add, seq_diff, type tcp_sock } from "./tcp_sock.ts";
import { tcp_clear_retrans_timer, tcp_reset_xmit_timer } from "./tcp_timer.ts";
import {
  established_options,
  tcp_select_initial_window,
  tcp_select_window,
  tcp_sync_mss,
  tcp_time_stamp,
} from "./tcp_window.ts";

/** Link, network and TCP headers with all options. */
export const TCP_HEADROOM = LL_MAX_HEADER + 60 + 60;

/** A buffer of n bytes in front of a payload; or around the payload itself, which the receiver then shares. */
function room_for(n: number, payload: Uint8Array | null, around: skb_data | null): sk_buff {
  const room = LL_MAX_HEADER + 60;
  const len = payload?.length ?? 0;
  if (!around || !payload) {
    const skb = alloc_skb(room + n + len, false);
    skb_reserve(skb, room);
    skb_put(skb, n + len);
    if (payload) skb.head.set(payload, room + n);
    return skb;
  }
  const skb = alloc_skb(0);
  skb.head = around.bytes;
  skb.shared = around;
  around.users++;
  skb.data = TCP_HEADROOM - n;
  skb.tail = TCP_HEADROOM + len;
  skb.truesize = skb_truesize(room + n + len);
  skb.cloned = true;
  return skb;
}

/** A bare segment's bytes, header room in front. */
function build(
  sk: tcp_sock,
  seq: number,
  flags: number,
  optlen: number,
  payload: Uint8Array | null,
  window: number,
  around: skb_data | null = null,
): sk_buff {
  const len = payload?.length ?? 0;
  const skb = room_for(20 + optlen, payload, around);
  const b = skb.bytes;
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
  TCP_INC_STATS(sk.sk_net, M.TCP_MIB_OUTSEGS);
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

/** Sends a segment of an established connection (tcp_transmit_skb). around: what the payload lies in, with TCP_HEADROOM free in front. */
export function tcp_transmit(
  sk: tcp_sock,
  seq: number,
  flags: number,
  payload: Uint8Array | null,
  around: skb_data | null = null,
): number {
  const sacks = sk.sack_ok && !payload ? sack_blocks(sk) : [];
  if (sacks.length) sk.duplicate_sack = null;
  const tslen = established_options(sk);
  const optlen = tslen + (sacks.length ? 4 + 8 * sacks.length : 0);
  const window = flags & T.TCPHDR_RST ? 0 : tcp_select_window(sk);
  const skb = build(sk, seq, flags, optlen, payload, window, around);
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
export function transmit_syn(sk: tcp_sock, flags: number): number {
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
  TCP_INC_STATS(sk.sk_net, M.TCP_MIB_ACTIVEOPENS);
  const err = transmit_syn(sk, T.TCPHDR_SYN);
  if (err === -111) return err;
  tcp_reset_xmit_timer(sk, sk.rto);
  return 0;
}

export function tcp_send_synack(sk: tcp_sock): void {
  sk.segs[0].flags |= T.TCPHDR_ACK;
  transmit_syn(sk, T.TCPHDR_SYN | T.TCPHDR_ACK);
}

/** An acknowledgement now (tcp_send_ack). */
export function tcp_send_ack(sk: tcp_sock): void {
  if (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  tcp_transmit(sk, sk.snd_nxt, T.TCPHDR_ACK, null);
}
