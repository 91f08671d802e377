// The options of IPPROTO_IP about groups: joining, leaving, whom to hear, by struct ip_mreq and by struct group_req
// (net/ipv4/ip_sockglue.c). Above: ip_sockglue.ts. Below: igmp.ts.

import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENOBUFS, EPROTO } from "../../uapi/asm/errno.ts";
import * as I from "../../uapi/linux/in.ts";
import { done, refuse, type set_call, type sockopt_row } from "../core/sockopt.ts";
import {
  filter_bytes,
  GROUP_FILTER_SIZE,
  GSF_GROUP,
  read_group_filter,
  read_group_req,
  read_group_source_req,
  SIZEOF_SS,
} from "../core/sockopt_mcast.ts";
import { AF_INET, SOCK_STREAM } from "../linux_socket.ts";
import { be32, put_int, type sockptr } from "../sockptr.ts";
import { get16, get32 } from "../wire/addr.ts";
import * as M from "./igmp.ts";
import type { inet_sock } from "./inet_sock.ts";

type Row = sockopt_row<inet_sock>;
const { MCAST_EXCLUDE, MCAST_INCLUDE } = I;

interface mreqn {
  multiaddr: number;
  address: number;
  ifindex: number;
}

/** struct ip_mreqn, or the shorter struct ip_mreq. */
export function readMreq(optval: sockptr, optlen: number): mreqn {
  const b = optval.copy_from(0, optlen >= 12 ? 12 : 8);
  return { multiaddr: get32(b, 0), address: get32(b, 4), ifindex: optlen >= 12 ? get32(b, 8) | 0 : 0 };
}

function membership(
  name: string,
  optname: number,
  act: (sk: inet_sock, m: mreqn) => number,
  doc: string,
): Row {
  return {
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      if (sk.sk_type === SOCK_STREAM) return -EPROTO;
      return c.optlen < 8 ? -EINVAL : act(sk, readMreq(c.optval, c.optlen));
    },
  };
}

/** Joins for a source, or tells that one is to be heard or not. */
function change(
  sk: inet_sock,
  imr: mreqn & { source: number },
  join: boolean,
  add: boolean,
  mode: number,
): number {
  if (join) {
    const err = M.ip_mc_join_group(sk, imr, MCAST_INCLUDE);
    if (err && err !== -EADDRINUSE) return err;
  }
  return M.ip_mc_source(sk, add, mode, imr);
}

function source(name: string, optname: number, add: boolean, mode: number, doc: string): Row {
  return {
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      if (c.optlen !== 12) return -EINVAL;
      const b = c.optval.copy_from(0, 12);
      const imr = { multiaddr: get32(b, 0), address: get32(b, 4), source: get32(b, 8), ifindex: 0 };
      return change(sk, imr, add && mode === MCAST_INCLUDE, add, mode);
    },
  };
}

/** A struct sockaddr_storage's IPv4 address; null for another family. */
const in4 = (b: Uint8Array, at = 0): number | null => (get16(b, at) === AF_INET ? get32(b, at + 4) : null);

function group(name: string, optname: number, act: (sk: inet_sock, m: mreqn) => number, doc: string): Row {
  return {
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      const r = read_group_req(c);
      if (typeof r === "number") return r;
      const multiaddr = in4(r.group);
      return multiaddr === null ? -EINVAL : act(sk, { multiaddr, address: 0, ifindex: r.ifindex });
    },
  };
}

function groupSource(name: string, optname: number, add: boolean, mode: number, doc: string): Row {
  return {
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      const r = read_group_source_req(c, false);
      if (typeof r === "number") return r;
      const [multiaddr, from] = [in4(r.group), in4(r.source)];
      if (multiaddr === null || from === null) return -EADDRNOTAVAIL;
      const imr = { multiaddr, address: 0, ifindex: r.ifindex, source: from };
      return change(sk, imr, add && mode === MCAST_INCLUDE, add, mode);
    },
  };
}

const MSFILTER_HEAD = 16;
function set_ip_msfilter(sk: inet_sock, c: set_call): number {
  if (c.optlen < MSFILTER_HEAD) return -EINVAL;
  if (c.optlen > sk.sk_net.stack.init_net.core.sysctl_optmem_max) return -ENOBUFS;
  const b = c.optval.copy_from(0, c.optlen);
  const n = get32(b, 12);
  if (n >= 0x3ffffffc || n > sk.sk_net.ipv4.sysctl_igmp_max_msf) return -ENOBUFS;
  if (MSFILTER_HEAD + 4 * n > c.optlen) return -EINVAL;
  const sources = Array.from({ length: n }, (_, i) => get32(b, MSFILTER_HEAD + 4 * i));
  return M.ip_mc_msfilter(sk, { group: get32(b, 0), ifindex: 0, fmode: get32(b, 8), sources }, get32(b, 4));
}

export const IP_MCAST_ROWS: readonly Row[] = [
  membership(
    "IP_ADD_MEMBERSHIP",
    I.IP_ADD_MEMBERSHIP,
    M.ip_mc_join_group,
    "Joins a group (struct ip_mreq or ip_mreqn).",
  ),
  membership("IP_DROP_MEMBERSHIP", I.IP_DROP_MEMBERSHIP, M.ip_mc_leave_group, "Leaves a group."),
  source(
    "IP_ADD_SOURCE_MEMBERSHIP",
    I.IP_ADD_SOURCE_MEMBERSHIP,
    true,
    MCAST_INCLUDE,
    "Joins a group for one source.",
  ),
  source("IP_DROP_SOURCE_MEMBERSHIP", I.IP_DROP_SOURCE_MEMBERSHIP, false, MCAST_INCLUDE, "Leaves it."),
  source("IP_BLOCK_SOURCE", I.IP_BLOCK_SOURCE, true, MCAST_EXCLUDE, "Not from this source."),
  source("IP_UNBLOCK_SOURCE", I.IP_UNBLOCK_SOURCE, false, MCAST_EXCLUDE, "From it again."),
  {
    name: "IP_MSFILTER",
    optname: I.IP_MSFILTER,
    doc: "All sources of a group at once (struct ip_msfilter); an empty list to include leaves the group.",
    raw: true,
    set: set_ip_msfilter,
    get(sk, c) {
      if (c.len < MSFILTER_HEAD) return refuse(-EINVAL);
      const head = c.optval.copy_from(0, MSFILTER_HEAD);
      const m = M.ip_mc_msfget(sk, get32(head, 0), get32(head, 4));
      if (typeof m === "number") return refuse(m);
      const all = m.sources ?? [];
      const some = all.slice(0, get32(head, 12));
      put_int(c.optlen, MSFILTER_HEAD + 4 * some.length);
      c.optval.copy_to(0, be32(get32(head, 0), get32(head, 4), m.sfmode, all.length, ...some));
      return done;
    },
  },
  group("MCAST_JOIN_GROUP", I.MCAST_JOIN_GROUP, M.ip_mc_join_group, "Joins a group (struct group_req)."),
  group("MCAST_LEAVE_GROUP", I.MCAST_LEAVE_GROUP, M.ip_mc_leave_group, "Leaves a group (struct group_req)."),
  groupSource(
    "MCAST_JOIN_SOURCE_GROUP",
    I.MCAST_JOIN_SOURCE_GROUP,
    true,
    MCAST_INCLUDE,
    "Joins a group for one source (struct group_source_req).",
  ),
  groupSource("MCAST_LEAVE_SOURCE_GROUP", I.MCAST_LEAVE_SOURCE_GROUP, false, MCAST_INCLUDE, "Leaves it."),
  groupSource("MCAST_BLOCK_SOURCE", I.MCAST_BLOCK_SOURCE, true, MCAST_EXCLUDE, "Not from this source."),
  groupSource("MCAST_UNBLOCK_SOURCE", I.MCAST_UNBLOCK_SOURCE, false, MCAST_EXCLUDE, "From it again."),
  {
    name: "MCAST_MSFILTER",
    optname: I.MCAST_MSFILTER,
    doc: "All sources of a group at once (struct group_filter).",
    raw: true,
    set(sk, c) {
      const f = read_group_filter(sk, c, sk.sk_net.ipv4.sysctl_igmp_max_msf);
      if (typeof f === "number") return f;
      const to = in4(f.group);
      const sources = f.sources.map((s) => in4(s));
      if (to === null || sources.includes(null)) return -EADDRNOTAVAIL;
      const req = { group: to, ifindex: f.ifindex, fmode: f.fmode, sources: sources as number[] };
      return M.ip_mc_msfilter(sk, req, 0);
    },
    get(sk, c) {
      if (c.len < GROUP_FILTER_SIZE(0)) return refuse(-EINVAL);
      const head = c.optval.copy_from(0, GROUP_FILTER_SIZE(0));
      const to = in4(head, GSF_GROUP);
      const m = to === null ? -EINVAL : M.ip_mc_gsfget(sk, to, get32(head, 0) | 0);
      if (typeof m === "number") return refuse(m);
      const as_storage = (a: number) => {
        const ss = new Uint8Array(SIZEOF_SS);
        ss.set(be32(a), 4);
        ss[1] = AF_INET;
        return ss;
      };
      const value = filter_bytes(head, m, as_storage);
      put_int(c.optlen, value.length);
      c.optval.copy_to(0, value);
      return done;
    },
  },
];
