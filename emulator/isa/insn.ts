// One row of the table: insn(name, bit diagram, syntax, facts). Reads the diagram into mask, match and fields.
// Neighbours: fields.ts below; the family files (alu.ts, shift.ts …) and table.ts above.
import type { Condition } from "./conditions.ts";
import { FIELD_TYPES, type Field, type FieldType, type Segment } from "./fields.ts";

export interface Facts {
  /** What the condition field selects from. */
  readonly cond?: Condition;
  /** One line for the docs: what it does. */
  readonly does?: string;
  /** Name of the semantics function, when several encodings share one (default: the row's name). */
  readonly semantics?: string;
  /** May change the instruction address queue: with the bit "always" for those that do it unconditionally. */
  readonly branch?: "always" | "maybe";
  /** May nullify the next instruction other than by a branch's ,n. */
  readonly nullifies?: boolean;
  /** Bytes read from / written to memory (stby: at most 4). */
  readonly load?: number;
  readonly store?: number;
  /** Traps at any privilege level but 0. */
  readonly privileged?: boolean;
  /** Uses the floating-point coprocessor. */
  readonly fp?: boolean;
  /** May trap by its own doing (tsv, tc, break, floating point …), memory aside. */
  readonly traps?: boolean;
  /** First architecture that has it, when not 1.0. */
  readonly since?: "1.1" | "2.0";
  /** Works on 64-bit registers: for the readers of the table only; this 32-bit machine answers "illegal instruction". */
  readonly wide?: boolean;
  /** Belongs to a coprocessor or special function unit this machine does not have: assist emulation trap. */
  readonly absent?: boolean;
}

export interface Insn extends Facts {
  /** Unique name. */
  readonly name: string;
  readonly bits: string;
  readonly syntax: string;
  readonly mnemonic: string;
  /** A word w is this instruction if (w & mask) === match, both unsigned. */
  readonly mask: number;
  readonly match: number;
  /** Every field in order of first appearance in the diagram. */
  readonly fields: readonly Field[];
  /** The fields that the semantics function takes, in this order: all but cache hints. */
  readonly operands: readonly Field[];
  readonly semantics: string;
}

interface Drawing {
  mask: number;
  match: number;
  pieces: Map<string, Segment[]>;
}

/** Reads a bit diagram: literal bits, "-" (ignored by the hardware, written as 0), and name:width pieces. */
function draw(name: string, bits: string): Drawing {
  let at = 32;
  const d: Drawing = { mask: 0, match: 0, pieces: new Map() };
  for (const token of bits.split(" ")) {
    const colon = token.indexOf(":");
    if (colon > 0) {
      const width = Number(token.slice(colon + 1));
      at -= width;
      const piece = token.slice(0, colon);
      const places = d.pieces.get(piece);
      if (places) places.push({ lsb: at, width });
      else d.pieces.set(piece, [{ lsb: at, width }]);
      continue;
    }
    for (const bit of token) {
      at--;
      if (bit !== "0" && bit !== "1" && bit !== "-")
        throw new Error(`${name}: bad token "${token}" in the diagram`);
      if (bit !== "-") d.mask |= 1 << at;
      if (bit === "1") d.match |= 1 << at;
    }
  }
  if (at !== 0) throw new Error(`${name}: the diagram has ${32 - at} bits`);
  return d;
}

const pieces = new Map<FieldType, readonly string[]>();
/** The pieces a field's cat() names. */
function piecesOf(type: FieldType): readonly string[] {
  let list = pieces.get(type);
  if (!list) {
    list = type.cat.split(" ").map((part) => part.replace(/\{.*/, ""));
    pieces.set(type, list);
  }
  return list;
}

/** The forms that contain a piece, with their names. */
const byPiece = new Map<string, [string, FieldType][]>();
for (const [name, types] of Object.entries(FIELD_TYPES))
  for (const type of types)
    for (const piece of piecesOf(type)) {
      const list = byPiece.get(piece);
      if (!list) byPiece.set(piece, [[name, type]]);
      else if (!list.some(([, t]) => t === type)) list.push([name, type]);
    }

/** Resolves "w1{0..9}" (bit 0 = leftmost of the piece) to a place in the word. */
function segment(part: string, place: Segment): Segment {
  const range = /\{(\d+)(?:\.\.(\d+))?\}$/.exec(part);
  if (!range) return place;
  const from = Number(range[1]);
  const to = Number(range[2] ?? range[1]);
  return { lsb: place.lsb + place.width - 1 - to, width: to - from + 1 };
}

function readFields(name: string, d: Drawing): readonly Field[] {
  const fields: Field[] = [];
  const used = new Set<string>();
  for (const piece of d.pieces.keys()) {
    if (used.has(piece)) continue;
    const [fieldName, type] = typeOf(name, piece, d, used);
    const parts = type.cat.split(" ");
    for (const p of piecesOf(type)) used.add(p);
    const place = (copy: number) =>
      parts.map((part) => segment(part, d.pieces.get(part.replace(/\{.*/, ""))![copy]));
    const copies = d.pieces.get(piece)!.length;
    const segments = place(0);
    fields.push({
      ...type,
      name: fieldName,
      segments,
      copies: Array.from({ length: copies - 1 }, (_, k) => place(k + 1)),
      width: segments.reduce((n, s) => n + s.width, 0),
    });
  }
  return fields;
}

/** The field that `piece` belongs to: a form all of whose pieces the row has and none is taken. */
function typeOf(name: string, piece: string, d: Drawing, used: Set<string>): [string, FieldType] {
  for (const found of byPiece.get(piece) ?? [])
    if (piecesOf(found[1]).every((p) => d.pieces.has(p) && !used.has(p))) return found;
  throw new Error(`${name}: no field takes the piece "${piece}"`);
}

/** Makes a row. See docs/instructions.md for all of them. */
export function insn(name: string, bits: string, syntax: string, facts: Facts = {}): Insn {
  let drawing: Drawing | undefined;
  const drawn = (): Drawing => {
    drawing ??= draw(name, bits);
    return drawing;
  };
  let fields: readonly Field[] | undefined;
  let operands: readonly Field[] | undefined;
  return {
    ...facts,
    name,
    bits,
    syntax,
    // Worked out when they are asked for: programs use few rows, and start often.
    get mnemonic() {
      return syntax.split(/[ ,]/, 1)[0];
    },
    get mask() {
      return drawn().mask >>> 0;
    },
    get match() {
      return drawn().match >>> 0;
    },
    get fields() {
      fields ??= readFields(name, drawn());
      return fields;
    },
    get operands() {
      operands ??= this.fields.filter((f) => !f.hint);
      return operands;
    },
    semantics: facts.semantics ?? name,
  };
}

/** The value of a field in a word: a signed 32-bit number. */
export function decodeField(f: Field, word: number): number {
  let raw = 0;
  for (const s of f.segments) raw = (raw << s.width) | ((word >>> s.lsb) & (2 ** s.width - 1));
  if (f.signed) raw = (raw << (32 - f.width)) >> (32 - f.width);
  const value = raw << (f.shift ?? 0);
  return f.negate ? (f.base ?? 0) - value : (f.base ?? 0) + value;
}

/** The bits of the word that give a field this value; undefined where it does not fit. */
export function encodeField(f: Field, value: number): number | undefined {
  let v = value - (f.base ?? 0);
  if (f.negate) v = -v;
  const raw = v >> (f.shift ?? 0);
  if (raw << (f.shift ?? 0) !== (v | 0)) return undefined;
  const low = f.signed ? -(2 ** (f.width - 1)) : 0;
  if (raw < low || raw >= low + 2 ** f.width) return undefined;
  let word = 0;
  for (const segments of [f.segments, ...f.copies]) {
    let rest = raw;
    for (const s of segments.toReversed()) {
      word |= (rest & (2 ** s.width - 1)) << s.lsb;
      rest >>= s.width;
    }
  }
  return word >>> 0;
}
