// /proc/PID/status, stat, statm, limits: a process in numbers (fs/proc/array.c, base.c).
// Above: base.ts. Below: task/.

import { R_GR, R_IAOQ0, task_pt_regs } from "../../arch/parisc/pt_regs.ts";
import { cap_hi, cap_lo } from "../../task/cred.ts";
import type { pid_namespace } from "../../task/pid.ts";
import type { sigset_t } from "../../task/sigset.ts";
import type { task_struct } from "../../task/task.ts";
import { new_encode_dev } from "../inode.ts";
import { tty_device, tty_pgrp } from "../tty.ts";
import { ptrace_may_access } from "./inode.ts";

/** Clock ticks a second that programs count in. */
export const USER_HZ = 100;
export const nsec_to_clock_t = (ns: number) => Math.floor(ns / (1e9 / USER_HZ));

/** The state's letter and word, as ps shows. */
export function get_task_state(task: task_struct): string {
  if (task.exit_state & 32) return "Z (zombie)";
  if (task.exit_state & 16) return "X (dead)";
  if (task.state & 8) return "t (tracing stop)";
  if (task.state & 4) return "T (stopped)";
  if (task.state & 2) return "D (disk sleep)";
  if (task.state & 1) return "S (sleeping)";
  return "R (running)";
}

const hex64 = (s: sigset_t) =>
  (s.hi >>> 0).toString(16).padStart(8, "0") + (s.lo >>> 0).toString(16).padStart(8, "0");
const hexcap = (c: number) =>
  cap_hi(c).toString(16).padStart(8, "0") + cap_lo(c).toString(16).padStart(8, "0");

/** Ignored and caught signals as words. */
function sig_sets(task: task_struct): { ign: [number, number]; cgt: [number, number] } {
  const ign: [number, number] = [0, 0];
  const cgt: [number, number] = [0, 0];
  for (let sig = 1; sig <= 64; sig++) {
    const { sa_handler } = task.sighand.action[sig];
    const set = sa_handler === 1 ? ign : sa_handler === 0 ? null : cgt;
    if (set) set[sig <= 32 ? 0 : 1] |= 1 << ((sig - 1) & 31);
  }
  return { ign, cgt };
}
const hexpair = ([lo, hi]: [number, number]) =>
  (hi >>> 0).toString(16).padStart(8, "0") + (lo >>> 0).toString(16).padStart(8, "0");

/** The parent's number; the first process has none. */
const ppid = (task: task_struct, ns: pid_namespace): number =>
  task.real_parent && task.real_parent !== task ? task.real_parent.group_leader.thread_pid.nr_ns(ns) : 0;

const comm_escaped = (s: string) => s.replace(/\\/g, "\\\\").replace(/\n/g, "\\n");

export function proc_pid_status(task: task_struct, t: task_struct, ns: pid_namespace): string {
  const c = task.cred;
  const u = (id: number) => t.user_ns.from_kuid_munged(id);
  const g = (id: number) => t.user_ns.from_kgid_munged(id);
  const levels = task.thread_pid.numbers.slice(ns.level);
  const nums = (p: { nr_ns(n: typeof ns): number }) => levels.map((l) => `\t${p.nr_ns(l.ns)}`).join("");
  const tracer = task.ptrace ? task.parent.thread_pid.nr_ns(ns) : 0;
  const lines: string[] = [
    `Name:\t${comm_escaped(task.comm)}`,
    ...(task.fs ? [`Umask:\t0${task.fs.umask.toString(8).padStart(3, "0")}`] : []),
    `State:\t${get_task_state(task)}`,
    `Tgid:\t${task.group_leader.thread_pid.nr_ns(ns)}`,
    "Ngid:\t0",
    `Pid:\t${task.thread_pid.nr_ns(ns)}`,
    `PPid:\t${ppid(task, ns)}`,
    `TracerPid:\t${tracer}`,
    `Uid:\t${u(c.uid)}\t${u(c.euid)}\t${u(c.suid)}\t${u(c.fsuid)}`,
    `Gid:\t${g(c.gid)}\t${g(c.egid)}\t${g(c.sgid)}\t${g(c.fsgid)}`,
    `FDSize:\t${Math.max(64, 2 ** Math.ceil(Math.log2(task.files?.fd.length || 1)))}`,
    `Groups:\t${c.groups.map(g).join(" ")} `,
    `NStgid:${nums(task.group_leader.thread_pid)}`,
    `NSpid:${nums(task.thread_pid)}`,
    `NSpgid:${nums(task.signal.pgrp)}`,
    `NSsid:${nums(task.signal.session)}`,
  ];
  const { mm } = task;
  if (mm) {
    const kb = (label: string, pages: number) => `${label}:\t${String(pages * 4).padStart(8)} kB`;
    const text = Math.ceil((mm.end_code - mm.start_code) / 4096);
    lines.push(
      kb("VmPeak", mm.hiwater_vm),
      kb("VmSize", mm.total_vm),
      kb("VmLck", mm.locked_vm),
      kb("VmPin", 0),
      kb("VmHWM", mm.hiwater_rss),
      kb("VmRSS", mm.rss_anon + mm.rss_file),
      kb("RssAnon", mm.rss_anon),
      kb("RssFile", mm.rss_file),
      kb("RssShmem", 0),
      kb("VmData", mm.data_vm),
      kb("VmStk", mm.stack_vm),
      kb("VmExe", text),
      kb("VmLib", 0),
      kb("VmPTE", 4),
      kb("VmSwap", 0),
      "CoreDumping:\t0",
      "THP_enabled:\t0",
    );
  }
  const { ign, cgt } = sig_sets(task);
  const queued = task.pending.list.length + task.signal.shared_pending.list.length;
  const limit = task.signal.rlim[11]?.cur ?? 0xffffffff;
  lines.push(
    `Threads:\t${task.signal.threads.length}`,
    `SigQ:\t${queued}/${limit}`,
    `SigPnd:\t${hex64(task.pending.signal)}`,
    `ShdPnd:\t${hex64(task.signal.shared_pending.signal)}`,
    `SigBlk:\t${hex64(task.blocked)}`,
    `SigIgn:\t${hexpair(ign)}`,
    `SigCgt:\t${hexpair(cgt)}`,
    `CapInh:\t${hexcap(c.cap_inheritable)}`,
    `CapPrm:\t${hexcap(c.cap_permitted)}`,
    `CapEff:\t${hexcap(c.cap_effective)}`,
    `CapBnd:\t${hexcap(c.cap_bset)}`,
    `CapAmb:\t${hexcap(c.cap_ambient)}`,
    `NoNewPrivs:\t${task.no_new_privs ? 1 : 0}`,
    `Seccomp:\t${task.seccomp_mode}`,
    ...(t.kernel.release.atLeast("5.9") ? ["Seccomp_filters:\t0"] : []),
    "Speculation_Store_Bypass:\tnot vulnerable",
    ...(t.kernel.release.atLeast("5.15") ? ["SpeculationIndirectBranch:\tunknown"] : []),
    "Cpus_allowed:\t1",
    "Cpus_allowed_list:\t0",
    `voluntary_ctxt_switches:\t${task.times.nvcsw}`,
    `nonvoluntary_ctxt_switches:\t${task.times.nivcsw}`,
  );
  return `${lines.join("\n")}\n`;
}

export function do_task_stat(task: task_struct, t: task_struct, ns: pid_namespace, whole: boolean): string {
  const { mm, signal } = task;
  const permitted = ptrace_may_access(t, task);
  const times = { utime: 0, stime: 0, min_flt: 0, maj_flt: 0 };
  for (const x of whole ? [...signal.threads.map((th) => th.times), signal.dead] : [task.times]) {
    times.utime += x.utime;
    times.stime += x.stime;
    times.min_flt += x.min_flt;
    times.maj_flt += x.maj_flt;
  }
  const regs = permitted && mm ? task_pt_regs(task) : null;
  const [sp, pc] = regs ? [regs[R_GR + 30], regs[R_IAOQ0]] : [0, 0];
  const { ign, cgt } = sig_sets(task);
  const dev = tty_device(task);
  const fg = tty_pgrp(task);
  const rss = signal.rlim[5]?.cur ?? 0xffffffff;
  const children = signal.children;
  const shown = [
    task.thread_pid.nr_ns(ns),
    `(${task.comm})`,
    get_task_state(task)[0],
    ppid(task, ns),
    task.signal.pgrp?.nr_ns(ns) ?? 0,
    task.signal.session?.nr_ns(ns) ?? 0,
    dev ? new_encode_dev(dev) : 0,
    fg ? fg.nr_ns(ns) : -1,
    task.flags >>> 0,
    times.min_flt,
    children.min_flt,
    times.maj_flt,
    children.maj_flt,
    nsec_to_clock_t(times.utime),
    nsec_to_clock_t(times.stime),
    nsec_to_clock_t(children.utime),
    nsec_to_clock_t(children.stime),
    task.rt_priority ? -1 - task.rt_priority : 20 + task.static_nice,
    task.static_nice,
    signal.threads.length,
    0,
    nsec_to_clock_t(task.start_time),
    mm ? mm.total_vm * 4096 : 0,
    mm ? mm.rss_anon + mm.rss_file : 0,
    rss,
    mm ? (permitted ? mm.start_code : 1) : 0,
    mm ? (permitted ? mm.end_code : 1) : 0,
    mm && permitted ? mm.start_stack : 0,
    sp >>> 0,
    pc >>> 0,
    (task.pending.signal.lo & 0x7fffffff) >>> 0,
    (task.blocked.lo & 0x7fffffff) >>> 0,
    (ign[0] & 0x7fffffff) >>> 0,
    (cgt[0] & 0x7fffffff) >>> 0,
    0,
    0,
    0,
    task.exit_signal,
    0,
    task.rt_priority,
    task.policy,
    0,
    0,
    0,
    ...(mm && permitted
      ? [mm.start_data, mm.end_data, mm.start_brk, mm.arg_start, mm.arg_end, mm.env_start, mm.env_end]
      : [0, 0, 0, 0, 0, 0, 0]),
    permitted ? task.exit_code : 0,
  ];
  return `${shown.join(" ")}\n`;
}

export function proc_pid_statm(task: task_struct): string {
  const { mm } = task;
  if (!mm) return "0 0 0 0 0 0 0\n";
  const text = Math.ceil((mm.end_code - mm.start_code) / 4096);
  return `${mm.total_vm} ${mm.rss_anon + mm.rss_file} ${mm.rss_file} ${text} 0 ${mm.data_vm + mm.stack_vm} 0\n`;
}

/** Name and unit of each limit, in the order of its number. */
const LIMITS: readonly [string, string][] = [
  ["Max cpu time", "seconds"],
  ["Max file size", "bytes"],
  ["Max data size", "bytes"],
  ["Max stack size", "bytes"],
  ["Max core file size", "bytes"],
  ["Max resident set", "bytes"],
  ["Max processes", "processes"],
  ["Max open files", "files"],
  ["Max locked memory", "bytes"],
  ["Max address space", "bytes"],
  ["Max file locks", "locks"],
  ["Max pending signals", "signals"],
  ["Max msgqueue size", "bytes"],
  ["Max nice priority", ""],
  ["Max realtime priority", ""],
  ["Max realtime timeout", "us"],
];

export function proc_pid_limits(task: task_struct): string {
  let s = "Limit                     Soft Limit           Hard Limit           Units     \n";
  const shown = (n: number) => (n >= 0xffffffff ? "unlimited" : String(n)).padEnd(20);
  LIMITS.forEach(([name, unit], i) => {
    const r = task.signal.rlim[i] ?? { cur: 0xffffffff, max: 0xffffffff };
    s += `${name.padEnd(25)} ${shown(r.cur)} ${shown(r.max)} ${unit ? unit.padEnd(10) : ""}\n`;
  });
  return s;
}
