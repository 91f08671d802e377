// A socket's queue of reports: ICMP errors, errors of our own, news of what was sent; recvmsg(MSG_ERRQUEUE) takes them
// (net/core/skbuff.c sock_dequeue_err_skb, net/core/sock.c sock_recv_errqueue). Above: ../ipv4/ip_cmsg.ts,
// ../ipv6/datagram_errors.ts, ../packet/, tx_status.ts. Below: sock_mem.ts, datagram.ts, recv_cmsgs.ts.

import { EAGAIN } from "../../uapi/asm/errno.ts";
import { SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6 } from "../../uapi/linux/errqueue.ts";
import { MSG_ERRQUEUE, MSG_TRUNC } from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import { get32, put32 } from "../wire/addr.ts";
import { skb_copy_datagram_msg } from "./datagram.ts";
import { sock_recv_timestamp } from "./recv_cmsgs.ts";
import { kfree_skb, type sk_buff, skb_from_bytes } from "./skbuff.ts";
import type { sock } from "./sock.ts";
import { sock_queue_err_skb } from "./sock_mem.ts";

/** struct sock_extended_err. */
export function sock_extended_err(
  errno: number,
  origin: number,
  type: number,
  code: number,
  info: number,
  data = 0,
): Uint8Array {
  const b = new Uint8Array(16);
  put32(b, 0, errno);
  b[4] = origin;
  b[5] = type;
  b[6] = code;
  put32(b, 8, info);
  put32(b, 12, data);
  return b;
}

/** A queued error: the report, whom it is about, who sent it. Addresses are numbers (IPv4) or strings (IPv6). */
export interface exterr {
  ee: Uint8Array;
  /** Destination of the packet it is about; null: nothing is told of it. */
  addr: number | string | null;
  port: number;
  /** Sender of the ICMP message, 0 for a local error. */
  offender: number | string;
  iif: number;
}

/** Queues a report with the bytes it is about; without room for it, it is lost. */
export function sock_queue_exterr(sk: sock, payload: Uint8Array, e: exterr, tstamp = 0n): void {
  const skb = skb_from_bytes(payload);
  skb.tstamp = tstamp;
  skb.cb = e;
  if (sock_queue_err_skb(sk, skb)) kfree_skb(skb);
}

const is_icmp = (skb: sk_buff | null): boolean => {
  const origin = skb?.cb?.ee?.[4];
  return origin === SO_EE_ORIGIN_ICMP || origin === SO_EE_ORIGIN_ICMP6;
};

/** The next report, or null. What is pending for the next call is the error behind it, if that is ICMP's (sock_dequeue_err_skb). */
function sock_dequeue_err_skb(sk: sock): sk_buff | null {
  const skb = sk.sk_error_queue.dequeue();
  const next = sk.sk_error_queue.peek();
  if (is_icmp(next)) sk.sk_err = get32(next!.cb.ee, 0);
  else if (is_icmp(skb)) sk.sk_err = 0;
  if (next) sk.sk_error_report(sk);
  return skb;
}

/**
 * recvmsg(MSG_ERRQUEUE): the bytes a report is about and a control message of this level and type, or -EAGAIN. tell: the
 * family's, which names the address and makes the control message's bytes; without it they are the bare report.
 */
export function sock_recv_errqueue(
  sk: sock,
  msg: msghdr,
  len: number,
  level: number,
  type: number,
  tell: (e: exterr) => Uint8Array = (e) => e.ee,
): number {
  const skb = sock_dequeue_err_skb(sk);
  if (!skb) return -EAGAIN;
  let copied = skb.len;
  if (copied > len) {
    msg.msg_flags |= MSG_TRUNC;
    copied = len;
  }
  const err = skb_copy_datagram_msg(skb, 0, msg, copied);
  if (!err) {
    sock_recv_timestamp(msg, sk, skb);
    put_cmsg(msg, level, type, tell(skb.cb as exterr));
    msg.msg_flags |= MSG_ERRQUEUE;
  }
  kfree_skb(skb);
  return err || copied;
}
