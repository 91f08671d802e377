// SOL_NETLINK's options, a row each (net/netlink/af_netlink.c netlink_setsockopt). Above: af_netlink.ts, docs.
// Below: ../core/sockopt.ts.

import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOPROTOOPT, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN, CAP_NET_BROADCAST } from "../../uapi/linux/capability.ts";
import * as N from "../../uapi/linux/netlink.ts";
import {
  done,
  type get_call,
  refuse,
  type set_call,
  sockopt_level,
  type sockopt_row,
} from "../core/sockopt.ts";
import { copy_int, put_int, type sockptr } from "../sockptr.ts";
import { nl_table } from "./netlink_msg.ts";
import type { netlink_sock } from "./netlink_sock.ts";

type Flag =
  | "recv_pktinfo"
  | "broadcast_error"
  | "no_enobufs"
  | "listen_all_nsid"
  | "cap_ack"
  | "ext_ack"
  | "strict_chk";

type Row = sockopt_row<netlink_sock>;

function flag(name: string, optname: number, field: Flag, doc: string, since?: string): Row {
  return {
    name,
    optname,
    doc,
    since,
    set(sk, c) {
      sk[field] = c.val !== 0;
      if (field === "no_enobufs" && c.val) {
        sk.congested = false;
        sk.sk_wq?.wake_up_all();
      }
      return 0;
    },
    get: (sk, c) => (c.len < 4 ? refuse(-EINVAL) : Number(sk[field])),
  };
}

function membership(sk: netlink_sock, c: set_call, join: boolean): number {
  const { cfg } = nl_table(sk.sk_net).protocols.get(sk.sk_protocol)!;
  if (!cfg.nonroot_recv && !ns_capable(c.t, sk.sk_net.user_ns, CAP_NET_ADMIN)) return -EPERM;
  if (c.val <= 0 || c.val > Math.max(32, cfg.groups)) return -EINVAL;
  if (!join) {
    sk.groups.delete(c.val);
    return 0;
  }
  const err = cfg.bind?.(sk.sk_net, c.val) ?? 0;
  if (!err) sk.groups.add(c.val);
  return err;
}

/** The groups as a bit map, as many words as there is room for. */
function memberships(sk: netlink_sock, c: get_call): typeof done {
  const { cfg } = nl_table(sk.sk_net).protocols.get(sk.sk_protocol)!;
  const words = Math.ceil(Math.max(32, cfg.groups) / 32);
  // Room for the map comes with the first bind() or membership.
  if (!sk.bound && sk.groups.size === 0) {
    put_int(c.optlen, 0);
    return done;
  }
  for (let w = 0; w < words && (w + 1) * 4 <= c.len; w++) {
    let mask = 0;
    for (const g of sk.groups) if ((g - 1) >> 5 === w) mask |= 1 << ((g - 1) & 31);
    put_int(c.optval, mask, 4 * w);
  }
  put_int(c.optlen, words * 4);
  return done;
}

export const SOL_NETLINK_ROWS: readonly Row[] = [
  flag(
    "NETLINK_PKTINFO",
    N.NETLINK_PKTINFO,
    "recv_pktinfo",
    "the group a message came by, as a control message",
  ),
  {
    name: "NETLINK_ADD_MEMBERSHIP",
    optname: N.NETLINK_ADD_MEMBERSHIP,
    doc: "joins a group; EINVAL beyond the protocol's groups",
    set: (sk, c) => membership(sk, c, true),
  },
  {
    name: "NETLINK_DROP_MEMBERSHIP",
    optname: N.NETLINK_DROP_MEMBERSHIP,
    doc: "leaves a group",
    set: (sk, c) => membership(sk, c, false),
  },
  {
    name: "NETLINK_LIST_MEMBERSHIPS",
    optname: N.NETLINK_LIST_MEMBERSHIPS,
    doc: "the groups as a bit map; the length says how large it is",
    since: "4.2",
    get: memberships,
  },
  flag(
    "NETLINK_BROADCAST_ERROR",
    N.NETLINK_BROADCAST_ERROR,
    "broadcast_error",
    "a sender learns that this socket lost a message",
  ),
  flag("NETLINK_NO_ENOBUFS", N.NETLINK_NO_ENOBUFS, "no_enobufs", "losses are not reported to the reader"),
  {
    ...flag(
      "NETLINK_LISTEN_ALL_NSID",
      N.NETLINK_LISTEN_ALL_NSID,
      "listen_all_nsid",
      "groups of all known namespaces",
    ),
    get: undefined,
    set(sk, c) {
      if (!ns_capable(c.t, sk.sk_net.user_ns, CAP_NET_BROADCAST)) return -EPERM;
      sk.listen_all_nsid = c.val !== 0;
      return 0;
    },
  },
  flag("NETLINK_CAP_ACK", N.NETLINK_CAP_ACK, "cap_ack", "errors carry the request's header only"),
  flag("NETLINK_EXT_ACK", N.NETLINK_EXT_ACK, "ext_ack", "errors carry a sentence and the place", "4.12"),
  flag(
    "NETLINK_GET_STRICT_CHK",
    N.NETLINK_GET_STRICT_CHK,
    "strict_chk",
    "dump requests are checked strictly",
    "4.20",
  ),
];

export const SOL_NETLINK_OPTIONS = new sockopt_level<netlink_sock>("SOL_NETLINK", 270, SOL_NETLINK_ROWS);

export function netlink_setsockopt(
  t: task_struct,
  sk: netlink_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  if (level !== SOL_NETLINK_OPTIONS.level) return -ENOPROTOOPT;
  const val = optlen >= 4 ? copy_int(optval) : 0;
  const row = SOL_NETLINK_OPTIONS.setter(sk, optname);
  return row?.set?.(sk, { t, sock: sk.sk_socket, val, optval, optlen }) ?? -ENOPROTOOPT;
}

export function netlink_getsockopt(
  sk: netlink_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  if (level !== SOL_NETLINK_OPTIONS.level) return -ENOPROTOOPT;
  const len = copy_int(optlen);
  if (len < 0) return -EINVAL;
  const row = SOL_NETLINK_OPTIONS.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(sk, { t: null!, sock: sk.sk_socket, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  put_int(optval, a as number);
  put_int(optlen, 4);
  return 0;
}
