// One booted system: everything hangs off it, so that several live side by side in one JavaScript process.
// Above: index.ts (boot), every part of the kernel. Below: time/, task/sched.ts, emulator, Host.

import type { Machine } from "../emulator/index.ts";
import { Vdso } from "./arch/parisc/vdso.ts";
import type { DebugHooks } from "./debug/hooks.ts";
import type { file } from "./fs/file.ts";
import type { kernfs_node } from "./fs/kernfs.ts";
import type { Vfs } from "./fs/vfs.ts";
import type { Host } from "./host.ts";
import type { NetStack, net } from "./net/core/net_namespace.ts";
import type { Release } from "./releases.ts";
import { type Schedule, xorshift } from "./replay/schedule.ts";
import type { SyscallTable } from "./syscalls/index.ts";
import { cap_full_set, type cred, type kernel_cap_t, user_namespace } from "./task/cred.ts";
import { FutexTable } from "./task/futex.ts";
import { ipc_namespace, time_namespace, uts_namespace } from "./task/nsproxy.ts";
import { pid_namespace } from "./task/pid.ts";
import { Scheduler } from "./task/sched.ts";
import type { siginfo, task_struct } from "./task/task.ts";
import { TICK_NSEC } from "./time/posix-clocks.ts";
import { TimerQueue } from "./time/timer.ts";
import type { Report } from "./trace/report.ts";
import type { Tracepoints } from "./trace/tracepoints.ts";

/** Nanoseconds an instruction takes under the virtual clock. */
const NS_PER_INSN = 10;
/** Where the virtual clock starts: 2024-01-01 00:00 UTC. */
const VIRTUAL_EPOCH = 1_704_067_200_000_000_000n;

/** A thread's kernel stack on parisc with separate interrupt stacks, and the bounds of threads-max (kernel/fork.c). */
const THREAD_SIZE = 16384;
const MIN_THREADS = 20;
const MAX_THREADS = 0x3fffffff;

export interface KernelOptions {
  clock: "real" | "virtual";
  seed?: number;
  /** Who runs when; without it, by turns, or as the seed draws. */
  schedule?: Schedule;
  uname?: string;
  hostname?: string;
  strace?: (line: string) => void;
  console?: boolean;
  limitInsns?: number;
  limitTime?: number;
}

export class Kernel {
  readonly timers = new TimerQueue();
  readonly sched: Scheduler;
  /** All threads by their number in the init pid namespace. */
  readonly tasks = new Map<number, task_struct>();
  readonly init_user_ns: user_namespace;
  readonly init_pid_ns: pid_namespace;
  readonly init_uts_ns: uts_namespace;
  readonly init_ipc_ns: ipc_namespace;
  readonly init_time_ns: time_namespace;
  readonly cap_full_set: kernel_cap_t;
  /** pid 1 of the system: adopts orphans. */
  init_task!: task_struct;

  /** Set up by fs/ at boot. */
  fs!: Vfs;
  #net: NetStack | null = null;
  /** Sets net, when it is first looked at. */
  start_net: (() => void) | null = null;
  sysfs_root!: kernfs_node;
  proc_sys_root!: kernfs_node;
  /** Small state of subsystems, by name (SysV IPC, keys …). */
  readonly extra = new Map<string, unknown>();

  /** Four bytes for put_user. */
  readonly scratch = new Uint8Array(4);
  syscall_table!: SyscallTable;
  readonly vdso = new Vdso();
  readonly futexes = new FutexTable();
  pid_max = 32768;
  /** The time zone of settimeofday. */
  sys_tz = { minuteswest: 0, dsttime: 0 };
  suid_dumpable = 0;
  overcommit_memory = 0;
  /** Limits and switches of /proc/sys/kernel that something here looks at. */
  readonly sysctl = {
    core_pattern: "core",
    randomize_va_space: 0,
    threads_max: MAX_THREADS,
    sched_child_runs_first: 0,
    /** Seconds until a lease that is in somebody's way ends. */
    lease_break_time: 45,
  };
  /** Forks since boot, context switches, and the kernel log. */
  total_forks = 0;
  readonly dmesg: { at: number; text: string }[] = [];
  /** Hooks of those who watch (trace/watch.ts). */
  tracepoints: Tracepoints | null = null;
  /** A debugger's. */
  debug: DebugHooks | null = null;
  /** Takes what programs ask for in vain (--report). */
  report: Report | null = null;
  /** Tasks by real user (RLIMIT_NPROC). */
  readonly user_processes = new Map<number, number>();
  /** Queued signals by user (RLIMIT_SIGPENDING). */
  readonly sigqueue_count = new Map<number, number>();
  /** Opens the console terminal for a first program (fs/tty_console.ts). */
  open_console: ((t: task_struct) => file | number) | undefined;

  /** Writes a core file if limits and the program allow; true if it did. */
  coredump: ((t: task_struct, info: siginfo) => boolean) | null = null;
  /** A program dies of a signal: for diagnostics. */
  on_fatal_signal: ((t: task_struct, info: siginfo) => void) | null = null;
  /** Fires what is due of the process's CPU-time timers. */
  run_cpu_timers: ((t: task_struct) => void) | null = null;
  /** What other parts do when a process ends: POSIX timers, SysV semaphore undo, the controlling terminal. */
  exit_itimers: ((t: task_struct) => void) | null = null;
  exit_sem: ((t: task_struct) => void) | null = null;
  disassociate_ctty: ((t: task_struct) => void) | null = null;
  /** reboot(2) was called: run() ends. */
  halted: null | "restart" | "halt" | "power_off" = null;
  /** Something the caller of run() should say (limits, fatal errors). */
  stopped: string | null = null;
  /** Called when a child of the in-kernel init has gone. */
  readonly on_reaped = new Map<task_struct, (status: number) => void>();

  #bootMonotonic: number;
  #realtimeOffset: bigint;
  /** Virtual clock: ns added by idling. */
  #idled = 0;
  #random: (() => number) | null = null;
  #inum = 0xf0000000;

  constructor(
    readonly machine: Machine,
    readonly host: Host,
    readonly release: Release,
    readonly options: KernelOptions,
  ) {
    this.#bootMonotonic = host.monotonic();
    this.#realtimeOffset = options.clock === "virtual" ? VIRTUAL_EPOCH : host.realtime();
    if (options.seed !== undefined) this.#random = xorshift(options.seed);
    // set_max_threads: their stacks may take an eighth of memory
    const threads = Math.floor((machine.phys.totalFrames * 4096) / (THREAD_SIZE * 8));
    this.sysctl.threads_max = Math.min(Math.max(threads, MIN_THREADS), MAX_THREADS);
    this.sched = new Scheduler(this);
    this.cap_full_set = cap_full_set((r) => release.atLeast(r));
    this.init_user_ns = new user_namespace(null, 0, 0, this.next_ns_inum());
    this.init_pid_ns = new pid_namespace(this, null, this.init_user_ns, this.next_ns_inum());
    this.init_uts_ns = new uts_namespace(
      {
        sysname: "Linux",
        nodename: options.hostname ?? "parisc",
        release: options.uname ?? release.uname,
        version: "#1 SMP",
        machine: "parisc",
        domainname: "(none)",
      },
      this.init_user_ns,
      this.next_ns_inum(),
    );
    this.init_ipc_ns = new ipc_namespace(this, this.init_user_ns, this.next_ns_inum());
    this.init_time_ns = new time_namespace(this.init_user_ns, this.next_ns_inum());
  }

  get net(): NetStack {
    const { start_net } = this;
    if (start_net) {
      this.start_net = null;
      start_net();
    }
    return this.#net as NetStack;
  }

  set net(stack: NetStack) {
    this.#net = stack;
  }

  get init_net(): net {
    return this.net.init_net;
  }

  /** CLOCK_MONOTONIC: nanoseconds since boot. */
  now(): number {
    if (this.options.clock === "virtual") return this.sched.insns * NS_PER_INSN + this.#idled;
    return this.host.monotonic() - this.#bootMonotonic;
  }

  /** The same for those who watch: a look at the clock that is no part of the run, and so is not recorded. */
  watch_now(): number {
    if (this.options.clock === "virtual") return this.now();
    const { host } = this;
    return (host.glance?.() ?? host.monotonic()) - this.#bootMonotonic;
  }

  /** As realtime(), for those who watch. */
  watch_realtime(): bigint {
    return this.#realtimeOffset + BigInt(Math.round(this.watch_now()));
  }

  /** CLOCK_REALTIME less CLOCK_MONOTONIC, ns. */
  get realtime_offset(): bigint {
    return this.#realtimeOffset;
  }

  /** CLOCK_REALTIME: nanoseconds since 1970. */
  realtime(): bigint {
    return this.#realtimeOffset + BigInt(Math.round(this.now()));
  }

  /**
   * The wall clock at its last tick (ktime_get_coarse_real_ts64), ns: file times, CLOCK_REALTIME_COARSE. Time of the running
   * turn's start, so that it costs no look at the host's clock.
   */
  coarse_realtime(): bigint {
    const at = this.sched.clock;
    if (at !== this.#coarseAt) {
      this.#coarseAt = at;
      const ns = this.#realtimeOffset + BigInt(Math.round(at));
      this.#coarse = ns - (ns % BigInt(TICK_NSEC));
    }
    return this.#coarse;
  }
  #coarseAt = -1;
  #coarse = 0n;

  /** clock_settime: the wall clock is now ns. */
  set_realtime(ns: bigint): void {
    this.#realtimeOffset += ns - this.realtime();
    this.#coarseAt = -1;
    for (const fn of this.clock_was_set) fn();
  }
  /** Timers on the wall clock are armed anew. */
  readonly clock_was_set = new Set<() => void>();

  /** Under the virtual clock, lets time pass while nobody runs. */
  idle_until(at: number): void {
    const now = this.now();
    if (at > now) this.#idled += at - now;
  }

  random(n: number): Uint8Array {
    const r = this.#random;
    if (!r) return this.host.random(n);
    return Uint8Array.from({ length: n }, () => r() >>> 24);
  }

  next_ns_inum(): number {
    return this.#inum++;
  }

  /** The namespace's cred of somebody who may do all: in-kernel actors. */
  root_cred(): cred {
    return this.init_task.cred;
  }

  /** Frames are getting short: nothing is brought in that nobody asked for. */
  get memory_low(): boolean {
    const phys = this.machine.phys;
    return phys.usedFrames > phys.totalFrames * 0.95;
  }

  /** Frees at least a few frames of clean cached file pages; false if there were none. */
  reclaim(_frames: number): boolean {
    return this.fs?.shrink_caches?.() ?? false;
  }

  path_noexec(f: file): boolean {
    return this.fs.path_noexec?.(f) ?? false;
  }

  printk(text: string): void {
    this.dmesg.push({ at: this.now(), text });
    if (this.dmesg.length > 2000) this.dmesg.shift();
  }
}
