// The rows of /proc/PID and /proc/PID/task/TID (fs/proc/base.c).
// Above: root.ts. Below: inode.ts (mechanism), array.ts, task_mmu.ts, fd.ts.

import { ns_capable } from "../../task/cred.ts";
import type { pid } from "../../task/pid.ts";
import type { task_struct } from "../../task/task.ts";
import { EACCES, EINVAL, ENOENT, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_SETGID, CAP_SETUID, CAP_SYS_RESOURCE } from "../../uapi/linux/capability.ts";
import { S_IFREG } from "../../uapi/linux/stat.ts";
import type { file } from "../file.ts";
import { ns_inum, ns_kinds, ns_path } from "../nsfs.ts";
import { do_task_stat, proc_pid_limits, proc_pid_statm, proc_pid_status } from "./array.ts";
import { fd_entry, fdinfo_entry } from "./fd.ts";
import { DIR, LNK, type pid_entry, type proc_inode, REG } from "./inode.ts";
import { mountinfo, mounts, mountstats } from "./mounts.ts";
import { net_entry } from "./net.ts";
import {
  proc_mem_fops,
  proc_pid_auxv,
  proc_pid_cmdline,
  proc_pid_environ,
  proc_pid_maps,
  proc_pid_smaps,
} from "./task_mmu.ts";

const guarded = { guarded: true };

const exe = LNK("exe", (task) => task.mm?.exe_file?.f_path ?? -ENOENT);
const cwd = LNK("cwd", (task) => task.fs?.pwd ?? -ENOENT);
const root = LNK("root", (task) => task.fs?.root ?? -ENOENT);

const ns_dir = DIR("ns", 0o511, {
  entries: (task) =>
    ns_kinds
      .filter((k) => k.get(task))
      .map((k) => ({
        ...LNK(k.name, (of) => {
          const ns = k.get(of);
          return ns ? ns_path(of.kernel, k, ns) : -ENOENT;
        }),
        text: (of: task_struct) => {
          const ns = k.get(of);
          return ns ? `${k.name.replace(/_for_children$/, "")}:[${ns_inum(ns)}]` : -ENOENT;
        },
      })),
});

function comm_store(task: task_struct, text: string, t: task_struct): number {
  if (task.signal !== t.signal) return -EINVAL;
  task.comm = text.replace(/\n.*/s, "").slice(0, 15);
  return 0;
}

function oom_score_adj_store(task: task_struct, text: string, t: task_struct): number {
  const n = Number(text.trim());
  if (text.trim() === "" || !Number.isInteger(n) || n < -1000 || n > 1000) return -EINVAL;
  if (n < task.signal.oom_score_adj && !ns_capable(t, t.user_ns, CAP_SYS_RESOURCE)) return -EACCES;
  task.signal.oom_score_adj = n;
  return 0;
}

type extent = { first: number; lower_first: number; count: number };

function map_show(map: "uid_map" | "gid_map") {
  return (task: task_struct, t: task_struct): string => {
    const up = t.user_ns === task.user_ns ? (t.user_ns.parent ?? t.user_ns) : t.user_ns;
    const lower = (id: number) => (map === "uid_map" ? up.from_kuid(id) : up.from_kgid(id));
    const w = (n: number) => String(n).padStart(10);
    return (task.user_ns[map] as extent[])
      .map((e) => `${w(e.first)} ${w(lower(e.lower_first))} ${w(e.count)}\n`)
      .join("");
  };
}

/** Writing uid_map, gid_map: once, by somebody with the power over the parent's ids, or mapping only himself. */
function map_store(map: "uid_map" | "gid_map") {
  return (task: task_struct, text: string, t: task_struct): number => {
    const ns = task.user_ns;
    const parent = ns.parent;
    if (!parent || (t.user_ns !== ns && t.user_ns !== parent)) return -EPERM;
    if ((ns[map] as extent[]).length) return -EPERM;
    const extents: extent[] = [];
    for (const line of text.split("\n")) {
      if (line.trim() === "") continue;
      const m = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
      if (!m) return -EINVAL;
      const [first, lower, count] = m.slice(1).map(Number);
      if (count === 0 || first + count > 0xffffffff || lower + count > 0xffffffff) return -EINVAL;
      if (extents.some((e) => first < e.first + e.count && e.first < first + count)) return -EINVAL;
      extents.push({ first, lower_first: lower, count });
    }
    if (!extents.length || extents.length > 340) return -EINVAL;
    const cap = map === "uid_map" ? CAP_SETUID : CAP_SETGID;
    const own =
      extents.length === 1 &&
      extents[0].count === 1 &&
      (map === "uid_map"
        ? parent.make_kuid(extents[0].lower_first) === t.cred.euid && ns.owner === t.cred.euid
        : !ns.setgroups_allowed && parent.make_kgid(extents[0].lower_first) === t.cred.egid);
    if (!own && !(ns_capable(t, parent, cap) && ns_capable(t, ns, cap))) return -EPERM;
    for (const e of extents) {
      const k = map === "uid_map" ? parent.make_kuid(e.lower_first) : parent.make_kgid(e.lower_first);
      if (k === 0xffffffff) return -EPERM;
      e.lower_first = k;
    }
    (ns as unknown as Record<string, extent[]>)[map] = extents;
    return 0;
  };
}

function setgroups_store(task: task_struct, text: string): number {
  const word = text.trim();
  const ns = task.user_ns;
  if (word !== "allow" && word !== "deny") return -EINVAL;
  if (word === "allow") return ns.setgroups_allowed ? 0 : -EPERM;
  if (ns.gid_map.length) return -EPERM;
  ns.setgroups_allowed = false;
  return 0;
}

const io = (task: task_struct): string => {
  void task;
  return ["rchar", "wchar", "syscr", "syscw", "read_bytes", "write_bytes", "cancelled_write_bytes"]
    .map((k) => `${k}: 0\n`)
    .join("");
};

function sched(task: task_struct): string {
  const rule = "-".repeat(67);
  return `${task.comm} (${task.pid}, #threads: ${task.signal.threads.length})\n${rule}\nnr_switches                                  :  ${task.times.nvcsw + task.times.nivcsw}\n`;
}

/** What a thread and a process both have. */
const common: readonly pid_entry[] = [
  REG("auxv", 0o400, proc_pid_auxv, guarded),
  REG("cgroup", 0o444, () => "0::/\n"),
  REG("cmdline", 0o444, proc_pid_cmdline),
  REG("comm", 0o644, (task) => `${task.comm}\n`, { store: comm_store }),
  cwd,
  REG("environ", 0o400, proc_pid_environ, guarded),
  exe,
  fd_entry,
  fdinfo_entry,
  REG("gid_map", 0o644, map_show("gid_map"), { store: map_store("gid_map") }),
  REG("io", 0o400, io, guarded),
  REG("limits", 0o444, proc_pid_limits),
  REG("loginuid", 0o644, () => "4294967295", { store: () => 0 }),
  REG("maps", 0o444, proc_pid_maps, guarded),
  { name: "mem", mode: S_IFREG | 0o600, fops: proc_mem_fops },
  REG("mountinfo", 0o444, mountinfo),
  REG("mounts", 0o444, mounts),
  net_entry,
  ns_dir,
  REG("oom_adj", 0o644, (task) => `${Math.trunc((task.signal.oom_score_adj * 17) / 1000)}\n`, {
    store: (task, text, t) => oom_score_adj_store(task, String(Math.trunc((Number(text) * 1000) / 17)), t),
  }),
  REG("oom_score", 0o444, (task) => `${Math.max(0, task.signal.oom_score_adj)}\n`),
  REG("oom_score_adj", 0o644, (task) => `${task.signal.oom_score_adj}\n`, { store: oom_score_adj_store }),
  REG("pagemap", 0o400, () => "", guarded),
  REG("personality", 0o400, (task) => `${task.personality.toString(16).padStart(8, "0")}\n`, guarded),
  REG("projid_map", 0o644, () => "         0          0 4294967295\n"),
  root,
  REG("sched", 0o644, sched, { store: () => 0 }),
  REG("schedstat", 0o444, (task) => `${task.times.utime + task.times.stime} 0 ${task.times.nvcsw}\n`),
  REG("sessionid", 0o444, () => "4294967295"),
  REG("setgroups", 0o644, (task) => `${task.user_ns.setgroups_allowed ? "allow" : "deny"}\n`, {
    store: setgroups_store,
  }),
  REG("smaps", 0o444, proc_pid_smaps, guarded),
  REG("stack", 0o400, () => "", guarded),
  REG("status", 0o444, proc_pid_status),
  REG("statm", 0o444, proc_pid_statm),
  REG(
    "syscall",
    0o400,
    (task) => (task.state === 0 ? "running\n" : `${task.syscall_nr} 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0\n`),
    guarded,
  ),
  REG("uid_map", 0o644, map_show("uid_map"), { store: map_store("uid_map") }),
  REG("wchan", 0o444, () => "0"),
];

const children = REG("children", 0o444, (task, _t, ns) =>
  [...task.children]
    .filter((c) => c.is_group_leader)
    .map((c) => `${c.thread_pid.nr_ns(ns)} `)
    .join(""),
);

const tid_entries: readonly pid_entry[] = [
  ...common,
  children,
  REG("stat", 0o444, (task, t, ns) => do_task_stat(task, t, ns, false)),
];

const tid_dir = (thread: task_struct, name: string): pid_entry =>
  DIR(name, 0o555, { entries: () => tid_entries, task: thread });

const task_dir = DIR("task", 0o555, {
  entries: (task, _t, ns) => task.signal.threads.map((x) => tid_dir(x, String(x.thread_pid.nr_ns(ns)))),
  find: (task, name, ns) => {
    const thread = task.signal.threads.find((x) => String(x.thread_pid.nr_ns(ns)) === name);
    return thread ? tid_dir(thread, name) : null;
  },
});

const tgid_entries: readonly pid_entry[] = [
  ...common,
  REG("coredump_filter", 0o644, () => "00000033\n", { store: () => 0 }),
  REG("mountstats", 0o400, mountstats),
  REG("stat", 0o444, (task, t, ns) => do_task_stat(task, t, ns, true)),
  REG("autogroup", 0o644, () => "/autogroup-1 nice 0\n"),
  REG("timers", 0o444, () => ""),
  task_dir,
].sort((a, b) => (a.name < b.name ? -1 : 1));

const list_tgid = () => tgid_entries;
/** The directory of a process. */
export const tgid_dir = (name: string): pid_entry => DIR(name, 0o555, { entries: list_tgid });

/** The process whose directory in /proc is open as f; null: it is something else (tgid_pidfd_to_pid). */
export function tgid_pidfd_to_pid(f: file): pid | null {
  const of = f.f_inode.i_private as Partial<proc_inode> | null;
  return of?.task && of.entry?.entries === list_tgid ? of.task.thread_pid : null;
}
export { tid_dir };
