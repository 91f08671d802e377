// Packets charged to a socket: room in its send and receive buffer, the queues behind recvmsg(), option memory (net/core/sock.c).
// Above: every protocol. Below: sock.ts, skbuff.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EAGAIN, ENOBUFS, ENOMEM, EPIPE } from "../../uapi/asm/errno.ts";
import { SEND_SHUTDOWN } from "../linux_socket.ts";
import { alloc_skb, type sk_buff, skb_orphan } from "./skbuff.ts";
import { jiffies_deadline, sk_wait, type sock, sock_error, sock_intr_errno, sock_sndtimeo } from "./sock.ts";
import { OPTMEM_MAX, SIZEOF_SHINFO, SIZEOF_SK_BUFF, SOCK_DEAD, SOCK_USE_WRITE_QUEUE } from "./sock_flags.ts";

export function skb_set_owner_w(skb: sk_buff, sk: sock): void {
  skb.sk = sk;
  skb.destructor = sock_wfree;
  sk.sk_wmem_alloc += skb.truesize;
}

export function sock_wfree(skb: sk_buff): void {
  const sk = skb.sk as sock;
  sk.sk_wmem_alloc -= skb.truesize;
  if (!sk.sock_flag(SOCK_USE_WRITE_QUEUE)) sk.sk_write_space(sk);
}

export function skb_set_owner_r(skb: sk_buff, sk: sock): void {
  skb.sk = sk;
  skb.destructor = sock_rfree;
  sk.sk_rmem_alloc += skb.truesize;
}

export function sock_rfree(skb: sk_buff): void {
  (skb.sk as sock).sk_rmem_alloc -= skb.truesize;
}

/** What an allocation of n bytes takes: powers of two. */
const kmalloc_size = (n: number): number => 2 ** Math.max(7, 32 - Math.clz32(n - 1));

/** Waits for room in the send buffer and makes a packet charged to sk, for the program's data: not zeroed. paged: bytes that would lie in pages. */
export function* sock_alloc_send_skb(
  t: task_struct,
  sk: sock,
  size: number,
  noblock: boolean,
  paged = 0,
): Sleeps<sk_buff | number> {
  const timeo = sock_sndtimeo(sk, noblock);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  for (;;) {
    const err = sock_error(sk);
    if (err) return err;
    if (sk.sk_shutdown & SEND_SHUTDOWN) return -EPIPE;
    if (sk.sk_wmem_free) break;
    sk.sk_nospace = true;
    if (!timeo) return -EAGAIN;
    if (t.signal_pending()) return sock_intr_errno(timeo);
    const ready = () => sk.sk_wmem_free || (sk.sk_shutdown & SEND_SHUTDOWN) !== 0 || sk.sk_err !== 0;
    const r = yield* sk_wait(t, sk, deadline, ready);
    if (r) return r;
  }
  const skb = alloc_skb(size, false);
  skb.truesize = kmalloc_size(size - paged + SIZEOF_SHINFO) + SIZEOF_SK_BUFF + ((paged + 4095) & ~4095);
  skb_set_owner_w(skb, sk);
  return skb;
}

/** The same without waiting, and beyond the limit when force (sock_wmalloc). */
export function sock_wmalloc(sk: sock, size: number, force: boolean): sk_buff | null {
  if (!force && sk.sk_wmem_alloc >= sk.sk_sndbuf) return null;
  const skb = alloc_skb(size);
  skb_set_owner_w(skb, sk);
  return skb;
}

/** Queues a packet for the user, filter run already: 0, -ENOMEM when the buffer is full (__sock_queue_rcv_skb). */
export function __sock_queue_rcv_skb(sk: sock, skb: sk_buff): number {
  if (sk.sk_rmem_alloc >= sk.sk_rcvbuf) {
    sk.sk_drops++;
    return -ENOMEM;
  }
  skb.dev = null;
  skb_set_owner_r(skb, sk);
  skb.dropcount = sk.sk_drops;
  sk.sk_receive_queue.queue_tail(skb);
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_data_ready(sk);
  return 0;
}

/** Puts a packet (an ICMP error, a time stamp) on the error queue: 0 or -ENOMEM. */
export function sock_queue_err_skb(sk: sock, skb: sk_buff): number {
  if (sk.sk_rmem_alloc + skb.truesize >= sk.sk_rcvbuf) return -ENOMEM;
  skb_orphan(skb);
  skb_set_owner_r(skb, sk);
  sk.sk_error_queue.queue_tail(skb);
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_error_report(sk);
  return 0;
}

/** Charges option memory (filters, multicast lists): 0 or -ENOBUFS. */
export function sock_kmalloc(sk: sock, size: number): number {
  if (size > OPTMEM_MAX || sk.sk_omem_alloc + size >= OPTMEM_MAX) return -ENOBUFS;
  sk.sk_omem_alloc += size;
  return 0;
}

export function sock_kfree_s(sk: sock, size: number): void {
  sk.sk_omem_alloc -= size;
}

/** The words SO_MEMINFO shows. */
export function sk_get_meminfo(sk: sock): number[] {
  return [
    sk.sk_rmem_alloc,
    sk.sk_rcvbuf,
    sk.sk_wmem_alloc,
    sk.sk_sndbuf,
    sk.sk_forward_alloc,
    sk.sk_wmem_queued,
    sk.sk_omem_alloc,
    0,
    sk.sk_drops,
  ];
}
