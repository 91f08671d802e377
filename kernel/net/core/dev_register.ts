// Birth, death and moves of network devices, with the events in their order (net/core/dev.c register_netdevice,
// unregister_netdevice_many, __dev_change_net_namespace, default_device_exit_net).
// Above: rtnetlink, drivers, net_namespace.ts. Below: dev_name.ts, dev_flags.ts, net-sysfs.ts, link_watch.ts.

import { EBUSY, EEXIST, EINVAL, EIO } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { RTM_DELLINK, RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  __dev_get_by_index,
  call_netdevice_notifiers,
  dev_new_index,
  list_netdevice,
  NET_ADDR_PERM,
  netdev_name_in_use,
  unlist_netdevice,
} from "./dev.ts";
import { dev_mc_flush, dev_uc_flush } from "./dev_addr_lists.ts";
import { netdev_adjacent_add_links, netdev_adjacent_del_links } from "./dev_adjacent.ts";
import { dev_close, dev_close_many } from "./dev_flags.ts";
import { dev_get_valid_name, dev_prep_valid_name } from "./dev_name.ts";
import { flush_backlog } from "./dev_queue.ts";
import { linkwatch_forget_dev, linkwatch_init_dev } from "./link_watch.ts";
import { type net, peernet2id_alloc } from "./net_namespace.ts";
import {
  device_rename,
  kobject_uevent,
  netdev_register_kobject,
  netdev_unregister_kobject,
} from "./net-sysfs.ts";
import {
  __LINK_STATE_PRESENT,
  NETDEV_POST_INIT,
  NETDEV_REGISTER,
  NETDEV_UNREGISTER,
  NETIF_F_GRO,
  NETIF_F_GSO,
  NETIF_F_HIGHDMA,
  NETIF_F_NETNS_LOCAL,
  NETREG_REGISTERED,
  NETREG_RELEASED,
  NETREG_UNREGISTERED,
  NETREG_UNREGISTERING,
  RTNL_LINK_INITIALIZED,
} from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";
import { notifier_to_errno } from "./notifier.ts";
import { rtmsg_ifinfo, rtmsg_ifinfo_build_skb, rtmsg_ifinfo_send } from "./rtnetlink.ts";
import { dev_shutdown } from "./sch.ts";

/** Whether rtnetlink tells of the device (one being made through it is told of when it is complete). */
const announced = (dev: net_device): boolean =>
  !dev.rtnl_link_ops || dev.rtnl_link_state === RTNL_LINK_INITIALIZED;

/**
 * Makes a device part of its namespace: name, index, POST_INIT, /sys, REGISTER, RTM_NEWLINK. 0 or -ERRNO: the
 * name's, ndo_init's, -EBUSY (index taken), a listener's.
 */
export function register_netdevice(dev: net_device): number {
  const net = dev.nd_net;
  let ret = dev_get_valid_name(net, dev, dev.name);
  if (ret < 0) return ret;
  dev.name_node = { name: dev.name, dev };

  ret = dev.netdev_ops.ndo_init?.(dev) ?? 0;
  if (ret) return ret > 0 ? -EIO : ret;

  const undo = (err: number): number => {
    dev.netdev_ops.ndo_uninit?.(dev);
    dev.priv_destructor?.(dev);
    return err;
  };
  if (!dev.ifindex) dev.ifindex = dev_new_index(net);
  else if (__dev_get_by_index(net, dev.ifindex)) return undo(-EBUSY);

  dev.hw_features |= NETIF_F_GSO | NETIF_F_GRO;
  dev.features |= NETIF_F_GSO | NETIF_F_GRO;
  dev.wanted_features = dev.features & dev.hw_features;
  dev.vlan_features |= NETIF_F_HIGHDMA;

  ret = notifier_to_errno(call_netdevice_notifiers(NETDEV_POST_INIT, dev));
  if (ret) return undo(ret);
  ret = netdev_register_kobject(dev);
  dev.reg_state = ret ? NETREG_UNREGISTERED : NETREG_REGISTERED;
  if (ret) return undo(ret);

  dev.state |= __LINK_STATE_PRESENT;
  linkwatch_init_dev(dev);
  list_netdevice(dev);
  if (dev.addr_assign_type === NET_ADDR_PERM) dev.perm_addr = dev.dev_addr.slice();

  ret = notifier_to_errno(call_netdevice_notifiers(NETDEV_REGISTER, dev));
  if (ret) {
    dev.needs_free_netdev = false;
    unregister_netdevice(dev);
    return ret;
  }
  if (announced(dev)) rtmsg_ifinfo(RTM_NEWLINK, dev, -1);
  return 0;
}
export const register_netdev = register_netdevice;

/** Ends a device's life; `list` given: queues it for unregister_netdevice_many. */
export function unregister_netdevice_queue(dev: net_device, list: net_device[] | null): void {
  if (!list) unregister_netdevice_many([dev]);
  else if (!list.includes(dev)) list.push(dev);
}

export function unregister_netdevice(dev: net_device): void {
  unregister_netdevice_many([dev]);
}
export const unregister_netdev = unregister_netdevice;

/**
 * Ends the devices together: closes them, hides them, then UNREGISTER and RTM_DELLINK for one after the
 * other. request: who asked for it by netlink (unregister_netdevice_many_notify).
 */
export function unregister_netdevice_many(
  devs: readonly net_device[],
  request: netlink_request | null = null,
): void {
  const list = devs.filter((d) => d.reg_state === NETREG_REGISTERED);
  for (const dev of list) dev.dismantle = true;
  dev_close_many(list);
  for (const dev of list) {
    unlist_netdevice(dev);
    dev.reg_state = NETREG_UNREGISTERING;
    flush_backlog(dev);
  }
  for (const dev of list) {
    dev_shutdown(dev);
    call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
    const skb = announced(dev) ? rtmsg_ifinfo_build_skb(RTM_DELLINK, dev, -1, 0, null, 0, request) : null;
    dev_uc_flush(dev);
    dev_mc_flush(dev);
    dev.altnames = [];
    dev.netdev_ops.ndo_uninit?.(dev);
    if (skb) rtmsg_ifinfo_send(skb, dev, request);
    netdev_unregister_kobject(dev);
  }
  for (const dev of list) {
    linkwatch_forget_dev(dev);
    dev.reg_state = NETREG_UNREGISTERED;
    dev.priv_destructor?.(dev);
    dev.name_node = null;
    if (dev.needs_free_netdev) dev.reg_state = NETREG_RELEASED;
  }
}

/**
 * Moves a device to another namespace: closed, UNREGISTER and RTM_DELLINK in the old one, REGISTER and RTM_NEWLINK
 * in the new. pat: a template for a name if its own is taken there. -EINVAL (it may not move), -EEXIST, -EBUSY.
 */
export function __dev_change_net_namespace(
  dev: net_device,
  net: net,
  pat: string | null,
  new_ifindex: number,
): number {
  const net_old = dev.nd_net;
  if (dev.features & NETIF_F_NETNS_LOCAL || dev.reg_state !== NETREG_REGISTERED) return -EINVAL;
  if (net_old === net) return 0;

  let new_name = "";
  if (netdev_name_in_use(net, dev.name)) {
    if (!pat) return -EEXIST;
    const got = dev_prep_valid_name(net, pat);
    if (typeof got === "number") return got;
    new_name = got.name;
  }
  for (const node of dev.altnames) if (netdev_name_in_use(net, node.name)) return -EEXIST;
  if (new_ifindex && __dev_get_by_index(net, new_ifindex)) return -EBUSY;

  dev_close(dev);
  unlist_netdevice(dev);
  flush_backlog(dev);
  dev_shutdown(dev);
  call_netdevice_notifiers(NETDEV_UNREGISTER, dev);

  const new_nsid = peernet2id_alloc(net_old, net);
  if (!new_ifindex) new_ifindex = __dev_get_by_index(net, dev.ifindex) ? dev_new_index(net) : dev.ifindex;
  const skb = rtmsg_ifinfo_build_skb(RTM_DELLINK, dev, -1, 0, new_nsid, new_ifindex);
  if (skb) rtmsg_ifinfo_send(skb, dev);

  dev_uc_flush(dev);
  dev_mc_flush(dev);
  kobject_uevent(dev, "remove");
  netdev_adjacent_del_links(dev);

  dev.nd_net = net;
  dev.ifindex = new_ifindex;
  kobject_uevent(dev, "add");
  netdev_adjacent_add_links(dev);
  if (new_name) dev.name = new_name;
  device_rename(dev, dev.name, net_old);
  dev.name_node!.name = dev.name;
  list_netdevice(dev);
  call_netdevice_notifiers(NETDEV_REGISTER, dev);
  rtmsg_ifinfo(RTM_NEWLINK, dev, -1);
  return 0;
}

export function dev_change_net_namespace(dev: net_device, net: net, pat: string | null): number {
  return __dev_change_net_namespace(dev, net, pat, 0);
}

/** The end of a namespace: devices that can live elsewhere go to the first namespace, the others die. */
export function default_device_exit(net: net): void {
  const { init_net } = net.stack;
  for (const dev of [...net.dev_base_head]) {
    if (dev.features & NETIF_F_NETNS_LOCAL) continue;
    if (dev.rtnl_link_ops && !dev.rtnl_link_ops.netns_refund) continue;
    let fallback = `dev${dev.ifindex}`;
    if (netdev_name_in_use(init_net, fallback)) fallback = "dev%d";
    const err = dev_change_net_namespace(dev, init_net, fallback);
    if (err) throw new Error(`${dev.name}: cannot move to the first network namespace: ${err}`);
  }
  const dying: net_device[] = [];
  for (const dev of [...net.dev_base_head].reverse()) {
    if (dev.flags & IFF_LOOPBACK) continue;
    if (dev.rtnl_link_ops?.dellink) dev.rtnl_link_ops.dellink(dev, dying);
    else unregister_netdevice_queue(dev, dying);
  }
  unregister_netdevice_many(dying);
  if (net.loopback_dev) unregister_netdevice(net.loopback_dev);
}
