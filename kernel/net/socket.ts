import { send_sigio } from "../fs/fasync.ts";
import type { file, file_operations, poll_table } from "../fs/file.ts";
import type { inode } from "../fs/inode.ts";
import { send_sig_group } from "../task/signal.ts";
import type { task_struct } from "../task/task.ts";
import { type MaySleep, wait_queue_head } from "../task/wait.ts";
import { EBADF, ENOTSOCK } from "../uapi/asm/errno.ts";
import { POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from "../uapi/asm/poll.ts";
import { SIGURG } from "../uapi/asm/signal.ts";
import { POLL_OUT, type sock } from "./core/sock.ts";
import { SS_UNCONNECTED } from "./linux_socket.ts";
import type { msghdr } from "./msghdr.ts";
import type { sockptr } from "./sockptr.ts";

/** The operations of a socket family (struct proto_ops). t is the calling task. Lengths count bytes. */
export interface proto_ops {
  readonly family: number;
  /** Closes; a lingering close may sleep when t is given. */
  release(sock: socket): void;
  bind(t: task_struct, sock: socket, addr: Uint8Array): number;
  connect(t: task_struct, sock: socket, addr: Uint8Array, flags: number): MaySleep<number>;
  socketpair(t: task_struct, sock1: socket, sock2: socket): number;
  accept(t: task_struct, sock: socket, newsock: socket, flags: number): MaySleep<number>;
  /** peer 0: own name, 1: peer's, 2: peer's even while it is being accepted. */
  getname(t: task_struct, sock: socket, peer: number): Uint8Array | number;
  poll(f: file, sock: socket, pt: poll_table | null): number;
  ioctl(t: task_struct, sock: socket, cmd: number, arg: number): MaySleep<number>;
  listen(t: task_struct, sock: socket, backlog: number): number;
  shutdown(t: task_struct, sock: socket, how: number): number;
  setsockopt?(t: task_struct, sock: socket, level: number, optname: number, v: sockptr, len: number): number;
  getsockopt?(t: task_struct, sock: socket, level: number, optname: number, v: sockptr, len: sockptr): number;
  sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): MaySleep<number>;
  recvmsg(t: task_struct, sock: socket, msg: msghdr, len: number, flags: number): MaySleep<number>;
  mmap?: file_operations["mmap"];
  set_peek_off?(sk: sock, val: number): number;
  set_rcvlowat?(sk: sock, val: number): number;
  /** False: SIOCGSTAMP is not known to the family. */
  readonly gettstamp?: boolean;
  show_fdinfo?(sock: socket): string;
}

/** One socket (struct socket). */
export class socket {
  state = SS_UNCONNECTED;
  sk: sock | null = null;
  file: file | null = null;
  readonly wq = new wait_queue_head();
  /** SO_PASSCRED, SO_PASSSEC, SO_PASSPIDFD (bits of sock->flags). */
  passcred = false;
  passsec = false;
  passpidfd = false;
  inode: inode | null = null;
  ops!: proto_ops;

  constructor(
    public type: number,
    readonly uid: number,
  ) {}

  /** SIGIO for a file in O_ASYNC mode; band: POLL_IN … (sock_wake_async). */
  kill_fasync(band: number): void {
    if (this.file) send_sigio(this.file, band === POLL_OUT ? POLLOUT | POLLWRNORM : POLLIN | POLLRDNORM);
  }

  /** SIGURG for whoever F_SETOWN named (sk_send_sigurg). */
  send_sigurg(): void {
    const who = this.file?.f_owner ?? 0;
    if (!who) return;
    for (const t of this.file!.kernel.tasks.values()) {
      const meant = who < 0 ? t.is_group_leader && t.signal.pgrp.nr === -who : t.pid === who;
      if (meant) send_sig_group(SIGURG, t);
    }
  }
}

export function sock_release(sock: socket): void {
  if (sock.ops) sock.ops.release(sock);
  sock.sk = null;
  sock.file = null;
}

export function sock_from_file(f: file): socket | null {
  return f.private_data instanceof socket ? f.private_data : null;
}

/** The socket of a descriptor, or -EBADF, -ENOTSOCK. No reference is taken: the caller's fdget holds it. */
export function sockfd_lookup(t: task_struct, fd: number): socket | number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return sock_from_file(f) ?? -ENOTSOCK;
}

export function sock_sendmsg(t: task_struct, sock: socket, msg: msghdr): MaySleep<number> {
  return sock.ops.sendmsg(t, sock, msg, msg.msg_iter.count);
}

export function sock_recvmsg(t: task_struct, sock: socket, msg: msghdr, flags: number): MaySleep<number> {
  return sock.ops.recvmsg(t, sock, msg, msg.msg_iter.count, flags);
}
