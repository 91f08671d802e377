// Tracing one task by another (kernel/ptrace.c, and signal.c's ptrace_stop): who traces whom, and the stops that a traced
// task makes. The requests of a tracer are syscalls/sys_ptrace.ts.
// Above: signal.ts, exit.ts, fork.ts, arch/parisc/syscall.ts. Below: task.ts.

import { SIGCHLD, SIGKILL, SIGSTOP, SIGTRAP } from "../uapi/asm/signal.ts";
import {
  PTRACE_EVENT_CLONE,
  PTRACE_EVENT_EXEC,
  PTRACE_EVENT_EXIT,
  PTRACE_EVENT_FORK,
  PTRACE_EVENT_STOP,
  PTRACE_EVENT_VFORK,
  PTRACE_EVENT_VFORK_DONE,
} from "../uapi/linux/ptrace.ts";
import { CLONE_UNTRACED, CLONE_VFORK } from "../uapi/linux/sched.ts";
import { do_notify_parent, do_notify_parent_cldstop, release_task } from "./exit.ts";
import {
  CLD_STOPPED,
  CLD_TRAPPED,
  recalc_sigpending,
  SI_USER,
  send_sig,
  send_sig_group,
  send_signal,
  signal_wake_up,
} from "./signal.ts";
import {
  JOBCTL_LISTENING,
  JOBCTL_STOP_PENDING,
  JOBCTL_STOP_SIGMASK,
  JOBCTL_TRAP_NOTIFY,
  JOBCTL_TRAP_STOP,
  PF_EXITING,
  SIGNAL_GROUP_EXIT,
  SIGNAL_STOP_STOPPED,
  type siginfo,
  type task_struct,
} from "./task.ts";
import { EXIT_ZOMBIE, type Sleeps, TASK_TRACED } from "./wait.ts";

/** Bits of task_struct.ptrace; the options of PTRACE_SETOPTIONS lie above PT_OPT_FLAG_SHIFT. */
export const PT_PTRACED = 1;
export const PT_SEIZED = 0x10000;
export const PT_OPT_FLAG_SHIFT = 3;
export const PT_EXITKILL = 0x100000 << PT_OPT_FLAG_SHIFT;
const PT_TRACESYSGOOD = 1 << PT_OPT_FLAG_SHIFT;

const PTRACE_EVENTMSG_SYSCALL_ENTRY = 1;
const PTRACE_EVENTMSG_SYSCALL_EXIT = 2;

/** Whether t's tracer asked for stops at the event (PTRACE_O_TRACE…). */
export const ptrace_event_enabled = (t: task_struct, event: number): boolean =>
  (t.ptrace & (1 << (PT_OPT_FLAG_SHIFT + event))) !== 0;

/** The siginfo of a stop that is no signal's (ptrace_do_notify). */
const notice = (t: task_struct, signo: number, code: number): siginfo => ({
  si_signo: signo,
  si_errno: 0,
  si_code: code,
  si_pid: t.thread_pid.nr_ns(t.pid_ns),
  si_uid: t.cred.user_ns.from_kuid_munged(t.cred.uid),
});

/** The task is stopped for its tracer from now on; code is what wait reports. Who calls must not go on with it. */
export function ptrace_stop(
  t: task_struct,
  code: number,
  info: siginfo | null,
  message = 0,
  why = CLD_TRAPPED,
): void {
  t.jobctl &= ~(JOBCTL_TRAP_STOP | JOBCTL_TRAP_NOTIFY);
  t.exit_code = code;
  t.last_siginfo = info;
  t.ptrace_message = message;
  t.state = TASK_TRACED;
  recalc_sigpending(t);
  do_notify_parent_cldstop(t, why, true);
}

/** What the tracer left: the signal to deliver, or 0. */
function resumed(t: task_struct): number {
  const code = t.exit_code;
  t.exit_code = 0;
  t.last_siginfo = null;
  t.ptrace_message = 0;
  t.jobctl &= ~JOBCTL_LISTENING;
  recalc_sigpending(t); // signals that came during the stop woke nobody
  return code;
}

const dying = (t: task_struct): boolean => (t.signal.flags & SIGNAL_GROUP_EXIT) !== 0;

/** Stops within a call: the signal the tracer wants delivered, or 0 (ptrace_notify). */
export function* ptrace_notify(t: task_struct, code: number, message = 0): Sleeps<number> {
  if (!t.ptrace || dying(t)) return 0;
  ptrace_stop(t, code, notice(t, SIGTRAP, code), message);
  while (t.state === TASK_TRACED) yield;
  return resumed(t);
}

/** The same for an event with a number for PTRACE_GETEVENTMSG. */
export function* ptrace_event(t: task_struct, event: number, message: number): Sleeps<void> {
  if (ptrace_event_enabled(t, event)) yield* ptrace_notify(t, SIGTRAP | (event << 8), message);
}

/** Before and after a system call; true: the call shall not be made (ptrace_report_syscall). */
export function* ptrace_report_syscall(t: task_struct, exit: boolean): Sleeps<boolean> {
  if (!t.ptrace) return false;
  const code = SIGTRAP | (t.ptrace & PT_TRACESYSGOOD ? 0x80 : 0);
  const message = exit ? PTRACE_EVENTMSG_SYSCALL_EXIT : PTRACE_EVENTMSG_SYSCALL_ENTRY;
  const sig = yield* ptrace_notify(t, code, message);
  if (sig) send_sig(sig, t);
  return dying(t);
}

/** Which event a clone is to its tracer, 0 for none. */
export function clone_event(t: task_struct, flags: number, exit_signal: number): number {
  if (!t.ptrace || flags & CLONE_UNTRACED) return 0;
  const event =
    flags & CLONE_VFORK
      ? PTRACE_EVENT_VFORK
      : exit_signal !== SIGCHLD
        ? PTRACE_EVENT_CLONE
        : PTRACE_EVENT_FORK;
  return ptrace_event_enabled(t, event) ? event : 0;
}

/** A new task inherits its parent's tracer, and stops first of all (ptrace_init_task). */
export function ptrace_init_task(p: task_struct, parent: task_struct, trace: boolean): void {
  if (!trace || !parent.ptrace) return;
  p.ptrace = parent.ptrace;
  ptrace_link(p, parent.parent);
  if (p.ptrace & PT_SEIZED) p.jobctl |= JOBCTL_TRAP_STOP;
  else p.pending.signal.add(SIGSTOP);
  p.sigpending = true;
}

export function* ptrace_event_vfork_done(t: task_struct, nr: number): Sleeps<void> {
  yield* ptrace_event(t, PTRACE_EVENT_VFORK_DONE, nr);
}

/** A new program has begun: the event, or the SIGTRAP of old for tracers that attached. */
export function* ptrace_event_exec(t: task_struct, old_nr: number): Sleeps<void> {
  if (ptrace_event_enabled(t, PTRACE_EVENT_EXEC)) yield* ptrace_event(t, PTRACE_EVENT_EXEC, old_nr);
  else if ((t.ptrace & (PT_PTRACED | PT_SEIZED)) === PT_PTRACED) send_sig(SIGTRAP, t);
}

/** A traced task is about to end with a wait status: true if it stops to tell so first (asked again, it does not). */
export function ptrace_exit_stop(t: task_struct, code: number): boolean {
  if (t.ptrace_dying !== null || !ptrace_event_enabled(t, PTRACE_EVENT_EXIT)) return false;
  t.ptrace_dying = code;
  const event = SIGTRAP | (PTRACE_EVENT_EXIT << 8);
  ptrace_stop(t, event, notice(t, SIGTRAP, event), code);
  return true;
}

/** A group stop, an interrupt or SIGCONT as a tracer sees it (do_jobctl_trap). */
export function ptrace_stop_pending(t: task_struct, done = false): void {
  const { signal } = t;
  let sig = t.jobctl & JOBCTL_STOP_SIGMASK;
  if (t.ptrace & PT_SEIZED) {
    if (!signal.group_stop_count && !(signal.flags & SIGNAL_STOP_STOPPED)) sig = SIGTRAP;
    const code = sig | (PTRACE_EVENT_STOP << 8);
    ptrace_stop(t, code, notice(t, sig, code), 0, CLD_STOPPED);
  } else ptrace_stop(t, sig || SIGSTOP, null, 0, CLD_STOPPED);
  if (done && t.parent !== t.real_parent) do_notify_parent_cldstop(t, CLD_STOPPED);
}

/** SIGCONT for a seized task: it tells its tracer, also while it listens (ptrace_trap_notify). */
export function ptrace_trap_notify(t: task_struct): void {
  t.jobctl |= JOBCTL_TRAP_NOTIFY;
  if (t.jobctl & JOBCTL_LISTENING) {
    t.jobctl &= ~JOBCTL_LISTENING;
    t.wake(TASK_TRACED);
  }
  signal_wake_up(t, false);
}

/** A signal is about to be delivered: the task stops, the tracer decides (see ptrace_take_signal). */
export function ptrace_signal(t: task_struct, info: siginfo): void {
  t.ptrace_pending = info;
  ptrace_stop(t, info.si_signo, info);
}

/** After such a stop: the signal to deliver now, or null. */
export function ptrace_take_signal(t: task_struct): siginfo | null {
  let info = t.ptrace_pending!;
  t.ptrace_pending = null;
  if (t.last_siginfo) info = t.last_siginfo; // PTRACE_SETSIGINFO
  const sig = resumed(t);
  if (!sig) return null;
  if (sig !== info.si_signo) {
    const by = t.parent;
    info = {
      si_signo: sig,
      si_errno: 0,
      si_code: SI_USER,
      si_pid: by.thread_pid.nr_ns(t.pid_ns),
      si_uid: t.cred.user_ns.from_kuid_munged(by.cred.uid),
    };
  }
  if (!t.blocked.has(sig)) return info;
  send_signal(sig, info, t, false);
  return null;
}

export function ptrace_link(t: task_struct, tracer: task_struct): void {
  t.parent = tracer;
  tracer.ptraced.add(t);
}

/** The tracer lets go of a task: it takes part in a group stop again, or runs (__ptrace_unlink). */
export function ptrace_unlink(t: task_struct): void {
  t.parent.ptraced.delete(t);
  t.ptrace = 0;
  t.ptrace_syscall = false;
  t.ptrace_step = 0;
  t.parent = t.real_parent;
  t.jobctl &= ~(JOBCTL_TRAP_STOP | JOBCTL_TRAP_NOTIFY | JOBCTL_LISTENING);
  const { signal } = t;
  if (!(t.flags & PF_EXITING) && (signal.flags & SIGNAL_STOP_STOPPED || signal.group_stop_count)) {
    t.jobctl |= JOBCTL_STOP_PENDING;
    if (!(t.jobctl & JOBCTL_STOP_SIGMASK)) t.jobctl |= SIGSTOP;
  }
  if (t.jobctl & JOBCTL_STOP_PENDING || t.state === TASK_TRACED) {
    t.sigpending = true;
    t.wake(TASK_TRACED);
  }
}

/** As ptrace_unlink; a zombie is told to its parent now (__ptrace_detach). */
export function ptrace_detach(t: task_struct): void {
  ptrace_unlink(t);
  if (t.exit_state !== EXIT_ZOMBIE) return;
  if (!t.is_group_leader) release_task(t);
  else if (t.signal.threads.length === 1 && do_notify_parent(t, t.exit_signal)) release_task(t);
}

/** The tracer ends: its tasks are let go, or killed if it wanted that. */
export function exit_ptrace(tracer: task_struct): void {
  for (const t of [...tracer.ptraced]) {
    if (t.ptrace & PT_EXITKILL) send_sig_group(SIGKILL, t);
    ptrace_detach(t);
  }
}
