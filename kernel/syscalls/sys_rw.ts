// Reading, writing, seeking (fs/read_write.c).
// Above: table.ts. Below: fs/read_write.ts.

import type { file } from "../fs/file.ts";
import { S_ISDIR } from "../fs/inode.ts";
import { can_read } from "../fs/open.ts";
import { touch_atime, vfs_llseek, vfs_read, vfs_write } from "../fs/read_write.ts";
import { import_iovec, iov_iter, put_user_u32 } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import {
  BUF_IN,
  BUF_OUT,
  FD,
  IOVEC,
  IOVEC_OUT,
  LOFF_PTR_OUT,
  OFF,
  OFF_HI,
  OFF_LO,
  POS_HI,
  POS_LO,
  RWF_FLAGS,
  SIZE,
  UINT,
  WHENCE,
} from "../trace/kinds.ts";
import { EAGAIN, EBADF, EINVAL, EOPNOTSUPP, EOVERFLOW } from "../uapi/asm/errno.ts";
import { O_APPEND, O_NONBLOCK } from "../uapi/asm/fcntl.ts";
import { RWF_APPEND, RWF_DSYNC, RWF_HIPRI, RWF_NOWAIT, RWF_SYNC } from "../uapi/linux/fs.ts";
import { family, row } from "./table.ts";

/** The position of words hi and lo; negative ones are refused by the callers. */
export const loff = (hi: number, lo: number): number => (hi | 0) * 0x100000000 + (lo >>> 0);

export function sys_read(t: task_struct, fd: number, buf: number, count: number): MaySleep<number> {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if ((count | 0) < 0) return can_read(f) ? -EINVAL : -EBADF;
  return vfs_read(t, f, iov_iter.user(t, buf, count));
}

export function sys_write(t: task_struct, fd: number, buf: number, count: number): MaySleep<number> {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if ((count | 0) < 0) return -EINVAL;
  return vfs_write(t, f, iov_iter.user(t, buf, count));
}

export function sys_pread64(t: task_struct, fd: number, buf: number, count: number, hi: number, lo: number) {
  const pos = loff(hi, lo);
  if (pos < 0) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if ((count | 0) < 0) return -EINVAL;
  return vfs_read(t, f, iov_iter.user(t, buf, count), pos);
}

export function sys_pwrite64(t: task_struct, fd: number, buf: number, count: number, hi: number, lo: number) {
  const pos = loff(hi, lo);
  if (pos < 0) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if ((count | 0) < 0) return -EINVAL;
  return vfs_write(t, f, iov_iter.user(t, buf, count), pos);
}

export function sys_readv(t: task_struct, fd: number, vec: number, n: number): MaySleep<number> {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const iter = import_iovec(t, vec, n);
  return typeof iter === "number" ? iter : vfs_read(t, f, iter);
}

export function sys_writev(t: task_struct, fd: number, vec: number, n: number): MaySleep<number> {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const iter = import_iovec(t, vec, n);
  return typeof iter === "number" ? iter : vfs_write(t, f, iter);
}

export const sys_preadv = (t: task_struct, fd: number, vec: number, n: number, lo: number, hi: number) =>
  do_preadv(t, fd, vec, n, loff(hi, lo), 0);
export const sys_pwritev = (t: task_struct, fd: number, vec: number, n: number, lo: number, hi: number) =>
  do_pwritev(t, fd, vec, n, loff(hi, lo), 0);

function do_preadv(
  t: task_struct,
  fd: number,
  vec: number,
  n: number,
  pos: number,
  flags: number,
): MaySleep<number> {
  if (pos < 0) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const iter = import_iovec(t, vec, n);
  if (typeof iter === "number") return iter;
  return with_rwf(t, f, flags, () => vfs_read(t, f, iter, pos));
}

function do_pwritev(
  t: task_struct,
  fd: number,
  vec: number,
  n: number,
  pos: number,
  flags: number,
): MaySleep<number> {
  if (pos < 0) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const iter = import_iovec(t, vec, n);
  if (typeof iter === "number") return iter;
  return with_rwf(t, f, flags, () => vfs_write(t, f, iter, pos));
}

/** Carries a call out under RWF_* flags (kiocb_set_rw_flags). */
function with_rwf(_t: task_struct, f: file, flags: number, call: () => MaySleep<number>): MaySleep<number> {
  if (flags === 0) return call();
  if (flags & ~(RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND)) return -EOPNOTSUPP;
  return call_under(f, flags, call);
}

function* call_under(f: file, flags: number, call: () => MaySleep<number>): Sleeps<number> {
  const kept = f.f_flags;
  if (flags & RWF_NOWAIT) f.f_flags |= O_NONBLOCK;
  if (flags & RWF_APPEND) f.f_flags |= O_APPEND;
  try {
    const r = yield* finish(call());
    return r === -EINVAL && flags & RWF_NOWAIT ? -EAGAIN : r;
  } finally {
    f.f_flags = kept;
  }
}

export function sys_preadv2(
  t: task_struct,
  fd: number,
  vec: number,
  n: number,
  lo: number,
  hi: number,
  flags: number,
): MaySleep<number> {
  const pos = loff(hi, lo);
  if (pos !== -1) return do_preadv(t, fd, vec, n, pos, flags);
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const iter = import_iovec(t, vec, n);
  return typeof iter === "number" ? iter : with_rwf(t, f, flags, () => vfs_read(t, f, iter));
}

export function sys_pwritev2(
  t: task_struct,
  fd: number,
  vec: number,
  n: number,
  lo: number,
  hi: number,
  flags: number,
): MaySleep<number> {
  const pos = loff(hi, lo);
  if (pos !== -1) return do_pwritev(t, fd, vec, n, pos, flags);
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const iter = import_iovec(t, vec, n);
  return typeof iter === "number" ? iter : with_rwf(t, f, flags, () => vfs_write(t, f, iter));
}

export function sys_lseek(t: task_struct, fd: number, offset: number, whence: number): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if (whence > 4) return -EINVAL;
  const r = vfs_llseek(t, f, offset | 0, whence);
  return r > 0x7fffffff ? -EOVERFLOW : r;
}

export function sys_llseek(
  t: task_struct,
  fd: number,
  hi: number,
  lo: number,
  result: number,
  whence: number,
): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if (whence > 4) return -EINVAL;
  const r = vfs_llseek(t, f, loff(hi, lo), whence);
  if (r < 0) return r;
  put_user_u32(t, result, Math.floor(r / 2 ** 32));
  put_user_u32(t, result + 4, r);
  return 0;
}

/** readahead: there is nothing to bring in earlier; the checks are Linux's (mm/readahead.c ksys_readahead). */
export function sys_readahead(t: task_struct, fd: number, _hi: number, _lo: number, _count: number): number {
  const f = t.files.fget(fd);
  if (!f || !can_read(f)) return -EBADF;
  if (!f.f_inode.i_mapping || S_ISDIR(f.f_inode.i_mode)) return -EINVAL;
  touch_atime(f);
  return 0;
}

export const rows = family("desc", [
  row(3, "read", sys_read, [FD, BUF_OUT, SIZE]),
  row(4, "write", sys_write, [FD, BUF_IN, SIZE]),
  row(19, "lseek", sys_lseek, [FD, OFF, WHENCE]),
  row(108, "pread64", sys_pread64, [FD, BUF_OUT, SIZE, OFF_HI, OFF_LO]),
  row(109, "pwrite64", sys_pwrite64, [FD, BUF_IN, SIZE, OFF_HI, OFF_LO]),
  row(140, "_llseek", sys_llseek, [FD, OFF_HI, OFF_LO, LOFF_PTR_OUT, WHENCE]),
  row(145, "readv", sys_readv, [FD, IOVEC_OUT, UINT]),
  row(146, "writev", sys_writev, [FD, IOVEC, UINT]),
  row(207, "readahead", sys_readahead, [FD, OFF_HI, OFF_LO, SIZE]),
  row(315, "preadv", sys_preadv, [FD, IOVEC_OUT, UINT, POS_LO, POS_HI]),
  row(316, "pwritev", sys_pwritev, [FD, IOVEC, UINT, POS_LO, POS_HI]),
  row(347, "preadv2", sys_preadv2, [FD, IOVEC_OUT, UINT, POS_LO, POS_HI, RWF_FLAGS]),
  row(348, "pwritev2", sys_pwritev2, [FD, IOVEC, UINT, POS_LO, POS_HI, RWF_FLAGS]),
]);
