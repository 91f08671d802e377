// The system call proper: number in r20, arguments in r26..r21, result in r28 (arch/parisc/kernel/syscall.S). What
// the call does is in syscalls/; signals and restarts on the way out are signal.ts.
// Above: entry.ts. Below: syscalls/index.ts, pt_regs.ts.

import { ERESTART_RESTARTBLOCK, ERESTARTSYS } from "../../errno.ts";
import { UserFault } from "../../mm/uaccess.ts";
import type { SyscallTable } from "../../syscalls/index.ts";
import { ptrace_event, ptrace_report_syscall } from "../../task/ptrace.ts";
import { secure_computing } from "../../task/seccomp.ts";
import type { task_struct } from "../../task/task.ts";
import { finish, type MaySleep, type Sleeps, TASK_RUNNING } from "../../task/wait.ts";
import { EFAULT, ENOSYS } from "../../uapi/asm/errno.ts";
import { __NR_exit, __NR_exit_group } from "../../uapi/asm/unistd.ts";
import { PTRACE_EVENT_EXIT } from "../../uapi/linux/ptrace.ts";
import { before_signals, return_to_user } from "./entry.ts";
import { R_GR } from "./pt_regs.ts";
import { do_notify_resume } from "./signal.ts";

/** The thread asks for a system call. */
export function do_syscall(t: task_struct): void {
  const kernel = t.kernel;
  const r = kernel.machine.words;
  const nr = enter_syscall(t, r);
  const table = kernel.syscall_table;
  let ret: MaySleep<number>;
  if (t.ptrace || t.seccomp_mode) {
    ret = watched_syscall(t);
  } else if (table.trace || kernel.report) {
    ret = table.traced(t, nr, r);
  } else ret = invoke(t, nr, r);
  if (typeof ret === "number") syscall_exit(t, ret);
  else run_kernel_side(t, ret);
}

function enter_syscall(t: task_struct, r: Uint32Array): number {
  const nr = r[R_GR + 20];
  t.in_syscall = true;
  t.orig_r28 = 0;
  t.syscall_nr = nr;
  return nr;
}

function invoke(t: task_struct, nr: number, r: Uint32Array): MaySleep<number> {
  try {
    return t.kernel.syscall_table.invoke(t, nr, r);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return -EFAULT;
  }
}

/** Whether nobody looks at the thread's calls: then they may be carried out by direct_syscall(). */
export function is_plain(t: task_struct): boolean {
  const { kernel } = t;
  return !t.ptrace && !t.seccomp_mode && !kernel.syscall_table.trace && !kernel.report;
}

/**
 * The thread asks for a system call while its program waits in the core. true: it is done, and the program goes on behind
 * it with the result in r28. Otherwise it may sleep, or do_notify_resume or another program's registers come first.
 */
export function direct_syscall(t: task_struct): boolean {
  const { machine, sched } = t.kernel;
  const r = machine.words;
  const ret = invoke(t, enter_syscall(t, r), r);
  if (typeof ret !== "number") {
    run_kernel_side(t, ret);
    return false;
  }
  if (
    !t.in_syscall ||
    // rt_sigreturn: all registers are others
    t.orig_r28 ||
    t.sigpending ||
    t.state !== TASK_RUNNING ||
    t.exit_state ||
    sched.resched ||
    (ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK)
  ) {
    syscall_exit(t, ret);
    return false;
  }
  // not r: memory may have grown
  machine.words[R_GR + 28] = ret;
  t.in_syscall = false;
  t.syscall_nr = -1;
  return true;
}

/** A call that a tracer or a filter looks at: either may change it or have it left out (do_syscall_trace_enter, _exit). */
function* watched_syscall(t: task_struct): Sleeps<number> {
  const { kernel } = t;
  // not kept: memory may grow
  const r = () => kernel.machine.words;
  let skip = false;
  if (t.ptrace_syscall) {
    skip = yield* ptrace_report_syscall(t, false);
    r()[R_GR + 28] = -ENOSYS;
    t.syscall_nr = r()[R_GR + 20];
  }
  if (!skip && t.seccomp_mode) skip = yield* secure_computing(t);
  t.syscall_nr = r()[R_GR + 20];
  if (!skip && t.syscall_nr !== 0xffffffff) {
    if (t.syscall_nr === __NR_exit || t.syscall_nr === __NR_exit_group) {
      if (t.ptrace_dying === null) yield* ptrace_event(t, PTRACE_EVENT_EXIT, (r()[R_GR + 26] & 0xff) << 8);
      t.ptrace_dying = 0;
    }
    let ret: number;
    try {
      ret = yield* finish(kernel.syscall_table.traced(t, t.syscall_nr, r()));
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      ret = -EFAULT;
    }
    if (t.exit_state) return 0;
    if (t.in_syscall) r()[R_GR + 28] = ret;
  }
  if (t.ptrace_syscall) yield* ptrace_report_syscall(t, true);
  return r()[R_GR + 28] | 0;
}

/** Starts what a call left to do; it may be done at once. */
function run_kernel_side(t: task_struct, side: Sleeps<number>): void {
  t.kernel_side = side;
  advance(t);
}

/** Lets the kernel side get on until it sleeps or ends. false: it sleeps, or the thread is gone. */
export function advance(t: task_struct): boolean {
  let value: number;
  try {
    const step = t.kernel_side!.next();
    if (!step.done) return false;
    value = step.value;
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    value = -EFAULT;
  }
  t.kernel_side = null;
  if (t.exit_state) return false;
  if (t.in_syscall) syscall_exit(t, value);
  return true;
}

/** The call's result is known; in_syscall false: the call itself said where to go on (execve, sigreturn). */
export function syscall_exit(t: task_struct, ret: number): void {
  if (t.exit_state || !t.in_syscall) return;
  t.kernel.machine.words[R_GR + 28] = ret;
  complete_syscall(t);
}

/** Signals first, then back to the program. Called again after a stop. */
export function complete_syscall(t: task_struct): void {
  const ret = t.kernel.machine.words[R_GR + 28] | 0;
  const restart = ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK;
  if (t.sigpending && before_signals(t)) return;
  if ((t.sigpending || restart) && !do_notify_resume(t, true)) return;
  t.in_syscall = false;
  t.syscall_nr = -1;
  return_to_user(t);
}

/** The six arguments, unsigned. */
export function syscall_get_arguments(r: Uint32Array): number[] {
  return [r[R_GR + 26], r[R_GR + 25], r[R_GR + 24], r[R_GR + 23], r[R_GR + 22], r[R_GR + 21]];
}

export type { SyscallTable };
