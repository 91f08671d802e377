// Images: modules of many regions with the machine code that the host has made of them, kept from one run of a program to the
// next, so that it need not be compiled again. Machine code cannot be linked anew: an image is good where what was
// filled in is the same again, as it is when the same program starts in the same way.
// Above: jit.ts, modules.ts. Below: object.ts, store.ts; cli/machine-code.ts is where they are kept.

import { type ObjectCode, pack, unpack } from "./object.ts";
import { nameOfProgram, sealed, unsealed } from "./store.ts";

/** What a host has for keeping machine code. No function throws. */
export interface MachineCode {
  /** What was written last under this name (16 hexadecimal digits); only what was written by the same user. */
  read(name: string): Uint8Array<ArrayBuffer> | undefined;
  write(name: string, bytes: Uint8Array): void;
  /** How many of a module's functions are compiled as well as they will be. */
  compiled(functions: readonly unknown[]): number;
  /** The machine code of such functions, of which there are some; undefined where it cannot be had. */
  codeOf(module: WebAssembly.Module): Uint8Array | undefined;
  /** The module again, by its bytes and what codeOf() gave; undefined where that is another version's, or machine's. */
  revive(code: Uint8Array, wire: Uint8Array): WebAssembly.Module | undefined;
}

/** A region of an image: object code without what is compiled, and what its open places were filled in with. */
export interface ImagePart {
  readonly object: ObjectCode;
  readonly symbols: Int32Array;
}

export interface Image {
  readonly parts: readonly ImagePart[];
  /** The module's bytes; its machine code; how many functions that is. */
  readonly wire: Uint8Array;
  code: Uint8Array | undefined;
  compiled: number;
  /** In this process: its module and functions, once there are some. */
  module: WebAssembly.Module | undefined;
  functions: readonly unknown[] | undefined;
  /** The host does not take it. */
  isUseless: boolean;
}

/** What is not needed of object code that is compiled. */
const COMPILED = {
  body: new Uint8Array(0),
  hints: new Uint32Array(0),
  relocations: new Int32Array(0),
  code: [],
};

/** What an image's part was filled in with; flatten() in modules.ts has the order. */
export function numbersOf(object: ObjectCode, symbols: Int32Array) {
  const n = object.guards.length;
  const places = 1 + 3 * n;
  const slots = places + object.sites.length + n;
  return {
    guards: object.guards.map(({ write }, i) => ({
      lo: symbols[1 + i] >>> 0,
      host: symbols[1 + n + i] >>> 0,
      record: symbols[1 + 2 * n + i],
      write,
    })),
    places: symbols.subarray(places, places + object.sites.length),
    slots: symbols.subarray(slots, slots + object.slots.length),
  };
}

/** Images of a program that are kept; where there are more the smallest go, to be made one the next time. */
const MOST_IMAGES = 24;
const FEWER = 12;
/** Bytes of them that are written for a program, and kept in memory for all programs. */
const MOST_OF_ONE = 2 ** 25;
const MOST_OF_ALL = 2 ** 26;
/** They are written again once so many more functions are compiled. */
const MORE = 1.1;

export const isSame = (a: Int32Array, b: Int32Array): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);

export class Images {
  readonly #host: MachineCode;
  readonly #shared: boolean;
  /** By program: those that are of use, what was read first. */
  readonly #programs = new Map<string, Image[]>();
  #size = 0;

  /** shared: the modules are for memory that threads share. */
  constructor(host: MachineCode, shared: boolean) {
    this.#host = host;
    this.#shared = shared;
  }

  #nameOf(program: string): string {
    return nameOfProgram(this.#shared ? `${program} shared` : program);
  }

  of(program: string): readonly Image[] {
    let images = this.#programs.get(program);
    if (!images) {
      const bytes = this.#host.read(this.#nameOf(program));
      images = (bytes && imagesIn(bytes)) ?? [];
      this.#programs.set(program, images);
    }
    return images;
  }

  /** Where a program's region is compiled with its open places filled in so. */
  find(
    program: string,
    { head, stamp }: ObjectCode,
    symbols: Int32Array,
  ): { image: Image; index: number } | undefined {
    for (const image of this.of(program)) {
      const index = image.parts.findIndex(
        (part) => part.object.stamp === stamp && part.object.head === head && isSame(part.symbols, symbols),
      );
      if (index >= 0 && !image.isUseless) return { image, index };
    }
    return undefined;
  }

  /** The functions of an image's parts; undefined where the host does not take it. */
  functionsOf(
    image: Image,
    instantiate: (module: WebAssembly.Module) => readonly unknown[],
  ): readonly unknown[] | undefined {
    if (image.functions) return image.functions;
    image.module = image.code && this.#host.revive(image.code, image.wire);
    if (image.module) image.functions = instantiate(image.module);
    else image.isUseless = true;
    return image.functions;
  }

  /** A module was made of a program's regions: it may be kept. */
  made(
    program: string,
    objects: readonly ObjectCode[],
    symbols: readonly Int32Array[],
    wire: Uint8Array,
    module: WebAssembly.Module,
    functions: readonly unknown[],
  ): void {
    this.#size += wire.length;
    if (this.#size > MOST_OF_ALL) return;
    const parts = objects.map((object, i) => ({ object: { ...object, ...COMPILED }, symbols: symbols[i] }));
    const image = { parts, wire, code: undefined, compiled: 0, module, functions, isUseless: false };
    this.#programs.set(program, [...this.of(program), image]);
  }

  /** Writes the machine code that is new. */
  save(): void {
    for (const [program, images] of this.#programs) {
      let isNew = false;
      for (const image of images) {
        const { module, functions } = image;
        const compiled = module && functions ? this.#host.compiled(functions) : 0;
        if (!module || compiled <= image.compiled * MORE) continue;
        image.compiled = compiled;
        image.code = this.#host.codeOf(module) ?? image.code;
        isNew = true;
      }
      if (!isNew) continue;
      let kept = images.filter(({ code, functions }) => code && functions);
      if (kept.length > MOST_IMAGES)
        kept = kept.sort((a, b) => b.parts.length - a.parts.length).slice(0, FEWER);
      const bytes = bytesOf(kept);
      if (bytes.length <= MOST_OF_ONE) this.#host.write(this.#nameOf(program), bytes);
    }
  }
}

/** Words before an image's: regions, bytes of these, of the module and of the code, functions compiled. */
const HEAD = 5;
const padded = (n: number): number => (n + 3) & ~3;

function bytesOf(images: readonly Image[]): Uint8Array {
  const words: number[] = [images.length];
  const tail: Uint8Array[] = [];
  for (const { parts, wire, code = new Uint8Array(0), compiled } of images) {
    const objects = pack(parts.map(({ object }) => object));
    words.push(parts.length, objects.length, wire.length, code.length, compiled);
    for (const { symbols } of parts) words.push(symbols.length, ...symbols);
    tail.push(objects, wire, code);
  }
  const bytes = new Uint8Array(4 * words.length + tail.reduce((sum, part) => sum + padded(part.length), 0));
  new Int32Array(bytes.buffer, 0, words.length).set(words);
  let at = 4 * words.length;
  for (const part of tail) {
    bytes.set(part, at);
    at += padded(part.length);
  }
  return sealed(bytes);
}

function imagesIn(all: Uint8Array): Image[] | undefined {
  const bytes = unsealed(all);
  if (!bytes) return undefined;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const heads: { at: number; symbols: Int32Array[] }[] = [];
  let next = 1;
  for (let left = words[0]; left > 0; left--) {
    const head = { at: next, symbols: [] as Int32Array[] };
    next += HEAD;
    for (let n = words[head.at]; n > 0; n--) {
      const length = words[next++];
      head.symbols.push(words.subarray(next, next + length));
      next += length;
    }
    heads.push(head);
  }
  let tail = 4 * next;
  const part = (length: number) => {
    tail += padded(length);
    return bytes.subarray(tail - padded(length), tail - padded(length) + length);
  };
  return heads.map(({ at, symbols }) => {
    const objects = unpack(part(words[at + 1]));
    return {
      parts: objects.map((object, i) => ({ object, symbols: symbols[i] })),
      wire: part(words[at + 2]),
      code: part(words[at + 3]),
      compiled: words[at + 4],
      module: undefined,
      functions: undefined,
      isUseless: false,
    };
  });
}
