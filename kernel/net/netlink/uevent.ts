// Kernel object events to programs (lib/kobject_uevent.c): NETLINK_KOBJECT_UEVENT, group 1.
// Above: ../core/net-sysfs.ts, drivers. Below: af_netlink.ts.

import { bytesOf } from "../../mm/uaccess.ts";
import { NETLINK_KOBJECT_UEVENT } from "../../uapi/linux/netlink.ts";
import type { NetStack, net } from "../core/net_namespace.ts";
import { netlink_broadcast, netlink_has_listeners } from "./netlink_msg.ts";

/** An event that belongs to no namespace: all that the first user namespace owns hear of it, with one number. */
export function uevent_net_broadcast_untagged(
  stack: NetStack,
  action: string,
  devpath: string,
  subsystem: string,
  env: readonly string[],
): void {
  stack.uevent_seqnum++;
  for (const net of stack.net_namespace_list) {
    if (net.user_ns !== stack.init_net.user_ns) continue;
    stack.uevent_seqnum--;
    netlink_uevent(net, action, devpath, subsystem, env);
  }
}

/** Sends "ACTION@DEVPATH" and the variables to the namespace's listeners. */
export function netlink_uevent(
  net: net,
  action: string,
  devpath: string,
  subsystem: string,
  env: readonly string[],
): void {
  const seqnum = ++net.stack.uevent_seqnum;
  if (!netlink_has_listeners(net, NETLINK_KOBJECT_UEVENT, 1)) return;
  const lines = [
    `${action}@${devpath}`,
    `ACTION=${action}`,
    `DEVPATH=${devpath}`,
    `SUBSYSTEM=${subsystem}`,
    ...env,
    `SEQNUM=${seqnum}`,
  ];
  netlink_broadcast(net, NETLINK_KOBJECT_UEVENT, bytesOf(`${lines.join("\0")}\0`), 0, 1);
}
