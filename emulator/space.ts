// An address space, as the kernel's mm sees it. A page is address >>> 12. What the kernel asked for is in its directory;
// the tables the core translates through are made from it while the space runs. Above: machine.ts. Below: memory.ts and the
// core's space functions (core/memory.ts).

import { type Core, SPACE_TABLES } from "./core-exports.ts";
import type { PhysicalMemory } from "./memory.ts";

export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const PROT_EXEC = 4;
const PROT = 7;

export class AddressSpace {
  /** Host offset of the directory; 0 once freed. */
  base: number;
  /** What SR4..SR7 hold while it runs; never 0, which is the kernel's. */
  readonly id: number;
  /** Counts up with each switch to a space: when this one last began to run. */
  ran = 0;
  /** Several threads run in it, each with a stack of its own. */
  shared = false;
  /** Which program runs in it, as far as the kernel says so: what was translated for it is looked for by this name. */
  program = "";
  readonly #phys: PhysicalMemory;
  readonly #core: Core;
  readonly #give: (space: AddressSpace) => void;

  /** @internal See Machine.newSpace(). */
  constructor(
    phys: PhysicalMemory,
    core: Core,
    base: number,
    id: number,
    give: (space: AddressSpace) => void,
  ) {
    this.#phys = phys;
    this.#core = core;
    this.base = base;
    this.id = id;
    this.#give = give;
    core.spaceCreate(base, id);
  }

  /** Host offset of the tables, 0 while it has none. */
  get tables(): number {
    return this.base && this.#phys.u32[(this.base + SPACE_TABLES) >>> 2];
  }

  /** Maps n consecutive pages on n consecutive frames with this protection (PROT_NONE pages keep their frames). */
  set(page: number, frame: number, prot: number, n = 1): void {
    this.#core.spaceSet(this.base, page, frame, prot & PROT, n);
  }

  clear(page: number, n = 1): void {
    this.#core.spaceClear(this.base, page, n);
  }

  /** Host offset of the frame a page is mapped on; 0 when it is not. */
  frameOf(page: number): number {
    return (this.wordOf(page) & -4096) >>> 0;
  }

  /** The protection the page was set with; 0 also where nothing is mapped. */
  protOf(page: number): number {
    return this.wordOf(page) & PROT;
  }

  /** Frame and protection of a page, in one word. */
  wordOf(page: number): number {
    const u32 = this.#phys.u32;
    return u32[(u32[(this.base >>> 2) + (page >>> 10)] >>> 2) + (page & 1023)];
  }

  /** Unmaps everything. References to frames are the caller's. */
  free(): void {
    if (!this.base) return;
    this.#give(this);
    this.base = 0;
  }
}
