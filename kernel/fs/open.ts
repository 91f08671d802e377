// Opening: from a name and flags to a struct file (fs/open.c, and open's half of fs/namei.c).
// Above: syscalls/sys_open.ts, exec/. Below: namei.ts, attr.ts, file.ts.

import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import {
  EACCES,
  EEXIST,
  EINVAL,
  EISDIR,
  ELOOP,
  ENOENT,
  ENOTDIR,
  ENXIO,
  EOPNOTSUPP,
  EPERM,
  EROFS,
  ETXTBSY,
} from "../uapi/asm/errno.ts";
import {
  __O_TMPFILE,
  O_ACCMODE,
  O_APPEND,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOATIME,
  O_NOFOLLOW,
  O_PATH,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
} from "../uapi/asm/fcntl.ts";
import { CAP_FOWNER } from "../uapi/linux/capability.ts";
import { FS_APPEND_FL } from "../uapi/linux/fs.ts";
import { MS_NODEV, MS_NOEXEC } from "../uapi/linux/mount.ts";
import { S_IFREG, S_ISVTX } from "../uapi/linux/stat.ts";
import {
  inode_owner_or_capable,
  inode_permission,
  MAY_EXEC,
  MAY_READ,
  MAY_WRITE,
  notify_change,
} from "./attr.ts";
import { chrdev_open } from "./char_dev.ts";
import { type dentry, dentry as new_dentry, type path } from "./dcache.ts";
import { file, type file_operations } from "./file.ts";
import {
  type inode,
  S_IALLUGO,
  S_ISBLK,
  S_ISCHR,
  S_ISDIR,
  S_ISFIFO,
  S_ISLNK,
  S_ISREG,
  S_ISSOCK,
} from "./inode.ts";
import { fsnotify_create, fsnotify_open } from "./inotify.ts";
import { break_lease } from "./leases.ts";
import { filename_lookup, LOOKUP_DIRECTORY, LOOKUP_FOLLOW, lookup_one, nameidata } from "./namei.ts";
import type { mount } from "./namespace.ts";
import { fifo_open } from "./pipe_open.ts";

/** MAY_* bits of an open's access mode. */
export const ACC_MODE = (flags: number): number => [MAY_READ, MAY_WRITE, MAY_READ | MAY_WRITE, 6][flags & 3];

const no_op: file_operations = { name: "path" };

/**
 * The mode bits a creation gets: umask applied. (POSIX ACLs are not kept, so always.)
 */
export const mode_strip_umask = (t: task_struct, mode: number) => mode & ~t.fs.umask;

/** An open file for a place that exists; flags and permissions have been looked at (do_dentry_open). */
export function do_dentry_open(t: task_struct, p: path, flags: number): MaySleep<file | number> {
  const ino = p.dentry.d_inode!;
  if (flags & O_PATH) {
    ino.ihold();
    return new file(ino.kernel, no_op, flags, ino, p);
  }
  const writes = (flags & O_ACCMODE) !== O_RDONLY;
  const { i_mode: mode } = ino;
  let op: file_operations | null = ino.i_fop;
  if (S_ISCHR(mode) || S_ISBLK(mode)) {
    if (p.mnt.mnt_flags & MS_NODEV || ino.i_sb.s_nodev) return -EACCES;
    const dev = chrdev_open(ino);
    if (typeof dev === "number") return dev;
    op = dev;
  } else if (S_ISFIFO(mode)) op = fifo_open;
  else if (S_ISSOCK(mode)) return -ENXIO;
  if (!op) return -ENXIO;
  if (writes && S_ISREG(mode)) {
    if (ino.i_writecount < 0) return -ETXTBSY;
    ino.i_writecount++;
  }
  ino.ihold();
  const f = new file(ino.kernel, op, flags, ino, p);
  if (!writes && S_ISREG(mode)) {
    f.f_reads_only = true;
    ino.i_readcount++;
  }
  if (!op.open) {
    fsnotify_open(f);
    return f;
  }
  const r = op.open(t, f);
  return typeof r === "number" ? opened(f, r) : wait_open(f, r);
}

function opened(f: file, r: number): file | number {
  if (r < 0) {
    f.abandon();
    return r;
  }
  fsnotify_open(f);
  return f;
}

function* wait_open(f: file, r: Sleeps<number>): Sleeps<file | number> {
  let done = false;
  try {
    const result = yield* finish(r);
    done = true;
    return opened(f, result);
  } finally {
    if (!done) f.abandon();
  }
}

/** Whether the place may be opened so (may_open). */
function may_open(t: task_struct, p: path, flags: number): number {
  const ino = p.dentry.d_inode!;
  const acc = ACC_MODE(flags) | (flags & O_TRUNC ? MAY_WRITE : 0);
  const { i_mode: mode } = ino;
  if (S_ISLNK(mode)) return -ELOOP;
  if (S_ISDIR(mode)) {
    if (acc & MAY_WRITE) return -EISDIR;
  } else if (S_ISREG(mode)) {
    if (acc & MAY_EXEC && p.mnt.mnt_flags & MS_NOEXEC) return -EACCES;
    if (acc & MAY_WRITE && p.mnt.readonly) return -EROFS;
  }
  const r = inode_permission(t, ino, acc);
  if (r) return r;
  if (ino.i_flags & FS_APPEND_FL) {
    if ((flags & O_ACCMODE) !== O_RDONLY && !(flags & O_APPEND)) return -EPERM;
    if (flags & O_TRUNC) return -EPERM;
  }
  if (flags & O_NOATIME && !inode_owner_or_capable(t, ino)) return -EPERM;
  return 0;
}

/** fs.protected_regular and fs.protected_fifos: opening somebody else's file with O_CREAT in a sticky directory. */
function may_create_in_sticky(t: task_struct, dir: inode, ino: inode): number {
  const { protected_fifos, protected_regular } = t.kernel.fs.sysctl;
  const level = S_ISFIFO(ino.i_mode) ? protected_fifos : S_ISREG(ino.i_mode) ? protected_regular : 0;
  if (!level || !(dir.i_mode & S_ISVTX) || ino.i_uid === dir.i_uid || ino.i_uid === t.cred.fsuid) return 0;
  return dir.i_mode & 2 || (dir.i_mode & 0o20 && level >= 2) ? -EACCES : 0;
}

export interface open_how {
  flags: number;
  mode: number;
  resolve?: number;
}

/** Opens a name: the file (one reference), or -ERRNO; a FIFO waits for its other end. */
export function do_filp_open(
  t: task_struct,
  dfd: number,
  name: string,
  how: open_how,
): MaySleep<file | number> {
  const { flags, resolve = 0 } = how;
  if (name === "") return -ENOENT;
  if ((flags & __O_TMPFILE) !== 0 && !(flags & O_PATH)) return do_tmpfile(t, dfd, name, how);
  const { release } = t.kernel;
  if ((flags & (O_CREAT | O_DIRECTORY)) === (O_CREAT | O_DIRECTORY) && release.atLeast("6.4")) return -EINVAL;
  const follow = flags & O_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
  if (!(flags & O_CREAT) || flags & O_PATH) {
    const p = filename_lookup(t, dfd, name, follow | (flags & O_DIRECTORY ? LOOKUP_DIRECTORY : 0), resolve);
    if (typeof p === "number") return p;
    return open_place(t, p, flags);
  }
  return open_create(t, dfd, name, how);
}

function open_place(t: task_struct, p: path, flags: number): MaySleep<file | number> {
  if (flags & O_PATH) return do_dentry_open(t, p, flags);
  const denied = may_open(t, p, flags);
  if (denied) return denied;
  const broken = break_lease(t, p.dentry.d_inode!, flags);
  return broken === 0 ? open_allowed(t, p, flags) : open_broken(t, p, flags, broken);
}

function* open_broken(
  t: task_struct,
  p: path,
  flags: number,
  broken: MaySleep<number>,
): Sleeps<file | number> {
  const r = yield* finish(broken);
  return r || (yield* finish(open_allowed(t, p, flags)));
}

function open_allowed(t: task_struct, p: path, flags: number): MaySleep<file | number> {
  if (!(flags & O_TRUNC) || !S_ISREG(p.dentry.d_inode!.i_mode)) return do_dentry_open(t, p, flags);
  const f = do_dentry_open(t, p, flags) as file | number;
  if (typeof f === "number") return f;
  const r = handle_truncate(t, f);
  if (r === 0) return f;
  f.put();
  return r;
}

function handle_truncate(t: task_struct, f: file): number {
  const writable = (f.f_flags & O_ACCMODE) !== O_RDONLY;
  if (!writable && f.f_inode.i_writecount < 0) return -ETXTBSY;
  const kill = t.cred.fsuid !== 0 || !capable(t, CAP_FOWNER);
  const now = t.kernel.realtime();
  return notify_change(t, f.f_path!.dentry, {
    size: 0,
    mtime: now,
    file: f,
    kill_suid: kill,
    kill_sgid: kill,
  });
}

/** open with O_CREAT: walk to the parent, then the last component, over symbolic links if it may (open_last_lookups). */
function open_create(t: task_struct, dfd: number, name: string, how: open_how): MaySleep<file | number> {
  const { flags, resolve = 0 } = how;
  const nd = new nameidata(t, 0, resolve);
  const started = nd.init(dfd, name);
  if (started) return started;
  let text = name;
  for (;;) {
    const r = nd.walkParent(text);
    if (r) return r;
    if (nd.last_type === "root") return -EISDIR;
    if (nd.last_type !== "norm") {
      const up = nd.step(false);
      if (typeof up === "number" && up < 0) return up;
      return -EISDIR;
    }
    if (nd.trailing) {
      return -EISDIR;
    }
    const parent = nd.path;
    const denied = inode_permission(t, parent.dentry.d_inode!, MAY_EXEC);
    if (denied) return denied;
    const d = lookup_one(t, parent.dentry, nd.last);
    if (typeof d === "number") return d;
    if (d.d_inode === null) return create_and_open(t, parent, d, how);
    if (flags & O_EXCL) return -EEXIST;
    if (S_ISLNK(d.d_inode.i_mode)) {
      if (flags & O_NOFOLLOW) return -ELOOP;
      const link = nd.step(true);
      if (typeof link === "string") {
        text = link;
        continue;
      }
      if (link < 0) return link;
    } else {
      const at = nd.step(false);
      if (typeof at === "number" && at < 0) return at;
    }
    const ino = nd.dentry.d_inode!;
    if (S_ISDIR(ino.i_mode)) return -EISDIR;
    const sticky = may_create_in_sticky(t, parent.dentry.d_inode!, ino);
    if (sticky) return sticky;
    if (flags & O_DIRECTORY) return -ENOTDIR;
    return open_place(t, nd.path, flags);
  }
}

function create_and_open(t: task_struct, parent: path, d: dentry, how: open_how): MaySleep<file | number> {
  const dir = parent.dentry.d_inode!;
  if (parent.mnt.readonly) return -EROFS;
  if (parent.dentry.d_unhashed && !parent.dentry.is_root) return -ENOENT;
  const denied = inode_permission(t, dir, MAY_WRITE | MAY_EXEC);
  if (denied) return denied;
  if (!dir.i_op.create) return -EACCES;
  const mode = mode_strip_umask(t, how.mode & S_IALLUGO) | S_IFREG;
  const r = dir.i_op.create(t, dir, d, mode, (how.flags & O_EXCL) !== 0);
  if (r) return r;
  fsnotify_create(parent.dentry, d);
  // until 5.7 the file was made and could not be opened
  if (how.flags & O_DIRECTORY && !t.kernel.release.atLeast("5.7")) return -ENOTDIR;
  // the file is new: its mode does not stand in this open's way
  return do_dentry_open(t, { mnt: parent.mnt, dentry: d }, how.flags & ~O_TRUNC);
}

function do_tmpfile(t: task_struct, dfd: number, name: string, how: open_how): MaySleep<file | number> {
  if (!(how.flags & O_DIRECTORY)) return -EINVAL;
  const p = filename_lookup(t, dfd, name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, how.resolve);
  if (typeof p === "number") return p;
  const ino = vfs_tmpfile(t, p, how.mode, (how.flags & O_EXCL) !== 0);
  if (typeof ino === "number") return ino;
  const d = new new_dentry(p.dentry, `#${ino.i_ino}`, ino, ino.i_sb);
  d.d_unhashed = true;
  return do_dentry_open(
    t,
    { mnt: p.mnt, dentry: d },
    how.flags & ~(O_CREAT | O_EXCL | O_TRUNC | O_DIRECTORY),
  );
}

/** A file without a name (O_TMPFILE); excl: linkat may not give it one. */
export function vfs_tmpfile(t: task_struct, dir: path, mode: number, excl: boolean): inode | number {
  const d = dir.dentry.d_inode!;
  if (dir.mnt.readonly) return -EROFS;
  const denied = inode_permission(t, d, MAY_WRITE | MAY_EXEC);
  if (denied) return denied;
  if (!d.i_op.tmpfile) return -EOPNOTSUPP;
  const ino = d.i_op.tmpfile(t, d, mode_strip_umask(t, mode & S_IALLUGO) | S_IFREG);
  if (typeof ino !== "number") {
    ino.i_nlink = 0;
    ino.linkable = !excl;
  }
  return ino;
}

/** Opens a program for exec: readable by the kernel, executable by t, not open for writing (do_open_execat). */
export function do_open_execat(t: task_struct, dfd: number, name: string, lookup: number): file | number {
  const p = filename_lookup(t, dfd, name, lookup);
  if (typeof p === "number") return p;
  const ino = p.dentry.d_inode!;
  if (S_ISLNK(ino.i_mode)) return -ELOOP;
  if (!S_ISREG(ino.i_mode) || p.mnt.mnt_flags & MS_NOEXEC || ino.i_sb.s_noexec) return -EACCES;
  const denied = inode_permission(t, ino, MAY_EXEC);
  if (denied) return denied;
  if (ino.i_writecount > 0) return -ETXTBSY;
  const f = do_dentry_open(t, p, O_RDONLY) as file | number;
  if (typeof f !== "number") ino.i_writecount--;
  return f;
}

/** Ends do_open_execat's ban on writing (allow_write_access). */
export function allow_write_access(f: file): void {
  f.f_inode.i_writecount++;
}

/** A file of the kernel's own for an inode without a name (pipes, sockets, anon inodes). */
export function alloc_file_pseudo(
  ino: inode,
  mnt: mount,
  flags: number,
  op: file_operations,
  d_dname: (d: dentry) => string,
): file {
  const d = new new_dentry(null, "", ino, ino.i_sb);
  d.d_op = { d_dname };
  ino.ihold();
  if (S_ISREG(ino.i_mode) && (flags & O_ACCMODE) !== O_RDONLY) ino.i_writecount++;
  return new file(ino.kernel, op, flags, ino, { mnt, dentry: d });
}

/** Whether flags are those of a file that can be read, written. */
export const can_read = (f: file) => !(f.f_flags & O_PATH) && (f.f_flags & O_ACCMODE) !== O_WRONLY;
export const can_write = (f: file) => !(f.f_flags & O_PATH) && (f.f_flags & O_ACCMODE) !== O_RDONLY;
