// The end of TCP connections and listeners: shutdown, close, disconnect (net/ipv4/tcp.c: tcp_close, tcp_disconnect).
// Above: tcp.ts. Below: tcp_output.ts, tcp_state.ts, tcp_minisocks.ts.

import type { task_struct } from "../../task/task.ts";
import { type Sleeps, wait_event, wait_queue_head } from "../../task/wait.ts";
import { ECONNABORTED, ECONNRESET, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { kfree_skb } from "../core/skbuff.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { jiffies_deadline, lock_sock, release_sock, sk_dst_reset, sock_orphan } from "../core/sock.ts";
import { SOCK_BINDADDR_LOCK, SOCK_DEAD, SOCK_DONE, SOCK_LINGER } from "../core/sock_flags.ts";
import {
  SEND_SHUTDOWN,
  SHUTDOWN_MASK,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LAST_ACK,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import { in6addr_any } from "../wire/addr.ts";
import type { diag_req } from "./inet_diag_fill.ts";
import type { inet_sock } from "./inet_sock.ts";
import { fin_time } from "./tcp_input.ts";
import { reqsk_drop, tcp_time_wait } from "./tcp_minisocks.ts";
import { tcp_send_active_reset, tcp_send_fin } from "./tcp_output.ts";
import * as T from "./tcp_sock.ts";
import { after, seq_diff, TCP_SKB_CB, tcp_sock } from "./tcp_sock.ts";
import { tcp_destroy, tcp_done, tcp_set_state, tcp_write_queue_purge } from "./tcp_state.ts";
import { tcp_clear_xmit_timers, tcp_reset_keepalive_timer } from "./tcp_timer.ts";

/** The next state when we stop sending, and whether a FIN is to be sent (new_state[]). */
const new_state = new Map<number, [number, boolean]>([
  [TCP_ESTABLISHED, [TCP_FIN_WAIT1, true]],
  [TCP_SYN_SENT, [TCP_CLOSE, false]],
  [TCP_SYN_RECV, [TCP_FIN_WAIT1, true]],
  [TCP_FIN_WAIT1, [TCP_FIN_WAIT1, false]],
  [TCP_FIN_WAIT2, [TCP_FIN_WAIT2, false]],
  [TCP_CLOSE, [TCP_CLOSE, false]],
  [TCP_CLOSE_WAIT, [TCP_LAST_ACK, true]],
  [TCP_LAST_ACK, [TCP_LAST_ACK, false]],
  [TCP_LISTEN, [TCP_CLOSE, false]],
  [TCP_CLOSING, [TCP_CLOSING, false]],
]);

function tcp_close_state(sk: tcp_sock): boolean {
  const [next, fin] = new_state.get(sk.sk_state) ?? [TCP_CLOSE, false];
  tcp_set_state(sk, next);
  return fin;
}

export function tcp_shutdown(sk: tcp_sock, how: number): void {
  if (!(how & SEND_SHUTDOWN)) return;
  if (![TCP_ESTABLISHED, TCP_SYN_SENT, TCP_CLOSE_WAIT].includes(sk.sk_state)) return;
  if (tcp_close_state(sk)) tcp_send_fin(sk);
}

/** The program lets go. timeout: jiffies it is willing to wait afterwards, in tcp_wait_close(). */
export function tcp_close(sk: tcp_sock, timeout: number): void {
  lock_sock(sk);
  try {
    close_locked(sk);
  } finally {
    release_sock(sk);
  }
  if (timeout && closing(sk)) sk.linger_wq = new wait_queue_head();
}

/** Sent data or our FIN are not acknowledged yet. */
const closing = (sk: tcp_sock): boolean =>
  sk.sk_state === TCP_FIN_WAIT1 || sk.sk_state === TCP_CLOSING || sk.sk_state === TCP_LAST_ACK;

/** SO_LINGER's wait; its end, the time's and a signal all look the same: 0 (sk_stream_wait_close). */
export function* tcp_wait_close(t: task_struct, sk: tcp_sock, timeout: number): Sleeps<number> {
  const deadline = jiffies_deadline(sk.kernel, timeout);
  yield* wait_event(t, sk.linger_wq!, () => !closing(sk), { deadline });
  sk.linger_wq = null;
  return 0;
}

function close_locked(sk: tcp_sock): void {
  sk.sk_shutdown = SHUTDOWN_MASK;
  if (sk.sk_state === TCP_LISTEN) {
    tcp_set_state(sk, TCP_CLOSE);
    listen_stop(sk);
    sock_orphan(sk);
    tcp_destroy(sk);
    return;
  }
  let unread = 0;
  for (let skb = sk.sk_receive_queue.dequeue(); skb; skb = sk.sk_receive_queue.dequeue()) {
    const cb = TCP_SKB_CB(skb);
    let end = cb.end_seq;
    if (cb.flags & T.TCPHDR_FIN) end = (end - 1) >>> 0;
    if (after(end, sk.copied_seq)) unread += seq_diff(end, sk.copied_seq);
    kfree_skb(skb);
  }
  if (sk.sk_state === TCP_CLOSE) {
    sock_orphan(sk);
    tcp_destroy(sk);
    return;
  }
  if (unread) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPABORTONCLOSE);
    tcp_set_state(sk, TCP_CLOSE);
    tcp_send_active_reset(sk);
  } else if (sk.sock_flag(SOCK_LINGER) && !sk.sk_lingertime) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPABORTONDATA);
    tcp_disconnect(sk);
  } else if (tcp_close_state(sk)) tcp_send_fin(sk);
  sock_orphan(sk);
  if (sk.sk_state === TCP_FIN_WAIT2) {
    if (sk.linger2 < 0) {
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPABORTONLINGER);
      tcp_set_state(sk, TCP_CLOSE);
      tcp_send_active_reset(sk);
    } else {
      const wait = fin_time(sk);
      if (wait > T.TCP_TIMEWAIT_LEN) tcp_reset_keepalive_timer(sk, wait - T.TCP_TIMEWAIT_LEN);
      else tcp_time_wait(sk, TCP_FIN_WAIT2, wait);
    }
  }
  if (sk.sk_state === TCP_CLOSE) tcp_destroy(sk);
}

const need_reset = (state: number): boolean =>
  [TCP_ESTABLISHED, TCP_CLOSE_WAIT, TCP_FIN_WAIT1, TCP_FIN_WAIT2, TCP_SYN_RECV].includes(state);

/** Somebody else ends it: the program gets ECONNABORTED, the peer a reset if it needs one (tcp_abort). */
export function tcp_abort(sk: inet_sock | diag_req): number {
  if ("req" in sk) {
    reqsk_drop(sk.listener, sk.req);
    return 0;
  }
  if (!(sk instanceof tcp_sock)) return -EOPNOTSUPP;
  lock_sock(sk);
  try {
    if (sk.sk_state === TCP_LISTEN) {
      tcp_set_state(sk, TCP_CLOSE);
      listen_stop(sk);
    }
    if (!sk.sock_flag(SOCK_DEAD)) {
      sk.sk_err = ECONNABORTED;
      sk.sk_error_report(sk);
      if (need_reset(sk.sk_state)) tcp_send_active_reset(sk);
      tcp_done(sk);
    }
    tcp_write_queue_purge(sk);
    return 0;
  } finally {
    release_sock(sk);
  }
}

/** Back to an unconnected socket; the peer gets a reset if it needs one (tcp_disconnect). */
export function tcp_disconnect(sk: tcp_sock): number {
  const old = sk.sk_state;
  if (old !== TCP_CLOSE) tcp_set_state(sk, TCP_CLOSE);
  if (old === TCP_LISTEN) listen_stop(sk);
  else if (
    need_reset(old) ||
    (sk.snd_nxt !== sk.write_seq && (old === TCP_CLOSING || old === TCP_LAST_ACK))
  ) {
    sk.sk_state = old;
    tcp_send_active_reset(sk);
    sk.sk_state = TCP_CLOSE;
    sk.sk_err = ECONNRESET;
  } else if (old === TCP_SYN_SENT) sk.sk_err = ECONNRESET;
  tcp_clear_xmit_timers(sk);
  sk.sk_receive_queue.purge();
  tcp_write_queue_purge(sk);
  for (const skb of sk.out_of_order.splice(0)) kfree_skb(skb);
  sk.inet_dport = 0;
  if (!(sk.sk_userlocks & SOCK_BINDADDR_LOCK)) {
    sk.inet_saddr = 0;
    sk.inet_rcv_saddr = 0;
    if (sk.pinet6) {
      sk.sk_v6_rcv_saddr = in6addr_any;
      sk.pinet6.saddr = in6addr_any;
    }
  }
  Object.assign(sk, {
    sk_shutdown: 0,
    srtt: 0,
    rttvar: 0,
    rto: T.TCP_TIMEOUT_INIT,
    backoff: 0,
    probes_out: 0,
    retransmits: 0,
    snd_cwnd: T.TCP_INIT_CWND,
    snd_ssthresh: T.TCP_INFINITE_SSTHRESH,
    snd_wnd: 0,
    urg_data: 0,
    urg_mode: false,
    ca_state: T.TCP_CA_Open,
    sacked_out: 0,
    lost_out: 0,
    retrans_out: 0,
    delivered: 0,
    undo_marker: 0,
    tlp_high_seq: 0,
    retrans_stamp: 0,
    total_retrans: 0,
    reord_seen: false,
    reordering: 3,
    is_cwnd_limited: false,
    max_packets_out: 0,
    max_packets_seq: 0,
    min_rtt: Number.MAX_VALUE,
    selective_acks: [],
    duplicate_sack: null,
    ack_pending: false,
    pingpong: false,
    rcv_wup: 0,
    rcv_nxt: 0,
    copied_seq: 0,
    tstamp_ok: false,
    sack_ok: false,
    ts_recent: 0,
    snd_wscale: 0,
    bytes_acked: 0,
    bytes_received: 0,
    bytes_sent: 0,
    segs_in: 0,
    segs_out: 0,
    data_segs_in: 0,
    data_segs_out: 0,
  });
  sk.sock_valbool_flag(SOCK_DONE, false);
  sk_dst_reset(sk);
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_error_report(sk);
  return 0;
}

/** The end of a listener: requests are dropped, connections nobody accepted are reset (inet_csk_listen_stop). */
function listen_stop(sk: tcp_sock): void {
  for (const req of [...(sk.syn_table?.values() ?? [])]) reqsk_drop(sk, req);
  for (const child of sk.accept_queue.splice(0)) {
    child.listener = null;
    tcp_disconnect(child);
    sock_orphan(child);
    tcp_destroy(child);
  }
  sk.sk_ack_backlog = 0;
}
