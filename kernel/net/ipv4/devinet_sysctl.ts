// /proc/sys/net/ipv4/conf: a folder a device, and all and default, each namespace its own (net/ipv4/devinet.c).
// Above: devinet.ts. Below: devconf.ts, ../core/net_sysctl.ts.

import { EINVAL } from "../../uapi/asm/errno.ts";
import {
  IPV4_DEVCONF_ACCEPT_REDIRECTS,
  IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE,
  IPV4_DEVCONF_FORWARDING,
  IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN,
  IPV4_DEVCONF_PROXY_ARP,
  IPV4_DEVCONF_RP_FILTER,
} from "../../uapi/linux/ip.ts";
import * as C from "../../uapi/linux/netconf.ts";
import { neigh_sysctl_register, neigh_sysctl_unregister } from "../core/neigh_parms.ts";
import type { net, pernet_operations } from "../core/net_namespace.ts";
import { net_sysctl_dir, net_sysctl_drop, net_sysctl_int } from "../core/net_sysctl.ts";
import { AF_INET } from "../linux_socket.ts";
import { devinet_sysctl, type ipv4_devconf } from "./devconf.ts";
import type { in_device } from "./devinet.ts";
import { inet_netconf_notify_devconf } from "./devinet_netlink.ts";

/** A folder's name: not those of the two that are always there, no path. */
export const sysctl_dev_name_is_allowed = (name: string): boolean => name !== "default" && name !== "all";

const TOLD: ReadonlyMap<number, number> = new Map([
  [IPV4_DEVCONF_RP_FILTER, C.NETCONFA_RP_FILTER],
  [IPV4_DEVCONF_PROXY_ARP, C.NETCONFA_PROXY_NEIGH],
  [IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, C.NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN],
  [IPV4_DEVCONF_FORWARDING, C.NETCONFA_FORWARDING],
]);

/** all's forwarding sets every device's, and the default. */
function inet_forward_change(net: net, on: number): void {
  const { devconf_all, devconf_dflt } = net.ipv4;
  devconf_all.set(IPV4_DEVCONF_ACCEPT_REDIRECTS, on ? 0 : 1);
  devconf_dflt.set(IPV4_DEVCONF_FORWARDING, on);
  inet_netconf_notify_devconf(net, C.NETCONFA_IFINDEX_ALL, devconf_all, C.NETCONFA_FORWARDING);
  inet_netconf_notify_devconf(net, C.NETCONFA_IFINDEX_DEFAULT, devconf_dflt, C.NETCONFA_FORWARDING);
  for (const dev of net.dev_base_head) {
    if (!dev.ip_ptr) continue;
    dev.ip_ptr.cnf.set(IPV4_DEVCONF_FORWARDING, on);
    inet_netconf_notify_devconf(net, dev.ifindex, dev.ip_ptr.cnf, C.NETCONFA_FORWARDING);
  }
}

/** Sets a variable of conf as a program writes it. */
export function set_devconf(
  net: net,
  conf: ipv4_devconf,
  ifindex: number,
  index: number,
  value: number,
): void {
  const old = conf.get(index);
  conf.set(index, value);
  if (conf === net.ipv4.devconf_dflt && index !== IPV4_DEVCONF_FORWARDING) {
    for (const dev of net.dev_base_head) {
      if (dev.ip_ptr && !dev.ip_ptr.cnf.state.has(index)) dev.ip_ptr.cnf.data[index - 1] = value;
    }
  }
  if (old === value) return;
  if (index === IPV4_DEVCONF_FORWARDING && conf === net.ipv4.devconf_all) inet_forward_change(net, value);
  else if (TOLD.has(index)) inet_netconf_notify_devconf(net, ifindex, conf, TOLD.get(index)!);
}

function register(net: net, name: string, ifindex: number, conf: ipv4_devconf): void {
  const dir = net_sysctl_dir(net, `ipv4/conf/${name}`);
  for (const row of devinet_sysctl) {
    net_sysctl_int(dir, row.name, {
      get: () => conf.get(row.index),
      set: row.readOnly ? undefined : (v) => set_devconf(net, conf, ifindex, row.index, v),
    });
  }
  inet_netconf_notify_devconf(net, ifindex, conf, C.NETCONFA_ALL);
}

/** 0, or -EINVAL for a name that cannot be. */
export function devinet_sysctl_register(in_dev: in_device): number {
  const { dev } = in_dev;
  if (!sysctl_dev_name_is_allowed(dev.name)) return -EINVAL;
  neigh_sysctl_register(dev, AF_INET);
  register(dev.nd_net, dev.name, dev.ifindex, in_dev.cnf);
  in_dev.sysctl_name = dev.name;
  return 0;
}

export function devinet_sysctl_unregister(in_dev: in_device): void {
  const { dev } = in_dev;
  neigh_sysctl_unregister(dev, AF_INET, in_dev.dead);
  if (in_dev.sysctl_name) net_sysctl_drop(dev.nd_net, `ipv4/conf/${in_dev.sysctl_name}`);
  in_dev.sysctl_name = "";
  inet_netconf_notify_devconf(dev.nd_net, dev.ifindex, null, 0);
}

export const devinet_net_ops: pernet_operations = {
  name: "devinet",
  init(net) {
    const { devconf_all, devconf_dflt } = net.ipv4;
    const first = net.stack.init_net;
    if (net !== first) {
      devconf_all.copyFrom(first.ipv4.devconf_all);
      devconf_dflt.copyFrom(first.ipv4.devconf_dflt);
    } else devconf_dflt.data[IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE - 1] = 1;
    register(net, "all", C.NETCONFA_IFINDEX_ALL, devconf_all);
    register(net, "default", C.NETCONFA_IFINDEX_DEFAULT, devconf_dflt);
    net_sysctl_int(net_sysctl_dir(net, "ipv4"), "ip_forward", {
      get: () => devconf_all.get(IPV4_DEVCONF_FORWARDING),
      set: (v) => set_devconf(net, devconf_all, C.NETCONFA_IFINDEX_ALL, IPV4_DEVCONF_FORWARDING, v),
    });
    return 0;
  },
};
