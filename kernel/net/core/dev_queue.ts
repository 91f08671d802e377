// The way of a packet through the devices: out through dev_queue_xmit, in through netif_rx to the taps, the
// device's rx_handler and the protocols (net/core/dev.c).
// Above: the protocols, packet sockets, drivers. Below: softnet.ts, netdevice.ts.

import { ENETDOWN } from "../../uapi/asm/errno.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import { ETH_P_8021AD, ETH_P_8021Q, ETH_P_ALL } from "../../uapi/linux/if_ether.ts";
import type { NetStack } from "./net_namespace.ts";
import {
  NET_RX_DROP,
  NET_RX_SUCCESS,
  NET_XMIT_CN,
  NET_XMIT_DROP,
  RX_HANDLER_ANOTHER,
  RX_HANDLER_CONSUMED,
  RX_HANDLER_EXACT,
} from "./netdev_flags.ts";
import { type net_device, netif_running, type packet_type } from "./netdevice.ts";
import {
  kfree_skb,
  PACKET_OTHERHOST,
  PACKET_OUTGOING,
  type sk_buff,
  skb_clone,
  skb_cow,
  skb_pull,
  skb_push,
  skb_reset_mac_header,
  skb_reset_network_header,
  skb_reset_transport_header,
} from "./skbuff.ts";
import { skb_tx_scheduled, skb_tx_timestamp } from "./tx_status.ts";
import { vlan_do_receive } from "./vlan_core.ts";

/** How deep one packet may go from device into device. */
const XMIT_RECURSION_LIMIT = 8;

// ---- who wants packets ----

function listOf(stack: NetStack, pt: packet_type): packet_type[] {
  if (pt.type === ETH_P_ALL) return pt.dev ? pt.dev.ptype_all : stack.ptype_all;
  let list = stack.ptype_base.get(pt.type);
  if (!list) stack.ptype_base.set(pt.type, (list = []));
  return list;
}

/** Adds a protocol's or tap's interest. */
export function dev_add_pack(stack: NetStack, pt: packet_type): void {
  listOf(stack, pt).unshift(pt);
}

export function dev_remove_pack(stack: NetStack, pt: packet_type): void {
  const list = listOf(stack, pt);
  const i = list.indexOf(pt);
  if (i >= 0) list.splice(i, 1);
}

// ---- out ----

const wants = (pt: packet_type, dev: net_device): boolean =>
  !pt.af_packet_net || pt.af_packet_net === dev.nd_net;

/** Shows an outgoing packet to the taps, not to the socket that sends it. */
export function dev_queue_xmit_nit(skb: sk_buff, dev: net_device): void {
  const { stack } = dev.nd_net;
  for (const list of [stack.ptype_all, dev.ptype_all]) {
    if (list.length === 0) continue;
    for (const pt of [...list]) {
      if (pt.ignore_outgoing || pt.id_match?.(pt, skb) || !wants(pt, dev)) continue;
      const copy = skb_clone(skb);
      if (copy.tstamp === 0n)
        copy.tstamp = pt.watches ? stack.kernel.watch_realtime() : stack.kernel.realtime();
      skb_reset_mac_header(copy);
      if (copy.network_header < copy.data || copy.network_header > copy.tail) skb_reset_network_header(copy);
      copy.transport_header = copy.network_header;
      copy.pkt_type = PACKET_OUTGOING;
      copy.dev = dev;
      pt.func(copy, dev, pt, dev);
    }
  }
}

/** Hands the packet to the driver. */
export function dev_hard_start_xmit(skb: sk_buff, dev: net_device): number {
  dev_queue_xmit_nit(skb, dev);
  if (skb.tx_flags) skb_tx_timestamp(skb);
  return dev.netdev_ops.ndo_start_xmit(skb, dev);
}

/**
 * Sends a packet out through skb.dev; it is taken over whatever happens. 0, NET_XMIT_DROP or NET_XMIT_CN (dropped
 * by the queue; net_xmit_errno() tells what a program sees), or -ENETDOWN.
 */
export function dev_queue_xmit(skb: sk_buff): number {
  const dev = skb.dev!;
  const { stack } = dev.nd_net;
  skb_reset_mac_header(skb);
  if (skb.tx_flags) skb_tx_scheduled(skb);
  stack.softnet.local_bh_disable();
  try {
    if (!dev.tx_active) {
      // The queue is not started (down, or without a carrier): "noop" drops and reports congestion.
      kfree_skb(skb);
      return NET_XMIT_CN;
    }
    if (dev.tx_stopped || !(dev.flags & IFF_UP) || stack.xmit_recursion >= XMIT_RECURSION_LIMIT) {
      dev.stats.tx_dropped++;
      kfree_skb(skb);
      return dev.qdisc === "noqueue" ? -ENETDOWN : NET_XMIT_DROP;
    }
    stack.xmit_recursion++;
    try {
      if (dev.netem) return dev.netem.enqueue(skb);
      dev_hard_start_xmit(skb, dev);
    } finally {
      stack.xmit_recursion--;
    }
    return 0;
  } finally {
    stack.softnet.local_bh_enable();
  }
}

/** Sends without the queue (packet sockets' PACKET_QDISC_BYPASS): 0, NET_XMIT_DROP or -ENETDOWN. */
export function dev_direct_xmit(skb: sk_buff): number {
  const dev = skb.dev!;
  if (!netif_running(dev) || !(dev.flags & IFF_UP)) {
    kfree_skb(skb);
    dev.stats.tx_dropped++;
    return NET_XMIT_DROP;
  }
  return dev_queue_xmit(skb);
}

/** What a program sees of a send's result: congestion is no error. */
export const net_xmit_errno = (e: number): number => (e === NET_XMIT_CN ? 0 : e === NET_XMIT_DROP ? -105 : e);

// ---- in ----

/** A packet has arrived on skb.dev: queued for the softirq. NET_RX_SUCCESS or NET_RX_DROP. */
export function netif_rx(skb: sk_buff): number {
  const { nd_net } = skb.dev!;
  if (skb.tstamp === 0n) skb.tstamp = nd_net.kernel.realtime();
  const limit = nd_net.stack.init_net.core.sysctl_netdev_max_backlog;
  if (nd_net.stack.softnet.enqueue(skb, limit)) return NET_RX_SUCCESS;
  skb.dev!.stats.rx_dropped++;
  return NET_RX_DROP;
}
export const __netif_rx = netif_rx;

/** Packets of a device that goes are not delivered any more. */
export function flush_backlog(dev: net_device): void {
  dev.nd_net.stack.softnet.flush((skb) => skb.dev === dev);
}

/** Delivers a packet now; we are in the softirq, or a driver that polls (netif_receive_skb). */
export function netif_receive_skb(skb: sk_buff): number {
  const orig_dev = skb.dev!;
  const { stack } = orig_dev.nd_net;
  if (!netif_running(orig_dev)) {
    orig_dev.stats.rx_dropped++;
    kfree_skb(skb);
    return NET_RX_DROP;
  }
  if (skb.tstamp === 0n) skb.tstamp = stack.kernel.realtime();
  skb_reset_network_header(skb);
  if (skb.transport_header < 0) skb_reset_transport_header(skb);
  skb.mac_len = skb.network_header - skb.mac_header;

  let exact = false;
  for (;;) {
    const dev: net_device = skb.dev!;
    skb.skb_iif = dev.ifindex;
    skb.l3_iif = 0;
    if (skb.vlan_tci < 0 && (skb.protocol === ETH_P_8021Q || skb.protocol === ETH_P_8021AD)) {
      if (!skb_vlan_untag(skb)) {
        kfree_skb(skb);
        return NET_RX_DROP;
      }
    }
    for (const list of [stack.ptype_all, dev.ptype_all]) {
      if (list.length === 0) continue;
      for (const pt of [...list]) if (wants(pt, dev)) pt.func(skb_clone(skb), dev, pt, orig_dev);
    }
    if (skb.vlan_tci >= 0 && vlan_do_receive(skb)) continue;
    if (!dev.rx_handler) break;
    const verdict = dev.rx_handler(skb);
    if (verdict === RX_HANDLER_CONSUMED) return NET_RX_SUCCESS;
    if (verdict === RX_HANDLER_ANOTHER) continue;
    if (verdict === RX_HANDLER_EXACT) exact = true;
    break;
  }
  if (skb.vlan_tci >= 0) {
    // A tag that no vlan device wanted: the frame is for nobody here, unless it is only a priority (id 0).
    if (skb.vlan_tci & 0xfff) skb.pkt_type = PACKET_OTHERHOST;
    skb.vlan_tci = -1;
  }
  return deliver(skb, orig_dev, exact);
}

/** To every protocol of the packet's type; the last gets the packet itself. */
function deliver(skb: sk_buff, orig_dev: net_device, exact: boolean): number {
  const dev = skb.dev!;
  const takers: packet_type[] = [];
  for (const pt of dev.nd_net.stack.ptype_base.get(skb.protocol) ?? []) {
    const match = pt.dev ? pt.dev === orig_dev || pt.dev === dev : !exact;
    if (match && wants(pt, dev)) takers.push(pt);
  }
  if (takers.length === 0) {
    if (exact) dev.stats.rx_nohandler++;
    else dev.stats.rx_dropped++;
    kfree_skb(skb);
    return NET_RX_DROP;
  }
  for (let i = 0; i < takers.length - 1; i++) takers[i].func(skb_clone(skb), dev, takers[i], orig_dev);
  const last = takers[takers.length - 1];
  return last.func(skb, dev, last, orig_dev);
}

/** Moves an 802.1Q tag from the bytes to skb.vlan_tci; false: too short. */
export function skb_vlan_untag(skb: sk_buff): boolean {
  if (skb.len < 4) return false;
  skb_cow(skb);
  const { head, data } = skb;
  skb.vlan_proto = skb.protocol;
  skb.vlan_tci = (head[data] << 8) | head[data + 1];
  skb.protocol = (head[data + 2] << 8) | head[data + 3];
  skb_pull(skb, 4);
  if (skb.mac_header >= 0) {
    head.copyWithin(skb.mac_header + 4, skb.mac_header, skb.mac_header + 12);
    skb.mac_header += 4;
    // Since the tag is gone, the frame's own type stands where the tag's stood.
    head[skb.data - 2] = skb.protocol >> 8;
    head[skb.data - 1] = skb.protocol & 0xff;
  }
  skb_reset_network_header(skb);
  skb_reset_transport_header(skb);
  return true;
}

/** Delivers another frame through skb.dev as if it came from there, its link header pushed back first. */
export function skb_push_mac(skb: sk_buff): void {
  if (skb.mac_header >= 0 && skb.mac_header < skb.data) skb_push(skb, skb.data - skb.mac_header);
}
