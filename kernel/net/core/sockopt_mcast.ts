// The MCAST_* options, whose values hold addresses of any family (struct group_req, group_source_req, group_filter:
// include/uapi/linux/in.h): one set of rows, which IPPROTO_IP and IPPROTO_IPV6 take with their own addresses.
// Above: ../ipv4/ip_mcast_sockopt.ts, ../ipv6/ipv6_mcast_sockopt.ts. Below: sockopt.ts, ../sockptr.ts.

import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENOBUFS } from "../../uapi/asm/errno.ts";
import * as I from "../../uapi/linux/in.ts";
import { be32, put_int } from "../sockptr.ts";
import { get16, get32 } from "../wire/addr.ts";
import type { mc_filter, mc_filter_req } from "./mc_filter.ts";
import type { sock } from "./sock.ts";
import { done, refuse, type set_call, type sockopt_row } from "./sockopt.ts";

const { MCAST_EXCLUDE, MCAST_INCLUDE } = I;

/** What a family does with groups; the functions answer 0 or -ERRNO. */
export interface mcast_family<S extends sock, A> {
  readonly af: number;
  /** The address in a struct sockaddr_storage, and how to write it there. */
  read(ss: Uint8Array): A;
  write(ss: Uint8Array, a: A): void;
  join(sk: S, ifindex: number, group: A): number;
  leave(sk: S, ifindex: number, group: A): number;
  join_source(sk: S, ifindex: number, group: A): number;
  change_source(sk: S, add: boolean, mode: number, req: { ifindex: number; group: A; source: A }): number;
  set_filter(sk: S, req: mc_filter_req<A>): number;
  get_filter(sk: S, ifindex: number, group: A): mc_filter<A> | number;
  /** The sysctl's bound of sources. */
  max_sources(sk: S): number;
  /** -ERRNO of a struct group_req, or a question, of another family. */
  readonly wrong_family: number;
  /** IPv6 takes a longer struct group_source_req, IPv4 does not. */
  readonly longer: boolean;
  /** IPv4 looks at the families in a struct group_filter, IPv6 does not. */
  readonly filter_checked: boolean;
}

/** sizeof(struct sockaddr_storage). */
const SIZEOF_SS = I.group_req.size - 4;
/** Where the group is in all three, behind the index. */
const GSF_GROUP = 4;
const HEAD = GSF_GROUP + SIZEOF_SS + 8;
const GROUP_FILTER_SIZE = (n: number): number => HEAD + n * SIZEOF_SS;

function read_group_req(c: set_call): { ifindex: number; group: Uint8Array } | number {
  if (c.optlen < I.group_req.size) return -EINVAL;
  const b = c.optval.copy_from(0, I.group_req.size);
  return { ifindex: get32(b, 0) | 0, group: b.subarray(GSF_GROUP) };
}

function read_group_source_req(
  c: set_call,
  longer: boolean,
): { ifindex: number; group: Uint8Array; source: Uint8Array } | number {
  const { size } = I.group_source_req;
  if (longer ? c.optlen < size : c.optlen !== size) return -EINVAL;
  const b = c.optval.copy_from(0, size);
  return {
    ifindex: get32(b, 0) | 0,
    group: b.subarray(GSF_GROUP),
    source: b.subarray(GSF_GROUP + SIZEOF_SS),
  };
}

/** max: the sysctl's bound of sources (ip_set_mcast_msfilter). */
function read_group_filter(
  sk: sock,
  c: set_call,
  max: number,
): { ifindex: number; group: Uint8Array; fmode: number; sources: Uint8Array[] } | number {
  if (c.optlen < HEAD) return -EINVAL;
  if (c.optlen > sk.sk_net.stack.init_net.core.sysctl_optmem_max) return -ENOBUFS;
  const b = c.optval.copy_from(0, c.optlen);
  const n = get32(b, HEAD - 4);
  if (n >= 0x1ffffff || n > max) return -ENOBUFS;
  if (GROUP_FILTER_SIZE(n) > c.optlen) return -EINVAL;
  const at = (i: number) => b.subarray(GROUP_FILTER_SIZE(i), GROUP_FILTER_SIZE(i + 1));
  return {
    ifindex: get32(b, 0) | 0,
    group: b.subarray(GSF_GROUP, GSF_GROUP + SIZEOF_SS),
    fmode: get32(b, HEAD - 8),
    sources: Array.from({ length: n }, (_, i) => at(i)),
  };
}

/** The answer of MCAST_MSFILTER: as many sources as head (the question) has room for, and the number of all. */
function filter_bytes<A>(head: Uint8Array, m: mc_filter<A>, storage: (a: A) => Uint8Array): Uint8Array {
  const all = m.sources ?? [];
  const some = all.slice(0, get32(head, HEAD - 4));
  const out = new Uint8Array(GROUP_FILTER_SIZE(some.length));
  out.set(head.subarray(0, HEAD));
  out.set(be32(m.sfmode, all.length), HEAD - 8);
  some.forEach((a, i) => {
    out.set(storage(a), GROUP_FILTER_SIZE(i));
  });
  return out;
}

/** The rows of a level. */
export function mcast_rows<S extends sock, A>(f: mcast_family<S, A>): sockopt_row<S>[] {
  const address = (ss: Uint8Array): A | null => (get16(ss, 0) === f.af ? f.read(ss) : null);

  const group = (
    name: string,
    optname: number,
    act: (sk: S, ifindex: number, group: A) => number,
    doc: string,
  ): sockopt_row<S> => ({
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      const r = read_group_req(c);
      if (typeof r === "number") return r;
      const to = address(r.group);
      return to === null ? f.wrong_family : act(sk, r.ifindex, to);
    },
  });

  const source = (
    name: string,
    optname: number,
    add: boolean,
    mode: number,
    doc: string,
  ): sockopt_row<S> => ({
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      const r = read_group_source_req(c, f.longer);
      if (typeof r === "number") return r;
      const [to, from] = [address(r.group), address(r.source)];
      if (to === null || from === null) return -EADDRNOTAVAIL;
      if (add && mode === MCAST_INCLUDE) {
        const err = f.join_source(sk, r.ifindex, to);
        if (err && err !== -EADDRINUSE) return err;
      }
      return f.change_source(sk, add, mode, { ifindex: r.ifindex, group: to, source: from });
    },
  });

  const MCAST_MSFILTER: sockopt_row<S> = {
    name: "MCAST_MSFILTER",
    optname: I.MCAST_MSFILTER,
    doc: "All sources of a group at once (struct group_filter).",
    raw: true,
    set(sk, c) {
      const req = read_group_filter(sk, c, f.max_sources(sk));
      if (typeof req === "number") return req;
      const { ifindex, fmode } = req;
      if (f.filter_checked && [req.group, ...req.sources].some((ss) => address(ss) === null))
        return -EADDRNOTAVAIL;
      return f.set_filter(sk, { group: f.read(req.group), ifindex, fmode, sources: req.sources.map(f.read) });
    },
    get(sk, c) {
      if ((c.len | 0) < GROUP_FILTER_SIZE(0)) return refuse(-EINVAL);
      const head = c.optval.copy_from(0, GROUP_FILTER_SIZE(0));
      const to = address(head.subarray(GSF_GROUP));
      const m = to === null ? f.wrong_family : f.get_filter(sk, get32(head, 0) | 0, to);
      if (typeof m === "number") return refuse(m);
      const value = filter_bytes(head, m, (a) => {
        const ss = new Uint8Array(SIZEOF_SS);
        ss[1] = f.af;
        f.write(ss, a);
        return ss;
      });
      put_int(c.optlen, value.length);
      c.optval.copy_to(0, value);
      return done;
    },
  };

  return [
    group("MCAST_JOIN_GROUP", I.MCAST_JOIN_GROUP, f.join, "Joins a group (struct group_req)."),
    group("MCAST_LEAVE_GROUP", I.MCAST_LEAVE_GROUP, f.leave, "Leaves a group (struct group_req)."),
    source(
      "MCAST_JOIN_SOURCE_GROUP",
      I.MCAST_JOIN_SOURCE_GROUP,
      true,
      MCAST_INCLUDE,
      "Joins a group for one source (struct group_source_req).",
    ),
    source("MCAST_LEAVE_SOURCE_GROUP", I.MCAST_LEAVE_SOURCE_GROUP, false, MCAST_INCLUDE, "Leaves it."),
    source("MCAST_BLOCK_SOURCE", I.MCAST_BLOCK_SOURCE, true, MCAST_EXCLUDE, "Not from this source."),
    source("MCAST_UNBLOCK_SOURCE", I.MCAST_UNBLOCK_SOURCE, false, MCAST_EXCLUDE, "From it again."),
    MCAST_MSFILTER,
  ];
}
