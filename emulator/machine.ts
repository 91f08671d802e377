// The machine: memory, processor state, run(). Owns the one linear memory and the core; run() returns the trap that
// ended it (isa/traps.ts) and nothing here calls the kernel. Above: the kernel's arch/parisc. Below: the core.

import {
  allFunctions,
  type Core,
  FIRST_FREE,
  RECORD_PAGE_SIZE,
  RECORD_PAGES,
  SPACE_FRAMES,
  TABLES_FRAMES,
} from "./core-exports.ts";
import {
  BREAKPOINT_LIST,
  BREAKPOINTS,
  BUDGET,
  CONTEXT,
  HOT_THRESHOLD,
  IAOQ_FRONT,
  PASS_OVER,
} from "./isa/state.ts";
import { TRAP_BUDGET, TRAP_HOT } from "./isa/traps.ts";
import { FIRST_ASKED, JIT, type TranslatorOptions } from "./jit/jit.ts";
import { FRAME, INITIAL_PAGES, PhysicalMemory } from "./memory.ts";
import { coreModule } from "./shared.ts";
import { AddressSpace, PROT_READ, PROT_WRITE } from "./space.ts";
import { EngineTimes } from "./times.ts";

export type Engine = "auto" | "interpreter" | "jit";

export interface MachineOptions {
  /** Guest RAM in bytes. */
  readonly memory: number;
  /** core.wasm: its bytes, or the module compiled from them. */
  readonly wasm: Uint8Array | ArrayBuffer | WebAssembly.Module;
  readonly engine?: Engine;
  /** For tests and measurements. */
  readonly translator?: Partial<TranslatorOptions>;
  /** Linear memory is one that threads can share; a module given as `wasm` was made for such memory (shared.ts). */
  readonly shared?: boolean;
}

/** The second engine, as the machine sees it (emulator/jit). See core/hot.ts for what it may rely on. */
export interface Translator {
  /** Arrivals at a branch target before hot() is asked. */
  readonly threshold: number;
  /** Code at this offset of the current space is hot: translates it and calls setEntry(), or lets it be. */
  hot(space: AddressSpace, offset: number): void;
  /** Code in this frame is about to change. */
  frameDropped(frame: number): void;
  /** A page that was watched has another mapping now. */
  pageChanged(tables: number, page: number): void;
  /** What it has done, lines for a person. */
  report?(): string;
  /** Milliseconds that it has taken on the thread that runs. */
  readonly stats?: { readonly translating: number; readonly compiling: number };
  /** Called now and then between two pieces of code, more often while it waits for something. */
  poll?(): void;
  readonly isWaiting?: boolean;
  /** Writes what shall outlast the process. */
  save?(): void;
  /** The space goes, or loses its tables; the core empties its table of entries. */
  spaceFreed(space: AddressSpace): void;
}

/** Arrivals at a branch target before engine "auto" has it translated: a translation costs as much as interpreting some 500,000 instructions, and what was not executed until then stays out of it. */
const AUTO_THRESHOLD = 8000;
/** Milliseconds, for statistics. */
const clock = (): number => (globalThis as unknown as { performance: { now(): number } }).performance.now();
/** Spaces that may have tables at a time; more than run by turns. */
const MAX_TABLES = 64;
/**
 * run() enters the core for at most this many instructions at a time, or fewer while the translator waits for something: V8
 * replaces a WebAssembly function's baseline code only when it is entered anew.
 */
const SLICE = 800_000;
const WAITING_SLICE = 200_000;

/** What a frame has room for. */
export const MOST_BREAKPOINTS = FRAME / 4;
const NONE: ReadonlySet<number> = new Set();

/** The 4 GiB of linear memory are used up: by too many address spaces, as guest memory has its own limit. */
export class NoRoom extends Error {}

function noRoom(): never {
  throw new NoRoom("linear memory is used up");
}

/**
 * Carries a system call out in the midst of run(), with the state block and budgetLeft as they would be at TRAP_GATEWAY. Returns
 * > 0: done, the program goes on behind it, where GR31 says, with so much less of its budget, and of the state only general
 * registers were changed; 0: nothing was done, run() ends with TRAP_GATEWAY; < 0: something was
 * done, run() ends with TRAP_SERVED.
 */
export type EnterKernel = () => number;

/** What the core's imports find. */
interface Link {
  enter?: EnterKernel | undefined;
  translator?: Translator;
  times?: EngineTimes;
}

export class Machine {
  readonly phys: PhysicalMemory;
  readonly engine: Engine;
  /** The table of translated functions: for the translator. */
  readonly table: WebAssembly.Table;
  readonly #link: Link;
  readonly #core: Core;
  #spaces = 0;
  /** Directories and tables that are free. */
  readonly #bases: number[] = [];
  readonly #tables: number[] = [];
  /** Spaces with tables. */
  readonly #attached = new Set<AddressSpace>();
  #switches = 0;
  #current: AddressSpace | undefined;
  /** Brings the translator in, the first time that code is hot. */
  #make: (() => Translator) | undefined;

  private constructor(
    phys: PhysicalMemory,
    core: Core,
    all: () => Core,
    table: WebAssembly.Table,
    engine: Engine,
    link: Link,
  ) {
    this.phys = phys;
    this.engine = engine;
    this.#core = core;
    this.#functions = all;
    this.table = table;
    this.#link = link;
    phys.attach(core);
    core.codeInit();
  }

  static async create(options: MachineOptions): Promise<Machine> {
    const { shared = false } = options;
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: 65536, shared });
    const phys = new PhysicalMemory(memory, options.memory, FIRST_FREE);
    const frames = Math.ceil((RECORD_PAGE_SIZE * RECORD_PAGES) / FRAME);
    // Not the asynchronous ways, which cost turns of the event loop: compilation is lazy, it takes a millisecond or two.
    const module =
      options.wasm instanceof WebAssembly.Module ? options.wasm : coreModule(options.wasm, shared);
    const table = new WebAssembly.Table({ initial: 1, element: "anyfunc" });
    const link: Link = {};
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory: phys.memory,
        table,
        put: phys.ferry.put,
        get: phys.ferry.get,
        hostFrame: () => phys.allocHost(1) || noRoom(),
        recordPages: () => phys.allocHost(frames) || noRoom(),
        frameDropped: (frame: number) => link.translator?.frameDropped(frame >>> 0),
        pageChanged: (tables: number, page: number) => link.translator?.pageChanged(tables >>> 0, page),
        clock: () => link.times?.clock() ?? 0,
        enterKernel: () => {
          const { enter, times } = link;
          if (!enter) return 0;
          if (!times) return enter();
          times.lap("core");
          const cost = enter();
          times.lap("kernel");
          return cost;
        },
      },
    });
    table.set(0, instance.exports.stray);
    const engine = options.engine ?? "auto";
    const core = instance.exports as unknown as Core;
    const all = () => allFunctions(module, instance.exports);
    const machine = new Machine(phys, core, all, table, engine, link);
    const make = (threshold: number) =>
      new JIT(machine, {
        threshold,
        now: clock,
        ...options.translator,
      });
    if (engine === "jit") {
      const jit = make(1);
      await jit.ready();
      machine.translator = jit;
    } else if (engine === "auto") {
      machine.#make = () => make(AUTO_THRESHOLD);
      phys.u32[HOT_THRESHOLD / 4] = FIRST_ASKED;
    }
    return machine;
  }

  /** The core's functions, those of instructions too: for the translator. */
  get core(): Core {
    return (this.#all ??= this.#functions());
  }
  readonly #functions: () => Core;
  #all: Core | undefined;

  get translator(): Translator | undefined {
    return this.#link.translator;
  }

  /** Puts the second engine in. */
  set translator(translator: Translator) {
    this.#link.translator = translator;
    this.phys.u32[HOT_THRESHOLD / 4] = translator.threshold;
    if (this.#current) this.#core.spaceSwitch(this.#current.base);
  }

  /** The words from CONTEXT on: index (GR + 4 * n - CONTEXT) >> 2 for GRn. Not to be kept: memory may grow. */
  get words(): Uint32Array {
    return this.phys.context;
  }

  saveContext(into: Uint32Array): void {
    into.set(this.words);
  }

  loadContext(from: Uint32Array): void {
    this.phys.u32.set(from, CONTEXT / 4);
  }

  /** An empty address space; throws NoRoom when linear memory (4 GiB) is used up. */
  newSpace(): AddressSpace {
    const base = this.#bases.pop() ?? (this.phys.allocHost(SPACE_FRAMES) || noRoom());
    return new AddressSpace(this.phys, this.#core, base, ++this.#spaces, (space) => {
      this.#detach(space);
      this.#core.spaceDestroy(space.base);
      this.#bases.push(space.base);
      if (this.#current === space) this.#current = undefined;
    });
  }

  switchTo(space: AddressSpace): void {
    if (this.#current === space && space.tables) return;
    if (!space.tables) {
      this.#core.spaceAttach(space.base, this.#takeTables());
      this.#attached.add(space);
    }
    space.ran = ++this.#switches;
    this.#current = space;
    this.#core.spaceSwitch(space.base);
  }

  /** Zeroed tables: new ones, or those of the space that has not run for the longest time. */
  #takeTables(): number {
    let tables = this.#tables.pop();
    if (tables === undefined && this.#attached.size < MAX_TABLES) tables = this.phys.allocHost(TABLES_FRAMES);
    if (tables) return tables;
    let oldest: AddressSpace | undefined;
    for (const space of this.#attached) if (!oldest || space.ran < oldest.ran) oldest = space;
    if (!oldest) noRoom();
    this.#detach(oldest);
    return this.#tables.pop()!;
  }

  #detach(space: AddressSpace): void {
    const { tables } = space;
    if (!tables) return;
    this.#link.translator?.spaceFreed(space);
    this.#core.spaceDetach(space.base);
    this.#attached.delete(space);
    this.#tables.push(tables);
  }

  get space(): AddressSpace | undefined {
    return this.#current;
  }

  /**
   * Executes at most `budget` instructions (nullified ones count) and returns why it stopped. The state block then holds
   * the processor's state, the queue's front being the instruction to blame, and BUDGET what is left of the budget.
   * `enter` may carry system calls out meanwhile.
   */
  run(budget: number, enter?: EnterKernel): number {
    const { times } = this.#link;
    times?.begin();
    this.#link.enter = enter;
    let left = budget;
    for (;;) {
      const slice = Math.min(left, this.#link.translator?.isWaiting ? WAITING_SLICE : SLICE);
      this.#beyond = left - slice;
      const trap = this.#core.run(slice);
      times?.lap("core");
      left = this.budgetLeft;
      this.#link.translator?.poll?.();
      const isHot = trap === TRAP_HOT && this.#current;
      if (isHot) this.#hot(isHot, this.phys.u32[IAOQ_FRONT / 4]);
      times?.lap("translator");
      if (!isHot && (trap !== TRAP_BUDGET || left === 0)) {
        this.phys.u32[BUDGET / 4] = left;
        this.#beyond = 0;
        return trap;
      }
    }
  }

  #hot(space: AddressSpace, offset: number): void {
    if (!this.#link.translator) {
      if (!this.#make) return;
      this.translator = this.#make();
    }
    this.#link.translator!.hot(space, offset);
  }

  /** Where time goes, where measure() was called. */
  get times(): EngineTimes | undefined {
    return this.#link.times;
  }

  /** Measures from now on where time goes. */
  measure(clock: () => number): EngineTimes {
    return (this.#link.times ??= new EngineTimes(this.phys, clock, this.translator?.stats));
  }

  /** Host addresses of the instructions that run() stops before (TRAP_BREAKPOINT). */
  get breakpoints(): ReadonlySet<number> {
    return this.#breakpoints;
  }
  #breakpoints: ReadonlySet<number> = NONE;

  /** Sets the breakpoints, all of them; false if there are too many (MOST_BREAKPOINTS). Programs cannot see them. */
  setBreakpoints(wanted: ReadonlySet<number>): boolean {
    if (wanted.size > MOST_BREAKPOINTS) return false;
    const { phys } = this;
    const before = this.#breakpoints;
    const changed = [...before].filter((a) => !wanted.has(a));
    for (const a of wanted) if (!before.has(a)) changed.push(a);
    if (changed.length === 0) return true;
    if (phys.u32[BREAKPOINT_LIST / 4] === 0) {
      const list = phys.allocHost(1) || noRoom();
      phys.u32[BREAKPOINT_LIST / 4] = list;
    }
    this.#breakpoints = new Set(wanted);
    phys.u32.set([...wanted], phys.u32[BREAKPOINT_LIST / 4] / 4);
    phys.u32[BREAKPOINTS / 4] = wanted.size;
    // decoded and translated anew, with or without the breakpoint
    for (const frame of new Set(changed.map((a) => (a & -FRAME) >>> 0))) this.#core.dropCode(frame);
    return true;
  }

  /** run() goes past a breakpoint at the front of the queue, once. */
  passOver(): void {
    this.phys.u32[PASS_OVER / 4] = (this.phys.u32[IAOQ_FRONT / 4] | 3) >>> 0;
  }

  /** Closes a mapped page to a program's loads and stores (CLOSED_LOADS, CLOSED_STORES; TRAP_CLOSED), until it is mapped anew. */
  closePage(space: AddressSpace, page: number, closed: number): void {
    if (space.base) this.#core.closePage(space.base, page, closed);
  }

  /** What is left of the budget of the run under way, was left of the last one's. */
  get budgetLeft(): number {
    return this.#beyond + this.phys.u32[BUDGET / 4];
  }
  /** What the run may take after its present slice. */
  #beyond = 0;

  /** What is left of the slice under way: a system call that is carried out in it may not cost more. */
  get sliceLeft(): number {
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
    for (let done = 0; ; ) {
      const n = this.#run(space, va + done, dst.length - done, PROT_READ);
      if (n === 0) return done;
      this.phys.readBytes(this.#runAt, n === dst.length ? dst : dst.subarray(done, done + n));
      done += n;
    }
  }

  /** Copies src to the guest; returns how many bytes came before the first page that may not be written. */
  write(space: AddressSpace, va: number, src: Uint8Array): number {
    for (let done = 0; ; ) {
      const n = this.#run(space, va + done, src.length - done, PROT_WRITE);
      if (n === 0) return done;
      this.phys.writeBytes(this.#runAt, n === src.length ? src : src.subarray(done, done + n));
      done += n;
    }
  }

  /** Zeroes n guest bytes at va; returns how many came before the first page that may not be written. */
  clear(space: AddressSpace, va: number, n: number): number {
    for (let done = 0; ; ) {
      const part = this.#run(space, va + done, n - done, PROT_WRITE);
      if (part === 0) return done;
      this.phys.fillBytes(this.#runAt, part, 0);
      done += part;
    }
  }

  /** The aligned word at va, or -1 where it cannot be read. */
  readU32(space: AddressSpace, va: number): number {
    const word = space.wordOf(va >>> 12);
    if (va & 3 || !(word & PROT_READ)) return -1;
    return this.phys.u32[((word & -FRAME) | (va & 0xfff)) >>> 2];
  }

  /** Writes the aligned word at va; false where it cannot be written. */
  writeU32(space: AddressSpace, va: number, value: number): boolean {
    const word = space.wordOf(va >>> 12);
    if (va & 3 || !(word & PROT_WRITE)) return false;
    this.phys.writeU32(((word & -FRAME) | (va & 0xfff)) >>> 0, value);
    return true;
  }

  /** Where the run that #run() found begins (host offset). */
  #runAt = 0;

  /** Writes aligned words at va; false, and none of them, where not all can be written. */
  writeWords(space: AddressSpace, va: number, words: Uint32Array): boolean {
    if (va & 3 || this.#run(space, va, words.length * 4, PROT_WRITE) < words.length * 4) return false;
    this.phys.writeWords(this.#runAt, words);
    return true;
  }

  /** How many of n bytes at va lie one after the other in memory, with this permission; 0: the first may not be used. */
  #run(space: AddressSpace, va: number, n: number, need: number): number {
    let page = va >>> 12;
    const word = space.wordOf(page);
    if (n <= 0 || !(word & need)) return 0;
    this.#runAt = ((word & -FRAME) | (va & 0xfff)) >>> 0;
    let got = FRAME - (va & 0xfff);
    if (got >= n) return n;
    for (let next = ((word & -FRAME) >>> 0) + FRAME; got < n; got += FRAME, next += FRAME) {
      page = (page + 1) & 0xfffff;
      if (space.frameOf(page) !== next || !(space.protOf(page) & need)) break;
    }
    return Math.min(got, n);
  }
}
