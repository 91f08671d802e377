// TCP data between a program and its connection: sending and receiving (net/ipv4/tcp.c: tcp_sendmsg, tcp_recvmsg).
// Above: tcp.ts. Below: tcp_output.ts, tcp_ack.ts.

import type { iov_iter } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EAGAIN, EFAULT, EINVAL, ENOTCONN, EPIPE } from "../../uapi/asm/errno.ts";
import { SIGPIPE } from "../../uapi/asm/signal.ts";
import { sock_cmsg_send, sock_recv_timestamp, sockcm_init } from "../core/recv_cmsgs.ts";
import { consume_skb, type sk_buff } from "../core/skbuff.ts";
import {
  jiffies_deadline,
  lock_sock,
  release_sock,
  sk_wait,
  sock_error,
  sock_intr_errno,
  sock_rcvlowat,
  sock_rcvtimeo,
  sock_sndtimeo,
} from "../core/sock.ts";
import { SOCK_DONE, SOCK_URGINLINE } from "../core/sock_flags.ts";
import { zerocopy_begin } from "../core/tx_status.ts";
import {
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  SOL_TCP,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_ESTABLISHED,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import { be32 } from "../sockptr.ts";
import { ip_recv_error } from "./ip_cmsg.ts";
import { notsent_ok, sk_stream_wspace } from "./tcp_ack.ts";
import { __tcp_push_pending_frames, make_data_seg, tcp_seg_grow } from "./tcp_output.ts";
import { tcp_rcv_space_adjust } from "./tcp_rcvbuf.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seq_add, seq_diff, TCP_SKB_CB, type tcp_sock } from "./tcp_sock.ts";
import { tcp_send_ack } from "./tcp_transmit.ts";
import { tcp_tx_note } from "./tcp_tx_status.ts";
import { __tcp_select_window, tcp_current_mss, tcp_receive_window } from "./tcp_window.ts";

// ---- sending ----

/** Waits until the connection is there: 0, -EPIPE, or an error (sk_stream_wait_connect). */
function* wait_connect(t: task_struct, sk: tcp_sock, deadline: number | null, timeo: number): Sleeps<number> {
  for (;;) {
    if (sk.sk_state === TCP_ESTABLISHED || sk.sk_state === TCP_CLOSE_WAIT) return 0;
    const err = sock_error(sk);
    if (err) return err;
    if (sk.sk_state !== TCP_SYN_SENT && sk.sk_state !== TCP_SYN_RECV) return -EPIPE;
    if (!timeo) return -EAGAIN;
    if (t.signal_pending()) return sock_intr_errno(timeo);
    const r = yield* unlocked(
      t,
      sk,
      deadline,
      () => sk.sk_err !== 0 || (sk.sk_state !== TCP_SYN_SENT && sk.sk_state !== TCP_SYN_RECV),
    );
    if (r) return r;
  }
}

/** Sleeps with the socket released. */
export function* unlocked(
  t: task_struct,
  sk: tcp_sock,
  deadline: number | null,
  cond: () => boolean,
): Sleeps<number> {
  release_sock(sk);
  try {
    return yield* sk_wait(t, sk, deadline, cond);
  } finally {
    lock_sock(sk);
  }
}

/** What a failing send tells: EPIPE brings SIGPIPE (sk_stream_error). */
function stream_error(t: task_struct, sk: tcp_sock, flags: number, err: number): number {
  if (err === -EPIPE) {
    err = sock_error(sk) || -EPIPE;
    if (err === -EPIPE && !(flags & MSG_NOSIGNAL)) t.send_sig(SIGPIPE);
  }
  return err;
}

export function* tcp_sendmsg(t: task_struct, sk: tcp_sock, msg: msghdr, len: number): Sleeps<number> {
  lock_sock(sk);
  try {
    const r = yield* send_locked(t, sk, msg, len);
    return r < 0 ? stream_error(t, sk, msg.msg_flags, r) : r;
  } finally {
    release_sock(sk);
  }
}

const CHUNK = 65536;

function* send_locked(t: task_struct, sk: tcp_sock, msg: msghdr, len: number): Sleeps<number> {
  const flags = msg.msg_flags;
  const timeo = sock_sndtimeo(sk, (flags & MSG_DONTWAIT) !== 0);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  if (sk.sk_state !== TCP_ESTABLISHED && sk.sk_state !== TCP_CLOSE_WAIT) {
    const err = yield* wait_connect(t, sk, deadline, timeo);
    if (err) return err;
  }
  const cookie = sockcm_init(sk);
  if (msg.msg_control) {
    const err = sock_cmsg_send(t, sk, msg, cookie);
    if (err) return err;
  }
  const zc = zerocopy_begin(sk, flags, len);
  let copied = 0;
  let mss = tcp_current_mss(sk);
  const push = (more: boolean) => {
    if (copied && !more) tcp_tx_note(sk, cookie.tsflags, zc);
    if (copied) tcp_push(sk, more ? flags | MSG_MORE : flags, mss);
  };
  while (copied < len) {
    if (sk.sk_err || sk.sk_shutdown & SEND_SHUTDOWN) {
      push(false);
      return copied || -EPIPE;
    }
    let s = sk.segs[sk.segs.length - 1];
    const appendable =
      s && sk.send_head < sk.segs.length && s.len < mss && !(s.flags & (T.TCPHDR_FIN | T.TCPHDR_SYN));
    if (!appendable) {
      if (sk_stream_wspace(sk) <= 0 || !notsent_ok(sk)) {
        sk.sk_nospace = true;
        push(true);
        if (!timeo) return copied || -EAGAIN;
        const ready = () =>
          sk.sk_err !== 0 ||
          (sk.sk_shutdown & SEND_SHUTDOWN) !== 0 ||
          (sk_stream_wspace(sk) > sk.sk_wmem_queued >> 1 && notsent_ok(sk));
        const r = yield* unlocked(t, sk, deadline, ready);
        if (r) return copied || r;
        mss = tcp_current_mss(sk);
        continue;
      }
      // While others are on their way this one waits, and is likely to grow.
      const n = Math.min(mss, len - copied, CHUNK);
      s = make_data_seg(sk.write_seq, n, sk.packets_out > 0 ? mss : n);
      sk.segs.push(s);
      sk.sk_wmem_queued += s.truesize;
    }
    const want = Math.min(len - copied, mss - s.len);
    const got = append(sk, s, msg.msg_iter, want);
    copied += got;
    if (got < want) {
      if (s.len === 0 && sk.segs[sk.segs.length - 1] === s) {
        sk.segs.pop();
        sk.sk_wmem_queued -= s.truesize;
      }
      push(false);
      return copied || -EFAULT;
    }
    if (copied < len && s.len >= mss && seq_diff(sk.write_seq, sk.pushed_seq) > sk.max_window >> 1) {
      s.flags |= T.TCPHDR_PSH;
      sk.pushed_seq = sk.write_seq;
      __tcp_push_pending_frames(sk, mss, T.TCP_NAGLE_PUSH);
    }
  }
  push(false);
  return copied;
}

/** Takes want bytes from the program to a segment's end: how many it could read. */
function append(sk: tcp_sock, s: T.tcp_seg, from: iov_iter, want: number): number {
  if (s.len + want > s.data.length) {
    const n = Math.min(Math.max(2 * s.data.length, s.len + want), Math.max(sk.mss_cache, s.len + want));
    tcp_seg_grow(sk, s, n);
  }
  const got = from.copy_from_iter_to(s.data.subarray(s.len, s.len + want));
  s.len += got;
  sk.write_seq = seq_add(sk.write_seq, got);
  return got;
}

/** Sends what was written, unless more is said to come (tcp_push). */
function tcp_push(sk: tcp_sock, flags: number, mss: number): void {
  const last = sk.segs[sk.segs.length - 1];
  if (!last || sk.send_head >= sk.segs.length) return;
  if (!(flags & MSG_MORE)) {
    last.flags |= T.TCPHDR_PSH;
    sk.pushed_seq = sk.write_seq;
  }
  if (flags & MSG_OOB) {
    sk.snd_up = sk.write_seq;
    sk.urg_mode = true;
  }
  let nonagle = sk.nonagle;
  if (flags & MSG_MORE) nonagle |= T.TCP_NAGLE_CORK;
  __tcp_push_pending_frames(sk, mss, nonagle);
}

// ---- receiving ----

export function* tcp_recvmsg(
  t: task_struct,
  sk: tcp_sock,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  if (flags & MSG_ERRQUEUE) return ip_recv_error(sk, msg, len);
  lock_sock(sk);
  try {
    const n = yield* recv_locked(t, sk, msg, len, flags);
    if (n >= 0 && sk.recvmsg_inq) put_cmsg(msg, SOL_TCP, 36, be32(inq(sk)));
    return n;
  } finally {
    release_sock(sk);
  }
}

/** The urgent byte (tcp_recv_urg). */
function recv_urg(sk: tcp_sock, msg: msghdr, len: number, flags: number): number {
  if (sk.sock_flag(SOCK_URGINLINE) || !sk.urg_data || sk.urg_data === T.TCP_URG_READ) return -EINVAL;
  if (sk.sk_state === TCP_CLOSE && !sk.sock_flag(SOCK_DONE)) return -ENOTCONN;
  if (sk.urg_data & T.TCP_URG_VALID) {
    const c = sk.urg_data & 0xff;
    if (!(flags & MSG_PEEK)) sk.urg_data = T.TCP_URG_READ;
    msg.msg_flags |= MSG_OOB;
    if (len > 0) {
      if (!(flags & MSG_TRUNC) && msg.msg_iter.copy_to_iter(Uint8Array.of(c)) < 1) return -EFAULT;
      return 1;
    }
    msg.msg_flags |= MSG_TRUNC;
    return 0;
  }
  if (sk.sk_state === TCP_CLOSE || sk.sk_shutdown & RCV_SHUTDOWN) return 0;
  return -EAGAIN;
}

/** The queued packet that has the byte number seq, if it is there. */
function find_skb(sk: tcp_sock, seq: number): { skb: sk_buff; offset: number } | null {
  const queue = sk.sk_receive_queue;
  for (let skb = queue.peek(), i = 0; skb; skb = queue.at(++i) ?? null) {
    const cb = TCP_SKB_CB(skb);
    const offset = seq_diff(seq, cb.seq);
    if (offset < skb.len || cb.flags & T.TCPHDR_FIN) return { skb, offset };
  }
  return null;
}

function* recv_locked(t: task_struct, sk: tcp_sock, msg: msghdr, len: number, flags: number): Sleeps<number> {
  if (sk.sk_state === TCP_LISTEN) return -ENOTCONN;
  const timeo = sock_rcvtimeo(sk, (flags & MSG_DONTWAIT) !== 0);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  if (flags & MSG_OOB) return recv_urg(sk, msg, len, flags);
  const peek = (flags & MSG_PEEK) !== 0;
  const target = sock_rcvlowat(sk, (flags & MSG_WAITALL) !== 0, len);
  let seq = sk.copied_seq;
  let copied = 0;
  let urg_hole = 0;
  const advance = (n: number) => {
    seq = seq_add(seq, n);
    if (!peek) sk.copied_seq = seq;
  };
  do {
    // The urgent mark ends a read, and is stepped over by the next.
    if (sk.urg_data && sk.urg_seq === seq) {
      if (copied) break;
      if (t.signal_pending()) return timeo ? sock_intr_errno(timeo) : -EAGAIN;
    }
    const found = find_skb(sk, seq);
    if (!found) {
      if (copied >= target) break;
      if (copied) {
        if (
          !timeo ||
          sk.sk_err ||
          sk.sk_state === TCP_CLOSE ||
          sk.sk_shutdown & RCV_SHUTDOWN ||
          t.signal_pending()
        )
          break;
      } else {
        if (sk.sock_flag(SOCK_DONE)) break;
        if (sk.sk_err) return sock_error(sk);
        if (sk.sk_shutdown & RCV_SHUTDOWN) break;
        if (sk.sk_state === TCP_CLOSE) return -ENOTCONN;
        if (!timeo) return -EAGAIN;
        if (t.signal_pending()) return sock_intr_errno(timeo);
      }
      tcp_cleanup_rbuf(sk, copied);
      const have = sk.sk_receive_queue.qlen;
      const woken = () =>
        sk.sk_receive_queue.qlen !== have ||
        sk.sk_err !== 0 ||
        sk.sk_state === TCP_CLOSE ||
        (sk.sk_shutdown & RCV_SHUTDOWN) !== 0;
      const r = yield* unlocked(t, sk, deadline, woken);
      if (len === 0) break;
      if (r && !copied) return r;
      if (r) break;
      if (peek && seq !== seq_add(sk.copied_seq, copied + urg_hole)) seq = sk.copied_seq;
      continue;
    }
    const { skb, offset } = found;
    const cb = TCP_SKB_CB(skb);
    let used = Math.min(skb.len - offset, len);
    if (used > 0) {
      let skip = 0;
      if (sk.urg_data) {
        const urg = seq_diff(sk.urg_seq, seq);
        if (urg >= 0 && urg < used) {
          if (urg) used = urg;
          else if (!sk.sock_flag(SOCK_URGINLINE)) {
            urg_hole++;
            skip = 1;
            used--;
          }
        }
      }
      if (skip) advance(1);
      if (used > 0) {
        const from = skb.data + offset + skip;
        if (!(flags & MSG_TRUNC) && msg.msg_iter.copy_to_iter(skb.head.subarray(from, from + used)) < used) {
          if (!copied) return -EFAULT;
          break;
        }
        sock_recv_timestamp(msg, sk, skb);
        advance(used);
        copied += used;
        len -= used;
        if (!peek) tcp_rcv_space_adjust(sk);
      }
      if (sk.urg_data && after(sk.copied_seq, sk.urg_seq)) sk.urg_data = 0;
      if (used + skip + offset < skb.len) continue;
    }
    if (cb.flags & T.TCPHDR_FIN) {
      advance(1);
      if (!peek) eat(sk, skb);
      break;
    }
    if (!peek) eat(sk, skb);
  } while (len > 0);
  tcp_cleanup_rbuf(sk, copied);
  return copied;
}

function eat(sk: tcp_sock, skb: sk_buff): void {
  sk.sk_receive_queue.unlink(skb);
  consume_skb(skb);
}

/** After reading: an acknowledgement if one is due, or if the window has opened a good deal (tcp_cleanup_rbuf). */
function tcp_cleanup_rbuf(sk: tcp_sock, copied: number): void {
  if (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  let now = false;
  if (sk.ack_pending) {
    now =
      seq_diff(sk.rcv_nxt, sk.rcv_wup) > sk.rcv_mss ||
      (copied > 0 && !sk.pingpong && sk.sk_rmem_alloc === 0 && sk.quick > 0);
  }
  if (copied > 0 && !now && !(sk.sk_shutdown & RCV_SHUTDOWN)) {
    const have = tcp_receive_window(sk);
    if (2 * have <= (sk.window_clamp || Number.MAX_SAFE_INTEGER)) {
      const next = __tcp_select_window(sk);
      if (next && next >= 2 * have) now = true;
    }
  }
  if (now) tcp_send_ack(sk);
}

/** Bytes to read, up to the urgent mark (tcp_inq). */
export function inq(sk: tcp_sock): number {
  if (sk.sk_state === TCP_SYN_SENT || sk.sk_state === TCP_SYN_RECV) return 0;
  const urg =
    sk.urg_data &&
    !sk.sock_flag(SOCK_URGINLINE) &&
    !before(sk.urg_seq, sk.copied_seq) &&
    before(sk.urg_seq, sk.rcv_nxt);
  if (urg) return seq_diff(sk.urg_seq, sk.copied_seq);
  let n = seq_diff(sk.rcv_nxt, sk.copied_seq);
  if (n > 0 && sk.sock_flag(SOCK_DONE)) n--;
  return n;
}
