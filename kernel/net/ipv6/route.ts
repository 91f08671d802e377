// IPv6 routing: one list of routes a namespace, the look-up, source address selection (net/ipv6/route.c, ip6_fib.c,
// addrconf.c ipv6_dev_get_saddr). Above: ip6_output.ts, udp, tcp, rtnetlink. Below: addrconf.ts.

import { EACCES, EHOSTUNREACH, EINVAL, ENETUNREACH, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { IFA_F_DEPRECATED, IFA_F_NOPREFIXROUTE, IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import {
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTN_BLACKHOLE,
  RTN_LOCAL,
  RTN_MULTICAST,
  RTN_PROHIBIT,
  RTN_UNICAST,
  RTN_UNREACHABLE,
  RTPROT_KERNEL,
} from "../../uapi/linux/rtnetlink.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { dst_entry } from "../core/dst.ts";
import type { NetStack, net } from "../core/net_namespace.ts";
import { NETDEV_DOWN, NETDEV_UNREGISTER, NETDEV_UP, type net_device } from "../core/netdevice.ts";
import { NOTIFY_DONE } from "../core/notifier.ts";
import type { sk_buff } from "../core/skbuff.ts";
import type { sock } from "../core/sock.ts";
import {
  type in6_addr,
  in6addr_any,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
  ipv6_prefix_equal,
} from "../wire/addr.ts";
import type { inet6_ifaddr } from "./addrconf.ts";
import { ip6_forward, ip6_local_deliver } from "./ip6_input.ts";
import { ip6_output } from "./ip6_output.ts";

export interface fib6_info {
  dst: in6_addr;
  plen: number;
  type: number;
  dev: net_device | null;
  gw: in6_addr | null;
  metric: number;
  table: number;
  protocol: number;
  prefsrc: in6_addr | null;
  mtu: number;
}

/** A namespace's routes: longest prefix first, then by metric. */
export class fib6_table {
  readonly routes: fib6_info[] = [];
  genid = 1;

  insert(r: fib6_info): void {
    const i = this.routes.findIndex((o) => o.plen < r.plen || (o.plen === r.plen && o.metric > r.metric));
    this.routes.splice(i < 0 ? this.routes.length : i, 0, r);
    this.genid++;
  }
  delete(match: (r: fib6_info) => boolean): number {
    const before = this.routes.length;
    this.routes.splice(0, before, ...this.routes.filter((r) => !match(r)));
    this.genid++;
    return before - this.routes.length;
  }
}

export function fib6_of(net: net): fib6_table {
  let t = net.gen.get(fib6_table) as fib6_table | undefined;
  if (!t) net.gen.set(fib6_table, (t = new fib6_table()));
  return t;
}

export interface flowi6 {
  oif: number;
  iif: number;
  daddr: in6_addr;
  saddr: in6_addr;
  proto: number;
  mark: number;
}
export const flowi6_init = (f: Partial<flowi6>): flowi6 => ({
  oif: 0,
  iif: 0,
  daddr: in6addr_any,
  saddr: in6addr_any,
  proto: 0,
  mark: 0,
  ...f,
});

/** A route of IPv6 (struct rt6_info). */
export class rt6_info implements dst_entry {
  rt6i_gateway: in6_addr | null = null;
  rt_type = RTN_UNICAST;
  /** The device a local packet is taken to have come from. */
  rt_iif = 0;
  fi_mtu = 0;
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

const errors = new Map<number, number>([
  [RTN_BLACKHOLE, -EINVAL],
  [RTN_UNREACHABLE, -EHOSTUNREACH],
  [RTN_PROHIBIT, -EACCES],
]);

function lookup(net: net, daddr: in6_addr, oif: number): fib6_info | number {
  for (const r of fib6_of(net).routes) {
    if (!ipv6_prefix_equal(r.dst, daddr, r.plen)) continue;
    const err = errors.get(r.type);
    if (err !== undefined) return err;
    if (!r.dev || !(r.dev.flags & IFF_UP)) continue;
    if (oif && r.dev.ifindex !== oif && !(r.type === RTN_LOCAL && r.dev.ifindex === oif)) continue;
    return r;
  }
  return -ENETUNREACH;
}

/** A route for a packet to send; fills in the source: the rt6_info, -ENETUNREACH, -EADDRNOTAVAIL … (ip6_dst_lookup_flow). */
export function ip6_route_output(net: net, fl6: flowi6): rt6_info | number {
  let daddr = fl6.daddr;
  if (daddr === in6addr_any) fl6.daddr = daddr = `${"\0".repeat(15)}\x01`;
  const { genid } = fib6_of(net);
  if (fl6.oif && !dev_get_by_index(net, fl6.oif)) return -ENODEV;
  if (ipv6_addr_is_multicast(daddr)) {
    const dev = fl6.oif ? dev_get_by_index(net, fl6.oif) : mcast_dev(net);
    if (!dev || !(dev.flags & IFF_UP) || !dev.ip6_ptr) return -ENETUNREACH;
    if (fl6.saddr === in6addr_any) fl6.saddr = ipv6_dev_get_saddr(net, dev, daddr) ?? in6addr_any;
    const rt = new rt6_info(dev, genid, ip6_output, ip6_local_deliver);
    rt.rt_type = RTN_MULTICAST;
    return rt;
  }
  const r = lookup(net, daddr, fl6.oif);
  if (typeof r === "number") return r;
  if (r.type === RTN_LOCAL) {
    if (fl6.saddr === in6addr_any) fl6.saddr = daddr;
    const rt = new rt6_info(net.loopback_dev, genid, ip6_output, ip6_local_deliver);
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
  rt.fi_mtu = r.mtu;
  return rt;
}

const mcast_dev = (net: net): net_device | null =>
  net.dev_base_head.find((d) => d.flags & IFF_UP && !(d.flags & IFF_LOOPBACK) && d.ip6_ptr) ?? null;

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
  const r = lookup(net, daddr, ipv6_addr_is_linklocal(daddr) ? dev.ifindex : 0);
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

export const inet6_iif = (skb: sk_buff): number => (skb._skb_dst as rt6_info | null)?.rt_iif || skb.skb_iif;

/** The address of ours to send from: the same scope, then the longest common prefix (RFC 6724, rules 2 and 8). */
export function ipv6_dev_get_saddr(net: net, dev: net_device, daddr: in6_addr): in6_addr | null {
  const want = ipv6_addr_loopback(daddr)
    ? 254
    : ipv6_addr_is_linklocal(daddr) || (daddr.charCodeAt(0) === 0xff && (daddr.charCodeAt(1) & 15) <= 2)
      ? 253
      : 0;
  let best: inet6_ifaddr | null = null;
  let score = -1;
  const devs = want ? [dev] : net.dev_base_head;
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

/** Routes come and go with addresses and devices. */
export function ip6_route_init(stack: NetStack): void {
  const route = (ifa: inet6_ifaddr, over: Partial<fib6_info>): fib6_info => ({
    dst: ifa.addr,
    plen: 128,
    type: RTN_LOCAL,
    dev: ifa.idev.dev,
    gw: null,
    metric: 0,
    table: RT_TABLE_LOCAL,
    protocol: RTPROT_KERNEL,
    prefsrc: null,
    mtu: 0,
    ...over,
  });
  stack.inet6addr_chain.register({
    notifier_call(event, ifa: inet6_ifaddr) {
      const { dev } = ifa.idev;
      const tb = fib6_of(dev.nd_net);
      const prefix = prefix_of(ifa.addr, ifa.prefix_len);
      tb.delete((r) => r.dev === dev && r.type === RTN_LOCAL && r.dst === ifa.addr);
      const kept = dev.ip6_ptr?.addr_list.some(
        (o) =>
          o !== ifa &&
          !o.dead &&
          ipv6_prefix_equal(o.addr, ifa.addr, ifa.prefix_len) &&
          o.prefix_len === ifa.prefix_len,
      );
      if (!kept)
        tb.delete(
          (r) =>
            r.dev === dev &&
            r.protocol === RTPROT_KERNEL &&
            r.type === RTN_UNICAST &&
            r.plen === ifa.prefix_len &&
            r.dst === prefix,
        );
      if (event !== NETDEV_UP) return NOTIFY_DONE;
      tb.insert(route(ifa, {}));
      const wanted = ifa.prefix_len < 128 && !(ifa.flags & IFA_F_NOPREFIXROUTE) && !kept;
      if (wanted)
        tb.insert(
          route(ifa, {
            dst: prefix,
            plen: ifa.prefix_len,
            type: RTN_UNICAST,
            metric: 256,
            table: RT_TABLE_MAIN,
          }),
        );
      return NOTIFY_DONE;
    },
  });
  stack.netdev_chain.register({
    notifier_call(event, { dev }) {
      if (event === NETDEV_DOWN || event === NETDEV_UNREGISTER)
        fib6_of(dev.nd_net).delete((r) => r.dev === dev);
      return NOTIFY_DONE;
    },
  });
}
