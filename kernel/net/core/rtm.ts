// What rtnetlink's route messages of both families have in common: struct rtmsg, next hops, metrics, what a dump asks for
// (include/uapi/linux/rtnetlink.h, ip_valid_fib_dump_req in net/ipv4/fib_frontend.c).
// Above: ../ipv4/fib_netlink.ts, ../ipv6/route_netlink.ts. Below: ../netlink/.

import { ENOENT } from "../../uapi/asm/errno.ts";
import { NLM_F_DUMP_FILTERED, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import * as R from "../../uapi/linux/rtnetlink.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLMSG_HDRLEN,
  nla_list,
  type nlattr,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import type { nlmsg } from "../netlink/nlmsg.ts";
import type { net_device } from "./netdevice.ts";

export const SIZEOF_RTMSG = R.rtmsg.size;
const SIZEOF_RTNEXTHOP = R.rtnexthop.size;

/** struct rtmsg, and struct fib_rule_hdr, which has its shape. */
export interface rtmsg {
  dst_len: number;
  src_len: number;
  tos: number;
  table: number;
  protocol: number;
  scope: number;
  type: number;
  flags: number;
}

export function read_rtmsg(b: Uint8Array): rtmsg {
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

/** rtm_table of a table whose number may not fit; RTA_TABLE says it whole. */
export const tableByte = (id: number): number => (id < 256 ? id : R.RT_TABLE_COMPAT);

export function put_metrics(m: nlmsg, metrics: ReadonlyMap<number, number>): void {
  if (!metrics.size) return;
  m.nest(R.RTA_METRICS, () => {
    for (const [type, value] of metrics) m.putU32(type, value);
  });
}

export function read_metrics(a: nlattr | undefined): Map<number, number> {
  const metrics = new Map<number, number>();
  for (const m of a ? nla_list(a.data).attrs : [])
    if (m.data.length >= 4 && m.type > 0 && m.type <= R.RTAX_MAX) metrics.set(m.type, m.u32);
  return metrics;
}

/** struct rtnexthop, with what follows it. */
export interface rtnexthop {
  flags: number;
  weight: number;
  ifindex: number;
  attrs: nlattrs;
}

/** RTA_MULTIPATH's next hops; null if one does not fit. */
export function read_multipath(b: Uint8Array): rtnexthop[] | null {
  const hops: rtnexthop[] = [];
  for (let at = 0; at + SIZEOF_RTNEXTHOP <= b.length; ) {
    const v = new DataView(b.buffer, b.byteOffset + at);
    const len = v.getUint16(0);
    if (len < SIZEOF_RTNEXTHOP || at + len > b.length) return null;
    const attrs = new Map(
      nla_list(b.subarray(at + SIZEOF_RTNEXTHOP, at + len)).attrs.map((a) => [a.type, a]),
    );
    hops.push({ flags: v.getUint8(2), weight: v.getUint8(3) + 1, ifindex: v.getInt32(4), attrs });
    at += (len + 3) & ~3;
  }
  return hops;
}

/** gateway writes the attributes of one. */
export function put_multipath<H extends { flags: number; weight: number; dev: net_device | null }>(
  m: nlmsg,
  hops: readonly H[],
  gateway: (nh: H) => void,
): void {
  m.nest(R.RTA_MULTIPATH, () => {
    for (const nh of hops) {
      const at = m.len;
      m.u16(0)
        .u8(nh.flags & 0xff)
        .u8(nh.weight - 1)
        .u32(nh.dev?.ifindex ?? 0);
      gateway(nh);
      new DataView(m.bytes.buffer).setUint16(at, m.len - at);
    }
  });
}

/** What a dump of routes is to show; 0: all. */
export interface fib_dump_filter {
  table: number;
  oif: number;
  protocol: number;
  type: number;
  /** NLM_F_MULTI, and that something was left out. */
  nlflags: number;
}

/**
 * Reads the question of RTM_GETROUTE with NLM_F_DUMP: null when nothing is to be shown, -ENOENT for a table that is not
 * there. Only sockets that ask for strict checking (NETLINK_GET_STRICT_CHK) can leave routes out.
 */
export function read_fib_dump(
  r: netlink_request,
  family: number,
  policy: policy,
  hasTable: (id: number) => boolean,
  noTable: string,
): fib_dump_filter | null | number {
  const all = { table: 0, oif: 0, protocol: 0, type: 0, nlflags: NLM_F_MULTI };
  if (r.bytes.length < NLMSG_HDRLEN + SIZEOF_RTMSG) return all;
  const rtm = read_rtmsg(r.bytes);
  if (rtm.flags & R.RTM_F_CLONED) return null;
  if (!r.nlk.strict_chk) return all;
  const parsed = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, policy, null);
  const tb: nlattrs = typeof parsed === "number" ? new Map() : parsed;
  const { protocol, type } = rtm;
  const table = tb.get(R.RTA_TABLE)?.u32 ?? rtm.table;
  const oif = tb.get(R.RTA_OIF)?.u32 ?? 0;
  if (table && !hasTable(table)) {
    if (r.bytes[NLMSG_HDRLEN] !== family) return null;
    NL_SET_ERR_MSG(r.extack, noTable);
    return -ENOENT;
  }
  const some = table || oif || protocol || type;
  return { table, oif, protocol, type, nlflags: NLM_F_MULTI | (some ? NLM_F_DUMP_FILTERED : 0) };
}
