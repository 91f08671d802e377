// The socket system calls (net/socket.c). Order of checks and of copies is Linux's.
// Above: index.ts (the table). Below: ../net/socket.ts, ../net/msghdr.ts, ../net/core/sockopt_socket.ts.

import type { file } from "../fs/file.ts";
import {
  access_ok,
  copy_from_user,
  copy_to_user,
  get_user_s32,
  import_iovec,
  iov_iter,
  put_user_u32,
  UserFault,
} from "../mm/uaccess.ts";
import { OPTMEM_MAX, sock_error } from "../net/core/sock.ts";
import { sock_getsockopt, sock_setsockopt } from "../net/core/sockopt_socket.ts";
import * as L from "../net/linux_socket.ts";
import { cmsg_copy_out, msghdr } from "../net/msghdr.ts";
import {
  sock_alloc_file,
  sock_create,
  sock_from_file,
  sock_recvmsg,
  sock_release,
  sock_sendmsg,
  socket,
  sockfd_lookup,
} from "../net/socket.ts";
import { user_sockptr } from "../net/sockptr.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import * as K from "../trace/kinds.ts";
import {
  EAGAIN,
  EBADF,
  ECONNABORTED,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOBUFS,
  ENOTSOCK,
  EOPNOTSUPP,
} from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { SOL_SOCKET } from "../uapi/asm/socket.ts";
import { family, row } from "./table.ts";

/** Flags that only the kernel's own senders may give (MSG_INTERNAL_SENDMSG_FLAGS). */
const INTERNAL_FLAGS = 0x8000000;
const EMPTY = new Uint8Array(0);

const nonblock = (sock: socket): boolean => (sock.file!.f_flags & O_NONBLOCK) !== 0;

/** The address a program gives: -EINVAL when it is too long. */
function move_addr_to_kernel(t: task_struct, addr: number, len: number): Uint8Array | number {
  if (len < 0 || len > L.SOCKADDR_STORAGE_SIZE) return -EINVAL;
  return len === 0 ? EMPTY : copy_from_user(t, addr, len);
}

/** Gives an address to the program, cut to the room it says it has; the length written is the whole one. */
function move_addr_to_user(t: task_struct, name: Uint8Array, addr: number, lenp: number): number {
  const len = Math.min(get_user_s32(t, lenp), name.length);
  if (len < 0) return -EINVAL;
  if (len) copy_to_user(t, addr, name.subarray(0, len));
  put_user_u32(t, lenp, name.length);
  return 0;
}

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

/** Calls body with the descriptor's socket, which cannot go away while it sleeps. */
function* withSocket(t: task_struct, fd: number, body: (sock: socket) => MaySleep<number>): Sleeps<number> {
  const sock = sockfd_lookup(t, fd);
  if (typeof sock === "number") return sock;
  const f = sock.file!.get();
  try {
    return yield* finish(body(sock));
  } finally {
    f.put();
  }
}

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

/** A struct msghdr of the program (struct user_msghdr: 28 bytes). */
interface user_msghdr {
  name: number;
  namelen: number;
  /** Sending: the address. */
  addr: Uint8Array | null;
  control: number;
  controllen: number;
  flags: number;
  iter: iov_iter;
}
const MSG_NAMELEN = 4;
const MSG_CONTROLLEN = 20;
const MSG_FLAGS = 24;
const SIZEOF_MSGHDR = 28;
const SIZEOF_MMSGHDR = 32;

/** Reads the struct and its iovec, for a sender the address too: -EFAULT, -EINVAL, -EMSGSIZE (more than 1024 parts). */
function copy_msghdr_from_user(t: task_struct, at: number, sending: boolean): user_msghdr | number {
  const b = copy_from_user(t, at, SIZEOF_MSGHDR);
  const v = new DataView(b.buffer, b.byteOffset);
  const name = v.getUint32(0);
  let namelen = name ? v.getInt32(4) : 0;
  if (namelen < 0) return -EINVAL;
  namelen = Math.min(namelen, L.SOCKADDR_STORAGE_SIZE);
  const addr = sending && name && namelen ? copy_from_user(t, name, namelen) : null;
  const iovlen = v.getUint32(12);
  if (iovlen > L.UIO_MAXIOV) return -EMSGSIZE;
  const iter = import_iovec(t, v.getUint32(8), iovlen);
  if (typeof iter === "number") return iter;
  return {
    name,
    namelen,
    addr,
    control: v.getUint32(16),
    controllen: v.getUint32(20),
    flags: v.getInt32(24),
    iter,
  };
}
/** One message of sendmsg or sendmmsg; left: bytes of it that were not taken. */
function* ___sys_sendmsg(
  t: task_struct,
  sock: socket,
  at: number,
  flags: number,
  allowed: number,
): Sleeps<{ ret: number; left: number }> {
  const u = copy_msghdr_from_user(t, at, true);
  if (typeof u === "number") return { ret: u, left: 0 };
  const msg = new msghdr(u.iter);
  msg.msg_name = u.addr;
  msg.msg_namelen = u.addr?.length ?? 0;
  if (u.controllen > 0x7fffffff) return { ret: -ENOBUFS, left: 0 };
  flags |= u.flags & allowed;
  if (u.controllen) {
    if (u.controllen > OPTMEM_MAX) return { ret: -ENOBUFS, left: 0 };
    msg.msg_control = copy_from_user(t, u.control, u.controllen);
  }
  msg.msg_flags = (flags & ~INTERNAL_FLAGS) | (nonblock(sock) ? L.MSG_DONTWAIT : 0);
  const ret = yield* finish(sock_sendmsg(t, sock, msg));
  return { ret, left: msg.msg_iter.count };
}

const sys_sendmsg = (t: task_struct, fd: number, msg: number, flags: number): Sleeps<number> =>
  withSocket(t, fd, function* (sock) {
    return (yield* ___sys_sendmsg(t, sock, msg, flags, 0)).ret;
  });

function sys_sendmmsg(t: task_struct, fd: number, mmsg: number, vlen: number, flags: number): Sleeps<number> {
  const n = Math.min(vlen >>> 0, L.UIO_MAXIOV);
  return withSocket(t, fd, function* (sock): Sleeps<number> {
    let sent = 0;
    let err = 0;
    try {
      while (sent < n) {
        const at = (mmsg + sent * SIZEOF_MMSGHDR) >>> 0;
        const f = sent === n - 1 ? flags : flags | L.MSG_BATCH;
        const { ret, left } = yield* ___sys_sendmsg(t, sock, at, f, L.MSG_EOR);
        err = ret;
        if (ret < 0) break;
        put_user_u32(t, at + SIZEOF_MSGHDR, ret);
        sent++;
        err = 0;
        if (left) break;
      }
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      err = -EFAULT;
    }
    return sent || err;
  });
}

/** One message of recvmsg or recvmmsg. */
function* ___sys_recvmsg(
  t: task_struct,
  sock: socket,
  at: number,
  flags: number,
): Sleeps<{ ret: number; msg_flags: number }> {
  const u = copy_msghdr_from_user(t, at, false);
  if (typeof u === "number") return { ret: u, msg_flags: 0 };
  const msg = new msghdr(u.iter);
  msg.wants_name = true;
  msg.has_control = u.control !== 0;
  msg.msg_controllen = u.controllen;
  msg.msg_flags = flags & L.MSG_CMSG_CLOEXEC;
  const ret = yield* finish(sock_recvmsg(t, sock, msg, flags | (nonblock(sock) ? L.MSG_DONTWAIT : 0)));
  if (ret < 0) return { ret, msg_flags: 0 };
  if (u.name) {
    const err = move_addr_to_user(t, msg.msg_name ?? EMPTY, u.name, at + MSG_NAMELEN);
    if (err < 0) return { ret: err, msg_flags: 0 };
  }
  const used = cmsg_copy_out(t, msg, u.control);
  put_user_u32(t, at + MSG_FLAGS, msg.msg_flags);
  put_user_u32(t, at + MSG_CONTROLLEN, used);
  return { ret, msg_flags: msg.msg_flags };
}

const sys_recvmsg = (t: task_struct, fd: number, msg: number, flags: number): Sleeps<number> =>
  withSocket(t, fd, function* (sock) {
    return (yield* ___sys_recvmsg(t, sock, msg, flags)).ret;
  });

/** timeout: ns, checked between messages only, or null. */
function do_recvmmsg(
  t: task_struct,
  fd: number,
  mmsg: number,
  vlen: number,
  flags: number,
  timeout: { ns: number } | null,
): Sleeps<number> {
  const end = timeout ? t.kernel.now() + timeout.ns : 0;
  return withSocket(t, fd, function* (sock): Sleeps<number> {
    if (!(flags & L.MSG_ERRQUEUE)) {
      const err = sock_error(sock.sk!);
      if (err) return err;
    }
    let got = 0;
    let err = 0;
    let f = flags & ~L.MSG_WAITFORONE;
    try {
      while (got < vlen >>> 0) {
        const at = (mmsg + got * SIZEOF_MMSGHDR) >>> 0;
        const { ret, msg_flags } = yield* ___sys_recvmsg(t, sock, at, f);
        err = ret;
        if (ret < 0) break;
        err = 0;
        put_user_u32(t, at + SIZEOF_MSGHDR, ret);
        got++;
        if (flags & L.MSG_WAITFORONE) f |= L.MSG_DONTWAIT;
        if (timeout) {
          timeout.ns = Math.max(0, end - t.kernel.now());
          if (timeout.ns === 0) break;
        }
        if (msg_flags & L.MSG_OOB) break;
      }
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      err = -EFAULT;
    }
    if (err === 0) return got;
    if (got === 0) return err;
    if (err !== -EAGAIN) sock.sk!.sk_err = -err;
    return got;
  });
}

const NSEC_PER_SEC = 1_000_000_000;

function* recvmmsg(
  t: task_struct,
  fd: number,
  mmsg: number,
  vlen: number,
  flags: number,
  ts: number,
  wide: boolean,
): Sleeps<number> {
  if (!ts) return yield* do_recvmmsg(t, fd, mmsg, vlen, flags, null);
  const b = copy_from_user(t, ts, wide ? 16 : 8);
  const v = new DataView(b.buffer, b.byteOffset);
  const sec = wide ? Number(v.getBigInt64(0)) : v.getInt32(0);
  const nsec = wide ? v.getInt32(12) : v.getInt32(4);
  if (sec < 0 || nsec < 0 || nsec >= NSEC_PER_SEC) return -EINVAL;
  const timeout = { ns: sec * NSEC_PER_SEC + nsec };
  const n = yield* do_recvmmsg(t, fd, mmsg, vlen, flags, timeout);
  if (n <= 0) return n;
  const left = BigInt(Math.floor(timeout.ns / NSEC_PER_SEC));
  if (wide) {
    v.setBigInt64(0, left);
    v.setBigInt64(8, BigInt(Math.floor(timeout.ns % NSEC_PER_SEC)));
  } else {
    v.setInt32(0, Number(left));
    v.setInt32(4, Math.floor(timeout.ns % NSEC_PER_SEC));
  }
  copy_to_user(t, ts, b);
  return n;
}
const sys_recvmmsg_time32 = (t: task_struct, fd: number, m: number, n: number, flags: number, ts: number) =>
  recvmmsg(t, fd, m, n, flags, ts, false);
const sys_recvmmsg = (t: task_struct, fd: number, m: number, n: number, flags: number, ts: number) =>
  recvmmsg(t, fd, m, n, flags, ts, true);

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
  row(58, "send", sys_send, [K.FD, K.BUF_IN, K.SIZE, K.MSG_FLAGS]),
  row(82, "sendto", sys_sendto, [K.FD, K.BUF_IN, K.SIZE, K.MSG_FLAGS, K.SOCKADDR, K.SOCKLEN]),
  row(98, "recv", sys_recv, [K.FD, K.BUF_OUT, K.SIZE, K.MSG_FLAGS]),
  row(117, "shutdown", sys_shutdown, [K.FD, K.SHUT_HOW]),
  row(123, "recvfrom", sys_recvfrom, [K.FD, K.BUF_OUT, K.SIZE, K.MSG_FLAGS, K.SOCKADDR_OUT, K.SOCKLEN_PTR]),
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
