// The state of a program between two visits to the kernel. Since then only its own memory and registers have changed, so
// that these few bytes bring it back: the cheap way to step back.
// Above: timeline.ts. Below: emulator, ../task/sched.ts.

import { PROT_WRITE } from "../../emulator/index.ts";
import { CLOCK } from "../../emulator/isa/state.ts";
import type { Kernel } from "../kernel.ts";

const PAGE = 4096;
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
  readonly #bytes: Uint8Array;

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
    this.#bytes = new Uint8Array(frames.length * PAGE);
    frames.forEach((frame, i) => {
      machine.phys.readBytes(frame, this.#bytes.subarray(i * PAGE, (i + 1) * PAGE));
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
    const now = new Uint8Array(PAGE);
    this.#frames.forEach((frame, i) => {
      const then = this.#bytes.subarray(i * PAGE, (i + 1) * PAGE);
      phys.readBytes(frame, now);
      // only what has changed: code that was decoded from the page stays so
      if (!same(now, then)) phys.writeBytes(frame, then);
    });
    machine.loadContext(this.#registers);
    phys.u32.set(this.#clock, CLOCK / 4);
    sched.insns = this.#insns;
    sched.traps = this.#traps;
    sched.held = this.#held;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
