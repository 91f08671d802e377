// setsockopt() and getsockopt() of IPPROTO_IP (net/ipv4/ip_sockglue.c). Above: af_inet.ts, udp.ts, raw.ts, ping.ts, TCP.
// Below: ip_sockopt.ts (the rows), ../core/sockopt.ts.

import type { task_struct } from "../../task/task.ts";
import { ENOPROTOOPT } from "../../uapi/asm/errno.ts";
import { lock_sock, release_sock } from "../core/sock.ts";
import { done, put_value, read_optlen, sockopt_level } from "../core/sockopt.ts";
import { be32, put_int, type sockptr } from "../sockptr.ts";
import { get32 } from "../wire/addr.ts";
import type { inet_sock } from "./inet_sock.ts";
import { IP_ROWS } from "./ip_sockopt.ts";

export const IP_OPTIONS_LEVEL = new sockopt_level("SOL_IP", 0, IP_ROWS);

/** setsockopt(IPPROTO_IP): ints may be given as single bytes, an empty value means 0. */
export function ip_setsockopt(
  t: task_struct,
  sk: inet_sock,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  const row = IP_OPTIONS_LEVEL.setter(sk, optname);
  if (!row?.set) return -ENOPROTOOPT;
  let val = 0;
  if (!row.raw) {
    if (optlen >= 4) val = get32(optval.copy_from(0, 4), 0) | 0;
    else if (optlen >= 1) val = optval.copy_from(0, 1)[0];
  }
  lock_sock(sk);
  try {
    return row.set(sk, { t, sock: sk.sk_socket, val, optval, optlen });
  } finally {
    release_sock(sk);
  }
}

/** getsockopt(IPPROTO_IP): a small value fits in one byte if less than four are offered. */
export function ip_getsockopt(
  t: task_struct,
  sk: inet_sock,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  const len = read_optlen(optlen);
  if (len < 0) return len;
  const row = IP_OPTIONS_LEVEL.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(sk, { t, sock: sk.sk_socket, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  if (typeof a !== "number") return put_value(a, len, optval, optlen);
  if (len < 4 && len > 0 && a >= 0 && a <= 255) {
    put_int(optlen, 1);
    optval.copy_to(0, Uint8Array.of(a));
    return 0;
  }
  const n = Math.min(4, len);
  put_int(optlen, n);
  optval.copy_to(0, be32(a).subarray(0, n));
  return 0;
}
