// --seeds N: runs a test under N drawn schedules and random numbers, and names the first seed that shows a race.
// Above: test.ts. Below: pool.ts, runs.ts, explain.ts.

import { build } from "./collect.ts";
import { partLines } from "./compare.ts";
import { explainRace } from "./explain.ts";
import type { Pool } from "./pool.ts";
import { isRed, jobOf, judge, type Planned } from "./runs.ts";
import { cellText, commandLine, type Ran } from "./spec.ts";

/** What came of the seeds of one cell. */
export interface SeedSearch {
  readonly planned: Planned;
  readonly runs: number;
  readonly error: string | null;
  /** Outcomes by kind, with the seeds that showed them; the first is what is expected, or the most frequent. */
  readonly groups: readonly { readonly what: string; readonly seeds: readonly number[] }[];
  /** Where the first odd seed parts from a usual one. */
  readonly explanation: string | null;
}

const visible = (ran: Ran): string =>
  ran.error ?? [`status ${ran.status}`, ...partLines(ran, "stdout"), ...partLines(ran, "stderr")].join("\n");

/** Runs a cell with seeds 1 to n, clock virtual, so that each can be repeated. tick() after each run. */
export async function searchSeeds(
  pool: Pool,
  planned: Planned,
  n: number,
  tick: () => void,
): Promise<SeedSearch> {
  const { test } = planned;
  const built = build(test);
  if (built.program === null) return { planned, runs: 0, error: built.why, groups: [], explanation: null };
  const cellOf = (seed: number) => ({ ...planned.cell, seed });
  const job = (seed: number, trace: boolean) => {
    const j = jobOf({ test, cell: cellOf(seed) }, built.program!, trace);
    return { ...j, options: { ...j.options, clock: "virtual" as const } };
  };
  // what the release has is expected of all; an old one is judged by what the fixed one should show
  const expects = Object.entries(test.expect).some(([key, v]) => key !== "says" && v !== undefined);
  const judged = { ...test, golden: [], fixedBy: null };
  const groups = new Map<string, number[]>();
  await Promise.all(
    Array.from({ length: n }, async (_, i) => {
      const ran = await pool.run(job(i + 1, false), test.timeout);
      const good = expects && judge(judged, cellOf(i + 1), ran).differences.length === 0;
      const key = good ? "as expected" : visible(ran);
      groups.set(key, [...(groups.get(key) ?? []), i + 1]);
      tick();
    }),
  );
  const sorted = [...groups]
    .map(([what, seeds]) => ({ what, seeds: seeds.sort((a, b) => a - b) }))
    .sort(
      (a, b) =>
        Number(b.what === "as expected") - Number(a.what === "as expected") ||
        b.seeds.length - a.seeds.length,
    );
  let explanation: string | null = null;
  if (sorted.length > 1) {
    const [usual, odd] = [sorted[0].seeds[0], sorted[1].seeds[0]];
    const [a, b] = [
      await pool.run(job(odd, true), test.timeout),
      await pool.run(job(usual, true), test.timeout),
    ];
    explanation = explainRace(a.trace, `seed ${odd}`, b.trace, `seed ${usual}`);
  }
  return { planned, runs: n, error: null, groups: sorted, explanation };
}

/** Whether schedules make a difference, or all are bad. */
export const foundSomething = (s: SeedSearch): boolean =>
  s.error !== null ||
  s.groups.length > 1 ||
  (s.groups[0] !== undefined && hasExpectation(s) && s.groups[0].what !== "as expected");

const hasExpectation = (s: SeedSearch): boolean =>
  Object.entries(s.planned.test.expect).some(([key, v]) => key !== "says" && v !== undefined);

export function seedsText(s: SeedSearch): string {
  const { test, cell } = s.planned;
  const head = `${test.name}, ${cellText(test, { ...cell, seed: null })}`;
  if (s.error !== null) return `${head}: ${s.error}`;
  const red = isRed(test, cell) ? ` (this release does not have ${test.fixedBy})` : "";
  if (s.groups.length === 1 && !foundSomething(s))
    return `${head}: ${s.runs} seeds, and every one ends alike${red}`;
  const indent = (text: string, by: string) =>
    text
      .split("\n")
      .map((l) => by + l)
      .join("\n");
  const odd = s.groups.find((g) => g.what !== "as expected") ?? s.groups[0];
  const others = s.groups.length > 1 ? s.groups[1].seeds[0] : odd.seeds[0];
  const shows = s.groups[0].what === "as expected" ? odd.seeds[0] : others;
  return [
    `${head}: ${s.groups.length > 1 ? `a race: seed ${shows} shows it` : "not as expected with any seed"}${red}`,
    ...s.groups.slice(0, 6).map((g) => {
      const list = `${g.seeds.slice(0, 8).join(", ")}${g.seeds.length > 8 ? ", …" : ""}`;
      return `  ${g.seeds.length} of ${s.runs} seeds (${list}):\n${indent(g.what.split("\n").slice(0, 12).join("\n"), "    ")}`;
    }),
    ...(s.explanation ? [indent(s.explanation, "  ")] : []),
    `  again: ${commandLine({ ...test, options: { ...test.options, clock: "virtual" } }, { ...cell, seed: shows })}`,
  ].join("\n");
}
