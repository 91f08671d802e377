// The states of a TCP socket and their ends: entering one, leaving the tables, dying, being reset
// (net/ipv4/tcp.c tcp_set_state, tcp_done; tcp_input.c tcp_reset, tcp_fin). Above: every tcp*.ts. Below: tcp_sock.ts.

import { ECONNREFUSED, ECONNRESET, EPIPE } from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { kfree_skb } from "../core/skbuff.ts";
import { TCP_INC_STATS } from "../core/snmp.ts";
import { POLL_HUP, POLL_IN, sk_wake_async } from "../core/sock.ts";
import { SOCK_BINDPORT_LOCK, SOCK_DEAD, SOCK_DONE } from "../core/sock_flags.ts";
import { reuseport_detach_sock } from "../core/sock_reuseport.ts";
import {
  RCV_SHUTDOWN,
  SHUTDOWN_MASK,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
  TCP_TIME_WAIT,
} from "../linux_socket.ts";
import { inet_put_port } from "./inet_hashtables.ts";
import { tcp_time_wait } from "./tcp_minisocks.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import { tcp_clear_xmit_timers } from "./tcp_timer.ts";
import { tcp_send_ack } from "./tcp_transmit.ts";
import { tcp_tx_purge } from "./tcp_tx_status.ts";

export const tcp_info = (sk: tcp_sock) => sk.sk_net.ipv4.tcp_death_row;

/** Into the table its state belongs to (inet_hash). */
export function tcp_hash(sk: tcp_sock): number {
  if (sk.sk_state === TCP_CLOSE) return 0;
  if (sk.sk_state !== TCP_LISTEN) {
    tcp_info(sk).insert(sk);
    return 0;
  }
  const { lhash } = tcp_info(sk);
  const chain = lhash.get(sk.inet_num);
  if (!chain) lhash.set(sk.inet_num, [sk]);
  else if (sk.sk_reuseport && sk.pinet6) chain.push(sk);
  else chain.unshift(sk);
  sk.hashed = true;
  return 0;
}

export function tcp_unhash(sk: tcp_sock): void {
  if (!sk.hashed) return;
  reuseport_detach_sock(sk);
  const info = tcp_info(sk);
  const chain = info.lhash.get(sk.inet_num);
  const i = chain ? chain.indexOf(sk) : -1;
  if (i >= 0) {
    chain!.splice(i, 1);
    if (chain!.length === 0) info.lhash.delete(sk.inet_num);
    sk.hashed = false;
  } else info.remove(sk);
}

export function tcp_set_state(sk: tcp_sock, state: number): void {
  if (state === TCP_CLOSE) {
    if (sk.sk_state === TCP_CLOSE_WAIT || sk.sk_state === TCP_ESTABLISHED)
      TCP_INC_STATS(sk.sk_net, M.TCP_MIB_ESTABRESETS);
    tcp_unhash(sk);
    if (sk.icsk_bind_hash && !(sk.sk_userlocks & SOCK_BINDPORT_LOCK)) inet_put_port(sk);
  }
  sk.sk_state = state;
  sk.linger_wq?.wake_up_all();
}

/** Forgets what was to be sent. */
export function tcp_write_queue_purge(sk: tcp_sock): void {
  for (const s of sk.segs) sk.sk_wmem_queued -= s.truesize;
  sk.segs.length = 0;
  tcp_tx_purge(sk);
  sk.send_head = 0;
  sk.sacked_out = sk.lost_out = sk.retrans_out = 0;
  sk.backoff = 0;
}

/** The connection is over (tcp_done). */
export function tcp_done(sk: tcp_sock): void {
  if (sk.sk_state === TCP_SYN_SENT || sk.sk_state === TCP_SYN_RECV)
    TCP_INC_STATS(sk.sk_net, M.TCP_MIB_ATTEMPTFAILS);
  tcp_set_state(sk, TCP_CLOSE);
  tcp_clear_xmit_timers(sk);
  sk.sk_shutdown = SHUTDOWN_MASK;
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_state_change(sk);
  else tcp_destroy(sk);
}

/** Nobody has it any more: everything it held goes (inet_csk_destroy_sock). */
export function tcp_destroy(sk: tcp_sock): void {
  tcp_clear_xmit_timers(sk);
  tcp_write_queue_purge(sk);
  for (const skb of sk.out_of_order.splice(0)) kfree_skb(skb);
  sk.sk_receive_queue.purge();
  sk.sk_error_queue.purge();
  tcp_unhash(sk);
  if (sk.icsk_bind_hash) inet_put_port(sk);
  sk.sk_destruct(sk);
}

/** A reset came. */
export function tcp_reset(sk: tcp_sock): void {
  switch (sk.sk_state) {
    case TCP_SYN_SENT:
      sk.sk_err = ECONNREFUSED;
      break;
    case TCP_CLOSE_WAIT:
      sk.sk_err = EPIPE;
      break;
    case TCP_CLOSE:
      return;
    default:
      sk.sk_err = ECONNRESET;
  }
  tcp_write_queue_purge(sk);
  tcp_done(sk);
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_error_report(sk);
}

/** The peer's FIN came in its order. */
export function tcp_fin(sk: tcp_sock): void {
  sk.ack_pending = true;
  sk.sk_shutdown |= RCV_SHUTDOWN;
  sk.sock_valbool_flag(SOCK_DONE, true);
  switch (sk.sk_state) {
    case TCP_SYN_RECV:
    case TCP_ESTABLISHED:
      tcp_set_state(sk, TCP_CLOSE_WAIT);
      sk.pingpong = true;
      break;
    case TCP_FIN_WAIT1:
      tcp_send_ack(sk);
      tcp_set_state(sk, TCP_CLOSING);
      break;
    case TCP_FIN_WAIT2:
      tcp_send_ack(sk);
      tcp_time_wait(sk, TCP_TIME_WAIT, 0);
      break;
  }
  for (const skb of sk.out_of_order.splice(0)) kfree_skb(skb);
  if (sk.sock_flag(SOCK_DEAD)) return;
  sk.sk_state_change(sk);
  const both = sk.sk_shutdown === SHUTDOWN_MASK || sk.sk_state === TCP_CLOSE;
  sk_wake_async(sk, both ? POLL_HUP : POLL_IN);
}
