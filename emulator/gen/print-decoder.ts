// Prints core/gen/decode.ts: from an instruction word to a record.
// Neighbours: model.ts, fields.ts below; generate.ts above.
import { INSNS, type Insn } from "../isa/table.ts";
import { fieldExpression } from "./fields.ts";
import { HEAD, type Laid, OP_ABSENT, OP_ILLEGAL, operand, type Row, SINK } from "./model.ts";

export function printDecoder(rows: ReadonlyMap<string, Row>, forms: readonly Laid[]): string {
  const tree = new Tree(rows, forms);
  const body = tree.print(INSNS, 0, "  ");
  return [
    HEAD,
    SINK,
    ...tree.functions,
    "/** Fills in record p for an instruction; index: its place in the page, 0..1023. */\n",
    "export function decode(insn: u32, p: u32, index: u32): void {\n",
    `  store<u16>(p, ${OP_ILLEGAL});\n  store<u32>(p, insn, 4);\n`,
    ...body,
    "}\n",
  ].join("");
}

const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`;

/** Rows by the value of their fixed bits under a mask. */
function groupBy(insns: readonly Insn[], mask: number): Map<number, Insn[]> {
  const groups = new Map<number, Insn[]>();
  for (const insn of insns) {
    const value = (insn.match & mask) >>> 0;
    groups.set(value, [...(groups.get(value) ?? []), insn]);
  }
  return groups;
}

/** Decision tree: a switch over bits that all remaining rows fix, and so on below. */
class Tree {
  /** One for each row with forms, so that V8 compiles only what a program needs. */
  readonly functions: string[] = [];
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #forms: readonly Laid[];

  constructor(rows: ReadonlyMap<string, Row>, forms: readonly Laid[]) {
    this.#rows = rows;
    this.#forms = forms;
  }

  /** known: the bits that were tested above. */
  print(insns: readonly Insn[], known: number, pad: string): string[] {
    const common = insns.reduce((m, i) => m & i.mask, ~known) >>> 0;
    if (common === 0) return this.#one(insns, known, pad);
    // Bits next to each other make a dense switch; of spread ones the lowest run goes first.
    const shift = 31 - Math.clz32(common & -common);
    const run = ~(common >>> shift) & ((common >>> shift) + 1);
    const bits = ((run - 1) << shift) >>> 0;
    return [
      `${pad}switch ((insn & ${hex(bits)}) >>> ${shift}) {\n`,
      ...[...groupBy(insns, bits)].flatMap(([value, some]) => [
        `${pad}  case ${value >>> shift}: {\n`,
        ...this.print(some, known | bits, `${pad}    `),
        `${pad}    return;\n${pad}  }\n`,
      ]),
      `${pad}}\n`,
    ];
  }

  /** Rows that differ in bits which not all of them fix: one after the other, the most special first. */
  #one(insns: readonly Insn[], known: number, pad: string): string[] {
    const bits = (n: number) => n.toString(2).replaceAll("0", "").length;
    return [...insns]
      .sort((a, b) => bits(b.mask) - bits(a.mask))
      .flatMap((insn) => {
        const rest = (insn.mask & ~known) >>> 0;
        const test = rest ? `if ((insn & ${hex(rest)}) == ${hex(insn.match & rest)}) ` : "";
        return [`${pad}${test}{ ${this.#leaf(insn)} return; }\n`];
      });
  }

  #leaf(insn: Insn): string {
    if (insn.absent) return `store<u16>(p, ${OP_ABSENT});`;
    const row = this.#rows.get(insn.name);
    if (!row) return "";
    const forms = this.#forms.filter((laid) => laid.row === row);
    if (!forms.length) return `store<u16>(p, ${row.op}); // ${insn.name}\n`;
    this.functions.push(
      `function decode_${insn.name}(insn: u32, p: u32, index: u32): void {\n`,
      ...forms.map(printForm),
      `  store<u16>(p, ${row.op});\n}\n`,
    );
    return `decode_${insn.name}(insn, p, index);`;
  }
}

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
