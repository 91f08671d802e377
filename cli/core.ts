// core.wasm, compiled once a process. Above: run.ts's relatives that boot several systems. Below: Node.
/// <reference path="../emulator/webassembly.d.ts" />

import { readFileSync } from "node:fs";
import { join } from "node:path";

let compiled: WebAssembly.Module | undefined;

/** The interpreter's module, from beside the built file. */
export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(join(import.meta.dirname, "core.wasm")));
  return compiled;
}
