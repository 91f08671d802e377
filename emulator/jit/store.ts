// Keeps object code: in memory for the processes of one machine, on a shelf (a folder, a browser's database) for the next.
// An object is found by the page of code it begins in - the page's contents and address, so that a changed program finds
// nothing - and fits when all words that were read for it are still there, which jit.ts checks.
// Above: jit.ts. Below: object.ts; cli/code-shelf.ts and web/worker/shelf.ts are shelves.

import { checksum, FP_ANY, type ObjectCode, pack, unpack } from "./object.ts";

/** Where objects are kept from one run to the next. Neither function throws; a shelf that cannot be used holds nothing. */
export interface Shelf {
  /** What was written last under this name (16 hexadecimal digits). */
  read(name: string): Uint8Array | undefined;
  write(name: string, bytes: Uint8Array): void;
}

interface Page {
  readonly objects: Map<string, ObjectCode>;
  changed: boolean;
}

/** A page of code, by its address >>> 12 and its name. */
export interface PageOfCode {
  readonly page: number;
  readonly name: string;
}

interface Program {
  readonly pages: Map<number, string>;
  changed: boolean;
}

/** Pages noted of a program; programs noted at a time. */
const MOST_PAGES = 2048;
const MOST_PROGRAMS = 256;

/** Bytes of object code that are kept in memory; the pages asked for least lately go first, to the shelf if there is one. */
const MOST = 32 * 2 ** 20;
const sizeOf = (o: ObjectCode): number => o.body.length + o.relocations.byteLength;

const keyOf = (o: { head: number; mode: number; shared: boolean }): string =>
  `${o.head} ${o.mode} ${Number(o.shared)}`;

export class CodeStore {
  /** By name, the one asked for last at the end. */
  readonly #pages = new Map<string, Page>();
  readonly #programs = new Map<string, Program>();
  #size = 0;
  readonly #shelf: Shelf | undefined;

  constructor(shelf?: Shelf) {
    this.#shelf = shelf;
  }

  #page(name: string): Page {
    let page = this.#pages.get(name);
    if (page) this.#pages.delete(name);
    else {
      page = { objects: this.#read(name), changed: false };
      for (const o of page.objects.values()) this.#size += sizeOf(o);
    }
    this.#pages.set(name, page);
    for (const [oldest, old] of this.#pages) {
      if (this.#size <= MOST || old === page) break;
      this.#write(oldest, old);
      for (const o of old.objects.values()) this.#size -= sizeOf(o);
      this.#pages.delete(oldest);
    }
    return page;
  }

  /** Bytes of object code in memory. */
  get size(): number {
    return this.#size;
  }

  #read(name: string): Map<string, ObjectCode> {
    const objects = new Map<string, ObjectCode>();
    const bytes = this.#shelf?.read(name);
    // A damaged file is none.
    const end = bytes && unsealed(bytes);
    if (end) for (const o of unpack(end)) objects.set(keyOf(o), o);
    return objects;
  }

  find(page: string, head: number, mode: number, shared: boolean): ObjectCode | undefined {
    const { objects } = this.#page(page);
    return objects.get(keyOf({ head, mode: FP_ANY, shared })) ?? objects.get(keyOf({ head, mode, shared }));
  }

  /** All of a page that was made for this mode and kind of space. */
  all(page: string, mode: number, shared: boolean): ObjectCode[] {
    return [...this.#page(page).objects.values()].filter(
      (o) => (o.mode === mode || o.mode === FP_ANY) && o.shared === shared,
    );
  }

  /** The pages of code that a program of this name needed before; their contents may be others by now. */
  pagesOf(program: string): PageOfCode[] {
    return [...this.#program(program).pages].map(([page, name]) => ({ page, name }));
  }

  /** A program needs object code of this page. */
  note(program: string, page: number, name: string): void {
    const p = this.#program(program);
    if (p.pages.get(page) === name || (p.pages.size >= MOST_PAGES && !p.pages.has(page))) return;
    p.pages.set(page, name);
    p.changed = true;
  }

  #program(program: string): Program {
    let p = this.#programs.get(program);
    if (!p) {
      const bytes = this.#shelf?.read(nameOfProgram(program));
      p = { pages: new Map(bytes && pagesIn(bytes)), changed: false };
      this.#programs.set(program, p);
      for (const oldest of this.#programs.keys()) {
        if (this.#programs.size <= MOST_PROGRAMS) break;
        this.#programs.delete(oldest);
      }
    }
    return p;
  }

  put(page: string, object: ObjectCode): void {
    const p = this.#page(page);
    const key = keyOf(object);
    const old = p.objects.get(key);
    this.#size += sizeOf(object) - (old ? sizeOf(old) : 0);
    p.objects.set(key, object);
    p.changed = true;
  }

  /** Writes what is new to the shelf. */
  save(): void {
    for (const [name, page] of this.#pages) this.#write(name, page);
    for (const [program, p] of this.#programs) {
      if (!this.#shelf || !p.changed) continue;
      this.#shelf.write(nameOfProgram(program), sealed(bytesOf(p.pages)));
      p.changed = false;
    }
  }

  /** With what others wrote there meanwhile. */
  #write(name: string, page: Page): void {
    if (!this.#shelf || !page.changed) return;
    const objects = new Map([...this.#read(name), ...page.objects]);
    this.#shelf.write(name, sealed(pack([...objects.values()])));
    page.changed = false;
  }
}

const SEAL = 4;
/** The bytes and their checksum, filled up to words. */
export function sealed(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(((bytes.length + 3) & ~3) + SEAL);
  all.set(bytes);
  const words = new Int32Array(all.buffer);
  words[words.length - 1] = checksum(words.subarray(0, -1));
  return all;
}
/** What was sealed, if it is whole, with its seal. */
export function unsealed(all: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (all.length < 2 * SEAL || all.length & 3) return undefined;
  const bytes = all.byteOffset & 3 || !(all.buffer instanceof ArrayBuffer) ? all.slice() : all;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const isWhole = words[words.length - 1] === checksum(words.subarray(0, -1));
  return isWhole ? (bytes as Uint8Array<ArrayBuffer>) : undefined;
}

const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");

/** The name of a page of code: 64 bits of its words and its address. */
export function nameOfPage(words: Uint32Array, page: number): string {
  let a = 0x9e3779b9 ^ page;
  let b = 0x85ebca6b + page;
  for (let i = 0; i < words.length; i++) {
    a = Math.imul(a ^ words[i], 0x01000193);
    a ^= a >>> 15;
    b = Math.imul((b << 7) | (b >>> 25), 0xcc9e2d51) ^ words[i];
  }
  a = Math.imul(a ^ (b >>> 16), 0xc2b2ae35);
  b = Math.imul(b ^ (a >>> 13), 0x27d4eb2f);
  return hex(a) + hex(b);
}

/** The name of the list of a program's pages. */
export const nameOfProgram = (program: string): string =>
  nameOfPage(
    Uint32Array.from(program, (c) => c.codePointAt(0)!),
    -1,
  );

/** A list of pages as bytes: address and the two halves of the name each. */
function bytesOf(pages: ReadonlyMap<number, string>): Uint8Array {
  const words = [...pages].flatMap(([page, name]) => [
    page,
    Number.parseInt(name.slice(0, 8), 16),
    Number.parseInt(name.slice(8), 16),
  ]);
  return new Uint8Array(Uint32Array.from(words).buffer);
}
function pagesIn(bytes: Uint8Array): [number, string][] {
  const end = unsealed(bytes);
  const pages: [number, string][] = [];
  if (!end) return pages;
  const words = new Uint32Array(end.buffer, end.byteOffset, end.length >> 2);
  for (let i = 0; i + 3 < words.length; i += 3) pages.push([words[i], hex(words[i + 1]) + hex(words[i + 2])]);
  return pages;
}
