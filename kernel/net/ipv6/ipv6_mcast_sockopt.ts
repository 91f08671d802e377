// The options of IPPROTO_IPV6 about groups (net/ipv6/ipv6_sockglue.c). Above: ipv6_sockglue.ts.
// Below: ../core/sockopt_mcast.ts (MCAST_*), mcast.ts.

import { EADDRNOTAVAIL, EINVAL, EPROTO } from "../../uapi/asm/errno.ts";
import { MCAST_INCLUDE } from "../../uapi/linux/in.ts";
import * as I from "../../uapi/linux/in6.ts";
import type { sockopt_row } from "../core/sockopt.ts";
import { mcast_rows } from "../core/sockopt_mcast.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { AF_INET6, SOCK_STREAM } from "../linux_socket.ts";
import { bytes_to_in6, get32, type in6_addr, in6_to_bytes } from "../wire/addr.ts";
import * as M from "./mcast.ts";

type Row = sockopt_row<inet_sock>;
type Act = (sk: inet_sock, ifindex: number, a: in6_addr) => number;

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

export const IPV6_MCAST_ROWS: readonly Row[] = [
  membership(
    "IPV6_ADD_MEMBERSHIP",
    I.IPV6_ADD_MEMBERSHIP,
    "Joins a group (struct ipv6_mreq).",
    M.ipv6_sock_mc_join,
  ),
  membership("IPV6_DROP_MEMBERSHIP", I.IPV6_DROP_MEMBERSHIP, "Leaves a group.", M.ipv6_sock_mc_drop),
  ...mcast_rows<inet_sock, in6_addr>({
    af: AF_INET6,
    read: (ss) => bytes_to_in6(ss, 8),
    write: (ss, a) => ss.set(in6_to_bytes(a), 8),
    join: (sk, ifindex, group) => M.ipv6_sock_mc_join(sk, ifindex, group),
    leave: M.ipv6_sock_mc_drop,
    join_source: (sk, ifindex, group) => M.ipv6_sock_mc_join(sk, ifindex, group, MCAST_INCLUDE),
    change_source: M.ip6_mc_source,
    set_filter: M.ip6_mc_msfilter,
    get_filter: M.ip6_mc_msfget,
    max_sources: (sk) => sk.sk_net.ipv6.sysctl_mld_max_msf,
    wrong_family: -EADDRNOTAVAIL,
    longer: true,
    filter_checked: false,
  }),
];
