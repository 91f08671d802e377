// Bits of mappings, page table entries and faults (include/linux/mm.h). A module of its own that imports nothing, so
// that the parts of mm/, which import each other, may compute with them at load time.
// Above: mm.ts, fault.ts and the rest of mm/. Below: nothing.

export const FAULT_READ = 1;
export const FAULT_WRITE = 2;
export const FAULT_EXEC = 4;

/** What a fault came to; 0: the page is there now. */
export const FAULT_MAPERR = 1;
export const FAULT_ACCERR = 2;
export const FAULT_SIGBUS = 3;
export const FAULT_OOM = 4;

export const VM_READ = 0x1;
export const VM_WRITE = 0x2;
export const VM_EXEC = 0x4;
export const VM_SHARED = 0x8;
export const VM_MAYREAD = 0x10;
export const VM_MAYWRITE = 0x20;
export const VM_MAYEXEC = 0x40;
export const VM_MAYSHARE = 0x80;
export const VM_LOCKED = 0x2000;
export const VM_IO = 0x4000;
export const VM_DONTCOPY = 0x20000;
export const VM_DONTEXPAND = 0x40000;
export const VM_LOCKONFAULT = 0x80000;
export const VM_NORESERVE = 0x200000;
export const VM_GROWSUP = 0x1000000;
export const VM_WIPEONFORK = 0x2000000;
export const VM_DONTDUMP = 0x4000000;

/** Page table entry: the frame's host offset, and these in the low bits. 0: nothing there. */
export const PTE_ANON = 1;
/** Shared with another address space after fork: a write gets its own copy. */
export const PTE_COW = 2;
/** A file's page (page cache). */
export const PTE_FILE = 4;
/** Writes are allowed as far as the vma allows them (a file's page whose first write was seen). */
export const PTE_WRITE = 8;
export const pte_frame = (pte: number): number => (pte & ~0xfff) >>> 0;
