// Waiting for several files: the loop under poll and select (fs/select.c).
// Above: syscalls/sys_poll.ts. Below: file.ts (poll), task/wait.ts.

import { copy_to_user } from "../mm/uaccess.ts";
import { set_current_blocked } from "../task/signal.ts";
import { sigset_t } from "../task/sigset.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event, type wait_queue_head } from "../task/wait.ts";
import { EBADF, EINVAL, ETIME } from "../uapi/asm/errno.ts";
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from "../uapi/asm/poll.ts";
import type { file, poll_table } from "./file.ts";

export const DEFAULT_POLLMASK = POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;

/** What f is ready for now (vfs_poll). */
export function vfs_poll(f: file, pt: poll_table | null): number {
  const { poll } = f.f_op;
  return poll ? poll.call(f.f_op, f, pt) : DEFAULT_POLLMASK;
}

/** Looks again and again with look() until it finds something or the deadline passes: its count, or -ERESTARTSYS. */
function* until_ready(
  t: task_struct,
  look: (pt: poll_table | null) => number,
  deadline: number | null,
): Sleeps<number> {
  const now = deadline !== null && deadline <= t.kernel.now();
  const queues: wait_queue_head[] = [];
  let n = look(now ? null : { poll_wait: (q) => void queues.push(q) });
  if (n || now) return n;
  const r = yield* wait_event(t, queues, () => (n = look(null)) > 0, { deadline });
  return r === -ETIME ? 0 : r || n;
}

export interface pollfd {
  fd: number;
  events: number;
  revents: number;
}

/** poll on descriptors: how many have revents, 0 at the deadline, or -ERESTARTSYS. */
export function do_poll(t: task_struct, fds: pollfd[], deadline: number | null): Sleeps<number> {
  return until_ready(
    t,
    (pt) => {
      let n = 0;
      for (const p of fds) {
        p.revents = 0;
        if (p.fd < 0) continue;
        const f = t.files.fget(p.fd);
        p.revents = f ? vfs_poll(f, pt) & (p.events | POLLERR | POLLHUP) : POLLNVAL;
        if (p.revents) n++;
      }
      return n;
    },
    deadline,
  );
}

const POLLIN_SET = POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR | POLLNVAL;
const POLLOUT_SET = POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR | POLLNVAL;
const POLLEX_SET = POLLPRI | POLLNVAL;
const SETS = [POLLIN_SET, POLLOUT_SET, POLLEX_SET];

/** Descriptor sets: words as the program has them (bit n % 32 of word n / 32), null where none was given. */
export type fd_sets = (Uint32Array | null)[];

/** select on n descriptors; sets are changed to what is ready. The count of bits, 0, -EBADF or -ERESTARTSYS. */
export function* do_select(
  t: task_struct,
  n: number,
  sets: fd_sets,
  deadline: number | null,
): Sleeps<number> {
  const watched: { fd: number; f: file; wants: number }[] = [];
  for (let fd = 0; fd < n; fd++) {
    let wants = 0;
    const bit = 1 << (fd & 31);
    for (let s = 0; s < 3; s++) if (sets[s] && sets[s]![fd >>> 5] & bit) wants |= 1 << s;
    if (!wants) continue;
    const f = t.files.fget(fd);
    if (!f) return -EBADF;
    watched.push({ fd, f, wants });
  }
  const out = sets.map((s) => (s ? new Uint32Array(s.length) : null));
  const r = yield* until_ready(
    t,
    (pt) => {
      let count = 0;
      for (const o of out) o?.fill(0);
      for (const { fd, f, wants } of watched) {
        const mask = vfs_poll(f, pt);
        for (let s = 0; s < 3; s++) {
          if (!(wants & (1 << s)) || !(mask & SETS[s])) continue;
          out[s]![fd >>> 5] |= 1 << (fd & 31);
          count++;
        }
      }
      return count;
    },
    deadline,
  );
  if (r >= 0) for (let i = 0; i < 3; i++) sets[i]?.set(out[i]!);
  return r;
}

/** Blocks the program's set for the length of a call (set_user_sigmask): 0 or -EINVAL. */
export function set_user_sigmask(t: task_struct, addr: number, size: number): number {
  if (!addr) return 0;
  if (size !== 8) return -EINVAL;
  const set = sigset_t.read(t, addr);
  t.saved_sigmask = t.blocked;
  set_current_blocked(t, set);
  return 0;
}

/** Puts the mask back, unless a signal is about to be delivered under the new one. */
export function restore_saved_sigmask_unless(t: task_struct, interrupted: boolean): void {
  if (interrupted || !t.saved_sigmask) return;
  const mask = t.saved_sigmask;
  t.saved_sigmask = null;
  set_current_blocked(t, mask);
}

/** A relative time of the program as a deadline of CLOCK_MONOTONIC ns; null: for ever; -EINVAL: not a time. */
export function deadline_after(t: task_struct, sec: number, nsec: number): number {
  if (sec < 0 || nsec < 0 || nsec > 999_999_999) return -EINVAL;
  return t.kernel.now() + sec * 1e9 + nsec;
}

/** What is left until the deadline, written as seconds and nanoseconds (or microseconds). */
export function put_left(
  t: task_struct,
  addr: number,
  deadline: number,
  kind: "timeval" | "ts32" | "ts64",
): void {
  const left = Math.max(0, deadline - t.kernel.now());
  const sec = Math.floor(left / 1e9);
  const nsec = Math.floor(left - sec * 1e9);
  const b = new DataView(new ArrayBuffer(kind === "ts64" ? 16 : 8));
  if (kind === "ts64") {
    b.setBigInt64(0, BigInt(sec));
    b.setInt32(12, nsec);
  } else {
    b.setInt32(0, sec);
    b.setInt32(4, kind === "timeval" ? Math.floor(nsec / 1000) : nsec);
  }
  copy_to_user(t, addr, new Uint8Array(b.buffer));
}
