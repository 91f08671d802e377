// Names and directories: making, removing, renaming, linking, listing, the working directory (fs/namei.c,
// readdir.c, open.c, d_path.c).
// Above: table.ts. Below: fs/namei_ops.ts, fs/namei.ts.

import { inode_permission, MAY_EXEC } from "../fs/attr.ts";
import { type path, prepend_path } from "../fs/dcache.ts";
import { new_decode_dev, S_ISDIR, S_ISLNK } from "../fs/inode.ts";
import { fsnotify_access } from "../fs/inotify.ts";
import { getname, LOOKUP_DIRECTORY, LOOKUP_EMPTY, LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import {
  do_linkat,
  do_mkdirat,
  do_mknodat,
  do_renameat2,
  do_rmdir,
  do_symlinkat,
  do_unlinkat,
  sys_unlinkat_flags,
} from "../fs/namei_ops.ts";
import { touch_atime } from "../fs/read_write.ts";
import { bytesOf, copy_to_user } from "../mm/uaccess.ts";
import { ns_capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import {
  AT_FLAGS,
  ATFD,
  DENTS_OUT,
  DENTS64_OUT,
  DEV,
  FD,
  MODE,
  PATH,
  RENAME_FLAGS,
  SIZE,
  STR_OUT,
  UNLINK_FLAGS,
} from "../trace/kinds.ts";
import { EBADF, EINVAL, ENOENT, ENOTDIR, EPERM, ERANGE } from "../uapi/asm/errno.ts";
import { CAP_SYS_CHROOT } from "../uapi/linux/capability.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { family, row } from "./table.ts";

/** Calls fn with the names at the addresses, or returns the first one's error. */
function with_name(t: task_struct, a: number, fn: (name: string) => number, empty = false): number {
  const name = getname(t, a, empty);
  return typeof name === "number" ? name : fn(name);
}
function with_names(
  t: task_struct,
  a: number,
  b: number,
  fn: (a: string, b: string) => number,
  empty = false,
): number {
  return with_name(t, a, (first) => with_name(t, b, (second) => fn(first, second)), empty);
}

export const sys_mkdirat = (t: task_struct, dfd: number, name: number, mode: number) =>
  with_name(t, name, (n) => do_mkdirat(t, dfd, n, mode));
export const sys_mkdir = (t: task_struct, name: number, mode: number) => sys_mkdirat(t, AT_FDCWD, name, mode);
export const sys_rmdir = (t: task_struct, name: number) =>
  with_name(t, name, (n) => do_rmdir(t, AT_FDCWD, n));
export const sys_unlink = (t: task_struct, name: number) =>
  with_name(t, name, (n) => do_unlinkat(t, AT_FDCWD, n));
export const sys_unlinkat = (t: task_struct, dfd: number, name: number, flags: number) =>
  with_name(t, name, (n) => sys_unlinkat_flags(t, dfd, n, flags));
export const sys_mknodat = (t: task_struct, dfd: number, name: number, mode: number, dev: number) =>
  with_name(t, name, (n) => do_mknodat(t, dfd, n, mode, new_decode_dev(dev)));
export const sys_mknod = (t: task_struct, name: number, mode: number, dev: number) =>
  sys_mknodat(t, AT_FDCWD, name, mode, dev);
export const sys_symlinkat = (t: task_struct, target: number, dfd: number, name: number) =>
  with_names(t, target, name, (a, b) => do_symlinkat(t, a, dfd, b));
export const sys_symlink = (t: task_struct, target: number, name: number) =>
  sys_symlinkat(t, target, AT_FDCWD, name);
export const sys_linkat = (
  t: task_struct,
  ofd: number,
  old: number,
  nfd: number,
  name: number,
  flags: number,
) => with_names(t, old, name, (a, b) => do_linkat(t, ofd, a, nfd, b, flags), true);
export const sys_link = (t: task_struct, old: number, name: number) =>
  sys_linkat(t, AT_FDCWD, old, AT_FDCWD, name, 0);
export const sys_renameat2 = (
  t: task_struct,
  ofd: number,
  old: number,
  nfd: number,
  name: number,
  flags: number,
) => with_names(t, old, name, (a, b) => do_renameat2(t, ofd, a, nfd, b, flags));
export const sys_renameat = (t: task_struct, ofd: number, old: number, nfd: number, name: number) =>
  sys_renameat2(t, ofd, old, nfd, name, 0);
export const sys_rename = (t: task_struct, old: number, name: number) =>
  sys_renameat2(t, AT_FDCWD, old, AT_FDCWD, name, 0);

/** The text of the link at p: how many bytes, or -ERRNO. */
function readlink_at(t: task_struct, p: path, buf: number, size: number, viaEmpty: boolean): number {
  const ino = p.dentry.d_inode!;
  if (!S_ISLNK(ino.i_mode) || !ino.i_op.get_link) return viaEmpty ? -ENOENT : -EINVAL;
  const text = ino.i_op.readlink ? ino.i_op.readlink(t, ino, p.dentry) : ino.i_op.get_link(t, ino, p.dentry);
  if (typeof text === "number") return text;
  if (typeof text !== "string") return -EINVAL;
  const bytes = bytesOf(text.slice(0, size));
  copy_to_user(t, buf, bytes);
  return bytes.length;
}

export function sys_readlinkat(t: task_struct, dfd: number, name: number, buf: number, size: number): number {
  if ((size | 0) <= 0) return -EINVAL;
  const text = getname(t, name, true);
  if (typeof text === "number") return text;
  const p = user_path_at(t, dfd, name, LOOKUP_EMPTY);
  if (typeof p === "number") return p;
  if (text === "" && dfd === AT_FDCWD) return -ENOENT;
  return readlink_at(t, p, buf, size, text === "");
}
export const sys_readlink = (t: task_struct, name: number, buf: number, size: number) =>
  sys_readlinkat(t, AT_FDCWD, name, buf, size);

export function sys_getcwd(t: task_struct, buf: number, size: number): number {
  const { pwd, root } = t.fs;
  if (pwd.dentry.d_unhashed && !pwd.dentry.is_root) return -ENOENT;
  const { text, unreachable } = prepend_path(pwd, root);
  const shown = unreachable ? `(unreachable)${text}` : text;
  if (shown.length + 1 > size) return -ERANGE;
  copy_to_user(t, buf, bytesOf(`${shown}\0`));
  return shown.length + 1;
}

function set_pwd(t: task_struct, p: path): number {
  const denied = inode_permission(t, p.dentry.d_inode!, MAY_EXEC);
  if (denied) return denied;
  t.fs.pwd = p;
  return 0;
}
export function sys_chdir(t: task_struct, name: number): number {
  const p = user_path_at(t, AT_FDCWD, name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
  return typeof p === "number" ? p : set_pwd(t, p);
}
export function sys_fchdir(t: task_struct, fd: number): number {
  const f = t.files.fget_raw(fd);
  if (!f) return -EBADF;
  return S_ISDIR(f.f_inode.i_mode) && f.f_path ? set_pwd(t, f.f_path) : -ENOTDIR;
}
export function sys_chroot(t: task_struct, name: number): number {
  const p = user_path_at(t, AT_FDCWD, name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY);
  if (typeof p === "number") return p;
  const denied = inode_permission(t, p.dentry.d_inode!, MAY_EXEC);
  if (denied) return denied;
  if (!ns_capable(t, t.user_ns, CAP_SYS_CHROOT)) return -EPERM;
  t.fs.root = p;
  return 0;
}
export function sys_umask(t: task_struct, mask: number): number {
  const old = t.fs.umask;
  t.fs.umask = mask & 0o777;
  return old;
}

/** Fills a listing: entry() says how many bytes a record takes and writes it into b at the offset. */
function list(
  t: task_struct,
  fd: number,
  addr: number,
  count: number,
  reclen: (name: string) => number,
  put: (b: DataView, at: number, len: number, ino: number, off: number, type: number) => void,
  nameAt: number,
): number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  const { iterate } = f.f_op;
  if (!iterate || !S_ISDIR(f.f_inode.i_mode)) return -ENOTDIR;
  if (f.f_path?.dentry.d_unhashed && !f.f_path.dentry.is_root) return -ENOENT;
  const size = Math.min(count, 0x10000);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  let tooSmall = false;
  const emit = (name: string, ino: number, type: number, next: number): boolean => {
    const len = reclen(name);
    if (at + len > size) {
      tooSmall = at === 0;
      return false;
    }
    put(view, at, len, ino, next, type);
    for (let i = 0; i < name.length; i++) bytes[at + nameAt + i] = name.charCodeAt(i);
    at += len;
    return true;
  };
  const start = f.f_pos;
  const r = iterate.call(f.f_op, f, emit, t);
  touch_atime(f);
  fsnotify_access(f);
  if (r < 0 && at === 0) return r;
  if (tooSmall) return -EINVAL;
  try {
    copy_to_user(t, addr, bytes.subarray(0, at));
  } catch (fault) {
    // what the program did not get is still to be read
    f.f_pos = start;
    throw fault;
  }
  return at;
}

/** struct linux_dirent: d_ino, d_off, d_reclen, name; the type is the record's last byte. */
export const sys_getdents = (t: task_struct, fd: number, addr: number, count: number) =>
  list(
    t,
    fd,
    addr,
    count,
    (name) => (10 + name.length + 2 + 3) & ~3,
    (b, at, len, ino, off, type) => {
      b.setUint32(at, ino);
      b.setUint32(at + 4, off);
      b.setUint16(at + 8, len);
      b.setUint8(at + len - 1, type);
    },
    10,
  );

/** struct linux_dirent64. */
export const sys_getdents64 = (t: task_struct, fd: number, addr: number, count: number) =>
  list(
    t,
    fd,
    addr,
    count,
    (name) => (19 + name.length + 1 + 7) & ~7,
    (b, at, len, ino, off, type) => {
      b.setBigUint64(at, BigInt(ino));
      b.setBigInt64(at + 8, BigInt(off));
      b.setUint16(at + 16, len);
      b.setUint8(at + 18, type);
    },
    19,
  );

export const rows = family("file", [
  row(9, "link", sys_link, [PATH, PATH]),
  row(10, "unlink", sys_unlink, [PATH]),
  row(12, "chdir", sys_chdir, [PATH]),
  row(14, "mknod", sys_mknod, [PATH, MODE, DEV]),
  row(38, "rename", sys_rename, [PATH, PATH]),
  row(39, "mkdir", sys_mkdir, [PATH, MODE]),
  row(40, "rmdir", sys_rmdir, [PATH]),
  row(60, "umask", sys_umask, [MODE]),
  row(61, "chroot", sys_chroot, [PATH]),
  row(83, "symlink", sys_symlink, [PATH, PATH]),
  row(85, "readlink", sys_readlink, [PATH, STR_OUT, SIZE]),
  row(110, "getcwd", sys_getcwd, [STR_OUT, SIZE]),
  row(133, "fchdir", sys_fchdir, [FD]),
  row(141, "getdents", sys_getdents, [FD, DENTS_OUT, SIZE]),
  row(201, "getdents64", sys_getdents64, [FD, DENTS64_OUT, SIZE]),
  row(276, "mkdirat", sys_mkdirat, [ATFD, PATH, MODE]),
  row(277, "mknodat", sys_mknodat, [ATFD, PATH, MODE, DEV]),
  row(281, "unlinkat", sys_unlinkat, [ATFD, PATH, UNLINK_FLAGS]),
  row(282, "renameat", sys_renameat, [ATFD, PATH, ATFD, PATH]),
  row(283, "linkat", sys_linkat, [ATFD, PATH, ATFD, PATH, AT_FLAGS]),
  row(284, "symlinkat", sys_symlinkat, [PATH, ATFD, PATH]),
  row(285, "readlinkat", sys_readlinkat, [ATFD, PATH, STR_OUT, SIZE]),
  row(337, "renameat2", sys_renameat2, [ATFD, PATH, ATFD, PATH, RENAME_FLAGS]),
]);
