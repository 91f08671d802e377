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
  writeFileSync(join(out, "core.wasm"), await withHints(readFileSync(join(out, "core.wasm"))));
}

/** Calls of the import hint.unlikely (core/state.ts) become branch hints. */
async function withHints(wasm) {
  const { default: binaryen } = await import("assemblyscript/binaryen");
  const plain = binaryen.readBinary(wasm);
  plain.setFeatures(binaryen.Features.All);
  const lines = plain.emitText().split("\n");
  plain.dispose();
  const name = lines.map((l) => /\(import "hint" "unlikely" \(func (\S+) /.exec(l)?.[1]).find((n) => n);
  const indent = (line) => line.length - line.trimStart().length;
  const parentOf = (i, deep) => {
    do i--;
    while (lines[i] === "" || indent(lines[i]) >= deep);
    return i;
  };
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].trim() !== `(call ${name}`) continue;
    const deep = indent(lines[i]);
    let end = i + 1;
    while (indent(lines[end]) > deep) end++;
    lines[i] = lines[end] = "";
    let likely = 0;
    let at = parentOf(i, deep);
    for (; lines[at].trim() === "(i32.eqz"; at = parentOf(at, indent(lines[at]))) likely ^= 1;
    if (!/^\s*\((if|br_if \S+)( \(result \w+\))?$/.test(lines[at]))
      throw new Error(`a hint that is no branch's: ${lines[at]}`);
    lines[at] = `(@metadata.code.branch_hint "\\0${likely}")\n${lines[at]}`;
  }
  const text = lines.filter((l) => !l.includes('(import "hint" ')).join("\n");
  const hinted = binaryen.parseText(text);
  hinted.setFeatures(binaryen.Features.All);
  if (!hinted.validate()) throw new Error("core.wasm with hints is not valid");
  const bytes = hinted.emitBinary();
  hinted.dispose();
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCore();
