// What `npm run bench -- --write-docs` writes: the table between the marks in docs/performance.md, and docs/performance.svg.
// Above: bench.mjs. Below: nothing.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const docs = fileURLToPath(new URL("../docs", import.meta.url));
const BEGIN = "<!-- bench: written by npm run bench -- --write-docs -->";
const END = "<!-- bench: end -->";

const two = (x) => (x === undefined ? "" : x.toFixed(2));
const ratio = (row, what, system) =>
  row[what].qemu === undefined || row[what][system] === undefined
    ? undefined
    : row[what][system] / row[what].qemu;

/** A system's cells: steady state and whole runs; of runs with nothing translated before only these. */
const pair = (system, of) =>
  (system === "first" ? ["short"] : ["steady", "short"]).map((what) => two(of(what)));

/** rows and means as bench.mjs has them; systems: without qemu, which all are compared with. */
export function writeDocs({ rows, means, systems, rounds }) {
  const path = join(docs, "performance.md");
  const text = readFileSync(path, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error("bench: docs/performance.md has no place for the table");
  const head = ["program", "class", "qemu-hppa, s"];
  for (const s of systems)
    head.push(...(s === "first" ? ["first short run"] : [`${s}, steady`, `${s}, short run`]));
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const table = [line(head), line(head.map(() => "---"))];
  for (const row of rows) {
    const cells = [row.name, row.kind, row.short.qemu.toFixed(3)];
    for (const s of systems) cells.push(...pair(s, (what) => ratio(row, what, s)));
    table.push(line(cells));
  }
  for (const kind of new Set(means.map((m) => m.kind))) {
    const of = (what, s) => means.find((m) => m.kind === kind && m.what === what)?.means[s];
    const cells = [`**${kind}**`, "geometric mean", ""];
    for (const s of systems) cells.push(...pair(s, (what) => of(what, s)));
    table.push(line(cells));
  }
  const note = `Medians of ${rounds} ${rounds === "1" ? "round" : "rounds"}, Node ${process.versions.node}.`;
  const chart = "![The same as bars](performance.svg)";
  writeFileSync(
    path,
    `${text.slice(0, begin)}${[BEGIN, ...table, "", note, "", chart].join("\n")}\n${text.slice(end)}`,
  );
  writeFileSync(join(docs, "performance.svg"), chartOf(rows, systems.at(-1)));
}

const ROW = 22;
const LEFT = 90;
const WIDTH = 560;
/** The scale: powers of two from 1/64 to 8. */
const LOW = -6;
const HIGH = 3;

/** Two bars a program on a logarithmic scale: steady state and short run of one engine, against qemu-hppa's line at 1. */
function chartOf(rows, system) {
  const x = (r) => LEFT + ((Math.min(Math.max(Math.log2(r), LOW), HIGH) - LOW) / (HIGH - LOW)) * WIDTH;
  const height = 60 + rows.length * ROW;
  const parts = [];
  for (let p = LOW; p <= HIGH; p++) {
    const at = x(2 ** p).toFixed(1);
    const label = p < 0 ? `1/${2 ** -p}` : `${2 ** p}`;
    parts.push(
      `<line x1="${at}" y1="30" x2="${at}" y2="${height - 25}" stroke="${p === 0 ? "#c33" : "#8884"}"/>`,
    );
    parts.push(`<text x="${at}" y="${height - 10}" text-anchor="middle">${label}</text>`);
  }
  for (const [i, row] of rows.entries()) {
    const y = 36 + i * ROW;
    parts.push(`<text x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${row.name}</text>`);
    for (const [what, dy, color] of [
      ["steady", 0, "#2a78c2"],
      ["short", 8, "#e0a030"],
    ]) {
      const r = ratio(row, what, system);
      if (r === undefined) continue;
      const title = `<title>${row.name}, ${what}: ${r.toFixed(2)}</title>`;
      parts.push(
        `<rect x="${LEFT}" y="${y + dy}" width="${(x(r) - LEFT).toFixed(1)}" height="7" fill="${color}">${title}</rect>`,
      );
    }
  }
  const total = LEFT + WIDTH + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${height}" width="${total}" height="${height}" font-family="sans-serif" font-size="11" fill="#777">
<title>Time divided by qemu-hppa's, by program</title>
<text x="${LEFT}" y="18">time / qemu-hppa's, engine ${system} (left is faster): <tspan fill="#2a78c2">steady state</tspan>, <tspan fill="#e0a030">short run</tspan></text>
${parts.join("\n")}
</svg>
`;
}
