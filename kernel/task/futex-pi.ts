// Priority-inheritance futexes: a lock with an owner, a line of waiters, and requeueing onto it (kernel/futex/pi.c, requeue.c).
// Above: syscalls/sys_futex.ts, exit.ts, futex-exit.ts. Below: futex.ts (keys, queues, waking).

import { ERESTARTNOINTR, ERESTARTSYS } from "../errno.ts";
import { FAULT_WRITE } from "../mm/flags.ts";
import { get_user_u32, put_user_u32, UserFault } from "../mm/uaccess.ts";
import { EAGAIN, EDEADLK, EFAULT, EINVAL, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import { FUTEX_OWNER_DIED, FUTEX_TID_MASK, FUTEX_WAITERS } from "../uapi/linux/futex.ts";
import {
  enqueue,
  type futex_key,
  type futex_q,
  get_futex_key,
  type pi_state,
  queue_of,
  table,
  unqueue,
  wait_q,
  waiter,
} from "./futex.ts";
import { find_task_by_vpid, task_pid_vnr } from "./pid.ts";
import { PF_EXITING, type task_struct } from "./task.ts";
import type { Sleeps } from "./wait.ts";

function pi_of(t: task_struct, key: futex_key): pi_state | undefined {
  return table(t).pi.get(key.object)?.get(key.offset);
}
function drop_pi(t: task_struct, p: pi_state): void {
  const of = table(t).pi.get(p.key.object);
  if (of?.get(p.key.offset) === p) of.delete(p.key.offset);
  if (of?.size === 0) table(t).pi.delete(p.key.object);
  p.owner?.pi_state_list?.delete(p);
}
function set_owner(p: pi_state, owner: task_struct | null): void {
  p.owner?.pi_state_list?.delete(p);
  p.owner = owner;
  if (owner) (owner.pi_state_list ??= new Set()).add(p);
}

/** Tries to take the lock word for q's task. 1: taken; 0: the caller has to wait for p; or -ERRNO. */
function pi_attempt(t: task_struct, uaddr: number, key: futex_key, who: task_struct): number | pi_state {
  const tid = task_pid_vnr(who, who);
  const uval = get_user_u32(t, uaddr);
  const known = pi_of(t, key);
  if ((uval & FUTEX_TID_MASK) === tid) return -EDEADLK;
  if (!known || known.waiters.length === 0) {
    if (!(uval & FUTEX_TID_MASK)) {
      put_user_u32(t, uaddr, (uval & FUTEX_OWNER_DIED) | tid);
      return 1;
    }
    const owner = find_task_by_vpid(t, uval & FUTEX_TID_MASK);
    if (!owner || owner.flags & PF_EXITING) {
      return get_user_u32(t, uaddr) === uval ? -ESRCH : -EAGAIN;
    }
    if (!owner.mm) return -EPERM;
    put_user_u32(t, uaddr, uval | FUTEX_WAITERS);
    const p: pi_state = { owner: null, key, mm: t.mm!, uaddr, waiters: [] };
    const { pi } = table(t);
    let of = pi.get(key.object);
    if (!of) pi.set(key.object, (of = new Map()));
    of.set(key.offset, p);
    set_owner(p, owner);
    return p;
  }
  if (known.owner && (uval & FUTEX_TID_MASK) !== task_pid_vnr(t, known.owner)) return -EINVAL;
  return known;
}

/** Whether waiting for p would close a circle of owners. */
function deadlocks(t: task_struct, p: pi_state): boolean {
  for (let o = p.owner, n = 0; o && n < 1024; n++) {
    if (o === t) return true;
    const next = (o.extra.get("pi_blocked_on") as pi_state | undefined)?.owner;
    o = next ?? null;
  }
  return false;
}

/** FUTEX_LOCK_PI, FUTEX_LOCK_PI2, FUTEX_TRYLOCK_PI. */
export function* futex_lock_pi(
  t: task_struct,
  uaddr: number,
  shared: boolean,
  deadline: number | null,
  trylock: boolean,
): Sleeps<number> {
  const key = get_futex_key(t, uaddr, shared);
  if (typeof key === "number") return key;
  if (t.mm!.fault(uaddr, FAULT_WRITE) !== 0) return -EFAULT;
  for (;;) {
    const p = pi_attempt(t, uaddr, key, t);
    if (p === 1) return 0;
    if (p === -EAGAIN && !trylock) {
      yield; // the owner is on its way out
      continue;
    }
    if (typeof p === "number") return p;
    if (trylock) {
      if (p.waiters.length === 0) drop_pi(t, p);
      return -EAGAIN;
    }
    if (deadlocks(t, p)) {
      if (p.waiters.length === 0) drop_pi(t, p);
      return -EDEADLK;
    }
    const q = waiter(t, key, -1);
    return yield* wait_pi(t, q, p, deadline);
  }
}

/** Waits in line for a PI lock. */
function* wait_pi(t: task_struct, q: futex_q, p: pi_state, deadline: number | null): Sleeps<number> {
  q.pi = p;
  join_line(p, q);
  enqueue(t, q);
  t.extra.set("pi_blocked_on", p);
  const r = yield* wait_q(t, q, deadline, () => q.granted);
  t.extra.delete("pi_blocked_on");
  if (q.granted) return 0;
  leave_line(t, p, q);
  return r === -ERESTARTSYS ? -ERESTARTNOINTR : r;
}

/** Higher real-time priority first, then in order. */
function join_line(p: pi_state, q: futex_q): void {
  const prio = q.task.rt_priority;
  let i = p.waiters.length;
  while (i > 0 && p.waiters[i - 1].task.rt_priority < prio) i--;
  p.waiters.splice(i, 0, q);
}
function leave_line(t: task_struct, p: pi_state, q: futex_q): void {
  const i = p.waiters.indexOf(q);
  if (i >= 0) p.waiters.splice(i, 1);
  if (p.waiters.length === 0) drop_pi(t, p);
}

/** Gives the lock to the first in line; died: the owner is gone. */
function hand_over(t: task_struct, p: pi_state, died: boolean): number {
  const next = p.waiters.shift();
  if (!next) {
    drop_pi(t, p);
    return 0;
  }
  const to = next.task;
  const value = task_pid_vnr(to, to) | FUTEX_WAITERS | (died ? FUTEX_OWNER_DIED : 0);
  try {
    put_user_u32(to.mm === t.mm || !t.mm ? to : t, p.uaddr, value);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return -EFAULT;
  }
  set_owner(p, to);
  next.granted = true;
  unqueue(t, next);
  to.wake();
  if (p.waiters.length === 0) drop_pi(t, p);
  return 0;
}

/** FUTEX_UNLOCK_PI. */
export function futex_unlock_pi(t: task_struct, uaddr: number, shared: boolean): number {
  const uval = get_user_u32(t, uaddr);
  if ((uval & FUTEX_TID_MASK) !== task_pid_vnr(t, t)) return -EPERM;
  const key = get_futex_key(t, uaddr, shared);
  if (typeof key === "number") return key;
  const p = pi_of(t, key);
  if (p && p.waiters.length > 0) {
    if (p.owner !== t) return -EINVAL;
    return hand_over(t, p, false);
  }
  const plain = queue_of(t, key)[0];
  if (plain && !plain.pi) return -EINVAL;
  put_user_u32(t, uaddr, 0);
  return 0;
}

/** A thread ends: the PI locks it holds pass on with FUTEX_OWNER_DIED. */
export function exit_pi_state_list(t: task_struct): void {
  for (const p of [...(t.pi_state_list ?? [])] as pi_state[]) hand_over(t, p, true);
  t.pi_state_list = null;
}

/** FUTEX_WAIT_REQUEUE_PI: waits on uaddr; woken only by being given the PI lock at uaddr2. */
export function* futex_wait_requeue_pi(
  t: task_struct,
  uaddr: number,
  shared: boolean,
  val: number,
  deadline: number | null,
  bitset: number,
  uaddr2: number,
): Sleeps<number> {
  if (uaddr === uaddr2 || !bitset) return -EINVAL;
  const key = get_futex_key(t, uaddr, shared);
  const key2 = get_futex_key(t, uaddr2, shared);
  if (typeof key === "number") return key;
  if (typeof key2 === "number") return key2;
  if (get_user_u32(t, uaddr) !== val >>> 0) return -EAGAIN;
  if (key.object === key2.object && key.offset === key2.offset) return -EINVAL;
  const q = waiter(t, key, bitset);
  q.requeue_to = key2;
  enqueue(t, q);
  const r = yield* wait_q(t, q, deadline, () => q.granted);
  t.extra.delete("pi_blocked_on");
  if (q.granted) return 0;
  if (q.pi) {
    leave_line(t, q.pi, q);
    return r === -ERESTARTSYS ? -EAGAIN : r;
  }
  return r === -ERESTARTSYS ? -ERESTARTNOINTR : r;
}

/** FUTEX_CMP_REQUEUE_PI: one gets the lock or waits in line for it, the others join the line. */
export function futex_cmp_requeue_pi(
  t: task_struct,
  uaddr1: number,
  shared: boolean,
  uaddr2: number,
  nrWake: number,
  nrRequeue: number,
  cmp: number,
): number {
  if (uaddr1 === uaddr2 || nrWake !== 1 || nrRequeue < 0) return -EINVAL;
  const key1 = get_futex_key(t, uaddr1, shared);
  const key2 = get_futex_key(t, uaddr2, shared);
  if (typeof key1 === "number") return key1;
  if (typeof key2 === "number") return key2;
  if (get_user_u32(t, uaddr1) !== cmp >>> 0) return -EAGAIN;
  let n = 0;
  for (const q of [...queue_of(t, key1)]) {
    if (n - nrWake >= nrRequeue) break;
    const to = q.requeue_to;
    if (!to || to.object !== key2.object || to.offset !== key2.offset) return n || -EINVAL;
    const p = pi_attempt(t, uaddr2, key2, q.task);
    if (typeof p === "number" && p < 0) return n || p;
    n++;
    unqueue(t, q);
    if (p === 1) {
      q.granted = true;
      q.task.wake();
      if (queue_of(t, key1).length) {
        // those who follow will wait for it
        const v = get_user_u32(t, uaddr2);
        put_user_u32(t, uaddr2, v | FUTEX_WAITERS);
      }
      continue;
    }
    q.key = key2;
    q.pi = p as pi_state;
    join_line(q.pi, q);
    enqueue(t, q);
    q.task.extra.set("pi_blocked_on", q.pi);
  }
  return n;
}
