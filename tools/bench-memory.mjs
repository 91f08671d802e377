// Whether memory comes back: runs a program many times in one system and prints what the process and the guest hold, now and
// then. It fails when the second half needs more than a tenth above the first.
//   node tools/bench-memory.mjs [--runs 1000] [--engine auto] [PROGRAM ARGS…]
// Without a program: userland/bench/fork with 100 forks each, so 100,000 processes in 1,000 runs.
// Above: nothing. Below: dist/index.mjs (the library).

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options, positionals } = parseArgs({
  options: { runs: { type: "string", default: "1000" }, engine: { type: "string", default: "auto" } },
  allowPositionals: true,
});
const given = positionals.length > 0;
const program = given ? resolve(positionals[0]) : join(root, ".cache/bench/fork.hppa");
const args = given ? positionals.slice(1) : ["100"];
if (!existsSync(program))
  throw new Error(`bench-memory: there is no ${program} (npm run bench -- --only fork builds it)`);

const { boot } = await import(join(root, "dist/index.mjs"));
const system = await boot({ engine: options.engine, folders: [{ host: dirname(program) }] });
const runs = Number(options.runs);
const MiB = 2 ** 20;
const figures = [];

function figure(n) {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const [, guest] = /^memory ([\d.]+)/m.exec(system.statistics());
  figures.push(rss / MiB);
  const mib = (bytes) => `${(bytes / MiB).toFixed(1).padStart(7)} MiB`;
  console.error(
    `${String(n).padStart(6)} runs: process ${mib(rss)}, JavaScript ${mib(heapUsed)}, linear and other ${mib(external)}, guest ${Number(guest).toFixed(2)} MiB`,
  );
}

for (let n = 0; n < runs; n++) {
  if (n % Math.max(1, Math.floor(runs / 10)) === 0) figure(n);
  const run = system.spawn(program, [program, ...args], []);
  if ("error" in run) throw new Error(`bench-memory: ${run.error}`);
  await system.run();
  if ((await run.exit) !== 0) throw new Error(`bench-memory: run ${n} ended with ${await run.exit}`);
}
figure(runs);
const half = figures.length >> 1;
const [before, after] = [Math.max(...figures.slice(1, half)), Math.max(...figures.slice(half))];
console.error(`first half at most ${before.toFixed(1)} MiB, second half ${after.toFixed(1)} MiB`);
if (after > 1.1 * before) process.exitCode = 1;
