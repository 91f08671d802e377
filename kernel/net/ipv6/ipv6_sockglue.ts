// setsockopt() and getsockopt() of IPPROTO_IPV6 (net/ipv6/ipv6_sockglue.c). Above: af_inet6.ts, udp.ts, raw.ts, ping.ts, TCP.
// Below: ipv6_sockopt.ts (the rows), ../core/sockopt.ts, ../ipv4/ip_sockglue.ts (level IPPROTO_IP).

import type { task_struct } from "../../task/task.ts";
import { ENOPROTOOPT } from "../../uapi/asm/errno.ts";
import { lock_sock, release_sock } from "../core/sock.ts";
import { done, put_value, sockopt_level } from "../core/sockopt.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { ip_getsockopt, ip_setsockopt } from "../ipv4/ip_sockglue.ts";
import { SOCK_RAW, SOL_IP, SOL_IPV6 } from "../linux_socket.ts";
import { be32, copy_int, type sockptr } from "../sockptr.ts";
import { get32 } from "../wire/addr.ts";
import { IPV6_ROWS } from "./ipv6_sockopt.ts";

export const IPV6_OPTIONS_LEVEL = new sockopt_level("SOL_IPV6", SOL_IPV6, IPV6_ROWS);

/** setsockopt() of an IPv6 socket below SOL_SOCKET: IPPROTO_IPV6, or IPPROTO_IP but for raw sockets. */
export function ipv6_setsockopt(
  t: task_struct,
  sk: inet_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  if (level === SOL_IP && sk.sk_type !== SOCK_RAW) return ip_setsockopt(t, sk, optname, optval, optlen);
  if (level !== SOL_IPV6) return -ENOPROTOOPT;
  const row = IPV6_OPTIONS_LEVEL.setter(sk, optname);
  // No pointer at all is the value 0.
  const val = optlen >= 4 && !optval.is_null ? get32(optval.copy_from(0, 4), 0) | 0 : 0;
  if (!row?.set) return -ENOPROTOOPT;
  lock_sock(sk);
  try {
    return row.set(sk, { t, sock: sk.sk_socket, val, optval, optlen });
  } finally {
    release_sock(sk);
  }
}

export function ipv6_getsockopt(
  t: task_struct,
  sk: inet_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  if (level === SOL_IP && sk.sk_type !== SOCK_RAW) return ip_getsockopt(t, sk, optname, optval, optlen);
  if (level !== SOL_IPV6) return -ENOPROTOOPT;
  // A negative length counts as a large one.
  const len = copy_int(optlen) >>> 0;
  const row = IPV6_OPTIONS_LEVEL.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(sk, { t, sock: sk.sk_socket, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  if (typeof a !== "number") return put_value(a, len, optval, optlen);
  return put_value(be32(a), len, optval, optlen);
}
