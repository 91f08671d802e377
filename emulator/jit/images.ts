// Images: modules of many regions with the machine code that the host has made of them, kept from one run of a program to the
// next, so that it need not be compiled again. Machine code cannot be linked anew: an image is good where what was
// filled in is the same again, as it is when the same program starts in the same way.
// Above: jit.ts, modules.ts. Below: object.ts, store.ts; cli/machine-code.ts is where they are kept.

import {
  EXIT,
  GUARD_HOST,
  GUARD_LENGTHS,
  GUARD_LO,
  type ObjectCode,
  SITE,
  SITE_PC,
  SITE_WORDS,
  SLOT,
  startsOf,
} from "./object.ts";
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

/** Words before a part's numbers. */
const PART = 5;

/**
 * A region of an image, in words: its head and stamp; how many guards, sites and slots it has; what its open places were filled
 * in with, as startsOf() orders it; whether each guard is for writes; addresses of sites and slots.
 */
export class ImagePart {
  readonly words: Int32Array;

  constructor(words: Int32Array) {
    this.words = words;
  }

  static of({ head, stamp, guards, sites, slots }: ObjectCode, symbols: Int32Array): ImagePart {
    const count = sites.length / SITE_WORDS;
    const writes = PART + symbols.length;
    const pcs = writes + guards.length;
    const words = new Int32Array(pcs + count + slots.length);
    words.set([head, stamp, guards.length, count, slots.length]);
    words.set(symbols, PART);
    for (const [i, { write }] of guards.entries()) words[writes + i] = Number(write);
    for (let i = 0; i < count; i++) words[pcs + i] = sites[i * SITE_WORDS + SITE_PC];
    words.set(slots, pcs + count);
    return new ImagePart(words);
  }

  isOf({ head, stamp }: ObjectCode, symbols: Int32Array): boolean {
    const { words } = this;
    return words[0] === (head | 0) && words[1] === stamp && symbols.every((n, i) => words[PART + i] === n);
  }

  get tables(): number {
    return this.words[PART];
  }

  /** Where each kind of open place begins; what follows these. */
  #layout(): { starts: Int32Array; writes: number; pcs: number } {
    const [, , guards, sites, slots] = this.words;
    const starts = startsOf(guards, sites, slots).map((start) => PART + start);
    return { starts, writes: starts[EXIT], pcs: starts[EXIT] + guards };
  }

  /** What the guards were. */
  guards(): { lo: number; host: number; record: number; write: boolean }[] {
    const { words } = this;
    const { starts, writes } = this.#layout();
    return Array.from({ length: words[2] }, (_, i) => ({
      lo: words[starts[GUARD_LO] + i] >>> 0,
      host: words[starts[GUARD_HOST] + i] >>> 0,
      record: words[starts[GUARD_LENGTHS] + i] >>> 0,
      write: words[writes + i] === 1,
    }));
  }

  /** Of each site its address and its place. */
  *sites(): Generator<[number, number]> {
    const { starts, pcs } = this.#layout();
    for (let i = 0; i < this.words[3]; i++) yield [this.words[pcs + i] >>> 0, this.words[starts[SITE] + i]];
  }

  /** Of each slot the address it is for and its number. */
  *slots(): Generator<[number, number]> {
    const { starts, pcs } = this.#layout();
    const from = pcs + this.words[3];
    for (let i = 0; i < this.words[4]; i++) yield [this.words[from + i] >>> 0, this.words[starts[SLOT] + i]];
  }
}

export interface Image {
  readonly parts: readonly ImagePart[];
  /** Heads of the parts, signed, and their index. */
  readonly heads: ReadonlyMap<number, number>;
  /** The core's functions it calls. */
  readonly imports: readonly string[];
  /** The module's bytes; its machine code; how many functions that is. */
  readonly wire: Uint8Array;
  code: Uint8Array | undefined;
  compiled: number;
  /** As it is written, once it is. */
  section: Uint8Array | undefined;
  /** In this process: its module and functions, once there are some. */
  module: WebAssembly.Module | undefined;
  functions: readonly unknown[] | undefined;
  /** The host does not take it. */
  isUseless: boolean;
}

/** Images of a program that are kept; where there are more the smallest go, to be made one the next time. */
const MOST_IMAGES = 24;
const FEWER = 12;
/** Bytes of them that are written for a program, and kept in memory for all programs. */
const MOST_OF_ONE = 2 ** 25;
const MOST_OF_ALL = 2 ** 24;
/** They are written again once so many more functions are compiled, or so much (a share of the modules' bytes) is new. */
const MORE = 1.1;
const NEW = 1 / 32;

const headsOf = (parts: readonly ImagePart[]): Map<number, number> =>
  new Map(parts.map(({ words }, i) => [words[0], i]));
const sizeOf = (images: readonly Image[]): number => images.reduce((sum, { wire }) => sum + wire.length, 0);

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
      images = bytes ? imagesIn(bytes) : [];
      this.#programs.set(program, images);
    }
    return images;
  }

  /** Where a program's region is compiled with its open places filled in so. */
  find(
    program: string,
    object: ObjectCode,
    symbols: Int32Array,
  ): { image: Image; index: number } | undefined {
    for (const image of this.of(program)) {
      const index = image.isUseless ? undefined : image.heads.get(object.head | 0);
      if (index !== undefined && image.parts[index].isOf(object, symbols)) return { image, index };
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
    of: Pick<Image, "parts" | "imports" | "wire"> &
      Required<{ module: WebAssembly.Module; functions: readonly unknown[] }>,
  ): void {
    this.#size += of.wire.length;
    if (this.#size > MOST_OF_ALL) return;
    const heads = headsOf(of.parts);
    const image = { ...of, heads, code: undefined, compiled: 0, section: undefined, isUseless: false };
    this.#programs.set(program, [...this.of(program), image]);
  }

  /** Writes the machine code that is new. */
  save(): void {
    for (const [program, images] of this.#programs) {
      const fresh = images.filter((image) => this.#refresh(image));
      if (!fresh.length || sizeOf(fresh) < NEW * sizeOf(images)) continue;
      let kept = images.filter(({ code, functions }) => code && functions);
      if (kept.length > MOST_IMAGES)
        kept = kept.sort((a, b) => b.wire.length - a.wire.length).slice(0, FEWER);
      for (const image of kept) image.section ??= sectionOf(image);
      const sections = kept.map(({ section }) => section!);
      const bytes = new Uint8Array(sections.reduce((sum, section) => sum + section.length, 0));
      let at = 0;
      for (const section of sections) {
        bytes.set(section, at);
        at += section.length;
      }
      if (bytes.length <= MOST_OF_ONE) this.#host.write(this.#nameOf(program), bytes);
    }
  }

  /** Takes an image's machine code if there is much more of it than before. */
  #refresh(image: Image): boolean {
    const { module, functions } = image;
    const compiled = module && functions ? this.#host.compiled(functions) : 0;
    if (!module || compiled <= image.compiled * MORE) return false;
    const code = this.#host.codeOf(module);
    if (!code) return false;
    image.compiled = compiled;
    image.code = code;
    image.section = undefined;
    return true;
  }
}

/** Words before an image's parts: bytes of the section, parts, bytes of the imports' names, of the module, of the code; functions compiled. */
const HEAD = 6;
const padded = (n: number): number => (n + 3) & ~3;

function sectionOf({ parts, imports, wire, code = new Uint8Array(0), compiled }: Image): Uint8Array {
  const names = Uint8Array.from(imports.join(" "), (c) => c.charCodeAt(0));
  const words = HEAD + parts.reduce((sum, part) => sum + 1 + part.words.length, 0);
  const tail = [names, wire, code];
  const length = 4 * words + tail.reduce((sum, part) => sum + padded(part.length), 0);
  const bytes = new Uint8Array(length);
  const head = new Int32Array(bytes.buffer, 0, words);
  head.set([length, parts.length, names.length, wire.length, code.length, compiled]);
  let at = HEAD;
  for (const part of parts) {
    head[at++] = part.words.length;
    head.set(part.words, at);
    at += part.words.length;
  }
  at *= 4;
  for (const part of tail) {
    bytes.set(part, at);
    at += padded(part.length);
  }
  return sealed(bytes);
}

/** Up to the first that is damaged. */
function imagesIn(bytes: Uint8Array<ArrayBuffer>): Image[] {
  const images: Image[] = [];
  for (let at = 0; at + 4 * HEAD < bytes.length; ) {
    const [length] = new Int32Array(bytes.buffer, bytes.byteOffset + at, 1);
    const section = unsealed(bytes.subarray(at, at + length + 4));
    if (!section || section.length !== length + 4) break;
    images.push(imageIn(section));
    at += section.length;
  }
  return images;
}

function imageIn(section: Uint8Array<ArrayBuffer>): Image {
  const words = new Int32Array(section.buffer, section.byteOffset, section.length >> 2);
  const [, count, names, wire, code, compiled] = words;
  let at = HEAD;
  const parts = Array.from({ length: count }, () => {
    const length = words[at++];
    at += length;
    return new ImagePart(words.subarray(at - length, at));
  });
  at *= 4;
  const part = (length: number) => {
    at += padded(length);
    return section.subarray(at - padded(length), at - padded(length) + length);
  };
  const text = String.fromCharCode(...part(names));
  return {
    parts,
    heads: headsOf(parts),
    imports: text ? text.split(" ") : [],
    wire: part(wire),
    code: part(code),
    compiled,
    section,
    module: undefined,
    functions: undefined,
    isUseless: false,
  };
}
