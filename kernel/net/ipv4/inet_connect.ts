// Connecting, listening and accepting on inet sockets (net/ipv4/af_inet.c).
// Above: af_inet.ts (the proto_ops). Below: the protocols.

import type { task_struct } from "../../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../../task/wait.ts";
import { EAGAIN, EALREADY, ECONNABORTED, EINPROGRESS, EINVAL, EISCONN } from "../../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../../uapi/asm/fcntl.ts";
import {
  jiffies_deadline,
  lock_sock,
  release_sock,
  sk_wait,
  type sock,
  sock_error,
  sock_graft,
  sock_sndtimeo,
} from "../core/sock.ts";
import {
  AF_UNSPEC,
  SOCK_STREAM,
  SS_CONNECTED,
  SS_CONNECTING,
  SS_DISCONNECTING,
  SS_UNCONNECTED,
  TCP_CLOSE,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import type { socket } from "../socket.ts";
import { get16 } from "../wire/addr.ts";
import { inet_autobind } from "./af_inet.ts";
import type { inet_sock } from "./inet_sock.ts";
import { inet_csk_listen_start } from "./tcp.ts";
import type { tcp_sock } from "./tcp_sock.ts";

export function inet_dgram_connect(t: task_struct, sock: socket, addr: Uint8Array): number {
  const sk = sock.sk as inet_sock;
  if (addr.length < 2) return -EINVAL;
  if (get16(addr, 0) === AF_UNSPEC) return sk.sk_prot.disconnect!(sk, 0);
  if (!sk.inet_num && sk.sk_prot.get_port && inet_autobind(sk)) return -EAGAIN;
  return sk.sk_prot.connect!(t, sk, addr);
}

export function* inet_stream_connect(
  t: task_struct,
  sock: socket,
  addr: Uint8Array,
  flags: number,
): Sleeps<number> {
  const sk = sock.sk as tcp_sock;
  lock_sock(sk);
  try {
    return yield* __inet_stream_connect(t, sock, sk, addr, flags);
  } finally {
    release_sock(sk);
  }
}
function* __inet_stream_connect(
  t: task_struct,
  sock: socket,
  sk: tcp_sock,
  addr: Uint8Array,
  flags: number,
): Sleeps<number> {
  if (addr.length < 2) return -EINVAL;
  if (get16(addr, 0) === AF_UNSPEC) {
    sk.sk_disconnects++;
    const err = sk.sk_prot.disconnect!(sk, flags);
    sock.state = err ? SS_DISCONNECTING : SS_UNCONNECTED;
    return err;
  }
  let err = -EALREADY;
  switch (sock.state) {
    case SS_CONNECTED:
      return -EISCONN;
    case SS_CONNECTING:
      break;
    case SS_UNCONNECTED:
      if (sk.sk_state !== TCP_CLOSE) return -EISCONN;
      err = sk.sk_prot.connect!(t, sk, addr);
      if (err < 0) return err;
      sock.state = SS_CONNECTING;
      err = -EINPROGRESS;
      break;
    default:
      return -EINVAL;
  }
  const timeo = sock_sndtimeo(sk, (flags & O_NONBLOCK) !== 0);
  const connecting = () => sk.sk_state === TCP_SYN_SENT || sk.sk_state === TCP_SYN_RECV;
  if (connecting()) {
    if (!timeo) {
      // The packets that wait go their way before the state is looked at for the last time.
      return err;
    }
    const dis = sk.sk_disconnects;
    release_sock(sk);
    let r: number;
    try {
      r = yield* sk_wait(t, sk, jiffies_deadline(sk.kernel, timeo), () => !connecting());
    } finally {
      lock_sock(sk);
    }
    if (r === -EAGAIN) return err;
    if (r) return r;
    if (dis !== sk.sk_disconnects) return -32;
  }
  if (sk.sk_state === TCP_CLOSE) {
    const e = sock_error(sk) || -ECONNABORTED;
    sock.state = SS_UNCONNECTED;
    sk.sk_disconnects++;
    if (sk.sk_prot.disconnect!(sk, flags)) sock.state = SS_DISCONNECTING;
    return e;
  }
  sock.state = SS_CONNECTED;
  return 0;
}

export function* inet_accept(t: task_struct, sock: socket, newsock: socket, flags: number): Sleeps<number> {
  const sk1 = sock.sk as inet_sock;
  const sk2 = yield* finish(sk1.sk_prot.accept!(t, sk1, flags) as MaySleep<sock | number>);
  if (typeof sk2 === "number") return sk2;
  lock_sock(sk2);
  sock_graft(sk2, newsock);
  newsock.state = SS_CONNECTED;
  release_sock(sk2);
  return 0;
}

export function inet_listen(t: task_struct, sock: socket, backlog: number): number {
  const sk = sock.sk as tcp_sock;
  lock_sock(sk);
  try {
    if (sock.state !== SS_UNCONNECTED || sock.type !== SOCK_STREAM) return -EINVAL;
    if (sk.sk_state !== TCP_CLOSE && sk.sk_state !== TCP_LISTEN) return -EINVAL;
    sk.sk_max_ack_backlog = backlog;
    return sk.sk_state === TCP_LISTEN ? 0 : inet_csk_listen_start(t, sk);
  } finally {
    release_sock(sk);
  }
}
