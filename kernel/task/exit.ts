// The end of tasks and waiting for it (kernel/exit.c): exit, exit_group, reparenting, SIGCHLD, wait4, waitid.
// Above: sys_process.ts, signal.ts. Below: task.ts, futex.ts, fs, mm.

import { d_drop } from "../fs/dcache.ts";
import {
  SA_NOCLDSTOP,
  SA_NOCLDWAIT,
  SIG_IGN,
  SIGCHLD,
  SIGCONT,
  SIGHUP,
  SIGKILL,
} from "../uapi/asm/signal.ts";
import { count_process } from "./cred.ts";
import { clear_child_tid } from "./futex-exit.ts";
import { put_nsproxy } from "./namespaces.ts";
import { free_pid_if_unused, type pid, task_pid_vnr } from "./pid.ts";
import { exit_ptrace, ptrace_unlink } from "./ptrace.ts";
import {
  CLD_CONTINUED,
  CLD_DUMPED,
  CLD_EXITED,
  CLD_KILLED,
  CLD_STOPPED,
  is_current_pgrp_orphaned,
  kill_pgrp,
  send_sig_group,
  send_signal,
  signal_wake_up,
} from "./signal.ts";
import {
  JOBCTL_STOP_CONSUME,
  JOBCTL_STOP_PENDING,
  PF_EXITING,
  SIGNAL_GROUP_EXIT,
  SIGNAL_STOP_STOPPED,
  type siginfo,
  type task_struct,
} from "./task.ts";
import { EXIT_DEAD, EXIT_ZOMBIE } from "./wait.ts";

/** Ends the process with a wait status (do_group_exit). */
export function do_group_exit(t: task_struct, code: number): void {
  const signal = t.signal;
  if (signal.flags & SIGNAL_GROUP_EXIT) code = signal.group_exit_code;
  else if (signal.group_exec_task) code = 0;
  else {
    signal.group_exit_code = code;
    signal.flags = SIGNAL_GROUP_EXIT;
    zap_other_threads(t);
  }
  do_exit(t, code);
}

/** All other threads of the process get SIGKILL; returns how many are still there. */
export function zap_other_threads(t: task_struct): number {
  let n = 0;
  t.signal.group_stop_count = 0;
  for (const th of t.signal.threads) {
    if (th === t) continue;
    th.jobctl &= ~(JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME);
    if (th.exit_state) continue;
    n++;
    th.pending.signal.add(SIGKILL);
    signal_wake_up(th, true);
  }
  return n;
}

/** Lets go of the address space: a vfork parent goes on, clear_child_tid and robust futexes are seen to (mm_release). */
export function mm_release(t: task_struct): void {
  clear_child_tid(t);
  const v = t.vfork_done;
  t.vfork_done = null;
  v?.wake_up_all();
}

/** Ends one thread with a wait status (do_exit). It never runs again. */
export function do_exit(t: task_struct, code: number): void {
  const kernel = t.kernel;
  const signal = t.signal;
  if (t.flags & PF_EXITING) return;
  t.flags |= PF_EXITING;
  t.exit_code = code;
  if (t.group_leader === kernel.init_task && t.mm && signal.threads.every((th) => th.flags & PF_EXITING)) {
    // a real kernel panics here; ours ends with init's status
    kernel.halted ??= "halt";
    kernel.on_reaped.get(kernel.init_task)?.(code);
    kernel.on_reaped.delete(kernel.init_task);
  }
  kernel.syscall_table.trace?.gone(t, code);
  const group_dead = signal.threads.every((th) => th === t || th.flags & PF_EXITING);
  if (group_dead) {
    kernel.debug?.exits(t, signal.flags & SIGNAL_GROUP_EXIT ? signal.group_exit_code : code);
    for (const it of signal.itimers) it.timer?.cancel();
    kernel.exit_itimers?.(t);
    t.mm && signal.dead.maxrss < t.mm.hiwater_rss && (signal.dead.maxrss = t.mm.hiwater_rss);
  }
  if (t.mm) {
    mm_release(t);
    const mm = t.mm;
    t.mm = null;
    mm.put();
  }
  kernel.exit_sem?.(t);
  t.files.put(t);
  t.fs.count--;
  put_nsproxy(t.nsproxy);
  if (group_dead && signal.leader) kernel.disassociate_ctty?.(t);
  exit_notify(t, group_dead);
}

/** Children get another parent, the parent is told (exit_notify). */
function exit_notify(t: task_struct, group_dead: boolean): void {
  forget_original_parent(t);
  if (group_dead) kill_orphaned_pgrp(t.group_leader, null);
  t.exit_state = EXIT_ZOMBIE;
  const leader = t.group_leader;
  let autoreap: boolean;
  if (t.ptrace) {
    const sig = t === leader && alone(t) && t.parent === t.real_parent ? t.exit_signal : SIGCHLD;
    autoreap = do_notify_parent(t, sig);
  } else if (t === leader) autoreap = alone(t) && do_notify_parent(t, t.exit_signal);
  else autoreap = true;
  const exec = t.signal.group_exec_task;
  if (autoreap) release_task(t);
  if (exec) exec.wake(3);
}

/** Whether the thread is the last of its process. */
export const alone = (t: task_struct): boolean => t.signal.threads.length === 1;

/** Nothing of /proc keeps what is known of it any longer (fs/proc/base.c). */
function proc_flush_pid(pid: pid): void {
  for (const [parent, name] of pid.proc_names ?? []) {
    const d = parent.d_lookup(name);
    if (d) d_drop(d);
  }
  pid.proc_names = null;
}

/** Takes a dead thread off all lists; a leader that waited for it to be the last one becomes waitable (release_task). */
export function release_task(t: task_struct): void {
  const kernel = t.kernel;
  const signal = t.signal;
  if (t.ptrace) ptrace_unlink(t);
  t.exit_state = EXIT_DEAD;
  signal.dead.add(t.times);
  const i = signal.threads.indexOf(t);
  if (i >= 0) signal.threads.splice(i, 1);
  kernel.tasks.delete(t.pid);
  count_process(t, -1);
  t.real_parent.children.delete(t);
  t.parent.children.delete(t);
  const leader = t.group_leader;
  t.thread_pid.task = null;
  if (t === leader) {
    signal.pgrp.pgrp.delete(t);
    signal.session.session.delete(t);
    free_pid_if_unused(signal.pgrp);
    free_pid_if_unused(signal.session);
    t.thread_pid.wait_pidfd.wake_up_all();
  }
  proc_flush_pid(t.thread_pid);
  free_pid_if_unused(t.thread_pid);
  if (t !== leader && alone(leader) && leader.exit_state === EXIT_ZOMBIE) {
    if (do_notify_parent(leader, leader.exit_signal)) release_task(leader);
  }
}

/** The task that adopts: another thread, a subreaper above, or the namespace's init (find_new_reaper). */
function find_new_reaper(father: task_struct): task_struct {
  const other = father.signal.threads.find((th) => th !== father && !(th.flags & PF_EXITING));
  if (other) return other;
  const reaper = father.pid_ns.child_reaper ?? father.kernel.init_task;
  if (father.signal.has_child_subreaper) {
    for (let r = father.real_parent; r !== reaper && r !== father.kernel.init_task; r = r.real_parent) {
      if (!r.signal.is_child_subreaper) continue;
      const th = r.signal.threads.find((x) => !(x.flags & PF_EXITING));
      if (th) return th;
    }
  }
  return reaper;
}

function forget_original_parent(father: task_struct): void {
  if (father.ptraced.size) exit_ptrace(father);
  const ns = father.pid_ns;
  if (ns.child_reaper === father && father.kernel.init_task !== father) zap_pid_ns_processes(father);
  if (father.children.size === 0) return;
  const reaper = find_new_reaper(father);
  for (const p of [...father.children]) {
    for (const th of p.signal.threads) {
      if (th.real_parent === father) th.real_parent = reaper;
      if (!th.ptrace) th.parent = th.real_parent;
      if (th.pdeath_signal) send_sig_group(th.pdeath_signal, th);
    }
    father.children.delete(p);
    reaper.children.add(p);
    if (reaper.signal === father.signal) continue;
    p.exit_signal = SIGCHLD;
    if (!p.ptrace && p.exit_state === EXIT_ZOMBIE && alone(p)) {
      if (do_notify_parent(p, p.exit_signal)) {
        release_task(p);
        continue;
      }
    }
    kill_orphaned_pgrp(p, father);
  }
}

/** The init of a pid namespace goes: everybody in it goes. */
function zap_pid_ns_processes(init: task_struct): void {
  const ns = init.pid_ns;
  ns.dead = true;
  for (const p of [...ns.idr.values()]) {
    if (p.task && p.task.signal !== init.signal) send_sig_group(SIGKILL, p.task);
  }
  ns.child_reaper = ns.parent?.child_reaper ?? init.kernel.init_task;
}

/** A stopped group that nobody can continue any more is hung up (kill_orphaned_pgrp). */
function kill_orphaned_pgrp(t: task_struct, parent: task_struct | null): void {
  const pgrp = t.signal.pgrp;
  const ignored = parent ? null : t;
  const p = parent ?? t.real_parent;
  if (p.signal.pgrp === pgrp || p.signal.session !== t.signal.session) return;
  if (!is_current_pgrp_orphaned(t, ignored)) return;
  if (![...pgrp.pgrp].some((m) => m.signal.flags & SIGNAL_STOP_STOPPED)) return;
  kill_pgrp(pgrp, SIGHUP);
  kill_pgrp(pgrp, SIGCONT);
}

/** Tells the parent that the process ended; true: nobody will wait for it (do_notify_parent). */
export function do_notify_parent(t: task_struct, sig: number): boolean {
  const parent = t.parent;
  const kernel = t.kernel;
  if (parent === kernel.init_task) {
    // a program that somebody outside had started; a real init learns of it, too
    const reaped = kernel.on_reaped.get(t);
    kernel.on_reaped.delete(t);
    if (!parent.mm) add_child_times(t);
    reaped?.(t.exit_code);
    if (!parent.mm) return true;
  }
  t.thread_pid.wait_pidfd.wake_up_all();
  const info = child_siginfo(t, parent, sig || SIGCHLD);
  if (t.exit_code & 0x80) info.si_code = CLD_DUMPED;
  else if (t.exit_code & 0x7f) info.si_code = CLD_KILLED;
  else info.si_code = CLD_EXITED;
  info.si_status = t.exit_code & 0x7f || t.exit_code >>> 8;
  let autoreap = false;
  let send = sig;
  const action = parent.sighand.action[SIGCHLD];
  if (!t.ptrace && sig === SIGCHLD && (action.sa_handler === SIG_IGN || action.sa_flags & SA_NOCLDWAIT)) {
    autoreap = true;
    if (action.sa_handler === SIG_IGN) send = 0;
  }
  if (send) send_signal(send, info, parent, true);
  parent.signal.wait_chldexit.wake_up_all();
  return autoreap;
}

function child_siginfo(t: task_struct, parent: task_struct, sig: number): siginfo {
  const times = process_times(t);
  return {
    si_signo: sig,
    si_errno: 0,
    si_code: 0,
    si_pid: task_pid_vnr(parent, t),
    si_uid: parent.cred.user_ns.from_kuid_munged(t.cred.uid),
    si_utime: Math.floor(times.utime / 1e7),
    si_stime: Math.floor(times.stime / 1e7),
  };
}

/** Tells the parent that the process stopped or went on (do_notify_parent_cldstop). */
export function do_notify_parent_cldstop(t: task_struct, why: number, forPtracer = false): void {
  const about = forPtracer ? t : t.group_leader;
  const parent = forPtracer ? t.parent : about.real_parent;
  if (parent === t.kernel.init_task && !parent.mm) return;
  const info = child_siginfo(about, parent, SIGCHLD);
  info.si_code = why;
  if (why === CLD_CONTINUED) info.si_status = SIGCONT;
  else if (why === CLD_STOPPED) info.si_status = t.signal.group_exit_code & 0x7f;
  else info.si_status = t.exit_code & 0x7f;
  const action = parent.sighand.action[SIGCHLD];
  if (action.sa_handler !== SIG_IGN && !(action.sa_flags & SA_NOCLDSTOP))
    send_signal(SIGCHLD, info, parent, true);
  parent.signal.wait_chldexit.wake_up_all();
}

/** CPU times of a process so far. */
export function process_times(t: task_struct): { utime: number; stime: number } {
  let { utime, stime } = t.signal.dead;
  for (const th of t.signal.threads) {
    utime += th.kernel.sched.utime_of(th);
    stime += th.times.stime;
  }
  return { utime, stime };
}

/** What a waited-for child used counts for its parent. */
export function add_child_times(p: task_struct): void {
  const children = p.real_parent.signal.children;
  children.add(p.signal.dead);
  children.add(p.times);
  children.add(p.signal.children);
}
