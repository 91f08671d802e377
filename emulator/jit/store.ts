// Keeps object code: in memory for the processes of one machine, on a shelf (a folder, a browser's database) for the next.
// An object is found by the page of code it begins in - the page's contents and address, so that a changed program finds
// nothing - and fits when all words that were read for it are still there, which jit.ts checks.
// Above: jit.ts. Below: object.ts; cli/code-shelf.ts is a shelf.

import { type ObjectCode, pack, unpack } from "./object.ts";

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

/** Bytes of object code that are kept in memory; the pages asked for least lately go first, to the shelf if there is one. */
const MOST = 32 * 2 ** 20;
const sizeOf = (o: ObjectCode): number => o.module.length + o.relocations.byteLength;

const keyOf = (o: { head: number; mode: number; shared: boolean }): string =>
  `${o.head} ${o.mode} ${Number(o.shared)}`;

export class CodeStore {
  /** By name, the one asked for last at the end. */
  readonly #pages = new Map<string, Page>();
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
    return this.#page(page).objects.get(keyOf({ head, mode, shared }));
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
function sealed(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(((bytes.length + 3) & ~3) + SEAL);
  all.set(bytes);
  const words = new Int32Array(all.buffer);
  words[words.length - 1] = checksum(words);
  return all;
}
function unsealed(all: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (all.length < 2 * SEAL || all.length & 3) return undefined;
  const bytes = all.byteOffset & 3 || !(all.buffer instanceof ArrayBuffer) ? all.slice() : all;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  return words[words.length - 1] === checksum(words) ? (bytes as Uint8Array<ArrayBuffer>) : undefined;
}
/** Of all words but the last. */
function checksum(words: Int32Array): number {
  let sum = words.length;
  for (let i = 0; i < words.length - 1; i++) sum = Math.imul(sum ^ words[i], 0x01000193) ^ (sum >>> 15);
  return sum;
}

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
  const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}
