// An address space as the kernel sees it: mm_struct with its vm_area_structs and page table (include/linux/
// mm_types.h). The page table here is the truth about frames; the emulator's tables (AddressSpace) are filled from it
// on faults. Frames private to the space come from extents, so that a mapping's frames are contiguous.
// Above: mmap.ts, fault.ts, fork.ts in task/, exec/. Below: filemap.ts, extent.ts, emulator.

import type { AddressSpace } from "../../emulator/index.ts";
import type { file } from "../fs/file.ts";
import type { Kernel } from "../kernel.ts";
import type { user_namespace } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { EXTENT_MAX_PAGES, Extent } from "./extent.ts";
import { handle_mm_fault } from "./fault.ts";
import type { address_space } from "./filemap.ts";
import { PTE_FILE, pte_frame, VM_GROWSUP, VM_LOCKED, VM_MAYWRITE, VM_SHARED, VM_WRITE } from "./flags.ts";

export * from "./flags.ts";

export interface vm_operations_struct {
  /** Another vma of the mapping came to be (fork, split). */
  open?(vma: vm_area_struct): void;
  close?(vma: vm_area_struct): void;
  /** The frame of page pgoff with a reference taken for the mapping, or -ERRNO. For mappings that are no files. */
  fault?(vma: vm_area_struct, pgoff: number, write: boolean): number;
  mremap?(vma: vm_area_struct): number;
  /** Text in /proc/PID/maps. */
  name?: string;
}

export class vm_area_struct {
  /** What the pages are those of; null: anonymous memory. */
  vm_mapping: address_space | null = null;
  vm_file: file | null = null;
  /** In pages. */
  vm_pgoff = 0;
  vm_ops: vm_operations_struct | null = null;
  vm_private_data: unknown = null;
  constructor(
    readonly vm_mm: mm_struct,
    public vm_start: number,
    /** First byte after it. */
    public vm_end: number,
    public vm_flags: number,
  ) {}

  get pages(): number {
    return (this.vm_end - this.vm_start) / 4096;
  }
  /** Index in the file of the page that holds addr. */
  linear_page_index(addr: number): number {
    return this.vm_pgoff + Math.floor((addr - this.vm_start) / 4096);
  }
  get private(): boolean {
    return (this.vm_flags & VM_SHARED) === 0;
  }
}

export class mm_struct {
  readonly space: AddressSpace;
  /** Ordered by address, never overlapping. */
  readonly mmap: vm_area_struct[] = [];
  readonly #pgd: (Uint32Array | null)[] = new Array(1024).fill(null);
  #extents: Extent[] = [];
  #lastVma: vm_area_struct | null = null;
  users = 1;

  start_code = 0;
  end_code = 0;
  start_data = 0;
  end_data = 0;
  start_brk = 0;
  brk = 0;
  start_stack = 0;
  arg_start = 0;
  arg_end = 0;
  env_start = 0;
  env_end = 0;
  mmap_base = 0;
  mmap_legacy_base = 0x40000000;
  mmap_is_legacy = false;
  /** Between here and mmap_base no gap is larger than hole_size; 0: not known (the free_area_cache of older kernels). */
  holes_from = 0;
  hole_size = 0;
  /** Where signal trampolines of the vDSO are, 0 without. */
  vdso_base = 0;
  saved_auxv = new Uint8Array(0);
  exe_file: file | null = null;
  dumpable = 1;
  /** VM_LOCKED etc. for mappings to come (mlockall MCL_FUTURE). */
  def_flags = 0;

  /** Pages mapped, locked, and present: private and of files. */
  total_vm = 0;
  locked_vm = 0;
  data_vm = 0;
  stack_vm = 0;
  rss_anon = 0;
  rss_file = 0;
  hiwater_rss = 0;
  hiwater_vm = 0;
  /** membarrier registrations. */
  membarrier_state = 0;

  constructor(
    readonly kernel: Kernel,
    readonly user_ns: user_namespace,
  ) {
    this.space = kernel.machine.newSpace();
  }

  /** Brings the page of addr in for an access (FAULT_READ, _WRITE, _EXEC). 0, or one of FAULT_*. */
  fault(addr: number, access: number): number {
    return handle_mm_fault(this, addr >>> 0, access);
  }

  /** The first vma that ends after addr. */
  find_vma(addr: number): vm_area_struct | undefined {
    const last = this.#lastVma;
    if (last && addr >= last.vm_start && addr < last.vm_end) return last;
    const vma = this.mmap[this.find_index(addr)];
    if (vma && vma.vm_start <= addr) this.#lastVma = vma;
    return vma;
  }

  /** Index in mmap of the first vma that ends after addr. */
  find_index(addr: number): number {
    let lo = 0;
    let hi = this.mmap.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.mmap[mid].vm_end > addr) hi = mid;
      else lo = mid + 1;
    }
    return lo;
  }

  /** The vma that holds addr. */
  vma_lookup(addr: number): vm_area_struct | undefined {
    const vma = this.find_vma(addr);
    return vma && vma.vm_start <= addr ? vma : undefined;
  }

  /** The first vma that overlaps [start, end). */
  find_vma_intersection(start: number, end: number): vm_area_struct | undefined {
    const vma = this.find_vma(start);
    return vma && vma.vm_start < end ? vma : undefined;
  }

  /** Enters a vma in its place. */
  insert_vma(vma: vm_area_struct): void {
    this.mmap.splice(this.find_index(vma.vm_start), 0, vma);
    this.account(vma, vma.pages);
    if (vma.vm_mapping) this.#watch(vma);
  }

  /** Takes it off the list; its pages are the caller's business. */
  remove_vma(vma: vm_area_struct): void {
    this.mmap.splice(this.find_index(vma.vm_start), 1);
    this.#removed(vma);
  }

  /** What else goes with a vma that is off the list. */
  #removed(vma: vm_area_struct): void {
    if (this.#lastVma === vma) this.#lastVma = null;
    // the gap that it leaves may be larger: it ends where the next one starts
    if (vma.vm_end >= this.holes_from)
      this.holes_from = this.mmap[this.find_index(vma.vm_start)]?.vm_start ?? 0;
    if (this.holes_from > this.mmap_base) this.holes_from = 0;
    this.account(vma, -vma.pages);
    this.unwatch(vma);
    vma.vm_ops?.close?.(vma);
    vma.vm_file?.put();
  }

  account(vma: vm_area_struct, pages: number): void {
    this.total_vm += pages;
    if (vma.vm_flags & VM_LOCKED) this.locked_vm += pages;
    if (vma.vm_flags & VM_GROWSUP) this.stack_vm += pages;
    else if ((vma.vm_flags & (VM_WRITE | VM_SHARED)) === VM_WRITE) this.data_vm += pages;
    if (this.total_vm > this.hiwater_vm) this.hiwater_vm = this.total_vm;
  }

  #watchers = new Map<vm_area_struct, { unmap_mapping_range(first: number, last: number): void }>();

  #watch(vma: vm_area_struct): void {
    const watcher = {
      unmap_mapping_range: (first: number, last: number) => {
        const from = Math.max(first - vma.vm_pgoff, 0);
        const to = Math.min(last + 1 - vma.vm_pgoff, vma.pages);
        const page = vma.vm_start / 4096;
        if (from < to) this.zap(page + from, page + to, true);
      },
    };
    this.#watchers.set(vma, watcher);
    vma.vm_mapping!.i_mmap.add(watcher);
    if ((vma.vm_flags & (VM_SHARED | VM_MAYWRITE)) === (VM_SHARED | VM_MAYWRITE))
      vma.vm_mapping!.i_mmap_writable++;
  }

  /** A vma takes over or leaves its mapping. */
  unwatch(vma: vm_area_struct): void {
    const watcher = this.#watchers.get(vma);
    if (!watcher) return;
    this.#watchers.delete(vma);
    vma.vm_mapping!.i_mmap.delete(watcher);
    if ((vma.vm_flags & (VM_SHARED | VM_MAYWRITE)) === (VM_SHARED | VM_MAYWRITE))
      vma.vm_mapping!.i_mmap_writable--;
  }

  /** Splits a vma at addr: it keeps what is below; the upper part is returned. */
  split_vma(vma: vm_area_struct, addr: number): vm_area_struct {
    const upper = new vm_area_struct(this, addr, vma.vm_end, vma.vm_flags);
    upper.vm_mapping = vma.vm_mapping;
    upper.vm_file = vma.vm_file?.get() ?? null;
    upper.vm_pgoff = vma.vm_pgoff + (addr - vma.vm_start) / 4096;
    upper.vm_ops = vma.vm_ops;
    upper.vm_private_data = vma.vm_private_data;
    vma.vm_end = addr;
    this.mmap.splice(this.find_index(vma.vm_start) + 1, 0, upper);
    if (this.#lastVma === vma) this.#lastVma = null;
    if (upper.vm_mapping) this.#watch(upper);
    upper.vm_ops?.open?.(upper);
    return upper;
  }

  /** Joins neighbours that are alike around index i (mm/mmap.c vma_merge). */
  merge_around(start: number, end: number): void {
    let i = Math.max(this.find_index(start) - 1, 0);
    while (i + 1 < this.mmap.length && this.mmap[i].vm_start <= end) {
      const a = this.mmap[i];
      const b = this.mmap[i + 1];
      if (this.#mergeable(a, b)) {
        this.mmap.splice(i + 1, 1);
        a.vm_end = b.vm_end;
        if (this.#lastVma === b) this.#lastVma = null;
        this.unwatch(b);
        b.vm_file?.put();
      } else i++;
    }
  }

  #mergeable(a: vm_area_struct, b: vm_area_struct): boolean {
    if (a.vm_end !== b.vm_start || a.vm_flags !== b.vm_flags || a.vm_ops !== b.vm_ops) return false;
    if (a.vm_mapping !== b.vm_mapping || a.vm_file !== b.vm_file || a.vm_private_data !== b.vm_private_data)
      return false;
    if (a.vm_ops?.close || a.vm_ops?.fault || a.vm_flags & VM_GROWSUP) return false;
    return !a.vm_mapping || b.vm_pgoff === a.vm_pgoff + a.pages;
  }

  /** The page table's entry of a page (address / 4096). */
  pte(page: number): number {
    const leaf = this.#pgd[page >>> 10];
    return leaf ? leaf[page & 1023] : 0;
  }

  set_pte(page: number, pte: number): void {
    let leaf = this.#pgd[page >>> 10];
    if (!leaf) {
      if (pte === 0) return;
      leaf = this.#pgd[page >>> 10] = new Uint32Array(1024);
    }
    const old = leaf[page & 1023];
    leaf[page & 1023] = pte;
    if (old) this.#count(old, -1);
    if (pte) this.#count(pte, 1);
  }

  #count(pte: number, n: number): void {
    if (pte & PTE_FILE) this.rss_file += n;
    else this.rss_anon += n;
    const rss = this.rss_anon + this.rss_file;
    if (rss > this.hiwater_rss) this.hiwater_rss = rss;
  }

  /** Calls fn for each present page of [first, last). */
  for_each_pte(first: number, last: number, fn: (page: number, pte: number) => void): void {
    for (let page = first; page < last; ) {
      const leaf = this.#pgd[page >>> 10];
      const end = Math.min(((page >>> 10) + 1) << 10 || 0x100000, last);
      if (leaf) for (let p = page; p < end; p++) if (leaf[p & 1023]) fn(p, leaf[p & 1023]);
      page = end;
    }
  }

  /** Takes the pages of [first, last) out and drops their frames; only those of files if filesOnly. */
  zap(first: number, last: number, filesOnly = false): void {
    const phys = this.kernel.machine.phys;
    let any = false;
    this.for_each_pte(first, last, (page, pte) => {
      if (filesOnly && !(pte & PTE_FILE)) return;
      this.set_pte(page, 0);
      if (filesOnly) this.space.clear(page, 1);
      any = true;
      phys.put(pte_frame(pte));
    });
    if (any && !filesOnly) this.space.clear(first, last - first);
  }

  /** Removes all vmas of [start, end), whose borders are vma borders, with their pages. */
  zap_mappings(start: number, end: number): void {
    const i = this.find_index(start);
    let n = i;
    while (n < this.mmap.length && this.mmap[n].vm_start < end) n++;
    const gone = this.mmap.splice(i, n - i);
    for (const vma of gone) {
      if (vma.vm_mapping && vma.vm_flags & VM_SHARED && vma.vm_mapping.dirty) {
        vma.vm_mapping.writeback(vma.vm_pgoff, vma.vm_pgoff + vma.pages - 1);
      }
    }
    this.zap(start / 4096, end / 4096);
    for (const vma of gone) this.#removed(vma);
    this.trim_extents(start, end);
  }

  /** A task whose limits count for this space. */
  owner(): task_struct | null {
    const current = this.kernel.sched.current;
    if (current?.mm === this) return current;
    for (const t of this.kernel.tasks.values()) if (t.mm === this) return t;
    return null;
  }

  /** Whether every page of the mapping that holds it is private to some extent; the extent for page, made if need be. */
  extent_for(vma: vm_area_struct, page: number): Extent | null {
    for (const e of this.#extents) if (e.frame(page)) return e;
    let first = vma.vm_start / 4096;
    let last = vma.vm_end / 4096;
    if (vma.vm_flags & VM_GROWSUP) last = Math.min(first + 2048, 0xfff00);
    else if (vma.vm_flags & VM_WRITE && !(vma.vm_flags & VM_SHARED)) {
      // a program's data, bss and heap lie together: one run for what is addressed from one base register
      const joins = (v: vm_area_struct): boolean =>
        (v.vm_flags & (VM_WRITE | VM_SHARED | VM_GROWSUP)) === VM_WRITE && v.pages <= EXTENT_MAX_PAGES / 4;
      const at = this.mmap.indexOf(vma);
      for (let i = at; i > 0 && joins(this.mmap[i - 1]) && this.mmap[i - 1].vm_end === first * 4096; i--)
        first = this.mmap[i - 1].vm_start / 4096;
      for (
        let i = at + 1;
        i < this.mmap.length && joins(this.mmap[i]) && this.mmap[i].vm_start === last * 4096;
        i++
      )
        last = this.mmap[i].vm_end / 4096;
      const heap = this.start_brk_page;
      if (first <= heap && last >= heap) last = Math.max(last, heap + 4096);
    }
    for (const e of this.#extents) {
      if (e.first + e.length <= page && e.first + e.length > first) first = e.first + e.length;
      if (e.first > page && e.first < last) last = e.first;
    }
    if (last - first > EXTENT_MAX_PAGES) return null;
    const extent = Extent.reserve(this.kernel.machine.phys, last - first, first);
    if (extent) this.#extents.push(extent);
    return extent;
  }

  /** First page of the heap. */
  get start_brk_page(): number {
    return Math.ceil(this.start_brk / 4096);
  }

  /** Gives extents back that no mapping uses any more. */
  trim_extents(start: number, end: number): void {
    const [first, last] = [start / 4096, end / 4096];
    this.#extents = this.#extents.filter((e) => {
      if (e.first >= last || e.first + e.length <= first) return true;
      if (this.find_vma_intersection(e.first * 4096, (e.first + e.length) * 4096)) return true;
      e.put();
      return false;
    });
  }

  get(): this {
    this.users++;
    return this;
  }

  /** A task leaves the space; with the last one everything goes (mmput, exit_mmap). */
  put(): void {
    if (--this.users > 0) return;
    for (const vma of [...this.mmap]) {
      if (vma.vm_mapping && vma.vm_flags & VM_SHARED && vma.vm_mapping.dirty) {
        vma.vm_mapping.writeback(vma.vm_pgoff, vma.vm_pgoff + vma.pages - 1);
      }
    }
    const phys = this.kernel.machine.phys;
    for (const vma of this.mmap)
      this.for_each_pte(vma.vm_start / 4096, vma.vm_end / 4096, (_, pte) => phys.put(pte_frame(pte)));
    this.#pgd.fill(null);
    for (const vma of this.mmap.splice(0)) this.#removed(vma);
    for (const e of this.#extents) e.put();
    this.#extents = [];
    if (this.exe_file) {
      this.exe_file.f_inode.i_writecount++; // nobody runs it on our account any more
      this.exe_file.put();
    }
    this.exe_file = null;
    this.space.free();
  }
}
