// IPv6 addresses of devices (net/ipv6/addrconf.c): adding and removing them. Its neighbours: addrconf_dev.ts (those a device has
// by itself), addrconf_dad.ts (when they may be used), addrconf_netlink.ts, addrconf_sysctl.ts. The routes that addresses
// bring are route.ts's; inet6addr_chain hears of them (NETDEV_UP: there, NETDEV_DOWN: gone; info: the inet6_ifaddr).
// Above: af_inet6, ndisc, route. Below: devconf.ts, ../core/dev.ts, ../wire/addr.ts.
// Partial: router advertisements are not read; no privacy or stable-secret addresses.

import type { Timer } from "../../time/timer.ts";
import { EADDRNOTAVAIL, EEXIST, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { IFA_F_NODAD, IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import {
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
  RTM_DELADDR,
  RTM_NEWADDR,
} from "../../uapi/linux/rtnetlink.ts";
import { l3mdev_master_dev } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import { NETDEV_DOWN, NETDEV_UP } from "../core/netdev_flags.ts";
import type { net_device } from "../core/netdevice.ts";
import {
  type in6_addr,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
} from "../wire/addr.ts";
import { addrconf_dad_start, addrconf_leave_solict } from "./addrconf_dad.ts";
import { ipv6_add_dev } from "./addrconf_dev.ts";
import { INFINITY_LIFE_TIME, set_lifetime } from "./addrconf_lifetime.ts";
import { inet6_ifa_notify } from "./addrconf_netlink.ts";
import { ipv6_devconf } from "./devconf.ts";
import { inet6_mc } from "./mld.ts";
import { addrconf_cleanup_routes, addrconf_prefix_route } from "./route.ts";

export const IPV6_MIN_MTU = 1280;

/** Flags of inet6_dev.if_flags (include/net/if_inet6.h). */
export const IF_RA_OTHERCONF = 0x80;
export const IF_RA_MANAGED = 0x40;
export const IF_READY = 0x80000000;

/** IPv6's side of a device. */
export class inet6_dev {
  readonly cnf = new ipv6_devconf();
  /** Addresses: wider scopes first, in a scope the youngest. */
  readonly addr_list: inet6_ifaddr[] = [];
  if_flags = 0;
  dead = false;
  addr_gen_mode = 0;
  /** Its folder under /proc/sys/net/ipv6/conf. */
  sysctl_name = "";
  tstamp = 0;
  readonly mc = new inet6_mc();
  /** Asking for routers: how often so far, how long from one time to the next. */
  rs_timer: Timer | null = null;
  rs_probes = 0;
  rs_interval = 0;

  constructor(readonly dev: net_device) {}
}

export class inet6_ifaddr {
  prefix_len = 128;
  flags = 0;
  scope = RT_SCOPE_UNIVERSE;
  rt_priority = 0;
  ifa_proto = 0;
  peer_addr: in6_addr | null = null;
  valid_lft = INFINITY_LIFE_TIME;
  prefered_lft = INFINITY_LIFE_TIME;
  cstamp = 0;
  tstamp = 0;
  dad_timer: Timer | null = null;
  life_timer: Timer | null = null;
  dad_probes = 0;
  /** By which we know our own solicitation when a link sends it back. */
  dad_nonce: Uint8Array | null = null;
  /** Its solicited-node group is joined. */
  solicited = false;
  dead = false;

  constructor(
    readonly idev: inet6_dev,
    readonly addr: in6_addr,
  ) {
    this.scope = ipv6_addr_loopback(addr)
      ? RT_SCOPE_HOST
      : ipv6_addr_is_linklocal(addr)
        ? RT_SCOPE_LINK
        : RT_SCOPE_UNIVERSE;
  }
}

export const __in6_dev_get = (dev: net_device): inet6_dev | null => dev.ip6_ptr;

/** The address addr of the namespace, on dev if given and strict: or null. */
export function ipv6_get_ifaddr(net: net, addr: in6_addr, dev: net_device | null): inet6_ifaddr | null {
  for (const d of dev ? [dev] : net.dev_base_head) {
    const found = d.ip6_ptr?.addr_list.find((i) => i.addr === addr);
    if (found) return found;
  }
  return null;
}

/**
 * Whether addr is ours and usable, in dev's L3 domain or outside of all. dev: for link-local addresses (and others when strict) it must be on it. Tentative
 * ones do not count unless `tentative`.
 */
export function ipv6_chk_addr(
  net: net,
  addr: in6_addr,
  dev: net_device | null,
  strict: boolean,
  tentative = false,
): boolean {
  const master = l3mdev_master_dev(dev);
  for (const d of net.dev_base_head) {
    if (l3mdev_master_dev(d) !== master) continue;
    for (const i of d.ip6_ptr?.addr_list ?? []) {
      if (i.addr !== addr || (!tentative && i.flags & IFA_F_TENTATIVE)) continue;
      const near = i.scope === RT_SCOPE_LINK || i.scope === RT_SCOPE_HOST;
      if (!dev || d === dev || !(near || strict)) return true;
    }
  }
  return false;
}

// ---- adding and removing ----

/** Adds an address: it, or -EINVAL (multicast …), -EEXIST, -EACCES (IPv6 is off). */
export function ipv6_add_addr(
  idev: inet6_dev,
  cfg: {
    addr: in6_addr;
    plen: number;
    flags?: number;
    scope?: number;
    peer?: in6_addr | null;
    valid?: number;
    preferred?: number;
    rt_priority?: number;
    proto?: number;
  },
): inet6_ifaddr | number {
  const { addr } = cfg;
  const { dev } = idev;
  if (addr === "\0".repeat(16) || ipv6_addr_is_multicast(addr)) return -EADDRNOTAVAIL;
  if (!(dev.flags & IFF_LOOPBACK) && ipv6_addr_loopback(addr)) return -EADDRNOTAVAIL;
  if (idev.dead) return -ENODEV;
  if (idev.cnf.get("disable_ipv6")) return -13;
  const clash = ipv6_get_ifaddr(dev.nd_net, addr, dev);
  if (clash) return -EEXIST;
  const ifp = new inet6_ifaddr(idev, addr);
  ifp.prefix_len = cfg.plen;
  ifp.flags = cfg.flags ?? 0;
  if (!(ifp.flags & IFA_F_NODAD)) ifp.flags |= IFA_F_TENTATIVE;
  ifp.scope = cfg.scope ?? ifp.scope;
  ifp.peer_addr = cfg.peer ?? null;
  ifp.rt_priority = cfg.rt_priority ?? 0;
  ifp.ifa_proto = cfg.proto ?? 0;
  set_lifetime(ifp, cfg.valid ?? INFINITY_LIFE_TIME, cfg.preferred ?? INFINITY_LIFE_TIME);
  ifp.cstamp = ifp.tstamp;
  const at = idev.addr_list.findIndex((o) => scopeOrder(o.scope) <= scopeOrder(ifp.scope));
  idev.addr_list.splice(at < 0 ? idev.addr_list.length : at, 0, ifp);
  dev.nd_net.ipv6.dev_addr_genid++;
  dev.nd_net.stack.inet6addr_chain.call(NETDEV_UP, ifp);
  addrconf_prefix_route(ifp);
  return ifp;
}

/** Wider scopes sort first. */
const scopeOrder = (scope: number): number => 255 - scope;

export function ipv6_del_addr(ifp: inet6_ifaddr): void {
  const { idev } = ifp;
  const i = idev.addr_list.indexOf(ifp);
  if (i < 0) return;
  idev.addr_list.splice(i, 1);
  ifp.dead = true;
  ifp.dad_timer?.cancel();
  ifp.life_timer?.cancel();
  addrconf_leave_solict(ifp);
  const { nd_net } = idev.dev;
  nd_net.ipv6.dev_addr_genid++;
  inet6_ifa_notify(RTM_DELADDR, ifp);
  nd_net.stack.inet6addr_chain.call(NETDEV_DOWN, ifp);
  addrconf_cleanup_routes(ifp);
}

/** As a program asks: 0 or -ERRNO (inet6_addr_add). */
export function inet6_addr_add(dev: net_device, cfg: Parameters<typeof ipv6_add_addr>[1]): number {
  if (cfg.plen > 128) return -EINVAL;
  const idev = dev.ip6_ptr ?? ipv6_add_dev(dev);
  if (typeof idev === "number") return idev;
  if (idev.cnf.get("disable_ipv6")) return -13;
  const ifp = ipv6_add_addr(idev, cfg);
  if (typeof ifp === "number") return ifp;
  if (!(ifp.flags & IFA_F_NODAD)) inet6_ifa_notify(RTM_NEWADDR, ifp);
  addrconf_dad_start(ifp);
  return 0;
}

export function inet6_addr_del(dev: net_device, addr: in6_addr, plen: number): number {
  if (plen > 128) return -EINVAL;
  const idev = dev.ip6_ptr;
  if (!idev) return -6;
  const ifp = idev.addr_list.find((i) => i.addr === addr && i.prefix_len === plen);
  if (!ifp) return -EADDRNOTAVAIL;
  ipv6_del_addr(ifp);
  return 0;
}
