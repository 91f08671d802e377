// Another task's memory as a debugger sees it (mm/memory.c access_process_vm with FOLL_FORCE): what may not be read or
// written by the program itself can be all the same; a private page that is written is copied first.
// Above: sys_ptrace.ts, exec/coredump.ts, fs/proc (mem). Below: fault.ts.

import {
  FAULT_READ,
  FAULT_WRITE,
  type mm_struct,
  pte_frame,
  VM_EXEC,
  VM_MAYWRITE,
  VM_READ,
  VM_SHARED,
  VM_WRITE,
} from "./mm.ts";

/** The frame of addr's page with the page brought in for the access, or 0. */
function page_of(mm: mm_struct, addr: number, write: boolean): number {
  const vma = mm.vma_lookup(addr);
  if (!vma) return 0;
  const page = addr >>> 12;
  const flags = vma.vm_flags;
  if (!write) {
    if (!mm.pte(page)) {
      vma.vm_flags |= VM_READ;
      const r = mm.fault(addr, FAULT_READ);
      vma.vm_flags = flags;
      if (r !== 0) return 0;
      if (!(flags & VM_READ)) mm.space.clear(page);
    }
    return pte_frame(mm.pte(page));
  }
  if (!(flags & VM_WRITE)) {
    if (flags & VM_SHARED || !(flags & VM_MAYWRITE)) return 0;
    // as a breakpoint is set: the program gets its own copy, still not writable
    vma.vm_flags |= VM_WRITE;
    const r = mm.fault(addr, FAULT_WRITE);
    vma.vm_flags = flags;
    if (r !== 0) return 0;
    mm.space.set(page, pte_frame(mm.pte(page)), flags & (VM_READ | VM_EXEC));
  } else if (mm.fault(addr, FAULT_WRITE) !== 0) return 0;
  return pte_frame(mm.pte(page));
}

function* pieces(addr: number, n: number): Generator<[at: number, offset: number, n: number]> {
  for (let done = 0; done < n; ) {
    const at = (addr + done) >>> 0;
    const part = Math.min(4096 - (at & 0xfff), n - done);
    yield [at, done, part];
    done += part;
  }
}

/** n bytes at addr, or null where something is not mapped. */
export function ptrace_read(mm: mm_struct, addr: number, n: number): Uint8Array | null {
  const b = new Uint8Array(n);
  for (const [at, offset, part] of pieces(addr, n)) {
    const frame = page_of(mm, at, false);
    if (!frame) return null;
    mm.kernel.machine.phys.readBytes(frame + (at & 0xfff), b.subarray(offset, offset + part));
  }
  return b;
}

/** Writes at addr; false where something is not mapped or is shared and read-only. */
export function ptrace_write(mm: mm_struct, addr: number, bytes: Uint8Array): boolean {
  for (const [at, offset, part] of pieces(addr, bytes.length)) {
    const frame = page_of(mm, at, true);
    if (!frame) return false;
    mm.kernel.machine.phys.writeBytes(frame + (at & 0xfff), bytes.subarray(offset, offset + part));
  }
  return true;
}
