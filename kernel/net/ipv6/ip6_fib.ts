// The IPv6 routes of a namespace: all tables' in one list, and the look-up through the rules (net/ipv6/ip6_fib.c,
// fib6_rules.c). Above: route.ts, route_config.ts, route_netlink.ts. Below: ../core/fib_rules.ts.

import { EACCES, EEXIST, EHOSTUNREACH, EINVAL, ENETUNREACH, ENOENT } from "../../uapi/asm/errno.ts";
import {
  FR_ACT_BLACKHOLE,
  FR_ACT_GOTO,
  FR_ACT_NOP,
  FR_ACT_PROHIBIT,
  FR_ACT_UNREACHABLE,
} from "../../uapi/linux/fib_rules.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import {
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTAX_MTU,
  RTN_BLACKHOLE,
  RTN_PROHIBIT,
  RTN_THROW,
  RTN_UNICAST,
  RTN_UNREACHABLE,
  RTNH_F_LINKDOWN,
  RTPROT_BOOT,
} from "../../uapi/linux/rtnetlink.ts";
import { type fib_rule, fib_rule_devs_match, fib_rule_get_table, fib_rule_init } from "../core/fib_rules.ts";
import type { flow } from "../core/flow.ts";
import { l3mdev_update_flow } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import { type net_device, netif_carrier_ok } from "../core/netdevice.ts";
import { type in6_addr, in6addr_any, ipv6_prefix_equal } from "../wire/addr.ts";

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
  /** RTAX_ values. */
  metrics: ReadonlyMap<number, number>;
  /** RTA_PREF: how good the router is. */
  pref: number;
  /** RTNH_F_ONLINK; RTNH_F_LINKDOWN as long as the device is known to have no carrier. */
  flags: number;
  /** Share of the traffic among routes that differ in their gateway only. */
  weight: number;
  /** When it goes by itself, 0: never. */
  expires: number;
}

export const fib6_info_init = (r: Partial<fib6_info>): fib6_info => {
  const route = blank(r);
  fib6_sync_link(route);
  return route;
};

/** The device's carrier has come or gone (fib6_nh_init, fib6_ifup, fib6_ifdown). */
export function fib6_sync_link(r: fib6_info): void {
  if (r.dev && r.type === RTN_UNICAST && !netif_carrier_ok(r.dev)) r.flags |= RTNH_F_LINKDOWN;
  else r.flags &= ~RTNH_F_LINKDOWN;
}

const blank = (r: Partial<fib6_info>): fib6_info => ({
  dst: in6addr_any,
  plen: 0,
  type: RTN_UNICAST,
  dev: null,
  gw: null,
  metric: 0,
  table: RT_TABLE_MAIN,
  protocol: RTPROT_BOOT,
  prefsrc: null,
  metrics: new Map(),
  pref: 0,
  flags: 0,
  weight: 1,
  expires: 0,
  ...r,
});

export const fib6_mtu = (r: fib6_info): number => r.metrics.get(RTAX_MTU) ?? 0;

/** Same destination, same rank: they are told in one message if each has a gateway. */
export const fib6_siblings = (a: fib6_info, b: fib6_info): boolean =>
  a.gw !== null &&
  b.gw !== null &&
  a.table === b.table &&
  a.plen === b.plen &&
  a.dst === b.dst &&
  a.metric === b.metric;

/** A namespace's routes: longest prefix first, then by metric; and its rules by preference. */
export class fib6_table {
  readonly routes: fib6_info[] = [];
  rules: fib_rule[] = [
    fib_rule_init({ pref: 0, table: RT_TABLE_LOCAL }),
    fib_rule_init({ pref: 32766, table: RT_TABLE_MAIN }),
  ];
  genid = 1;
  readonly #tables = new Set<number>([RT_TABLE_LOCAL, RT_TABLE_MAIN]);

  /** A table is there once something was put into it. */
  has_table(id: number): boolean {
    return this.#tables.has(id);
  }

  /** An empty one, for those who only look it up by its number. */
  new_table(id: number): void {
    this.#tables.add(id);
  }

  insert(r: fib6_info): void {
    this.#tables.add(r.table);
    const i = this.routes.findIndex((o) => o.plen < r.plen || (o.plen === r.plen && o.metric > r.metric));
    this.routes.splice(i < 0 ? this.routes.length : i, 0, r);
    this.genid++;
  }

  /**
   * As a program asks, with the NLM_F_ flags it gave: 0, -EEXIST, -ENOENT (nothing to replace). replaced: what went
   * (fib6_add_rt2node).
   */
  add(r: fib6_info, nlflags: number, replaced: fib6_info[] = []): number {
    const peers = this.routes.filter(
      (o) => o.table === r.table && o.plen === r.plen && o.dst === r.dst && o.metric === r.metric,
    );
    if (peers.length && nlflags & NLM_F_EXCL) return -EEXIST;
    if (nlflags & NLM_F_REPLACE) {
      const old = peers.filter((o) => (o.gw !== null) === (r.gw !== null));
      const gone = old.length ? old : peers;
      if (!gone.length && !(nlflags & NLM_F_CREATE)) return -ENOENT;
      replaced.push(...this.take((o) => gone.includes(o)));
    } else if (peers.some((o) => o.dev === r.dev && o.gw === r.gw)) return -EEXIST;
    this.insert(r);
    return 0;
  }

  /** Takes out what matches. */
  take(match: (r: fib6_info) => boolean): fib6_info[] {
    const gone = this.routes.filter(match);
    if (gone.length) {
      this.routes.splice(0, this.routes.length, ...this.routes.filter((r) => !gone.includes(r)));
      this.genid++;
    }
    return gone;
  }

  /** A table's routes as a walk of its tree meets them: what is under a prefix before the prefix. */
  walk(): fib6_info[] {
    const order = (a: fib6_info, b: fib6_info): number => {
      if ((a.table & 255) !== (b.table & 255)) return (a.table & 255) - (b.table & 255);
      if (a.table !== b.table) return b.table - a.table;
      const common = Math.min(a.plen, b.plen);
      if (ipv6_prefix_equal(a.dst, b.dst, common)) return b.plen - a.plen || a.metric - b.metric;
      return a.dst < b.dst ? -1 : 1;
    };
    return [...this.routes].sort(order);
  }
}

export function fib6_of(net: net): fib6_table {
  let t = net.gen.get(fib6_table) as fib6_table | undefined;
  if (!t) net.gen.set(fib6_table, (t = new fib6_table()));
  return t;
}

export interface flowi6 extends flow {
  daddr: in6_addr;
  saddr: in6_addr;
  proto: number;
  mark: number;
  /** Only routes through oif will do: the sender is bound to it. Otherwise they are preferred (RT6_LOOKUP_F_IFACE). */
  strict: boolean;
}
export const flowi6_init = (f: Partial<flowi6>): flowi6 => ({
  oif: 0,
  iif: 0,
  l3mdev: 0,
  daddr: in6addr_any,
  saddr: in6addr_any,
  proto: 0,
  mark: 0,
  strict: true,
  ...f,
});

const errors = new Map<number, number>([
  [RTN_BLACKHOLE, -EINVAL],
  [RTN_UNREACHABLE, -EHOSTUNREACH],
  [RTN_PROHIBIT, -EACCES],
]);

/** A table's best route; 0: it knows none (the next rule is asked). */
function table_lookup(tb: fib6_table, id: number, f: flowi6): fib6_info | number {
  let second: fib6_info | null = null;
  for (const r of tb.routes) {
    if (r.table !== id || !ipv6_prefix_equal(r.dst, f.daddr, r.plen)) continue;
    if (second && (r.plen !== second.plen || r.metric !== second.metric)) break;
    if (r.type === RTN_THROW) return second ?? 0;
    if (errors.has(r.type)) return second ?? r;
    if (!r.dev || !(r.dev.flags & IFF_UP)) continue;
    if (!f.oif || r.dev.ifindex === f.oif) return r;
    if (!f.strict) second ??= r;
  }
  return second ?? 0;
}

function matches(net: net, r: fib_rule, f: flowi6): boolean {
  const ok =
    fib_rule_devs_match(net, r, f) &&
    ((f.mark ^ r.mark) & r.mark_mask) === 0 &&
    (!r.src_len || ipv6_prefix_equal(String(r.src), f.saddr, r.src_len)) &&
    (!r.dst_len || ipv6_prefix_equal(String(r.dst), f.daddr, r.dst_len)) &&
    (!r.proto || r.proto === f.proto);
  return ok !== r.invert;
}

/** Follows the rules: a route (which may be one that refuses), or -ENETUNREACH, -EACCES, -EINVAL (fib6_lookup). */
export function fib6_lookup(net: net, f: flowi6): fib6_info | number {
  const tb = fib6_of(net);
  const { rules } = tb;
  l3mdev_update_flow(net, f);
  for (let i = 0; i < rules.length; i++) {
    const r = rules[i];
    if (!matches(net, r, f)) continue;
    switch (r.action) {
      case FR_ACT_GOTO: {
        const at = rules.findIndex((x) => x.pref >= r.target);
        if (at > i) i = at - 1;
        continue;
      }
      case FR_ACT_NOP:
        continue;
      case FR_ACT_UNREACHABLE:
        return -ENETUNREACH;
      case FR_ACT_PROHIBIT:
        return -EACCES;
      case FR_ACT_BLACKHOLE:
        return -EINVAL;
    }
    const found = table_lookup(tb, fib_rule_get_table(net, r, f), f);
    if (found === 0) continue;
    if (typeof found === "object" && found.plen <= r.suppress_prefixlen) continue;
    if (typeof found === "object" && found.dev && found.dev.group === r.suppress_ifgroup) continue;
    return found;
  }
  return -ENETUNREACH;
}

/** What a refusing route answers with, 0 for the others. */
export const fib6_error = (r: fib6_info): number => errors.get(r.type) ?? 0;
