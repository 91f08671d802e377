// Receiving whole packets: taking or peeking at the head of a queue, waiting for one, copying it out, and the
// readiness of datagram sockets (net/core/datagram.c).
// Above: udp, raw, ping, packet, unix, netlink. Below: sock.ts, skbuff.ts.

import type { file, poll_table } from "../../fs/file.ts";
import type { iov_iter } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EAGAIN, EFAULT, ENOTCONN } from "../../uapi/asm/errno.ts";
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
  MSG_DONTWAIT,
  MSG_PEEK,
  MSG_TRUNC,
  RCV_SHUTDOWN,
  SHUTDOWN_MASK,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  TCP_CLOSE,
  TCP_ESTABLISHED,
  TCP_LISTEN,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { sock_recv_cmsgs } from "./recv_cmsgs.ts";
import { consume_skb, kfree_skb, type sk_buff, type sk_buff_head, skb_get, skb_put } from "./skbuff.ts";
import {
  jiffies_deadline,
  sk_wait,
  type sock,
  sock_error,
  sock_intr_errno,
  sock_rcvtimeo,
  sock_writeable,
} from "./sock.ts";
import { SOCK_SELECT_ERR_QUEUE } from "./sock_flags.ts";

export const connection_based = (sk: sock): boolean =>
  sk.sk_type === SOCK_SEQPACKET || sk.sk_type === SOCK_STREAM;

/** A packet and where peeking begins in it. */
export interface received {
  skb: sk_buff;
  off: number;
}

/** The first packet at or after the peek offset; it stays queued when MSG_PEEK is set. */
export function skb_try_recv_from_queue(
  queue: sk_buff_head,
  flags: number,
  peek_off: number,
): received | null {
  if (!(flags & MSG_PEEK)) {
    const skb = queue.dequeue();
    return skb ? { skb, off: 0 } : null;
  }
  if (peek_off < 0) {
    const skb = queue.peek();
    return skb ? { skb: skb_get(skb), off: 0 } : null;
  }
  let off = peek_off;
  for (const skb of queue) {
    if (off >= skb.len && (off || skb.peeked)) {
      off -= skb.len;
      continue;
    }
    if (!skb.len) skb.peeked = true;
    return { skb: skb_get(skb), off };
  }
  return null;
}

/**
 * The next packet for the user, waiting for it if the socket may block: or -ERRNO. A read from a socket that is
 * shut down answers 0 where Linux leaves errno 0 (skb_recv_datagram).
 */
export function* __skb_recv_datagram(
  t: task_struct,
  sk: sock,
  queue: sk_buff_head,
  flags: number,
  peek_off = -1,
): Sleeps<received | number> {
  const timeo = sock_rcvtimeo(sk, (flags & MSG_DONTWAIT) !== 0);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  for (;;) {
    const err = sock_error(sk);
    if (err) return err;
    const got = skb_try_recv_from_queue(queue, flags, peek_off);
    if (got) return got;
    if (!timeo) return -EAGAIN;
    if (sk.sk_shutdown & RCV_SHUTDOWN) return 0;
    if (connection_based(sk) && sk.sk_state !== TCP_ESTABLISHED && sk.sk_state !== TCP_LISTEN)
      return -ENOTCONN;
    if (t.signal_pending()) return sock_intr_errno(timeo);
    const seen = queue.qlen;
    const woken = () =>
      queue.qlen > seen || sk.sk_err !== 0 || (sk.sk_shutdown & RCV_SHUTDOWN) !== 0 || lost(sk);
    const r = yield* sk_wait(t, sk, deadline, woken, true);
    if (r) return r;
  }
}

const lost = (sk: sock): boolean =>
  connection_based(sk) && sk.sk_state !== TCP_ESTABLISHED && sk.sk_state !== TCP_LISTEN;

export const skb_recv_datagram = (t: task_struct, sk: sock, flags: number): Sleeps<received | number> =>
  __skb_recv_datagram(t, sk, sk.sk_receive_queue, flags);

/**
 * recvmsg() of packets that are taken whole: the bytes there is room for, the rest is cut off (MSG_TRUNC); tell adds the
 * sender and the family's control messages. Their number, or the packet's length if the flag MSG_TRUNC asks for it; -ERRNO.
 */
export function* recv_datagram(
  t: task_struct,
  sk: sock,
  msg: msghdr,
  len: number,
  flags: number,
  tell: (skb: sk_buff) => void,
): Sleeps<number> {
  const got = yield* skb_recv_datagram(t, sk, flags);
  if (typeof got === "number") return got;
  const { skb } = got;
  let copied = skb.len;
  if (copied > len) {
    msg.msg_flags |= MSG_TRUNC;
    copied = len;
  }
  const err = skb_copy_datagram_msg(skb, 0, msg, copied);
  if (!err) {
    sock_recv_cmsgs(msg, sk, skb);
    tell(skb);
    if (flags & MSG_TRUNC) copied = skb.len;
  }
  kfree_skb(skb);
  return err || copied;
}

/** Copies len bytes from offset on to the user: 0 or -EFAULT. */
export function skb_copy_datagram_msg(skb: sk_buff, offset: number, msg: msghdr, len: number): number {
  const at = skb.data + offset;
  return msg.msg_iter.copy_to_iter(skb.head.subarray(at, at + len)) < len ? -EFAULT : 0;
}

/** The program has had the packet. */
export const skb_free_datagram = consume_skb;

/** Adds the next n bytes of the program's data to a packet: 0 or -EFAULT (skb_add_data). */
export const skb_add_data = (skb: sk_buff, from: iov_iter, n: number): number =>
  from.copy_from_iter_to(skb_put(skb, n)) < n ? -EFAULT : 0;

/** SO_PEEK_OFF after n bytes were peeked at (sk_peek_offset_fwd) or read (sk_peek_offset_bwd). */
export function sk_peek_offset_fwd(sk: sock, n: number): void {
  if (sk.sk_peek_off >= 0) sk.sk_peek_off += n;
}
export function sk_peek_offset_bwd(sk: sock, n: number): void {
  if (sk.sk_peek_off >= 0) sk.sk_peek_off = Math.max(0, sk.sk_peek_off - n);
}

/** Readiness of a datagram socket (datagram_poll). */
export function datagram_poll(_f: file, sock: socket, pt: poll_table | null): number {
  const sk = sock.sk!;
  pt?.poll_wait(sock.wq);
  let mask = 0;
  if (sk.sk_err || !sk.sk_error_queue.empty) {
    mask |= EPOLLERR | (sk.sock_flag(SOCK_SELECT_ERR_QUEUE) ? EPOLLPRI : 0);
  }
  if (sk.sk_shutdown & RCV_SHUTDOWN) mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
  if (sk.sk_shutdown === SHUTDOWN_MASK) mask |= EPOLLHUP;
  if (!sk.sk_receive_queue.empty) mask |= EPOLLIN | EPOLLRDNORM;
  if (connection_based(sk)) {
    if (sk.sk_state === TCP_CLOSE) mask |= EPOLLHUP;
    if (sk.sk_state === TCP_SYN_SENT) return mask;
  }
  if (sock_writeable(sk)) mask |= EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
  else sk.sk_nospace = true;
  return mask;
}
