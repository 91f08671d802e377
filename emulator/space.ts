// An address space: the tables the core translates through, as the kernel's mm sees them. A page is address >>> 12.
// Above: machine.ts. Below: memory.ts and the core's space functions (core/memory.ts).

import { type Core, SPACE_TRUTH } from "./core-exports.ts";
import type { PhysicalMemory } from "./memory.ts";

export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const PROT_EXEC = 4;
const PROT = 7;

export class AddressSpace {
  /** Host offset of the tables; 0 once freed. */
  tables: number;
  /** What SR4..SR7 hold while it runs; never 0, which is the kernel's. */
  readonly id: number;
  readonly #phys: PhysicalMemory;
  readonly #core: Core;
  readonly #give: (space: AddressSpace) => void;

  /** @internal See Machine.newSpace(). */
  constructor(
    phys: PhysicalMemory,
    core: Core,
    tables: number,
    id: number,
    give: (space: AddressSpace) => void,
  ) {
    this.#phys = phys;
    this.#core = core;
    this.tables = tables;
    this.id = id;
    this.#give = give;
    core.spaceCreate(tables, id);
  }

  /** Maps n consecutive pages on n consecutive frames with this protection (PROT_NONE pages keep their frames). */
  set(page: number, frame: number, prot: number, n = 1): void {
    this.#core.spaceSet(this.tables, page, frame, prot & PROT, n);
  }

  clear(page: number, n = 1): void {
    this.#core.spaceClear(this.tables, page, n);
  }

  /** Host offset of the frame a page is mapped on; 0 when it is not. */
  frameOf(page: number): number {
    return (this.#phys.u32[(this.tables + SPACE_TRUTH) / 4 + page] & -4096) >>> 0;
  }

  /** The protection the page was set with; 0 also where nothing is mapped. */
  protOf(page: number): number {
    return this.#phys.u32[(this.tables + SPACE_TRUTH) / 4 + page] & PROT;
  }

  /** Unmaps everything and gives the tables back. References to frames are the caller's. */
  free(): void {
    if (!this.tables) return;
    this.#core.spaceReset(this.tables);
    this.#core.spaceDestroy(this.tables);
    this.#give(this);
    this.tables = 0;
  }
}
