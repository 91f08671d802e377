// netlink_diag: netlink sockets, the kernel's own among them, for `ss -f netlink` (net/netlink/diag.c).
// Above: sock_diag.ts. Below: netlink_sock.ts.

import { EINVAL, ENOENT, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { NLM_F_DUMP, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import * as N from "../../uapi/linux/netlink_diag.ts";
import { SK_MEMINFO_VARS, SOCK_DIAG_BY_FAMILY } from "../../uapi/linux/sock_diag.ts";
import { SK_RMEM_MAX, SK_WMEM_MAX } from "../core/sock_flags.ts";
import { AF_NETLINK, SOCK_DGRAM, TCP_CLOSE } from "../linux_socket.ts";
import { netlink_dump_start, nl_table } from "./netlink_msg.ts";
import type { netlink_kernel_cfg, netlink_request, netlink_sock } from "./netlink_sock.ts";
import { nlmsg } from "./nlmsg.ts";
import {
  payload,
  sock_diag_cookie,
  type sock_diag_handler,
  sock_diag_put_meminfo,
  sock_i_ino,
} from "./sock_diag.ts";

const MAX_LINKS = 32;

function put_groups(m: nlmsg, nlk: netlink_sock, ngroups: number): void {
  // The map is allocated when the first group is joined, in whole words.
  if (nlk.groups.size === 0) return;
  m.nest(N.NETLINK_DIAG_GROUPS, () => {
    for (let first = 1; first <= ngroups; first += 32) {
      let word = 0;
      for (let i = 0; i < 32; i++) if (nlk.groups.has(first + i)) word |= 1 << i;
      m.u32(word);
    }
  });
}

function flagsOf(nlk: netlink_sock): number {
  return (
    (nlk.cb ? N.NDIAG_FLAG_CB_RUNNING : 0) |
    (nlk.recv_pktinfo ? N.NDIAG_FLAG_PKTINFO : 0) |
    (nlk.broadcast_error ? N.NDIAG_FLAG_BROADCAST_ERROR : 0) |
    (nlk.no_enobufs ? N.NDIAG_FLAG_NO_ENOBUFS : 0) |
    (nlk.listen_all_nsid ? N.NDIAG_FLAG_LISTEN_ALL_NSID : 0) |
    (nlk.cap_ack ? N.NDIAG_FLAG_CAP_ACK : 0)
  );
}

/** What is the same of a program's socket and of the kernel's. */
interface ends {
  type: number;
  portid: number;
  dst_portid: number;
  dst_group: number;
  ino: number;
  cookie: readonly [number, number];
}

function head(r: netlink_request, protocol: number, state: number, e: ends): nlmsg {
  const m = new nlmsg(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, r.nlh.nlmsg_seq, r.portid);
  m.u8(AF_NETLINK).u8(e.type).u8(protocol).u8(state);
  return m.u32(e.portid).u32(e.dst_portid).u32(e.dst_group).u32(e.ino).u32(e.cookie[0]).u32(e.cookie[1]);
}

function fill(r: netlink_request, nlk: netlink_sock, show: number, ngroups: number): Uint8Array {
  const m = head(r, nlk.sk_protocol, nlk.sk_state, {
    type: nlk.sk_type,
    portid: nlk.portid,
    dst_portid: nlk.dst_portid,
    dst_group: nlk.dst_group,
    ino: sock_i_ino(nlk),
    cookie: sock_diag_cookie(nlk),
  });
  if (show & N.NDIAG_SHOW_GROUPS) put_groups(m, nlk, ngroups);
  if (show & N.NDIAG_SHOW_MEMINFO) sock_diag_put_meminfo(nlk, m, N.NETLINK_DIAG_MEMINFO);
  if (show & N.NDIAG_SHOW_FLAGS) m.putU32(N.NETLINK_DIAG_FLAGS, flagsOf(nlk));
  return m.end();
}

/** The kernel's end: it has no struct of its own here, and no inode there. */
function fill_kernel(r: netlink_request, cfg: netlink_kernel_cfg, show: number): Uint8Array {
  const m = head(r, cfg.protocol, TCP_CLOSE, {
    type: SOCK_DGRAM,
    portid: 0,
    dst_portid: 0,
    dst_group: 0,
    ino: 0,
    cookie: [cfg.protocol + 1, 0],
  });
  if (show & N.NDIAG_SHOW_MEMINFO) {
    m.nest(N.NETLINK_DIAG_MEMINFO, () => {
      for (let i = 0; i < SK_MEMINFO_VARS; i++) m.u32(i === 1 ? SK_RMEM_MAX : i === 3 ? SK_WMEM_MAX : 0);
    });
  }
  if (show & N.NDIAG_SHOW_FLAGS) m.putU32(N.NETLINK_DIAG_FLAGS, 0);
  return m.end();
}

function* dump(
  r: netlink_request,
  wanted: number,
  show: number,
): Generator<Uint8Array, number | undefined, void> {
  if (wanted !== N.NDIAG_PROTO_ALL && wanted >= MAX_LINKS) return -ENOENT;
  const table = [...nl_table(r.net).protocols].sort((a, b) => a[0] - b[0]);
  for (const [protocol, { cfg, sockets }] of table) {
    if (wanted !== N.NDIAG_PROTO_ALL && wanted !== protocol) continue;
    const here = [...sockets].filter((s) => s.sk_net === r.net);
    const ngroups = Math.max(32, cfg.groups);
    for (const nlk of here.filter((s) => s.bound)) yield fill(r, nlk, show, ngroups);
    if (!cfg.programs_only) yield fill_kernel(r, cfg, show);
    for (const nlk of here.filter((s) => !s.bound && s.groups.size)) yield fill(r, nlk, show, ngroups);
  }
  return undefined;
}

export const netlink_diag_handler: sock_diag_handler = {
  family: AF_NETLINK,
  dump(r) {
    const b = payload(r);
    if (b.length < N.netlink_diag_req.size) return -EINVAL;
    const q = N.netlink_diag_req.get(b);
    if (!(r.nlh.nlmsg_flags & NLM_F_DUMP)) return -EOPNOTSUPP;
    return netlink_dump_start(r, dump(r, q.sdiag_protocol, q.ndiag_show));
  },
};
