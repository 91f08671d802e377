// Small stand-ins for connections: the remains of a closed one (TIME_WAIT, or FIN_WAIT2 without an owner), and
// requests that are not connections yet (net/ipv4/tcp_minisocks.c, inet_timewait_sock.c, inet_connection_sock.c).
// Above: tcp_input.ts, tcp_ipv4.ts. Below: tcp_sock.ts, tcp_state.ts.

import * as M from "../../uapi/linux/snmp.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { NET_INC_STATS, TCP_INC_STATS } from "../core/snmp.ts";
import { POLL_IN, sk_wake_async } from "../core/sock.ts";
import { SOCK_BINDPORT_LOCK, SOCK_KEEPOPEN, SOCK_LINGER, SOCK_URGINLINE } from "../core/sock_flags.ts";
import { TCP_FIN_WAIT2, TCP_LISTEN, TCP_SYN_RECV, TCP_TIME_WAIT } from "../linux_socket.ts";
import { inet_put_port } from "./inet_hashtables.ts";
import { tcp_rcv } from "./tcp_input.ts";
import * as T from "./tcp_sock.ts";
import {
  after,
  before,
  type request_sock,
  seq_add,
  TCP_SKB_CB,
  tcp_sock,
  tcp_timewait_sock,
} from "./tcp_sock.ts";
import { tcp_done, tcp_hash, tcp_info } from "./tcp_state.ts";
import { keepalive_time_when, tcp_reset_keepalive_timer } from "./tcp_timer.ts";
import { tcp_select_initial_window } from "./tcp_window.ts";

// ---- TIME_WAIT ----

/** The connection ends in TIME_WAIT (or FIN_WAIT2 for nobody): a stand-in takes its place (tcp_time_wait). timeo 0: a minute. */
export function tcp_time_wait(sk: tcp_sock, state: number, timeo: number): void {
  const info = tcp_info(sk);
  const tw = new tcp_timewait_sock(sk.sk_net, sk.sk_family, sk.sk_prot, sk.sk_protocol);
  Object.assign(tw, {
    tw_substate: state,
    inet_num: sk.inet_num,
    inet_sport: sk.inet_sport,
    inet_dport: sk.inet_dport,
    inet_daddr: sk.inet_daddr,
    inet_saddr: sk.inet_saddr,
    inet_rcv_saddr: sk.inet_rcv_saddr,
    sk_v6_daddr: sk.sk_v6_daddr,
    sk_v6_rcv_saddr: sk.sk_v6_rcv_saddr,
    sk_ipv6only: sk.sk_ipv6only,
    sk_bound_dev_if: sk.sk_bound_dev_if,
    sk_reuse: sk.sk_reuse,
    sk_reuseport: sk.sk_reuseport,
    sk_uid: sk.sk_uid,
    sk_mark: sk.sk_mark,
    tos: sk.tos,
    rcv_nxt: sk.rcv_nxt,
    snd_nxt: sk.snd_nxt,
    rcv_wnd: sk.rcv_wnd,
    ts_recent: sk.ts_recent,
    tstamp_ok: sk.tstamp_ok,
    af_ops: sk.af_ops,
    sk_state: TCP_TIME_WAIT,
  });
  const tb = sk.icsk_bind_hash;
  if (tb) {
    tb.owners.push(tw);
    tw.icsk_bind_hash = tb;
  }
  tw.sk_state = TCP_TIME_WAIT;
  const port = sk.inet_num;
  tcp_done(sk);
  sk.inet_num ||= sk.sk_userlocks & SOCK_BINDPORT_LOCK ? port : 0;
  info.insert(tw);
  info.tw_count++;
  const wait = state === TCP_TIME_WAIT ? T.TCP_TIMEWAIT_LEN : timeo || T.TCP_TIMEWAIT_LEN;
  tw.timer = sk.kernel.timers.add(sk.kernel.now() + wait, () => tw_over(tw));
}

/** Its minute is over. */
function tw_over(tw: tcp_timewait_sock): void {
  NET_INC_STATS(tw.sk_net, M.LINUX_MIB_TIMEWAITED);
  tw_kill(tw);
}

export function tw_kill(tw: tcp_timewait_sock): void {
  tw.timer?.cancel();
  if (!tw.hashed) return;
  tcp_info(tw as unknown as tcp_sock).remove(tw);
  tcp_info(tw as unknown as tcp_sock).tw_count--;
  if (tw.icsk_bind_hash) inet_put_port(tw);
}

/** What a segment for a stand-in asks for (tcp_timewait_state_process). */
export type tw_status = "success" | "ack" | "rst" | "syn";

export function tcp_timewait_state_process(tw: tcp_timewait_sock, skb: sk_buff): tw_status {
  const cb = TCP_SKB_CB(skb);
  const paws = tw.tstamp_ok && cb.opt.saw_tstamp && ((cb.opt.tsval - tw.ts_recent) | 0) < 0;
  if (tw.tw_substate === TCP_FIN_WAIT2) {
    if (paws || after(cb.seq, seq_add(tw.rcv_nxt, tw.rcv_wnd))) return "ack";
    if (cb.flags & T.TCPHDR_RST) {
      tw_kill(tw);
      return "success";
    }
    if (cb.flags & T.TCPHDR_SYN && !before(cb.seq, tw.rcv_nxt)) return "rst";
    if (!(cb.flags & T.TCPHDR_ACK) || !after(cb.end_seq, tw.rcv_nxt) || cb.end_seq === cb.seq)
      return "success";
    if (!(cb.flags & T.TCPHDR_FIN) || cb.end_seq !== seq_add(tw.rcv_nxt, 1)) return "rst";
    tw.tw_substate = TCP_TIME_WAIT;
    tw.rcv_nxt = cb.end_seq;
    if (cb.opt.saw_tstamp) tw.ts_recent = cb.opt.tsval;
    restart(tw);
    return "ack";
  }
  if (!paws && cb.seq === tw.rcv_nxt && (cb.seq === cb.end_seq || cb.flags & T.TCPHDR_RST)) {
    if (cb.flags & T.TCPHDR_RST) {
      tw_kill(tw);
      return "success";
    }
    restart(tw);
    return "success";
  }
  const newer = after(cb.seq, tw.rcv_nxt) || (tw.tstamp_ok && ((cb.opt.tsval - tw.ts_recent) | 0) > 0);
  if (cb.flags & T.TCPHDR_SYN && !(cb.flags & (T.TCPHDR_RST | T.TCPHDR_ACK)) && !paws && newer) return "syn";
  if (!(cb.flags & T.TCPHDR_RST)) {
    if (paws || cb.flags & T.TCPHDR_ACK) restart(tw);
    return "ack";
  }
  return "success";
}

function restart(tw: tcp_timewait_sock): void {
  tw.timer?.cancel();
  tw.timer = tw.kernel.timers.add(tw.kernel.now() + T.TCP_TIMEWAIT_LEN, () => tw_over(tw));
}

// ---- requests ----

export const request_key = (saddr: unknown, rport: number, daddr: unknown): string =>
  `${saddr}|${rport}|${daddr}`;

export function reqsk_drop(sk: tcp_sock, req: request_sock): void {
  req.timer?.cancel();
  sk.syn_table?.delete(req.key);
}

/** Asks again for the last step of an opening, later and later (reqsk_timer_handler). */
export function reqsk_arm(sk: tcp_sock, req: request_sock, resend: () => void): void {
  const wait = Math.min(T.TCP_TIMEOUT_INIT * 2 ** req.num_timeout, T.TCP_RTO_MAX);
  req.timer = sk.kernel.timers.add(sk.kernel.now() + wait, () => {
    const tries = sk.syn_retries || sk.sk_net.ipv4.sysctl_tcp_synack_retries;
    // one that has acknowledged and is to send data first is left alone until the last time (syn_ack_recalc)
    const waits = sk.defer_accept > 0 && req.acked;
    if (sk.sk_state !== TCP_LISTEN || req.num_timeout >= (waits ? Math.max(tries, sk.defer_accept) : tries)) {
      reqsk_drop(sk, req);
      return;
    }
    const again = !waits || req.num_timeout >= sk.defer_accept - 1;
    req.num_timeout++;
    if (again) resend();
    reqsk_arm(sk, req, resend);
  });
}

/** A connection of its own for a request whose last acknowledgement has come (tcp_create_openreq_child). */
export function tcp_create_openreq_child(sk: tcp_sock, req: request_sock, window: number): tcp_sock {
  const child = new tcp_sock(sk.sk_net, sk.sk_family, sk.sk_prot, sk.sk_protocol);
  const inherited = [
    "sk_type",
    "sk_reuse",
    "sk_reuseport",
    "sk_ipv6only",
    "sk_rcvbuf",
    "sk_sndbuf",
    "sk_userlocks",
    "sk_rcvlowat",
    "sk_rcvtimeo",
    "sk_sndtimeo",
    "sk_lingertime",
    "sk_mark",
    "sk_uid",
    "sk_txrehash",
    "sk_max_pacing_rate",
    "sk_filter",
    "sk_tsflags",
    "sk_ll_usec",
    "sk_prefer_busy_poll",
    "sk_busy_poll_budget",
    "sk_no_check_tx",
    "sk_clockid",
    "fastopen_no_cookie",
    "sk_txtime_deadline_mode",
    "sk_txtime_report_errors",
    "tos",
    "uc_ttl",
    "mc_ttl",
    "mc_loop",
    "mc_index",
    "pmtudisc",
    "recverr",
    "freebind",
    "transparent",
    "cmsg_flags",
    "inet_opt",
    "user_mss",
    "window_clamp",
    "nonagle",
    "keepalive_time",
    "keepalive_intvl",
    "keepalive_probes",
    "syn_retries",
    "linger2",
    "user_timeout",
    "notsent_lowat",
    "congestion",
    "recvmsg_inq",
    "inet_num",
    "inet_sport",
  ] as const;
  for (const key of inherited) (child as unknown as Record<string, unknown>)[key] = sk[key];
  const keep = (1 << SOCK_KEEPOPEN) | (1 << SOCK_LINGER) | (1 << SOCK_URGINLINE);
  child.sk_flags = (sk.sk_flags & ~(1 << 0)) | (sk.sk_flags & keep);
  child.sk_userlocks &= ~SOCK_BINDPORT_LOCK;
  child.sk_userlocks &= ~4;
  child.sk_bound_dev_if = req.bound_dev_if;
  child.inet_dport = req.rport;
  child.rcv_nxt = seq_add(req.rcv_isn, 1);
  child.rcv_wup = child.rcv_nxt;
  child.copied_seq = child.rcv_nxt;
  child.snd_una = seq_add(req.snt_isn, 1);
  child.snd_nxt = child.snd_una;
  child.write_seq = child.snd_una;
  child.pushed_seq = child.snd_una;
  child.snd_up = child.snd_una;
  child.snd_wscale = Math.max(0, req.wscale);
  child.rcv_wscale = req.wscale >= 0 ? req.rcv_wscale : 0;
  child.wscale_ok = req.wscale >= 0;
  child.rcv_wnd = req.window;
  child.tstamp_ok = req.tstamp_ok;
  child.ts_recent = req.ts_recent;
  child.sack_ok = req.sack_ok;
  child.mss_clamp = Math.min(req.mss, sk.user_mss || 65535);
  child.snd_wnd = window * 2 ** child.snd_wscale;
  child.max_window = child.snd_wnd;
  child.sk_state = TCP_SYN_RECV;
  TCP_INC_STATS(sk.sk_net, M.TCP_MIB_PASSIVEOPENS);
  const tb = sk.icsk_bind_hash;
  if (tb) {
    tb.owners.unshift(child);
    child.icsk_bind_hash = tb;
  }
  return child;
}

/** The new connection takes the segment that completed it, and waits to be accepted (inet_csk_complete_hashdance). */
export function tcp_child_process(listener: tcp_sock, child: tcp_sock, skb: sk_buff): void {
  tcp_hash(child);
  child.listener = listener;
  listener.accept_queue.push(child);
  listener.sk_ack_backlog++;
  tcp_rcv(child, skb);
  if (child.sock_flag(SOCK_KEEPOPEN)) tcp_reset_keepalive_timer(child, keepalive_time_when(child));
  listener.sk_data_ready(listener);
  sk_wake_async(listener, POLL_IN);
}

/** Window and scale for a request (tcp_openreq_init_rwin). */
export function openreq_window(sk: tcp_sock): { wscale: number; window: number } {
  return tcp_select_initial_window(sk);
}

export const sk_acceptq_is_full = (sk: tcp_sock): boolean => sk.sk_ack_backlog > sk.sk_max_ack_backlog;
