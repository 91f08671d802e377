// A row's syntax string, taken apart once: completers after the mnemonic, then operands. Both readers use it.
// Neighbours: isa/ below; disassemble.ts and assemble.ts above.

import type { Field } from "../isa/fields.ts";
import type { Insn } from "../isa/insn.ts";
import { CR_NAMES, FR_NAMES, FR_RIGHT_NAMES, GR_NAMES, SR_NAMES } from "../isa/registers.ts";

/** A piece of a syntax: text as it stands, or the value of a field in one of the ways below. */
export type Part =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "field"; readonly field: Field }
  /** A number among the completers. */
  | { readonly is: "number"; readonly field: Field }
  /** A branch displacement, written as the address it leads to. */
  | { readonly is: "target"; readonly field: Field }
  /** am of a short load or store, where "modify after, by 0" is the ordered access ",o". */
  | { readonly is: "ordered"; readonly field: Field; readonly im5: Field }
  /** ",ma" or ",mb", told by the sign of the displacement (negative: before if `before`). */
  | { readonly is: "modify"; readonly before: boolean; readonly field: Field };

export interface Syntax {
  readonly completers: readonly Part[];
  readonly operands: readonly Part[];
}

const cache = new WeakMap<Insn, Syntax>();

/** The syntax of a row. */
export function syntaxOf(row: Insn): Syntax {
  let syntax = cache.get(row);
  if (!syntax) cache.set(row, (syntax = read(row)));
  return syntax;
}

function read(row: Insn): Syntax {
  const space = row.syntax.indexOf(" ");
  const head = space < 0 ? row.syntax : row.syntax.slice(0, space);
  const tail = space < 0 ? "" : row.syntax.slice(space + 1);
  const field = (name: string) => row.fields.find((f) => f.name === name);
  const part = (token: string, comma: string): Part => {
    const named = (name: string): Field => {
      const f = field(name);
      if (!f) throw new Error(`${row.name}: "${token}" in the syntax needs the field ${name}`);
      return f;
    };
    const f = field(token);
    if (f && comma && (f.kind === "dec" || f.kind === "hex")) return { is: "number", field: f };
    if (f) return { is: "field", field: f };
    if (token === "target") return { is: "target", field: named("disp") };
    if (token === "amo") return { is: "ordered", field: named("am"), im5: named("im5") };
    if (token === "modify") return { is: "modify", before: true, field: named("im14") };
    if (token === "modify2") return { is: "modify", before: false, field: named("im11a") };
    return { is: "text", text: comma + token };
  };
  return {
    completers: head
      .split(",")
      .slice(1)
      .map((token) => part(token, ",")),
    operands: (tail.match(/\w+|[^\w]/g) ?? []).map((token) => part(token, "")),
  };
}

/** The names of the registers of a kind, by field value; undefined for fields that are no registers. */
export function registerNames(field: Field): readonly string[] | undefined {
  switch (field.kind) {
    case "gr":
      return GR_NAMES;
    case "cr":
      return CR_NAMES;
    case "sr2":
    case "sr3":
      return SR_NAMES;
    case "fr":
      return FR_NAMES;
    case "fw":
      return WORD_NAMES;
    default:
      return undefined;
  }
}

/** Floating-point words: the left one has the register's name, the right one an R after it. */
const WORD_NAMES = FR_NAMES.flatMap((left, n) => [left, FR_RIGHT_NAMES[n]]);
