// File leases (fs/locks.c, fcntl F_SETLEASE): the holder is told when somebody opens or truncates the file against the
// lease, and has lease-break-time seconds to give it up; the other waits.
// Above: sys_fd.ts (fcntl), open.ts, sys_open.ts (truncate). Below: fasync.ts, task/wait.ts.

import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { type MaySleep, type Sleeps, wait_event } from "../task/wait.ts";
import { EACCES, EAGAIN, EINVAL } from "../uapi/asm/errno.ts";
import { F_RDLCK, F_UNLCK, F_WRLCK, O_ACCMODE, O_NONBLOCK, O_RDONLY } from "../uapi/asm/fcntl.ts";
import { POLLIN, POLLMSG, POLLRDNORM } from "../uapi/asm/poll.ts";
import { CAP_LEASE } from "../uapi/linux/capability.ts";
import { POLL_MSG, send_sigio } from "./fasync.ts";
import type { file } from "./file.ts";
import { type inode, S_ISREG } from "./inode.ts";
import { flock_context } from "./locks.ts";

/** One file's lease. */
export interface lease {
  type: number;
  /** What it must become by `due` (ns, monotonic), once somebody is in its way: F_RDLCK or F_UNLCK. */
  breaking: number | null;
  due: number;
}

/** Leases whose time is up become what they had to become (time_out_leases). */
function time_out_leases(ino: inode): void {
  const now = ino.kernel.now();
  for (const [f, l] of ino.i_flctx?.leases ?? [])
    if (l.breaking !== null && now >= l.due) lease_modify(f, l, l.breaking);
}

function lease_modify(f: file, l: lease, type: number): void {
  const ctx = f.f_inode.i_flctx!;
  l.type = type;
  l.breaking = null;
  if (type === F_UNLCK) {
    ctx.leases.delete(f);
    f.f_owner = 0;
    f.f_owner_signum = 0;
  }
  ctx.wait.wake_up_all();
}

/** F_GETLEASE: what the lease is, or will be when it has been broken (fcntl_getlease). */
export function fcntl_getlease(f: file): number {
  time_out_leases(f.f_inode);
  const l = f.f_inode.i_flctx?.leases.get(f);
  return l ? (l.breaking ?? l.type) : F_UNLCK;
}

/** Somebody has the file open in a way that the lease would have to be broken for (check_conflicting_open). */
function conflicting_open(f: file, type: number): boolean {
  const ino = f.f_inode;
  if (type === F_RDLCK) return ino.i_writecount > 0;
  const writes = (f.f_flags & O_ACCMODE) !== O_RDONLY;
  return ino.i_writecount !== (writes ? 1 : 0) || ino.i_readcount !== (writes ? 0 : 1);
}

/** F_SETLEASE with F_RDLCK, F_WRLCK or F_UNLCK (fcntl_setlease, generic_setlease). 0 or -ERRNO. */
export function fcntl_setlease(t: task_struct, f: file, type: number): number {
  const ino = f.f_inode;
  if (type !== F_RDLCK && type !== F_WRLCK && type !== F_UNLCK) return -EINVAL;
  if (t.cred.fsuid !== ino.i_uid && !capable(t, CAP_LEASE)) return -EACCES;
  if (!S_ISREG(ino.i_mode)) return -EINVAL;
  time_out_leases(ino);
  const own = ino.i_flctx?.leases.get(f);
  if (type === F_UNLCK) {
    if (!own) return -EAGAIN;
    lease_modify(f, own, F_UNLCK);
    return 0;
  }
  if (conflicting_open(f, type)) return -EAGAIN;
  for (const [other, l] of ino.i_flctx?.leases ?? [])
    if (other !== f && (type === F_WRLCK || l.breaking === F_UNLCK)) return -EAGAIN;
  if (own) lease_modify(f, own, type);
  else flock_context(ino).leases.set(f, { type, breaking: null, due: 0 });
  if (f.f_owner === 0) {
    f.f_owner = t.tgid;
    f.f_owner_uids = [t.cred.euid, t.cred.uid];
  }
  return 0;
}

/** An open with these flags, or a truncation (O_WRONLY), wants the leases out of its way (__break_lease). */
export function break_lease(t: task_struct, ino: inode, flags: number): MaySleep<number> {
  return ino.i_flctx?.leases.size ? breaks(t, ino, flags) : 0;
}

function* breaks(t: task_struct, ino: inode, flags: number): Sleeps<number> {
  const { kernel } = t;
  const { leases, wait } = ino.i_flctx!;
  const writes = (flags & O_ACCMODE) !== O_RDONLY;
  const against = () => [...leases].filter(([, l]) => writes || l.type === F_WRLCK);
  time_out_leases(ino);
  for (const [f, l] of against()) {
    // told once; a reader's wish is no news to one that must go anyway
    if (l.breaking === F_UNLCK || (l.breaking === F_RDLCK && !writes)) continue;
    const first = l.breaking === null;
    l.breaking = writes ? F_UNLCK : F_RDLCK;
    if (first) l.due = kernel.now() + kernel.sysctl.lease_break_time * 1e9;
    send_sigio(f, POLLIN | POLLRDNORM | POLLMSG, POLL_MSG);
  }
  while (against().length > 0) {
    if (flags & O_NONBLOCK) return -EAGAIN;
    const due = Math.min(...against().map(([, l]) => l.due));
    const r = yield* wait_event(t, wait, () => against().length === 0, { deadline: due });
    time_out_leases(ino);
    if (r < 0 && kernel.now() < due) return r;
  }
  return 0;
}
