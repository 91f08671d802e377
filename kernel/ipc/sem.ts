// System V semaphores (ipc/sem.c): sets, operations that happen all at once or wait in turn, and what is undone when
// a process ends.
// Above: syscalls/sys_ipc.ts, semctl.ts, task/fork.ts. Below: util.ts.

import type { ipc_namespace } from "../task/nsproxy.ts";
import type { pid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, TASK_INTERRUPTIBLE } from "../task/wait.ts";
import type { Timer } from "../time/timer.ts";
import { E2BIG, EAGAIN, EFBIG, EIDRM, EINTR, EINVAL, ENOSPC, ERANGE } from "../uapi/asm/errno.ts";
import { IPC_NOWAIT } from "../uapi/linux/ipc.ts";
import * as uapi from "../uapi/linux/sem.ts";
import { ipc_ids, ipcget, ipcperms, kern_ipc_perm, of_ns, real_seconds, task_tgid } from "./util.ts";

export interface sembuf {
  sem_num: number;
  sem_op: number;
  sem_flg: number;
}

/** One semaphore of a set. */
export class sem {
  semval = 0;
  sempid: pid | null = null;
  sem_otime = 0;
}

/** Operations that wait. status: null while they do, then what the call returns. */
export interface sem_queue {
  readonly sops: readonly sembuf[];
  readonly undo: Int16Array | null;
  readonly pid: pid;
  readonly alter: boolean;
  readonly sleeper: task_struct;
  /** The operation that could not be done when it was last tried. */
  blocking: sembuf;
  status: number | null;
}

export class sem_array extends kern_ipc_perm {
  readonly sems: sem[];
  sem_ctime: number;
  /** Waiting in the order they came: those that change something, and those that only wait for zeros. */
  readonly pending_alter: sem_queue[] = [];
  readonly pending_const: sem_queue[] = [];
  /** Adjustments of the processes that asked for undo. */
  readonly undos = new Map<sem_undo_list, Int16Array>();

  constructor(
    t: task_struct,
    readonly ns: ipc_namespace,
    key: number,
    mode: number,
    n: number,
  ) {
    super(t, key, mode);
    this.sems = Array.from({ length: n }, () => new sem());
    this.sem_ctime = real_seconds(t);
  }

  get sem_nsems(): number {
    return this.sems.length;
  }
  get sem_otime(): number {
    return this.sems.reduce((max, s) => Math.max(max, s.sem_otime), 0);
  }
}

/** The sets that a process (or tasks cloned with CLONE_SYSVSEM) will undo operations on. */
export class sem_undo_list {
  refcnt = 1;
  readonly sets = new Set<sem_array>();
}

export class sem_state {
  sc_semmsl = uapi.SEMMSL;
  sc_semmns = uapi.SEMMNS;
  sc_semopm = uapi.SEMOPM;
  sc_semmni = uapi.SEMMNI;
  used_sems = 0;
  readonly ids: ipc_ids<sem_array>;
  constructor(ns: ipc_namespace) {
    this.ids = new ipc_ids<sem_array>(ns, () => this.sc_semmni);
  }
}

export const sem_ns = (ns: ipc_namespace): sem_state => of_ns(ns, "sem", () => new sem_state(ns));

export function ksys_semget(t: task_struct, key: number, nsems: number, semflg: number): number {
  const ns = t.nsproxy.ipc_ns;
  const st = sem_ns(ns);
  if (nsems < 0 || nsems > st.sc_semmsl) return -EINVAL;
  const newary = (): number => {
    if (!nsems) return -EINVAL;
    if (st.used_sems + nsems > st.sc_semmns) return -ENOSPC;
    const sma = new sem_array(t, ns, key, semflg & 0o777, nsems);
    const id = st.ids.add(sma);
    if (id >= 0) st.used_sems += nsems;
    return id;
  };
  return ipcget(t, st.ids, key, semflg, newary, (sma) => (nsems > sma.sem_nsems ? -EINVAL : 0));
}

/** Does all operations of q or none: 0, 1 (it would have to wait), or -ERRNO (perform_atomic_semop). */
function perform_atomic_semop(sma: sem_array, q: sem_queue): number {
  const { sops, undo } = q;
  let result = 0;
  let n = 0;
  for (; n < sops.length; n++) {
    const sop = sops[n];
    const curr = sma.sems[sop.sem_num];
    const value = curr.semval + sop.sem_op;
    if ((sop.sem_op === 0 && curr.semval) || value < 0) {
      q.blocking = sop;
      result = sop.sem_flg & IPC_NOWAIT ? -EAGAIN : 1;
      break;
    }
    if (value > uapi.SEMVMX) result = -ERANGE;
    if (sop.sem_flg & uapi.SEM_UNDO && !result) {
      const adj = undo![sop.sem_num] - sop.sem_op;
      if (adj < -uapi.SEMAEM - 1 || adj > uapi.SEMAEM) result = -ERANGE;
      else undo![sop.sem_num] = adj;
    }
    if (result) break;
    curr.semval = value;
  }
  if (result === 0) {
    for (const sop of sops) sma.sems[sop.sem_num].sempid = q.pid;
    return 0;
  }
  while (--n >= 0) {
    const sop = sops[n];
    sma.sems[sop.sem_num].semval -= sop.sem_op;
    if (sop.sem_flg & uapi.SEM_UNDO) undo![sop.sem_num] += sop.sem_op;
  }
  return result;
}

function complete(q: sem_queue, status: number): void {
  q.status = status;
  q.sleeper.wake();
}

/** Tries what waits in list; true if something was done. changed: stop after a success, to look at everything anew. */
function try_queue(sma: sem_array, list: sem_queue[], untilSuccess: boolean): boolean {
  let done = false;
  for (let i = 0; i < list.length; ) {
    const q = list[i];
    const r = perform_atomic_semop(sma, q);
    if (r > 0) {
      i++;
      continue;
    }
    list.splice(i, 1);
    complete(q, r);
    if (r < 0) continue;
    done = true;
    if (untilSuccess) break;
  }
  return done;
}

/** Values have changed: whoever waited and can go on now does; zeros are seen first (do_smart_update). */
export function do_smart_update(sma: sem_array, sops: readonly sembuf[] | null, otime: boolean): void {
  try_queue(sma, sma.pending_const, false);
  while (try_queue(sma, sma.pending_alter, true)) {
    otime = true;
    try_queue(sma, sma.pending_const, false);
  }
  if (otime) set_semotime(sma, sops);
}

function set_semotime(sma: sem_array, sops: readonly sembuf[] | null): void {
  sma.sems[sops ? sops[0].sem_num : 0].sem_otime = real_seconds(sma.ns);
}

/** The caller's adjustments to a set, made on first use (find_alloc_undo). */
function find_alloc_undo(t: task_struct, sma: sem_array): Int16Array {
  let ulp = t.extra.get("undo_list") as sem_undo_list | undefined;
  if (!ulp) t.extra.set("undo_list", (ulp = new sem_undo_list()));
  let un = sma.undos.get(ulp);
  if (!un) {
    sma.undos.set(ulp, (un = new Int16Array(sma.sem_nsems)));
    ulp.sets.add(sma);
  }
  return un;
}

/** semop and semtimedop; timeout in ns from now, null: none; undefined is a timeout out of range. */
export function* do_semtimedop(
  t: task_struct,
  semid: number,
  sops: readonly sembuf[],
  timeout: bigint | null,
): Sleeps<number> {
  const ns = t.nsproxy.ipc_ns;
  const deadline = timeout === null ? null : t.kernel.now() + Number(timeout);
  const sma = sem_ns(ns).ids.obtain(semid);
  if (typeof sma === "number") return sma;
  const alter = sops.some((s) => s.sem_op !== 0);
  if (sops.some((s) => s.sem_num >= sma.sem_nsems)) return -EFBIG;
  const denied = ipcperms(t, ns, sma, alter ? 0o222 : 0o444);
  if (denied) return denied;
  const q: sem_queue = {
    sops,
    undo: sops.some((s) => s.sem_flg & uapi.SEM_UNDO) ? find_alloc_undo(t, sma) : null,
    pid: task_tgid(t),
    alter,
    sleeper: t,
    blocking: sops[0],
    status: null,
  };
  const r = perform_atomic_semop(sma, q);
  if (r < 0) return r;
  if (r === 0) {
    if (alter) do_smart_update(sma, sops, true);
    else set_semotime(sma, sops);
    return 0;
  }
  const list = alter ? sma.pending_alter : sma.pending_const;
  list.push(q);
  const queued = q as { status: number | null };
  let timer: Timer | null = null;
  let expired = false;
  if (deadline !== null) {
    timer = t.kernel.timers.add(deadline, () => {
      expired = true;
      t.wake();
    });
  }
  try {
    for (;;) {
      t.state = TASK_INTERRUPTIBLE;
      if (queued.status !== null) return queued.status;
      // never restarted after a signal
      if (t.signal_pending()) return -EINTR;
      if (expired) return -EAGAIN;
      yield;
    }
  } finally {
    t.state = 0;
    timer?.cancel();
    const i = list.indexOf(q);
    if (i >= 0) list.splice(i, 1);
  }
}

/** Checks that come before the operations are read: 0 or -ERRNO. */
export function semop_checks(t: task_struct, semid: number, nsops: number): number {
  if (nsops < 1 || semid < 0) return -EINVAL;
  return nsops > sem_ns(t.nsproxy.ipc_ns).sc_semopm ? -E2BIG : 0;
}

/** The set goes: everybody who waits learns it (freeary). */
export function freeary(sma: sem_array): void {
  const st = sem_ns(sma.ns);
  for (const ulp of sma.undos.keys()) ulp.sets.delete(sma);
  sma.undos.clear();
  st.ids.remove(sma);
  for (const q of [...sma.pending_const, ...sma.pending_alter]) complete(q, -EIDRM);
  sma.pending_const.length = sma.pending_alter.length = 0;
  st.used_sems -= sma.sem_nsems;
}

/** clone: CLONE_SYSVSEM shares the undo list, otherwise the child has none (copy_semundo). */
export function copy_semundo(t: task_struct, p: task_struct, share: boolean): void {
  if (!share) return;
  let ulp = t.extra.get("undo_list") as sem_undo_list | undefined;
  if (!ulp) t.extra.set("undo_list", (ulp = new sem_undo_list()));
  ulp.refcnt++;
  p.extra.set("undo_list", ulp);
}

/** A task ends or leaves its list: the last one's adjustments are made (exit_sem). */
export function exit_sem(t: task_struct): void {
  const ulp = t.extra.get("undo_list") as sem_undo_list | undefined;
  if (!ulp) return;
  t.extra.delete("undo_list");
  if (--ulp.refcnt > 0) return;
  for (const sma of ulp.sets) {
    const un = sma.undos.get(ulp);
    sma.undos.delete(ulp);
    if (!un) continue;
    for (let i = 0; i < un.length; i++) {
      if (!un[i]) continue;
      const s = sma.sems[i];
      s.semval = Math.min(Math.max(s.semval + un[i], 0), uapi.SEMVMX);
      s.sempid = task_tgid(t);
    }
    do_smart_update(sma, null, true);
  }
}
