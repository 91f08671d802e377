// npm run docs: writes docs/instructions.md from the instruction table (test/isa/docs.test.ts checks that it is current).

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, ".cache/docs-instructions.mjs");
await build({
  entryPoints: [join(root, "emulator/disasm/document.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile: bundle,
  logLevel: "warning",
});
const { instructionsMarkdown } = await import(pathToFileURL(bundle).href);
writeFileSync(join(root, "docs/instructions.md"), instructionsMarkdown());
