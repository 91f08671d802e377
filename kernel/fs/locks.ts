// File locks (fs/locks.c): flock(2), POSIX record locks (owned by the process's descriptor table), and open file
// description locks (owned by the open file).
// Above: fcntl, flock. Below: inode.ts, task/wait.ts.

import { copy_from_user, copy_to_user } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep } from "../task/wait.ts";
import { type Sleeps, wait_event, wait_queue_head } from "../task/wait.ts";
import { EAGAIN, EBADF, EDEADLK, EINVAL, EOVERFLOW } from "../uapi/asm/errno.ts";
import { F_RDLCK, F_UNLCK, F_WRLCK } from "../uapi/asm/fcntl.ts";
import { SEEK_CUR, SEEK_END, SEEK_SET } from "../uapi/linux/fs.ts";
import type { files_struct } from "./fdtable.ts";
import type { file } from "./file.ts";
import type { inode } from "./inode.ts";
import type { lease } from "./leases.ts";
import { can_read, can_write } from "./open.ts";

export const OFFSET_MAX = Number.MAX_SAFE_INTEGER;

/** One lock: bytes first to last, both included. */
export interface file_lock {
  type: number;
  owner: object;
  first: number;
  last: number;
  /** Process that shows up as holder; -1 for open file description locks. */
  pid: number;
  ofd: boolean;
}

/** A task that waits for a lock, for the search for deadlocks; whom it waits for changes as locks come and go. */
interface blocked {
  owner: object;
  on(): object | undefined;
}

/** The locks on an inode. */
export class file_lock_context {
  posix: file_lock[] = [];
  readonly flock = new Map<file, number>();
  /** flock holders' processes, for /proc/locks. */
  readonly flock_pid = new Map<file, number>();
  /** Leases by the file they were taken through (leases.ts). */
  readonly leases = new Map<file, lease>();
  readonly wait = new wait_queue_head();
}

const waiting = new WeakMap<object, Set<blocked>>();

/** The locks of an inode, made with the first one. */
export const flock_context = (ino: inode): file_lock_context => {
  if (!ino.i_flctx) {
    ino.i_flctx = new file_lock_context();
    locked_inodes(ino.kernel).add(ino);
  }
  return ino.i_flctx;
};

const inodes = new WeakMap<object, Set<inode>>();
/** Inodes that have or had locks, for /proc/locks. */
export function locked_inodes(kernel: object): Set<inode> {
  let set = inodes.get(kernel);
  if (!set) inodes.set(kernel, (set = new Set()));
  return set;
}

const overlaps = (a: file_lock, b: { first: number; last: number }) => a.first <= b.last && b.first <= a.last;
const conflicts = (a: file_lock, b: file_lock) =>
  a.owner !== b.owner && overlaps(a, b) && (a.type === F_WRLCK || b.type === F_WRLCK);

/** The first lock that is in the way of l. */
export function posix_conflict(ctx: file_lock_context, l: file_lock): file_lock | undefined {
  return ctx.posix.find((held) => conflicts(held, l));
}

/** Sets or clears the owner's lock on the range: its other locks are split, joined and replaced (posix_lock_inode). */
function apply(ctx: file_lock_context, l: file_lock): void {
  const result: file_lock[] = [];
  let { first, last } = l;
  for (const held of ctx.posix) {
    if (held.owner !== l.owner) {
      result.push(held);
      continue;
    }
    if (held.type === l.type && held.first <= last + 1 && first <= held.last + 1) {
      first = Math.min(first, held.first);
      last = Math.max(last, held.last);
      continue;
    }
    if (!overlaps(held, l)) {
      result.push(held);
      continue;
    }
    if (held.first < l.first) result.push({ ...held, last: l.first - 1 });
    if (held.last > l.last) result.push({ ...held, first: l.last + 1 });
  }
  if (l.type !== F_UNLCK) result.push({ ...l, first, last });
  ctx.posix = result.sort((a, b) => a.first - b.first);
}

/** Whether waiting for `on` would close a circle of waiting owners (posix_locks_deadlock). */
function deadlock(kernel: object, owner: object, on: object): boolean {
  const set = waiting.get(kernel);
  let at: object | undefined = on;
  for (let i = 0; at && i < 10; i++) {
    if (at === owner) return true;
    at = [...(set ?? [])].find((b) => b.owner === at)?.on();
  }
  return false;
}

function* set_lock(t: task_struct, f: file, l: file_lock, wait: boolean): Sleeps<number> {
  const ctx = flock_context(f.f_inode);
  for (;;) {
    const against = l.type === F_UNLCK ? undefined : posix_conflict(ctx, l);
    if (!against) {
      apply(ctx, l);
      ctx.wait.wake_up_all();
      return 0;
    }
    if (!wait) return -EAGAIN;
    if (!l.ofd && deadlock(t.kernel, l.owner, against.owner)) return -EDEADLK;
    let set = waiting.get(t.kernel);
    if (!set) waiting.set(t.kernel, (set = new Set()));
    const blocker = () => posix_conflict(ctx, l)?.owner;
    const entry = { owner: l.owner, on: blocker };
    set.add(entry);
    try {
      const r = yield* wait_event(t, ctx.wait, () => blocker() !== against.owner);
      if (r) return r;
    } finally {
      set.delete(entry);
    }
  }
}

/** Reads struct flock or flock64: the lock, or -ERRNO (flock_to_posix_lock). */
function get_flock(t: task_struct, f: file, addr: number, wide: boolean, ofd: boolean): file_lock | number {
  const v = new DataView(copy_from_user(t, addr, wide ? 32 : 16).buffer);
  const type = v.getInt16(0);
  const whence = v.getInt16(2);
  const start = wide ? Number(v.getBigInt64(8)) : v.getInt32(4);
  const len = wide ? Number(v.getBigInt64(16)) : v.getInt32(8);
  const pid = v.getInt32(wide ? 24 : 12);
  if (ofd && pid !== 0) return -EINVAL;
  const base =
    whence === SEEK_SET ? 0 : whence === SEEK_CUR ? f.f_pos : whence === SEEK_END ? f.f_inode.i_size : -1;
  if (base < 0) return -EINVAL;
  if (start > OFFSET_MAX - base) return -EOVERFLOW;
  let first = base + start;
  if (first < 0) return -EINVAL;
  let last = OFFSET_MAX;
  if (len > 0) {
    if (len - 1 > OFFSET_MAX - first) return -EOVERFLOW;
    last = first + len - 1;
  } else if (len < 0) {
    if (first + len < 0) return -EINVAL;
    last = first - 1;
    first += len;
  }
  if (type !== F_RDLCK && type !== F_WRLCK && type !== F_UNLCK) return -EINVAL;
  return { type, owner: ofd ? f : t.files, first, last, pid: ofd ? -1 : t.tgid, ofd };
}

/** F_GETLK and its like: tells of a lock in the way, or F_UNLCK. */
export function fcntl_getlk(t: task_struct, f: file, addr: number, wide: boolean, ofd: boolean): number {
  const l = get_flock(t, f, addr, wide, ofd);
  if (typeof l === "number") return l;
  if (l.type === F_UNLCK && !ofd) return -EINVAL;
  const held = f.f_inode.i_flctx ? posix_conflict(f.f_inode.i_flctx, l) : undefined;
  const b = new DataView(copy_from_user(t, addr, wide ? 32 : 16).buffer);
  if (!held) b.setInt16(0, F_UNLCK);
  else {
    const len = held.last === OFFSET_MAX ? 0 : held.last - held.first + 1;
    if (!wide && (held.first > 0x7fffffff || len > 0x7fffffff)) return -EOVERFLOW;
    b.setInt16(0, held.type);
    b.setInt16(2, SEEK_SET);
    if (wide) {
      b.setBigInt64(8, BigInt(held.first));
      b.setBigInt64(16, BigInt(len));
      b.setInt32(24, held.pid);
    } else {
      b.setInt32(4, held.first);
      b.setInt32(8, len);
      b.setInt32(12, held.pid);
    }
  }
  copy_to_user(t, addr, new Uint8Array(b.buffer));
  return 0;
}

/** F_SETLK, F_SETLKW and their like. fd is checked again afterwards: a lock on a file closed meanwhile goes. */
export function fcntl_setlk(
  t: task_struct,
  fd: number,
  f: file,
  addr: number,
  wide: boolean,
  ofd: boolean,
  wait: boolean,
): MaySleep<number> {
  const l = get_flock(t, f, addr, wide, ofd);
  if (typeof l === "number") return l;
  if (l.type === F_RDLCK && !can_read(f)) return -EBADF;
  if (l.type === F_WRLCK && !can_write(f)) return -EBADF;
  if (!wait) {
    const done = set_lock(t, f, l, false).next();
    return done.value as number;
  }
  return set_lock_wait(t, fd, f, l, ofd);
}

function* set_lock_wait(t: task_struct, fd: number, f: file, l: file_lock, ofd: boolean): Sleeps<number> {
  const r = yield* set_lock(t, f, l, true);
  if (r === 0 && l.type !== F_UNLCK && !ofd && t.files.fget(fd) !== f) {
    locks_remove_posix(f, t.files);
    return -EBADF;
  }
  return r;
}

/** A process closes a descriptor of the file: its record locks on it go, whichever descriptor set them. */
export function locks_remove_posix(f: file, owner: files_struct): void {
  const ctx = f.f_inode.i_flctx;
  if (!ctx?.posix.some((l) => l.owner === owner)) return;
  ctx.posix = ctx.posix.filter((l) => l.owner !== owner);
  ctx.wait.wake_up_all();
}

/** The open file goes: its flock and open file description locks with it. */
export function locks_remove_file(f: file): void {
  const ctx = f.f_inode.i_flctx!;
  ctx.flock.delete(f);
  ctx.leases.delete(f);
  ctx.posix = ctx.posix.filter((l) => l.owner !== f);
  ctx.wait.wake_up_all();
}

/** flock(2): type F_RDLCK (shared), F_WRLCK (exclusive) or F_UNLCK, for the whole file and open file. */
export function* flock_lock(t: task_struct, f: file, type: number, wait: boolean): Sleeps<number> {
  const ctx = flock_context(f.f_inode);
  if (type === F_UNLCK) {
    ctx.flock.delete(f);
    ctx.wait.wake_up_all();
    return 0;
  }
  const free = () => {
    for (const [other, held] of ctx.flock) {
      if (other !== f && (held === F_WRLCK || type === F_WRLCK)) return false;
    }
    return true;
  };
  if (ctx.flock.get(f) === type) return 0;
  // a change of kind gives the old lock up first
  if (ctx.flock.delete(f)) ctx.wait.wake_up_all();
  if (!free()) {
    if (!wait) return -EAGAIN;
    const r = yield* wait_event(t, ctx.wait, free);
    if (r) return r;
  }
  ctx.flock.set(f, type);
  ctx.flock_pid.set(f, t.tgid);
  return 0;
}
