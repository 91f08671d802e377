// IPv4 addresses of devices: in_device, in_ifaddr, primary and secondary addresses, labels (net/ipv4/devinet.c).
// Its neighbours: devinet_ioctl.ts, devinet_netlink.ts, devinet_sysctl.ts. The routes that addresses bring are made
// by the listeners of inetaddr_chain (fib_frontend.ts).
// Above: af_inet, arp, route. Below: devconf.ts, ../core/dev.ts.

import type { Timer } from "../../time/timer.ts";
import { EEXIST, EINVAL } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFNAMSIZ } from "../../uapi/linux/if.ts";
import { IFA_F_DEPRECATED, IFA_F_PERMANENT, IFA_F_SECONDARY } from "../../uapi/linux/if_addr.ts";
import { ARPOP_REQUEST } from "../../uapi/linux/if_arp.ts";
import {
  IPV4_DEVCONF_NOPOLICY,
  IPV4_DEVCONF_NOXFRM,
  IPV4_DEVCONF_PROMOTE_SECONDARIES,
} from "../../uapi/linux/ip.ts";
import { RT_SCOPE_HOST, RT_SCOPE_LINK, RTM_DELADDR, RTM_NEWADDR } from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index } from "../core/dev.ts";
import { l3mdev_master_dev } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import {
  NETDEV_CHANGEMTU,
  NETDEV_CHANGENAME,
  NETDEV_DOWN,
  NETDEV_NOTIFY_PEERS,
  NETDEV_REGISTER,
  NETDEV_RESEND_IGMP,
  NETDEV_UNREGISTER,
  NETDEV_UP,
} from "../core/netdev_flags.ts";
import type { net_device, netdev_notifier_info } from "../core/netdevice.ts";
import { NOTIFY_DONE, type notifier_block, notifier_from_errno } from "../core/notifier.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { arp_send } from "./arp.ts";
import { ipv4_devconf } from "./devconf.ts";
import { rtmsg_ifa } from "./devinet_netlink.ts";
import { devinet_sysctl_register, devinet_sysctl_unregister } from "./devinet_sysctl.ts";
import { ip_mc_down, ip_mc_up } from "./igmp.ts";
import { igmp_resend } from "./igmp_report.ts";

export const INFINITY_LIFE_TIME = 0xffffffff;
const INADDR_LOOPBACK = 0x7f000001;
const SECOND = 1e9;

/** IPv4's side of a device. */
export class in_device {
  dead = false;
  /** Primary addresses before the secondary ones. */
  readonly ifa_list: in_ifaddr[] = [];
  readonly cnf = new ipv4_devconf();
  /** Its folder under /proc/sys/net/ipv4/conf. */
  sysctl_name = "";

  constructor(readonly dev: net_device) {}
}

/** One address. Addresses and masks are unsigned numbers in host order. */
export class in_ifaddr {
  ifa_local = 0;
  ifa_address = 0;
  ifa_mask = 0;
  ifa_broadcast = 0;
  ifa_prefixlen = 0;
  ifa_scope = 0;
  ifa_flags = 0;
  ifa_label = "";
  ifa_rt_priority = 0;
  ifa_proto = 0;
  ifa_valid_lft = INFINITY_LIFE_TIME;
  ifa_preferred_lft = INFINITY_LIFE_TIME;
  /** Made, changed: ns since boot. */
  ifa_cstamp = 0;
  ifa_tstamp = 0;

  constructor(public ifa_dev: in_device) {}
}

export const inet_make_mask = (len: number): number => (len ? (~0 << (32 - len)) >>> 0 : 0);
export const inet_ifa_match = (addr: number, ifa: in_ifaddr): boolean =>
  ((addr ^ ifa.ifa_address) & ifa.ifa_mask) === 0;

export const __in_dev_get_rtnl = (dev: net_device): in_device | null => dev.ip_ptr;
export const __in_dev_get_rcu = __in_dev_get_rtnl;

export function inetdev_by_index(net: net, ifindex: number): in_device | null {
  return __dev_get_by_index(net, ifindex)?.ip_ptr ?? null;
}

/** IPv4 needs 68 bytes. */
export const inetdev_valid_mtu = (mtu: number): boolean => mtu >= 68;

/** The address of the namespace that is `addr`, on a device that is up or not: or null. */
export function inet_lookup_ifaddr(net: net, addr: number): in_ifaddr | null {
  for (const dev of net.dev_base_head) {
    for (const ifa of dev.ip_ptr?.ifa_list ?? []) if (ifa.ifa_local === addr) return ifa;
  }
  return null;
}

/** The device that has addr as its own. */
export function ip_dev_find(net: net, addr: number): net_device | null {
  return inet_lookup_ifaddr(net, addr)?.ifa_dev.dev ?? null;
}

export function inet_addr_onlink(in_dev: in_device, a: number, b: number): boolean {
  return in_dev.ifa_list.some((ifa) => inet_ifa_match(a, ifa) && (!b || inet_ifa_match(b, ifa)));
}

const secondary = (ifa: in_ifaddr): boolean => (ifa.ifa_flags & IFA_F_SECONDARY) !== 0;

function in_dev_select_addr(in_dev: in_device, scope: number): number {
  for (const ifa of in_dev.ifa_list) {
    if (!secondary(ifa) && ifa.ifa_scope !== RT_SCOPE_LINK && ifa.ifa_scope <= scope) return ifa.ifa_local;
  }
  return 0;
}

/** The source address to use through dev towards dst (0: any), not wider than scope; another device's if need be. */
export function inet_select_addr(dev: net_device, dst: number, scope: number): number {
  let addr = 0;
  for (const ifa of dev.ip_ptr?.ifa_list ?? []) {
    if (secondary(ifa) || Math.min(ifa.ifa_scope, RT_SCOPE_HOST) > scope) continue;
    if (!dst || inet_ifa_match(dst, ifa)) return ifa.ifa_local;
    addr ||= ifa.ifa_local;
  }
  if (addr) return addr;
  // In an L3 domain the master's addresses come next, as lo's elsewhere; those outside do not count.
  const master = l3mdev_master_dev(dev);
  if (master?.ip_ptr) addr = in_dev_select_addr(master.ip_ptr, scope);
  if (addr) return addr;
  for (const other of dev.nd_net.dev_base_head) {
    if (!other.ip_ptr || l3mdev_master_dev(other) !== master) continue;
    addr = in_dev_select_addr(other.ip_ptr, scope);
    if (addr) return addr;
  }
  return 0;
}

function confirm_addr_indev(in_dev: in_device, dst: number, local: number, scope: number): number {
  let addr = 0;
  let same = false;
  for (const ifa of in_dev.ifa_list) {
    const min_scope = Math.min(ifa.ifa_scope, RT_SCOPE_HOST);
    if (!addr && (local === ifa.ifa_local || !local) && min_scope <= scope) {
      addr = ifa.ifa_local;
      if (same) break;
    }
    if (same) continue;
    same = (!local || inet_ifa_match(local, ifa)) && (!dst || inet_ifa_match(dst, ifa));
    if (!same || !addr) continue;
    if (local || !dst || inet_ifa_match(addr, ifa)) break;
    if (min_scope <= scope) {
      addr = ifa.ifa_local;
      break;
    }
    same = false;
  }
  return same ? addr : 0;
}

/** local (0: any) if it is an address here, of in_dev if given, in the subnet of dst (0: any): or 0. */
export function inet_confirm_addr(
  net: net,
  in_dev: in_device | null,
  dst: number,
  local: number,
  scope: number,
): number {
  if (in_dev) return confirm_addr_indev(in_dev, dst, local, scope);
  for (const dev of net.dev_base_head) {
    const addr = dev.ip_ptr ? confirm_addr_indev(dev.ip_ptr, dst, local, scope) : 0;
    if (addr) return addr;
  }
  return 0;
}

// ---- adding and removing ----

const genid = (in_dev: in_device): void => void in_dev.dev.nd_net.ipv4.dev_addr_genid++;

/** Adds an address: 0, -EEXIST (it is there), -EINVAL (same subnet in another scope). Address 0: nothing. */
export function inet_insert_ifa(ifa: in_ifaddr, request: netlink_request | null = null): number {
  if (!ifa.ifa_local) return 0;
  const in_dev = ifa.ifa_dev;
  const list = in_dev.ifa_list;
  ifa.ifa_flags &= ~IFA_F_SECONDARY;
  let at = 0;
  for (const [i, other] of list.entries()) {
    if (!secondary(other) && ifa.ifa_scope <= other.ifa_scope) at = i + 1;
    if (other.ifa_mask !== ifa.ifa_mask || !inet_ifa_match(other.ifa_address, ifa)) continue;
    if (other.ifa_local === ifa.ifa_local) return -EEXIST;
    if (other.ifa_scope !== ifa.ifa_scope) return -EINVAL;
    ifa.ifa_flags |= IFA_F_SECONDARY;
  }
  list.splice(secondary(ifa) ? list.length : at, 0, ifa);
  genid(in_dev);
  schedule_lifetime(in_dev.dev.nd_net);
  rtmsg_ifa(RTM_NEWADDR, ifa, request);
  in_dev.dev.nd_net.stack.inetaddr_chain.call(NETDEV_UP, ifa);
  return 0;
}

/** Removes an address; the secondary ones of its subnet go with a primary one, or the first takes its place. */
export function inet_del_ifa(
  in_dev: in_device,
  ifa1: in_ifaddr,
  request: netlink_request | null = null,
): void {
  const list = in_dev.ifa_list;
  const { inetaddr_chain } = in_dev.dev.nd_net.stack;
  const sameSubnet = (ifa: in_ifaddr): boolean =>
    ifa.ifa_mask === ifa1.ifa_mask && inet_ifa_match(ifa1.ifa_address, ifa);
  const promotes =
    in_dev.cnf.get(IPV4_DEVCONF_PROMOTE_SECONDARIES) ||
    in_dev.dev.nd_net.ipv4.devconf_all.get(IPV4_DEVCONF_PROMOTE_SECONDARIES);
  const followers =
    in_dev.dead || secondary(ifa1)
      ? []
      : list.slice(list.indexOf(ifa1) + 1).filter((ifa) => secondary(ifa) && sameSubnet(ifa));

  const drop = (ifa: in_ifaddr): void => {
    list.splice(list.indexOf(ifa), 1);
    genid(in_dev);
    rtmsg_ifa(RTM_DELADDR, ifa, request);
    inetaddr_chain.call(NETDEV_DOWN, ifa);
  };
  if (!promotes) for (const ifa of followers) drop(ifa);
  drop(ifa1);
  const promoted = promotes ? followers[0] : undefined;
  if (!promoted) return;
  list.splice(list.indexOf(promoted), 1);
  let at = 0;
  for (const [i, other] of list.entries())
    if (!secondary(other) && ifa1.ifa_scope <= other.ifa_scope) at = i + 1;
  list.splice(at, 0, promoted);
  promoted.ifa_flags &= ~IFA_F_SECONDARY;
  rtmsg_ifa(RTM_NEWADDR, promoted, request);
  for (const ifa of followers) inetaddr_chain.call(NETDEV_UP, ifa);
}

/** As a program sets it by ioctl: loopback addresses have host scope. */
export function inet_set_ifa(ifa: in_ifaddr): number {
  if (ifa.ifa_local >>> 24 === 127) ifa.ifa_scope = RT_SCOPE_HOST;
  return inet_insert_ifa(ifa);
}

// ---- lifetimes ----

/** Seconds that an address stays valid and preferred; INFINITY_LIFE_TIME: for ever. */
export function set_ifa_lifetime(ifa: in_ifaddr, valid: number, preferred: number): void {
  const now = ifa.ifa_dev.dev.nd_net.stack.now();
  ifa.ifa_flags &= ~(IFA_F_PERMANENT | IFA_F_DEPRECATED);
  ifa.ifa_valid_lft = valid;
  if (valid === INFINITY_LIFE_TIME) ifa.ifa_flags |= IFA_F_PERMANENT;
  if (preferred === 0) ifa.ifa_flags |= IFA_F_DEPRECATED;
  ifa.ifa_preferred_lft = preferred;
  ifa.ifa_tstamp = now;
  if (!ifa.ifa_cstamp) ifa.ifa_cstamp = now;
}

const timers = new WeakMap<net, Timer>();

/** Looks after addresses whose time runs out (check_lifetime). */
export function schedule_lifetime(net: net): void {
  timers.get(net)?.cancel();
  let next = Number.POSITIVE_INFINITY;
  for (const dev of net.dev_base_head) {
    for (const ifa of dev.ip_ptr?.ifa_list ?? []) {
      const preferred = ifa.ifa_flags & IFA_F_DEPRECATED ? INFINITY_LIFE_TIME : ifa.ifa_preferred_lft;
      for (const lft of [ifa.ifa_valid_lft, preferred]) {
        if (lft !== INFINITY_LIFE_TIME && lft > 0) next = Math.min(next, ifa.ifa_tstamp + lft * SECOND);
      }
    }
  }
  if (next === Number.POSITIVE_INFINITY) return;
  const at = Math.max(next, net.stack.now() + 1e6);
  timers.set(
    net,
    net.kernel.timers.add(at, () => check_lifetime(net)),
  );
}

function check_lifetime(net: net): void {
  const now = net.stack.now();
  for (const dev of net.dev_base_head) {
    for (const ifa of [...(dev.ip_ptr?.ifa_list ?? [])]) {
      if (ifa.ifa_flags & IFA_F_PERMANENT) continue;
      const age = (now - ifa.ifa_tstamp) / SECOND;
      if (age >= ifa.ifa_valid_lft) inet_del_ifa(ifa.ifa_dev, ifa);
      else if (age >= ifa.ifa_preferred_lft && !(ifa.ifa_flags & IFA_F_DEPRECATED)) {
        ifa.ifa_flags |= IFA_F_DEPRECATED;
        rtmsg_ifa(RTM_NEWADDR, ifa, null);
      }
    }
  }
  schedule_lifetime(net);
}

// ---- following the device ----

function inetdev_init(dev: net_device): number {
  const in_dev = new in_device(dev);
  in_dev.cnf.copyFrom(dev.nd_net.ipv4.devconf_dflt);
  const err = devinet_sysctl_register(in_dev);
  if (err) return err;
  dev.ip_ptr = in_dev;
  return 0;
}

function inetdev_destroy(in_dev: in_device): void {
  in_dev.dead = true;
  while (in_dev.ifa_list.length) inet_del_ifa(in_dev, in_dev.ifa_list[0]);
  ip_mc_down(in_dev);
  in_dev.dev.ip_ptr = null;
  devinet_sysctl_unregister(in_dev);
}

/** Labels follow the device's new name, and keep what stands behind the colon as far as it fits. */
function inetdev_changename(in_dev: in_device): void {
  const { name } = in_dev.dev;
  for (const [i, ifa] of in_dev.ifa_list.entries()) {
    const old = ifa.ifa_label;
    ifa.ifa_label = name;
    if (i > 0) {
      const colon = old.indexOf(":");
      const suffix = colon >= 0 ? old.slice(colon) : `:${i + 1}`;
      const room = IFNAMSIZ - 1 - suffix.length;
      ifa.ifa_label = name.slice(0, Math.max(0, room)) + suffix;
    }
    rtmsg_ifa(RTM_NEWADDR, ifa, null);
  }
}

/** An address as the loopback device has it when it comes up. */
function loopback_address(in_dev: in_device): in_ifaddr {
  const ifa = new in_ifaddr(in_dev);
  ifa.ifa_local = ifa.ifa_address = INADDR_LOOPBACK;
  ifa.ifa_prefixlen = 8;
  ifa.ifa_mask = inet_make_mask(8);
  ifa.ifa_scope = RT_SCOPE_HOST;
  ifa.ifa_label = in_dev.dev.name;
  set_ifa_lifetime(ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
  return ifa;
}

function inetdev_event(event: number, dev: net_device): number {
  const in_dev = dev.ip_ptr;
  if (!in_dev) {
    if (event === NETDEV_REGISTER) {
      const err = inetdev_init(dev);
      if (err) return notifier_from_errno(err);
      if (dev.flags & IFF_LOOPBACK) {
        dev.ip_ptr!.cnf.set(IPV4_DEVCONF_NOXFRM, 1);
        dev.ip_ptr!.cnf.set(IPV4_DEVCONF_NOPOLICY, 1);
      }
    } else if (event === NETDEV_CHANGEMTU && inetdev_valid_mtu(dev.mtu)) inetdev_init(dev);
    return NOTIFY_DONE;
  }
  switch (event) {
    case NETDEV_UP:
      if (inetdev_valid_mtu(dev.mtu) && dev.flags & IFF_LOOPBACK) inet_insert_ifa(loopback_address(in_dev));
      ip_mc_up(in_dev);
      break;
    case NETDEV_DOWN:
      ip_mc_down(in_dev);
      break;
    case NETDEV_NOTIFY_PEERS:
      for (const ifa of in_dev.ifa_list)
        arp_send(ARPOP_REQUEST, dev, ifa.ifa_local, ifa.ifa_local, null, dev.broadcast);
      break;
    case NETDEV_RESEND_IGMP:
      igmp_resend(in_dev);
      break;
    case NETDEV_CHANGEMTU:
      if (!inetdev_valid_mtu(dev.mtu)) inetdev_destroy(in_dev);
      break;
    case NETDEV_UNREGISTER:
      inetdev_destroy(in_dev);
      break;
    case NETDEV_CHANGENAME: {
      // A name that cannot be a folder of /proc/sys/net (all, default) refuses the change.
      inetdev_changename(in_dev);
      devinet_sysctl_unregister(in_dev);
      devinet_sysctl_register(in_dev);
      break;
    }
  }
  return NOTIFY_DONE;
}

export const ip_netdev_notifier: notifier_block<netdev_notifier_info> = {
  notifier_call: (event, { dev }) => inetdev_event(event, dev),
};

/** The device that has the address, without a reference: there are none to take here. */
export const __ip_dev_find = ip_dev_find;
