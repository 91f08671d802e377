// `parisc test PATHS…`: the regression runner for people who port software. Collects tests, runs their matrices on worker
// processes, compares, explains, reports. docs/testing.md is its manual.
// Above: ../main.ts (a bundle of its own). Below: collect.ts, runs.ts, report.ts, golden.ts, bisect.ts, seeds.ts, shard.ts.

import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { SingleBar } from "cli-progress";
import { UsageError } from "../usage.ts";
import { bisectRelease, bisectText } from "./bisect.ts";
import { collect } from "./collect.ts";
import { accept } from "./golden.ts";
import { checkRelease } from "./manifest.ts";
import { Pool } from "./pool.ts";
import { byTest, consoleText, github, junit, summary, tap } from "./report.ts";
import { plan, runAll } from "./runs.ts";
import { foundSomething, searchSeeds, seedsText } from "./seeds.ts";
import { parseShard, part } from "./shard.ts";
import { type Matrix, passed, type Result, type Test } from "./spec.ts";
import { work } from "./worker.ts";

export interface TestOptions {
  name: string[];
  kernel?: string;
  engine?: string;
  seed?: string;
  net: string[];
  jobs?: string;
  accept?: boolean;
  format: "console" | "tap";
  junit?: string;
  github?: boolean;
  shard?: string;
  bisectRelease?: boolean;
  seeds?: string;
  verbose?: boolean;
  list?: boolean;
  worker?: boolean;
}

const fail = (what: string): never => {
  throw new UsageError(what);
};

function count(option: string, text: string, most: number): number {
  const n = Number(text);
  return Number.isInteger(n) && n >= 1 && n <= most
    ? n
    : fail(`${option} ${text}: not a number from 1 to ${most}`);
}

/** The axes that the command line gives instead of the manifests. */
function overridden(test: Test, o: TestOptions): Test {
  const words = (text: string) => text.split(",").map((w) => w.trim());
  const matrix: { -readonly [K in keyof Matrix]: Matrix[K] } = { ...test.matrix };
  if (o.kernel !== undefined)
    matrix.kernel = words(o.kernel).map((k) => checkRelease(k, (w) => fail(`--kernel: ${w}`)));
  if (o.engine !== undefined)
    matrix.engine = words(o.engine).map((e) =>
      e === "auto" || e === "interpreter" || e === "jit"
        ? e
        : fail(`--engine ${e}: one of auto, interpreter, jit`),
    );
  if (o.seed !== undefined)
    matrix.seed = words(o.seed).map((s) =>
      s === "none" ? null : /^\d+$/.test(s) ? Number(s) : fail(`--seed ${s}: not a number, nor none`),
    );
  const nets = o.net.length ? { ...test.nets, "--net": o.net } : test.nets;
  if (o.net.length) matrix.net = ["--net"];
  return { ...test, matrix, nets };
}

/** A bar on the terminal while runs are under way; nothing elsewhere. */
function progress(total: number): { tick(): void; stop(): void } {
  if (!process.stderr.isTTY || total < 3) return { tick: () => {}, stop: () => {} };
  const bar = new SingleBar({
    format: "{bar} {value}/{total} runs, {eta_formatted} left",
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  });
  bar.start(total, 0);
  return { tick: () => bar.increment(), stop: () => bar.stop() };
}

export async function testCommand(paths: string[], o: TestOptions): Promise<number> {
  if (o.worker) return work();
  if (paths.length === 0) fail("test: name programs, C sources, manifests or folders");
  let tests = collect(paths);
  if (o.name.length) {
    const wanted = o.name;
    tests = tests.filter((t) => wanted.some((n) => t.name.includes(n)));
    if (tests.length === 0) fail(`--name ${wanted.join(", ")}: no test is called so`);
  }
  tests = tests.map((t) => overridden(t, o));
  const shard = o.shard === undefined ? null : parseShard(o.shard);
  if (shard && o.accept) fail("--accept needs all runs of a test: do it without --shard");
  const jobs = o.jobs === undefined ? availableParallelism() : count("--jobs", o.jobs, 256);
  if (o.list) {
    for (const { test, cell } of plan(tests))
      console.log(`${test.name}\t${cell.kernel}\t${cell.engine}\t${cell.seed ?? "none"}\t${cell.net}`);
    return 0;
  }
  const pool = new Pool(jobs, process.argv[1]);
  const quit = () => {
    pool.close();
    process.exit(130);
  };
  process.once("SIGINT", quit);
  try {
    if (o.bisectRelease) return await bisect(pool, tests);
    if (o.seeds !== undefined) return await seeds(pool, tests, count("--seeds", o.seeds, 1_000_000));
    const planned = plan(tests);
    return await all(pool, shard ? part(planned, shard) : planned, o);
  } finally {
    process.removeListener("SIGINT", quit);
    pool.close();
  }
}

async function all(pool: Pool, planned: ReturnType<typeof plan>, o: TestOptions): Promise<number> {
  const started = performance.now();
  const bar = progress(planned.length);
  let results: Result[];
  try {
    results = await runAll(pool, planned, bar.tick);
  } finally {
    bar.stop();
  }
  if (o.accept) {
    const written = accept(results);
    for (const path of written) console.log(`accepted ${path}`);
    results = results.map((r) => ({
      ...r,
      differences: r.differences.filter((d) => !isGolden(r, d.part)),
    }));
  }
  if (o.junit !== undefined) writeFileSync(o.junit, junit(results, new Date()));
  if (o.format === "tap") process.stdout.write(tap(results));
  else {
    const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    for (const [test, list] of byTest(results))
      console.log(consoleText(test, list, colour, o.verbose === true));
    console.log(summary(results, (performance.now() - started) / 1000));
  }
  if (o.github ?? process.env.GITHUB_ACTIONS === "true") process.stdout.write(github(results));
  return results.every((r) => r.skipped !== null || passed(r)) ? 0 : 1;
}

/** Differences that accepting a run does away with: those from a golden file. */
const isGolden = (r: Result, part: string): boolean =>
  part === "golden" ||
  (r.test.golden as readonly string[]).some((p) => p === part && r.test.expect[p as "stdout"] === undefined);

async function bisect(pool: Pool, tests: readonly Test[]): Promise<number> {
  let status = 0;
  for (const test of tests) {
    const { boundaries, runs, error } = await bisectRelease(pool, test);
    if (error !== null) {
      console.log(`${test.name}: ${error}`);
      status = 1;
    } else console.log(bisectText(test, boundaries, runs));
  }
  return status;
}

async function seeds(pool: Pool, tests: readonly Test[], n: number): Promise<number> {
  let status = 0;
  for (const planned of plan(tests.map((t) => ({ ...t, matrix: { ...t.matrix, seed: [null] } })))) {
    const bar = progress(n);
    const search = await searchSeeds(pool, planned, n, bar.tick);
    bar.stop();
    console.log(seedsText(search));
    if (foundSomething(search)) status = 1;
  }
  return status;
}
