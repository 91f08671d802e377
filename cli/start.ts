// dist/cli.js: loads the bundles (main.cjs and those apart) with V8's code cache, which halves the start-up time. Itself a
// CommonJS module: Node's loader of ES modules would cost as much as the kernel's boot.
// Below: main.ts.

import { readFileSync, writeFileSync } from "node:fs";
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

/** The built files wrap themselves in a function of (require, module, exports): see tools/build.mjs. */
function load(name: string): Record<string, unknown> {
  const known = bundles.get(name);
  if (known) return known.exports;
  const filename = join(here, name);
  let cachedData: Buffer | undefined;
  try {
    cachedData = readFileSync(cacheOf(name));
  } catch {
    // built without: the bundle is compiled as any other
  }
  // esbuild writes ASCII only: nothing to decode
  const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData });
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
