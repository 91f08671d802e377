// fork's half of memory (kernel/fork.c dup_mmap): small private mappings are copied at once, so that both sides stay
// whole; of large ones the frames are shared until somebody writes.
// Above: task/fork.ts. Below: mm.ts.

import {
  mm_struct,
  PTE_ANON,
  PTE_COW,
  pte_frame,
  VM_DONTCOPY,
  VM_LOCKED,
  VM_LOCKONFAULT,
  VM_SHARED,
  VM_WIPEONFORK,
  vm_area_struct,
} from "./mm.ts";
import { reinstall } from "./mmap.ts";

/** Private mappings with up to this many pages present are copied at fork. */
const COPY_AT_ONCE = 128;

/** A copy of the space for a child, or null: out of memory. */
export function dup_mm(old: mm_struct): mm_struct | null {
  const phys = old.kernel.machine.phys;
  const mm = new mm_struct(old.kernel, old.user_ns);
  for (const key of COPIED) mm[key] = old[key] as never;
  mm.saved_auxv = old.saved_auxv;
  mm.mmap_is_legacy = old.mmap_is_legacy;
  mm.exe_file = old.exe_file?.get() ?? null;
  mm.space.program = old.space.program;
  if (mm.exe_file) mm.exe_file.f_inode.i_writecount--;
  for (const from of old.mmap) {
    if (from.vm_flags & VM_DONTCOPY) continue;
    const vma = new vm_area_struct(
      mm,
      from.vm_start,
      from.vm_end,
      from.vm_flags & ~(VM_LOCKED | VM_LOCKONFAULT),
    );
    vma.vm_mapping = from.vm_mapping;
    vma.vm_file = from.vm_file?.get() ?? null;
    vma.vm_pgoff = from.vm_pgoff;
    vma.vm_ops = from.vm_ops;
    vma.vm_private_data = from.vm_private_data;
    mm.insert_vma(vma);
    vma.vm_ops?.open?.(vma);
    if (from.vm_flags & VM_WIPEONFORK) continue;
    if (!copy_pages(old, mm, from, vma)) {
      mm.put();
      return null;
    }
  }
  return mm;

  function copy_pages(from: mm_struct, to: mm_struct, a: vm_area_struct, b: vm_area_struct): boolean {
    const first = a.vm_start / 4096;
    const last = a.vm_end / 4096;
    let anon = 0;
    let any = false;
    from.for_each_pte(first, last, (_page, pte) => {
      any = true;
      if (pte & PTE_ANON) anon++;
    });
    if (!any) return true;
    const copy = anon <= COPY_AT_ONCE && !from.kernel.memory_low;
    let ok = true;
    let shared = false;
    from.for_each_pte(first, last, (page, pte) => {
      if (!ok) return;
      if (!(pte & PTE_ANON) || a.vm_flags & VM_SHARED) {
        phys.get(pte_frame(pte));
        to.set_pte(page, pte);
        return;
      }
      if (copy) {
        const frame = to.extent_for(b, page)?.commit(page) || phys.alloc(1);
        if (!frame) {
          ok = false;
          return;
        }
        phys.copyFrame(frame, pte_frame(pte));
        to.set_pte(page, frame | PTE_ANON);
        return;
      }
      phys.get(pte_frame(pte));
      shared = true;
      from.set_pte(page, pte | PTE_COW);
      to.set_pte(page, pte | PTE_COW);
    });
    if (shared) reinstall(from, a);
    reinstall(to, b);
    return ok;
  }
}

const COPIED = [
  "start_code",
  "end_code",
  "start_data",
  "end_data",
  "start_brk",
  "brk",
  "start_stack",
  "arg_start",
  "arg_end",
  "env_start",
  "env_end",
  "mmap_base",
  "mmap_legacy_base",
  "vdso_base",
  "dumpable",
] as const satisfies (keyof mm_struct)[];
