// IPv6 packets on their way out (net/ipv6/ip6_output.c). Above: udp, tcp, raw, icmpv6. Below: route.ts, ndisc.ts.

import { EMSGSIZE, ENETDOWN } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { AF_INET6 } from "../../uapi/linux/socket.ts";
import { net_xmit_errno } from "../core/dev_queue.ts";
import { l3mdev_l3_out } from "../core/l3mdev.ts";
import { neigh_output } from "../core/neighbour.ts";
import { NETIF_F_HW_CSUM, NETIF_F_IPV6_CSUM } from "../core/netdev_flags.ts";
import { netdev_is_up } from "../core/netdevice.ts";
import {
  alloc_skb,
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_push,
  skb_put,
  skb_reserve,
  skb_reset_network_header,
} from "../core/skbuff.ts";
import { IP_UPD_PO_STATS, IP6_INC_STATS } from "../core/snmp.ts";
import type { sock } from "../core/sock.ts";
import { skb_set_owner_w } from "../core/sock_mem.ts";
import { inet_sk, type ipv6_txoptions, prandom_u32_max } from "../ipv4/inet_sock.ts";
import { dev_loopback_xmit, skb_checksum_help } from "../ipv4/ip_output.ts";
import { udp_segment } from "../ipv4/udp_offload.ts";
import {
  bytes_to_in6,
  type in6_addr,
  in6_to_bytes,
  ipv6_addr_is_multicast,
  put16,
  put32,
} from "../wire/addr.ts";
import { ip6_find_1stfragopt, ipv6_push_options, NEXTHDR_FRAGMENT } from "./exthdrs.ts";
import { icmpv6_send } from "./icmpv6.ts";
import { ipv6_chk_mcast_addr } from "./mld.ts";
import { nd_tbl } from "./ndisc.ts";
import type { rt6_info } from "./route.ts";

export interface ip6_params {
  saddr: in6_addr;
  daddr: in6_addr;
  nexthdr: number;
  hop_limit: number;
  tclass: number;
  flow_label: number;
  /** Extension headers between this one and the payload. */
  opt?: ipv6_txoptions | null;
}

/** Pushes the header of a packet whose payload skb is. */
export function ip6_push_header(skb: sk_buff, rt: rt6_info, p: ip6_params): void {
  const nexthdr = p.opt ? ipv6_push_options(skb, p.opt, p.nexthdr) : p.nexthdr;
  const len = skb.len;
  const b = skb_push(skb, 40);
  skb_reset_network_header(skb);
  put32(b, 0, (6 << 28) | (p.tclass << 20) | (p.flow_label & 0xfffff));
  put16(b, 4, len);
  b[6] = nexthdr;
  b[7] = p.hop_limit;
  b.set(in6_to_bytes(p.saddr), 8);
  b.set(in6_to_bytes(p.daddr), 24);
  skb.protocol = ETH_P_IPV6;
  skb._skb_dst = rt;
}

export function ip6_local_out(sk: sock | null, skb: sk_buff): number {
  l3mdev_l3_out(skb, AF_INET6);
  const err = (skb._skb_dst as rt6_info).output(skb, sk);
  return err > 0 ? net_xmit_errno(err) : err;
}

export function ip6_output(skb: sk_buff, sk: sock | null): number {
  const rt = skb._skb_dst as rt6_info;
  const { dev } = rt;
  skb.dev = dev;
  skb.protocol = ETH_P_IPV6;
  const { v6 } = dev.nd_net.mib.ip;
  IP_UPD_PO_STATS(v6, M.IPSTATS_MIB_OUTPKTS, M.IPSTATS_MIB_OUTOCTETS, skb.len);
  if (!netdev_is_up(dev)) {
    kfree_skb(skb);
    return -ENETDOWN;
  }
  const daddr = bytes_to_in6(skb.head, skb.network_header + 24);
  if (ipv6_addr_is_multicast(daddr))
    IP_UPD_PO_STATS(v6, M.IPSTATS_MIB_OUTMCASTPKTS, M.IPSTATS_MIB_OUTMCASTOCTETS, skb.len);
  if (ipv6_addr_is_multicast(daddr) && !(dev.flags & IFF_LOOPBACK)) {
    const loop = sk ? (inet_sk(sk).pinet6?.mc_loop ?? true) : rt.mc_loop;
    if (loop && ipv6_chk_mcast_addr(dev, daddr)) dev_loopback_xmit(skb);
    if (skb.head[skb.network_header + 7] === 0 || (daddr.charCodeAt(1) & 15) <= 1) {
      kfree_skb(skb);
      return 0;
    }
  }
  return finish_output(skb, sk, rt);
}

function finish_output(skb: sk_buff, sk: sock | null, rt: rt6_info): number {
  const { dev } = rt;
  if (skb.gso_size && !(dev.flags & IFF_LOOPBACK)) {
    let err = 0;
    for (const seg of udp_segment(skb)) err = finish_output(seg, sk, rt) || err;
    return err;
  }
  if (!(dev.features & (NETIF_F_HW_CSUM | NETIF_F_IPV6_CSUM))) skb_checksum_help(skb);
  if (skb.len > rt.mtu && !skb.gso_size) return ip6_fragment(skb, sk, rt);
  return finish(skb, rt);
}

function finish(skb: sk_buff, rt: rt6_info): number {
  const next = rt.rt6i_gateway ?? bytes_to_in6(skb.head, skb.network_header + 24);
  return neigh_output(nd_tbl, next, skb);
}

function ip6_fragment(skb: sk_buff, sk: sock | null, rt: rt6_info): number {
  const net = rt.dev.nd_net;
  if (!skb.ignore_df && !sk) {
    IP6_INC_STATS(net, M.IPSTATS_MIB_FRAGFAILS);
    icmpv6_send(skb, 2, 0, rt.mtu);
    kfree_skb(skb);
    return -EMSGSIZE;
  }
  skb_checksum_help(skb);
  const h = skb.network_header;
  const first = ip6_find_1stfragopt(skb.head, h);
  const hlen = first.len;
  const payload = skb.head.subarray(h + hlen, skb.tail);
  const step = (rt.mtu - hlen - 8) & ~7;
  const id = sk
    ? prandom_u32_max(inet_sk(sk), 0xffffffff)
    : Number(rt.dev.nd_net.kernel.realtime() & 0xffffffffn);
  let err = 0;
  for (let at = 0; at < payload.length && !err; at += step) {
    const part = payload.subarray(at, at + step);
    const frag = alloc_skb(LL_MAX_HEADER + hlen + 8 + part.length);
    skb_reserve(frag, LL_MAX_HEADER);
    skb_reset_network_header(frag);
    const b = skb_put(frag, hlen + 8 + part.length);
    b.set(skb.head.subarray(h, h + hlen));
    put16(b, 4, hlen - 40 + 8 + part.length);
    b[hlen] = b[first.next];
    b[first.next] = NEXTHDR_FRAGMENT;
    put16(b, hlen + 2, at | (at + part.length < payload.length ? 1 : 0));
    put32(b, hlen + 4, id);
    b.set(part, hlen + 8);
    Object.assign(frag, {
      dev: skb.dev,
      protocol: ETH_P_IPV6,
      priority: skb.priority,
      mark: skb.mark,
      _skb_dst: rt,
    });
    if (sk) skb_set_owner_w(frag, sk);
    IP6_INC_STATS(net, M.IPSTATS_MIB_FRAGCREATES);
    err = finish(frag, rt);
  }
  IP6_INC_STATS(net, err ? M.IPSTATS_MIB_FRAGFAILS : M.IPSTATS_MIB_FRAGOKS);
  kfree_skb(skb);
  return err;
}
