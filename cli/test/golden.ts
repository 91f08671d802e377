// Golden files: what a test's runs looked like when somebody accepted them; golden/NAME.txt beside the manifest, or
// golden/NAME@RELEASE.txt and golden/NAME@CELL.txt where runs differ.
// Above: runs.ts, test.ts (--accept). Below: compare.ts.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { lineDiff, partLines } from "./compare.ts";
import {
  type Cell,
  cellText,
  type Difference,
  PARTS,
  type Part,
  type Ran,
  type Result,
  type Test,
} from "./spec.ts";

const slug = (text: string): string => text.replace(/[^\w.+-]+/g, "-").replace(/^-+|-+$/g, "");

const folderOf = (test: Test): string => join(dirname(test.from), "golden");

/** The files that may hold a cell's golden text, most special first. */
function candidates(test: Test, cell: Cell): string[] {
  const base = join(folderOf(test), slug(test.name));
  return [`${base}@${slug(cellText(test, cell))}.txt`, `${base}@${slug(cell.kernel)}.txt`, `${base}.txt`];
}

const fileOf = (test: Test, cell: Cell): string | null =>
  candidates(test, cell).find((f) => existsSync(f)) ?? null;

/** A run as a golden file has it: a head for each part, its lines indented. */
export function goldenText(ran: Ran, parts: readonly Part[]): string {
  return parts
    .map(
      (p) =>
        `${p}:\n${partLines(ran, p)
          .map((l) => `  ${l}\n`)
          .join("")}`,
    )
    .join("");
}

function parse(text: string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split("\n")) {
    const head = /^(\w+):$/.exec(line);
    if (head && (PARTS as readonly string[]).includes(head[1])) parts.set(head[1], (lines = []));
    else if (line.startsWith("  ")) lines.push(line.slice(2));
  }
  return parts;
}

/** How the run differs from its golden file. bare: a program without a manifest needs none. */
export function compareGolden(test: Test, cell: Cell, ran: Ran, bare: boolean): Difference[] {
  if (test.golden.length === 0 || ran.error !== null) return [];
  const file = fileOf(test, cell);
  if (!file) {
    if (bare) return [];
    return [{ part: "golden", text: "there is no golden file yet; --accept writes it from this run" }];
  }
  const kept = parse(readFileSync(file, "utf8"));
  return test.golden.flatMap((part) => {
    const want = kept.get(part);
    const got = partLines(ran, part);
    if (!want) return [{ part, text: `${relative(".", file)} has no ${part}; --accept writes it anew` }];
    if (want.length === got.length && want.every((l, i) => l === got[i])) return [];
    return [{ part, text: `not as in ${relative(".", file)}:\n${lineDiff(want, got)}` }];
  });
}

/** Writes a test's golden files from its runs; one file for all where they agree. Returns what was written. */
export function accept(results: readonly Result[]): string[] {
  const written: string[] = [];
  const byTest = new Map<Test, Result[]>();
  for (const r of results) if (r.skipped === null) byTest.set(r.test, [...(byTest.get(r.test) ?? []), r]);
  for (const [test, runs] of byTest) {
    if (test.golden.length === 0 || runs.some((r) => r.ran.error !== null)) continue;
    const text = (r: Result) => goldenText(r.ran, test.golden);
    const same = (list: readonly Result[]) => list.every((r) => text(r) === text(list[0]));
    const files = new Map<string, string>();
    const kernels = new Set(runs.map((r) => r.cell.kernel));
    if (same(runs)) files.set(candidates(test, runs[0].cell)[2], text(runs[0]));
    else
      for (const kernel of kernels) {
        const those = runs.filter((r) => r.cell.kernel === kernel);
        if (same(those)) files.set(candidates(test, those[0].cell)[1], text(those[0]));
        else for (const r of those) files.set(candidates(test, r.cell)[0], text(r));
      }
    mkdirSync(folderOf(test), { recursive: true });
    for (const old of readdirSync(folderOf(test))) {
      const path = join(folderOf(test), old);
      const name = slug(test.name);
      if ((old === `${name}.txt` || old.startsWith(`${name}@`)) && !files.has(path)) rmSync(path);
    }
    for (const [path, content] of files) {
      if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
      writeFileSync(path, content);
      written.push(relative(".", path));
    }
  }
  return written;
}
