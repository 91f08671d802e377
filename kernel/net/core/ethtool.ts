// SIOCETHTOOL, the questions that tools ask of every device (net/ethtool/ioctl.c): driver, link, speed, features off.
// Partial: what only hardware has (rings, coalescing, dumps …) is EOPNOTSUPP.
// Above: dev_ioctl.ts. Below: netdevice.ts.

import { bytesOf, copy_to_user, get_user_u32, put_user_u32 } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENODEV, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import {
  ETHTOOL_GDRVINFO,
  ETHTOOL_GLINK,
  ETHTOOL_GMSGLVL,
  ETHTOOL_GPERMADDR,
} from "../../uapi/linux/ethtool.ts";
import { __dev_get_by_name } from "./dev.ts";
import type { ifreq } from "./ifreq.ts";
import type { net } from "./net_namespace.ts";
import { type net_device, netif_carrier_ok, netif_device_present, netif_running } from "./netdevice.ts";

/** What anybody may ask. */
const PUBLIC = new Set([ETHTOOL_GDRVINFO, ETHTOOL_GLINK, ETHTOOL_GMSGLVL, ETHTOOL_GPERMADDR]);

function put(b: Uint8Array, at: number, text: string): void {
  b.set(bytesOf(text.slice(0, 31)), at);
}

function drvinfo(t: task_struct, dev: net_device, useraddr: number): number {
  const driver = dev.dev.parent?.driver?.name ?? dev.ethtool_ops?.driver ?? dev.rtnl_link_ops?.kind;
  if (!driver) return -EOPNOTSUPP;
  const b = new Uint8Array(196);
  new DataView(b.buffer).setUint32(0, ETHTOOL_GDRVINFO);
  put(b, 4, driver);
  put(b, 36, dev.ethtool_ops?.version ?? dev.nd_net.kernel.release.uname);
  put(b, 100, dev.dev.parent?.name ?? "");
  copy_to_user(t, useraddr, b);
  return 0;
}

export function dev_ethtool(t: task_struct, net: net, ifr: ifreq): number {
  const useraddr = ifr.data.getUint32(0);
  const cmd = get_user_u32(t, useraddr);
  if (!PUBLIC.has(cmd) && !ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
  const dev = __dev_get_by_name(net, ifr.device);
  if (!dev) return -ENODEV;
  if (!netif_device_present(dev)) return -ENODEV;
  switch (cmd) {
    case ETHTOOL_GDRVINFO:
      return drvinfo(t, dev, useraddr);
    case ETHTOOL_GLINK:
      if (!dev.ethtool_ops) return -EOPNOTSUPP;
      put_user_u32(t, useraddr + 4, Number(netif_running(dev) && netif_carrier_ok(dev)));
      return 0;
    case ETHTOOL_GPERMADDR:
      if (get_user_u32(t, useraddr + 4) < dev.addr_len) return -EINVAL;
      put_user_u32(t, useraddr + 4, dev.addr_len);
      copy_to_user(t, useraddr + 8, dev.perm_addr);
      return 0;
    default:
      return -EOPNOTSUPP;
  }
}
