// Who may do what with an inode, and changing its attributes (fs/namei.c inode_permission, fs/attr.c notify_change).
// Above: namei.ts, open.ts, the chmod/chown/utimes calls. Below: inode.ts, task/cred.ts.

import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { EACCES, EFBIG, EINVAL, EOPNOTSUPP, EPERM, EROFS } from "../uapi/asm/errno.ts";
import { RLIMIT_FSIZE } from "../uapi/asm/resource.ts";
import { SIGXFSZ } from "../uapi/asm/signal.ts";
import {
  CAP_CHOWN,
  CAP_DAC_OVERRIDE,
  CAP_DAC_READ_SEARCH,
  CAP_FOWNER,
  CAP_FSETID,
} from "../uapi/linux/capability.ts";
import { FS_APPEND_FL, FS_IMMUTABLE_FL } from "../uapi/linux/fs.ts";
import { MS_RDONLY } from "../uapi/linux/mount.ts";
import { S_ISGID, S_ISUID, S_IXGRP } from "../uapi/linux/stat.ts";
import type { dentry, path } from "./dcache.ts";
import {
  current_time,
  type iattr,
  type inode,
  S_IALLUGO,
  S_ISDIR,
  S_ISLNK,
  S_ISREG,
  S_IXUGO,
} from "./inode.ts";
import { fsnotify_change } from "./inotify.ts";

export const MAY_EXEC = 1;
export const MAY_WRITE = 2;
export const MAY_READ = 4;
export const MAY_APPEND = 8;

/** Whether the task's file-system group or one of its groups is gid. */
export function in_group_p(t: task_struct, gid: number): boolean {
  return t.cred.in_group_p(gid);
}

/** Mode bits, groups and the capabilities that override them. */
export function generic_permission(t: task_struct, ino: inode, mask: number): number {
  let mode = ino.i_mode;
  if (t.cred.fsuid === ino.i_uid) mode >>= 6;
  else if ((mode & 0o70) >> 3 !== (mode & 7) && in_group_p(t, ino.i_gid)) mode >>= 3;
  if ((mask & ~mode & 7) === 0) return 0;
  if (S_ISDIR(ino.i_mode)) {
    if (!(mask & MAY_WRITE) && capable(t, CAP_DAC_READ_SEARCH)) return 0;
    return capable(t, CAP_DAC_OVERRIDE) ? 0 : -EACCES;
  }
  if ((mask & 7) === MAY_READ && capable(t, CAP_DAC_READ_SEARCH)) return 0;
  if (!(mask & MAY_EXEC) || ino.i_mode & S_IXUGO) if (capable(t, CAP_DAC_OVERRIDE)) return 0;
  return -EACCES;
}

/** MAY_READ | MAY_WRITE | MAY_EXEC: 0, -EACCES, -EROFS or -EPERM (immutable). */
export function inode_permission(t: task_struct, ino: inode, mask: number): number {
  if (mask & MAY_WRITE) {
    if (ino.i_sb.s_flags & MS_RDONLY && (S_ISREG(ino.i_mode) || S_ISDIR(ino.i_mode) || S_ISLNK(ino.i_mode)))
      return -EROFS;
    if (ino.i_flags & FS_IMMUTABLE_FL) return -EPERM;
  }
  return ino.i_op.permission ? ino.i_op.permission(t, ino, mask) : generic_permission(t, ino, mask);
}

/** inode_permission, and no exec on a noexec mount. */
export function path_permission(t: task_struct, p: path, mask: number): number {
  return inode_permission(t, p.dentry.d_inode!, mask);
}

export const inode_owner_or_capable = (t: task_struct, ino: inode) =>
  t.cred.fsuid === ino.i_uid || capable(t, CAP_FOWNER);

/** Owner and group of a new file: S_ISGID directories pass on their group, and to directories the bit. */
export function inode_init_owner(t: task_struct, ino: inode, dir: inode | null, mode: number): void {
  ino.i_uid = t.cred.fsuid;
  if (dir && dir.i_mode & S_ISGID) {
    ino.i_gid = dir.i_gid;
    if (S_ISDIR(mode)) mode |= S_ISGID;
    else if ((mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP) && !in_group_p(t, dir.i_gid))
      if (!capable(t, CAP_FSETID)) mode &= ~S_ISGID;
  } else ino.i_gid = t.cred.fsgid;
  ino.i_mode = mode;
}

/** Permission for each wanted change (fs/attr.c setattr_prepare); may clear S_ISGID in attr.mode. */
export function setattr_prepare(t: task_struct, ino: inode, attr: iattr): number {
  if (attr.size !== undefined) {
    const r = inode_newsize_ok(t, ino, attr.size);
    if (r) return r;
  }
  if (attr.force) return 0;
  if (attr.uid !== undefined) {
    if (!(t.cred.fsuid === ino.i_uid && attr.uid === ino.i_uid) && !capable(t, CAP_CHOWN)) return -EPERM;
  }
  if (attr.gid !== undefined) {
    const own = t.cred.fsuid === ino.i_uid && (in_group_p(t, attr.gid) || attr.gid === ino.i_gid);
    if (!own && !capable(t, CAP_CHOWN)) return -EPERM;
  }
  if (attr.mode !== undefined) {
    if (!inode_owner_or_capable(t, ino)) return -EPERM;
    if (!in_group_p(t, attr.gid ?? ino.i_gid) && !capable(t, CAP_FSETID)) attr.mode &= ~S_ISGID;
  }
  if (attr.atime_set || attr.mtime_set) if (!inode_owner_or_capable(t, ino)) return -EPERM;
  return 0;
}

function inode_newsize_ok(t: task_struct, ino: inode, size: number): number {
  if (size > ino.i_size) {
    if (size > file_size_limit(t)) {
      t.send_sig(SIGXFSZ);
      return -EFBIG;
    }
    if (size > ino.i_sb.s_maxbytes) return -EFBIG;
  }
  return size < 0 ? -EINVAL : 0;
}

/** Copies the changes into the inode (setattr_copy). */
export function setattr_copy(t: task_struct, ino: inode, attr: iattr): void {
  if (attr.uid !== undefined) ino.i_uid = attr.uid;
  if (attr.gid !== undefined) ino.i_gid = attr.gid;
  if (attr.atime !== undefined) ino.i_atime = attr.atime;
  if (attr.mtime !== undefined) ino.i_mtime = attr.mtime;
  if (attr.ctime !== undefined) ino.i_ctime = attr.ctime;
  if (attr.mode !== undefined) {
    let mode = attr.mode;
    if (!in_group_p(t, ino.i_gid) && !capable(t, CAP_FSETID)) mode &= ~S_ISGID;
    ino.i_mode = (ino.i_mode & ~S_IALLUGO) | (mode & S_IALLUGO);
  }
}

/** Which set-id bits a write by t must clear: a mode to set, or -1 (file_remove_privs, setattr_should_drop_suidgid). */
export function mode_without_suid(t: task_struct, ino: inode): number {
  const mode = ino.i_mode;
  if (!S_ISREG(mode) || !(mode & (S_ISUID | S_ISGID))) return -1;
  let kill = mode & S_ISUID;
  if ((mode & (S_ISGID | S_IXGRP)) === (S_ISGID | S_IXGRP)) kill |= S_ISGID;
  if (!kill || capable(t, CAP_FSETID)) return -1;
  return mode & ~kill;
}

/** Makes the changes: checks, set-id bits, the file system's setattr, notification (fs/attr.c notify_change). */
export function notify_change(t: task_struct, d: dentry, attr: iattr): number {
  const ino = d.d_inode!;
  const now = current_time(ino.kernel);
  if (
    attr.mode !== undefined ||
    attr.uid !== undefined ||
    attr.gid !== undefined ||
    attr.atime_set !== undefined
  )
    if (ino.i_flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) return -EPERM;
  if (attr.touch) {
    if (ino.i_flags & FS_IMMUTABLE_FL) return -EPERM;
    if (!inode_owner_or_capable(t, ino)) {
      const r = inode_permission(t, ino, MAY_WRITE);
      if (r) return r;
    }
  }
  if (attr.mode !== undefined && S_ISLNK(ino.i_mode)) return -EOPNOTSUPP;
  attr.ctime = now;
  if (attr.kill_suid || attr.kill_sgid) {
    let mode = attr.mode ?? ino.i_mode;
    if (attr.kill_suid) mode &= ~S_ISUID;
    if (attr.kill_sgid && mode & S_ISGID && (mode & S_IXGRP || !in_group_p(t, ino.i_gid))) mode &= ~S_ISGID;
    if (mode !== ino.i_mode) {
      const forced = { mode: mode & S_IALLUGO, force: true };
      if (ino.i_op.setattr && attr.mode === undefined) {
        const r = setattr_prepare(t, ino, attr);
        if (r) return r;
        ino.i_op.setattr(t, d, forced);
      } else attr.mode = mode & S_IALLUGO;
    }
  }
  const r = ino.i_op.setattr ? ino.i_op.setattr(t, d, attr) : simple_setattr(t, d, attr);
  if (r === 0) fsnotify_change(d, attr);
  return r;
}

/** The setattr of file systems that keep nothing but the inode. */
export function simple_setattr(t: task_struct, d: dentry, attr: iattr): number {
  const ino = d.d_inode!;
  const r = setattr_prepare(t, ino, attr);
  if (r) return r;
  setattr_copy(t, ino, attr);
  return 0;
}

/** RLIMIT_FSIZE in bytes. */
export function file_size_limit(t: task_struct): number {
  const limit = t.rlimit(RLIMIT_FSIZE);
  return limit >= 0xffffffff ? Number.POSITIVE_INFINITY : limit;
}
