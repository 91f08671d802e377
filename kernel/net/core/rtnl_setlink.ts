// RTM_SETLINK: what each attribute changes of a device, a row each (net/core/rtnetlink.c do_setlink, release 6.1).
// Above: rtnl_link.ts, rtnl_newlink.ts. Below: rtnl_link_msg.ts, dev_*.ts.

import { EAFNOSUPPORT, EINVAL, ENODEV, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import {
  IF_OPER_DORMANT,
  IF_OPER_TESTING,
  IF_OPER_UNKNOWN,
  IF_OPER_UP,
  IFALIASZ,
  IFF_ALLMULTI,
  IFF_PROMISC,
  IFNAMSIZ,
} from "../../uapi/linux/if.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { nla_list, type nlattr, type nlattrs } from "../netlink/nlattr.ts";
import { __dev_get_by_index, call_netdevice_notifiers } from "./dev.ts";
import { netdev_master_upper_dev_get } from "./dev_adjacent.ts";
import {
  dev_change_flags,
  dev_change_tx_queue_len,
  dev_set_mac_address,
  dev_set_mtu_ext,
} from "./dev_flags.ts";
import { dev_change_name, dev_set_alias } from "./dev_name.ts";
import { __dev_change_net_namespace } from "./dev_register.ts";
import { netdev_state_change } from "./link_watch.ts";
import { NETDEV_CHANGEADDR } from "./netdev_flags.ts";
import { type net_device, netif_device_present } from "./netdevice.ts";
import { rtnl_af_lookup } from "./rtnl_af.ts";
import {
  find_dev,
  type ifinfomsg,
  name_of,
  parse_link,
  rtnl_ensure_unique_netns,
  rtnl_link_get_net_capable,
} from "./rtnl_link_msg.ts";

export function validate_linkmsg(dev: net_device | null, tb: nlattrs): number {
  if (dev) {
    for (const a of [L.IFLA_ADDRESS, L.IFLA_BROADCAST]) {
      const given = tb.get(a);
      if (given && given.data.length < dev.addr_len) return -EINVAL;
    }
  }
  const spec = tb.get(L.IFLA_AF_SPEC);
  for (const af of spec ? nla_list(spec.data).attrs : []) {
    const ops = rtnl_af_lookup(af.type);
    if (!ops) return -EAFNOSUPPORT;
    const err = ops.set_link_af(dev, af, true);
    if (err < 0) return err;
  }
  return 0;
}

/** ifi_change 0 means all flags, as ever. */
export function rtnl_dev_combine_flags(dev: net_device, ifm: ifinfomsg): number {
  if (!ifm.ifi_change) return ifm.ifi_flags;
  const now = (dev.flags & ~(IFF_PROMISC | IFF_ALLMULTI)) | (dev.gflags & (IFF_PROMISC | IFF_ALLMULTI));
  return (ifm.ifi_flags & ifm.ifi_change) | (now & ~ifm.ifi_change);
}

export function do_set_master(dev: net_device, ifindex: number, extack: netlink_ext_ack): number {
  const old = netdev_master_upper_dev_get(dev);
  if (old) {
    if (old.ifindex === ifindex) return 0;
    if (!old.netdev_ops.ndo_del_slave) return -EOPNOTSUPP;
    const err = old.netdev_ops.ndo_del_slave(old, dev);
    if (err) return err;
  }
  if (!ifindex) return 0;
  const upper = __dev_get_by_index(dev.nd_net, ifindex);
  if (!upper) return -EINVAL;
  return upper.netdev_ops.ndo_add_slave?.(upper, dev, extack) ?? -EOPNOTSUPP;
}

export function set_operstate(dev: net_device, transition: number): void {
  let operstate = dev.operstate;
  if (transition === IF_OPER_UP) {
    if ([IF_OPER_DORMANT, IF_OPER_TESTING, IF_OPER_UNKNOWN].includes(operstate)) operstate = IF_OPER_UP;
  } else if (transition === IF_OPER_TESTING || transition === IF_OPER_DORMANT) {
    if (operstate === IF_OPER_UP || operstate === IF_OPER_UNKNOWN) operstate = transition;
  }
  if (dev.operstate === operstate) return;
  dev.operstate = operstate;
  netdev_state_change(dev);
}

function dev_change_carrier(dev: net_device, on: boolean): number {
  if (!dev.netdev_ops.ndo_change_carrier) return -EOPNOTSUPP;
  return netif_device_present(dev) ? dev.netdev_ops.ndo_change_carrier(dev, on) : -ENODEV;
}

interface change {
  r: netlink_request;
  dev: net_device;
  ifm: ifinfomsg;
  ifname: string;
}

/** How a change shows: the device was modified; listeners shall be told besides what the change itself told. */
const MODIFIED = 1;
export const NOTIFY = 3;

/** What an attribute of RTM_SETLINK does, in the order in which they are looked at: status bits, or -ERRNO. */
const steps: readonly [number, (c: change, a: nlattr) => number][] = [
  [L.IFLA_MAP, () => -EOPNOTSUPP],
  [
    L.IFLA_ADDRESS,
    ({ dev, r }, a) => {
      const sa = { sa_family: dev.type, sa_data: a.data.slice(0, dev.addr_len) };
      return dev_set_mac_address(dev, sa, r.extack) || MODIFIED;
    },
  ],
  [L.IFLA_MTU, ({ dev, r }, a) => dev_set_mtu_ext(dev, a.u32 | 0, r.extack) || MODIFIED],
  [
    L.IFLA_GROUP,
    ({ dev }, a) => {
      dev.group = a.u32;
      return NOTIFY;
    },
  ],
  [
    L.IFLA_IFNAME,
    ({ dev, ifm, ifname }) => {
      if (ifm.ifi_index <= 0 || !ifname) return 0;
      const err = dev_change_name(dev, ifname);
      return err < 0 ? err : MODIFIED;
    },
  ],
  [
    L.IFLA_IFALIAS,
    ({ dev }, a) => {
      if (a.data.length >= IFALIASZ) return -EINVAL;
      const err = dev_set_alias(dev, a.string);
      return err < 0 ? err : NOTIFY;
    },
  ],
  [
    L.IFLA_BROADCAST,
    ({ dev }, a) => {
      dev.broadcast = a.data.slice(0, dev.addr_len);
      call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
      return 0;
    },
  ],
];

const laterSteps: typeof steps = [
  [L.IFLA_MASTER, ({ dev, r }, a) => do_set_master(dev, a.u32, r.extack) || MODIFIED],
  [L.IFLA_CARRIER, ({ dev }, a) => dev_change_carrier(dev, a.u8 !== 0) || MODIFIED],
  [L.IFLA_TXQLEN, ({ dev }, a) => dev_change_tx_queue_len(dev, a.u32) || MODIFIED],
  [
    L.IFLA_GSO_MAX_SIZE,
    ({ dev }, a) => {
      if (a.u32 > 65536) return -EINVAL;
      if (dev.gso_max_size === a.u32) return 0;
      dev.gso_max_size = a.u32;
      return MODIFIED;
    },
  ],
  [
    L.IFLA_GSO_MAX_SEGS,
    ({ dev }, a) => {
      if (a.u32 > 65535) return -EINVAL;
      if (dev.gso_max_segs === a.u32) return 0;
      dev.gso_max_segs = a.u32;
      return MODIFIED;
    },
  ],
  [
    L.IFLA_OPERSTATE,
    ({ dev }, a) => {
      set_operstate(dev, a.u8);
      return 0;
    },
  ],
  [
    L.IFLA_LINKMODE,
    ({ dev }, a) => {
      const changed = dev.link_mode !== a.u8;
      dev.link_mode = a.u8;
      return changed ? NOTIFY : 0;
    },
  ],
  [L.IFLA_VFINFO_LIST, (_c, a) => (a.data.length ? -EOPNOTSUPP : 0)],
  [L.IFLA_VF_PORTS, () => -EOPNOTSUPP],
  [L.IFLA_PORT_SELF, () => -EOPNOTSUPP],
  [
    L.IFLA_AF_SPEC,
    ({ dev }, a) => {
      let status = 0;
      for (const af of nla_list(a.data).attrs) {
        const err = rtnl_af_lookup(af.type)!.set_link_af(dev, af, false);
        if (err < 0) return err;
        status = NOTIFY;
      }
      return status;
    },
  ],
  [
    L.IFLA_PROTO_DOWN,
    ({ r }) => {
      NL_SET_ERR_MSG(r.extack, "Protodown not supported by device");
      return -EOPNOTSUPP;
    },
  ],
  [L.IFLA_XDP, () => -EOPNOTSUPP],
];

export function do_setlink(
  r: netlink_request,
  dev: net_device,
  ifm: ifinfomsg,
  tb: nlattrs,
  status: number,
): number {
  let err = validate_linkmsg(dev, tb);
  if (err < 0) return err;
  const own = tb.get(L.IFLA_IFNAME);
  const c: change = { r, dev, ifm, ifname: own ? name_of(own, IFNAMSIZ) : "" };

  const run = (list: typeof steps): number => {
    for (const [type, step] of list) {
      const a = tb.get(type);
      if (!a) continue;
      const got = step(c, a);
      if (got < 0) return got;
      status |= got;
    }
    return 0;
  };
  const moves = [L.IFLA_NET_NS_PID, L.IFLA_NET_NS_FD, L.IFLA_TARGET_NETNSID].some((a) => tb.has(a));
  const all = (): number => {
    if (moves) {
      const net = rtnl_link_get_net_capable(r, dev.nd_net, tb);
      if (typeof net === "number") return net;
      const index = tb.get(L.IFLA_NEW_IFINDEX)?.s32 ?? 0;
      const e = __dev_change_net_namespace(dev, net, c.ifname || null, index);
      if (e) return e;
      status |= MODIFIED;
    }
    let e = run(steps);
    if (e) return e;
    if (ifm.ifi_flags || ifm.ifi_change) {
      e = dev_change_flags(dev, rtnl_dev_combine_flags(dev, ifm), r.extack);
      if (e < 0) return e;
    }
    return run(laterSteps);
  };
  err = all();
  if ((status & NOTIFY) === NOTIFY) netdev_state_change(dev);
  return err;
}

export function rtnl_setlink(r: netlink_request): number {
  const m = parse_link(r);
  if (typeof m === "number") return m;
  const err = rtnl_ensure_unique_netns(m.tb, r.extack, false);
  if (err < 0) return err;
  const dev = find_dev(r.net, m.ifm, m.tb);
  if (dev === undefined) return -EINVAL;
  return dev ? do_setlink(r, dev, m.ifm, m.tb, 0) : -ENODEV;
}
