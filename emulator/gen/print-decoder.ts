// Prints core/gen/decode.ts: from an instruction word to a record. The rows lie there as data, by major opcode and the most
// special first (code would have to be compiled whenever a program starts); each row with forms has a function.
// Neighbours: model.ts, fields.ts below; generate.ts above.
import { INSNS, type Insn } from "../isa/table.ts";
import { fieldExpression } from "./fields.ts";
import {
  FIRST_OP,
  HEAD,
  type Laid,
  type LaidPair,
  OP_ABSENT,
  OP_ILLEGAL,
  operand,
  type Row,
  SINK,
} from "./model.ts";

export function printDecoder(
  rows: ReadonlyMap<string, Row>,
  forms: readonly Laid[],
  pairs: readonly LaidPair[],
): string {
  const operation = (insn: Insn): number =>
    insn.absent ? OP_ABSENT : (rows.get(insn.name)?.op ?? OP_ILLEGAL);
  const data: number[] = [];
  const starts: number[] = [];
  for (let major = 0; major < 64; major++) {
    starts.push(data.length / 3);
    for (const insn of rowsOf(major)) data.push(insn.mask, insn.match, operation(insn));
    // What no row takes.
    data.push(0, 0, OP_ILLEGAL);
  }
  const formed = [...rows.values()].filter((row) => forms.some((laid) => laid.row === row));
  return `${HEAD}${SINK}
/** Mask, match and operation of the rows of each major opcode, a row for the rest last; and where each opcode begins. */
const ROWS: StaticArray<u32> = [${data.map(hex).join(", ")}];
const STARTS: StaticArray<u16> = [${starts.join(", ")}];
${formed.map((row) => printRow(row, forms)).join("")}
/** Gives record p the form of its row that fits, if any. */
function refine(op: u32, insn: u32, p: u32, index: u32): void {
  switch (op) {
${formed.map((row) => `    case ${row.op}: decode_${row.insn.name}(insn, p, index); return;\n`).join("")}  }
}

${printPairs(forms, pairs)}
/** The operation of the row that an instruction word belongs to. */
export function rowOf(insn: u32): u32 {
  let at = changetype<usize>(ROWS) + u32(load<u16>(changetype<usize>(STARTS) + (insn >>> 26) * 2)) * 12;
  while ((insn & load<u32>(at)) != load<u32>(at, 4)) at += 12;
  return load<u32>(at, 8);
}

/** Fills in record p for an instruction; index: its place in the page, 0..1023. */
export function decode(insn: u32, p: u32, index: u32): void {
  const op = rowOf(insn);
  store<u16>(p, u16(op));
  store<u32>(p, insn, 4);
  refine(op, insn, p, index);
}
`;
}

/** join(p, index): record p was decoded and may be one of a pair with its neighbours. */
function printPairs(forms: readonly Laid[], pairs: readonly LaidPair[]): string {
  const sorted = [...pairs].sort((a, b) => a.first.op - b.first.op);
  const starts = Array.from({ length: FIRST_OP + forms.length + 1 }, (_, op) => {
    const i = sorted.findIndex((pair) => pair.first.op >= op);
    return i < 0 ? sorted.length : i;
  });
  const end = FIRST_OP + forms.length;
  return `/** Pairs: the second's operation and the pair's, ordered by the first's operation; and where each first's begin. */
const PAIRS: StaticArray<u16> = [${sorted.flatMap((pair) => [pair.second.op, pair.op]).join(", ")}];
const PAIR_STARTS: StaticArray<u8> = [${starts.join(", ")}];
/** The first's operation of each pair, by the pair's. */
const FIRSTS: StaticArray<u8> = [${pairs.map((pair) => pair.first.op).join(", ")}];

function pairOf(first: u32, second: u32): u32 {
  if (first >= ${end} || second >= ${end}) return 0;
  let i = u32(load<u8>(changetype<usize>(PAIR_STARTS) + first));
  const after = u32(load<u8>(changetype<usize>(PAIR_STARTS) + first, 1));
  for (; i < after; i++)
    if (load<u16>(changetype<usize>(PAIRS) + i * 4) == second) return load<u16>(changetype<usize>(PAIRS) + i * 4, 2);
  return 0;
}

/** Record p has just been decoded: it and its neighbours in the page become pairs where they fit. index: its place. */
export function join(p: u32, index: u32): void {
  const own: u32 = load<u16>(p);
  if (index < 1023) {
    let second: u32 = load<u16>(p, 8);
    if (second - ${end} < ${pairs.length}) second = load<u8>(changetype<usize>(FIRSTS) + second - ${end});
    const pair = pairOf(own, second);
    if (pair) store<u16>(p, u16(pair));
  }
  if (index > 0) {
    const pair = pairOf(load<u16>(p - 8), own);
    if (pair) store<u16>(p - 8, u16(pair));
  }
}
`;
}

const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`;

/** Rows that a word of this major opcode may be; those that fix more bits first. */
function rowsOf(major: number): Insn[] {
  const bits = (n: number) => n.toString(2).replaceAll("0", "").length;
  return INSNS.filter((row) => (((major << 26) ^ row.match) & row.mask) >>> 26 === 0).sort(
    (a, b) => bits(b.mask) - bits(a.mask),
  );
}

const printRow = (row: Row, forms: readonly Laid[]): string =>
  `function decode_${row.insn.name}(insn: u32, p: u32, index: u32): void {
${forms
  .filter((laid) => laid.row === row)
  .map(printForm)
  .join("")}}
`;

/** From this record to the target's, with bit 0 set for a branch whose arrivals are counted: a backward one. */
const nearOffset = (disp: string): string => `((${disp} + 8) << 1) | (${disp} >>> 31)`;

function printForm({ form, row, op, places }: Laid): string {
  const tests: string[] = [];
  const stores: string[] = [];
  row.operands.forEach((f, i) => {
    const e = operand(row, i);
    if (f.name in form.bind) tests.push(`${fieldExpression(f)} == ${form.bind[f.name]}`);
    if (f.name === "disp" && form.kind.startsWith("near")) {
      tests.push(`index + 2 + u32(i32(${e}) >> 2) < 1024`);
      if (form.back !== undefined) tests.push(`i32(${e}) ${form.back ? "<" : ">="} 0`);
    }
    const place = places.get(f.name);
    if (!place) return;
    const value = f.name !== "disp" ? e : form.kind === "far" ? `${e} + 8` : nearOffset(e);
    const type = `u${place.size * 8}`;
    stores.push(`store<${type}>(p, ${type}(${value}), ${place.at});`);
  });
  const body = `${stores.join(" ")} store<u16>(p, ${op}); return;`;
  return `  ${tests.length ? `if (${tests.join(" && ")}) ` : ""}{ ${body} }\n`;
}
