// IPv4 packets on their way out: the header, splitting, looping multicast back, the neighbour (net/ipv4/ip_output.c).
// Above: udp, tcp, raw, icmp, igmp. Below: route.ts, arp.ts, ../core/neighbour.ts.

import { EMSGSIZE, ENETDOWN } from "../../uapi/asm/errno.ts";
import { ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED } from "../../uapi/linux/icmp.ts";
import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { ETH_P_IP } from "../../uapi/linux/if_ether.ts";
import { RTN_BROADCAST, RTN_MULTICAST } from "../../uapi/linux/rtnetlink.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { AF_INET } from "../../uapi/linux/socket.ts";
import { net_xmit_errno, netif_rx } from "../core/dev_queue.ts";
import { l3mdev_l3_out } from "../core/l3mdev.ts";
import { neigh_output } from "../core/neighbour.ts";
import type { net } from "../core/net_namespace.ts";
import { NETIF_F_HW_CSUM, NETIF_F_IP_CSUM } from "../core/netdev_flags.ts";
import { netdev_is_up } from "../core/netdevice.ts";
import {
  alloc_skb,
  CHECKSUM_NONE,
  CHECKSUM_PARTIAL,
  CHECKSUM_UNNECESSARY,
  kfree_skb,
  LL_MAX_HEADER,
  PACKET_LOOPBACK,
  type sk_buff,
  skb_clone,
  skb_cow,
  skb_push,
  skb_put,
  skb_reserve,
  skb_reset_network_header,
} from "../core/skbuff.ts";
import { IP_INC_STATS, IP_UPD_PO_STATS } from "../core/snmp.ts";
import type { sock } from "../core/sock.ts";
import { skb_set_owner_w } from "../core/sock_mem.ts";
import { nd_tbl } from "../ipv6/ndisc.ts";
import { get16, get32, put16, put32 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import { arp_tbl } from "./arp.ts";
import { icmp_send } from "./icmp.ts";
import { inet_sk, type inet_sock } from "./inet_sock.ts";
import { RTCF_BROADCAST, RTCF_LOCAL, RTCF_MULTICAST, type rtable } from "./route.ts";
import { udp_segment } from "./udp_offload.ts";

export const IP_DF = 0x4000;
export const IP_MF = 0x2000;
export const IP_OFFSET = 0x1fff;

/** What goes into a header. */
export interface ip_params {
  saddr: number;
  daddr: number;
  protocol: number;
  tos: number;
  ttl: number;
  df: boolean;
  id?: number;
  opt?: Uint8Array | null;
}

/** The next identification of a packet that may be split. */
export function ip_select_ident(net: net): number {
  return (net.ipv4.ip_id = (net.ipv4.ip_id + 1) & 0xffff);
}

/** Pushes the header of a packet whose payload skb is; skb's route is rt. */
export function ip_push_header(skb: sk_buff, rt: rtable, p: ip_params): void {
  const hlen = 20 + (p.opt?.length ?? 0);
  const b = skb_push(skb, hlen);
  skb_reset_network_header(skb);
  b[0] = 0x40 | (hlen >> 2);
  b[1] = p.tos;
  put16(b, 2, skb.len);
  put16(b, 4, p.id ?? (p.df ? 0 : ip_select_ident(rt.dev.nd_net)));
  put16(b, 6, p.df ? IP_DF : 0);
  b[8] = p.ttl;
  b[9] = p.protocol;
  put16(b, 10, 0);
  put32(b, 12, p.saddr);
  put32(b, 16, p.daddr);
  if (p.opt) b.set(p.opt, 20);
  put16(b, 10, csum_fold(csum_partial(b, 0, hlen)));
  skb.protocol = ETH_P_IP;
  skb._skb_dst = rt;
}

/** Sends a packet with its header: 0 or -ERRNO. */
export function ip_local_out(sk: sock | null, skb: sk_buff): number {
  const rt = skb._skb_dst as rtable;
  l3mdev_l3_out(skb, AF_INET);
  const err = rt.output(skb, sk);
  return err > 0 ? net_xmit_errno(err) : err;
}

/** ttl of a packet over rt: the socket's, for groups the one for multicast, or the system's (ip_select_ttl). */
export function ip_select_ttl(sk: inet_sock, rt: rtable): number {
  if (rt.rt_flags & RTCF_MULTICAST) return sk.mc_ttl;
  return sk.uc_ttl >= 0 ? sk.uc_ttl : rt.dev.nd_net.ipv4.sysctl_ip_default_ttl;
}

/** A checksum that was left to the device is made here when the device cannot (skb_checksum_help). */
export function skb_checksum_help(skb: sk_buff): void {
  if (skb.ip_summed !== CHECKSUM_PARTIAL) return;
  skb_cow(skb);
  const at = skb.csum_start + skb.csum_offset;
  const sum = csum_fold(csum_partial(skb.head, skb.csum_start, skb.tail));
  put16(skb.head, at, sum || 0xffff);
  skb.ip_summed = CHECKSUM_NONE;
}

/** The usual way out (ip_output). */
export function ip_output(skb: sk_buff, sk: sock | null): number {
  const rt = skb._skb_dst as rtable;
  skb.dev = rt.dev;
  skb.protocol = ETH_P_IP;
  count_out(skb, rt);
  return ip_finish_output(skb, sk, rt);
}

const count_out = (skb: sk_buff, rt: rtable): void =>
  IP_UPD_PO_STATS(rt.dev.nd_net.mib.ip.v4, M.IPSTATS_MIB_OUTPKTS, M.IPSTATS_MIB_OUTOCTETS, skb.len);

function ip_finish_output(skb: sk_buff, sk: sock | null, rt: rtable): number {
  if (!netdev_is_up(rt.dev)) {
    kfree_skb(skb);
    return -ENETDOWN;
  }
  if (skb.gso_size && !(rt.dev.flags & IFF_LOOPBACK)) {
    let err = 0;
    for (const seg of udp_segment(skb)) err = ip_finish_output(seg, sk, rt) || err;
    return err;
  }
  if (!(rt.dev.features & (NETIF_F_HW_CSUM | NETIF_F_IP_CSUM))) skb_checksum_help(skb);
  if (skb.len > rt.mtu && !skb.gso_size) return ip_fragment(skb, sk, rt);
  return ip_finish_output2(skb, rt);
}

function ip_finish_output2(skb: sk_buff, rt: rtable): number {
  const { v4 } = rt.dev.nd_net.mib.ip;
  if (rt.rt_type === RTN_MULTICAST)
    IP_UPD_PO_STATS(v4, M.IPSTATS_MIB_OUTMCASTPKTS, M.IPSTATS_MIB_OUTMCASTOCTETS, skb.len);
  else if (rt.rt_type === RTN_BROADCAST)
    IP_UPD_PO_STATS(v4, M.IPSTATS_MIB_OUTBCASTPKTS, M.IPSTATS_MIB_OUTBCASTOCTETS, skb.len);
  if (rt.rt_gw6 !== undefined) return neigh_output(nd_tbl, rt.rt_gw6, skb);
  const nexthop = rt.rt_gw4 || get32(skb.head, skb.network_header + 16);
  return neigh_output(arp_tbl, String(nexthop), skb);
}

/** A copy of an outgoing packet for our own receivers (dev_loopback_xmit). */
export function dev_loopback_xmit(skb: sk_buff): void {
  const copy = skb_clone(skb);
  copy.mac_header = copy.data;
  copy.pkt_type = PACKET_LOOPBACK;
  copy.ip_summed = CHECKSUM_UNNECESSARY;
  netif_rx(copy);
}

/** Groups and broadcasts on a device that does not loop back by itself (ip_mc_output). */
export function ip_mc_output(skb: sk_buff, sk: sock | null): number {
  const rt = skb._skb_dst as rtable;
  skb.dev = rt.dev;
  skb.protocol = ETH_P_IP;
  count_out(skb, rt);
  if (rt.rt_flags & RTCF_MULTICAST) {
    if ((!sk || inet_sk(sk).mc_loop) && rt.rt_flags & RTCF_LOCAL) dev_loopback_xmit(skb);
    if (skb.head[skb.network_header + 8] === 0) {
      kfree_skb(skb);
      return 0;
    }
  }
  if (rt.rt_flags & RTCF_BROADCAST) dev_loopback_xmit(skb);
  return ip_finish_output(skb, sk, rt);
}

/** Splits a packet that is larger than the route allows: -EMSGSIZE if that is forbidden (ip_fragment). */
function ip_fragment(skb: sk_buff, sk: sock | null, rt: rtable): number {
  const h = skb.network_header;
  const off = get16(skb.head, h + 6);
  const mtu = rt.mtu;
  const { nd_net } = rt.dev;
  if (off & IP_DF && !skb.ignore_df) {
    IP_INC_STATS(nd_net, M.IPSTATS_MIB_FRAGFAILS);
    icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu);
    kfree_skb(skb);
    return -EMSGSIZE;
  }
  skb_checksum_help(skb);
  const hlen = (skb.head[h] & 15) * 4;
  const id = get16(skb.head, h + 4) || ip_select_ident(rt.dev.nd_net);
  const payload = skb.head.subarray(h + hlen, skb.tail);
  const step = (mtu - hlen) & ~7;
  let err = 0;
  for (let at = 0; at < payload.length && !err; at += step) {
    const part = payload.subarray(at, at + step);
    const frag = alloc_skb(LL_MAX_HEADER + hlen + part.length);
    skb_reserve(frag, LL_MAX_HEADER);
    skb_reset_network_header(frag);
    skb_put(frag, hlen).set(skb.head.subarray(h, h + hlen));
    skb_put(frag, part.length).set(part);
    const b = frag.bytes;
    const more = at + part.length < payload.length || (off & IP_MF) !== 0;
    put16(b, 2, frag.len);
    put16(b, 4, id);
    put16(b, 6, ((off & IP_OFFSET) + (at >> 3)) | (more ? IP_MF : 0));
    put16(b, 10, 0);
    put16(b, 10, csum_fold(csum_partial(b, 0, hlen)));
    Object.assign(frag, {
      dev: skb.dev,
      protocol: ETH_P_IP,
      priority: skb.priority,
      mark: skb.mark,
      _skb_dst: rt,
    });
    if (sk) skb_set_owner_w(frag, sk);
    IP_INC_STATS(nd_net, M.IPSTATS_MIB_FRAGCREATES);
    err = ip_finish_output2(frag, rt);
  }
  IP_INC_STATS(nd_net, err ? M.IPSTATS_MIB_FRAGFAILS : M.IPSTATS_MIB_FRAGOKS);
  kfree_skb(skb);
  return err;
}
