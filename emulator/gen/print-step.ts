// Prints core/gen/step.ts: the template core/step.ts with a case for each form.
// Neighbours: model.ts, forms.ts below; generate.ts above.
import { HEAD, importAll, type Laid, type Row } from "./model.ts";
import type { Signature } from "./signatures.ts";

export function printStep(
  template: string,
  forms: readonly Laid[],
  signatures: ReadonlyMap<string, Signature>,
): string {
  const modules = new Map<string, Set<string>>();
  const use = (name: string): string => {
    const { module } = signatures.get(name)!;
    modules.set(module, (modules.get(module) ?? new Set()).add(name));
    return `s_${name}`;
  };
  const cases = forms.map(
    (laid) =>
      `      case ${laid.op}: { // ${laid.row.insn.name} ${JSON.stringify(laid.form.bind)}\n${formCase(laid, use)}      }\n`,
  );
  const imports = ['import { executeRow } from "./rows";\n', 'import { decode } from "./decode";\n'];
  const body = cases.join("");
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

const ADVANCE = "p = np; d = nd; np += 8; continue;";
const GO = "const e = d; p = np; d = nd; np = q; nd = e; continue;";
/** As GO, where the target's arrivals are counted. */
const COUNTED_GO =
  "const to = (q >>> 1) + d; p = np; d = nd; np = arrive(to); nd = to - (np >>> 1); continue;";
const NEAR = "const q = p + (load<i16>(p, 6) & ~1);";
const COUNTED = "load<u16>(p, 6) & 1 && load<u32>(0, HOT_TABLE)";
/** The nullified instruction counts: where the budget ends with this one, the row function does it all. */
const last = (row: Row): string =>
  `        publish(p, d, np, nd, budget);\n        r = executeRow(${row.op}, wordAt((p >>> 1) + d));\n        break;\n`;

function formCase(laid: Laid, use: (name: string) => string): string {
  const { form, row } = laid;
  const parameters = row.signature.parameters.map((p) => p.name);
  if (form.kind === "plain")
    return `        r = ${use(row.signature.name)}(${formArguments(laid, parameters)});\n        if (r == 0) { ${ADVANCE} }\n        break;\n`;
  const n = form.bind.n;
  if (form.kind === "near-hit") {
    const hit = `${use(`${row.signature.name}_hit`)}(${formArguments(
      laid,
      parameters.filter((p) => p !== "disp" && p !== "n"),
    )})`;
    const go = `${NEAR} if (${COUNTED}) { ${COUNTED_GO} } ${GO}`;
    if (!n) return `        if (${hit}) { ${go} }\n        ${ADVANCE}\n`;
    const skip = form.back
      ? `if (${hit}) { ${go} } budget--; p = np + 8; d = nd; np = p + 8; continue;`
      : `if (${hit}) { budget--; p += load<i16>(p, 6) & ~1; np = p + 8; nd = d; continue; } ${ADVANCE}`;
    return `        if (budget) { ${skip} }\n${last(row)}`;
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
      ? `        if (budget) { ${q} const to = (q >>> 1) + d; budget--; p = landing(to); d = to - (p >>> 1); np = p + 8; nd = d; continue; }\n${last(row)}`
      : `        ${q} if (load<u32>(0, HOT_TABLE)) { ${COUNTED_GO} } ${GO}\n`;
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
    ? `        if (budget) { ${jump} budget--; p = q; d = to - (q >>> 1); np = q + 8; nd = d; continue; }\n${last(row)}`
    : `        ${jump} p = np; d = nd; np = q; nd = to - (q >>> 1); continue;\n`;
}
