// Futexes (kernel/futex/): waiting on a word of memory, requeueing, priority-inheritance locks. Waiters are keyed by
// what is shared: the address space and address, or the file and offset.
// Above: sys_futex.ts, futex-exit.ts. Below: mm/, task.ts.

import { ERESTARTNOINTR, ERESTARTSYS } from "../errno.ts";
import type { address_space } from "../mm/filemap.ts";
import { FAULT_WRITE, type mm_struct, VM_SHARED } from "../mm/mm.ts";
import { get_user_u32, put_user_u32, UserFault } from "../mm/uaccess.ts";
import { EAGAIN, EDEADLK, EFAULT, EINVAL, ENOSYS, EPERM, ESRCH, ETIMEDOUT } from "../uapi/asm/errno.ts";
import {
  FUTEX_OP_ADD,
  FUTEX_OP_ANDN,
  FUTEX_OP_CMP_EQ,
  FUTEX_OP_CMP_GE,
  FUTEX_OP_CMP_GT,
  FUTEX_OP_CMP_LE,
  FUTEX_OP_CMP_LT,
  FUTEX_OP_CMP_NE,
  FUTEX_OP_OPARG_SHIFT,
  FUTEX_OP_OR,
  FUTEX_OP_SET,
  FUTEX_OP_XOR,
  FUTEX_OWNER_DIED,
  FUTEX_TID_MASK,
  FUTEX_WAITERS,
} from "../uapi/linux/futex.ts";
import { find_task_by_vpid, task_pid_vnr } from "./pid.ts";
import { PF_EXITING, type task_struct } from "./task.ts";
import { type Sleeps, TASK_INTERRUPTIBLE, TASK_RUNNING } from "./wait.ts";

type Shared = mm_struct | address_space;

interface futex_key {
  readonly object: Shared;
  readonly offset: number;
}

/** A waiter. */
interface futex_q {
  task: task_struct;
  key: futex_key;
  bitset: number;
  woken: boolean;
  /** For PI: the lock it waits for, and whether it got it. */
  pi: pi_state | null;
  granted: boolean;
  /** FUTEX_WAIT_REQUEUE_PI: where it may be requeued to. */
  requeue_to: futex_key | null;
}

/** A contended PI lock. */
export interface pi_state {
  owner: task_struct | null;
  readonly key: futex_key;
  /** The lock word as the owner sees it. */
  readonly mm: mm_struct;
  readonly uaddr: number;
  readonly waiters: futex_q[];
}

/** All futexes of one system that somebody waits on. */
export class FutexTable {
  readonly queues = new Map<Shared, Map<number, futex_q[]>>();
  readonly pi = new Map<Shared, Map<number, pi_state>>();
}

const table = (t: task_struct): FutexTable => t.kernel.futexes;

function get_futex_key(t: task_struct, uaddr: number, shared: boolean): futex_key | number {
  if (uaddr & 3) return -EINVAL;
  const mm = t.mm!;
  if (!shared) return { object: mm, offset: uaddr };
  const vma = mm.vma_lookup(uaddr);
  if (!vma) return -EFAULT;
  get_user_u32(t, uaddr); // a shared futex lies in a page that is there, or -EFAULT
  if (vma.vm_mapping && vma.vm_flags & VM_SHARED) {
    return { object: vma.vm_mapping, offset: vma.linear_page_index(uaddr) * 4096 + (uaddr & 0xfff) };
  }
  return { object: mm, offset: uaddr };
}

function queue_of(t: task_struct, key: futex_key): futex_q[] {
  return table(t).queues.get(key.object)?.get(key.offset) ?? [];
}

function enqueue(t: task_struct, q: futex_q): void {
  const { queues } = table(t);
  let of = queues.get(q.key.object);
  if (!of) queues.set(q.key.object, (of = new Map()));
  const list = of.get(q.key.offset);
  if (list) list.push(q);
  else of.set(q.key.offset, [q]);
}

function unqueue(t: task_struct, q: futex_q): void {
  const { queues } = table(t);
  const of = queues.get(q.key.object);
  const list = of?.get(q.key.offset);
  const i = list ? list.indexOf(q) : -1;
  if (i < 0) return;
  list!.splice(i, 1);
  if (list!.length === 0) {
    of!.delete(q.key.offset);
    if (of!.size === 0) queues.delete(q.key.object);
  }
}

const waiter = (t: task_struct, key: futex_key, bitset: number): futex_q => ({
  task: t,
  key,
  bitset,
  woken: false,
  pi: null,
  granted: false,
  requeue_to: null,
});

function wake_q(t: task_struct, q: futex_q): void {
  unqueue(t, q);
  q.woken = true;
  q.task.wake();
}

/** Sleeps until q is woken or granted. 0, -ETIMEDOUT or -ERESTARTSYS. */
function* wait_q(t: task_struct, q: futex_q, deadline: number | null, ready: () => boolean): Sleeps<number> {
  let expired = false;
  const expire = () => {
    expired = true;
    t.wake();
  };
  const timer = deadline === null ? null : t.kernel.timers.add(deadline, expire);
  try {
    for (;;) {
      t.state = TASK_INTERRUPTIBLE;
      if (ready()) return 0;
      if (expired) return -ETIMEDOUT;
      if (t.signal_pending()) return -ERESTARTSYS;
      yield;
    }
  } finally {
    t.state = TASK_RUNNING;
    timer?.cancel();
    unqueue(t, q);
  }
}

/** FUTEX_WAIT, FUTEX_WAIT_BITSET. deadline: monotonic ns or null. */
export function* futex_wait(
  t: task_struct,
  uaddr: number,
  shared: boolean,
  val: number,
  deadline: number | null,
  bitset: number,
): Sleeps<number> {
  if (!bitset) return -EINVAL;
  const key = get_futex_key(t, uaddr, shared);
  if (typeof key === "number") return key;
  if (get_user_u32(t, uaddr) !== val >>> 0) return -EAGAIN;
  const q = waiter(t, key, bitset);
  enqueue(t, q);
  return yield* wait_q(t, q, deadline, () => q.woken);
}

/** FUTEX_WAKE, FUTEX_WAKE_BITSET: how many were woken. */
export function futex_wake(
  t: task_struct,
  uaddr: number,
  shared: boolean,
  nr: number,
  bitset: number,
): number {
  if (!bitset) return -EINVAL;
  const key = get_futex_key(t, uaddr, shared);
  if (typeof key === "number") return key;
  let n = 0;
  for (const q of [...queue_of(t, key)]) {
    if (q.pi || q.requeue_to) return -EINVAL;
    if (!(q.bitset & bitset)) continue;
    wake_q(t, q);
    if (++n >= nr) break;
  }
  return n;
}

/** Wakes waiters whether they wait privately or not (a thread's end). */
export function futex_wake_at(t: task_struct, uaddr: number, nr: number): void {
  if (uaddr & 3) return;
  futex_wake(t, uaddr, true, nr, -1);
}

/** FUTEX_REQUEUE, FUTEX_CMP_REQUEUE: woken and requeued together, or -ERRNO. cmp null: do not compare. */
export function futex_requeue(
  t: task_struct,
  uaddr1: number,
  shared: boolean,
  uaddr2: number,
  nrWake: number,
  nrRequeue: number,
  cmp: number | null,
): number {
  if (nrWake < 0 || nrRequeue < 0) return -EINVAL;
  const key1 = get_futex_key(t, uaddr1, shared);
  const key2 = get_futex_key(t, uaddr2, shared);
  if (typeof key1 === "number") return key1;
  if (typeof key2 === "number") return key2;
  if (cmp !== null && get_user_u32(t, uaddr1) !== cmp >>> 0) return -EAGAIN;
  let n = 0;
  for (const q of [...queue_of(t, key1)]) {
    if (n - nrWake >= nrRequeue) break;
    if (q.pi || q.requeue_to) return -EINVAL;
    if (n++ < nrWake) wake_q(t, q);
    else {
      unqueue(t, q);
      q.key = key2;
      enqueue(t, q);
    }
  }
  return n;
}

/** FUTEX_WAKE_OP. */
export function futex_wake_op(
  t: task_struct,
  uaddr1: number,
  shared: boolean,
  uaddr2: number,
  nr1: number,
  nr2: number,
  encoded: number,
): number {
  const key1 = get_futex_key(t, uaddr1, shared);
  const key2 = get_futex_key(t, uaddr2, shared);
  if (typeof key1 === "number") return key1;
  if (typeof key2 === "number") return key2;
  let oparg = (encoded << 8) >> 20;
  const cmparg = (encoded << 20) >> 20;
  const op = (encoded >>> 28) & 7;
  if (encoded & (FUTEX_OP_OPARG_SHIFT << 28)) oparg = 1 << (oparg & 31);
  const old = get_user_u32(t, uaddr2) | 0;
  let value: number;
  switch (op) {
    case FUTEX_OP_SET:
      value = oparg;
      break;
    case FUTEX_OP_ADD:
      value = old + oparg;
      break;
    case FUTEX_OP_OR:
      value = old | oparg;
      break;
    case FUTEX_OP_ANDN:
      value = old & ~oparg;
      break;
    case FUTEX_OP_XOR:
      value = old ^ oparg;
      break;
    default:
      return -ENOSYS;
  }
  let hit: boolean;
  switch ((encoded >>> 24) & 15) {
    case FUTEX_OP_CMP_EQ:
      hit = old === cmparg;
      break;
    case FUTEX_OP_CMP_NE:
      hit = old !== cmparg;
      break;
    case FUTEX_OP_CMP_LT:
      hit = old < cmparg;
      break;
    case FUTEX_OP_CMP_GE:
      hit = old >= cmparg;
      break;
    case FUTEX_OP_CMP_LE:
      hit = old <= cmparg;
      break;
    case FUTEX_OP_CMP_GT:
      hit = old > cmparg;
      break;
    default:
      return -ENOSYS;
  }
  put_user_u32(t, uaddr2, value);
  let n = 0;
  for (const [key, nr, doit] of [
    [key1, nr1, true],
    [key2, nr2, hit],
  ] as const) {
    if (!doit) continue;
    let k = 0;
    for (const q of [...queue_of(t, key)]) {
      if (q.pi || q.requeue_to) return -EINVAL;
      wake_q(t, q);
      n++;
      if (++k >= nr) break;
    }
  }
  return n;
}

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

/** The word of a robust lock whose holder died: OWNER_DIED is set and a waiter woken. -1: memory is bad, stop. */
export function handle_futex_death(t: task_struct, uaddr: number, pi: boolean, pending: boolean): number {
  if (uaddr & 3) return -1;
  try {
    const uval = get_user_u32(t, uaddr);
    if (pending && !pi && !uval) {
      futex_wake_at(t, uaddr, 1);
      return 0;
    }
    if ((uval & FUTEX_TID_MASK) !== task_pid_vnr(t, t)) return 0;
    put_user_u32(t, uaddr, (uval & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
    if (!pi && uval & FUTEX_WAITERS) futex_wake_at(t, uaddr, 1);
    return 0;
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return -1;
  }
}

export interface futex_waitv {
  val: number;
  uaddr: number;
  shared: boolean;
}

/** futex_waitv: waits on several; the index of the one that was woken, or -ERRNO. */
export function* futex_wait_multiple(
  t: task_struct,
  list: futex_waitv[],
  deadline: number | null,
): Sleeps<number> {
  const qs: futex_q[] = [];
  for (const w of list) {
    const key = get_futex_key(t, w.uaddr, w.shared);
    if (typeof key === "number") return key;
    if (get_user_u32(t, w.uaddr) !== w.val) {
      for (const q of qs) unqueue(t, q);
      return -EAGAIN;
    }
    const q = waiter(t, key, -1);
    enqueue(t, q);
    qs.push(q);
  }
  const r = yield* wait_q(t, qs[0], deadline, () => qs.some((q) => q.woken));
  for (const q of qs) unqueue(t, q);
  const i = qs.findIndex((q) => q.woken);
  return i >= 0 ? i : r;
}
