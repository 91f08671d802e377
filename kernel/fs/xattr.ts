// Extended attributes (fs/xattr.c): namespaces and who may use them; the file system keeps the bytes.
// Above: syscalls/sys_xattr.ts. Below: inode.ts (i_op.xattrs).

import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { EEXIST, ENODATA, EOPNOTSUPP, EPERM, EROFS } from "../uapi/asm/errno.ts";
import { CAP_SYS_ADMIN } from "../uapi/linux/capability.ts";
import { FS_APPEND_FL, FS_IMMUTABLE_FL } from "../uapi/linux/fs.ts";
import { S_ISVTX } from "../uapi/linux/stat.ts";
import { XATTR_CREATE, XATTR_REPLACE } from "../uapi/linux/xattr.ts";
import { inode_owner_or_capable, inode_permission, MAY_READ, MAY_WRITE } from "./attr.ts";
import type { path } from "./dcache.ts";
import { current_time, type inode, S_ISDIR, S_ISREG } from "./inode.ts";
import { fsnotify_change } from "./inotify.ts";

/** Whether t may read or write the attribute (xattr_permission). */
function xattr_permission(t: task_struct, ino: inode, name: string, mask: number): number {
  if (mask & MAY_WRITE && ino.i_flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) return -EPERM;
  if (name.startsWith("security.") || name.startsWith("system.")) return 0;
  if (name.startsWith("trusted.")) {
    return capable(t, CAP_SYS_ADMIN) ? 0 : mask & MAY_WRITE ? -EPERM : -ENODATA;
  }
  if (name.startsWith("user.")) {
    if (!S_ISREG(ino.i_mode) && !S_ISDIR(ino.i_mode)) return mask & MAY_WRITE ? -EPERM : -ENODATA;
    if (S_ISDIR(ino.i_mode) && ino.i_mode & S_ISVTX && mask & MAY_WRITE && !inode_owner_or_capable(t, ino))
      return -EPERM;
  }
  return inode_permission(t, ino, mask);
}

/** The prefixes a file system keeps: tmpfs has no user.* before 6.6. */
function store_of(t: task_struct, ino: inode, name: string): Map<string, Uint8Array> | number {
  const { xattrs } = ino.i_op;
  if (!xattrs) return -EOPNOTSUPP;
  const known = ["security.", "trusted.", "user."].some((p) => name.startsWith(p) && name.length > p.length);
  if (!known) return -EOPNOTSUPP;
  if (name.startsWith("user.") && ino.i_sb.s_type.name !== "hostfs" && !t.kernel.release.atLeast("6.6"))
    return -EOPNOTSUPP;
  return xattrs(ino);
}

export function vfs_getxattr(t: task_struct, ino: inode, name: string): Uint8Array | number {
  const denied = xattr_permission(t, ino, name, MAY_READ);
  if (denied) return denied;
  const store = store_of(t, ino, name);
  if (typeof store === "number") return store;
  return store.get(name) ?? -ENODATA;
}

export function vfs_setxattr(
  t: task_struct,
  p: path,
  name: string,
  value: Uint8Array,
  flags: number,
): number {
  const ino = p.dentry.d_inode!;
  if (p.mnt.readonly) return -EROFS;
  const denied = xattr_permission(t, ino, name, MAY_WRITE);
  if (denied) return denied;
  const store = store_of(t, ino, name);
  if (typeof store === "number") return store;
  if (name.startsWith("security.") && !capable(t, CAP_SYS_ADMIN)) return -EPERM;
  if (flags & XATTR_CREATE && store.has(name)) return -EEXIST;
  if (flags & XATTR_REPLACE && !store.has(name)) return -ENODATA;
  store.set(name, value);
  ino.i_ctime = current_time(ino.kernel);
  fsnotify_change(p.dentry, { mode: ino.i_mode });
  return 0;
}

export function vfs_removexattr(t: task_struct, p: path, name: string): number {
  const ino = p.dentry.d_inode!;
  if (p.mnt.readonly) return -EROFS;
  const denied = xattr_permission(t, ino, name, MAY_WRITE);
  if (denied) return denied;
  const store = store_of(t, ino, name);
  if (typeof store === "number") return store;
  if (!store.delete(name)) return -ENODATA;
  ino.i_ctime = current_time(ino.kernel);
  fsnotify_change(p.dentry, { mode: ino.i_mode });
  return 0;
}

/** The names, each with a NUL; trusted.* only for who may see them. */
export function vfs_listxattr(t: task_struct, ino: inode): string {
  let s = "";
  for (const name of ino.i_op.xattrs?.(ino).keys() ?? []) {
    if (name.startsWith("trusted.") && !capable(t, CAP_SYS_ADMIN)) continue;
    s += `${name}\0`;
  }
  return s;
}
