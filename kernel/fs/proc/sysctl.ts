// /proc/sys outside net: a row a variable (kernel/sysctl.c, fs/*.c). /proc/sys/net is net/core/net_sysctl.ts's.
// Above: root.ts. Below: ../kernfs.ts, kernel.ts.

import type { Kernel } from "../../kernel.ts";
import { capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_SYS_ADMIN } from "../../uapi/linux/capability.ts";
import { kernfs_create_dir, kernfs_create_file, type kernfs_node } from "../kernfs.ts";

interface sysctl {
  readonly path: string;
  readonly mode: number;
  show(k: Kernel, t?: task_struct): string;
  store?(k: Kernel, text: string, t?: task_struct): number;
}

/** A whole number within [min, max], kept where get and set say. */
function int(
  path: string,
  get: (k: Kernel, t?: task_struct) => number,
  set?: (k: Kernel, n: number, t?: task_struct) => void,
  min = 0,
  max = 0x7fffffff,
): sysctl {
  return {
    path,
    mode: set ? 0o644 : 0o444,
    show: (k, t) => `${get(k, t)}\n`,
    store: set
      ? (k, text, t) => {
          const m = /^\s*(-?\d+)\s*$/.exec(text);
          if (!m) return -EINVAL;
          const n = Number(m[1]);
          if (n < min || n > max) return -EINVAL;
          set(k, n, t);
          return 0;
        }
      : undefined,
  };
}

const text = (path: string, show: sysctl["show"], store?: sysctl["store"]): sysctl => ({
  path,
  mode: store ? 0o644 : 0o444,
  show,
  store,
});

/** A value that nothing here depends on: it can be set and read back. */
function kept(path: string, start: string | number, mode = 0o644): sysctl {
  const values = new WeakMap<Kernel, string>();
  return {
    path,
    mode,
    show: (k) => `${values.get(k) ?? start}\n`,
    store: (k, s) => {
      values.set(k, s.trim());
      return 0;
    },
  };
}

const uts = (path: string, field: "sysname" | "release" | "version" | "nodename" | "domainname") => {
  const writable = field === "nodename" || field === "domainname";
  return text(
    path,
    (k, t) => `${(t?.nsproxy?.uts_ns ?? k.init_uts_ns).name[field]}\n`,
    writable
      ? (k, s, t) => {
          if (t && !capable(t, CAP_SYS_ADMIN)) return -EPERM;
          (t?.nsproxy?.uts_ns ?? k.init_uts_ns).name[field] = s.replace(/\n.*/s, "").slice(0, 64);
          return 0;
        }
      : undefined,
  );
};

type fs_int =
  | "protected_symlinks"
  | "protected_hardlinks"
  | "protected_fifos"
  | "protected_regular"
  | "file_max"
  | "nr_open";
const fsint = (name: fs_int, max = 0x7fffffff) =>
  int(
    `fs/${name.replace("_", "-").replace("protected-", "protected_").replace("nr-open", "nr_open")}`,
    (k) => k.fs.sysctl[name],
    (k, n) => {
      k.fs.sysctl[name] = n;
    },
    0,
    max,
  );

function uuid(b: Uint8Array): string {
  const h = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}\n`;
}
const boot_ids = new WeakMap<Kernel, string>();
function boot_id(k: Kernel): string {
  let id = boot_ids.get(k);
  if (!id) boot_ids.set(k, (id = uuid(k.random(16))));
  return id;
}

function open_files(k: Kernel): number {
  const seen = new Set<unknown>();
  for (const t of k.tasks.values()) for (const s of t.files?.slots() ?? []) seen.add(s.file);
  return seen.size;
}

const rows: readonly sysctl[] = [
  kept("abi/.keep", 0),
  text("fs/file-nr", (k) => `${open_files(k)}\t0\t${k.fs.sysctl.file_max}\n`),
  fsint("file_max"),
  fsint("nr_open"),
  text("fs/inode-nr", () => "1000\t0\n"),
  text("fs/inode-state", () => "1000\t0\t0\t0\t0\t0\t0\n"),
  text("fs/dentry-state", () => "1000\t500\t45\t0\t0\t0\n"),
  int(
    "fs/lease-break-time",
    (k) => k.sysctl.lease_break_time,
    (k, n) => void (k.sysctl.lease_break_time = n),
    0,
  ),
  kept("fs/leases-enable", 1),
  kept("fs/dir-notify-enable", 1),
  kept("fs/overflowuid", 65534),
  kept("fs/overflowgid", 65534),
  kept("fs/aio-max-nr", 65536),
  kept("fs/aio-nr", 0, 0o444),
  fsint("protected_symlinks", 1),
  fsint("protected_hardlinks", 1),
  fsint("protected_fifos", 2),
  fsint("protected_regular", 2),
  int(
    "fs/pipe-max-size",
    (k) => k.fs.sysctl.pipe_max_size,
    (k, n) => void (k.fs.sysctl.pipe_max_size = n),
    4096,
  ),
  ...(["hard", "soft"] as const).map((which) =>
    int(
      `fs/pipe-user-pages-${which}`,
      (k) => k.fs.sysctl[`pipe_user_pages_${which}`],
      (k, n) => void (k.fs.sysctl[`pipe_user_pages_${which}`] = n),
    ),
  ),
  kept("fs/mount-max", 100000),
  int(
    "fs/suid_dumpable",
    (k) => k.suid_dumpable,
    (k, n) => void (k.suid_dumpable = n),
    0,
    2,
  ),
  ...(["instances", "watches", "queued_events"] as const).map((w) => {
    const key = w === "queued_events" ? "inotify_max_queued_events" : (`inotify_max_user_${w}` as const);
    const name = w === "queued_events" ? "max_queued_events" : `max_user_${w}`;
    return int(
      `fs/inotify/${name}`,
      (k) => k.fs.sysctl[key],
      (k, n) => void (k.fs.sysctl[key] = n),
    );
  }),
  kept("fs/epoll/max_user_watches", 100000),
  uts("kernel/ostype", "sysname"),
  uts("kernel/osrelease", "release"),
  uts("kernel/version", "version"),
  uts("kernel/hostname", "nodename"),
  uts("kernel/domainname", "domainname"),
  int(
    "kernel/pid_max",
    (k) => k.pid_max,
    (k, n) => void (k.pid_max = n),
    301,
    4194304,
  ),
  int(
    "kernel/threads-max",
    (k) => k.sysctl.threads_max,
    (k, n) => void (k.sysctl.threads_max = n),
    20,
  ),
  text(
    "kernel/core_pattern",
    (k) => `${k.sysctl.core_pattern}\n`,
    (k, s) => {
      k.sysctl.core_pattern = s.replace(/\n.*/s, "").slice(0, 127);
      return 0;
    },
  ),
  int(
    "kernel/randomize_va_space",
    (k) => k.sysctl.randomize_va_space,
    (k, n) => void (k.sysctl.randomize_va_space = n),
    0,
    2,
  ),
  kept("kernel/core_uses_pid", 0),
  kept("kernel/core_pipe_limit", 0),
  kept("kernel/cap_last_cap", 40, 0o444),
  kept("kernel/ctrl-alt-del", 0),
  kept("kernel/dmesg_restrict", 0),
  kept("kernel/kptr_restrict", 0),
  kept("kernel/perf_event_paranoid", 2),
  kept("kernel/panic", 0),
  kept("kernel/panic_on_oops", 0),
  kept("kernel/printk", "7\t4\t1\t7"),
  kept("kernel/sysrq", 1),
  kept("kernel/tainted", 0),
  kept("kernel/ngroups_max", 65536, 0o444),
  kept("kernel/overflowuid", 65534),
  kept("kernel/overflowgid", 65534),
  kept("kernel/hotplug", ""),
  kept("kernel/modprobe", "/sbin/modprobe"),
  kept("kernel/modules_disabled", 0),
  kept("kernel/unprivileged_userns_clone", 1),
  kept("kernel/sched_rt_runtime_us", 950000),
  kept("kernel/sched_rt_period_us", 1000000),
  int(
    "kernel/sched_child_runs_first",
    (k) => k.sysctl.sched_child_runs_first,
    (k, n) => void (k.sysctl.sched_child_runs_first = n),
  ),
  kept("kernel/pty/max", 4096),
  kept("kernel/pty/reserve", 1024),
  kept("kernel/pty/nr", 0, 0o444),
  int(
    "kernel/ns_last_pid",
    (k, t) => (t?.pid_ns ?? k.init_pid_ns).last,
    (k, n, t) => void ((t?.pid_ns ?? k.init_pid_ns).last = n),
  ),
  kept(
    "kernel/seccomp/actions_avail",
    "kill_process kill_thread trap errno user_notif trace log allow",
    0o444,
  ),
  kept("kernel/yama/ptrace_scope", 0),
  text("kernel/random/boot_id", boot_id),
  text("kernel/random/uuid", (k) => uuid(k.random(16))),
  kept("kernel/random/entropy_avail", 256, 0o444),
  kept("kernel/random/poolsize", 256, 0o444),
  kept("kernel/random/write_wakeup_threshold", 256),
  kept("kernel/random/urandom_min_reseed_secs", 60),
  ...["user", "pid", "uts", "ipc", "net", "mnt", "cgroup", "time"].map((n) =>
    kept(`user/max_${n}_namespaces`, 16000),
  ),
  int(
    "vm/overcommit_memory",
    (k) => k.overcommit_memory,
    (k, n) => void (k.overcommit_memory = n),
    0,
    2,
  ),
  kept("vm/overcommit_ratio", 50),
  kept("vm/overcommit_kbytes", 0),
  kept("vm/max_map_count", 65530),
  kept("vm/mmap_min_addr", 4096),
  kept("vm/swappiness", 60),
  kept("vm/dirty_ratio", 20),
  kept("vm/dirty_background_ratio", 10),
  kept("vm/drop_caches", 0),
  kept("vm/legacy_va_layout", 0),
  kept("vm/min_free_kbytes", 1024),
  kept("vm/nr_hugepages", 0),
  kept("vm/oom_kill_allocating_task", 0),
  kept("vm/panic_on_oom", 0),
  kept("vm/page-cluster", 3),
  kept("vm/vfs_cache_pressure", 100),
  kept("vm/memfd_noexec", 0),
];

/** Builds the tree under /proc/sys. */
export function proc_sys_init(kernel: Kernel, root: kernfs_node): void {
  for (const r of rows) {
    let folder = root;
    const parts = r.path.split("/");
    const name = parts.pop()!;
    for (const p of parts) folder = folder.find(p) ?? kernfs_create_dir(folder, p, 0o555);
    if (name === ".keep") continue;
    const { store } = r;
    kernfs_create_file(folder, name, r.mode, {
      show: (t) => r.show(kernel, t),
      store: store && r.mode & 0o200 ? (s, t) => store(kernel, s, t) : undefined,
    });
  }
}
