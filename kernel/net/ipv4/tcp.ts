// TCP as programs see it: sending, receiving, readiness, accepting, closing (net/ipv4/tcp.c,
// inet_connection_sock.c). Above: af_inet.ts, ../ipv6. Below: tcp_input.ts, tcp_output.ts, tcp_state.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import type { file, poll_table } from "../../fs/file.ts";
import { put_user_u32 } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EADDRINUSE, EAGAIN, ECONNRESET, EFAULT, EINVAL, ENOTCONN, EPIPE } from "../../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../../uapi/asm/fcntl.ts";
import { FIONREAD, TIOCOUTQ } from "../../uapi/asm/ioctls.ts";
import { SIGPIPE } from "../../uapi/asm/signal.ts";
import { SIOCATMARK } from "../../uapi/asm/sockios.ts";
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  EPOLLRDNORM,
  EPOLLWRNORM,
} from "../../uapi/linux/eventpoll.ts";
import { SIOCOUTQNSD } from "../../uapi/linux/sockios.ts";
import { sock_recv_timestamp } from "../core/recv_cmsgs.ts";
import { kfree_skb, type sk_buff, skb_truesize } from "../core/skbuff.ts";
import {
  jiffies_deadline,
  lock_sock,
  type proto,
  release_sock,
  SOCK_BINDADDR_LOCK,
  SOCK_DEAD,
  SOCK_DONE,
  SOCK_LINGER,
  SOCK_RCVBUF_LOCK,
  SOCK_URGINLINE,
  SOCK_USE_WRITE_QUEUE,
  sk_dst_reset,
  sk_wait,
  type sock,
  sock_error,
  sock_intr_errno,
  sock_orphan,
  sock_rcvlowat,
  sock_rcvtimeo,
  sock_sndtimeo,
} from "../core/sock.ts";
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
  SHUTDOWN_MASK,
  SOL_TCP,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_CLOSING,
  TCP_ESTABLISHED,
  TCP_FIN_WAIT1,
  TCP_FIN_WAIT2,
  TCP_LAST_ACK,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { be32 } from "../sockptr.ts";
import { in6addr_any } from "../wire/addr.ts";
import { inet_csk_get_port } from "./inet_hashtables.ts";
import { inet_get_local_port_range, prandom_u32_max } from "./inet_sock.ts";
import { ip_recv_error } from "./ip_cmsg.ts";
import { reuseport_add_sock, reuseport_alloc } from "./reuseport.ts";
import { notsent_ok, sk_stream_is_writeable, sk_stream_wspace } from "./tcp_ack.ts";
import { fin_time } from "./tcp_input.ts";
import { tcp_v4_connect } from "./tcp_ipv4.ts";
import { reqsk_drop, tcp_time_wait } from "./tcp_minisocks.ts";
import {
  __tcp_push_pending_frames,
  __tcp_select_window,
  make_seg,
  tcp_current_mss,
  tcp_receive_window,
  tcp_send_ack,
  tcp_send_active_reset,
  tcp_send_fin,
} from "./tcp_output.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seq_add, seq_diff, TCP_SKB_CB, tcp_sock } from "./tcp_sock.ts";
import { tcp_getsockopt, tcp_setsockopt } from "./tcp_sockopt.ts";
import {
  tcp_destroy,
  tcp_hash,
  tcp_info,
  tcp_set_state,
  tcp_unhash,
  tcp_write_queue_purge,
} from "./tcp_state.ts";
import { tcp_clear_xmit_timers, tcp_reset_keepalive_timer, tcp_set_keepalive } from "./tcp_timer.ts";

export { tcp_sock };

function tcp_init_sock(sk: tcp_sock): number {
  sk.sk_sndbuf = sk.sk_net.ipv4.sysctl_tcp_wmem[1];
  sk.sk_rcvbuf = sk.sk_net.ipv4.sysctl_tcp_rmem[1];
  sk.sock_valbool_flag(SOCK_USE_WRITE_QUEUE, true);
  sk.sk_write_space = tcp_write_space;
  return 0;
}

function tcp_write_space(sk: tcp_sock): void {
  if (sk_stream_is_writeable(sk)) sk.sk_wq?.wake_up(EPOLLOUT | EPOLLWRNORM);
}

export function tcp_get_port(sk: tcp_sock, snum: number): number {
  const range = inet_get_local_port_range(sk.sk_net);
  return inet_csk_get_port(sk, snum, range, (n) => prandom_u32_max(sk, n)) ? 0 : -EADDRINUSE;
}

/** listen(): the port once more, and into the listeners' table (inet_csk_listen_start). */
export function inet_csk_listen_start(_t: task_struct, sk: tcp_sock): number {
  sk.syn_table = new Map();
  sk.sk_ack_backlog = 0;
  sk.sk_state = TCP_LISTEN;
  if (tcp_get_port(sk, sk.inet_num) === 0) {
    sk.inet_sport = sk.inet_num;
    sk_dst_reset(sk);
    if (sk.sk_reuseport) join_reuseport(sk);
    tcp_hash(sk);
    return 0;
  }
  tcp_set_state(sk, TCP_CLOSE);
  return -EADDRINUSE;
}

function join_reuseport(sk: tcp_sock): void {
  const mate = (tcp_info(sk).lhash.get(sk.inet_num) ?? []).find(
    (o) =>
      o !== sk &&
      o.sk_family === sk.sk_family &&
      o.sk_reuseport &&
      o.sk_uid === sk.sk_uid &&
      o.sk_bound_dev_if === sk.sk_bound_dev_if &&
      o.inet_rcv_saddr === sk.inet_rcv_saddr &&
      o.sk_v6_rcv_saddr === sk.sk_v6_rcv_saddr &&
      o.sk_ipv6only === sk.sk_ipv6only,
  );
  const any = sk.pinet6 ? sk.sk_v6_rcv_saddr === in6addr_any : !sk.inet_rcv_saddr;
  if (mate) reuseport_add_sock(sk, mate, any);
  else reuseport_alloc(sk, any);
}

function* tcp_accept(t: task_struct, sk: tcp_sock, flags: number): Sleeps<sock | number> {
  if (sk.sk_state !== TCP_LISTEN) return -EINVAL;
  if (sk.accept_queue.length === 0) {
    const timeo = sock_rcvtimeo(sk, (flags & O_NONBLOCK) !== 0);
    if (!timeo) return -EAGAIN;
    const woken = () => sk.accept_queue.length > 0 || sk.sk_state !== TCP_LISTEN;
    const r = yield* sk_wait(t, sk, jiffies_deadline(sk.kernel, timeo), woken, true);
    if (r) return r;
    if (sk.sk_state !== TCP_LISTEN) return -EINVAL;
  }
  const child = sk.accept_queue.shift()!;
  sk.sk_ack_backlog--;
  child.listener = null;
  return child;
}

/** The end of a listener: requests are dropped, connections nobody accepted are reset (inet_csk_listen_stop). */
function listen_stop(sk: tcp_sock): void {
  for (const req of [...(sk.syn_table?.values() ?? [])]) reqsk_drop(sk, req);
  for (const child of sk.accept_queue.splice(0)) {
    child.listener = null;
    tcp_disconnect(child);
    sock_orphan(child);
    tcp_destroy(child);
  }
  sk.sk_ack_backlog = 0;
}

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
function* unlocked(
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

function* tcp_sendmsg(t: task_struct, sk: tcp_sock, msg: msghdr, len: number): Sleeps<number> {
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
  let copied = 0;
  let mss = tcp_current_mss(sk);
  const push = (more: boolean) => {
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
      s = make_seg(sk.write_seq, new Uint8Array(Math.min(mss, Math.max(len - copied, 1), CHUNK)), 0, 0);
      s.truesize = skb_truesize(s.data.length);
      sk.segs.push(s);
      sk.sk_wmem_queued += s.truesize;
    }
    const want = Math.min(len - copied, mss - s.len);
    const bytes = msg.msg_iter.copy_from_iter(want);
    if (bytes.length > 0) append(sk, s, bytes);
    copied += bytes.length;
    if (bytes.length < want) {
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

function append(sk: tcp_sock, s: T.tcp_seg, bytes: Uint8Array): void {
  if (s.len + bytes.length > s.data.length) {
    const bigger = new Uint8Array(
      Math.min(
        Math.max(2 * s.data.length, s.len + bytes.length),
        Math.max(sk.mss_cache, s.len + bytes.length),
      ),
    );
    bigger.set(s.data.subarray(0, s.len));
    s.data = bigger;
    const truesize = skb_truesize(bigger.length);
    sk.sk_wmem_queued += truesize - s.truesize;
    s.truesize = truesize;
  }
  s.data.set(bytes, s.len);
  s.len += bytes.length;
  sk.write_seq = seq_add(sk.write_seq, bytes.length);
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

function* tcp_recvmsg(t: task_struct, sk: tcp_sock, msg: msghdr, len: number, flags: number): Sleeps<number> {
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
  for (const skb of sk.sk_receive_queue) {
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
  kfree_skb(skb);
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

// ---- readiness ----

/** Whether a reader would get its fill (tcp_stream_is_readable). */
function readable(sk: tcp_sock, target: number): boolean {
  const avail = seq_diff(sk.rcv_nxt, sk.copied_seq);
  if (avail <= 0) return false;
  return (
    avail >= target ||
    sk.sk_rmem_alloc > sk.sk_rcvbuf - (sk.sk_rcvbuf >> 3) ||
    tcp_receive_window(sk) <= sk.rcv_mss
  );
}

export function tcp_poll(_f: file, sock: socket, pt: poll_table | null): number {
  const sk = sock.sk as tcp_sock;
  pt?.poll_wait(sock.wq);
  const state = sk.sk_state;
  if (state === TCP_LISTEN) return sk.accept_queue.length ? EPOLLIN | EPOLLRDNORM : 0;
  let mask = 0;
  const shut = sk.sk_shutdown;
  if (shut === SHUTDOWN_MASK || state === TCP_CLOSE) mask |= EPOLLHUP;
  if (shut & RCV_SHUTDOWN) mask |= EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
  if (state !== TCP_SYN_SENT && state !== TCP_SYN_RECV) {
    let target = sock_rcvlowat(sk, false, 0x7fffffff);
    if (sk.urg_seq === sk.copied_seq && !sk.sock_flag(SOCK_URGINLINE) && sk.urg_data) target++;
    if (readable(sk, target)) mask |= EPOLLIN | EPOLLRDNORM;
    if (!(shut & SEND_SHUTDOWN)) {
      if (sk_stream_is_writeable(sk)) mask |= EPOLLOUT | EPOLLWRNORM;
      else sk.sk_nospace = true;
    } else mask |= EPOLLOUT | EPOLLWRNORM;
    if (sk.urg_data & T.TCP_URG_VALID) mask |= EPOLLPRI;
  }
  if (sk.sk_err || !sk.sk_error_queue.empty) mask |= EPOLLERR;
  return mask;
}

/** SO_RCVLOWAT on TCP: the receive buffer grows with it. */
export function tcp_set_rcvlowat(sk: sock, val: number): number {
  const cap = sk.sk_userlocks & SOCK_RCVBUF_LOCK ? sk.sk_rcvbuf >> 1 : sk.sk_net.ipv4.sysctl_tcp_rmem[2] >> 1;
  val = Math.min(val, cap);
  sk.sk_rcvlowat = val || 1;
  if (sk.sk_userlocks & SOCK_RCVBUF_LOCK) return 0;
  val = Math.min(val * 2, 0x7fffffff);
  if (val > sk.sk_rcvbuf) sk.sk_rcvbuf = val;
  return 0;
}

/** Bytes to read, up to the urgent mark (tcp_inq). */
function inq(sk: tcp_sock): number {
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

function tcp_ioctl(t: task_struct, sk: tcp_sock, cmd: number, arg: number): number {
  let answ: number;
  switch (cmd) {
    case FIONREAD:
      if (sk.sk_state === TCP_LISTEN) return -EINVAL;
      answ = inq(sk);
      break;
    case SIOCATMARK:
      answ = sk.urg_data && sk.urg_seq === sk.copied_seq ? 1 : 0;
      break;
    case TIOCOUTQ:
    case SIOCOUTQNSD: {
      if (sk.sk_state === TCP_LISTEN) return -EINVAL;
      const opening = sk.sk_state === TCP_SYN_SENT || sk.sk_state === TCP_SYN_RECV;
      answ = opening ? 0 : seq_diff(sk.write_seq, cmd === TIOCOUTQ ? sk.snd_una : sk.snd_nxt);
      break;
    }
    default:
      return -ENOIOCTLCMD;
  }
  put_user_u32(t, arg, answ);
  return 0;
}

// ---- closing ----

/** The next state when we stop sending, and whether a FIN is to be sent (new_state[]). */
const new_state = new Map<number, [number, boolean]>([
  [TCP_ESTABLISHED, [TCP_FIN_WAIT1, true]],
  [TCP_SYN_SENT, [TCP_CLOSE, false]],
  [TCP_SYN_RECV, [TCP_FIN_WAIT1, true]],
  [TCP_FIN_WAIT1, [TCP_FIN_WAIT1, false]],
  [TCP_FIN_WAIT2, [TCP_FIN_WAIT2, false]],
  [TCP_CLOSE, [TCP_CLOSE, false]],
  [TCP_CLOSE_WAIT, [TCP_LAST_ACK, true]],
  [TCP_LAST_ACK, [TCP_LAST_ACK, false]],
  [TCP_LISTEN, [TCP_CLOSE, false]],
  [TCP_CLOSING, [TCP_CLOSING, false]],
]);

function tcp_close_state(sk: tcp_sock): boolean {
  const [next, fin] = new_state.get(sk.sk_state) ?? [TCP_CLOSE, false];
  tcp_set_state(sk, next);
  return fin;
}

function tcp_shutdown(sk: tcp_sock, how: number): void {
  if (!(how & SEND_SHUTDOWN)) return;
  if (![TCP_ESTABLISHED, TCP_SYN_SENT, TCP_CLOSE_WAIT].includes(sk.sk_state)) return;
  if (tcp_close_state(sk)) tcp_send_fin(sk);
}

/** The program lets go. timeout: what is left of the linger time (the close itself never waits here). */
function tcp_close(sk: tcp_sock, _timeout: number): void {
  lock_sock(sk);
  try {
    close_locked(sk);
  } finally {
    release_sock(sk);
  }
}

function close_locked(sk: tcp_sock): void {
  sk.sk_shutdown = SHUTDOWN_MASK;
  if (sk.sk_state === TCP_LISTEN) {
    tcp_set_state(sk, TCP_CLOSE);
    listen_stop(sk);
    sock_orphan(sk);
    tcp_destroy(sk);
    return;
  }
  let unread = 0;
  for (let skb = sk.sk_receive_queue.dequeue(); skb; skb = sk.sk_receive_queue.dequeue()) {
    const cb = TCP_SKB_CB(skb);
    let end = cb.end_seq;
    if (cb.flags & T.TCPHDR_FIN) end = (end - 1) >>> 0;
    if (after(end, sk.copied_seq)) unread += seq_diff(end, sk.copied_seq);
    kfree_skb(skb);
  }
  if (sk.sk_state === TCP_CLOSE) {
    sock_orphan(sk);
    tcp_destroy(sk);
    return;
  }
  if (unread) {
    tcp_set_state(sk, TCP_CLOSE);
    tcp_send_active_reset(sk);
  } else if (sk.sock_flag(SOCK_LINGER) && !sk.sk_lingertime) tcp_disconnect(sk);
  else if (tcp_close_state(sk)) tcp_send_fin(sk);
  sock_orphan(sk);
  if (sk.sk_state === TCP_FIN_WAIT2) {
    if (sk.linger2 < 0) {
      tcp_set_state(sk, TCP_CLOSE);
      tcp_send_active_reset(sk);
    } else {
      const wait = fin_time(sk);
      if (wait > T.TCP_TIMEWAIT_LEN) tcp_reset_keepalive_timer(sk, wait - T.TCP_TIMEWAIT_LEN);
      else tcp_time_wait(sk, TCP_FIN_WAIT2, wait);
    }
  }
  if (sk.sk_state === TCP_CLOSE) tcp_destroy(sk);
}

const need_reset = (state: number): boolean =>
  [TCP_ESTABLISHED, TCP_CLOSE_WAIT, TCP_FIN_WAIT1, TCP_FIN_WAIT2, TCP_SYN_RECV].includes(state);

/** Back to an unconnected socket; the peer gets a reset if it needs one (tcp_disconnect). */
export function tcp_disconnect(sk: tcp_sock): number {
  const old = sk.sk_state;
  if (old !== TCP_CLOSE) tcp_set_state(sk, TCP_CLOSE);
  if (old === TCP_LISTEN) listen_stop(sk);
  else if (
    need_reset(old) ||
    (sk.snd_nxt !== sk.write_seq && (old === TCP_CLOSING || old === TCP_LAST_ACK))
  ) {
    sk.sk_state = old;
    tcp_send_active_reset(sk);
    sk.sk_state = TCP_CLOSE;
    sk.sk_err = ECONNRESET;
  } else if (old === TCP_SYN_SENT) sk.sk_err = ECONNRESET;
  tcp_clear_xmit_timers(sk);
  sk.sk_receive_queue.purge();
  tcp_write_queue_purge(sk);
  for (const skb of sk.out_of_order.splice(0)) kfree_skb(skb);
  sk.inet_dport = 0;
  if (!(sk.sk_userlocks & SOCK_BINDADDR_LOCK)) {
    sk.inet_saddr = 0;
    sk.inet_rcv_saddr = 0;
    if (sk.pinet6) {
      sk.sk_v6_rcv_saddr = in6addr_any;
      sk.pinet6.saddr = in6addr_any;
    }
  }
  Object.assign(sk, {
    sk_shutdown: 0,
    srtt: 0,
    rttvar: 0,
    rto: T.TCP_TIMEOUT_INIT,
    backoff: 0,
    probes_out: 0,
    retransmits: 0,
    snd_cwnd: T.TCP_INIT_CWND,
    snd_ssthresh: T.TCP_INFINITE_SSTHRESH,
    snd_wnd: 0,
    urg_data: 0,
    urg_mode: false,
    in_recovery: false,
    dupacks: 0,
    ack_pending: false,
    pingpong: false,
    rcv_wup: 0,
    rcv_nxt: 0,
    copied_seq: 0,
    tstamp_ok: false,
    sack_ok: false,
    ts_recent: 0,
    snd_wscale: 0,
    bytes_acked: 0,
    bytes_received: 0,
    bytes_sent: 0,
    segs_in: 0,
    segs_out: 0,
    data_segs_in: 0,
    data_segs_out: 0,
  });
  sk.sock_valbool_flag(SOCK_DONE, false);
  sk_dst_reset(sk);
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_error_report(sk);
  return 0;
}

export const tcp_prot: proto<tcp_sock> = {
  name: "TCP",
  init: tcp_init_sock,
  close: tcp_close,
  connect: tcp_v4_connect,
  disconnect: tcp_disconnect,
  accept: tcp_accept,
  ioctl: tcp_ioctl,
  shutdown: tcp_shutdown,
  setsockopt: tcp_setsockopt,
  getsockopt: tcp_getsockopt,
  keepalive: tcp_set_keepalive,
  sendmsg: tcp_sendmsg,
  recvmsg: tcp_recvmsg,
  hash: tcp_hash,
  unhash: tcp_unhash,
  get_port: tcp_get_port,
};
