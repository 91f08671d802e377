// struct inet_sock and struct ipv6_pinfo: what IPv4 and IPv6 sockets have in common (include/net/inet_sock.h,
// linux/ipv6.h). Ports are kept in host order. Above: af_inet.ts, udp, tcp, raw, ping. Below: ../core/sock.ts.

import type { net } from "../core/net_namespace.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { type proto, sock } from "../core/sock.ts";
import type { sock_reuseport } from "../core/sock_reuseport.ts";
import type { ipv6_mc_socklist } from "../ipv6/mcast.ts";
import { AF_INET6 } from "../linux_socket.ts";
import { type in6_addr, in6addr_any } from "../wire/addr.ts";
import type { ip_mc_socklist } from "./igmp.ts";
import type { inet_bind_bucket } from "./inet_hashtables.ts";

export const IP_PMTUDISC_WANT = 1;

/** cmsg_flags: what a receiver wants to hear of each packet (IP_CMSG_*). */
export const IP_CMSG_PKTINFO = 1;
export const IP_CMSG_TTL = 2;
export const IP_CMSG_TOS = 4;
export const IP_CMSG_RECVOPTS = 8;
export const IP_CMSG_RETOPTS = 16;
export const IP_CMSG_PASSSEC = 32;
export const IP_CMSG_ORIGDSTADDR = 64;
export const IP_CMSG_CHECKSUM = 128;
export const IP_CMSG_RECVFRAGSIZE = 256;

/** Data gathered by MSG_MORE or UDP_CORK: what the pending packet will be. */
export interface inet_cork {
  chunks: Uint8Array[];
  length: number;
  /** Addressing and options as they were when it began. */
  // biome-ignore lint/suspicious/noExplicitAny: each protocol's own record
  flow: any;
}

export class inet_sock extends sock {
  inet_saddr = 0;
  inet_rcv_saddr = 0;
  inet_daddr = 0;
  /** Local port, 0: not bound. For raw sockets the protocol. */
  inet_num = 0;
  inet_sport = 0;
  inet_dport = 0;
  inet_id = 0;
  tos = 0;
  /** -1: the route's or the system's. */
  uc_ttl = -1;
  min_ttl = 0;
  mc_ttl = 1;
  mc_loop = true;
  mc_all = true;
  mc_index = 0;
  mc_addr = 0;
  uc_index = 0;
  mc_list: ip_mc_socklist[] = [];
  pmtudisc = IP_PMTUDISC_WANT;
  recverr = false;
  recverr_rfc4884 = false;
  hdrincl = false;
  freebind = false;
  transparent = false;
  nodefrag = false;
  router_alert = false;
  bind_address_no_port = false;
  defer_connect = false;
  checksum_convert = false;
  cmsg_flags = 0;
  rcv_tos = 0;
  local_port_range = 0;
  /** IP options that go with each packet, padded to words. */
  inet_opt: Uint8Array | null = null;
  rx_dst_ifindex = 0;
  cork: inet_cork | null = null;
  pinet6: ipv6_pinfo | null = null;
  sk_v6_rcv_saddr: in6_addr = in6addr_any;
  sk_v6_daddr: in6_addr = in6addr_any;
  icsk_bind_hash: inet_bind_bucket | null = null;
  sk_reuseport_cb: sock_reuseport | null = null;
  /** The table that has it (sk_hashed). */
  hashed = false;

  // biome-ignore lint/suspicious/noExplicitAny: each protocol's own sock
  constructor(net: net, family: number, prot: proto<any>, protocol: number) {
    super(net, family, prot, protocol);
    if (family === AF_INET6) this.pinet6 = new ipv6_pinfo();
    // inet_create sets it, inet6_create does not.
    this.mc_all = family !== AF_INET6;
  }
}

/** Extension headers of outgoing packets, whole; dst0opt goes with a routing header only. */
export interface ipv6_txoptions {
  hopopt: Uint8Array | null;
  dst0opt: Uint8Array | null;
  dst1opt: Uint8Array | null;
}

export class ipv6_pinfo {
  opt: ipv6_txoptions | null = null;
  saddr: in6_addr = in6addr_any;
  flow_label = 0;
  hop_limit = -1;
  mcast_hops = 1;
  mc_loop = true;
  mc_all = true;
  ucast_oif = 0;
  mcast_oif = 0;
  pmtudisc = IP_PMTUDISC_WANT;
  recverr = false;
  recverr_rfc4884 = false;
  sndflow = false;
  repflow = false;
  autoflowlabel: boolean | null = null;
  srcprefs = 0;
  dontfrag = false;
  autoflowlabel_set = true;
  min_hopcount = 0;
  tclass = 0;
  rcv_flowinfo = 0;
  frag_size = 0;
  rtalert_isolate = false;
  /** IPV6_RECV* switches, by option number. */
  readonly rxopt = new Map<number, number>();
  mc_list: ipv6_mc_socklist[] = [];
  rcvpktinfo = false;
  /** Packets that IPV6_2292PKTOPTIONS would tell of. */
  pktoptions: sk_buff | null = null;
  /** IPV6_PKTINFO as a default for sending. */
  sticky_pktinfo: { addr: in6_addr; ifindex: number } | null = null;
  rxpmtu = 0;
  /** IPV6_CHECKSUM of raw sockets: where to put it, -1: nowhere. */
  checksum_offset = -1;
  icmp6_filter = new Uint8Array(32);
  addr_preferences = 0;
}

export const inet_sk = (sk: sock): inet_sock => sk as inet_sock;

/** The local port range of automatic binding (net.ipv4.ip_local_port_range). */
export function inet_get_local_port_range(net: net): [number, number] {
  return net.ipv4.ip_local_ports;
}
export const inet_prot_sock = (net: net): number => net.ipv4.sysctl_ip_prot_sock;

/** A wanted random number below n. */
export function prandom_u32_max(sk: sock, n: number): number {
  const b = sk.kernel.random(4);
  return (((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0) % n;
}
