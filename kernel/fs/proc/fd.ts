// /proc/PID/fd and fdinfo (fs/proc/fd.c).
// Above: base.ts. Below: inode.ts (mechanism), fdtable.ts.

import type { task_struct } from "../../task/task.ts";
import { ENOENT } from "../../uapi/asm/errno.ts";
import { O_ACCMODE, O_CLOEXEC, O_PATH, O_RDONLY, O_WRONLY } from "../../uapi/asm/fcntl.ts";
import { S_IFLNK } from "../../uapi/linux/stat.ts";
import { OFFSET_MAX } from "../locks.ts";
import { DIR, type pid_entry, REG } from "./inode.ts";

const open_fds = (task: task_struct): number[] => {
  const list: number[] = [];
  task.files?.fd.forEach((s, fd) => {
    if (s) list.push(fd);
  });
  return list;
};

const fd_of = (task: task_struct, name: string) =>
  /^(0|[1-9]\d*)$/.test(name) ? (task.files?.fget_raw(Number(name)) ?? null) : null;

function link(task: task_struct, fd: number): pid_entry {
  const f = task.files.fget_raw(fd)!;
  const access = f.f_flags & O_ACCMODE;
  const r = f.f_flags & O_PATH ? 0 : access === O_WRONLY ? 0 : 0o500;
  const w = f.f_flags & O_PATH ? 0 : access === O_RDONLY ? 0 : 0o300;
  return {
    name: String(fd),
    mode: S_IFLNK | r | w,
    guarded: true,
    target: (of) => of.files?.fget_raw(fd)?.f_path ?? -ENOENT,
  };
}

export const fd_entry: pid_entry = DIR("fd", 0o500, {
  guarded: true,
  entries: (task) => open_fds(task).map((fd) => link(task, fd)),
  find: (task, name) => (fd_of(task, name) ? link(task, Number(name)) : null),
});

function info(task: task_struct, fd: number): string | number {
  const slot = task.files?.slot(fd);
  if (!slot) return -ENOENT;
  const f = slot.file;
  const flags = (f.f_flags | (slot.cloexec ? O_CLOEXEC : 0)) >>> 0;
  let s = `pos:\t${f.f_pos}\nflags:\t0${flags.toString(8)}\nmnt_id:\t${f.f_path?.mnt.mnt_id ?? 0}\n`;
  if (task.kernel.release.atLeast("5.15")) s += `ino:\t${f.f_inode.i_ino}\n`;
  const ctx = f.f_inode.i_flctx;
  if (ctx) {
    let n = 1;
    for (const l of ctx.posix) {
      if (l.owner !== f && l.owner !== task.files) continue;
      const end = l.last === OFFSET_MAX ? "EOF" : String(l.last);
      s += `lock:\t${n++}: ${l.ofd ? "OFDLCK" : "POSIX "} ADVISORY  ${l.type === 2 ? "WRITE" : "READ "} ${l.pid} 00:00:${f.f_inode.i_ino} ${l.first} ${end}\n`;
    }
  }
  return s + (f.f_op.fdinfo?.(f) ?? "");
}

const infoFile = (fd: number): pid_entry =>
  REG(String(fd), 0o400, (task) => info(task, fd), { guarded: true });

export const fdinfo_entry: pid_entry = DIR("fdinfo", 0o500, {
  guarded: true,
  entries: (task) => open_fds(task).map(infoFile),
  find: (task, name) => (fd_of(task, name) ? infoFile(Number(name)) : null),
});
