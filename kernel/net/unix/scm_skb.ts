// Credentials, files and the sender's name on AF_UNIX packets (net/unix/af_unix.c unix_scm_to_skb …).
// Above: stream.ts, dgram.ts. Below: unix_sock.ts, ../core/scm.ts.

import type { task_struct } from "../../task/task.ts";
import { type scm_cookie, task_tgid } from "../core/scm.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { sock_wfree } from "../core/sock_mem.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { UNIXCB, type unix_skb_parms, type unix_sock } from "./unix_sock.ts";

/** Puts the cookie's contents on a packet; its files with the first one only. */
export function unix_scm_to_skb(scm: scm_cookie, skb: sk_buff, sender: unix_sock, send_fds: boolean): void {
  const fp = send_fds && scm.fp ? scm.fp.map((f) => f.get()) : null;
  const cb: unix_skb_parms = { pid: scm.pid, uid: scm.uid, gid: scm.gid, fp, consumed: 0, sender };
  skb.cb = cb;
  skb.destructor = unix_destruct_scm;
}

/** The packet goes: so do the files nobody took. */
function unix_destruct_scm(skb: sk_buff): void {
  const cb = UNIXCB(skb);
  const { fp } = cb;
  cb.fp = null;
  for (const f of fp ?? []) f.put();
  sock_wfree(skb);
}

/** The sender's own credentials, where one side asked for them and none were given. */
export function maybe_add_creds(t: task_struct, skb: sk_buff, sock: socket, other: unix_sock): void {
  const cb = UNIXCB(skb);
  if (cb.pid) return;
  const wanted = (s: socket | null): boolean => s !== null && (s.passcred || s.passpidfd);
  if (!wanted(sock) && other.sk_socket && !wanted(other.sk_socket)) return;
  cb.pid = task_tgid(t);
  cb.uid = t.cred.uid;
  cb.gid = t.cred.gid;
}

/** A reader that peeks gets files of its own. */
export function unix_peek_fds(scm: scm_cookie, skb: sk_buff): void {
  scm.fp = UNIXCB(skb).fp!.map((f) => f.get());
}

/** The sender's name, if it has one. */
export function unix_copy_addr(msg: msghdr, sender: unix_sock): void {
  if (!sender.addr) return;
  msg.msg_name = sender.addr;
  msg.msg_namelen = sender.addr.length;
}
