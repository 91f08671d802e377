// UDP packets that come in over IPv4, and ICMP errors about ones that went out (net/ipv4/udp.c __udp4_lib_rcv …).
// Above: protocols.ts. Below: udp.ts, ../core/filter.ts.

import { EMSGSIZE } from "../../uapi/asm/errno.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_FRAG_NEEDED,
  ICMP_PORT_UNREACH,
  ICMP_SOURCE_QUENCH,
} from "../../uapi/linux/icmp.ts";
import { ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { sk_filter } from "../core/filter.ts";
import { inet_bound_dev_eq, type skb_devs } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import {
  CHECKSUM_PARTIAL,
  CHECKSUM_UNNECESSARY,
  consume_skb,
  kfree_skb,
  type sk_buff,
  skb_clone,
  skb_pull,
  skb_trim,
} from "../core/skbuff.ts";
import { ICMP_INC_STATS, UDP_INC_STATS, UDP6_INC_STATS } from "../core/snmp.ts";
import { __sock_queue_rcv_skb } from "../core/sock_mem.ts";
import { inet_ehashfn, reuseport_select_sock } from "../core/sock_reuseport.ts";
import { AF_INET, IPPROTO_UDPLITE, TCP_ESTABLISHED } from "../linux_socket.ts";
import { get16, get32 } from "../wire/addr.ts";
import { csum_fold, csum_partial, csum_tcpudp_nofold } from "../wire/checksum.ts";
import { icmp_send, icmp_to_errno } from "./icmp.ts";
import { ip_mc_sf_allow } from "./igmp.ts";
import type { inet_sock } from "./inet_sock.ts";
import { ip_icmp_error } from "./ip_cmsg.ts";
import { ip_daddr, ip_saddr } from "./ip_input.ts";
import { inet_devs, pktinfo_iif, RTCF_BROADCAST, RTCF_MULTICAST, type rtable } from "./route.ts";
import { type udp_sock, udp_table } from "./udp.ts";
import { udp_segment } from "./udp_offload.ts";

export const IP_PMTUDISC_DONT = 0;

function compute_score(sk: inet_sock, saddr: number, sport: number, daddr: number, at: skb_devs): number {
  if (sk.sk_ipv6only || sk.inet_rcv_saddr !== daddr) return -1;
  let score = sk.sk_family === AF_INET ? 2 : 1;
  if (sk.inet_daddr) {
    if (sk.inet_daddr !== saddr) return -1;
    score += 4;
  }
  if (sk.inet_dport) {
    if (sk.inet_dport !== sport) return -1;
    score += 4;
  }
  if (!inet_bound_dev_eq(sk.sk_net.ipv4.sysctl_udp_l3mdev_accept, sk.sk_bound_dev_if, at)) return -1;
  if (sk.sk_bound_dev_if) score += 4;
  if (sk.sk_incoming_cpu === 0) score++;
  return score;
}

/** The socket for a packet: one bound to the address, else one bound to any (__udp4_lib_lookup). */
export function udp4_lib_lookup(
  net: net,
  protocol: number,
  saddr: number,
  sport: number,
  daddr: number,
  dport: number,
  at: skb_devs,
  skb: sk_buff | null,
): inet_sock | null {
  const chain = udp_table(net, protocol).get(dport);
  if (!chain) return null;
  for (const bound of daddr === 0 ? [0] : [daddr, 0]) {
    let best: inet_sock | null = null;
    let badness = 0;
    for (const sk of chain) {
      const score = compute_score(sk, saddr, sport, bound, at);
      if (score <= badness) continue;
      badness = score;
      best = sk;
      if (sk.sk_reuseport && sk.sk_state !== TCP_ESTABLISHED) {
        best = reuseport_select_sock(sk, inet_ehashfn(daddr, dport, saddr, sport), skb);
      }
    }
    if (best) return best;
  }
  return null;
}

/** Filters and queues a packet whose data begin at the UDP header; it is taken over. */
export function udp_queue_rcv_skb(sk: inet_sock, skb: sk_buff): void {
  if (skb.gso_size && !(sk as udp_sock).gro) {
    const at = skb.data - skb.transport_header;
    for (const seg of udp_segment(skb)) {
      seg.data = seg.transport_header + at;
      udp_queue_rcv_skb(sk, seg);
    }
    return;
  }
  const lite = sk.sk_protocol === IPPROTO_UDPLITE;
  const inc = skb.protocol === ETH_P_IPV6 ? UDP6_INC_STATS : UDP_INC_STATS;
  if (sk_filter(sk, skb, 8) < 0) {
    sk.sk_drops++;
    inc(sk.sk_net, M.UDP_MIB_INERRORS, lite);
    kfree_skb(skb);
    return;
  }
  skb_pull(skb, 8);
  skb.cb = { iif: pktinfo_iif(skb) };
  if (__sock_queue_rcv_skb(sk, skb) >= 0) return;
  inc(sk.sk_net, M.UDP_MIB_RCVBUFERRORS, lite);
  inc(sk.sk_net, M.UDP_MIB_INERRORS, lite);
  kfree_skb(skb);
}

/** Every socket that wants a group's or broadcast packet gets a copy. */
function deliver_group(net: net, skb: sk_buff, protocol: number): void {
  const { head, transport_header: h } = skb;
  const [saddr, daddr, sport, dport] = [ip_saddr(skb), ip_daddr(skb), get16(head, h), get16(head, h + 2)];
  const at = inet_devs(skb);
  let wanted = false;
  for (const sk of [...(udp_table(net, protocol).get(dport) ?? [])]) {
    const match =
      !sk.sk_ipv6only &&
      (!sk.inet_daddr || sk.inet_daddr === saddr) &&
      (!sk.inet_dport || sk.inet_dport === sport) &&
      (!sk.inet_rcv_saddr || sk.inet_rcv_saddr === daddr) &&
      inet_bound_dev_eq(net.ipv4.sysctl_udp_l3mdev_accept, sk.sk_bound_dev_if, at) &&
      ip_mc_sf_allow(sk, daddr, saddr, at);
    if (!match) continue;
    wanted = true;
    const copy = skb_clone(skb);
    copy.truesize = skb.truesize;
    udp_queue_rcv_skb(sk, copy);
  }
  if (!wanted) UDP_INC_STATS(net, M.UDP_MIB_IGNOREDMULTI, protocol === IPPROTO_UDPLITE);
  consume_skb(skb);
}

/** Whether the checksum of a packet with this pseudo header is right. */
export function udp_csum_ok(skb: sk_buff, pseudo: number, optional: boolean, lite: boolean): boolean {
  if (skb.ip_summed === CHECKSUM_UNNECESSARY || skb.ip_summed === CHECKSUM_PARTIAL) return true;
  const at = skb.data;
  if (get16(skb.head, at + 6) === 0) return optional && !lite;
  const cover = lite ? get16(skb.head, at + 4) || skb.len : skb.len;
  return csum_fold(csum_partial(skb.head, at, at + cover, pseudo)) === 0;
}

export function udp_rcv(skb: sk_buff): number {
  const { head, data } = skb;
  const net = skb.dev!.nd_net;
  const protocol = head[skb.network_header + 9];
  const lite = protocol === IPPROTO_UDPLITE;
  const ulen = skb.len >= 8 ? get16(head, data + 4) : 0;
  const [saddr, daddr] = [ip_saddr(skb), ip_daddr(skb)];
  const bad = skb.len < 8 || (!lite && (ulen < 8 || ulen > skb.len));
  if (!bad && !lite) skb_trim(skb, ulen);
  const broken = bad || !udp_csum_ok(skb, csum_tcpudp_nofold(saddr, daddr, skb.len, protocol), true, lite);
  if (broken) {
    if (!bad) UDP_INC_STATS(net, M.UDP_MIB_CSUMERRORS, lite);
    UDP_INC_STATS(net, M.UDP_MIB_INERRORS, lite);
    kfree_skb(skb);
    return 0;
  }
  const rt = skb._skb_dst as rtable;
  if (rt.rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) {
    deliver_group(net, skb, protocol);
    return 0;
  }
  const sk = udp4_lib_lookup(
    net,
    protocol,
    saddr,
    get16(head, data),
    daddr,
    get16(head, data + 2),
    inet_devs(skb),
    skb,
  );
  if (sk) {
    udp_queue_rcv_skb(sk, skb);
    return 0;
  }
  UDP_INC_STATS(net, M.UDP_MIB_NOPORTS, lite);
  skb.data = skb.network_header;
  icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
  kfree_skb(skb);
  return 0;
}

/** ICMP about a packet of ours: skb's data begin at its UDP header. */
export function udp_err(skb: sk_buff, type: number, code: number, info: number): void {
  const { head, data } = skb;
  const net = skb.dev!.nd_net;
  const iph = skb.network_header;
  const [saddr, daddr] = [get32(head, iph + 12), get32(head, iph + 16)];
  const [sport, dport] = [get16(head, data), get16(head, data + 2)];
  const at = { dif: skb.dev!.ifindex, sdif: skb.l3_iif };
  const sk = udp4_lib_lookup(net, head[iph + 9], daddr, dport, saddr, sport, at, null);
  if (!sk) ICMP_INC_STATS(net, M.ICMP_MIB_INERRORS);
  if (!sk || type === ICMP_SOURCE_QUENCH) return;
  let { errno, fatal } = icmp_to_errno(type, code);
  if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) {
    if (sk.pmtudisc === IP_PMTUDISC_DONT) return;
    errno = EMSGSIZE;
    fatal = true;
  }
  if (!sk.recverr) {
    if (!fatal || sk.sk_state !== TCP_ESTABLISHED) return;
  } else ip_icmp_error(sk, skb, errno, dport, info, data + 8);
  sk.sk_err = errno;
  sk.sk_error_report(sk);
}
