// The queue of errors behind IPV6_RECVERR (net/ipv6/datagram.c ipv6_icmp_error, ipv6_local_error, ipv6_recv_error).
// Above: udp.ts, raw.ts, ping.ts, icmpv6.ts. Below: ../core/errqueue.ts.

import { SO_EE_ORIGIN_ICMP6, SO_EE_ORIGIN_LOCAL } from "../../uapi/linux/errqueue.ts";
import { IPV6_RECVERR } from "../../uapi/linux/in6.ts";
import { sock_extended_err, sock_queue_exterr, sock_recv_errqueue } from "../core/errqueue.ts";
import type { sk_buff } from "../core/skbuff.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { SOL_IPV6 } from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import { bytes_to_in6, type in6_addr, ipv6_addr_set_v4mapped, write_sockaddr_in6 } from "../wire/addr.ts";
import { ipv6_iface_scope_id } from "./datagram.ts";

/** An ICMPv6 error about a packet of sk whose payload begins at `payload`. */
export function ipv6_icmp_error(
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
    ee: sock_extended_err(errno, SO_EE_ORIGIN_ICMP6, head[icmp], head[icmp + 1], info),
    addr: bytes_to_in6(head, skb.network_header + 24),
    port,
    offender: bytes_to_in6(head, outer + 8),
    iif: skb.skb_iif,
  });
}

export function ipv6_local_error(
  sk: inet_sock,
  errno: number,
  daddr: in6_addr,
  port: number,
  info: number,
): void {
  if (!sk.pinet6!.recverr) return;
  sock_queue_exterr(sk, new Uint8Array(0), {
    ee: sock_extended_err(errno, SO_EE_ORIGIN_LOCAL, 0, 0, info),
    addr: daddr,
    port,
    offender: 0,
    iif: 0,
  });
}

const as6 = (a: number | string): in6_addr => (typeof a === "number" ? ipv6_addr_set_v4mapped(a) : a);

/** recvmsg(MSG_ERRQUEUE) of an IPv6 socket. */
export const ipv6_recv_error = (sk: inet_sock, msg: msghdr, len: number): number =>
  sock_recv_errqueue(sk, msg, len, SOL_IPV6, IPV6_RECVERR, (e) => {
    const sockaddr = (a: number | string, port: number) =>
      write_sockaddr_in6(as6(a), port, ipv6_iface_scope_id(as6(a), e.iif));
    if (msg.wants_name && e.addr !== null) {
      msg.msg_name = sockaddr(e.addr, e.port);
      msg.msg_namelen = 28;
    }
    const report = new Uint8Array(44);
    report.set(e.ee);
    if (e.addr !== null && e.ee[4] !== SO_EE_ORIGIN_LOCAL) report.set(sockaddr(e.offender, 0), 16);
    return report;
  });
