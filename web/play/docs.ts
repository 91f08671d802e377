// What the instruction table says of a mnemonic. Above: editor.ts, view.ts. Below: emulator/isa, emulator/disasm.

import { facts, syntax } from "../../emulator/disasm/document.ts";
import { ALIASES, SPELLINGS } from "../../emulator/isa/aliases.ts";
import type { Insn } from "../../emulator/isa/insn.ts";
import { GR_ALIASES, GR_NAMES } from "../../emulator/isa/registers.ts";
import { INSNS } from "../../emulator/isa/table.ts";

const ROWS = new Map<string, Insn[]>();
for (const row of [...ALIASES, ...SPELLINGS, ...INSNS]) {
  const rows = ROWS.get(row.mnemonic);
  if (rows) rows.push(row);
  else ROWS.set(row.mnemonic, [row]);
}

export const isMnemonic = (word: string): boolean => ROWS.has(word.toLowerCase());
export const isRegister = (word: string): boolean =>
  GR_NAMES.includes(word) ||
  word in GR_ALIASES ||
  /^(?:r\d{1,2}|fr\d{1,2}[lr]?|sr[0-7]|cr\d{1,2}|sar)$/.test(word);

export interface Doc {
  readonly syntax: string;
  readonly does: string;
  readonly facts: string;
  readonly bits: string;
}

const DIRECTIVES: Readonly<Record<string, string>> = {
  ".word": "Words of four bytes, separated by commas.",
  ".half": "Halfwords of two bytes, separated by commas.",
  ".byte": "Bytes, separated by commas.",
  ".ascii": "The text's bytes.",
  ".asciz": "The text's bytes, and a zero.",
  ".space": "So many zeros.",
  ".align": "On to the next multiple of this power of two.",
  ".org": "On to this address.",
  ".equ": "A name for a number: .equ NAME,VALUE",
};

/** The rows of a mnemonic; forms that differ in nothing but their size are many: those that say something come first. */
export function docsOf(mnemonic: string): Doc[] {
  const word = mnemonic.toLowerCase();
  if (DIRECTIVES[word]) return [{ syntax: word, does: DIRECTIVES[word], facts: "directive", bits: "" }];
  const rows = ROWS.get(word) ?? [];
  return rows.map((row) => ({
    syntax: syntax(row),
    does: row.does ?? "",
    facts: facts(row),
    bits: row.bits,
  }));
}

export interface Token {
  readonly text: string;
  readonly kind:
    | "comment"
    | "label"
    | "mnemonic"
    | "directive"
    | "register"
    | "number"
    | "string"
    | "unknown"
    | "";
}

const TOKEN =
  /(;.*|\/\/.*)|("(?:[^"\\]|\\.)*"?)|([A-Za-z_$][\w$]*:)|(\.[a-z]\w*)|([A-Za-z_$%][\w$%]*)|(-?(?:0x[0-9a-fA-F]+|\d+))|(\s+|.)/g;

/** A line in pieces, for colours. */
export function tokens(line: string): Token[] {
  const found: Token[] = [];
  let instruction = false;
  for (const m of line.matchAll(TOKEN)) {
    const [text, comment, string, label, directive, word, number] = m;
    let kind: Token["kind"] = "";
    if (comment) kind = "comment";
    else if (string) kind = "string";
    else if (label) kind = "label";
    else if (directive) {
      kind = "directive";
      instruction = true;
    } else if (word && !instruction) {
      kind = isMnemonic(word) ? "mnemonic" : "unknown";
      instruction = true;
    } else if (word) kind = isRegister(word.replace("%", "")) ? "register" : "";
    else if (number) kind = "number";
    found.push({ text, kind });
  }
  return found;
}

/** The mnemonic or directive of a line, "" if it has none. */
export const mnemonicOf = (line: string): string =>
  tokens(line).find((t) => t.kind === "mnemonic" || t.kind === "directive" || t.kind === "unknown")?.text ??
  "";
