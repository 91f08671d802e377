// A source file of instructions, labels and data, assembled in two passes. One flat piece of memory, in the order of
// the text. Neighbours: assemble.ts below; cli/asm.ts, the fuzzer's start-up code and the playground above.
//
// Directives: .org ADDRESS, .align N, .space N, .word, .half, .byte (lists), .ascii, .asciz "text", .equ NAME,VALUE
// (also NAME = VALUE), .globl, .text, .data, .level (ignored). A label is NAME: at the start of a line. Comments: ; or //
// to the end of the line. L%NAME and R%NAME are the left 21 and right 11 bits of a value; "." is the current address.
import { AssembleError, assemble, readNumber } from "./assemble.ts";

export interface Program {
  /** Address of the first byte. */
  readonly base: number;
  readonly bytes: Uint8Array;
  readonly labels: ReadonlyMap<string, number>;
  /** Line (from 1) of every instruction, by address. */
  readonly lines: ReadonlyMap<number, number>;
}

/** What is wrong, with the line's number. */
export class ProgramError extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

interface Statement {
  readonly line: number;
  readonly address: number;
  readonly name: string;
  readonly rest: string;
  readonly size: number;
}

const IGNORED = new Set([
  ".globl",
  ".global",
  ".export",
  ".import",
  ".text",
  ".data",
  ".level",
  ".type",
  ".size",
  ".section",
  ".proc",
  ".procend",
  ".callinfo",
  ".entry",
  ".exit",
]);
const ELEMENT: Record<string, number> = { ".word": 4, ".half": 2, ".short": 2, ".byte": 1 };

/** Assembles a program that begins at `base`. Throws ProgramError. */
export function assembleProgram(source: string, base = 0): Program {
  const labels = new Map<string, number>();
  const statements: Statement[] = [];
  let pc = base;
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const [index, raw] of source.split("\n").entries()) {
    const line = index + 1;
    let text = withoutComment(raw).trim();
    for (let m = /^([A-Za-z_.$][\w.$]*):\s*/.exec(text); m; m = /^([A-Za-z_.$][\w.$]*):\s*/.exec(text)) {
      if (labels.has(m[1])) throw new ProgramError(line, `the label ${m[1]} is there already`);
      labels.set(m[1], pc);
      text = text.slice(m[0].length);
    }
    if (!text) continue;
    const at = line;
    const value = (expression: string) => evaluate(expression, pc, labels, at);
    const equate = /^(?:\.equ\s+([\w.$]+)\s*,|([A-Za-z_.$][\w.$]*)\s*=)\s*(.+)$/.exec(text);
    if (equate) {
      labels.set(equate[1] ?? equate[2], value(equate[3]));
      continue;
    }
    const space = text.search(/\s/);
    const name = space < 0 ? text : text.slice(0, space);
    const rest = space < 0 ? "" : text.slice(space + 1).trim();
    if (IGNORED.has(name)) continue;
    if (name === ".org") {
      pc = value(rest) >>> 0;
      continue;
    }
    if (name === ".align") {
      const n = value(rest);
      if (n <= 0 || (n & (n - 1)) !== 0) throw new ProgramError(line, `.align ${rest}: no power of two`);
      pc = (pc + n - 1) & -n;
      continue;
    }
    const size = sizeOf(name, rest, line, value);
    statements.push({ line, address: pc, name, rest, size });
    low = Math.min(low, pc);
    pc += size;
    high = Math.max(high, pc);
  }
  if (!Number.isFinite(low)) low = high = base;
  const bytes = new Uint8Array(high - low);
  const lines = new Map<number, number>();
  for (const s of statements) {
    if (s.name[0] !== ".") lines.set(s.address, s.line);
    emit(s, new DataView(bytes.buffer, s.address - low, s.size), labels);
  }
  return { base: low, bytes, labels, lines };
}

/** The line without its comment; quotes protect. */
const withoutComment = (line: string) => /^(?:[^;"/]|"(?:[^"\\]|\\.)*"|\/(?!\/))*/.exec(line)![0];

const evaluate = (text: string, pc: number, labels: ReadonlyMap<string, number>, line: number): number => {
  const value = readNumber(text, pc, { symbol: (name) => (name === "." ? pc : labels.get(name)) });
  if (Number.isNaN(value)) throw new ProgramError(line, `no number: "${text}"`);
  return value;
};

function sizeOf(name: string, rest: string, line: number, value: (text: string) => number): number {
  if (name in ELEMENT) return ELEMENT[name] * split(rest).length;
  if (name === ".space" || name === ".skip") {
    const n = value(rest);
    if (n < 0 || n > 2 ** 28) throw new ProgramError(line, `${name} ${rest}: too much`);
    return n;
  }
  if (name === ".ascii" || name === ".asciz" || name === ".string")
    return characters(rest, line).length + (name === ".ascii" ? 0 : 1);
  if (name[0] === ".") throw new ProgramError(line, `unknown directive ${name}`);
  return 4;
}

const split = (list: string) => list.split(",").map((item) => item.trim());

const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, e: 27 };

/** The bytes of a quoted text: UTF-8, and the bytes that escapes name. */
function characters(text: string, line: number): number[] {
  const m = /^"((?:[^"\\]|\\.)*)"$/.exec(text);
  if (!m) throw new ProgramError(line, `no quoted text: ${text}`);
  const bytes: number[] = [];
  for (const [piece, code] of m[1].matchAll(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)|[^\\]+/g))
    if (code === undefined) bytes.push(...utf8(piece));
    else if (code[0] === "x" && code.length > 1) bytes.push(Number.parseInt(code.slice(1), 16));
    else if (/^[0-7]/.test(code)) bytes.push(Number.parseInt(code, 8) & 255);
    else bytes.push(...(code in ESCAPES ? [ESCAPES[code]] : utf8(code)));
  return bytes;
}

const utf8 = (text: string): number[] =>
  encodeURIComponent(text)
    .match(/%..|./g)!
    .map((c) => (c.length > 1 ? Number.parseInt(c.slice(1), 16) : c.charCodeAt(0)));

function emit(s: Statement, out: DataView, labels: ReadonlyMap<string, number>): void {
  const symbol = (name: string) => (name === "." ? s.address : labels.get(name));
  try {
    if (s.name in ELEMENT) {
      const size = ELEMENT[s.name];
      for (const [i, item] of split(s.rest).entries()) {
        const value = evaluate(item, s.address, labels, s.line);
        if (size === 4) out.setUint32(4 * i, value);
        else if (size === 2) out.setUint16(2 * i, value);
        else out.setUint8(i, value);
      }
    } else if (s.name.startsWith(".as") || s.name === ".string")
      for (const [i, c] of characters(s.rest, s.line).entries()) out.setUint8(i, c);
    else if (s.name[0] !== ".") out.setUint32(0, assemble(`${s.name} ${s.rest}`, s.address, { symbol }));
  } catch (error) {
    throw error instanceof AssembleError ? new ProgramError(s.line, error.message) : error;
  }
}
