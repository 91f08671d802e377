// Core files (fs/coredump.c, fs/binfmt_elf.c elf_core_dump): what a program that dies of a signal leaves for a debugger.
// Above: boot.ts (kernel.coredump). Below: arch/parisc/ptrace.ts, mm/access.ts, fs/open.ts.

import { fp_regset, general_regset } from "../arch/parisc/ptrace.ts";
import { notify_change } from "../fs/attr.ts";
import { d_path } from "../fs/dcache.ts";
import type { file } from "../fs/file.ts";
import { S_ISREG } from "../fs/inode.ts";
import { do_filp_open } from "../fs/open.ts";
import { vfs_write } from "../fs/read_write.ts";
import { ptrace_read } from "../mm/access.ts";
import {
  PTE_ANON,
  VM_DONTDUMP,
  VM_EXEC,
  VM_IO,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
  type vm_area_struct,
} from "../mm/mm.ts";
import { bytesOf, iov_iter } from "../mm/uaccess.ts";
import { task_pgrp_vnr, task_pid_vnr, task_session_vnr, task_tgid_vnr } from "../task/pid.ts";
import { siginfo_bytes } from "../task/siginfo.ts";
import { PF_DUMPCORE, type siginfo, type task_struct } from "../task/task.ts";
import { O_CREAT, O_LARGEFILE, O_NOFOLLOW, O_RDWR } from "../uapi/asm/fcntl.ts";
import { RLIM_INFINITY, RLIMIT_CORE } from "../uapi/asm/resource.ts";
import {
  ET_CORE,
  NT_AUXV,
  NT_FILE,
  NT_PRFPREG,
  NT_PRPSINFO,
  NT_PRSTATUS,
  NT_SIGINFO,
  PT_LOAD,
  PT_NOTE,
} from "../uapi/linux/elf.ts";
import { AT_FDCWD } from "../uapi/linux/fcntl.ts";
import { EM_PARISC, is_elf } from "./elf.ts";

const PAGE = 4096;
const EHDR = 52;
const PHDR = 32;
/** CORE_MIN: a smaller limit means no core file. */
const MIN_CORE = PAGE;

/** What core_pattern makes of itself for t (format_corename); null: a pattern for a program to pipe to. */
function format_corename(t: task_struct, sig: number): string | null {
  const pattern = t.kernel.sysctl.core_pattern;
  if (pattern.startsWith("|")) return null;
  const values: Record<string, () => string | number> = {
    "%": () => "%",
    p: () => task_tgid_vnr(t, t),
    P: () => t.tgid,
    i: () => task_pid_vnr(t, t),
    I: () => t.pid,
    u: () => t.cred.uid,
    g: () => t.cred.gid,
    d: () => t.mm!.dumpable,
    s: () => sig,
    t: () => Number(t.kernel.realtime() / 1_000_000_000n),
    h: () => t.nsproxy.uts_ns.name.nodename.replaceAll("/", "!"),
    e: () => t.comm.replaceAll("/", "!"),
    f: () => exe_name(t).split("/").pop()!,
    E: () => exe_name(t).replaceAll("/", "!"),
    c: () => t.rlimit(RLIMIT_CORE),
  };
  return pattern.replace(/%(.?)/gs, (_m, c: string) => String(values[c]?.() ?? ""));
}

const exe_name = (t: task_struct): string => {
  const p = t.mm!.exe_file?.f_path;
  return p ? d_path(p, t.fs.root) : t.comm;
};

/** How many bytes of a mapping are dumped (vma_dump_size with the usual filter, 0x33). */
function vma_dump_size(vma: vm_area_struct): number {
  const all = vma.vm_end - vma.vm_start;
  const { vm_flags: flags, vm_mm: mm } = vma;
  if (flags & (VM_IO | VM_DONTDUMP)) return 0;
  if (flags & VM_SHARED) return !vma.vm_file || vma.vm_file.f_inode.i_nlink === 0 ? all : 0;
  if (!vma.vm_file) return all;
  let own = false;
  mm.for_each_pte(vma.vm_start / PAGE, vma.vm_end / PAGE, (_page, pte) => {
    if (pte & PTE_ANON) own = true;
  });
  if (own) return all;
  // the first page of a program or library tells a debugger which it was
  if (vma.vm_pgoff === 0 && flags & VM_READ) {
    const head = ptrace_read(mm, vma.vm_start, 4);
    if (head && is_elf(head)) return PAGE;
  }
  return 0;
}

const align4 = (n: number): number => (n + 3) & ~3;

function note(type: number, desc: Uint8Array, name = "CORE"): Uint8Array {
  const namesz = name.length + 1;
  const b = new Uint8Array(12 + align4(namesz) + align4(desc.length));
  const v = new DataView(b.buffer);
  v.setUint32(0, namesz);
  v.setUint32(4, desc.length);
  v.setUint32(8, type);
  b.set(bytesOf(name), 12);
  b.set(desc, 12 + align4(namesz));
  return b;
}

/** struct elf_prstatus. */
function prstatus(t: task_struct, sig: number): Uint8Array {
  const regs = general_regset(t);
  const b = new Uint8Array(72 + regs.length + 4);
  const v = new DataView(b.buffer);
  v.setInt32(0, sig);
  v.setInt16(12, sig);
  v.setUint32(16, t.pending.signal.lo >>> 0);
  v.setUint32(20, t.blocked.lo >>> 0);
  v.setInt32(24, task_pid_vnr(t, t));
  v.setInt32(28, task_tgid_vnr(t, t.real_parent));
  v.setInt32(32, task_pgrp_vnr(t, t));
  v.setInt32(36, task_session_vnr(t, t));
  const us = t.kernel.sched.utime_of(t) / 1000;
  v.setUint32(40, us / 1e6);
  v.setUint32(44, us % 1e6);
  b.set(regs, 72);
  v.setUint32(72 + regs.length, 1); // pr_fpvalid
  return b;
}

/** struct elf_prpsinfo. */
function prpsinfo(t: task_struct): Uint8Array {
  const b = new Uint8Array(128);
  const v = new DataView(b.buffer);
  b[1] = 0x52; // 'R'
  b[3] = t.static_nice;
  v.setUint32(4, t.flags);
  v.setUint32(8, t.cred.uid);
  v.setUint32(12, t.cred.gid);
  v.setInt32(16, task_tgid_vnr(t, t));
  v.setInt32(20, task_tgid_vnr(t, t.real_parent));
  v.setInt32(24, task_pgrp_vnr(t, t));
  v.setInt32(28, task_session_vnr(t, t));
  b.set(bytesOf(t.comm.slice(0, 15)), 32);
  const mm = t.mm!;
  const args = ptrace_read(mm, mm.arg_start, Math.min(mm.arg_end - mm.arg_start, 79));
  if (args)
    b.set(
      args.map((c) => c || 0x20),
      48,
    );
  return b;
}

/** NT_FILE: which files are mapped where. */
function files_note(t: task_struct): Uint8Array {
  const vmas = t.mm!.mmap.filter((v) => v.vm_file?.f_path);
  const names = vmas.map((v) => bytesOf(`${d_path(v.vm_file!.f_path!, t.fs.root)}\0`));
  const b = new Uint8Array(8 + 12 * vmas.length + names.reduce((n, s) => n + s.length, 0));
  const d = new DataView(b.buffer);
  d.setUint32(0, vmas.length);
  d.setUint32(4, PAGE);
  let at = 8 + 12 * vmas.length;
  vmas.forEach((v, i) => {
    d.setUint32(8 + 12 * i, v.vm_start);
    d.setUint32(12 + 12 * i, v.vm_end);
    d.setUint32(16 + 12 * i, v.vm_pgoff);
    b.set(names[i], at);
    at += names[i].length;
  });
  return b;
}

function notes(t: task_struct, info: siginfo): Uint8Array {
  const sig = info.si_signo;
  const others = t.signal.threads.filter((th) => th !== t && !th.exit_state);
  const parts = [
    note(NT_PRSTATUS, prstatus(t, sig)),
    note(NT_PRPSINFO, prpsinfo(t)),
    note(NT_SIGINFO, siginfo_bytes(info)),
    note(NT_AUXV, t.mm!.saved_auxv),
    note(NT_FILE, files_note(t)),
    note(NT_PRFPREG, fp_regset(t)),
    ...others.flatMap((th) => [note(NT_PRSTATUS, prstatus(th, sig)), note(NT_PRFPREG, fp_regset(th))]),
  ];
  const b = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    b.set(p, at);
    at += p.length;
  }
  return b;
}

/** Writes at pos as far as limit allows; false: the file ends here. */
function dump_emit(t: task_struct, f: file, pos: number, bytes: Uint8Array, limit: number): boolean {
  const n = Math.min(bytes.length, limit - pos);
  if (n <= 0) return false;
  return vfs_write(t, f, iov_iter.bytes(bytes.subarray(0, n)), pos) === n && n === bytes.length;
}

function elf_core_dump(t: task_struct, info: siginfo, f: file, limit: number): boolean {
  const mm = t.mm!;
  const segments = mm.mmap.map((vma) => ({ vma, size: vma_dump_size(vma) }));
  const n = notes(t, info);
  const head = new Uint8Array(EHDR + PHDR * (segments.length + 1));
  const v = new DataView(head.buffer);
  head.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1, 3]); // 32 bits, big-endian, Linux
  v.setUint16(16, ET_CORE);
  v.setUint16(18, EM_PARISC);
  v.setUint32(20, 1);
  v.setUint32(28, EHDR);
  v.setUint16(40, EHDR);
  v.setUint16(42, PHDR);
  v.setUint16(44, segments.length + 1);
  const phdr = (i: number, ...fields: number[]) =>
    fields.forEach((x, k) => {
      v.setUint32(EHDR + PHDR * i + 4 * k, x);
    });
  phdr(0, PT_NOTE, head.length, 0, 0, n.length, 0, 0, 4);
  const start = Math.ceil((head.length + n.length) / PAGE) * PAGE;
  let at = start;
  segments.forEach(({ vma, size }, i) => {
    const flags = vma.vm_flags;
    const p = (flags & VM_READ ? 4 : 0) | (flags & VM_WRITE ? 2 : 0) | (flags & VM_EXEC ? 1 : 0);
    phdr(i + 1, PT_LOAD, at, vma.vm_start, 0, size, vma.vm_end - vma.vm_start, p, PAGE);
    at += size;
  });
  if (!dump_emit(t, f, 0, head, limit) || !dump_emit(t, f, head.length, n, limit)) return false;
  let pos = start;
  for (const { vma, size } of segments) {
    // pages that were never touched are holes
    for (let a = 0; a < size; a += PAGE) {
      if (!vma.vm_mapping && !mm.pte((vma.vm_start + a) / PAGE)) continue;
      const page = ptrace_read(mm, vma.vm_start + a, PAGE);
      if (page && !dump_emit(t, f, pos + a, page, limit)) return true;
    }
    pos += size;
  }
  notify_change(t, f.f_path!.dentry, { size: Math.min(pos, limit), file: f, force: true });
  return true;
}

/** A program dies of a signal that dumps core: writes the file if limits and pattern allow; true if it did (do_coredump). */
export function do_coredump(t: task_struct, info: siginfo): boolean {
  const mm = t.mm;
  const limit = t.rlimit(RLIMIT_CORE);
  if (mm?.dumpable !== 1 || limit < MIN_CORE || t.flags & PF_DUMPCORE) return false;
  const name = format_corename(t, info.si_signo);
  if (!name) return false;
  t.flags |= PF_DUMPCORE;
  const f = do_filp_open(t, AT_FDCWD, name, {
    flags: O_CREAT | O_RDWR | O_NOFOLLOW | O_LARGEFILE,
    mode: 0o600,
    resolve: 0,
  });
  if (typeof f === "number" || "next" in f) return false;
  try {
    const ino = f.f_inode;
    if (ino.i_nlink !== 1 || !S_ISREG(ino.i_mode) || ino.i_uid !== t.cred.fsuid) return false;
    if (notify_change(t, f.f_path!.dentry, { size: 0, file: f }) !== 0) return false;
    return elf_core_dump(t, info, f, limit === RLIM_INFINITY ? Number.MAX_SAFE_INTEGER : limit);
  } finally {
    f.put();
  }
}
