// IPv4 routing tables: what routes there are and which one an address takes (net/ipv4/fib_trie.c, fib_semantics.c; a
// plain sorted list instead of the trie). Above: route.ts, fib_frontend.ts, rtnetlink. Below: devinet.ts.

import { EACCES, EEXIST, EHOSTUNREACH, EINVAL, ENETUNREACH, ESRCH } from "../../uapi/asm/errno.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import { IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN } from "../../uapi/linux/ip.ts";
import {
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTN_BLACKHOLE,
  RTN_PROHIBIT,
  RTN_THROW,
  RTN_UNREACHABLE,
  RTNH_F_DEAD,
  RTNH_F_LINKDOWN,
} from "../../uapi/linux/rtnetlink.ts";
import type { flow } from "../core/flow.ts";
import type { net } from "../core/net_namespace.ts";
import { type net_device, netif_carrier_ok } from "../core/netdevice.ts";
import type { in6_addr } from "../wire/addr.ts";

/** One next hop (struct fib_nh). */
export interface fib_nh {
  dev: net_device | null;
  gw: number;
  /** An IPv6 gateway instead (RTA_VIA). */
  gw6?: in6_addr;
  /** RTNH_F_*. */
  flags: number;
  weight: number;
  scope: number;
}

/** One route: an alias with its fib_info. */
export interface fib_alias {
  dst: number;
  prefixlen: number;
  tos: number;
  /** RTN_*. */
  type: number;
  scope: number;
  protocol: number;
  priority: number;
  prefsrc: number;
  table: number;
  flags: number;
  nh: fib_nh[];
  /** RTAX_* -> value. */
  metrics: Map<number, number>;
}

/** What a look-up found. */
export interface fib_result {
  fa: fib_alias;
  nh: fib_nh | null;
  type: number;
  scope: number;
  prefixlen: number;
  table: fib_table;
}

/** The question: struct flowi4. Addresses and mark; 0 where not given. */
export interface flowi4 extends flow {
  daddr: number;
  saddr: number;
  tos: number;
  scope: number;
  mark: number;
  proto: number;
  sport: number;
  dport: number;
  uid: number;
  /** FLOWI_FLAG_ANYSRC: the source need not be an address of ours. */
  anysrc: boolean;
}

export const flowi4_init = (f: Partial<flowi4>): flowi4 => ({
  oif: 0,
  iif: 0,
  l3mdev: 0,
  daddr: 0,
  saddr: 0,
  tos: 0,
  scope: 0,
  mark: 0,
  proto: 0,
  sport: 0,
  dport: 0,
  uid: 0,
  anysrc: false,
  ...f,
});

export const inet_make_mask = (len: number): number => (len === 0 ? 0 : (0xffffffff << (32 - len)) >>> 0);

/** What a route of these types answers instead of a next hop (fib_props). */
const fib_errors = new Map<number, number>([
  [RTN_BLACKHOLE, -EINVAL],
  [RTN_UNREACHABLE, -EHOSTUNREACH],
  [RTN_PROHIBIT, -EACCES],
  [RTN_THROW, -11],
]);

export class fib_table {
  /** Longest prefix first, then by tos (highest first) and priority. */
  readonly routes: fib_alias[] = [];
  constructor(
    readonly net: net,
    readonly tb_id: number,
  ) {}

  #position(fa: fib_alias): number {
    const i = this.routes.findIndex(
      (r) =>
        r.prefixlen < fa.prefixlen ||
        (r.prefixlen === fa.prefixlen &&
          r.dst === fa.dst &&
          (r.tos < fa.tos || (r.tos === fa.tos && r.priority > fa.priority))) ||
        (r.prefixlen === fa.prefixlen && r.dst > fa.dst),
    );
    return i < 0 ? this.routes.length : i;
  }

  /** Adds a route. excl: -EEXIST if there is one of the same key; replace: it takes that one's place; append: after it. */
  insert(
    fa: fib_alias,
    mode: { excl?: boolean; replace?: boolean; append?: boolean; create?: boolean },
  ): number {
    const same = this.routes.findIndex(
      (r) =>
        r.dst === fa.dst && r.prefixlen === fa.prefixlen && r.tos === fa.tos && r.priority === fa.priority,
    );
    if (same >= 0) {
      if (mode.excl) return -EEXIST;
      if (mode.replace) {
        this.routes[same] = fa;
        this.net.ipv4.rt_genid++;
        return 0;
      }
      const duplicate = this.routes.some(
        (r) =>
          r.dst === fa.dst &&
          r.prefixlen === fa.prefixlen &&
          r.tos === fa.tos &&
          r.priority === fa.priority &&
          r.type === fa.type &&
          r.scope === fa.scope &&
          r.prefsrc === fa.prefsrc &&
          sameHops(r, fa),
      );
      if (duplicate) return -EEXIST;
      if (!mode.append) {
        this.routes.splice(same, 0, fa);
        this.net.ipv4.rt_genid++;
        return 0;
      }
    } else if (mode.create === false) return -ESRCH;
    this.routes.splice(this.#position(fa), 0, fa);
    this.net.ipv4.rt_genid++;
    return 0;
  }

  /** Removes the first route that match accepts: it, or null. */
  delete(match: (fa: fib_alias) => boolean): fib_alias | null {
    const i = this.routes.findIndex(match);
    if (i < 0) return null;
    this.net.ipv4.rt_genid++;
    return this.routes.splice(i, 1)[0];
  }

  /** The route for a packet: the result, 0 for none here, or what the route's type refuses with. */
  lookup(flp: flowi4): fib_result | number {
    for (const fa of this.routes) {
      if ((flp.daddr & inet_make_mask(fa.prefixlen)) >>> 0 !== fa.dst) continue;
      if (fa.tos && fa.tos !== flp.tos) continue;
      if (fa.scope < flp.scope) continue;
      const err = fib_errors.get(fa.type);
      if (err !== undefined) {
        if (fa.type === RTN_THROW) return 0;
        return err;
      }
      if (fa.flags & RTNH_F_DEAD) continue;
      for (const nh of fa.nh) {
        if (nh.flags & RTNH_F_DEAD) continue;
        if (flp.oif && nh.dev && flp.oif !== nh.dev.ifindex) continue;
        if (nh.flags & RTNH_F_LINKDOWN && ignoresLinkdown(nh.dev!)) continue;
        return { fa, nh, type: fa.type, scope: fa.scope, prefixlen: fa.prefixlen, table: this };
      }
    }
    return 0;
  }
}

const ignoresLinkdown = (dev: net_device): boolean =>
  dev.ip_ptr !== null && dev.ip_ptr.cnf.get(IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN) !== 0;

export function sameHops(a: fib_alias, b: fib_alias): boolean {
  return (
    a.nh.length === b.nh.length &&
    a.nh.every((n, i) => n.dev === b.nh[i].dev && n.gw === b.nh[i].gw && n.gw6 === b.nh[i].gw6)
  );
}

export function fib_get_table(net: net, id: number): fib_table | null {
  return net.ipv4.fib_tables.get(id || RT_TABLE_MAIN) ?? null;
}

export function fib_new_table(net: net, id: number): fib_table {
  id ||= RT_TABLE_MAIN;
  let tb = net.ipv4.fib_tables.get(id);
  if (!tb) net.ipv4.fib_tables.set(id, (tb = new fib_table(net, id)));
  return tb;
}

/** The type of an address: RTN_LOCAL, RTN_BROADCAST, …, by the local table or another. 0 if it has no route there. */
export function fib_type(net: net, addr: number, oif = 0, table = RT_TABLE_LOCAL): number {
  const r = fib_get_table(net, table)?.lookup(flowi4_init({ daddr: addr, oif })) ?? 0;
  return typeof r === "number" ? 0 : r.type;
}

/** Whether a next hop's device can be used now. */
export const nh_usable = (dev: net_device): boolean => (dev.flags & IFF_UP) !== 0 && netif_carrier_ok(dev);
export const FIB_NO_ROUTE = -ENETUNREACH;
