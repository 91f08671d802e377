// Makes the generated part of the core (core/gen/): rows.ts, a callable function for each row of the table; decode.ts, from
// instruction word to record; step.ts, the interpreter with its cases. Run by tools/build-core.mjs.
// Neighbours: model.ts and the print-*.ts below.
import { INSNS } from "../isa/table.ts";
import { FORMS, type Form } from "./forms.ts";
import { FIRST_OP, type Laid, type LaidPair, layOut, type Row, readRow } from "./model.ts";
import { PAIRS } from "./pairs.ts";
import { printDecoder } from "./print-decoder.ts";
import { printRows } from "./print-rows.ts";
import { printStep } from "./print-step.ts";
import { readSignatures } from "./signatures.ts";

export interface Generated {
  readonly files: ReadonlyMap<string, string>;
  /** Rows whose semantics function is not there: they are illegal instructions. */
  readonly missing: readonly string[];
}

/** core: sources of core/ by path ("semantics/alu.ts", "step.ts"). */
export function generate(core: ReadonlyMap<string, string>): Generated {
  const signatures = readSignatures(new Map([...core].filter(([path]) => path.startsWith("semantics/"))));
  const rows = new Map<string, Row>();
  const missing: string[] = [];
  for (const insn of INSNS) {
    if (insn.wide || insn.absent) continue;
    const signature = signatures.get(insn.semantics);
    if (signature)
      rows.set(insn.name, readRow(insn, signature, FIRST_OP + FORMS.length + PAIRS.length + rows.size));
    else missing.push(insn.name);
  }
  const forms = FORMS.flatMap((form) => {
    const row = rows.get(form.row);
    return row ? [{ form, row }] : [];
  }).map(({ form, row }, i): Laid => ({ form, row, op: FIRST_OP + i, places: layOut(form, row) }));
  const laidOf = (form: Form) => forms.find((laid) => laid.form === form);
  const pairs = PAIRS.flatMap((pair, i): LaidPair[] => {
    const first = laidOf(pair.first);
    const second = laidOf(pair.second);
    return first && second ? [{ first, second, op: FIRST_OP + FORMS.length + i }] : [];
  });
  const files = new Map([
    ["rows.ts", printRows([...rows.values()])],
    ["decode.ts", printDecoder(rows, forms, pairs)],
    ["step.ts", printStep(core.get("step.ts")!, forms, pairs, signatures)],
  ]);
  return { files, missing };
}
