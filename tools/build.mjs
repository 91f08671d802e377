// Builds everything into dist/: the core (isa table -> generated AssemblyScript -> core.wasm), the command line and
// the library (esbuild). With --if-stale, only when a source is newer than the last build.

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lazyModules } from "./lazy.mjs";
import { translatorName } from "./translator-name.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const stamp = join(dist, ".built");

const SOURCES = [
  "emulator",
  "kernel",
  "cli",
  "debugger",
  "web",
  "tools",
  "package.json",
  "package-lock.json",
];

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let time = 0;
  for (const name of readdirSync(path)) if (name !== "gen") time = Math.max(time, newest(join(path, name)));
  return time;
}

function fresh() {
  const built = statSync(stamp, { throwIfNoEntry: false });
  if (!built) return false;
  if (readFileSync(stamp, "utf8") !== process.version) return false;
  return SOURCES.every((s) => newest(join(root, s)) < built.mtimeMs);
}

/** It makes the system calls that nearly every program makes. */
const WARM_UP = join(root, "userland/bin/warm-up");

/** A run that needs every function that runs need, the translator's too, and those that take translations from a folder. */
const warmUp = (out) => [
  join(out, "cli.js"),
  "run",
  "--engine",
  "jit",
  "--code-cache",
  join(out, "code"),
  WARM_UP,
  "child",
];

/** Leaves the core as V8 optimises it beside the command line, where V8 hands it out (cli/core.ts). */
function keepCore(out) {
  const env = { ...process.env, PARISC_MAKE_CACHE: "core" };
  spawnSync(process.execPath, [join(out, "cli.js")], { env, stdio: "ignore" });
}

/** Makes the folder with one half of a run's translations. */
function keepHalf(out) {
  const run = spawnSync(process.execPath, warmUp(out), { stdio: ["ignore", "ignore", "inherit"] });
  if (run.status !== 0) throw new Error("build: the built command line does not start");
  const folder = join(out, "code");
  const [made] = readdirSync(folder);
  const files = readdirSync(join(folder, made)).sort();
  for (const name of files.slice(files.length >> 1)) rmSync(join(folder, made, name));
}

/** Whether a fresh process takes the code caches: without them a start costs twice the time, and nothing else would tell. */
function cacheAccepted(out) {
  const env = { ...process.env, PARISC_CHECK_CACHE: "1" };
  return spawnSync(process.execPath, warmUp(out), { env, stdio: "ignore" }).status === 0;
}

/** What a short run shall not load: a dynamic import of one of these is a bundle of its own. */
const APART = {
  "translate.ts": "emulator/jit/translate.ts",
  "reference.ts": "cli/reference.ts",
  "gdb.ts": "cli/gdb.ts",
  "watch.ts": "kernel/trace/watch.ts",
  "report.ts": "kernel/trace/report.ts",
  "trace-lines.ts": "cli/trace-lines.ts",
  "test.ts": "cli/test/test.ts",
};

const bundleOf = (path) => `./${path.replace(/^.*\/|\.ts$/g, "")}.cjs`;

/**
 * The bundles apart. And commander asks for node:child_process, for commands that are programs, of which we have none:
 * loading it would cost every start 3 ms.
 */
const apart = {
  name: "apart",
  setup(b) {
    b.onResolve({ filter: /\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import" && basename(path) in APART
        ? { path: bundleOf(path), external: true }
        : undefined,
    );
    b.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("/commander/") ? { path: "none", namespace: "none" } : undefined,
    );
    b.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "" }));
  },
};

export async function build() {
  const { build: esbuild } = await import("esbuild");
  const { buildCore } = await import("./build-core.mjs");
  const { buildWeb } = await import("./web.mjs");
  // built aside and put in place at the end: programs that run meanwhile go on with the old one
  const out = join(root, `.cache/dist-${process.pid}`);
  mkdirSync(out, { recursive: true });
  await buildCore(out);
  const node = {
    bundle: true,
    platform: "node",
    target: "es2023",
    logLevel: "error",
    absWorkingDir: root,
    legalComments: "none",
    minify: true,
    plugins: [apart],
  };
  const commonJs = {
    ...node,
    format: "cjs",
    supported: { "dynamic-import": false },
    define: {
      "import.meta.filename": "__filename",
      "import.meta.dirname": "__dirname",
      __TRANSLATOR__: JSON.stringify(translatorName()),
    },
  };
  // what cli/start.ts loads is one function expression
  const loaded = {
    ...commonJs,
    banner: { js: `(function(require,module,exports,__filename,__dirname){"use strict";` },
    footer: { js: "})" },
  };
  const scratch = join(out, "scratch");
  mkdirSync(scratch);
  copyFileSync(join(out, "core.wasm"), join(scratch, "core.wasm"));
  const lazy = await lazyModules({
    entry: join(root, "cli/main.ts"),
    apart: (path) => basename(path) in APART,
    options: commonJs,
    runs: [["run", "--engine", "interpreter", WARM_UP]],
    scratch,
    root,
  });
  rmSync(scratch, { recursive: true });
  await esbuild({
    ...loaded,
    plugins: [apart, lazy],
    entryPoints: ["cli/main.ts"],
    outfile: join(out, "main.cjs"),
  });
  for (const path of Object.values(APART))
    await esbuild({ ...loaded, entryPoints: [path], outfile: join(out, bundleOf(path)) });
  const banner = { js: "#!/usr/bin/env node" };
  await esbuild({ ...commonJs, banner, entryPoints: ["cli/start.ts"], outfile: join(out, "cli.js") });
  await esbuild({ ...commonJs, entryPoints: ["cli/worker.ts"], outfile: join(out, "worker.js") });
  writeFileSync(join(out, "package.json"), '{ "type": "commonjs" }\n');
  await esbuild({
    ...node,
    plugins: [],
    minify: false,
    format: "esm",
    splitting: true,
    external: ["vitest"],
    entryPoints: { index: "cli/library/node.ts", vitest: "cli/library/vitest.ts" },
    outdir: out,
    outExtension: { ".js": ".mjs" },
  });
  await esbuild({
    ...node,
    plugins: [],
    platform: "browser",
    format: "esm",
    entryPoints: { browser: "cli/library/browser.ts" },
    outdir: out,
    outExtension: { ".js": ".mjs" },
  });
  // The code cache must come from the very Node that will use it; start.ts goes without where it does not fit.
  // So must the core's machine code; not every V8 gives it.
  keepCore(out);
  const env = { ...process.env, PARISC_MAKE_CACHE: "1" };
  keepHalf(out);
  const warm = spawnSync(process.execPath, warmUp(out), { env, stdio: ["ignore", "ignore", "inherit"] });
  if (warm.status !== 0) throw new Error("build: the built command line does not start");
  await buildWeb(out);
  if (!cacheAccepted(out))
    console.warn(`build: Node ${process.version} refuses the code cache it made; starts take 30 ms longer`);
  rmSync(join(out, "code"), { recursive: true });
  writeFileSync(join(out, ".built"), process.version);
  const old = join(root, `.cache/dist-old-${process.pid}`);
  if (statSync(dist, { throwIfNoEntry: false })) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!(process.argv.includes("--if-stale") && fresh())) await build();
}
