// TCP's timers: retransmission and window probes, delayed acknowledgements, keepalive, requests, and the end of
// what nobody owns any more (net/ipv4/tcp_timer.c). Above: tcp_output.ts, tcp_input.ts. Below: tcp_sock.ts.

import { ETIMEDOUT } from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { SOCK_DEAD, SOCK_KEEPOPEN } from "../core/sock_flags.ts";
import { TCP_CLOSE, TCP_FIN_WAIT2, TCP_LISTEN, TCP_SYN_RECV, TCP_SYN_SENT } from "../linux_socket.ts";
import { tcp_time_wait } from "./tcp_minisocks.ts";
import { tcp_retransmit, tcp_send_active_reset, tcp_send_probe0, tcp_write_wakeup } from "./tcp_output.ts";
import { tcp_enter_loss, tcp_rack_reo_timeout } from "./tcp_recovery.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import * as T from "./tcp_sock.ts";
import { tcp_done, tcp_write_queue_purge } from "./tcp_state.ts";
import { tcp_send_loss_probe } from "./tcp_tlp.ts";
import { tcp_send_ack } from "./tcp_transmit.ts";

/** Runs a timer's work as the softirq would: with packets held back until it is done. */
function bh(sk: tcp_sock, fn: () => void): () => void {
  return () => {
    const { softnet } = sk.sk_net.stack;
    softnet.local_bh_disable();
    try {
      fn();
    } finally {
      softnet.local_bh_enable();
    }
  };
}

/** Sets the timer that is for retransmitting and for all kinds of probes; what: ICSK_TIME_…. */
export function tcp_reset_xmit_timer(sk: tcp_sock, delay: number, what = T.ICSK_TIME_RETRANS): void {
  sk.retransmit_timer?.cancel();
  sk.icsk_pending = what;
  const at = sk.kernel.now() + Math.min(delay, T.TCP_RTO_MAX);
  sk.retransmit_timer = sk.kernel.timers.add(
    at,
    bh(sk, () => tcp_write_timer(sk)),
  );
}

export function tcp_clear_retrans_timer(sk: tcp_sock): void {
  sk.retransmit_timer?.cancel();
  sk.icsk_pending = 0;
}

/** The time-out of what is in flight, from now, or from its sending if another timer ran meanwhile (tcp_rearm_rto). */
export function tcp_rearm_rto(sk: tcp_sock, from_now = false): void {
  if (!sk.packets_out) {
    tcp_clear_retrans_timer(sk);
    return;
  }
  let { rto } = sk;
  const other = sk.icsk_pending === T.ICSK_TIME_REO_TIMEOUT || sk.icsk_pending === T.ICSK_TIME_LOSS_PROBE;
  if (other && !from_now) rto = Math.max(sk.segs[0].sent_at + rto - sk.kernel.now(), T.MSEC);
  tcp_reset_xmit_timer(sk, rto);
}

export function tcp_clear_xmit_timers(sk: tcp_sock): void {
  sk.retransmit_timer?.cancel();
  sk.delack_timer?.cancel();
  sk.sk_timer?.cancel();
}

/** Puts an acknowledgement off (tcp_send_delayed_ack). */
export function tcp_send_delayed_ack(sk: tcp_sock): void {
  sk.ack_pending = true;
  if (sk.delack_timer?.pending) return;
  const wait = sk.pingpong ? T.TCP_DELACK_MIN * 5 : T.TCP_DELACK_MIN;
  const fire = bh(sk, () => {
    if (sk.ack_pending && sk.sk_state !== TCP_CLOSE) {
      sk.pingpong = false;
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_DELAYEDACKS);
      tcp_send_ack(sk);
    }
  });
  sk.delack_timer = sk.kernel.timers.add(sk.kernel.now() + wait, fire);
}

/** The peer does not answer: the connection ends with the soft error there was, or ETIMEDOUT. */
export function tcp_write_err(sk: tcp_sock): void {
  sk.sk_err = sk.sk_err_soft || ETIMEDOUT;
  sk.sk_error_report(sk);
  tcp_write_queue_purge(sk);
  tcp_done(sk);
  NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPABORTONTIMEOUT);
}

/** Whether retransmitting has lasted as long as `boundary` doublings of the time-out would (retransmits_timed_out). */
function timed_out(sk: tcp_sock, boundary: number, user: number): boolean {
  if (!sk.retransmits) return false;
  const start = sk.retrans_stamp || sk.segs[0]?.sent_at || 0;
  if (user) return sk.kernel.now() - start >= user * T.MSEC;
  return sk.retransmits >= boundary;
}

/** Gives up if it is time to; true if it did (tcp_write_timeout). */
function tcp_write_timeout(sk: tcp_sock): boolean {
  const { ipv4 } = sk.sk_net;
  let expired: boolean;
  if (sk.sk_state === TCP_SYN_SENT || sk.sk_state === TCP_SYN_RECV) {
    const tries = sk.syn_retries || ipv4.sysctl_tcp_syn_retries;
    expired = sk.retransmits >= tries || timed_out(sk, tries, sk.user_timeout);
  } else {
    let tries = ipv4.sysctl_tcp_retries2;
    if (sk.sock_flag(SOCK_DEAD)) tries = ipv4.sysctl_tcp_orphan_retries || 8;
    expired = timed_out(sk, tries, sk.user_timeout);
  }
  if (expired) tcp_write_err(sk);
  return expired;
}

function tcp_write_timer(sk: tcp_sock): void {
  if (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  if (sk.packets_out === 0) {
    if (sk.segs.length) tcp_probe_timer(sk);
    return;
  }
  if (sk.icsk_pending === T.ICSK_TIME_REO_TIMEOUT) tcp_rack_reo_timeout(sk);
  else if (sk.icsk_pending === T.ICSK_TIME_LOSS_PROBE) tcp_send_loss_probe(sk);
  else tcp_retransmit_timer(sk);
}

function tcp_probe_timer(sk: tcp_sock): void {
  const limit = sk.sock_flag(SOCK_DEAD)
    ? sk.sk_net.ipv4.sysctl_tcp_orphan_retries || 8
    : sk.sk_net.ipv4.sysctl_tcp_retries2;
  if (!sk.probes_out) sk.retrans_stamp = sk.kernel.now();
  const user = sk.user_timeout && sk.kernel.now() - sk.retrans_stamp >= sk.user_timeout * T.MSEC;
  if (sk.probes_out >= limit || user) tcp_write_err(sk);
  else tcp_send_probe0(sk);
}

function tcp_retransmit_timer(sk: tcp_sock): void {
  // A peer whose window is closed but who answers is not dead.
  const closed =
    sk.snd_wnd === 0 &&
    !sk.sock_flag(SOCK_DEAD) &&
    sk.sk_state !== TCP_SYN_SENT &&
    sk.sk_state !== TCP_SYN_RECV;
  if (closed) {
    if (sk.kernel.now() - sk.rcv_tstamp > T.TCP_RTO_MAX) {
      tcp_write_err(sk);
      return;
    }
    tcp_enter_loss(sk);
    tcp_retransmit(sk);
    rearm(sk);
    return;
  }
  if (tcp_write_timeout(sk)) return;
  if (sk.retransmits === 0) count_time_out(sk);
  NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPTIMEOUTS);
  tcp_enter_loss(sk);
  sk.retransmits++;
  tcp_retransmit(sk);
  rearm(sk);
}

/** What went wrong before the first time-out in a row. */
function count_time_out(sk: tcp_sock): void {
  const sack = sk.sack_ok;
  if (sk.ca_state === T.TCP_CA_Recovery)
    NET_INC_STATS(sk.sk_net, sack ? M.LINUX_MIB_TCPSACKRECOVERYFAIL : M.LINUX_MIB_TCPRENORECOVERYFAIL);
  else if (sk.ca_state === T.TCP_CA_Loss) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPLOSSFAILURES);
  else if (sk.ca_state === T.TCP_CA_Disorder || sk.sacked_out)
    NET_INC_STATS(sk.sk_net, sack ? M.LINUX_MIB_TCPSACKFAILURES : M.LINUX_MIB_TCPRENOFAILURES);
}

function rearm(sk: tcp_sock): void {
  sk.backoff++;
  sk.rto = Math.min(sk.rto * 2, T.TCP_RTO_MAX);
  tcp_reset_xmit_timer(sk, sk.rto);
}

// ---- keepalive ----

export const keepalive_time_when = (sk: tcp_sock): number =>
  (sk.keepalive_time || sk.sk_net.ipv4.sysctl_tcp_keepalive_time) * 1000 * T.MSEC;
export const keepalive_intvl_when = (sk: tcp_sock): number =>
  (sk.keepalive_intvl || sk.sk_net.ipv4.sysctl_tcp_keepalive_intvl) * 1000 * T.MSEC;

export function tcp_reset_keepalive_timer(sk: tcp_sock, delay: number): void {
  sk.sk_timer?.cancel();
  sk.sk_timer = sk.kernel.timers.add(
    sk.kernel.now() + delay,
    bh(sk, () => tcp_keepalive_timer(sk)),
  );
}

/** SO_KEEPALIVE was set or cleared. */
export function tcp_set_keepalive(sk: tcp_sock, on: boolean): void {
  if (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  if (on && !sk.sock_flag(SOCK_KEEPOPEN)) tcp_reset_keepalive_timer(sk, keepalive_time_when(sk));
  else if (!on) sk.sk_timer?.cancel();
}

export const keepalive_time_elapsed = (sk: tcp_sock): number =>
  sk.kernel.now() - Math.max(sk.rcv_tstamp, sk.lrcvtime);

function tcp_keepalive_timer(sk: tcp_sock): void {
  if (sk.sk_state === TCP_LISTEN || sk.sk_state === TCP_CLOSE) return;
  if (sk.sk_state === TCP_FIN_WAIT2 && sk.sock_flag(SOCK_DEAD)) {
    if (sk.linger2 >= 0) {
      tcp_time_wait(sk, TCP_FIN_WAIT2, T.TCP_TIMEWAIT_LEN);
      return;
    }
    tcp_send_active_reset(sk);
    tcp_done(sk);
    return;
  }
  if (!sk.sock_flag(SOCK_KEEPOPEN) || sk.sk_state === TCP_SYN_SENT) return;
  let elapsed = keepalive_time_when(sk);
  if (!sk.packets_out && !sk.segs.length) {
    const idle = keepalive_time_elapsed(sk);
    if (idle >= elapsed) {
      const tries = sk.keepalive_probes || sk.sk_net.ipv4.sysctl_tcp_keepalive_probes;
      const give_up = sk.user_timeout
        ? idle >= sk.user_timeout * T.MSEC && sk.probes_out > 0
        : sk.probes_out >= tries;
      if (give_up) {
        tcp_send_active_reset(sk);
        tcp_write_err(sk);
        return;
      }
      if (tcp_write_wakeup(sk, M.LINUX_MIB_TCPKEEPALIVE) <= 0) sk.probes_out++;
      elapsed = keepalive_intvl_when(sk);
    } else elapsed -= idle;
  }
  tcp_reset_keepalive_timer(sk, elapsed);
}
