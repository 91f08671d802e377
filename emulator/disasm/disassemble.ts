// From an instruction word to its text: a reader of the table. The text is objdump's (binutils), but for the
// differences that docs/quirks.md lists. Neighbours: isa/table.ts and syntax.ts below; the CLI and the debugger above.

import { ALIASES } from "../isa/aliases.ts";
import type { Field } from "../isa/fields.ts";
import { decodeField, type Insn } from "../isa/insn.ts";
import { decode } from "../isa/table.ts";
import { type Part, registerNames, syntaxOf } from "./syntax.ts";

export interface DisassembleOptions {
  /** Immediates as in source text (0x…), not as bare hexadecimal digits. */
  readonly source?: boolean;
}

/** The alias or the row whose text stands for a word. */
export const rowOf = (word: number): Insn | undefined => {
  for (const alias of ALIASES) if ((word & alias.mask) >>> 0 === alias.match) return alias;
  return decode(word);
};

/** The text of the instruction `word` at address `pc`; "#" and the word in hexadecimal where it is none. */
export function disassemble(word: number, pc: number, options: DisassembleOptions = {}): string {
  const row = rowOf(word);
  if (!row) return options.source ? `.word 0x${hex(word >>> 0)}` : `#${hex(word >>> 0).padStart(8)}`;
  return write(row, word, pc, options);
}

/** The text of `word` as the row says. */
export function write(row: Insn, word: number, pc: number, options: DisassembleOptions): string {
  const { completers, operands } = syntaxOf(row);
  const text = (part: Part) => partText(part, row, word, pc, options);
  let out = row.mnemonic + completers.map(text).join("");
  if (operands.length === 0) return out;
  out += " ";
  for (let i = 0; i < operands.length; i++) {
    const part = operands[i];
    const s = text(part);
    // An implicit space register takes its comma along; a completer among the operands brings its own.
    if (part.is === "field" && part.field.kind === "sr2" && s === "") i++;
    else if (part.is === "field" && part.field.kind === "choice") out = out.replace(/,$/, "") + s;
    else out += s;
  }
  return out;
}

const hex = (v: number) => (v < 0 ? `-${(-v).toString(16)}` : v.toString(16));

function partText(part: Part, row: Insn, word: number, pc: number, options: DisassembleOptions): string {
  if (part.is === "text") return part.text;
  const value = decodeField(part.field, word);
  switch (part.is) {
    case "field":
      return fieldText(part.field, value, row, options);
    case "number":
      return `,${fieldText(part.field, value, row, options)}`;
    case "target":
      return `0x${((pc + 8 + value) >>> 0).toString(16)}`;
    case "ordered":
      return value === 1 && decodeField(part.im5, word) === 0 ? ",o" : part.field.choices![value];
    case "modify":
      return isNegative(part, word, value, options) === part.before ? ",mb" : ",ma";
  }
}

/** objdump takes the top bit of a 14-bit displacement for its sign; the sign is the bottom one. Equal below 4096. */
const isNegative = (
  part: Part & { is: "modify" },
  word: number,
  value: number,
  options: DisassembleOptions,
) => (part.before && !options.source ? (word & 0x2000) !== 0 : value < 0);

function fieldText(field: Field, value: number, row: Insn, options: DisassembleOptions): string {
  switch (field.kind) {
    case "cond":
      return row.cond!.names[value] && `,${row.cond!.names[value]}`;
    case "choice":
      return field.choices![value];
    case "dec":
      return String(value);
    case "hex":
      return field.name === "im21" ? `L%${number(value, options)}` : number(value, options);
    case "sr2":
      return value === 0 ? "" : `sr${value}`;
    case "fw":
      // objdump leaves the R off the right words in fmpyadd and fmpysub, which have a base
      return registerNames(field)![field.base && !options.source ? value & ~1 : value];
    default:
      return registerNames(field)![value];
  }
}

const number = (v: number, options: DisassembleOptions) =>
  !options.source || (v > -10 && v < 10) ? hex(v) : v < 0 ? `-0x${(-v).toString(16)}` : `0x${v.toString(16)}`;
