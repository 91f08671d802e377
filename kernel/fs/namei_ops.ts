// Making and removing names: mkdir, mknod, symlink, link, unlink, rmdir, rename with Linux's order of checks
// (fs/namei.c). The do_* take a directory descriptor and a name, the vfs_* places.
// Above: syscalls/sys_dir.ts, net/unix (bind). Below: namei.ts, the file systems' inode_operations.

import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import {
  EACCES,
  EBUSY,
  EEXIST,
  EINVAL,
  EISDIR,
  EMLINK,
  ENOENT,
  ENOTDIR,
  ENOTEMPTY,
  EPERM,
  EROFS,
  EXDEV,
} from "../uapi/asm/errno.ts";
import { CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_MKNOD } from "../uapi/linux/capability.ts";
import { AT_EMPTY_PATH, AT_REMOVEDIR, AT_SYMLINK_FOLLOW } from "../uapi/linux/fcntl.ts";
import {
  FS_APPEND_FL,
  FS_IMMUTABLE_FL,
  RENAME_EXCHANGE,
  RENAME_NOREPLACE,
  RENAME_WHITEOUT,
} from "../uapi/linux/fs.ts";
import {
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
  S_IXGRP,
} from "../uapi/linux/stat.ts";
import { inode_owner_or_capable, inode_permission, MAY_EXEC, MAY_READ, MAY_WRITE } from "./attr.ts";
import { d_delete, d_move, type dentry, is_subdir, type path } from "./dcache.ts";
import { type inode, S_IALLUGO, S_ISDIR, S_ISREG } from "./inode.ts";
import { fsnotify_create, fsnotify_link, fsnotify_move, fsnotify_unlink } from "./inotify.ts";
import { filename_lookup, filename_parentat, LOOKUP_EMPTY, LOOKUP_FOLLOW, lookup_one } from "./namei.ts";
import { mode_strip_umask } from "./open.ts";

/** A name that is about to come into being, and where. */
export interface new_name {
  parent: path;
  dentry: dentry;
}

/** Looks up a name to create: -EEXIST if it is there (filename_create). */
export function filename_create(
  t: task_struct,
  dfd: number,
  name: string,
  directory: boolean,
): new_name | number {
  const at = filename_parentat(t, dfd, name);
  if (typeof at === "number") return at;
  if (at.type !== "norm") return -EEXIST;
  const denied = inode_permission(t, at.path.dentry.d_inode!, MAY_EXEC);
  if (denied) return denied;
  const d = lookup_one(t, at.path.dentry, at.last);
  if (typeof d === "number") return d;
  if (d.d_inode) return -EEXIST;
  if (at.trailing && !directory) return -ENOENT;
  if (at.path.mnt.readonly) return -EROFS;
  return { parent: at.path, dentry: d };
}

/** Whether t may add names to the directory. */
function may_create(t: task_struct, dir: dentry): number {
  if (dir.d_unhashed && !dir.is_root) return -ENOENT;
  return inode_permission(t, dir.d_inode!, MAY_WRITE | MAY_EXEC);
}

/** The sticky bit: only the owner of the file or of the directory removes it. */
function check_sticky(t: task_struct, dir: inode, ino: inode): boolean {
  if (!(dir.i_mode & S_ISVTX)) return false;
  if (t.cred.fsuid === ino.i_uid || t.cred.fsuid === dir.i_uid) return false;
  return !capable(t, CAP_FOWNER);
}

/** Whether t may remove the name (fs/namei.c may_delete). */
export function may_delete(t: task_struct, dir: inode, d: dentry, wantDir: boolean): number {
  const ino = d.d_inode;
  if (!ino) return -ENOENT;
  const r = inode_permission(t, dir, MAY_WRITE | MAY_EXEC);
  if (r) return r;
  if (dir.i_flags & FS_APPEND_FL) return -EPERM;
  if (check_sticky(t, dir, ino) || ino.i_flags & (FS_APPEND_FL | FS_IMMUTABLE_FL)) return -EPERM;
  if (wantDir) {
    if (!S_ISDIR(ino.i_mode)) return -ENOTDIR;
    if (d.is_root) return -EBUSY;
  } else if (S_ISDIR(ino.i_mode)) return -EISDIR;
  return d.d_parent?.d_unhashed && !d.d_parent.is_root ? -ENOENT : 0;
}

export function vfs_mkdir(t: task_struct, at: new_name, mode: number): number {
  const r = may_create(t, at.parent.dentry);
  if (r) return r;
  const dir = at.parent.dentry.d_inode!;
  if (!dir.i_op.mkdir) return -EPERM;
  const e = dir.i_op.mkdir(t, dir, at.dentry, mode & (0o777 | S_ISVTX));
  if (e === 0) fsnotify_create(at.parent.dentry, at.dentry);
  return e;
}

export function do_mkdirat(t: task_struct, dfd: number, name: string, mode: number): number {
  const at = filename_create(t, dfd, name, true);
  return typeof at === "number" ? at : vfs_mkdir(t, at, mode_strip_umask(t, mode));
}

/** Makes a regular file, FIFO, socket or device node. mode has the type and has been through the umask. */
export function vfs_mknod(t: task_struct, at: new_name, mode: number, dev: number): number {
  const r = may_create(t, at.parent.dentry);
  if (r) return r;
  const type = mode & S_IFMT;
  if ((type === S_IFCHR || type === S_IFBLK) && !capable(t, CAP_MKNOD)) return -EPERM;
  const dir = at.parent.dentry.d_inode!;
  let e: number;
  if (type === S_IFREG) {
    if (!dir.i_op.create) return -EACCES;
    e = dir.i_op.mknod
      ? dir.i_op.mknod(t, dir, at.dentry, mode, 0)
      : dir.i_op.create(t, dir, at.dentry, mode, true);
  } else {
    if (!dir.i_op.mknod) return -EPERM;
    e = dir.i_op.mknod(t, dir, at.dentry, mode, dev);
  }
  if (e === 0) fsnotify_create(at.parent.dentry, at.dentry);
  return e;
}

export function do_mknodat(t: task_struct, dfd: number, name: string, mode: number, dev: number): number {
  let type = mode & S_IFMT;
  if (type === 0) type = S_IFREG;
  if (![S_IFREG, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK].includes(type))
    return (mode & S_IFMT) === 0o40000 ? -EPERM : -EINVAL;
  const at = filename_create(t, dfd, name, false);
  if (typeof at === "number") return at;
  return vfs_mknod(
    t,
    at,
    mode_strip_umask(t, mode & S_IALLUGO) | type,
    type === S_IFCHR || type === S_IFBLK ? dev : 0,
  );
}

export function do_symlinkat(t: task_struct, target: string, dfd: number, name: string): number {
  const at = filename_create(t, dfd, name, false);
  if (typeof at === "number") return at;
  const r = may_create(t, at.parent.dentry);
  if (r) return r;
  const dir = at.parent.dentry.d_inode!;
  if (!dir.i_op.symlink) return -EPERM;
  const e = dir.i_op.symlink(t, dir, at.dentry, target);
  if (e === 0) fsnotify_create(at.parent.dentry, at.dentry);
  return e;
}

/** fs.protected_hardlinks: no links to files one could not write. */
function may_linkat(t: task_struct, ino: inode): number {
  if (!t.kernel.fs.sysctl.protected_hardlinks || inode_owner_or_capable(t, ino)) return 0;
  const { i_mode: mode } = ino;
  const safe =
    S_ISREG(mode) &&
    !(mode & S_ISUID) &&
    (mode & (S_ISGID | S_IXGRP)) !== (S_ISGID | S_IXGRP) &&
    inode_permission(t, ino, MAY_READ | MAY_WRITE) === 0;
  return safe ? 0 : -EPERM;
}

export function do_linkat(
  t: task_struct,
  oldfd: number,
  oldname: string,
  newfd: number,
  newname: string,
  flags: number,
): number {
  if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) return -EINVAL;
  if (flags & AT_EMPTY_PATH && !capable(t, CAP_DAC_READ_SEARCH)) return -ENOENT;
  const how = (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0) | (flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0);
  const old = filename_lookup(t, oldfd, oldname, how);
  if (typeof old === "number") return old;
  const at = filename_create(t, newfd, newname, false);
  if (typeof at === "number") return at;
  if (old.mnt !== at.parent.mnt) return -EXDEV;
  const ino = old.dentry.d_inode!;
  const denied = may_linkat(t, ino);
  if (denied) return denied;
  const r = may_create(t, at.parent.dentry);
  if (r) return r;
  const dir = at.parent.dentry.d_inode!;
  if (ino.i_sb !== dir.i_sb) return -EXDEV;
  if (ino.i_flags & (FS_APPEND_FL | FS_IMMUTABLE_FL)) return -EPERM;
  if (!dir.i_op.link || S_ISDIR(ino.i_mode)) return -EPERM;
  if (ino.i_nlink === 0 && !ino.linkable) return -ENOENT;
  if (ino.i_nlink >= 0xffff) return -EMLINK;
  const e = dir.i_op.link(t, old.dentry, dir, at.dentry);
  if (e === 0) fsnotify_link(at.parent.dentry, at.dentry);
  return e;
}

export function do_unlinkat(t: task_struct, dfd: number, name: string): number {
  const at = filename_parentat(t, dfd, name);
  if (typeof at === "number") return at;
  if (at.type !== "norm") return -EISDIR;
  const denied = inode_permission(t, at.path.dentry.d_inode!, MAY_EXEC);
  if (denied) return denied;
  const d = lookup_one(t, at.path.dentry, at.last);
  if (typeof d === "number") return d;
  const ino = d.d_inode;
  if (!ino) return -ENOENT;
  if (at.path.mnt.readonly) return -EROFS;
  if (at.trailing) return S_ISDIR(ino.i_mode) ? -EISDIR : -ENOTDIR;
  const dir = at.path.dentry.d_inode!;
  const r = may_delete(t, dir, d, false);
  if (r) return r;
  if (!dir.i_op.unlink) return -EPERM;
  if (d.d_mounted > 0) return -EBUSY;
  // held, so that its watchers hear of the name before they hear of the end
  ino.ihold();
  const e = dir.i_op.unlink(t, dir, d);
  if (e === 0) {
    d_delete(d);
    fsnotify_unlink(at.path.dentry, d, ino);
  }
  ino.iput();
  return e;
}

export function do_rmdir(t: task_struct, dfd: number, name: string): number {
  const at = filename_parentat(t, dfd, name);
  if (typeof at === "number") return at;
  if (at.type === "dotdot") return -ENOTEMPTY;
  if (at.type === "dot") return -EINVAL;
  if (at.type === "root") return -EBUSY;
  const denied = inode_permission(t, at.path.dentry.d_inode!, MAY_EXEC);
  if (denied) return denied;
  const d = lookup_one(t, at.path.dentry, at.last);
  if (typeof d === "number") return d;
  const ino = d.d_inode;
  if (!ino) return -ENOENT;
  if (at.path.mnt.readonly) return -EROFS;
  const dir = at.path.dentry.d_inode!;
  const r = may_delete(t, dir, d, true);
  if (r) return r;
  if (!dir.i_op.rmdir) return -EPERM;
  if (d.d_mounted > 0) return -EBUSY;
  // held, so that its watchers hear of the name before they hear of the end
  ino.ihold();
  const e = dir.i_op.rmdir(t, dir, d);
  if (e === 0) {
    d_delete(d);
    fsnotify_unlink(at.path.dentry, d, ino);
  }
  ino.iput();
  return e;
}

export function sys_unlinkat_flags(t: task_struct, dfd: number, name: string, flags: number): number {
  if (flags & ~AT_REMOVEDIR) return -EINVAL;
  return flags & AT_REMOVEDIR ? do_rmdir(t, dfd, name) : do_unlinkat(t, dfd, name);
}

export function do_renameat2(
  t: task_struct,
  oldfd: number,
  oldname: string,
  newfd: number,
  newname: string,
  flags: number,
): number {
  if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) return -EINVAL;
  if (flags & RENAME_EXCHANGE && flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)) return -EINVAL;
  const from = filename_parentat(t, oldfd, oldname);
  if (typeof from === "number") return from;
  const to = filename_parentat(t, newfd, newname);
  if (typeof to === "number") return to;
  if (from.path.mnt !== to.path.mnt) return -EXDEV;
  if (from.type !== "norm") return -EBUSY;
  if (to.type !== "norm") return flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
  if (from.path.mnt.readonly) return -EROFS;
  const oldDir = from.path.dentry;
  const newDir = to.path.dentry;
  for (const dir of [oldDir, newDir]) {
    const denied = inode_permission(t, dir.d_inode!, MAY_EXEC);
    if (denied) return denied;
  }
  const old = lookup_one(t, oldDir, from.last);
  if (typeof old === "number") return old;
  if (!old.d_inode) return -ENOENT;
  const target = lookup_one(t, newDir, to.last);
  if (typeof target === "number") return target;
  if (flags & RENAME_NOREPLACE && target.d_inode) return -EEXIST;
  const isDir = S_ISDIR(old.d_inode.i_mode);
  if (flags & RENAME_EXCHANGE) {
    if (!target.d_inode) return -ENOENT;
    if (!S_ISDIR(target.d_inode.i_mode) && to.trailing) return -ENOTDIR;
  }
  if (!isDir) {
    if (from.trailing) return -ENOTDIR;
    if (!(flags & RENAME_EXCHANGE) && to.trailing) return -ENOTDIR;
  }
  // the source may not be above the target's directory, nor the target above the source
  if (isDir && is_subdir(newDir, old)) return -EINVAL;
  if (target.d_inode && is_subdir(oldDir, target)) return flags & RENAME_EXCHANGE ? -EINVAL : -ENOTEMPTY;
  return vfs_rename(t, oldDir, old, newDir, target, flags);
}

function vfs_rename(
  t: task_struct,
  oldDir: dentry,
  old: dentry,
  newDir: dentry,
  d: dentry,
  flags: number,
): number {
  const source = old.d_inode!;
  const target = d.d_inode;
  if (source === target) return 0;
  const dir = oldDir.d_inode!;
  const into = newDir.d_inode!;
  const isDir = S_ISDIR(source.i_mode);
  let r = may_delete(t, dir, old, isDir);
  if (r) return r;
  if (!target) r = may_create(t, newDir);
  else if (flags & RENAME_EXCHANGE) r = may_delete(t, into, d, S_ISDIR(target.i_mode));
  else r = may_delete(t, into, d, isDir);
  if (r) return r;
  if (!dir.i_op.rename) return -EPERM;
  // a directory whose ".." changes must be writable itself
  if (dir !== into) {
    if (isDir && (r = inode_permission(t, source, MAY_WRITE))) return r;
    if (flags & RENAME_EXCHANGE && S_ISDIR(target!.i_mode) && (r = inode_permission(t, target!, MAY_WRITE)))
      return r;
  }
  if (old.d_mounted > 0 || d.d_mounted > 0) return -EBUSY;
  const oldName = old.d_name;
  const newName = d.d_name;
  target?.ihold();
  r = dir.i_op.rename(t, dir, old, into, d, flags);
  if (r === 0) {
    d_move(old, d, (flags & RENAME_EXCHANGE) !== 0);
    fsnotify_move(oldDir, oldName, newDir, newName, old, target, (flags & RENAME_EXCHANGE) !== 0);
  }
  target?.iput();
  return r;
}
