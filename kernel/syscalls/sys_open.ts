// Opening and closing, truncating, allocating, syncing (fs/open.c, fs/sync.c).
// Above: table.ts. Below: fs/open.ts, fs/namei.ts.

import { file_size_limit, inode_permission, MAY_WRITE, notify_change } from "../fs/attr.ts";
import type { path } from "../fs/dcache.ts";
import type { file } from "../fs/file.ts";
import { S_ISDIR, S_ISFIFO, S_ISREG } from "../fs/inode.ts";
import { fsnotify_modify } from "../fs/inotify.ts";
import { break_lease } from "../fs/leases.ts";
import { copy_struct_from_user, getname, LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import { can_write, do_filp_open, type open_how } from "../fs/open.ts";
import { MAX_NON_LFS } from "../fs/read_write.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import {
  ATFD,
  CLOSE_RANGE_FLAGS,
  FADVICE,
  FALLOC_MODE,
  FD,
  MODE,
  OFF,
  OFF_HI,
  OFF_LO,
  OPEN_FLAGS,
  OPEN_HOW,
  PATH,
  SIZE,
  SYNC_RANGE_FLAGS,
  UINT,
} from "../trace/kinds.ts";
import {
  E2BIG,
  EBADF,
  EFBIG,
  EINVAL,
  EISDIR,
  ENODEV,
  EOPNOTSUPP,
  EOVERFLOW,
  EPERM,
  EROFS,
  ESPIPE,
  ETXTBSY,
} from "../uapi/asm/errno.ts";
import {
  __O_SYNC,
  __O_TMPFILE,
  FASYNC,
  O_ACCMODE,
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECT,
  O_DIRECTORY,
  O_DSYNC,
  O_EXCL,
  O_LARGEFILE,
  O_NOATIME,
  O_NOCTTY,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
} from "../uapi/asm/fcntl.ts";
import { SIGXFSZ } from "../uapi/asm/signal.ts";
import { CLOSE_RANGE_CLOEXEC, CLOSE_RANGE_UNSHARE } from "../uapi/linux/close_range.ts";
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
import {
  RESOLVE_BENEATH,
  RESOLVE_CACHED,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from "../uapi/linux/openat2.ts";
import { loff } from "./sys_rw.ts";
import { family, row } from "./table.ts";

/** The O_NDELAY bit that old programs set along with O_NONBLOCK (arch/parisc, O_NONBLOCK_OLD). */
export const O_NONBLOCK_OLD_BIT = 4;
const VALID_OPEN_FLAGS =
  O_ACCMODE |
  O_CREAT |
  O_EXCL |
  O_NOCTTY |
  O_TRUNC |
  O_APPEND |
  O_NONBLOCK |
  __O_SYNC |
  O_DSYNC |
  FASYNC |
  O_DIRECT |
  O_LARGEFILE |
  O_DIRECTORY |
  O_NOFOLLOW |
  O_NOATIME |
  O_CLOEXEC |
  O_PATH |
  __O_TMPFILE;
const O_PATH_FLAGS = O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC;

/** The rules open(2) has been lenient about: unknown flags go, O_PATH wins (build_open_how). */
function build_open_how(flags: number, mode: number): open_how {
  let f = flags & VALID_OPEN_FLAGS;
  if (f & O_PATH) f &= O_PATH_FLAGS;
  return { flags: f, mode: f & (O_CREAT | __O_TMPFILE) ? mode & 0o7777 : 0 };
}

/** What is wrong in itself, or 0 (build_open_flags). */
function check_open_how(how: open_how): number {
  const { flags } = how;
  if (flags & ~VALID_OPEN_FLAGS) return -EINVAL;
  const resolve = how.resolve ?? 0;
  if (
    resolve &
    ~(
      RESOLVE_NO_XDEV |
      RESOLVE_NO_MAGICLINKS |
      RESOLVE_NO_SYMLINKS |
      RESOLVE_BENEATH |
      RESOLVE_IN_ROOT |
      RESOLVE_CACHED
    )
  )
    return -EINVAL;
  if (resolve & RESOLVE_BENEATH && resolve & RESOLVE_IN_ROOT) return -EINVAL;
  if (flags & (O_CREAT | __O_TMPFILE)) {
    if (how.mode & ~0o7777) return -EINVAL;
  } else if (how.mode !== 0) return -EINVAL;
  if (flags & __O_TMPFILE) {
    if (!(flags & O_DIRECTORY)) return -EINVAL;
    if (flags & O_CREAT || (flags & O_ACCMODE) === O_RDONLY) return -EINVAL;
  }
  if (flags & O_PATH && flags & ~O_PATH_FLAGS) return -EINVAL;
  return 0;
}

function do_sys_openat2(t: task_struct, dfd: number, filename: number, how: open_how): MaySleep<number> {
  const bad = check_open_how(how);
  if (bad) return bad;
  if (how.flags & __O_SYNC) how.flags |= O_DSYNC;
  const name = getname(t, filename);
  if (typeof name === "number") return name;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  const f = do_filp_open(t, dfd, name, how);
  if (typeof f === "number") {
    t.files.put_unused_fd(fd);
    return f;
  }
  if ("f_op" in f) return installed(t, fd, f, how.flags);
  return install_later(t, fd, f, how.flags);
}

function* install_later(
  t: task_struct,
  fd: number,
  opened: Sleeps<file | number>,
  flags: number,
): Sleeps<number> {
  let r: file | number = -EINVAL;
  try {
    r = yield* opened;
  } finally {
    if (typeof r === "number") t.files.put_unused_fd(fd);
  }
  return typeof r === "number" ? r : installed(t, fd, r, flags);
}

function installed(t: task_struct, fd: number, f: file, flags: number): number {
  // creation flags are not status flags: fcntl(F_GETFL) does not show them
  f.f_flags = flags & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_CLOEXEC);
  t.files.fd_install(fd, f, (flags & O_CLOEXEC) !== 0);
  return fd;
}

export function sys_openat(t: task_struct, dfd: number, filename: number, flags: number, mode: number) {
  // programs without O_LARGEFILE cannot open files beyond 2 GiB: checked when the file is known
  return no_lfs_check(t, do_sys_openat2(t, dfd, filename, build_open_how(flags, mode)), flags);
}

/** generic_file_open: a file too large for the program's off_t is -EOVERFLOW. */
function no_lfs_check(t: task_struct, r: MaySleep<number>, flags: number): MaySleep<number> {
  if (typeof r !== "number" || r < 0 || flags & (O_LARGEFILE | O_PATH)) return r;
  const f = t.files.fget(r);
  if (!f || !S_ISREG(f.f_inode.i_mode) || f.f_inode.i_size <= MAX_NON_LFS) return r;
  t.files.close(t, r);
  return -EOVERFLOW;
}

export const sys_open = (t: task_struct, filename: number, flags: number, mode: number) =>
  sys_openat(t, AT_FDCWD, filename, flags, mode);
export const sys_creat = (t: task_struct, filename: number, mode: number) =>
  sys_openat(t, AT_FDCWD, filename, O_CREAT | O_WRONLY | O_TRUNC, mode);

export function sys_openat2(t: task_struct, dfd: number, filename: number, how: number, usize: number) {
  if (usize < 24) return -EINVAL;
  const b = copy_struct_from_user(t, how, usize, 24, E2BIG);
  if (typeof b === "number") return b;
  const v = new DataView(b.buffer);
  if (v.getUint32(0) || v.getUint32(8) || v.getUint32(16)) return -EINVAL;
  return do_sys_openat2(t, dfd, filename, {
    flags: v.getInt32(4),
    mode: v.getInt32(12),
    resolve: v.getInt32(20),
  });
}

export function sys_close(t: task_struct, fd: number): MaySleep<number> {
  const f = t.files.fget(fd);
  const err = t.files.close(t, fd);
  // A socket with SO_LINGER: not back in the program before its data have gone, or the time is over.
  return f?.linger ? f.linger(t) : err;
}

export function sys_close_range(t: task_struct, fd: number, max: number, flags: number): number {
  if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) return -EINVAL;
  if (fd > max) return -EINVAL;
  if (flags & CLOSE_RANGE_UNSHARE && t.files.count > 1) {
    const mine = t.files.dup();
    t.files.count--;
    t.files = mine;
  }
  const { files } = t;
  for (let i = fd; i <= max && i < files.fd.length; i++) {
    const slot = files.slot(i);
    if (!slot) continue;
    if (flags & CLOSE_RANGE_CLOEXEC) slot.cloexec = true;
    else files.close(t, i);
  }
  return 0;
}

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
  row(5, "open", sys_open, [PATH, OPEN_FLAGS, MODE]),
  row(6, "close", sys_close, [FD]),
  row(8, "creat", sys_creat, [PATH, MODE]),
  row(36, "sync", sys_sync, []),
  row(92, "truncate", sys_truncate, [PATH, OFF]),
  row(93, "ftruncate", sys_ftruncate, [FD, OFF]),
  row(118, "fsync", sys_fsync, [FD]),
  row(148, "fdatasync", sys_fdatasync, [FD]),
  row(199, "truncate64", sys_truncate64, [PATH, OFF_HI, OFF_LO]),
  row(200, "ftruncate64", sys_ftruncate64, [FD, OFF_HI, OFF_LO]),
  row(236, "fadvise64_64", sys_fadvise64_64, [FD, OFF_HI, OFF_LO, OFF_HI, OFF_LO, FADVICE]),
  row(275, "openat", sys_openat, [ATFD, PATH, OPEN_FLAGS, MODE]),
  row(292, "sync_file_range", sys_sync_file_range, [FD, OFF_HI, OFF_LO, OFF_HI, OFF_LO, SYNC_RANGE_FLAGS]),
  row(305, "fallocate", sys_fallocate, [FD, FALLOC_MODE, OFF_HI, OFF_LO, OFF_HI, OFF_LO]),
  row(327, "syncfs", sys_syncfs, [FD]),
  row(436, "close_range", sys_close_range, [UINT, UINT, CLOSE_RANGE_FLAGS], { since: "5.9" }),
  row(437, "openat2", sys_openat2, [ATFD, PATH, OPEN_HOW, SIZE], { since: "5.6" }),
]);
