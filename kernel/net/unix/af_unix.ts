// AF_UNIX: making, listening, connecting, accepting, shutting down, closing; readiness and ioctls
// (net/unix/af_unix.c). Its parts: bind.ts (names), stream.ts and dgram.ts (data), scm_skb.ts (files, credentials).
// Above: ../families.ts. Below: unix_sock.ts, ../core/sock.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import { file, type poll_table } from "../../fs/file.ts";
import { put_user_u32 } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { type Sleeps, wait_event, wait_queue_head } from "../../task/wait.ts";
import {
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EINVAL,
  EISCONN,
  ENOENT,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
  ETIME,
} from "../../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NONBLOCK, O_PATH } from "../../uapi/asm/fcntl.ts";
import { FIONREAD, TIOCOUTQ } from "../../uapi/asm/ioctls.ts";
import { SIOCATMARK } from "../../uapi/asm/sockios.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  EPOLLRDNORM,
  EPOLLWRBAND,
  EPOLLWRNORM,
} from "../../uapi/linux/eventpoll.ts";
import { SIOCUNIXFILE } from "../../uapi/linux/un.ts";
import { skb_recv_datagram } from "../core/datagram.ts";
import type { net } from "../core/net_namespace.ts";
import { task_tgid } from "../core/scm.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import {
  jiffies_deadline,
  POLL_HUP,
  POLL_IN,
  POLL_OUT,
  type proto,
  sk_wake_async,
  sock_graft,
  sock_init_data,
  sock_intr_errno,
  sock_orphan,
  sock_sndtimeo,
} from "../core/sock.ts";
import { SOCK_DEAD } from "../core/sock_flags.ts";
import { sock_wmalloc } from "../core/sock_mem.ts";
import {
  AF_UNIX,
  MSG_DONTWAIT,
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  SHUTDOWN_MASK,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SS_CONNECTED,
  SS_UNCONNECTED,
  TCP_CLOSE,
  TCP_ESTABLISHED,
  TCP_LISTEN,
} from "../linux_socket.ts";
import type { proto_ops, socket } from "../socket.ts";
import { unix_autobind, unix_bind, unix_find_other, unix_validate_addr } from "./bind.ts";
import {
  unix_dgram_connect,
  unix_dgram_poll,
  unix_dgram_recvmsg,
  unix_dgram_sendmsg,
  unix_seqpacket_recvmsg,
  unix_seqpacket_sendmsg,
} from "./dgram.ts";
import { unix_stream_recvmsg, unix_stream_sendmsg } from "./stream.ts";
import {
  UNIXCB,
  unix_recvq_full,
  unix_remove_socket,
  unix_sock,
  unix_table,
  unix_writable,
} from "./unix_sock.ts";

const WRITABLE = EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;

const unix_stream_proto: proto<unix_sock> = { name: "UNIX-STREAM", close: () => {}, unhash: () => {} };
const unix_dgram_proto: proto<unix_sock> = { name: "UNIX", close: () => {} };

function unix_write_space(sk: unix_sock): void {
  if (!unix_writable(sk)) return;
  sk.sk_wq?.wake_up(WRITABLE);
  sk_wake_async(sk, POLL_OUT);
}

function unix_create1(net: net, sock: socket | null, type: number): unix_sock {
  const sk = new unix_sock(net, type === SOCK_STREAM ? unix_stream_proto : unix_dgram_proto);
  sock_init_data(sock, sk, sock?.uid);
  sk.sk_type = type;
  sk.sk_write_space = unix_write_space;
  const table = unix_table(net);
  sk.sk_max_ack_backlog = table.sysctl_max_dgram_qlen;
  table.sockets.add(sk);
  return sk;
}

/** socket(AF_UNIX): SOCK_RAW means SOCK_DGRAM. -EPROTONOSUPPORT, -ESOCKTNOSUPPORT. */
export function unix_create(_t: task_struct, net: net, sock: socket, protocol: number): number {
  if (protocol && protocol !== AF_UNIX) return -EPROTONOSUPPORT;
  if (sock.type === SOCK_RAW) sock.type = SOCK_DGRAM;
  const ops = {
    [SOCK_STREAM]: unix_stream_ops,
    [SOCK_DGRAM]: unix_dgram_ops,
    [SOCK_SEQPACKET]: unix_seqpacket_ops,
  }[sock.type];
  if (!ops) return -ESOCKTNOSUPPORT;
  sock.ops = ops;
  unix_create1(net, sock, sock.type);
  return 0;
}

const connected = (sk: unix_sock): boolean => sk.sk_type === SOCK_STREAM || sk.sk_type === SOCK_SEQPACKET;

/** Takes the socket out of the world; embrion: it never reached accept(). */
function unix_release_sock(sk: unix_sock, embrion: boolean): void {
  unix_remove_socket(sk);
  sock_orphan(sk);
  sk.sk_shutdown = SHUTDOWN_MASK;
  const ino = sk.bound_inode;
  sk.path = null;
  const state = sk.sk_state;
  sk.sk_state = TCP_CLOSE;
  const pair = sk.peer;
  sk.peer = null;
  sk.oob_skb = null;
  sk.peer_wait.wake_up_all();
  if (pair) {
    if (connected(sk)) {
      const unread = [...sk.sk_receive_queue].some((skb) => skb.len > (UNIXCB(skb)?.consumed ?? 0));
      pair.sk_shutdown = SHUTDOWN_MASK;
      if (unread || embrion) pair.sk_err = ECONNRESET;
      pair.sk_state_change(pair);
      sk_wake_async(pair, POLL_HUP);
    } else if (pair.peer !== sk) pair.peer_wait.wake_up(WRITABLE);
  }
  for (let skb = sk.sk_receive_queue.dequeue(); skb; skb = sk.sk_receive_queue.dequeue()) {
    if (state === TCP_LISTEN) unix_release_sock(skb.sk as unix_sock, true);
    kfree_skb(skb);
  }
  ino?.iput();
}

const init_peercred = (t: task_struct, sk: unix_sock): void => {
  sk.sk_peer_pid = task_tgid(t);
  sk.sk_peer_cred = t.cred;
};

function unix_listen(t: task_struct, sock: socket, backlog: number): number {
  const sk = sock.sk as unix_sock;
  if (!connected(sk)) return -EOPNOTSUPP;
  if (!sk.addr) return -EINVAL;
  if (sk.sk_state !== TCP_CLOSE && sk.sk_state !== TCP_LISTEN) return -EINVAL;
  if (backlog > sk.sk_max_ack_backlog) sk.peer_wait.wake_up_all();
  sk.sk_max_ack_backlog = backlog;
  sk.sk_state = TCP_LISTEN;
  init_peercred(t, sk);
  return 0;
}

function* unix_stream_connect(t: task_struct, sock: socket, addr: Uint8Array, flags: number): Sleeps<number> {
  const sk = sock.sk as unix_sock;
  let err = unix_validate_addr(addr);
  if (err) return err;
  if ((sock.passcred || sock.passpidfd) && !sk.addr) {
    err = unix_autobind(sk);
    if (err) return err;
  }
  const timeo = sock_sndtimeo(sk, (flags & O_NONBLOCK) !== 0);
  const deadline = jiffies_deadline(sk.kernel, timeo);
  for (;;) {
    const other = unix_find_other(t, sk.sk_net, addr, sk.sk_type);
    if (typeof other === "number") return other;
    if (other.sk_state !== TCP_LISTEN || other.sk_shutdown & RCV_SHUTDOWN) return -ECONNREFUSED;
    if (!unix_recvq_full(other)) return join(t, sock, sk, other);
    if (!timeo) return -EAGAIN;
    const ready = () =>
      other.sock_flag(SOCK_DEAD) || (other.sk_shutdown & RCV_SHUTDOWN) !== 0 || !unix_recvq_full(other);
    const r = yield* wait_event(t, other.peer_wait, ready, { deadline, exclusive: true });
    if (r === -ETIME) return -EAGAIN;
    if (r) return sock_intr_errno(timeo);
  }
}

/** Makes the socket that accept() will give and leaves it in the listener's queue. */
function join(t: task_struct, sock: socket, sk: unix_sock, other: unix_sock): number {
  if (sk.sk_state !== TCP_CLOSE) return sk.sk_state === TCP_ESTABLISHED ? -EISCONN : -EINVAL;
  const newsk = unix_create1(sk.sk_net, null, sk.sk_type);
  const skb = sock_wmalloc(newsk, 1, true)!;
  newsk.peer = sk;
  newsk.sk_state = TCP_ESTABLISHED;
  init_peercred(t, newsk);
  newsk.listener = other;
  newsk.sk_wq = new wait_queue_head();
  newsk.path = other.path;
  newsk.bound_inode?.ihold();
  newsk.addr = other.addr;
  sk.sk_peer_pid = other.sk_peer_pid;
  sk.sk_peer_cred = other.sk_peer_cred;
  sock.state = SS_CONNECTED;
  sk.sk_state = TCP_ESTABLISHED;
  sk.peer = newsk;
  other.sk_receive_queue.queue_tail(skb);
  other.sk_data_ready(other);
  return 0;
}

function unix_socketpair(t: task_struct, a: socket, b: socket): number {
  const [ska, skb] = [a.sk as unix_sock, b.sk as unix_sock];
  ska.peer = skb;
  skb.peer = ska;
  init_peercred(t, ska);
  init_peercred(t, skb);
  ska.sk_state = TCP_ESTABLISHED;
  skb.sk_state = TCP_ESTABLISHED;
  a.state = SS_CONNECTED;
  b.state = SS_CONNECTED;
  return 0;
}

function* unix_accept(t: task_struct, sock: socket, newsock: socket, flags: number): Sleeps<number> {
  const sk = sock.sk as unix_sock;
  if (!connected(sk)) return -EOPNOTSUPP;
  if (sk.sk_state !== TCP_LISTEN) return -EINVAL;
  const got = yield* skb_recv_datagram(t, sk, flags & O_NONBLOCK ? MSG_DONTWAIT : 0);
  if (typeof got === "number") return got || -EINVAL;
  const tsk = got.skb.sk as unix_sock;
  kfree_skb(got.skb);
  sk.peer_wait.wake_up();
  tsk.listener = null;
  newsock.state = SS_CONNECTED;
  newsock.passcred = sock.passcred;
  newsock.passpidfd = sock.passpidfd;
  newsock.passsec = sock.passsec;
  sock_graft(tsk, newsock);
  return 0;
}

function unix_getname(_t: task_struct, sock: socket, peer: number): Uint8Array | number {
  const sk = peer ? (sock.sk as unix_sock).peer : (sock.sk as unix_sock);
  if (!sk) return -ENOTCONN;
  return sk.addr ?? Uint8Array.of(0, AF_UNIX);
}

function unix_shutdown(_t: task_struct, sock: socket, how: number): number {
  if (how < 0 || how > 2) return -EINVAL;
  const mode = how + 1;
  const sk = sock.sk as unix_sock;
  sk.sk_shutdown |= mode;
  sk.sk_state_change(sk);
  const other = sk.peer;
  if (!other || !connected(sk)) return 0;
  const peer_mode = (mode & RCV_SHUTDOWN ? SEND_SHUTDOWN : 0) | (mode & SEND_SHUTDOWN ? RCV_SHUTDOWN : 0);
  other.sk_shutdown |= peer_mode;
  other.sk_state_change(other);
  if (peer_mode === SHUTDOWN_MASK) sk_wake_async(other, POLL_HUP);
  else if (peer_mode & RCV_SHUTDOWN) sk_wake_async(other, POLL_IN);
  return 0;
}

function unix_poll(_f: file, sock: socket, pt: poll_table | null): number {
  const sk = sock.sk as unix_sock;
  pt?.poll_wait(sock.wq);
  let mask = 0;
  if (sk.sk_err) mask |= EPOLLERR;
  if (sk.sk_shutdown === SHUTDOWN_MASK) mask |= EPOLLHUP;
  if (sk.sk_shutdown & RCV_SHUTDOWN) mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
  if (!sk.sk_receive_queue.empty) mask |= EPOLLIN | EPOLLRDNORM;
  if (sk.oob_skb) mask |= EPOLLPRI;
  if (connected(sk) && sk.sk_state === TCP_CLOSE) mask |= EPOLLHUP;
  if (unix_writable(sk)) mask |= WRITABLE;
  return mask;
}

const skbLen = (skb: sk_buff): number => skb.len - (UNIXCB(skb)?.consumed ?? 0);

/** SIOCINQ: all bytes of a stream, the next message otherwise; -EINVAL for a listener. */
export function unix_inq_len(sk: unix_sock): number {
  if (sk.sk_state === TCP_LISTEN) return -EINVAL;
  if (connected(sk)) return [...sk.sk_receive_queue].reduce((n, skb) => n + skbLen(skb), 0);
  return sk.sk_receive_queue.peek()?.len ?? 0;
}

/** SIOCUNIXFILE: a descriptor (O_PATH) of the file that the socket is bound to. */
function unix_open_file(t: task_struct, sk: unix_sock): number {
  if (!ns_capable(t, sk.sk_net.user_ns, CAP_NET_ADMIN)) return -EPERM;
  if (!sk.addr || !sk.path) return -ENOENT;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  const f = new file(sk.kernel, { name: "socket" }, O_PATH | O_CLOEXEC, sk.bound_inode!.ihold(), sk.path);
  t.files.fd_install(fd, f, true);
  return fd;
}

function unix_ioctl(t: task_struct, sock: socket, cmd: number, arg: number): number {
  const sk = sock.sk as unix_sock;
  switch (cmd) {
    case TIOCOUTQ:
      put_user_u32(t, arg, sk.sk_wmem_alloc);
      return 0;
    case FIONREAD: {
      const n = unix_inq_len(sk);
      if (n < 0) return n;
      put_user_u32(t, arg, n);
      return 0;
    }
    case SIOCUNIXFILE:
      return unix_open_file(t, sk);
    case SIOCATMARK:
      if (!sk.kernel.release.atLeast("5.15")) return -ENOIOCTLCMD;
      if (sk.sk_type !== SOCK_STREAM) return -EOPNOTSUPP;
      put_user_u32(t, arg, sk.oob_skb && sk.sk_receive_queue.peek() === sk.oob_skb ? 1 : 0);
      return 0;
  }
  return -ENOIOCTLCMD;
}

const common = {
  family: AF_UNIX,
  release(sock: socket) {
    if (sock.sk) unix_release_sock(sock.sk as unix_sock, false);
    sock.state = SS_UNCONNECTED;
  },
  bind: unix_bind,
  socketpair: unix_socketpair,
  getname: unix_getname,
  ioctl: unix_ioctl,
  shutdown: unix_shutdown,
  set_peek_off: (sk: { sk_peek_off: number }, val: number) => {
    sk.sk_peek_off = val;
    return 0;
  },
  show_fdinfo: (sock: socket) =>
    `scm_fds: ${[...sock.sk!.sk_receive_queue].reduce((n, skb) => n + (UNIXCB(skb)?.fp?.length ?? 0), 0)}\n`,
} satisfies Partial<proto_ops>;

const unix_stream_ops: proto_ops = {
  ...common,
  connect: unix_stream_connect,
  accept: unix_accept,
  listen: unix_listen,
  poll: unix_poll,
  sendmsg: unix_stream_sendmsg,
  recvmsg: unix_stream_recvmsg,
};

const unix_dgram_ops: proto_ops = {
  ...common,
  connect: unix_dgram_connect,
  accept: () => -EOPNOTSUPP,
  listen: () => -EOPNOTSUPP,
  poll: unix_dgram_poll,
  sendmsg: unix_dgram_sendmsg,
  recvmsg: unix_dgram_recvmsg,
};

const unix_seqpacket_ops: proto_ops = {
  ...common,
  connect: unix_stream_connect,
  accept: unix_accept,
  listen: unix_listen,
  poll: unix_dgram_poll,
  sendmsg: unix_seqpacket_sendmsg,
  recvmsg: unix_seqpacket_recvmsg,
};
