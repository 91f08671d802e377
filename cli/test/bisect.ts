// --bisect-release: in which kernel release a program's behaviour changed, and by which commit of kernel/releases.ts: the
// release with that commit taken out behaves as the one before.
// Above: test.ts. Below: pool.ts, runs.ts, explain.ts, kernel/releases.ts.

import { CHANGES, RELEASES } from "../../kernel/releases.ts";
import { allRows } from "../../kernel/syscalls/index.ts";
import { build } from "./collect.ts";
import { compare, partLines } from "./compare.ts";
import { explain } from "./explain.ts";
import type { Pool } from "./pool.ts";
import { cellsOf, jobOf } from "./runs.ts";
import { PARTS, type Ran, type Test } from "./spec.ts";

/** What of a run counts as its behaviour: with an expectation, whether it is met; else all that can be seen. */
function behaviour(test: Test, ran: Ran): string {
  const expects = Object.entries(test.expect).some(([key, v]) => key !== "says" && v !== undefined);
  const bare = test.from === test.program;
  if (expects && !bare) return compare(ran, test.expect).length === 0 ? "as expected" : "not as expected";
  const seen = PARTS.filter((p) => p === "status" || p === "stdout" || p === "stderr");
  return seen.map((p) => `${p}: ${partLines(ran, p).join("\n")}`).join("\n");
}

export interface Boundary {
  readonly before: string;
  readonly release: string;
  /** The commit alone that makes the difference, or null. */
  readonly commit: string | null;
  readonly text: string;
}

/** All releases between which a test behaves differently, oldest first; none: it behaves alike everywhere. */
export async function bisectRelease(
  pool: Pool,
  test: Test,
): Promise<{ boundaries: Boundary[]; runs: number; error: string | null }> {
  const built = build(test);
  if (built.program === null) return { boundaries: [], runs: 0, error: built.why };
  const [cell] = cellsOf(test);
  let runs = 0;
  const known = new Map<string, Promise<Ran>>();
  const run = (kernel: string): Promise<Ran> => {
    let ran = known.get(kernel);
    if (!ran) {
      runs++;
      ran = pool.run(jobOf({ test, cell: { ...cell, kernel } }, built.program!, true), test.timeout);
      known.set(kernel, ran);
    }
    return ran;
  };
  const at = async (kernel: string) => behaviour(test, await run(kernel));

  // A quick program is run on every release, which finds changes that were taken back; a slow one by halves.
  const first = await run(RELEASES[0]);
  const boundaries: [string, string][] = [];
  if (first.ms < 2000) {
    const all = await Promise.all(RELEASES.map(at));
    for (let i = 1; i < all.length; i++)
      if (all[i] !== all[i - 1]) boundaries.push([RELEASES[i - 1], RELEASES[i]]);
  } else {
    let [low, high] = [0, RELEASES.length - 1];
    const oldest = await at(RELEASES[low]);
    if ((await at(RELEASES[high])) !== oldest) {
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((await at(RELEASES[middle])) === oldest) low = middle;
        else high = middle;
      }
      boundaries.push([RELEASES[low], RELEASES[high]]);
    }
  }
  const out: Boundary[] = [];
  for (const [before, release] of boundaries) {
    const old = await at(before);
    let commit: string | null = null;
    for (const change of CHANGES.filter((c) => c.release === release))
      if ((await at(`${release}-${change.commit}`)) === old) commit = change.commit;
    const [a, b] = [await run(before), await run(release)];
    const where = explain(a.trace, `Linux ${before}`, b.trace, `Linux ${release}`);
    out.push({ before, release, commit, text: where ?? "the system calls are the same; the output differs" });
  }
  return { boundaries: out, runs, error: null };
}

/** What --bisect-release prints for one test. */
export function bisectText(test: Test, boundaries: readonly Boundary[], runs: number): string {
  if (boundaries.length === 0)
    return `${test.name}: behaves alike on Linux ${RELEASES[0]} to ${RELEASES.at(-1)} (${runs} runs)`;
  const lines = boundaries.map((b) => {
    const change = CHANGES.find((c) => c.commit === b.commit);
    const since = allRows()
      .filter((r) => r.since === b.release)
      .map((r) => r.name);
    const by = change
      ? `by commit ${change.commit}: ${change.what}`
      : `by no single commit of kernel/releases.ts${since.length ? `; new system calls in ${b.release}: ${since.join(", ")}` : ""}`;
    const indented = b.text
      .split("\n")
      .map((l) => `  ${l}`)
      .join("\n");
    const proof = change
      ? `\n  (Linux ${b.release} without it, --kernel ${b.release}-${change.commit}, behaves as ${b.before})`
      : "";
    return `${test.name}: changed in Linux ${b.release}, ${by}${proof}\n${indented}`;
  });
  return `${lines.join("\n")}\n(${runs} runs)`;
}
