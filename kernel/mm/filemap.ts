// A file's pages in guest memory (mm/filemap.c): read() and write() go through them, mappings show them, so both
// see the same bytes. Frames are contiguous while the file fits its extent, that a mapping of it is whole.
// Above: mm.ts (file mappings), fs/ (tmpfs, hostfs, memfd …). Below: emulator's PhysicalMemory.

import type { Kernel } from "../kernel.ts";
import { EIO, ENOMEM } from "../uapi/asm/errno.ts";
import { Extent } from "./extent.ts";

export const PAGE_SIZE = 4096;
export const PAGE_SHIFT = 12;

/** How pages come from and go to where the file is kept. Absent members: the pages are all there is (tmpfs). */
export interface address_space_operations {
  /** Fills dst with the file's bytes from pos on; the count (short at the end of the file), or -ERRNO. */
  read_folio?(mapping: address_space, pos: number, dst: Uint8Array): number;
  /** Stores src at pos; 0 or -ERRNO. Not beyond i_size. */
  writepage?(mapping: address_space, pos: number, src: Uint8Array): number;
}

/** What a mapping needs of its inode. */
export interface address_space_host {
  i_size: number;
}

/** Files whose pages are brought in and kept; one per inode. Positions and sizes are bytes. */
export class address_space {
  readonly #pages = new Map<number, number>();
  readonly #dirty = new Set<number>();
  #extent: Extent | null = null;
  /** Shared mappings that may be written to: while there are any, pages stay dirty. */
  i_mmap_writable = 0;
  /** Mappings of it (i_mmap): told when pages go. */
  readonly i_mmap = new Set<{ unmap_mapping_range(first: number, last: number): void }>();

  constructor(
    readonly kernel: Kernel,
    readonly host: address_space_host,
    readonly a_ops: address_space_operations = {},
  ) {}

  /** Pages held. */
  get nrpages(): number {
    return this.#pages.size;
  }

  /** The frame of a page that is held, or 0. */
  find_page(index: number): number {
    return this.#pages.get(index) ?? 0;
  }

  /** Indices of the pages held, in no order. */
  indices(): IterableIterator<number> {
    return this.#pages.keys();
  }

  mark_dirty(index: number): void {
    if (this.a_ops.writepage) this.#dirty.add(index);
  }

  get dirty(): boolean {
    return this.#dirty.size > 0;
  }

  /** The frame of page index, read in if need be (with up to 16 that follow); -ENOMEM, -EIO … */
  get_page(index: number, forWrite: boolean, whole = false): number {
    let frame = this.#pages.get(index);
    if (frame === undefined) {
      const r = this.a_ops.read_folio && !whole ? this.#readahead(index) : this.#add(index);
      if (r < 0) return r;
      frame = r;
    }
    if (forWrite) this.mark_dirty(index);
    return frame;
  }

  #add(index: number): number {
    const size = Math.ceil(this.host.i_size / PAGE_SIZE);
    this.#extent ??= Extent.reserve(this.kernel.machine.phys, index >= size ? index + 1 : size, 0);
    let frame = this.#extent?.commit(index) ?? 0;
    if (!frame) frame = this.kernel.machine.phys.alloc(1);
    if (!frame && this.kernel.reclaim(16)) frame = this.kernel.machine.phys.alloc(1);
    if (!frame) return -ENOMEM;
    this.#pages.set(index, frame);
    return frame;
  }

  #readahead(index: number): number {
    const end = Math.ceil(this.host.i_size / PAGE_SIZE);
    let n = 1;
    while (n < 16 && index + n < end && !this.#pages.has(index + n)) n++;
    const buffer = new Uint8Array(n * PAGE_SIZE);
    const got = this.a_ops.read_folio!(this, index * PAGE_SIZE, buffer);
    if (got < 0) return got === -ENOMEM ? got : -EIO;
    for (let i = 0; i < n; i++) {
      const frame = this.#add(index + i);
      if (frame < 0) {
        if (i === 0) return frame;
        break;
      }
      if (i * PAGE_SIZE < got) {
        this.kernel.machine.phys.writeBytes(frame, buffer.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE));
      }
    }
    return this.#pages.get(index)!;
  }

  /** Copies the file's bytes from pos on; holes are zeros. Not beyond i_size: the caller's business. Or -ERRNO. */
  read_bytes(pos: number, dst: Uint8Array): number {
    for (let done = 0; done < dst.length; ) {
      const at = (pos + done) % PAGE_SIZE;
      const index = (pos + done - at) / PAGE_SIZE;
      const n = Math.min(PAGE_SIZE - at, dst.length - done);
      let frame = this.#pages.get(index) ?? 0;
      if (!frame && this.a_ops.read_folio) {
        frame = this.get_page(index, false);
        if (frame < 0) return done || frame;
      }
      if (frame) this.kernel.machine.phys.readBytes(frame + at, dst.subarray(done, done + n));
      else dst.fill(0, done, done + n);
      done += n;
    }
    return dst.length;
  }

  /** As read_bytes for those who watch: no page is brought in. How many bytes can be seen. Not beyond i_size. */
  look_bytes(pos: number, dst: Uint8Array): number {
    const { host, machine } = this.kernel;
    for (let done = 0; done < dst.length; ) {
      const at = (pos + done) % PAGE_SIZE;
      const part = dst.subarray(done, done + Math.min(PAGE_SIZE - at, dst.length - done));
      const frame = this.#pages.get((pos + done - at) / PAGE_SIZE);
      if (frame) machine.phys.readBytes(frame + at, part);
      else if (this.a_ops.read_folio) {
        const look = () => this.a_ops.read_folio!(this, pos + done, part);
        const n = host.aside ? host.aside(look) : look();
        if (n < part.length) return done + Math.max(n, 0);
      } else part.fill(0);
      done += part.length;
    }
    return dst.length;
  }

  /** Stores bytes at pos; does not change i_size. The count, short or -ENOMEM when memory ran out. */
  write_bytes(pos: number, src: Uint8Array): number {
    for (let done = 0; done < src.length; ) {
      const at = (pos + done) % PAGE_SIZE;
      const index = (pos + done - at) / PAGE_SIZE;
      const n = Math.min(PAGE_SIZE - at, src.length - done);
      const frame = this.get_page(
        index,
        true,
        n === PAGE_SIZE || (at === 0 && pos + done + n >= this.host.i_size),
      );
      if (frame < 0) return done || frame;
      this.kernel.machine.phys.writeBytes(frame + at, src.subarray(done, done + n));
      done += n;
    }
    return src.length;
  }

  /** Writes back pages that were changed through mappings or write(), [first, last] of them. 0 or -ERRNO. */
  writeback(first = 0, last = Number.MAX_SAFE_INTEGER): number {
    if (!this.a_ops.writepage) return 0;
    let result = 0;
    for (const index of [...this.#dirty].sort((a, b) => a - b)) {
      if (index < first || index > last) continue;
      const frame = this.#pages.get(index);
      const pos = index * PAGE_SIZE;
      const n = Math.min(PAGE_SIZE, this.host.i_size - pos);
      if (this.i_mmap_writable === 0) this.#dirty.delete(index);
      if (frame === undefined || n <= 0) continue;
      const buffer = new Uint8Array(n);
      this.kernel.machine.phys.readBytes(frame, buffer);
      const r = this.a_ops.writepage(this, pos, buffer);
      if (r < 0) result = r;
    }
    return result;
  }

  /** The file's size is now `size`: pages beyond go (from mappings too), the rest of the last one is zeroed. */
  truncate(size: number): void {
    const first = Math.ceil(size / PAGE_SIZE);
    const gone = [...this.#pages.keys()].filter((i) => i >= first);
    for (const m of [...this.i_mmap]) m.unmap_mapping_range(first, Number.MAX_SAFE_INTEGER);
    for (const index of gone) this.#drop(index);
    const at = size % PAGE_SIZE;
    const frame = at ? this.#pages.get(first - 1) : undefined;
    if (frame) this.kernel.machine.phys.fillBytes(frame + at, PAGE_SIZE - at, 0);
    if (this.#pages.size === 0) this.#release();
  }

  /** Makes a hole: whole pages of [start, end) go, the rest is zeroed (fallocate PUNCH_HOLE). */
  punch_hole(start: number, end: number): void {
    const first = Math.ceil(start / PAGE_SIZE);
    const last = Math.floor(end / PAGE_SIZE) - 1;
    if (last >= first) {
      for (const m of [...this.i_mmap]) m.unmap_mapping_range(first, last);
      for (const index of [...this.#pages.keys()]) if (index >= first && index <= last) this.#drop(index);
    }
    const zero = (from: number, to: number) => {
      const frame = this.#pages.get(Math.floor(from / PAGE_SIZE));
      if (frame && to > from) this.kernel.machine.phys.fillBytes(frame + (from % PAGE_SIZE), to - from, 0);
    };
    if (first > last + 1) zero(start, end);
    else {
      zero(start, first * PAGE_SIZE);
      zero((last + 1) * PAGE_SIZE, end);
    }
  }

  /** Forgets clean pages that nobody maps (host files that changed, memory pressure). Returns how many went. */
  invalidate(): number {
    let n = 0;
    if (this.i_mmap.size > 0) return 0;
    for (const index of [...this.#pages.keys()]) {
      if (this.#dirty.has(index)) continue;
      this.#drop(index);
      n++;
    }
    if (this.#pages.size === 0) this.#release();
    return n;
  }

  #drop(index: number): void {
    const frame = this.#pages.get(index);
    if (frame === undefined) return;
    this.#pages.delete(index);
    this.#dirty.delete(index);
    this.kernel.machine.phys.put(frame);
  }

  #release(): void {
    this.#extent?.put();
    this.#extent = null;
  }
}
