// docs/syscalls.md, made from the rows. Above: tools/docs-syscalls.mjs, test/kernel/syscalls.test.ts. Below: index.ts.

import { allRows } from "./index.ts";
import type { Status } from "./table.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** The whole document. */
export function syscallsMarkdown(): string {
  const rows = allRows();
  const count = (status: Status): number => rows.filter((r) => r.status === status).length;
  const lines = [
    "# System calls",
    "",
    "Made from the rows in kernel/syscalls/ by `node tools/docs-syscalls.mjs`; do not edit.",
    "",
    `${rows.length} numbers: ${count("done")} done, ${count("partial")} partial, ${count("missing")} missing (ENOSYS).`,
    "",
    "| number | name | arguments | since | family | status |",
    "| ---: | --- | --- | --- | --- | --- |",
  ];
  for (const r of rows) {
    const args = r.args.map((a) => a.name).join(", ");
    const status = r.note ? `${r.status}: ${r.note}` : r.status;
    lines.push(`| ${r.nr} | ${r.name} | ${args} | ${r.since ?? ""} | ${r.family} | ${cell(status)} |`);
  }
  return `${lines.join("\n")}\n`;
}
