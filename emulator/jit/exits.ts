// Why translated code came back to the interpreter, as a line for --stats. Above: jit.ts. Below: core/exits.ts counts.

import {
  EXIT_BUDGET,
  EXIT_GUARD,
  EXIT_INSIDE,
  EXIT_INSN,
  EXIT_PLACE,
  EXIT_RETURN,
  EXITS,
} from "../isa/state.ts";

const BY_REASON: readonly (readonly [reason: number, text: string])[] = [
  [EXIT_PLACE, "to places without a region"],
  [EXIT_RETURN, "returns to some"],
  [EXIT_GUARD, "guard misses"],
  [EXIT_BUDGET, "end of the budget"],
  [EXIT_INSIDE, "traps in code interpreted inside calls"],
];

/** What an instruction that a region left before had to do with that, by major opcodes (PA-RISC 2.0, appendix C). */
const BY_MAJOR: readonly (readonly [text: string, majors: readonly number[]])[] = [
  ["system calls and other spaces", [0x38, 0x39]],
  [
    "addresses not in the page tables",
    [0x03, 0x09, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1e, 0x1f],
  ],
  ["floating point", [0x06, 0x0c, 0x0e, 0x26, 0x2e]],
  ["system instructions", [0x00, 0x01, 0x05]],
];

/** "left: 12 guard misses, …", the most frequent first. */
export function exitsLine(u32: Uint32Array): string {
  const count = (reason: number) => u32[EXITS / 4 + reason];
  const found = BY_REASON.map(([reason, text]) => ({ n: count(reason), text }));
  const others = new Set(Array.from({ length: 64 }, (_, major) => major));
  const sum = (majors: Iterable<number>) => {
    let n = 0;
    for (const major of majors) n += count(EXIT_INSN + major);
    return n;
  };
  for (const [text, majors] of BY_MAJOR) {
    found.push({ n: sum(majors), text });
    for (const major of majors) others.delete(major);
  }
  found.push({ n: sum(others), text: "other instructions" });
  const some = found.filter(({ n }) => n > 0).sort((a, b) => b.n - a.n);
  return `left: ${some.map(({ n, text }) => `${n} ${text}`).join(", ") || "never"}`;
}
