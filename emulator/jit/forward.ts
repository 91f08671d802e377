// Loads of words that the same block has stored: compilers move a value between general and floating-point registers
// through memory, as for every integer product. The load takes the value from a local, which the processor would wait for.
// Above: region.ts. Below: block.ts; the emitter does it (emit/memory.ts).

import type { Block, Step } from "./block.ts";

/** A word in memory, by the register and displacement it was stored with. */
export const wordKey = (base: number, disp: number): number => (base << 16) | (disp & 0xffff);

interface Word {
  readonly base: number;
  readonly disp: number;
  readonly by: Step;
}

/** Marks the steps of a block that keep words and those that take them. */
export function planForwarding(b: Block): void {
  const words: Word[] = [];
  const drop = (gone: (w: Word) => boolean): void => {
    for (let i = words.length - 1; i >= 0; i--) if (gone(words[i])) words.splice(i, 1);
  };
  const visit = (s: Step): void => {
    const { info } = s;
    const a = info.access;
    if (info.row!.store) {
      // Through another register it may go to the same place.
      if (!a || s.skip) words.length = 0;
      else {
        drop((w) => w.base !== a.base || (w.disp < a.disp + a.size && a.disp < w.disp + 4));
        if (a.size >= 4)
          for (let at = 0; at < a.size; at += 4) words.push({ base: a.base, disp: a.disp + at, by: s });
      }
    } else if (a && a.size >= 4 && words.length) {
      const found: Word[] = [];
      for (let at = 0; at < a.size; at += 4) {
        const w = words.find((x) => x.base === a.base && x.disp === a.disp + at);
        if (w) found.push(w);
      }
      if (found.length === a.size >> 2) {
        s.known = true;
        for (const w of found) w.by.kept = true;
      }
    }
    if (words.length) drop((w) => ((info.defs.g >>> w.base) & 1) === 1);
  };
  for (const s of b.steps) visit(s);
  const { slot, info, link } = b.end;
  if (!slot || !words.length) return;
  drop((w) => w.base === link || (((info?.defs.g ?? 0) >>> w.base) & 1) === 1);
  visit(slot);
}
