// RTM_NEWLINK, SETLINK, DELLINK, GETLINK and the alternative names (net/core/rtnetlink.c, release 6.1).
// Above: rtnetlink.ts (dispatch). Below: dev_*.ts, link_ops.ts, rtnl_fill.ts.

import { EAFNOSUPPORT, EEXIST, EINVAL, ENODEV, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import {
  ALTIFNAMSIZ,
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
import {
  NLM_F_CREATE,
  NLM_F_DUMP_FILTERED,
  NLM_F_EXCL,
  NLM_F_MULTI,
  NLM_F_REPLACE,
} from "../../uapi/linux/netlink.ts";
import {
  RTM_DELLINK,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK,
} from "../../uapi/linux/rtnetlink.ts";
import { inet_set_link_af } from "../ipv4/devinet_netlink.ts";
import { inet6_set_link_af } from "../ipv6/addrconf.ts";
import { AF_INET, AF_INET6, AF_UNSPEC } from "../linux_socket.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { netlink_net_capable, nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NL_VALIDATE_DEPRECATED_STRICT,
  NL_VALIDATE_LIBERAL,
  NL_VALIDATE_STRICT,
  NLA_BINARY,
  NLA_MIN_LEN,
  NLA_NESTED,
  NLA_NUL_STRING,
  NLA_REJECT,
  NLA_S32,
  NLA_STRING,
  NLA_U8,
  NLA_U32,
  NLMSG_HDRLEN,
  nla_list,
  nla_parse_nested,
  type nlattr,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import {
  __dev_get_by_index,
  __dev_get_by_name,
  alloc_netdev_mqs,
  call_netdevice_notifiers,
  NET_ADDR_SET,
  NET_NAME_ENUM,
  NET_NAME_USER,
  netdev_dump_order,
} from "./dev.ts";
import { netdev_master_upper_dev_get } from "./dev_adjacent.ts";
import {
  __dev_change_flags,
  __dev_notify_flags,
  dev_change_flags,
  dev_change_tx_queue_len,
  dev_set_mac_address,
  dev_set_mtu_ext,
  dev_validate_mtu,
} from "./dev_flags.ts";
import {
  dev_change_name,
  dev_set_alias,
  netdev_name_node_alt_create,
  netdev_name_node_alt_destroy,
} from "./dev_name.ts";
import {
  __dev_change_net_namespace,
  dev_change_net_namespace,
  register_netdevice,
  unregister_netdevice,
  unregister_netdevice_many,
} from "./dev_register.ts";
import type { rtnl_link_ops } from "./link_ops.ts";
import { netdev_state_change } from "./link_watch.ts";
import { get_net_ns_by_fd, get_net_ns_by_id, get_net_ns_by_pid, type net } from "./net_namespace.ts";
import {
  MAX_ADDR_LEN,
  NETDEV_CHANGEADDR,
  NETREG_REGISTERED,
  type net_device,
  netif_device_present,
  RTNL_LINK_INITIALIZED,
  RTNL_LINK_INITIALIZING,
} from "./netdevice.ts";
import { rtnl_register } from "./rtnetlink.ts";
import { rtnl_fill_ifinfo } from "./rtnl_fill.ts";

/** Where IFLA_IFNAME is cut, and how IFLA_ALT_IFNAME is. */
const name = (a: nlattr, size: number): string => a.string.slice(0, size - 1);

export const ifla_policy: policy = {
  [L.IFLA_IFNAME]: NLA_STRING(IFNAMSIZ - 1),
  [L.IFLA_ADDRESS]: NLA_BINARY(MAX_ADDR_LEN),
  [L.IFLA_BROADCAST]: NLA_BINARY(MAX_ADDR_LEN),
  [L.IFLA_MAP]: NLA_MIN_LEN(32),
  [L.IFLA_MTU]: NLA_U32,
  [L.IFLA_LINK]: NLA_U32,
  [L.IFLA_MASTER]: NLA_U32,
  [L.IFLA_CARRIER]: NLA_U8,
  [L.IFLA_TXQLEN]: NLA_U32,
  [L.IFLA_WEIGHT]: NLA_U32,
  [L.IFLA_OPERSTATE]: NLA_U8,
  [L.IFLA_LINKMODE]: NLA_U8,
  [L.IFLA_LINKINFO]: NLA_NESTED,
  [L.IFLA_NET_NS_PID]: NLA_U32,
  [L.IFLA_NET_NS_FD]: NLA_U32,
  [L.IFLA_IFALIAS]: NLA_BINARY(IFALIASZ - 1),
  [L.IFLA_VFINFO_LIST]: NLA_NESTED,
  [L.IFLA_VF_PORTS]: NLA_NESTED,
  [L.IFLA_PORT_SELF]: NLA_NESTED,
  [L.IFLA_AF_SPEC]: NLA_NESTED,
  [L.IFLA_EXT_MASK]: NLA_U32,
  [L.IFLA_PROMISCUITY]: NLA_U32,
  [L.IFLA_NUM_TX_QUEUES]: NLA_U32,
  [L.IFLA_NUM_RX_QUEUES]: NLA_U32,
  [L.IFLA_GSO_MAX_SEGS]: NLA_U32,
  [L.IFLA_GSO_MAX_SIZE]: NLA_U32,
  [L.IFLA_PHYS_PORT_ID]: NLA_BINARY(32),
  [L.IFLA_CARRIER_CHANGES]: NLA_U32,
  [L.IFLA_PHYS_SWITCH_ID]: NLA_BINARY(32),
  [L.IFLA_LINK_NETNSID]: NLA_S32,
  [L.IFLA_PROTO_DOWN]: NLA_U8,
  [L.IFLA_XDP]: NLA_NESTED,
  [L.IFLA_EVENT]: NLA_U32,
  [L.IFLA_GROUP]: NLA_U32,
  [L.IFLA_TARGET_NETNSID]: NLA_S32,
  [L.IFLA_CARRIER_UP_COUNT]: NLA_U32,
  [L.IFLA_CARRIER_DOWN_COUNT]: NLA_U32,
  [L.IFLA_MIN_MTU]: NLA_U32,
  [L.IFLA_MAX_MTU]: NLA_U32,
  [L.IFLA_PROP_LIST]: NLA_NESTED,
  [L.IFLA_ALT_IFNAME]: NLA_STRING(ALTIFNAMSIZ - 1),
  [L.IFLA_PERM_ADDRESS]: NLA_REJECT(),
  [L.IFLA_PROTO_DOWN_REASON]: NLA_NESTED,
  [L.IFLA_NEW_IFINDEX]: NLA_S32,
  [L.IFLA_PARENT_DEV_NAME]: NLA_NUL_STRING(),
  [L.IFLA_GRO_MAX_SIZE]: NLA_U32,
  [L.IFLA_TSO_MAX_SIZE]: NLA_REJECT(),
  [L.IFLA_TSO_MAX_SEGS]: NLA_REJECT(),
  [L.IFLA_ALLMULTI]: NLA_REJECT(),
};

const info_policy: policy = {
  [L.IFLA_INFO_KIND]: NLA_STRING(),
  [L.IFLA_INFO_DATA]: NLA_NESTED,
  [L.IFLA_INFO_SLAVE_KIND]: NLA_STRING(),
  [L.IFLA_INFO_SLAVE_DATA]: NLA_NESTED,
};

/** struct ifinfomsg. */
export interface ifinfomsg {
  ifi_family: number;
  ifi_type: number;
  ifi_index: number;
  ifi_flags: number;
  ifi_change: number;
}
const SIZEOF_IFINFOMSG = 16;

export function read_ifinfomsg(b: Uint8Array, at: number): ifinfomsg {
  const v = new DataView(b.buffer, b.byteOffset + at, SIZEOF_IFINFOMSG);
  return {
    ifi_family: v.getUint8(0),
    ifi_type: v.getUint16(2),
    ifi_index: v.getInt32(4),
    ifi_flags: v.getUint32(8),
    ifi_change: v.getUint32(12),
  };
}

function parse(r: netlink_request, how = NL_VALIDATE_LIBERAL): { tb: nlattrs; ifm: ifinfomsg } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_IFINFOMSG, L.IFLA_MAX, ifla_policy, r.extack, how);
  return typeof tb === "number" ? tb : { tb, ifm: read_ifinfomsg(r.bytes, NLMSG_HDRLEN) };
}

// ---- which device, which namespace ----

function rtnl_dev_get(net: net, tb: nlattrs): net_device | null {
  const own = tb.get(L.IFLA_IFNAME);
  if (own) return __dev_get_by_name(net, name(own, IFNAMSIZ));
  const alt = tb.get(L.IFLA_ALT_IFNAME);
  return alt ? __dev_get_by_name(net, name(alt, ALTIFNAMSIZ)) : null;
}

/** By index, else by name; undefined: the message names none. */
function find(net: net, ifm: ifinfomsg, tb: nlattrs): net_device | null | undefined {
  if (ifm.ifi_index > 0) return __dev_get_by_index(net, ifm.ifi_index);
  return tb.has(L.IFLA_IFNAME) || tb.has(L.IFLA_ALT_IFNAME) ? rtnl_dev_get(net, tb) : undefined;
}

function rtnl_ensure_unique_netns(tb: nlattrs, extack: netlink_ext_ack, idOnly: boolean): number {
  const n = [L.IFLA_NET_NS_PID, L.IFLA_NET_NS_FD].filter((a) => tb.has(a)).length;
  if (idOnly) {
    if (n === 0) return 0;
    NL_SET_ERR_MSG(extack, "specified netns attribute not supported");
    return -EOPNOTSUPP;
  }
  if (n + Number(tb.has(L.IFLA_TARGET_NETNSID)) <= 1) return 0;
  NL_SET_ERR_MSG(extack, "multiple netns identifying attributes specified");
  return -EINVAL;
}

/** The namespace a message names (pid, descriptor or id), src_net if none: or -ERRNO. */
export function rtnl_link_get_net(r: netlink_request, src_net: net, tb: nlattrs): net | number {
  const pid = tb.get(L.IFLA_NET_NS_PID);
  if (pid) return get_net_ns_by_pid(r.t, pid.u32);
  const fd = tb.get(L.IFLA_NET_NS_FD);
  if (fd) return get_net_ns_by_fd(r.t, fd.u32);
  const id = tb.get(L.IFLA_TARGET_NETNSID);
  if (!id) return src_net;
  const net = get_net_ns_by_id(src_net, id.s32);
  return typeof net === "number" ? -EINVAL : net;
}

/** The same for a driver's peer: pid and descriptor count for the task whose request is being served. */
export function rtnl_link_get_net_of(src_net: net, tb: nlattrs): net | number {
  const r = src_net.stack.rtnl_request;
  return r ? rtnl_link_get_net(r, src_net, tb) : src_net;
}

function rtnl_link_get_net_capable(r: netlink_request, src_net: net, tb: nlattrs): net | number {
  const net = rtnl_link_get_net(r, src_net, tb);
  if (typeof net === "number") return net;
  return netlink_net_capable(r, CAP_NET_ADMIN, net) ? net : -EPERM;
}

/** The namespace of an id, for somebody privileged there: or -EINVAL, -EACCES. */
export function rtnl_get_net_ns_capable(r: netlink_request, id: number): net | number {
  const net = get_net_ns_by_id(r.net, id);
  if (typeof net === "number") return -EINVAL;
  return netlink_net_capable(r, CAP_NET_ADMIN, net) ? net : -13;
}

// ---- changing ----

const af_ops = (family: number) =>
  family === AF_INET ? inet_set_link_af : family === AF_INET6 ? inet6_set_link_af : undefined;

function validate_linkmsg(dev: net_device | null, tb: nlattrs): number {
  if (dev) {
    for (const a of [L.IFLA_ADDRESS, L.IFLA_BROADCAST]) {
      const given = tb.get(a);
      if (given && given.data.length < dev.addr_len) return -EINVAL;
    }
  }
  const spec = tb.get(L.IFLA_AF_SPEC);
  for (const af of spec ? nla_list(spec.data).attrs : []) {
    const ops = af_ops(af.type);
    if (!ops) return -EAFNOSUPPORT;
    const err = ops(dev, af, true);
    if (err < 0) return err;
  }
  return 0;
}

/** ifi_change 0 means all flags, as ever. */
function rtnl_dev_combine_flags(dev: net_device, ifm: ifinfomsg): number {
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

function set_operstate(dev: net_device, transition: number): void {
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
const NOTIFY = 3;

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
        const err = af_ops(af.type)!(dev, af, false);
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

function do_setlink(
  r: netlink_request,
  dev: net_device,
  ifm: ifinfomsg,
  tb: nlattrs,
  status: number,
): number {
  let err = validate_linkmsg(dev, tb);
  if (err < 0) return err;
  const own = tb.get(L.IFLA_IFNAME);
  const c: change = { r, dev, ifm, ifname: own ? name(own, IFNAMSIZ) : "" };

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

function rtnl_setlink(r: netlink_request): number {
  const m = parse(r);
  if (typeof m === "number") return m;
  const err = rtnl_ensure_unique_netns(m.tb, r.extack, false);
  if (err < 0) return err;
  const dev = find(r.net, m.ifm, m.tb);
  if (dev === undefined) return -EINVAL;
  return dev ? do_setlink(r, dev, m.ifm, m.tb, 0) : -ENODEV;
}

// ---- deleting ----

export function rtnl_delete_link(dev: net_device): number {
  const dellink = dev.rtnl_link_ops?.dellink;
  if (!dellink) return -EOPNOTSUPP;
  const list: net_device[] = [];
  dellink(dev, list);
  unregister_netdevice_many(list);
  return 0;
}

function rtnl_group_dellink(net: net, group: number): number {
  if (!group) return -EPERM;
  const devs = net.dev_base_head.filter((d) => d.group === group);
  if (devs.some((d) => !d.rtnl_link_ops?.dellink)) return -EOPNOTSUPP;
  if (devs.length === 0) return -ENODEV;
  const list: net_device[] = [];
  for (const d of devs) d.rtnl_link_ops!.dellink!(d, list);
  unregister_netdevice_many(list);
  return 0;
}

function rtnl_dellink(r: netlink_request): number {
  const m = parse(r);
  if (typeof m === "number") return m;
  const err = rtnl_ensure_unique_netns(m.tb, r.extack, true);
  if (err < 0) return err;
  const id = m.tb.get(L.IFLA_TARGET_NETNSID);
  const net = id ? rtnl_get_net_ns_capable(r, id.s32) : r.net;
  if (typeof net === "number") return net;
  const dev = find(net, m.ifm, m.tb);
  if (dev) return rtnl_delete_link(dev);
  if (dev === null) return -ENODEV;
  const group = m.tb.get(L.IFLA_GROUP);
  return group ? rtnl_group_dellink(net, group.u32) : -EINVAL;
}

// ---- making ----

/** The last step of making a device: flags as asked for, and the news of it. */
export function rtnl_configure_link(dev: net_device, ifm: ifinfomsg | null): number {
  const old_flags = dev.flags;
  if (ifm && (ifm.ifi_flags || ifm.ifi_change)) {
    const err = __dev_change_flags(dev, rtnl_dev_combine_flags(dev, ifm));
    if (err < 0) return err;
  }
  if (dev.rtnl_link_state === RTNL_LINK_INITIALIZED) {
    __dev_notify_flags(dev, old_flags, old_flags ^ dev.flags);
  } else {
    dev.rtnl_link_state = RTNL_LINK_INITIALIZED;
    __dev_notify_flags(dev, old_flags, -1);
  }
  return 0;
}

/** A device of a kind with what the attributes say of it, not yet registered: or -ERRNO. */
export function rtnl_create_link(
  net: net,
  ifname: string,
  name_assign_type: number,
  ops: rtnl_link_ops,
  tb: nlattrs,
  extack: netlink_ext_ack,
): net_device | number {
  const txqs = tb.get(L.IFLA_NUM_TX_QUEUES)?.u32 ?? ops.get_num_tx_queues?.() ?? 1;
  const rxqs = tb.get(L.IFLA_NUM_RX_QUEUES)?.u32 ?? ops.get_num_rx_queues?.() ?? 1;
  for (const [n, what] of [
    [txqs, "transmit"],
    [rxqs, "receive"],
  ] as const) {
    if (n >= 1 && n <= 4096) continue;
    NL_SET_ERR_MSG(extack, `Invalid number of ${what} queues`);
    return -EINVAL;
  }
  const dev = alloc_netdev_mqs(net, ifname, name_assign_type, ops.setup!, txqs, rxqs);
  const err = validate_linkmsg(dev, tb);
  if (err < 0) return err;
  dev.rtnl_link_ops = ops;
  dev.rtnl_link_state = RTNL_LINK_INITIALIZING;
  const mtu = tb.get(L.IFLA_MTU);
  if (mtu) {
    const bad = dev_validate_mtu(dev, mtu.u32 | 0, extack);
    if (bad) return bad;
    dev.mtu = mtu.u32;
  }
  const address = tb.get(L.IFLA_ADDRESS);
  if (address) {
    dev.dev_addr = address.data.slice(0, dev.addr_len);
    dev.addr_assign_type = NET_ADDR_SET;
  }
  const broadcast = tb.get(L.IFLA_BROADCAST);
  if (broadcast) dev.broadcast = broadcast.data.slice(0, dev.addr_len);
  const txqlen = tb.get(L.IFLA_TXQLEN);
  if (txqlen) dev.tx_queue_len = txqlen.u32;
  const operstate = tb.get(L.IFLA_OPERSTATE);
  if (operstate) set_operstate(dev, operstate.u8);
  dev.link_mode = tb.get(L.IFLA_LINKMODE)?.u8 ?? dev.link_mode;
  dev.group = tb.get(L.IFLA_GROUP)?.u32 ?? dev.group;
  dev.gso_max_size = tb.get(L.IFLA_GSO_MAX_SIZE)?.u32 ?? dev.gso_max_size;
  dev.gso_max_segs = tb.get(L.IFLA_GSO_MAX_SEGS)?.u32 ?? dev.gso_max_segs;
  return dev;
}

function rtnl_newlink_create(
  r: netlink_request,
  ifm: ifinfomsg,
  ops: rtnl_link_ops,
  tb: nlattrs,
  data: nlattrs | null,
): number {
  if (!ops.setup) return -EOPNOTSUPP;
  const own = tb.get(L.IFLA_IFNAME);
  const ifname = own ? name(own, IFNAMSIZ) : `${ops.kind}%d`;
  const dest_net = rtnl_link_get_net_capable(r, r.net, tb);
  if (typeof dest_net === "number") return dest_net;
  const id = tb.get(L.IFLA_LINK_NETNSID);
  let link_net: net | null = null;
  if (id) {
    const found = get_net_ns_by_id(dest_net, id.s32);
    if (typeof found === "number") {
      NL_SET_ERR_MSG(r.extack, "Unknown network namespace id");
      return -EINVAL;
    }
    if (!netlink_net_capable(r, CAP_NET_ADMIN, found)) return -EPERM;
    link_net = found;
  }
  const assign = own ? NET_NAME_USER : NET_NAME_ENUM;
  const dev = rtnl_create_link(link_net ?? dest_net, ifname, assign, ops, tb, r.extack);
  if (typeof dev === "number") return dev;
  dev.ifindex = ifm.ifi_index;

  let err = ops.newlink ? ops.newlink(link_net ?? r.net, dev, tb, data, r.extack) : register_netdevice(dev);
  if (err < 0) return err;
  err = rtnl_configure_link(dev, ifm);
  if (!err && link_net) err = dev_change_net_namespace(dev, dest_net, ifname);
  const master = tb.get(L.IFLA_MASTER);
  if (!err && master) err = do_set_master(dev, master.u32, r.extack);
  if (!err) return 0;
  if (ops.newlink && ops.dellink) {
    const list: net_device[] = [];
    ops.dellink(dev, list);
    unregister_netdevice_many(list);
  } else unregister_netdevice(dev);
  return err;
}

export function rtnl_link_ops_get(net: net, kind: string): rtnl_link_ops | null {
  return net.stack.link_ops.find((o) => o.kind === kind) ?? null;
}

function rtnl_newlink(r: netlink_request): number {
  const { stack } = r.net;
  stack.rtnl_request = r;
  try {
    return __rtnl_newlink(r);
  } finally {
    stack.rtnl_request = null;
  }
}

function __rtnl_newlink(r: netlink_request): number {
  const m = parse(r);
  if (typeof m === "number") return m;
  const { tb, ifm } = m;
  const { net, extack, nlh } = r;
  let err = rtnl_ensure_unique_netns(tb, extack, false);
  if (err < 0) return err;
  if (ifm.ifi_index < 0) {
    if (net.kernel.release.atLeast("6.1")) {
      NL_SET_ERR_MSG(extack, "ifindex can't be negative");
      return -EINVAL;
    }
  }
  const found = find(net, ifm, tb);
  const dev = found ?? null;
  const master = dev ? netdev_master_upper_dev_get(dev) : null;
  const m_ops = master?.rtnl_link_ops ?? null;
  err = validate_linkmsg(dev, tb);
  if (err < 0) return err;

  const linkinfo = tb.get(L.IFLA_LINKINFO);
  const info: nlattrs | number = linkinfo
    ? nla_parse_nested(linkinfo, L.IFLA_INFO_MAX, info_policy, null)
    : new Map();
  if (typeof info === "number") return info;
  const kind = info.get(L.IFLA_INFO_KIND)?.string.slice(0, 51) ?? "";
  const ops = kind ? rtnl_link_ops_get(net, kind) : null;

  let data: nlattrs | null = null;
  if (ops) {
    const given = info.get(L.IFLA_INFO_DATA);
    if (ops.maxtype && given) {
      const parsed = nla_parse_nested(given, ops.maxtype, ops.policy ?? {}, extack);
      if (typeof parsed === "number") return parsed;
      data = parsed;
    }
    err = ops.validate?.(tb, data, extack) ?? 0;
    if (err < 0) return err;
  }
  let slave_data: nlattrs | null = null;
  const slave = info.get(L.IFLA_INFO_SLAVE_DATA);
  if (m_ops?.slave_maxtype && slave) {
    const parsed = nla_parse_nested(slave, m_ops.slave_maxtype, m_ops.slave_policy ?? {}, extack);
    if (typeof parsed === "number") return parsed;
    slave_data = parsed;
  }

  if (dev) {
    if (nlh.nlmsg_flags & NLM_F_EXCL) return -EEXIST;
    if (nlh.nlmsg_flags & NLM_F_REPLACE) return -EOPNOTSUPP;
    let status = 0;
    if (info.has(L.IFLA_INFO_DATA)) {
      if (!ops || ops !== dev.rtnl_link_ops || !ops.changelink) return -EOPNOTSUPP;
      err = ops.changelink(dev, tb, data, extack);
      if (err < 0) return err;
      status |= NOTIFY;
    }
    if (slave) {
      if (!m_ops?.slave_changelink) return -EOPNOTSUPP;
      err = m_ops.slave_changelink(master!, dev, tb, slave_data, extack);
      if (err < 0) return err;
      status |= NOTIFY;
    }
    return do_setlink(r, dev, ifm, tb, status);
  }
  if (!(nlh.nlmsg_flags & NLM_F_CREATE)) {
    const group = tb.get(L.IFLA_GROUP);
    if (found === null || !group) return -ENODEV;
    for (const d of [...net.dev_base_head]) {
      if (d.group !== group.u32) continue;
      err = do_setlink(r, d, ifm, tb, 0);
      if (err < 0) return err;
    }
    return 0;
  }
  if (tb.has(L.IFLA_MAP) || tb.has(L.IFLA_PROTINFO)) return -EOPNOTSUPP;
  if (!ops) {
    NL_SET_ERR_MSG(extack, "Unknown device type");
    return -EOPNOTSUPP;
  }
  return rtnl_newlink_create(r, ifm, ops, tb, data);
}

// ---- asking ----

const GETLINK_ATTRS = new Set([L.IFLA_IFNAME, L.IFLA_ALT_IFNAME, L.IFLA_EXT_MASK, L.IFLA_TARGET_NETNSID]);
const DUMP_ATTRS = new Set([L.IFLA_TARGET_NETNSID, L.IFLA_EXT_MASK, L.IFLA_MASTER, L.IFLA_LINKINFO]);

/** Strict checking: no values in the header but the index, no attributes but those given. */
function strict(
  r: netlink_request,
  m: { tb: nlattrs; ifm: ifinfomsg },
  attrs: Set<number>,
  what: string,
): number {
  const b = r.bytes;
  const { ifm } = m;
  if (b[NLMSG_HDRLEN + 1] || ifm.ifi_type || ifm.ifi_flags || ifm.ifi_change) {
    NL_SET_ERR_MSG(r.extack, `Invalid values in header for ${what} request`);
    return -EINVAL;
  }
  for (const type of m.tb.keys()) {
    if (attrs.has(type)) continue;
    NL_SET_ERR_MSG(r.extack, `Unsupported attribute in ${what} request`);
    return -EINVAL;
  }
  return 0;
}

function rtnl_getlink(r: netlink_request): number {
  if (r.bytes.length < NLMSG_HDRLEN + SIZEOF_IFINFOMSG) {
    NL_SET_ERR_MSG(r.extack, "Invalid header for get link");
    return -EINVAL;
  }
  const m = parse(r, r.nlk.strict_chk ? NL_VALIDATE_DEPRECATED_STRICT : NL_VALIDATE_LIBERAL);
  if (typeof m === "number") return m;
  let err = r.nlk.strict_chk ? strict(r, m, GETLINK_ATTRS, "get link") : 0;
  if (err < 0) return err;
  err = rtnl_ensure_unique_netns(m.tb, r.extack, true);
  if (err < 0) return err;
  const id = m.tb.get(L.IFLA_TARGET_NETNSID);
  const net = id ? rtnl_get_net_ns_capable(r, id.s32) : r.net;
  if (typeof net === "number") return net;
  const dev = find(net, m.ifm, m.tb);
  if (dev === undefined) return -EINVAL;
  if (!dev) return -ENODEV;
  const message = rtnl_fill_ifinfo(dev, {
    type: RTM_NEWLINK,
    portid: r.portid,
    seq: r.nlh.nlmsg_seq,
    ext_filter_mask: m.tb.get(L.IFLA_EXT_MASK)?.u32 ?? 0,
    tgt_netnsid: id ? id.s32 : -1,
    src_net: r.net,
  });
  return nlmsg_unicast(r, message);
}

/** A dump request's attributes; null: an old request whose rest is not looked at. */
function dumpAttrs(r: netlink_request): nlattrs | null | number {
  const { bytes, nlk, extack } = r;
  if (!nlk.strict_chk) {
    const hdrlen = bytes.length < NLMSG_HDRLEN + SIZEOF_IFINFOMSG ? 1 : SIZEOF_IFINFOMSG;
    const tb = nlmsg_parse(bytes, hdrlen, L.IFLA_MAX, ifla_policy, null);
    return typeof tb === "number" ? null : tb;
  }
  if (bytes.length < NLMSG_HDRLEN + SIZEOF_IFINFOMSG) {
    NL_SET_ERR_MSG(extack, "Invalid header for link dump");
    return -EINVAL;
  }
  const m = parse(r, NL_VALIDATE_DEPRECATED_STRICT);
  if (typeof m === "number") return m;
  if (m.ifm.ifi_index) {
    NL_SET_ERR_MSG(extack, "Filter by device index not supported for link dumps");
    return -EINVAL;
  }
  const err = strict(r, m, DUMP_ATTRS, "link dump");
  return err < 0 ? err : m.tb;
}

function checkDump(r: netlink_request): number {
  const tb = dumpAttrs(r);
  if (typeof tb === "number") return tb;
  const id = tb?.get(L.IFLA_TARGET_NETNSID);
  const net = id ? rtnl_get_net_ns_capable(r, id.s32) : r.net;
  if (typeof net !== "number") return 0;
  NL_SET_ERR_MSG(r.extack, "Invalid target network namespace id");
  return net;
}

function kindFilter(net: net, a: nlattr | undefined): rtnl_link_ops | null {
  if (!a) return null;
  const info = nla_parse_nested(a, L.IFLA_INFO_MAX, info_policy, null);
  const kind = typeof info === "number" ? undefined : info.get(L.IFLA_INFO_KIND);
  return kind ? rtnl_link_ops_get(net, kind.string) : null;
}

function* rtnl_dump_ifinfo(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const got = dumpAttrs(r);
  const tb: nlattrs = got && typeof got !== "number" ? got : new Map();
  const id = tb.get(L.IFLA_TARGET_NETNSID);
  const target = id ? rtnl_get_net_ns_capable(r, id.s32) : r.net;
  if (typeof target === "number") return;
  const master = tb.get(L.IFLA_MASTER)?.u32 ?? 0;
  const kind = kindFilter(r.net, tb.get(L.IFLA_LINKINFO));
  const flags = NLM_F_MULTI | (master || kind ? NLM_F_DUMP_FILTERED : 0);
  for (const dev of netdev_dump_order(target)) {
    if (dev.reg_state !== NETREG_REGISTERED || dev.nd_net !== target) continue;
    if (master && netdev_master_upper_dev_get(dev)?.ifindex !== master) continue;
    if (kind && dev.rtnl_link_ops !== kind) continue;
    yield rtnl_fill_ifinfo(dev, {
      type: RTM_NEWLINK,
      portid: r.portid,
      seq: r.nlh.nlmsg_seq,
      flags,
      ext_filter_mask: tb.get(L.IFLA_EXT_MASK)?.u32 ?? 0,
      tgt_netnsid: id ? id.s32 : -1,
      src_net: r.net,
    });
  }
}

// ---- alternative names (36fbf1e52bd3) ----

function rtnl_linkprop(r: netlink_request, add: boolean): number {
  if (!r.net.kernel.release.has("36fbf1e52bd3")) return -EOPNOTSUPP;
  const m = parse(r, NL_VALIDATE_STRICT);
  if (typeof m === "number") return m;
  const err = rtnl_ensure_unique_netns(m.tb, r.extack, true);
  if (err) return err;
  const dev = find(r.net, m.ifm, m.tb);
  if (dev === undefined) return -EINVAL;
  if (!dev) return -ENODEV;
  const props = m.tb.get(L.IFLA_PROP_LIST);
  if (!props) return 0;
  const checked = nla_parse_nested(props, L.IFLA_MAX, ifla_policy, r.extack, NL_VALIDATE_STRICT);
  if (typeof checked === "number") return checked;
  let changed = false;
  for (const a of nla_list(props.data).attrs) {
    if (a.type !== L.IFLA_ALT_IFNAME) continue;
    const e = add ? netdev_name_node_alt_create(dev, a.string) : netdev_name_node_alt_destroy(dev, a.string);
    if (e) return e;
    changed = true;
  }
  if (changed) netdev_state_change(dev);
  return 0;
}

export function rtnl_link_init(): void {
  rtnl_register(
    {
      family: AF_UNSPEC,
      type: RTM_GETLINK,
      doit: rtnl_getlink,
      checkDump,
      dumpit: rtnl_dump_ifinfo,
      seqOf: (net) => net.dev_base_seq,
    },
    { family: AF_UNSPEC, type: RTM_SETLINK, doit: rtnl_setlink },
    { family: AF_UNSPEC, type: RTM_NEWLINK, doit: rtnl_newlink },
    { family: AF_UNSPEC, type: RTM_DELLINK, doit: rtnl_dellink },
    { family: AF_UNSPEC, type: RTM_NEWLINKPROP, doit: (r) => rtnl_linkprop(r, true) },
    { family: AF_UNSPEC, type: RTM_DELLINKPROP, doit: (r) => rtnl_linkprop(r, false) },
  );
}
