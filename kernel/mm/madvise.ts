// madvise (mm/madvise.c): what drops pages or changes how a mapping behaves; advice about speed is accepted and ignored.
// Above: sys_mm.ts. Below: mm.ts.

import type { task_struct } from "../task/task.ts";
import { EACCES, EBADF, EFAULT, EINVAL, ENOMEM } from "../uapi/asm/errno.ts";
import {
  MADV_COLD,
  MADV_DODUMP,
  MADV_DOFORK,
  MADV_DONTDUMP,
  MADV_DONTFORK,
  MADV_DONTNEED,
  MADV_FREE,
  MADV_KEEPONFORK,
  MADV_NORMAL,
  MADV_PAGEOUT,
  MADV_POPULATE_READ,
  MADV_POPULATE_WRITE,
  MADV_RANDOM,
  MADV_REMOVE,
  MADV_SEQUENTIAL,
  MADV_WILLNEED,
  MADV_WIPEONFORK,
} from "../uapi/asm/mman.ts";
import {
  FAULT_READ,
  FAULT_SIGBUS,
  FAULT_WRITE,
  type mm_struct,
  VM_DONTCOPY,
  VM_DONTDUMP,
  VM_IO,
  VM_LOCKED,
  VM_SHARED,
  VM_WIPEONFORK,
  VM_WRITE,
  type vm_area_struct,
} from "./mm.ts";
import { page_align } from "./mmap.ts";

const PAGE = 4096;

/** Up to 6.1 parisc had numbers of its own; later kernels understand both. */
const NEW_NUMBERS: Record<number, number> = {
  12: 65,
  13: 66,
  14: 67,
  15: 68,
  16: 69,
  17: 70,
  18: 71,
  19: 72,
  25: 73,
};

/** Accepted without effect: there is no read-ahead to steer. (No KSM or huge pages either: EINVAL.) */
const IGNORED = new Set([MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED]);

function valid(t: task_struct, advice: number): boolean {
  const r = t.kernel.release;
  if (advice === MADV_COLD || advice === MADV_PAGEOUT) return r.atLeast("5.4");
  if (advice === MADV_POPULATE_READ || advice === MADV_POPULATE_WRITE) return r.atLeast("5.14");
  if (advice === MADV_WIPEONFORK || advice === MADV_KEEPONFORK) return r.atLeast("4.14");
  const known = [
    MADV_DONTNEED,
    MADV_FREE,
    MADV_REMOVE,
    MADV_DONTFORK,
    MADV_DOFORK,
    MADV_DONTDUMP,
    MADV_DODUMP,
  ];
  return IGNORED.has(advice) || known.includes(advice);
}

/** madvise(2). 0 or -ERRNO; holes are passed over and reported at the end. */
export function do_madvise(
  t: task_struct,
  mm: mm_struct,
  start: number,
  lenIn: number,
  advice: number,
): number {
  if (t.kernel.release.atLeast("5.18")) advice = NEW_NUMBERS[advice] ?? advice;
  if (!valid(t, advice) || start % PAGE) return -EINVAL;
  const len = page_align(lenIn);
  if (lenIn && !len) return -EINVAL;
  const end = start + len;
  if (end > 0x100000000) return -EINVAL;
  if (end === start) return 0;
  if (advice === MADV_POPULATE_READ || advice === MADV_POPULATE_WRITE) {
    return madvise_populate(mm, start, end, advice === MADV_POPULATE_WRITE);
  }
  let unmapped = 0;
  for (let at = start; at < end; ) {
    const vma = mm.find_vma(at);
    if (!vma || vma.vm_start >= end) return -ENOMEM;
    if (vma.vm_start > at) {
      unmapped = -ENOMEM;
      at = vma.vm_start;
    }
    const upto = Math.min(vma.vm_end, end);
    const r = madvise_vma(mm, vma, at, upto, advice);
    if (r < 0) return r;
    at = upto;
  }
  return unmapped;
}

function madvise_vma(mm: mm_struct, vma: vm_area_struct, start: number, end: number, advice: number): number {
  switch (advice) {
    case MADV_DONTNEED:
      if (vma.vm_flags & VM_LOCKED) return -EINVAL;
      mm.zap(start / PAGE, end / PAGE);
      return 0;
    case MADV_FREE:
      return vma.vm_mapping ? -EINVAL : 0;
    case MADV_COLD:
    case MADV_PAGEOUT:
      return vma.vm_flags & VM_LOCKED ? -EINVAL : 0;
    case MADV_WILLNEED:
      return vma.vm_mapping ? 0 : -EBADF;
    case MADV_REMOVE: {
      if (vma.vm_flags & VM_LOCKED || !vma.vm_mapping) return -EINVAL;
      if ((vma.vm_flags & (VM_SHARED | VM_WRITE)) !== (VM_SHARED | VM_WRITE)) return -EACCES;
      const from = vma.linear_page_index(start) * PAGE;
      vma.vm_mapping.punch_hole(from, from + (end - start));
      return 0;
    }
    case MADV_DONTFORK:
      return change_flags(mm, vma, start, end, VM_DONTCOPY, true);
    case MADV_DOFORK:
      return vma.vm_flags & VM_IO ? -EINVAL : change_flags(mm, vma, start, end, VM_DONTCOPY, false);
    case MADV_DONTDUMP:
      return change_flags(mm, vma, start, end, VM_DONTDUMP, true);
    case MADV_DODUMP:
      return change_flags(mm, vma, start, end, VM_DONTDUMP, false);
    case MADV_WIPEONFORK:
      if (vma.vm_mapping || vma.vm_flags & VM_SHARED) return -EINVAL;
      return change_flags(mm, vma, start, end, VM_WIPEONFORK, true);
    case MADV_KEEPONFORK:
      return change_flags(mm, vma, start, end, VM_WIPEONFORK, false);
    default:
      return 0;
  }
}

function change_flags(
  mm: mm_struct,
  vma: vm_area_struct,
  start: number,
  end: number,
  flag: number,
  on: boolean,
): number {
  if (((vma.vm_flags & flag) !== 0) === on) return 0;
  if (vma.vm_start < start) vma = mm.split_vma(vma, start);
  if (vma.vm_end > end) mm.split_vma(vma, end);
  vma.vm_flags = on ? vma.vm_flags | flag : vma.vm_flags & ~flag;
  mm.merge_around(start, end);
  return 0;
}

function madvise_populate(mm: mm_struct, start: number, end: number, write: boolean): number {
  for (let at = start; at < end; at += PAGE) {
    if (!mm.vma_lookup(at)) return -ENOMEM;
    const r = mm.fault(at, write ? FAULT_WRITE : FAULT_READ);
    if (r === FAULT_SIGBUS) return -EFAULT;
    if (r !== 0) return -EINVAL;
  }
  return 0;
}
