// A signal reaches its thread: taken from the queue, stops, what is left for the handler (kernel/signal.c get_signal).
// Above: arch/parisc/signal.ts, signalfd, sigtimedwait. Below: signal.ts (queues and sending).

import { SA_NODEFER, SA_RESETHAND, SIG_DFL, SIG_IGN, SIGKILL, SIGSTOP } from "../uapi/asm/signal.ts";
import { do_group_exit, do_notify_parent_cldstop } from "./exit.ts";
import { ptrace_exit_stop, ptrace_signal, ptrace_stop_pending, ptrace_take_signal } from "./ptrace.ts";
import {
  CLD_CONTINUED,
  CLD_STOPPED,
  is_current_pgrp_orphaned,
  recalc_sigpending,
  SI_USER,
  SIG_KERNEL_IGNORE,
  SIG_KERNEL_STOP,
  SYNCHRONOUS,
  set_current_blocked,
  sig_kernel_coredump,
  sig_kernel_only,
  signal_wake_up,
} from "./signal.ts";
import type { sigset_t } from "./sigset.ts";
import {
  JOBCTL_STOP_CONSUME,
  JOBCTL_STOP_PENDING,
  JOBCTL_STOP_SIGMASK,
  JOBCTL_TRAP_NOTIFY,
  JOBCTL_TRAP_STOP,
  type k_sigaction,
  PF_EXITING,
  PF_SIGNALED,
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
import { TASK_STOPPED } from "./wait.ts";

function collect_signal(t: task_struct, sig: number, q: sigpending): siginfo {
  let first = -1;
  let more = false;
  for (let i = 0; i < q.list.length; i++) {
    if (q.list[i].si_signo !== sig) continue;
    if (first < 0) first = i;
    else {
      more = true;
      break;
    }
  }
  if (!more) q.signal.delete(sig);
  if (first < 0) return { si_signo: sig, si_errno: 0, si_code: SI_USER, si_pid: 0, si_uid: 0 };
  const [info] = q.list.splice(first, 1);
  const uid = info.user ?? 0;
  t.kernel.sigqueue_count.set(uid, (t.kernel.sigqueue_count.get(uid) ?? 1) - 1);
  return info;
}
export function next_signal(q: sigpending, mask: sigset_t): number {
  const set = q.signal.andn(mask);
  if (set.empty) return 0;
  const sync = set.and(SYNCHRONOUS);
  return sync.empty ? set.first() : sync.first();
}

/** Takes the next signal not in mask: its siginfo, or null (dequeue_signal). */
export function dequeue_signal(t: task_struct, mask: sigset_t): siginfo | null {
  let q = t.pending;
  let sig = next_signal(q, mask);
  if (!sig) {
    q = t.signal.shared_pending;
    sig = next_signal(q, mask);
  }
  if (!sig) {
    recalc_sigpending(t);
    return null;
  }
  const info = collect_signal(t, sig, q);
  recalc_sigpending(t);
  if (SIG_KERNEL_STOP.has(sig)) t.jobctl |= 0; // JOBCTL_STOP_DEQUEUED: nothing can come between on one processor
  info.timer?.signal_delivered(info);
  return info;
}
export interface ksignal {
  sig: number;
  info: siginfo;
  ka: k_sigaction;
}

/** All threads of the process are to stop (do_signal_stop). */
function do_signal_stop(t: task_struct, sig: number): void {
  const signal = t.signal;
  if (signal.flags & SIGNAL_GROUP_EXIT || signal.group_exec_task) return;
  if (!(t.jobctl & JOBCTL_STOP_PENDING)) {
    if (!(signal.flags & SIGNAL_STOP_STOPPED)) signal.group_exit_code = sig;
    signal.group_stop_count = 0;
    for (const th of signal.threads) {
      if (th.flags & PF_EXITING || th.state & TASK_STOPPED) continue;
      th.jobctl = (th.jobctl & ~JOBCTL_STOP_SIGMASK) | sig | JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME;
      signal.group_stop_count++;
      if (th !== t) signal_wake_up(th, false);
    }
  }
  participate_group_stop(t);
}

/** This thread does its part of the group stop: it stops. The last one tells the parent. */
function participate_group_stop(t: task_struct): void {
  const signal = t.signal;
  let notify = false;
  if (t.jobctl & JOBCTL_STOP_CONSUME && signal.group_stop_count > 0) {
    signal.group_stop_count--;
    if (signal.group_stop_count === 0 && !(signal.flags & SIGNAL_STOP_STOPPED)) {
      signal.flags =
        (signal.flags & ~(SIGNAL_STOP_CONTINUED | SIGNAL_CLD_CONTINUED | SIGNAL_CLD_STOPPED)) |
        SIGNAL_STOP_STOPPED;
      notify = true;
    }
  }
  t.jobctl &= ~(JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME);
  if (t.ptrace) {
    ptrace_stop_pending(t, notify);
    return;
  }
  t.state = TASK_STOPPED;
  recalc_sigpending(t);
  if (notify) do_notify_parent_cldstop(t, CLD_STOPPED);
}

/**
 * What the thread shall do about its signals before it goes back to its program: run an action, nothing (null), or
 * it cannot go back now ("stopped": ask again once it is runnable; "gone": it has exited).
 */
export function get_signal(t: task_struct): ksignal | null | "stopped" | "gone" {
  const signal = t.signal;
  for (;;) {
    if (signal.flags & (SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED)) {
      const why = signal.flags & SIGNAL_CLD_CONTINUED ? CLD_CONTINUED : CLD_STOPPED;
      signal.flags &= ~(SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED);
      do_notify_parent_cldstop(t, why);
    }
    if (t.ptrace_dying !== null && !(signal.flags & SIGNAL_GROUP_EXIT)) {
      do_group_exit(t, t.ptrace_dying);
      return "gone";
    }
    if (signal.flags & SIGNAL_GROUP_EXIT || signal.group_exec_task) {
      const exec = signal.group_exec_task && !(signal.flags & SIGNAL_GROUP_EXIT);
      const code = exec ? SIGKILL : signal.group_exit_code;
      if (t.ptrace && ptrace_exit_stop(t, code)) return "stopped";
      do_group_exit(t, code);
      return "gone";
    }
    let info: siginfo | null;
    if (t.ptrace_pending) {
      info = ptrace_take_signal(t);
      if (!info) continue;
    } else {
      if (t.jobctl & JOBCTL_STOP_PENDING) {
        participate_group_stop(t);
        return "stopped";
      }
      if (t.jobctl & (JOBCTL_TRAP_STOP | JOBCTL_TRAP_NOTIFY)) {
        ptrace_stop_pending(t);
        return "stopped";
      }
      info = dequeue_signal(t, t.blocked);
      if (!info) return null;
      if (t.ptrace && info.si_signo !== SIGKILL) {
        ptrace_signal(t, info);
        return "stopped";
      }
    }
    const sig = info.si_signo;
    const action = t.sighand.action[sig];
    if (action.sa_handler === SIG_IGN) continue;
    tell_trace(t, info);
    if (action.sa_handler !== SIG_DFL) {
      const ka = { ...action };
      if (action.sa_flags & SA_RESETHAND) action.sa_handler = SIG_DFL;
      return { sig, info, ka };
    }
    if (SIG_KERNEL_IGNORE.has(sig)) continue;
    if (signal.flags & SIGNAL_UNKILLABLE && !sig_kernel_only(sig)) continue;
    if (SIG_KERNEL_STOP.has(sig)) {
      if (sig !== SIGSTOP && is_current_pgrp_orphaned(t)) continue;
      do_signal_stop(t, sig);
      return "stopped";
    }
    t.flags |= PF_SIGNALED;
    let code = sig;
    if (sig_kernel_coredump(sig) && t.kernel.coredump?.(t, info)) code |= 0x80;
    t.kernel.on_fatal_signal?.(t, info);
    if (t.ptrace && ptrace_exit_stop(t, code)) return "stopped";
    do_group_exit(t, code);
    return "gone";
  }
}

/** strace shows signals that arrive. */
function tell_trace(t: task_struct, info: siginfo): void {
  t.kernel.syscall_table.trace?.signal(t, info);
}

/** After a frame was set up: block what the action blocks (signal_delivered). */
export function signal_delivered(t: task_struct, ks: ksignal): void {
  t.saved_sigmask = null;
  const set = t.blocked.or(ks.ka.sa_mask);
  if (!(ks.ka.sa_flags & SA_NODEFER)) set.add(ks.sig);
  set_current_blocked(t, set);
}
