// Routes of IPv4 through rtnetlink: RTM_NEWROUTE, DELROUTE, GETROUTE, and the news of them (net/ipv4/fib_frontend.c,
// fib_semantics.c). Rules: ../core/fib_rules_netlink.ts; one address asked about: fib_getroute.ts.
// Above: ../core/rtnetlink.ts (dispatch). Below: fib_trie.ts, fib_rules.ts, ../netlink/.

import { EINVAL, ENODEV, ENOENT, ESRCH } from "../../uapi/asm/errno.ts";
import { NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
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
import { AF_INET, AF_INET6 } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_NESTED,
  NLA_U32,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { bytes_to_in6, get16, get32, in6_to_bytes } from "../wire/addr.ts";
import { fib_alias_init, fib_check_nh } from "./fib_frontend.ts";
import { inet_rtm_getroute } from "./fib_getroute.ts";
import {
  type fib_alias,
  fib_get_table,
  fib_new_table,
  type fib_nh,
  fib_type,
  inet_make_mask,
} from "./fib_trie.ts";

export const rtm_policy: policy = {
  [R.RTA_DST]: NLA_U32,
  [R.RTA_SRC]: NLA_U32,
  [R.RTA_IIF]: NLA_U32,
  [R.RTA_OIF]: NLA_U32,
  [R.RTA_GATEWAY]: NLA_U32,
  [R.RTA_PRIORITY]: NLA_U32,
  [R.RTA_PREFSRC]: NLA_U32,
  [R.RTA_METRICS]: NLA_NESTED,
  [R.RTA_MULTIPATH]: NLA_BINARY(),
  [R.RTA_FLOW]: NLA_U32,
  [R.RTA_TABLE]: NLA_U32,
  [R.RTA_MARK]: NLA_U32,
  [R.RTA_UID]: NLA_U32,
  [R.RTA_VIA]: NLA_BINARY(18),
};

/** A gateway of the route's own family, or one of the other's (RTA_VIA: its family, then its address). */
export function put_gateway(m: nlmsg, nh: fib_nh): void {
  if (nh.gw6 !== undefined) m.put(R.RTA_VIA, Uint8Array.of(0, AF_INET6, ...in6_to_bytes(nh.gw6)));
  else if (nh.gw) m.putU32(R.RTA_GATEWAY, nh.gw);
}

/** A route's message (fib_dump_info). */
export function fib_dump_info(
  fa: fib_alias,
  event: number,
  r: netlink_request | null,
  nlflags = 0,
): Uint8Array {
  const single = fa.nh.length === 1 ? fa.nh[0] : null;
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  const flags =
    fa.flags | (single ? single.flags & (R.RTNH_F_DEAD | R.RTNH_F_LINKDOWN | R.RTNH_F_ONLINK) : 0);
  m.u8(AF_INET)
    .u8(fa.prefixlen)
    .u8(0)
    .u8(fa.tos)
    .u8(tableByte(fa.table))
    .u8(fa.protocol)
    .u8(fa.scope)
    .u8(fa.type);
  m.u32(flags).putU32(R.RTA_TABLE, fa.table);
  if (fa.prefixlen) m.putU32(R.RTA_DST, fa.dst);
  if (fa.priority) m.putU32(R.RTA_PRIORITY, fa.priority);
  put_metrics(m, fa.metrics);
  if (fa.prefsrc) m.putU32(R.RTA_PREFSRC, fa.prefsrc);
  if (single) {
    put_gateway(m, single);
    if (single.dev) m.putU32(R.RTA_OIF, single.dev.ifindex);
  } else if (fa.nh.length) put_multipath(m, fa.nh, (nh) => put_gateway(m, nh));
  return m.end();
}

/** Tells of a route that has come or gone (rtmsg_fib). */
export function rtmsg_fib(
  event: number,
  net: net,
  fa: fib_alias,
  r: netlink_request | null = null,
  nlflags = 0,
): void {
  rtnl_notify(net, fib_dump_info(fa, event, r, nlflags), R.RTNLGRP_IPV4_ROUTE, r);
}

// ---- changing ----

function nexthops(r: netlink_request, rtm: rtmsg, tb: nlattrs): fib_nh[] | number {
  const hop = (dev: number, attrs: nlattrs, flags: number, weight: number): fib_nh | number => {
    const d = dev ? __dev_get_by_index(r.net, dev) : null;
    if (dev && !d) return -ENODEV;
    const hop: fib_nh = { dev: d, gw: 0, flags, weight, scope: R.RT_SCOPE_NOWHERE };
    const [given, via] = [attrs.get(R.RTA_GATEWAY), attrs.get(R.RTA_VIA)];
    if (given && via) {
      NL_SET_ERR_MSG(r.extack, "Nexthop configuration can not contain both GATEWAY and VIA");
      return -EINVAL;
    }
    if (given && given.data.length >= 4) hop.gw = given.u32;
    if (!via) return hop;
    const family = via.data.length >= 2 ? get16(via.data, 0) : 0;
    const size = family === AF_INET ? 4 : family === AF_INET6 ? 16 : 0;
    if (!size || via.data.length !== 2 + size) {
      NL_SET_ERR_MSG(
        r.extack,
        size ? "Invalid address length in RTA_VIA" : "Unsupported address family in RTA_VIA",
      );
      return -EINVAL;
    }
    if (family === AF_INET) hop.gw = get32(via.data, 2);
    else hop.gw6 = bytes_to_in6(via.data, 2);
    return hop;
  };
  const multipath = tb.get(R.RTA_MULTIPATH);
  if (!multipath) {
    const one = hop(tb.get(R.RTA_OIF)?.u32 ?? 0, tb, rtm.flags & 0xff, 1);
    return typeof one === "number" ? one : [one];
  }
  const given = read_multipath(multipath.data);
  if (!given?.length) return -EINVAL;
  const hops: fib_nh[] = [];
  for (const h of given) {
    const one = hop(h.ifindex, h.attrs, h.flags, h.weight);
    if (typeof one === "number") return one;
    hops.push(one);
  }
  return hops;
}

/** The route that a request describes (rtm_to_fib_config): or -EINVAL, -ENODEV. */
function rtm_to_fib(r: netlink_request): { fa: fib_alias; tb: nlattrs; rtm: rtmsg } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, rtm_policy, r.extack);
  if (typeof tb === "number") return tb;
  const rtm = read_rtmsg(r.bytes);
  if (rtm.dst_len > 32) {
    NL_SET_ERR_MSG(r.extack, "Invalid prefix length");
    return -EINVAL;
  }
  if (rtm.tos & ~0x1c) {
    NL_SET_ERR_MSG(r.extack, "Invalid dsfield (tos): Only DSCP bits allowed");
    return -EINVAL;
  }
  if (rtm.flags & (R.RTNH_F_DEAD | R.RTNH_F_LINKDOWN)) {
    NL_SET_ERR_MSG(r.extack, "Invalid flags for nexthop - can not contain DEAD or LINKDOWN");
    return -EINVAL;
  }
  if (rtm.type > R.RTN_MAX) {
    NL_SET_ERR_MSG(r.extack, "Invalid route type");
    return -EINVAL;
  }
  const dst = tb.get(R.RTA_DST)?.u32 ?? 0;
  if ((dst & ~inet_make_mask(rtm.dst_len)) !== 0) {
    NL_SET_ERR_MSG(r.extack, "Invalid prefix for given prefix length");
    return -EINVAL;
  }
  const nh = nexthops(r, rtm, tb);
  if (typeof nh === "number") return nh;
  const fa = fib_alias_init({
    dst,
    prefixlen: rtm.dst_len,
    tos: rtm.tos,
    type: rtm.type,
    scope: rtm.scope,
    protocol: rtm.protocol,
    priority: tb.get(R.RTA_PRIORITY)?.u32 ?? 0,
    prefsrc: tb.get(R.RTA_PREFSRC)?.u32 ?? 0,
    table: tb.get(R.RTA_TABLE)?.u32 || rtm.table || R.RT_TABLE_MAIN,
    metrics: read_metrics(tb.get(R.RTA_METRICS)),
    nh,
  });
  return { fa, tb, rtm };
}

/** Types without a next hop answer with an errno. */
const REFUSING = new Set([R.RTN_BLACKHOLE, R.RTN_UNREACHABLE, R.RTN_PROHIBIT, R.RTN_THROW]);

function inet_rtm_newroute(r: netlink_request): number {
  const got = rtm_to_fib(r);
  if (typeof got === "number") return got;
  const { fa } = got;
  if (REFUSING.has(fa.type)) {
    if (fa.nh.some((n) => n.gw || n.gw6 !== undefined || n.dev)) {
      NL_SET_ERR_MSG(r.extack, "Gateway, device and multipath can not be specified for this route type");
      return -EINVAL;
    }
    fa.nh = [];
  } else {
    if (!fa.nh.some((n) => n.dev || n.gw || n.gw6 !== undefined)) return -ENODEV;
    const err = fib_check_nh(r.net, fa, r.extack);
    if (err) return err;
    if (fa.prefsrc && fib_type(r.net, fa.prefsrc) !== R.RTN_LOCAL) {
      NL_SET_ERR_MSG(r.extack, "Invalid prefsrc address");
      return -EINVAL;
    }
  }
  const flags = r.nlh.nlmsg_flags;
  const err = fib_new_table(r.net, fa.table).insert(fa, {
    excl: (flags & NLM_F_EXCL) !== 0,
    replace: (flags & NLM_F_REPLACE) !== 0,
    append: (flags & NLM_F_APPEND) !== 0,
    create: (flags & NLM_F_CREATE) !== 0,
  });
  if (err) return err === -ESRCH ? -ENOENT : err;
  rtmsg_fib(R.RTM_NEWROUTE, r.net, fa, r, flags & (NLM_F_REPLACE | NLM_F_APPEND | NLM_F_CREATE));
  return 0;
}

function inet_rtm_delroute(r: netlink_request): number {
  const got = rtm_to_fib(r);
  if (typeof got === "number") return got;
  const { fa, rtm } = got;
  const table = fib_get_table(r.net, fa.table);
  if (!table) {
    NL_SET_ERR_MSG(r.extack, "FIB table does not exist");
    return -ESRCH;
  }
  const wanted = fa.nh.filter((n) => n.dev || n.gw || n.gw6 !== undefined);
  const gone = table.delete(
    (o) =>
      o.dst === fa.dst &&
      o.prefixlen === fa.prefixlen &&
      (!fa.tos || o.tos === fa.tos) &&
      (!rtm.type || o.type === rtm.type) &&
      (rtm.scope === R.RT_SCOPE_NOWHERE || o.scope === rtm.scope) &&
      (!rtm.protocol || o.protocol === rtm.protocol) &&
      (!fa.priority || o.priority === fa.priority) &&
      (!fa.prefsrc || o.prefsrc === fa.prefsrc) &&
      wanted.every((w) =>
        o.nh.some(
          (n) => (!w.dev || n.dev === w.dev) && (!w.gw || n.gw === w.gw) && (w.gw6 ?? n.gw6) === n.gw6,
        ),
      ),
  );
  if (!gone) return -ESRCH;
  rtmsg_fib(R.RTM_DELROUTE, r.net, gone, r);
  return 0;
}

// ---- dumping ----

function* inet_dump_fib(r: netlink_request): Generator<Uint8Array, number | undefined, void> {
  const { fib_tables } = r.net.ipv4;
  const want = read_fib_dump(
    r,
    AF_INET,
    rtm_policy,
    (id) => fib_tables.has(id),
    "ipv4: FIB table does not exist",
  );
  if (want === null) return undefined;
  if (typeof want === "number") return want;
  // Tables come by the hash of their number, each sorted by address.
  const ids = [...fib_tables.keys()].sort((a, b) => (a & 255) - (b & 255));
  for (const id of ids) {
    if (want.table && id !== want.table) continue;
    const routes = [...fib_tables.get(id)!.routes].sort((a, b) => a.dst - b.dst || b.prefixlen - a.prefixlen);
    for (const fa of routes) {
      if (want.oif && !fa.nh.some((n) => n.dev?.ifindex === want.oif)) continue;
      if ((want.protocol && fa.protocol !== want.protocol) || (want.type && fa.type !== want.type)) continue;
      yield fib_dump_info(fa, R.RTM_NEWROUTE, r, want.nlflags);
    }
  }
  return undefined;
}

export function fib_netlink_init(): void {
  rtnl_register(
    { family: AF_INET, type: R.RTM_NEWROUTE, doit: inet_rtm_newroute },
    { family: AF_INET, type: R.RTM_DELROUTE, doit: inet_rtm_delroute },
    {
      family: AF_INET,
      type: R.RTM_GETROUTE,
      doit: inet_rtm_getroute,
      dumpit: inet_dump_fib,
      seqOf: (net) => net.ipv4.rt_genid,
    },
  );
}
