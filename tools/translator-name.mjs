// A name for the translator as it is now: translations that are kept are only good for the one that made them.
// Above: build.mjs (the command line's), web.mjs (the page's). Below: the sources of emulator/.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const emulator = fileURLToPath(new URL("../emulator", import.meta.url));

function add(hash, folder) {
  for (const name of readdirSync(folder).sort()) {
    if (name === "gen" && folder.endsWith("core")) continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) add(hash, path);
    else hash.update(name).update(readFileSync(path));
  }
}

/** 16 hexadecimal digits. */
export function translatorName() {
  const hash = createHash("sha256");
  add(hash, emulator);
  return hash.digest("hex").slice(0, 16);
}
