// New tasks (kernel/fork.c): copy_process and what the flags of clone share or copy.
// Above: sys_process.ts. Below: task.ts, mm/dup.ts, arch/parisc (copy_thread).

import { copy_thread, task_pt_regs } from "../arch/parisc/pt_regs.ts";
import { copy_semundo } from "../ipc/sem.ts";
import { dup_mm } from "../mm/dup.ts";
import { get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { update_rlimit_cpu } from "../time/posix-cpu-timers.ts";
import { EAGAIN, EINVAL, ENOMEM, EPERM } from "../uapi/asm/errno.ts";
import { RLIM_INFINITY, RLIMIT_NPROC } from "../uapi/asm/resource.ts";
import { SIG_DFL, SIG_IGN } from "../uapi/asm/signal.ts";
import { CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE } from "../uapi/linux/capability.ts";
import {
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_CLEAR_SIGHAND,
  CLONE_FILES,
  CLONE_FS,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_PARENT,
  CLONE_PARENT_SETTID,
  CLONE_PIDFD,
  CLONE_PTRACE,
  CLONE_SETTLS,
  CLONE_SIGHAND,
  CLONE_SYSVSEM,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
} from "../uapi/linux/sched.ts";
import { capable, count_process, ns_capable } from "./cred.ts";
import { copy_creds, copy_namespaces, use_mnt_ns } from "./namespaces.ts";
import { alloc_pid, free_pid_if_unused, type pid_namespace } from "./pid.ts";
import { pidfd_create } from "./pidfd.ts";
import { clone_event, ptrace_event, ptrace_event_vfork_done, ptrace_init_task } from "./ptrace.ts";
import { recalc_sigpending } from "./signal.ts";
import { sigset_t } from "./sigset.ts";
import {
  PF_FORKNOEXEC,
  SIGNAL_GROUP_EXIT,
  SIGNAL_UNKILLABLE,
  sighand_struct,
  signal_struct,
  task_struct,
} from "./task.ts";
import { type Sleeps, TASK_RUNNING, TASK_UNINTERRUPTIBLE, wait_queue_head } from "./wait.ts";

export interface kernel_clone_args {
  /** CLONE_* without the signal number; may be above 2^32 (clone3). */
  flags: number;
  exit_signal: number;
  /** Addresses of the caller, 0 for none. */
  pidfd: number;
  child_tid: number;
  parent_tid: number;
  /** New stack pointer, 0: the caller's. */
  stack: number;
  tls: number;
  /** Wanted numbers, innermost namespace first. */
  set_tid: number[];
}

const has = (flags: number, bit: number): boolean => Math.floor(flags / bit) % 2 === 1;

/** Makes the task, not yet runnable: the task or -ERRNO. */
function copy_process(t: task_struct, args: kernel_clone_args): task_struct | number {
  const { flags } = args;
  const kernel = t.kernel;
  if (has(flags, CLONE_NEWNS) && has(flags, CLONE_FS)) return -EINVAL;
  if (has(flags, CLONE_NEWUSER) && has(flags, CLONE_FS)) return -EINVAL;
  if (has(flags, CLONE_THREAD) && !has(flags, CLONE_SIGHAND)) return -EINVAL;
  if (has(flags, CLONE_SIGHAND) && !has(flags, CLONE_VM)) return -EINVAL;
  if (has(flags, CLONE_PARENT) && t.signal.flags & SIGNAL_UNKILLABLE) return -EINVAL;
  if (has(flags, CLONE_THREAD)) {
    if (has(flags, CLONE_NEWUSER) || has(flags, CLONE_NEWPID)) return -EINVAL;
    if (t.pid_ns !== t.nsproxy.pid_ns_for_children) return -EINVAL;
  }
  if (has(flags, CLONE_PIDFD) && (has(flags, CLONE_THREAD) || has(flags, 0x400000))) return -EINVAL;
  if (t.sigpending && t.signal.flags & SIGNAL_GROUP_EXIT) return -EAGAIN;
  if (kernel.tasks.size >= kernel.sysctl.threads_max) return -EAGAIN;
  const limit = t.rlimit(RLIMIT_NPROC);
  if (limit !== RLIM_INFINITY && t.cred.uid !== 0 && (kernel.user_processes.get(t.cred.uid) ?? 0) >= limit) {
    if (!capable(t, CAP_SYS_RESOURCE) && !capable(t, CAP_SYS_ADMIN)) return -EAGAIN;
  }
  const cred = copy_creds(t, flags);
  if (typeof cred === "number") return cred;
  const ns = copy_namespaces(t, flags, cred);
  if (typeof ns === "number") return ns;
  if (args.set_tid?.length && !may_set_tid(t, ns.pid_ns_for_children, args.set_tid.length)) return -EPERM;
  const pid = alloc_pid(kernel, ns.pid_ns_for_children, args.set_tid);
  if (typeof pid === "number") return pid;

  const p = new task_struct(kernel, pid, cred);
  pid.task = p;
  p.nsproxy = ns;
  p.comm = t.comm;
  p.personality = t.personality;
  p.flags = PF_FORKNOEXEC;
  p.blocked = t.blocked.copy();
  p.static_nice = t.sched_reset_on_fork && t.static_nice < 0 ? 0 : t.static_nice;
  p.policy = t.sched_reset_on_fork ? 0 : t.policy;
  p.rt_priority = t.sched_reset_on_fork ? 0 : t.rt_priority;
  p.timer_slack_ns = p.default_timer_slack_ns = t.timer_slack_ns;
  p.cpus_mask = t.cpus_mask;
  p.no_new_privs = t.no_new_privs;
  p.seccomp_mode = t.seccomp_mode;
  p.seccomp_filter = t.seccomp_filter;
  p.thread_flags = t.thread_flags;
  p.io_prio = t.io_prio;
  p.start_time = kernel.now();
  p.exec_id = t.exec_id;

  if (t.mm) {
    if (has(flags, CLONE_VM)) {
      p.mm = t.mm.get();
      if (!has(flags, CLONE_VFORK)) p.mm.space.shared = true;
    } else {
      const mm = dup_mm(t.mm);
      if (!mm) {
        pid.task = null;
        free_pid_if_unused(pid);
        return -ENOMEM;
      }
      p.mm = mm;
    }
  }
  copy_semundo(t, p, has(flags, CLONE_SYSVSEM));
  p.files = has(flags, CLONE_FILES) ? t.files.get() : t.files.dup();
  p.fs = has(flags, CLONE_FS) ? t.fs.get() : t.fs.dup();
  if (has(flags, CLONE_NEWNS)) use_mnt_ns(p);
  if (has(flags, CLONE_SIGHAND)) {
    t.sighand.count++;
    p.sighand = t.sighand;
  } else {
    p.sighand = new sighand_struct();
    for (let i = 1; i <= 64; i++) {
      const a = t.sighand.action[i];
      const reset = has(flags, CLONE_CLEAR_SIGHAND) && a.sa_handler !== SIG_IGN;
      p.sighand.action[i] = reset
        ? { sa_handler: SIG_DFL, sa_flags: 0, sa_mask: new sigset_t() }
        : { ...a, sa_mask: a.sa_mask.copy() };
    }
  }
  if (!has(flags, CLONE_VM) || has(flags, CLONE_VFORK)) {
    p.sas_ss_sp = t.sas_ss_sp;
    p.sas_ss_size = t.sas_ss_size;
    p.sas_ss_flags = t.sas_ss_flags;
  }
  copy_thread(
    task_pt_regs(t),
    p.regs,
    p.mm?.space.id ?? 0,
    args.stack,
    has(flags, CLONE_SETTLS) ? args.tls : null,
  );
  p.in_syscall = true;
  p.orig_r28 = 1;
  p.set_child_tid = has(flags, CLONE_CHILD_SETTID) ? args.child_tid : 0;
  p.clear_child_tid = has(flags, CLONE_CHILD_CLEARTID) ? args.child_tid : 0;

  if (has(flags, CLONE_THREAD)) {
    p.group_leader = t.group_leader;
    p.signal = t.signal;
    p.exit_signal = -1;
    p.real_parent = t.real_parent;
  } else {
    p.signal = copy_signal(t);
    p.exit_signal = has(flags, CLONE_PARENT) ? t.group_leader.exit_signal : args.exit_signal;
    p.real_parent = has(flags, CLONE_PARENT) ? t.real_parent : t;
    p.signal.pgrp = t.signal.pgrp;
    p.signal.session = t.signal.session;
    if (!pid.ns.child_reaper) {
      pid.ns.child_reaper = p;
      p.signal.flags |= SIGNAL_UNKILLABLE;
    }
    p.signal.has_child_subreaper =
      p.real_parent.signal.has_child_subreaper || p.real_parent.signal.is_child_subreaper;
    p.signal.tty = t.signal.tty;
    p.real_parent.children.add(p);
    p.signal.pgrp.pgrp.add(p);
    p.signal.session.session.add(p);
  }
  p.parent = p.real_parent;
  p.signal.threads.push(p);
  if (p.is_group_leader) update_rlimit_cpu(p);
  kernel.tasks.set(p.pid, p);
  count_process(p, 1);
  kernel.total_forks++;
  recalc_sigpending(p);
  return p;
}

/** Whether t may choose the child's numbers in ns and those above; too many of them are alloc_pid's to refuse. */
function may_set_tid(t: task_struct, ns: pid_namespace, levels: number): boolean {
  if (levels > ns.level + 1) return true;
  for (let n: pid_namespace | null = ns; n && levels > 0; n = n.parent, levels--) {
    if (!ns_capable(t, n.user_ns, CAP_SYS_ADMIN) && !ns_capable(t, n.user_ns, CAP_CHECKPOINT_RESTORE))
      return false;
  }
  return true;
}

function copy_signal(t: task_struct): signal_struct {
  const s = new signal_struct();
  s.rlim = t.signal.rlim.map((r) => ({ ...r }));
  s.oom_score_adj = t.signal.oom_score_adj;
  return s;
}

/** clone and its relatives: the child's number as the caller sees it, or -ERRNO. Waits where CLONE_VFORK says so. */
export function* kernel_clone(t: task_struct, args: kernel_clone_args): Sleeps<number> {
  const { flags } = args;
  if (has(flags, CLONE_PIDFD)) {
    // what may fail of it comes before there is a child
    const fd = t.files.alloc_fd(t);
    if (fd < 0) return fd;
    t.files.put_unused_fd(fd);
    put_user_u32(t, args.pidfd, get_user_u32(t, args.pidfd));
  }
  const p = copy_process(t, args);
  if (typeof p === "number") return p;
  const nr = p.thread_pid.nr_ns(t.pid_ns);
  if (has(flags, CLONE_PIDFD)) {
    const fd = pidfd_create(t, p.thread_pid, 0);
    if (fd >= 0) put_user_u32(t, args.pidfd, fd);
  }
  if (has(flags, CLONE_PARENT_SETTID)) put_quietly(t, args.parent_tid, nr);
  if (p.set_child_tid) put_quietly(p, p.set_child_tid, p.thread_pid.nr_ns(p.pid_ns));
  const event = clone_event(t, flags | 0, args.exit_signal);
  ptrace_init_task(p, t, event !== 0 || has(flags, CLONE_PTRACE));
  let done: wait_queue_head | null = null;
  if (has(flags, CLONE_VFORK)) done = p.vfork_done = new wait_queue_head();
  p.state = TASK_RUNNING;
  t.kernel.sched.enqueue(p);
  if (event) yield* ptrace_event(t, event, nr);
  if (done) {
    const wake = { exclusive: false, func: () => t.wake() };
    done.add_wait_queue(wake);
    // only a fatal signal ends this wait (wait_for_completion_killable)
    while (p.vfork_done === done && !(t.signal.flags & SIGNAL_GROUP_EXIT)) {
      t.state = TASK_UNINTERRUPTIBLE;
      yield;
    }
    t.state = TASK_RUNNING;
    done.remove_wait_queue(wake);
    if (t.ptrace) yield* ptrace_event_vfork_done(t, nr);
  }
  return nr;
}

function put_quietly(t: task_struct, addr: number, value: number): void {
  try {
    put_user_u32(t, addr, value);
  } catch {
    // Linux ignores a bad pointer here too
  }
}
