// Routes and rules of IPv4 through rtnetlink: RTM_NEWROUTE, DELROUTE, GETROUTE, RTM_*RULE, and the news of them
// (net/ipv4/fib_frontend.c, fib_semantics.c, route.c, net/core/fib_rules.c).
// Above: ../core/rtnetlink.ts (dispatch). Below: fib_trie.ts, fib_rules.ts, ../netlink/.

import { EEXIST, EINVAL, ENODEV, ENOENT, EOPNOTSUPP, ESRCH } from "../../uapi/asm/errno.ts";
import * as F from "../../uapi/linux/fib_rules.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";
import {
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_DUMP_FILTERED,
  NLM_F_EXCL,
  NLM_F_MULTI,
  NLM_F_REPLACE,
} from "../../uapi/linux/netlink.ts";
import * as R from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { AF_INET, AF_UNSPEC } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_NESTED,
  NLA_STRING,
  NLA_U8,
  NLA_U16,
  NLA_U32,
  NLMSG_HDRLEN,
  nla_list,
  type nlattr,
  type nlattrs,
  nlmsg,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { fib_alias_init, fib_check_nh } from "./fib_frontend.ts";
import { fib_lookup, type fib_rule, fib_rule_init } from "./fib_rules.ts";
import {
  type fib_alias,
  fib_get_table,
  fib_new_table,
  type fib_nh,
  fib_type,
  flowi4_init,
  inet_make_mask,
} from "./fib_trie.ts";
import { fib_result_prefsrc } from "./route.ts";

const SIZEOF_RTMSG = 12;
const RTM_F_CLONED = 0x200;
const RTM_F_FIB_MATCH = 0x2000;

/** struct rtmsg, and struct fib_rule_hdr, which has its shape. */
interface rtmsg {
  dst_len: number;
  src_len: number;
  tos: number;
  table: number;
  protocol: number;
  scope: number;
  type: number;
  flags: number;
}

function read_rtmsg(b: Uint8Array): rtmsg {
  const v = new DataView(b.buffer, b.byteOffset + NLMSG_HDRLEN, SIZEOF_RTMSG);
  return {
    dst_len: v.getUint8(1),
    src_len: v.getUint8(2),
    tos: v.getUint8(3),
    table: v.getUint8(4),
    protocol: v.getUint8(5),
    scope: v.getUint8(6),
    type: v.getUint8(7),
    flags: v.getUint32(8),
  };
}

const rtm_policy: policy = {
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
};

const tableByte = (id: number): number => (id < 256 ? id : R.RT_TABLE_COMPAT);

/** A route's message (fib_dump_info). */
function fib_dump_info(fa: fib_alias, event: number, r: netlink_request | null, nlflags = 0): Uint8Array {
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
  if (fa.metrics.size) {
    m.nest(R.RTA_METRICS, () => {
      for (const [type, value] of fa.metrics) m.putU32(type, value);
    });
  }
  if (fa.prefsrc) m.putU32(R.RTA_PREFSRC, fa.prefsrc);
  if (single) {
    if (single.gw) m.putU32(R.RTA_GATEWAY, single.gw);
    if (single.dev) m.putU32(R.RTA_OIF, single.dev.ifindex);
  } else if (fa.nh.length) {
    m.nest(R.RTA_MULTIPATH, () => {
      for (const nh of fa.nh) {
        const at = m.len;
        m.u16(0)
          .u8(nh.flags & 0xff)
          .u8(nh.weight - 1)
          .u32(nh.dev?.ifindex ?? 0);
        if (nh.gw) m.putU32(R.RTA_GATEWAY, nh.gw);
        new DataView(m.bytes.buffer).setUint16(at, m.len - at);
      }
    });
  }
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

function nexthops(net: net, rtm: rtmsg, tb: nlattrs): fib_nh[] | number {
  const hop = (dev: number, gw: number, flags: number, weight: number): fib_nh | number => {
    const d = dev ? __dev_get_by_index(net, dev) : null;
    if (dev && !d) return -ENODEV;
    return { dev: d, gw, flags, weight, scope: R.RT_SCOPE_NOWHERE };
  };
  const multipath = tb.get(R.RTA_MULTIPATH);
  if (!multipath) {
    const one = hop(tb.get(R.RTA_OIF)?.u32 ?? 0, tb.get(R.RTA_GATEWAY)?.u32 ?? 0, rtm.flags & 0xff, 1);
    return typeof one === "number" ? one : [one];
  }
  const hops: fib_nh[] = [];
  const b = multipath.data;
  for (let at = 0; at + 8 <= b.length; ) {
    const v = new DataView(b.buffer, b.byteOffset + at);
    const len = v.getUint16(0);
    if (len < 8 || at + len > b.length) return -EINVAL;
    const gw = nla_list(b.subarray(at + 8, at + len)).attrs.find((a) => a.type === R.RTA_GATEWAY);
    const one = hop(v.getInt32(4), gw && gw.data.length >= 4 ? gw.u32 : 0, v.getUint8(2), v.getUint8(3) + 1);
    if (typeof one === "number") return one;
    hops.push(one);
    at += (len + 3) & ~3;
  }
  return hops.length ? hops : -EINVAL;
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
  const nh = nexthops(r.net, rtm, tb);
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
    nh,
  });
  const metrics = tb.get(R.RTA_METRICS);
  for (const a of metrics ? nla_list(metrics.data).attrs : []) {
    if (a.data.length >= 4 && a.type > 0 && a.type <= R.RTAX_MAX) fa.metrics.set(a.type, a.u32);
  }
  return { fa, tb, rtm };
}

/** Types without a next hop answer with an errno. */
const REFUSING = new Set([R.RTN_BLACKHOLE, R.RTN_UNREACHABLE, R.RTN_PROHIBIT, R.RTN_THROW]);

function inet_rtm_newroute(r: netlink_request): number {
  const got = rtm_to_fib(r);
  if (typeof got === "number") return got;
  const { fa } = got;
  if (REFUSING.has(fa.type)) {
    if (fa.nh.some((n) => n.gw || n.dev)) {
      NL_SET_ERR_MSG(r.extack, "Gateway, device and multipath can not be specified for this route type");
      return -EINVAL;
    }
    fa.nh = [];
  } else {
    if (!fa.nh.some((n) => n.dev || n.gw)) return -ENODEV;
    const err = fib_check_nh(r.net, fa);
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
  const wanted = fa.nh.filter((n) => n.dev || n.gw);
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
      wanted.every((w) => o.nh.some((n) => (!w.dev || n.dev === w.dev) && (!w.gw || n.gw === w.gw))),
  );
  if (!gone) return -ESRCH;
  rtmsg_fib(R.RTM_DELROUTE, r.net, gone, r);
  return 0;
}

// ---- asking ----

/** What way a packet would take (RTM_GETROUTE without NLM_F_DUMP). */
function inet_rtm_getroute(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, rtm_policy, r.extack);
  if (typeof tb === "number") return tb;
  const rtm = read_rtmsg(r.bytes);
  const dst = tb.get(R.RTA_DST)?.u32 ?? 0;
  const src = tb.get(R.RTA_SRC)?.u32 ?? 0;
  const oif = tb.get(R.RTA_OIF)?.u32 ?? 0;
  if (oif && !__dev_get_by_index(r.net, oif)) return -ENODEV;
  const res = fib_lookup(
    r.net,
    flowi4_init({ daddr: dst, saddr: src, oif, tos: rtm.tos, mark: tb.get(R.RTA_MARK)?.u32 ?? 0 }),
  );
  if (typeof res === "number") return res;
  if (rtm.flags & RTM_F_FIB_MATCH) return nlmsg_unicast(r, fib_dump_info(res.fa, R.RTM_NEWROUTE, r));
  const dev = res.type === R.RTN_LOCAL ? r.net.loopback_dev : res.nh?.dev;
  if (!dev) return -ENODEV;
  const m = new nlmsg(R.RTM_NEWROUTE, 0, r.nlh.nlmsg_seq, r.portid);
  const table = rtm.flags & 0x1000 ? res.table.tb_id : R.RT_TABLE_MAIN;
  m.u8(AF_INET)
    .u8(32)
    .u8(src ? 32 : 0)
    .u8(rtm.tos)
    .u8(tableByte(table))
    .u8(0)
    .u8(0)
    .u8(res.type)
    .u32(RTM_F_CLONED);
  m.putU32(R.RTA_TABLE, table).putU32(R.RTA_DST, dst);
  if (src) m.putU32(R.RTA_SRC, src);
  m.putU32(R.RTA_OIF, dev.ifindex);
  const prefsrc = res.type === R.RTN_LOCAL ? res.fa.prefsrc : fib_result_prefsrc(res, dev);
  if (prefsrc && !src) m.putU32(R.RTA_PREFSRC, prefsrc);
  if (res.nh?.gw) m.putU32(R.RTA_GATEWAY, res.nh.gw);
  m.putU32(R.RTA_UID, r.t.cred.euid);
  m.nest(R.RTA_CACHEINFO, () => {
    for (let i = 0; i < 8; i++) m.u32(0);
  });
  return nlmsg_unicast(r, m.end());
}

function* inet_dump_fib(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const full = r.bytes.length >= NLMSG_HDRLEN + SIZEOF_RTMSG;
  const rtm = full ? read_rtmsg(r.bytes) : null;
  if (rtm && rtm.flags & RTM_F_CLONED) return undefined;
  let tb: nlattrs = new Map();
  if (full && r.nlk.strict_chk) {
    const parsed = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, rtm_policy, null);
    if (typeof parsed !== "number") tb = parsed;
  }
  const strict = r.nlk.strict_chk && rtm;
  const table = strict ? (tb.get(R.RTA_TABLE)?.u32 ?? rtm.table) : 0;
  const oif = tb.get(R.RTA_OIF)?.u32 ?? 0;
  const filtered = strict && (table || oif || rtm.protocol || rtm.type);
  // Tables come by the hash of their number, each sorted by address.
  const ids = [...r.net.ipv4.fib_tables.keys()].sort((a, b) => (b & 255) - (a & 255));
  for (const id of ids) {
    if (table && id !== table) continue;
    const routes = [...r.net.ipv4.fib_tables.get(id)!.routes].sort(
      (a, b) => a.dst - b.dst || a.prefixlen - b.prefixlen,
    );
    for (const fa of routes) {
      if (oif && !fa.nh.some((n) => n.dev?.ifindex === oif)) continue;
      if (strict && ((rtm.protocol && fa.protocol !== rtm.protocol) || (rtm.type && fa.type !== rtm.type)))
        continue;
      yield fib_dump_info(fa, R.RTM_NEWROUTE, r, NLM_F_MULTI | (filtered ? NLM_F_DUMP_FILTERED : 0));
    }
  }
  return undefined;
}

// ---- rules ----

const rule_policy: policy = {
  [F.FRA_DST]: NLA_U32,
  [F.FRA_SRC]: NLA_U32,
  [F.FRA_IIFNAME]: NLA_STRING(IFNAMSIZ - 1),
  [F.FRA_OIFNAME]: NLA_STRING(IFNAMSIZ - 1),
  [F.FRA_PRIORITY]: NLA_U32,
  [F.FRA_FWMARK]: NLA_U32,
  [F.FRA_FWMASK]: NLA_U32,
  [F.FRA_TABLE]: NLA_U32,
  [F.FRA_GOTO]: NLA_U32,
  [F.FRA_SUPPRESS_PREFIXLEN]: NLA_U32,
  [F.FRA_PROTOCOL]: NLA_U8,
  [F.FRA_IP_PROTO]: NLA_U8,
  [F.FRA_UID_RANGE]: NLA_BINARY(8),
  [F.FRA_L3MDEV]: NLA_U8,
  [F.FRA_TUN_ID]: NLA_BINARY(8),
  [F.FRA_FLOW]: NLA_U32,
  [F.FRA_SPORT_RANGE]: NLA_BINARY(4),
  [F.FRA_DPORT_RANGE]: NLA_BINARY(4),
  [F.FRA_UNUSED2]: NLA_U16,
};

function fill_rule(rule: fib_rule, event: number, r: netlink_request | null, nlflags = 0): Uint8Array {
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  const flags = rule.invert ? F.FIB_RULE_INVERT : 0;
  m.u8(AF_INET).u8(rule.dst_len).u8(rule.src_len).u8(rule.tos);
  m.u8(tableByte(rule.table)).u8(0).u8(0).u8(rule.action).u32(flags);
  m.putU32(F.FRA_TABLE, rule.table)
    .putU32(F.FRA_SUPPRESS_PREFIXLEN, rule.suppress_prefixlen)
    .putU8(F.FRA_PROTOCOL, rule.protocol);
  if (rule.iifname) m.putString(F.FRA_IIFNAME, rule.iifname);
  if (rule.oifname) m.putString(F.FRA_OIFNAME, rule.oifname);
  if (rule.pref) m.putU32(F.FRA_PRIORITY, rule.pref);
  if (rule.mark) m.putU32(F.FRA_FWMARK, rule.mark);
  if (rule.mark || rule.mark_mask) m.putU32(F.FRA_FWMASK, rule.mark_mask);
  if (rule.target) m.putU32(F.FRA_GOTO, rule.target);
  if (rule.uid_range) m.nest(F.FRA_UID_RANGE, () => m.u32(rule.uid_range![0]).u32(rule.uid_range![1]));
  if (rule.proto) m.putU8(F.FRA_IP_PROTO, rule.proto);
  if (rule.dst_len) m.putU32(F.FRA_DST, rule.dst);
  if (rule.src_len) m.putU32(F.FRA_SRC, rule.src);
  return m.end();
}

function read_rule(r: netlink_request): { rule: fib_rule; tb: nlattrs } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_RTMSG, F.FRA_MAX, rule_policy, r.extack);
  if (typeof tb === "number") return tb;
  const h = read_rtmsg(r.bytes);
  const mask = tb.get(F.FRA_FWMASK)?.u32;
  const mark = tb.get(F.FRA_FWMARK)?.u32 ?? 0;
  const uid = tb.get(F.FRA_UID_RANGE);
  const range = (a: nlattr): [number, number] => {
    const v = new DataView(a.data.buffer, a.data.byteOffset, 8);
    return [v.getUint32(0), v.getUint32(4)];
  };
  const rule = fib_rule_init({
    pref: tb.get(F.FRA_PRIORITY)?.u32 ?? 0,
    action: h.type,
    table: tb.get(F.FRA_TABLE)?.u32 || h.table,
    target: tb.get(F.FRA_GOTO)?.u32 ?? 0,
    iifname: tb.get(F.FRA_IIFNAME)?.string ?? "",
    oifname: tb.get(F.FRA_OIFNAME)?.string ?? "",
    mark,
    mark_mask: mask ?? (mark ? 0xffffffff : 0),
    src: tb.get(F.FRA_SRC)?.u32 ?? 0,
    src_len: h.src_len,
    dst: tb.get(F.FRA_DST)?.u32 ?? 0,
    dst_len: h.dst_len,
    tos: h.tos,
    proto: tb.get(F.FRA_IP_PROTO)?.u8 ?? 0,
    invert: (h.flags & F.FIB_RULE_INVERT) !== 0,
    protocol: tb.get(F.FRA_PROTOCOL)?.u8 ?? 0,
    suppress_prefixlen: tb.get(F.FRA_SUPPRESS_PREFIXLEN)?.s32 ?? -1,
    uid_range: uid && uid.data.length === 8 ? range(uid) : null,
  });
  if (h.src_len > 32 || h.dst_len > 32 || h.tos & ~0x1c) return -EINVAL;
  if ((h.src_len && !tb.has(F.FRA_SRC)) || (h.dst_len && !tb.has(F.FRA_DST))) return -EINVAL;
  return { rule, tb };
}

const same = (a: fib_rule, b: fib_rule): boolean =>
  (Object.keys(a) as (keyof fib_rule)[]).every((k) =>
    k === "uid_range" ? String(a[k]) === String(b[k]) : k === "protocol" || a[k] === b[k],
  );

function fib_nl_newrule(r: netlink_request): number {
  const got = read_rule(r);
  if (typeof got === "number") return got;
  const { rule, tb } = got;
  const rules = r.net.ipv4.fib_rules;
  if (!tb.has(F.FRA_PRIORITY)) rule.pref = rules.length > 1 && rules[1].pref > 0 ? rules[1].pref - 1 : 0;
  if (rule.action === F.FR_ACT_TO_TBL && !rule.table) {
    let id = 1;
    while (r.net.ipv4.fib_tables.has(id)) id++;
    rule.table = id;
    fib_new_table(r.net, id);
  }
  if (rule.action === F.FR_ACT_UNSPEC || rule.action > F.FR_ACT_PROHIBIT) return -EINVAL;
  if (r.nlh.nlmsg_flags & NLM_F_EXCL && rules.some((o) => same(o, rule))) return -EEXIST;
  const at = rules.findIndex((o) => o.pref > rule.pref);
  rules.splice(at < 0 ? rules.length : at, 0, rule);
  r.net.ipv4.rt_genid++;
  rtnl_notify(r.net, fill_rule(rule, R.RTM_NEWRULE, r), R.RTNLGRP_IPV4_RULE, r);
  return 0;
}

function fib_nl_delrule(r: netlink_request): number {
  const got = read_rule(r);
  if (typeof got === "number") return got;
  const { rule, tb } = got;
  const rules = r.net.ipv4.fib_rules;
  const i = rules.findIndex(
    (o) =>
      (!rule.action || o.action === rule.action) &&
      (!rule.table || o.table === rule.table) &&
      (!tb.has(F.FRA_PRIORITY) || o.pref === rule.pref) &&
      (!rule.iifname || o.iifname === rule.iifname) &&
      (!rule.oifname || o.oifname === rule.oifname) &&
      (!rule.mark || o.mark === rule.mark) &&
      (!rule.proto || o.proto === rule.proto) &&
      (!rule.src_len || (o.src_len === rule.src_len && o.src === rule.src)) &&
      (!rule.dst_len || (o.dst_len === rule.dst_len && o.dst === rule.dst)) &&
      (!rule.tos || o.tos === rule.tos),
  );
  if (i < 0) return -ENOENT;
  const [gone] = rules.splice(i, 1);
  r.net.ipv4.rt_genid++;
  rtnl_notify(r.net, fill_rule(gone, R.RTM_DELRULE, r), R.RTNLGRP_IPV4_RULE, r);
  return 0;
}

function* dump_rules(r: netlink_request): Generator<Uint8Array, undefined, void> {
  for (const rule of [...r.net.ipv4.fib_rules]) yield fill_rule(rule, R.RTM_NEWRULE, r, NLM_F_MULTI);
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
    { family: AF_INET, type: R.RTM_NEWRULE, doit: fib_nl_newrule },
    { family: AF_UNSPEC, type: R.RTM_NEWRULE, doit: () => -EOPNOTSUPP },
    { family: AF_INET, type: R.RTM_DELRULE, doit: fib_nl_delrule },
    { family: AF_INET, type: R.RTM_GETRULE, dumpit: dump_rules, seqOf: (net) => net.ipv4.rt_genid },
  );
}
