// From text to an instruction word: a reader of the table. Takes what disassemble() writes, GNU as's syntax for
// the same (registers with or without "%"), and the mnemonics of PA-RISC 1.x (isa/aliases.ts).
// Neighbours: isa/table.ts and syntax.ts below; cli/asm.ts above.
import { ALIASES, SPELLINGS } from "../isa/aliases.ts";
import type { Field } from "../isa/fields.ts";
import { decodeField, encodeField, type Insn } from "../isa/insn.ts";
import { FR_RIGHT_NAMES, GR_ALIASES, GR_NAMES } from "../isa/registers.ts";
import { INSNS } from "../isa/table.ts";
import { rowOf, write } from "./disassemble.ts";
import { type Part, registerNames, syntaxOf } from "./syntax.ts";

export interface AssembleOptions {
  /** Immediates are hexadecimal without 0x, as objdump writes them. */
  readonly bareHex?: boolean;
  /** The value of a name in the text (a label, an .equ). */
  readonly symbol?: (name: string) => number | undefined;
}

/** The text is no instruction; the message says what of it is not understood. */
export class AssembleError extends Error {}

/** Rows by mnemonic, in the order they are tried: forms with short displacements first, as GNU as does. */
const ROWS = new Map<string, Insn[]>();
const cost = (row: Insn) => Math.max(0, ...row.fields.filter((f) => f.kind === "hex").map((f) => f.width));
for (const row of [...ALIASES, ...[...INSNS].sort((a, b) => cost(a) - cost(b)), ...SPELLINGS]) {
  const rows = ROWS.get(row.mnemonic);
  if (rows) rows.push(row);
  else ROWS.set(row.mnemonic, [row]);
}

/**
 * The word of the instruction `text` at address `pc`. "{name} " in front picks the table's row of that name where
 * one text has several encodings. Throws AssembleError.
 */
export function assemble(text: string, pc: number, options: AssembleOptions = {}): number {
  const m = /^(?:\{(\w+)\}\s*)?(?:(#\s*[0-9a-f]+)|([a-z.]\w*)((?:,[^\s,]+)*)(?:\s+(\S.*))?)$/i.exec(
    text.trim(),
  );
  if (!m) throw new AssembleError(`not an instruction: "${text.trim()}"`);
  if (m[2]) return Number.parseInt(m[2].slice(1).trim(), 16) >>> 0;
  const operands = (m[5] ?? "").replace(/\s+/g, "").replace(/(^|[^LR])%/g, "$1");
  if (m[3] === ".word") return new Reader(operands, pc, options).number() >>> 0;
  const rows = (ROWS.get(m[3].toLowerCase()) ?? []).filter((row) => !m[1] || row.name === m[1]);
  if (rows.length === 0) throw new AssembleError(`unknown instruction "${m[3]}"`);
  let worst = "";
  for (const row of rows) {
    const word = tryRow(row, m[4] ?? "", operands, pc, options);
    if (typeof word === "number") return word;
    if (word.length > worst.length) worst = word;
  }
  throw new AssembleError(`"${text.trim()}": ${worst}`);
}

/**
 * Source text that assembles to exactly this word: the plain text where that is so, else with the row's name in
 * braces, else the word itself.
 */
export function disassembleExact(word: number, pc: number): string {
  const row = rowOf(word);
  const text = row && write(row, word, pc, { source: true });
  const same = (candidate: string) => {
    try {
      return assemble(candidate, pc) === word >>> 0;
    } catch {
      return false;
    }
  };
  if (text && same(text)) return text;
  if (text && same(`{${row.name}} ${text}`)) return `{${row.name}} ${text}`;
  return `.word 0x${(word >>> 0).toString(16)}`;
}

/** The word, or why the text is not of this row. */
function tryRow(
  row: Insn,
  completers: string,
  operands: string,
  pc: number,
  options: AssembleOptions,
): number | string {
  const syntax = syntaxOf(row);
  const values = new Map<Field, number>();
  // Completers in the row's order; those of fields may be missing.
  let rest = completers.toLowerCase();
  const take = (text: string): boolean => {
    const ok = rest.startsWith(text) && (rest.length === text.length || rest[text.length] === ",");
    if (ok) rest = rest.slice(text.length);
    return ok;
  };
  let modify: "" | ",ma" | ",mb" = "";
  for (const part of syntax.completers) {
    if (part.is === "text" && !take(part.text)) return `no completer "${part.text.slice(1)}"`;
    if (part.is === "number") {
      const m = /^,(0x)?([0-9a-f]+)/.exec(rest);
      if (!m) return "a number is missing";
      rest = rest.slice(m[0].length);
      const hexadecimal = m[1] !== undefined || (options.bareHex && part.field.kind === "hex");
      values.set(part.field, Number.parseInt(m[2], hexadecimal ? 16 : 10));
    }
    if (part.is === "modify") {
      modify = take(",ma") ? ",ma" : take(",mb") ? ",mb" : "";
      if (!modify) return "no ,ma or ,mb";
    }
    if (part.is === "ordered" && take(",o")) values.set(part.field, 1);
    else if (part.is === "field" || part.is === "ordered")
      values.set(part.field, completer(row, part.field, take));
  }
  if (rest) return `unknown completer "${rest.slice(1)}"`;
  const reader = new Reader(operands, pc, options);
  const why = readOperands(syntax.operands, reader, values);
  if (why) return why;
  let word = row.match;
  for (const [field, value] of values) {
    const bits = encodeField(field, value);
    if (bits === undefined) return `${value} does not fit ${field.name}`;
    word |= bits;
  }
  if (modify) {
    const part = syntax.completers.find((p) => p.is === "modify") as Part & { is: "modify" };
    const before = decodeField(part.field, word) < 0 === part.before;
    if (before !== (modify === ",mb")) return `${modify} does not go with the sign of the displacement`;
  }
  return word >>> 0;
}

/** The value of a completer field: the longest of its texts that comes next, 0 if none does. */
function completer(row: Insn, field: Field, take: (text: string) => boolean): number {
  const texts = field.kind === "cond" ? row.cond!.names.map((s) => s && `,${s}`) : (field.choices ?? []);
  const byLength = texts.map((text, value) => ({ text, value })).filter((c) => c.text);
  byLength.sort((a, b) => b.text.length - a.text.length);
  return byLength.find((c) => take(c.text))?.value ?? 0;
}

function readOperands(
  parts: readonly Part[],
  reader: Reader,
  values: Map<Field, number>,
): string | undefined {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part.is === "text") {
      // A completer among the operands brings its own comma.
      const next = parts[i + 1];
      if (part.text === "," && next?.is === "field" && next.field.kind === "choice") continue;
      if (!reader.take(part.text) && !reader.isRegister(part.text))
        return `expected "${part.text}" at "${reader.rest}"`;
      continue;
    }
    if (part.is === "target") {
      const at = reader.number();
      if (Number.isNaN(at)) return `no address at "${reader.rest}"`;
      values.set(part.field, (at - reader.pc - 8) | 0);
      continue;
    }
    if (part.is !== "field") continue;
    const field = part.field;
    const register = registerNames(field);
    if (field.kind === "sr2") {
      const value = /^sr[0-3],/.exec(reader.rest) ? reader.register(field, register!) : 0;
      if (value || reader.rest[0] === ",") reader.take(",");
      values.set(field, value!);
      i++;
    } else if (field.kind === "choice") {
      const value = field.choices!.findIndex((text) => text && reader.take(text.trim()));
      values.set(field, value < 0 ? field.choices!.indexOf("") : value);
    } else if (register) {
      const value = reader.register(field, register);
      if (value === undefined) return `no register at "${reader.rest}"`;
      values.set(field, value);
    } else {
      const value = field.kind === "dec" ? reader.decimal() : reader.number();
      if (Number.isNaN(value)) return `no number at "${reader.rest}"`;
      values.set(field, value | 0);
    }
  }
  return reader.rest ? `unexpected "${reader.rest}"` : undefined;
}

/** The operands, from left to right. */
class Reader {
  rest: string;
  readonly pc: number;
  private readonly options: AssembleOptions;

  constructor(text: string, pc: number, options: AssembleOptions) {
    this.rest = text;
    this.pc = pc;
    this.options = options;
  }

  take(text: string): boolean {
    if (!this.rest.startsWith(text)) return false;
    this.rest = this.rest.slice(text.length);
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    const m = pattern.exec(this.rest);
    if (m) this.rest = this.rest.slice(m[0].length);
    return m?.[0];
  }

  register(field: Field, names: readonly string[]): number | undefined {
    const before = this.rest;
    const name = this.match(/^\w+/);
    if (name === undefined) return undefined;
    let value = names.indexOf(name);
    if (value < 0 && field.kind === "gr") value = GR_ALIASES[name] ?? numbered(name, "r", 32);
    if (value < 0 && field.kind === "cr") value = numbered(name, "cr", 32);
    if (value < 0 && field.kind === "fr") value = numbered(name, "fr", 32);
    if (value < 0 && field.kind === "fw") value = word(name);
    if (value >= 0) return value;
    this.rest = before;
    return undefined;
  }

  /** Whether another name of the general register `name` comes next; takes it. */
  isRegister(name: string): boolean {
    const number = GR_NAMES.indexOf(name);
    const before = this.rest;
    const text = this.match(/^\w+/) ?? "";
    if (number >= 0 && (numbered(text, "r", 32) === number || GR_ALIASES[text] === number)) return true;
    this.rest = before;
    return false;
  }

  /**
   * A number, or a symbol with an offset. L% in front drops the low 11 bits, R% leaves only them. NaN where there is
   * neither.
   */
  number(): number {
    const part = this.match(/^(?:L[%']|LR[%']|RR?[%'])/);
    if (part) return part[0] === "L" ? this.number() & ~0x7ff : this.number() & 0x7ff;
    if (this.options.bareHex && !/^-?0x/i.test(this.rest)) {
      const text = this.match(/^-?[0-9a-f]+/i);
      return text === undefined ? Number.NaN : Number.parseInt(text, 16);
    }
    const symbol = this.options.symbol && this.match(/^[A-Za-z_.$][\w.$]*/);
    if (symbol) return (this.options.symbol!(symbol) ?? Number.NaN) + this.offset();
    const text = this.match(/^-?(?:0x[0-9a-f]+|\d+)/i);
    return text === undefined ? Number.NaN : literal(text);
  }

  private offset(): number {
    const text = this.match(/^[+-](?:0x[0-9a-f]+|\d+)/i);
    return text === undefined ? 0 : literal(text);
  }

  decimal(): number {
    const text = this.match(/^-?(?:0x[0-9a-f]+|\d+)/i);
    return text === undefined ? Number.NaN : Number(text);
  }
}

/** A signed literal. */
const literal = (text: string) => (text[0] === "-" ? -Number(text.slice(1)) : Number(text.replace("+", "")));

/** The number a text stands for, as in an operand; NaN if it is none. */
export function readNumber(text: string, pc: number, options: AssembleOptions): number {
  const reader = new Reader(text.replace(/\s+/g, ""), pc, options);
  const value = reader.number();
  return reader.rest ? Number.NaN : value;
}

/** Register names made of a prefix and a number. */
const numbered = (name: string, prefix: string, count: number): number => {
  const n = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
  return Number.isInteger(n) && n >= 0 && n < count ? n : -1;
};

/** A floating-point word: fr4L and fr4R; fr4 is the left one. */
const word = (name: string): number => {
  const right = FR_RIGHT_NAMES.indexOf(name);
  if (right >= 0) return 2 * right + 1;
  const n = numbered(name.replace(/[LR]$/, ""), "fr", 32);
  return n < 0 ? -1 : 2 * n + (name.endsWith("R") ? 1 : 0);
};
