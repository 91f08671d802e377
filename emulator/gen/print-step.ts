// Prints core/gen/step.ts: the template core/step.ts with a case for each form.
// Neighbours: model.ts, forms.ts below; generate.ts above.
import { FIRST_OP, HEAD, importAll, type Laid, type LaidPair } from "./model.ts";
import type { Signature } from "./signatures.ts";

export function printStep(
  template: string,
  forms: readonly Laid[],
  pairs: readonly LaidPair[],
  signatures: ReadonlyMap<string, Signature>,
): string {
  const modules = new Map<string, Set<string>>();
  const use = (name: string): string => {
    const { module } = signatures.get(name)!;
    modules.set(module, (modules.get(module) ?? new Set()).add(name));
    return `s_${name}`;
  };
  const title = (laid: Laid) => `${laid.row.insn.name} ${JSON.stringify(laid.form.bind)}`;
  const body = [
    ...forms.map(
      (laid) => `      case ${laid.op}: { // ${title(laid)}\n${formCase(laid, use, ALONE)}      }\n`,
    ),
    ...pairs.map(
      ({ first, second, op }) =>
        `      case ${op}: { // ${title(first)}, ${title(second)}\n        const both = u32(np == p + 8);\n` +
        `${formCase(first, use, FIRST)}${SECOND}${formCase(second, use, ALONE)}      }\n`,
    ),
  ].join("");
  const imports = [
    `/** The operations of the cases. */\nconst FIRST_FORM: u32 = ${FIRST_OP};\nconst FORMS: u32 = ${forms.length + pairs.length};\n`,
    'import { executeRow } from "./rows";\n',
    'import { decode, join, rowOf } from "./decode";\n',
  ];
  for (const [module, names] of modules) imports.push(importAll(module, names));
  return (
    HEAD +
    template
      .replaceAll(/from "\.\.\//g, 'from "../../')
      .replaceAll(/from "\.\/(?!gen)/g, 'from "../')
      .replace("// @imports\n", imports.join(""))
      .replace("      // @cases\n", body)
  );
}

/** The arguments of a form's function: known values, or what the record holds. */
const formArguments = (laid: Laid, names: readonly string[]): string =>
  names.map((n) => (n in laid.form.bind ? String(laid.form.bind[n]) : laid.places.get(n)!.read)).join(", ");

/** How a case goes on when it is done: with what the queue holds, or, the first of a pair, with the second. */
interface Onward {
  /** To the next instruction. */
  readonly advance: string;
  /** To record q of the same page. */
  readonly go: string;
}
const GO = "const e = d; p = np; d = nd; np = q; nd = e;";
const ALONE: Onward = {
  advance: "p = np; d = nd; np += 8; continue;",
  go: `${GO} continue;`,
};
const ADVANCE = ALONE.advance;
const FIRST: Onward = { advance: "p = np; d = nd; np += 8;", go: GO };
/** Between the two of a pair: is the second what comes next, and may it? */
const SECOND = "        if (unlikely(u32(both == 0 || budget == 0))) continue;\n        budget--;\n";
/** As GO, where the target's arrivals are counted. */
const COUNTED_GO =
  "const to = (q >>> 1) + d; p = np; d = nd; np = arrive(to); nd = to - (np >>> 1); continue;";
const NEAR = "const q = p + (load<i16>(p, 6) & ~1);";
const COUNTED = "unlikely(load<u16>(p, 6) & 1 ? load<u32>(0, HOT_TABLE) : 0)";
/** The nullified instruction counts: where the budget ends with this one, the row's function does it all. */
const LAST = "        r = NOT_DONE;\n        break;\n";

function formCase(laid: Laid, use: (name: string) => string, onward: Onward): string {
  const { form, row } = laid;
  const parameters = row.signature.parameters.map((p) => p.name);
  if (form.kind === "plain") {
    const done = `${use(row.signature.name)}${row.signature.access ? "<Quick>" : ""}(${formArguments(laid, parameters)})`;
    return onward === ALONE
      ? `        r = ${done};\n        if (r == 0) { ${ADVANCE} }\n        break;\n`
      : `        r = ${done};\n        if (unlikely(r)) break;\n        ${onward.advance}\n`;
  }
  const n = form.bind.n;
  if (n && onward === FIRST) throw new Error(`${row.insn.name}: no pair's first, it nullifies`);
  if (form.kind === "near-hit") {
    const hit = `${use(`${row.signature.name}_hit`)}(${formArguments(
      laid,
      parameters.filter((p) => p !== "disp" && p !== "n"),
    )})`;
    const go = `${NEAR} if (${COUNTED}) { ${COUNTED_GO} } ${onward.go}`;
    if (!n) return `        if (${hit}) { ${go} } else { ${onward.advance} }\n`;
    const skip = form.back
      ? `if (${hit}) { ${go} } budget--; p = np + 8; d = nd; np = p + 8; continue;`
      : `if (${hit}) { budget--; p += load<i16>(p, 6) & ~1; np = p + 8; nd = d; continue; } ${ADVANCE}`;
    return `        if (budget) { ${skip} }\n${LAST}`;
  }
  const link =
    row.insn.name === "bl"
      ? `setGr(${laid.places.get("t")!.read}, (np >>> 1) + nd + 4);`
      : row.insn.name === "bl_long"
        ? "setGr(2, (np >>> 1) + nd + 4);"
        : "";
  if (form.kind === "near") {
    const q = `${NEAR} ${link}`;
    return n
      ? `        if (budget) { ${q} const to = (q >>> 1) + d; budget--; p = landing(to); d = to - (p >>> 1); np = p + 8; nd = d; continue; }\n${LAST}`
      : `        { ${q} if (unlikely(load<u32>(0, HOT_TABLE))) { ${COUNTED_GO} } ${onward.go} }\n`;
  }
  const target =
    form.kind === "far"
      ? `const to = (p >>> 1) + d + load<u32>(p, 4);`
      : `const g = gr(${laid.places.get("b")!.read}); const to = (g & 3) > (d & 3) ? g : (g & ~3) | (d & 3);`;
  // Through RP or the millicode's link register it is a return.
  const lands =
    form.kind === "indirect"
      ? `(${laid.places.get("b")!.read} == 2 || ${laid.places.get("b")!.read} == 31 ? returning(to) : landing(to))`
      : "landing(to)";
  const jump = `${target} const q = ${lands}; ${link}`;
  return n
    ? `        if (budget) { ${jump} budget--; p = q; d = to - (q >>> 1); np = q + 8; nd = d; continue; }\n${LAST}`
    : `        { ${jump} p = np; d = nd; np = q; nd = to - (q >>> 1); ${onward === ALONE ? "continue;" : ""} }\n`;
}
