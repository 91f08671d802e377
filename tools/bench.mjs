// npm run bench: the programs of userland/bench on each of our engines, under qemu-hppa and natively, interleaved in
// one run, so that a busy machine slows all alike. Prints ratios to qemu-hppa's time (lower is better):
// steady state is the slope (time at 3 x size - time at size) / 2, short run is the whole process at size.
//   npm run bench -- [--rounds N] [--only NAME,…] [--engines interpreter,auto] [--short]
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    only: { type: "string" },
    engines: { type: "string", default: "interpreter,auto" },
    short: { type: "boolean", default: false },
  },
});

const built = join(root, ".cache/bench");
mkdirSync(built, { recursive: true });

function compile(name) {
  const source = join(root, "userland/bench", `${name}.c`);
  const compilers = [
    ["hppa-linux-gnu-gcc", ["-static"], "hppa"],
    ["gcc", [], "native"],
  ];
  for (const [cc, flags, suffix] of compilers) {
    const out = join(built, `${name}.${suffix}`);
    const old = statSync(out, { throwIfNoEntry: false });
    if (old && old.mtimeMs > statSync(source).mtimeMs) continue;
    const r = spawnSync(cc, [...flags, "-O2", "-o", out, source, "-lm"], { stdio: "inherit" });
    if (r.error) throw new Error(`bench: ${cc} is needed (on Debian: apt install gcc gcc-hppa-linux-gnu)`);
    if (r.status !== 0) throw new Error(`bench: ${source} does not compile`);
  }
}

const programs = readFileSync(join(root, "userland/bench/sizes.txt"), "latin1")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split(/\s+/))
  .map(([name, kind, size]) => ({ name, kind, size: size ? Number(size) : null }))
  .filter((p) => !options.only || options.only.split(",").includes(p.name));

const systems = [
  { name: "qemu", command: (p) => ["qemu-hppa", join(built, `${p}.hppa`)] },
  { name: "native", command: (p) => [join(built, `${p}.native`)] },
  ...options.engines.split(",").map((engine) => ({
    name: engine,
    command: (p) => [
      process.execPath,
      join(root, "dist/cli.js"),
      "run",
      "--engine",
      engine,
      join(built, `${p}.hppa`),
    ],
  })),
];

function once(system, program, size) {
  const [path, ...args] = system.command(program.name);
  const start = process.hrtime.bigint();
  const r = spawnSync(path, size === null ? args : [...args, String(size)], {
    encoding: "latin1",
    timeout: 600_000,
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (r.error) throw new Error(`bench: ${path} is needed for this`);
  if (r.status !== 0)
    throw new Error(`bench: ${system.name} ${program.name} ${size}: status ${r.status} ${r.stderr}`);
  return { seconds, output: r.stdout };
}

const median = (v) => [...v].sort((a, b) => a - b)[v.length >> 1];
const geometric = (v) => Math.exp(v.reduce((s, x) => s + Math.log(x), 0) / v.length);

const rows = [];
for (const program of programs) {
  compile(program.name);
  const sizes =
    program.size === null ? [null] : options.short ? [program.size] : [program.size, 3 * program.size];
  const times = new Map(systems.map((s) => [s.name, sizes.map(() => [])]));
  const outputs = sizes.map(() => null);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [i, size] of sizes.entries()) {
      for (const system of systems) {
        const { seconds, output } = once(system, program, size);
        times.get(system.name)[i].push(seconds);
        if (outputs[i] === null) outputs[i] = output;
        else if (outputs[i] !== output)
          throw new Error(
            `bench: ${program.name} ${size}: ${system.name} answers ${output}, not ${outputs[i]}`,
          );
      }
    }
  }
  const row = { program, short: {}, steady: {} };
  for (const { name } of systems) {
    const [short, long] = times.get(name).map(median);
    row.short[name] = short;
    if (long !== undefined) row.steady[name] = Math.max((long - short) / 2, 1e-4);
  }
  rows.push(row);
  console.log(line(row));
}

function line({ program, short, steady }) {
  const others = systems.slice(1).map((s) => s.name);
  const ratio = (of) =>
    of.qemu === undefined ? "" : others.map((n) => `${n} ${(of[n] / of.qemu).toFixed(2)}`).join("  ");
  const slope =
    steady.qemu === undefined ? "" : `steady: qemu ${steady.qemu.toFixed(3)} s  ${ratio(steady)}   `;
  return `${program.name.padEnd(8)} ${slope}short run: qemu ${short.qemu.toFixed(3)} s  ${ratio(short)}`;
}

console.log("\ngeometric means of time / qemu-hppa's");
for (const kind of new Set(rows.map((r) => r.program.kind))) {
  const of = rows.filter((r) => r.program.kind === kind);
  for (const what of ["steady", "short"]) {
    if (of.some((r) => r[what].qemu === undefined)) continue;
    const means = systems
      .slice(1)
      .map((s) => `${s.name} ${geometric(of.map((r) => r[what][s.name] / r[what].qemu)).toFixed(2)}`);
    console.log(`${kind.padEnd(8)} ${what.padEnd(7)} ${means.join("  ")}`);
  }
}
