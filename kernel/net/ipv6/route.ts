// IPv6 routing: a packet's way out or in, source address selection, the routes that addresses bring (net/ipv6/route.c,
// addrconf.c). Above: ip6_output.ts, udp, tcp, addrconf.ts. Below: ip6_fib.ts, route_netlink.ts (the news).

import { ENETUNREACH } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { IFA_F_DEPRECATED, IFA_F_NOPREFIXROUTE, IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import {
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTM_DELROUTE,
  RTM_NEWROUTE,
  RTN_LOCAL,
  RTN_MULTICAST,
  RTN_UNICAST,
  RTPROT_KERNEL,
} from "../../uapi/linux/rtnetlink.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { dst_entry } from "../core/dst.ts";
import {
  l3mdev_fib_table,
  l3mdev_master_dev,
  netif_index_is_l3_master,
  netif_is_l3_master,
  netif_is_l3_slave,
  type skb_devs,
} from "../core/l3mdev.ts";
import { neigh_of } from "../core/neighbour.ts";
import type { NetStack, net } from "../core/net_namespace.ts";
import { NETDEV_CHANGE, NETDEV_DOWN, NETDEV_UNREGISTER, NETDEV_UP } from "../core/netdev_flags.ts";
import type { net_device } from "../core/netdevice.ts";
import { NOTIFY_DONE } from "../core/notifier.ts";
import type { sk_buff } from "../core/skbuff.ts";
import type { sock } from "../core/sock.ts";
import {
  type in6_addr,
  in6addr_any,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
  ipv6_addr_needs_scope_id,
  ipv6_prefix_equal,
} from "../wire/addr.ts";
import type { inet6_ifaddr } from "./addrconf.ts";
import {
  fib6_error,
  type fib6_info,
  fib6_info_init,
  fib6_lookup,
  fib6_mtu,
  fib6_of,
  fib6_sync_link,
  type flowi6,
  flowi6_init,
} from "./ip6_fib.ts";
import { ip6_forward, ip6_local_deliver } from "./ip6_input.ts";
import { ip6_output } from "./ip6_output.ts";
import { nd_tbl } from "./ndisc.ts";
import { inet6_rt_notify } from "./route_netlink.ts";

export { type flowi6, flowi6_init } from "./ip6_fib.ts";

/** Metrics of the routes that addresses bring, and of those that programs give none. */
const IP6_RT_PRIO_ADDRCONF = 256;

/** A route of IPv6 (struct rt6_info). */
export class rt6_info implements dst_entry {
  rt6i_gateway: in6_addr | null = null;
  rt_type = RTN_UNICAST;
  /** The device a local packet is taken to have come from. */
  rt_iif = 0;
  fi_mtu = 0;
  /** Whether we hear our own packets to groups, where no socket says. */
  mc_loop = true;
  constructor(
    readonly dev: net_device,
    readonly genid: number,
    public output: (skb: sk_buff, sk: sock | null) => number,
    public input: (skb: sk_buff) => number,
  ) {}
  get mtu(): number {
    return this.fi_mtu || this.dev.mtu;
  }
  get obsolete(): boolean {
    return this.genid !== fib6_of(this.dev.nd_net).genid;
  }
}

function lookup(net: net, fl6: flowi6): fib6_info | number {
  const r = fib6_lookup(net, fl6);
  return typeof r === "number" ? r : fib6_error(r) || r;
}

/** A route for a packet to send; fills in the source: the rt6_info, -ENETUNREACH, -EADDRNOTAVAIL … (ip6_dst_lookup_flow). */
export function ip6_route_output(net: net, fl6: flowi6): rt6_info | number {
  let daddr = fl6.daddr;
  if (daddr === in6addr_any) fl6.daddr = daddr = `${"\0".repeat(15)}\x01`;
  const { genid } = fib6_of(net);
  // A master has no link of its own (vrf_link_scope_lookup).
  const near = ipv6_addr_is_multicast(daddr) || ipv6_addr_is_linklocal(daddr);
  if (near && netif_index_is_l3_master(net, fl6.oif)) return -ENETUNREACH;
  if (ipv6_addr_is_multicast(daddr)) {
    const dev = fl6.oif ? dev_get_by_index(net, fl6.oif) : mcast_dev(net);
    if (!dev || !(dev.flags & IFF_UP) || !dev.ip6_ptr) return -ENETUNREACH;
    if (fl6.saddr === in6addr_any) fl6.saddr = ipv6_dev_get_saddr(net, dev, daddr) ?? in6addr_any;
    const rt = new rt6_info(dev, genid, ip6_output, ip6_local_deliver);
    rt.rt_type = RTN_MULTICAST;
    return rt;
  }
  fl6.strict ||= fl6.saddr === in6addr_any || ipv6_addr_needs_scope_id(daddr);
  const r = lookup(net, fl6);
  if (typeof r === "number") return r;
  if (r.type === RTN_LOCAL) {
    if (fl6.saddr === in6addr_any) fl6.saddr = daddr;
    // The master is the loopback device of its domain, but for what is of the link.
    const own = netif_is_l3_slave(r.dev!) && rt6_need_strict(daddr) ? null : l3mdev_master_dev(r.dev);
    const rt = new rt6_info(own ?? net.loopback_dev, genid, ip6_output, ip6_local_deliver);
    rt.rt_type = RTN_LOCAL;
    rt.rt_iif = r.dev!.ifindex;
    return rt;
  }
  const dev = r.dev!;
  if (fl6.saddr === in6addr_any) {
    const saddr = r.prefsrc ?? ipv6_dev_get_saddr(net, dev, daddr);
    if (!saddr) return -99;
    fl6.saddr = saddr;
  }
  const rt = new rt6_info(dev, genid, ip6_output, () => 0);
  rt.rt6i_gateway = r.gw;
  rt.fi_mtu = fib6_mtu(r);
  return rt;
}

/** A route to a neighbour on dev, whatever the tables say (icmp6_dst_alloc). */
export function ip6_link_route(dev: net_device): rt6_info {
  const rt = new rt6_info(dev, fib6_of(dev.nd_net).genid, ip6_output, ip6_local_deliver);
  rt.mc_loop = false;
  return rt;
}

const mcast_dev = (net: net): net_device | null =>
  net.dev_base_head.find(
    (d) => d.flags & IFF_UP && !(d.flags & IFF_LOOPBACK) && d.ip6_ptr && !l3mdev_master_dev(d),
  ) ?? null;

/** What becomes of a packet that came in: its dst, or false to drop it. */
export function ip6_route_input(skb: sk_buff, daddr: in6_addr, dev: net_device): boolean {
  const net = dev.nd_net;
  const { genid } = fib6_of(net);
  if (ipv6_addr_is_multicast(daddr)) {
    const rt = new rt6_info(dev, genid, ip6_output, ip6_local_deliver);
    rt.rt_type = RTN_MULTICAST;
    skb._skb_dst = rt;
    return true;
  }
  const r = lookup(
    net,
    flowi6_init({
      daddr,
      oif: ipv6_addr_is_linklocal(daddr) ? dev.ifindex : 0,
      iif: dev.ifindex,
      mark: skb.mark,
    }),
  );
  if (typeof r === "number") return false;
  if (r.type === RTN_LOCAL) {
    const rt = new rt6_info(dev, genid, ip6_output, ip6_local_deliver);
    rt.rt_type = RTN_LOCAL;
    skb._skb_dst = rt;
    return true;
  }
  if (!net.ipv6.devconf_all.get("forwarding")) return false;
  const rt = new rt6_info(r.dev!, genid, ip6_output, ip6_forward);
  rt.rt6i_gateway = r.gw;
  skb._skb_dst = rt;
  return true;
}

/** The device that a packet counts as having come in by: in an L3 domain its master. */
export const inet6_iif = (skb: sk_buff): number =>
  skb.l3_iif ? skb.skb_iif : (skb._skb_dst as rt6_info | null)?.rt_iif || skb.skb_iif;
export const inet6_devs = (skb: sk_buff): skb_devs => ({ dif: inet6_iif(skb), sdif: skb.l3_iif });
/** The device that a program is told of: no master. */
export const pktinfo6_iif = (skb: sk_buff): number => skb.l3_iif || inet6_iif(skb);

/** Whether only the device itself says what an address means (rt6_need_strict). */
export const rt6_need_strict = (a: in6_addr): boolean =>
  ipv6_addr_is_multicast(a) || ipv6_addr_is_linklocal(a) || ipv6_addr_loopback(a);

/** The address of ours to send from: the same scope, then the longest common prefix (RFC 6724, rules 2 and 8). */
export function ipv6_dev_get_saddr(net: net, dev: net_device, daddr: in6_addr): in6_addr | null {
  const want = ipv6_addr_loopback(daddr)
    ? 254
    : ipv6_addr_is_linklocal(daddr) || (daddr.charCodeAt(0) === 0xff && (daddr.charCodeAt(1) & 15) <= 2)
      ? 253
      : 0;
  let best: inet6_ifaddr | null = null;
  let score = -1;
  const master = l3mdev_master_dev(dev);
  const devs = want ? [dev] : net.dev_base_head.filter((d) => l3mdev_master_dev(d) === master);
  for (const d of devs) {
    for (const ifa of d.ip6_ptr?.addr_list ?? []) {
      if (ifa.flags & IFA_F_TENTATIVE) continue;
      let s = ifa.scope === want ? 1000 : ifa.scope < want ? 100 : 0;
      if (!(ifa.flags & IFA_F_DEPRECATED)) s += 500;
      if (d === dev) s += 300;
      s += commonBits(ifa.addr, daddr);
      if (s > score) {
        score = s;
        best = ifa;
      }
    }
  }
  return best?.addr ?? null;
}

function commonBits(a: in6_addr, b: in6_addr): number {
  let n = 0;
  while (n < 128 && ipv6_prefix_equal(a, b, n + 1)) n++;
  return n;
}

/** An address without its host part. */
export const prefix_of = (a: in6_addr, plen: number): in6_addr => {
  let s = "";
  for (let i = 0; i < 16; i++) {
    const bits = Math.max(0, Math.min(8, plen - 8 * i));
    s += String.fromCharCode(a.charCodeAt(i) & (0xff00 >> bits) & 0xff);
  }
  return s;
};

// ---- the routes that addresses and devices bring ----

function bring(net: net, r: Partial<fib6_info>): void {
  const route = fib6_info_init({ protocol: RTPROT_KERNEL, ...r });
  if (fib6_of(net).add(route, 0) === 0) inet6_rt_notify(RTM_NEWROUTE, net, route);
}

function remove(net: net, match: (r: fib6_info) => boolean): void {
  for (const r of fib6_of(net).take(match)) inet6_rt_notify(RTM_DELROUTE, net, r);
}

/** The way to the neighbours who share the address's prefix (addrconf_prefix_route). */
export function addrconf_prefix_route(ifa: inet6_ifaddr): void {
  const { dev } = ifa.idev;
  if (ifa.flags & IFA_F_NOPREFIXROUTE || dev.flags & IFF_LOOPBACK) return;
  bring(dev.nd_net, {
    dst: prefix_of(ifa.peer_addr ?? ifa.addr, ifa.prefix_len),
    plen: ifa.prefix_len,
    dev,
    metric: ifa.rt_priority || IP6_RT_PRIO_ADDRCONF,
    table: l3mdev_fib_table(dev) || RT_TABLE_MAIN,
  });
}

/** Packets to the address are ours: from when it is no longer tentative. */
export function addrconf_local_route(ifa: inet6_ifaddr): void {
  const { dev } = ifa.idev;
  bring(dev.nd_net, {
    dst: ifa.addr,
    plen: 128,
    type: RTN_LOCAL,
    dev,
    table: l3mdev_fib_table(dev) || RT_TABLE_LOCAL,
  });
}

/** The address is gone; the prefix's route stays as long as another address has it. */
export function addrconf_cleanup_routes(ifa: inet6_ifaddr): void {
  const { dev } = ifa.idev;
  const prefix = prefix_of(ifa.addr, ifa.prefix_len);
  const kept = dev.ip6_ptr?.addr_list.some(
    (o) =>
      o !== ifa && !o.dead && o.prefix_len === ifa.prefix_len && prefix_of(o.addr, o.prefix_len) === prefix,
  );
  if (!kept)
    remove(
      dev.nd_net,
      (r) =>
        r.dev === dev &&
        r.protocol === RTPROT_KERNEL &&
        r.type === RTN_UNICAST &&
        r.plen === ifa.prefix_len &&
        r.dst === prefix,
    );
  remove(dev.nd_net, (r) => r.dev === dev && r.type === RTN_LOCAL && r.dst === ifa.addr);
}

/** Groups are reached through every device that is up (addrconf_add_mroute). */
export function addrconf_add_mroute(dev: net_device): void {
  if (dev.flags & IFF_LOOPBACK || netif_is_l3_master(dev)) return;
  bring(dev.nd_net, {
    dst: `\xff${"\0".repeat(15)}`,
    plen: 8,
    type: RTN_MULTICAST,
    dev,
    metric: IP6_RT_PRIO_ADDRCONF,
    table: l3mdev_fib_table(dev) || RT_TABLE_LOCAL,
  });
}

/** Routes go with their device. */
export function ip6_route_init(stack: NetStack): void {
  stack.netdev_chain.register({
    notifier_call(event, { dev }) {
      if (event === NETDEV_UP || event === NETDEV_CHANGE)
        for (const r of fib6_of(dev.nd_net).routes) if (r.dev === dev) fib6_sync_link(r);
      if (event === NETDEV_DOWN || event === NETDEV_UNREGISTER) {
        const table = fib6_of(dev.nd_net);
        const before = table.walk();
        const gone = new Set(table.take((r) => r.dev === dev));
        const order = before.filter((r) => gone.has(r));
        for (const r of order) inet6_rt_notify(RTM_DELROUTE, dev.nd_net, r);
        neigh_of(dev.nd_net.stack).flush(dev, nd_tbl, false);
      }
      return NOTIFY_DONE;
    },
  });
}
