// IPv6 addresses of devices (net/ipv6/addrconf.c): ::1 on the loopback device, link-local ones when a link is ready,
// those that programs give. Its neighbours: addrconf_dad.ts (when they may be used), addrconf_netlink.ts,
// addrconf_sysctl.ts. The routes that addresses bring
// are route.ts's; inet6addr_chain hears of them (NETDEV_UP: there, NETDEV_DOWN: gone; info: the inet6_ifaddr).
// Above: af_inet6, ndisc, route. Below: devconf.ts, ../core/dev.ts, ../wire/addr.ts.
// Partial: router advertisements are not read; no privacy or stable-secret addresses.

import type { Timer } from "../../time/timer.ts";
import { EADDRNOTAVAIL, EEXIST, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_MULTICAST, IFF_NOARP, IFF_SLAVE, IFF_UP } from "../../uapi/linux/if.ts";
import { IFA_F_NODAD, IFA_F_PERMANENT, IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { RTM_DELADDR, RTM_NEWADDR, RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import { neigh_of } from "../core/neighbour.ts";
import type { net } from "../core/net_namespace.ts";
import {
  NETDEV_CHANGE,
  NETDEV_CHANGEMTU,
  NETDEV_CHANGENAME,
  NETDEV_DOWN,
  NETDEV_NOTIFY_PEERS,
  NETDEV_REGISTER,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  type net_device,
  type netdev_notifier_info,
  netif_carrier_ok,
  netif_oper_up,
} from "../core/netdevice.ts";
import { NOTIFY_OK, type notifier_block, notifier_from_errno } from "../core/notifier.ts";
import {
  type in6_addr,
  in6addr_loopback,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_loopback,
} from "../wire/addr.ts";
import { addrconf_dad_start, addrconf_leave_solict } from "./addrconf_dad.ts";
import { INFINITY_LIFE_TIME, set_lifetime } from "./addrconf_lifetime.ts";
import { inet6_ifa_notify, inet6_ifinfo_notify } from "./addrconf_netlink.ts";
import { addrconf_sysctl_register, addrconf_sysctl_unregister } from "./addrconf_sysctl.ts";
import { ipv6_devconf } from "./devconf.ts";
import { inet6_mc, ipv6_mc_destroy_dev, ipv6_mc_down, ipv6_mc_init_dev, ipv6_mc_up } from "./mld.ts";
import { nd_tbl, ndisc_send_na } from "./ndisc.ts";
import { addrconf_add_mroute, addrconf_cleanup_routes, addrconf_prefix_route } from "./route.ts";

export { inet6_fill_link_af, inet6_set_link_af } from "./addrconf_netlink.ts";

export const IPV6_MIN_MTU = 1280;

/** Flags of inet6_dev.if_flags (include/net/if_inet6.h). */
export const IF_RA_OTHERCONF = 0x80;
export const IF_RA_MANAGED = 0x40;
export const IF_READY = 0x80000000;

/** IFA_SCOPE of an address: RT_SCOPE_ values. */
export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_SITE = 200;
export const RT_SCOPE_LINK = 253;
export const RT_SCOPE_HOST = 254;

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
 * Whether addr is ours and usable. dev: for link-local addresses (and others when strict) it must be on it. Tentative
 * ones do not count unless `tentative`.
 */
export function ipv6_chk_addr(
  net: net,
  addr: in6_addr,
  dev: net_device | null,
  strict: boolean,
  tentative = false,
): boolean {
  for (const d of net.dev_base_head) {
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

// ---- following the device ----

function ipv6_add_dev(dev: net_device): inet6_dev | number {
  if (dev.mtu < IPV6_MIN_MTU && dev !== dev.nd_net.loopback_dev) return -EINVAL;
  const idev = new inet6_dev(dev);
  idev.cnf.copyFrom(dev.nd_net.ipv6.devconf_dflt);
  idev.cnf.set("mtu", dev.mtu);
  if (dev.flags & (IFF_NOARP | IFF_LOOPBACK)) idev.cnf.set("accept_dad", -1);
  idev.tstamp = dev.nd_net.stack.now();
  const err = addrconf_sysctl_register(idev);
  if (err) return err;
  dev.ip6_ptr = idev;
  if (dev.flags & IFF_UP && addrconf_link_ready(dev)) idev.if_flags |= IF_READY;
  ipv6_mc_init_dev(idev);
  return idev;
}

const addrconf_link_ready = (dev: net_device): boolean => netif_oper_up(dev) && dev.tx_active;

/** The address made of the device's own (EUI-64). */
export function linklocal_of(dev: net_device): in6_addr {
  const a = dev.dev_addr;
  return String.fromCharCode(
    0xfe,
    0x80,
    0,
    0,
    0,
    0,
    0,
    0,
    a[0] ^ 2,
    a[1],
    a[2],
    0xff,
    0xfe,
    a[3],
    a[4],
    a[5],
  );
}

function addrconf_init_auto_addrs(dev: net_device): void {
  const idev = dev.ip6_ptr;
  if (!idev) return;
  let addr: in6_addr;
  let plen: number;
  if (dev.flags & IFF_LOOPBACK) {
    addr = in6addr_loopback;
    plen = 128;
  } else if (dev.type === ARPHRD_ETHER && idev.addr_gen_mode === 0) {
    addr = linklocal_of(dev);
    plen = 64;
  } else return;
  if (idev.addr_list.some((i) => i.addr === addr)) return;
  const ifp = ipv6_add_addr(idev, { addr, plen, flags: IFA_F_PERMANENT });
  if (typeof ifp !== "number") addrconf_dad_start(ifp);
}

/** The device is down or gone: its addresses go (unless kept by keep_addr_on_down). */
function addrconf_ifdown(dev: net_device, unregister: boolean): void {
  const idev = dev.ip6_ptr;
  if (!idev) return;
  if (unregister) {
    idev.dead = true;
    dev.ip6_ptr = null;
  }
  idev.rs_timer?.cancel();
  const was_ready = idev.if_flags & IF_READY;
  idev.if_flags &= ~(IF_RA_OTHERCONF | IF_RA_MANAGED | IF_READY);
  const keep = !unregister && idev.cnf.get("keep_addr_on_down") > 0;
  for (const ifp of [...idev.addr_list]) {
    if (keep && ifp.flags & IFA_F_PERMANENT && ifp.scope !== RT_SCOPE_LINK && !ipv6_addr_loopback(ifp.addr)) {
      ifp.dad_timer?.cancel();
      ifp.dad_timer = null;
      ifp.flags |= IFA_F_TENTATIVE;
      addrconf_leave_solict(ifp);
    } else ipv6_del_addr(ifp);
  }
  if (unregister) ipv6_mc_destroy_dev(idev);
  else if (was_ready) ipv6_mc_down(idev);
  idev.tstamp = dev.nd_net.stack.now();
  if (unregister) addrconf_sysctl_unregister(idev);
}

function up(event: number, dev: net_device, flags_changed = 0): void {
  let idev = dev.ip6_ptr;
  if (idev?.cnf.get("disable_ipv6")) return;
  if (dev.flags & IFF_SLAVE) {
    if (event === NETDEV_UP && idev && dev.flags & IFF_UP && dev.flags & IFF_MULTICAST) ipv6_mc_up(idev);
    return;
  }
  if (!addrconf_link_ready(dev)) return;
  if (event === NETDEV_UP) {
    if (!idev && dev.mtu >= IPV6_MIN_MTU) {
      const added = ipv6_add_dev(dev);
      idev = typeof added === "number" ? null : added;
    }
  } else if (idev && idev.if_flags & IF_READY) {
    // Configured already, but it may be another link: its snooping switches are to know the groups.
    ipv6_mc_up(idev);
    if (flags_changed & IFF_NOARP) for (const ifp of [...idev.addr_list]) addrconf_dad_start(ifp);
    return;
  }
  if (!idev) return;
  idev.if_flags |= IF_READY;
  if (dev.flags & IFF_UP) ipv6_mc_up(idev);
  addrconf_add_mroute(dev);
  addrconf_init_auto_addrs(dev);
  for (const ifp of [...idev.addr_list])
    if (ifp.flags & IFA_F_TENTATIVE && !ifp.dad_timer) addrconf_dad_start(ifp);
  if (idev.cnf.get("mtu") !== dev.mtu && dev.mtu >= IPV6_MIN_MTU) idev.cnf.set("mtu", dev.mtu);
  idev.tstamp = dev.nd_net.stack.now();
  inet6_ifinfo_notify(RTM_NEWLINK, idev);
  if (dev.mtu < IPV6_MIN_MTU) addrconf_ifdown(dev, dev !== dev.nd_net.loopback_dev);
}

/** disable_ipv6 was written. */
export function addrconf_disable(dev: net_device, disable: boolean): void {
  if (disable) addrconf_ifdown(dev, false);
  else if (dev.flags & IFF_UP) up(NETDEV_UP, dev);
}

/** Neighbours are forgotten when the link is lost, and when there is (no) ARP from now on (ndisc_netdev_event). */
function evict(dev: net_device, flags_changed: number): void {
  const { devconf_all } = dev.nd_net.ipv6;
  const wanted = [dev.ip6_ptr?.cnf ?? devconf_all, devconf_all].every((c) => c.get("ndisc_evict_nocarrier"));
  if (flags_changed & IFF_NOARP || (wanted && !netif_carrier_ok(dev)))
    neigh_of(dev.nd_net.stack).flush(dev, nd_tbl, true);
}

function addrconf_notify(event: number, dev: net_device, flags_changed = 0): number {
  const idev = dev.ip6_ptr;
  switch (event) {
    case NETDEV_REGISTER:
      if (!idev && dev.mtu >= IPV6_MIN_MTU) {
        const added = ipv6_add_dev(dev);
        if (typeof added === "number") return notifier_from_errno(added);
      }
      break;
    case NETDEV_CHANGEMTU:
      if (dev.mtu < IPV6_MIN_MTU) addrconf_ifdown(dev, dev !== dev.nd_net.loopback_dev);
      else if (idev) idev.cnf.set("mtu", dev.mtu);
      else {
        const added = ipv6_add_dev(dev);
        if (typeof added !== "number" && added.if_flags & IF_READY) up(NETDEV_UP, dev);
      }
      break;
    case NETDEV_UP:
    case NETDEV_CHANGE:
      if (event === NETDEV_CHANGE) evict(dev, flags_changed);
      up(event, dev, flags_changed);
      break;
    case NETDEV_DOWN:
    case NETDEV_UNREGISTER:
      addrconf_ifdown(dev, event !== NETDEV_DOWN);
      break;
    case NETDEV_NOTIFY_PEERS:
      // Whoever knows our addresses is to learn the way to them anew (ndisc_send_unsol_na).
      for (const ifp of idev?.addr_list ?? [])
        if (!(ifp.flags & IFA_F_TENTATIVE)) ndisc_send_na(dev, ifp.addr);
      break;
    case NETDEV_CHANGENAME:
      if (idev) {
        addrconf_sysctl_unregister(idev);
        const err = addrconf_sysctl_register(idev);
        if (err) return notifier_from_errno(err);
      }
      break;
  }
  return NOTIFY_OK;
}

export const ipv6_dev_notf: notifier_block<netdev_notifier_info> = {
  notifier_call: (event, { dev, flags_changed }) => addrconf_notify(event, dev, flags_changed),
};
