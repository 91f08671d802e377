// connect() of sockets without connections: remembering a peer and the route to it (net/ipv4/datagram.c).
// Above: udp.ts, raw.ts, ping.ts. Below: route.ts.

import type { task_struct } from "../../task/task.ts";
import { EACCES, EAFNOSUPPORT, EINVAL } from "../../uapi/asm/errno.ts";
import { netif_index_is_l3_master } from "../core/l3mdev.ts";
import { lock_sock, release_sock, sk_dst_reset } from "../core/sock.ts";
import { SOCK_BROADCAST, SOCK_LOCALROUTE } from "../core/sock_flags.ts";
import { AF_INET, TCP_ESTABLISHED } from "../linux_socket.ts";
import { ipv4_is_multicast, read_sockaddr_in } from "../wire/addr.ts";
import { flowi4_init } from "./fib_trie.ts";
import { type inet_sock, prandom_u32_max } from "./inet_sock.ts";
import { ip_route_output_flow } from "./ip_flow.ts";
import { RTCF_BROADCAST } from "./route.ts";

/** 0, -EINVAL (short), -EAFNOSUPPORT, -EACCES (broadcast), or what routing says. The caller holds the socket. */
export function __ip4_datagram_connect(sk: inet_sock, addr: Uint8Array): number {
  if (addr.length < 16) return -EINVAL;
  const usin = read_sockaddr_in(addr);
  if (usin.sin_family !== AF_INET) return -EAFNOSUPPORT;
  sk_dst_reset(sk);
  let oif = sk.sk_bound_dev_if;
  let saddr = sk.inet_saddr;
  if (ipv4_is_multicast(usin.sin_addr)) {
    if (!oif || netif_index_is_l3_master(sk.sk_net, oif)) oif = sk.mc_index;
    saddr ||= sk.mc_addr;
  } else oif ||= sk.uc_index;
  const fl4 = flowi4_init({
    daddr: usin.sin_addr,
    saddr,
    oif,
    proto: sk.sk_protocol,
    sport: sk.inet_sport,
    dport: usin.sin_port,
    mark: sk.sk_mark,
    uid: sk.sk_uid,
    tos: sk.tos & 0x1c,
    scope: sk.sock_flag(SOCK_LOCALROUTE) ? 253 : 0,
    anysrc: sk.transparent || sk.hdrincl,
  });
  const rt = ip_route_output_flow(sk, fl4);
  if (typeof rt === "number") return rt;
  if (rt.rt_flags & RTCF_BROADCAST && !sk.sock_flag(SOCK_BROADCAST)) return -EACCES;
  sk.inet_saddr ||= fl4.saddr;
  if (!sk.inet_rcv_saddr) {
    sk.inet_rcv_saddr = fl4.saddr;
    sk.sk_prot.rehash?.(sk);
  }
  sk.inet_daddr = fl4.daddr;
  sk.inet_dport = usin.sin_port;
  sk.sk_state = TCP_ESTABLISHED;
  sk.inet_id = prandom_u32_max(sk, 65536);
  sk.sk_dst_cache = rt;
  return 0;
}

export function ip4_datagram_connect(_t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  lock_sock(sk);
  try {
    return __ip4_datagram_connect(sk, addr);
  } finally {
    release_sock(sk);
  }
}
