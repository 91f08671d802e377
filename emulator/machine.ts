// The machine: memory, processor state, run(). Owns the one linear memory and the core; run() returns the trap that
// ended it (isa/traps.ts) and nothing here calls the kernel. Above: the kernel's arch/parisc. Below: the core.

import { type Core, FIRST_FREE, RECORD_PAGE_SIZE, RECORD_PAGES, SPACE_FRAMES } from "./core-exports.ts";
import { BUDGET, CONTEXT, CONTEXT_END } from "./isa/state.ts";
import { FRAME, PhysicalMemory } from "./memory.ts";
import { AddressSpace, PROT_READ, PROT_WRITE } from "./space.ts";

export type Engine = "auto" | "interpreter" | "jit";

export interface MachineOptions {
  /** Guest RAM in bytes. */
  readonly memory: number;
  /** core.wasm: its bytes, or the module compiled from them. */
  readonly wasm: Uint8Array | ArrayBuffer | WebAssembly.Module;
  readonly engine?: Engine;
}

const INITIAL_PAGES = 1024;

export class Machine {
  readonly phys: PhysicalMemory;
  readonly engine: Engine;
  readonly #core: Core;
  #spaces = 0;
  #pool: number[] = [];
  #current: AddressSpace | undefined;

  private constructor(phys: PhysicalMemory, core: Core, engine: Engine) {
    this.phys = phys;
    this.engine = engine;
    this.#core = core;
    phys.attach(core);
    core.codeInit();
  }

  static async create(options: MachineOptions): Promise<Machine> {
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: 65536 });
    const phys = new PhysicalMemory(memory, options.memory, FIRST_FREE);
    const frames = Math.ceil((RECORD_PAGE_SIZE * RECORD_PAGES) / FRAME);
    const module =
      options.wasm instanceof WebAssembly.Module ? options.wasm : await WebAssembly.compile(options.wasm);
    const instance = await WebAssembly.instantiate(module, {
      env: { memory, recordPages: () => phys.allocHost(frames) },
    });
    return new Machine(phys, instance.exports as unknown as Core, options.engine ?? "auto");
  }

  /** The words from CONTEXT on: index (GR + 4 * n - CONTEXT) >> 2 for GRn. A fresh view: do not keep it. */
  get words(): Uint32Array {
    return this.phys.u32.subarray(CONTEXT / 4, CONTEXT_END / 4);
  }

  saveContext(into: Uint32Array): void {
    into.set(this.words);
  }

  loadContext(from: Uint32Array): void {
    this.phys.u32.set(from, CONTEXT / 4);
  }

  /** An empty address space; throws when linear memory is used up. */
  newSpace(): AddressSpace {
    const tables = this.#pool.pop() ?? this.phys.allocHost(SPACE_FRAMES);
    if (!tables) throw new Error("no room for an address space");
    return new AddressSpace(this.phys, this.#core, tables, ++this.#spaces, (t) => this.#pool.push(t));
  }

  switchTo(space: AddressSpace): void {
    this.#current = space;
    this.#core.spaceSwitch(space.tables);
  }

  get space(): AddressSpace | undefined {
    return this.#current;
  }

  /**
   * Executes at most `budget` instructions (nullified ones count) and returns why it stopped. The state block then holds
   * the processor's state, the queue's front being the instruction to blame, and BUDGET what is left of the budget.
   */
  run(budget: number): number {
    return this.#core.run(budget);
  }

  /** What was left of the last run's budget. */
  get budgetLeft(): number {
    return this.phys.u32[BUDGET / 4];
  }

  /** Forgets decoded code: of the pages given, or all that a space maps. Only for writes that went past PhysicalMemory. */
  invalidateCode(space?: AddressSpace, page = 0, n = 0x100000): void {
    if (!space) return;
    for (let p = page; p < page + n; p++) {
      const frame = space.frameOf(p);
      if (frame) this.#core.dropCode(frame);
    }
  }

  /** Copies guest bytes at va to dst; returns how many came before the first page that may not be read. */
  read(space: AddressSpace, va: number, dst: Uint8Array): number {
    return this.#pieces(space, va, dst, PROT_READ, (pa, part) => this.phys.readBytes(pa, part));
  }

  /** Copies src to the guest; returns how many bytes came before the first page that may not be written. */
  write(space: AddressSpace, va: number, src: Uint8Array): number {
    return this.#pieces(space, va, src, PROT_WRITE, (pa, part) => this.phys.writeBytes(pa, part));
  }

  /** The aligned word at va, or -1 where it cannot be read. */
  readU32(space: AddressSpace, va: number): number {
    const page = va >>> 12;
    if (va & 3 || !(space.protOf(page) & PROT_READ)) return -1;
    return this.phys.u32[(space.frameOf(page) + (va & 0xfff)) / 4];
  }

  #pieces(
    space: AddressSpace,
    va: number,
    bytes: Uint8Array,
    need: number,
    copy: (pa: number, part: Uint8Array) => void,
  ): number {
    let done = 0;
    while (done < bytes.length) {
      const a = (va + done) >>> 0;
      const page = a >>> 12;
      if (!(space.protOf(page) & need)) break;
      const part = Math.min(FRAME - (a & 0xfff), bytes.length - done);
      copy(
        space.frameOf(page) + (a & 0xfff),
        part === bytes.length ? bytes : bytes.subarray(done, done + part),
      );
      done += part;
    }
    return done;
  }
}
