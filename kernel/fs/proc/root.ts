// /proc itself: processes by number, "self", and the files about the whole system (fs/proc/root.c and its many).
// Above: vfs.ts (mount). Below: base.ts (processes), ../kernfs.ts (the rest), sysctl.ts.

import type { Kernel } from "../../kernel.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOENT } from "../../uapi/asm/errno.ts";
import { PROC_SUPER_MAGIC } from "../../uapi/linux/magic.ts";
import { MS_RDONLY } from "../../uapi/linux/mount.ts";
import { dentry } from "../dcache.ts";
import type { file_operations } from "../file.ts";
import { DT_DIR, type file_system_type, inode, type inode_operations, super_block } from "../inode.ts";
import {
  kernfs_create_dir,
  kernfs_create_file,
  kernfs_create_link,
  kernfs_dops,
  kernfs_get_inode,
  kernfs_node,
  kernfs_set_view,
} from "../kernfs.ts";
import { locked_inodes, OFFSET_MAX } from "../locks.ts";
import { tgid_dir, tid_dir } from "./base.ts";
import { proc_dops, proc_pid_make_inode, proc_pid_ns } from "./inode.ts";
import { proc_sys_init } from "./sysctl.ts";
import { system_files } from "./system.ts";

/** The tree of /proc without the processes, built once a system. */
export function proc_root_init(kernel: Kernel, root: kernfs_node): void {
  for (const [name, show, mode] of system_files) {
    let folder = root;
    const parts = name.split("/");
    for (const p of parts.slice(0, -1)) folder = folder.find(p) ?? kernfs_create_dir(folder, p, 0o555);
    kernfs_create_file(folder, parts[parts.length - 1], mode ?? 0o444, { show: () => show(kernel) });
  }
  // who asks, as the mount's namespace counts; a process that cannot be seen there has no such link
  const link = (name: string, show: (tgid: number, pid: number) => string) => {
    kernfs_create_link(root, name, "").ops = {
      show(t, sb) {
        const ns = sb ? proc_pid_ns(sb) : kernel.init_pid_ns;
        const tgid = t?.group_leader.thread_pid.nr_ns(ns) ?? 0;
        return tgid ? show(tgid, t!.thread_pid.nr_ns(ns)) : -ENOENT;
      },
    };
  };
  link("self", (tgid) => String(tgid));
  link("thread-self", (tgid, pid) => `${tgid}/task/${pid}`);
  kernfs_create_link(root, "mounts", "self/mounts");
  kernfs_create_link(root, "net", "self/net");
  kernfs_create_file(root, "filesystems", 0o444, {
    show: () =>
      [...kernel.fs.types.values()].map((t) => `${t.requiresDev ? "" : "nodev"}\t${t.name}\n`).join(""),
  });
  kernfs_create_file(root, "locks", 0o444, { show: () => locks(kernel) });
  kernfs_create_file(root, "devices", 0o444, { show: () => devices(kernel) });
  kernfs_create_file(root, "sysrq-trigger", 0o200, { store: () => 0 });
  kernfs_create_dir(root, "fs", 0o555);
  kernfs_create_dir(root, "driver", 0o555);
  kernfs_create_dir(root, "bus", 0o555);
  kernfs_create_dir(root, "irq", 0o555);
  proc_sys_init(kernel, kernel.proc_sys_root);
}

function locks(kernel: Kernel): string {
  let n = 1;
  let s = "";
  for (const ino of locked_inodes(kernel)) {
    const ctx = ino.i_flctx;
    if (!ctx) continue;
    const where = `00:${(ino.i_sb.s_dev & 0xff).toString(16).padStart(2, "0")}:${ino.i_ino}`;
    for (const [f, type] of ctx.flock) {
      s += `${n++}: FLOCK  ADVISORY  ${type === 2 ? "WRITE" : "READ "} ${ctx.flock_pid.get(f) ?? 0} ${where} 0 EOF\n`;
    }
    for (const l of ctx.posix) {
      const end = l.last === OFFSET_MAX ? "EOF" : l.last;
      s += `${n++}: ${l.ofd ? "OFDLCK" : "POSIX "} ADVISORY  ${l.type === 2 ? "WRITE" : "READ "} ${l.pid} ${where} ${l.first} ${end}\n`;
    }
  }
  return s;
}

function devices(kernel: Kernel): string {
  const names: Record<number, string> = {
    1: "mem",
    4: "tty",
    5: "/dev/tty",
    10: "misc",
    128: "ptm",
    136: "pts",
  };
  const majors = [...new Set(kernel.fs.cdevs.map((c) => c.major))].sort((a, b) => a - b);
  return `Character devices:\n${majors.map((m) => `${String(m).padStart(3)} ${names[m] ?? "char"}\n`).join("")}\nBlock devices:\n`;
}

/** The task with a number, as the mount's pid namespace counts. */
function task_of(sb: super_block, name: string): task_struct | null {
  return /^[1-9]\d{0,9}$/.test(name) ? (proc_pid_ns(sb).find(Number(name))?.task ?? null) : null;
}

const root_node = (dir: inode) => dir.i_private as kernfs_node;

const root_iops: inode_operations = {
  lookup(dir, name, _t, parent) {
    const node = root_node(dir).find(name);
    if (node) return kernfs_get_inode(dir.i_sb, node);
    const task = task_of(dir.i_sb, name);
    if (!task) return -ENOENT;
    task.thread_pid.proc_names ??= new Map();
    task.thread_pid.proc_names.set(parent, name);
    // threads are there by number, too, though not listed
    return proc_pid_make_inode(dir.i_sb, task, task.is_group_leader ? tgid_dir(name) : tid_dir(task, name));
  },
  getattr(ino) {
    let n = 0;
    for (const t of ino.kernel.tasks.values()) if (t.is_group_leader) n++;
    ino.i_nlink = 2 + n + 8;
    return 0;
  },
};

/** The static names first, then the processes by number. */
const FIRST_PROCESS = 0x100000;

const root_fops: file_operations = {
  name: "proc root",
  llseek(_t, f, offset, whence) {
    if (whence > 1 || offset < 0) return -EINVAL;
    f.f_pos = whence === 1 ? f.f_pos + offset : offset;
    return f.f_pos;
  },
  iterate(f, emit) {
    const node = root_node(f.f_inode);
    if (f.f_pos === 0) {
      if (!emit(".", 1, DT_DIR, 1)) return 0;
      f.f_pos = 1;
    }
    if (f.f_pos === 1) {
      if (!emit("..", 1, DT_DIR, 2)) return 0;
      f.f_pos = 2;
    }
    if (f.f_pos < FIRST_PROCESS) {
      for (const child of node.list(null)) {
        const at = child.ino + 2;
        if (at < f.f_pos) continue;
        if (!emit(child.name, child.ino, child.mode >>> 12, at + 1)) return 0;
        f.f_pos = at + 1;
      }
      f.f_pos = FIRST_PROCESS;
    }
    const ns = proc_pid_ns(f.f_inode.i_sb);
    const pids: number[] = [];
    for (const [nr, p] of ns.idr) if (p.task?.is_group_leader) pids.push(nr);
    for (const nr of pids.sort((a, b) => a - b)) {
      if (FIRST_PROCESS + nr < f.f_pos) continue;
      if (!emit(String(nr), nr + 0x10000, DT_DIR, FIRST_PROCESS + nr + 1)) return 0;
      f.f_pos = FIRST_PROCESS + nr + 1;
    }
    return 0;
  },
};

const root_dops = {
  d_revalidate(d: dentry, t: task_struct): boolean {
    if (!d.d_inode) return false;
    return d.d_inode.i_private instanceof kernfs_node
      ? kernfs_dops.d_revalidate(d, t)
      : proc_dops.d_revalidate(d);
  },
};

export const proc_fs_type: file_system_type = {
  name: "proc",
  requiresDev: false,
  userMount: true,
  mount(kernel, t, _source, _data, flags) {
    const sb = new super_block(kernel, proc_fs_type, kernel.fs.get_anon_bdev());
    sb.s_magic = PROC_SUPER_MAGIC;
    sb.s_flags = flags & MS_RDONLY;
    sb.s_noexec = sb.s_nodev = true;
    sb.s_fs_info = t ? t.pid_ns : kernel.init_pid_ns;
    kernfs_set_view(sb, (reader) => reader?.nsproxy?.net_ns ?? null);
    const ino = new inode(sb, 0o40555, root_iops, 1);
    ino.i_fop = root_fops;
    ino.i_private = kernel.fs.proc_root;
    sb.s_root = new dentry(null, "", ino, sb);
    sb.s_root.d_op = root_dops;
    return sb;
  },
};
