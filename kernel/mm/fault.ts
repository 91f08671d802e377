// Page faults (mm/memory.c, arch/parisc/mm/fault.c): bring in zeroed, copied or cached pages, in runs of up to 16,
// and copy on write.
// Above: mm.ts, arch/parisc/traps.ts. Below: filemap.ts, extent.ts.

import { EFAULT, ENOMEM } from "../uapi/asm/errno.ts";
import {
  FAULT_ACCERR,
  FAULT_MAPERR,
  FAULT_OOM,
  FAULT_SIGBUS,
  FAULT_WRITE,
  PTE_ANON,
  PTE_COW,
  PTE_FILE,
  PTE_WRITE,
  pte_frame,
  VM_EXEC,
  VM_GROWSUP,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
} from "./flags.ts";
import type { mm_struct, vm_area_struct } from "./mm.ts";
import { expand_stack } from "./mmap.ts";

/** Pages brought in at once. */
const RUN = 16;
/** Private writable file mappings up to this many pages are copied as they are touched, so that they are whole. */
const COPY_EAGERLY = 1024;

const ACCESS = VM_READ | VM_WRITE | VM_EXEC;

/** Brings in the page of addr; access is VM_READ, VM_WRITE or VM_EXEC (the FAULT_* access values are the same). */
export function handle_mm_fault(mm: mm_struct, addr: number, access: number): number {
  let vma = mm.find_vma(addr);
  if (!vma || addr < vma.vm_start) {
    const prev = mm.mmap[mm.find_index(addr) - 1];
    if (!prev || !(prev.vm_flags & VM_GROWSUP) || expand_stack(mm, prev, addr) !== 0) return FAULT_MAPERR;
    vma = prev;
  }
  if ((vma.vm_flags & access) !== access) return FAULT_ACCERR;
  const page = addr >>> 12;
  const pte = mm.pte(page);
  const write = access === FAULT_WRITE;
  if (pte === 0)
    return vma.vm_mapping || vma.vm_ops?.fault ? do_file(mm, vma, page, write) : do_anonymous(mm, vma, page);
  if (write && pte & PTE_COW) return do_wp_page(mm, vma, page, pte);
  if (write && pte & PTE_FILE && !(pte & PTE_WRITE)) {
    if (!(vma.vm_flags & VM_SHARED)) return do_wp_page(mm, vma, page, pte);
    vma.vm_mapping?.mark_dirty(vma.linear_page_index(addr));
    mm.set_pte(page, pte | PTE_WRITE);
  }
  install(mm, vma, page);
  return 0;
}

/** Shows the processor the page as the page table and the vma have it. */
export function install(mm: mm_struct, vma: vm_area_struct, page: number, n = 1): void {
  const pte = mm.pte(page);
  let prot = vma.vm_flags & ACCESS;
  if (pte & PTE_COW || (pte & (PTE_FILE | PTE_WRITE)) === PTE_FILE) prot &= ~VM_WRITE;
  mm.space.set(page, pte_frame(pte), prot, n);
}

/** A zeroed frame for a private page, at its place in the extent if it can be had; 0: no memory. */
export function alloc_anon(mm: mm_struct, vma: vm_area_struct, page: number): number {
  const frame = mm.extent_for(vma, page)?.commit(page) || mm.kernel.machine.phys.alloc(1);
  if (frame || !mm.kernel.reclaim(RUN)) return frame;
  return mm.kernel.machine.phys.alloc(1);
}

function run_of(vma: vm_area_struct, page: number): [number, number] {
  const start = Math.floor(page / RUN) * RUN;
  return [Math.max(start, vma.vm_start / 4096), Math.min(start + RUN, vma.vm_end / 4096)];
}

function do_anonymous(mm: mm_struct, vma: vm_area_struct, page: number): number {
  const frame = alloc_anon(mm, vma, page);
  if (!frame) return FAULT_OOM;
  mm.set_pte(page, frame | PTE_ANON);
  const extent = mm.extent_for(vma, page);
  let [first, last] = [page, page + 1];
  if (extent?.frame(page) === frame) {
    // the neighbours, as far as they are untouched and memory is not short
    const [from, to] = run_of(vma, page);
    while (first > from && commit(first - 1)) first--;
    while (last < to && commit(last)) last++;
  }
  install(mm, vma, first, last - first);
  return 0;

  function commit(p: number): boolean {
    if (mm.pte(p) !== 0 || mm.kernel.memory_low) return false;
    const f = extent!.commit(p);
    if (f) mm.set_pte(p, f | PTE_ANON);
    return f !== 0;
  }
}

function do_file(mm: mm_struct, vma: vm_area_struct, page: number, write: boolean): number {
  const mapping = vma.vm_mapping;
  const base = vma.vm_start / 4096 - vma.vm_pgoff;
  const shared = (vma.vm_flags & VM_SHARED) !== 0;
  if (!mapping) {
    const frame = vma.vm_ops!.fault!(vma, page - base, write);
    if (frame < 0) return fault_of(frame);
    mm.set_pte(page, frame | PTE_FILE | PTE_WRITE);
    install(mm, vma, page);
    return 0;
  }
  const size = Math.ceil(mapping.host.i_size / 4096);
  if (page - base >= size) return FAULT_SIGBUS;
  const copy = !shared && (write || ((vma.vm_flags & VM_WRITE) !== 0 && vma.pages <= COPY_EAGERLY));
  const one = (p: number): number => {
    const frame = mapping.get_page(p - base, shared && write);
    if (frame < 0) return frame;
    if (!copy) {
      mm.kernel.machine.phys.get(frame);
      const seen = shared && (write || !mapping.a_ops.writepage);
      mm.set_pte(p, frame | PTE_FILE | (seen ? PTE_WRITE : 0));
      return frame;
    }
    const own = alloc_anon(mm, vma, p);
    if (!own) return -ENOMEM;
    mm.kernel.machine.phys.copyFrame(own, frame);
    mm.set_pte(p, own | PTE_ANON);
    return own;
  };
  const r = one(page);
  if (r < 0) return fault_of(r);
  install(mm, vma, page);
  // neighbours that cost no reading; copies only of small mappings
  const [from, to] = run_of(vma, page);
  if (mm.kernel.memory_low) return 0;
  for (let p = from; p < Math.min(to, base + size); p++) {
    if (mm.pte(p) !== 0 || (shared && write) || (copy && vma.pages > COPY_EAGERLY)) continue;
    if (!mapping.find_page(p - base) || one(p) < 0) continue;
    install(mm, vma, p);
  }
  return 0;
}

const fault_of = (r: number): number =>
  r === -ENOMEM ? FAULT_OOM : r === -EFAULT ? FAULT_ACCERR : FAULT_SIGBUS;

/** A write to a page that others share: a copy of its own, or the page itself if nobody else has it. */
function do_wp_page(mm: mm_struct, vma: vm_area_struct, page: number, pte: number): number {
  const phys = mm.kernel.machine.phys;
  const old = pte_frame(pte);
  if (pte & PTE_ANON && phys.refs(old) === 1) {
    mm.set_pte(page, old | PTE_ANON);
  } else {
    const frame = alloc_anon(mm, vma, page);
    if (!frame) return FAULT_OOM;
    phys.copyFrame(frame, old);
    mm.set_pte(page, frame | PTE_ANON);
    phys.put(old);
  }
  install(mm, vma, page);
  return 0;
}
