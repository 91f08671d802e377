// inotify and the places that feed it (fs/notify/). A watch is a mark on an inode; each event of the inode, or of a
// name in it when it is a directory, goes to the queue of the watch's group.
// Above: syscalls/sys_inotify.ts; every change of files calls fsnotify_*. Below: inode.ts, task/wait.ts.

import { put_user_u32 } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EEXIST, EFAULT, EINVAL, ENOSPC, ENOTTY } from "../uapi/asm/errno.ts";
import { O_NONBLOCK, O_PATH } from "../uapi/asm/fcntl.ts";
import { FIONREAD } from "../uapi/asm/ioctls.ts";
import { POLLIN, POLLRDNORM } from "../uapi/asm/poll.ts";
import {
  IN_ACCESS,
  IN_ALL_EVENTS,
  IN_ATTRIB,
  IN_CLOSE_NOWRITE,
  IN_CLOSE_WRITE,
  IN_CREATE,
  IN_DELETE,
  IN_DELETE_SELF,
  IN_EXCL_UNLINK,
  IN_IGNORED,
  IN_ISDIR,
  IN_MASK_ADD,
  IN_MASK_CREATE,
  IN_MODIFY,
  IN_MOVE_SELF,
  IN_MOVED_FROM,
  IN_MOVED_TO,
  IN_ONESHOT,
  IN_OPEN,
  IN_Q_OVERFLOW,
  IN_UNMOUNT,
} from "../uapi/linux/inotify.ts";
import type { dentry } from "./dcache.ts";
import type { file, file_operations } from "./file.ts";
import { type iattr, type inode, S_ISDIR } from "./inode.ts";

interface event {
  wd: number;
  mask: number;
  cookie: number;
  name: string;
}

/** A group: what inotify_init returns. */
export class inotify_group {
  readonly marks = new Map<number, inotify_mark>();
  readonly queue: event[] = [];
  readonly wait = new wait_queue_head();
  next_wd = 1;
  uid = 0;

  constructor(readonly max_events: number) {}

  add(e: event): void {
    const last = this.queue.at(-1);
    if (last && last.wd === e.wd && last.mask === e.mask && last.name === e.name && !e.cookie && !last.cookie)
      return;
    if (this.queue.length >= this.max_events) {
      if (last?.mask !== IN_Q_OVERFLOW) this.queue.push({ wd: -1, mask: IN_Q_OVERFLOW, cookie: 0, name: "" });
    } else this.queue.push(e);
    this.wait.wake_up(POLLIN | POLLRDNORM);
  }

  get bytes(): number {
    let n = 0;
    for (const e of this.queue) n += event_size(e);
    return n;
  }
}

/** A watch. */
export class inotify_mark {
  constructor(
    readonly group: inotify_group,
    readonly wd: number,
    readonly ino: inode,
    public mask: number,
  ) {}

  remove(): void {
    this.group.marks.delete(this.wd);
    const left = this.ino.i_marks?.filter((m) => m !== this) ?? [];
    this.ino.i_marks = left.length ? left : null;
  }
}

const name_space = (name: string) => (name === "" ? 0 : (name.length + 1 + 15) & ~15);
const event_size = (e: event) => 16 + name_space(e.name);

export const inotify_fops: file_operations = {
  name: "inotify",
  *read_iter(t, f, to) {
    const group = f.private_data as inotify_group;
    let done = 0;
    for (;;) {
      while (group.queue.length) {
        const e = group.queue[0];
        const size = event_size(e);
        if (size > to.count) return done || -EINVAL;
        const b = new Uint8Array(size);
        const v = new DataView(b.buffer);
        v.setInt32(0, e.wd);
        v.setUint32(4, e.mask);
        v.setUint32(8, e.cookie);
        v.setUint32(12, size - 16);
        for (let i = 0; i < e.name.length; i++) b[16 + i] = e.name.charCodeAt(i);
        group.queue.shift();
        if (to.copy_to_iter(b) < size) return done || -EFAULT;
        done += size;
      }
      if (done) return done;
      if (f.f_flags & O_NONBLOCK) return -EAGAIN;
      const r = yield* wait_event(t, group.wait, () => group.queue.length > 0);
      if (r) return r;
    }
  },
  poll(f, pt) {
    const group = f.private_data as inotify_group;
    pt?.poll_wait(group.wait);
    return group.queue.length ? POLLIN | POLLRDNORM : 0;
  },
  ioctl(t, f, cmd, arg) {
    if (cmd !== FIONREAD) return -ENOTTY;
    put_user_u32(t, arg, (f.private_data as inotify_group).bytes);
    return 0;
  },
  release(f) {
    for (const mark of [...(f.private_data as inotify_group).marks.values()]) mark.remove();
  },
  fdinfo(f) {
    let s = "";
    const shown = f.kernel.release.has("a32e697cda27")
      ? IN_ALL_EVENTS | IN_ONESHOT | IN_EXCL_UNLINK
      : IN_ALL_EVENTS;
    for (const m of (f.private_data as inotify_group).marks.values()) {
      s += `inotify wd:${m.wd.toString(16)} ino:${m.ino.i_ino.toString(16)} sdev:${m.ino.i_sb.s_dev.toString(16)}`;
      s += ` mask:${((m.mask & shown) >>> 0).toString(16)} ignored_mask:0 \n`;
    }
    return s;
  },
};

/** Adds a watch, or changes the one that is there: its number, or -ERRNO. */
export function inotify_update_watch(t: task_struct, group: inotify_group, ino: inode, arg: number): number {
  const mask =
    (arg & (IN_ALL_EVENTS | IN_ONESHOT | IN_EXCL_UNLINK)) | IN_IGNORED | IN_UNMOUNT | IN_Q_OVERFLOW;
  const known = ino.i_marks?.find((m) => m.group === group);
  if (known) {
    if (arg & IN_MASK_CREATE) return -EEXIST;
    known.mask = arg & IN_MASK_ADD ? known.mask | mask : mask;
    return known.wd;
  }
  if (group.marks.size >= t.kernel.fs.sysctl.inotify_max_user_watches) return -ENOSPC;
  const mark = new inotify_mark(group, group.next_wd++, ino, mask);
  group.marks.set(mark.wd, mark);
  ino.i_marks = [...(ino.i_marks ?? []), mark];
  return mark.wd;
}

/** Takes a watch away: the program is told (IN_IGNORED). */
export function inotify_remove(mark: inotify_mark): void {
  mark.remove();
  mark.group.add({ wd: mark.wd, mask: IN_IGNORED, cookie: 0, name: "" });
}

function send(ino: inode, mask: number, name = "", cookie = 0, gone = false): void {
  for (const mark of ino.i_marks ?? []) {
    if (!(mark.mask & mask & IN_ALL_EVENTS)) continue;
    if (gone && mark.mask & IN_EXCL_UNLINK) continue;
    // these two never say that it was a folder (inotify_handle_inode_event)
    const shown = mask & (IN_DELETE_SELF | IN_MOVE_SELF) ? mask & ~IN_ISDIR : mask;
    mark.group.add({ wd: mark.wd, mask: shown, cookie, name });
    if (mark.mask & IN_ONESHOT) inotify_remove(mark);
  }
}

/** An event of d's file: told to watchers of the directory, by name, and of the file itself. */
function notify(d: dentry, mask: number): void {
  const ino = d.d_inode!;
  const dir = d.d_parent?.d_inode;
  const flag = S_ISDIR(ino.i_mode) ? IN_ISDIR : 0;
  if (dir?.i_marks) send(dir, mask | flag, d.d_name, 0, d.d_unhashed);
  if (ino.i_marks) send(ino, mask | flag);
}

function notify_file(f: file, mask: number): void {
  const d = f.f_path?.dentry;
  if (d && (d.d_inode!.i_marks || d.d_parent?.d_inode?.i_marks) && !(f.f_flags & O_PATH)) notify(d, mask);
}

export const fsnotify_open = (f: file): void => notify_file(f, IN_OPEN);
export const fsnotify_access = (f: file): void => notify_file(f, IN_ACCESS);
export const fsnotify_modify = (f: file): void => notify_file(f, IN_MODIFY);
export const fsnotify_close = (f: file): void =>
  notify_file(f, (f.f_flags & 3) === 0 ? IN_CLOSE_NOWRITE : IN_CLOSE_WRITE);

const dir_flag = (ino: inode | null) => (ino && S_ISDIR(ino.i_mode) ? IN_ISDIR : 0);

export function fsnotify_create(dir: dentry, d: dentry): void {
  if (dir.d_inode!.i_marks) send(dir.d_inode!, IN_CREATE | dir_flag(d.d_inode), d.d_name);
}

/** A further name of a file: its link count is an attribute. */
export function fsnotify_link(dir: dentry, d: dentry): void {
  if (d.d_inode!.i_marks) send(d.d_inode!, IN_ATTRIB);
  fsnotify_create(dir, d);
}

/**
 * A name is gone; the file too if it was the last one and nobody but the caller holds it. Which of the two is told
 * first changed (d_delete_notify, Linux 5.17).
 */
export function fsnotify_unlink(dir: dentry, d: dentry, ino: inode): void {
  if (ino.i_marks && !S_ISDIR(ino.i_mode)) send(ino, IN_ATTRIB);
  const last = ino.i_nlink === 0 && ino.i_count <= 1;
  const endFirst = ino.kernel.release.has("a37d9a17f099");
  if (last && endFirst) fsnotify_inoderemove(ino);
  if (dir.d_inode!.i_marks) send(dir.d_inode!, IN_DELETE | dir_flag(ino), d.d_name);
  if (last && !endFirst) fsnotify_inoderemove(ino);
}

/** The inode itself is gone: its watches end. inotify never says of a file's own end or move that it is a directory. */
export function fsnotify_inoderemove(ino: inode): void {
  if (!ino.i_marks) return;
  send(ino, IN_DELETE_SELF);
  for (const mark of [...(ino.i_marks ?? [])]) inotify_remove(mark);
}

export function fsnotify_change(d: dentry, attr: iattr): void {
  if (!d.d_inode!.i_marks && !d.d_parent?.d_inode?.i_marks) return;
  let mask = 0;
  if (attr.uid !== undefined || attr.gid !== undefined || attr.mode !== undefined) mask |= IN_ATTRIB;
  if (attr.size !== undefined) mask |= IN_MODIFY;
  else if (attr.atime !== undefined && attr.mtime !== undefined) mask |= IN_ATTRIB;
  else if (attr.atime !== undefined) mask |= IN_ACCESS;
  else if (attr.mtime !== undefined) mask |= IN_MODIFY;
  if (mask) notify(d, mask);
}

/** Joins the two halves of a move. */
const cookies = new WeakMap<object, number>();

export function fsnotify_move(
  oldDir: dentry,
  oldName: string,
  newDir: dentry,
  newName: string,
  d: dentry,
  target: inode | null,
  exchange: boolean,
): void {
  const flag = dir_flag(d.d_inode);
  const cookie = (cookies.get(d.d_sb.kernel) ?? 0) + 1;
  cookies.set(d.d_sb.kernel, cookie);
  if (oldDir.d_inode!.i_marks) send(oldDir.d_inode!, IN_MOVED_FROM | flag, oldName, cookie);
  if (newDir.d_inode!.i_marks) send(newDir.d_inode!, IN_MOVED_TO | flag, newName, cookie);
  if (d.d_inode!.i_marks) send(d.d_inode!, IN_MOVE_SELF);
  if (!target || exchange) return;
  if (target.i_marks && !S_ISDIR(target.i_mode)) send(target, IN_ATTRIB);
}
