// The size and the blocks of a file: truncate, fallocate, fsync and their relatives (fs/open.c, fs/sync.c, mm/fadvise.c).
// Above: index.ts. Below: fs/.

import { file_size_limit, inode_permission, MAY_WRITE, notify_change } from "../fs/attr.ts";
import type { path } from "../fs/dcache.ts";
import type { file } from "../fs/file.ts";
import { S_ISDIR, S_ISFIFO, S_ISREG } from "../fs/inode.ts";
import { fsnotify_modify } from "../fs/inotify.ts";
import { break_lease } from "../fs/leases.ts";
import { LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import { can_write } from "../fs/open.ts";
import { MAX_NON_LFS } from "../fs/read_write.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import { FADVICE, FALLOC_MODE, FD, OFF, OFF_HI, OFF_LO, PATH, SYNC_RANGE_FLAGS } from "../trace/kinds.ts";
import {
  EBADF,
  EFBIG,
  EINVAL,
  EISDIR,
  ENODEV,
  EOPNOTSUPP,
  EPERM,
  EROFS,
  ESPIPE,
  ETXTBSY,
} from "../uapi/asm/errno.ts";
import { O_LARGEFILE, O_WRONLY } from "../uapi/asm/fcntl.ts";
import { SIGXFSZ } from "../uapi/asm/signal.ts";
import {
  FALLOC_FL_COLLAPSE_RANGE,
  FALLOC_FL_INSERT_RANGE,
  FALLOC_FL_KEEP_SIZE,
  FALLOC_FL_PUNCH_HOLE,
  FALLOC_FL_UNSHARE_RANGE,
  FALLOC_FL_ZERO_RANGE,
} from "../uapi/linux/falloc.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { FS_APPEND_FL, FS_IMMUTABLE_FL } from "../uapi/linux/fs.ts";
import { loff } from "./sys_rw.ts";
import { family, row } from "./table.ts";

function do_truncate(t: task_struct, p: path, length: number, f?: file): number {
  const now = t.kernel.realtime();
  const ino = p.dentry.d_inode!;
  const kill = (ino.i_mode & 0o6000) !== 0;
  const r = notify_change(t, p.dentry, {
    size: length,
    mtime: f || length !== ino.i_size ? now : undefined,
    file: f,
    kill_suid: kill,
    kill_sgid: kill,
  });
  return r;
}
function vfs_truncate(t: task_struct, p: path, length: number): number {
  const ino = p.dentry.d_inode!;
  if (S_ISDIR(ino.i_mode)) return -EISDIR;
  if (!S_ISREG(ino.i_mode)) return -EINVAL;
  if (p.mnt.readonly) return -EROFS;
  const denied = inode_permission(t, ino, MAY_WRITE);
  if (denied) return denied;
  if (ino.i_flags & FS_APPEND_FL) return -EPERM;
  if (ino.i_writecount < 0) return -ETXTBSY;
  return do_truncate(t, p, length);
}
function* ksys_truncate(t: task_struct, name: number, length: number): Sleeps<number> {
  if (length < 0) return -EINVAL;
  const p = user_path_at(t, AT_FDCWD, name, LOOKUP_FOLLOW);
  if (typeof p === "number") return p;
  // checks come first: a truncation that will fail breaks no lease
  const ino = p.dentry.d_inode!;
  if (S_ISREG(ino.i_mode) && !p.mnt.readonly && inode_permission(t, ino, MAY_WRITE) === 0) {
    const r = yield* finish(break_lease(t, ino, O_WRONLY));
    if (r) return r;
  }
  return vfs_truncate(t, p, length);
}
function ksys_ftruncate(t: task_struct, fd: number, length: number, small: boolean): number {
  if (length < 0) return -EINVAL;
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const big = (f.f_flags & O_LARGEFILE) !== 0;
  if (!S_ISREG(f.f_inode.i_mode) || !can_write(f)) return -EINVAL;
  if (small && !big && length > MAX_NON_LFS) return -EINVAL;
  if (f.f_inode.i_flags & FS_APPEND_FL) return -EPERM;
  if (!f.f_path) return -EINVAL;
  return do_truncate(t, f.f_path, length, f);
}

export const sys_truncate = (t: task_struct, name: number, length: number) =>
  ksys_truncate(t, name, length | 0);
export const sys_truncate64 = (t: task_struct, name: number, hi: number, lo: number) =>
  ksys_truncate(t, name, loff(hi, lo));
export const sys_ftruncate = (t: task_struct, fd: number, length: number) =>
  ksys_ftruncate(t, fd, length | 0, true);
export const sys_ftruncate64 = (t: task_struct, fd: number, hi: number, lo: number) =>
  ksys_ftruncate(t, fd, loff(hi, lo), false);

export function sys_fallocate(
  t: task_struct,
  fd: number,
  mode: number,
  offhi: number,
  offlo: number,
  lenhi: number,
  lenlo: number,
): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const offset = loff(offhi, offlo);
  const length = loff(lenhi, lenlo);
  if (offset < 0 || length <= 0) return -EINVAL;
  const known =
    FALLOC_FL_KEEP_SIZE |
    FALLOC_FL_PUNCH_HOLE |
    FALLOC_FL_COLLAPSE_RANGE |
    FALLOC_FL_ZERO_RANGE |
    FALLOC_FL_INSERT_RANGE |
    FALLOC_FL_UNSHARE_RANGE;
  if (mode & ~known) return -EOPNOTSUPP;
  if (
    (mode & (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)) ===
    (FALLOC_FL_PUNCH_HOLE | FALLOC_FL_ZERO_RANGE)
  )
    return -EOPNOTSUPP;
  if (mode & FALLOC_FL_PUNCH_HOLE && !(mode & FALLOC_FL_KEEP_SIZE)) return -EOPNOTSUPP;
  if (mode & FALLOC_FL_COLLAPSE_RANGE && mode & ~FALLOC_FL_COLLAPSE_RANGE) return -EINVAL;
  if (mode & FALLOC_FL_INSERT_RANGE && mode & ~FALLOC_FL_INSERT_RANGE) return -EINVAL;
  if (!can_write(f)) return -EBADF;
  const ino = f.f_inode;
  if (mode & ~FALLOC_FL_KEEP_SIZE && ino.i_flags & FS_APPEND_FL) return -EPERM;
  if (ino.i_flags & FS_IMMUTABLE_FL) return -EPERM;
  if (S_ISFIFO(ino.i_mode)) return -ESPIPE;
  if (S_ISDIR(ino.i_mode)) return -EISDIR;
  if (!S_ISREG(ino.i_mode)) return -ENODEV;
  if (offset + length > ino.i_sb.s_maxbytes) return -EFBIG;
  if (!f.f_op.fallocate) return -EOPNOTSUPP;
  if (!(mode & FALLOC_FL_KEEP_SIZE) && offset + length > ino.i_size && offset + length > file_size_limit(t)) {
    t.send_sig(SIGXFSZ);
    return -EFBIG;
  }
  const r = f.f_op.fallocate(t, f, mode, offset, length);
  if (r === 0) fsnotify_modify(f);
  return r;
}

export const sys_sync = (_t: task_struct): number => 0;
function* do_fsync(t: task_struct, fd: number) {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if (!f.f_op.fsync) return -EINVAL;
  return yield* finish(f.f_op.fsync(f));
}
export const sys_fsync = (t: task_struct, fd: number): MaySleep<number> => do_fsync(t, fd);
export const sys_fdatasync = sys_fsync;

export function sys_syncfs(t: task_struct, fd: number): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return f.f_inode.i_sb.s_op.sync_fs?.(f.f_inode.i_sb) ?? 0;
}

export function sys_sync_file_range(
  t: task_struct,
  fd: number,
  offhi: number,
  offlo: number,
  lenhi: number,
  lenlo: number,
  flags: number,
): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const offset = loff(offhi, offlo);
  const bytes = loff(lenhi, lenlo);
  if (flags & ~7) return -EINVAL;
  if (offset < 0 || offset + bytes < offset) return -EINVAL;
  const { i_mode: mode } = f.f_inode;
  if (!S_ISREG(mode) && !S_ISDIR(mode)) return -ESPIPE;
  const mapping = f.f_inode.i_mapping;
  return mapping?.dirty ? mapping.writeback(Math.floor(offset / 4096)) : 0;
}

/** Advice changes nothing here; the checks are Linux's (mm/fadvise.c). */
export function sys_fadvise64_64(
  t: task_struct,
  fd: number,
  _offhi: number,
  _offlo: number,
  lenhi: number,
  lenlo: number,
  advice: number,
): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  if (S_ISFIFO(f.f_inode.i_mode)) return -ESPIPE;
  if (loff(lenhi, lenlo) < 0) return -EINVAL;
  return advice < 0 || advice > 5 ? -EINVAL : 0;
}

export const rows = family("file", [
  row(36, "sync", sys_sync, []),
  row(92, "truncate", sys_truncate, [PATH, OFF]),
  row(93, "ftruncate", sys_ftruncate, [FD, OFF]),
  row(118, "fsync", sys_fsync, [FD]),
  row(148, "fdatasync", sys_fdatasync, [FD]),
  row(199, "truncate64", sys_truncate64, [PATH, OFF_HI, OFF_LO]),
  row(200, "ftruncate64", sys_ftruncate64, [FD, OFF_HI, OFF_LO]),
  row(236, "fadvise64_64", sys_fadvise64_64, [FD, OFF_HI, OFF_LO, OFF_HI, OFF_LO, FADVICE]),
  row(292, "sync_file_range", sys_sync_file_range, [FD, OFF_HI, OFF_LO, OFF_HI, OFF_LO, SYNC_RANGE_FLAGS]),
  row(305, "fallocate", sys_fallocate, [FD, FALLOC_MODE, OFF_HI, OFF_LO, OFF_HI, OFF_LO]),
  row(327, "syncfs", sys_syncfs, [FD]),
]);
