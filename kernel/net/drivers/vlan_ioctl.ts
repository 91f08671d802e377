// vconfig's ioctl: SIOC[GS]IFVLAN with a command and two names (net/8021q/vlan.c vlan_ioctl_handler).
// Above: ../socket.ts. Below: vlan.ts.

import { copy_from_user, copy_to_user, stringOf } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENODEV, EOPNOTSUPP, EPERM, ERANGE } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";
import { ETH_P_8021Q } from "../../uapi/linux/if_ether.ts";
import * as V from "../../uapi/linux/if_vlan.ts";
import { __dev_get_by_name, alloc_netdev_mqs, NET_NAME_UNKNOWN } from "../core/dev.ts";
import { unregister_netdevice_many } from "../core/dev_register.ts";
import type { net } from "../core/net_namespace.ts";
import { IFF_802_1Q_VLAN } from "../core/netdev_flags.ts";
import type { net_device } from "../core/netdevice.ts";
import {
  register_vlan_dev,
  unregister_vlan_dev,
  vlan_check_real_dev,
  vlan_dev_priv,
  vlan_link_ops,
  vlan_setup,
} from "./vlan.ts";

/** struct vlan_ioctl_args: the command, a name, 24 bytes of union, a priority. */
const SIZE = V.vlan_ioctl_args.size;
const AT = { device1: 4, u: 28, vlan_qos: 52 };
const NAME = 24;
const VLAN_VID_MASK = 0xfff;
const VLAN_N_FLAGS =
  V.VLAN_FLAG_REORDER_HDR |
  V.VLAN_FLAG_GVRP |
  V.VLAN_FLAG_LOOSE_BINDING |
  V.VLAN_FLAG_MVRP |
  V.VLAN_FLAG_BRIDGE_BINDING;

/** How vconfig set_name_type wants new devices named, by namespace (vlan_net.name_type). */
const name_types = new WeakMap<net, number>();

function vlan_name(type: number, real: string, vid: number): string {
  const padded = String(vid).padStart(4, "0");
  switch (type) {
    case V.VLAN_NAME_TYPE_RAW_PLUS_VID:
      return `${real}.${padded}`;
    case V.VLAN_NAME_TYPE_PLUS_VID_NO_PAD:
      return `vlan${vid}`;
    case V.VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD:
      return `${real}.${vid}`;
  }
  return `vlan${padded}`;
}

function register_vlan_device(real_dev: net_device, vid: number): number {
  if (vid >= VLAN_VID_MASK) return -ERANGE;
  const err = vlan_check_real_dev(real_dev, ETH_P_8021Q, vid, null);
  if (err) return err;
  const net = real_dev.nd_net;
  const name = vlan_name(name_types.get(net) ?? V.VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD, real_dev.name, vid);
  const dev = alloc_netdev_mqs(net, name.slice(0, IFNAMSIZ - 1), NET_NAME_UNKNOWN, vlan_setup);
  dev.mtu = real_dev.mtu;
  dev.priv = {
    real_dev,
    vlan_proto: ETH_P_8021Q,
    vlan_id: vid,
    flags: V.VLAN_FLAG_REORDER_HDR,
    ingress: new Map(),
    egress: new Map(),
  };
  dev.rtnl_link_ops = vlan_link_ops;
  return register_vlan_dev(dev, null);
}

/** 0 or -ERRNO; a bad pointer throws UserFault. */
export function vlan_ioctl_handler(t: task_struct, net: net, arg: number): number {
  const b = copy_from_user(t, arg, SIZE);
  const v = new DataView(b.buffer, b.byteOffset);
  const cmd = v.getInt32(0);
  const word = v.getUint32(AT.u);
  const qos = v.getInt16(AT.vlan_qos);
  if (cmd === V.SET_VLAN_NAME_TYPE_CMD) {
    if (!ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
    if (word >= V.VLAN_NAME_TYPE_HIGHEST) return -EINVAL;
    name_types.set(net, word);
    return 0;
  }
  const row = rows.get(cmd);
  if (!row) return -EOPNOTSUPP;
  const dev = __dev_get_by_name(net, stringOf(b.subarray(AT.device1, AT.u - 1)).split("\0", 1)[0]);
  if (!dev) return -ENODEV;
  if (cmd !== V.ADD_VLAN_CMD && !(dev.priv_flags & IFF_802_1Q_VLAN)) return -EINVAL;
  if (!row.answers && !ns_capable(t, net.user_ns, CAP_NET_ADMIN)) return -EPERM;
  const err = row.fn(dev, word, qos, b.subarray(AT.u, AT.u + NAME));
  if (!err && row.answers) copy_to_user(t, arg, b);
  return err;
}

interface row {
  /** Anybody may ask; the answer is in u. */
  readonly answers?: boolean;
  fn(dev: net_device, word: number, qos: number, u: Uint8Array): number;
}

function map_priority(map: Map<number, number>, from: number, to: number): number {
  map.set(from >>> 0, to & 0xffff);
  return 0;
}

const rows: ReadonlyMap<number, row> = new Map<number, row>([
  [V.ADD_VLAN_CMD, { fn: (dev, word) => register_vlan_device(dev, word & 0xffff) }],
  [
    V.DEL_VLAN_CMD,
    {
      fn(dev) {
        const list: net_device[] = [];
        unregister_vlan_dev(dev, list);
        unregister_netdevice_many(list);
        return 0;
      },
    },
  ],
  [
    V.SET_VLAN_FLAG_CMD,
    {
      fn(dev, flag, qos) {
        if (flag & ~VLAN_N_FLAGS) return -EINVAL;
        const p = vlan_dev_priv(dev);
        p.flags = (p.flags & ~flag) | (qos ? flag : 0);
        return 0;
      },
    },
  ],
  [
    V.SET_VLAN_INGRESS_PRIORITY_CMD,
    { fn: (dev, from, to) => map_priority(vlan_dev_priv(dev).ingress, from & 7, to) },
  ],
  [
    V.SET_VLAN_EGRESS_PRIORITY_CMD,
    { fn: (dev, from, to) => map_priority(vlan_dev_priv(dev).egress, from, to) },
  ],
  [
    V.GET_VLAN_REALDEV_NAME_CMD,
    {
      answers: true,
      fn(dev, _word, _qos, u) {
        const { name } = vlan_dev_priv(dev).real_dev;
        u.fill(0);
        for (let i = 0; i < name.length && i < NAME - 1; i++) u[i] = name.charCodeAt(i);
        return 0;
      },
    },
  ],
  [
    V.GET_VLAN_VID_CMD,
    {
      answers: true,
      fn(dev, _word, _qos, u) {
        new DataView(u.buffer, u.byteOffset).setInt32(0, vlan_dev_priv(dev).vlan_id);
        return 0;
      },
    },
  ],
]);
