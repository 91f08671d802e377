// dist/cli.js: loads the bundles (load.ts) and runs the command line; at the build it writes their code caches.
// Below: main.ts.

import { writeFileSync } from "node:fs";
import { bundles, cacheOf, deferredFlags, load } from "./load.ts";
import { setV8Flag } from "./v8.ts";

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
