// IPv6's settings of devices through rtnetlink: RTM_GETNETCONF and the news of them (net/ipv6/addrconf.c:
// inet6_netconf_*). Above: addrconf_sysctl.ts, ../core/rtnetlink.ts. Below: devconf.ts, ../netlink/.

import { EINVAL } from "../../uapi/asm/errno.ts";
import * as C from "../../uapi/linux/netconf.ts";
import { NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import {
  RTM_DELNETCONF,
  RTM_GETNETCONF,
  RTM_NEWNETCONF,
  RTNLGRP_IPV6_NETCONF,
} from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index, netdev_dump_order } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { AF_INET6 } from "../linux_socket.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { NLA_S32, nlmsg_parse } from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import type { ipv6_devconf } from "./devconf.ts";

/** The settings that are told, by their file's name. */
export const NETCONF6_ROWS: readonly [number, string][] = [
  [C.NETCONFA_FORWARDING, "forwarding"],
  [C.NETCONFA_PROXY_NEIGH, "proxy_ndp"],
  [C.NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, "ignore_routes_with_linkdown"],
];

function fill(
  event: number,
  ifindex: number,
  conf: ipv6_devconf | null,
  only: number,
  r: netlink_request | null = null,
  flags = 0,
): Uint8Array {
  const m = new nlmsg(event, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0).u8(AF_INET6).align();
  m.putU32(C.NETCONFA_IFINDEX, ifindex);
  for (const [attr, name] of conf ? NETCONF6_ROWS : [])
    if (only === C.NETCONFA_ALL || only === attr) m.putU32(attr, conf!.get(name));
  return m.end();
}

/** Tells that settings were made, or (conf null) are gone. only: one NETCONFA_ number, or NETCONFA_ALL. */
export function inet6_netconf_notify_devconf(
  net: net,
  ifindex: number,
  conf: ipv6_devconf | null,
  only: number,
): void {
  const bytes = fill(conf ? RTM_NEWNETCONF : RTM_DELNETCONF, ifindex, conf, only);
  rtnl_notify(net, bytes, RTNLGRP_IPV6_NETCONF);
}

function get(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, 1, C.NETCONFA_MAX, { [C.NETCONFA_IFINDEX]: NLA_S32 }, r.extack);
  if (typeof tb === "number") return tb;
  const index = tb.get(C.NETCONFA_IFINDEX);
  if (!index) return -EINVAL;
  let conf: ipv6_devconf | undefined;
  if (index.s32 === C.NETCONFA_IFINDEX_ALL) conf = r.net.ipv6.devconf_all;
  else if (index.s32 === C.NETCONFA_IFINDEX_DEFAULT) conf = r.net.ipv6.devconf_dflt;
  else conf = __dev_get_by_index(r.net, index.s32)?.ip6_ptr?.cnf;
  return conf ? nlmsg_unicast(r, fill(RTM_NEWNETCONF, index.s32, conf, C.NETCONFA_ALL, r)) : -EINVAL;
}

function* dump(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const one = (index: number, conf: ipv6_devconf) =>
    fill(RTM_NEWNETCONF, index, conf, C.NETCONFA_ALL, r, NLM_F_MULTI);
  for (const dev of netdev_dump_order(r.net)) if (dev.ip6_ptr) yield one(dev.ifindex, dev.ip6_ptr.cnf);
  yield one(C.NETCONFA_IFINDEX_ALL, r.net.ipv6.devconf_all);
  yield one(C.NETCONFA_IFINDEX_DEFAULT, r.net.ipv6.devconf_dflt);
}

export function netconf6_init(): void {
  rtnl_register({
    family: AF_INET6,
    type: RTM_GETNETCONF,
    doit: get,
    dumpit: dump,
    seqOf: (net) => (net.ipv6.dev_addr_genid + net.dev_base_seq) >>> 0 || 0x80000000,
  });
}
