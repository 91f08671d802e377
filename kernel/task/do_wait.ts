// Waiting for children: what wait4 and waitid have in common (kernel/exit.c do_wait).
// Above: syscalls/sys_wait.ts. Below: exit.ts, ptrace.ts.

import { ERESTARTSYS } from "../errno.ts";
import { ECHILD } from "../uapi/asm/errno.ts";
import { SIGCHLD, SIGCONT } from "../uapi/asm/signal.ts";
import {
  __WALL,
  __WCLONE,
  __WNOTHREAD,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOWAIT,
  WSTOPPED,
} from "../uapi/linux/wait.ts";
import { add_child_times, alone, do_notify_parent, process_times, release_task } from "./exit.ts";
import { type pid, task_pid_vnr } from "./pid.ts";
import { ptrace_unlink } from "./ptrace.ts";
import { CLD_CONTINUED, CLD_DUMPED, CLD_EXITED, CLD_KILLED, CLD_STOPPED, CLD_TRAPPED } from "./signal.ts";
import { SIGNAL_GROUP_EXIT, SIGNAL_STOP_CONTINUED, SIGNAL_STOP_STOPPED, type task_struct } from "./task.ts";
import { EXIT_DEAD, EXIT_ZOMBIE, type Sleeps, TASK_STOPPED, TASK_TRACED, wait_event } from "./wait.ts";

export interface wait_opts {
  type: "all" | "pid" | "pgid";
  pid: pid | null;
  options: number;
}

export interface wait_result {
  task: task_struct;
  pid: number;
  uid: number;
  /** As wait4's status. */
  status: number;
  /** As waitid's si_code and si_status. */
  code: number;
  si_status: number;
  times: { utime: number; stime: number };
}

/** Waits for a child as w says: what happened, null (WNOHANG and nothing did) or -ERRNO (do_wait). */
export function* do_wait(t: task_struct, w: wait_opts): Sleeps<wait_result | null | number> {
  let found: wait_result | null | number = null;
  const look = (): boolean => {
    found = wait_scan(t, w);
    return found !== null;
  };
  if (look()) return found;
  if (w.options & WNOHANG) return null;
  const r = yield* wait_event(t, t.signal.wait_chldexit, look);
  return r < 0 ? -ERESTARTSYS : found;
}

/** One look at all children: what is there to tell, -ECHILD, or null: nothing yet. */
function wait_scan(t: task_struct, w: wait_opts): wait_result | null | number {
  let eligible = false;
  const threads = w.options & __WNOTHREAD ? [t] : t.signal.threads;
  for (const th of threads) {
    for (const p of th.children) {
      if (!eligible_child(p, w, false)) continue;
      const r = wait_consider(t, p, w, false);
      if (r === "no") continue;
      eligible = true;
      if (r) return r;
    }
    for (const p of th.ptraced) {
      if (!eligible_child(p, w, true)) continue;
      const r = wait_consider(t, p, w, true);
      if (r === "no") continue;
      eligible = true;
      if (r) return r;
    }
  }
  return eligible ? null : -ECHILD;
}
function eligible_child(p: task_struct, w: wait_opts, ptrace: boolean): boolean {
  if (w.type === "pid" && p.thread_pid !== w.pid) return false;
  if (w.type === "pgid" && p.signal.pgrp !== w.pid) return false;
  if (ptrace || w.options & __WALL) return true;
  return (p.exit_signal !== SIGCHLD) === ((w.options & __WCLONE) !== 0);
}
function wait_consider(
  t: task_struct,
  p: task_struct,
  w: wait_opts,
  ptrace: boolean,
): wait_result | null | "no" {
  if (p.exit_state === EXIT_DEAD) return "no";
  // a child traced by somebody else shows nothing to its parent until it is let go
  if (!ptrace && p.ptrace && p.parent !== p.real_parent && p.parent.signal !== t.signal) return null;
  if (p.exit_state === EXIT_ZOMBIE) {
    // a leader is waited for when its threads have gone
    if ((!alone(p) && p.is_group_leader) || !(w.options & WEXITED)) return null;
    return wait_task_zombie(t, p, w);
  }
  const r = wait_task_stopped(t, p, w, ptrace);
  if (r) return r;
  return wait_task_continued(t, p, w);
}
function result(
  t: task_struct,
  p: task_struct,
  status: number,
  code: number,
  si_status: number,
): wait_result {
  return {
    task: p,
    pid: task_pid_vnr(t, p),
    uid: t.cred.user_ns.from_kuid_munged(p.cred.uid),
    status,
    code,
    si_status,
    times: process_times(p),
  };
}
function wait_task_zombie(t: task_struct, p: task_struct, w: wait_opts): wait_result {
  const status = p.signal.flags & SIGNAL_GROUP_EXIT ? p.signal.group_exit_code : p.exit_code;
  const code = (status & 0x7f) === 0 ? CLD_EXITED : status & 0x80 ? CLD_DUMPED : CLD_KILLED;
  const r = result(t, p, status, code, (status & 0x7f) === 0 ? (status >> 8) & 0xff : status & 0x7f);
  if (w.options & WNOWAIT) return r;
  if (p.ptrace && p.parent !== p.real_parent) {
    // the tracer has seen it: now the real parent's turn
    ptrace_unlink(p);
    if (p.is_group_leader && !do_notify_parent(p, p.exit_signal)) return r;
  } else add_child_times(p);
  release_task(p);
  return r;
}
function wait_task_stopped(
  t: task_struct,
  p: task_struct,
  w: wait_opts,
  ptrace: boolean,
): wait_result | null {
  if (!ptrace && !(w.options & WSTOPPED)) return null;
  let sig: number;
  if (ptrace) {
    if (!(p.state & (TASK_TRACED | TASK_STOPPED)) || !p.exit_code) return null;
    sig = p.exit_code;
    if (!(w.options & WNOWAIT)) p.exit_code = 0;
  } else {
    if (!(p.signal.flags & SIGNAL_STOP_STOPPED) || !p.signal.group_exit_code) return null;
    sig = p.signal.group_exit_code;
    if (!(w.options & WNOWAIT)) p.signal.group_exit_code = 0;
  }
  return result(t, p, (sig << 8) | 0x7f, ptrace ? CLD_TRAPPED : CLD_STOPPED, sig);
}
function wait_task_continued(t: task_struct, p: task_struct, w: wait_opts): wait_result | null {
  if (!(w.options & WCONTINUED) || !(p.signal.flags & SIGNAL_STOP_CONTINUED)) return null;
  if (!(w.options & WNOWAIT)) p.signal.flags &= ~SIGNAL_STOP_CONTINUED;
  return result(t, p, 0xffff, CLD_CONTINUED, SIGCONT);
}
