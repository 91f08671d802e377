// Asking for attributes, and changing them (fs/stat.c, statfs.c, utimes.c, open.c: access, chmod, chown).
// Above: table.ts. Below: fs/stat.ts, fs/attr.ts, fs/namei.ts.

import { inode_permission, MAY_EXEC, notify_change } from "../fs/attr.ts";
import type { path } from "../fs/dcache.ts";
import { type iattr, S_ISDIR, S_ISREG } from "../fs/inode.ts";
import { LOOKUP_EMPTY, LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import { cp_new_stat, cp_new_stat64, cp_statfs, cp_statx, vfs_getattr } from "../fs/stat.ts";
import { copy_from_user, get_user_u8 } from "../mm/uaccess.ts";
import { CAP_EMPTY_SET, type cred, prepare_creds } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import {
  ACCESS_MODE,
  AT_FLAGS,
  ATFD,
  FD,
  GID,
  MODE,
  PATH,
  SIZE,
  STAT_OUT,
  STAT64_OUT,
  STATFS_OUT,
  STATFS64_OUT,
  STATX_FLAGS,
  STATX_MASK,
  STATX_OUT,
  TIMESPEC_PAIR,
  TIMESPEC64_PAIR,
  TIMEVAL_PAIR,
  UID,
  UTIMBUF,
} from "../trace/kinds.ts";
import { EACCES, EBADF, EINVAL, EROFS } from "../uapi/asm/errno.ts";
import { O_PATH } from "../uapi/asm/fcntl.ts";
import {
  AT_EACCESS,
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_NO_AUTOMOUNT,
  AT_STATX_SYNC_TYPE,
  AT_SYMLINK_NOFOLLOW,
} from "../uapi/linux/fcntl.ts";
import { MS_NOEXEC } from "../uapi/linux/mount.ts";
import { STATX__RESERVED } from "../uapi/linux/stat.ts";
import { family, row } from "./table.ts";

type copy = (t: task_struct, ino: NonNullable<path["dentry"]["d_inode"]>, addr: number) => number;

function stat_path(t: task_struct, dfd: number, name: number, flags: number, addr: number, cp: copy): number {
  const p = user_path_at(t, dfd, name, flags);
  if (typeof p === "number") return p;
  const ino = vfs_getattr(t, p);
  return typeof ino === "number" ? ino : cp(t, ino, addr);
}

function stat_fd(t: task_struct, fd: number, addr: number, cp: copy): number {
  const f = t.files.fget_raw(fd);
  if (!f) return -EBADF;
  const ino = f.f_path ? vfs_getattr(t, f.f_path) : f.f_inode;
  return typeof ino === "number" ? ino : cp(t, ino, addr);
}

export const sys_newstat = (t: task_struct, name: number, addr: number) =>
  stat_path(t, AT_FDCWD, name, LOOKUP_FOLLOW, addr, cp_new_stat);
export const sys_newlstat = (t: task_struct, name: number, addr: number) =>
  stat_path(t, AT_FDCWD, name, 0, addr, cp_new_stat);
export const sys_newfstat = (t: task_struct, fd: number, addr: number) => stat_fd(t, fd, addr, cp_new_stat);
export const sys_stat64 = (t: task_struct, name: number, addr: number) =>
  stat_path(t, AT_FDCWD, name, LOOKUP_FOLLOW, addr, cp_new_stat64);
export const sys_lstat64 = (t: task_struct, name: number, addr: number) =>
  stat_path(t, AT_FDCWD, name, 0, addr, cp_new_stat64);
export const sys_fstat64 = (t: task_struct, fd: number, addr: number) => stat_fd(t, fd, addr, cp_new_stat64);

const how_of = (flags: number) =>
  (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);

/** "" with AT_EMPTY_PATH names the descriptor itself, even one without a place in the tree (sockets). */
function empty_at(t: task_struct, name: number, flags: number): boolean {
  return (flags & AT_EMPTY_PATH) !== 0 && get_user_u8(t, name) === 0;
}

export function sys_fstatat64(
  t: task_struct,
  dfd: number,
  name: number,
  addr: number,
  flags: number,
): number {
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)) return -EINVAL;
  if (dfd >= 0 && empty_at(t, name, flags)) return stat_fd(t, dfd, addr, cp_new_stat64);
  return stat_path(t, dfd, name, how_of(flags), addr, cp_new_stat64);
}

export function sys_statx(
  t: task_struct,
  dfd: number,
  name: number,
  flags: number,
  mask: number,
  addr: number,
): number {
  if (mask & STATX__RESERVED) return -EINVAL;
  if ((flags & AT_STATX_SYNC_TYPE) === AT_STATX_SYNC_TYPE) return -EINVAL;
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)) return -EINVAL;
  let p: path | number | null;
  if (dfd >= 0 && empty_at(t, name, flags)) {
    const f = t.files.fget_raw(dfd);
    if (!f) return -EBADF;
    p = f.f_path;
    if (!p) return -EINVAL;
  } else p = user_path_at(t, dfd, name, how_of(flags));
  if (typeof p === "number") return p;
  const ino = vfs_getattr(t, p);
  return typeof ino === "number" ? ino : cp_statx(t, p, ino, addr);
}

/** Credentials for access(2): the real ids, and root's powers only with real uid 0 (access_override_creds). */
function access_creds(t: task_struct): cred {
  const c = prepare_creds(t);
  c.fsuid = c.uid;
  c.fsgid = c.gid;
  c.cap_effective = t.user_ns.from_kuid(c.uid) === 0 ? c.cap_permitted : CAP_EMPTY_SET;
  return c;
}

function do_faccessat(t: task_struct, dfd: number, name: number, mode: number, flags: number): number {
  if (mode & ~7) return -EINVAL;
  if (flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
  const kept = t.cred;
  if (!(flags & AT_EACCESS)) t.cred = access_creds(t);
  try {
    const p = user_path_at(t, dfd, name, how_of(flags));
    if (typeof p === "number") return p;
    const ino = p.dentry.d_inode!;
    if (mode & MAY_EXEC && S_ISREG(ino.i_mode) && (p.mnt.mnt_flags & MS_NOEXEC || ino.i_sb.s_noexec))
      return -EACCES;
    const r = inode_permission(t, ino, mode);
    if (r || !(mode & 2) || (!S_ISREG(ino.i_mode) && !S_ISDIR(ino.i_mode))) return r;
    return p.mnt.readonly ? -EROFS : 0;
  } finally {
    t.cred = kept;
  }
}
export const sys_access = (t: task_struct, name: number, mode: number) =>
  do_faccessat(t, AT_FDCWD, name, mode, 0);
export const sys_faccessat = (t: task_struct, dfd: number, name: number, mode: number) =>
  do_faccessat(t, dfd, name, mode, 0);
export const sys_faccessat2 = do_faccessat;

function chmod_path(t: task_struct, p: path, mode: number): number {
  if (p.mnt.readonly) return -EROFS;
  return notify_change(t, p.dentry, { mode: mode & 0o7777 });
}
export function sys_fchmodat(t: task_struct, dfd: number, name: number, mode: number): number {
  const p = user_path_at(t, dfd, name, LOOKUP_FOLLOW);
  return typeof p === "number" ? p : chmod_path(t, p, mode);
}
export function sys_fchmodat2(
  t: task_struct,
  dfd: number,
  name: number,
  mode: number,
  flags: number,
): number {
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
  const p = user_path_at(t, dfd, name, how_of(flags));
  return typeof p === "number" ? p : chmod_path(t, p, mode);
}
export const sys_chmod = (t: task_struct, name: number, mode: number) =>
  sys_fchmodat(t, AT_FDCWD, name, mode);
export function sys_fchmod(t: task_struct, fd: number, mode: number): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return f.f_path ? chmod_path(t, f.f_path, mode) : -EINVAL;
}

function chown_path(t: task_struct, p: path, uid: number, gid: number): number {
  if (p.mnt.readonly) return -EROFS;
  const attr: iattr = {};
  if (uid !== 0xffffffff) {
    attr.uid = t.user_ns.make_kuid(uid);
    if (attr.uid === 0xffffffff) return -EINVAL;
  }
  if (gid !== 0xffffffff) {
    attr.gid = t.user_ns.make_kgid(gid);
    if (attr.gid === 0xffffffff) return -EINVAL;
  }
  const ino = p.dentry.d_inode!;
  if (!S_ISDIR(ino.i_mode) && ino.i_mode & 0o6000) {
    attr.kill_suid = true;
    attr.kill_sgid = true;
  }
  return notify_change(t, p.dentry, attr);
}
export function sys_fchownat(
  t: task_struct,
  dfd: number,
  name: number,
  uid: number,
  gid: number,
  flags: number,
) {
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
  const p = user_path_at(t, dfd, name, how_of(flags));
  return typeof p === "number" ? p : chown_path(t, p, uid, gid);
}
export const sys_chown = (t: task_struct, name: number, uid: number, gid: number) =>
  sys_fchownat(t, AT_FDCWD, name, uid, gid, 0);
export const sys_lchown = (t: task_struct, name: number, uid: number, gid: number) =>
  sys_fchownat(t, AT_FDCWD, name, uid, gid, AT_SYMLINK_NOFOLLOW);
export function sys_fchown(t: task_struct, fd: number, uid: number, gid: number): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return f.f_path ? chown_path(t, f.f_path, uid, gid) : -EINVAL;
}

const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;

interface times {
  sec: bigint;
  nsec: number;
}

function vfs_utimes(t: task_struct, p: path, both: [times, times] | null): number {
  if (p.mnt.readonly) return -EROFS;
  const now = t.kernel.realtime();
  const attr: iattr = {};
  if (both) {
    const bad = (x: times) =>
      x.nsec !== UTIME_NOW && x.nsec !== UTIME_OMIT && (x.nsec < 0 || x.nsec > 999_999_999);
    if (both.some(bad)) return -EINVAL;
    const [a, m] = both;
    if (a.nsec === UTIME_NOW && m.nsec === UTIME_NOW) both = null;
    else {
      if (a.nsec !== UTIME_OMIT) {
        attr.atime = a.nsec === UTIME_NOW ? now : a.sec * 1_000_000_000n + BigInt(a.nsec);
        attr.atime_set = a.nsec !== UTIME_NOW;
      }
      if (m.nsec !== UTIME_OMIT) {
        attr.mtime = m.nsec === UTIME_NOW ? now : m.sec * 1_000_000_000n + BigInt(m.nsec);
        attr.mtime_set = m.nsec !== UTIME_NOW;
      }
      // one "now" and one left alone asks as much as setting both (ATTR_TIMES_SET)
      attr.atime_set ??= false;
      if (attr.atime !== undefined || attr.mtime !== undefined) attr.mtime_set = true;
    }
  }
  if (!both) {
    attr.atime = attr.mtime = now;
    attr.touch = true;
  }
  return notify_change(t, p.dentry, attr);
}

function do_utimes(
  t: task_struct,
  dfd: number,
  name: number,
  both: [times, times] | null,
  flags: number,
): number {
  if (name === 0 && dfd !== AT_FDCWD) {
    if (flags) return -EINVAL;
    const f = t.files.fget(dfd);
    if (!f || f.f_flags & O_PATH) return -EBADF;
    return f.f_path ? vfs_utimes(t, f.f_path, both) : -EINVAL;
  }
  if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
  const p = user_path_at(t, dfd, name, how_of(flags));
  return typeof p === "number" ? p : vfs_utimes(t, p, both);
}

const omitted = (both: [times, times]) => both[0].nsec === UTIME_OMIT && both[1].nsec === UTIME_OMIT;

export function sys_utimensat(
  t: task_struct,
  dfd: number,
  name: number,
  addr: number,
  flags: number,
): number {
  let both: [times, times] | null = null;
  if (addr) {
    const v = new DataView(copy_from_user(t, addr, 16).buffer);
    both = [0, 8].map((at) => ({ sec: BigInt(v.getInt32(at)), nsec: v.getInt32(at + 4) })) as [times, times];
    if (omitted(both)) return 0;
  }
  return do_utimes(t, dfd, name, both, flags);
}
export function sys_utimensat_time64(
  t: task_struct,
  dfd: number,
  name: number,
  addr: number,
  flags: number,
): number {
  let both: [times, times] | null = null;
  if (addr) {
    const v = new DataView(copy_from_user(t, addr, 32).buffer);
    both = [0, 16].map((at) => ({ sec: v.getBigInt64(at), nsec: v.getInt32(at + 12) })) as [times, times];
    if (omitted(both)) return 0;
  }
  return do_utimes(t, dfd, name, both, flags);
}
export function sys_futimesat(t: task_struct, dfd: number, name: number, addr: number): number {
  let both: [times, times] | null = null;
  if (addr) {
    const v = new DataView(copy_from_user(t, addr, 16).buffer);
    const usec = [v.getInt32(4), v.getInt32(12)];
    if (usec.some((u) => u < 0 || u >= 1_000_000)) return -EINVAL;
    both = [0, 8].map((at) => ({ sec: BigInt(v.getInt32(at)), nsec: v.getInt32(at + 4) * 1000 })) as [
      times,
      times,
    ];
  }
  return do_utimes(t, dfd, name, both, 0);
}
export const sys_utimes = (t: task_struct, name: number, addr: number) =>
  sys_futimesat(t, AT_FDCWD, name, addr);
export function sys_utime(t: task_struct, name: number, addr: number): number {
  let both: [times, times] | null = null;
  if (addr) {
    const v = new DataView(copy_from_user(t, addr, 8).buffer);
    both = [0, 4].map((at) => ({ sec: BigInt(v.getInt32(at)), nsec: 0 })) as [times, times];
  }
  return do_utimes(t, AT_FDCWD, name, both, 0);
}

function statfs_path(t: task_struct, name: number, addr: number, wide: boolean): number {
  const p = user_path_at(t, AT_FDCWD, name, LOOKUP_FOLLOW);
  return typeof p === "number" ? p : cp_statfs(t, p, addr, wide);
}
function statfs_fd(t: task_struct, fd: number, addr: number, wide: boolean): number {
  const f = t.files.fget_raw(fd);
  if (!f) return -EBADF;
  return f.f_path ? cp_statfs(t, f.f_path, addr, wide) : -EINVAL;
}
export const sys_statfs = (t: task_struct, name: number, addr: number) => statfs_path(t, name, addr, false);
export const sys_fstatfs = (t: task_struct, fd: number, addr: number) => statfs_fd(t, fd, addr, false);
export const sys_statfs64 = (t: task_struct, name: number, size: number, addr: number) =>
  size !== 88 ? -EINVAL : statfs_path(t, name, addr, true);
export const sys_fstatfs64 = (t: task_struct, fd: number, size: number, addr: number) =>
  size !== 88 ? -EINVAL : statfs_fd(t, fd, addr, true);

export const rows = family("file", [
  row(15, "chmod", sys_chmod, [PATH, MODE]),
  row(16, "lchown", sys_lchown, [PATH, UID, GID]),
  row(18, "stat", sys_newstat, [PATH, STAT_OUT]),
  row(28, "fstat", sys_newfstat, [FD, STAT_OUT]),
  row(30, "utime", sys_utime, [PATH, UTIMBUF]),
  row(33, "access", sys_access, [PATH, ACCESS_MODE]),
  row(84, "lstat", sys_newlstat, [PATH, STAT_OUT]),
  row(94, "fchmod", sys_fchmod, [FD, MODE]),
  row(95, "fchown", sys_fchown, [FD, UID, GID]),
  row(99, "statfs", sys_statfs, [PATH, STATFS_OUT]),
  row(100, "fstatfs", sys_fstatfs, [FD, STATFS_OUT]),
  row(101, "stat64", sys_stat64, [PATH, STAT64_OUT]),
  row(112, "fstat64", sys_fstat64, [FD, STAT64_OUT]),
  row(180, "chown", sys_chown, [PATH, UID, GID]),
  row(198, "lstat64", sys_lstat64, [PATH, STAT64_OUT]),
  row(278, "fchownat", sys_fchownat, [ATFD, PATH, UID, GID, AT_FLAGS]),
  row(279, "futimesat", sys_futimesat, [ATFD, PATH, TIMEVAL_PAIR]),
  row(280, "fstatat64", sys_fstatat64, [ATFD, PATH, STAT64_OUT, AT_FLAGS]),
  row(286, "fchmodat", sys_fchmodat, [ATFD, PATH, MODE]),
  row(287, "faccessat", sys_faccessat, [ATFD, PATH, ACCESS_MODE]),
  row(298, "statfs64", sys_statfs64, [PATH, SIZE, STATFS64_OUT]),
  row(299, "fstatfs64", sys_fstatfs64, [FD, SIZE, STATFS64_OUT]),
  row(301, "utimensat", sys_utimensat, [ATFD, PATH, TIMESPEC_PAIR, AT_FLAGS]),
  row(336, "utimes", sys_utimes, [PATH, TIMEVAL_PAIR]),
  row(349, "statx", sys_statx, [ATFD, PATH, STATX_FLAGS, STATX_MASK, STATX_OUT], { since: "4.11" }),
  row(412, "utimensat_time64", sys_utimensat_time64, [ATFD, PATH, TIMESPEC64_PAIR, AT_FLAGS], {
    since: "5.1",
  }),
  row(439, "faccessat2", sys_faccessat2, [ATFD, PATH, ACCESS_MODE, AT_FLAGS], { since: "5.8" }),
  row(452, "fchmodat2", sys_fchmodat2, [ATFD, PATH, MODE, AT_FLAGS], { since: "6.6" }),
]);
