// Routes that come with addresses and devices, and those a program asks for by ioctl (net/ipv4/fib_frontend.c).
// Above: rtnetlink, af_inet.ts. Below: fib_trie.ts, fib_rules.ts, devinet.ts.

import { copy_from_user, strncpy_from_user } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EAFNOSUPPORT, EINVAL, ENETUNREACH, ENODEV, EPERM, ESRCH } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFF_LOOPBACK, IFF_NOARP, IFF_UP, IFNAMSIZ } from "../../uapi/linux/if.ts";
import { IFA_F_NOPREFIXROUTE, IFA_F_SECONDARY } from "../../uapi/linux/if_addr.ts";
import { IPV4_DEVCONF_ARP_EVICT_NOCARRIER } from "../../uapi/linux/ip.ts";
import { RTF_GATEWAY, RTF_HOST, RTF_MTU, RTF_REJECT, RTF_WINDOW } from "../../uapi/linux/route.ts";
import {
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_NOWHERE,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTAX_MTU,
  RTAX_WINDOW,
  RTM_DELROUTE,
  RTM_NEWROUTE,
  RTN_BROADCAST,
  RTN_LOCAL,
  RTN_UNICAST,
  RTN_UNREACHABLE,
  RTNH_F_DEAD,
  RTNH_F_LINKDOWN,
  RTNH_F_ONLINK,
  RTPROT_BOOT,
  RTPROT_KERNEL,
} from "../../uapi/linux/rtnetlink.ts";
import { SIOCADDRT } from "../../uapi/linux/sockios.ts";
import { dev_get_by_name } from "../core/dev.ts";
import { l3mdev_fib_table, netif_is_l3_master } from "../core/l3mdev.ts";
import { neigh_of } from "../core/neighbour.ts";
import type { NetStack, net } from "../core/net_namespace.ts";
import {
  NETDEV_CHANGE,
  NETDEV_CHANGEMTU,
  NETDEV_CHANGEUPPER,
  NETDEV_DOWN,
  NETDEV_UNREGISTER,
  NETDEV_UP,
} from "../core/netdev_flags.ts";
import { type net_device, netif_carrier_ok } from "../core/netdevice.ts";
import { NOTIFY_DONE } from "../core/notifier.ts";
import { ip6_check_gateway } from "../ipv6/route_config.ts";
import { AF_INET } from "../linux_socket.ts";
import type { netlink_ext_ack } from "../netlink/ext_ack.ts";
import { get16, get32, ipv4_is_zeronet } from "../wire/addr.ts";
import { arp_tbl } from "./arp.ts";
import type { in_ifaddr } from "./devinet.ts";
import { rtmsg_fib } from "./fib_netlink.ts";
import { fib_default_rules_init, fib_lookup } from "./fib_rules.ts";
import {
  type fib_alias,
  fib_get_table,
  fib_new_table,
  fib_type,
  flowi4_init,
  inet_make_mask,
  sameHops,
} from "./fib_trie.ts";

export const fib_alias_init = (f: Partial<fib_alias>): fib_alias => ({
  dst: 0,
  prefixlen: 0,
  tos: 0,
  type: RTN_UNICAST,
  scope: RT_SCOPE_UNIVERSE,
  protocol: RTPROT_BOOT,
  priority: 0,
  prefsrc: 0,
  table: RT_TABLE_MAIN,
  flags: 0,
  nh: [],
  metrics: new Map(),
  ...f,
});

/** The address that stands for ifa's subnet: what its routes prefer as a source (inet_ifa_byprefix). */
function primary_of(ifa: in_ifaddr): in_ifaddr {
  if (!(ifa.ifa_flags & IFA_F_SECONDARY)) return ifa;
  const same = (o: in_ifaddr): boolean =>
    o.ifa_mask === ifa.ifa_mask && ((o.ifa_address ^ ifa.ifa_address) & ifa.ifa_mask) === 0;
  return ifa.ifa_dev.ifa_list.find(same) ?? ifa;
}

/** Adds or removes a route that an address brings (fib_magic). */
function fib_magic(add: boolean, type: number, dst: number, len: number, ifa: in_ifaddr): void {
  const { dev } = ifa.ifa_dev;
  const table = l3mdev_fib_table(dev) || (type === RTN_UNICAST ? RT_TABLE_MAIN : RT_TABLE_LOCAL);
  const scope = type === RTN_LOCAL ? RT_SCOPE_HOST : RT_SCOPE_LINK;
  const fa = fib_alias_init({
    dst,
    prefixlen: len,
    type,
    scope,
    protocol: RTPROT_KERNEL,
    priority: ifa.ifa_rt_priority,
    prefsrc: ifa.ifa_local,
    table,
    nh: [
      { dev, gw: 0, flags: netif_carrier_ok(dev) ? 0 : RTNH_F_LINKDOWN, weight: 1, scope: RT_SCOPE_NOWHERE },
    ],
  });
  const tb = fib_new_table(dev.nd_net, table);
  if (add) {
    if (tb.insert(fa, { append: true }) === 0) rtmsg_fib(RTM_NEWROUTE, dev.nd_net, fa);
    return;
  }
  const gone = tb.delete(
    (r) =>
      r.dst === dst &&
      r.prefixlen === len &&
      r.type === type &&
      r.scope === scope &&
      r.protocol === RTPROT_KERNEL &&
      (r.prefsrc === fa.prefsrc || !(dev.ip_ptr?.ifa_list ?? []).some((o) => o.ifa_local === r.prefsrc)) &&
      sameHops(r, fa),
  );
  if (gone) rtmsg_fib(RTM_DELROUTE, dev.nd_net, gone);
}

/** The routes of a new address (fib_add_ifaddr). */
export function fib_add_ifaddr(ifa: in_ifaddr): void {
  const { dev } = ifa.ifa_dev;
  const { ifa_mask: mask, ifa_local: addr } = ifa;
  const prefix = (ifa.ifa_address & mask) >>> 0;
  const prim = primary_of(ifa);
  fib_magic(true, RTN_LOCAL, addr, 32, prim);
  if (!(dev.flags & IFF_UP)) return;
  if (ifa.ifa_broadcast && ifa.ifa_broadcast !== 0xffffffff)
    fib_magic(true, RTN_BROADCAST, ifa.ifa_broadcast, 32, prim);
  if (ipv4_is_zeronet(prefix) || ifa.ifa_flags & IFA_F_SECONDARY) return;
  if (prefix === addr && ifa.ifa_prefixlen === 32) return;
  if (!(ifa.ifa_flags & IFA_F_NOPREFIXROUTE)) {
    fib_magic(true, dev.flags & IFF_LOOPBACK ? RTN_LOCAL : RTN_UNICAST, prefix, ifa.ifa_prefixlen, ifa);
  }
  if (ifa.ifa_prefixlen < 31) fib_magic(true, RTN_BROADCAST, (prefix | ~mask) >>> 0, 32, ifa);
}

/** An address has gone: its routes, as far as no other address brings the same (fib_del_ifaddr). */
export function fib_del_ifaddr(ifa: in_ifaddr): void {
  const { dev } = ifa.ifa_dev;
  const prefix = (ifa.ifa_address & ifa.ifa_mask) >>> 0;
  const bcast = (prefix | ~ifa.ifa_mask) >>> 0;
  const prim = primary_of(ifa);
  const others = (dev.ip_ptr?.ifa_list ?? []).filter((o) => o !== ifa);
  const subnetKept = others.some(
    (o) =>
      o.ifa_mask === ifa.ifa_mask &&
      ((o.ifa_address ^ ifa.ifa_address) & ifa.ifa_mask) === 0 &&
      !(o.ifa_flags & IFA_F_SECONDARY),
  );
  const bcastKept = (a: number) =>
    others.some((o) => o.ifa_broadcast === a || ((o.ifa_address & o.ifa_mask) | ~o.ifa_mask) >>> 0 === a);
  if (!(ifa.ifa_flags & IFA_F_SECONDARY) && !subnetKept && ifa.ifa_prefixlen < 32) {
    fib_magic(false, dev.flags & IFF_LOOPBACK ? RTN_LOCAL : RTN_UNICAST, prefix, ifa.ifa_prefixlen, ifa);
  }
  if (ifa.ifa_broadcast && !bcastKept(ifa.ifa_broadcast))
    fib_magic(false, RTN_BROADCAST, ifa.ifa_broadcast, 32, prim);
  if (ifa.ifa_prefixlen < 31 && !bcastKept(bcast)) fib_magic(false, RTN_BROADCAST, bcast, 32, prim);
  const { nd_net } = dev;
  const elsewhere = others.some((o) => o.ifa_local === ifa.ifa_local);
  if (!elsewhere) {
    fib_magic(false, RTN_LOCAL, ifa.ifa_local, 32, prim);
    const table = l3mdev_fib_table(dev) || RT_TABLE_LOCAL;
    if (!fib_type(nd_net, ifa.ifa_local, 0, table)) forget(nd_net, (r) => r.prefsrc === ifa.ifa_local);
  }
}

function forget(net: net, match: (fa: fib_alias) => boolean): void {
  for (const tb of net.ipv4.fib_tables.values()) while (tb.delete(match));
  net.ipv4.rt_genid++;
}

/** A device went down or away: routes through it go (fib_disable_ip). force: the local ones too. */
function fib_disable_ip(dev: net_device, force: boolean): void {
  forget(dev.nd_net, (r) => r.nh.some((n) => n.dev === dev) && (force || r.scope !== RT_SCOPE_HOST));
}

/** Whether neighbours are to be forgotten: the link is lost, or there is (no) ARP from now on (arp_netdev_event). */
function evicts(dev: net_device, flags_changed: number): boolean {
  if (flags_changed & IFF_NOARP) return true;
  const all = dev.nd_net.ipv4.devconf_all;
  const wanted = [dev.ip_ptr?.cnf ?? all, all].every((c) => c.get(IPV4_DEVCONF_ARP_EVICT_NOCARRIER));
  return wanted && !netif_carrier_ok(dev);
}

function set_linkdown(dev: net_device, down: boolean): void {
  for (const tb of dev.nd_net.ipv4.fib_tables.values()) {
    for (const r of tb.routes) {
      for (const nh of r.nh) {
        if (nh.dev !== dev) continue;
        if (down) nh.flags |= RTNH_F_LINKDOWN;
        else nh.flags &= ~(RTNH_F_LINKDOWN | RTNH_F_DEAD);
      }
    }
  }
  dev.nd_net.ipv4.rt_genid++;
}

/** Routing listens to addresses and devices of every namespace. */
export function fib_init(stack: NetStack): void {
  stack.pernet_list.push({
    name: "fib",
    init(net) {
      fib_new_table(net, RT_TABLE_LOCAL);
      fib_new_table(net, RT_TABLE_MAIN);
      fib_default_rules_init(net);
      return 0;
    },
  });
  stack.inetaddr_chain.register({
    notifier_call(event, ifa: in_ifaddr) {
      if (event === NETDEV_UP) fib_add_ifaddr(ifa);
      else if (event === NETDEV_DOWN) fib_del_ifaddr(ifa);
      const net = ifa.ifa_dev.dev.nd_net;
      net.ipv4.rt_genid++;
      return NOTIFY_DONE;
    },
  });
  stack.netdev_chain.register({
    notifier_call(event, { dev, flags_changed, upper_dev }) {
      switch (event) {
        case NETDEV_UP:
          for (const ifa of dev.ip_ptr?.ifa_list ?? []) fib_add_ifaddr(ifa);
          set_linkdown(dev, !netif_carrier_ok(dev));
          break;
        case NETDEV_DOWN:
          fib_disable_ip(dev, false);
          neigh_of(stack).flush(dev, arp_tbl, false);
          break;
        case NETDEV_UNREGISTER:
          fib_disable_ip(dev, true);
          neigh_of(stack).flush(dev, arp_tbl, false);
          break;
        case NETDEV_CHANGE:
          set_linkdown(dev, !netif_carrier_ok(dev));
          if (evicts(dev, flags_changed ?? 0)) neigh_of(stack).flush(dev, arp_tbl, true);
          break;
        case NETDEV_CHANGEMTU:
          dev.nd_net.ipv4.rt_genid++;
          break;
        case NETDEV_CHANGEUPPER:
          // Into an L3 domain or out of it: all its routes are of the other table now.
          if (upper_dev && netif_is_l3_master(upper_dev)) fib_disable_ip(dev, true);
          break;
      }
      return NOTIFY_DONE;
    },
  });
}

/** Whether a gateway can be reached directly, and through what: -ENETUNREACH, -EHOSTUNREACH, -EINVAL (fib_check_nh). */
export function fib_check_nh(net: net, fa: fib_alias, extack: netlink_ext_ack | null = null): number {
  for (const nh of fa.nh) {
    if (nh.gw6 !== undefined) {
      const checked = ip6_check_gateway(net, nh.gw6, nh.dev, nh.flags & RTNH_F_ONLINK, extack);
      if (typeof checked === "number") return checked;
      nh.dev = checked;
      nh.scope = RT_SCOPE_LINK;
      continue;
    }
    if (!nh.gw) {
      if (!nh.dev) return -ENODEV;
      if (!(nh.dev.flags & IFF_UP)) return -100;
      nh.scope = fa.scope === RT_SCOPE_HOST ? RT_SCOPE_NOWHERE : RT_SCOPE_HOST;
      continue;
    }
    if (fa.scope >= RT_SCOPE_LINK) return -EINVAL;
    if (nh.flags & RTNH_F_ONLINK) {
      if (!nh.dev) return -ENODEV;
      if (!(nh.dev.flags & IFF_UP)) return -100;
      nh.scope = RT_SCOPE_LINK;
      continue;
    }
    const f = flowi4_init({
      daddr: nh.gw,
      oif: nh.dev?.ifindex ?? 0,
      scope: Math.max(fa.scope + 1, RT_SCOPE_LINK),
    });
    // The route's own table is asked first.
    const own = fib_get_table(net, fa.table)?.lookup(f) ?? 0;
    const res = typeof own === "number" ? fib_lookup(net, f) : own;
    if (typeof res === "number") return res;
    if (res.type !== RTN_UNICAST && res.type !== RTN_LOCAL) return -EINVAL;
    nh.dev ??= res.nh!.dev;
    if (!nh.dev || !(nh.dev.flags & IFF_UP)) return -ENETUNREACH;
    nh.scope = res.scope;
  }
  return 0;
}

/** SIOCADDRT and SIOCDELRT: struct rtentry (84 bytes on a 32-bit system: see uapi route.ts). */
export function ip_rt_ioctl(t: task_struct, net: net, cmd: number, arg: number): number {
  const b = copy_from_user(t, arg, SIZEOF_RTENTRY);
  if (!ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
  const fa = rtentry_to_fib(t, net, cmd, b);
  if (typeof fa === "number") return fa;
  if (cmd === SIOCADDRT) {
    const err = fa.type === RTN_UNREACHABLE ? 0 : fib_check_nh(net, fa);
    const added = err || fib_new_table(net, fa.table).insert(fa, { create: true });
    if (!added) rtmsg_fib(RTM_NEWROUTE, net, fa);
    return added;
  }
  const tb = fib_get_table(net, fa.table);
  const gone = tb?.delete(
    (r) =>
      r.dst === fa.dst &&
      r.prefixlen === fa.prefixlen &&
      r.tos === fa.tos &&
      (!fa.priority || r.priority === fa.priority) &&
      (!fa.nh[0]?.dev || r.nh.some((n) => n.dev === fa.nh[0].dev)) &&
      (!fa.nh[0]?.gw || r.nh.some((n) => n.gw === fa.nh[0].gw)),
  );
  if (gone) rtmsg_fib(RTM_DELROUTE, net, gone);
  return gone ? 0 : -ESRCH;
}

const SIZEOF_RTENTRY = 84;

function rtentry_to_fib(t: task_struct, net: net, cmd: number, b: Uint8Array): fib_alias | number {
  const dstFamily = get16(b, 4);
  if (dstFamily !== AF_INET) return -EAFNOSUPPORT;
  const flags = get16(b, 52);
  const dst = get32(b, 8);
  let prefixlen = 32;
  if (!(flags & RTF_HOST)) {
    const family = get16(b, 36);
    const mask = get32(b, 40);
    if (family !== AF_INET && (mask || family)) return -EAFNOSUPPORT;
    prefixlen = 0;
    while (prefixlen < 32 && mask & (0x80000000 >>> prefixlen)) prefixlen++;
    if (inet_make_mask(prefixlen) !== mask || (dst & ~mask) !== 0) return -EINVAL;
  }
  const fa = fib_alias_init({ dst, prefixlen });
  const metric = (get16(b, 64) << 16) >> 16;
  if (metric) fa.priority = metric - 1;
  if (flags & RTF_REJECT) {
    fa.scope = RT_SCOPE_HOST;
    fa.type = RTN_UNREACHABLE;
    return fa;
  }
  fa.scope = RT_SCOPE_NOWHERE;
  fa.type = RTN_UNICAST;
  let dev: net_device | null = null;
  const devp = get32(b, 68);
  if (devp) {
    const name = strncpy_from_user(t, devp, IFNAMSIZ - 1);
    dev = dev_get_by_name(net, name.split(":")[0]);
    if (!dev) return -ENODEV;
  }
  const gwFamily = get16(b, 20);
  const gw = gwFamily === AF_INET ? get32(b, 24) : 0;
  if (gw && flags & RTF_GATEWAY && fib_type(net, gw) !== RTN_LOCAL) fa.scope = RT_SCOPE_UNIVERSE;
  if (cmd !== SIOCADDRT) fa.scope = RT_SCOPE_NOWHERE;
  else {
    if (flags & RTF_GATEWAY && !gw) return -EINVAL;
    if (fa.scope === RT_SCOPE_NOWHERE) fa.scope = RT_SCOPE_LINK;
  }
  if (gw && fa.scope === RT_SCOPE_UNIVERSE) fa.nh = [{ dev, gw, flags: 0, weight: 1, scope: RT_SCOPE_LINK }];
  else fa.nh = [{ dev, gw: 0, flags: 0, weight: 1, scope: RT_SCOPE_NOWHERE }];
  if (flags & RTF_MTU) fa.metrics.set(RTAX_MTU, Math.max(0, get32(b, 72) - 40));
  if (flags & RTF_WINDOW) fa.metrics.set(RTAX_WINDOW, get32(b, 76));
  return fa;
}
