// IPv6 sockets without connections: connect(), what is told with each packet, what a sender may say with one
// (net/ipv6/datagram.c; errors: datagram_errors.ts). Above: udp.ts, raw.ts, ping.ts. Below: route.ts, ../core/recv_cmsgs.ts.

import type { task_struct } from "../../task/task.ts";
import { EAFNOSUPPORT, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import * as I from "../../uapi/linux/in6.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { dev_equal_l3scope } from "../core/l3mdev.ts";
import { type sockcm_cookie, sockcm_init } from "../core/recv_cmsgs.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { lock_sock, release_sock, sk_dst_reset } from "../core/sock.ts";
import { __ip4_datagram_connect } from "../ipv4/datagram.ts";
import type { inet_sock, ipv6_txoptions } from "../ipv4/inet_sock.ts";
import { ip_cmsg_recv } from "../ipv4/ip_cmsg.ts";
import { cmsg_of_any_family } from "../ipv4/ip_cmsg_send.ts";
import { AF_INET, AF_INET6, SOL_IPV6, TCP_ESTABLISHED } from "../linux_socket.ts";
import { cmsgs, type msghdr, put_cmsg } from "../msghdr.ts";
import { be32 } from "../sockptr.ts";
import {
  bytes_to_in6,
  get16,
  get32,
  type in6_addr,
  in6_to_bytes,
  in6_v4,
  in6addr_any,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
  ipv6_addr_needs_scope_id,
  ipv6_addr_set_v4mapped,
  ipv6_addr_v4mapped,
  read_sockaddr_in6,
  write_sockaddr_in,
  write_sockaddr_in6,
} from "../wire/addr.ts";
import { ipv6_chk_addr } from "./addrconf.ts";
import { ipv6_opt_cmsg, ipv6_recv_exthdrs } from "./exthdrs.ts";
import { flowi6_init, inet6_iif, ip6_route_output } from "./route.ts";

/** 0, or -EINVAL, -EAFNOSUPPORT, or what routing says. */
export function ip6_datagram_connect(_t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  lock_sock(sk);
  try {
    return connect(sk, addr);
  } finally {
    release_sock(sk);
  }
}

/** The IPv4 part of a mapped address goes to IPv4, and what it found is shown as mapped. */
function connect4(sk: inet_sock, v4: number, port: number): number {
  if (sk.sk_ipv6only) return -101;
  const err = __ip4_datagram_connect(sk, write_sockaddr_in(v4, port));
  if (err) return err;
  const np = sk.pinet6!;
  sk.sk_v6_daddr = ipv6_addr_set_v4mapped(sk.inet_daddr);
  if (np.saddr === in6addr_any || ipv6_addr_v4mapped(np.saddr))
    np.saddr = ipv6_addr_set_v4mapped(sk.inet_saddr);
  if (sk.sk_v6_rcv_saddr === in6addr_any || ipv6_addr_v4mapped(sk.sk_v6_rcv_saddr)) {
    sk.sk_v6_rcv_saddr = ipv6_addr_set_v4mapped(sk.inet_rcv_saddr);
  }
  return 0;
}

function connect(sk: inet_sock, addr: Uint8Array): number {
  const np = sk.pinet6!;
  if (addr.length >= 2 && get16(addr, 0) === AF_INET) {
    if (sk.sk_ipv6only) return -EAFNOSUPPORT;
    if (addr.length < 16) return -EINVAL;
    return connect4(sk, get32(addr, 4), get16(addr, 2));
  }
  if (addr.length < 24) return -EINVAL;
  const usin = read_sockaddr_in6(addr);
  if (usin.sin6_family !== AF_INET6) return -EAFNOSUPPORT;
  let daddr = usin.sin6_addr;
  if (daddr === in6addr_any) {
    daddr = ipv6_addr_v4mapped(sk.sk_v6_rcv_saddr)
      ? ipv6_addr_set_v4mapped(0x7f000001)
      : `${"\0".repeat(15)}\x01`;
  }
  if (ipv6_addr_v4mapped(daddr)) return connect4(sk, in6_v4(daddr), usin.sin6_port);
  if (ipv6_addr_needs_scope_id(daddr)) {
    if (addr.length >= 28 && usin.sin6_scope_id) {
      if (!dev_equal_l3scope(sk.sk_net, sk.sk_bound_dev_if, usin.sin6_scope_id)) return -EINVAL;
      sk.sk_bound_dev_if = usin.sin6_scope_id;
    }
    if (!sk.sk_bound_dev_if && ipv6_addr_is_multicast(daddr)) sk.sk_bound_dev_if = np.mcast_oif;
    // an interface's own address, or group
    if (!sk.sk_bound_dev_if) return -EINVAL;
  }
  sk_dst_reset(sk);
  let oif = sk.sk_bound_dev_if;
  if (!oif) oif = ipv6_addr_is_multicast(daddr) ? np.mcast_oif : np.ucast_oif;
  const fl6 = flowi6_init({
    daddr,
    saddr: np.saddr,
    oif,
    proto: sk.sk_protocol,
    mark: sk.sk_mark,
    strict: sk.sk_bound_dev_if !== 0,
  });
  const rt = ip6_route_output(sk.sk_net, fl6);
  if (typeof rt === "number") return rt;
  if (np.saddr === in6addr_any) np.saddr = fl6.saddr;
  if (sk.sk_v6_rcv_saddr === in6addr_any) {
    sk.sk_v6_rcv_saddr = fl6.saddr;
    sk.inet_rcv_saddr = 0xffffffff;
    sk.sk_prot.rehash?.(sk);
  }
  sk.sk_v6_daddr = daddr;
  sk.inet_daddr = 0xffffffff;
  sk.inet_dport = usin.sin6_port;
  sk.sk_state = TCP_ESTABLISHED;
  sk.sk_dst_cache = rt;
  return 0;
}

/** Scope id of an address that came in by a device. */
export const ipv6_iface_scope_id = (a: in6_addr, iif: number): number =>
  ipv6_addr_needs_scope_id(a) ? iif : 0;

const isV6 = (skb: sk_buff): boolean => skb.head[skb.network_header] >> 4 === 6;

/** The sender's address of a packet of either family. */
function recv_addr(skb: sk_buff, port: number): Uint8Array {
  if (!isV6(skb))
    return write_sockaddr_in6(ipv6_addr_set_v4mapped(get32(skb.head, skb.network_header + 12)), port);
  const a = bytes_to_in6(skb.head, skb.network_header + 8);
  return write_sockaddr_in6(a, port, ipv6_iface_scope_id(a, skb.cb?.iif ?? inet6_iif(skb)));
}

/** The IPV6_RECV* messages, in the kernel's order; for an IPv4 packet those of IP and the device. */
function ip6_datagram_recv_ctl(msg: msghdr, sk: inet_sock, skb: sk_buff): void {
  const np = sk.pinet6!;
  const on = (name: number) => (np.rxopt.get(name) ?? 0) !== 0;
  const iif = skb.cb?.iif ?? 0;
  const { head, network_header: h } = skb;
  if (on(I.IPV6_RECVPKTINFO)) {
    const a = isV6(skb) ? bytes_to_in6(head, h + 24) : ipv6_addr_set_v4mapped(get32(head, h + 16));
    put_cmsg(msg, SOL_IPV6, I.IPV6_PKTINFO, new Uint8Array([...in6_to_bytes(a), ...be32(iif)]));
  }
  if (!isV6(skb)) {
    if (sk.cmsg_flags) ip_cmsg_recv(msg, sk, skb);
    return;
  }
  if (on(I.IPV6_RECVHOPLIMIT)) put_cmsg(msg, SOL_IPV6, I.IPV6_HOPLIMIT, be32(head[h + 7]));
  const word = get32(head, h);
  if (on(I.IPV6_RECVTCLASS)) put_cmsg(msg, SOL_IPV6, I.IPV6_TCLASS, be32((word >>> 20) & 0xff));
  if (on(I.IPV6_FLOWINFO) && word & 0x0fffffff)
    put_cmsg(msg, SOL_IPV6, I.IPV6_FLOWINFO, be32(word & 0x0fffffff));
  ipv6_recv_exthdrs(msg, skb, on, false);
  const a = bytes_to_in6(head, h + 24);
  if (on(I.IPV6_2292PKTINFO))
    put_cmsg(msg, SOL_IPV6, I.IPV6_2292PKTINFO, new Uint8Array([...in6_to_bytes(a), ...be32(iif)]));
  if (on(I.IPV6_2292HOPLIMIT)) put_cmsg(msg, SOL_IPV6, I.IPV6_2292HOPLIMIT, be32(head[h + 7]));
  ipv6_recv_exthdrs(msg, skb, on, true);
  if (on(I.IPV6_RECVORIGDSTADDR)) {
    const port = get16(head, skb.transport_header + 2);
    put_cmsg(msg, SOL_IPV6, I.IPV6_ORIGDSTADDR, write_sockaddr_in6(a, port, ipv6_iface_scope_id(a, iif)));
  }
}

/** What recvmsg() tells of a packet beside its bytes: who sent it, from which port, and what was asked for. */
export function ip6_tell(msg: msghdr, sk: inet_sock, skb: sk_buff, port: number): void {
  if (msg.wants_name) {
    msg.msg_name = recv_addr(skb, port);
    msg.msg_namelen = 28;
  }
  ip6_datagram_recv_ctl(msg, sk, skb);
}

/** What a sender's control messages say (struct ipcm6_cookie). */
export interface ipcm6_cookie {
  saddr: in6_addr;
  oif: number;
  hlimit: number;
  tclass: number;
  /** Extension headers: the message's, else the socket's. */
  opt: ipv6_txoptions | null;
  dontfrag: boolean;
  gso_size: number;
  sockc: sockcm_cookie;
}
export const ipcm6_init_sk = (sk: inet_sock): ipcm6_cookie => ({
  saddr: in6addr_any,
  oif: sk.sk_bound_dev_if,
  hlimit: -1,
  tclass: sk.pinet6!.tclass,
  opt: sk.pinet6!.opt,
  dontfrag: sk.pinet6!.dontfrag,
  gso_size: 0,
  sockc: sockcm_init(sk),
});

export function ip6_datagram_send_ctl(t: task_struct, sk: inet_sock, msg: msghdr, ipc: ipcm6_cookie): number {
  const opt: ipv6_txoptions = { hopopt: null, dst0opt: null, dst1opt: null };
  for (const c of cmsgs(msg)) {
    if (!c.ok) return -EINVAL;
    if (c.cmsg_level !== SOL_IPV6) {
      const err = cmsg_of_any_family(t, sk, c, ipc);
      if (err) return err;
      continue;
    }
    const int = c.data.length === 4 ? get32(c.data, 0) | 0 : null;
    switch (c.cmsg_type) {
      case I.IPV6_PKTINFO:
      case I.IPV6_2292PKTINFO: {
        if (c.data.length < 20) return -EINVAL;
        const oif = get32(c.data, 16) | 0;
        if (oif) {
          if (ipc.oif && !dev_equal_l3scope(sk.sk_net, sk.sk_bound_dev_if, oif)) return -EINVAL;
          ipc.oif = oif;
        }
        const a = bytes_to_in6(c.data);
        const dev = ipc.oif ? dev_get_by_index(sk.sk_net, ipc.oif) : null;
        if (ipc.oif && !dev) return -ENODEV;
        if (!ipc.oif && ipv6_addr_is_linklocal(a)) return -EINVAL;
        if (a !== in6addr_any) {
          const near = ipv6_addr_is_linklocal(a) || ipv6_addr_loopback(a);
          const ours = ipv6_chk_addr(sk.sk_net, a, near ? dev : null, false);
          if (!ours && !sk.freebind && !sk.transparent) return -EINVAL;
          ipc.saddr = a;
        }
        break;
      }
      case I.IPV6_HOPLIMIT:
      case I.IPV6_2292HOPLIMIT:
        if (int === null || int < -1 || int > 255) return -EINVAL;
        ipc.hlimit = int;
        break;
      case I.IPV6_TCLASS:
        if (int === null || int < -1 || int > 255) return -EINVAL;
        ipc.tclass = Math.max(int, 0);
        break;
      case I.IPV6_DONTFRAG:
        if (int !== 0 && int !== 1) return -EINVAL;
        ipc.dontfrag = int === 1;
        break;
      case I.IPV6_FLOWINFO:
        break;
      default: {
        const err = ipv6_opt_cmsg(t, sk.sk_net, c.cmsg_type, c.data, opt) ?? -EINVAL;
        if (err) return err;
      }
    }
  }
  if (opt.hopopt || opt.dst0opt || opt.dst1opt) ipc.opt = opt;
  return 0;
}

/** hop limit of a packet (ip6_sk_dst_hoplimit). */
export const hop_limit_of = (sk: inet_sock, daddr: in6_addr, hlimit: number): number => {
  if (hlimit >= 0) return hlimit;
  const np = sk.pinet6!;
  if (ipv6_addr_is_multicast(daddr)) return np.mcast_hops;
  return np.hop_limit >= 0 ? np.hop_limit : 64;
};
