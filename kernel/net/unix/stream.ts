// Bytes through AF_UNIX stream sockets: packets in the peer's queue that are read piecewise, with files and
// credentials in between, and the urgent byte since 5.15 (net/unix/af_unix.c).
// Above: af_unix.ts. Below: unix_sock.ts, ../core/scm.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EAGAIN,
  ECONNRESET,
  EFAULT,
  EINVAL,
  EISCONN,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from "../../uapi/asm/errno.ts";
import { SIGPIPE } from "../../uapi/asm/signal.ts";
import { skb_add_data } from "../core/datagram.ts";
import { type scm_cookie, scm_destroy, scm_empty, scm_recv, scm_send } from "../core/scm.ts";
import { consume_skb, kfree_skb, type sk_buff } from "../core/skbuff.ts";
import {
  jiffies_deadline,
  sk_wait,
  sock_error,
  sock_intr_errno,
  sock_rcvlowat,
  sock_rcvtimeo,
} from "../core/sock.ts";
import { SOCK_DEAD, SOCK_URGINLINE } from "../core/sock_flags.ts";
import { sock_alloc_send_skb } from "../core/sock_mem.ts";
import {
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_WAITALL,
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { maybe_add_creds, unix_copy_addr, unix_peek_fds, unix_scm_to_skb } from "./scm_skb.ts";
import { UNIXCB, type unix_sock } from "./unix_sock.ts";

/** The linear part of one packet, and the pages that may follow it. */
const SKB_MAX_HEAD = 4096 - 256;
const UNIX_SKB_FRAGS_SZ = 32768;

const has_oob = (sk: unix_sock): boolean => sk.kernel.release.atLeast("5.15");
const unix_skb_len = (skb: sk_buff): number => skb.len - UNIXCB(skb).consumed;

export function* unix_stream_sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): Sleeps<number> {
  const sk = sock.sk as unix_sock;
  const scm = scm_send(t, sock, msg);
  if (typeof scm === "number") return scm;
  try {
    return yield* send_stream(t, sock, sk, msg, len, scm);
  } finally {
    scm_destroy(scm);
  }
}

function* send_stream(
  t: task_struct,
  sock: socket,
  sk: unix_sock,
  msg: msghdr,
  len: number,
  scm: scm_cookie,
): Sleeps<number> {
  const oob = (msg.msg_flags & MSG_OOB) !== 0;
  if (oob) {
    if (!has_oob(sk) || len === 0) return -EOPNOTSUPP;
    len--;
  }
  if (msg.msg_namelen) return sk.sk_state === TCP_ESTABLISHED ? -EISCONN : -EOPNOTSUPP;
  const other = sk.peer;
  if (!other) return -ENOTCONN;
  const broken = (sent: number) => {
    if (sent) return sent;
    if (!(msg.msg_flags & MSG_NOSIGNAL)) t.send_sig(SIGPIPE);
    return -EPIPE;
  };
  if (sk.sk_shutdown & SEND_SHUTDOWN) return broken(0);
  const gone = () => other.sock_flag(SOCK_DEAD) || (other.sk_shutdown & RCV_SHUTDOWN) !== 0;
  let sent = 0;
  let fds_sent = false;
  const total = len + (oob ? 1 : 0);
  while (sent < total) {
    const last = oob && sent === len;
    const size = last ? 1 : Math.min(len - sent, (sk.sk_sndbuf >> 1) - 64, SKB_MAX_HEAD + UNIX_SKB_FRAGS_SZ);
    const paged = Math.max(0, size - SKB_MAX_HEAD);
    const skb = yield* sock_alloc_send_skb(t, sk, size, (msg.msg_flags & MSG_DONTWAIT) !== 0, paged);
    if (typeof skb === "number") return skb === -EPIPE ? broken(sent) : sent || skb;
    unix_scm_to_skb(scm, skb, sk, !fds_sent);
    fds_sent = true;
    if (skb_add_data(skb, msg.msg_iter, size)) {
      kfree_skb(skb);
      return sent || -EFAULT;
    }
    if (gone()) {
      kfree_skb(skb);
      return last ? sent || -EPIPE : broken(sent);
    }
    maybe_add_creds(t, skb, sock, other);
    if (last) {
      other.oob_skb = skb;
      other.sk_socket?.send_sigurg();
    }
    other.sk_receive_queue.queue_tail(skb);
    other.sk_data_ready(other);
    sent += size;
  }
  return sent;
}

/** The urgent byte (MSG_OOB). */
function recv_urg(sk: unix_sock, msg: msghdr, flags: number): number {
  const skb = sk.oob_skb;
  if (sk.sock_flag(SOCK_URGINLINE) || !skb) return -EINVAL;
  if (!(flags & MSG_PEEK)) sk.oob_skb = null;
  const n = msg.msg_iter.copy_to_iter(skb.head.subarray(skb.data, skb.data + 1));
  if (!(flags & MSG_PEEK)) UNIXCB(skb).consumed++;
  if (n < 1) return -EFAULT;
  msg.msg_flags |= MSG_OOB;
  return 1;
}

const drop = (sk: unix_sock, skb: sk_buff): void => {
  sk.sk_receive_queue.unlink(skb);
  consume_skb(skb);
};

/** The packet to read from, or null; stop: the urgent byte ends this read (manage_oob). */
function next_skb(
  sk: unix_sock,
  after: sk_buff | null,
  flags: number,
  copied: number,
): sk_buff | null | "stop" {
  const queue = sk.sk_receive_queue;
  let i = 0;
  while (after && queue.at(i) && queue.at(i++) !== after);
  for (let skb = queue.at(i); skb; skb = queue.at(i)) {
    if (unix_skb_len(skb) === 0) {
      if (!(flags & MSG_PEEK)) drop(sk, skb);
      else i++;
      continue;
    }
    // A peek looks for the urgent byte in front only: what follows is shown with it.
    if (skb !== sk.oob_skb || after) return skb;
    if (copied) return "stop";
    const inline_ = sk.sock_flag(SOCK_URGINLINE);
    if (!(flags & MSG_PEEK)) {
      sk.oob_skb = null;
      if (inline_) return skb;
      drop(sk, skb);
    } else if (inline_) return skb;
    else i++;
  }
  return null;
}

export function* unix_stream_recvmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  size: number,
  flags: number,
): Sleeps<number> {
  const sk = sock.sk as unix_sock;
  if (sk.sk_state !== TCP_ESTABLISHED) return -EINVAL;
  if (flags & MSG_OOB) return has_oob(sk) ? recv_urg(sk, msg, flags) : -EOPNOTSUPP;
  const target = sock_rcvlowat(sk, (flags & MSG_WAITALL) !== 0, size);
  const timeo = sock_rcvtimeo(sk, (flags & MSG_DONTWAIT) !== 0);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  const scm = scm_empty();
  const peek = (flags & MSG_PEEK) !== 0;
  let skip = peek ? Math.max(sk.sk_peek_off, 0) : 0;
  let copied = 0;
  let err = 0;
  let check_creds = false;
  let at: sk_buff | null = null;
  do {
    if (sk.sock_flag(SOCK_DEAD)) {
      err = -ECONNRESET;
      break;
    }
    let skb = next_skb(sk, at, flags, copied);
    while (skb && skb !== "stop" && skip >= unix_skb_len(skb)) {
      skip -= unix_skb_len(skb);
      skb = next_skb(sk, skb, flags, copied);
    }
    if (skb === "stop") break;
    if (!skb) {
      if (copied >= target || (at && peek)) break;
      err = sock_error(sk);
      if (err || sk.sk_shutdown & RCV_SHUTDOWN) break;
      if (!timeo) {
        err = -EAGAIN;
        break;
      }
      if (t.signal_pending()) err = sock_intr_errno(timeo);
      else {
        const seen = sk.sk_receive_queue.qlen;
        const woken = () =>
          sk.sk_receive_queue.qlen > seen ||
          sk.sk_err !== 0 ||
          (sk.sk_shutdown & RCV_SHUTDOWN) !== 0 ||
          sk.sock_flag(SOCK_DEAD);
        err = yield* sk_wait(t, sk, deadline, woken);
      }
      if (err) {
        if (err !== -EAGAIN) {
          scm_destroy(scm);
          return copied || err;
        }
        break;
      }
      at = null;
      continue;
    }
    const cb = UNIXCB(skb);
    if (check_creds) {
      if (cb.pid !== scm.pid || cb.uid !== scm.uid || cb.gid !== scm.gid) break;
    } else if (sock.passcred || sock.passpidfd) {
      Object.assign(scm, { pid: cb.pid, uid: cb.uid, gid: cb.gid });
      check_creds = true;
    }
    if (msg.wants_name && !msg.msg_name) unix_copy_addr(msg, cb.sender);
    const chunk = Math.min(unix_skb_len(skb) - skip, size);
    const from = skb.data + cb.consumed + skip;
    if (msg.msg_iter.copy_to_iter(skb.head.subarray(from, from + chunk)) < chunk) {
      if (copied === 0) err = -EFAULT;
      break;
    }
    copied += chunk;
    size -= chunk;
    if (!peek) {
      cb.consumed += chunk;
      if (sk.sk_peek_off >= 0) sk.sk_peek_off = Math.max(0, sk.sk_peek_off - chunk);
      const fp = cb.fp;
      cb.fp = null;
      scm.fp ??= fp;
      if (unix_skb_len(skb)) break;
      drop(sk, skb);
      if (scm.fp) break;
    } else {
      if (cb.fp) unix_peek_fds(scm, skb);
      if (sk.sk_peek_off >= 0) sk.sk_peek_off += chunk;
      if (cb.fp) break;
      skip = 0;
      at = skb;
    }
  } while (size);
  scm_recv(t, sock, msg, scm);
  return copied || err;
}
