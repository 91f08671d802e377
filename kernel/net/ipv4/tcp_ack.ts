// Acknowledgements: what they free, the round trip they measure, and what follows for sending (net/ipv4/tcp_input.c tcp_ack).
// Above: tcp_input.ts. Below: tcp_sack.ts (what the peer has), tcp_recovery.ts (what is lost), tcp_output.ts.

import { EPOLLOUT, EPOLLWRNORM } from "../../uapi/linux/eventpoll.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { POLL_OUT, sk_wake_async } from "../core/sock.ts";
import { SOCK_SNDBUF_LOCK } from "../core/sock_flags.ts";
import { tcp_ca } from "./tcp_cong.ts";
import { tcp_seg_free, trim_head } from "./tcp_output.ts";
import {
  type ack_news,
  tcp_cong_control,
  tcp_fastretrans_alert,
  tcp_remove_reno_sacks,
  tcp_xmit_retransmit_queue,
} from "./tcp_recovery.ts";
import {
  tcp_packets_in_flight,
  tcp_rack_advance,
  tcp_rack_update_reo_wnd,
  tcp_sacktag,
  tcp_unmark,
} from "./tcp_sack.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seg_end, seq_diff, type tcp_skb_cb, type tcp_sock } from "./tcp_sock.ts";
import { tcp_clear_retrans_timer, tcp_rearm_rto, tcp_reset_xmit_timer } from "./tcp_timer.ts";
import { tcp_process_tlp_ack, tcp_schedule_loss_probe } from "./tcp_tlp.ts";
import { tcp_send_ack } from "./tcp_transmit.ts";
import { tcp_tx_acked } from "./tcp_tx_status.ts";
import { tcp_time_stamp } from "./tcp_window.ts";

/** Takes a segment's acknowledgement; false: it acknowledges what was never sent, the segment is to be dropped. */
export function tcp_ack(sk: tcp_sock, cb: tcp_skb_cb, syn = false): boolean {
  const ack = cb.ack_seq;
  const prior_una = sk.snd_una;
  if (after(ack, sk.snd_nxt)) {
    tcp_send_ack(sk);
    return false;
  }
  const news: ack_news = {
    advanced: after(ack, prior_una),
    acked: false,
    sacked: false,
    dsack: false,
    retrans_acked: false,
    not_dup: cb.seq !== cb.end_seq || cb.flags !== T.TCPHDR_ACK,
    tsecr: cb.opt.saw_tstamp ? cb.opt.tsecr : 0,
  };
  const prior_delivered = sk.delivered;
  const prior_lost = sk.lost;
  const prior_out = sk.packets_out;
  if (before(ack, prior_una)) {
    // Old, but what it says of later segments is still true.
    const tag = tcp_sacktag(sk, cb);
    if (tag.sacked || tag.dsack) {
      news.sacked = tag.sacked;
      news.dsack = tag.dsack;
      tcp_rack_update_reo_wnd(sk);
      if (prior_out && tcp_fastretrans_alert(sk, 0, news)) tcp_xmit_retransmit_queue(sk);
    }
    return true;
  }
  sk.rcv_tstamp = sk.kernel.now();
  sk.probes_out = 0;
  if (news.advanced) sk.retransmits = 0;
  if (cb.seq === cb.end_seq) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPPUREACKS);
  if (update_window(sk, cb, syn)) news.not_dup = true;
  if (prior_out) {
    const tag = tcp_sacktag(sk, cb);
    news.sacked = tag.sacked;
    news.dsack = tag.dsack;
    if (news.advanced) {
      sk.bytes_acked += seq_diff(ack, prior_una);
      sk.snd_una = ack;
    }
    clean_rtx_queue(sk, cb, news, tag.rtt);
    if (sk.tlp_high_seq) tcp_process_tlp_ack(sk, ack, news);
    let rexmit = false;
    if (sk.sack_ok) tcp_rack_update_reo_wnd(sk);
    const dubious =
      news.sacked || news.dsack || !(news.advanced || news.not_dup) || sk.ca_state !== T.TCP_CA_Open;
    if (dubious) {
      const dups = !news.advanced && !news.not_dup ? 1 : 0;
      rexmit = tcp_fastretrans_alert(sk, dups, news);
    }
    if (news.acked || news.sacked) {
      const probed =
        (sk.icsk_pending === T.ICSK_TIME_LOSS_PROBE || news.acked) && tcp_schedule_loss_probe(sk, true);
      if (!probed && sk.icsk_pending !== T.ICSK_TIME_REO_TIMEOUT && news.acked) tcp_rearm_rto(sk);
    }
    if (sk.delivered > prior_delivered)
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPDELIVERED, sk.delivered - prior_delivered);
    tcp_cong_control(sk, sk.delivered - prior_delivered, sk.lost - prior_lost, news);
    if (rexmit && sk.sk_state !== 2) tcp_xmit_retransmit_queue(sk);
    if (news.advanced) check_space(sk);
  } else if (news.advanced) sk.snd_una = ack;
  if (!sk.packets_out && sk.segs.length) probe_check(sk);
  return true;
}

/** The peer's window, from the newest segment (tcp_ack_update_window). */
function update_window(sk: tcp_sock, cb: tcp_skb_cb, syn: boolean): boolean {
  const nwin = syn || cb.flags & T.TCPHDR_SYN ? cb.window : cb.window * 2 ** sk.snd_wscale;
  const fresh =
    after(cb.ack_seq, sk.snd_una) ||
    after(cb.seq, sk.snd_wl1) ||
    (cb.seq === sk.snd_wl1 && nwin > sk.snd_wnd);
  if (!fresh) return false;
  sk.snd_wl1 = cb.seq;
  if (sk.snd_wnd === nwin) return false;
  sk.snd_wnd = nwin;
  if (nwin > sk.max_window) sk.max_window = nwin;
  return true;
}

/** Drops what has been acknowledged, and measures the round trip (tcp_clean_rtx_queue). */
function clean_rtx_queue(sk: tcp_sock, cb: tcp_skb_cb, news: ack_news, sack_rtt: number): void {
  const now = sk.kernel.now();
  const was_sacked = sk.highest_sack;
  let acked = 0;
  let rtt = -1;
  while (sk.send_head > 0) {
    const s = sk.segs[0];
    if (after(seg_end(s), sk.snd_una)) {
      if (after(sk.snd_una, s.seq)) trim_head(sk, s, seq_diff(sk.snd_una, s.seq));
      break;
    }
    if (s.retrans) news.retrans_acked = true;
    else if (!s.sacked) {
      rtt = now - s.sent_at;
      // Missing until now though later ones had come, and sent only once: the net reorders.
      if (sk.sack_ok && before(s.seq, was_sacked)) sk.reord_seen = true;
    }
    if (!s.sacked) {
      tcp_rack_advance(sk, s);
      sk.delivered++;
    }
    if (sk.sack_ok) tcp_unmark(sk, s);
    else {
      if (s.lost) sk.lost_out--;
      if (s.retrans_out) sk.retrans_out--;
    }
    sk.segs.shift();
    tcp_seg_free(s);
    sk.send_head--;
    sk.sk_wmem_queued -= s.flags & T.TCPHDR_SYN ? 0 : s.truesize;
    acked++;
  }
  if (sk.tx_notes.length) tcp_tx_acked(sk);
  if (before(sk.highest_sack, sk.snd_una)) sk.highest_sack = sk.snd_una;
  if (acked) {
    news.acked = true;
    sk.backoff = 0;
    if (!sk.sack_ok) tcp_remove_reno_sacks(sk, acked);
    if (!sk.packets_out) tcp_clear_retrans_timer(sk);
  }
  if (sk.urg_mode && !before(sk.snd_una, sk.snd_up)) sk.urg_mode = false;
  if (rtt < 0) rtt = sack_rtt;
  const clean = rtt >= 0;
  if (rtt < 0 && acked && news.tsecr) {
    const ms = seq_diff(tcp_time_stamp(sk), cb.opt.tsecr);
    if (ms >= 0 && ms < 1 << 30) rtt = ms * T.MSEC;
  }
  if (rtt < 0) return;
  if (clean && (rtt <= sk.min_rtt || now - sk.min_rtt_stamp > MIN_RTT_WINDOW)) {
    sk.min_rtt = rtt;
    sk.min_rtt_stamp = now;
  }
  tcp_rtt_estimator(sk, Math.max(rtt, 1000));
  if (clean) tcp_ca(sk).pkts_acked?.(sk, rtt);
}

/** The smallest round trip is that of the last five minutes (tcp_min_rtt_wlen). */
const MIN_RTT_WINDOW = 300e9;

/** RFC 6298, with the kernel's smallest time-out. */
export function tcp_rtt_estimator(sk: tcp_sock, m: number): void {
  if (sk.srtt === 0) {
    sk.srtt = m;
    sk.rttvar = m / 2;
  } else {
    sk.rttvar += (Math.abs(m - sk.srtt) - sk.rttvar) / 4;
    sk.srtt += (m - sk.srtt) / 8;
  }
  sk.rto = Math.min(sk.srtt + Math.max(4 * sk.rttvar, T.TCP_RTO_MIN), T.TCP_RTO_MAX);
}

/** A window opened, or is closed and has to be probed (tcp_ack_probe). */
function probe_check(sk: tcp_sock): void {
  const s = sk.segs[0];
  const end = (sk.snd_una + sk.snd_wnd) >>> 0;
  if (!after(seg_end(s), end)) {
    sk.backoff = 0;
    sk.probes_out = 0;
    tcp_clear_retrans_timer(sk);
  } else tcp_reset_xmit_timer(sk, Math.max(sk.rto, T.TCP_RTO_MIN) * 2 ** sk.backoff, T.ICSK_TIME_PROBE0);
}

/** Room for twice the window, each segment with what a buffer of its own costs. */
export function tcp_sndbuf_expand(sk: tcp_sock): void {
  const per = Math.max(sk.mss_clamp, sk.mss_cache) + 160 + 256;
  const per_mss = 2 ** Math.ceil(Math.log2(per)) + 176;
  const want = 2 * Math.max(T.TCP_INIT_CWND, sk.snd_cwnd, sk.reordering + 1) * per_mss;
  if (sk.sk_sndbuf < want) sk.sk_sndbuf = Math.min(want, sk.sk_net.ipv4.sysctl_tcp_wmem[2]);
}

/** Writers may go on once a third of the buffer is free (sk_stream_write_space). */
function check_space(sk: tcp_sock): void {
  if (!sk.sk_nospace) return;
  // What held the program back was the buffer, and not the net: it is too small (tcp_should_expand_sndbuf).
  if (!(sk.sk_userlocks & SOCK_SNDBUF_LOCK) && tcp_packets_in_flight(sk) < sk.snd_cwnd) tcp_sndbuf_expand(sk);
  if (!sk_stream_is_writeable(sk)) return;
  sk.sk_nospace = false;
  sk.sk_wq?.wake_up(EPOLLOUT | EPOLLWRNORM);
  sk_wake_async(sk, POLL_OUT);
}

export const sk_stream_wspace = (sk: tcp_sock): number => sk.sk_sndbuf - sk.sk_wmem_queued;
export const sk_stream_is_writeable = (sk: tcp_sock): boolean =>
  sk_stream_wspace(sk) >= sk.sk_wmem_queued >> 1 && notsent_ok(sk);

/** TCP_NOTSENT_LOWAT: not too much that has not been sent. */
export function notsent_ok(sk: tcp_sock): boolean {
  const low = sk.notsent_lowat || sk.sk_net.ipv4.sysctl_tcp_notsent_lowat;
  return seq_diff(sk.write_seq, sk.snd_nxt) < low || low > 0x7fffffff;
}
