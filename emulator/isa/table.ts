// THE table: every instruction, one row each, by family. The decoder of the core, the disassembler, the assembler,
// the docs and the fuzzer are made from it; there is no other list of instructions.
// Neighbours: the family files below; gen/, disasm/, tools/ above.
//
// What the core is generated from, per row: `mask` and `match`; `semantics`, the function's name; `operands`, its
// arguments in order (fields in the order of their first piece in the diagram, cache hints left out), each decoded
// by decodeField() to a signed number: registers by number (fw: 2n left word, 2n + 1 right word of FRn), branch
// displacements in bytes, cp and clen as positions and lengths. Rows with `wide` or `absent` need no function.
import { ABSENT } from "./absent.ts";
import { ALU } from "./alu.ts";
import { BRANCH } from "./branch.ts";
import { FP } from "./fp.ts";
import { FP_MEMORY } from "./fp-memory.ts";
import type { Insn } from "./insn.ts";
import { MEMORY } from "./memory.ts";
import { SHIFT } from "./shift.ts";
import { SYSTEM } from "./system.ts";
import { WIDE } from "./wide.ts";

export type { Facts, Insn } from "./insn.ts";

export const INSNS: readonly Insn[] = [
  ...ALU,
  ...SHIFT,
  ...MEMORY,
  ...BRANCH,
  ...SYSTEM,
  ...FP_MEMORY,
  ...FP,
  ...WIDE,
  ...ABSENT,
];

/** Rows by major opcode, the six bits every diagram starts with, so that decode() looks at few. */
const BY_MAJOR: Insn[][] = Array.from({ length: 64 }, () => []);
for (const row of INSNS) {
  const major = row.bits.slice(0, 6);
  if (!/^[01]{6}$/.test(major)) throw new Error(`${row.name}: the diagram does not start with six bits`);
  BY_MAJOR[Number.parseInt(major, 2)].push(row);
}

/** The row of an instruction word; undefined where the word is no instruction. */
export function decode(word: number): Insn | undefined {
  for (const row of BY_MAJOR[word >>> 26]) if ((word & row.mask) >>> 0 === row.match) return row;
  return undefined;
}

const BY_NAME = new Map(INSNS.map((row) => [row.name, row]));

/** The row of this name. */
export const insnByName = (name: string): Insn | undefined => BY_NAME.get(name);
