// RTM_GETLINK: one device, or all that pass the filters (net/core/rtnetlink.c, release 6.1).
// Above: rtnl_link.ts. Below: rtnl_link_msg.ts, rtnl_fill.ts.

import { EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NLM_F_DUMP_FILTERED, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { RTM_NEWLINK } from "../../uapi/linux/rtnetlink.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NL_VALIDATE_DEPRECATED_STRICT,
  NL_VALIDATE_LIBERAL,
  NLMSG_HDRLEN,
  nla_parse_nested,
  type nlattr,
  type nlattrs,
  nlmsg_parse,
} from "../netlink/nlattr.ts";
import { netdev_dump_order } from "./dev.ts";
import { netdev_master_upper_dev_get } from "./dev_adjacent.ts";
import type { rtnl_link_ops } from "./link_ops.ts";
import type { net } from "./net_namespace.ts";
import { NETREG_REGISTERED } from "./netdev_flags.ts";
import { rtnl_fill_ifinfo } from "./rtnl_fill.ts";
import {
  find_dev,
  type ifinfomsg,
  ifla_policy,
  info_policy,
  parse_link,
  rtnl_ensure_unique_netns,
  rtnl_get_net_ns_capable,
  SIZEOF_IFINFOMSG,
} from "./rtnl_link_msg.ts";
import { rtnl_link_ops_get } from "./rtnl_newlink.ts";

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

export function rtnl_getlink(r: netlink_request): number {
  if (r.bytes.length < NLMSG_HDRLEN + SIZEOF_IFINFOMSG) {
    NL_SET_ERR_MSG(r.extack, "Invalid header for get link");
    return -EINVAL;
  }
  const m = parse_link(r, r.nlk.strict_chk ? NL_VALIDATE_DEPRECATED_STRICT : NL_VALIDATE_LIBERAL);
  if (typeof m === "number") return m;
  let err = r.nlk.strict_chk ? strict(r, m, GETLINK_ATTRS, "get link") : 0;
  if (err < 0) return err;
  err = rtnl_ensure_unique_netns(m.tb, r.extack, true);
  if (err < 0) return err;
  const id = m.tb.get(L.IFLA_TARGET_NETNSID);
  const net = id ? rtnl_get_net_ns_capable(r, id.s32) : r.net;
  if (typeof net === "number") return net;
  const dev = find_dev(net, m.ifm, m.tb);
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
  const m = parse_link(r, NL_VALIDATE_DEPRECATED_STRICT);
  if (typeof m === "number") return m;
  if (m.ifm.ifi_index) {
    NL_SET_ERR_MSG(extack, "Filter by device index not supported for link dumps");
    return -EINVAL;
  }
  const err = strict(r, m, DUMP_ATTRS, "link dump");
  return err < 0 ? err : m.tb;
}

export function check_link_dump(r: netlink_request): number {
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

export function* rtnl_dump_ifinfo(r: netlink_request): Generator<Uint8Array, undefined, void> {
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
