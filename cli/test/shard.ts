// --shard: which part of the runs this machine does, so that a fleet carries what one machine would not.
// Above: test.ts. Below: nothing.

import { UsageError } from "../usage.ts";

/** A part: the index-th of count, from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Where CI systems say which of several equal jobs this is: the variables of the number and of the total, and what
 * the first number is. GitHub sets none by itself; its matrix passes them on (docs/testing.md).
 */
const SYSTEMS: readonly { name: string; index: string; total: string; first: number }[] = [
  { name: "PARISC_SHARD", index: "PARISC_SHARD_INDEX", total: "PARISC_SHARD_TOTAL", first: 0 },
  { name: "GitHub", index: "JOB_INDEX", total: "JOB_TOTAL", first: 0 },
  { name: "GitLab", index: "CI_NODE_INDEX", total: "CI_NODE_TOTAL", first: 1 },
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", total: "JOB_COMPLETIONS", first: 0 },
  { name: "CircleCI", index: "CIRCLE_NODE_INDEX", total: "CIRCLE_NODE_TOTAL", first: 0 },
  { name: "Buildkite", index: "BUILDKITE_PARALLEL_JOB", total: "BUILDKITE_PARALLEL_JOB_COUNT", first: 0 },
];

function checked(index: number, count: number, what: string): Shard {
  if (!(Number.isInteger(index) && Number.isInteger(count) && count >= 1 && index >= 0 && index < count))
    throw new UsageError(`${what}: not one of several parts`);
  return { index, count };
}

/** "2/5" (the second of five), or "auto". Throws UsageError. */
export function parseShard(text: string, env: NodeJS.ProcessEnv = process.env): Shard {
  const m = /^(\d+)\/(\d+)$/.exec(text);
  if (m) return checked(Number(m[1]) - 1, Number(m[2]), `--shard ${text}`);
  if (text !== "auto") throw new UsageError(`--shard ${text}: write it like 2/5, or auto`);
  for (const s of SYSTEMS) {
    const [index, total] = [env[s.index], env[s.total]];
    if (index !== undefined && total !== undefined && index !== "" && total !== "")
      return checked(
        Number(index) - s.first,
        Number(total),
        `--shard auto: ${s.index}=${index}, ${s.total}=${total}`,
      );
  }
  if (env.JOB_COMPLETION_INDEX !== undefined)
    throw new UsageError(
      "--shard auto: Kubernetes says which job this is (JOB_COMPLETION_INDEX), but not of how many: set JOB_COMPLETIONS to the job's .spec.completions",
    );
  throw new UsageError(
    `--shard auto: no variables that say which of several jobs this is (${SYSTEMS.map((s) => `${s.index} and ${s.total}`).join("; ")})`,
  );
}

/** Every count-th of the list, so that a test's many runs spread over all. */
export const part = <T>(list: readonly T[], { index, count }: Shard): T[] =>
  list.filter((_, i) => i % count === index);
