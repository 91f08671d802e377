// The state of a program between two visits to the kernel. Since then only its own memory and registers have changed, so
// that these few bytes bring it back: the cheap way to step back.
// Above: timeline.ts. Below: emulator, ../task/sched.ts.

import { PROT_WRITE } from "../../emulator/index.ts";
import { CLOCK } from "../../emulator/isa/state.ts";
import type { Kernel } from "../kernel.ts";

const PAGE = 4096;
const WORDS = PAGE / 4;
/** More memory than that is not copied: replaying is as fast. */
const MOST_PAGES = 1 << 14;

export class Image {
  readonly moment: number;
  readonly #stretch: number;
  readonly #insns: number;
  readonly #traps: number;
  readonly #held: number;
  readonly #registers: Uint32Array;
  readonly #clock: Uint32Array;
  readonly #frames: Uint32Array;
  /** The frames' words, as they lie in memory. */
  readonly #words: Uint32Array;

  private constructor(
    readonly kernel: Kernel,
    frames: Uint32Array,
  ) {
    const { sched, machine } = kernel;
    this.moment = sched.moment;
    this.#stretch = sched.stretch;
    this.#insns = sched.insns;
    this.#traps = sched.traps;
    this.#held = sched.held;
    this.#registers = machine.words.slice();
    this.#clock = machine.phys.u32.slice(CLOCK / 4, CLOCK / 4 + 2);
    this.#frames = frames;
    this.#words = new Uint32Array(frames.length * WORDS);
    const { u32 } = machine.phys;
    frames.forEach((frame, i) => {
      this.#words.set(u32.subarray(frame / 4, frame / 4 + WORDS), i * WORDS);
    });
  }

  /** Of a system that is held at sched.user_since; null: it is not, or its program may write to too much memory. */
  static take(kernel: Kernel): Image | null {
    const { sched } = kernel;
    const mm = sched.current?.mm;
    if (!mm || sched.held < 0 || sched.moment !== sched.user_since) return null;
    const frames = new Set<number>();
    for (const vma of mm.mmap) {
      for (let page = vma.vm_start >>> 12; page < vma.vm_end / PAGE; page++) {
        if (!(mm.space.protOf(page) & PROT_WRITE)) continue;
        frames.add(mm.space.frameOf(page));
        if (frames.size > MOST_PAGES) return null;
      }
    }
    return new Image(kernel, Uint32Array.from(frames));
  }

  /** Whether the system can go back to it: held, and not in the kernel since. */
  get valid(): boolean {
    const { sched } = this.kernel;
    return sched.held >= 0 && sched.stretch === this.#stretch;
  }

  /** Brings the system back. Only while `valid`. */
  restore(): void {
    const { sched, machine } = this.kernel;
    const { phys } = machine;
    const { u32 } = phys;
    const words = this.#words;
    this.#frames.forEach((frame, i) => {
      // only what has changed: code that was decoded from the page stays so
      for (let at = 0; at < WORDS; at++)
        if (u32[frame / 4 + at] !== words[i * WORDS + at])
          phys.writeU32(frame + 4 * at, words[i * WORDS + at]);
    });
    machine.loadContext(this.#registers);
    phys.u32.set(this.#clock, CLOCK / 4);
    sched.insns = this.#insns;
    sched.traps = this.#traps;
    sched.held = this.#held;
  }
}
