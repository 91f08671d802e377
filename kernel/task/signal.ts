// Sending and taking signals (kernel/signal.c): queues, actions, group exit and group stop. What a program sees of a
// signal on its stack is arch/parisc/signal.ts; the calls are syscalls/sys_signal.ts.
// Above: arch/parisc/signal.ts, timers, tty, sys_signal.ts. Below: task.ts, exit.ts.

import { EAGAIN } from "../uapi/asm/errno.ts";
import { RLIMIT_SIGPENDING } from "../uapi/asm/resource.ts";
import {
  SIG_DFL,
  SIG_IGN,
  SIGABRT,
  SIGBUS,
  SIGCHLD,
  SIGCONT,
  SIGFPE,
  SIGILL,
  SIGKILL,
  SIGQUIT,
  SIGSEGV,
  SIGSTOP,
  SIGSYS,
  SIGTRAP,
  SIGTSTP,
  SIGTTIN,
  SIGTTOU,
  SIGURG,
  SIGWINCH,
  SIGXCPU,
  SIGXFSZ,
} from "../uapi/asm/signal.ts";
import { PT_SEIZED, ptrace_trap_notify } from "./ptrace.ts";
import { next_signal } from "./signal-deliver.ts";
import { sigset_t } from "./sigset.ts";
import {
  JOBCTL_STOP_CONSUME,
  JOBCTL_STOP_PENDING,
  JOBCTL_TRAP_NOTIFY,
  JOBCTL_TRAP_STOP,
  PF_EXITING,
  SIGNAL_CLD_CONTINUED,
  SIGNAL_CLD_STOPPED,
  SIGNAL_GROUP_EXIT,
  SIGNAL_STOP_CONTINUED,
  SIGNAL_STOP_STOPPED,
  SIGNAL_UNKILLABLE,
  type siginfo,
  type sigpending,
  type task_struct,
} from "./task.ts";
import { TASK_INTERRUPTIBLE, TASK_STOPPED, TASK_TRACED } from "./wait.ts";

export const SI_USER = 0;
export const SI_KERNEL = 0x80;
export const SI_QUEUE = -1;
export const SI_TIMER = -2;
export const SI_MESGQ = -3;
export const SI_ASYNCIO = -4;
export const SI_SIGIO = -5;
export const SI_TKILL = -6;

export const CLD_EXITED = 1;
export const CLD_KILLED = 2;
export const CLD_DUMPED = 3;
export const CLD_TRAPPED = 4;
export const CLD_STOPPED = 5;
export const CLD_CONTINUED = 6;

export const SIGRTMIN = 32;
const SIG_KERNEL_ONLY = sigset_t.of(SIGKILL, SIGSTOP);
export const SIG_KERNEL_STOP = sigset_t.of(SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU);
export const SIG_KERNEL_IGNORE = sigset_t.of(SIGCONT, SIGCHLD, SIGWINCH, SIGURG);
const SIG_KERNEL_COREDUMP = sigset_t.of(
  SIGQUIT,
  SIGILL,
  SIGTRAP,
  SIGABRT,
  SIGFPE,
  SIGSEGV,
  SIGBUS,
  SIGSYS,
  SIGXCPU,
  SIGXFSZ,
);
export const SYNCHRONOUS = sigset_t.of(SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS);

export const sig_kernel_coredump = (sig: number): boolean => SIG_KERNEL_COREDUMP.has(sig);
export const sig_kernel_only = (sig: number): boolean => SIG_KERNEL_ONLY.has(sig);

/** A signal of the kernel's own (SEND_SIG_PRIV). */
export const kernel_siginfo = (sig: number): siginfo => ({
  si_signo: sig,
  si_errno: 0,
  si_code: SI_KERNEL,
  si_pid: 0,
  si_uid: 0,
});

function sig_task_ignored(t: task_struct, sig: number, force: boolean): boolean {
  const handler = t.sighand.action[sig].sa_handler;
  if (t.signal.flags & SIGNAL_UNKILLABLE && handler === SIG_DFL && !(force && sig_kernel_only(sig)))
    return true;
  return handler === SIG_IGN || (handler === SIG_DFL && SIG_KERNEL_IGNORE.has(sig));
}

function sig_ignored(t: task_struct, sig: number, force: boolean): boolean {
  if (t.blocked.has(sig) || t.real_blocked?.has(sig)) return false;
  if (t.ptrace && sig !== SIGKILL) return false;
  return sig_task_ignored(t, sig, force);
}

/** Sets TIF_SIGPENDING to whether there is something to do (recalc_sigpending). */
export function recalc_sigpending(t: task_struct): void {
  const b = t.blocked;
  const p = t.pending.signal;
  const s = t.signal.shared_pending.signal;
  t.sigpending =
    (((p.lo | s.lo) & ~b.lo) | ((p.hi | s.hi) & ~b.hi)) !== 0 ||
    (t.jobctl & (JOBCTL_STOP_PENDING | JOBCTL_TRAP_STOP | JOBCTL_TRAP_NOTIFY)) !== 0 ||
    t.ptrace_pending !== null ||
    t.ptrace_dying !== null;
}

/** Changes the blocked set (set_current_blocked): SIGKILL and SIGSTOP cannot be. */
export function set_current_blocked(t: task_struct, set: sigset_t): void {
  const newset = set.andn(SIG_KERNEL_ONLY);
  if (t.blocked.equals(newset)) return;
  // signals that this thread now refuses may be for another one
  if (t.sigpending && t.signal.threads.length > 1) {
    const newblocked = newset.andn(t.blocked);
    for (const other of t.signal.threads) {
      if (other === t || other.flags & PF_EXITING || other.sigpending) continue;
      const want = t.signal.shared_pending.signal.and(newblocked).andn(other.blocked);
      if (!want.empty) signal_wake_up(other, false);
    }
  }
  t.blocked = newset;
  recalc_sigpending(t);
}

/** Makes t look at its signals; fatal: out of any sleep or stop a kill may end. */
export function signal_wake_up(t: task_struct, fatal: boolean): void {
  t.sigpending = true;
  t.wake(TASK_INTERRUPTIBLE | (fatal ? TASK_STOPPED | TASK_TRACED : 0));
}

/** Removes queued signals of mask from a queue. */
function flush_sigqueue_mask(mask: sigset_t, q: sigpending): void {
  if (q.signal.and(mask).empty) return;
  q.signal = q.signal.andn(mask);
  q.list = q.list.filter((i) => !mask.has(i.si_signo));
}

/** Stop and continue cancel each other, and act even where blocked or ignored. false: drop the signal. */
function prepare_signal(t: task_struct, sig: number, force: boolean): boolean {
  const signal = t.signal;
  if (signal.flags & SIGNAL_GROUP_EXIT) return sig === SIGKILL;
  if (SIG_KERNEL_STOP.has(sig)) {
    const cont = sigset_t.of(SIGCONT);
    flush_sigqueue_mask(cont, signal.shared_pending);
    for (const th of signal.threads) flush_sigqueue_mask(cont, th.pending);
  } else if (sig === SIGCONT) {
    flush_sigqueue_mask(SIG_KERNEL_STOP, signal.shared_pending);
    for (const th of signal.threads) {
      flush_sigqueue_mask(SIG_KERNEL_STOP, th.pending);
      th.jobctl &= ~(JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME);
      recalc_sigpending(th);
      if (th.ptrace & PT_SEIZED) ptrace_trap_notify(th);
      else th.wake(TASK_STOPPED);
    }
    let why = 0;
    if (signal.flags & SIGNAL_STOP_STOPPED) why |= SIGNAL_CLD_CONTINUED;
    else if (signal.group_stop_count) why |= SIGNAL_CLD_STOPPED;
    if (why) {
      signal.flags =
        (signal.flags & ~(SIGNAL_STOP_STOPPED | SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED)) |
        why |
        SIGNAL_STOP_CONTINUED;
      signal.group_stop_count = 0;
      signal.group_exit_code = 0;
      for (const th of signal.threads) th.sigpending = true;
    }
  }
  return !sig_ignored(t, sig, force);
}

/** Whether t can take sig now. */
function wants_signal(sig: number, t: task_struct): boolean {
  if (t.blocked.has(sig) || t.flags & PF_EXITING) return false;
  if (sig === SIGKILL) return true;
  if (t.state & (TASK_STOPPED | TASK_TRACED)) return false;
  return t.kernel.sched.current === t || !t.sigpending;
}

/** Picks the thread that is to look, and begins the group's end if the signal is fatal. */
function complete_signal(sig: number, t: task_struct, group: boolean): void {
  const signal = t.signal;
  let target: task_struct | undefined;
  if (wants_signal(sig, t)) target = t;
  else if (!group || signal.threads.length === 1) return;
  else target = signal.threads.find((th) => wants_signal(sig, th));
  if (!target) return;
  if (
    sig_fatal(target, sig) &&
    !(signal.flags & SIGNAL_GROUP_EXIT) &&
    !(target.real_blocked?.has(sig) ?? false) &&
    // somebody who debugs it looks at the signal first
    (sig === SIGKILL || (!target.ptrace && !target.kernel.debug)) &&
    !sig_kernel_coredump(sig)
  ) {
    signal.flags = SIGNAL_GROUP_EXIT;
    signal.group_exit_code = sig;
    signal.group_stop_count = 0;
    for (const th of signal.threads) {
      th.jobctl &= ~(JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME | JOBCTL_TRAP_STOP);
      th.pending.signal.add(SIGKILL);
      signal_wake_up(th, true);
    }
    return;
  }
  signal_wake_up(target, sig === SIGKILL);
}

const sig_fatal = (t: task_struct, sig: number): boolean =>
  !SIG_KERNEL_STOP.has(sig) &&
  !SIG_KERNEL_IGNORE.has(sig) &&
  t.sighand.action[sig].sa_handler === SIG_DFL &&
  !(t.signal.flags & SIGNAL_UNKILLABLE && sig !== SIGKILL);

/** Queues a signal for a thread or, group, for its process. info null: a bare kill without siginfo. 0 or -EAGAIN. */
export function send_signal(
  sig: number,
  info: siginfo,
  t: task_struct,
  group: boolean,
  force = false,
): number {
  if (t.exit_state && !group) return 0;
  if (!prepare_signal(t, sig, force || info.si_code === SI_KERNEL)) return 0;
  const q = group ? t.signal.shared_pending : t.pending;
  if (sig < SIGRTMIN && q.signal.has(sig)) return 0;
  const counts = t.kernel.sigqueue_count;
  const uid = t.cred.uid;
  const n = counts.get(uid) ?? 0;
  if (sig !== SIGKILL) {
    if (n < t.rlimit(RLIMIT_SIGPENDING) || (sig < SIGRTMIN && info.si_code >= 0)) {
      counts.set(uid, n + 1);
      q.list.push({ ...info, si_signo: sig, user: uid });
    } else if (sig >= SIGRTMIN && info.si_code !== SI_USER) return -EAGAIN;
  }
  t.sighand.signalfd_wqh.wake_up_all();
  q.signal.add(sig);
  complete_signal(sig, t, group);
  return 0;
}

/** A signal of the kernel's own to one thread (send_sig). */
export function send_sig(sig: number, t: task_struct): void {
  send_signal(sig, kernel_siginfo(sig), t, false);
}

/** To a whole process (SEND_SIG_PRIV to the group). */
export function send_sig_group(sig: number, t: task_struct): void {
  send_signal(sig, kernel_siginfo(sig), t, true);
}

/** To every process of a group (kill_pgrp); true if there was one. */
export function kill_pgrp(pgrp: { readonly pgrp: ReadonlySet<task_struct> }, sig: number): boolean {
  const members = [...pgrp.pgrp];
  for (const p of members) if (sig) send_sig_group(sig, p);
  return members.length > 0;
}

/** A signal that must get through: blocked or ignored, it kills (force_sig_info_to_task). */
export function force_sig_info(t: task_struct, info: siginfo): void {
  const sig = info.si_signo;
  const action = t.sighand.action[sig];
  const ignored = action.sa_handler === SIG_IGN;
  if (t.blocked.has(sig) || ignored) {
    action.sa_handler = SIG_DFL;
    if (t.blocked.has(sig)) {
      t.blocked = t.blocked.copy();
      t.blocked.delete(sig);
      recalc_sigpending(t);
    }
  }
  if (action.sa_handler === SIG_DFL && !t.ptrace) t.signal.flags &= ~SIGNAL_UNKILLABLE;
  send_signal(sig, info, t, false, true);
  if (!t.sigpending) signal_wake_up(t, false);
}

/** A fault's signal. */
export function force_sig_fault(t: task_struct, sig: number, code: number, addr: number): void {
  force_sig_info(t, { si_signo: sig, si_errno: 0, si_code: code, si_addr: addr >>> 0 });
}

export function force_sig(t: task_struct, sig: number): void {
  force_sig_info(t, kernel_siginfo(sig));
}

/** SIGSEGV for a frame that could not be set up or read: kills if it came from SIGSEGV itself (force_sigsegv). */
export function force_sigsegv(t: task_struct, sig: number): void {
  if (sig === SIGSEGV) t.sighand.action[SIGSEGV].sa_handler = SIG_DFL;
  force_sig(t, SIGSEGV);
}

/** The signal that dequeue_signal would take: its siginfo, or null. */
export function peek_signal(t: task_struct): siginfo | null {
  for (const q of [t.pending, t.signal.shared_pending]) {
    const sig = next_signal(q, t.blocked);
    if (sig) return q.list.find((info) => info.si_signo === sig) ?? kernel_siginfo(sig);
  }
  return null;
}

/** Drops all queued signals that are now ignored (after a change of action, kernel/signal.c do_sigaction). */
export function flush_ignored(t: task_struct, sig: number): void {
  const mask = sigset_t.of(sig);
  flush_sigqueue_mask(mask, t.signal.shared_pending);
  for (const th of t.signal.threads) {
    flush_sigqueue_mask(mask, th.pending);
    recalc_sigpending(th);
  }
}

/** Whether nobody in the session outside the group could continue it (will_become_orphaned_pgrp). */
export function is_current_pgrp_orphaned(t: task_struct, ignored: task_struct | null = null): boolean {
  for (const p of t.signal.pgrp.pgrp) {
    if (
      p === ignored ||
      (p.exit_state && p.signal.threads.length <= 1) ||
      p.real_parent === t.kernel.init_task
    )
      continue;
    const parent = p.real_parent;
    if (parent.signal.pgrp !== t.signal.pgrp && parent.signal.session === t.signal.session) return false;
  }
  return true;
}
