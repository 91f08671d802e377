// One thread of execution and what a process's threads share: task_struct, signal_struct, sighand_struct
// (include/linux/sched.h, sched/signal.h).
// Above: everything. Below: cred.ts, pid.ts, nsproxy.ts, wait.ts.

import type { files_struct, fs_struct } from "../fs/fdtable.ts";
import type { Kernel } from "../kernel.ts";
import type { mm_struct } from "../mm/mm.ts";
import type { Timer } from "../time/timer.ts";
import type { cred } from "./cred.ts";
import type { nsproxy } from "./nsproxy.ts";
import type { pid, pid_namespace } from "./pid.ts";
import { send_sig } from "./signal.ts";
import { sigset_t } from "./sigset.ts";
import {
  EXIT_DEAD,
  type MaySleep,
  type Sleeps,
  TASK_INTERRUPTIBLE,
  TASK_RUNNING,
  wait_queue_head,
} from "./wait.ts";

/** What a signal carries (kernel_siginfo); which fields count depends on si_signo and si_code. */
export interface siginfo {
  si_signo: number;
  si_errno: number;
  si_code: number;
  si_pid?: number;
  si_uid?: number;
  si_status?: number;
  si_utime?: number;
  si_stime?: number;
  si_addr?: number;
  /** si_value.sival_ptr. */
  si_value?: number;
  si_band?: number;
  si_fd?: number;
  si_tid?: number;
  si_overrun?: number;
  si_call_addr?: number;
  si_syscall?: number;
  si_arch?: number;
  /** The POSIX timer it comes from, to count overruns. */
  timer?: { signal_delivered(info: siginfo): void };
  /** As a program gave it to rt_sigqueueinfo: the bytes after si_code. */
  raw?: Uint8Array;
  /** Whose RLIMIT_SIGPENDING it counts for. */
  user?: number;
}

export interface k_sigaction {
  /** Address, SIG_DFL or SIG_IGN. */
  sa_handler: number;
  sa_flags: number;
  sa_mask: sigset_t;
}

export class sigpending {
  list: siginfo[] = [];
  signal = new sigset_t();
}

/** Signal actions; shared by CLONE_SIGHAND. */
export class sighand_struct {
  count = 1;
  readonly action: k_sigaction[] = [];
  readonly signalfd_wqh = new wait_queue_head();
  constructor() {
    for (let i = 0; i <= 64; i++) this.action.push({ sa_handler: 0, sa_flags: 0, sa_mask: new sigset_t() });
  }
}

export interface rlimit {
  cur: number;
  max: number;
}

/** An interval timer of a process (setitimer): it in ns of its clock. */
export interface itimer {
  timer: Timer | null;
  expires: number;
  interval: number;
}

/** Times of a process or thread in ns, and counts. */
export class task_times {
  utime = 0;
  stime = 0;
  nvcsw = 0;
  nivcsw = 0;
  min_flt = 0;
  maj_flt = 0;
  maxrss = 0;
  add(o: task_times): void {
    this.utime += o.utime;
    this.stime += o.stime;
    this.nvcsw += o.nvcsw;
    this.nivcsw += o.nivcsw;
    this.min_flt += o.min_flt;
    this.maj_flt += o.maj_flt;
    if (o.maxrss > this.maxrss) this.maxrss = o.maxrss;
  }
}

export const SIGNAL_STOP_STOPPED = 1;
export const SIGNAL_STOP_CONTINUED = 2;
export const SIGNAL_GROUP_EXIT = 4;
export const SIGNAL_CLD_STOPPED = 16;
export const SIGNAL_CLD_CONTINUED = 32;
export const SIGNAL_UNKILLABLE = 64;

/** What the threads of a process share (struct signal_struct). */
export class signal_struct {
  /** Threads, the leader first. */
  readonly threads: task_struct[] = [];
  readonly shared_pending = new sigpending();
  readonly wait_chldexit = new wait_queue_head();
  flags = 0;
  group_exit_code = 0;
  /** exec waits for the other threads here. */
  group_exec_task: task_struct | null = null;
  group_stop_count = 0;
  rlim: rlimit[] = [];
  pgrp!: pid;
  session!: pid;
  leader = false;
  /** The controlling terminal (fs/tty.ts). */
  tty: unknown = null;
  tty_old_pgrp: pid | null = null;
  /** Times of threads that have gone, and of children that were waited for. */
  readonly dead = new task_times();
  readonly children = new task_times();
  readonly itimers: itimer[] = [0, 1, 2].map(() => ({ timer: null, expires: 0, interval: 0 }));
  readonly posix_timers = new Map<number, unknown>();
  next_posix_timer_id = 0;
  is_child_subreaper = false;
  has_child_subreaper = false;
  oom_score_adj = 0;
  autoreaped = false;
  /** Virtual-CPU clock timers (kernel/time/posix-cpu-timers.ts). */
  cpu_timers: unknown = null;
}

/** Restart of a call through restart_syscall(2). */
export type restart_fn = (t: task_struct) => MaySleep<number>;

export const PF_EXITING = 0x4;
export const PF_FORKNOEXEC = 0x40;
export const PF_SIGNALED = 0x400;
export const PF_DUMPCORE = 0x200;
export const PF_KTHREAD = 0x200000;

/** Job control of one thread (JOBCTL_*). */
export const JOBCTL_STOP_PENDING = 0x20000;
export const JOBCTL_STOP_CONSUME = 0x40000;
export const JOBCTL_TRAP_STOP = 0x80000;
export const JOBCTL_TRAP_NOTIFY = 0x100000;
export const JOBCTL_LISTENING = 0x400000;
export const JOBCTL_STOP_SIGMASK = 0xffff;

export class task_struct {
  state = TASK_RUNNING;
  exit_state = 0;
  exit_code = 0;
  exit_signal = 0;
  pdeath_signal = 0;
  flags = 0;
  jobctl = 0;
  personality = 0;
  /** Name, up to 15 bytes. */
  comm = "";

  real_parent!: task_struct;
  parent!: task_struct;
  group_leader: task_struct = this;
  readonly children = new Set<task_struct>();
  readonly ptraced = new Set<task_struct>();
  ptrace = 0;
  ptrace_message = 0;
  last_siginfo: siginfo | null = null;
  /** The signal a tracer is looking at or has looked at. */
  ptrace_pending: siginfo | null = null;
  /** The status it will end with, when its tracer has been told. */
  ptrace_dying: number | null = null;
  /** Stops at each system call (TIF_SYSCALL_TRACE). */
  ptrace_syscall = false;
  /** 1: after each instruction, 2: after each taken branch (TIF_SINGLESTEP, TIF_BLOCKSTEP). */
  ptrace_step = 0;

  mm: mm_struct | null = null;
  files!: files_struct;
  fs!: fs_struct;
  nsproxy!: nsproxy;
  signal!: signal_struct;
  sighand!: sighand_struct;

  readonly pending = new sigpending();
  blocked = new sigset_t();
  /** While sigtimedwait waits: what is really blocked. */
  real_blocked: sigset_t | null = null;
  /** The mask to put back after the next signal (sigsuspend, ppoll …). */
  saved_sigmask: sigset_t | null = null;
  /** TIF_SIGPENDING. */
  sigpending = false;
  sas_ss_sp = 0;
  sas_ss_size = 0;
  sas_ss_flags = 2;

  /** Registers while it is not running: the words of the processor's context block. */
  regs: Uint32Array;
  /** What the thread's kernel side is doing: a call or fault that sleeps. */
  kernel_side: Sleeps<number> | null = null;
  /** true: the processor's side is in a system call (r28 takes the result). */
  in_syscall = false;
  /** PARISC_UAC_* (prctl PR_SET_UNALIGN). */
  thread_flags = 0;
  restart_block: restart_fn | null = null;
  /** pt_regs.orig_r28: no restart any more. */
  orig_r28 = 0;
  /** Number of the system call it is in, or -1; and what the caller's return address was. */
  syscall_nr = -1;

  set_child_tid = 0;
  clear_child_tid = 0;
  robust_list = 0;
  /** PI futexes it holds (task/futex.ts). */
  pi_state_list: Set<unknown> | null = null;
  vfork_done: wait_queue_head | null = null;

  start_time = 0;
  readonly times = new task_times();
  static_nice = 0;
  policy = 0;
  rt_priority = 0;
  sched_reset_on_fork = false;
  timer_slack_ns = 50000;
  /** What prctl(PR_SET_TIMERSLACK, 0) goes back to: the parent's at the fork. */
  default_timer_slack_ns = 50000;
  cpus_mask = 1;
  on_rq = false;
  did_exec = false;
  /** Rises with each exec (self_exec_id). */
  exec_id = 0;
  /** setuid put its user over RLIMIT_NPROC: the next exec fails. */
  nproc_exceeded = false;
  no_new_privs = false;
  seccomp_mode = 0;
  seccomp_filter: unknown = null;
  io_prio = 0;
  dumpable_on_exec = true;
  /** Memory policy, keyrings and such small state of rare calls, by name. */
  readonly extra = new Map<string, unknown>();

  constructor(
    readonly kernel: Kernel,
    public thread_pid: pid,
    public cred: cred,
  ) {
    this.regs = new Uint32Array(192);
  }

  /** Thread number in the init namespace (gettid). */
  get pid(): number {
    return this.thread_pid.nr;
  }
  /** Process number in the init namespace. */
  get tgid(): number {
    return this.group_leader.thread_pid.nr;
  }
  /** The pid namespace it lives in (task_active_pid_ns). */
  get pid_ns(): pid_namespace {
    return this.thread_pid.ns;
  }
  get is_group_leader(): boolean {
    return this.group_leader === this;
  }
  get user_ns() {
    return this.cred.user_ns;
  }

  rlimit(resource: number): number {
    return this.signal.rlim[resource].cur;
  }
  rlimit_max(resource: number): number {
    return this.signal.rlim[resource].max;
  }

  signal_pending(): boolean {
    return this.sigpending;
  }

  /** Makes it runnable if it sleeps (try_to_wake_up TASK_NORMAL); false if it did not. */
  wake(mask = 3): boolean {
    if ((this.state & mask) === 0 || this.exit_state & EXIT_DEAD) return false;
    this.state = TASK_RUNNING;
    this.kernel.sched.enqueue(this);
    return true;
  }

  /** Sends it a signal from the kernel (send_sig with SEND_SIG_PRIV). */
  send_sig(sig: number): void {
    send_sig(sig, this);
  }

  /** Whether it sleeps so that a signal wakes it. */
  get interruptible(): boolean {
    return this.state === TASK_INTERRUPTIBLE;
  }
}

/** Threads of t's process, t itself too. */
export function thread_group(t: task_struct): readonly task_struct[] {
  return t.signal.threads;
}
