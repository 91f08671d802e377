// brctl's ioctls (net/bridge/br_ioctl.c): SIOCBRADDBR, SIOCBRDELBR, SIOCBRADDIF, SIOCBRDELIF, and the older
// SIOC[GS]IFBR with a command in the first of three words. Above: ../core/dev_ioctl.ts. Below: bridge.ts.

import { copy_from_user, get_user_u32, put_user_u32, stringOf } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EBUSY, EINVAL, ENODEV, ENOMEM, ENXIO, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFF_UP, IFNAMSIZ } from "../../uapi/linux/if.ts";
import * as B from "../../uapi/linux/if_bridge.ts";
import * as S from "../../uapi/linux/sockios.ts";
import { __dev_get_by_index, __dev_get_by_name, alloc_netdev_mqs, NET_NAME_UNKNOWN } from "../core/dev.ts";
import { register_netdevice, unregister_netdevice } from "../core/dev_register.ts";
import { ifreq } from "../core/ifreq.ts";
import type { net } from "../core/net_namespace.ts";
import { netif_is_bridge_master } from "../core/netdevice.ts";
import { br_dev_delete, br_dev_setup, type net_bridge } from "./bridge.ts";
import { br_add_if, br_del_if } from "./bridge_if.ts";
import { br_link_ops } from "./bridge_netlink.ts";

function br_add_bridge(net: net, name: string): number {
  const dev = alloc_netdev_mqs(net, name, NET_NAME_UNKNOWN, br_dev_setup);
  dev.rtnl_link_ops = br_link_ops;
  return register_netdevice(dev);
}

function br_del_bridge(net: net, name: string): number {
  const dev = __dev_get_by_name(net, name);
  if (!dev) return -ENXIO;
  if (!netif_is_bridge_master(dev)) return -EPERM;
  if (dev.flags & IFF_UP) return -EBUSY;
  br_dev_delete(dev);
  unregister_netdevice(dev);
  return 0;
}

const name_at = (t: task_struct, addr: number): string =>
  stringOf(copy_from_user(t, addr, IFNAMSIZ).subarray(0, IFNAMSIZ - 1)).split("\0", 1)[0];

/** The words of a program: a command, a pointer, a count. */
function old_deviceless(t: task_struct, net: net, arg: number, admin: boolean): number {
  const [cmd, ptr, count] = [0, 4, 8].map((at) => get_user_u32(t, arg + at));
  switch (cmd) {
    case B.BRCTL_GET_VERSION:
      return B.BRCTL_VERSION;
    case B.BRCTL_GET_BRIDGES: {
      if (count >= 2048) return -ENOMEM;
      const found = net.dev_base_head.filter(netif_is_bridge_master).slice(0, count);
      for (const [i, dev] of found.entries()) put_user_u32(t, ptr + 4 * i, dev.ifindex);
      return found.length;
    }
    case B.BRCTL_ADD_BRIDGE:
    case B.BRCTL_DEL_BRIDGE: {
      if (!admin) return -EPERM;
      const name = name_at(t, ptr);
      return cmd === B.BRCTL_ADD_BRIDGE ? br_add_bridge(net, name) : br_del_bridge(net, name);
    }
  }
  return -EOPNOTSUPP;
}

/** A bridge ioctl: 0 or -ERRNO. */
export function br_ioctl(t: task_struct, net: net, cmd: number, arg: number): number {
  const admin = (): boolean => ns_capable(t, net.user_ns, CAP_NET_ADMIN);
  switch (cmd) {
    case S.SIOCBRADDBR:
    case S.SIOCBRDELBR: {
      if (!admin()) return -EPERM;
      const name = name_at(t, arg);
      return cmd === S.SIOCBRADDBR ? br_add_bridge(net, name) : br_del_bridge(net, name);
    }
    case S.SIOCBRADDIF:
    case S.SIOCBRDELIF: {
      if (!admin()) return -EPERM;
      const ifr = ifreq.from_user(t, arg);
      const dev = __dev_get_by_name(net, ifr.device);
      if (!dev) return -ENODEV;
      if (!netif_is_bridge_master(dev)) return -EOPNOTSUPP;
      const port = __dev_get_by_index(net, ifr.word);
      if (!port) return -EINVAL;
      const br = dev.priv as net_bridge;
      return cmd === S.SIOCBRADDIF ? br_add_if(br, port, null) : br_del_if(br, port);
    }
    case S.SIOCGIFBR:
    case S.SIOCSIFBR:
      return old_deviceless(t, net, arg, admin());
    default:
      return -EOPNOTSUPP;
  }
}
