// NETLINK_SOCK_DIAG: what `ss` asks for. A family's sockets are one row of sock_diag_handlers (net/core/sock_diag.c).
// Above: ../init.ts. Below: ../ipv4/inet_diag.ts, ../unix/diag.ts, diag.ts, ../packet/diag.ts; here what they share.

import { EINVAL, ENOENT, EOPNOTSUPP, ESTALE } from "../../uapi/asm/errno.ts";
import { DCCPDIAG_GETSOCK, INET_DIAG_NOCOOKIE, TCPDIAG_GETSOCK } from "../../uapi/linux/inet_diag.ts";
import { NETLINK_SOCK_DIAG } from "../../uapi/linux/netlink.ts";
import { SKNLGRP_MAX, SOCK_DESTROY, SOCK_DIAG_BY_FAMILY, sock_diag_req } from "../../uapi/linux/sock_diag.ts";
import { type sock, sock_gen_cookie } from "../core/sock.ts";
import { sk_get_meminfo } from "../core/sock_mem.ts";
import { inet_diag_handler, inet_diag_rcv_msg_compat, inet6_diag_handler } from "../ipv4/inet_diag.ts";
import { packet_diag_handler } from "../packet/diag.ts";
import { unix_diag_handler } from "../unix/diag.ts";
import { netlink_diag_handler } from "./diag.ts";
import type { netlink_kernel_cfg, netlink_request } from "./netlink_sock.ts";
import { NLMSG_HDRLEN } from "./nlattr.ts";
import type { nlmsg } from "./nlmsg.ts";

/** Highest address family plus one (AF_MAX). */
const AF_MAX = 46;

/** A family's answers (struct sock_diag_handler). Results as of a netlink_handler. */
export interface sock_diag_handler {
  readonly family: number;
  dump(r: netlink_request): number;
  destroy?(r: netlink_request): number;
}

const sock_diag_handlers = (): readonly sock_diag_handler[] => [
  inet_diag_handler,
  inet6_diag_handler,
  unix_diag_handler,
  netlink_diag_handler,
  packet_diag_handler,
];

// ---- what the families share ----

/** Serial number of the socket's inode, 0: it has none any more (sock_i_ino). */
export const sock_i_ino = (sk: sock): number => sk.sk_socket?.inode?.i_ino ?? 0;

/** The socket's number as two words, the low one first (sock_diag_save_cookie). */
export function sock_diag_cookie(sk: sock): [number, number] {
  const c = sock_gen_cookie(sk);
  return [Number(c & 0xffffffffn), Number(c >> 32n)];
}

/** 0 if the cookie is the socket's, or none was given; -ESTALE (sock_diag_check_cookie). */
export function sock_diag_check_cookie(sk: sock, cookie: readonly number[]): number {
  if (cookie[0] === INET_DIAG_NOCOOKIE && cookie[1] === INET_DIAG_NOCOOKIE) return 0;
  const [low, high] = sock_diag_cookie(sk);
  return low === cookie[0] && high === cookie[1] ? 0 : -ESTALE;
}

export function sock_diag_put_meminfo(sk: sock, m: nlmsg, type: number): void {
  m.nest(type, () => {
    for (const word of sk_get_meminfo(sk)) m.u32(word);
  });
}

/** The attached filter's instructions; empty for those who may not see them. */
export function sock_diag_put_filterinfo(allowed: boolean, sk: sock, m: nlmsg, type: number): void {
  if (!allowed) m.putFlag(type);
  else if (sk.sk_filter) m.put(type, sk.sk_filter.orig);
}

/** The bytes of a request behind its header. */
export const payload = (r: netlink_request): Uint8Array => r.bytes.subarray(NLMSG_HDRLEN);

// ---- dispatch ----

function __sock_diag_cmd(r: netlink_request): number {
  const b = payload(r);
  if (b.length < sock_diag_req.size) return -EINVAL;
  const family = b[0];
  if (family >= AF_MAX) return -EINVAL;
  const hndl = sock_diag_handlers().find((h) => h.family === family);
  if (!hndl) return -ENOENT;
  if (r.nlh.nlmsg_type === SOCK_DIAG_BY_FAMILY) return hndl.dump(r);
  return hndl.destroy?.(r) ?? -EOPNOTSUPP;
}

function sock_diag_rcv_msg(r: netlink_request): number {
  switch (r.nlh.nlmsg_type) {
    case TCPDIAG_GETSOCK:
    case DCCPDIAG_GETSOCK:
      return inet_diag_rcv_msg_compat(r);
    case SOCK_DIAG_BY_FAMILY:
    case SOCK_DESTROY:
      return __sock_diag_cmd(r);
    default:
      return -EINVAL;
  }
}

export const sock_diag_cfg: netlink_kernel_cfg = {
  protocol: NETLINK_SOCK_DIAG,
  groups: SKNLGRP_MAX,
  nonroot_recv: true,
  rcv: sock_diag_rcv_msg,
};
