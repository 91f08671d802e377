// The folder that translations are kept in from one run to the next: a file a page of code, named by its contents, in a
// folder named by the translator that made them. Above: run.ts. Below: Node; emulator/jit/store.ts says what a shelf is.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { MachineCode, Shelf } from "../emulator/index.ts";
import { machineCode } from "./machine-code.ts";
import { replaceFile } from "./replace-file.ts";

/** What the translator of this build is called; the build fills it in. */
declare const __TRANSLATOR__: string | undefined;
const TRANSLATOR = typeof __TRANSLATOR__ === "undefined" ? "source" : __TRANSLATOR__;

/** Files kept; beyond it the ones that were not written for the longest time go. */
const MOST_FILES = 4096;

/** Where a user's programs keep what can be made again (XDG Base Directory Specification, 0.8). */
function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME?.startsWith("/")) return XDG_CACHE_HOME;
  if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
  // node:os takes a moment to load
  const home = process.env.HOME || homedir();
  return join(home, process.platform === "darwin" ? "Library/Caches" : ".cache");
}

/** What --code-cache names: a folder, "off", or the user's own. A folder that cannot be written is no error. */
export function codeCache(where: string | undefined): { shelf?: Shelf; machineCode?: MachineCode } {
  if (where === "off") return {};
  const base = where ?? join(cacheFolder(), "parisc");
  const folder = join(base, `code-${TRANSLATOR}`);
  return { shelf: codeShelf(base, folder), machineCode: machineCode(folder) };
}

function codeShelf(base: string, folder: string): Shelf {
  const path = (name: string) => join(folder, name);
  let isThere = false;
  const prepare = () => {
    if (isThere) return;
    isThere = true;
    mkdirSync(folder, { recursive: true });
    // what other translators made is of no use to this one
    for (const name of readdirSync(base))
      if (/^code-[0-9a-z]+$/.test(name) && name !== `code-${TRANSLATOR}`)
        rmSync(join(base, name), { recursive: true, force: true });
    const names = readdirSync(folder).filter((name) => /^[0-9a-f]{16}/.test(name));
    if (names.length <= MOST_FILES) return;
    const aged = names
      .map((name) => ({ name, time: statSync(path(name)).mtimeMs }))
      .sort((a, b) => a.time - b.time);
    for (const { name } of aged.slice(0, names.length - MOST_FILES / 2)) rmSync(path(name), { force: true });
  };
  return {
    read: (name) => {
      try {
        return readFileSync(path(name));
      } catch {
        return undefined;
      }
    },
    write: (name, bytes) => {
      try {
        prepare();
        replaceFile(path(name), bytes);
      } catch {
        // No room, or not our folder: it will be translated again.
      }
    },
  };
}
