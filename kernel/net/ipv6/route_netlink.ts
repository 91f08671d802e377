// IPv6 routes through rtnetlink: RTM_NEWROUTE, DELROUTE, GETROUTE and the news of them (net/ipv6/route.c).
// Above: ../core/rtnetlink.ts (dispatch), route.ts. Below: route_config.ts, ip6_fib.ts, ../netlink/.

import { EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import * as R from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import {
  put_metrics,
  put_multipath,
  read_fib_dump,
  read_metrics,
  read_multipath,
  read_rtmsg,
  type rtmsg,
  SIZEOF_RTMSG,
  tableByte,
} from "../core/rtm.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { AF_INET6 } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_NESTED,
  NLA_U8,
  NLA_U32,
  type nlattr,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { bytes_to_in6, type in6_addr, in6_to_bytes, in6addr_any } from "../wire/addr.ts";
import { fib6_error, type fib6_info, fib6_lookup, fib6_of, fib6_siblings, flowi6_init } from "./ip6_fib.ts";
import { ipv6_dev_get_saddr, prefix_of } from "./route.ts";
import {
  type fib6_config,
  IP6_RT_PRIO_USER,
  ip6_route_add,
  ip6_route_del,
  ip6_route_info_create,
} from "./route_config.ts";

const rtm_ipv6_policy: policy = {
  [R.RTA_GATEWAY]: NLA_BINARY(16),
  [R.RTA_PREFSRC]: NLA_BINARY(16),
  [R.RTA_OIF]: NLA_U32,
  [R.RTA_IIF]: NLA_U32,
  [R.RTA_PRIORITY]: NLA_U32,
  [R.RTA_METRICS]: NLA_NESTED,
  [R.RTA_MULTIPATH]: NLA_BINARY(),
  [R.RTA_PREF]: NLA_U8,
  [R.RTA_TABLE]: NLA_U32,
  [R.RTA_MARK]: NLA_U32,
  [R.RTA_UID]: NLA_U32,
  [R.RTA_EXPIRES]: NLA_U32,
};

/** What a message about a route is for. dest: it is the answer to a question about this address. */
interface about {
  event: number;
  r?: netlink_request | null;
  flags?: number;
  dest?: in6_addr;
}

/** A route's message; group: it and those that share its rank (rt6_fill_node). */
function rt6_fill_node(net: net, rt: fib6_info, group: readonly fib6_info[], o: about): Uint8Array {
  const m = new nlmsg(o.event, o.flags ?? 0, o.r?.nlh.nlmsg_seq ?? 0, o.r?.portid ?? 0);
  m.u8(AF_INET6)
    .u8(o.dest === undefined ? rt.plen : 128)
    .u8(0)
    .u8(0)
    .u8(tableByte(rt.table))
    .u8(rt.protocol)
    .u8(R.RT_SCOPE_UNIVERSE)
    .u8(rt.type)
    .u32(group.length > 1 ? 0 : rt.flags);
  m.putU32(R.RTA_TABLE, rt.table);
  if (o.dest !== undefined) m.put(R.RTA_DST, in6_to_bytes(o.dest));
  else if (rt.plen) m.put(R.RTA_DST, in6_to_bytes(rt.dst));
  // What is ours goes through lo when it is sent.
  const dev = o.dest !== undefined && rt.type === R.RTN_LOCAL ? net.loopback_dev : rt.dev;
  if (o.dest !== undefined && dev) {
    const saddr = rt.type === R.RTN_LOCAL ? o.dest : (rt.prefsrc ?? ipv6_dev_get_saddr(net, dev, o.dest));
    if (saddr) m.put(R.RTA_PREFSRC, in6_to_bytes(saddr));
  } else if (rt.prefsrc) m.put(R.RTA_PREFSRC, in6_to_bytes(rt.prefsrc));
  put_metrics(m, rt.metrics);
  m.putU32(R.RTA_PRIORITY, rt.metric);
  if (group.length > 1 && o.dest === undefined) {
    put_multipath(m, group, (nh) => {
      if (nh.gw !== null) m.put(R.RTA_GATEWAY, in6_to_bytes(nh.gw));
    });
  } else {
    if (rt.gw !== null) m.put(R.RTA_GATEWAY, in6_to_bytes(rt.gw));
    if (dev) m.putU32(R.RTA_OIF, dev.ifindex);
  }
  // struct rta_cacheinfo: the third word is the time left, in ticks.
  const left = rt.expires ? Math.max(0, Math.ceil((rt.expires - net.stack.now()) / 1e7)) : 0;
  m.nest(R.RTA_CACHEINFO, () => {
    for (let i = 0; i < 8; i++) m.u32(i === 2 ? left : 0);
  });
  return m.putU8(R.RTA_PREF, rt.pref).end();
}

/** Tells of a route that has come or gone. */
export function inet6_rt_notify(
  event: number,
  net: net,
  rt: fib6_info,
  r: netlink_request | null = null,
  nlflags = 0,
  gone: readonly fib6_info[] = [rt],
): void {
  // A new route is told of with those that share its rank, itself first; gone: what went along with an old one.
  const all = event === R.RTM_NEWROUTE ? [rt, ...group(net, rt).filter((o) => o !== rt)] : gone;
  const flags = event === R.RTM_NEWROUTE ? nlflags & (NLM_F_CREATE | NLM_F_REPLACE | 0x800 | NLM_F_EXCL) : 0;
  rtnl_notify(net, rt6_fill_node(net, rt, all, { event, r, flags }), R.RTNLGRP_IPV6_ROUTE, r);
}

// ---- changing ----

/** The address in an attribute; null: there is none or it is cut short. */
const address = (a: nlattr | undefined): in6_addr | null =>
  a && a.data.length >= 16 ? bytes_to_in6(a.data) : null;

function refuse(r: netlink_request, why: string, errno = -EINVAL): number {
  NL_SET_ERR_MSG(r.extack, why);
  return errno;
}

/** rtm_to_fib6_config: or -EINVAL. */
function rtm_to_fib6_config(r: netlink_request): { cfg: fib6_config; tb: nlattrs; rtm: rtmsg } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, rtm_ipv6_policy, r.extack);
  if (typeof tb === "number") return tb;
  const rtm = read_rtmsg(r.bytes);
  const gateway = tb.get(R.RTA_GATEWAY);
  if (gateway && gateway.data.length !== 16) return -EINVAL;
  if (tb.has(R.RTA_VIA)) return refuse(r, "IPv6 does not support RTA_VIA attribute");
  const dst = tb.get(R.RTA_DST);
  if (dst && dst.data.length < (rtm.dst_len + 7) >> 3) return -EINVAL;
  if (rtm.src_len) return refuse(r, "Specifying source address requires IPV6_SUBTREES to be enabled");
  if (rtm.dst_len > 128) return refuse(r, "Invalid prefix length");
  const whole = new Uint8Array(16);
  if (dst) whole.set(dst.data.subarray(0, 16));
  const pref = tb.get(R.RTA_PREF)?.u8 ?? 0;
  const cfg: fib6_config = {
    dst: prefix_of(bytes_to_in6(whole), rtm.dst_len),
    plen: rtm.dst_len,
    type: rtm.type,
    gw: address(gateway),
    metric: tb.get(R.RTA_PRIORITY)?.u32 ?? 0,
    ifindex: tb.get(R.RTA_OIF)?.u32 ?? 0,
    table: tb.get(R.RTA_TABLE)?.u32 ?? rtm.table,
    protocol: rtm.protocol,
    prefsrc: address(tb.get(R.RTA_PREFSRC)),
    metrics: read_metrics(tb.get(R.RTA_METRICS)),
    // 2 is reserved: medium.
    pref: pref === 2 || pref > 3 ? 0 : pref,
    flags: rtm.flags & R.RTNH_F_ONLINK,
    expires: tb.get(R.RTA_EXPIRES)?.u32 ?? 0,
  };
  return { cfg, tb, rtm };
}

/** One configuration a next hop of RTA_MULTIPATH: or -EINVAL. */
function nexthops(r: netlink_request, cfg: fib6_config, multipath: nlattr): fib6_config[] | number {
  const given = read_multipath(multipath.data);
  if (!given) return refuse(r, "Invalid nexthop configuration - extra data after nexthop");
  if (!given.length) return refuse(r, "Invalid nexthop configuration - no valid nexthops");
  const out: fib6_config[] = [];
  for (const h of given) {
    const gw = h.attrs.get(R.RTA_GATEWAY);
    if (gw && gw.data.length !== 16) return refuse(r, "Invalid IPv6 address in RTA_GATEWAY");
    out.push({
      ...cfg,
      ifindex: h.ifindex || cfg.ifindex,
      gw: gw ? bytes_to_in6(gw.data) : cfg.gw,
      flags: h.flags & R.RTNH_F_ONLINK,
      weight: h.weight,
    });
  }
  return out;
}

function inet6_rtm_newroute(r: netlink_request): number {
  const got = rtm_to_fib6_config(r);
  if (typeof got === "number") return got;
  const { cfg, tb } = got;
  const { nlmsg_flags } = r.nlh;
  const multipath = tb.get(R.RTA_MULTIPATH);
  if (!multipath) return ip6_route_add(r.net, cfg, r, nlmsg_flags);
  const list = nexthops(r, cfg, multipath);
  if (typeof list === "number") return list;
  for (const c of list) {
    const checked = ip6_route_info_create(r.net, c, r.extack);
    if (typeof checked === "number") return checked;
    if (checked.gw === null && list.length > 1)
      return refuse(r, "Device only routes can not be added for IPv6 using the multipath API.");
  }
  // The first takes the place that the flags give it; the others join it.
  let flags = nlmsg_flags;
  const added: fib6_config[] = [];
  for (const c of list) {
    const err = ip6_route_add(r.net, c, r, flags, true);
    if (err) {
      for (const undo of added) ip6_route_del(r.net, undo, r);
      return err;
    }
    added.push(c);
    flags = (flags & ~(NLM_F_EXCL | NLM_F_REPLACE)) | NLM_F_CREATE;
  }
  const [one] = list;
  const first = fib6_of(r.net).routes.find(
    (o) =>
      o.table === (one.table || R.RT_TABLE_MAIN) &&
      o.plen === one.plen &&
      o.dst === one.dst &&
      o.gw === one.gw &&
      o.metric === (one.metric || IP6_RT_PRIO_USER),
  );
  if (first) inet6_rt_notify(R.RTM_NEWROUTE, r.net, first, r, nlmsg_flags);
  return 0;
}

function inet6_rtm_delroute(r: netlink_request): number {
  const got = rtm_to_fib6_config(r);
  if (typeof got === "number") return got;
  const multipath = got.tb.get(R.RTA_MULTIPATH);
  if (!multipath) return ip6_route_del(r.net, got.cfg, r);
  const list = nexthops(r, got.cfg, multipath);
  if (typeof list === "number") return list;
  return list.map((c) => ip6_route_del(r.net, c, r)).find((err) => err !== 0) ?? 0;
}

// ---- asking ----

/** What way a packet would take (RTM_GETROUTE without NLM_F_DUMP). */
function inet6_rtm_getroute(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, rtm_ipv6_policy, r.extack);
  if (typeof tb === "number") return tb;
  const rtm = read_rtmsg(r.bytes);
  for (const type of [R.RTA_SRC, R.RTA_DST]) if (tb.has(type) && !address(tb.get(type))) return -EINVAL;
  const ifindex = tb.get(R.RTA_OIF)?.u32 ?? 0;
  const iif = tb.get(R.RTA_IIF)?.u32 ?? 0;
  if (iif && !__dev_get_by_index(r.net, iif)) return -ENODEV;
  const dest = address(tb.get(R.RTA_DST)) ?? in6addr_any;
  const rt = fib6_lookup(
    r.net,
    flowi6_init({
      daddr: dest,
      saddr: address(tb.get(R.RTA_SRC)) ?? in6addr_any,
      oif: ifindex,
      iif,
      mark: tb.get(R.RTA_MARK)?.u32 ?? 0,
    }),
  );
  if (typeof rt === "number") return rt;
  const error = fib6_error(rt);
  if (error) return error;
  const match = (rtm.flags & R.RTM_F_FIB_MATCH) !== 0;
  const message = rt6_fill_node(r.net, rt, match ? group(r.net, rt) : [rt], {
    event: R.RTM_NEWROUTE,
    r,
    dest: match ? undefined : dest,
  });
  return nlmsg_unicast(r, message);
}

const group = (net: net, rt: fib6_info): fib6_info[] =>
  rt.gw === null ? [rt] : fib6_of(net).routes.filter((o) => fib6_siblings(o, rt));

function* inet6_dump_fib(r: netlink_request): Generator<Uint8Array, number | undefined, void> {
  const fib = fib6_of(r.net);
  const hasTable = (id: number) => fib.has_table(id);
  const want = read_fib_dump(r, AF_INET6, rtm_ipv6_policy, hasTable, "FIB table does not exist");
  if (want === null) return undefined;
  if (typeof want === "number") return want;
  const told = new Set<fib6_info>();
  for (const rt of fib.walk()) {
    if (told.has(rt) || (want.table && rt.table !== want.table)) continue;
    const all = group(r.net, rt);
    for (const o of all) told.add(o);
    if (want.oif && !all.some((o) => o.dev?.ifindex === want.oif)) continue;
    if ((want.protocol && rt.protocol !== want.protocol) || (want.type && rt.type !== want.type)) continue;
    yield rt6_fill_node(r.net, rt, all, { event: R.RTM_NEWROUTE, r, flags: want.nlflags });
  }
  return undefined;
}

export function ip6_route_netlink_init(): void {
  rtnl_register(
    { family: AF_INET6, type: R.RTM_NEWROUTE, doit: inet6_rtm_newroute },
    { family: AF_INET6, type: R.RTM_DELROUTE, doit: inet6_rtm_delroute },
    {
      family: AF_INET6,
      type: R.RTM_GETROUTE,
      doit: inet6_rtm_getroute,
      dumpit: inet6_dump_fib,
      seqOf: (net) => fib6_of(net).genid,
    },
  );
}
