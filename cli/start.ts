// dist/cli.js: loads the bundle (main.cjs) with V8's code cache, which halves the start-up time. Itself a CommonJS
// module: Node's loader of ES modules would cost as much as the kernel's boot.
// Below: main.ts.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const here = dirname(fileURLToPath(import.meta.url));
const filename = join(here, "main.cjs");
const cacheFile = join(here, "main.cache");

let cachedData: Buffer | undefined;
try {
  cachedData = readFileSync(cacheFile);
} catch {
  // built without: the bundle is compiled as any other
}
// esbuild writes ASCII only: nothing to decode
const source = readFileSync(filename, "latin1");
const script = new Script(`(function(require,__filename,__dirname,module,exports){${source}\n})`, {
  filename,
  cachedData,
});
if (process.env.PARISC_CHECK_CACHE && script.cachedDataRejected !== false) process.exit(1);
const module = { exports: {} as { main?: (argv: string[]) => Promise<number> } };
script.runInThisContext()(createRequire(filename), filename, here, module, module.exports);

void module.exports.main!(process.argv.slice(2)).then((status) => {
  if (process.env.PARISC_MAKE_CACHE) writeFileSync(cacheFile, script.createCachedData());
  process.exit(status);
});
