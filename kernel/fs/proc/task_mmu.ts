// /proc/PID/maps, smaps, mem and what else tells of a process's memory (fs/proc/task_mmu.c, base.c).
// Above: base.ts. Below: mm/.

import {
  type mm_struct,
  VM_EXEC,
  VM_GROWSUP,
  VM_LOCKED,
  VM_MAYSHARE,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
  type vm_area_struct,
} from "../../mm/mm.ts";
import { readUser, writeUser } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import { EACCES, EFAULT, EINVAL, EIO } from "../../uapi/asm/errno.ts";
import { d_path } from "../dcache.ts";
import type { file_operations } from "../file.ts";
import { MAJOR, MINOR, new_decode_dev } from "../inode.ts";
import { PROC_I, ptrace_may_access } from "./inode.ts";

const hex = (n: number, width: number) => (n >>> 0).toString(16).padStart(width, "0");

/** What stands at the end of a maps line. */
function vma_name(mm: mm_struct, vma: vm_area_struct, t: task_struct): string {
  if (vma.vm_file?.f_path) return d_path(vma.vm_file.f_path, t.fs.root).replace(/\n/g, "\\012");
  if (vma.vm_ops?.name) return vma.vm_ops.name;
  if (vma.vm_mapping) return "/dev/zero (deleted)";
  if (vma.vm_start <= mm.brk && vma.vm_end >= mm.start_brk && mm.brk > mm.start_brk) return "[heap]";
  if (vma.vm_start <= mm.start_stack && vma.vm_end >= mm.start_stack) return "[stack]";
  return "";
}

function map_line(mm: mm_struct, vma: vm_area_struct, t: task_struct): string {
  const f = vma.vm_flags;
  const perms =
    (f & VM_READ ? "r" : "-") +
    (f & VM_WRITE ? "w" : "-") +
    (f & VM_EXEC ? "x" : "-") +
    (f & VM_MAYSHARE ? "s" : "p");
  let dev = 0;
  let ino = 0;
  let off = 0;
  if (vma.vm_file) {
    const i = vma.vm_file.f_inode;
    dev = i.i_dev >= 0 ? new_decode_dev(i.i_dev) : i.i_sb.s_dev;
    ino = i.i_ino;
    off = vma.vm_pgoff * 4096;
  }
  const end = vma.vm_end > 0xffffffff ? "100000000" : hex(vma.vm_end, 8);
  const head = `${hex(vma.vm_start, 8)}-${end} ${perms} ${hex(off, 8)} ${hex(MAJOR(dev), 2)}:${hex(MINOR(dev), 2)} ${ino} `;
  const name = vma_name(mm, vma, t);
  return `${name ? head.padEnd(73) : head}${name}\n`;
}

export function proc_pid_maps(task: task_struct, t: task_struct): string {
  const { mm } = task;
  return mm ? mm.mmap.map((vma) => map_line(mm, vma, t)).join("") : "";
}

export function proc_pid_smaps(task: task_struct, t: task_struct): string {
  const { mm } = task;
  if (!mm) return "";
  let s = "";
  for (const vma of mm.mmap) {
    let rss = 0;
    mm.for_each_pte(vma.vm_start / 4096, vma.vm_end / 4096, () => rss++);
    const kb = (label: string, n: number) => `${`${label}:`.padEnd(16)}${String(n).padStart(8)} kB\n`;
    const anon = vma.vm_file ? 0 : rss * 4;
    const isPrivate = !(vma.vm_flags & VM_SHARED);
    s += map_line(mm, vma, t);
    s += kb("Size", vma.pages * 4) + kb("KernelPageSize", 4) + kb("MMUPageSize", 4) + kb("Rss", rss * 4);
    s += kb("Pss", rss * 4);
    s += kb("Shared_Clean", 0) + kb("Shared_Dirty", isPrivate ? 0 : rss * 4);
    s +=
      kb("Private_Clean", isPrivate && vma.vm_file ? rss * 4 : 0) + kb("Private_Dirty", isPrivate ? anon : 0);
    s += kb("Referenced", rss * 4) + kb("Anonymous", anon) + kb("LazyFree", 0) + kb("AnonHugePages", 0);
    s +=
      kb("ShmemPmdMapped", 0) + kb("FilePmdMapped", 0) + kb("Shared_Hugetlb", 0) + kb("Private_Hugetlb", 0);
    s += kb("Swap", 0) + kb("SwapPss", 0) + kb("Locked", vma.vm_flags & VM_LOCKED ? rss * 4 : 0);
    const flags = [
      [VM_READ, "rd"],
      [VM_WRITE, "wr"],
      [VM_EXEC, "ex"],
      [VM_SHARED, "sh"],
      [0x10, "mr"],
      [0x20, "mw"],
      [0x40, "me"],
      [0x80, "ms"],
      [VM_GROWSUP, "gu"],
      [VM_LOCKED, "lo"],
    ] as const;
    s += `VmFlags: ${flags
      .filter(([bit]) => vma.vm_flags & bit)
      .map(([, name]) => `${name} `)
      .join("")}\n`;
  }
  return s;
}

/** n bytes of the process's memory as a binary string; as many as can be read. */
export function read_memory(task: task_struct, addr: number, n: number): string {
  if (!task.mm || n <= 0) return "";
  const b = new Uint8Array(n);
  const got = readUser(task.mm, addr, b);
  let s = "";
  for (let i = 0; i < got; i++) s += String.fromCharCode(b[i]);
  return s;
}

/** Arguments as the process has them now (fs/proc/base.c get_mm_cmdline): setproctitle overwrites them. */
export function proc_pid_cmdline(task: task_struct): string {
  const { mm } = task;
  if (!mm || mm.arg_end <= mm.arg_start) return "";
  const args = read_memory(task, mm.arg_start, mm.arg_end - mm.arg_start);
  if (args.endsWith("\0") || args === "") return args;
  // the last NUL was overwritten: the title goes on into the environment, up to a NUL
  const more = args + read_memory(task, mm.env_start, Math.min(mm.env_end - mm.env_start, 4096));
  const end = more.indexOf("\0");
  return end < 0 ? more : more.slice(0, end);
}

export function proc_pid_environ(task: task_struct): string {
  const { mm } = task;
  return mm ? read_memory(task, mm.env_start, mm.env_end - mm.env_start) : "";
}

export function proc_pid_auxv(task: task_struct): string {
  return String.fromCharCode(...(task.mm?.saved_auxv ?? []));
}

/** /proc/PID/mem: the process's memory by address. */
export const proc_mem_fops: file_operations = {
  name: "mem",
  open(t, f) {
    const { task } = PROC_I(f.f_inode);
    if (!ptrace_may_access(t, task)) return -EACCES;
    f.private_data = task.mm;
    return 0;
  },
  read_iter(_t, f, to, pos) {
    const mm = f.private_data as mm_struct | null;
    if (!mm || to.count === 0) return 0;
    let done = 0;
    while (to.count > 0 && pos + done <= 0xffffffff) {
      const b = new Uint8Array(Math.min(to.count, 0x10000));
      const got = readUser(mm, pos + done, b);
      if (got === 0) break;
      const n = to.copy_to_iter(b.subarray(0, got));
      done += n;
      if (n < got) return done || -EFAULT;
      if (got < b.length) break;
    }
    return done || -EIO;
  },
  write_iter(_t, f, from, pos) {
    const mm = f.private_data as mm_struct | null;
    if (!mm || from.count === 0) return 0;
    let done = 0;
    while (from.count > 0 && pos + done <= 0xffffffff) {
      const b = from.copy_from_iter(Math.min(from.count, 0x10000));
      if (b.length === 0) return done || -EFAULT;
      const n = writeUser(mm, pos + done, b);
      done += n;
      if (n < b.length) break;
    }
    return done || -EIO;
  },
  llseek(_t, f, offset, whence) {
    if (whence > 1) return -EINVAL;
    f.f_pos = whence === 1 ? f.f_pos + offset : offset;
    return f.f_pos;
  },
};
