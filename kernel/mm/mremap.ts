// mremap (mm/mremap.c): growing, shrinking and moving a mapping.
// Above: sys_mm.ts. Below: mmap.ts, mm.ts.

import type { task_struct } from "../task/task.ts";
import { EAGAIN, EFAULT, EINVAL, ENOMEM } from "../uapi/asm/errno.ts";
import { MAP_FIXED } from "../uapi/asm/mman.ts";
import { MAP_SHARED, MREMAP_DONTUNMAP, MREMAP_FIXED, MREMAP_MAYMOVE } from "../uapi/linux/mman.ts";
import { alloc_anon } from "./fault.ts";
import {
  type mm_struct,
  PTE_ANON,
  PTE_COW,
  pte_frame,
  VM_DONTEXPAND,
  VM_LOCKED,
  VM_SHARED,
  VM_WRITE,
  vm_area_struct,
} from "./mm.ts";
import {
  do_munmap,
  enough_memory,
  may_expand_vm,
  mlock_future_over,
  page_align,
  populate,
  reinstall,
} from "./mmap.ts";
import { TASK_SIZE } from "./uaccess.ts";
import { get_unmapped_area } from "./unmapped_area.ts";

const PAGE = 4096;

/** Moved private pages are copied up to this many, so that the new place is whole; beyond, frames move. */
const COPY_LIMIT = 4096;

/** The mapping's address after the call, or -ERRNO. */
export function do_mremap(
  t: task_struct,
  addr: number,
  oldLen: number,
  newLen: number,
  flags: number,
  to: number,
): number {
  const mm = t.mm!;
  const known = MREMAP_FIXED | MREMAP_MAYMOVE | (t.kernel.release.atLeast("5.7") ? MREMAP_DONTUNMAP : 0);
  if (flags & ~known) return -EINVAL;
  if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) && !(flags & MREMAP_MAYMOVE)) return -EINVAL;
  if (flags & MREMAP_DONTUNMAP && oldLen !== newLen) return -EINVAL;
  if (addr % PAGE) return -EINVAL;
  const old = page_align(oldLen);
  const len = page_align(newLen);
  if (len === 0 || len > 0xffffffff) return -EINVAL;
  if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) return mremap_to(t, mm, addr, old, to, len, flags);
  if (old >= len) {
    if (!mm.vma_lookup(addr) && old === 0) return -EFAULT;
    if (old > len) {
      const r = do_munmap(mm, addr + len, old - len);
      if (r < 0) return r;
    }
    return mm.vma_lookup(addr) ? addr : -EFAULT;
  }
  const vma = vma_to_resize(t, mm, addr, old, len);
  if (typeof vma === "number") return vma;
  if (old === vma.vm_end - addr) {
    // room behind it?
    const next = mm.find_vma_intersection(vma.vm_end, addr + len);
    if (!next && addr + len <= TASK_SIZE) {
      const grow = (len - old) / PAGE;
      vma.vm_end = addr + len;
      mm.account(vma, grow);
      mm.merge_around(vma.vm_start, addr + len);
      if (vma.vm_flags & VM_LOCKED) populate(mm, addr + old, addr + len);
      return addr;
    }
  }
  if (!(flags & MREMAP_MAYMOVE)) return -ENOMEM;
  const pgoff = vma.linear_page_index(addr);
  const place = get_unmapped_area(mm, vma.vm_file, 0, len, pgoff, vma.vm_flags & VM_SHARED ? MAP_SHARED : 0);
  if (place < 0) return place;
  return move_vma(mm, vma, addr, old, len, place, flags);
}

function vma_to_resize(
  t: task_struct,
  mm: mm_struct,
  addr: number,
  old: number,
  len: number,
): vm_area_struct | number {
  const vma = mm.vma_lookup(addr);
  if (!vma) return -EFAULT;
  if (old === 0 && !(vma.vm_flags & VM_SHARED)) return -EINVAL;
  if (old > vma.vm_end - addr) return -EFAULT;
  if (len === old) return vma;
  if (vma.vm_flags & VM_DONTEXPAND) return -EFAULT;
  if (vma.vm_flags & VM_LOCKED && mlock_future_over(t, mm, len - old)) return -EAGAIN;
  if (!may_expand_vm(t, mm, vma.vm_flags, (len - old) / PAGE)) return -ENOMEM;
  if ((vma.vm_flags & (VM_WRITE | VM_SHARED)) === VM_WRITE && !enough_memory(t, (len - old) / PAGE))
    return -ENOMEM;
  return vma;
}

function mremap_to(
  t: task_struct,
  mm: mm_struct,
  addr: number,
  old: number,
  to: number,
  len: number,
  flags: number,
): number {
  if (to % PAGE) return -EINVAL;
  if (len > TASK_SIZE || to > TASK_SIZE - len) return -EINVAL;
  if (addr + old > to && to + len > addr) return -EINVAL;
  if (flags & MREMAP_FIXED) {
    const r = do_munmap(mm, to, len);
    if (r < 0) return r;
  }
  if (old > len) {
    const r = do_munmap(mm, addr + len, old - len);
    if (r < 0) return r;
    old = len;
  }
  const vma = vma_to_resize(t, mm, addr, old, len);
  if (typeof vma === "number") return vma;
  if (flags & MREMAP_DONTUNMAP && vma.vm_flags & VM_SHARED) return -EINVAL;
  const pgoff = vma.linear_page_index(addr);
  const how = (flags & MREMAP_FIXED ? MAP_FIXED : 0) | (vma.vm_flags & VM_SHARED ? MAP_SHARED : 0);
  const place = get_unmapped_area(mm, vma.vm_file, to, len, pgoff, how);
  if (place < 0) return place;
  return move_vma(mm, vma, addr, old, len, place, flags);
}

function move_vma(
  mm: mm_struct,
  from: vm_area_struct,
  addr: number,
  old: number,
  len: number,
  to: number,
  flags: number,
): number {
  const vma = new vm_area_struct(mm, to, to + len, from.vm_flags);
  vma.vm_mapping = from.vm_mapping;
  vma.vm_file = from.vm_file?.get() ?? null;
  vma.vm_pgoff = from.vm_mapping || from.vm_ops ? from.linear_page_index(addr) : to / PAGE;
  vma.vm_ops = from.vm_ops;
  vma.vm_private_data = from.vm_private_data;
  mm.insert_vma(vma);
  vma.vm_ops?.open?.(vma);
  const phys = mm.kernel.machine.phys;
  const shift = (to - addr) / PAGE;
  let copied = 0;
  mm.for_each_pte(addr / PAGE, (addr + old) / PAGE, (page, pte) => {
    const own =
      pte & PTE_ANON && !(pte & PTE_COW) && copied < COPY_LIMIT ? alloc_anon(mm, vma, page + shift) : 0;
    mm.set_pte(page, 0);
    if (own) {
      copied++;
      phys.copyFrame(own, pte_frame(pte));
      phys.put(pte_frame(pte));
      mm.set_pte(page + shift, own | PTE_ANON);
    } else mm.set_pte(page + shift, pte);
  });
  mm.space.clear(addr / PAGE, old / PAGE);
  reinstall(mm, vma);
  if (!(flags & MREMAP_DONTUNMAP) && old > 0) do_munmap(mm, addr, old);
  mm.merge_around(to, to + len);
  if (vma.vm_flags & VM_LOCKED) populate(mm, to + old, to + len);
  return to;
}
