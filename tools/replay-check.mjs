// node tools/replay-check.mjs [--only TEXT] [--marks N] [--rounds N]: records about a hundred runs of varied programs (test/replay/runs.ts) and
// repeats each on both engines, comparing all registers and memory every N moments. Exits 1 when one does not repeat, 125
// where there is no cross compiler.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    marks: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "1" },
  },
});
const outfile = join(root, ".cache/replay-runs.mjs");
const entry = join(root, "test/replay/runs.ts");
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  logLevel: "warning",
});
const { RUNS, buildPrograms, check, loadCore } = await import(pathToFileURL(outfile));
const built = mkdtempSync(join(tmpdir(), "parisc-replay-"));
let failed = 0;
let done = 0;
try {
  const complaint = buildPrograms(root, built);
  if (complaint) {
    console.error(`replay-check: the programs cannot be built: ${complaint}`);
    process.exitCode = 125;
  } else {
    const rig = { wasm: loadCore(root), root, built };
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const run of RUNS.filter((r) => r.name.includes(values.only))) {
        const wrong = await check(rig, run, Number(values.marks));
        done++;
        if (wrong) failed++;
        if (wrong) console.log(`${run.name}: ${wrong}`);
      }
    }
    console.log(`${done} recorded runs, each repeated on both engines: ${failed} did not repeat`);
    process.exitCode = failed ? 1 : 0;
  }
} finally {
  rmSync(built, { recursive: true, force: true });
}
