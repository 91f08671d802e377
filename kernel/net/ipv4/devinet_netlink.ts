// RTM_NEWADDR, DELADDR, GETADDR and RTM_GETNETCONF of IPv4, and what rtnetlink's links say of it (net/ipv4/devinet.c).
// Above: ../core/rtnetlink.ts (dispatch), ../core/rtnl_fill.ts. Below: devinet.ts, ../netlink/.

import { EADDRNOTAVAIL, EAFNOSUPPORT, EEXIST, EINVAL, ENOBUFS, ENODEV } from "../../uapi/asm/errno.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";
import * as A from "../../uapi/linux/if_addr.ts";
import { IFLA_INET_CONF } from "../../uapi/linux/if_link.ts";
import {
  IPV4_DEVCONF_BC_FORWARDING,
  IPV4_DEVCONF_FORWARDING,
  IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN,
  IPV4_DEVCONF_MAX,
  IPV4_DEVCONF_MC_FORWARDING,
  IPV4_DEVCONF_PROXY_ARP,
  IPV4_DEVCONF_RP_FILTER,
} from "../../uapi/linux/ip.ts";
import * as C from "../../uapi/linux/netconf.ts";
import { NLM_F_DUMP_FILTERED, NLM_F_EXCL, NLM_F_MULTI, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import {
  RTM_DELADDR,
  RTM_DELNETCONF,
  RTM_GETADDR,
  RTM_GETNETCONF,
  RTM_NEWADDR,
  RTM_NEWNETCONF,
  RTNLGRP_IPV4_IFADDR,
  RTNLGRP_IPV4_NETCONF,
} from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index, netdev_dump_order } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { type rtnl_af_ops, rtnl_af_register } from "../core/rtnl_af.ts";
import { rtnl_get_net_ns_capable } from "../core/rtnl_link_msg.ts";
import { AF_INET } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NL_VALIDATE_DEPRECATED_STRICT,
  NLA_BINARY,
  NLA_S32,
  NLA_STRING,
  NLA_U8,
  NLA_U32,
  NLMSG_HDRLEN,
  nla_list,
  type nlattr,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import type { ipv4_devconf } from "./devconf.ts";
import {
  INFINITY_LIFE_TIME,
  type in_device,
  in_ifaddr,
  inet_del_ifa,
  inet_ifa_match,
  inet_insert_ifa,
  inet_make_mask,
  schedule_lifetime,
  set_ifa_lifetime,
} from "./devinet.ts";

const SIZEOF_IFADDRMSG = 8;

const ifa_ipv4_policy: policy = {
  [A.IFA_LOCAL]: NLA_U32,
  [A.IFA_ADDRESS]: NLA_U32,
  [A.IFA_BROADCAST]: NLA_U32,
  [A.IFA_LABEL]: NLA_STRING(IFNAMSIZ - 1),
  [A.IFA_CACHEINFO]: NLA_BINARY(16),
  [A.IFA_FLAGS]: NLA_U32,
  [A.IFA_RT_PRIORITY]: NLA_U32,
  [A.IFA_TARGET_NETNSID]: NLA_S32,
  [A.IFA_PROTO]: NLA_U8,
};

/** struct ifaddrmsg. */
export interface ifaddrmsg {
  ifa_family: number;
  ifa_prefixlen: number;
  ifa_flags: number;
  ifa_scope: number;
  ifa_index: number;
}

export function read_ifaddrmsg(b: Uint8Array): ifaddrmsg {
  const v = new DataView(b.buffer, b.byteOffset + NLMSG_HDRLEN, SIZEOF_IFADDRMSG);
  return {
    ifa_family: v.getUint8(0),
    ifa_prefixlen: v.getUint8(1),
    ifa_flags: v.getUint8(2),
    ifa_scope: v.getUint8(3),
    ifa_index: v.getInt32(4),
  };
}

interface fill_args {
  event: number;
  portid?: number;
  seq?: number;
  flags?: number;
  netnsid?: number;
}

/** What is left of a lifetime given in seconds from tstamp. */
export function lifetimeLeft(lft: number, age: number): number {
  return lft === INFINITY_LIFE_TIME ? lft : Math.max(0, lft - age);
}

function inet_fill_ifaddr(ifa: in_ifaddr, args: fill_args): Uint8Array {
  const { dev } = ifa.ifa_dev;
  const m = new nlmsg(args.event, args.flags ?? 0, args.seq ?? 0, args.portid ?? 0);
  m.u8(AF_INET)
    .u8(ifa.ifa_prefixlen)
    .u8(ifa.ifa_flags & 0xff)
    .u8(ifa.ifa_scope)
    .u32(dev.ifindex);
  if (args.netnsid !== undefined && args.netnsid >= 0) m.putU32(A.IFA_TARGET_NETNSID, args.netnsid);
  const permanent = (ifa.ifa_flags & A.IFA_F_PERMANENT) !== 0;
  const age = Math.floor((dev.nd_net.stack.now() - ifa.ifa_tstamp) / 1e9);
  const preferred = permanent ? INFINITY_LIFE_TIME : lifetimeLeft(ifa.ifa_preferred_lft, age);
  const valid = permanent ? INFINITY_LIFE_TIME : lifetimeLeft(ifa.ifa_valid_lft, age);
  if (ifa.ifa_address) m.putU32(A.IFA_ADDRESS, ifa.ifa_address);
  if (ifa.ifa_local) m.putU32(A.IFA_LOCAL, ifa.ifa_local);
  if (ifa.ifa_broadcast) m.putU32(A.IFA_BROADCAST, ifa.ifa_broadcast);
  if (ifa.ifa_label) m.putString(A.IFA_LABEL, ifa.ifa_label);
  if (ifa.ifa_proto) m.putU8(A.IFA_PROTO, ifa.ifa_proto);
  m.putU32(A.IFA_FLAGS, ifa.ifa_flags);
  if (ifa.ifa_rt_priority) m.putU32(A.IFA_RT_PRIORITY, ifa.ifa_rt_priority);
  m.nest(A.IFA_CACHEINFO, () =>
    m.u32(preferred).u32(valid).u32(hundredths(ifa.ifa_cstamp)).u32(hundredths(ifa.ifa_tstamp)),
  );
  return m.end();
}

/** Time stamps in messages count hundredths of a second since boot. */
export const hundredths = (ns: number): number => Math.floor(ns / 1e7);

/** Tells of an address. */
export function rtmsg_ifa(event: number, ifa: in_ifaddr, request: netlink_request | null): void {
  const { nd_net } = ifa.ifa_dev.dev;
  const bytes = inet_fill_ifaddr(ifa, {
    event,
    seq: request?.nlh.nlmsg_seq,
    portid: request?.portid,
  });
  rtnl_notify(nd_net, bytes, RTNLGRP_IPV4_IFADDR, request);
}

// ---- requests ----

function parse(r: netlink_request): { tb: nlattrs; ifm: ifaddrmsg } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_IFADDRMSG, A.IFA_MAX, ifa_ipv4_policy, r.extack);
  return typeof tb === "number" ? tb : { tb, ifm: read_ifaddrmsg(r.bytes) };
}

/** The address that a request describes, and its lifetimes: or -EINVAL, -ENODEV, -ENOBUFS (no IPv4 there). */
function rtm_to_ifaddr(r: netlink_request): { ifa: in_ifaddr; valid: number; preferred: number } | number {
  const m = parse(r);
  if (typeof m === "number") return m;
  const { tb, ifm } = m;
  const local = tb.get(A.IFA_LOCAL);
  if (ifm.ifa_prefixlen > 32 || !local) return -EINVAL;
  const dev = __dev_get_by_index(r.net, ifm.ifa_index);
  if (!dev) return -ENODEV;
  if (!dev.ip_ptr) return -ENOBUFS;
  const ifa = new in_ifaddr(dev.ip_ptr);
  ifa.ifa_prefixlen = ifm.ifa_prefixlen;
  ifa.ifa_mask = inet_make_mask(ifm.ifa_prefixlen);
  ifa.ifa_flags = tb.get(A.IFA_FLAGS)?.u32 ?? ifm.ifa_flags;
  ifa.ifa_scope = ifm.ifa_scope;
  ifa.ifa_local = local.u32;
  ifa.ifa_address = tb.get(A.IFA_ADDRESS)?.u32 ?? local.u32;
  ifa.ifa_broadcast = tb.get(A.IFA_BROADCAST)?.u32 ?? 0;
  ifa.ifa_label = tb.get(A.IFA_LABEL)?.string.slice(0, IFNAMSIZ - 1) ?? dev.name;
  ifa.ifa_rt_priority = tb.get(A.IFA_RT_PRIORITY)?.u32 ?? 0;
  ifa.ifa_proto = tb.get(A.IFA_PROTO)?.u8 ?? 0;
  const life = lifetimes(tb);
  return typeof life === "number" ? life : { ifa, ...life };
}

/** IFA_CACHEINFO: seconds preferred and valid; -EINVAL if they make no sense. */
export function lifetimes(tb: nlattrs): { valid: number; preferred: number } | number {
  const ci = tb.get(A.IFA_CACHEINFO);
  if (!ci || ci.data.length < 8) return { valid: INFINITY_LIFE_TIME, preferred: INFINITY_LIFE_TIME };
  const v = new DataView(ci.data.buffer, ci.data.byteOffset, ci.data.length);
  const [preferred, valid] = [v.getUint32(0), v.getUint32(4)];
  return !valid || preferred > valid ? -EINVAL : { valid, preferred };
}

function inet_rtm_newaddr(r: netlink_request): number {
  const got = rtm_to_ifaddr(r);
  if (typeof got === "number") return got;
  const { ifa, valid, preferred } = got;
  const existing = ifa.ifa_dev.ifa_list.find(
    (o) => o.ifa_mask === ifa.ifa_mask && inet_ifa_match(o.ifa_address, ifa) && o.ifa_local === ifa.ifa_local,
  );
  if (!existing || !ifa.ifa_local) {
    set_ifa_lifetime(ifa, valid, preferred);
    return inet_insert_ifa(ifa, r);
  }
  const { nlmsg_flags } = r.nlh;
  if (nlmsg_flags & NLM_F_EXCL || !(nlmsg_flags & NLM_F_REPLACE)) return -EEXIST;
  existing.ifa_rt_priority = ifa.ifa_rt_priority;
  set_ifa_lifetime(existing, valid, preferred);
  schedule_lifetime(r.net);
  rtmsg_ifa(RTM_NEWADDR, existing, r);
  return 0;
}

function inet_rtm_deladdr(r: netlink_request): number {
  const m = parse(r);
  if (typeof m === "number") return m;
  const { tb, ifm } = m;
  const in_dev = __dev_get_by_index(r.net, ifm.ifa_index)?.ip_ptr;
  if (!in_dev) return -ENODEV;
  const local = tb.get(A.IFA_LOCAL);
  const label = tb.get(A.IFA_LABEL);
  const address = tb.get(A.IFA_ADDRESS);
  for (const ifa of in_dev.ifa_list) {
    if (local && ifa.ifa_local !== local.u32) continue;
    if (label && ifa.ifa_label !== label.string) continue;
    if (address && (ifm.ifa_prefixlen !== ifa.ifa_prefixlen || !inet_ifa_match(address.u32, ifa))) continue;
    inet_del_ifa(in_dev, ifa, r);
    return 0;
  }
  return -EADDRNOTAVAIL;
}

interface filter {
  target: net;
  ifindex: number;
  netnsid: number;
}

/** A dump request's filter; only strict requests are looked at. */
function dumpFilter(r: netlink_request): filter | number {
  const all = { target: r.net, ifindex: 0, netnsid: -1 };
  if (!r.nlk.strict_chk) return all;
  const bad = (msg: string): number => {
    NL_SET_ERR_MSG(r.extack, msg);
    return -EINVAL;
  };
  if (r.bytes.length < NLMSG_HDRLEN + SIZEOF_IFADDRMSG)
    return bad("ipv4: Invalid header for address dump request");
  const ifm = read_ifaddrmsg(r.bytes);
  if (ifm.ifa_prefixlen || ifm.ifa_flags || ifm.ifa_scope) {
    return bad("ipv4: Invalid values in header for address dump request");
  }
  const tb = nlmsg_parse(
    r.bytes,
    SIZEOF_IFADDRMSG,
    A.IFA_MAX,
    ifa_ipv4_policy,
    r.extack,
    NL_VALIDATE_DEPRECATED_STRICT,
  );
  if (typeof tb === "number") return tb;
  for (const type of tb.keys()) {
    if (type !== A.IFA_TARGET_NETNSID) return bad("ipv4: Unsupported attribute in dump request");
  }
  const id = tb.get(A.IFA_TARGET_NETNSID);
  if (id) {
    const target = rtnl_get_net_ns_capable(r, id.s32);
    if (typeof target === "number") return bad("ipv4: Invalid target network namespace id") && target;
    return { target, ifindex: ifm.ifa_index, netnsid: id.s32 };
  }
  return { ...all, ifindex: ifm.ifa_index };
}

function checkDump(r: netlink_request): number {
  const f = dumpFilter(r);
  if (typeof f === "number") return f;
  return f.ifindex && !__dev_get_by_index(f.target, f.ifindex) ? -ENODEV : 0;
}

function* inet_dump_ifaddr(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const f = dumpFilter(r);
  if (typeof f === "number") return;
  const flags = NLM_F_MULTI | (f.ifindex ? NLM_F_DUMP_FILTERED : 0);
  for (const dev of netdev_dump_order(f.target)) {
    if (f.ifindex && dev.ifindex !== f.ifindex) continue;
    for (const ifa of [...(dev.ip_ptr?.ifa_list ?? [])]) {
      yield inet_fill_ifaddr(ifa, {
        event: RTM_NEWADDR,
        portid: r.portid,
        seq: r.nlh.nlmsg_seq,
        flags,
        netnsid: f.netnsid,
      });
    }
  }
}

// ---- links ----

/** IFLA_AF_SPEC's IPv4 part. */
function inet_fill_link_af(m: nlmsg, in_dev: in_device): void {
  m.nest(IFLA_INET_CONF, () => {
    for (const v of in_dev.cnf.data) m.u32(v);
  });
}

/** Checks (or sets) a device's IPv4 variables by RTM_SETLINK: 0, -EAFNOSUPPORT, -EINVAL. */
function inet_set_link_af(dev: net_device | null, af: nlattr, checkOnly: boolean): number {
  if (dev && !dev.ip_ptr) return -EAFNOSUPPORT;
  for (const a of nla_list(af.data).attrs) {
    if (a.type !== IFLA_INET_CONF) continue;
    for (const v of nla_list(a.data).attrs) {
      if (v.data.length < 4 || v.type <= 0 || v.type > IPV4_DEVCONF_MAX) return -EINVAL;
      if (!checkOnly && dev) dev.ip_ptr!.cnf.set(v.type, v.s32);
    }
  }
  return 0;
}

// ---- netconf ----

const NETCONF_ROWS: readonly [number, number][] = [
  [C.NETCONFA_FORWARDING, IPV4_DEVCONF_FORWARDING],
  [C.NETCONFA_RP_FILTER, IPV4_DEVCONF_RP_FILTER],
  [C.NETCONFA_MC_FORWARDING, IPV4_DEVCONF_MC_FORWARDING],
  [C.NETCONFA_BC_FORWARDING, IPV4_DEVCONF_BC_FORWARDING],
  [C.NETCONFA_PROXY_NEIGH, IPV4_DEVCONF_PROXY_ARP],
  [C.NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN],
];
/** Only this attribute; ALL: every one. */
const ALL = C.NETCONFA_ALL;

function fill_netconf(
  event: number,
  ifindex: number,
  conf: ipv4_devconf | null,
  only: number,
  r: netlink_request | null = null,
  flags = 0,
): Uint8Array {
  const m = new nlmsg(event, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0).u8(AF_INET).align();
  m.putU32(C.NETCONFA_IFINDEX, ifindex);
  if (conf) {
    for (const [attr, index] of NETCONF_ROWS)
      if (only === ALL || only === attr) m.putU32(attr, conf.get(index));
  }
  return m.end();
}

/** Tells RTNLGRP_IPV4_NETCONF that variables were set, or (conf null) are gone. */
export function inet_netconf_notify_devconf(
  net: net,
  ifindex: number,
  conf: ipv4_devconf | null,
  only: number,
): void {
  const bytes = fill_netconf(conf ? RTM_NEWNETCONF : RTM_DELNETCONF, ifindex, conf, only);
  rtnl_notify(net, bytes, RTNLGRP_IPV4_NETCONF);
}

function inet_netconf_get_devconf(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, 1, C.NETCONFA_MAX, { [C.NETCONFA_IFINDEX]: NLA_S32 }, r.extack);
  if (typeof tb === "number") return tb;
  const index = tb.get(C.NETCONFA_IFINDEX);
  if (!index) return -EINVAL;
  let conf: ipv4_devconf | undefined;
  if (index.s32 === C.NETCONFA_IFINDEX_ALL) conf = r.net.ipv4.devconf_all;
  else if (index.s32 === C.NETCONFA_IFINDEX_DEFAULT) conf = r.net.ipv4.devconf_dflt;
  else conf = __dev_get_by_index(r.net, index.s32)?.ip_ptr?.cnf;
  return conf ? nlmsg_unicast(r, fill_netconf(RTM_NEWNETCONF, index.s32, conf, ALL, r)) : -EINVAL;
}

function* inet_netconf_dump_devconf(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const fill = (index: number, conf: ipv4_devconf) =>
    fill_netconf(RTM_NEWNETCONF, index, conf, ALL, r, NLM_F_MULTI);
  for (const dev of netdev_dump_order(r.net)) if (dev.ip_ptr) yield fill(dev.ifindex, dev.ip_ptr.cnf);
  yield fill(C.NETCONFA_IFINDEX_ALL, r.net.ipv4.devconf_all);
  yield fill(C.NETCONFA_IFINDEX_DEFAULT, r.net.ipv4.devconf_dflt);
}

const seqOf = (net: net): number => (net.ipv4.dev_addr_genid + net.dev_base_seq) >>> 0 || 0x80000000;

const inet_af_ops: rtnl_af_ops = {
  family: AF_INET,
  has: (dev) => dev.ip_ptr !== null,
  fill_link_af: (m, dev) => inet_fill_link_af(m, dev.ip_ptr!),
  set_link_af: inet_set_link_af,
};

export function devinet_netlink_init(): void {
  rtnl_af_register(inet_af_ops);
  rtnl_register(
    { family: AF_INET, type: RTM_NEWADDR, doit: inet_rtm_newaddr },
    { family: AF_INET, type: RTM_DELADDR, doit: inet_rtm_deladdr },
    { family: AF_INET, type: RTM_GETADDR, checkDump, dumpit: inet_dump_ifaddr, seqOf },
    {
      family: AF_INET,
      type: RTM_GETNETCONF,
      doit: inet_netconf_get_devconf,
      dumpit: inet_netconf_dump_devconf,
      seqOf,
    },
  );
}
