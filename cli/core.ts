// core.wasm, compiled once a process. Above: run.ts's relatives that boot several systems. Below: Node, v8.ts.
/// <reference path="../emulator/webassembly.d.ts" />

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markShared } from "../emulator/index.ts";
import { setV8Flag, v8Function } from "./v8.ts";

const compiled = new Map<boolean, WebAssembly.Module>();

/** Before machine code V8 has a number of its own, its version, the processor's features, and the flags it was made under. */
const HEADER = 16;
let header: Uint8Array | undefined;

/** What machine code begins with that this V8 takes as readyCore() was called; undefined where that found none. */
export const coreHeader = (): Uint8Array | undefined => header;

const beside = (name: string) => join(import.meta.dirname, name);
const wire = (shared: boolean) => {
  const bytes = readFileSync(beside("core.wasm"));
  markShared(bytes, shared);
  return bytes;
};

/** The interpreter's module, from beside the built file, for memory that threads share or not. */
export function coreModule(shared = false): WebAssembly.Module {
  let module = compiled.get(shared);
  if (!module) {
    module = new WebAssembly.Module(wire(shared));
    compiled.set(shared, module);
  }
  return module;
}

/** The core as V8 has optimised it, by the version of Node that did so: no other reads it. */
const kept = () => beside(`core-${process.version}-${process.arch}.cache`);

/**
 * The interpreter's module optimised, where the build has left it so and V8's flags are those it was made under: there is
 * nothing to validate or compile, and the interpreter runs at full speed at once.
 */
export function readyCore(shared: boolean): WebAssembly.Module | undefined {
  const known = compiled.get(shared);
  if (known) return known;
  let code: Buffer;
  try {
    code = readFileSync(kept());
  } catch {
    return undefined;
  }
  try {
    // V8 compares its version, the processor's features and the flags, and gives undefined where they differ. The core has no
    // atomic instructions: its code is the same for memory that threads share.
    const module = v8Function("DeserializeWasmModule", "code", "wire")(code.buffer, wire(shared));
    if (module instanceof WebAssembly.Module) {
      compiled.set(shared, module);
      header = new Uint8Array(code.subarray(0, HEADER));
    }
  } catch {
    // no code may be made from strings: it is compiled
  }
  if (process.env.PARISC_CHECK_CACHE && !compiled.has(shared)) process.exit(1);
  return compiled.get(shared);
}

/** Writes what readyCore() reads; throws where V8 cannot. For a process that has not compiled the core before. */
export function keepCore(): void {
  for (const flag of ["--no-liftoff", "--no-wasm-lazy-compilation"]) setV8Flag(flag);
  const module = coreModule();
  // the last one follows from the first, and does not go with it
  for (const flag of ["--liftoff", "--wasm-lazy-compilation", "--wasm-dynamic-tiering"]) setV8Flag(flag);
  writeFileSync(kept(), new Uint8Array(v8Function("SerializeWasmModule", "module")(module) as ArrayBuffer));
}
