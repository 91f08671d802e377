// Checksums of the architectural state: what both engines, and a run and its replay, must agree on.
// Above: recorder.ts, player.ts, tools. Below: emulator/isa/state.ts, ../mm.

import { CONTEXT, CONTEXT_END, GR_SINK } from "../../emulator/isa/state.ts";
import type { Kernel } from "../kernel.ts";
import type { mm_struct } from "../mm/mm.ts";
import type { task_struct } from "../task/task.ts";
import { mixNumber } from "./format.ts";

const FRAME = 4096;
/** Words of a thread's context before the place that takes what is written to GR0, and where they go on. */
const BEFORE_SINK = (GR_SINK - CONTEXT) >> 2;
const BEHIND_SINK = BEFORE_SINK + 1;
const CONTEXT_WORDS = (CONTEXT_END - CONTEXT) >> 2;

function mixWords(words: Uint32Array, from: number, to: number, hash: number): number {
  let h = hash;
  for (let i = from; i < to; i++) h = Math.imul(h ^ words[i], 0x01000193) ^ (h >>> 15);
  return h >>> 0;
}

/** Of one thread's registers. */
export function contextHash(words: Uint32Array, hash = 0x811c9dc5): number {
  return mixWords(words, BEHIND_SINK, CONTEXT_WORDS, mixWords(words, 0, BEFORE_SINK, hash));
}

function memoryHash(kernel: Kernel, mm: mm_struct, hash: number): number {
  const { u32 } = kernel.machine.phys;
  let h = hash;
  for (const vma of mm.mmap) {
    for (let page = vma.vm_start >>> 12; page < vma.vm_end / FRAME; page++) {
      const frame = mm.space.frameOf(page);
      if (!frame) continue;
      h = mixNumber(page, mixNumber(mm.space.protOf(page), h));
      h = mixWords(u32, frame / 4, (frame + FRAME) / 4, h);
    }
  }
  return h;
}

/** What a mark holds: of the running thread's registers, or (deep) of everything. */
export function markHash(kernel: Kernel, deep: boolean): number {
  return deep ? systemHash(kernel) : contextHash(kernel.machine.words);
}

/** Of all threads' registers and all memory that is mapped: costs some milliseconds a megabyte. */
export function systemHash(kernel: Kernel): number {
  const { current } = kernel.sched;
  const seen = new Set<mm_struct>();
  let h = mixNumber(kernel.sched.moment);
  const all: task_struct[] = [...kernel.tasks.values()].sort((a, b) => a.pid - b.pid);
  for (const t of all) {
    h = mixNumber(t.pid, mixNumber(t.state, h));
    if (!t.mm || t.exit_state) continue;
    h = contextHash(t === current ? kernel.machine.words : t.regs, h);
    if (seen.has(t.mm)) continue;
    seen.add(t.mm);
    h = memoryHash(kernel, t.mm, h);
  }
  return h;
}
