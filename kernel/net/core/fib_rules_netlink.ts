// Policy rules through rtnetlink: RTM_NEWRULE, DELRULE, GETRULE, a row a family (net/core/fib_rules.c).
// Above: ../init.ts; ../ipv4/fib_rules_ops.ts, ../ipv6/fib6_rules_ops.ts (the rows). Below: fib_rules.ts, rtnetlink.ts.

import { EAFNOSUPPORT, EEXIST, EINVAL, ENOENT } from "../../uapi/asm/errno.ts";
import * as F from "../../uapi/linux/fib_rules.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";
import { NLM_F_EXCL, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import * as R from "../../uapi/linux/rtnetlink.ts";
import { AF_INET, AF_UNSPEC } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_STRING,
  NLA_U8,
  NLA_U16,
  NLA_U32,
  NLMSG_HDRLEN,
  type nlattr,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { __dev_get_by_name } from "./dev.ts";
import { type fib_rule, fib_rule_init } from "./fib_rules.ts";
import type { net } from "./net_namespace.ts";
import { rtnl_notify, rtnl_register } from "./rtnetlink.ts";

const SIZEOF_FIB_RULE_HDR = 12;

/** Those of the protocols. */
let families: readonly fib_rules_ops[] = [];

/** What a family's rules are made of (struct fib_rules_ops). */
export interface fib_rules_ops {
  readonly family: number;
  readonly group: number;
  /** Bytes of an address, and the same as the rules have it. */
  readonly addr_size: number;
  addr(a: nlattr | undefined): number | string;
  bytes(addr: number | string): Uint8Array;
  rules(net: net): fib_rule[];
  /** The number of a new table for a rule that names none; null: a table must be named. */
  new_table(net: net): number | null;
  /** Routes that were found are no longer the answer (flush_cache). */
  flush(net: net): void;
  seq(net: net): number;
}

const rule_policy = (addr_size: number): policy => ({
  [F.FRA_DST]: NLA_BINARY(addr_size),
  [F.FRA_SRC]: NLA_BINARY(addr_size),
  [F.FRA_IIFNAME]: NLA_STRING(IFNAMSIZ - 1),
  [F.FRA_OIFNAME]: NLA_STRING(IFNAMSIZ - 1),
  [F.FRA_PRIORITY]: NLA_U32,
  [F.FRA_FWMARK]: NLA_U32,
  [F.FRA_FWMASK]: NLA_U32,
  [F.FRA_TABLE]: NLA_U32,
  [F.FRA_GOTO]: NLA_U32,
  [F.FRA_SUPPRESS_PREFIXLEN]: NLA_U32,
  [F.FRA_SUPPRESS_IFGROUP]: NLA_U32,
  [F.FRA_PROTOCOL]: NLA_U8,
  [F.FRA_IP_PROTO]: NLA_U8,
  [F.FRA_UID_RANGE]: NLA_BINARY(8),
  [F.FRA_L3MDEV]: NLA_U8,
  [F.FRA_TUN_ID]: NLA_BINARY(8),
  [F.FRA_FLOW]: NLA_U32,
  [F.FRA_SPORT_RANGE]: NLA_BINARY(4),
  [F.FRA_DPORT_RANGE]: NLA_BINARY(4),
  [F.FRA_UNUSED2]: NLA_U16,
});

function fill_rule(
  net: net,
  o: fib_rules_ops,
  rule: fib_rule,
  event: number,
  r: netlink_request | null,
  nlflags = 0,
): Uint8Array {
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  // A device that is not there, a rule to go to that is not: they may yet come.
  const away = (name: string, flag: number): number => (name && !__dev_get_by_name(net, name) ? flag : 0);
  const unresolved = rule.action === F.FR_ACT_GOTO && !o.rules(net).some((x) => x.pref === rule.target);
  const flags =
    (rule.invert ? F.FIB_RULE_INVERT : 0) |
    (unresolved ? F.FIB_RULE_UNRESOLVED : 0) |
    away(rule.iifname, F.FIB_RULE_IIF_DETACHED) |
    away(rule.oifname, F.FIB_RULE_OIF_DETACHED);
  m.u8(o.family).u8(rule.dst_len).u8(rule.src_len).u8(rule.tos);
  m.u8(rule.table < 256 ? rule.table : R.RT_TABLE_COMPAT)
    .u8(0)
    .u8(0)
    .u8(rule.action)
    .u32(flags);
  m.putU32(F.FRA_TABLE, rule.table)
    .putU32(F.FRA_SUPPRESS_PREFIXLEN, rule.suppress_prefixlen)
    .putU8(F.FRA_PROTOCOL, rule.protocol);
  if (rule.suppress_ifgroup !== -1) m.putU32(F.FRA_SUPPRESS_IFGROUP, rule.suppress_ifgroup);
  if (rule.iifname) m.putString(F.FRA_IIFNAME, rule.iifname);
  if (rule.oifname) m.putString(F.FRA_OIFNAME, rule.oifname);
  if (rule.pref) m.putU32(F.FRA_PRIORITY, rule.pref);
  if (rule.mark) m.putU32(F.FRA_FWMARK, rule.mark);
  if (rule.mark || rule.mark_mask) m.putU32(F.FRA_FWMASK, rule.mark_mask);
  if (rule.l3mdev) m.putU8(F.FRA_L3MDEV, 1);
  if (rule.target) m.putU32(F.FRA_GOTO, rule.target);
  if (rule.uid_range) m.nest(F.FRA_UID_RANGE, () => m.u32(rule.uid_range![0]).u32(rule.uid_range![1]));
  if (rule.proto) m.putU8(F.FRA_IP_PROTO, rule.proto);
  if (rule.dst_len) m.put(F.FRA_DST, o.bytes(rule.dst));
  if (rule.src_len) m.put(F.FRA_SRC, o.bytes(rule.src));
  return m.end();
}

function read_rule(o: fib_rules_ops, r: netlink_request): { rule: fib_rule; tb: nlattrs } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_FIB_RULE_HDR, F.FRA_MAX, rule_policy(o.addr_size), r.extack);
  if (typeof tb === "number") {
    NL_SET_ERR_MSG(r.extack, "Error parsing msg");
    return tb;
  }
  const [, dst_len, src_len, tos, table, , , action] = r.bytes.subarray(NLMSG_HDRLEN);
  const flags = new DataView(r.bytes.buffer, r.bytes.byteOffset + NLMSG_HDRLEN).getUint32(8);
  for (const [len, type] of [
    [src_len, F.FRA_SRC],
    [dst_len, F.FRA_DST],
  ]) {
    const given = tb.get(type);
    if (len > 8 * o.addr_size || (len && given?.data.length !== o.addr_size)) {
      NL_SET_ERR_MSG(r.extack, type === F.FRA_SRC ? "Invalid source address" : "Invalid dst address");
      return -EINVAL;
    }
    // Without a length the address does not count, whatever it is.
    if (!len) tb.delete(type);
  }
  if (o.family === AF_INET && tos & ~0x1c) {
    NL_SET_ERR_MSG(r.extack, "Invalid dsfield (tos): Only DSCP bits allowed");
    return -EINVAL;
  }
  const l3mdev = tb.get(F.FRA_L3MDEV);
  if (l3mdev && l3mdev.u8 !== 1) {
    NL_SET_ERR_MSG(r.extack, "Invalid l3mdev attribute");
    return -EINVAL;
  }
  const id = tb.get(F.FRA_TABLE)?.u32 || table;
  if (l3mdev && id) {
    NL_SET_ERR_MSG(r.extack, "l3mdev and table are mutually exclusive");
    return -EINVAL;
  }
  const mark = tb.get(F.FRA_FWMARK)?.u32 ?? 0;
  const uid = tb.get(F.FRA_UID_RANGE);
  const range = (a: nlattr): [number, number] => {
    const v = new DataView(a.data.buffer, a.data.byteOffset, 8);
    return [v.getUint32(0), v.getUint32(4)];
  };
  const rule = fib_rule_init({
    pref: tb.get(F.FRA_PRIORITY)?.u32 ?? 0,
    action,
    table: id,
    l3mdev: l3mdev !== undefined,
    target: tb.get(F.FRA_GOTO)?.u32 ?? 0,
    iifname: tb.get(F.FRA_IIFNAME)?.string ?? "",
    oifname: tb.get(F.FRA_OIFNAME)?.string ?? "",
    mark,
    mark_mask: tb.get(F.FRA_FWMASK)?.u32 ?? (mark ? 0xffffffff : 0),
    src: o.addr(tb.get(F.FRA_SRC)),
    src_len,
    dst: o.addr(tb.get(F.FRA_DST)),
    dst_len,
    tos,
    proto: tb.get(F.FRA_IP_PROTO)?.u8 ?? 0,
    invert: (flags & F.FIB_RULE_INVERT) !== 0,
    protocol: tb.get(F.FRA_PROTOCOL)?.u8 ?? 0,
    suppress_prefixlen: tb.get(F.FRA_SUPPRESS_PREFIXLEN)?.s32 ?? -1,
    suppress_ifgroup: tb.get(F.FRA_SUPPRESS_IFGROUP)?.s32 ?? -1,
    uid_range: uid && uid.data.length === 8 ? range(uid) : null,
  });
  return { rule, tb };
}

const same = (a: fib_rule, b: fib_rule): boolean =>
  (Object.keys(a) as (keyof fib_rule)[]).every((k) =>
    k === "uid_range" ? String(a[k]) === String(b[k]) : k === "protocol" || a[k] === b[k],
  );

function fib_nl_newrule(o: fib_rules_ops, r: netlink_request): number {
  const got = read_rule(o, r);
  if (typeof got === "number") return got;
  const { rule, tb } = got;
  const rules = o.rules(r.net);
  // In front of all but the first.
  if (!tb.has(F.FRA_PRIORITY)) rule.pref = rules.length > 1 && rules[1].pref > 0 ? rules[1].pref - 1 : 0;
  if (rule.action === F.FR_ACT_GOTO && rule.target <= rule.pref) {
    NL_SET_ERR_MSG(r.extack, "Backward goto not supported");
    return -EINVAL;
  }
  if (rule.action === F.FR_ACT_TO_TBL && !rule.table && !rule.l3mdev) {
    const id = o.new_table(r.net);
    if (id === null) {
      NL_SET_ERR_MSG(r.extack, "Invalid table");
      return -EINVAL;
    }
    rule.table = id;
  }
  if (rule.action === F.FR_ACT_UNSPEC || rule.action > F.FR_ACT_PROHIBIT) return -EINVAL;
  if (r.nlh.nlmsg_flags & NLM_F_EXCL && rules.some((x) => same(x, rule))) return -EEXIST;
  insert(o, r.net, rule, r);
  return 0;
}

function insert(o: fib_rules_ops, net: net, rule: fib_rule, r: netlink_request | null): void {
  const rules = o.rules(net);
  const at = rules.findIndex((x) => x.pref > rule.pref);
  rules.splice(at < 0 ? rules.length : at, 0, rule);
  o.flush(net);
  rtnl_notify(net, fill_rule(net, o, rule, R.RTM_NEWRULE, r), o.group, r);
}

/** The rules that send what belongs to an L3 domain to its table, of every family, if they are not there (vrf_add_fib_rules). */
export function fib_l3mdev_rules(net: net, pref: number): void {
  for (const o of families) {
    const rule = fib_rule_init({ pref, l3mdev: true, src: o.addr(undefined), dst: o.addr(undefined) });
    if (!o.rules(net).some((x) => same(x, rule))) insert(o, net, rule, null);
  }
}

function fib_nl_delrule(o: fib_rules_ops, r: netlink_request): number {
  const got = read_rule(o, r);
  if (typeof got === "number") return got;
  const { rule, tb } = got;
  const rules = o.rules(r.net);
  const i = rules.findIndex(
    (x) =>
      (!rule.action || x.action === rule.action) &&
      (!rule.table || x.table === rule.table) &&
      (!rule.l3mdev || x.l3mdev) &&
      (!tb.has(F.FRA_PRIORITY) || x.pref === rule.pref) &&
      (!rule.iifname || x.iifname === rule.iifname) &&
      (!rule.oifname || x.oifname === rule.oifname) &&
      (!rule.mark || x.mark === rule.mark) &&
      (!rule.proto || x.proto === rule.proto) &&
      (!rule.src_len || (x.src_len === rule.src_len && x.src === rule.src)) &&
      (!rule.dst_len || (x.dst_len === rule.dst_len && x.dst === rule.dst)) &&
      (!rule.tos || x.tos === rule.tos),
  );
  if (i < 0) return -ENOENT;
  const [gone] = rules.splice(i, 1);
  o.flush(r.net);
  rtnl_notify(r.net, fill_rule(r.net, o, gone, R.RTM_DELRULE, r), o.group, r);
  return 0;
}

export function fib_rules_netlink_init(ops: readonly fib_rules_ops[]): void {
  families = ops;
  for (const o of ops) {
    const { family } = o;
    rtnl_register(
      { family, type: R.RTM_NEWRULE, doit: (r) => fib_nl_newrule(o, r) },
      { family, type: R.RTM_DELRULE, doit: (r) => fib_nl_delrule(o, r) },
      {
        family,
        type: R.RTM_GETRULE,
        *dumpit(r) {
          for (const rule of [...o.rules(r.net)])
            yield fill_rule(r.net, o, rule, R.RTM_NEWRULE, r, NLM_F_MULTI);
          return undefined;
        },
        seqOf: o.seq,
      },
    );
  }
  rtnl_register(
    { family: AF_UNSPEC, type: R.RTM_NEWRULE, doit: () => -EAFNOSUPPORT },
    { family: AF_UNSPEC, type: R.RTM_DELRULE, doit: () => -EAFNOSUPPORT },
  );
}
