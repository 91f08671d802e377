// Memory calls (mm/mmap.c, mprotect.c, mremap.c, madvise.c, mlock.c, msync.c, mincore.c).
// Above: index.ts. Below: mm/mmap.ts, mm/mremap.ts.

import { do_madvise } from "../mm/madvise.ts";
import { VM_LOCKED, VM_LOCKONFAULT, VM_SHARED } from "../mm/mm.ts";
import {
  can_do_mlock,
  do_brk,
  do_mmap,
  do_mprotect,
  do_munmap,
  mlock_future_over,
  page_align,
  populate,
} from "../mm/mmap.ts";
import { do_mremap } from "../mm/mremap.ts";
import { copy_from_user, copy_to_user, readUser, TASK_SIZE, writeUser } from "../mm/uaccess.ts";
import { ptrace_may_access } from "../task/access.ts";
import { capable } from "../task/cred.ts";
import { find_task_by_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import {
  FD,
  HEX,
  IOVEC,
  MADVICE,
  MLOCKALL_FLAGS,
  MMAP_FLAGS,
  MMAP_PROT,
  MREMAP_FLAGS,
  MSYNC_FLAGS,
  PID,
  PTR,
  SIZE,
  UINT,
} from "../trace/kinds.ts";
import { EBADF, EBUSY, EFAULT, EINVAL, EIO, ENOMEM, ENOSPC, EPERM, ESRCH } from "../uapi/asm/errno.ts";
import {
  MAP_ANONYMOUS,
  MCL_CURRENT,
  MCL_FUTURE,
  MCL_ONFAULT,
  MLOCK_ONFAULT,
  MS_ASYNC,
  MS_INVALIDATE,
  MS_SYNC,
  PROT_EXEC,
  PROT_GROWSDOWN,
  PROT_GROWSUP,
  PROT_READ,
  PROT_SEM,
  PROT_WRITE,
} from "../uapi/asm/mman.ts";
import { RLIM_INFINITY, RLIMIT_MEMLOCK } from "../uapi/asm/resource.ts";
import { CAP_IPC_LOCK } from "../uapi/linux/capability.ts";
import { READ_IMPLIES_EXEC } from "../uapi/linux/personality.ts";
import { family, missing, row } from "./table.ts";

const PAGE = 4096;

/** mmap2's offset is in units of 4096 bytes. */
export function sys_mmap2(
  t: task_struct,
  addr: number,
  len: number,
  prot: number,
  flags: number,
  fd: number,
  pgoff: number,
): number {
  const f = flags & MAP_ANONYMOUS ? null : t.files.fget(fd);
  if (f === null && !(flags & MAP_ANONYMOUS)) return -EBADF;
  if (t.personality & READ_IMPLIES_EXEC && prot & PROT_READ && !(f && t.kernel.path_noexec(f)))
    prot |= PROT_EXEC;
  return do_mmap(t, { addr, len, prot, flags, f, pgoff });
}

export function sys_mmap(
  t: task_struct,
  addr: number,
  len: number,
  prot: number,
  flags: number,
  fd: number,
  offset: number,
): number {
  return offset % PAGE ? -EINVAL : sys_mmap2(t, addr, len, prot, flags, fd, offset / PAGE);
}

export function sys_munmap(t: task_struct, addr: number, len: number): number {
  if (len === 0) return -EINVAL;
  return do_munmap(t.mm!, addr, len);
}

export function sys_brk(t: task_struct, brk: number): number {
  return do_brk(t, brk);
}

export function sys_mprotect(t: task_struct, start: number, len: number, prot: number): number {
  const grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
  prot &= ~(PROT_GROWSDOWN | PROT_GROWSUP);
  if (grows === (PROT_GROWSDOWN | PROT_GROWSUP)) return -EINVAL;
  if (start % PAGE) return -EINVAL;
  if (len === 0) return 0;
  len = page_align(len);
  if (len > 0xffffffff || start + len <= start || start + len > 0x100000000) return -ENOMEM;
  if (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM)) return -EINVAL;
  if (t.personality & READ_IMPLIES_EXEC && prot & PROT_READ) prot |= PROT_EXEC;
  if (grows & PROT_GROWSUP) {
    const vma = t.mm!.find_vma(start);
    if (!vma || vma.vm_start > start) return -ENOMEM;
    if (!(vma.vm_flags & 0x1000000)) return -EINVAL;
    len = vma.vm_end - start;
  } else if (grows) {
    return t.mm!.vma_lookup(start) ? -EINVAL : -ENOMEM;
  }
  return do_mprotect(t, start, len, prot);
}

export function sys_mremap(
  t: task_struct,
  addr: number,
  old: number,
  len: number,
  flags: number,
  to: number,
): number {
  return do_mremap(t, addr, old, len, flags, to);
}

export function sys_msync(t: task_struct, start: number, len: number, flags: number): number {
  if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) return -EINVAL;
  if (start % PAGE) return -EINVAL;
  if (flags & MS_ASYNC && flags & MS_SYNC) return -EINVAL;
  const end = start + page_align(len);
  if (end > 0x100000000) return -ENOMEM;
  let error = 0;
  for (let at = start; at < end; ) {
    const vma = t.mm!.find_vma(at);
    if (!vma) return -ENOMEM;
    if (vma.vm_start > at) {
      if (flags === MS_ASYNC) {
        at = vma.vm_start;
        error = -ENOMEM;
        continue;
      }
      error = -ENOMEM;
      at = vma.vm_start;
      if (at >= end) break;
    }
    if (flags & MS_INVALIDATE && vma.vm_flags & VM_LOCKED) return -EBUSY;
    const upto = Math.min(end, vma.vm_end);
    if (flags & MS_SYNC && vma.vm_mapping && vma.vm_flags & VM_SHARED) {
      const r = vma.vm_mapping.writeback(vma.linear_page_index(at), vma.linear_page_index(upto - 1));
      if (r < 0) return -EIO;
    }
    at = upto;
  }
  return error;
}

export function sys_madvise(t: task_struct, start: number, len: number, advice: number): number {
  return do_madvise(t, t.mm!, start, len, advice);
}

export function sys_mincore(t: task_struct, start: number, len: number, vec: number): number {
  if (start % PAGE) return -EINVAL;
  if (start > TASK_SIZE || len > TASK_SIZE - start) return -ENOMEM;
  const pages = Math.ceil(len / PAGE);
  const out = new Uint8Array(pages);
  const mm = t.mm!;
  for (let i = 0; i < pages; i++) {
    const addr = start + i * PAGE;
    const vma = mm.vma_lookup(addr);
    if (!vma) {
      if (i > 0) copy_to_user(t, vec, out.subarray(0, i));
      return -ENOMEM;
    }
    const held = vma.vm_mapping?.find_page(vma.linear_page_index(addr)) ?? 0;
    out[i] = mm.pte(addr / PAGE) || held ? 1 : 0;
  }
  copy_to_user(t, vec, out);
  return 0;
}

/** Sets or clears VM_LOCKED on [start, end) (apply_vma_lock_flags). */
function apply_lock(t: task_struct, start: number, end: number, flags: number): number {
  const mm = t.mm!;
  let vma = mm.find_vma(start);
  if (!vma || vma.vm_start > start) return -ENOMEM;
  for (let at = start; at < end; ) {
    if (!vma || vma.vm_start > at) return -ENOMEM;
    if (vma.vm_start < at) vma = mm.split_vma(vma, at);
    if (vma.vm_end > end) mm.split_vma(vma, end);
    mm.account(vma, -vma.pages);
    vma.vm_flags = (vma.vm_flags & ~(VM_LOCKED | VM_LOCKONFAULT)) | flags;
    mm.account(vma, vma.pages);
    at = vma.vm_end;
    vma = mm.find_vma(at);
  }
  mm.merge_around(start, end);
  return 0;
}

function do_mlock(t: task_struct, start: number, len: number, flags: number): number {
  if (!can_do_mlock(t)) return -EPERM;
  len = page_align(len + (start % PAGE));
  start -= start % PAGE;
  if (start + len > 0x100000000) return -EINVAL;
  if (len === 0) return 0;
  const mm = t.mm!;
  const limit = t.rlimit(RLIMIT_MEMLOCK);
  let already = 0;
  for (const vma of mm.mmap) {
    if (vma.vm_flags & VM_LOCKED)
      already += Math.max(0, Math.min(vma.vm_end, start + len) - Math.max(vma.vm_start, start));
  }
  const locked = mm.locked_vm * PAGE + len - already;
  if (limit !== RLIM_INFINITY && locked > limit && !capable(t, CAP_IPC_LOCK)) return -ENOMEM;
  const r = apply_lock(t, start, start + len, flags);
  if (r < 0) return r;
  if (!(flags & VM_LOCKONFAULT) && populate(mm, start, start + len) < 0) return -ENOMEM;
  return 0;
}

export const sys_mlock = (t: task_struct, start: number, len: number): number =>
  do_mlock(t, start, len, VM_LOCKED);

export function sys_mlock2(t: task_struct, start: number, len: number, flags: number): number {
  if (flags & ~MLOCK_ONFAULT) return -EINVAL;
  return do_mlock(t, start, len, VM_LOCKED | (flags & MLOCK_ONFAULT ? VM_LOCKONFAULT : 0));
}

export function sys_munlock(t: task_struct, start: number, len: number): number {
  len = page_align(len + (start % PAGE));
  start -= start % PAGE;
  if (start + len > 0x100000000) return -EINVAL;
  return len === 0 ? 0 : apply_lock(t, start, start + len, 0);
}

function lock_all(t: task_struct, flags: number): void {
  const mm = t.mm!;
  for (const vma of mm.mmap) {
    mm.account(vma, -vma.pages);
    vma.vm_flags = (vma.vm_flags & ~(VM_LOCKED | VM_LOCKONFAULT)) | flags;
    mm.account(vma, vma.pages);
  }
}

export function sys_mlockall(t: task_struct, flags: number): number {
  if (!flags || flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || flags === MCL_ONFAULT) return -EINVAL;
  if (!can_do_mlock(t)) return -EPERM;
  const mm = t.mm!;
  if (flags & MCL_CURRENT && mlock_future_over(t, mm, (mm.total_vm - mm.locked_vm) * PAGE)) return -ENOMEM;
  const bits = VM_LOCKED | (flags & MCL_ONFAULT ? VM_LOCKONFAULT : 0);
  mm.def_flags = flags & MCL_FUTURE ? bits : 0;
  if (flags & MCL_CURRENT) {
    lock_all(t, bits);
    if (!(flags & MCL_ONFAULT)) for (const vma of [...mm.mmap]) populate(mm, vma.vm_start, vma.vm_end);
  }
  return 0;
}

export function sys_munlockall(t: task_struct): number {
  t.mm!.def_flags = 0;
  lock_all(t, 0);
  return 0;
}

/** process_vm_readv and writev: from or to another task's memory. */
function process_vm_rw(
  t: task_struct,
  pid: number,
  lvec: number,
  liovcnt: number,
  rvec: number,
  riovcnt: number,
  flags: number,
  write: boolean,
): number {
  if (flags !== 0) return -EINVAL;
  if (liovcnt > 1024 || riovcnt > 1024) return -EINVAL;
  const read_vec = (at: number, n: number): { base: number; len: number }[] => {
    const v = new DataView(copy_from_user(t, at, n * 8).buffer);
    return Array.from({ length: n }, (_, i) => ({ base: v.getUint32(i * 8), len: v.getUint32(i * 8 + 4) }));
  };
  const local = read_vec(lvec, liovcnt);
  const remote = read_vec(rvec, riovcnt);
  if ([...local, ...remote].some((s) => s.len > 0x7fffffff)) return -EINVAL;
  if (!local.some((s) => s.len > 0) || !remote.some((s) => s.len > 0)) return 0;
  const other = find_task_by_vpid(t, pid);
  if (!other) return -ESRCH;
  if (!ptrace_may_access(t, other)) return -EPERM;
  if (!other.mm) return -ESRCH;
  let done = 0;
  let [li, lo] = [0, 0];
  for (const r of remote) {
    for (let ro = 0; ro < r.len; ) {
      while (li < local.length && lo >= local[li].len) {
        li++;
        lo = 0;
      }
      if (li >= local.length) return done;
      const n = Math.min(r.len - ro, local[li].len - lo, 0x10000);
      const b = new Uint8Array(n);
      const got = write ? readUser(t.mm!, local[li].base + lo, b) : readUser(other.mm, r.base + ro, b);
      const put = write
        ? writeUser(other.mm, r.base + ro, b.subarray(0, got))
        : writeUser(t.mm!, local[li].base + lo, b.subarray(0, got));
      done += put;
      ro += put;
      lo += put;
      if (put < n) return done || -EFAULT;
    }
  }
  return done;
}

export const sys_process_vm_readv = (
  t: task_struct,
  pid: number,
  l: number,
  ln: number,
  r: number,
  rn: number,
  f: number,
): number => process_vm_rw(t, pid, l, ln, r, rn, f, false);
export const sys_process_vm_writev = (
  t: task_struct,
  pid: number,
  l: number,
  ln: number,
  r: number,
  rn: number,
  f: number,
): number => process_vm_rw(t, pid, l, ln, r, rn, f, true);

const sys_pkey_alloc = (_t: task_struct, flags: number, rights: number): number =>
  flags || rights & ~3 ? -EINVAL : -ENOSPC;
const sys_pkey_free = (): number => -EINVAL;
const sys_pkey_mprotect = (t: task_struct, start: number, len: number, prot: number, pkey: number): number =>
  pkey === -1 ? sys_mprotect(t, start, len, prot) : -EINVAL;

/** remap_file_pages is emulated by a new mapping since 3.15; only whole shared mappings of one vma. */
function sys_remap_file_pages(
  t: task_struct,
  start: number,
  size: number,
  prot: number,
  pgoff: number,
): number {
  if (prot) return -EINVAL;
  start -= start % PAGE;
  size = page_align(size);
  if (start + size <= start || start + size > 0x100000000) return -EINVAL;
  const vma = t.mm!.vma_lookup(start);
  if (!vma || !(vma.vm_flags & VM_SHARED) || start + size > vma.vm_end || !vma.vm_mapping) return -EINVAL;
  const r = do_mmap(t, {
    addr: start,
    len: size,
    prot: vma.vm_flags & 7,
    flags: 0x5 | (vma.vm_file ? 0 : MAP_ANONYMOUS),
    f: vma.vm_file,
    pgoff,
    mapping: vma.vm_mapping,
  });
  return Math.min(r, 0);
}

export const rows = family("memory", [
  row(45, "brk", sys_brk, [PTR]),
  row(72, "mincore", sys_mincore, [PTR, SIZE, PTR]),
  row(89, "mmap2", sys_mmap2, [PTR, SIZE, MMAP_PROT, MMAP_FLAGS, FD, HEX]),
  row(90, "mmap", sys_mmap, [PTR, SIZE, MMAP_PROT, MMAP_FLAGS, FD, HEX]),
  row(91, "munmap", sys_munmap, [PTR, SIZE]),
  row(119, "madvise", sys_madvise, [PTR, SIZE, MADVICE]),
  row(125, "mprotect", sys_mprotect, [PTR, SIZE, MMAP_PROT]),
  row(144, "msync", sys_msync, [PTR, SIZE, MSYNC_FLAGS]),
  row(150, "mlock", sys_mlock, [PTR, SIZE]),
  row(151, "munlock", sys_munlock, [PTR, SIZE]),
  row(152, "mlockall", sys_mlockall, [MLOCKALL_FLAGS]),
  row(153, "munlockall", sys_munlockall, []),
  row(163, "mremap", sys_mremap, [PTR, SIZE, SIZE, MREMAP_FLAGS, PTR]),
  row(227, "remap_file_pages", sys_remap_file_pages, [PTR, SIZE, MMAP_PROT, HEX, MMAP_FLAGS]),
  missing(260, "mbind", "one memory node only; CONFIG_NUMA is not set on parisc"),
  missing(261, "get_mempolicy", "one memory node only; CONFIG_NUMA is not set on parisc"),
  missing(262, "set_mempolicy", "one memory node only; CONFIG_NUMA is not set on parisc"),
  missing(272, "migrate_pages", "one memory node only; CONFIG_NUMA is not set on parisc"),
  missing(295, "move_pages", "one memory node only; CONFIG_NUMA is not set on parisc"),
  row(330, "process_vm_readv", sys_process_vm_readv, [PID, IOVEC, UINT, IOVEC, UINT, UINT]),
  row(331, "process_vm_writev", sys_process_vm_writev, [PID, IOVEC, UINT, IOVEC, UINT, UINT]),
  missing(344, "userfaultfd", "no user-space paging; CONFIG_USERFAULTFD is not set on parisc"),
  row(345, "mlock2", sys_mlock2, [PTR, SIZE, HEX], { since: "4.4" }),
  row(351, "pkey_mprotect", sys_pkey_mprotect, [PTR, SIZE, MMAP_PROT, FD], { since: "4.20" }),
  row(352, "pkey_alloc", sys_pkey_alloc, [HEX, HEX], { since: "4.20" }),
  row(353, "pkey_free", sys_pkey_free, [FD], { since: "4.20" }),
  missing(440, "process_madvise", "advice about another process", { since: "5.10" }),
  missing(448, "process_mrelease", "no OOM reaper to help", { since: "5.15" }),
  missing(450, "set_mempolicy_home_node", "one memory node only", { since: "5.17" }),
]);
