// Writes docs/sockopts.md from the rows of the socket options (test/kernel/net-sock-docs.test.ts checks that it is current).

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, ".cache/docs-sockopts.mjs");
await build({
  entryPoints: [join(root, "kernel/net/document.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile: bundle,
  logLevel: "warning",
});
const { sockoptsMarkdown } = await import(pathToFileURL(bundle).href);
writeFileSync(join(root, "docs/sockopts.md"), sockoptsMarkdown());
