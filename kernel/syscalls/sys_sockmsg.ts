// sendmsg, recvmsg and their kin for several messages (net/socket.c).
// Above: sys_socket.ts (its table). Below: socket_args.ts, ../net/socket.ts, ../net/msghdr.ts.

import {
  copy_from_user,
  copy_to_user,
  import_iovec,
  type iov_iter,
  put_user_u32,
  UserFault,
} from "../mm/uaccess.ts";
import { sock_error } from "../net/core/sock.ts";
import { OPTMEM_MAX } from "../net/core/sock_flags.ts";
import * as L from "../net/linux_socket.ts";
import { cmsg_copy_out, msghdr } from "../net/msghdr.ts";
import { sock_recvmsg, sock_sendmsg, type socket } from "../net/socket.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type Sleeps } from "../task/wait.ts";
import { EAGAIN, EFAULT, EINVAL, EMSGSIZE, ENOBUFS } from "../uapi/asm/errno.ts";
import { EMPTY, INTERNAL_FLAGS, move_addr_to_user, nonblock, withSocket } from "./socket_args.ts";

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

export const sys_sendmsg = (t: task_struct, fd: number, msg: number, flags: number): Sleeps<number> =>
  withSocket(t, fd, function* (sock) {
    return (yield* ___sys_sendmsg(t, sock, msg, flags, 0)).ret;
  });

export function sys_sendmmsg(
  t: task_struct,
  fd: number,
  mmsg: number,
  vlen: number,
  flags: number,
): Sleeps<number> {
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

export const sys_recvmsg = (t: task_struct, fd: number, msg: number, flags: number): Sleeps<number> =>
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
export const sys_recvmmsg_time32 = (
  t: task_struct,
  fd: number,
  m: number,
  n: number,
  flags: number,
  ts: number,
) => recvmmsg(t, fd, m, n, flags, ts, false);
export const sys_recvmmsg = (t: task_struct, fd: number, m: number, n: number, flags: number, ts: number) =>
  recvmmsg(t, fd, m, n, flags, ts, true);
