// Messages about links as they are read: struct ifinfomsg, the attributes' policies, which device and which namespace
// they mean (net/core/rtnetlink.c, release 6.1). Above: rtnl_setlink.ts, rtnl_newlink.ts, rtnl_getlink.ts.
// Below: net_namespace.ts, ../netlink/.

import { EINVAL, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { ALTIFNAMSIZ, IFALIASZ, IFNAMSIZ } from "../../uapi/linux/if.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { netlink_net_capable } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NL_VALIDATE_LIBERAL,
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
  type nlattr,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { __dev_get_by_index, __dev_get_by_name } from "./dev.ts";
import { get_net_ns_by_fd, get_net_ns_by_id, get_net_ns_by_pid, type net } from "./net_namespace.ts";
import { MAX_ADDR_LEN } from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";

/** Where IFLA_IFNAME is cut, and how IFLA_ALT_IFNAME is. */
export const name_of = (a: nlattr, size: number): string => a.string.slice(0, size - 1);

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
  [L.IFLA_NEW_IFINDEX]: { ...NLA_S32, min: 1 },
  [L.IFLA_PARENT_DEV_NAME]: NLA_NUL_STRING(),
  [L.IFLA_GRO_MAX_SIZE]: NLA_U32,
  [L.IFLA_TSO_MAX_SIZE]: NLA_REJECT(),
  [L.IFLA_TSO_MAX_SEGS]: NLA_REJECT(),
  [L.IFLA_ALLMULTI]: NLA_REJECT(),
};

export const info_policy: policy = {
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
export const SIZEOF_IFINFOMSG = 16;

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

export function parse_link(
  r: netlink_request,
  how = NL_VALIDATE_LIBERAL,
): { tb: nlattrs; ifm: ifinfomsg } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_IFINFOMSG, L.IFLA_MAX, ifla_policy, r.extack, how);
  return typeof tb === "number" ? tb : { tb, ifm: read_ifinfomsg(r.bytes, NLMSG_HDRLEN) };
}

// ---- which device, which namespace ----

function rtnl_dev_get(net: net, tb: nlattrs): net_device | null {
  const own = tb.get(L.IFLA_IFNAME);
  if (own) return __dev_get_by_name(net, name_of(own, IFNAMSIZ));
  const alt = tb.get(L.IFLA_ALT_IFNAME);
  return alt ? __dev_get_by_name(net, name_of(alt, ALTIFNAMSIZ)) : null;
}

/** By index, else by name; undefined: the message names none. */
export function find_dev(net: net, ifm: ifinfomsg, tb: nlattrs): net_device | null | undefined {
  if (ifm.ifi_index > 0) return __dev_get_by_index(net, ifm.ifi_index);
  return tb.has(L.IFLA_IFNAME) || tb.has(L.IFLA_ALT_IFNAME) ? rtnl_dev_get(net, tb) : undefined;
}

export function rtnl_ensure_unique_netns(tb: nlattrs, extack: netlink_ext_ack, idOnly: boolean): number {
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

export function rtnl_link_get_net_capable(r: netlink_request, src_net: net, tb: nlattrs): net | number {
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
