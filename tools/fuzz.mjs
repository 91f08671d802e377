// npm run fuzz -- [--seconds N] [--seed S] [--failures N] [--engine interpreter|jit|auto] [--against qemu|interpreter|kernel]:
// random instruction sequences on our machine and on another (by default the interpreter against qemu-hppa, the
// translator against the interpreter; kernel: the whole emulator), compared. --net N: N malformed packets; --netlink N: N
// malformed netlink messages; --stream MEGABYTES [--seeds N | FROM-TO]: a TCP stream over a bad link, each seed; all three may be given. Exits 1 on an unexplained difference, 125 where there is no qemu-hppa.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    failures: { type: "string", default: "20" },
    engine: { type: "string", default: "interpreter" },
    against: { type: "string" },
    net: { type: "string" },
    netlink: { type: "string" },
    stream: { type: "string" },
    seeds: { type: "string", default: "20" },
  },
});

/** A file of test/ as a module. */
async function bundled(name) {
  const outfile = join(root, ".cache", `${name}.mjs`);
  const entry = join(root, `test/fuzz/${name}.ts`);
  const common = { bundle: true, platform: "node", format: "esm", logLevel: "warning" };
  await build({ entryPoints: [entry], outfile, ...common });
  return import(`${pathToFileURL(outfile)}?${Date.now()}`);
}

const network = [values.net, values.netlink, values.stream];
if (network.some((v) => v !== undefined)) {
  const { packetsRun, netlinkRun, streamRun } = await bundled("net");
  const log = (line) => console.log(line);
  const seed = Number(values.seed);
  const [from, to] = values.seeds.includes("-")
    ? values.seeds.split("-").map(Number)
    : [1, Number(values.seeds)];
  let failed = 0;
  const run = (what, failures) => {
    failed += failures;
    console.log(`${what}: ${failures} failures`);
  };
  if (values.net) run(`${values.net} packets from seed ${seed}`, packetsRun(Number(values.net), seed, log));
  if (values.netlink)
    run(
      `${values.netlink} netlink messages from seed ${seed}`,
      netlinkRun(Number(values.netlink), seed, log),
    );
  if (values.stream)
    run(`${to - from + 1} streams of ${values.stream} MB`, streamRun(Number(values.stream), from, to, log));
  process.exit(failed ? 1 : 0);
}
const against = values.against ?? (values.engine === "interpreter" ? "qemu" : "interpreter");
if (against === "qemu" && spawnSync("qemu-hppa", ["--version"]).error) {
  console.error("fuzz: there is no qemu-hppa here (Debian: apt install qemu-user)");
  process.exit(125);
}
const { Fuzzer } = await bundled("fuzz");
const result = await Fuzzer.run({
  wasm: readFileSync(join(root, "dist/core.wasm")),
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  failures: Number(values.failures),
  engine: values.engine,
  against,
  emulator: [process.execPath, join(root, "dist/cli.js"), "run"],
  log: (line) => console.log(line),
});
for (const [name, count] of result.quirks) console.log(`${count} × ${name} (docs/quirks.md)`);
console.log(
  `${result.cases} cases, ${result.instructions} instructions, seed ${values.seed}: ${result.reports.length} unexplained differences`,
);
process.exitCode = result.reports.length ? 1 : 0;
