// The options of IPPROTO_IPV6 about groups (net/ipv6/ipv6_sockglue.c). Above: ipv6_sockglue.ts. Below: mcast.ts.

import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, EPROTO } from "../../uapi/asm/errno.ts";
import * as G from "../../uapi/linux/in.ts";
import * as I from "../../uapi/linux/in6.ts";
import { done, refuse, type sockopt_row } from "../core/sockopt.ts";
import {
  filter_bytes,
  GROUP_FILTER_SIZE,
  GSF_GROUP,
  read_group_filter,
  read_group_req,
  read_group_source_req,
  SIZEOF_SS,
} from "../core/sockopt_mcast.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { AF_INET6, SOCK_STREAM } from "../linux_socket.ts";
import { put_int } from "../sockptr.ts";
import { bytes_to_in6, get16, get32, type in6_addr, in6_to_bytes } from "../wire/addr.ts";
import * as M from "./mcast.ts";

type Row = sockopt_row<inet_sock>;
type Act = (sk: inet_sock, ifindex: number, a: in6_addr) => number;
const { MCAST_EXCLUDE, MCAST_INCLUDE } = G;

function membership(name: string, optname: number, doc: string, act: Act): Row {
  return {
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      if (c.optlen < 20) return -EINVAL;
      if (sk.sk_type === SOCK_STREAM) return -EPROTO;
      const b = c.optval.copy_from(0, 20);
      return act(sk, get32(b, 16) | 0, bytes_to_in6(b));
    },
  };
}

/** A struct sockaddr_storage's IPv6 address; null for another family. */
const in6 = (b: Uint8Array, at = 0): in6_addr | null =>
  get16(b, at) === AF_INET6 ? bytes_to_in6(b, at + 8) : null;

function group(name: string, optname: number, act: Act, doc: string): Row {
  return {
    name,
    optname,
    doc,
    raw: true,
    set(sk, c) {
      const r = read_group_req(c);
      if (typeof r === "number") return r;
      const addr = in6(r.group);
      return addr === null ? -EADDRNOTAVAIL : act(sk, r.ifindex, addr);
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
      const r = read_group_source_req(c, true);
      if (typeof r === "number") return r;
      const [to, source] = [in6(r.group), in6(r.source)];
      if (to === null || source === null) return -EADDRNOTAVAIL;
      if (add && mode === MCAST_INCLUDE) {
        const err = M.ipv6_sock_mc_join(sk, r.ifindex, to, MCAST_INCLUDE);
        if (err && err !== -EADDRINUSE) return err;
      }
      return M.ip6_mc_source(sk, add, mode, { ifindex: r.ifindex, group: to, source });
    },
  };
}

export const IPV6_MCAST_ROWS: readonly Row[] = [
  membership(
    "IPV6_ADD_MEMBERSHIP",
    I.IPV6_ADD_MEMBERSHIP,
    "Joins a group (struct ipv6_mreq).",
    M.ipv6_sock_mc_join,
  ),
  membership("IPV6_DROP_MEMBERSHIP", I.IPV6_DROP_MEMBERSHIP, "Leaves a group.", M.ipv6_sock_mc_drop),
  group("MCAST_JOIN_GROUP", G.MCAST_JOIN_GROUP, M.ipv6_sock_mc_join, "Joins a group (struct group_req)."),
  group("MCAST_LEAVE_GROUP", G.MCAST_LEAVE_GROUP, M.ipv6_sock_mc_drop, "Leaves a group (struct group_req)."),
  groupSource(
    "MCAST_JOIN_SOURCE_GROUP",
    G.MCAST_JOIN_SOURCE_GROUP,
    true,
    MCAST_INCLUDE,
    "Joins a group for one source (struct group_source_req).",
  ),
  groupSource("MCAST_LEAVE_SOURCE_GROUP", G.MCAST_LEAVE_SOURCE_GROUP, false, MCAST_INCLUDE, "Leaves it."),
  groupSource("MCAST_BLOCK_SOURCE", G.MCAST_BLOCK_SOURCE, true, MCAST_EXCLUDE, "Not from this source."),
  groupSource("MCAST_UNBLOCK_SOURCE", G.MCAST_UNBLOCK_SOURCE, false, MCAST_EXCLUDE, "From it again."),
  {
    name: "MCAST_MSFILTER",
    optname: G.MCAST_MSFILTER,
    doc: "All sources of a group at once (struct group_filter).",
    raw: true,
    set(sk, c) {
      const f = read_group_filter(sk, c, sk.sk_net.ipv6.sysctl_mld_max_msf);
      if (typeof f === "number") return f;
      // The sources' families are not looked at.
      const sources = f.sources.map((s) => bytes_to_in6(s, 8));
      return M.ip6_mc_msfilter(sk, {
        group: bytes_to_in6(f.group, 8),
        ifindex: f.ifindex,
        fmode: f.fmode,
        sources,
      });
    },
    get(sk, c) {
      if ((c.len | 0) < GROUP_FILTER_SIZE(0)) return refuse(-EINVAL);
      const head = c.optval.copy_from(0, GROUP_FILTER_SIZE(0));
      const to = in6(head, GSF_GROUP);
      const m = to === null ? -EADDRNOTAVAIL : M.ip6_mc_msfget(sk, get32(head, 0) | 0, to);
      if (typeof m === "number") return refuse(m);
      const as_storage = (a: in6_addr) => {
        const ss = new Uint8Array(SIZEOF_SS);
        ss[1] = AF_INET6;
        ss.set(in6_to_bytes(a), 8);
        return ss;
      };
      const value = filter_bytes(head, m, as_storage);
      put_int(c.optlen, value.length);
      c.optval.copy_to(0, value);
      return done;
    },
  },
];
