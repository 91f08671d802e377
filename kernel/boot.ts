// Boots a system and spawns programs in it: what init/main.c and a first shell would do.
// Above: index.ts. Below: boot_options.ts, kernel.ts and everything that hangs off it.

import { switch_to } from "./arch/parisc/entry.ts";
import {
  BootError,
  type BootOptions,
  type SpawnError,
  type Spawned,
  type SpawnOptions,
} from "./boot_options.ts";
import { type Change, change } from "./debug/change.ts";
import { do_coredump } from "./exec/coredump.ts";
import { do_execveat } from "./exec/exec.ts";
import { symbol_at } from "./exec/symbols.ts";
import { files_struct } from "./fs/fdtable.ts";
import { GuestFiles, toldFiles } from "./fs/guest_files.ts";
import { HostPty } from "./fs/host_pty.ts";
import { ArchiveError, unpack_rootfs } from "./fs/initramfs.ts";
import { do_filp_open } from "./fs/open.ts";
import { open_stdio, open_terminal } from "./fs/stdio.ts";
import { console_resized } from "./fs/tty_console.ts";
import { vfs_init } from "./fs/vfs.ts";
import type { HostStream } from "./host.ts";
import { MiB, parseCaps, start_init } from "./init_task.ts";
import { ipc_init } from "./ipc/ipc_sysctl.ts";
import { Kernel } from "./kernel.ts";
import { NetStack } from "./net/core/net_namespace.ts";
import { host_wires_init } from "./net/drivers/host_wire.ts";
import { netCommand } from "./net/drivers/hotplug.ts";
import { pcap_capture } from "./net/drivers/pcap.ts";
import { NetSpecError, netSetupAll } from "./net/drivers/setup.ts";
import { tun_init } from "./net/drivers/tun.ts";
import { net_init } from "./net/init.ts";
import { net_protocols } from "./net/protocols.ts";
import { parseRelease, ReleaseError } from "./releases.ts";
import { direct, type Outside } from "./replay/entries.ts";
import { streamFacts } from "./replay/recorder.ts";
import { SyscallTable } from "./syscalls/index.ts";
import { count_process, init_cred } from "./task/cred.ts";
import { do_group_exit } from "./task/exit.ts";
import { nsproxy } from "./task/nsproxy.ts";
import { alloc_pid } from "./task/pid.ts";
import { kernel_siginfo, kill_pgrp, send_signal } from "./task/signal.ts";
import { PF_KTHREAD, SIGNAL_UNKILLABLE, sighand_struct, signal_struct, task_struct } from "./task/task.ts";
import { TASK_RUNNING } from "./task/wait.ts";
import { exit_itimers } from "./time/itimer.ts";
import { run_cpu_timers } from "./time/posix-cpu-timers.ts";
import { exit_posix_timers } from "./time/posix-timers.ts";
import { EACCES, EISDIR, ENOENT, ENOEXEC, ENOTDIR } from "./uapi/asm/errno.ts";
import { SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGWINCH } from "./uapi/asm/signal.ts";
import { AT_FDCWD } from "./uapi/linux/fcntl.ts";
import { errnoName } from "./uapi/names.ts";

/** Signals that a terminal sends to a whole process group. */
const FROM_TERMINAL = new Set([SIGINT, SIGQUIT, SIGTSTP, SIGHUP, SIGWINCH]);

export class System {
  #left = 0;
  #files: GuestFiles | null = null;
  readonly #terminals: HostPty[] = [];
  /** Whatever is done to the system from outside goes through here, to be recorded. */
  readonly #outside: Outside;

  constructor(
    readonly kernel: Kernel,
    readonly options: BootOptions,
    /** What strace has to say at the end (its counts). */
    readonly finishTrace: () => void = () => {},
  ) {
    this.#outside = options.record?.outside ?? direct;
  }

  /** Starts a program with the host's standard streams as descriptors 0, 1 and 2, in a session of its own. */
  spawn(path: string, argv: string[], envp: string[], options: SpawnOptions = {}): Spawned | SpawnError {
    const { terminal, ...rest } = options;
    const told = terminal ? { ...rest, terminal: this.#terminals.indexOf(terminal) } : rest;
    return this.#outside("spawn", [path, argv, envp, told], () => this.#spawn(path, argv, envp, options));
  }

  #spawn(path: string, argv: string[], envp: string[], options: SpawnOptions): Spawned | SpawnError {
    const { kernel } = this;
    const init = kernel.init_task;
    const pid = alloc_pid(kernel, kernel.init_pid_ns);
    if (typeof pid === "number") return { error: `${path}: no process number is free`, status: 126 };
    const t = new task_struct(kernel, pid, this.#cred(init));
    pid.task = t;
    t.real_parent = t.parent = init;
    init.children.add(t);
    t.exit_signal = SIGCHLD;
    t.nsproxy = init.nsproxy;
    t.nsproxy.count++;
    t.fs = init.fs.dup();
    t.files = new files_struct();
    t.sighand = new sighand_struct();
    t.signal = new signal_struct();
    t.signal.rlim = init.signal.rlim.map((r) => ({ ...r }));
    t.signal.pgrp = t.signal.session = pid;
    t.signal.leader = true;
    t.signal.threads.push(t);
    pid.pgrp.add(t);
    pid.session.add(t);
    t.start_time = kernel.now();
    kernel.tasks.set(t.pid, t);
    count_process(t, 1);
    if (options.cwd !== undefined) this.#chdir(t, options.cwd);
    if (options.terminal) open_terminal(t, options.terminal);
    else open_stdio(t, kernel.open_console);
    const failure = this.#exec(t, path, argv, envp);
    if (failure) {
      do_group_exit(t, 127 << 8);
      return failure;
    }
    this.#left++;
    const exit = new Promise<number>((resolve) => {
      kernel.on_reaped.set(t, (status) => {
        this.#left--;
        resolve(status);
      });
    });
    kernel.sched.enqueue(t);
    return { pid: t.pid, exit };
  }

  /** Makes a program the system's init, pid 1: the first of the paths that there is. The system ends with it. */
  spawnInit(paths: string[], argv: string[], envp: string[]): Spawned | SpawnError {
    return this.#outside("spawnInit", [paths, argv, envp], () => this.#spawnInit(paths, argv, envp));
  }

  #spawnInit(paths: string[], argv: string[], envp: string[]): Spawned | SpawnError {
    const { kernel } = this;
    const init = kernel.init_task;
    init.flags &= ~PF_KTHREAD;
    count_process(init, -1);
    init.cred = this.#cred(init);
    count_process(init, 1);
    init.signal.flags |= SIGNAL_UNKILLABLE;
    init.sighand = new sighand_struct();
    open_stdio(init, kernel.open_console);
    let failure: SpawnError | null = null;
    for (const path of paths) {
      failure = this.#exec(init, path, [path, ...argv], envp);
      if (!failure) break;
    }
    if (failure) return failure;
    this.#left++;
    const exit = new Promise<number>((resolve) => {
      kernel.on_reaped.set(init, (status) => {
        this.#left--;
        resolve(status);
      });
    });
    init.state = TASK_RUNNING;
    kernel.sched.enqueue(init);
    return { pid: init.pid, exit };
  }

  #cred(_init: task_struct) {
    const { uid = 0, gid = uid, caps } = this.options;
    const c = init_cred(this.kernel.init_user_ns, this.kernel.cap_full_set);
    c.uid = c.suid = c.euid = c.fsuid = uid;
    c.gid = c.sgid = c.egid = c.fsgid = gid;
    if (uid !== 0 && caps === undefined) c.cap_permitted = c.cap_effective = 0;
    if (caps !== undefined)
      c.cap_permitted = c.cap_effective = c.cap_inheritable = parseCaps(caps, c.cap_bset);
    if (caps !== undefined) c.cap_ambient = c.cap_permitted;
    if (caps !== undefined && uid === 0) c.cap_bset = c.cap_permitted;
    return c;
  }

  #chdir(t: task_struct, cwd: string): void {
    const dir = do_filp_open(t, AT_FDCWD, cwd, { flags: 0, mode: 0, resolve: 0 });
    // a folder that the guest does not have: it starts at the root
    if (typeof dir === "number" || "next" in dir) return;
    if (dir.f_path?.dentry.d_inode) t.fs.pwd = dir.f_path;
  }

  #exec(t: task_struct, path: string, argv: string[], envp: string[]): SpawnError | null {
    // exec writes the new program's registers into the processor
    switch_to(this.kernel, this.kernel.sched.current, t);
    this.kernel.sched.current = t;
    const diagnosis = { what: "" };
    const run = do_execveat(t, AT_FDCWD, path, argv, envp, 0, diagnosis);
    let step = run.next();
    // nothing that exec waits for (other threads) is there
    while (!step.done) step = run.next();
    const r = step.value;
    if (r >= 0 && !t.exit_state) return null;
    const name = diagnosis.what || path;
    switch (-r) {
      case ENOENT:
      case ENOTDIR:
        return diagnosis.what
          ? {
              error: `${path}: its interpreter ${name} is not there; give its folder with -L or --dir`,
              status: 127,
            }
          : { error: `${path}: no such file in the guest; name its folder with --dir`, status: 127 };
      case EACCES:
      case EISDIR:
        return { error: `${name}: not an executable file (a folder, or without permission)`, status: 126 };
      case ENOEXEC:
        return {
          error: `${path}: ${diagnosis.what || "not a program for Linux/parisc (32-bit big-endian PA-RISC ELF)"}`,
          status: 126,
        };
      default:
        return { error: `${path}: cannot be executed: ${errnoName(-r)}`, status: 126 };
    }
  }

  /** The position in the run (docs/decisions/0006-replay.md): grows by one with each instruction and each trap. */
  get moment(): number {
    return this.kernel.sched.moment;
  }

  /** Every spawned program has ended, or the system was halted. */
  get ended(): boolean {
    return this.#left === 0 || this.kernel.halted !== null;
  }

  /**
   * Runs until every spawned program has ended ("ended"), or is held before a moment or by sched.pause() ("stopped": to
   * be called again, it goes on as if nothing had been). A BootError says which limit was reached.
   */
  async run(options: { until?: number } = {}): Promise<"ended" | "stopped"> {
    const end = await this.kernel.sched.run(() => this.#left === 0, options.until);
    if (this.kernel.stopped) throw new BootError(this.kernel.stopped, 125);
    return end;
  }

  /** A signal from outside for a spawned program; those of a terminal go to its whole process group. */
  hostSignal(pid: number, sig: number): void {
    this.#outside("hostSignal", [pid, sig], () => {
      const t = this.kernel.tasks.get(pid);
      if (!t) return;
      if (FROM_TERMINAL.has(sig)) kill_pgrp(t.signal.pgrp, sig);
      else send_signal(sig, kernel_siginfo(sig), t, true);
    });
  }

  /** A pseudo terminal for programs, its other side being the stream; throws BootError when there are too many. */
  terminal(stream: HostStream): HostPty {
    const recorded = this.options.record?.stream(stream) ?? { number: this.#terminals.length + 3, stream };
    return this.#outside("terminal", [recorded.number, streamFacts(stream)], () => {
      const pty = HostPty.open(this.kernel.init_task, recorded.stream);
      if (typeof pty === "number") throw new BootError(`no terminal: ${errnoName(-pty)}`, 125);
      const index = this.#terminals.push(pty) - 1;
      pty.outside = (name, _args, call) => this.#outside(`terminal.${name}`, [index], call);
      return pty;
    });
  }

  /** The wall clock is set, ns since 1970: a repeated run goes on at another time. */
  setRealtime(ns: bigint): void {
    this.#outside("setRealtime", [ns], () => this.kernel.set_realtime(ns));
  }

  /** A debugger changes something; false where it cannot be. */
  change(what: Change): boolean {
    return this.#outside("change", [what], () => change(this.kernel, what));
  }

  /** Hardware changes: "plug nic,name=eth1", "unplug eth1", "link eth1 off". Throws BootError with a sentence. */
  hardware(command: string): void {
    this.#outside("hardware", [command], () => {
      try {
        netCommand(this.kernel, command);
      } catch (e) {
        throw e instanceof NetSpecError ? new BootError(e.message) : e;
      }
    });
  }

  /** The console's window has another size than before. */
  consoleResized(): void {
    this.#outside("consoleResized", [], () => console_resized(this.kernel));
  }

  /** Files as the user in front of the machine sees them. */
  get files(): GuestFiles {
    return (this.#files ??= toldFiles(new GuestFiles(this.kernel.init_task), this.#outside));
  }

  /** What was executed, for --stats. */
  statistics(): string {
    const { sched, machine, total_forks } = this.kernel;
    return [
      `instructions ${sched.insns}`,
      `switches ${sched.switches}`,
      `forks ${total_forks}`,
      `memory ${(machine.phys.usedFrames * 4096) / MiB} MiB`,
    ].join("\n");
  }
}

/** Whether the network may come up late: nobody has asked for more than lo, or watches from the start. */
const net_may_wait = ({ host, net, pcap, record, strace, watch, lateNet }: BootOptions): boolean =>
  lateNet === true &&
  !(record || strace || watch || net.length || pcap?.length || Object.keys(host.wires ?? {}).length);

/** Boots a system. Throws BootError when the options cannot be met. */
export async function boot(asked: BootOptions): Promise<System> {
  try {
    const options = asked.record?.attach(asked) ?? asked;
    const release = parseRelease(options.kernel ?? "5.1");
    const kernel = new Kernel(options.machine, options.host, release, options);
    kernel.syscall_table = new SyscallTable(release);
    if (options.report) kernel.report = new (await import("./trace/report.ts")).Report(symbol_at);
    kernel.run_cpu_timers = run_cpu_timers;
    kernel.exit_itimers = (t) => {
      exit_itimers(t.group_leader);
      exit_posix_timers(t.group_leader);
    };
    const init = start_init(kernel);
    const net_inum = kernel.next_ns_inum();
    vfs_init(kernel, { mounts: options.mounts, sysroot: options.sysroot });
    ipc_init(kernel);
    kernel.coredump = do_coredump;
    tun_init(kernel);
    const start_net = () => {
      kernel.net = new NetStack(kernel, net_inum);
      net_init(kernel, net_protocols);
    };
    const finish_net = () => {
      netSetupAll(kernel, options.net);
      host_wires_init(kernel);
    };
    const late = net_may_wait(options);
    if (late)
      kernel.start_net = () => {
        start_net();
        finish_net();
      };
    else start_net();
    let watched = () => {};
    if (options.strace || options.watch) {
      const { startWatching } = await import("./trace/watch.ts");
      const strace = options.strace ? { print: options.strace, options: options.straceOptions ?? {} } : null;
      watched = startWatching(kernel, strace, options.watch ?? null);
    }
    for (const { device, write } of options.pcap ?? []) pcap_capture(kernel.net, device, write);
    if (!late) finish_net();
    init.fs = kernel.fs.init_fs();
    init.nsproxy = new nsproxy(
      kernel.init_uts_ns,
      kernel.init_ipc_ns,
      kernel.fs.init_mnt_ns,
      kernel.init_pid_ns,
      () => kernel.init_net,
      kernel.init_time_ns,
    );
    if (options.rootfs) unpack_rootfs(init, options.rootfs);
    options.record?.begin(kernel);
    return new System(kernel, options, watched);
  } catch (e) {
    if (e instanceof ArchiveError) throw new BootError(e.message);
    if (e instanceof Error && e.name === "FilterError") throw new BootError(e.message);
    if (e instanceof ReleaseError || e instanceof NetSpecError) throw new BootError(e.message);
    throw e;
  }
}
