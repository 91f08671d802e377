// Writes docs/syscalls.md from the rows of the system calls (test/kernel/syscalls.test.ts checks that it is current).

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, ".cache/docs-syscalls.mjs");
await build({
  entryPoints: [join(root, "kernel/syscalls/document.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile: bundle,
  logLevel: "warning",
});
const { syscallsMarkdown } = await import(pathToFileURL(bundle).href);
writeFileSync(join(root, "docs/syscalls.md"), syscallsMarkdown());
