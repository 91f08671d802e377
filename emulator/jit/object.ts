// Object code: a region as the translator leaves it. Everything that depends on the address space or the process - its
// tables, the runs of pages its guards compare with, places that count, functions it goes on to - is left open, a number
// of full length for the linker (link.ts) to fill in. So a region can be used again: by another process, or another day.
// Above: region.ts, emitter.ts, link.ts, store.ts. Below: module.ts.

import { Writer } from "./module.ts";

/** What a relocation stands for. `which` says which one of them: a guard, a site, a slot; else it is 0. */
export const TABLES = 0;
export const GUARD_LO = 1;
export const GUARD_HOST = 2;
export const GUARD_LENGTHS = 3;
export const SITE = 4;
export const MISS_COUNT = 5;
export const SLOT = 6;
export const EXIT = 7;
/** Added to these: its negative is meant; the number is a signed one. */
export const MINUS = 8;
export const SIGNED = 16;

/** A run of pages that accesses are compared with, by an address in it and its first. */
export interface GuardRequest {
  readonly address: number;
  readonly lo: number;
  readonly write: boolean;
}

/** An access whose misses are counted. */
export interface SiteRequest {
  readonly pc: number;
  readonly address: number;
  readonly write: boolean;
  /** Index of its guard, -1: none. */
  readonly guard: number;
  /** Guesses that went wrong before this one. */
  readonly tries: number;
}

/** Consecutive words the translator read. */
export interface Range {
  readonly pc: number;
  readonly words: readonly number[];
}

export interface ObjectCode {
  readonly head: number;
  /** Which floating point it does by itself (info.ts); made for a space that threads share. */
  readonly mode: number;
  readonly shared: boolean;
  readonly isLoop: boolean;
  readonly usesNative: boolean;
  readonly instructions: number;
  /** Of one function "f"; at each relocation a LEB128 number of five bytes. */
  readonly module: Uint8Array<ArrayBuffer>;
  /** In fours: place in the module, kind, which, what is added. */
  readonly relocations: readonly number[];
  readonly code: readonly Range[];
  readonly guards: readonly GuardRequest[];
  readonly sites: readonly SiteRequest[];
  readonly slots: readonly number[];
  /** Ways out that are counted, for statistics; not kept. */
  readonly exits: readonly number[];
  /** The core's functions it calls. */
  readonly imports: readonly string[];
}

/** The words read, each once, in ranges. */
export function rangesOf(words: ReadonlyMap<number, number>): Range[] {
  const ranges: { pc: number; words: number[] }[] = [];
  for (const pc of [...words.keys()].sort((a, b) => a - b)) {
    const last = ranges[ranges.length - 1];
    const word = words.get(pc)! >>> 0;
    if (last && last.pc + 4 * last.words.length === pc) last.words.push(word);
    else ranges.push({ pc, words: [word] });
  }
  return ranges;
}

const FLAG_SHARED = 1;
const FLAG_LOOP = 2;
const FLAG_NATIVE = 4;

/** Objects as bytes, to be kept. */
export function pack(objects: readonly ObjectCode[]): Uint8Array<ArrayBuffer> {
  const w = new Writer();
  w.u32(objects.length);
  for (const o of objects) {
    w.u32(o.head);
    w.u32(o.mode);
    w.u32((o.shared ? FLAG_SHARED : 0) | (o.isLoop ? FLAG_LOOP : 0) | (o.usesNative ? FLAG_NATIVE : 0));
    w.u32(o.instructions);
    list(w, o.imports, (name) => w.name(name));
    list(w, o.code, (range) => {
      w.u32(range.pc);
      list(w, range.words, (word) => w.u32(word));
    });
    list(w, o.guards, (g) => {
      w.u32(g.address);
      w.u32(g.lo);
      w.u32(Number(g.write));
    });
    list(w, o.sites, (s) => {
      w.u32(s.pc);
      const isKnown = s.address >= 0;
      w.u32(isKnown ? s.address : 0);
      w.u32((isKnown ? 0 : 2) | Number(s.write));
      w.s32(s.guard);
      w.u32(s.tries);
    });
    list(w, o.slots, (pc) => w.u32(pc));
    w.u32(o.relocations.length);
    let before = 0;
    for (let i = 0; i < o.relocations.length; i += 4) {
      const [at, kind, which, addend] = o.relocations.slice(i, i + 4);
      w.u32(at - before);
      before = at;
      w.u32(kind);
      w.u32(which);
      w.s32(addend);
    }
    w.u32(o.module.length);
    w.raw(o.module);
  }
  return w.result();
}

function list<T>(w: Writer, items: readonly T[], write: (item: T) => void): void {
  w.u32(items.length);
  for (const item of items) write(item);
}

/** What pack() made; throws a RangeError where the bytes end too soon. */
export function unpack(bytes: Uint8Array): ObjectCode[] {
  const r = new Reader(bytes);
  return r.list(() => {
    const head = r.u32();
    const mode = r.u32();
    const flags = r.u32();
    const instructions = r.u32();
    const imports = r.list(() => r.name());
    const code = r.list(() => ({ pc: r.u32(), words: r.list(() => r.u32()) }));
    const guards = r.list(() => ({ address: r.u32(), lo: r.u32(), write: r.u32() === 1 }));
    const sites = r.list(() => {
      const pc = r.u32();
      const address = r.u32();
      const how = r.u32();
      return { pc, address: how & 2 ? -1 : address, write: (how & 1) === 1, guard: r.s32(), tries: r.u32() };
    });
    const slots = r.list(() => r.u32());
    const relocations: number[] = [];
    const n = r.u32();
    let at = 0;
    while (relocations.length < n) {
      at += r.u32();
      relocations.push(at, r.u32(), r.u32(), r.s32());
    }
    const module = r.raw(r.u32());
    return {
      head,
      mode,
      shared: (flags & FLAG_SHARED) !== 0,
      isLoop: (flags & FLAG_LOOP) !== 0,
      usesNative: (flags & FLAG_NATIVE) !== 0,
      instructions,
      imports,
      code,
      guards,
      sites,
      slots,
      exits: [],
      relocations,
      module,
    };
  });
}

/** Reads what a Writer wrote. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  #byte(): number {
    if (this.#at >= this.#bytes.length) throw new RangeError("object code ends too soon");
    return this.#bytes[this.#at++];
  }
  u32(): number {
    let v = 0;
    for (let shift = 0; ; shift += 7) {
      const b = this.#byte();
      v |= (b & 127) << shift;
      if (b < 128 || shift > 28) return v >>> 0;
    }
  }
  s32(): number {
    let v = 0;
    for (let shift = 0; ; ) {
      const b = this.#byte();
      v |= (b & 127) << shift;
      shift += 7;
      if (b < 128 || shift > 28) return shift < 32 && b & 64 ? v | (-1 << shift) : v;
    }
  }
  raw(length: number): Uint8Array<ArrayBuffer> {
    if (this.#at + length > this.#bytes.length) throw new RangeError("object code ends too soon");
    const part = this.#bytes.slice(this.#at, this.#at + length) as Uint8Array<ArrayBuffer>;
    this.#at += length;
    return part;
  }
  name(): string {
    return String.fromCharCode(...this.raw(this.u32()));
  }
  list<T>(read: () => T): T[] {
    const n = this.u32();
    if (n > this.#bytes.length) throw new RangeError("object code ends too soon");
    const items: T[] = [];
    for (let i = 0; i < n; i++) items.push(read());
    return items;
  }
}
