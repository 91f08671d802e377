// splice and its kin, memfd_create (fs/splice.c, read_write.c, mm/memfd.c).
// Above: table.ts. Below: fs/splice.ts, fs/memfd.ts.

import type { file } from "../fs/file.ts";
import { S_ISDIR, S_ISREG } from "../fs/inode.ts";
import { shmem_file_setup } from "../fs/memfd.ts";
import { can_read, can_write } from "../fs/open.ts";
import { get_pipe_info } from "../fs/pipe.ts";
import { MAX_NON_LFS } from "../fs/read_write.ts";
import {
  do_copy_file_range,
  do_sendfile,
  do_splice,
  do_tee,
  do_vmsplice,
  type place,
  SPLICE_F_ALL,
} from "../fs/splice.ts";
import {
  copy_to_user,
  get_user_s32,
  get_user_u64,
  import_iovec,
  put_user_u32,
  strncpy_from_user,
} from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep, Sleeps } from "../task/wait.ts";
import { FD, IOVEC, LOFF_PTR, MEMFD_FLAGS, OFF_PTR, SIZE, SPLICE_FLAGS, STR, UINT } from "../trace/kinds.ts";
import { EBADF, EINVAL, EISDIR, EOVERFLOW, ESPIPE, EXDEV } from "../uapi/asm/errno.ts";
import { O_APPEND } from "../uapi/asm/fcntl.ts";
import { MFD_ALLOW_SEALING, MFD_CLOEXEC } from "../uapi/linux/memfd.ts";
import { family, row } from "./table.ts";

const MAX = 0x7ffff000;

function get_loff(t: task_struct, addr: number): number | undefined {
  return addr ? Number(BigInt.asIntN(64, get_user_u64(t, addr))) : undefined;
}
function put_loff(t: task_struct, addr: number, pos: number | undefined): void {
  if (!addr || pos === undefined) return;
  const b = new DataView(new ArrayBuffer(8));
  b.setBigInt64(0, BigInt(pos));
  copy_to_user(t, addr, new Uint8Array(b.buffer));
}

export function* sys_splice(
  t: task_struct,
  fdin: number,
  offin: number,
  fdout: number,
  offout: number,
  len: number,
  flags: number,
): Sleeps<number> {
  if (len === 0) return 0;
  if (flags & ~SPLICE_F_ALL) return -EINVAL;
  const inf = t.files.fget(fdin);
  const outf = t.files.fget(fdout);
  if (!inf || !outf) return -EBADF;
  if ((get_pipe_info(inf) && offin) || (get_pipe_info(outf) && offout)) return -ESPIPE;
  const from: place = { f: inf, pos: get_loff(t, offin) };
  const to: place = { f: outf, pos: get_loff(t, offout) };
  if ((from.pos ?? 0) < 0 || (to.pos ?? 0) < 0) return -EINVAL;
  const r = yield* do_splice(t, from, to, Math.min(len, MAX), flags);
  if (r > 0) {
    put_loff(t, offin, from.pos);
    put_loff(t, offout, to.pos);
  }
  return r;
}

export function sys_tee(
  t: task_struct,
  fdin: number,
  fdout: number,
  len: number,
  flags: number,
): MaySleep<number> {
  if (flags & ~SPLICE_F_ALL) return -EINVAL;
  if (len === 0) return 0;
  const inf = t.files.fget(fdin);
  const outf = t.files.fget(fdout);
  if (!inf || !outf) return -EBADF;
  return do_tee(t, inf, outf, Math.min(len, MAX), flags);
}

export function sys_vmsplice(
  t: task_struct,
  fd: number,
  vec: number,
  n: number,
  flags: number,
): MaySleep<number> {
  if (flags & ~SPLICE_F_ALL) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f || (!can_read(f) && !can_write(f))) return -EBADF;
  const iter = import_iovec(t, vec, n);
  if (typeof iter === "number") return iter;
  return iter.count ? do_vmsplice(t, f, iter, flags) : 0;
}

function* sendfile(t: task_struct, outfd: number, infd: number, pos: number | undefined, count: number) {
  const inf = t.files.fget(infd);
  if (!inf || !can_read(inf)) return { r: -EBADF, pos };
  if (pos !== undefined && pos < 0) return { r: -EINVAL, pos };
  if (pos !== undefined && !inf.f_op.llseek) return { r: -ESPIPE, pos };
  const outf = t.files.fget(outfd);
  if (!outf || !can_write(outf)) return { r: -EBADF, pos };
  if ((count | 0) < 0) return { r: -EINVAL, pos };
  const from: place = { f: inf, pos };
  const r = yield* do_sendfile(t, from, outf, Math.min(count, MAX));
  return { r, pos: from.pos };
}

export function* sys_sendfile(
  t: task_struct,
  outfd: number,
  infd: number,
  off: number,
  count: number,
): Sleeps<number> {
  const { r, pos } = yield* sendfile(t, outfd, infd, off ? get_user_s32(t, off) : undefined, count);
  if (off && pos !== undefined) {
    if (pos > MAX_NON_LFS) return r < 0 ? r : -EOVERFLOW;
    put_user_u32(t, off, pos);
  }
  return r;
}

export function* sys_sendfile64(
  t: task_struct,
  outfd: number,
  infd: number,
  off: number,
  count: number,
): Sleeps<number> {
  const { r, pos } = yield* sendfile(t, outfd, infd, get_loff(t, off), count);
  put_loff(t, off, pos);
  return r;
}

/** What must hold for both files (generic_copy_file_checks). */
function copy_checks(in_: file, out: file): number {
  if (S_ISDIR(in_.f_inode.i_mode) || S_ISDIR(out.f_inode.i_mode)) return -EISDIR;
  if (!S_ISREG(in_.f_inode.i_mode) || !S_ISREG(out.f_inode.i_mode)) return -EINVAL;
  if (!can_read(in_) || !can_write(out) || out.f_flags & O_APPEND) return -EBADF;
  return 0;
}

export function* sys_copy_file_range(
  t: task_struct,
  fdin: number,
  offin: number,
  fdout: number,
  offout: number,
  len: number,
  flags: number,
): Sleeps<number> {
  const inf = t.files.fget(fdin);
  const outf = t.files.fget(fdout);
  if (!inf || !outf) return -EBADF;
  const from: place = { f: inf, pos: get_loff(t, offin) };
  const to: place = { f: outf, pos: get_loff(t, offout) };
  if (flags) return -EINVAL;
  const bad = copy_checks(inf, outf);
  if (bad) return bad;
  // until 5.3 files had to be on the same mount's file system
  if (inf.f_inode.i_sb !== outf.f_inode.i_sb && !t.kernel.release.atLeast("5.3")) return -EXDEV;
  const a = from.pos ?? inf.f_pos;
  const b = to.pos ?? outf.f_pos;
  if (a < 0 || b < 0) return -EINVAL;
  const n = Math.min(len, MAX, Math.max(0, inf.f_inode.i_size - a));
  if (inf.f_inode === outf.f_inode && a < b + n && b < a + n && n > 0) return -EINVAL;
  if (n === 0) return 0;
  const r = yield* do_copy_file_range(t, from, to, n);
  if (r > 0) {
    put_loff(t, offin, from.pos);
    put_loff(t, offout, to.pos);
  }
  return r;
}

export function sys_memfd_create(t: task_struct, uname: number, flags: number): number {
  const MFD_NOEXEC_SEAL = 8;
  const MFD_EXEC = 16;
  const later = t.kernel.release.atLeast("6.3") ? MFD_NOEXEC_SEAL | MFD_EXEC : 0;
  // no huge pages here: MFD_HUGETLB is refused with the rest
  if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING | later)) return -EINVAL;
  const name = strncpy_from_user(t, uname, 250);
  if (name.length > 249) return -EINVAL;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  const f = shmem_file_setup(t, `memfd:${name}`, 0, (flags & (MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL)) !== 0);
  if (typeof f === "number") {
    t.files.put_unused_fd(fd);
    return f;
  }
  if (flags & MFD_NOEXEC_SEAL) f.f_inode.i_mode &= ~0o111;
  t.files.fd_install(fd, f, (flags & MFD_CLOEXEC) !== 0);
  return fd;
}

export const rows = family("desc", [
  row(122, "sendfile", sys_sendfile, [FD, FD, OFF_PTR, SIZE]),
  row(209, "sendfile64", sys_sendfile64, [FD, FD, LOFF_PTR, SIZE]),
  row(291, "splice", sys_splice, [FD, LOFF_PTR, FD, LOFF_PTR, SIZE, SPLICE_FLAGS]),
  row(293, "tee", sys_tee, [FD, FD, SIZE, SPLICE_FLAGS]),
  row(294, "vmsplice", sys_vmsplice, [FD, IOVEC, UINT, SPLICE_FLAGS]),
  row(340, "memfd_create", sys_memfd_create, [STR, MEMFD_FLAGS]),
  row(346, "copy_file_range", sys_copy_file_range, [FD, LOFF_PTR, FD, LOFF_PTR, SIZE, UINT]),
]);
