// IPv6 packets that come in: checks, extension headers, reassembly, delivery (net/ipv6/ip6_input.c, reassembly.c).
// Above: core/dev_queue.ts. Below: route.ts, icmpv6.ts, udp.ts, tcp_ipv6.ts, raw.ts.

import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { AF_INET6 } from "../../uapi/linux/socket.ts";
import { dev_add_pack } from "../core/dev_queue.ts";
import { l3mdev_l3_rcv, netif_is_l3_master } from "../core/l3mdev.ts";
import type { NetStack } from "../core/net_namespace.ts";
import { NET_RX_DROP } from "../core/netdev_flags.ts";
import type { net_device } from "../core/netdevice.ts";
import {
  alloc_skb,
  kfree_skb,
  PACKET_OTHERHOST,
  type sk_buff,
  skb_cow,
  skb_pull,
  skb_put,
  skb_reserve,
  skb_trim,
} from "../core/skbuff.ts";
import { IP_UPD_PO_STATS, IP6_INC_STATS } from "../core/snmp.ts";
import {
  bytes_to_in6,
  get16,
  get32,
  type in6_addr,
  in6addr_loopback,
  ipv6_addr_is_multicast,
  put16,
} from "../wire/addr.ts";
import {
  ip6_parse_tlv,
  ipv6_rthdr_ok,
  NEXTHDR_DEST,
  NEXTHDR_FRAGMENT,
  NEXTHDR_HOP,
  NEXTHDR_ROUTING,
} from "./exthdrs.ts";
import { icmpv6_rcv, icmpv6_send } from "./icmpv6.ts";
import { raw6_local_deliver } from "./raw.ts";
import { ip6_route_input, type rt6_info } from "./route.ts";
import { tcp_v6_rcv } from "./tcp_ipv6.ts";
import { udpv6_rcv } from "./udp.ts";

const drop = (skb: sk_buff): number => {
  kfree_skb(skb);
  return NET_RX_DROP;
};
export const ip6_saddr = (skb: sk_buff): in6_addr => bytes_to_in6(skb.head, skb.network_header + 8);
export const ip6_daddr = (skb: sk_buff): in6_addr => bytes_to_in6(skb.head, skb.network_header + 24);

export function ipv6_rcv(skb: sk_buff, dev: net_device): number {
  if (skb.pkt_type === PACKET_OTHERHOST) return drop(skb);
  const net = dev.nd_net;
  const { v6 } = net.mib.ip;
  const bad = (field: number): number => {
    IP6_INC_STATS(net, field);
    return drop(skb);
  };
  IP_UPD_PO_STATS(v6, M.IPSTATS_MIB_INPKTS, M.IPSTATS_MIB_INOCTETS, skb.len);
  if (!dev.ip6_ptr) return bad(M.IPSTATS_MIB_INDISCARDS);
  const { head, data } = skb;
  if (skb.len < 40 || head[data] >> 4 !== 6) return bad(M.IPSTATS_MIB_INHDRERRORS);
  IP6_INC_STATS(net, M.IPSTATS_MIB_NOECTPKTS + ((head[data + 1] >> 4) & 3));
  skb.network_header = data;
  const daddr = ip6_daddr(skb);
  if (ipv6_addr_is_multicast(ip6_saddr(skb))) return bad(M.IPSTATS_MIB_INHDRERRORS);
  if (daddr === in6addr_loopback && !(dev.flags & IFF_LOOPBACK) && !netif_is_l3_master(dev))
    return bad(M.IPSTATS_MIB_INHDRERRORS);
  const len = get16(head, data + 4);
  if (skb.len < 40 + len) return bad(M.IPSTATS_MIB_INTRUNCATEDPKTS);
  skb_trim(skb, 40 + len);
  l3mdev_l3_rcv(skb, AF_INET6);
  if (!skb._skb_dst && !ip6_route_input(skb, daddr, dev)) return bad(M.IPSTATS_MIB_INADDRERRORS);
  if (ipv6_addr_is_multicast(daddr))
    IP_UPD_PO_STATS(v6, M.IPSTATS_MIB_INMCASTPKTS, M.IPSTATS_MIB_INMCASTOCTETS, skb.len);
  return (skb._skb_dst as rt6_info).input(skb);
}

const NEXTHDR_NONE = 59;
/** ICMPv6, UDP, UDP-Lite, TCP, and nothing. */
const PROTOCOLS: ReadonlySet<number> = new Set([58, 17, 136, 6, NEXTHDR_NONE]);

export function ip6_local_deliver(skb: sk_buff): number {
  let nexthdr = skb.head[skb.network_header + 6];
  skb_pull(skb, 40);
  const bad = (): number => {
    IP6_INC_STATS(skb.dev!.nd_net, M.IPSTATS_MIB_INHDRERRORS);
    return drop(skb);
  };
  // Which byte says what comes next.
  let nhoff = 6;
  for (let first = true; ; first = false) {
    if (nexthdr === NEXTHDR_HOP || nexthdr === NEXTHDR_ROUTING || nexthdr === NEXTHDR_DEST) {
      if (nexthdr === NEXTHDR_HOP && !first) break;
      const at = skb.data;
      const n = skb.len < 8 ? 0 : (skb.head[at + 1] + 1) * 8;
      if (n === 0 || n > skb.len) return bad();
      const ok = nexthdr === NEXTHDR_ROUTING ? ipv6_rthdr_ok(skb, at) : ip6_parse_tlv(skb, nexthdr, at, n);
      if (!ok) return bad();
      nexthdr = skb.head[at];
      nhoff = at - skb.network_header;
      skb_pull(skb, n);
    } else if (nexthdr === NEXTHDR_FRAGMENT) {
      const whole = ip6_defrag(skb);
      if (!whole) return 0;
      nexthdr = whole.head[whole.network_header + 6];
      skb = whole;
      nhoff = 6;
    } else break;
  }
  skb.transport_header = skb.data;
  const raw = raw6_local_deliver(skb, nexthdr);
  const known = raw || PROTOCOLS.has(nexthdr);
  IP6_INC_STATS(skb.dev!.nd_net, known ? M.IPSTATS_MIB_INDELIVERS : M.IPSTATS_MIB_INUNKNOWNPROTOS);
  switch (nexthdr) {
    case 58:
      return icmpv6_rcv(skb);
    case 17:
    case 136:
      return udpv6_rcv(skb, nexthdr);
    case 6:
      return tcp_v6_rcv(skb);
  }
  if (!raw && nexthdr !== NEXTHDR_NONE) icmpv6_send(skb, 4, 1, nhoff);
  kfree_skb(skb);
  return 0;
}

interface queue {
  parts: { offset: number; data: Uint8Array; skb: sk_buff }[];
  len: number;
  have: number;
}
const queues = new WeakMap<object, Map<string, queue>>();

/** Keeps a part; the whole packet once all are there. skb's data begin at the fragment header. */
function ip6_defrag(skb: sk_buff): sk_buff | null {
  const net = skb.dev!.nd_net;
  IP6_INC_STATS(net, M.IPSTATS_MIB_REASMREQDS);
  let map = queues.get(net);
  if (!map) queues.set(net, (map = new Map()));
  if (skb.len < 8) {
    kfree_skb(skb);
    return null;
  }
  const { head, data } = skb;
  const key = `${skb.skb_iif}:${ip6_saddr(skb)}${ip6_daddr(skb)}${get32(head, data + 4)}`;
  let q = map.get(key);
  if (!q) {
    map.set(key, (q = { parts: [], len: -1, have: 0 }));
    const mine = q;
    net.kernel.timers.add(net.kernel.now() + 60e9, () => {
      if (map.get(key) !== mine) return;
      map.delete(key);
      IP6_INC_STATS(net, M.IPSTATS_MIB_REASMTIMEOUT);
      IP6_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
      for (const p of mine.parts) kfree_skb(p.skb);
    });
  }
  const off = get16(head, data + 2);
  const part = head.slice(data + 8, skb.tail);
  const offset = off & ~7;
  if (q.parts.some((p) => offset < p.offset + p.data.length && p.offset < offset + part.length)) {
    IP6_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
    kfree_skb(skb);
    return null;
  }
  if (!(off & 1)) q.len = offset + part.length;
  q.parts.push({ offset, data: part, skb });
  q.have += part.length;
  if (q.len < 0 || q.have < q.len) return null;
  map.delete(key);
  IP6_INC_STATS(net, M.IPSTATS_MIB_REASMOKS);
  q.parts.sort((a, b) => a.offset - b.offset);
  const first = q.parts[0].skb;
  const h = first.network_header;
  const whole = alloc_skb(h + 40 + q.len);
  skb_reserve(whole, h);
  skb_put(whole, 40).set(first.head.subarray(h, h + 40));
  for (const p of q.parts) skb_put(whole, p.data.length).set(p.data);
  whole.network_header = h;
  whole.head[h + 6] = first.head[first.data];
  put16(whole.head, h + 4, q.len);
  const { dev, _skb_dst, skb_iif, l3_iif, pkt_type, protocol, mark, tstamp } = first;
  Object.assign(whole, { dev, _skb_dst, skb_iif, l3_iif, pkt_type, protocol, mark, tstamp });
  for (const p of q.parts) kfree_skb(p.skb);
  skb_pull(whole, 40);
  return whole;
}

export function ip6_forward(skb: sk_buff): number {
  const rt = skb._skb_dst as rt6_info;
  skb_cow(skb);
  const h = skb.network_header;
  const net = rt.dev.nd_net;
  if (skb.head[h + 7] <= 1) {
    IP6_INC_STATS(net, M.IPSTATS_MIB_INHDRERRORS);
    icmpv6_send(skb, 3, 0, 0);
    return drop(skb);
  }
  if (skb.len > rt.mtu) {
    IP6_INC_STATS(net, M.IPSTATS_MIB_INTOOBIGERRORS);
    IP6_INC_STATS(net, M.IPSTATS_MIB_FRAGFAILS);
    icmpv6_send(skb, 2, 0, rt.mtu);
    return drop(skb);
  }
  skb.head[h + 7]--;
  IP_UPD_PO_STATS(net.mib.ip.v6, M.IPSTATS_MIB_OUTFORWDATAGRAMS, M.IPSTATS_MIB_OUTOCTETS, skb.len);
  return rt.output(skb, null);
}

export function ipv6_packet_init(stack: NetStack): void {
  dev_add_pack(stack, { type: ETH_P_IPV6, dev: null, func: (skb, dev) => ipv6_rcv(skb, dev) });
}
