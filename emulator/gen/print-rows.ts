// Prints core/gen/rows.ts: do_<row>(operands) for every row of the table, and executeRow(operation, word).
// Neighbours: model.ts, fields.ts below; generate.ts above.
import { fieldExpression } from "./fields.ts";
import { HEAD, importAll, type Row, SINK } from "./model.ts";

export function printRows(rows: readonly Row[]): string {
  const used = new Map<string, Set<string>>();
  for (const { signature } of rows) {
    const names = used.get(signature.module) ?? new Set();
    used.set(signature.module, names.add(signature.name));
  }
  const imports = [...used].map(([module, names]) => importAll(module, names));
  // A function each: V8 compiles lazily, by function.
  const functions = rows.map(({ insn, signature, operands }) => {
    const names = operands.map((_, i) => `a${i}`);
    const passed = names.map((n, i) => (signature.parameters[i].target ? `sink(${n})` : n));
    return (
      `export function do_${insn.name}(${names.map((n) => `${n}: u32`).join(", ")}): u32 { return s_${signature.name}${signature.access ? "<Whole>" : ""}(${passed.join(", ")}); }\n` +
      `function row_${insn.name}(insn: u32): u32 { return do_${insn.name}(${operands.map(fieldExpression).join(", ")}); }\n`
    );
  });
  const cases = rows.map((row) => `    case ${row.op}: return row_${row.insn.name}(insn);\n`);
  return [
    HEAD,
    'import { Whole } from "../state";\n',
    ...imports,
    SINK,
    ...functions,
    "/** Executes an instruction word whose row is known by its operation; returns what its semantics function does. */\n",
    "export function executeRow(op: u32, insn: u32): u32 {\n  switch (op) {\n",
    ...cases,
    "  }\n  return 0;\n}\n",
  ].join("");
}
