// Vlan ids in use on a device, and received 802.1Q tags (net/8021q/vlan_core.c).
// Above: dev_queue.ts, ../drivers/vlan.ts, ../drivers/net_failover.ts. Below: netdevice.ts.

import { NETIF_F_HW_VLAN_CTAG_FILTER } from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";
import { PACKET_HOST, PACKET_OTHERHOST, type sk_buff } from "./skbuff.ts";

const key = (proto: number, vid: number): string => `${proto}:${vid}`;

export function vlan_find_dev(real_dev: net_device, proto: number, vid: number): net_device | null {
  return real_dev.vlan_group.get(key(proto, vid)) ?? null;
}

/** All vlan devices over real_dev. */
export const vlan_devs = (real_dev: net_device): net_device[] => [...real_dev.vlan_group.values()];
export const vlan_uses_dev = (dev: net_device): boolean => dev.vlan_group.size > 0;

export function vlan_group_set(
  real_dev: net_device,
  proto: number,
  vid: number,
  dev: net_device | null,
): void {
  if (dev) real_dev.vlan_group.set(key(proto, vid), dev);
  else real_dev.vlan_group.delete(key(proto, vid));
}

/** The id is used on dev: the driver's filter learns of it with the first use. 0 or the driver's errno. */
export function vlan_vid_add(dev: net_device, proto: number, vid: number): number {
  const k = key(proto, vid);
  const n = dev.vlan_vids.get(k) ?? 0;
  if (n === 0 && dev.features & NETIF_F_HW_VLAN_CTAG_FILTER) {
    const err = dev.netdev_ops.ndo_vlan_rx_add_vid?.(dev, proto, vid) ?? 0;
    if (err) return err;
  }
  dev.vlan_vids.set(k, n + 1);
  return 0;
}

export function vlan_vid_del(dev: net_device, proto: number, vid: number): void {
  const k = key(proto, vid);
  const n = dev.vlan_vids.get(k) ?? 0;
  if (n > 1) dev.vlan_vids.set(k, n - 1);
  else if (dev.vlan_vids.delete(k) && dev.features & NETIF_F_HW_VLAN_CTAG_FILTER) {
    dev.netdev_ops.ndo_vlan_rx_kill_vid?.(dev, proto, vid);
  }
}

const eachVid = (by_dev: net_device): [number, number][] =>
  [...by_dev.vlan_vids.keys()].map((k) => k.split(":").map(Number) as [number, number]);

/** dev is to carry all ids of by_dev. A failure takes back what was added. */
export function vlan_vids_add_by_dev(dev: net_device, by_dev: net_device): number {
  const done: [number, number][] = [];
  for (const [proto, vid] of eachVid(by_dev)) {
    const err = vlan_vid_add(dev, proto, vid);
    if (err) {
      for (const [p, v] of done) vlan_vid_del(dev, p, v);
      return err;
    }
    done.push([proto, vid]);
  }
  return 0;
}

export function vlan_vids_del_by_dev(dev: net_device, by_dev: net_device): void {
  for (const [proto, vid] of eachVid(by_dev)) vlan_vid_del(dev, proto, vid);
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
  skb.priority =
    (dev.priv as { ingress?: ReadonlyMap<number, number> }).ingress?.get(skb.vlan_tci >> 13) ?? 0;
  skb.vlan_tci = -1;
  dev.stats.rx_packets++;
  dev.stats.rx_bytes += skb.len;
  return true;
}
