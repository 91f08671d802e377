// Loads and stores of general and floating-point registers. Counterpart of core/semantics/memory.ts. The base register
// is modified when the access is sure to succeed; a load into it wins.

import type { Emitter, Ref } from "../emitter.ts";
import { wordKey } from "../forward.ts";
import type { Access } from "../info.ts";
import { OP } from "../module.ts";
import type { Emit } from "./index.ts";

/** What an access does once its place is known. */
interface Transfer {
  run(e: Emitter, ref: Ref, r: number): void;
  /** Pushes the words a store stores, from the lowest address on, each into what `take` makes of it. */
  words?(e: Emitter, r: number, take: () => void): void;
  /** The load, with the words at hand. */
  known?(e: Emitter, r: number, words: readonly number[]): void;
}

/** Modification of the base: 0 none, 1 after the access, 3 before it. */
function transfer(
  e: Emitter,
  size: number,
  write: boolean,
  b: number,
  m: number,
  displacement: number | (() => void),
  r: number,
  loaded: boolean,
  run: Transfer,
): void {
  const fixed = typeof displacement === "number";
  const sum = () => {
    e.get(b);
    if (!fixed) {
      displacement();
      e.op(OP.i32_add);
    } else if (displacement) {
      e.k(displacement);
      e.op(OP.i32_add);
    }
  };
  const modifies = (m & 1) === 1 && !(loaded && b === r);
  if (m === 0) {
    const plain = fixed && b ? { base: b, disp: displacement, size, write } : undefined;
    if (plain && e.known && forward(e, plain, r, run)) return;
    const ref = e.access(size, write, sum, plain);
    run.run(e, ref, r);
    if (plain && e.kept) keep(e, plain, r, run);
    return;
  }
  sum();
  const after = e.keep();
  const plain = fixed && b ? { base: b, disp: m === 1 ? 0 : displacement, size, write } : undefined;
  if (plain && modifies) e.dryModified = { base: b, by: displacement as number };
  const ref = e.access(size, write, m === 1 ? () => e.get(b) : after, plain);
  run.run(e, ref, r);
  // A load has put its value into r, which is not b.
  if (modifies) {
    after();
    e.set(b);
  }
}

/** Keeps the words that were just stored, for loads to come. What may be stored may be loaded only as a guard has it. */
function keep(e: Emitter, plain: Access, r: number, run: Transfer): void {
  let { disp } = plain;
  if (!e.guarded) {
    for (let at = 0; at < plain.size; at += 4) e.words.delete(wordKey(plain.base, disp + at));
    return;
  }
  run.words?.(e, r, () => {
    const l = e.newLocal();
    e.lset(l);
    e.words.set(wordKey(plain.base, disp), l);
    disp += 4;
  });
}
/** Loads words that were kept; false when they were not, their store having gone by the page tables. */
function forward(e: Emitter, plain: Access, r: number, run: Transfer): boolean {
  const words: number[] = [];
  for (let at = 0; at < plain.size; at += 4) {
    const l = e.words.get(wordKey(plain.base, plain.disp + at));
    if (l === undefined) return false;
    words.push(l);
  }
  run.known!(e, r, words);
  return true;
}

const load = (size: number): Transfer => ({
  run: (e, ref, t) => {
    e.loadFrom(size, ref);
    e.set(t);
  },
  known: (e, t, [l]) => {
    e.lget(l);
    e.set(t);
  },
});
const store = (size: number): Transfer => ({
  run: (e, ref, r) => e.storeTo(size, ref, () => e.get(r)),
  words: (e, r, take) => {
    e.get(r);
    take();
  },
});

const loadWord: Transfer = {
  run: (e, ref, wt) => {
    e.loadFrom(4, ref);
    e.setW(wt);
  },
  known: (e, wt, [l]) => {
    e.lget(l);
    e.setW(wt);
  },
};
const storeWord: Transfer = {
  run: (e, ref, wt) => e.storeTo(4, ref, () => e.getW(wt)),
  words: (e, wt, take) => {
    e.getW(wt);
    take();
  },
};
const loadDouble: Transfer = {
  run: (e, ref, ft) => e.loadDouble(ref, ft),
  known: (e, ft, words) => e.setWords(ft, words),
};
const storeDouble: Transfer = {
  run: (e, ref, ft) => e.storeDouble(ref, ft),
  words: (e, ft, take) => e.getWords(ft, take),
};

/** An index register, scaled if the completer says so. */
const index = (e: Emitter, x: number, um: number, size: number) => () => {
  e.get(x);
  if (um & 2 && size > 1) {
    e.k(31 - Math.clz32(size));
    e.op(OP.i32_shl);
  }
};

const long =
  (size: number, write: boolean, run: Transfer): Emit =>
  (e, [b, t, , disp]) =>
    transfer(e, size, write, b, 0, disp, t, !write, run);
const indexed =
  (size: number, run: Transfer): Emit =>
  (e, [b, x, , um, t]) =>
    transfer(e, size, false, b, um & 1, index(e, x, um, size), t, true, run);
const shortLoad =
  (size: number, run: Transfer): Emit =>
  (e, [b, im5, , am, t]) =>
    transfer(e, size, false, b, am & 1 ? am : 0, im5, t, true, run);
const shortStore =
  (size: number, run: Transfer): Emit =>
  (e, [b, r, , am, im5]) =>
    transfer(e, size, true, b, am & 1 ? am : 0, im5, r, false, run);
/** ldwm and the like: before says for which displacements the base is modified first. */
const modifying =
  (write: boolean, before: (d: number) => boolean): Emit =>
  (e, [b, t, , disp]) =>
    transfer(e, 4, write, b, before(disp) ? 3 : 1, disp, t, !write, write ? store(4) : load(4));

/** Floating-point registers but FR0, whose memory is the status register. */
function notFr0(emit: Emit, at: number, word: boolean): Emit {
  emit.accepts = (a) => (word ? a[at] >> 1 : a[at]) !== 0;
  return emit;
}
const fpIndexed = (size: number, write: boolean, run: Transfer): Emit =>
  notFr0(
    (e, [b, x, , um, t]) => transfer(e, size, write, b, um & 1, index(e, x, um, size), t, false, run),
    4,
    size === 4,
  );
const fpShort = (size: number, write: boolean, run: Transfer): Emit =>
  notFr0(
    (e, [b, im5, , am, t]) => transfer(e, size, write, b, am & 1 ? am : 0, im5, t, false, run),
    4,
    size === 4,
  );
const fpLong = (size: number, write: boolean, run: Transfer, mode: (last: number) => number): Emit =>
  notFr0(
    (e, [b, t, , disp, last]) => transfer(e, size, write, b, mode(last), disp, t, false, run),
    1,
    size === 4,
  );
const am = (last: number): number => (last & 1 ? last : 0);

/** Bytes of r from the address to the end of its word, or those before the address. */
const stby: Emit = (e, [b, r, , em, im5]) => {
  e.get(b);
  if (im5) {
    e.k(im5);
    e.op(OP.i32_add);
  }
  const sum = e.keep();
  const address = em & 1 ? () => e.get(b) : sum;
  const ref = e.access(4, true, () => {
    address();
    e.k(-4);
    e.op(OP.i32_and);
  });
  e.k(-1);
  address();
  e.k(3);
  e.op(OP.i32_and);
  e.k(3);
  e.op(OP.i32_shl, OP.i32_shr_u);
  if (em & 2) {
    e.k(-1);
    e.op(OP.i32_xor);
  }
  const mask = e.keep();
  e.storeTo(4, ref, () => {
    e.loadFrom(4, ref);
    mask();
    e.k(-1);
    e.op(OP.i32_xor, OP.i32_and);
    e.get(r);
    mask();
    e.op(OP.i32_and, OP.i32_or);
  });
  if (em & 1) {
    sum();
    e.k(-4);
    e.op(OP.i32_and);
    e.set(b);
  }
};

const loadAndClear: Transfer = {
  run: (e, ref, t) => {
    e.loadFrom(4, ref);
    e.storeTo(4, ref, () => e.k(0));
    e.set(t);
  },
};

export const MEMORY: Readonly<Record<string, Emit>> = {
  ldw: long(4, false, load(4)),
  ldh: long(2, false, load(2)),
  ldb: long(1, false, load(1)),
  stw: long(4, true, store(4)),
  sth: long(2, true, store(2)),
  stb: long(1, true, store(1)),
  ldw_x: indexed(4, load(4)),
  ldh_x: indexed(2, load(2)),
  ldb_x: indexed(1, load(1)),
  ldw_s: shortLoad(4, load(4)),
  ldh_s: shortLoad(2, load(2)),
  ldb_s: shortLoad(1, load(1)),
  stw_s: shortStore(4, store(4)),
  sth_s: shortStore(2, store(2)),
  stb_s: shortStore(1, store(1)),
  ldwm: modifying(false, (d) => d < 0),
  stwm: modifying(true, (d) => d < 0),
  ldwm_2: modifying(false, (d) => d >= 0),
  stwm_2: modifying(true, (d) => d >= 0),
  stby_s: stby,
  ldcw_x: (e, [b, x, , um, t]) => transfer(e, 4, true, b, um & 1, index(e, x, um, 4), t, true, loadAndClear),
  ldcw_s: (e, [b, im5, , a, t]) => transfer(e, 4, true, b, am(a), im5, t, true, loadAndClear),
  fldw_x: fpIndexed(4, false, loadWord),
  fldd_x: fpIndexed(8, false, loadDouble),
  fstw_x: fpIndexed(4, true, storeWord),
  fstd_x: fpIndexed(8, true, storeDouble),
  fldw_s: fpShort(4, false, loadWord),
  fldd_s: fpShort(8, false, loadDouble),
  fstw_s: fpShort(4, true, storeWord),
  fstd_s: fpShort(8, true, storeDouble),
  fldw_l: fpLong(4, false, loadWord, () => 0),
  fstw_l: fpLong(4, true, storeWord, () => 0),
  fldw_m: fpLong(4, false, loadWord, (ab) => 1 + 2 * ab),
  fstw_m: fpLong(4, true, storeWord, (ab) => 1 + 2 * ab),
  fldd_l: fpLong(8, false, loadDouble, am),
  fstd_l: fpLong(8, true, storeDouble, am),
};
