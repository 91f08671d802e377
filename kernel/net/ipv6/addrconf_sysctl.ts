// /proc/sys/net/ipv6/conf: a folder a device, and all and default, each namespace its own (net/ipv6/addrconf.c).
// Above: addrconf.ts. Below: devconf.ts, ../core/net_sysctl.ts.

import { EINVAL } from "../../uapi/asm/errno.ts";
import { IN6_ADDR_GEN_MODE_RANDOM, IN6_ADDR_GEN_MODE_STABLE_PRIVACY } from "../../uapi/linux/if_link.ts";
import * as C from "../../uapi/linux/netconf.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { neigh_sysctl_register, neigh_sysctl_unregister } from "../core/neigh_parms.ts";
import type { net, pernet_operations } from "../core/net_namespace.ts";
import { net_sysctl_dir, net_sysctl_drop, net_sysctl_int } from "../core/net_sysctl.ts";
import { sysctl_dev_name_is_allowed } from "../ipv4/devinet_sysctl.ts";
import { frag_sysctls } from "../ipv4/sysctl_net_ipv4.ts";
import { AF_INET6 } from "../linux_socket.ts";
import type { inet6_dev } from "./addrconf.ts";
import { addrconf_disable } from "./addrconf_dev.ts";
import { addrconf_sysctl, type ipv6_devconf } from "./devconf.ts";
import { inet6_netconf_notify_devconf, NETCONF6_ROWS } from "./netconf_netlink.ts";

function set(net: net, conf: ipv6_devconf, name: string, value: number): void {
  const { devconf_all, devconf_dflt } = net.ipv6;
  const old = conf.get(name);
  conf.set(name, value);
  if (old === value) return;
  const attr = NETCONF6_ROWS.find((row) => row[1] === name)?.[0];
  const tell = (index: number, c: ipv6_devconf): void => {
    if (attr !== undefined) inet6_netconf_notify_devconf(net, index, c, attr);
  };
  const everywhere = conf === devconf_all && (name === "disable_ipv6" || name === "forwarding");
  if (everywhere) {
    devconf_dflt.set(name, value);
    tell(C.NETCONFA_IFINDEX_DEFAULT, devconf_dflt);
  }
  if (conf === devconf_all) tell(C.NETCONFA_IFINDEX_ALL, conf);
  else if (conf === devconf_dflt) tell(C.NETCONFA_IFINDEX_DEFAULT, conf);
  for (const dev of net.dev_base_head) {
    const idev = dev.ip6_ptr;
    if (!idev || !(everywhere || idev.cnf === conf)) continue;
    const was = idev.cnf === conf ? old : idev.cnf.get(name);
    idev.cnf.set(name, value);
    tell(dev.ifindex, idev.cnf);
    if (name === "disable_ipv6" && !was !== !value) addrconf_disable(dev, value !== 0);
  }
}

/** What a variable may be, where not any number may. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  hop_limit: [1, 255],
  mtu: [1280, 0x7fffffff],
  addr_gen_mode: [0, IN6_ADDR_GEN_MODE_RANDOM],
  ndisc_tclass: [0, 255],
  ra_defrtr_metric: [1, 0x7fffffff],
  ioam6_enabled: [0, 1],
  ioam6_id: [0, 0xffff],
  ioam6_id_wide: [0, 0xffffffff],
};

function register(net: net, folder: string, ifindex: number, conf: ipv6_devconf): void {
  const dir = net_sysctl_dir(net, `ipv6/conf/${folder}`);
  for (const { name } of addrconf_sysctl) {
    const [min, max] = LIMITS[name] ?? [];
    net_sysctl_int(dir, name, {
      get: () => conf.get(name),
      set(v) {
        if (name === "mtu" && ifindex > 0 && v > (dev_get_by_index(net, ifindex)?.mtu ?? 0)) return -EINVAL;
        if (name === "addr_gen_mode" && v === IN6_ADDR_GEN_MODE_STABLE_PRIVACY) return -EINVAL;
        set(net, conf, name, v);
      },
      min,
      max,
    });
  }
  inet6_netconf_notify_devconf(net, ifindex, conf, C.NETCONFA_ALL);
}

/** 0, or -EINVAL for a name that cannot be: this is what refuses a rename to "all" or "default". */
export function addrconf_sysctl_register(idev: inet6_dev): number {
  const { dev } = idev;
  if (!sysctl_dev_name_is_allowed(dev.name)) return -EINVAL;
  neigh_sysctl_register(dev, AF_INET6);
  register(dev.nd_net, dev.name, dev.ifindex, idev.cnf);
  idev.sysctl_name = dev.name;
  return 0;
}

export function addrconf_sysctl_unregister(idev: inet6_dev): void {
  neigh_sysctl_unregister(idev.dev, AF_INET6, idev.dead);
  if (idev.sysctl_name) net_sysctl_drop(idev.dev.nd_net, `ipv6/conf/${idev.sysctl_name}`);
  idev.sysctl_name = "";
  inet6_netconf_notify_devconf(idev.dev.nd_net, idev.dev.ifindex, null, 0);
}

export const addrconf_net_ops: pernet_operations = {
  name: "addrconf",
  init(net) {
    const { devconf_all, devconf_dflt } = net.ipv6;
    const first = net.stack.init_net;
    if (net !== first) {
      devconf_all.copyFrom(first.ipv6.devconf_all);
      devconf_dflt.copyFrom(first.ipv6.devconf_dflt);
    } else devconf_dflt.set("accept_dad", 1);
    frag_sysctls(net_sysctl_dir(net, "ipv6"), net.ipv6.frags, "ip6frag");
    register(net, "all", C.NETCONFA_IFINDEX_ALL, devconf_all);
    register(net, "default", C.NETCONFA_IFINDEX_DEFAULT, devconf_dflt);
    return 0;
  },
};
