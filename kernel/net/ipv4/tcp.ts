// TCP as programs see it: listening, accepting, readiness, the operations (net/ipv4/tcp.c,
// inet_connection_sock.c). Above: af_inet.ts, ../ipv6. Below: tcp_io.ts, tcp_close.ts, tcp_state.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import type { file, poll_table } from "../../fs/file.ts";
import { put_user_u32 } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EADDRINUSE, EAGAIN, EINVAL } from "../../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../../uapi/asm/fcntl.ts";
import { FIONREAD, TIOCOUTQ } from "../../uapi/asm/ioctls.ts";
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
import {
  jiffies_deadline,
  type proto,
  sk_dst_reset,
  sk_wait,
  type sock,
  sock_rcvlowat,
  sock_rcvtimeo,
} from "../core/sock.ts";
import { SOCK_RCVBUF_LOCK, SOCK_URGINLINE, SOCK_USE_WRITE_QUEUE } from "../core/sock_flags.ts";
import { reuseport_add_sock, reuseport_alloc } from "../core/sock_reuseport.ts";
import {
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  SHUTDOWN_MASK,
  TCP_CLOSE,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import type { socket } from "../socket.ts";
import { in6addr_any } from "../wire/addr.ts";
import { inet_csk_get_port } from "./inet_hashtables.ts";
import { inet_get_local_port_range, prandom_u32_max } from "./inet_sock.ts";
import { sk_stream_is_writeable } from "./tcp_ack.ts";
import { tcp_close, tcp_disconnect, tcp_shutdown, tcp_wait_close } from "./tcp_close.ts";
import { inq, tcp_recvmsg, tcp_sendmsg } from "./tcp_io.ts";
import { tcp_v4_connect } from "./tcp_ipv4.ts";
import * as T from "./tcp_sock.ts";
import { seq_diff, tcp_sock } from "./tcp_sock.ts";
import { tcp_getsockopt, tcp_setsockopt } from "./tcp_sockopt.ts";
import { tcp_hash, tcp_info, tcp_set_state, tcp_unhash } from "./tcp_state.ts";
import { tcp_set_keepalive } from "./tcp_timer.ts";
import { tcp_receive_window } from "./tcp_window.ts";

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

export const tcp_prot: proto<tcp_sock> = {
  name: "TCP",
  init: tcp_init_sock,
  close: tcp_close,
  wait_close: tcp_wait_close,
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
