// From tests to results: every point of every matrix is run by the pool, compared, and explained where it is not as
// expected. Above: test.ts, seeds.ts, bisect.ts. Below: pool.ts, compare.ts, golden.ts, explain.ts.

import { parseRelease } from "../../kernel/releases.ts";
import { build } from "./collect.ts";
import { compare } from "./compare.ts";
import { explain } from "./explain.ts";
import { compareGolden } from "./golden.ts";
import type { Pool } from "./pool.ts";
import {
  type Cell,
  cellText,
  type Difference,
  type Job,
  passed,
  type Ran,
  type Result,
  type Test,
} from "./spec.ts";

export interface Planned {
  readonly test: Test;
  readonly cell: Cell;
}

/** Every point of a test's matrix. */
export const cellsOf = (test: Test): Cell[] =>
  test.matrix.net.flatMap((net) =>
    test.matrix.kernel.flatMap((kernel) =>
      test.matrix.engine.flatMap((engine) => test.matrix.seed.map((seed) => ({ kernel, engine, seed, net }))),
    ),
  );

export const plan = (tests: readonly Test[]): Planned[] =>
  tests.flatMap((test) => cellsOf(test).map((cell) => ({ test, cell })));

/** Whether this release lacks the commit that the test is about. */
export const isRed = (test: Test, cell: Cell): boolean =>
  test.fixedBy !== null && !parseRelease(cell.kernel).has(commitOf(test.fixedBy));

/** The commit as kernel/releases.ts abbreviates it: Release.has wants exactly that. */
function commitOf(text: string): string {
  // a release that has it put in knows it under its own name
  return [...parseRelease(`5.1+${text}`).changes.keys()][0];
}

/** What a worker needs for one run. trace: calls are wanted whatever the test compares. */
export function jobOf({ test, cell }: Planned, program: string, trace: boolean): Job {
  const wants = (part: "calls" | "packets") =>
    test.golden.includes(part) || test.expect[part] !== undefined || test.before?.[part] !== undefined;
  return {
    program,
    options: {
      limitInsns: 20e9,
      ...test.options,
      kernel: cell.kernel,
      engine: cell.engine,
      seed: cell.seed ?? undefined,
      net: test.nets[cell.net],
      trace: trace || wants("calls"),
      packets: wants("packets"),
    },
  };
}

/** Differences from what this cell should show. */
export function judge(test: Test, cell: Cell, ran: Ran): { red: boolean; differences: Difference[] } {
  const red = isRed(test, cell);
  if (!red) {
    const bare = test.from === test.program;
    return { red, differences: [...compare(ran, test.expect), ...compareGolden(test, cell, ran, bare)] };
  }
  if (test.before) return { red, differences: compare(ran, test.before) };
  if (ran.error !== null) return { red, differences: [{ part: "run", text: ran.error }] };
  if (compare(ran, test.expect).length) return { red, differences: [] };
  return {
    red,
    differences: [
      {
        part: "matrix",
        text: `this release does not have ${test.fixedBy}, and yet shows what the commit brought`,
      },
    ],
  };
}

const noRun: Ran = {
  status: 125,
  stdout: "",
  stderr: "",
  error: null,
  trace: [],
  packets: [],
  insns: 0,
  ms: 0,
};

async function runOne(pool: Pool, p: Planned): Promise<Result> {
  const built = build(p.test);
  const base = { ...p, red: isRed(p.test, p.cell), skipped: null, explanation: null };
  if (built.program === null) {
    if (built.skip) return { ...base, ran: noRun, differences: [], skipped: built.why };
    return { ...base, ran: noRun, differences: [{ part: "build", text: built.why! }] };
  }
  const ran = await pool.run(jobOf(p, built.program, false), p.test.timeout);
  return { ...base, ...judge(p.test, p.cell, ran), ran };
}

/** How unlike two cells are: a reference shall differ in as little as possible. */
function distance(a: Cell, b: Cell): number {
  const unlike = (x: unknown, y: unknown, weight: number) => (x === y ? 0 : weight);
  return (
    unlike(a.engine, b.engine, 2) +
    unlike(a.seed, b.seed, 1) +
    unlike(a.net, b.net, 8) +
    unlike(a.kernel, b.kernel, 4)
  );
}

/** The calls of a cell's run, which is repeated for them. */
async function tracesOf(pool: Pool, p: Planned): Promise<Ran> {
  return pool.run(jobOf(p, build(p.test).program!, true), p.test.timeout);
}

/** Says for a failed run where it leaves the way of a run that passed. */
async function explainResult(pool: Pool, r: Result, all: readonly Result[]): Promise<void> {
  if (r.differences.some((d) => d.part === "build") || r.ran.error?.startsWith("no end")) return;
  const good = all
    .filter((o) => o.test === r.test && passed(o) && o.red === r.red)
    .sort((a, b) => distance(a.cell, r.cell) - distance(b.cell, r.cell))[0];
  const other = good ?? all.find((o) => o.test === r.test && passed(o));
  const own = await tracesOf(pool, r);
  if (other) {
    const reference = await tracesOf(pool, other);
    r.explanation = explain(
      own.trace,
      `here (${cellText(r.test, r.cell)})`,
      reference.trace,
      `where it is as expected (${cellText(other.test, other.cell)})`,
    );
  }
  if (r.explanation === null && own.trace.length) {
    const failed = own.trace.filter((l) => l.type === "syscall" && / = -1 E/.test(l.text));
    const last = own.trace.slice(-6).map((l) => `    ${l.text}`);
    r.explanation = [
      ...(failed.length
        ? ["system calls that failed:", ...failed.slice(-4).map((l) => `    ${l.text}`)]
        : []),
      "the last system calls:",
      ...last,
    ].join("\n");
  }
}

/** Runs all that is planned; done() is told of each result as it comes. */
export async function runAll(
  pool: Pool,
  planned: readonly Planned[],
  done: (r: Result) => void = () => {},
): Promise<Result[]> {
  const results = await Promise.all(
    planned.map(async (p) => {
      const r = await runOne(pool, p);
      done(r);
      return r;
    }),
  );
  for (const r of results)
    if (r.skipped === null && r.differences.length) await explainResult(pool, r, results);
  return results;
}
