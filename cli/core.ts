// core.wasm, compiled once a process. Above: run.ts's relatives that boot several systems. Below: Node.
/// <reference path="../emulator/webassembly.d.ts" />

import { readFileSync } from "node:fs";

let compiled: WebAssembly.Module | undefined;

/** The interpreter's module, from beside the built file. */
export function coreModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL("core.wasm", import.meta.url)));
  return compiled;
}
