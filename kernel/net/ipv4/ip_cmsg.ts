// What IPv4 tells with a received packet (IP_PKTINFO, IP_TTL …), and the queue of errors behind IP_RECVERR
// (net/ipv4/ip_sockglue.c). Above: udp, raw, ping. Below: ../msghdr.ts, route.ts.

import { SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_LOCAL } from "../../uapi/linux/errqueue.ts";
import {
  IP_ORIGDSTADDR,
  IP_PKTINFO,
  IP_RECVERR,
  IP_RECVOPTS,
  IP_RETOPTS,
  IP_TOS,
  IP_TTL,
} from "../../uapi/linux/in.ts";
import { sock_extended_err, sock_queue_exterr, sock_recv_errqueue } from "../core/errqueue.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { SOL_IP } from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import { be32 } from "../sockptr.ts";
import { get16, get32, write_sockaddr_in } from "../wire/addr.ts";
import type { inet_sock } from "./inet_sock.ts";
import * as S from "./inet_sock.ts";
import { __ip_dev_find_local } from "./ip_local.ts";

/** Everything cmsg_flags asks for, in the kernel's order. */
export function ip_cmsg_recv(msg: msghdr, sk: inet_sock, skb: sk_buff): void {
  const flags = sk.cmsg_flags;
  const { head, network_header: h } = skb;
  const hlen = (head[h] & 15) * 4;
  if (flags & S.IP_CMSG_PKTINFO) {
    const daddr = get32(head, h + 16);
    const spec = __ip_dev_find_local(sk.sk_net, daddr, get32(head, h + 12), skb.cb?.iif ?? 0);
    put_cmsg(msg, SOL_IP, IP_PKTINFO, be32(skb.cb?.iif ?? 0, spec, daddr));
  }
  if (flags & S.IP_CMSG_TTL) put_cmsg(msg, SOL_IP, IP_TTL, be32(head[h + 8]));
  if (flags & S.IP_CMSG_TOS) put_cmsg(msg, SOL_IP, IP_TOS, Uint8Array.of(head[h + 1]));
  if (flags & S.IP_CMSG_RECVOPTS && hlen > 20)
    put_cmsg(msg, SOL_IP, IP_RECVOPTS, head.slice(h + 20, h + hlen));
  if (flags & S.IP_CMSG_RETOPTS && hlen > 20) put_cmsg(msg, SOL_IP, IP_RETOPTS, head.slice(h + 20, h + hlen));
  if (flags & S.IP_CMSG_ORIGDSTADDR) {
    const at = skb.transport_header;
    put_cmsg(msg, SOL_IP, IP_ORIGDSTADDR, write_sockaddr_in(get32(head, h + 16), get16(head, at + 2)));
  }
  // IP_CHECKSUM comes only with what a card has summed up itself (CHECKSUM_COMPLETE), which none here does
}

/** What recvmsg() tells of a packet beside its bytes: who sent it, from which port, and what was asked for. */
export function ip_tell(msg: msghdr, sk: inet_sock, skb: sk_buff, port: number): void {
  if (msg.wants_name) {
    msg.msg_name = write_sockaddr_in(get32(skb.head, skb.network_header + 12), port);
    msg.msg_namelen = 16;
  }
  if (sk.cmsg_flags) ip_cmsg_recv(msg, sk, skb);
}

/** An ICMP error about a packet of sk, whose payload begins at `payload` in skb. */
export function ip_icmp_error(
  sk: inet_sock,
  skb: sk_buff,
  errno: number,
  port: number,
  info: number,
  payload: number,
): void {
  const { head } = skb;
  const { outer, icmp } = skb.cb as { outer: number; icmp: number };
  sock_queue_exterr(sk, head.slice(payload, skb.tail), {
    ee: sock_extended_err(errno, SO_EE_ORIGIN_ICMP, head[icmp], head[icmp + 1], info),
    addr: get32(head, skb.network_header + 16),
    port,
    offender: get32(head, outer + 12),
    iif: skb.skb_iif,
  });
}

/** An error of our own (a packet that is too large), for those who read the error queue. */
export function ip_local_error(
  sk: inet_sock,
  errno: number,
  daddr: number,
  port: number,
  info: number,
): void {
  if (!sk.recverr) return;
  sock_queue_exterr(sk, new Uint8Array(0), {
    ee: sock_extended_err(errno, SO_EE_ORIGIN_LOCAL, 0, 0, info),
    addr: daddr,
    port,
    offender: 0,
    iif: 0,
  });
}

/** recvmsg(MSG_ERRQUEUE): the bytes of the packet, its destination, and IP_RECVERR with the report. -EAGAIN if none. */
export const ip_recv_error = (sk: inet_sock, msg: msghdr, len: number): number =>
  sock_recv_errqueue(sk, msg, len, SOL_IP, IP_RECVERR, (e) => {
    if (msg.wants_name && typeof e.addr === "number") {
      msg.msg_name = write_sockaddr_in(e.addr, e.port);
      msg.msg_namelen = 16;
    }
    const report = new Uint8Array(32);
    report.set(e.ee);
    if (e.ee[4] === SO_EE_ORIGIN_ICMP && typeof e.offender === "number")
      report.set(write_sockaddr_in(e.offender, 0), 16);
    return report;
  });
