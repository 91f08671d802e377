// inotify (fs/notify/inotify/inotify_user.c).
// Above: table.ts. Below: fs/inotify.ts.

import { anon_inode_getfd } from "../fs/anon_inodes.ts";
import { inode_permission, MAY_READ } from "../fs/attr.ts";
import { inotify_fops, inotify_group, inotify_remove, inotify_update_watch } from "../fs/inotify.ts";
import { LOOKUP_DIRECTORY, LOOKUP_FOLLOW, user_path_at } from "../fs/namei.ts";
import type { task_struct } from "../task/task.ts";
import { FD, INOTIFY_FLAGS, INOTIFY_MASK, INT, PATH } from "../trace/kinds.ts";
import { EBADF, EINVAL, EMFILE } from "../uapi/asm/errno.ts";
import { O_CLOEXEC, O_NONBLOCK, O_RDONLY } from "../uapi/asm/fcntl.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import {
  IN_ALL_EVENTS,
  IN_DONT_FOLLOW,
  IN_EXCL_UNLINK,
  IN_MASK_ADD,
  IN_MASK_CREATE,
  IN_ONESHOT,
  IN_ONLYDIR,
} from "../uapi/linux/inotify.ts";
import { O_NONBLOCK_OLD_BIT } from "./sys_open.ts";
import { family, missing, row } from "./table.ts";

const VALID =
  IN_ALL_EVENTS | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK | IN_MASK_ADD | IN_MASK_CREATE | IN_ONESHOT;

function do_inotify_init(t: task_struct, flags: number): number {
  if (flags & ~(O_CLOEXEC | O_NONBLOCK)) return -EINVAL;
  const { inotify_max_user_instances, inotify_max_queued_events } = t.kernel.fs.sysctl;
  let mine = 0;
  for (const x of t.kernel.tasks.values()) {
    if (!x.is_group_leader || x.cred.uid !== t.cred.uid || !x.files) continue;
    for (const s of x.files.slots()) if (s.file.f_op === inotify_fops) mine++;
  }
  if (mine >= inotify_max_user_instances) return -EMFILE;
  return anon_inode_getfd(
    t,
    "inotify",
    inotify_fops,
    new inotify_group(inotify_max_queued_events),
    O_RDONLY | flags,
  );
}
export const sys_inotify_init1 = (t: task_struct, flags: number) =>
  do_inotify_init(t, flags & ~O_NONBLOCK_OLD_BIT);
export const sys_inotify_init = (t: task_struct) => do_inotify_init(t, 0);

function group_of(t: task_struct, fd: number): inotify_group | number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return f.f_op === inotify_fops ? (f.private_data as inotify_group) : -EINVAL;
}

export function sys_inotify_add_watch(t: task_struct, fd: number, name: number, mask: number): number {
  if (!(mask & VALID)) return -EINVAL;
  if (mask & IN_MASK_ADD && mask & IN_MASK_CREATE) return -EINVAL;
  const group = group_of(t, fd);
  if (typeof group === "number") return group;
  const flags = (mask & IN_DONT_FOLLOW ? 0 : LOOKUP_FOLLOW) | (mask & IN_ONLYDIR ? LOOKUP_DIRECTORY : 0);
  const p = user_path_at(t, AT_FDCWD, name, flags);
  if (typeof p === "number") return p;
  const ino = p.dentry.d_inode!;
  const denied = inode_permission(t, ino, MAY_READ);
  return denied || inotify_update_watch(t, group, ino, mask);
}

export function sys_inotify_rm_watch(t: task_struct, fd: number, wd: number): number {
  const group = group_of(t, fd);
  if (typeof group === "number") return group;
  const mark = group.marks.get(wd);
  if (!mark) return -EINVAL;
  inotify_remove(mark);
  return 0;
}

export const rows = family("file", [
  row(269, "inotify_init", sys_inotify_init, []),
  row(270, "inotify_add_watch", sys_inotify_add_watch, [FD, PATH, INOTIFY_MASK]),
  row(271, "inotify_rm_watch", sys_inotify_rm_watch, [FD, INT]),
  row(314, "inotify_init1", sys_inotify_init1, [INOTIFY_FLAGS]),
  missing(322, "fanotify_init", "inotify covers what userland tools need"),
  missing(323, "fanotify_mark", "inotify covers what userland tools need"),
]);
