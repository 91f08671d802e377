// Results for people and for machines: the console's table, TAP 14, JUnit XML, GitHub's annotations. Each is a function from
// results to text. Above: test.ts. Below: spec.ts.

import { relative } from "node:path";
import { XMLBuilder } from "fast-xml-parser";
import { CHANGES } from "../../kernel/releases.ts";
import { cellText, commandLine, passed, type Result, type Test } from "./spec.ts";

/** "a failed run with all that is known about it": differences, explanation, how to repeat it. */
export function failureText(r: Result): string {
  const parts = r.differences.map((d) => `${d.part}: ${d.text}`);
  if (r.explanation) parts.push(r.explanation);
  if (!r.differences.some((d) => d.part === "build")) parts.push(`again: ${commandLine(r.test, r.cell)}`);
  return parts.join("\n");
}

const byTest = (results: readonly Result[]): Map<Test, Result[]> => {
  const map = new Map<Test, Result[]>();
  for (const r of results) map.set(r.test, [...(map.get(r.test) ?? []), r]);
  return map;
};

const indent = (text: string, by: string): string =>
  text
    .split("\n")
    .map((l) => (l ? by + l : l))
    .join("\n");

/** "5.0 5.0+8065a779f1: interpreter, jit": the cells of a group, which one sentence says. */
function cellsLine(results: readonly Result[]): string {
  const engines = new Map<string, string[]>();
  const seeds = new Map<string, number>();
  for (const r of results) {
    const rest: string[] = [r.cell.engine];
    if (r.test.matrix.net.length > 1) rest.push(r.cell.net);
    const list = engines.get(r.cell.kernel) ?? [];
    engines.set(r.cell.kernel, list);
    const text = rest.join(" ");
    if (!list.includes(text)) list.push(text);
    if (r.cell.seed !== null)
      seeds.set(`${r.cell.kernel} ${text}`, (seeds.get(`${r.cell.kernel} ${text}`) ?? 0) + 1);
  }
  for (const [kernel, list] of engines)
    engines.set(
      kernel,
      list.map((text) => {
        const n = seeds.get(`${kernel} ${text}`) ?? 0;
        return n > 1 ? `${text} with ${n} seeds` : text;
      }),
    );
  const kernels = new Map<string, string[]>();
  for (const [kernel, list] of engines) {
    const key = list.join(", ");
    kernels.set(key, [...(kernels.get(key) ?? []), kernel]);
  }
  return [...kernels].map(([rest, list]) => `${list.join(" ")} (${rest})`).join("; ");
}

/** One test on the console: its name, a line for each kind of outcome, failures in full. */
export function consoleText(
  test: Test,
  results: readonly Result[],
  colour: boolean,
  verbose: boolean,
): string {
  const paint = (code: number, text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const failed = results.filter((r) => r.skipped === null && !passed(r));
  const skipped = results.filter((r) => r.skipped !== null);
  const lines: string[] = [];
  const word = failed.length ? paint(31, "FAIL") : skipped.length ? paint(33, "skip") : paint(32, "ok  ");
  lines.push(`${word} ${test.name}`);
  if (verbose && test.story) lines.push(indent(test.story, "     "));
  if (test.fixedBy) {
    const change = CHANGES.find(
      (c) => c.commit.startsWith(test.fixedBy!) || test.fixedBy!.startsWith(c.commit),
    );
    if (change) lines.push(`       commit ${change.commit} (Linux ${change.release}): ${change.what}`);
    const say = (red: boolean, expectation: { says?: string } | null) => {
      const those = results.filter((r) => r.red === red && passed(r));
      if (!those.length) return;
      const name = red ? paint(31, "red  ") : paint(32, "green");
      lines.push(`       ${name}  ${cellsLine(those)}`);
      if (expectation?.says) lines.push(`              ${expectation.says}`);
    };
    say(true, test.before);
    say(false, test.expect);
  } else if (verbose && results.length > 1) {
    const good = results.filter(passed);
    if (good.length) lines.push(`       ${cellsLine(good)}`);
  }
  for (const why of new Set(skipped.map((r) => r.skipped))) lines.push(`       ${why}`);
  // runs that fail alike are told once
  const alike = new Map<string, Result[]>();
  for (const r of failed) {
    const key = JSON.stringify([r.red, r.differences]);
    alike.set(key, [...(alike.get(key) ?? []), r]);
  }
  for (const list of alike.values()) {
    const [r] = list;
    const should = r.test.fixedBy ? (r.red ? ", which should be red" : ", which should be green") : "";
    const where = list.map((l) => cellText(l.test, l.cell)).join("; ");
    lines.push(`     ${paint(31, "✗")} ${where}${should}`);
    lines.push(indent(failureText(r), "       "));
  }
  return lines.join("\n");
}

/** "7 of 8 runs as expected, 1 not, in 2.1 s". */
export function summary(results: readonly Result[], seconds: number): string {
  const skipped = results.filter((r) => r.skipped !== null).length;
  const failed = results.filter((r) => r.skipped === null && !passed(r)).length;
  const ran = results.length - skipped;
  const parts = [`${ran - failed} of ${ran} runs as expected`];
  if (failed) parts.push(`${failed} not`);
  if (skipped) parts.push(`${skipped} skipped`);
  return `${parts.join(", ")}; ${seconds.toFixed(1)} s`;
}

const fullName = (r: Result): string => `${r.test.name} [${cellText(r.test, r.cell)}]`;

/** TAP version 14. */
export function tap(results: readonly Result[]): string {
  const lines = ["TAP version 14", `1..${results.length}`];
  results.forEach((r, i) => {
    const ok = r.skipped !== null || passed(r) ? "ok" : "not ok";
    const escaped = fullName(r).replace(/[\\#]/g, "\\$&");
    const why = r.skipped === null ? "" : ` # SKIP ${r.skipped.split("\n")[0]}`;
    lines.push(`${ok} ${i + 1} - ${escaped}${why}`);
    if (r.skipped === null && !passed(r)) {
      lines.push("  ---");
      lines.push(`  duration_ms: ${r.ran.ms.toFixed(0)}`);
      lines.push("  message: |");
      lines.push(indent(failureText(r), "    "));
      lines.push("  ...");
    }
  });
  return `${lines.join("\n")}\n`;
}

/** Characters that XML 1.0 has not become question marks. */
const xmlText = (text: string): string =>
  text.replace(/[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?");

/** JUnit XML, as the xUnit plug-ins of Jenkins, GitLab and GitHub actions read it: a suite for each test. */
export function junit(results: readonly Result[], when: Date): string {
  const suites = [...byTest(results)].map(([test, list]) => ({
    "@name": xmlText(test.name),
    "@tests": list.length,
    "@failures": list.filter((r) => r.skipped === null && r.differences.length && r.ran.error === null)
      .length,
    "@errors": list.filter((r) => r.skipped === null && r.differences.length && r.ran.error !== null).length,
    "@skipped": list.filter((r) => r.skipped !== null).length,
    "@time": (list.reduce((sum, r) => sum + r.ran.ms, 0) / 1000).toFixed(3),
    "@timestamp": when.toISOString().slice(0, 19),
    "@hostname": "parisc",
    testcase: list.map((r) => ({
      "@name": xmlText(cellText(r.test, r.cell)),
      "@classname": xmlText(test.name),
      "@time": (r.ran.ms / 1000).toFixed(3),
      ...(r.skipped !== null ? { skipped: { "@message": xmlText(r.skipped) } } : {}),
      ...(r.skipped === null && r.differences.length
        ? {
            [r.ran.error === null ? "failure" : "error"]: {
              "@message": xmlText(r.differences.map((d) => d.text.split("\n")[0]).join("; ")),
              "@type": r.differences[0].part,
              "#text": xmlText(failureText(r)),
            },
          }
        : {}),
      ...(r.ran.stdout ? { "system-out": xmlText(r.ran.stdout) } : {}),
      ...(r.ran.stderr ? { "system-err": xmlText(r.ran.stderr) } : {}),
    })),
  }));
  const sum = (key: "@tests" | "@failures" | "@errors" | "@skipped") =>
    suites.reduce((n, s) => n + s[key], 0);
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    format: true,
    suppressEmptyNode: true,
  });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "parisc test",
      "@tests": sum("@tests"),
      "@failures": sum("@failures"),
      "@errors": sum("@errors"),
      "@time": suites.reduce((t, s) => t + Number(s["@time"]), 0).toFixed(3),
      testsuite: suites,
    },
  }) as string;
}

const annotation = (text: string, property: boolean): string => {
  const escaped = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return property ? escaped.replaceAll(":", "%3A").replaceAll(",", "%2C") : escaped;
};

/** GitHub's workflow commands: an annotation for each failed run. */
export function github(results: readonly Result[]): string {
  return results
    .filter((r) => r.skipped === null && !passed(r))
    .map((r) => {
      const file = annotation(relative(".", r.test.from), true);
      return `::error file=${file},title=${annotation(fullName(r), true)}::${annotation(failureText(r), false)}\n`;
    })
    .join("");
}

export { byTest };
