// RTM_NEWADDR, DELADDR, GETADDR and the IPv6 part of links (net/ipv6/addrconf.c).
// Above: ../core/rtnetlink.ts (dispatch), ../core/rtnl_fill.ts. Below: addrconf.ts, ../netlink/.

import { EADDRNOTAVAIL, EAFNOSUPPORT, EEXIST, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { IF_OPER_DOWN } from "../../uapi/linux/if.ts";
import * as A from "../../uapi/linux/if_addr.ts";
import * as L from "../../uapi/linux/if_link.ts";
import { NLM_F_DUMP_FILTERED, NLM_F_EXCL, NLM_F_MULTI, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import {
  RTM_DELADDR,
  RTM_GETADDR,
  RTM_GETLINK,
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTNLGRP_IPV6_IFADDR,
  RTNLGRP_IPV6_IFINFO,
} from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index, dev_get_iflink, netdev_dump_order } from "../core/dev.ts";
import { dev_get_flags } from "../core/dev_flags.ts";
import type { net } from "../core/net_namespace.ts";
import { type net_device, netif_running } from "../core/netdevice.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { type rtnl_af_ops, rtnl_af_register } from "../core/rtnl_af.ts";
import { hundredths, lifetimeLeft, lifetimes, read_ifaddrmsg } from "../ipv4/devinet_netlink.ts";
import { AF_INET6 } from "../linux_socket.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_S32,
  NLA_U8,
  NLA_U32,
  NLMSG_HDRLEN,
  nla_list,
  type nlattr,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { bytes_to_in6, in6_to_bytes } from "../wire/addr.ts";
import { IF_READY, inet6_addr_add, inet6_addr_del, type inet6_dev, type inet6_ifaddr } from "./addrconf.ts";
import { addrconf_dad_start } from "./addrconf_dad.ts";
import { set_lifetime } from "./addrconf_lifetime.ts";
import { addrconf_sysctl, DEVCONF_MAX } from "./devconf.ts";

const SIZEOF_IFADDRMSG = 8;
const RTEXT_FILTER_SKIP_STATS = 1 << 3;
const INFINITY_LIFE_TIME = 0xffffffff;

const ifa_ipv6_policy: policy = {
  [A.IFA_ADDRESS]: NLA_BINARY(16),
  [A.IFA_LOCAL]: NLA_BINARY(16),
  [A.IFA_CACHEINFO]: NLA_BINARY(16),
  [A.IFA_FLAGS]: NLA_U32,
  [A.IFA_RT_PRIORITY]: NLA_U32,
  [A.IFA_TARGET_NETNSID]: NLA_S32,
  [A.IFA_PROTO]: NLA_U8,
};

function fill_ifaddr(
  ifp: inet6_ifaddr,
  event: number,
  r: netlink_request | null = null,
  nlflags = 0,
): Uint8Array {
  const { dev } = ifp.idev;
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(AF_INET6)
    .u8(ifp.prefix_len)
    .u8(ifp.flags & 0xff)
    .u8(ifp.scope)
    .u32(dev.ifindex);
  const age = Math.floor((dev.nd_net.stack.now() - ifp.tstamp) / 1e9);
  const permanent = (ifp.flags & A.IFA_F_PERMANENT) !== 0 && ifp.prefered_lft === INFINITY_LIFE_TIME;
  const preferred = permanent ? INFINITY_LIFE_TIME : lifetimeLeft(ifp.prefered_lft, age);
  const valid = permanent ? INFINITY_LIFE_TIME : lifetimeLeft(ifp.valid_lft, age);
  if (ifp.peer_addr)
    m.put(A.IFA_LOCAL, in6_to_bytes(ifp.addr)).put(A.IFA_ADDRESS, in6_to_bytes(ifp.peer_addr));
  else m.put(A.IFA_ADDRESS, in6_to_bytes(ifp.addr));
  if (ifp.rt_priority) m.putU32(A.IFA_RT_PRIORITY, ifp.rt_priority);
  m.nest(A.IFA_CACHEINFO, () =>
    m.u32(preferred).u32(valid).u32(hundredths(ifp.cstamp)).u32(hundredths(ifp.tstamp)),
  );
  m.putU32(A.IFA_FLAGS, ifp.flags);
  if (ifp.ifa_proto) m.putU8(A.IFA_PROTO, ifp.ifa_proto);
  return m.end();
}

export function inet6_ifa_notify(event: number, ifp: inet6_ifaddr): void {
  rtnl_notify(ifp.idev.dev.nd_net, fill_ifaddr(ifp, event), RTNLGRP_IPV6_IFADDR);
}

function addressOf(r: netlink_request) {
  const tb = nlmsg_parse(r.bytes, SIZEOF_IFADDRMSG, A.IFA_MAX, ifa_ipv6_policy, r.extack);
  if (typeof tb === "number") return tb;
  const local = tb.get(A.IFA_LOCAL);
  const address = tb.get(A.IFA_ADDRESS);
  const own = local ?? address;
  if (!own || own.data.length < 16) return -EINVAL;
  const addr = bytes_to_in6(own.data);
  const peer = local && address && address.data.length >= 16 ? bytes_to_in6(address.data) : null;
  return { tb, addr, peer: peer === addr ? null : peer, ifm: read_ifaddrmsg(r.bytes) };
}

function inet6_rtm_newaddr(r: netlink_request): number {
  const got = addressOf(r);
  if (typeof got === "number") return got;
  const { tb, addr, peer, ifm } = got;
  const life = lifetimes(tb);
  if (typeof life === "number") return life;
  const dev = __dev_get_by_index(r.net, ifm.ifa_index);
  if (!dev) return -ENODEV;
  const flags =
    (tb.get(A.IFA_FLAGS)?.u32 ?? ifm.ifa_flags) &
    (A.IFA_F_NODAD |
      A.IFA_F_HOMEADDRESS |
      A.IFA_F_MANAGETEMPADDR |
      A.IFA_F_NOPREFIXROUTE |
      A.IFA_F_MCAUTOJOIN |
      A.IFA_F_OPTIMISTIC);
  const existing = dev.ip6_ptr?.addr_list.find((i) => i.addr === addr);
  if (!existing) {
    return inet6_addr_add(dev, {
      addr,
      peer,
      plen: ifm.ifa_prefixlen,
      flags,
      valid: life.valid,
      preferred: life.preferred,
      rt_priority: tb.get(A.IFA_RT_PRIORITY)?.u32 ?? 0,
      proto: tb.get(A.IFA_PROTO)?.u8 ?? 0,
    });
  }
  const { nlmsg_flags } = r.nlh;
  if (nlmsg_flags & NLM_F_EXCL || !(nlmsg_flags & NLM_F_REPLACE)) return -EEXIST;
  set_lifetime(existing, life.valid, life.preferred);
  inet6_ifa_notify(RTM_NEWADDR, existing);
  if (existing.flags & A.IFA_F_TENTATIVE) addrconf_dad_start(existing);
  return 0;
}

function inet6_rtm_deladdr(r: netlink_request): number {
  const got = addressOf(r);
  if (typeof got === "number") return got;
  const dev = __dev_get_by_index(r.net, got.ifm.ifa_index);
  return dev ? inet6_addr_del(dev, got.addr, got.ifm.ifa_prefixlen) : -ENODEV;
}

function inet6_rtm_getaddr(r: netlink_request): number {
  const got = addressOf(r);
  if (typeof got === "number") return got;
  for (const dev of r.net.dev_base_head) {
    if (got.ifm.ifa_index && dev.ifindex !== got.ifm.ifa_index) continue;
    const ifp = dev.ip6_ptr?.addr_list.find((i) => i.addr === got.addr);
    if (ifp) return nlmsg_unicast(r, fill_ifaddr(ifp, RTM_NEWADDR, r));
  }
  return -EADDRNOTAVAIL;
}

function* dump_addr(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const strict = r.nlk.strict_chk && r.bytes.length >= NLMSG_HDRLEN + SIZEOF_IFADDRMSG;
  const ifindex = strict ? read_ifaddrmsg(r.bytes).ifa_index : 0;
  for (const dev of netdev_dump_order(r.net)) {
    if (ifindex && dev.ifindex !== ifindex) continue;
    for (const ifp of [...(dev.ip6_ptr?.addr_list ?? [])]) {
      yield fill_ifaddr(ifp, RTM_NEWADDR, r, NLM_F_MULTI | (ifindex ? NLM_F_DUMP_FILTERED : 0));
    }
  }
}

// ---- links ----

const clock = (ns: number): number => Math.floor(ns / 1e7);

function fill_inet6(m: nlmsg, idev: inet6_dev, ext_filter_mask: number): void {
  m.putU32(L.IFLA_INET6_FLAGS, idev.if_flags);
  m.nest(L.IFLA_INET6_CACHEINFO, () => m.u32(65535).u32(clock(idev.tstamp)).u32(30000).u32(1000));
  const conf = new Int32Array(DEVCONF_MAX);
  for (const row of addrconf_sysctl) if (row.index >= 0) conf[row.index] = idev.cnf.get(row.name);
  m.nest(L.IFLA_INET6_CONF, () => {
    for (const v of conf) m.u32(v);
  });
  if (!(ext_filter_mask & RTEXT_FILTER_SKIP_STATS)) {
    // Counters are kept a namespace, not a device: their number of entries, then zeros.
    for (const [type, n] of [
      [L.IFLA_INET6_STATS, 38],
      [L.IFLA_INET6_ICMP6STATS, 7],
    ] as const) {
      m.nest(type, () => {
        m.u64(n);
        for (let i = 1; i < n; i++) m.u64(0);
      });
    }
  }
  m.put(L.IFLA_INET6_TOKEN, new Uint8Array(16)).putU8(L.IFLA_INET6_ADDR_GEN_MODE, idev.addr_gen_mode);
}

/** IFLA_AF_SPEC's IPv6 part. */
function inet6_fill_link_af(m: nlmsg, idev: inet6_dev, ext_filter_mask: number): void {
  fill_inet6(m, idev, ext_filter_mask);
}

/** Checks (or sets) IFLA_AF_SPEC's IPv6 part: 0, -EAFNOSUPPORT, -EINVAL. */
function inet6_set_link_af(dev: net_device | null, af: nlattr, checkOnly: boolean): number {
  if (dev && !dev.ip6_ptr) return -EAFNOSUPPORT;
  const { attrs } = nla_list(af.data);
  const mode = attrs.find((a) => a.type === L.IFLA_INET6_ADDR_GEN_MODE);
  const token = attrs.find((a) => a.type === L.IFLA_INET6_TOKEN);
  if (!mode && !token) return -EINVAL;
  if (mode && (mode.data.length < 1 || mode.u8 > 3)) return -EINVAL;
  if (!checkOnly && mode && dev) dev.ip6_ptr!.addr_gen_mode = mode.u8;
  return 0;
}

/** A link as IPv6 tells of it (family AF_INET6). */
function fill_ifinfo(
  idev: inet6_dev,
  event: number,
  r: netlink_request | null = null,
  flags = 0,
): Uint8Array {
  const { dev } = idev;
  const m = new nlmsg(event, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(AF_INET6).u8(0).u16(dev.type).u32(dev.ifindex).u32(dev_get_flags(dev)).u32(0);
  m.putString(L.IFLA_IFNAME, dev.name);
  if (dev.addr_len) m.put(L.IFLA_ADDRESS, dev.dev_addr);
  m.putU32(L.IFLA_MTU, dev.mtu);
  if (dev.ifindex !== dev_get_iflink(dev)) m.putU32(L.IFLA_LINK, dev_get_iflink(dev));
  m.putU8(L.IFLA_OPERSTATE, netif_running(dev) ? dev.operstate : IF_OPER_DOWN);
  m.nest(L.IFLA_PROTINFO, () => fill_inet6(m, idev, 0));
  return m.end();
}

export function inet6_ifinfo_notify(event: number, idev: inet6_dev): void {
  if (idev.if_flags & IF_READY) rtnl_notify(idev.dev.nd_net, fill_ifinfo(idev, event), RTNLGRP_IPV6_IFINFO);
}

function* dump_ifinfo(r: netlink_request): Generator<Uint8Array, undefined, void> {
  for (const dev of netdev_dump_order(r.net)) {
    if (dev.ip6_ptr) yield fill_ifinfo(dev.ip6_ptr, RTM_NEWLINK, r, NLM_F_MULTI);
  }
}

const seqOf = (net: net): number => (net.ipv6.dev_addr_genid + net.dev_base_seq) >>> 0 || 0x80000000;

const inet6_ops: rtnl_af_ops = {
  family: AF_INET6,
  has: (dev) => dev.ip6_ptr !== null,
  fill_link_af: (m, dev, mask) => inet6_fill_link_af(m, dev.ip6_ptr!, mask),
  set_link_af: inet6_set_link_af,
};

export function addrconf_netlink_init(): void {
  rtnl_af_register(inet6_ops);
  rtnl_register(
    { family: AF_INET6, type: RTM_NEWADDR, doit: inet6_rtm_newaddr },
    { family: AF_INET6, type: RTM_DELADDR, doit: inet6_rtm_deladdr },
    { family: AF_INET6, type: RTM_GETADDR, doit: inet6_rtm_getaddr, dumpit: dump_addr, seqOf },
    { family: AF_INET6, type: RTM_GETLINK, dumpit: dump_ifinfo, seqOf },
  );
}
