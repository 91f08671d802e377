// Other names of the table's instructions. ALIASES are rows in their own right that cover part of another row and
// are what a disassembly prints (nop for one form of or). SPELLINGS are further syntaxes of a row that only the
// assembler reads: the mnemonics of PA-RISC 1.x, whose completers were part of the name.
// Neighbours: insn.ts below; disasm/ above. Not part of the table: the core decodes the rows.
import { type Insn, insn } from "./insn.ts";

export const ALIASES: readonly Insn[] = [
  insn("nop", "000010 00000 00000 0000 0010 01 0 00000", "nop", { does: "or r0,r0,r0" }),
  insn("copy", "000010 00000 r:5 0000 0010 01 0 t:5", "copy r,t", { does: "or r,r0,t" }),
  insn("ldi", "001101 00000 t:5 00 im14:14", "ldi im14,t", { does: "ldo im14(r0),t" }),
  insn("mtsar", "000000 01011 r:5 000 11000010 00000", "mtsar r", { does: "mtctl r,sar" }),
];
