// Builds everything into dist/: the core (isa table -> generated AssemblyScript -> core.wasm), the command line and
// the library (esbuild). With --if-stale, only when a source is newer than the last build.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const stamp = join(dist, ".built");

const SOURCES = ["emulator", "kernel", "cli", "debug", "web", "tools", "package.json", "package-lock.json"];

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

// While the first version grows: modules that are not there yet are empty.
const unfinished = {
  name: "unfinished",
  setup(b) {
    b.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, (args) => {
      if (args.pluginData === "again" || statSync(join(args.resolveDir, args.path), { throwIfNoEntry: false })) return undefined;
      console.error(`build: ${args.path} (for ${args.importer}) is not there yet`);
      return { path: args.path, namespace: "unfinished" };
    });
    b.onLoad({ filter: /.*/, namespace: "unfinished" }, () => ({ contents: "module.exports = {}", loader: "js" }));
  },
};

export async function build() {
  const { build: esbuild } = await import("esbuild");
  const { buildCore } = await import("./build-core.mjs");
  mkdirSync(dist, { recursive: true });
  rmSync(stamp, { force: true });
  await buildCore();
  const common = {
    bundle: true,
    target: "es2023",
    logLevel: "error",
    absWorkingDir: root,
    legalComments: "none",
    plugins: [unfinished],
  };
  const node = { ...common, platform: "node", minify: true, keepNames: false };
  await esbuild({
    ...node,
    entryPoints: ["cli/main.ts"],
    format: "cjs",
    outfile: "dist/main.cjs",
    define: { "import.meta.url": "__importMetaUrl" },
    banner: { js: 'const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;' },
  });
  await esbuild({
    ...node,
    entryPoints: ["cli/start.ts"],
    format: "esm",
    outfile: "dist/cli.js",
    banner: { js: "#!/usr/bin/env node" },
    external: ["./main.cjs"],
  });
  await esbuild({
    ...node,
    minify: false,
    entryPoints: ["cli/library.ts"],
    format: "esm",
    outfile: "dist/index.js",
  });
  // The code cache must come from the very Node that will use it; start.ts goes without where it does not fit.
  rmSync(join(dist, "main.cache"), { force: true });
  const warm = spawnSync(process.execPath, [join(dist, "cli.js"), "--version"], {
    env: { ...process.env, PARISC_MAKE_CACHE: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (warm.status !== 0) throw new Error("build: the built command line does not start");
  writeFileSync(stamp, process.version);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!(process.argv.includes("--if-stale") && fresh())) await build();
}
