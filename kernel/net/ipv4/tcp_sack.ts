// The scoreboard: which segments in flight the peer has (SACK, RFC 2018), which are lost (RACK, RFC 8985), and how
// many (net/ipv4/tcp_input.c tcp_sacktag_write_queue, net/ipv4/tcp_recovery.c).
// Above: tcp_ack.ts, tcp_recovery.ts. Below: tcp_sock.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seg_end, seq_diff, type tcp_seg, type tcp_skb_cb } from "./tcp_sock.ts";

export const tcp_packets_in_flight = (sk: tcp_sock): number =>
  sk.packets_out - sk.sacked_out - sk.lost_out + sk.retrans_out;

/** The segment is taken for lost, or its retransmission is (tcp_mark_skb_lost). */
export function tcp_mark_lost(sk: tcp_sock, s: tcp_seg): void {
  if (s.sacked) return;
  if (s.retrans_out) {
    s.retrans_out = false;
    sk.retrans_out--;
    sk.lost++;
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPLOSTRETRANSMIT);
  }
  if (s.lost) return;
  s.lost = true;
  sk.lost_out++;
  sk.lost++;
}

/** A segment leaves the scoreboard because it was acknowledged. */
export function tcp_unmark(sk: tcp_sock, s: tcp_seg): void {
  if (s.sacked) sk.sacked_out--;
  if (s.lost) sk.lost_out--;
  if (s.retrans_out) sk.retrans_out--;
  s.sacked = s.lost = s.retrans_out = false;
}

// ---- RACK ----

/** Remembers the youngest sending that is known to have arrived (tcp_rack_advance). */
export function tcp_rack_advance(sk: tcp_sock, s: tcp_seg): void {
  const rtt = sk.kernel.now() - s.sent_at;
  // Faster than any round trip: it answers the first sending, not the second.
  if (s.retrans && rtt < sk.min_rtt) return;
  const { rack } = sk;
  rack.advanced = true;
  rack.rtt = rtt;
  rack.newest = Math.max(rack.newest, s.order);
}

/** How long a packet may be late before it counts as lost, ns (tcp_rack_reo_wnd). */
function reo_wnd(sk: tcp_sock): number {
  if (!sk.reord_seen) {
    if (sk.ca_state >= T.TCP_CA_Recovery) return 0;
    if (sk.sacked_out >= sk.reordering) return 0;
  }
  return Math.min((sk.min_rtt / 4) * sk.rack.reo_wnd_steps, sk.srtt);
}

/** Marks what was sent well before something that has arrived; when the next would be late, ns, or 0 (tcp_rack_detect_loss). */
export function tcp_rack_detect_loss(sk: tcp_sock): number {
  const { rack } = sk;
  const wait = reo_wnd(sk);
  const now = sk.kernel.now();
  let timeout = 0;
  for (let i = 0; i < sk.send_head; i++) {
    const s = sk.segs[i];
    if (s.sacked || (s.lost && !s.retrans_out)) continue;
    if (s.order >= rack.newest) continue;
    const remaining = rack.rtt + wait - (now - s.sent_at);
    if (remaining <= 0) tcp_mark_lost(sk, s);
    else timeout = Math.max(timeout, remaining);
  }
  return timeout;
}

/** Whether a segment has been out for longer than reordering explains. */
export const tcp_rack_late = (sk: tcp_sock, s: tcp_seg): boolean =>
  sk.rack.rtt + reo_wnd(sk) - (sk.kernel.now() - s.sent_at) <= 0;

/** Duplicates told by DSACK widen the window for reordering, sixteen recoveries without narrow it (tcp_rack_update_reo_wnd). */
export function tcp_rack_update_reo_wnd(sk: tcp_sock): void {
  const { rack } = sk;
  if (rack.dsack_seen && before(sk.snd_una, rack.last_delivered_seq)) rack.dsack_seen = false;
  if (rack.dsack_seen) {
    rack.reo_wnd_steps = Math.min(255, rack.reo_wnd_steps + 1);
    rack.dsack_seen = false;
    rack.last_delivered_seq = sk.snd_nxt;
    rack.reo_wnd_persist = 16;
  } else if (!rack.reo_wnd_persist) rack.reo_wnd_steps = 1;
}

// ---- SACK ----

export interface sacktag_result {
  /** Something was newly marked as arrived. */
  sacked: boolean;
  /** The first block tells of a duplicate (RFC 2883). */
  dsack: boolean;
  /** Round trip of the youngest segment newly marked that was sent once, ns, or -1. */
  rtt: number;
}

/** The first segment in flight that ends after seq. */
function find(sk: tcp_sock, seq: number): number {
  let lo = 0;
  let hi = sk.send_head;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (after(seg_end(sk.segs[mid]), seq)) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

/** Whether the first block is about bytes that were acknowledged already, or lies within the second. */
function is_dsack(blocks: readonly [number, number][], ack: number): boolean {
  const [first, second] = blocks;
  if (before(first[0], ack)) return true;
  return second !== undefined && !before(first[0], second[0]) && !after(first[1], second[1]);
}

/** Takes an acknowledgement's blocks over into the scoreboard. */
export function tcp_sacktag(sk: tcp_sock, cb: tcp_skb_cb): sacktag_result {
  const r: sacktag_result = { sacked: false, dsack: false, rtt: -1 };
  const blocks = cb.opt.sack;
  if (blocks.length === 0 || !sk.sack_ok) return r;
  if (is_dsack(blocks, cb.ack_seq)) {
    r.dsack = true;
    const [start, end] = blocks[0];
    const old = before(start, cb.ack_seq);
    NET_INC_STATS(sk.sk_net, old ? M.LINUX_MIB_TCPDSACKRECV : M.LINUX_MIB_TCPDSACKOFORECV);
    NET_INC_STATS(
      sk.sk_net,
      M.LINUX_MIB_TCPDSACKRECVSEGS,
      Math.max(1, Math.ceil(seq_diff(end, start) / Math.max(sk.mss_cache, 1))),
    );
    const told = sk.undo_marker && sk.undo_retrans > 0 && after(end, sk.undo_marker);
    if (told && !after(end, sk.snd_una)) {
      const segments = Math.max(1, Math.floor(seq_diff(end, start) / Math.max(sk.mss_cache, 1)));
      sk.undo_retrans = Math.max(0, sk.undo_retrans - segments);
    }
    sk.rack.dsack_seen = true;
    sk.dsack_dups++;
    // It arrived twice, so it was late and not lost.
    if (!sk.tlp_high_seq || !sk.tlp_retrans) sk.reord_seen = true;
  }
  for (const [start, end] of blocks) {
    if (!before(start, end) || !after(end, sk.snd_una) || after(end, sk.snd_nxt)) continue;
    for (let i = find(sk, start); i < sk.send_head; i++) {
      const s = sk.segs[i];
      if (after(seg_end(s), end)) break;
      if (!s.sacked && !before(s.seq, start)) mark(sk, s, r);
    }
  }
  return r;
}

function mark(sk: tcp_sock, s: tcp_seg, r: sacktag_result): void {
  tcp_rack_advance(sk, s);
  if (s.retrans) {
    if (s.retrans_out) sk.retrans_out--;
  } else {
    r.rtt = sk.kernel.now() - s.sent_at;
    // Below what had arrived before, and sent only once: the net reorders.
    if (before(s.seq, sk.highest_sack)) {
      sk.reord_seen = true;
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPSACKREORDER);
      const distance = Math.ceil(seq_diff(sk.highest_sack, s.seq) / Math.max(sk.mss_cache, 1));
      sk.reordering = Math.min(300, Math.max(sk.reordering, distance));
    }
  }
  if (s.lost) sk.lost_out--;
  s.lost = s.retrans_out = false;
  s.sacked = true;
  sk.sacked_out++;
  sk.delivered++;
  r.sacked = true;
  if (after(seg_end(s), sk.highest_sack)) sk.highest_sack = seg_end(s);
}
