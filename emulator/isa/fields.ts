// What the named pieces of an instruction word mean. A row of the table is a bit diagram of pieces ("im14:14");
// this file says which pieces make one field, in which order, signed or not: cat(w, w1{10}, w1{0..9}) is the
// manual's own notation (bit 0 is the leftmost). A field is data only, so that a generator can print the same
// decoding in another language. Neighbours: insn.ts (rows) above; imports nothing.

/** What a field denotes, which decides how it is written. */
export type Kind =
  | "gr" // general register
  | "sr2" // short space number: 0 means "by the top two bits of the base"
  | "sr3" // space register
  | "cr" // control register
  | "fr" // floating-point register, 64 bits
  | "fw" // floating-point word: 2n is the left word of FRn, 2n + 1 the right one
  | "hex" // immediate, written in hexadecimal with its sign
  | "dec" // immediate, written in decimal
  | "cond" // condition completer, its texts in the row's cond
  | "choice"; // completer, its texts in `choices`

export interface FieldType {
  readonly kind: Kind;
  /** Pieces from most to least significant, in the manual's notation. */
  readonly cat: string;
  readonly signed?: boolean;
  /** Value = base + sign × (pieces << shift). */
  readonly shift?: number;
  readonly base?: number;
  readonly negate?: boolean;
  /** Texts of a "choice", by value, with their commas. */
  readonly choices?: readonly string[];
  /** A hint to the cache: no operand of the semantics. */
  readonly hint?: boolean;
}

/** Part of a word: `width` bits whose least significant is bit `lsb` (0 = the rightmost). */
export interface Segment {
  readonly lsb: number;
  readonly width: number;
}

/** A field of one row. */
export interface Field extends FieldType {
  readonly name: string;
  /** Most significant first. A field drawn twice (permh) has its second place in `copies`. */
  readonly segments: readonly Segment[];
  readonly copies: readonly (readonly Segment[])[];
  readonly width: number;
}

const gr = (piece: string): FieldType => ({ kind: "gr", cat: piece });
const unsigned = (piece: string): FieldType => ({ kind: "hex", cat: piece });
/** low_sign_ext: the sign is the rightmost bit of the piece. */
const low_sign_ext = (piece: string, n: number): FieldType => ({
  kind: "hex",
  signed: true,
  cat: `${piece}{${n - 1}} ${piece}{0..${n - 2}}`,
});
const assemble_12 = "w w1{10} w1{0..9}";
const assemble_17 = "w w1 w2{10} w2{0..9}";
const assemble_22 = "w w3 w1 w2{10} w2{0..9}";
const assemble_21 = "im21{20} im21{9..19} im21{5..6} im21{0..4} im21{7..8}";
const assemble_3 = (piece: string) => `${piece}{2} ${piece}{0..1}`;
const branch = (cat: string): FieldType => ({ kind: "hex", signed: true, shift: 2, cat });
const word = (reg: string, half: string): FieldType => ({ kind: "fw", cat: `${reg} ${half}` });
/** FMPYADD, single: a five-bit field names the words of FR16..FR31, right words from 16 on. */
const word16 = (piece: string): FieldType => ({ kind: "fw", base: 32, cat: `${piece}{1..4} ${piece}{0}` });
/** A completer that is there or not. */
const flag = (piece: string, text: string): FieldType => ({
  kind: "choice",
  cat: piece,
  choices: ["", text],
});

/**
 * Every field by name; several forms of one name are told apart by the pieces a row has (the first form whose
 * pieces are all there, so longer ones come first).
 */
export const FIELD_TYPES: Readonly<Record<string, readonly FieldType[]>> = {
  r: [gr("r")],
  r1: [gr("r1")],
  r2: [gr("r2")],
  t: [gr("t")],
  b: [gr("b")],
  x: [gr("x")],
  s: [{ kind: "sr2", cat: "s" }],
  sr: [{ kind: "sr3", cat: assemble_3("sr") }],
  cr: [{ kind: "cr", cat: "cr" }],
  // floating-point registers: whole (fa …) and words (wa …); a row without the half's piece means the left word
  fa: [{ kind: "fr", cat: "fa" }],
  fb: [{ kind: "fr", cat: "fb" }],
  fc: [
    { kind: "fr", cat: "fc fc2" },
    { kind: "fr", cat: "fc" },
  ],
  ft: [{ kind: "fr", cat: "ft" }],
  fu: [{ kind: "fr", cat: "fu" }],
  wa: [word("wa", "ha"), { kind: "fw", shift: 1, cat: "wa" }],
  wb: [word("wb", "hb"), { kind: "fw", shift: 1, cat: "wb" }],
  wc: [{ kind: "fw", cat: "wc wc2 hc" }],
  wt: [word("wt", "ht"), { kind: "fw", shift: 1, cat: "wt" }],
  ka: [word16("ka")],
  kb: [word16("kb")],
  kc: [word16("kc")],
  kt: [word16("kt")],
  ku: [word16("ku")],
  // immediates
  im5: [low_sign_ext("im5", 5)],
  im11: [low_sign_ext("im11", 11)],
  im14: [low_sign_ext("im14", 14)],
  im21: [{ kind: "hex", signed: true, shift: 11, cat: assemble_21 }],
  im10a: [{ kind: "hex", signed: true, shift: 3, cat: "i im10a" }],
  im11a: [{ kind: "hex", signed: true, shift: 2, cat: "i im11a" }],
  i4: [unsigned("i4")],
  i5: [unsigned("i5")],
  i9: [unsigned("i9")],
  i10: [unsigned("i10")],
  i13: [unsigned("i13")],
  i26: [unsigned("i26")],
  sop: [unsigned("sop1 sop2"), unsigned("sop1")],
  // shifts, extracts, deposits
  sfu: [{ kind: "dec", cat: "sfu" }],
  ct: [gr("ct")],
  sa: [{ kind: "dec", cat: "sa" }],
  p: [{ kind: "dec", cat: "p" }],
  bit: [unsigned("bit")],
  cp: [{ kind: "dec", cat: "cp", base: 31, negate: true }],
  clen: [{ kind: "dec", cat: "clen", base: 32, negate: true }],
  cp64: [{ kind: "dec", cat: "cph cpl", base: 63, negate: true }],
  p64: [{ kind: "dec", cat: "ph pl" }],
  clen64: [{ kind: "dec", cat: "clen64", base: 64, negate: true }],
  perm: [
    {
      kind: "choice",
      cat: "c0 c1 c2 c3",
      choices: Array.from({ length: 256 }, (_, v) => `,${v.toString(4).padStart(4, "0")}`),
    },
  ],
  // branches: displacement in bytes from the branch + 8 (disp17 of be: from the base register)
  disp: [branch(assemble_22), branch(assemble_17), branch(assemble_12)],
  n: [flag("n", ",n")],
  n5: [flag("n5", ",n")],
  // completers
  cf: [{ kind: "cond", cat: "cf" }],
  c: [{ kind: "cond", cat: "c" }],
  um: [{ kind: "choice", cat: "u m", choices: ["", ",m", ",s", ",sm"] }],
  am: [{ kind: "choice", cat: "a m", choices: ["", ",ma", "", ",mb"] }],
  em: [{ kind: "choice", cat: "e m", choices: ["", ",b,m", ",e", ",e,m"] }],
  ab: [{ kind: "choice", cat: "ab", choices: [",ma", ",mb"] }],
  ba: [{ kind: "choice", cat: "ba", choices: [",mb", ",ma"] }],
  m: [flag("m", ",m")],
  ld: [{ kind: "choice", cat: "ld", choices: ["", ",bc", ",sl", ""], hint: true }],
  st: [{ kind: "choice", cat: "st", choices: ["", ",bc", ",sl", ""], hint: true }],
  co: [{ kind: "choice", cat: "co", choices: ["", ",co", "", ""], hint: true }],
  // fcmp: target bit + 1, 0 for the C bit and its queue; ftest: (target bit + 1) ^ 1
  yc: [{ kind: "choice", cat: "yc", choices: ["", ",0", ",1", ",2", ",3", ",4", ",5", ",6"] }],
  yt: [{ kind: "choice", cat: "yt", choices: [" 0", "", " 2", " 1", " 4", " 3", " 6", " 5"] }],
};
