import * as L from "../../uapi/linux/if_link.ts";
import { equalBytes } from "../core/dev.ts";
import { dev_queue_xmit, netif_receive_skb, netif_rx } from "../core/dev_queue.ts";
import { RX_HANDLER_CONSUMED, RX_HANDLER_PASS } from "../core/netdev_flags.ts";
import { type net_device, netif_running } from "../core/netdevice.ts";
import {
  kfree_skb,
  PACKET_HOST,
  PACKET_LOOPBACK,
  PACKET_OTHERHOST,
  type sk_buff,
  skb_clone,
  skb_orphan,
  skb_scrub_packet,
} from "../core/skbuff.ts";
import { eth_receive, is_multicast_ether_addr } from "./eth.ts";

/** A device that carries macvlans. */
export interface macvlan_port {
  readonly dev: net_device;
  readonly vlans: net_device[];
  passthru: boolean;
}

export interface macvlan_dev {
  lowerdev: net_device;
  port: macvlan_port;
  mode: number;
  flags: number;
  bc_queue_len: number;
}
export const macvlan_of = (dev: net_device): macvlan_dev => dev.priv as macvlan_dev;

/** The ports of a system, by the device that carries them. */
export const ports = new WeakMap<net_device, macvlan_port>();

// ---- the data path ----

/** Hands a frame to one of ours, up the stack. */
function deliver(vlan: net_device, skb: sk_buff): void {
  if (!netif_running(vlan)) {
    kfree_skb(skb);
    return;
  }
  vlan.stats.rx_packets++;
  vlan.stats.rx_bytes += skb.len + 14;
  skb.dev = vlan;
  netif_receive_skb(skb);
}

const macAt = (skb: sk_buff, at: number): Uint8Array => skb.head.subarray(at, at + 6);

/** A frame from outside (macvlan_handle_frame). */
export function handle_frame(skb: sk_buff): number {
  if (skb.pkt_type === PACKET_LOOPBACK) return RX_HANDLER_PASS;
  const port = skb.dev!.rx_handler_data as macvlan_port;
  const dest = macAt(skb, skb.mac_header);
  const src = macAt(skb, skb.mac_header + 6);
  if (is_multicast_ether_addr(dest)) {
    // One of ours sent it and a switch brought it back: not to its sender.
    const sender = port.vlans.find((v) => equalBytes(v.dev_addr, src));
    for (const v of port.vlans) if (v !== sender) deliver(v, skb_clone(skb));
    return RX_HANDLER_PASS;
  }
  const vlan = port.passthru ? port.vlans[0] : port.vlans.find((v) => equalBytes(v.dev_addr, dest));
  if (!vlan) return RX_HANDLER_PASS;
  if (skb.pkt_type === PACKET_OTHERHOST) skb.pkt_type = PACKET_HOST;
  deliver(vlan, skb);
  return RX_HANDLER_CONSUMED;
}

/** In bridge mode ours reach each other without the wire (macvlan_queue_xmit). skb begins with the link header. */
export function queue_xmit(skb: sk_buff, dev: net_device): void {
  const { port, mode, lowerdev } = macvlan_of(dev);
  if (mode === L.MACVLAN_MODE_BRIDGE) {
    const dest = macAt(skb, skb.data);
    const peers = port.vlans.filter((v) => v !== dev && macvlan_of(v).mode === L.MACVLAN_MODE_BRIDGE);
    if (is_multicast_ether_addr(dest)) {
      for (const v of peers) hand_over(v, skb_clone(skb), dev);
    } else {
      const peer = peers.find((v) => equalBytes(v.dev_addr, dest));
      if (peer) {
        hand_over(peer, skb, dev);
        return;
      }
    }
  }
  skb.dev = lowerdev;
  dev_queue_xmit(skb);
}

/** From one of ours to another, as if received. */
function hand_over(v: net_device, skb: sk_buff, from: net_device): void {
  if (!netif_running(v)) {
    kfree_skb(skb);
    return;
  }
  // Its sender's socket and route are not the receiver's.
  skb_orphan(skb);
  skb_scrub_packet(skb, from.nd_net !== v.nd_net);
  eth_receive(skb, v, netif_rx, true);
}
