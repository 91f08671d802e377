// Where a mapping goes when the program leaves that to the kernel (mm/mmap.c, arch/parisc/kernel/sys_parisc.c).
// Above: mmap.ts. Below: mm.ts.

import type { file } from "../fs/file.ts";
import { EINVAL, ENOMEM } from "../uapi/asm/errno.ts";
import { MAP_FIXED, MAP_TYPE } from "../uapi/asm/mman.ts";
import { RLIM_INFINITY } from "../uapi/asm/resource.ts";
import { MAP_SHARED } from "../uapi/linux/mman.ts";
import { VM_GROWSUP } from "./flags.ts";
import type { mm_struct, vm_area_struct } from "./mm.ts";
import { PAGE_SIZE, page_align } from "./mmap.ts";
import { TASK_SIZE } from "./uaccess.ts";

/** Shared mappings of a page lie at the same address modulo this (cache aliases). */
export const SHM_COLOUR = 0x400000;

/** CONFIG_STACK_MAX_DEFAULT_SIZE_MB. */
export const STACK_SIZE_DEFAULT = 100 * 1024 * 1024;
export const stack_guard_gap = 256 * PAGE_SIZE;
export const mmap_min_addr = 0x1000;

/** Longest stack for a hard limit (calc_max_stack_size). */
export const calc_max_stack_size = (max: number): number =>
  max === RLIM_INFINITY ? STACK_SIZE_DEFAULT : max;

/** Top of the mmap area, just below the stack (mmap_upper_limit). */
export const mmap_upper_limit = (stackMax: number): number =>
  page_align(TASK_SIZE - Math.min(calc_max_stack_size(stackMax), 0x60000000));

/** Offset of a file's pages in the colouring; any number per file does. */
const filp_pgoff = (f: file | null): number => (f ? (f.f_inode.i_ino * 37) & 0x3ff : 0);
export const vm_start_gap = (vma: vm_area_struct): number => vma.vm_start;
const vm_end_gap = (vma: vm_area_struct): number =>
  vma.vm_flags & VM_GROWSUP ? Math.min(vma.vm_end + stack_guard_gap, 0x100000000) : vma.vm_end;

/** Where a mapping goes (arch_get_unmapped_area_topdown). An address or -ERRNO. */
export function get_unmapped_area(
  mm: mm_struct,
  f: file | null,
  addr: number,
  len: number,
  pgoff: number,
  flags: number,
): number {
  if (len > TASK_SIZE) return -ENOMEM;
  const colour =
    f !== null || (flags & MAP_TYPE) === MAP_SHARED ? ((filp_pgoff(f) + pgoff) * PAGE_SIZE) % SHM_COLOUR : -1;
  if (flags & MAP_FIXED) {
    if (TASK_SIZE - len < addr) return -EINVAL;
    if ((flags & MAP_TYPE) === MAP_SHARED && f && (addr - colour) % SHM_COLOUR !== 0) return -EINVAL;
    return addr;
  }
  if (addr) {
    addr = colour >= 0 ? Math.ceil(addr / SHM_COLOUR) * SHM_COLOUR + colour : page_align(addr);
    const i = mm.find_index(addr);
    const [vma, prev] = [mm.mmap[i], mm.mmap[i - 1]];
    if (
      TASK_SIZE - len >= addr &&
      (!vma || addr + len <= vm_start_gap(vma)) &&
      (!prev || addr >= vm_end_gap(prev))
    ) {
      return addr;
    }
  }
  if (!mm.mmap_is_legacy) {
    const r = gap_below(mm, PAGE_SIZE, len, colour);
    if (r >= 0) return r;
  }
  return gap_above(mm, mm.mmap_legacy_base, mmap_upper_limit(RLIM_INFINITY), len, colour);
}

/** The highest free place below mmap_base. What is known to be full above holes_from is not looked at again. */
function gap_below(mm: mm_struct, low: number, len: number, colour: number): number {
  const known = mm.holes_from !== 0 && len > mm.hole_size;
  const top = known ? mm.holes_from : mm.mmap_base;
  if (!known) mm.hole_size = 0;
  for (let i = mm.find_index(top - 1), end = top; ; i--) {
    // the gap that ends at `end`: between mmap[i - 1] and mmap[i]
    const next = mm.mmap[i];
    if (next && next.vm_start < top) end = vm_start_gap(next);
    const prev = mm.mmap[i - 1];
    const start = Math.max(prev ? vm_end_gap(prev) : low, low);
    let at = end - len;
    if (colour >= 0) at -= (((at - colour) % SHM_COLOUR) + SHM_COLOUR) % SHM_COLOUR;
    const found = at >= start && at >= mmap_min_addr;
    mm.hole_size = Math.max(mm.hole_size, end - (found ? at + len : start));
    mm.holes_from = found ? at + len : Math.max(start, PAGE_SIZE);
    if (found) return at;
    if (!prev) return -ENOMEM;
  }
}

/** The lowest free place above low. */
function gap_above(mm: mm_struct, low: number, high: number, len: number, colour: number): number {
  for (let i = mm.find_index(low), start = low; ; i++) {
    const prev = mm.mmap[i - 1];
    if (prev) start = Math.max(start, vm_end_gap(prev));
    const next = mm.mmap[i];
    let at = start;
    if (colour >= 0) at += (((colour - at) % SHM_COLOUR) + SHM_COLOUR) % SHM_COLOUR;
    if (at + len > high) return -ENOMEM;
    if (!next || at + len <= vm_start_gap(next)) return at;
  }
}
