// dist/cli.js: loads the bundles (main.cjs and those apart) with V8's code cache, which halves the start-up time. Itself a
// CommonJS module: Node's loader of ES modules would cost as much as the kernel's boot.
// Below: main.ts.

import { closeSync, fstatSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { setV8Flag } from "./v8.ts";

const here = import.meta.dirname;

interface Bundle {
  readonly exports: Record<string, unknown>;
  readonly script: Script;
  /** It was loaded after V8's flags were set. */
  readonly late: boolean;
}
const bundles = new Map<string, Bundle>();

const cacheOf = (name: string) => join(here, name.replace(/\.cjs$/, ".cache"));

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
function load(name: string): Record<string, unknown> {
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

const deferredFlags = (): string[] => (bundles.get("main.cjs")?.exports.deferredFlags as string[]) ?? [];

/** Writes the code caches, each under the flags that it will be read under. */
function makeCaches(): void {
  const write = (late: boolean) => {
    for (const [name, bundle] of bundles)
      if (bundle.late === late) writeFileSync(cacheOf(name), bundle.script.createCachedData());
  };
  write(false);
  for (const f of deferredFlags()) setV8Flag(f);
  write(true);
}

const { main, keepReadyCore } = load("main.cjs") as {
  main: (argv: string[]) => Promise<number>;
  keepReadyCore: () => void;
};
if (process.env.PARISC_MAKE_CACHE === "core") keepReadyCore();
else
  void main(process.argv.slice(2)).then((status) => {
    if (process.env.PARISC_MAKE_CACHE) makeCaches();
    process.exit(status);
  });
