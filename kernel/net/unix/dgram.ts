// AF_UNIX messages: datagram and seqpacket sockets (net/unix/af_unix.c unix_dgram_*, unix_seqpacket_*).
// Above: af_unix.ts. Below: unix_sock.ts, bind.ts, ../core/datagram.ts.

import type { file, poll_table } from "../../fs/file.ts";
import type { task_struct } from "../../task/task.ts";
import { type Sleeps, wait_event } from "../../task/wait.ts";
import {
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  EPIPE,
  ETIME,
} from "../../uapi/asm/errno.ts";
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  EPOLLRDNORM,
  EPOLLWRBAND,
  EPOLLWRNORM,
} from "../../uapi/linux/eventpoll.ts";
import {
  __skb_recv_datagram,
  sk_peek_offset_bwd,
  sk_peek_offset_fwd,
  skb_add_data,
  skb_copy_datagram_msg,
  skb_free_datagram,
} from "../core/datagram.ts";
import { sk_filter } from "../core/filter.ts";
import { sock_recv_timestamp } from "../core/recv_cmsgs.ts";
import { type scm_cookie, scm_destroy, scm_recv, scm_send } from "../core/scm.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { jiffies_deadline, sock_error, sock_intr_errno, sock_sndtimeo } from "../core/sock.ts";
import { SOCK_DEAD, SOCK_RCVTSTAMP, SOCK_SELECT_ERR_QUEUE } from "../core/sock_flags.ts";
import { sock_alloc_send_skb } from "../core/sock_mem.ts";
import {
  AF_UNSPEC,
  MSG_DONTWAIT,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  RCV_SHUTDOWN,
  SHUTDOWN_MASK,
  SOCK_SEQPACKET,
  TCP_CLOSE,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { sa_family, unix_autobind, unix_find_other, unix_validate_addr } from "./bind.ts";
import { maybe_add_creds, unix_copy_addr, unix_peek_fds, unix_scm_to_skb } from "./scm_skb.ts";
import { UNIXCB, unix_may_send, unix_recvq_full, type unix_sock, unix_writable } from "./unix_sock.ts";

const SKB_MAX_ALLOC = 16384 - 256;
const MAX_SKB_FRAGS_BYTES = 17 * 4096;
const WRITABLE = EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;

/** sk has parted from other: what other had sent is gone, and other is told (unix_dgram_disconnected). */
function unix_dgram_disconnected(sk: unix_sock, other: unix_sock): void {
  if (sk.sk_receive_queue.empty) return;
  sk.sk_receive_queue.purge();
  sk.peer_wait.wake_up_all();
  if (!other.sock_flag(SOCK_DEAD) && other.peer === sk) {
    other.sk_err = ECONNRESET;
    other.sk_error_report(other);
  }
}

export function unix_dgram_connect(t: task_struct, sock: socket, addr: Uint8Array): number {
  const sk = sock.sk as unix_sock;
  if (addr.length < 2) return -EINVAL;
  let other: unix_sock | null = null;
  if (sa_family(addr) !== AF_UNSPEC) {
    let err = unix_validate_addr(addr);
    if (err) return err;
    if ((sock.passcred || sock.passpidfd) && !sk.addr) {
      err = unix_autobind(sk);
      if (err) return err;
    }
    const found = unix_find_other(t, sk.sk_net, addr, sock.type);
    if (typeof found === "number") return found;
    if (!unix_may_send(sk, found)) return -EPERM;
    other = found;
    sk.sk_state = TCP_ESTABLISHED;
    other.sk_state = TCP_ESTABLISHED;
  }
  const old = sk.peer;
  sk.peer = other;
  if (!old) return 0;
  if (!other) sk.sk_state = TCP_CLOSE;
  sk.sk_wq?.wake_up(WRITABLE);
  if (other !== old) {
    unix_dgram_disconnected(sk, old);
    if (!old.peer) old.sk_state = TCP_CLOSE;
  }
  return 0;
}

export function* unix_dgram_sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): Sleeps<number> {
  const sk = sock.sk as unix_sock;
  const scm = scm_send(t, sock, msg);
  if (typeof scm === "number") return scm;
  try {
    return yield* send(t, sock, sk, msg, len, scm);
  } finally {
    scm_destroy(scm);
  }
}

function* send(
  t: task_struct,
  sock: socket,
  sk: unix_sock,
  msg: msghdr,
  len: number,
  scm: scm_cookie,
): Sleeps<number> {
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  const addr = msg.msg_namelen ? msg.msg_name! : null;
  let other: unix_sock | null = null;
  if (addr) {
    const err = unix_validate_addr(addr);
    if (err) return err;
  } else {
    other = sk.peer;
    if (!other) return -ENOTCONN;
  }
  if ((sock.passcred || sock.passpidfd) && !sk.addr) {
    const err = unix_autobind(sk);
    if (err) return err;
  }
  if (len > sk.sk_sndbuf - 32) return -EMSGSIZE;
  const noblock = (msg.msg_flags & MSG_DONTWAIT) !== 0;
  const paged = Math.min(Math.max(0, len - SKB_MAX_ALLOC), MAX_SKB_FRAGS_BYTES);
  const skb = yield* sock_alloc_send_skb(t, sk, len, noblock, paged);
  if (typeof skb === "number") return skb;
  unix_scm_to_skb(scm, skb, sk, true);
  if (skb_add_data(skb, msg.msg_iter, len)) {
    kfree_skb(skb);
    return -EFAULT;
  }
  const r = yield* deliver(t, sock, sk, other, addr, skb, noblock);
  if (r <= 0) kfree_skb(skb);
  return r < 0 ? r : len;
}

/** Brings the packet to its receiver: 1, 0 (a filter threw it away), or -ERRNO. */
function* deliver(
  t: task_struct,
  sock: socket,
  sk: unix_sock,
  other: unix_sock | null,
  addr: Uint8Array | null,
  skb: sk_buff,
  noblock: boolean,
): Sleeps<number> {
  const timeo = sock_sndtimeo(sk, noblock);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  for (;;) {
    if (!other) {
      if (!addr) return -ECONNRESET;
      const found = unix_find_other(t, sk.sk_net, addr, sk.sk_type);
      if (typeof found === "number") return found;
      other = found;
    }
    if (sk_filter(other, skb) < 0) return 0;
    if (!unix_may_send(sk, other)) return -EPERM;
    if (other.sock_flag(SOCK_DEAD)) {
      if (sk.sk_type === SOCK_SEQPACKET) return -EPIPE;
      if (sk.peer === other) {
        sk.peer = null;
        sk.sk_state = TCP_CLOSE;
        unix_dgram_disconnected(sk, other);
        return -ECONNREFUSED;
      }
      other = null;
      continue;
    }
    if (other.sk_shutdown & RCV_SHUTDOWN) return -EPIPE;
    if (other === sk || other.peer === sk || !unix_recvq_full(other)) break;
    if (!timeo) return -EAGAIN;
    const full: unix_sock = other;
    const ready = () =>
      full.sock_flag(SOCK_DEAD) || (full.sk_shutdown & RCV_SHUTDOWN) !== 0 || !unix_recvq_full(full);
    const r = yield* wait_event(t, full.peer_wait, ready, { deadline, exclusive: true });
    if (r === -ETIME) return -EAGAIN;
    if (r) return sock_intr_errno(timeo);
  }
  if (other.sock_flag(SOCK_RCVTSTAMP)) skb.tstamp = sk.kernel.realtime();
  maybe_add_creds(t, skb, sock, other);
  other.sk_receive_queue.queue_tail(skb);
  other.sk_data_ready(other);
  return 1;
}

export function* unix_dgram_recvmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  size: number,
  flags: number,
): Sleeps<number> {
  const sk = sock.sk as unix_sock;
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  const peek = (flags & MSG_PEEK) !== 0;
  const got = yield* __skb_recv_datagram(t, sk, sk.sk_receive_queue, flags, peek ? sk.sk_peek_off : -1);
  if (typeof got === "number") {
    const eof = sk.sk_type === SOCK_SEQPACKET && got === -EAGAIN && (sk.sk_shutdown & RCV_SHUTDOWN) !== 0;
    return eof ? 0 : got;
  }
  const { skb, off } = got;
  sk.peer_wait.wake_up(WRITABLE);
  const cb = UNIXCB(skb);
  if (msg.wants_name) unix_copy_addr(msg, cb.sender);
  const whole = skb.len - off;
  if (size > whole) size = whole;
  else if (size < whole) msg.msg_flags |= MSG_TRUNC;
  const err = skb_copy_datagram_msg(skb, off, msg, size);
  if (err) {
    kfree_skb(skb);
    return err;
  }
  if (sk.sock_flag(SOCK_RCVTSTAMP)) sock_recv_timestamp(msg, sk, skb);
  const scm: scm_cookie = { pid: cb.pid, uid: cb.uid, gid: cb.gid, fp: null };
  if (peek) {
    sk_peek_offset_fwd(sk, size);
    if (cb.fp) unix_peek_fds(scm, skb);
  } else {
    scm.fp = cb.fp;
    cb.fp = null;
    sk_peek_offset_bwd(sk, skb.len);
  }
  scm_recv(t, sock, msg, scm);
  skb_free_datagram(skb);
  return flags & MSG_TRUNC ? whole : size;
}

export function unix_seqpacket_sendmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  len: number,
): Sleeps<number> | number {
  const sk = sock.sk as unix_sock;
  const err = sock_error(sk);
  if (err) return err;
  if (sk.sk_state !== TCP_ESTABLISHED) return -ENOTCONN;
  msg.msg_namelen = 0;
  return unix_dgram_sendmsg(t, sock, msg, len);
}

export function unix_seqpacket_recvmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  size: number,
  flags: number,
): Sleeps<number> | number {
  if (sock.sk!.sk_state !== TCP_ESTABLISHED) return -ENOTCONN;
  return unix_dgram_recvmsg(t, sock, msg, size, flags);
}

export function unix_dgram_poll(_f: file, sock: socket, pt: poll_table | null): number {
  const sk = sock.sk as unix_sock;
  pt?.poll_wait(sock.wq);
  let mask = 0;
  if (sk.sk_err || !sk.sk_error_queue.empty) {
    mask |= EPOLLERR | (sk.sock_flag(SOCK_SELECT_ERR_QUEUE) ? EPOLLPRI : 0);
  }
  if (sk.sk_shutdown & RCV_SHUTDOWN) mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
  if (sk.sk_shutdown === SHUTDOWN_MASK) mask |= EPOLLHUP;
  if (!sk.sk_receive_queue.empty) mask |= EPOLLIN | EPOLLRDNORM;
  if (sk.sk_type === SOCK_SEQPACKET && sk.sk_state === TCP_CLOSE) mask |= EPOLLHUP;
  if (!unix_writable(sk)) return mask;
  const other = sk.peer;
  if (other && other.peer !== sk) {
    pt?.poll_wait(other.peer_wait);
    if (unix_recvq_full(other)) return mask;
  }
  return mask | WRITABLE;
}
