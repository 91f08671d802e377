// The mechanism of /proc's dynamic part: a directory entry is a row (name, mode, what it shows) bound to a task. Inodes are
// made at look-up and forgotten with the task.
// Above: base.ts (the rows of /proc/PID), root.ts. Below: dcache.ts, inode.ts.

import type { iov_iter } from "../../mm/uaccess.ts";
import { cap_capable, ns_capable } from "../../task/cred.ts";
import type { pid_namespace } from "../../task/pid.ts";
import type { task_struct } from "../../task/task.ts";
import { EACCES, EFAULT, EINVAL, ENOENT, EPERM, ESRCH } from "../../uapi/asm/errno.ts";
import { CAP_SYS_PTRACE } from "../../uapi/linux/capability.ts";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../../uapi/linux/stat.ts";
import { generic_permission, simple_setattr } from "../attr.ts";
import { d_path, type dentry, type path } from "../dcache.ts";
import type { file_operations } from "../file.ts";
import { fs_umode_to_dtype, inode, type inode_operations, type super_block } from "../inode.ts";
import { dir_emit_dots } from "../libfs.ts";
import { generic_file_llseek, read_text } from "../read_write.ts";

/** A row: one name under /proc/PID (or a directory in it). task is whom it tells of, t who asks, ns how the mount counts. */
export interface pid_entry {
  readonly name: string;
  /** With the file type. */
  readonly mode: number;
  /** Text of a file, or -ERRNO. */
  show?(task: task_struct, t: task_struct, ns: pid_namespace): string | number;
  store?(task: task_struct, text: string, t: task_struct): number;
  /** Where a magic link leads (jumping), or -ERRNO. */
  target?(task: task_struct, t: task_struct): path | number;
  /** Text of a magic link that is not a path; and of plain links. */
  text?(task: task_struct, t: task_struct): string | number;
  /** Directories: the entries in it. */
  entries?(task: task_struct, t: task_struct, ns: pid_namespace): readonly pid_entry[];
  /** Directories with many names: one of them. Absent: found among entries(). */
  find?(task: task_struct, name: string, ns: pid_namespace): pid_entry | null;
  /** Files with operations of their own. */
  readonly fops?: file_operations;
  /** Only who may trace the task may use it. */
  readonly guarded?: boolean;
  /** Another task than the directory's (/proc/PID/task/TID). */
  task?: task_struct;
}

export interface proc_inode {
  task: task_struct;
  entry: pid_entry;
}
export const PROC_I = (ino: inode) => ino.i_private as proc_inode;

/** Whether t may look into the task as a debugger could (kernel/ptrace.c __ptrace_may_access). */
export function ptrace_may_access(t: task_struct, task: task_struct, fsuids = true): boolean {
  if (t.signal === task.signal) return true;
  const c = task.cred;
  const uid = fsuids ? t.cred.fsuid : t.cred.uid;
  const gid = fsuids ? t.cred.fsgid : t.cred.gid;
  const same =
    [c.euid, c.suid, c.uid].every((u) => u === uid) && [c.egid, c.sgid, c.gid].every((g) => g === gid);
  const capable = () => ns_capable(t, c.user_ns, CAP_SYS_PTRACE);
  if (!same && !capable()) return false;
  if (task.mm && task.mm.dumpable !== 1 && !ns_capable(t, task.mm.user_ns, CAP_SYS_PTRACE)) return false;
  return cap_capable(t.cred, c.user_ns, CAP_SYS_PTRACE) || same;
}

export const proc_pid_ns = (sb: super_block) => sb.s_fs_info as pid_namespace;

/** Whether the task is still there. */
const alive = (task: task_struct) => task.thread_pid.task === task;

const proc_dops = {
  d_revalidate(d: dentry): boolean {
    if (!d.d_inode) return false;
    const { task, entry } = PROC_I(d.d_inode);
    if (!alive(task)) return false;
    const parent = d.d_parent!.d_inode!;
    if (parent.i_private && "entry" in (parent.i_private as object)) {
      const { entry: dir } = PROC_I(parent);
      if (dir.find && !dir.find(PROC_I(parent).task, d.d_name, proc_pid_ns(d.d_inode.i_sb))) return false;
    }
    own(d.d_inode, task, entry);
    return true;
  },
};

export { proc_dops };

/** /proc/PID belongs to the process's effective ids, or to root when it cannot be dumped. */
function own(ino: inode, task: task_struct, entry: pid_entry): void {
  const open = entry.mode === (S_IFDIR | 0o555) || task.mm === null || task.mm.dumpable === 1;
  ino.i_uid = open ? task.cred.euid : 0;
  ino.i_gid = open ? task.cred.egid : 0;
}

/** An inode number that stays while the task lives. */
const number = (task: task_struct, name: string): number => {
  let h = task.pid;
  for (let i = 0; i < name.length; i++) h = (Math.imul(h, 31) + name.charCodeAt(i)) | 0;
  return ((h >>> 0) % 0x7fff0000) | 0x10000;
};

export function proc_pid_make_inode(sb: super_block, task: task_struct, entry: pid_entry): inode {
  const ino = new inode(sb, entry.mode, {}, number(task, entry.name));
  ino.i_private = { task: entry.task ?? task, entry } satisfies proc_inode;
  ino.i_size = 0;
  const type = entry.mode & 0o170000;
  if (type === S_IFDIR) {
    ino.i_op = proc_dir_iops;
    ino.i_fop = proc_dir_fops;
    ino.i_nlink = 2;
  } else if (type === S_IFLNK) {
    ino.i_op = proc_link_iops;
    ino.i_size = 64;
  } else {
    ino.i_op = proc_file_iops;
    ino.i_fop = entry.fops ?? proc_text_fops;
  }
  own(ino, task, entry);
  return ino;
}

const permission = (t: task_struct, ino: inode, mask: number): number => {
  const { task, entry } = PROC_I(ino);
  if (entry.guarded) {
    if (ptrace_may_access(t, task)) return 0;
    return (ino.i_mode & 0o170000) === S_IFDIR ? generic_permission(t, ino, mask) : -EACCES;
  }
  return generic_permission(t, ino, mask);
};

/** The row called name in a directory. */
export function find_entry(
  dir: pid_entry,
  task: task_struct,
  name: string,
  t: task_struct,
  ns: pid_namespace,
): pid_entry | null {
  if (dir.find) return dir.find(task, name, ns);
  return dir.entries?.(task, t, ns).find((e) => e.name === name) ?? null;
}

/** Modes of /proc/PID are the kernel's (fs/proc/base.c proc_setattr). */
const setattr: inode_operations["setattr"] = (t, d, attr) => {
  if (attr.mode !== undefined && !attr.force) return -EPERM;
  return simple_setattr(t, d, attr);
};

const proc_file_iops: inode_operations = { setattr, permission };

export const proc_dir_iops: inode_operations = {
  setattr: () => -EPERM,
  permission,
  lookup(dir, name, t) {
    const { task, entry } = PROC_I(dir);
    if (!alive(task)) return -ENOENT;
    const found = find_entry(entry, task, name, t, proc_pid_ns(dir.i_sb));
    return found ? proc_pid_make_inode(dir.i_sb, task, found) : -ENOENT;
  },
};

const proc_link_iops: inode_operations = {
  setattr: () => -EPERM,
  get_link(t, ino) {
    const { task, entry } = PROC_I(ino);
    if (entry.guarded && !ptrace_may_access(t, task)) return -EACCES;
    if (entry.target) {
      const p = entry.target(task, t);
      return typeof p === "number" ? p : { jump: p };
    }
    return entry.text!(task, t);
  },
  readlink(t, ino) {
    const { task, entry } = PROC_I(ino);
    if (entry.guarded && !ptrace_may_access(t, task)) return -EACCES;
    if (entry.text) return entry.text(task, t);
    const p = entry.target!(task, t);
    return typeof p === "number" ? p : d_path(p, t.fs.root);
  },
};

const proc_dir_fops: file_operations = {
  name: "proc directory",
  llseek: (t, f, offset, whence) => (whence > 1 ? -EINVAL : generic_file_llseek(t, f, offset, whence)),
  iterate(f, emit, t) {
    if (!dir_emit_dots(f, emit)) return 0;
    const { task, entry } = PROC_I(f.f_inode);
    if (!alive(task)) return -ENOENT;
    const entries = entry.entries?.(task, t, proc_pid_ns(f.f_inode.i_sb)) ?? [];
    for (let i = f.f_pos - 2; i < entries.length; i++) {
      const e = entries[i];
      const ino = number(e.task ?? task, e.name);
      if (!emit(e.name, ino, fs_umode_to_dtype(e.mode), i + 3)) return 0;
      f.f_pos = i + 3;
    }
    return 0;
  },
};

const proc_text_fops: file_operations = {
  name: "proc",
  read_iter(t, f, to, pos) {
    const { task, entry } = PROC_I(f.f_inode);
    let text = f.private_data as string | null;
    if (text === null || pos === 0) {
      if (!alive(task)) return -ESRCH;
      if (entry.guarded && !ptrace_may_access(t, task)) return -EACCES;
      if (!entry.show) return -EINVAL;
      const r = entry.show(task, t, proc_pid_ns(f.f_inode.i_sb));
      if (typeof r === "number") return r;
      f.private_data = text = r;
    }
    return read_text(text, to, pos);
  },
  write_iter(t, f, from) {
    const { task, entry } = PROC_I(f.f_inode);
    if (!alive(task)) return -ESRCH;
    const text = write_text(from);
    if (typeof text === "number") return text;
    if (!entry.store) return -EINVAL;
    const r = entry.store(task, text, t);
    return r < 0 ? r : text.length;
  },
  llseek: generic_file_llseek,
};

/** What a program writes to a small text file, or -EFAULT. */
export function write_text(from: iov_iter, max = 4096): string | number {
  const n = Math.min(from.count, max);
  const bytes = from.copy_from_iter(n);
  if (bytes.length < n) return -EFAULT;
  let text = "";
  for (const b of bytes) text += String.fromCharCode(b);
  return text;
}

/** Rows made short. */
export const REG = (
  name: string,
  perm: number,
  show: pid_entry["show"],
  more: Partial<pid_entry> = {},
): pid_entry => ({ name, mode: S_IFREG | perm, show, ...more });
export const DIR = (name: string, perm: number, more: Partial<pid_entry>): pid_entry => ({
  name,
  mode: S_IFDIR | perm,
  ...more,
});
export const LNK = (name: string, target: NonNullable<pid_entry["target"]>): pid_entry => ({
  name,
  mode: S_IFLNK | 0o777,
  target,
  guarded: true,
});
