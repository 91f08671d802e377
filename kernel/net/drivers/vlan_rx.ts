// Received 802.1Q tags: the vlan device over skb.dev that they belong to (net/8021q/vlan_core.c vlan_do_receive).
// Above: ../core/dev_queue.ts. Below: vlan.ts registers its devices here.

import type { net_device } from "../core/netdevice.ts";
import { PACKET_HOST, PACKET_OTHERHOST, type sk_buff } from "../core/skbuff.ts";

const vlans = new WeakMap<net_device, Map<string, net_device>>();
const key = (proto: number, vid: number): string => `${proto}:${vid}`;

export function vlan_find_dev(real_dev: net_device, proto: number, vid: number): net_device | null {
  return vlans.get(real_dev)?.get(key(proto, vid)) ?? null;
}

/** All vlan devices over real_dev. */
export function vlan_devs(real_dev: net_device): net_device[] {
  return [...(vlans.get(real_dev)?.values() ?? [])];
}

export function vlan_group_set(real_dev: net_device, proto: number, vid: number, dev: net_device | null): void {
  let group = vlans.get(real_dev);
  if (!group) vlans.set(real_dev, (group = new Map()));
  if (dev) group.set(key(proto, vid), dev);
  else group.delete(key(proto, vid));
}

/** Hands the frame to its vlan device: true, and skb.dev is that device; false: there is none. */
export function vlan_do_receive(skb: sk_buff): boolean {
  const dev = vlan_find_dev(skb.dev!, skb.vlan_proto, skb.vlan_tci & 0xfff);
  if (!dev) return false;
  skb.dev = dev;
  if (skb.pkt_type === PACKET_OTHERHOST) {
    // The vlan device may have an address of its own.
    const h = skb.head;
    if (dev.dev_addr.every((b, i) => h[skb.mac_header + i] === b)) skb.pkt_type = PACKET_HOST;
  }
  skb.vlan_tci = -1;
  dev.stats.rx_packets++;
  dev.stats.rx_bytes += skb.len;
  return true;
}
