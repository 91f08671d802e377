// A small memory of its own, through which bytes go between linear memory and JavaScript's arrays: where threads share linear
// memory, JavaScript copies from and to it word by word, three times slower than the core brings it here.
// Above: memory.ts, machine.ts. Below: core/bulk.ts, which calls put and get.

/** One page; `put` stores 64 bytes, `get` loads 16 (WebAssembly core specification 2.0, "Binary Format"). */
// biome-ignore format: one section a line
const MODULE = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  // types: (i32, v128, v128, v128, v128) -> (), (i32) -> v128
  1, 14, 2, 0x60, 5, 0x7f, 0x7b, 0x7b, 0x7b, 0x7b, 0, 0x60, 1, 0x7f, 1, 0x7b,
  // functions, memory
  3, 3, 2, 0, 1, 5, 3, 1, 0, 1,
  // exports: "memory", "put", "get"
  7, 22, 3, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 3, 0x70, 0x75, 0x74, 0, 0, 3, 0x67, 0x65, 0x74, 0, 1,
  // code: v128.store four times
  10, 45, 2, 34, 0, 0x20, 0, 0x20, 1, 0xfd, 0x0b, 0, 0, 0x20, 0, 0x20, 2, 0xfd, 0x0b, 0, 16,
  0x20, 0, 0x20, 3, 0xfd, 0x0b, 0, 32, 0x20, 0, 0x20, 4, 0xfd, 0x0b, 0, 48, 0x0b,
  // v128.load
  8, 0, 0x20, 0, 0xfd, 0, 0, 0, 0x0b,
);

export interface Ferry {
  /** Its memory, all of it: what bulk.ts calls plain bytes. */
  readonly u8: Uint8Array;
  readonly put: unknown;
  readonly get: unknown;
}

/** Bytes that pass at a time, a multiple of BLOCK. */
export const ROOM = 16384;
/** What the core brings here comes in whole blocks. */
export const BLOCK = 64;

let compiled: WebAssembly.Module | undefined;

export function newFerry(): Ferry {
  compiled ??= new WebAssembly.Module(MODULE);
  const { memory, put, get } = new WebAssembly.Instance(compiled).exports;
  return { u8: new Uint8Array((memory as WebAssembly.Memory).buffer, 0, ROOM), put, get };
}
