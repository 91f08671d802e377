// Why two runs of a program differ: the first system call at which they part, with what came before and after in both.
// Above: runs.ts, seeds.ts, bisect.ts. Below: compare.ts.

import type { TraceLine } from "../library/types.ts";
import { byThread, normalised } from "./compare.ts";

const BEFORE = 3;
const AFTER = 3;

interface Parting {
  readonly thread: number;
  readonly at: number;
  /** Where the first of the two lines stands in a's whole trace. */
  readonly position: number;
}

/** Where two traces part first, thread by thread; null where they do not. */
export function parting(a: readonly TraceLine[], b: readonly TraceLine[]): Parting | null {
  const [x, y] = [byThread(a), byThread(b)];
  let first: Parting | null = null;
  for (let thread = 0; thread < Math.max(x.length, y.length); thread++) {
    const [p, q] = [x[thread] ?? [], y[thread] ?? []];
    let at = 0;
    while (at < p.length && at < q.length && normalised(p[at].text) === normalised(q[at].text)) at++;
    if (at === p.length && at === q.length) continue;
    const position = at < p.length ? a.indexOf(p[at]) : a.length;
    if (!first || position < first.position) first = { thread, at, position };
  }
  return first;
}

const indent = (lines: readonly string[]): string => lines.map((l) => `    ${l}`).join("\n");

/** Lines of all threads up to one of them, in the order they happened, with the threads' numbers. */
function upTo(trace: readonly TraceLine[], line: TraceLine | undefined, n: number): string[] {
  const threads = byThread(trace).map((lines) => lines[0].pid);
  const end = line ? trace.indexOf(line) : trace.length - 1;
  return trace.slice(Math.max(0, end + 1 - n), end + 1).map((l) => {
    const mark = l === line ? ">" : " ";
    return `${mark} thread ${threads.indexOf(l.pid) + 1}: ${l.text}`;
  });
}

/** The parting of two schedules: what all threads did until one of them saw a difference. null: none did. */
export function explainRace(
  a: readonly TraceLine[],
  nameA: string,
  b: readonly TraceLine[],
  nameB: string,
): string | null {
  const p = parting(a, b);
  if (!p) return null;
  const side = (name: string, trace: readonly TraceLine[]) =>
    `  ${name}:\n${indent(upTo(trace, byThread(trace)[p.thread]?.[p.at], 10))}`;
  return [
    `the first system call whose result differs (thread ${p.thread + 1}, number ${p.at + 1}), and the order of calls up to it:`,
    side(nameA, a),
    side(nameB, b),
  ].join("\n");
}

/** The parting of two traces as text; names say what each is. null: the same calls with the same results. */
export function explain(
  a: readonly TraceLine[],
  nameA: string,
  b: readonly TraceLine[],
  nameB: string,
): string | null {
  const p = parting(a, b);
  if (!p) return null;
  const [x, y] = [byThread(a)[p.thread] ?? [], byThread(b)[p.thread] ?? []];
  const common = x.slice(Math.max(0, p.at - BEFORE), p.at).map((l) => `  ${l.text}`);
  const side = (name: string, lines: readonly TraceLine[]) => {
    const [first, ...rest] = lines.slice(p.at, p.at + 1 + AFTER);
    const shown = first ? [`> ${first.text}`, ...rest.map((l) => `  ${l.text}`)] : ["> (nothing more)"];
    return `  ${name}:\n${indent(shown)}`;
  };
  const who = byThread(a).length > 1 || byThread(b).length > 1 ? `thread ${p.thread + 1}, ` : "";
  return [
    `the first system call that differs (${who}number ${p.at + 1}):`,
    ...(common.length ? [`  both:\n${indent(common)}`] : []),
    side(nameA, x),
    side(nameB, y),
  ].join("\n");
}
