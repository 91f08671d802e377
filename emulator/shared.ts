// Whether a module's memory is shared between threads is said where it is imported: one bit, set here on modules that were
// built without it. Above: machine.ts, jit.ts. Below: nothing.

const IMPORT_SECTION = 2;
const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const HAS_MAXIMUM = 1;
const SHARED = 2;

/** The core, for memory that threads share or not. */
export function coreModule(wasm: Uint8Array | ArrayBuffer, shared: boolean): WebAssembly.Module {
  const bytes = shared ? new Uint8Array(wasm).slice() : wasm;
  if (shared) markShared(bytes as Uint8Array, true);
  return new WebAssembly.Module(bytes);
}

/** Whether threads can share a memory. */
export const isShared = (memory: WebAssembly.Memory): boolean =>
  typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;

/** Marks the memory that a module imports first as shared or not, in place (WebAssembly, threads proposal, "Limits"). */
export function markShared(module: Uint8Array, shared: boolean): void {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const b = module[at++];
      value |= (b & 127) << shift;
      if (b < 128) return value >>> 0;
    }
  };
  const skip = () => {
    const n = number();
    at += n;
  };
  while (module[at] !== IMPORT_SECTION) {
    at++;
    skip();
  }
  at++;
  number();
  for (let left = number(); left > 0; left--) {
    skip();
    skip();
    switch (module[at++]) {
      case FUNCTION:
        number();
        break;
      case TABLE: {
        at++;
        const hasMaximum = module[at++] & HAS_MAXIMUM;
        number();
        if (hasMaximum) number();
        break;
      }
      case MEMORY:
        module[at] = shared ? module[at] | SHARED : module[at] & ~SHARED;
        return;
      default:
        throw new Error("a module imports what none of ours does");
    }
  }
  throw new Error("a module imports no memory");
}
