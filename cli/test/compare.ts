// A run against what is expected of it: status, output, calls and frames; and the texts that golden files keep.
// Above: runs.ts. Below: spec.ts.

import type { Packet, TraceLine } from "../library/types.ts";
import type { Difference, Expectation, Part, Ran } from "./spec.ts";

/** A line of guest bytes as printable ASCII, reversibly. */
export const printable = (text: string): string =>
  text.replace(/[^\x20-\x5b\x5d-\x7e\t]/g, (c) =>
    c === "\\" ? "\\\\" : `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );

/** What the guest wrote, as text where it is UTF-8. */
export function readable(binary: string): string {
  const bytes = Buffer.from(binary, "latin1");
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : binary;
}

/** Lines; the last one says so when it does not end. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n").map(printable);
  if (lines.at(-1) === "") lines.pop();
  else lines.push("\\ no newline at the end");
  return lines;
}

/** Addresses differ from build to build. */
export const normalised = (text: string): string => text.replace(/\b0x[0-9a-f]{5,8}\b/g, "0x…");

/** The calls by thread, in order of appearance, as golden files and explanations compare them. */
export function byThread(trace: readonly TraceLine[]): TraceLine[][] {
  const threads = new Map<number, TraceLine[]>();
  for (const line of trace) {
    const list = threads.get(line.pid) ?? [];
    threads.set(line.pid, list);
    list.push(line);
  }
  return [...threads.values()];
}

export const packetLine = (p: Packet): string => `${p.dev} ${p.text}`;

/** One part of a run as lines, for golden files. */
export function partLines(ran: Ran, part: Part): string[] {
  switch (part) {
    case "status":
      return [String(ran.status)];
    case "stdout":
      return linesOf(ran.stdout);
    case "stderr":
      return linesOf(ran.stderr);
    case "calls":
      return byThread(ran.trace).flatMap((lines, i) => [
        `thread ${i + 1}`,
        ...lines.map((l) => `  ${normalised(l.text)}`),
      ]);
    case "packets":
      return ran.packets.map((p) => `${p.dev} ${p.bytes}  ${p.text}`);
  }
}

/** Lines that were expected (-) and came (+), with the equal ones around the first difference. */
export function lineDiff(expected: readonly string[], actual: readonly string[], context = 3): string {
  let start = 0;
  while (start < expected.length && start < actual.length && expected[start] === actual[start]) start++;
  let end = 0;
  while (
    end < expected.length - start &&
    end < actual.length - start &&
    expected[expected.length - 1 - end] === actual[actual.length - 1 - end]
  )
    end++;
  const from = Math.max(0, start - context);
  const cut = (lines: readonly string[], mark: string) => {
    const part = lines.slice(start, lines.length - end);
    const shown = part.slice(0, 12).map((l) => `${mark} ${l}`);
    return part.length > 12 ? [...shown, `${mark} … ${part.length - 12} more lines`] : shown;
  };
  return [
    ...expected.slice(from, start).map((l) => `  ${l}`),
    ...cut(expected, "-"),
    ...cut(actual, "+"),
    ...expected.slice(expected.length - end, expected.length - end + context).map((l) => `  ${l}`),
  ].join("\n");
}

/** "*" stands for anything. */
const glob = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "s");

/** The first pattern that no line behind the ones before it fits, or null. */
function firstMissing(
  patterns: readonly string[],
  lines: readonly string[],
): { i: number; from: number } | null {
  let at = 0;
  for (let i = 0; i < patterns.length; i++) {
    const fits = glob(patterns[i]);
    const found = lines.findIndex((l, k) => k >= at && fits.test(l));
    if (found < 0) return { i, from: at };
    at = found + 1;
  }
  return null;
}

function inOrder(
  part: string,
  what: string,
  patterns: readonly string[],
  lines: readonly string[],
): Difference[] {
  const missing = firstMissing(patterns, lines);
  if (!missing) return [];
  const pattern = patterns[missing.i];
  const name = /^\w+/.exec(pattern)?.[0] ?? "";
  const similar = lines.slice(missing.from).filter((l) => l.startsWith(name));
  const instead = similar.length
    ? `what came:\n${similar
        .slice(0, 5)
        .map((l) => `+ ${l}`)
        .join("\n")}`
    : lines.length
      ? `none of the ${lines.length} is like it`
      : "there was none at all";
  const after = missing.i > 0 ? ` (behind: ${patterns[missing.i - 1]})` : "";
  return [{ part, text: `no ${what} like this${after}:\n- ${pattern}\n${instead}` }];
}

/** All ways in which the run is not as expected. */
export function compare(ran: Ran, e: Expectation): Difference[] {
  const out: Difference[] = [];
  if (ran.error !== null) out.push({ part: "run", text: ran.error });
  if (e.status !== undefined && ran.status !== e.status) {
    const said = ran.stderr ? `\nit said: ${readable(ran.stderr).trimEnd().slice(-2000)}` : "";
    out.push({ part: "status", text: `exit status ${ran.status}, expected ${e.status}${said}` });
  }
  for (const part of ["stdout", "stderr"] as const) {
    const want = e[part];
    const text = readable(ran[part]);
    if (want !== undefined && text !== want) out.push({ part, text: lineDiff(linesOf(want), linesOf(text)) });
    const pattern = part === "stdout" ? e.stdoutMatches : e.stderrMatches;
    if (pattern !== undefined && !new RegExp(pattern, "s").test(text))
      out.push({ part, text: `does not match /${pattern}/:\n${text.slice(0, 2000).trimEnd()}` });
  }
  if (e.calls)
    out.push(
      ...inOrder(
        "calls",
        "system call",
        e.calls,
        ran.trace.map((l) => l.text),
      ),
    );
  if (e.packets) out.push(...inOrder("packets", "frame", e.packets, ran.packets.map(packetLine)));
  return out;
}
