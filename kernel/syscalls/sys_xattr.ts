// Extended attributes (fs/xattr.c).
// Above: table.ts. Below: fs/xattr.ts.

import type { path } from "../fs/dcache.ts";
import { LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import { vfs_getxattr, vfs_listxattr, vfs_removexattr, vfs_setxattr } from "../fs/xattr.ts";
import { bytesOf, copy_from_user, copy_to_user, strncpy_from_user } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { BUF_IN, BUF_OUT, FD, PATH, SIZE, STR, XATTR_FLAGS } from "../trace/kinds.ts";
import { E2BIG, EBADF, EINVAL, EOPNOTSUPP, ERANGE } from "../uapi/asm/errno.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { XATTR_NAME_MAX, XATTR_SIZE_MAX } from "../uapi/linux/limits.ts";
import { XATTR_CREATE, XATTR_REPLACE } from "../uapi/linux/xattr.ts";
import { family, row } from "./table.ts";

/** How a call names its file: by path (following links or not) or by descriptor. */
type locate = (t: task_struct, what: number) => path | number;
const follow: locate = (t, name) => user_path_at(t, AT_FDCWD, name, LOOKUP_FOLLOW);
const nofollow: locate = (t, name) => user_path_at(t, AT_FDCWD, name, 0);
const by_fd: locate = (t, fd) => {
  const f = t.files.fget(fd);
  return f ? (f.f_path ?? -EOPNOTSUPP) : -EBADF;
};

function get_name(t: task_struct, addr: number): string | number {
  const name = strncpy_from_user(t, addr, XATTR_NAME_MAX + 1);
  return name === "" || name.length > XATTR_NAME_MAX ? -ERANGE : name;
}

const set =
  (at: locate) =>
  (t: task_struct, what: number, name: number, value: number, size: number, flags: number) => {
    if (flags & ~(XATTR_CREATE | XATTR_REPLACE)) return -EINVAL;
    const n = get_name(t, name);
    if (typeof n === "number") return n;
    if (size > XATTR_SIZE_MAX) return -E2BIG;
    const bytes = copy_from_user(t, value, size);
    const p = at(t, what);
    return typeof p === "number" ? p : vfs_setxattr(t, p, n, bytes, flags);
  };

const get = (at: locate) => (t: task_struct, what: number, name: number, value: number, size: number) => {
  const p = at(t, what);
  if (typeof p === "number") return p;
  const n = get_name(t, name);
  if (typeof n === "number") return n;
  const v = vfs_getxattr(t, p.dentry.d_inode!, n);
  if (typeof v === "number") return v;
  if (size === 0) return v.length;
  if (v.length > size) return -ERANGE;
  copy_to_user(t, value, v);
  return v.length;
};

const list = (at: locate) => (t: task_struct, what: number, addr: number, size: number) => {
  const p = at(t, what);
  if (typeof p === "number") return p;
  const names = bytesOf(vfs_listxattr(t, p.dentry.d_inode!));
  if (size === 0) return names.length;
  if (names.length > size) return -ERANGE;
  copy_to_user(t, addr, names);
  return names.length;
};

const remove = (at: locate) => (t: task_struct, what: number, name: number) => {
  const p = at(t, what);
  if (typeof p === "number") return p;
  const n = get_name(t, name);
  return typeof n === "number" ? n : vfs_removexattr(t, p, n);
};

export const rows = family("file", [
  row(238, "setxattr", set(follow), [PATH, STR, BUF_IN, SIZE, XATTR_FLAGS]),
  row(239, "lsetxattr", set(nofollow), [PATH, STR, BUF_IN, SIZE, XATTR_FLAGS]),
  row(240, "fsetxattr", set(by_fd), [FD, STR, BUF_IN, SIZE, XATTR_FLAGS]),
  row(241, "getxattr", get(follow), [PATH, STR, BUF_OUT, SIZE]),
  row(242, "lgetxattr", get(nofollow), [PATH, STR, BUF_OUT, SIZE]),
  row(243, "fgetxattr", get(by_fd), [FD, STR, BUF_OUT, SIZE]),
  row(244, "listxattr", list(follow), [PATH, BUF_OUT, SIZE]),
  row(245, "llistxattr", list(nofollow), [PATH, BUF_OUT, SIZE]),
  row(246, "flistxattr", list(by_fd), [FD, BUF_OUT, SIZE]),
  row(247, "removexattr", remove(follow), [PATH, STR]),
  row(248, "lremovexattr", remove(nofollow), [PATH, STR]),
  row(249, "fremovexattr", remove(by_fd), [FD, STR]),
]);
