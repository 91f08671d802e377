// L3 domains: a master device (VRF) with a routing table of its own, and the devices in it (net/l3mdev/l3mdev.c). What a flow,
// an address or a socket belongs to is asked here. Above: fib_rules.ts, the protocols. Below: netdevice.ts, dev_adjacent.ts.

import type { dst_dev, flow } from "./flow.ts";
import type { net } from "./net_namespace.ts";
import { IFF_L3MDEV_MASTER, IFF_L3MDEV_SLAVE } from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";
import type { sk_buff } from "./skbuff.ts";

/** What a master does (struct l3mdev_ops). */
export interface l3mdev_ops {
  /** The number of its table. */
  l3mdev_fib_table(dev: net_device): number;
  /** A packet for its domain came in: skb.dev becomes the master. */
  l3mdev_l3_rcv(dev: net_device, skb: sk_buff, family: number): void;
  /** A packet of ours leaves its domain. */
  l3mdev_l3_out(dev: net_device, skb: sk_buff, family: number): void;
}

export const netif_is_l3_master = (dev: net_device): boolean => (dev.priv_flags & IFF_L3MDEV_MASTER) !== 0;
export const netif_is_l3_slave = (dev: net_device): boolean => (dev.priv_flags & IFF_L3MDEV_SLAVE) !== 0;

const by_index = (net: net, ifindex: number): net_device | null =>
  ifindex ? (net.dev_index_head.get(ifindex) ?? null) : null;

const master_of = (dev: net_device): net_device | null =>
  dev.adj_list.upper.find((u) => u.master)?.dev ?? null;

/** The domain's master: the device itself, or the one it is in; null: none. */
export function l3mdev_master_dev(dev: net_device | null): net_device | null {
  if (!dev) return null;
  if (netif_is_l3_master(dev)) return dev;
  return netif_is_l3_slave(dev) ? master_of(dev) : null;
}
export const l3mdev_master_ifindex = (dev: net_device | null): number => l3mdev_master_dev(dev)?.ifindex ?? 0;
export const l3mdev_master_ifindex_by_index = (net: net, ifindex: number): number =>
  l3mdev_master_ifindex(by_index(net, ifindex));
export const netif_index_is_l3_master = (net: net, ifindex: number): boolean => {
  const dev = by_index(net, ifindex);
  return dev !== null && netif_is_l3_master(dev);
};

/** The routing table of the device's domain; 0: none of its own. */
export function l3mdev_fib_table(dev: net_device | null): number {
  const master = l3mdev_master_dev(dev);
  return master?.l3mdev_ops?.l3mdev_fib_table(master) ?? 0;
}
export const l3mdev_fib_table_by_index = (net: net, ifindex: number): number =>
  l3mdev_fib_table(by_index(net, ifindex));

/** The table that a rule "l3mdev" sends a flow to; 0: the flow is in no domain. */
export function l3mdev_fib_rule_match(net: net, fl: flow): number {
  const dev = by_index(net, fl.l3mdev);
  return dev && netif_is_l3_master(dev) ? l3mdev_fib_table(dev) : 0;
}

/** Before the rules are asked: the flow's domain by its devices. A master as the way out means its table, no device. */
export function l3mdev_update_flow(net: net, fl: flow): void {
  const out = by_index(net, fl.oif);
  if (out) {
    fl.l3mdev ||= l3mdev_master_ifindex(out);
    if (netif_is_l3_master(out)) fl.oif = 0;
    return;
  }
  if (fl.iif > 1 && !fl.l3mdev) fl.l3mdev = l3mdev_master_ifindex(by_index(net, fl.iif));
}

/** A packet that came in by a device of a domain, or by its master, is shown to the master. */
export function l3mdev_l3_rcv(skb: sk_buff, family: number): void {
  const master = l3mdev_master_dev(skb.dev);
  master?.l3mdev_ops?.l3mdev_l3_rcv(master, skb, family);
}

/** A packet with its route, on its way out. */
export function l3mdev_l3_out(skb: sk_buff, family: number): void {
  const { dev } = skb._skb_dst as dst_dev;
  if (!netif_is_l3_slave(dev)) return;
  const master = master_of(dev);
  master?.l3mdev_ops?.l3mdev_l3_out(master, skb, family);
}

/** Where a packet came in (dif), and the other device of the pair slave and master, 0 outside of domains (sdif). */
export interface skb_devs {
  readonly dif: number;
  readonly sdif: number;
}

/** Whether a binding lets a packet in. accept: the protocol's *_l3mdev_accept: unbound sockets take every domain's. */
export const inet_bound_dev_eq = (accept: number, bound: number, d: skb_devs): boolean =>
  bound ? bound === d.dif || bound === d.sdif : d.sdif === 0 || accept !== 0;

/** Whether a socket bound to one device may use another: that, or one of its domain (sk_dev_equal_l3scope). */
export const dev_equal_l3scope = (net: net, bound: number, ifindex: number): boolean =>
  !bound || bound === ifindex || l3mdev_master_ifindex_by_index(net, ifindex) === bound;
