// What the rows of SOL_SOCKET share: flags, rights, reading numbers.
// Above: sockopt_basic.ts, sockopt_filter.ts, sockopt_more.ts. Below: sock.ts, sockopt.ts.

import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { ENOPROTOOPT, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { AF_INET, AF_INET6, SOCK_STREAM } from "../linux_socket.ts";
import type { sockptr } from "../sockptr.ts";
import type { sock } from "./sock.ts";
import type { sockopt_row } from "./sockopt.ts";

export const INT_MAX = 0x7fffffff;
export const is_inet = (sk: sock) => sk.sk_family === AF_INET || sk.sk_family === AF_INET6;
export const is_tcp = (sk: sock) => is_inet(sk) && sk.sk_type === SOCK_STREAM && sk.sk_protocol === 6;
export const netCapable = (t: task_struct, sk: sock, cap: number) => ns_capable(t, sk.sk_net.user_ns, cap);
export const rawOrAdmin = (t: task_struct, sk: sock) =>
  netCapable(t, sk, CAP_NET_RAW) || netCapable(t, sk, CAP_NET_ADMIN);

/** A boolean in sk_flags. */
export function flag(name: string, optname: number, bit: number, doc: string, since?: string): sockopt_row {
  return {
    name,
    optname,
    doc,
    since,
    set: (sk, c) => {
      sk.sock_valbool_flag(bit, c.val !== 0);
      return 0;
    },
    get: (sk) => (sk.sock_flag(bit) ? 1 : 0),
  };
}

export function u32At(p: sockptr, at: number): number {
  const b = p.copy_from(at, 4);
  return ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;
}

/** IPsec policies of a socket, of either family. */
export const policy = (name: string, optname: number): sockopt_row => ({
  name,
  optname,
  doc: "IPsec: needs CAP_NET_ADMIN, and then there is none.",
  raw: true,
  partial: "no IPsec",
  set: (sk, c) => (ns_capable(c.t, sk.sk_net.user_ns, CAP_NET_ADMIN) ? -ENOPROTOOPT : -EPERM),
});
