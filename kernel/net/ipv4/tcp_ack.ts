// Acknowledgements: what they free, the round trip they measure, congestion control and fast retransmission
// (net/ipv4/tcp_input.c tcp_ack; NewReno, with SACK deciding what to send again). Above: tcp_input.ts.
// Below: tcp_sock.ts, tcp_output.ts.

import { EPOLLOUT, EPOLLWRNORM } from "../../uapi/linux/eventpoll.ts";
import { POLL_OUT, sk_wake_async } from "../core/sock.ts";
import { tcp_retransmit, tcp_send_ack, tcp_time_stamp, trim_head } from "./tcp_output.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seg_end, seq_diff, type tcp_skb_cb, type tcp_sock } from "./tcp_sock.ts";
import { tcp_clear_retrans_timer, tcp_reset_xmit_timer } from "./tcp_timer.ts";

/** Takes a segment's acknowledgement; false: it acknowledges what was never sent, the segment is to be dropped. */
export function tcp_ack(sk: tcp_sock, cb: tcp_skb_cb, syn = false): boolean {
  const ack = cb.ack_seq;
  if (before(ack, sk.snd_una)) return true;
  if (after(ack, sk.snd_nxt)) {
    tcp_send_ack(sk);
    return false;
  }
  sk.rcv_tstamp = sk.kernel.now();
  sk.probes_out = 0;
  const prior_una = sk.snd_una;
  const prior_out = sk.packets_out;
  const advanced = after(ack, prior_una);
  const window_changed = update_window(sk, cb, syn);
  for (const [a, b] of cb.opt.sack) mark_sacked(sk, a, b);
  if (advanced) {
    sk.bytes_acked += seq_diff(ack, prior_una);
    sk.snd_una = ack;
    clean_rtx_queue(sk, cb);
    sk.retransmits = 0;
    sk.backoff = 0;
    recovery_progress(sk);
    if (sk.packets_out) tcp_reset_xmit_timer(sk, sk.rto);
    else tcp_clear_retrans_timer(sk);
    check_space(sk);
  } else if (prior_out && cb.seq === cb.end_seq && !window_changed) duplicate(sk);
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

/** Drops what has been acknowledged, and measures the round trip. */
function clean_rtx_queue(sk: tcp_sock, cb: tcp_skb_cb): void {
  let acked = 0;
  let rtt = -1;
  while (sk.send_head > 0) {
    const s = sk.segs[0];
    if (after(seg_end(s), sk.snd_una)) {
      if (after(sk.snd_una, s.seq)) trim_head(sk, s, seq_diff(sk.snd_una, s.seq));
      break;
    }
    if (!s.retrans) rtt = sk.kernel.now() - s.sent_at;
    sk.segs.shift();
    sk.send_head--;
    sk.sk_wmem_queued -= s.flags & T.TCPHDR_SYN ? 0 : s.truesize;
    acked++;
  }
  if (sk.urg_mode && !before(sk.snd_una, sk.snd_up)) sk.urg_mode = false;
  if (rtt < 0 && cb.opt.saw_tstamp && cb.opt.tsecr) {
    const ms = seq_diff(tcp_time_stamp(sk), cb.opt.tsecr);
    if (ms >= 0) rtt = ms * T.MSEC;
  }
  if (rtt >= 0) rtt_estimator(sk, Math.max(rtt, 1000));
  if (!sk.in_recovery) cong_avoid(sk, acked);
}

/** RFC 6298, with the kernel's smallest time-out. */
function rtt_estimator(sk: tcp_sock, m: number): void {
  if (sk.srtt === 0) {
    sk.srtt = m;
    sk.rttvar = m / 2;
  } else {
    sk.rttvar += (Math.abs(m - sk.srtt) - sk.rttvar) / 4;
    sk.srtt += (m - sk.srtt) / 8;
  }
  sk.rto = Math.min(sk.srtt + Math.max(4 * sk.rttvar, T.TCP_RTO_MIN), T.TCP_RTO_MAX);
}

function cong_avoid(sk: tcp_sock, acked: number): void {
  // Only when the window is what limits sending.
  if (sk.snd_cwnd > 2 * (sk.packets_out + acked) && sk.snd_cwnd > T.TCP_INIT_CWND) return;
  if (sk.snd_cwnd < sk.snd_ssthresh) {
    sk.snd_cwnd = Math.min(sk.snd_cwnd + acked, sk.snd_ssthresh);
    return;
  }
  sk.snd_cwnd_cnt += acked;
  if (sk.snd_cwnd_cnt >= sk.snd_cwnd) {
    sk.snd_cwnd_cnt = 0;
    sk.snd_cwnd++;
  }
}

/** In recovery: done when all that was out at its start is in; else the next hole goes out (NewReno). */
function recovery_progress(sk: tcp_sock): void {
  sk.dupacks = 0;
  if (!sk.in_recovery) return;
  if (!before(sk.snd_una, sk.high_seq)) {
    sk.in_recovery = false;
    sk.snd_cwnd = Math.max(Math.min(sk.snd_cwnd, sk.snd_ssthresh), 2);
    return;
  }
  const hole = sk.segs.findIndex((s, i) => i < sk.send_head && !s.sacked);
  if (hole >= 0) tcp_retransmit(sk, hole);
}

function duplicate(sk: tcp_sock): void {
  sk.dupacks++;
  if (sk.in_recovery) {
    sk.snd_cwnd++;
    return;
  }
  if (sk.dupacks < 3) return;
  sk.in_recovery = true;
  sk.high_seq = sk.snd_nxt;
  sk.snd_ssthresh = Math.max(sk.snd_cwnd >> 1, 2);
  sk.snd_cwnd = sk.snd_ssthresh + 3;
  tcp_retransmit(sk, 0);
}

function mark_sacked(sk: tcp_sock, a: number, b: number): void {
  for (let i = 0; i < sk.send_head; i++) {
    const s = sk.segs[i];
    if (!before(s.seq, a) && !after(seg_end(s), b)) s.sacked = true;
  }
}

/** A window opened, or is closed and has to be probed (tcp_ack_probe). */
function probe_check(sk: tcp_sock): void {
  const s = sk.segs[0];
  const end = (sk.snd_una + sk.snd_wnd) >>> 0;
  if (!after(seg_end(s), end)) {
    sk.backoff = 0;
    sk.probes_out = 0;
    tcp_clear_retrans_timer(sk);
  } else tcp_reset_xmit_timer(sk, Math.max(sk.rto, T.TCP_RTO_MIN) * 2 ** sk.backoff);
}

/** Writers may go on once a third of the buffer is free (sk_stream_write_space). */
function check_space(sk: tcp_sock): void {
  if (!sk.sk_nospace || !sk_stream_is_writeable(sk)) return;
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
