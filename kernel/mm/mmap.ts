// Mapping and unmapping (mm/mmap.c, mprotect.c, mremap.c, arch/parisc/kernel/sys_parisc.c).
// Above: syscalls/sys_mm.ts, exec/, ipc shm. Below: mm.ts.

import type { file } from "../fs/file.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import {
  EACCES,
  EAGAIN,
  EBADF,
  EEXIST,
  EINVAL,
  ENODEV,
  ENOMEM,
  EOPNOTSUPP,
  EOVERFLOW,
  EPERM,
} from "../uapi/asm/errno.ts";
import {
  MAP_ANONYMOUS,
  MAP_DENYWRITE,
  MAP_EXECUTABLE,
  MAP_FIXED,
  MAP_FIXED_NOREPLACE,
  MAP_GROWSDOWN,
  MAP_HUGETLB,
  MAP_LOCKED,
  MAP_NONBLOCK,
  MAP_NORESERVE,
  MAP_POPULATE,
  MAP_STACK,
  MAP_TYPE,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
} from "../uapi/asm/mman.ts";
import { RLIM_INFINITY, RLIMIT_AS, RLIMIT_DATA, RLIMIT_MEMLOCK, RLIMIT_STACK } from "../uapi/asm/resource.ts";
import { CAP_IPC_LOCK, CAP_SYS_RAWIO } from "../uapi/linux/capability.ts";
import {
  MAP_HUGE_1GB,
  MAP_HUGE_2MB,
  MAP_PRIVATE,
  MAP_SHARED,
  MAP_SHARED_VALIDATE,
} from "../uapi/linux/mman.ts";
import { install } from "./fault.ts";
import { address_space } from "./filemap.ts";
import {
  type mm_struct,
  VM_EXEC,
  VM_GROWSUP,
  VM_LOCKED,
  VM_MAYEXEC,
  VM_MAYREAD,
  VM_MAYSHARE,
  VM_MAYWRITE,
  VM_NORESERVE,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
  vm_area_struct,
} from "./mm.ts";
import { TASK_SIZE } from "./uaccess.ts";
import { get_unmapped_area, mmap_min_addr, stack_guard_gap, vm_start_gap } from "./unmapped_area.ts";

export const PAGE_SIZE = 4096;

/** The flags that MAP_SHARED_VALIDATE knows (include/linux/mman.h). */
const LEGACY_MAP_MASK =
  MAP_SHARED_VALIDATE |
  MAP_PRIVATE |
  MAP_FIXED |
  MAP_ANONYMOUS |
  MAP_DENYWRITE |
  MAP_EXECUTABLE |
  MAP_GROWSDOWN |
  MAP_LOCKED |
  MAP_NORESERVE |
  MAP_POPULATE |
  MAP_NONBLOCK |
  MAP_STACK |
  MAP_HUGETLB |
  MAP_HUGE_2MB |
  MAP_HUGE_1GB;
export const sysctl_max_map_count = 65530;
const FMODE = 3;

export const page_align = (n: number): number => Math.ceil(n / PAGE_SIZE) * PAGE_SIZE;

/** Whether npages more fit the address-space and data limits (may_expand_vm). */
export function may_expand_vm(t: task_struct, mm: mm_struct, flags: number, npages: number): boolean {
  const as = t.rlimit(RLIMIT_AS);
  if (as !== RLIM_INFINITY && mm.total_vm + npages > Math.floor(as / PAGE_SIZE)) return false;
  if ((flags & (VM_WRITE | VM_SHARED | VM_GROWSUP)) === VM_WRITE) {
    const data = t.rlimit(RLIMIT_DATA);
    if (data !== RLIM_INFINITY && mm.data_vm + npages > Math.floor(data / PAGE_SIZE)) return false;
  }
  return true;
}

/** Whether a private writable mapping of that size is refused out of hand (__vm_enough_memory, heuristic). */
export function enough_memory(t: task_struct, pages: number): boolean {
  return pages <= t.kernel.machine.phys.totalFrames;
}

export const calc_vm_prot_bits = (prot: number): number =>
  (prot & PROT_READ ? VM_READ : 0) | (prot & PROT_WRITE ? VM_WRITE : 0) | (prot & PROT_EXEC ? VM_EXEC : 0);

export interface mapping_request {
  addr: number;
  len: number;
  prot: number;
  flags: number;
  f: file | null;
  /** In pages. */
  pgoff: number;
  /** What is mapped when it is no file (shared anonymous memory, System V shm). */
  mapping?: address_space;
}

/** mmap (do_mmap): the address, or -ERRNO. */
export function do_mmap(t: task_struct, q: mapping_request): number {
  const mm = t.mm!;
  const { prot, f } = q;
  let { flags, addr, pgoff } = q;
  if (q.len === 0) return -EINVAL;
  // older kernels do not know the flag, and take the address as a hint
  const noreplace = flags & MAP_FIXED_NOREPLACE && t.kernel.release.atLeast("4.17");
  if (noreplace) flags |= MAP_FIXED;
  if (!(flags & MAP_FIXED)) {
    addr = Math.floor(addr / PAGE_SIZE) * PAGE_SIZE;
    if (addr && addr < mmap_min_addr) addr = page_align(mmap_min_addr);
  }
  const len = page_align(q.len);
  if (len > 0xffffffff || len === 0) return -ENOMEM;
  if (pgoff + len / PAGE_SIZE > 0x100000000) return -EOVERFLOW;
  if (mm.mmap.length > sysctl_max_map_count) return -ENOMEM;
  if (flags & MAP_FIXED && addr % PAGE_SIZE) return -EINVAL;
  addr = get_unmapped_area(mm, f, addr, len, pgoff, flags);
  if (addr < 0) return addr;
  if (noreplace && mm.find_vma_intersection(addr, addr + len)) return -EEXIST;
  if (addr < mmap_min_addr && !capable(t, CAP_SYS_RAWIO)) return -EPERM;

  let vm_flags = calc_vm_prot_bits(prot) | mm.def_flags | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
  if (flags & MAP_LOCKED) {
    if (!can_do_mlock(t)) return -EPERM;
    vm_flags |= VM_LOCKED;
  }
  if (vm_flags & VM_LOCKED && mlock_future_over(t, mm, len)) return -EAGAIN;
  const type = flags & MAP_TYPE & ~0x28;
  if (f) {
    const readable = (f.f_flags & FMODE) !== 1;
    const writable = (f.f_flags & FMODE) !== 0;
    if (type === MAP_SHARED_VALIDATE && flags & ~LEGACY_MAP_MASK) return -EOPNOTSUPP;
    if (type === MAP_SHARED || type === MAP_SHARED_VALIDATE) {
      if (prot & PROT_WRITE && !writable) return -EACCES;
      vm_flags |= VM_SHARED | VM_MAYSHARE;
      if (!writable) vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
    } else if (type !== MAP_PRIVATE) return -EINVAL;
    if (!readable) return -EACCES;
    if (t.kernel.path_noexec(f)) {
      if (vm_flags & VM_EXEC) return -EPERM;
      vm_flags &= ~VM_MAYEXEC;
    }
    if (!f.f_op.mmap) return -ENODEV;
  } else if (type === MAP_SHARED) {
    pgoff = 0;
    vm_flags |= VM_SHARED | VM_MAYSHARE;
  } else if (type === MAP_PRIVATE) pgoff = addr / PAGE_SIZE;
  else return -EINVAL;
  if (flags & MAP_NORESERVE) vm_flags |= VM_NORESERVE;

  if (!may_expand_vm(t, mm, vm_flags, len / PAGE_SIZE - count_pages(mm, addr, addr + len))) return -ENOMEM;
  if (
    !(vm_flags & VM_NORESERVE) &&
    (vm_flags & (VM_WRITE | VM_SHARED)) === VM_WRITE &&
    !enough_memory(t, len / PAGE_SIZE)
  ) {
    return -ENOMEM;
  }
  const r = do_munmap(mm, addr, len);
  if (r < 0) return r;

  const vma = new vm_area_struct(mm, addr, addr + len, vm_flags);
  vma.vm_pgoff = pgoff;
  if (q.mapping) vma.vm_mapping = q.mapping;
  else if (f) {
    vma.vm_file = f.get();
    const e = f.f_op.mmap!(f, mm, vma);
    if (e < 0) {
      f.put();
      return e;
    }
    if (!(vma.vm_flags & VM_SHARED) && !vma.vm_mapping && !vma.vm_ops?.fault) vma.vm_file = f; // e.g. /dev/zero
  } else if (vm_flags & VM_SHARED) vma.vm_mapping = new address_space(t.kernel, { i_size: len });
  mm.insert_vma(vma);
  mm.merge_around(addr, addr + len);
  if (vm_flags & VM_LOCKED || (flags & MAP_POPULATE && prot)) populate(mm, addr, addr + len);
  return addr;
}

/** The mmap of ordinary files: pages come from the inode's page cache. */
export function generic_file_mmap(f: file, _mm: mm_struct, vma: vm_area_struct): number {
  const mapping = f.f_inode.i_mapping;
  if (!mapping) return -ENODEV;
  vma.vm_mapping = mapping;
  return 0;
}

/** Brings all pages of [start, end) in, as far as that is allowed (mm_populate). 0 or -ENOMEM. */
export function populate(mm: mm_struct, start: number, end: number): number {
  for (let a = start; a < end; a += PAGE_SIZE) {
    const vma = mm.vma_lookup(a);
    if (!vma) return -ENOMEM;
    const access =
      vma.vm_flags & VM_WRITE && !(vma.vm_flags & VM_SHARED)
        ? VM_WRITE
        : vma.vm_flags & VM_READ
          ? VM_READ
          : vma.vm_flags & (VM_EXEC | VM_WRITE);
    if (!access) return -ENOMEM;
    if (mm.pte(a / PAGE_SIZE) === 0 && mm.fault(a, access) !== 0) return -ENOMEM;
  }
  return 0;
}

export function count_pages(mm: mm_struct, start: number, end: number): number {
  let n = 0;
  for (let i = mm.find_index(start); i < mm.mmap.length && mm.mmap[i].vm_start < end; i++) {
    const v = mm.mmap[i];
    n += (Math.min(v.vm_end, end) - Math.max(v.vm_start, start)) / PAGE_SIZE;
  }
  return n;
}

export const can_do_mlock = (t: task_struct): boolean =>
  t.rlimit(RLIMIT_MEMLOCK) !== 0 || capable(t, CAP_IPC_LOCK);

export function mlock_future_over(t: task_struct, mm: mm_struct, len: number): boolean {
  const limit = t.rlimit(RLIMIT_MEMLOCK);
  return (
    mm.locked_vm + len / PAGE_SIZE > Math.floor(limit / PAGE_SIZE) &&
    limit !== RLIM_INFINITY &&
    !capable(t, CAP_IPC_LOCK)
  );
}

/** munmap: everything in [start, start + len) goes. 0 or -ERRNO. */
export function do_munmap(mm: mm_struct, start: number, len: number): number {
  if (start % PAGE_SIZE || start > TASK_SIZE || len > TASK_SIZE - start) return -EINVAL;
  const end = start + page_align(len);
  if (end === start) return -EINVAL;
  if (!mm.find_vma_intersection(start, end)) return 0;
  const first = mm.find_vma(start)!;
  if (first.vm_start < start) {
    if (end < first.vm_end && mm.mmap.length >= sysctl_max_map_count) return -ENOMEM;
    mm.split_vma(first, start);
  }
  const last = mm.vma_lookup(end - 1);
  if (last && last.vm_end > end) mm.split_vma(last, end);
  mm.zap_mappings(start, end);
  return 0;
}

/** mprotect of whole pages (do_mprotect_pkey). 0 or -ERRNO. */
export function do_mprotect(t: task_struct, start: number, len: number, prot: number): number {
  const mm = t.mm!;
  const end = start + len;
  if (len === 0) return 0;
  let vma = mm.find_vma(start);
  if (!vma || vma.vm_start > start) return -ENOMEM;
  const bits = calc_vm_prot_bits(prot);
  for (let at = start; at < end; ) {
    if (!vma || vma.vm_start > at) return -ENOMEM;
    const newflags: number = (vma.vm_flags & ~(VM_READ | VM_WRITE | VM_EXEC)) | bits;
    if (newflags & ~(newflags >> 4) & (VM_READ | VM_WRITE | VM_EXEC)) return -EACCES;
    const upto = Math.min(vma.vm_end, end);
    const r = mprotect_fixup(t, mm, vma, at, upto, newflags);
    if (r < 0) return r;
    at = upto;
    vma = mm.find_vma(at);
  }
  mm.merge_around(start, end);
  return 0;
}

function mprotect_fixup(
  t: task_struct,
  mm: mm_struct,
  vma: vm_area_struct,
  start: number,
  end: number,
  flags: number,
): number {
  if (flags === vma.vm_flags) return 0;
  if (flags & VM_WRITE && !(flags & VM_SHARED)) {
    if (
      !may_expand_vm(t, mm, flags, (end - start) / PAGE_SIZE) &&
      may_expand_vm(t, mm, vma.vm_flags, (end - start) / PAGE_SIZE)
    )
      return -ENOMEM;
    if (!(vma.vm_flags & (VM_WRITE | VM_NORESERVE)) && !enough_memory(t, (end - start) / PAGE_SIZE))
      return -ENOMEM;
  }
  if (start > vma.vm_start) vma = mm.split_vma(vma, start);
  if (end < vma.vm_end) mm.split_vma(vma, end);
  mm.account(vma, -vma.pages);
  vma.vm_flags = flags;
  mm.account(vma, vma.pages);
  reinstall(mm, vma);
  return 0;
}

/** Shows the processor all present pages of a vma whose permission changed, whole runs at a time. */
export function reinstall(mm: mm_struct, vma: vm_area_struct): void {
  let first = -1;
  let n = 0;
  let next = 0;
  mm.for_each_pte(vma.vm_start / PAGE_SIZE, vma.vm_end / PAGE_SIZE, (page, pte) => {
    if (first >= 0 && page === first + n && pte === next) n++;
    else {
      if (n) install(mm, vma, first, n);
      first = page;
      n = 1;
    }
    next = pte + PAGE_SIZE;
  });
  if (n) install(mm, vma, first, n);
}

/** brk: the new break, or the old one where it cannot be (sys_brk). */
export function do_brk(t: task_struct, brk: number): number {
  const mm = t.mm!;
  if (brk < mm.start_brk) return mm.brk;
  const limit = t.rlimit(RLIMIT_DATA);
  if (limit !== RLIM_INFINITY && brk - mm.start_brk + (mm.end_data - mm.start_data) > limit) return mm.brk;
  const newbrk = page_align(brk);
  const oldbrk = page_align(mm.brk);
  if (newbrk > TASK_SIZE) return mm.brk;
  if (newbrk < oldbrk) {
    if (do_munmap(mm, newbrk, oldbrk - newbrk) < 0) return mm.brk;
  } else if (newbrk > oldbrk) {
    const next = mm.find_vma(oldbrk);
    if (next && newbrk + PAGE_SIZE > vm_start_gap(next)) return mm.brk;
    if (vm_brk(t, oldbrk, newbrk - oldbrk, 0) < 0) return mm.brk;
  }
  mm.brk = brk;
  return brk;
}

/** Anonymous memory at a fixed place: heap and bss (vm_brk_flags). parisc's heap is executable (VM_DATA_DEFAULT_FLAGS). */
export function vm_brk(t: task_struct, addr: number, len: number, extra: number): number {
  const mm = t.mm!;
  const flags = VM_READ | VM_WRITE | VM_EXEC | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | mm.def_flags | extra;
  if (addr + len > TASK_SIZE) return -ENOMEM;
  if (mm.def_flags & VM_LOCKED && mlock_future_over(t, mm, len)) return -EAGAIN;
  if (!may_expand_vm(t, mm, flags, len / PAGE_SIZE) || !enough_memory(t, len / PAGE_SIZE)) return -ENOMEM;
  if (mm.mmap.length > sysctl_max_map_count) return -ENOMEM;
  const r = do_munmap(mm, addr, len);
  if (r < 0) return r;
  const vma = new vm_area_struct(mm, addr, addr + len, flags);
  vma.vm_pgoff = addr / PAGE_SIZE;
  mm.insert_vma(vma);
  mm.merge_around(addr, addr + len);
  if (flags & VM_LOCKED) populate(mm, addr, addr + len);
  return 0;
}

/** Grows the stack up to hold addr (expand_upwards, acct_stack_growth). 0 or -ENOMEM. */
export function expand_stack(mm: mm_struct, vma: vm_area_struct, addr: number): number {
  const t = mm.owner();
  const end = (Math.floor(addr / PAGE_SIZE) + 1) * PAGE_SIZE;
  if (addr >= TASK_SIZE) return -ENOMEM;
  if (end <= vma.vm_end) return 0;
  const next = mm.find_vma_intersection(vma.vm_end, Math.min(end + stack_guard_gap, TASK_SIZE));
  if (next && next.vm_flags & (VM_READ | VM_WRITE | VM_EXEC) && !(next.vm_flags & VM_GROWSUP)) return -ENOMEM;
  if (next && next.vm_start < end) return -ENOMEM;
  const grow = (end - vma.vm_end) / PAGE_SIZE;
  if (t) {
    if (!may_expand_vm(t, mm, vma.vm_flags, grow)) return -ENOMEM;
    if (end - vma.vm_start > t.rlimit(RLIMIT_STACK)) return -ENOMEM;
    if (vma.vm_flags & VM_LOCKED && mlock_future_over(t, mm, grow * PAGE_SIZE)) return -ENOMEM;
  }
  vma.vm_end = end;
  mm.account(vma, grow);
  return 0;
}

/** Flags of an mmap call that mean the same in every family: -EBADF for a missing file etc. */
export function mmap_file(t: task_struct, fd: number, flags: number): file | null | number {
  if (flags & MAP_ANONYMOUS) return null;
  return t.files.fget(fd) ?? -EBADF;
}
