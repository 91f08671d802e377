// The options of IPPROTO_IP about groups: joining, leaving, whom to hear, by struct ip_mreq and its kin
// (net/ipv4/ip_sockglue.c). Above: ip_sockglue.ts. Below: ../core/sockopt_mcast.ts (MCAST_*), igmp.ts.

import { EADDRINUSE, EINVAL, ENOBUFS, EPROTO } from "../../uapi/asm/errno.ts";
import * as I from "../../uapi/linux/in.ts";
import { done, refuse, type set_call, type sockopt_row } from "../core/sockopt.ts";
import { mcast_rows } from "../core/sockopt_mcast.ts";
import { AF_INET, SOCK_STREAM } from "../linux_socket.ts";
import { be32, put_int, type sockptr } from "../sockptr.ts";
import { get32, put32 } from "../wire/addr.ts";
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
      if (add && mode === MCAST_INCLUDE) {
        const err = M.ip_mc_join_group(sk, imr, MCAST_INCLUDE);
        if (err && err !== -EADDRINUSE) return err;
      }
      return M.ip_mc_source(sk, add, mode, imr);
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
  ...mcast_rows<inet_sock, number>({
    af: AF_INET,
    read: (ss) => get32(ss, 4),
    write: (ss, a) => put32(ss, 4, a),
    join: (sk, ifindex, multiaddr) => M.ip_mc_join_group(sk, { multiaddr, address: 0, ifindex }),
    leave: (sk, ifindex, multiaddr) => M.ip_mc_leave_group(sk, { multiaddr, address: 0, ifindex }),
    join_source: (sk, ifindex, multiaddr) =>
      M.ip_mc_join_group(sk, { multiaddr, address: 0, ifindex }, MCAST_INCLUDE),
    change_source: (sk, add, mode, { ifindex, group, source }) =>
      M.ip_mc_source(sk, add, mode, { multiaddr: group, address: 0, ifindex, source }),
    set_filter: (sk, req) => M.ip_mc_msfilter(sk, req, 0),
    get_filter: (sk, ifindex, group) => M.ip_mc_gsfget(sk, group, ifindex),
    max_sources: (sk) => sk.sk_net.ipv4.sysctl_igmp_max_msf,
    wrong_family: -EINVAL,
    longer: false,
    filter_checked: true,
  }),
];
