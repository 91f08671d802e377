// struct group_req, group_source_req, group_filter: the values of the MCAST_* options of both families
// (include/uapi/linux/in.h). Above: ../ipv4/ip_mcast_sockopt.ts, ../ipv6/ipv6_mcast_sockopt.ts. Below: ../sockptr.ts.

import { EINVAL, ENOBUFS } from "../../uapi/asm/errno.ts";
import * as I from "../../uapi/linux/in.ts";
import { be32 } from "../sockptr.ts";
import { get32 } from "../wire/addr.ts";
import type { mc_filter } from "./mc_filter.ts";
import type { sock } from "./sock.ts";
import type { set_call } from "./sockopt.ts";

/** sizeof(struct sockaddr_storage). */
export const SIZEOF_SS = I.group_req.size - 4;
/** Where the group is in all three, behind the index. */
export const GSF_GROUP = 4;
const HEAD = GSF_GROUP + SIZEOF_SS + 8;
export const GROUP_FILTER_SIZE = (n: number): number => HEAD + n * SIZEOF_SS;

export function read_group_req(c: set_call): { ifindex: number; group: Uint8Array } | number {
  if (c.optlen < I.group_req.size) return -EINVAL;
  const b = c.optval.copy_from(0, I.group_req.size);
  return { ifindex: get32(b, 0) | 0, group: b.subarray(GSF_GROUP) };
}

/** longer: IPv6 takes a longer value, IPv4 does not. */
export function read_group_source_req(
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
export function read_group_filter(
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
export function filter_bytes<A>(
  head: Uint8Array,
  m: mc_filter<A>,
  storage: (a: A) => Uint8Array,
): Uint8Array {
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
