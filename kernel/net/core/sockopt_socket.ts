// The options of SOL_SOCKET: setting and reading (sk_setsockopt, sk_getsockopt; numbers: parisc's asm/socket.h).
// Above: syscalls/sys_socket.ts, docs/sockopts.md. Below: sockopt.ts, sockopt_basic.ts, sockopt_filter.ts,
// sockopt_more.ts.

import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOPROTOOPT } from "../../uapi/asm/errno.ts";
import * as S from "../../uapi/asm/socket.ts";
import type { sockptr } from "../sockptr.ts";
import type { sock } from "./sock.ts";
import * as K from "./sock.ts";
import { answerBytes, done, put_value, read_optlen, sockopt_level, type sockopt_row } from "./sockopt.ts";
import { BASIC_ROWS } from "./sockopt_basic.ts";
import { FILTER_ROWS, PEER_ROWS } from "./sockopt_filter.ts";
import { MORE_ROWS } from "./sockopt_more.ts";
import { u32At } from "./sockopt_rows.ts";

/** Every row, in the order docs/sockopts.md lists them. */
export const SOL_SOCKET_ROWS: readonly sockopt_row[] = [
  ...BASIC_ROWS,
  ...FILTER_ROWS,
  ...PEER_ROWS,
  ...MORE_ROWS,
];

export const SOL_SOCKET_OPTIONS = new sockopt_level("SOL_SOCKET", S.SOL_SOCKET, SOL_SOCKET_ROWS);

/** setsockopt(SOL_SOCKET): 0 or -ERRNO; a bad pointer throws UserFault. */
export function sock_setsockopt(
  t: task_struct,
  sk: sock,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  const row = SOL_SOCKET_OPTIONS.setter(sk, optname);
  const sock = sk.sk_socket;
  if (row?.raw) return row.set!(sk, { t, sock, val: 0, optval, optlen });
  if (optlen < 4) return -EINVAL;
  const val = u32At(optval, 0) | 0;
  if (!row?.set) return -ENOPROTOOPT;
  K.lock_sock(sk);
  try {
    return row.set(sk, { t, sock, val, optval, optlen });
  } finally {
    K.release_sock(sk);
  }
}

/** getsockopt(SOL_SOCKET): 0 or -ERRNO. */
export function sock_getsockopt(
  t: task_struct,
  sk: sock,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  const len = read_optlen(optlen);
  if (len < 0) return len;
  const row = SOL_SOCKET_OPTIONS.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(sk, { t, sock: sk.sk_socket, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  return put_value(answerBytes(a), len, optval, optlen);
}
