// Futexes (kernel/futex/): waiting on a word of memory, requeueing, priority-inheritance locks. Waiters are keyed by
// what is shared: the address space and address, or the file and offset.
// Above: sys_futex.ts, futex-exit.ts. Below: mm/, task.ts.

import { ERESTARTSYS } from "../errno.ts";
import type { address_space } from "../mm/filemap.ts";
import { type mm_struct, VM_SHARED } from "../mm/mm.ts";
import { get_user_u32, put_user_u32, UserFault } from "../mm/uaccess.ts";
import { EAGAIN, EFAULT, EINVAL, ENOSYS, ETIMEDOUT } from "../uapi/asm/errno.ts";
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
import { task_pid_vnr } from "./pid.ts";
import type { task_struct } from "./task.ts";
import { type Sleeps, TASK_INTERRUPTIBLE, TASK_RUNNING } from "./wait.ts";

type Shared = mm_struct | address_space;

export interface futex_key {
  readonly object: Shared;
  readonly offset: number;
}

/** A waiter. */
export interface futex_q {
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

export const table = (t: task_struct): FutexTable => t.kernel.futexes;

export function get_futex_key(t: task_struct, uaddr: number, shared: boolean): futex_key | number {
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

export function queue_of(t: task_struct, key: futex_key): futex_q[] {
  return table(t).queues.get(key.object)?.get(key.offset) ?? [];
}

export function enqueue(t: task_struct, q: futex_q): void {
  const { queues } = table(t);
  let of = queues.get(q.key.object);
  if (!of) queues.set(q.key.object, (of = new Map()));
  const list = of.get(q.key.offset);
  if (list) list.push(q);
  else of.set(q.key.offset, [q]);
}

export function unqueue(t: task_struct, q: futex_q): void {
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

export const waiter = (t: task_struct, key: futex_key, bitset: number): futex_q => ({
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
export function* wait_q(
  t: task_struct,
  q: futex_q,
  deadline: number | null,
  ready: () => boolean,
): Sleeps<number> {
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
