// ARP: asking for link addresses and answering for our own (net/ipv4/arp.c). Above: ip_output.ts, rtnetlink, ioctls.
// Below: ../core/neighbour.ts, devinet.ts.

import { IFF_NOARP } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER, ARPOP_REPLY, ARPOP_REQUEST } from "../../uapi/linux/if_arp.ts";
import { ETH_P_ARP, ETH_P_IP } from "../../uapi/linux/if_ether.ts";
import {
  IPV4_DEVCONF_FORWARDING,
  IPV4_DEVCONF_MEDIUM_ID,
  IPV4_DEVCONF_PROXY_ARP,
} from "../../uapi/linux/ip.ts";
import { NUD_REACHABLE, NUD_STALE } from "../../uapi/linux/neighbour.ts";
import {
  RT_SCOPE_LINK,
  RTN_BROADCAST,
  RTN_LOCAL,
  RTN_MULTICAST,
  RTN_UNICAST,
} from "../../uapi/linux/rtnetlink.ts";
import { dev_add_pack, dev_queue_xmit } from "../core/dev_queue.ts";
import {
  neigh_answer_proxy,
  neigh_of,
  type neigh_table,
  neigh_update,
  type neighbour,
} from "../core/neighbour.ts";
import type { NetStack } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import {
  alloc_skb,
  kfree_skb,
  LL_MAX_HEADER,
  PACKET_HOST,
  PACKET_LOOPBACK,
  PACKET_OTHERHOST,
  type sk_buff,
  skb_put,
  skb_reserve,
  skb_reset_network_header,
} from "../core/skbuff.ts";
import { AF_INET } from "../linux_socket.ts";
import {
  get16,
  get32,
  ipv4_is_lbcast,
  ipv4_is_loopback,
  ipv4_is_multicast,
  put16,
  put32,
} from "../wire/addr.ts";
import { inet_select_addr } from "./devinet.ts";
import { fib_lookup } from "./fib_rules.ts";
import { flowi4_init } from "./fib_trie.ts";
import { icmp_host_unreachable } from "./icmp.ts";
import { inet_addr_type_dev } from "./route.ts";

const keyOf = (addr: number): string => String(addr);

/** The Ethernet address of a group: 01:00:5e and the low 23 bits (ip_eth_mc_map). */
export const ip_eth_mc_map = (a: number): Uint8Array =>
  Uint8Array.of(1, 0, 0x5e, (a >>> 16) & 0x7f, (a >>> 8) & 255, a & 255);

export const arp_tbl: neigh_table = {
  family: AF_INET,
  protocol: ETH_P_IP,
  known(dev, key) {
    const addr = Number(key);
    if (ipv4_is_multicast(addr)) return ip_eth_mc_map(addr);
    const type = inet_addr_type_dev(dev.nd_net, dev, addr, dev.ifindex);
    if (dev.flags & IFF_NOARP) return dev.dev_addr;
    if (type === RTN_BROADCAST || ipv4_is_lbcast(addr)) return dev.broadcast;
    if (type === RTN_MULTICAST) return ip_eth_mc_map(addr);
    return null;
  },
  solicit(n, skb) {
    const target = Number(n.key);
    const wanted = skb && skb.network_header >= 0 ? get32(skb.head, skb.network_header + 12) : 0;
    const own = wanted && inet_addr_type_dev(n.dev.nd_net, n.dev, wanted) === RTN_LOCAL;
    const saddr = own ? wanted : inet_select_addr(n.dev, target, RT_SCOPE_LINK);
    if (saddr) arp_send(ARPOP_REQUEST, n.dev, target, saddr, null, n.dev.broadcast);
  },
  error_report: (skb) => icmp_host_unreachable(skb),
};

/** Sends an ARP packet; target_hw null: not known. */
export function arp_send(
  op: number,
  dev: net_device,
  target: number,
  source: number,
  target_hw: Uint8Array | null,
  dest_hw: Uint8Array,
): void {
  if (dev.flags & IFF_NOARP) return;
  const n = dev.addr_len;
  const skb = alloc_skb(LL_MAX_HEADER + 16 + 2 * n);
  skb_reserve(skb, LL_MAX_HEADER);
  skb_reset_network_header(skb);
  const b = skb_put(skb, 8 + 2 * (n + 4));
  put16(b, 0, dev.type);
  put16(b, 2, ETH_P_IP);
  b[4] = n;
  b[5] = 4;
  put16(b, 6, op);
  b.set(dev.dev_addr.subarray(0, n), 8);
  put32(b, 8 + n, source);
  if (target_hw) b.set(target_hw.subarray(0, n), 12 + n);
  put32(b, 12 + 2 * n, target);
  skb.dev = dev;
  skb.protocol = ETH_P_ARP;
  dev.header_ops?.create(skb, dev, ETH_P_ARP, dest_hw, dev.dev_addr, skb.len);
  dev_queue_xmit(skb);
}

/** Takes an ARP packet in: learns from it, answers if it asks for an address of ours (arp_process). */
export function arp_rcv(skb: sk_buff, dev: net_device): number {
  const n = dev.addr_len;
  const b = skb.bytes;
  const ours =
    dev.ip_ptr !== null &&
    !(dev.flags & IFF_NOARP) &&
    skb.pkt_type !== PACKET_OTHERHOST &&
    skb.pkt_type !== PACKET_LOOPBACK &&
    b.length >= 8 + 2 * (n + 4) &&
    b[4] === n &&
    b[5] === 4 &&
    get16(b, 2) === ETH_P_IP &&
    (get16(b, 0) === dev.type || (dev.type === ARPHRD_ETHER && get16(b, 0) === 6));
  if (ours) process(skb, dev, b, n);
  kfree_skb(skb);
  return 0;
}

function process(skb: sk_buff, dev: net_device, b: Uint8Array, n: number): void {
  const op = get16(b, 6);
  if (op !== ARPOP_REQUEST && op !== ARPOP_REPLY) return;
  const sha = b.slice(8, 8 + n);
  const sip = get32(b, 8 + n);
  const tip = get32(b, 12 + 2 * n);
  if (ipv4_is_multicast(tip) || ipv4_is_loopback(tip)) return;
  const { nd_net } = dev;
  const mine = inet_addr_type_dev(nd_net, dev, tip) === RTN_LOCAL;
  if (sip === 0) {
    // Duplicate address detection (RFC 2131).
    if (op === ARPOP_REQUEST && mine) arp_send(ARPOP_REPLY, dev, sip, tip, sha, sha);
    return;
  }
  const cache = neigh_of(nd_net.stack);
  let entry: neighbour | null = cache.lookup(arp_tbl, dev, keyOf(sip));
  if (op === ARPOP_REQUEST && mine) {
    entry ??= cache.create(arp_tbl, dev, keyOf(sip));
    if (!(entry.nud_state & NUD_REACHABLE)) neigh_update(entry, sha, NUD_STALE);
    arp_send(ARPOP_REPLY, dev, sip, tip, sha, sha);
    return;
  }
  if (op === ARPOP_REQUEST && proxies(dev, tip)) {
    entry ??= cache.create(arp_tbl, dev, keyOf(sip));
    if (!(entry.nud_state & NUD_REACHABLE)) neigh_update(entry, sha, NUD_STALE);
    const asked = skb.pkt_type === PACKET_HOST;
    neigh_answer_proxy(arp_tbl, dev, asked, () => arp_send(ARPOP_REPLY, dev, sip, tip, sha, sha));
    return;
  }
  if (!entry) return;
  neigh_update(entry, sha, op === ARPOP_REPLY && skb.pkt_type === PACKET_HOST ? NUD_REACHABLE : NUD_STALE);
}

/**
 * Whether we answer for an address that is behind another device of ours: proxy_arp of the device, or an entry for it
 * (arp_fwd_proxy, pneigh_lookup).
 */
function proxies(dev: net_device, tip: number): boolean {
  const { nd_net } = dev;
  const cnf = dev.ip_ptr!.cnf;
  if (!cnf.get(IPV4_DEVCONF_FORWARDING)) return false;
  const res = fib_lookup(nd_net, flowi4_init({ daddr: tip, iif: dev.ifindex }));
  if (typeof res === "number" || res.type !== RTN_UNICAST || !res.nh?.dev || res.nh.dev === dev) return false;
  const all = nd_net.ipv4.devconf_all;
  if (cnf.get(IPV4_DEVCONF_PROXY_ARP) || all.get(IPV4_DEVCONF_PROXY_ARP)) {
    // Devices of one medium hear each other anyway; -1: never.
    const [in_id, out_id] = [dev, res.nh.dev].map((d) => d.ip_ptr?.cnf.get(IPV4_DEVCONF_MEDIUM_ID) ?? 0);
    if (in_id === 0 || (in_id !== -1 && in_id !== out_id && out_id !== -1)) return true;
  }
  return neigh_of(nd_net.stack).proxy(arp_tbl, dev, keyOf(tip)) !== null;
}

export function arp_init(stack: NetStack): void {
  dev_add_pack(stack, { type: ETH_P_ARP, dev: null, func: (skb, dev) => arp_rcv(skb, dev) });
}
