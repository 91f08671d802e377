// What follows from the scoreboard: recovery, time-outs and their undoing, how fast to send meanwhile (PRR, RFC 6937;
// net/ipv4/tcp_input.c tcp_fastretrans_alert, tcp_output.c). Above: tcp_ack.ts, tcp_timer.ts, tcp_tlp.ts. Below: tcp_sack.ts, tcp_cong.ts, tcp_output.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { tcp_ca, tcp_current_ssthresh } from "./tcp_cong.ts";
import { tcp_retransmit } from "./tcp_output.ts";
import { tcp_mark_lost, tcp_packets_in_flight, tcp_rack_detect_loss, tcp_rack_late } from "./tcp_sack.ts";
import * as T from "./tcp_sock.ts";
import { after, before, type tcp_sock } from "./tcp_sock.ts";
import { tcp_rearm_rto, tcp_reset_xmit_timer } from "./tcp_timer.ts";

/** What an acknowledgement brought. */
export interface ack_news {
  /** It moved snd_una. */
  advanced: boolean;
  /** Segments newly acknowledged in order, or newly marked by SACK. */
  acked: boolean;
  sacked: boolean;
  dsack: boolean;
  /** Some segment acknowledged had been sent again. */
  retrans_acked: boolean;
  /** It carried data or changed the window: no duplicate. */
  not_dup: boolean;
  /** The time stamp it echoes, 0: none. */
  tsecr: number;
}

const in_cwnd_reduction = (sk: tcp_sock): boolean =>
  sk.ca_state === T.TCP_CA_CWR || sk.ca_state === T.TCP_CA_Recovery;
const is_reno = (sk: tcp_sock): boolean => !sk.sack_ok;

// ---- the window during recovery ----

export function init_cwnd_reduction(sk: tcp_sock): void {
  sk.high_seq = sk.snd_nxt;
  sk.tlp_high_seq = 0;
  sk.snd_cwnd_cnt = 0;
  sk.prior_cwnd = sk.snd_cwnd;
  sk.prr_delivered = 0;
  sk.prr_out = 0;
  sk.snd_ssthresh = tcp_ca(sk).ssthresh(sk);
}

/** For each segment that arrives about one goes out, so that the window is at the threshold at the end (tcp_cwnd_reduction). */
function cwnd_reduction(sk: tcp_sock, delivered: number, newly_lost: number, news: ack_news): void {
  if (delivered <= 0 || !sk.prior_cwnd) return;
  const in_flight = tcp_packets_in_flight(sk);
  const delta = sk.snd_ssthresh - in_flight;
  sk.prr_delivered += delivered;
  let out: number;
  if (delta < 0) {
    out = Math.ceil((sk.snd_ssthresh * sk.prr_delivered) / sk.prior_cwnd) - sk.prr_out;
  } else {
    out = Math.max(sk.prr_delivered - sk.prr_out, delivered);
    if (news.advanced && !newly_lost) out++;
    out = Math.min(delta, out);
  }
  sk.snd_cwnd = Math.max(1, in_flight + Math.max(out, sk.prr_out ? 0 : 1));
}

export function end_cwnd_reduction(sk: tcp_sock): void {
  if (sk.snd_ssthresh < T.TCP_INFINITE_SSTHRESH && (sk.undo_marker || sk.ca_state === T.TCP_CA_CWR))
    sk.snd_cwnd = sk.snd_ssthresh;
}

/** Growth or reduction, whichever the state asks for (tcp_cong_control). */
export function tcp_cong_control(
  sk: tcp_sock,
  acked_sacked: number,
  newly_lost: number,
  news: ack_news,
): void {
  if (in_cwnd_reduction(sk)) cwnd_reduction(sk, acked_sacked, newly_lost, news);
  else if (news.acked || (news.sacked && sk.reordering > 3)) tcp_ca(sk).cong_avoid(sk, acked_sacked);
}

// ---- undoing ----

function init_undo(sk: tcp_sock): void {
  sk.undo_marker = sk.snd_una || 1;
  sk.undo_retrans = sk.retrans_out || -1;
}

/** The acknowledgement answers something sent before the first retransmission: that was needless (tcp_packet_delayed). */
function packet_delayed(sk: tcp_sock, news: ack_news): boolean {
  if (sk.retrans_stamp) {
    const first = Math.floor(sk.retrans_stamp / T.MSEC) >>> 0;
    return sk.tstamp_ok && news.tsecr !== 0 && before(news.tsecr, first);
  }
  // Nothing was sent again yet; or that was forgotten when a Reno sender stayed in recovery.
  return sk.sack_ok || before(sk.snd_una, sk.high_seq);
}

const may_undo = (sk: tcp_sock, news: ack_news): boolean =>
  sk.undo_marker !== 0 && (sk.undo_retrans === 0 || packet_delayed(sk, news));

function undo_reduction(sk: tcp_sock, unmark_loss: boolean): void {
  if (unmark_loss) {
    for (let i = 0; i < sk.send_head; i++) sk.segs[i].lost = false;
    sk.lost_out = 0;
  }
  if (sk.prior_ssthresh) {
    sk.snd_cwnd = tcp_ca(sk).undo_cwnd(sk);
    if (sk.prior_ssthresh > sk.snd_ssthresh) sk.snd_ssthresh = sk.prior_ssthresh;
  }
  sk.undo_marker = 0;
  sk.rack.advanced = true;
}

/** Everything that was out at the start of recovery is in. True: a Reno sender stays, against false duplicates. */
function try_undo_recovery(sk: tcp_sock, news: ack_news): boolean {
  if (may_undo(sk, news)) {
    const loss = sk.ca_state === T.TCP_CA_Loss;
    undo_reduction(sk, false);
    NET_INC_STATS(sk.sk_net, loss ? M.LINUX_MIB_TCPLOSSUNDO : M.LINUX_MIB_TCPFULLUNDO);
  } else if (sk.rack.reo_wnd_persist) sk.rack.reo_wnd_persist--;
  if (sk.snd_una === sk.high_seq && is_reno(sk)) {
    if (sk.retrans_out === 0) sk.retrans_stamp = 0;
    return true;
  }
  sk.ca_state = T.TCP_CA_Open;
  return false;
}

function try_undo_loss(sk: tcp_sock, news: ack_news): boolean {
  if (!may_undo(sk, news)) return false;
  undo_reduction(sk, true);
  NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPLOSSUNDO);
  sk.retransmits = 0;
  if (!is_reno(sk)) sk.ca_state = T.TCP_CA_Open;
  return true;
}

function try_undo_dsack(sk: tcp_sock): boolean {
  if (!sk.undo_marker || sk.undo_retrans) return false;
  sk.rack.reo_wnd_persist = Math.min(16, sk.rack.reo_wnd_persist + 1);
  undo_reduction(sk, false);
  NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPDSACKUNDO);
  return true;
}

// ---- the states ----

/** Without SACK, a duplicate acknowledgement says that some one segment arrived. */
function add_reno_sack(sk: tcp_sock, dups: number): void {
  if (!dups) return;
  sk.sacked_out = Math.min(sk.sacked_out + dups, Math.max(0, sk.packets_out - 1));
  sk.delivered += dups;
}

/** How many of those are in order now: one less than was acknowledged, which was the hole. */
export function tcp_remove_reno_sacks(sk: tcp_sock, acked: number): void {
  if (acked > 0) sk.sacked_out = Math.max(0, sk.sacked_out - Math.max(acked - 1, 0));
  sk.sacked_out = Math.min(sk.sacked_out, Math.max(0, sk.packets_out - sk.lost_out));
}

function identify_loss(sk: tcp_sock, advanced: boolean): void {
  if (is_reno(sk)) {
    const dupacks = sk.sacked_out >= sk.reordering;
    if ((sk.ca_state < T.TCP_CA_Recovery && dupacks) || (sk.ca_state === T.TCP_CA_Recovery && advanced)) {
      const first = sk.segs[0];
      if (first && sk.send_head > 0) tcp_mark_lost(sk, first);
    }
    return;
  }
  if (!sk.rack.advanced) return;
  sk.rack.advanced = false;
  const timeout = tcp_rack_detect_loss(sk);
  if (timeout) tcp_reset_xmit_timer(sk, timeout + 4 * T.MSEC, T.ICSK_TIME_REO_TIMEOUT);
}

export function tcp_enter_recovery(sk: tcp_sock): void {
  NET_INC_STATS(sk.sk_net, is_reno(sk) ? M.LINUX_MIB_TCPRENORECOVERY : M.LINUX_MIB_TCPSACKRECOVERY);
  sk.prior_ssthresh = 0;
  init_undo(sk);
  if (!in_cwnd_reduction(sk)) {
    sk.prior_ssthresh = tcp_current_ssthresh(sk);
    init_cwnd_reduction(sk);
  }
  sk.ca_state = T.TCP_CA_Recovery;
  sk.recoveries++;
}

const any_retrans_done = (sk: tcp_sock): boolean =>
  sk.retrans_out > 0 || (sk.packets_out > 0 && sk.segs[0].retrans);

/** Open, or Disorder while something is missing (tcp_try_keep_open). */
export function keep_open(sk: tcp_sock): void {
  const left = sk.sacked_out + sk.lost_out > 0 || any_retrans_done(sk);
  const state = left ? T.TCP_CA_Disorder : T.TCP_CA_Open;
  if (sk.ca_state !== state) {
    sk.ca_state = state;
    sk.high_seq = sk.snd_nxt;
  }
}

function try_to_open(sk: tcp_sock): void {
  if (!any_retrans_done(sk)) sk.retrans_stamp = 0;
  if (sk.ca_state !== T.TCP_CA_CWR) keep_open(sk);
}

/** Moves the state on; true: retransmit what is lost (tcp_fastretrans_alert). */
export function tcp_fastretrans_alert(sk: tcp_sock, dups: number, news: ack_news): boolean {
  if (!sk.packets_out) sk.sacked_out = 0;
  if (sk.ca_state === T.TCP_CA_Open) {
    sk.retrans_stamp = 0;
  } else if (!before(sk.snd_una, sk.high_seq)) {
    if (sk.ca_state === T.TCP_CA_CWR) {
      if (sk.snd_una !== sk.high_seq) {
        end_cwnd_reduction(sk);
        sk.ca_state = T.TCP_CA_Open;
      }
    } else if (sk.ca_state === T.TCP_CA_Recovery) {
      if (is_reno(sk)) sk.sacked_out = 0;
      if (try_undo_recovery(sk, news)) return false;
      end_cwnd_reduction(sk);
    }
  }
  switch (sk.ca_state) {
    case T.TCP_CA_Recovery:
      if (!news.advanced) {
        if (is_reno(sk)) add_reno_sack(sk, dups);
      } else if (sk.undo_marker && packet_delayed(sk, news)) {
        // Partly acknowledged by what was sent first: reordering, not loss.
        if (sk.retrans_out) return false;
        if (!any_retrans_done(sk)) sk.retrans_stamp = 0;
        undo_reduction(sk, true);
        NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPPARTIALUNDO);
        keep_open(sk);
      }
      if (try_undo_dsack(sk)) try_to_open(sk);
      identify_loss(sk, news.advanced);
      if ((sk.ca_state as number) !== T.TCP_CA_Recovery) {
        if (!sk.lost_out) {
          try_to_open(sk);
          return false;
        }
        tcp_enter_recovery(sk);
      }
      return true;
    case T.TCP_CA_Loss:
      if (!process_loss(sk, dups, news)) return false;
      identify_loss(sk, news.advanced);
      if ((sk.ca_state as number) !== T.TCP_CA_Open) return true;
      return to_recover(sk, dups, news);
    default:
      return to_recover(sk, dups, news);
  }
}

/** In Loss: false when a Reno sender has nothing more to do for this acknowledgement (tcp_process_loss). */
function process_loss(sk: tcp_sock, dups: number, news: ack_news): boolean {
  if (news.advanced && try_undo_loss(sk, news)) return true;
  if (!before(sk.snd_una, sk.high_seq)) {
    if (is_reno(sk)) sk.sacked_out = 0;
    return !try_undo_recovery(sk, news);
  }
  if (is_reno(sk)) {
    if (news.advanced) sk.sacked_out = 0;
    else add_reno_sack(sk, dups);
  }
  return true;
}

/** Open, Disorder and CWR: into recovery if something is lost. */
function to_recover(sk: tcp_sock, dups: number, news: ack_news): boolean {
  if (is_reno(sk)) {
    if (news.advanced) sk.sacked_out = 0;
    add_reno_sack(sk, dups);
  }
  if (sk.ca_state <= T.TCP_CA_Disorder) try_undo_dsack(sk);
  identify_loss(sk, news.advanced);
  if (!sk.lost_out) {
    try_to_open(sk);
    return false;
  }
  tcp_enter_recovery(sk);
  // At least the first goes out at once.
  sk.snd_cwnd = Math.max(sk.snd_cwnd, tcp_packets_in_flight(sk) + 1);
  return true;
}

/** The retransmission timer has fired: all that RACK does not think under way counts as lost (tcp_enter_loss). */
export function tcp_enter_loss(sk: tcp_sock): void {
  const opening = sk.segs.length > 0 && (sk.segs[0].flags & T.TCPHDR_SYN) !== 0;
  if (is_reno(sk)) sk.sacked_out = 0;
  // A peer that drops what it had SACKed: forget what it said.
  const reneging = sk.send_head > 0 && sk.segs[0].sacked;
  if (reneging) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPSACKRENEGING);
  for (let i = 0; i < sk.send_head; i++) {
    const s = sk.segs[i];
    if (reneging && s.sacked) {
      s.sacked = false;
      sk.sacked_out--;
    }
    if (i > 0 && !reneging && !is_reno(sk) && !opening && !tcp_rack_late(sk, s)) continue;
    tcp_mark_lost(sk, s);
  }
  if (
    sk.ca_state <= T.TCP_CA_Disorder ||
    !after(sk.high_seq, sk.snd_una) ||
    (sk.ca_state === T.TCP_CA_Loss && !sk.retransmits)
  ) {
    sk.prior_ssthresh = tcp_current_ssthresh(sk);
    sk.prior_cwnd = sk.snd_cwnd;
    sk.snd_ssthresh = tcp_ca(sk).ssthresh(sk);
    tcp_ca(sk).loss?.(sk);
    init_undo(sk);
  }
  sk.snd_cwnd = tcp_packets_in_flight(sk) + 1;
  sk.snd_cwnd_cnt = 0;
  sk.ca_state = T.TCP_CA_Loss;
  sk.high_seq = sk.snd_nxt;
  sk.tlp_high_seq = 0;
}

/** The net itself refused a packet, or told of congestion: less, without a loss (tcp_enter_cwr). */
export function tcp_enter_cwr(sk: tcp_sock): void {
  sk.prior_ssthresh = 0;
  if (sk.ca_state >= T.TCP_CA_CWR) return;
  sk.undo_marker = 0;
  init_cwnd_reduction(sk);
  sk.ca_state = T.TCP_CA_CWR;
}

/** Sends again what is lost, as far as the window goes (tcp_xmit_retransmit_queue). */
export function tcp_xmit_retransmit_queue(sk: tcp_sock): void {
  if (!sk.lost_out) return;
  for (let i = 0; i < sk.send_head; i++) {
    if (tcp_packets_in_flight(sk) >= sk.snd_cwnd) return;
    const s = sk.segs[i];
    if (!s.lost || s.sacked || s.retrans_out) continue;
    if (tcp_retransmit(sk, i)) return;
    const slow = sk.ca_state === T.TCP_CA_Loss;
    NET_INC_STATS(sk.sk_net, slow ? M.LINUX_MIB_TCPSLOWSTARTRETRANS : M.LINUX_MIB_TCPFASTRETRANS);
    if (in_cwnd_reduction(sk)) sk.prr_out++;
    if (i === 0 && sk.icsk_pending !== T.ICSK_TIME_REO_TIMEOUT) tcp_rearm_rto(sk, true);
  }
}

/** RACK's timer: what was only late is lost now (tcp_rack_reo_timeout). */
export function tcp_rack_reo_timeout(sk: tcp_sock): void {
  const prior = tcp_packets_in_flight(sk);
  const lost = sk.lost;
  const timeout = tcp_rack_detect_loss(sk);
  if (prior !== tcp_packets_in_flight(sk)) {
    if (sk.ca_state !== T.TCP_CA_Recovery) {
      if (sk.ca_state !== T.TCP_CA_Loss) tcp_enter_recovery(sk);
      const none = { advanced: false, acked: false, sacked: false, dsack: false };
      if (in_cwnd_reduction(sk))
        cwnd_reduction(sk, 1, sk.lost - lost, { ...none, retrans_acked: false, not_dup: false, tsecr: 0 });
    }
    tcp_xmit_retransmit_queue(sk);
  }
  if (timeout) tcp_reset_xmit_timer(sk, timeout + 4 * T.MSEC, T.ICSK_TIME_REO_TIMEOUT);
  else if (sk.icsk_pending !== T.ICSK_TIME_RETRANS || !sk.retransmit_timer?.pending) tcp_rearm_rto(sk);
}
