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
  writeFileSync(join(out, "core.wasm"), await finished(readFileSync(join(out, "core.wasm"))));
}

/** The module with branch hints, and the rows' functions in a table of their own. */
async function finished(wasm) {
  const { default: binaryen } = await import("assemblyscript/binaryen");
  const plain = binaryen.readBinary(wasm);
  plain.setFeatures(binaryen.Features.All);
  const lines = plain.emitText().split("\n");
  plain.dispose();
  putHints(lines);
  const names = putRows(lines);
  const text = lines.filter((l) => !l.includes('(import "hint" ')).join("\n");
  const made = binaryen.parseText(text);
  made.setFeatures(binaryen.Features.All);
  if (!made.validate()) throw new Error("core.wasm with hints is not valid");
  const bytes = made.emitBinary();
  made.dispose();
  return Buffer.concat([bytes, section("rows", Buffer.from(names.join(" ")))]);
}

/**
 * The functions do_<row>, which only the translator calls, are not exported but in the table "rows", their names in a section of
 * that name (emulator/core-exports.ts): an export each would cost every start a millisecond.
 */
function putRows(lines) {
  const rows = [];
  for (let i = 0; i < lines.length; i++) {
    const [, name, func] = /^ \(export "(do_\w+)" \(func (\S+)\)\)$/.exec(lines[i]) ?? [];
    if (!name) continue;
    rows.push({ name, func });
    lines[i] = "";
  }
  const at = lines.findIndex((l) => l.startsWith(" (export "));
  lines[at] = [
    ` (table $rows ${rows.length} ${rows.length} funcref)`,
    ` (elem $rows (table $rows) (i32.const 0) func ${rows.map(({ func }) => func).join(" ")})`,
    ' (export "rows" (table $rows))',
    lines[at],
  ].join("\n");
  return rows.map(({ name }) => name);
}

/** A custom section (WebAssembly core specification, "Binary Format"). */
function section(name, payload) {
  const size = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...size(n >>> 7)]);
  const content = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), payload]);
  return Buffer.concat([Buffer.from([0, ...size(content.length)]), content]);
}

/** Calls of the import hint.unlikely (core/state.ts) become branch hints. */
function putHints(lines) {
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
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildCore();
