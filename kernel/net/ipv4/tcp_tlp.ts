// Probes of the tail (TLP, RFC 8985 section 7): when nothing more comes to make the peer answer, the last segment is sent again
// (net/ipv4/tcp_output.c tcp_send_loss_probe, tcp_input.c tcp_process_tlp_ack).
// Above: tcp_ack.ts, tcp_timer.ts. Below: tcp_recovery.ts (the window), tcp_output.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { tcp_retransmit, tcp_write_xmit } from "./tcp_output.ts";
import { type ack_news, end_cwnd_reduction, init_cwnd_reduction, keep_open } from "./tcp_recovery.ts";
import * as T from "./tcp_sock.ts";
import { after, before, type tcp_sock } from "./tcp_sock.ts";
import { tcp_rearm_rto, tcp_reset_xmit_timer } from "./tcp_timer.ts";

// ---- the tail ----

/** When nothing more comes to make the peer answer, the last segment is sent again before the time-out: arms that (tcp_schedule_loss_probe). */
export function tcp_schedule_loss_probe(sk: tcp_sock, advancing: boolean): boolean {
  if (!sk.packets_out || !sk.sack_ok || sk.tlp_high_seq) return false;
  if (sk.ca_state !== T.TCP_CA_Open && sk.ca_state !== T.TCP_CA_CWR) return false;
  let timeout = T.TCP_TIMEOUT_INIT;
  if (sk.srtt) timeout = 2 * sk.srtt + (sk.packets_out === 1 ? T.TCP_RTO_MIN : 8 * T.MSEC);
  const left = advancing ? sk.rto : sk.segs[0].sent_at + sk.rto - sk.kernel.now();
  if (left > 0) timeout = Math.min(timeout, left);
  tcp_reset_xmit_timer(sk, timeout, T.ICSK_TIME_LOSS_PROBE);
  return true;
}

/** Sends something new if there is, else the last segment again (tcp_send_loss_probe). */
export function tcp_send_loss_probe(sk: tcp_sock): void {
  if (sk.tlp_high_seq || !sk.packets_out) {
    tcp_rearm_rto(sk);
    return;
  }
  const before_xmit = sk.packets_out;
  const next = sk.segs[sk.send_head];
  if (next && !after((next.seq + next.len) >>> 0, (sk.snd_una + sk.snd_wnd) >>> 0))
    tcp_write_xmit(sk, sk.mss_cache, T.TCP_NAGLE_OFF, 2);
  const sent = sk.packets_out > before_xmit;
  if (sent || tcp_retransmit(sk, sk.send_head - 1) === 0) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPLOSSPROBES);
    sk.tlp_retrans = !sent;
    sk.tlp_high_seq = sk.snd_nxt || 1;
  }
  tcp_rearm_rto(sk);
}

/** Whether the probe's answer says that it repaired a loss; then the window is reduced as for one (tcp_process_tlp_ack). */
export function tcp_process_tlp_ack(sk: tcp_sock, ack: number, news: ack_news): void {
  if (before(ack, sk.tlp_high_seq)) return;
  if (!sk.tlp_retrans || news.dsack) sk.tlp_high_seq = 0;
  else if (after(ack, sk.tlp_high_seq)) {
    init_cwnd_reduction(sk);
    sk.ca_state = T.TCP_CA_CWR;
    end_cwnd_reduction(sk);
    keep_open(sk);
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPLOSSPROBERECOVERY);
  } else if (!news.advanced && !news.not_dup && !news.sacked) sk.tlp_high_seq = 0;
}
