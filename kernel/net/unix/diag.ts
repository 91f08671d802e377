// unix_diag: AF_UNIX sockets for `ss -x` (net/unix/diag.c). Above: ../netlink/sock_diag.ts. Below: unix_sock.ts.

import { EINVAL, ENOENT } from "../../uapi/asm/errno.ts";
import { NLM_F_DUMP, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { SOCK_DIAG_BY_FAMILY } from "../../uapi/linux/sock_diag.ts";
import * as U from "../../uapi/linux/unix_diag.ts";
import { AF_UNIX, TCP_LISTEN } from "../linux_socket.ts";
import { netlink_dump_start, nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import {
  payload,
  sock_diag_check_cookie,
  sock_diag_cookie,
  type sock_diag_handler,
  sock_diag_put_meminfo,
  sock_i_ino,
} from "../netlink/sock_diag.ts";
import { unix_inq_len } from "./af_unix.ts";
import { SUN_PATH, type unix_sock, unix_table } from "./unix_sock.ts";

/** What is to be told of a socket: UDIAG_SHOW_ bits, in the order of the attributes. */
const shows: readonly [number, (m: nlmsg, sk: unix_sock) => void][] = [
  [
    U.UDIAG_SHOW_NAME,
    (m, sk) => {
      if (sk.addr) m.put(U.UNIX_DIAG_NAME, sk.addr.subarray(SUN_PATH));
    },
  ],
  [
    U.UDIAG_SHOW_VFS,
    (m, sk) => {
      const { bound_inode: inode } = sk;
      if (inode) m.nest(U.UNIX_DIAG_VFS, () => m.u32(inode.i_ino).u32(Number(inode.i_sb.s_dev)));
    },
  ],
  [
    U.UDIAG_SHOW_PEER,
    (m, sk) => {
      if (sk.peer) m.putU32(U.UNIX_DIAG_PEER, sock_i_ino(sk.peer));
    },
  ],
  [
    U.UDIAG_SHOW_ICONS,
    (m, sk) => {
      if (sk.sk_state !== TCP_LISTEN) return;
      m.nest(U.UNIX_DIAG_ICONS, () => {
        for (const skb of sk.sk_receive_queue) {
          const { peer } = skb.sk as unix_sock;
          m.u32(peer ? sock_i_ino(peer) : 0);
        }
      });
    },
  ],
  [
    U.UDIAG_SHOW_RQLEN,
    (m, sk) => {
      const listening = sk.sk_state === TCP_LISTEN;
      m.nest(U.UNIX_DIAG_RQLEN, () =>
        m
          .u32(listening ? sk.sk_receive_queue.qlen : unix_inq_len(sk))
          .u32(listening ? sk.sk_max_ack_backlog : sk.sk_wmem_alloc),
      );
    },
  ],
  [U.UDIAG_SHOW_MEMINFO, (m, sk) => sock_diag_put_meminfo(sk, m, U.UNIX_DIAG_MEMINFO)],
];

function sk_diag_fill(r: netlink_request, sk: unix_sock, show: number, flags: number): Uint8Array {
  const m = new nlmsg(SOCK_DIAG_BY_FAMILY, flags, r.nlh.nlmsg_seq, r.portid);
  const [low, high] = sock_diag_cookie(sk);
  m.u8(AF_UNIX).u8(sk.sk_type).u8(sk.sk_state).u8(0).u32(sock_i_ino(sk)).u32(low).u32(high);
  for (const [bit, put] of shows) if (show & bit) put(m, sk);
  m.putU8(U.UNIX_DIAG_SHUTDOWN, sk.sk_shutdown);
  if (show & U.UDIAG_SHOW_UID) m.putU32(U.UNIX_DIAG_UID, sk.sk_uid);
  return m.end();
}

function* unix_diag_dump(
  r: netlink_request,
  states: number,
  show: number,
): Generator<Uint8Array, undefined, void> {
  for (const sk of [...unix_table(r.net).sockets]) {
    // A socket that nobody has accepted yet has no inode: its listener tells of it.
    if (states & (1 << sk.sk_state) && sock_i_ino(sk)) yield sk_diag_fill(r, sk, show, NLM_F_MULTI);
  }
  return undefined;
}

export const unix_diag_handler: sock_diag_handler = {
  family: AF_UNIX,
  dump(r) {
    const b = payload(r);
    if (b.length < U.unix_diag_req.size) return -EINVAL;
    const q = U.unix_diag_req.get(b);
    if (r.nlh.nlmsg_flags & NLM_F_DUMP)
      return netlink_dump_start(r, unix_diag_dump(r, q.udiag_states, q.udiag_show));
    if (q.udiag_ino === 0) return -EINVAL;
    const sk = [...unix_table(r.net).sockets].find((s) => sock_i_ino(s) === q.udiag_ino);
    if (!sk) return -ENOENT;
    return (
      sock_diag_check_cookie(sk, q.udiag_cookie) || nlmsg_unicast(r, sk_diag_fill(r, sk, q.udiag_show, 0))
    );
  },
};
