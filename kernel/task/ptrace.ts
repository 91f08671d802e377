// Tracing one task by another (kernel/ptrace.c): the hooks that signal.ts and exit.ts call.
// Above: signal.ts, exit.ts, sys_ptrace.ts. Below: task.ts.

import { SIGCHLD } from "../uapi/asm/signal.ts";
import { do_notify_parent, do_notify_parent_cldstop, release_task } from "./exit.ts";
import { CLD_TRAPPED, recalc_sigpending } from "./signal.ts";
import { JOBCTL_TRAP_STOP, type siginfo, type task_struct } from "./task.ts";
import { EXIT_ZOMBIE, TASK_TRACED } from "./wait.ts";

/** The task stops for its tracer; code is what wait reports (ptrace_stop). */
export function ptrace_stop(t: task_struct, code: number, info: siginfo | null): void {
  t.jobctl &= ~JOBCTL_TRAP_STOP;
  t.exit_code = code;
  t.last_siginfo = info;
  t.state = TASK_TRACED;
  recalc_sigpending(t);
  do_notify_parent_cldstop(t, CLD_TRAPPED, true);
}

/** A group stop as a tracer sees it. */
export function ptrace_stop_pending(t: task_struct, sig: number): void {
  ptrace_stop(t, sig || 5, null);
}

/** A signal is about to be delivered to a traced task: it stops first; the tracer may change or drop it. */
export function ptrace_signal(t: task_struct, info: siginfo): siginfo | null | "stopped" {
  if (t.ptrace_resumed) {
    t.ptrace_resumed = false;
    return info;
  }
  t.ptrace_pending = info;
  ptrace_stop(t, info.si_signo, info);
  return "stopped";
}

/** The tracer lets go of a task. */
export function ptrace_unlink(t: task_struct): void {
  t.parent.ptraced.delete(t);
  t.ptrace = 0;
  t.parent = t.real_parent;
}

/** The tracer goes: its tasks are let go. */
export function exit_ptrace(tracer: task_struct): void {
  for (const t of [...tracer.ptraced]) {
    ptrace_unlink(t);
    if (t.exit_state === EXIT_ZOMBIE && t.signal.threads.length === 1) {
      if (do_notify_parent(t, t.exit_signal || SIGCHLD)) release_task(t);
    } else t.wake(TASK_TRACED);
  }
}
