// IPv6 follows its devices: it begins with them, makes the addresses they have by themselves, and lets go (net/ipv6/addrconf.c
// addrconf_notify). Above: ../core/notifier.ts, devconf.ts. Below: addrconf.ts (the addresses), route.ts, mcast.ts.

import { EINVAL } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_MULTICAST, IFF_NOARP, IFF_SLAVE, IFF_UP } from "../../uapi/linux/if.ts";
import { IFA_F_PERMANENT, IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { RT_SCOPE_LINK, RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import { netif_is_l3_master } from "../core/l3mdev.ts";
import { neigh_of } from "../core/neighbour.ts";
import {
  NETDEV_CHANGE,
  NETDEV_CHANGEMTU,
  NETDEV_CHANGENAME,
  NETDEV_CHANGEUPPER,
  NETDEV_DOWN,
  NETDEV_NOTIFY_PEERS,
  NETDEV_REGISTER,
  NETDEV_UNREGISTER,
  NETDEV_UP,
} from "../core/netdev_flags.ts";
import {
  type net_device,
  type netdev_notifier_info,
  netif_carrier_ok,
  netif_oper_up,
} from "../core/netdevice.ts";
import { NOTIFY_OK, type notifier_block, notifier_from_errno } from "../core/notifier.ts";
import { type in6_addr, in6addr_loopback, ipv6_addr_loopback } from "../wire/addr.ts";
import {
  IF_RA_MANAGED,
  IF_RA_OTHERCONF,
  IF_READY,
  IPV6_MIN_MTU,
  inet6_dev,
  ipv6_add_addr,
  ipv6_del_addr,
} from "./addrconf.ts";
import { addrconf_dad_start, addrconf_leave_solict } from "./addrconf_dad.ts";
import { inet6_ifinfo_notify } from "./addrconf_netlink.ts";
import { addrconf_sysctl_register, addrconf_sysctl_unregister } from "./addrconf_sysctl.ts";
import { ipv6_mc_destroy_dev, ipv6_mc_down, ipv6_mc_init_dev, ipv6_mc_up } from "./mld.ts";
import { nd_tbl, ndisc_send_na } from "./ndisc.ts";
import { addrconf_add_mroute } from "./route.ts";

// ---- following the device ----

export function ipv6_add_dev(dev: net_device): inet6_dev | number {
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
  } else if (dev.type === ARPHRD_ETHER && idev.addr_gen_mode === 0 && !netif_is_l3_master(dev)) {
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

function addrconf_notify(event: number, info: netdev_notifier_info): number {
  const { dev, flags_changed = 0, upper_dev } = info;
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
    case NETDEV_CHANGEUPPER:
      // Into an L3 domain or out of it: the addresses' routes are of the other table now.
      if (upper_dev && netif_is_l3_master(upper_dev)) addrconf_ifdown(dev, false);
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
  notifier_call: addrconf_notify,
};
