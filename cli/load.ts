// Loads the bundles (main.cjs and those apart) with V8's code cache, which halves the start-up time. CommonJS: Node's loader
// of ES modules would cost as much as the kernel's boot. Above: start.ts, worker.ts. Below: Node.

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";

const here = import.meta.dirname;

interface Bundle {
  readonly exports: Record<string, unknown>;
  readonly script: Script;
  /** It was loaded after V8's flags were set. */
  readonly late: boolean;
}
export const bundles = new Map<string, Bundle>();

export const cacheOf = (name: string) => join(here, name.replace(/\.cjs$/, ".cache"));

/** What files are read into, one after the other: fresh memory would cost as much as reading. */
let buffer = Buffer.alloc(0);

/** A file's bytes, until the next one is read. */
function bytesOf(path: string): Buffer {
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    if (buffer.length < size) buffer = Buffer.allocUnsafeSlow(size);
    return buffer.subarray(0, readSync(fd, buffer, 0, size, 0));
  } finally {
    closeSync(fd);
  }
}

/** The built files wrap themselves in a function of (require, module, exports): see tools/build.mjs. */
export function load(name: string): Record<string, unknown> {
  const known = bundles.get(name);
  if (known) return known.exports;
  const filename = join(here, name);
  // esbuild writes ASCII only: nothing to decode
  const source = bytesOf(filename).toString("latin1");
  let cachedData: Buffer | undefined;
  try {
    cachedData = bytesOf(cacheOf(name));
  } catch {
    // built without: the bundle is compiled as any other
  }
  const script = new Script(source, { filename, cachedData });
  if (process.env.PARISC_CHECK_CACHE && script.cachedDataRejected !== false) process.exit(1);
  const module = { exports: {} as Record<string, unknown> };
  const late = deferredFlags().length > 0;
  bundles.set(name, { exports: module.exports, script, late });
  const wanted = (id: string) => (id.startsWith("./") ? load(id.slice(2)) : require(id));
  script.runInThisContext()(wanted, module, module.exports, filename, here);
  bundles.set(name, { exports: module.exports, script, late });
  return module.exports;
}

/** V8's flags that the run which makes the caches has not set. */
export const deferredFlags = (): string[] =>
  (bundles.get("main.cjs")?.exports.deferredFlags as string[]) ?? [];
