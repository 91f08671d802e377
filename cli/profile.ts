// --profile FILE: the samples of a run as a file that speedscope (https://www.speedscope.app) and its like open, a profile a
// process, and the functions that took most on standard error.
// Above: run.ts, boot.ts, main.ts (the options). Below: kernel/trace/profile.ts.

import { openSync, writeSync } from "node:fs";
import { type Kernel, Profile } from "../kernel/index.ts";
import { UsageError } from "./usage.ts";

/** Functions in the list on standard error. */
const TOP = 20;

/** Begins to sample; what is returned writes the file, when the system has ended. */
export function profileTo(path: string, kernel: Kernel): () => void {
  let fd: number;
  try {
    fd = openSync(path, "w");
  } catch (error) {
    throw new UsageError(`--profile ${path}: cannot be written: ${(error as Error).message}`);
  }
  const profile = new Profile(kernel);
  return () => {
    const text = Buffer.from(speedscope(profile));
    for (let at = 0; at < text.length; ) at += writeSync(fd, text, at);
    writeSync(2, top(profile));
  };
}

/** The profile in speedscope's file format; the weights are instructions. */
export function speedscope(profile: Profile): string {
  return JSON.stringify({
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: "parisc",
    name: "instructions",
    shared: { frames: profile.names.map((name) => ({ name })) },
    profiles: [...profile.processes.values()].map(({ pid, comm, stacks, weights }) => ({
      type: "sampled",
      name: `${comm} (${pid})`,
      unit: "none",
      startValue: 0,
      endValue: weights.reduce((sum, w) => sum + w, 0),
      samples: stacks,
      weights,
    })),
  });
}

/** "  48.3 %  52.1 %  main": the share of each function alone, and with what it called. */
export function top(profile: Profile): string {
  const own = new Map<number, number>();
  const all = new Map<number, number>();
  let total = 0;
  for (const { stacks, weights } of profile.processes.values())
    for (const [i, stack] of stacks.entries()) {
      total += weights[i];
      const leaf = stack.at(-1)!;
      own.set(leaf, (own.get(leaf) ?? 0) + weights[i]);
      for (const n of new Set(stack)) all.set(n, (all.get(n) ?? 0) + weights[i]);
    }
  const share = (w: number) => `${((100 * w) / total).toFixed(1).padStart(6)} %`;
  const lines = [...own]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TOP)
    .map(([n, w]) => `${share(w)} ${share(all.get(n)!)}  ${profile.names[n]}`);
  return [`    self     with   function (of ${Math.round(total)} instructions)`, ...lines, ""].join("\n");
}
