// Builds the core: runs the generator (emulator/gen) over the instruction table and compiles emulator/core to
// dist/core.wasm.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = join(root, "emulator/core");

function readSources(folder, prefix = "") {
  const found = new Map();
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) {
      if (entry.name !== "gen") for (const [p, text] of readSources(folder, `${path}/`)) found.set(p, text);
    } else found.set(path, readFileSync(join(folder, path), "utf8"));
  }
  return found;
}

/** out: the folder that core.wasm goes into. */
export async function buildCore(out = join(root, "dist")) {
  const bundle = join(root, ".cache/generate.mjs");
  await build({
    entryPoints: [join(root, "emulator/gen/generate.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
    logLevel: "warning",
  });
  const { generate } = await import(`${pathToFileURL(bundle)}?${Date.now()}`);
  const { files, missing } = generate(readSources(core));
  if (missing.length) console.error(`core: no semantics for ${missing.join(" ")}`);
  mkdirSync(join(core, "gen"), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(core, "gen", name), text);

  const { default: asc } = await import("assemblyscript/asc");
  mkdirSync(out, { recursive: true });
  const { error, stderr } = await asc.main(
    [
      join(core, "index.ts"),
      "--baseDir",
      root,
      // Measured: the interpreter's loop is a fifth slower at -O2 and -O3, which merge what V8 keeps apart better.
      "-O1",
      "--noAssert",
      "--runtime",
      "stub",
      "--importMemory",
      "--initialMemory",
      "112",
      "--maximumMemory",
      "65536",
      "--zeroFilledMemory",
      "--memoryBase",
      "8192",
      "--enable",
      "simd",
      "--importTable",
      "--tableBase",
      "1",
      "--use",
      "abort=",
      "--outFile",
      join(out, "core.wasm"),
    ],
    {},
  );
  if (error) throw new Error(`${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCore();
