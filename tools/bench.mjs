// npm run bench: the programs of userland/bench on our engines, under qemu-hppa and natively, interleaved in one run, so
// that a busy machine slows all alike. Prints ratios to qemu-hppa's time (lower is better): steady state is the
// slope (time at 3 x size - time at size) / 2, short run is the whole process at size; "first" is engine auto with nothing
// translated before, the others find what BEFORE runs left in a folder of the measurement's own.
//   npm run bench -- --chromium [--rounds N] [--only NAME,…]: in the browser beside Node (bench-chromium.mjs)
//   npm run bench -- [--rounds N] [--only NAME,…] [--class CLASS,…] [--engines interpreter,auto] [--short] [--write-docs]
// Lua, bzip2 and SQLite's speed test, and BusyBox's shell, are measured where they have been built (bench-programs.mjs,
// rootfs.mjs). --write-docs: into docs/performance.md and its chart, by bench-docs.mjs.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeDocs } from "./bench-docs.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    only: { type: "string" },
    class: { type: "string" },
    engines: { type: "string", default: "interpreter,auto" },
    short: { type: "boolean", default: false },
    chromium: { type: "boolean", default: false },
    "write-docs": { type: "boolean", default: false },
  },
});

const built = join(root, ".cache/bench");
const sources = join(root, "userland/bench");
const cli = join(root, "dist/cli.js");
mkdirSync(built, { recursive: true });

/** A program of ours, compiled for both if it is not yet. */
function compiled(name) {
  const source = join(sources, `${name}.c`);
  const compilers = [
    ["hppa-linux-gnu-gcc", ["-static"], "hppa"],
    ["gcc", [], "native"],
  ];
  for (const [cc, flags, suffix] of compilers) {
    const out = join(built, `${name}.${suffix}`);
    const old = statSync(out, { throwIfNoEntry: false });
    if (old && old.mtimeMs > statSync(source).mtimeMs) continue;
    const r = spawnSync(cc, [...flags, "-O2", "-o", out, source, "-lm", "-lpthread"], { stdio: "inherit" });
    if (r.error) throw new Error(`bench: ${cc} is needed (on Debian: apt install gcc gcc-hppa-linux-gnu)`);
    if (r.status !== 0) throw new Error(`bench: ${source} does not compile`);
  }
  return { hppa: join(built, `${name}.hppa`), native: join(built, `${name}.native`) };
}

/** One that another tool has built, or null. */
function present(name) {
  const program = { hppa: join(built, `${name}.hppa`), native: join(built, `${name}.native`) };
  return existsSync(program.hppa) && existsSync(program.native) ? program : null;
}

function busybox() {
  const places = [process.env.PARISC_BUSYBOX, join(root, ".cache/busybox/busybox")];
  const hppa = places.find((path) => path && existsSync(path));
  return hppa ? { hppa, native: null } : null;
}

/** qemu-hppa cannot exec programs of its own kind: they are run by way of it, as a kernel with binfmt_misc does. */
const qemu =
  (process.env.PATH ?? "")
    .split(":")
    .map((p) => join(p, "qemu-hppa"))
    .find((p) => existsSync(p)) ?? "qemu-hppa";

const script = (name) => ({
  program: busybox,
  args: (size) => ["sh", join(sources, `${name}.sh`), size],
  env: (system, { hppa }) => ({ BB: system === "qemu" ? `${qemu} ${hppa}` : hppa }),
});

/** A file of so many kilobytes of words, the same ones each time. */
function text(kilobytes) {
  const path = join(built, `text${kilobytes}`);
  if (existsSync(path)) return path;
  let [out, seed] = ["", 1];
  while (out.length < kilobytes * 1024) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    // some words much more often than others
    out += ((seed >>> 16) % ((seed >>> 8) & 1023 || 1)).toString(36) + (seed & 0x70000 ? " " : "\n");
  }
  writeFileSync(path, out);
  return path;
}

/** What is not "NAME SIZE" of a program of ours. */
const OTHERS = {
  exec: { args: (size, system) => (system === "qemu" ? [size, qemu] : [size]) },
  lua: { program: () => present("lua"), args: (size) => [join(sources, "life.lua"), size] },
  bzip2: {
    program: () => present("bzip2"),
    args: (size) => ["-kc9", text(size)],
  },
  speedtest: {
    program: () => present("speedtest"),
    args: (size) => ["--size", size],
    // it prints its own times
    output: (text) => text.replace(/ *\d+\.\d+s$/gm, ""),
  },
  loop: script("loop"),
  configure: script("configure"),
};

const among = (list, name) => !list || list.split(",").includes(name);
const programs = readFileSync(join(sources, "sizes.txt"), "latin1")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.split(/\s+/))
  .map(([name, kind, size]) => ({ name, kind, size: size ? Number(size) : null }))
  .filter((p) => among(options.only, p.name) && among(options.class, p.kind));

const environment = { ...process.env };
// it costs each start of Node the reading of a file of certificates
delete environment.NODE_EXTRA_CA_CERTS;

const scratch = mkdtempSync(join(tmpdir(), "parisc-bench-"));

const ours = (engine, cache) => (p) => [
  ...[process.execPath, cli, "run", "--dir", "/:/:ro", "--engine", engine, "--code-cache", cache],
  p.hppa,
];
const engines = options.engines.split(",");
/** isShort: only the whole run is of interest; keeps: runs before the first measured one. */
const systems = [
  { name: "qemu", command: (p) => [qemu, "-L", "/usr/hppa-linux-gnu", p.hppa] },
  { name: "native", command: (p) => p.native && [p.native] },
  ...(engines.includes("auto") ? [{ name: "first", isShort: true, command: ours("auto", "off") }] : []),
  ...engines.map((name) => ({ name, keeps: true, command: ours(name, join(scratch, "code")) })),
];

/** Runs a program at a size once; null where the system has none. */
function once(system, { name }, program, size) {
  const command = system.command(program);
  if (!command) return null;
  const special = OTHERS[name] ?? {};
  const args = special.args ? special.args(size, system.name) : size === null ? [] : [size];
  const start = process.hrtime.bigint();
  const r = spawnSync(command[0], [...command.slice(1), ...args.map(String)], {
    cwd: scratch,
    encoding: "latin1",
    timeout: 600_000,
    maxBuffer: 1 << 28,
    env: { ...environment, ...special.env?.(system.name, program) },
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (r.error) throw new Error(`bench: ${command[0]}: ${r.error.message}`);
  if (r.status !== 0)
    throw new Error(
      `bench: ${system.name} ${name} ${size}: status ${r.status} ${r.signal ?? ""} ${r.stderr}`,
    );
  return { seconds, output: special.output ? special.output(r.stdout) : r.stdout };
}

if (options.chromium) {
  const { benchChromium } = await import("./bench-chromium.mjs");
  const first = systems.find((s) => s.name === "first");
  const whole = programs.filter(
    (p) => !OTHERS[p.name] && (options.class || ["integer", "float"].includes(p.kind)),
  );
  const time = (environment.PARISC_THREAD_TIME = join(scratch, "time"));
  const preload = existsSync("/proc/self/schedstat")
    ? ["--require", join(root, "tools/thread-time.cjs")]
    : [];
  const node = { ...first, command: (p) => [process.execPath, ...preload, ...first.command(p).slice(1)] };
  await benchChromium({
    web: process.env.PARISC_WEB ?? join(root, "dist/web"),
    built,
    programs: whole,
    rounds: Number(options.rounds),
    node: (name, size) => {
      const run = once(node, { name }, compiled(name), size);
      return { ...run, processor: preload.length ? Number(readFileSync(time, "latin1")) / 1e9 : run.seconds };
    },
  });
  rmSync(scratch, { recursive: true, force: true });
  process.exit(0);
}

/**
 * Runs at the size, and one at three times the size, before what is kept is used: the second one compiles together what the
 * first one translated, the third finds it compiled.
 */
const BEFORE = 3;

const median = (v) => [...v].sort((a, b) => a - b)[v.length >> 1];

function measure(spec) {
  const program = OTHERS[spec.name]?.program ? OTHERS[spec.name].program() : compiled(spec.name);
  if (!program) {
    console.log(`${spec.name.padEnd(10)} not there`);
    return null;
  }
  const { size } = spec;
  const sizes = size === null ? [null] : options.short ? [size] : [size, 3 * size];
  const times = new Map(systems.map((s) => [s.name, sizes.map(() => [])]));
  const outputs = sizes.map(() => null);
  // a start is measured more often: it is short
  const rounds = Number(options.rounds) * (size === null ? 5 : 1);
  for (const system of systems.filter((s) => s.keeps))
    for (const size of [...Array(BEFORE).fill(sizes[0]), ...sizes.slice(1)])
      once(system, spec, program, size);
  for (let round = 0; round < rounds; round++) {
    for (const [i, size] of sizes.entries()) {
      for (const system of systems) {
        const result = system.isShort && i > 0 ? null : once(system, spec, program, size);
        if (!result) continue;
        const { seconds, output } = result;
        times.get(system.name)[i].push(seconds);
        if (outputs[i] === null) outputs[i] = output;
        else if (outputs[i] !== output)
          throw new Error(`bench: ${spec.name} ${size}: ${system.name} answers ${output.slice(0, 200)}`);
      }
    }
  }
  const row = { ...spec, short: {}, steady: {} };
  for (const { name } of systems) {
    const [short, long] = times.get(name).map(median);
    if (short === undefined) continue;
    row.short[name] = short;
    if (long !== undefined) row.steady[name] = Math.max((long - short) / 2, 1e-4);
  }
  return row;
}

/** A row's times divided by qemu-hppa's. */
function line({ name, short, steady }) {
  const ratios = (of) =>
    systems
      .slice(1)
      .filter((s) => of[s.name] !== undefined)
      .map((s) => `${s.name} ${(of[s.name] / of.qemu).toFixed(2)}`)
      .join("  ");
  const slope =
    steady.qemu === undefined ? "" : `steady: qemu ${steady.qemu.toFixed(3)} s  ${ratios(steady)}   `;
  return `${name.padEnd(10)} ${slope}short run: qemu ${short.qemu.toFixed(3)} s  ${ratios(short)}`;
}

/** Geometric means of the ratios by class: { kind, what, means: { system: mean } }. */
function geometricMeans(rows) {
  const found = [];
  for (const kind of new Set(rows.map((r) => r.kind)))
    for (const what of ["steady", "short"]) {
      const of = rows.filter((r) => r.kind === kind && r[what].qemu !== undefined);
      if (!of.length) continue;
      const means = {};
      for (const { name } of systems.slice(1)) {
        const logs = of.filter((r) => r[what][name]).map((r) => Math.log(r[what][name] / r[what].qemu));
        if (logs.length) means[name] = Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
      }
      found.push({ kind, what, means });
    }
  return found;
}

try {
  const rows = [];
  for (const spec of programs) {
    const row = measure(spec);
    if (!row) continue;
    rows.push(row);
    console.log(line(row));
  }
  const means = geometricMeans(rows);
  console.log("\ngeometric means of time / qemu-hppa's");
  for (const { kind, what, means: of } of means) {
    const text = Object.entries(of).map(([name, mean]) => `${name} ${mean.toFixed(2)}`);
    console.log(`${kind.padEnd(8)} ${what.padEnd(7)} ${text.join("  ")}`);
  }
  if (options["write-docs"])
    writeDocs({ rows, means, systems: systems.slice(1).map((s) => s.name), rounds: options.rounds });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
