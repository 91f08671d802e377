// Which device lies over which: masters, upper and lower devices, their links in /sys (net/core/dev.c).
// Above: drivers (bridge, bond, vlan …), failover.ts, rtnetlink. Below: dev.ts, net-sysfs.ts.

import { EBUSY, EEXIST, EMLINK } from "../../uapi/asm/errno.ts";
import type { netlink_ext_ack } from "../netlink/ext_ack.ts";
import { call_netdevice_notifiers_info } from "./dev.ts";
import { sysfs_create_link, sysfs_remove_link } from "./net-sysfs.ts";
import { NETDEV_CHANGELOWERSTATE, NETDEV_CHANGEUPPER, NETDEV_PRECHANGEUPPER } from "./netdev_flags.ts";
import type { net_device, netdev_adjacent, netdev_notifier_info, rx_handler_func_t } from "./netdevice.ts";
import { notifier_to_errno } from "./notifier.ts";

/** Deepest stack of devices. */
const MAX_NEST_DEV = 8;

const find = (list: netdev_adjacent[], dev: net_device) => list.find((a) => a.dev === dev);

/** Whether upper lies anywhere above dev. */
export function netdev_has_upper_dev(dev: net_device, upper: net_device): boolean {
  return dev.adj_list.upper.some((a) => a.dev === upper || netdev_has_upper_dev(a.dev, upper));
}

export const netdev_has_any_upper_dev = (dev: net_device): boolean => dev.adj_list.upper.length > 0;

/** Devices above it, itself included. */
function upperLevel(dev: net_device): number {
  return 1 + Math.max(0, ...dev.adj_list.upper.map((a) => upperLevel(a.dev)));
}
function lowerLevel(dev: net_device): number {
  return 1 + Math.max(0, ...dev.adj_list.lower.map((a) => lowerLevel(a.dev)));
}

/** The master: what it is a port of. */
export function netdev_master_upper_dev_get(dev: net_device): net_device | null {
  const first = dev.adj_list.upper[0];
  return first?.master ? first.dev : null;
}

/** The link's private record that the master keeps for its port (netdev_lower_dev_get_private). */
export function netdev_lower_dev_get_private(dev: net_device, lower: net_device): unknown {
  return find(dev.adj_list.lower, lower)?.private ?? null;
}

const same_net = (a: net_device, b: net_device): boolean => a.nd_net === b.nd_net;

function insert(
  dev: net_device,
  other: net_device,
  which: "upper" | "lower",
  priv: unknown,
  master: boolean,
): number {
  const list = dev.adj_list[which];
  const known = find(list, other);
  if (known) {
    known.ref_nr++;
    return 0;
  }
  if (same_net(dev, other)) {
    const err = sysfs_create_link(dev, other, `${which}_${other.name}`);
    if (err) return err;
  }
  const adj = { dev: other, master, ref_nr: 1, private: priv };
  if (!master) {
    list.push(adj);
    return 0;
  }
  const err = sysfs_create_link(dev, other, "master");
  if (err) {
    sysfs_remove_link(dev, `${which}_${other.name}`);
    return err;
  }
  list.unshift(adj);
  return 0;
}

function remove(dev: net_device, other: net_device, which: "upper" | "lower"): void {
  const list = dev.adj_list[which];
  const adj = find(list, other);
  if (!adj || --adj.ref_nr > 0) return;
  if (adj.master) sysfs_remove_link(dev, "master");
  if (same_net(dev, other)) sysfs_remove_link(dev, `${which}_${other.name}`);
  list.splice(list.indexOf(adj), 1);
}

function __netdev_upper_dev_link(
  dev: net_device,
  upper_dev: net_device,
  master: boolean,
  upper_priv: unknown,
  upper_info: unknown,
  extack: netlink_ext_ack | null,
): number {
  const info: netdev_notifier_info = { dev, extack, upper_dev, master, linking: true, upper_info };
  if (dev === upper_dev || netdev_has_upper_dev(upper_dev, dev)) return -EBUSY;
  if (lowerLevel(dev) + upperLevel(upper_dev) > MAX_NEST_DEV) return -EMLINK;
  if (!master) {
    if (netdev_has_upper_dev(dev, upper_dev)) return -EEXIST;
  } else {
    const old = netdev_master_upper_dev_get(dev);
    if (old) return old === upper_dev ? -EEXIST : -EBUSY;
  }
  let ret = notifier_to_errno(call_netdevice_notifiers_info(NETDEV_PRECHANGEUPPER, info));
  if (ret) return ret;
  ret = insert(dev, upper_dev, "upper", upper_priv, master);
  if (ret) return ret;
  ret = insert(upper_dev, dev, "lower", upper_priv, false);
  if (ret) {
    remove(dev, upper_dev, "upper");
    return ret;
  }
  ret = notifier_to_errno(call_netdevice_notifiers_info(NETDEV_CHANGEUPPER, info));
  if (ret) {
    remove(dev, upper_dev, "upper");
    remove(upper_dev, dev, "lower");
  }
  return ret;
}

/** Puts upper_dev over dev: 0, -EBUSY (a loop), -EMLINK (too deep), -EEXIST, or a listener's errno. */
export function netdev_upper_dev_link(
  dev: net_device,
  upper_dev: net_device,
  extack: netlink_ext_ack | null = null,
): number {
  return __netdev_upper_dev_link(dev, upper_dev, false, null, null, extack);
}

/** The same, as its one master: -EBUSY too when there is another. */
export function netdev_master_upper_dev_link(
  dev: net_device,
  upper_dev: net_device,
  upper_priv: unknown,
  upper_info: unknown,
  extack: netlink_ext_ack | null,
): number {
  return __netdev_upper_dev_link(dev, upper_dev, true, upper_priv, upper_info, extack);
}

export function netdev_upper_dev_unlink(dev: net_device, upper_dev: net_device): void {
  const master = netdev_master_upper_dev_get(dev) === upper_dev;
  const info: netdev_notifier_info = { dev, upper_dev, master, linking: false };
  call_netdevice_notifiers_info(NETDEV_PRECHANGEUPPER, info);
  remove(dev, upper_dev, "upper");
  remove(upper_dev, dev, "lower");
  call_netdevice_notifiers_info(NETDEV_CHANGEUPPER, info);
}

/** A port's ability to carry traffic for its master has changed (struct netdev_lag_lower_state_info or other). */
export function netdev_lower_state_changed(lower_dev: net_device, lower_state_info: unknown): void {
  call_netdevice_notifiers_info(NETDEV_CHANGELOWERSTATE, { dev: lower_dev, lower_state_info });
}

/** The links in other devices' folders follow a rename. */
export function netdev_adjacent_rename_links(dev: net_device, oldname: string): void {
  for (const [mine, theirs] of [
    ["upper", "lower"],
    ["lower", "upper"],
  ] as const) {
    for (const { dev: other } of dev.adj_list[mine]) {
      if (!same_net(dev, other)) continue;
      sysfs_remove_link(other, `${theirs}_${oldname}`);
      sysfs_create_link(other, dev, `${theirs}_${dev.name}`);
    }
  }
}

/** Before a move to another namespace, and after it: only links inside one namespace exist. */
export function netdev_adjacent_del_links(dev: net_device): void {
  eachNeighbour(dev, (mine, theirs, other) => {
    sysfs_remove_link(other, `${theirs}_${dev.name}`);
    sysfs_remove_link(dev, `${mine}_${other.name}`);
  });
}
export function netdev_adjacent_add_links(dev: net_device): void {
  eachNeighbour(dev, (mine, theirs, other) => {
    sysfs_create_link(other, dev, `${theirs}_${dev.name}`);
    sysfs_create_link(dev, other, `${mine}_${other.name}`);
  });
}
function eachNeighbour(dev: net_device, fn: (mine: string, theirs: string, other: net_device) => void): void {
  for (const { dev: other } of dev.adj_list.upper) if (same_net(dev, other)) fn("upper", "lower", other);
  for (const { dev: other } of dev.adj_list.lower) if (same_net(dev, other)) fn("lower", "upper", other);
}

// ---- receive handlers ----

/** Gives what dev receives to fn first: 0, or -EBUSY when another has that already. */
export function netdev_rx_handler_register(
  dev: net_device,
  rx_handler: rx_handler_func_t,
  rx_handler_data: unknown,
): number {
  if (dev.rx_handler) return -EBUSY;
  dev.rx_handler = rx_handler;
  dev.rx_handler_data = rx_handler_data;
  return 0;
}

export function netdev_rx_handler_unregister(dev: net_device): void {
  dev.rx_handler = null;
  dev.rx_handler_data = null;
}
