// The socket system calls (net/socket.c). Order of checks and of copies is Linux's.
// Above: index.ts (the table). Below: sys_sockmsg.ts, ../net/socket.ts, ../net/core/sockopt_socket.ts.

import type { file } from "../fs/file.ts";
import { access_ok, iov_iter, put_user_u32, UserFault } from "../mm/uaccess.ts";
import { sock_getsockopt, sock_setsockopt } from "../net/core/sockopt_socket.ts";
import * as L from "../net/linux_socket.ts";
import { msghdr } from "../net/msghdr.ts";
import {
  sock_from_file,
  sock_recvmsg,
  sock_release,
  sock_sendmsg,
  socket,
  sockfd_lookup,
} from "../net/socket.ts";
import { sock_alloc_file, sock_create } from "../net/socket_file.ts";
import { user_sockptr } from "../net/sockptr.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import * as K from "../trace/kinds.ts";
import { EBADF, ECONNABORTED, EFAULT, EINVAL, ENOTSOCK, EOPNOTSUPP } from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { SOL_SOCKET } from "../uapi/asm/socket.ts";
import {
  EMPTY,
  INTERNAL_FLAGS,
  move_addr_to_kernel,
  move_addr_to_user,
  nonblock,
  withSocket,
} from "./socket_args.ts";
import { sys_recvmmsg, sys_recvmmsg_time32, sys_recvmsg, sys_sendmmsg, sys_sendmsg } from "./sys_sockmsg.ts";
import { family, row } from "./table.ts";

/** SOCK_CLOEXEC and SOCK_NONBLOCK as open flags; -EINVAL for anything else. */
function openFlags(flags: number): number {
  if (flags & ~(L.SOCK_CLOEXEC | L.SOCK_NONBLOCK)) return -EINVAL;
  return (flags & L.SOCK_CLOEXEC ? O_CLOEXEC : 0) | (flags & L.SOCK_NONBLOCK ? O_NONBLOCK : 0);
}

const install = (t: task_struct, fd: number, f: file, flags: number) =>
  t.files.fd_install(fd, f, (flags & O_CLOEXEC) !== 0);

function sys_socket(t: task_struct, domain: number, type: number, protocol: number): number {
  const flags = openFlags(type & ~L.SOCK_TYPE_MASK);
  if (flags < 0) return flags;
  const sock = sock_create(t, domain, type & L.SOCK_TYPE_MASK, protocol);
  if (typeof sock === "number") return sock;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) {
    sock_release(sock);
    return fd;
  }
  install(t, fd, sock_alloc_file(t, sock, flags), flags);
  return fd;
}

function sys_socketpair(t: task_struct, domain: number, type: number, protocol: number, vec: number): number {
  const flags = openFlags(type & ~L.SOCK_TYPE_MASK);
  if (flags < 0) return flags;
  type &= L.SOCK_TYPE_MASK;
  const fd1 = t.files.alloc_fd(t);
  if (fd1 < 0) return fd1;
  const fd2 = t.files.alloc_fd(t);
  if (fd2 < 0) {
    t.files.put_unused_fd(fd1);
    return fd2;
  }
  const made: socket[] = [];
  let err: number;
  try {
    put_user_u32(t, vec, fd1);
    put_user_u32(t, vec + 4, fd2);
    err = makePair(t, domain, type, protocol, made);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    err = -EFAULT;
  }
  if (err < 0) {
    for (const s of made.reverse()) sock_release(s);
    t.files.put_unused_fd(fd2);
    t.files.put_unused_fd(fd1);
    return err;
  }
  install(t, fd1, sock_alloc_file(t, made[0], flags), flags);
  install(t, fd2, sock_alloc_file(t, made[1], flags), flags);
  return 0;
}

function makePair(t: task_struct, domain: number, type: number, protocol: number, made: socket[]): number {
  for (let i = 0; i < 2; i++) {
    const s = sock_create(t, domain, type, protocol);
    if (typeof s === "number") return s;
    made.push(s);
  }
  return made[0].ops.socketpair(t, made[0], made[1]);
}

function sys_bind(t: task_struct, fd: number, addr: number, len: number): number {
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const a = move_addr_to_kernel(t, addr, len);
  return typeof a === "number" ? a : sock.ops.bind(t, sock, a);
}

function sys_listen(t: task_struct, fd: number, backlog: number): number {
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const { sysctl_somaxconn } = sock.sk!.sk_net.core;
  return sock.ops.listen(t, sock, backlog >>> 0 > sysctl_somaxconn ? sysctl_somaxconn : backlog);
}

function* accept4(t: task_struct, fd: number, addr: number, lenp: number, sflags: number): Sleeps<number> {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const flags = openFlags(sflags);
  if (flags < 0) return flags;
  const newfd = t.files.alloc_fd(t);
  if (newfd < 0) return newfd;
  f.get();
  let newfile: file | null = null;
  let err = -ENOTSOCK;
  try {
    const sock = sock_from_file(f);
    if (sock) {
      const newsock = new socket(sock.type, t.cred.fsuid);
      newsock.ops = sock.ops;
      newfile = sock_alloc_file(t, newsock, flags);
      err = yield* finish(sock.ops.accept(t, sock, newsock, f.f_flags));
      if (err >= 0 && addr) {
        const name = newsock.ops.getname(t, newsock, 2);
        err = typeof name === "number" ? -ECONNABORTED : move_addr_to_user(t, name, addr, lenp);
      }
    }
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    err = -EFAULT;
  } finally {
    f.put();
    if (err < 0) t.files.put_unused_fd(newfd);
  }
  if (err < 0) {
    newfile?.put();
    return err;
  }
  install(t, newfd, newfile!, flags);
  return newfd;
}

const sys_accept = (t: task_struct, fd: number, addr: number, lenp: number) => accept4(t, fd, addr, lenp, 0);

function* sys_connect(t: task_struct, fd: number, addr: number, len: number): Sleeps<number> {
  if (!t.files.fget(fd)) return -EBADF;
  const a = move_addr_to_kernel(t, addr, len);
  if (typeof a === "number") return a;
  return yield* withSocket(t, fd, (sock) => sock.ops.connect(t, sock, a, sock.file!.f_flags));
}

function getname(t: task_struct, fd: number, addr: number, lenp: number, peer: number): number {
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const name = sock.ops.getname(t, sock, peer);
  return typeof name === "number" ? name : move_addr_to_user(t, name, addr, lenp);
}
const sys_getsockname = (t: task_struct, fd: number, addr: number, lenp: number) =>
  getname(t, fd, addr, lenp, 0);
const sys_getpeername = (t: task_struct, fd: number, addr: number, lenp: number) =>
  getname(t, fd, addr, lenp, 1);

function sys_sendto(
  t: task_struct,
  fd: number,
  buf: number,
  len: number,
  flags: number,
  addr: number,
  addrlen: number,
): MaySleep<number> {
  if (!access_ok(buf, len)) return -EFAULT;
  return withSocket(t, fd, (sock) => {
    const msg = new msghdr(iov_iter.user(t, buf, len));
    if (addr) {
      const a = move_addr_to_kernel(t, addr, addrlen);
      if (typeof a === "number") return a;
      msg.msg_name = a;
      msg.msg_namelen = a.length;
    }
    msg.msg_flags = (flags & ~INTERNAL_FLAGS) | (nonblock(sock) ? L.MSG_DONTWAIT : 0);
    return sock_sendmsg(t, sock, msg);
  });
}
const sys_send = (t: task_struct, fd: number, buf: number, len: number, flags: number) =>
  sys_sendto(t, fd, buf, len, flags, 0, 0);

function sys_recvfrom(
  t: task_struct,
  fd: number,
  buf: number,
  len: number,
  flags: number,
  addr: number,
  lenp: number,
): MaySleep<number> {
  if (!access_ok(buf, len)) return -EFAULT;
  return withSocket(t, fd, function* (sock): Sleeps<number> {
    const msg = new msghdr(iov_iter.user(t, buf, len));
    msg.wants_name = addr !== 0;
    const n = yield* finish(sock_recvmsg(t, sock, msg, flags | (nonblock(sock) ? L.MSG_DONTWAIT : 0)));
    if (n < 0 || !addr) return n;
    return move_addr_to_user(t, msg.msg_name ?? EMPTY, addr, lenp) || n;
  });
}
const sys_recv = (t: task_struct, fd: number, buf: number, len: number, flags: number) =>
  sys_recvfrom(t, fd, buf, len, flags, 0, 0);
function sys_shutdown(t: task_struct, fd: number, how: number): number {
  const sock = sockfd_lookup(t, fd);
  return typeof sock === "number" ? sock : sock.ops.shutdown(t, sock, how);
}

function sys_setsockopt(
  t: task_struct,
  fd: number,
  level: number,
  optname: number,
  optval: number,
  optlen: number,
): number {
  if (optlen < 0) return -EINVAL;
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const v = new user_sockptr(t, optval);
  if (level === SOL_SOCKET) return sock_setsockopt(t, sock.sk!, optname, v, optlen);
  return sock.ops.setsockopt?.(t, sock, level, optname, v, optlen) ?? -EOPNOTSUPP;
}

function sys_getsockopt(
  t: task_struct,
  fd: number,
  level: number,
  optname: number,
  optval: number,
  optlen: number,
): number {
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const v = new user_sockptr(t, optval);
  const len = new user_sockptr(t, optlen);
  if (level === SOL_SOCKET) return sock_getsockopt(t, sock.sk!, optname, v, len);
  return sock.ops.getsockopt?.(t, sock, level, optname, v, len) ?? -EOPNOTSUPP;
}

/** The rows of this family, for syscalls/index.ts. */
export const socket_syscalls = family("network", [
  row(17, "socket", sys_socket, [K.SOCK_DOMAIN, K.SOCK_TYPE, K.SOCK_PROTO]),
  row(22, "bind", sys_bind, [K.FD, K.SOCKADDR, K.SOCKLEN]),
  row(31, "connect", sys_connect, [K.FD, K.SOCKADDR, K.SOCKLEN]),
  row(32, "listen", sys_listen, [K.FD, K.INT]),
  row(35, "accept", sys_accept, [K.FD, K.SOCKADDR_OUT, K.SOCKLEN_PTR]),
  row(44, "getsockname", sys_getsockname, [K.FD, K.SOCKADDR_OUT, K.SOCKLEN_PTR]),
  row(53, "getpeername", sys_getpeername, [K.FD, K.SOCKADDR_OUT, K.SOCKLEN_PTR]),
  row(56, "socketpair", sys_socketpair, [K.SOCK_DOMAIN, K.SOCK_TYPE, K.SOCK_PROTO, K.FD_PAIR_OUT]),
  row(58, "send", sys_send, [K.FD, K.SOCK_BUF_IN, K.SIZE, K.MSG_FLAGS]),
  row(82, "sendto", sys_sendto, [K.FD, K.SOCK_BUF_IN, K.SIZE, K.MSG_FLAGS, K.SOCKADDR, K.SOCKLEN]),
  row(98, "recv", sys_recv, [K.FD, K.SOCK_BUF_OUT, K.SIZE, K.MSG_FLAGS]),
  row(117, "shutdown", sys_shutdown, [K.FD, K.SHUT_HOW]),
  row(123, "recvfrom", sys_recvfrom, [
    K.FD,
    K.SOCK_BUF_OUT,
    K.SIZE,
    K.MSG_FLAGS,
    K.SOCKADDR_OUT,
    K.SOCKLEN_PTR,
  ]),
  row(181, "setsockopt", sys_setsockopt, [K.FD, K.SOL, K.SOCKOPT, K.SOCKOPT_VAL, K.SOCKLEN]),
  row(182, "getsockopt", sys_getsockopt, [K.FD, K.SOL, K.SOCKOPT, K.SOCKOPT_VAL_OUT, K.SOCKLEN_PTR]),
  row(183, "sendmsg", sys_sendmsg, [K.FD, K.MSGHDR, K.MSG_FLAGS]),
  row(184, "recvmsg", sys_recvmsg, [K.FD, K.MSGHDR_OUT, K.MSG_FLAGS]),
  row(319, "recvmmsg", sys_recvmmsg_time32, [K.FD, K.MMSGHDR_OUT, K.UINT, K.MSG_FLAGS, K.TIMESPEC]),
  row(320, "accept4", accept4, [K.FD, K.SOCKADDR_OUT, K.SOCKLEN_PTR, K.SOCK_FLAGS]),
  row(329, "sendmmsg", sys_sendmmsg, [K.FD, K.MMSGHDR, K.UINT, K.MSG_FLAGS]),
  row(417, "recvmmsg_time64", sys_recvmmsg, [K.FD, K.MMSGHDR_OUT, K.UINT, K.MSG_FLAGS, K.TIMESPEC64], {
    since: "5.1",
  }),
]);
