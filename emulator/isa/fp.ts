// Floating-point operations: major opcodes 0C (64-bit register numbers, left words), 0E (words by halves),
// 06, 26 (multiply and add in parallel), 2E (fused, PA 2.0). Quadruple formats are in no processor: assist emulation.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/fp*.ts; 0C and 0E rows of one operation
// share a function. Names end in the format: _sgl on words (wa …), _dbl on registers (fa …).
import { float_cond, queue_cond } from "./conditions.ts";
import { type Facts, type Insn, insn } from "./insn.ts";

const fp = { fp: true };
type Format = "sgl" | "dbl";
const FORMATS: readonly Format[] = ["sgl", "dbl"];

/** Register pieces of the two encodings: [0C, 0E]. The half of a word is drawn where 0E has it. */
const source = (f: Format) => (f === "sgl" ? { piece: "wa", half: "ha:1" } : { piece: "fa", half: "0" });
const second = (f: Format) => (f === "sgl" ? { piece: "wb", half: "hb:1" } : { piece: "fb", half: "0" });
const target = (f: Format) => (f === "sgl" ? { piece: "wt", half: "ht:1" } : { piece: "ft", half: "0" });

/** The row of an operation in both encodings; the one of 0C is named …_c. */
const both = (name: string, bitsC: string, bitsE: string, syntax: string, facts: Facts): Insn[] => [
  insn(`${name}_c`, bitsC, syntax, { ...fp, ...facts, semantics: name }),
  insn(name, bitsE, syntax, { ...fp, ...facts, since: facts.since ?? "1.1" }),
];

/** Class 0: one source. */
const unary = (mnemonic: string, sub: string, does: string, facts: Facts = {}): Insn[] =>
  FORMATS.flatMap((f) => {
    const [a, t] = [source(f), target(f)];
    const fmt = f === "sgl" ? "0" : "1";
    return both(
      `${mnemonic}_${f}`,
      `001100 ${a.piece}:5 00000 ${sub} 0${fmt} 00 000 0 ${t.piece}:5`,
      `001110 ${a.piece}:5 00000 ${sub} 0${fmt} 00 0 ${a.half} ${t.half} 0 ${t.piece}:5`,
      `${mnemonic},${f} ${a.piece},${t.piece}`,
      { does, ...facts },
    );
  });

/** Class 3: two sources. */
const binary = (mnemonic: string, sub: string, does: string): Insn[] =>
  FORMATS.flatMap((f) => {
    const [a, b, t] = [source(f), second(f), target(f)];
    const fmt = f === "sgl" ? "0" : "1";
    return both(
      `${mnemonic}_${f}`,
      `001100 ${a.piece}:5 ${b.piece}:5 ${sub} 0${fmt} 11 000 0 ${t.piece}:5`,
      `001110 ${a.piece}:5 ${b.piece}:5 ${sub} ${b.half} ${fmt} 11 0 ${a.half} ${t.half} 0 ${t.piece}:5`,
      `${mnemonic},${f} ${a.piece},${b.piece},${t.piece}`,
      { does, traps: true },
    );
  });

/**
 * Class 1: conversions. Sub-operations: 0 float to float, 1 fixed to float, 2 float to fixed, 3 that by truncation;
 * + 4: unsigned (PA 2.0). Names: fcnv<kind>_<source>_<target>, with s, d for floats and w, x for 32 and 64 bits.
 */
const conversions = (mnemonic: string, sub: string, does: string, since?: "2.0"): Insn[] =>
  FORMATS.flatMap((sf) =>
    FORMATS.flatMap((df) => {
      const kind = Number.parseInt(sub, 2) & 3;
      if (kind === 0 && sf === df) return [];
      const [a, t] = [source(sf), target(df)];
      const fixed = (f: Format) => (f === "sgl" ? "w" : "dw");
      const u = since ? "u" : "";
      const names = since
        ? `${kind === 3 ? ",t" : ""},${kind === 1 ? u + fixed(sf) : sf},${kind === 1 ? df : u + fixed(df)}`
        : `,${sf},${df}`;
      const s = sf === "sgl" ? "0" : "1";
      const d = df === "sgl" ? "0" : "1";
      return both(
        `${mnemonic}_${sf}_${df}`,
        `001100 ${a.piece}:5 000 ${sub} 0${d} 0${s} 01 000 0 ${t.piece}:5`,
        `001110 ${a.piece}:5 000 ${sub} 0${d} 0${s} 01 0 ${a.half} ${t.half} 0 ${t.piece}:5`,
        `${since ? "fcnv" : mnemonic}${names} ${a.piece},${t.piece}`,
        { does, traps: kind !== 1 || sf === "dbl" || df === "sgl", ...(since ? { since } : {}) },
      );
    }),
  );

/** Class 2: compares. yc: 0 sets C and shifts the queue, n > 0 sets the target bit n - 1 (PA 2.0). */
const compares: Insn[] = FORMATS.flatMap((f) => {
  const [a, b] = [source(f), second(f)];
  const fmt = f === "sgl" ? "0" : "1";
  return both(
    `fcmp_${f}`,
    `001100 ${a.piece}:5 ${b.piece}:5 yc:3 0${fmt} 10 000 0 c:5`,
    `001110 ${a.piece}:5 ${b.piece}:5 yc:3 ${b.half} ${fmt} 10 0 ${a.half} 0 0 c:5`,
    `fcmp,${f},c ${a.piece},${b.piece},yc`,
    {
      cond: float_cond,
      traps: true,
      does: "the C bit of the status register (yc: one of its target bits, PA 2.0) = the comparison",
    },
  );
});

/** Two independent operations at once; single registers are words of FR16 … FR31. */
const parallel = (mnemonic: string, major: string, does: string): Insn[] => [
  insn(`${mnemonic}_dbl`, `${major} fa:5 fb:5 fu:5 fc:5 0 ft:5`, `${mnemonic},dbl fa,fb,ft,fc,fu`, {
    ...fp,
    since: "1.1",
    traps: true,
    does: `ft = fa × fb; ${does.replace(/\b[cu]\b/g, "f$&")}`,
  }),
  insn(`${mnemonic}_sgl`, `${major} ka:5 kb:5 ku:5 kc:5 1 kt:5`, `${mnemonic},sgl ka,kb,kt,kc,ku`, {
    ...fp,
    since: "1.1",
    traps: true,
    does: `kt = ka × kb; ${does.replace(/\b[cu]\b/g, "k$&")}`,
  }),
];

/** Fused multiply and add, rounded once. */
const fused = (mnemonic: string, neg: 0 | 1, does: string): Insn[] => [
  insn(
    `${mnemonic}_sgl`,
    `101110 wa:5 wb:5 wc:3 hb:1 0 wc2:2 hc:1 ha:1 ht:1 ${neg} wt:5`,
    `${mnemonic},sgl wa,wb,wc,wt`,
    {
      ...fp,
      since: "2.0",
      traps: true,
      does: does.replace(/\b[abct]\b/g, "w$&"),
    },
  ),
  insn(
    `${mnemonic}_dbl`,
    `101110 fa:5 fb:5 fc:3 0 1 fc2:2 0 0 0 ${neg} ft:5`,
    `${mnemonic},dbl fa,fb,fc,ft`,
    {
      ...fp,
      since: "2.0",
      traps: true,
      does: does.replace(/\b[abct]\b/g, "f$&"),
    },
  ),
];

export const FP: readonly Insn[] = [
  insn("fid", "001100 00000 00000 000 00 00 000 0 00000", "fid", {
    ...fp,
    since: "1.1",
    does: "fr0L = the coprocessor's model and revision",
  }),
  ...unary("fcpy", "010", "copy, any bits"),
  ...unary("fabs", "011", "copy with the sign bit 0"),
  ...unary("fsqrt", "100", "square root", { traps: true }),
  ...unary("frnd", "101", "round to an integral value by the rounding mode", { traps: true }),
  ...unary("fneg", "110", "copy with the sign bit inverted", { since: "2.0" }),
  ...unary("fnegabs", "111", "copy with the sign bit 1", { since: "2.0" }),
  ...conversions("fcnvff", "000", "convert between float formats"),
  ...conversions("fcnvxf", "001", "convert a signed integer (sgl: 32, dbl: 64 bits) to float"),
  ...conversions("fcnvfx", "010", "convert to a signed integer by the rounding mode"),
  ...conversions("fcnvfxt", "011", "convert to a signed integer towards zero"),
  ...conversions("fcnvuf", "101", "convert an unsigned integer to float", "2.0"),
  ...conversions("fcnvfu", "110", "convert to an unsigned integer by the rounding mode", "2.0"),
  ...conversions("fcnvfut", "111", "convert to an unsigned integer towards zero", "2.0"),
  ...compares,
  insn("ftest", "001100 00000 00000 yt:3 00 10 000 1 c:5", "ftest,c,yt", {
    ...fp,
    cond: queue_cond,
    nullifies: true,
    does: "nullify if the C bit, a combination of the compare queue, or target bit yt is set (queue, yt: PA 2.0)",
  }),
  ...binary("fadd", "000", "sum"),
  ...binary("fsub", "001", "difference"),
  ...binary("fmpy", "010", "product"),
  ...binary("fdiv", "011", "quotient"),
  insn("xmpyu", "001110 wa:5 wb:5 010 hb:1 0 11 1 ha:1 0 0 ft:5", "xmpyu wa,wb,ft", {
    ...fp,
    since: "1.1",
    does: "ft = wa × wb, unsigned 32-bit integers, 64-bit product",
  }),
  ...parallel("fmpyadd", "000110", "u = u + c"),
  ...parallel("fmpysub", "100110", "u = u - c"),
  ...fused("fmpyfadd", 0, "t = a × b + c, rounded once"),
  ...fused("fmpynfadd", 1, "t = -(a × b) + c, rounded once"),
];
