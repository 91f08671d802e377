// Object code: a region as the translator leaves it. Everything that depends on the address space or the process - its
// tables, the runs of pages its guards compare with, places that count, functions it goes on to - is left open, a number
// of full length for the linker (link.ts) to fill in. So a region can be used again: by another process, or another day.
// Above: region.ts, emitter.ts, link.ts, store.ts. Below: nothing.

/** Which floating point a region may do by itself: none, what is exact, or everything (the inexact flag is set). */
export const FP_NONE = 0;
export const FP_EXACT = 1;
export const FP_ALL = 2;
/** It does no floating point: it is good for all of these. */
export const FP_ANY = 3;
/** FPSR: rounding mode, D, enables; and the inexact flag. */
export const MODE = 0x63f;
export const FLAG_I = 0x08000000;

/** What a relocation stands for. `which` says which one of them: a guard, a site, a slot; else it is 0. */
export const TABLES = 0;
export const GUARD_LO = 1;
export const GUARD_HOST = 2;
export const GUARD_LENGTHS = 3;
export const SITE = 4;
/** Added to an address in a guard's run it makes the host address. */
export const GUARD_DELTA = 5;
export const SLOT = 6;
export const EXIT = 7;
/** The index of one of the core's functions. */
export const IMPORT = 8;
/** The index of the region's own function. */
export const ITSELF = 9;
/** Added to these: its negative is meant; the number is a signed one. */
export const MINUS = 16;
export const SIGNED = 32;

/** A run of pages that accesses are compared with, by an address in it and its first. */
export interface GuardRequest {
  readonly address: number;
  readonly lo: number;
  readonly write: boolean;
}

/**
 * An access whose misses are counted, in words: its instruction's address; where it is expected to go; flags; the index of its
 * guard, -1 for none; guesses that went wrong before this one.
 */
export const SITE_PC = 0;
export const SITE_ADDRESS = 1;
export const SITE_FLAGS = 2;
export const SITE_GUARD = 3;
export const SITE_TRIES = 4;
export const SITE_WORDS = 5;
/** It writes; where it is expected to go is not known. */
export const FLAG_WRITE = 1;
export const FLAG_UNKNOWN = 2;

/** Consecutive words the translator read. */
export interface Range {
  readonly pc: number;
  readonly words: Uint32Array;
}

export interface ObjectCode {
  readonly head: number;
  /** Tells it from what is made of the same code another time. */
  readonly stamp: number;
  /** Which floating point it does by itself; made for a space that threads share. */
  readonly mode: number;
  readonly shared: boolean;
  readonly instructions: number;
  /** A function's body: local variables and code; at each relocation a LEB128 number of five bytes. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Places in the body of branches that are hardly ever taken. */
  readonly hints: Uint32Array;
  /** In fours: place in the body, kind, which, what is added. */
  readonly relocations: Int32Array;
  readonly code: readonly Range[];
  readonly guards: readonly GuardRequest[];
  /** SITE_WORDS for each. */
  readonly sites: Int32Array;
  readonly slots: Uint32Array;
  /** Ways out that are counted, for statistics; not kept. */
  readonly exits: Uint32Array;
  /** The core's functions it calls. */
  readonly imports: readonly string[];
}

/** Of words, and of what came before them. */
export function checksum(words: Int32Array, before = 0): number {
  let sum = before ^ words.length;
  for (let i = 0; i < words.length; i++) sum = Math.imul(sum ^ words[i], 0x01000193) ^ (sum >>> 15);
  return sum;
}

/** The words read, each once, in ranges. */
export function rangesOf(words: ReadonlyMap<number, number>): Range[] {
  const ranges: Range[] = [];
  const pcs = Uint32Array.from(words.keys()).sort();
  for (let from = 0, i = 1; i <= pcs.length; i++) {
    if (i < pcs.length && pcs[i] === pcs[i - 1] + 4) continue;
    ranges.push({ pc: pcs[from], words: pcs.subarray(from, i).map((pc) => words.get(pc)!) });
    from = i;
  }
  return ranges;
}

const FLAG_SHARED = 1;

/** What the open places are filled in with, one after the other, of an object with so many of each: where a kind begins. */
export function startsOf(guards: number, sites: number, slots: number): Int32Array {
  const counts = [1, guards, guards, guards, sites, guards, slots];
  const starts = new Int32Array(counts.length + 1);
  for (const [kind, count] of counts.entries()) starts[kind + 1] = starts[kind] + count;
  return starts;
}

/** The same of an object. The ways out that are counted come last. */
export const startsIn = (o: ObjectCode): Int32Array =>
  startsOf(o.guards.length, o.sites.length / SITE_WORDS, o.slots.length);

/**
 * Objects as bytes, to be kept: words in the host's order, for they are read where they were written. The first says how
 * many words there are, what is made of bytes follows them.
 */
export function pack(objects: readonly ObjectCode[]): Uint8Array<ArrayBuffer> {
  const words: number[] = [0, objects.length];
  const tail: Uint8Array[] = [];
  const put = (...values: number[]) => void words.push(...values);
  const putAll = (values: Int32Array | Uint32Array) => {
    words.push(values.length);
    for (const v of values) words.push(v);
  };
  for (const o of objects) {
    const names = Uint8Array.from(o.imports.join(" "), (c) => c.charCodeAt(0));
    tail.push(names, o.body);
    const flags = o.shared ? FLAG_SHARED : 0;
    put(o.head, o.stamp, o.mode, flags, o.instructions, names.length, o.body.length);
    putAll(o.relocations);
    putAll(o.hints);
    putAll(o.slots);
    put(o.code.length);
    for (const range of o.code) {
      put(range.pc);
      putAll(range.words);
    }
    put(o.guards.length);
    for (const g of o.guards) put(g.address, g.lo, g.write ? FLAG_WRITE : 0);
    putAll(o.sites);
  }
  words[0] = words.length;
  const bytes = new Uint8Array(4 * words.length + tail.reduce((sum, part) => sum + part.length, 0));
  new Int32Array(bytes.buffer, 0, words.length).set(words);
  let at = 4 * words.length;
  for (const part of tail) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What pack() made of objects, all of it: there is no check here. The objects are views of the bytes. */
export function unpack(bytes: Uint8Array<ArrayBuffer>): ObjectCode[] {
  const [length] = new Int32Array(bytes.buffer, bytes.byteOffset, 1);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, length);
  const unsigned = new Uint32Array(bytes.buffer, bytes.byteOffset, length);
  let at = 1;
  let tail = 4 * length;
  const objects: ObjectCode[] = [];
  const values = (from: Int32Array | Uint32Array) => {
    const n = words[at++];
    at += n;
    return from.subarray(at - n, at);
  };
  const part = (n: number) => bytes.subarray(tail, (tail += n));
  for (let left = words[at++]; left > 0; left--) {
    const head = unsigned[at++];
    const stamp = words[at++];
    const mode = words[at++];
    const flags = words[at++];
    const instructions = words[at++];
    const names = String.fromCharCode(...part(words[at++]));
    const body = part(words[at++]);
    const relocations = values(words) as Int32Array;
    const hints = values(unsigned) as Uint32Array;
    const slots = values(unsigned) as Uint32Array;
    const code: Range[] = [];
    for (let n = words[at++]; n > 0; n--) {
      const pc = unsigned[at++];
      code.push({ pc, words: values(unsigned) as Uint32Array });
    }
    const guards: GuardRequest[] = [];
    for (let n = words[at++]; n > 0; n--, at += 3)
      guards.push({ address: unsigned[at], lo: unsigned[at + 1], write: words[at + 2] === FLAG_WRITE });
    const sites = values(words) as Int32Array;
    objects.push({
      head,
      stamp,
      mode,
      shared: (flags & FLAG_SHARED) !== 0,
      instructions,
      imports: names ? names.split(" ") : [],
      code,
      guards,
      sites,
      slots,
      exits: new Uint32Array(0),
      relocations,
      hints,
      body,
    });
  }
  return objects;
}
