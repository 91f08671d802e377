// Every system call by number: the families' rows put together, and how a row is called.
// Above: arch/parisc/syscall.ts. Below: sys_<family>.ts, table.ts, ../trace/strace.ts (loaded only when asked for).

import { R_GR } from "../arch/parisc/pt_regs.ts";
import { UserFault } from "../mm/uaccess.ts";
import type { Release } from "../releases.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { finish, type MaySleep, type Sleeps } from "../task/wait.ts";
import type { Report } from "../trace/report.ts";
import { EFAULT, ENOSYS } from "../uapi/asm/errno.ts";
import {
  __NR__llseek,
  __NR_access,
  __NR_brk,
  __NR_chdir,
  __NR_clock_gettime,
  __NR_clone,
  __NR_close,
  __NR_dup,
  __NR_dup2,
  __NR_execve,
  __NR_exit,
  __NR_exit_group,
  __NR_fcntl64,
  __NR_fork,
  __NR_fstat64,
  __NR_fstatat64,
  __NR_futex,
  __NR_getcwd,
  __NR_getdents64,
  __NR_getegid,
  __NR_geteuid,
  __NR_getgid,
  __NR_getpgrp,
  __NR_getpid,
  __NR_getppid,
  __NR_getrandom,
  __NR_getrlimit,
  __NR_gettid,
  __NR_gettimeofday,
  __NR_getuid,
  __NR_ioctl,
  __NR_lseek,
  __NR_lstat64,
  __NR_mmap2,
  __NR_mprotect,
  __NR_munmap,
  __NR_open,
  __NR_openat,
  __NR_pipe,
  __NR_pipe2,
  __NR_prlimit64,
  __NR_read,
  __NR_readlink,
  __NR_readlinkat,
  __NR_rt_sigaction,
  __NR_rt_sigprocmask,
  __NR_rt_sigreturn,
  __NR_rt_sigsuspend,
  __NR_set_robust_list,
  __NR_set_tid_address,
  __NR_setpgid,
  __NR_stat64,
  __NR_statx,
  __NR_uname,
  __NR_vfork,
  __NR_wait4,
  __NR_waitid,
  __NR_waitpid,
  __NR_write,
  __NR_writev,
} from "../uapi/asm/unistd.ts";
import { rows as aio } from "./sys_aio.ts";
import { rows as cred } from "./sys_cred.ts";
import { rows as dir } from "./sys_dir.ts";
import { rows as fd } from "./sys_fd.ts";
import { rows as futex } from "./sys_futex.ts";
import { rows as inotify } from "./sys_inotify.ts";
import { rows as ipc } from "./sys_ipc.ts";
import { rows as kill } from "./sys_kill.ts";
import { rows as misc } from "./sys_misc.ts";
import { rows as mm } from "./sys_mm.ts";
import { rows as mount } from "./sys_mount.ts";
import { rows as ns } from "./sys_ns.ts";
import { rows as open } from "./sys_open.ts";
import { rows as poll } from "./sys_poll.ts";
import { rows as prctl } from "./sys_prctl.ts";
import { rows as process } from "./sys_process.ts";
import { rows as ptrace } from "./sys_ptrace.ts";
import { rows as resource } from "./sys_resource.ts";
import { rows as rw } from "./sys_rw.ts";
import { rows as sched } from "./sys_sched.ts";
import { rows as seccomp } from "./sys_seccomp.ts";
import { rows as signal } from "./sys_signal.ts";
import { socket_syscalls as socket } from "./sys_socket.ts";
import { rows as splice } from "./sys_splice.ts";
import { rows as stat } from "./sys_stat.ts";
import { rows as time } from "./sys_time.ts";
import { rows as timer } from "./sys_timer.ts";
import { rows as truncate } from "./sys_truncate.ts";
import { rows as wait } from "./sys_wait.ts";
import { rows as xattr } from "./sys_xattr.ts";
import type { SyscallRow, sys_fn } from "./table.ts";

type family = readonly SyscallRow[];

const families = (): family[] => [
  aio,
  dir,
  xattr,
  splice,
  mount,
  fd,
  cred,
  futex,
  misc,
  prctl,
  resource,
  signal,
  kill,
  inotify,
  ipc,
  mm,
  ns,
  open,
  truncate,
  poll,
  process,
  wait,
  ptrace,
  rw,
  sched,
  seccomp,
  socket,
  stat,
  time,
  timer,
];

/** All rows, by number. */
export const allRows = (): SyscallRow[] =>
  families()
    .flat()
    .sort((a, b) => a.nr - b.nr);

/**
 * Where the calls are that most programs make. A family is put in when a call of it is first made, so that a short run
 * does not wait for the others; a number that is not here has all of them put in.
 */
export const COMMON: readonly (readonly [family: () => family, numbers: readonly number[]])[] = [
  [() => mm, [__NR_brk, __NR_mmap2, __NR_munmap, __NR_mprotect]],
  [() => rw, [__NR_read, __NR_write, __NR_writev, __NR_lseek, __NR__llseek]],
  [() => open, [__NR_openat, __NR_open, __NR_close]],
  [() => stat, [__NR_statx, __NR_fstat64, __NR_stat64, __NR_lstat64, __NR_fstatat64, __NR_access]],
  [() => dir, [__NR_readlink, __NR_readlinkat, __NR_getcwd, __NR_chdir, __NR_getdents64]],
  [() => fd, [__NR_fcntl64, __NR_dup, __NR_dup2, __NR_pipe, __NR_pipe2, __NR_ioctl]],
  [() => process, [__NR_set_tid_address, __NR_exit_group, __NR_exit, __NR_clone, __NR_fork, __NR_vfork]],
  [() => process, [__NR_execve, __NR_getpid, __NR_getppid, __NR_gettid, __NR_getpgrp, __NR_setpgid]],
  [() => wait, [__NR_wait4, __NR_waitpid, __NR_waitid]],
  [() => signal, [__NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_rt_sigsuspend]],
  [() => futex, [__NR_set_robust_list, __NR_futex]],
  [() => cred, [__NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid]],
  [() => resource, [__NR_getrlimit, __NR_prlimit64]],
  [() => misc, [__NR_getrandom, __NR_uname]],
  [() => time, [__NR_clock_gettime, __NR_gettimeofday]],
];

/** The registers that carry the arguments, first to last. */
const ARGUMENTS = [26, 25, 24, 23, 22, 21].map((n) => R_GR + n);

/** What strace needs to be told (trace/strace.ts). */
export interface Trace {
  enter(t: task_struct, row: SyscallRow, args: readonly number[]): void;
  /** ret null: the call will not come back (exit). */
  exit(t: task_struct, row: SyscallRow, args: readonly number[], ret: number | null): void;
  unknown(t: task_struct, nr: number, args: readonly number[]): void;
  signal(t: task_struct, info: siginfo): void;
  gone(t: task_struct, status: number): void;
}

/** The calls of one kernel release. */
export class SyscallTable {
  /** Set: every call is told to it. */
  trace: Trace | null = null;
  readonly #rows: (SyscallRow | undefined)[] = [];
  readonly #fns: (sys_fn | null)[] = [];
  /** How many arguments a call takes, and which of them are signed (bit i). */
  readonly #arity: number[] = [];
  readonly #signed: number[] = [];

  readonly #release: Release;
  readonly #common = new Map(COMMON.flatMap(([family, numbers]) => numbers.map((nr) => [nr, family])));
  #all = false;

  constructor(release: Release) {
    this.#release = release;
  }

  #add(rows: family): void {
    for (const row of rows) {
      if (row.since && !this.#release.atLeast(row.since)) continue;
      this.#rows[row.nr] = row;
      this.#fns[row.nr] = row.fn;
      this.#arity[row.nr] = row.args.length;
      this.#signed[row.nr] = row.args.reduce((bits, a, i) => (a.unsigned ? bits : bits | (1 << i)), 0);
    }
  }

  /** The function of a number whose family may not be there yet. */
  #find(nr: number): sys_fn | null | undefined {
    if (this.#all) return undefined;
    const family = this.#common.get(nr);
    if (family) this.#add(family());
    if (this.#fns[nr] === undefined) this.#addAll();
    return this.#fns[nr];
  }

  #addAll(): void {
    if (!this.#all) this.#add(allRows());
    this.#all = true;
  }

  /** The rows this release has. */
  get rows(): SyscallRow[] {
    this.#addAll();
    return this.#rows.filter((r) => r !== undefined);
  }

  row(nr: number): SyscallRow | undefined {
    if (this.#rows[nr] === undefined) this.#find(nr);
    return this.#rows[nr];
  }

  /** Calls nr with the arguments in the registers r. */
  invoke(t: task_struct, nr: number, r: Uint32Array): MaySleep<number> {
    const fn = this.#fns[nr] ?? this.#find(nr);
    if (!fn) return this.#missing(t, nr);
    const n = this.#arity[nr];
    if (n === 0) return fn(t);
    const signed = this.#signed[nr];
    const a = signed & 1 ? r[ARGUMENTS[0]] | 0 : r[ARGUMENTS[0]];
    if (n === 1) return fn(t, a);
    const b = signed & 2 ? r[ARGUMENTS[1]] | 0 : r[ARGUMENTS[1]];
    if (n === 2) return fn(t, a, b);
    const c = signed & 4 ? r[ARGUMENTS[2]] | 0 : r[ARGUMENTS[2]];
    if (n === 3) return fn(t, a, b, c);
    const d = signed & 8 ? r[ARGUMENTS[3]] | 0 : r[ARGUMENTS[3]];
    if (n === 4) return fn(t, a, b, c, d);
    const e = signed & 16 ? r[ARGUMENTS[4]] | 0 : r[ARGUMENTS[4]];
    if (n === 5) return fn(t, a, b, c, d, e);
    return fn(t, a, b, c, d, e, signed & 32 ? r[ARGUMENTS[5]] | 0 : r[ARGUMENTS[5]]);
  }

  #missing(t: task_struct, nr: number): number {
    const row = this.row(nr);
    t.kernel.report?.unknown(t, nr, row);
    return -ENOSYS;
  }

  /** As invoke, and tells the trace. */
  traced(t: task_struct, nr: number, r: Uint32Array): MaySleep<number> {
    const { trace } = this;
    const { report } = t.kernel;
    if (!trace && !report) return this.invoke(t, nr, r);
    const row = this.row(nr);
    const args = ARGUMENTS.map((at, i) => (this.#signed[nr] & (1 << i) ? r[at] | 0 : r[at]));
    if (!row) {
      trace?.unknown(t, nr, args);
      return this.#missing(t, nr);
    }
    const shown = args.slice(0, row.args.length);
    trace?.enter(t, row, shown);
    // exit and its like never come back: their line is due now
    if (row.name === "exit" || row.name === "exit_group") trace?.exit(t, row, shown, null);
    return this.#told(t, trace, report, row, shown, () => this.invoke(t, nr, r));
  }

  *#told(
    t: task_struct,
    trace: Trace | null,
    report: Report | null,
    row: SyscallRow,
    args: readonly number[],
    call: () => MaySleep<number>,
  ): Sleeps<number> {
    let ret: number;
    try {
      ret = yield* finish(call());
    } catch (e) {
      if (!(e instanceof UserFault)) throw e;
      ret = -EFAULT;
    }
    if (t.exit_state) return ret;
    if (report && this.#fns[row.nr]) report.returned(t, row, args, ret);
    trace?.exit(t, row, args, ret);
    return ret;
  }
}
