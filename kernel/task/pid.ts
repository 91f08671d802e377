// Process numbers: struct pid, pid namespaces (kernel/pid.c, pid_namespace.c). A pid has a number in its own
// namespace and in each one above; tasks hang on it as thread, group leader, process group or session.
// Above: fork.ts, signal.ts, exit.ts, procfs. Below: nothing.

import type { dentry } from "../fs/dcache.ts";
import type { Kernel } from "../kernel.ts";
import { EAGAIN, EEXIST, EINVAL, ENOMEM } from "../uapi/asm/errno.ts";
import type { user_namespace } from "./cred.ts";
import type { task_struct } from "./task.ts";
import { wait_queue_head } from "./wait.ts";

export class pid {
  /** The thread or process with this number. */
  task: task_struct | null = null;
  /** Group leaders in this process group, and in this session. */
  readonly pgrp = new Set<task_struct>();
  readonly session = new Set<task_struct>();
  /** Woken when the process has exited (pidfd poll). */
  readonly wait_pidfd = new wait_queue_head();
  /** Folders of /proc that have been asked for it, and by what name. */
  proc_names: Map<dentry, string> | null = null;
  /** How many signal_structs and tty's keep it from being given away. */
  constructor(
    /** Numbers from the init namespace inwards. */
    readonly numbers: readonly { nr: number; ns: pid_namespace }[],
  ) {}

  get ns(): pid_namespace {
    return this.numbers[this.numbers.length - 1].ns;
  }
  /** The kernel's (init namespace) number. */
  get nr(): number {
    return this.numbers[0].nr;
  }
  /** The number in ns, 0 if it is not visible there. */
  nr_ns(ns: pid_namespace): number {
    const n = this.numbers[ns.level];
    return n && n.ns === ns ? n.nr : 0;
  }
}

export class pid_namespace {
  readonly idr = new Map<number, pid>();
  /** Last number given. */
  last = 0;
  child_reaper: task_struct | null = null;
  /** disable_pid_allocation: the reaper has gone. */
  dead = false;
  readonly level: number;

  constructor(
    readonly kernel: Kernel,
    readonly parent: pid_namespace | null,
    readonly user_ns: user_namespace,
    readonly inum: number,
  ) {
    this.level = parent ? parent.level + 1 : 0;
  }

  /** As find_pid_ns. */
  find(nr: number): pid | undefined {
    return this.idr.get(nr);
  }
}

const RESERVED_PIDS = 300;

/** A new number in ns and those above; set_tid: wanted numbers, innermost first. Or -EAGAIN, -EEXIST, … */
export function alloc_pid(kernel: Kernel, ns: pid_namespace, set_tid: number[] = []): pid | number {
  if (set_tid.length > ns.level + 1) return -EINVAL;
  if (ns.dead) return -ENOMEM;
  const numbers: { nr: number; ns: pid_namespace }[] = [];
  for (let n: pid_namespace | null = ns, i = 0; n; n = n.parent, i++) {
    const want = set_tid[i];
    let nr = 0;
    if (want !== undefined) {
      if (want < 1 || want >= kernel.pid_max) return -EINVAL;
      if (want !== 1 && !n.child_reaper) return -EINVAL;
      if (n.idr.has(want)) return -EEXIST;
      nr = want;
    } else {
      for (let tries = 0; ; tries++) {
        if (tries > kernel.pid_max) return -EAGAIN;
        if (++n.last >= kernel.pid_max) n.last = RESERVED_PIDS;
        if (!n.idr.has(n.last)) break;
      }
      nr = n.last;
    }
    numbers.unshift({ nr, ns: n });
  }
  const p = new pid(numbers);
  for (const { nr, ns } of numbers) ns.idr.set(nr, p);
  return p;
}

/** Gives the numbers back once nothing is left of the process, group and session. */
export function free_pid_if_unused(p: pid): void {
  if (p.task || p.pgrp.size || p.session.size) return;
  for (const { nr, ns } of p.numbers) if (ns.idr.get(nr) === p) ns.idr.delete(nr);
}

/** The pid that the task's namespace calls nr. */
export function find_vpid(t: task_struct, nr: number): pid | undefined {
  return t.pid_ns.find(nr);
}

export function find_task_by_vpid(t: task_struct, nr: number): task_struct | null {
  return t.pid_ns.find(nr)?.task ?? null;
}

/** p's number as t's namespace sees it (0: not visible). */
export function pid_vnr(t: task_struct, p: pid | null): number {
  return p ? p.nr_ns(t.pid_ns) : 0;
}

export const task_tgid_vnr = (t: task_struct, of: task_struct): number =>
  pid_vnr(t, of.group_leader.thread_pid);
export const task_pid_vnr = (t: task_struct, of: task_struct): number => pid_vnr(t, of.thread_pid);
export const task_pgrp_vnr = (t: task_struct, of: task_struct): number => pid_vnr(t, of.signal.pgrp);
export const task_session_vnr = (t: task_struct, of: task_struct): number => pid_vnr(t, of.signal.session);
