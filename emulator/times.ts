// Where a run's time goes, for --stats: translated code, interpreter, translator, kernel, waiting. Measured only where
// somebody asks, as a look at the clock costs half as much as a short system call.
// Above: machine.ts, cli/run.ts. Below: core/exits.ts, which times translated code.

import { TIMED, TRANSLATED_TIME } from "./isa/state.ts";
import type { PhysicalMemory } from "./memory.ts";

/** What time is taken for: before the first instruction, in the core (both engines), … */
export type Part = "start" | "core" | "translator" | "kernel" | "waiting";

/** What the translator says of its own time, in milliseconds. */
interface Spent {
  readonly translating: number;
  readonly compiling: number;
}

export class EngineTimes {
  /** Milliseconds. */
  readonly clock: () => number;
  readonly #phys: PhysicalMemory;
  readonly #parts: Record<Part, number> = { start: 0, core: 0, translator: 0, kernel: 0, waiting: 0 };
  readonly #before: Spent;
  #last: number;
  #waits = false;

  /** Measures from now on; clock: milliseconds; before: what the translator has spent until now. */
  constructor(phys: PhysicalMemory, clock: () => number, before?: Spent) {
    this.#before = { translating: before?.translating ?? 0, compiling: before?.compiling ?? 0 };
    this.clock = clock;
    this.#phys = phys;
    this.#last = clock();
    phys.u32[TIMED / 4] = 1;
  }

  /** The time since the last lap was this part's. */
  lap(part: Part): void {
    const now = this.clock();
    this.#parts[part] += now - this.#last;
    this.#last = now;
  }

  /** run() is called: until now it was the kernel's time, the first time the start's. */
  begin(): void {
    this.lap(this.#parts.core === 0 ? "start" : "kernel");
  }

  /** Calls what waits, whose time is nobody's. */
  async asleep(wait: () => Promise<void>): Promise<void> {
    this.lap("kernel");
    this.#waits = true;
    await wait();
    this.#waits = false;
    this.lap("waiting");
  }

  /** Shares of the time so far, a line for a person. spent: by the translator until now. */
  report(spent: Spent | undefined): string {
    this.lap(this.#waits ? "waiting" : "kernel");
    const { start, core, translator, kernel, waiting } = this.#parts;
    const { buffer } = this.#phys.memory;
    const translated = Math.min(core, new Float64Array(buffer, TRANSLATED_TIME, 1)[0]);
    const translating = Math.min(translator, (spent?.translating ?? 0) - this.#before.translating);
    const compiling = Math.min(translator - translating, (spent?.compiling ?? 0) - this.#before.compiling);
    const all = start + core + translator + kernel + waiting || 1;
    const shares = [
      [translated, "translated code"],
      [core - translated, "interpreter"],
      [kernel, "kernel"],
      [translating, "translating"],
      [compiling, "compiling"],
      [translator - translating - compiling, "the translator otherwise"],
      [waiting, "waiting"],
      [start, "before the first instruction"],
    ] as const;
    const some = shares.filter(([ms]) => ms > 0);
    return some.map(([ms, what]) => `${what} ${((100 * ms) / all).toFixed(1)} %`).join(", ");
  }
}
