// RTM_NEWLINK and DELLINK: devices that programs make, change and remove (net/core/rtnetlink.c, release 6.1).
// Above: rtnl_link.ts, drivers that make a second device. Below: rtnl_setlink.ts, link_ops.ts.

import { EEXIST, EINVAL, ENODEV, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { netlink_net_capable } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { nla_parse_nested, type nlattrs } from "../netlink/nlattr.ts";
import { alloc_netdev_mqs, NET_ADDR_SET, NET_NAME_ENUM, NET_NAME_USER } from "./dev.ts";
import { netdev_master_upper_dev_get } from "./dev_adjacent.ts";
import { __dev_change_flags, __dev_notify_flags, dev_validate_mtu } from "./dev_flags.ts";
import {
  dev_change_net_namespace,
  register_netdevice,
  unregister_netdevice,
  unregister_netdevice_many,
} from "./dev_register.ts";
import type { rtnl_link_ops } from "./link_ops.ts";
import { get_net_ns_by_id, type net } from "./net_namespace.ts";
import { RTNL_LINK_INITIALIZED, RTNL_LINK_INITIALIZING } from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";
import {
  find_dev,
  type ifinfomsg,
  info_policy,
  name_of,
  parse_link,
  rtnl_ensure_unique_netns,
  rtnl_get_net_ns_capable,
  rtnl_link_get_net_capable,
} from "./rtnl_link_msg.ts";
import {
  do_set_master,
  do_setlink,
  NOTIFY,
  rtnl_dev_combine_flags,
  set_operstate,
  validate_linkmsg,
} from "./rtnl_setlink.ts";

// ---- deleting ----

/** request: who asked, which the news of it tells (f3a63cce1b4f). */
export function rtnl_delete_link(dev: net_device, request: netlink_request | null = null): number {
  const dellink = dev.rtnl_link_ops?.dellink;
  if (!dellink) return -EOPNOTSUPP;
  const list: net_device[] = [];
  dellink(dev, list);
  unregister_netdevice_many(list, dev.nd_net.kernel.release.has("f3a63cce1b4f") ? request : null);
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

export function rtnl_dellink(r: netlink_request): number {
  const m = parse_link(r);
  if (typeof m === "number") return m;
  const err = rtnl_ensure_unique_netns(m.tb, r.extack, true);
  if (err < 0) return err;
  const id = m.tb.get(L.IFLA_TARGET_NETNSID);
  const net = id ? rtnl_get_net_ns_capable(r, id.s32) : r.net;
  if (typeof net === "number") return net;
  const dev = find_dev(net, m.ifm, m.tb);
  if (dev) return rtnl_delete_link(dev, r);
  if (dev === null) return -ENODEV;
  const group = m.tb.get(L.IFLA_GROUP);
  return group ? rtnl_group_dellink(net, group.u32) : -EINVAL;
}

// ---- making ----

/** The last step of making a device: flags as asked for, and the news of it. */
export function rtnl_configure_link(
  dev: net_device,
  ifm: ifinfomsg | null,
  request: netlink_request | null = null,
): number {
  const old_flags = dev.flags;
  if (ifm && (ifm.ifi_flags || ifm.ifi_change)) {
    const err = __dev_change_flags(dev, rtnl_dev_combine_flags(dev, ifm));
    if (err < 0) return err;
  }
  if (dev.rtnl_link_state === RTNL_LINK_INITIALIZED) {
    __dev_notify_flags(dev, old_flags, old_flags ^ dev.flags, request);
  } else {
    dev.rtnl_link_state = RTNL_LINK_INITIALIZED;
    __dev_notify_flags(dev, old_flags, -1, request);
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
  const ifname = own ? name_of(own, IFNAMSIZ) : `${ops.kind}%d`;
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
  err = rtnl_configure_link(dev, ifm, r.net.kernel.release.has("d88e136cab37") ? r : null);
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

export function rtnl_newlink(r: netlink_request): number {
  const { stack } = r.net;
  stack.rtnl_request = r;
  try {
    return __rtnl_newlink(r);
  } finally {
    stack.rtnl_request = null;
  }
}

function __rtnl_newlink(r: netlink_request): number {
  const m = parse_link(r);
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
  const found = find_dev(net, ifm, tb);
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
