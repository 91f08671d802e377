// The folder that machine code is kept in from one run of a program to the next: what V8 has made of modules of translations, a
// file a program, in a folder named by what reads it - this translator, this Node, this kind of processor.
// Above: run.ts. Below: Node, core.ts; emulator/jit/images.ts says what is kept.

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { MachineCode } from "../emulator/index.ts";
import { coreHeader } from "./core.ts";
import { replaceFile } from "./replace-file.ts";
import { v8Function } from "./v8.ts";

/** Bytes kept; beyond it the files that were not written for the longest time go. */
const MOST_BYTES = 2 ** 28;
/** Permission bits of others than the user to write. */
const OTHERS_WRITE = 0o022;

/** What is executed unseen has to be the user's own, and nobody else's to write. */
function isOwn(path: string): boolean {
  const { uid, mode } = statSync(path);
  return process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_WRITE) === 0);
}

/** Files in a folder of the code shelf's; undefined where V8 gives no machine code, or not under these flags. */
export function machineCode(shelf: string): MachineCode | undefined {
  const header = coreHeader();
  if (!header) return undefined;
  const folder = join(shelf, `${process.version}-${process.arch}`);
  const path = (name: string) => join(folder, name);
  const sweep = (room: number) => {
    const files = readdirSync(folder).map((name) => ({ name, ...statSync(path(name)) }));
    files.sort((a, b) => b.mtimeMs - a.mtimeMs);
    let left = room;
    for (const { name, size } of files) if ((left -= size) < 0) rmSync(path(name), { force: true });
  };
  return {
    read: (name) => {
      try {
        return isOwn(folder) && isOwn(path(name)) ? new Uint8Array(readFileSync(path(name))) : undefined;
      } catch {
        return undefined;
      }
    },
    write: (name, bytes) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        sweep(MOST_BYTES - bytes.length);
        replaceFile(path(name), bytes);
      } catch {
        // No room, or not our folder: it will be compiled again.
      }
    },
    compiled: (functions) => {
      try {
        const isCompiled = v8Function("IsTurboFanFunction", "f");
        return functions.reduce<number>((n, f) => n + (isCompiled(f) ? 1 : 0), 0);
      } catch {
        // this V8 cannot tell: nothing is kept, for it would end the process over a module without any
        return 0;
      }
    },
    codeOf: (module) => {
      const code = new Uint8Array(v8Function("SerializeWasmModule", "module")(module) as ArrayBuffer);
      // V8 reads it under the flags that the core was read under. Since then the translation thread has set one that has
      // nothing to do with WebAssembly, but is in the header's last word.
      const flags = header.length - 4;
      if (header.subarray(0, flags).some((byte, i) => byte !== code[i])) return undefined;
      code.set(header);
      return code;
    },
    revive: (code, wire) => {
      try {
        const module = v8Function("DeserializeWasmModule", "code", "wire")(code.slice().buffer, wire);
        return module instanceof WebAssembly.Module ? module : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
