// A run of contiguous guest frames set aside for one mapping or one file, so that one delta serves all of it.
// Above: mm.ts, filemap.ts. Below: emulator's PhysicalMemory.

import type { PhysicalMemory } from "../../emulator/index.ts";

/** Largest run that is set aside: 64 MiB. Larger mappings take what frames come. */
export const EXTENT_MAX_PAGES = 0x4000;

export class Extent {
  #users = 1;

  private constructor(
    readonly phys: PhysicalMemory,
    /** Host offset of the first frame. */
    readonly base: number,
    /** Number of frames. */
    readonly length: number,
    /** Page number (virtual page, or index in a file) that the first frame is for. */
    readonly first: number,
  ) {}

  /** Sets `length` frames aside for the pages from `first` on; null: too many, or no room. */
  static reserve(phys: PhysicalMemory, length: number, first: number): Extent | null {
    if (length <= 0 || length > EXTENT_MAX_PAGES) return null;
    const base = phys.reserve(length);
    return base ? new Extent(phys, base, length, first) : null;
  }

  /** The place of a page's frame, 0 if it is outside. */
  frame(page: number): number {
    const i = page - this.first;
    return i >= 0 && i < this.length ? this.base + i * 4096 : 0;
  }

  /** A zeroed frame with one reference at its place, or 0 (outside, in use, or memory is used up). */
  commit(page: number): number {
    const frame = this.frame(page);
    if (!frame || this.phys.refs(frame) > 0) return 0;
    return this.phys.commit(frame) ? frame : 0;
  }

  get(): this {
    this.#users++;
    return this;
  }

  /** The last user gives the run back; frames that still have references go when those do. */
  put(): void {
    if (--this.#users === 0) this.phys.release(this.base, this.length);
  }
}
