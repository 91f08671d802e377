// Loads, stores and semaphores: one function for each row of isa/memory.ts and isa/fp-memory.ts (PA-RISC 1.1 manual,
// chapter 5, "Memory reference instructions"). s selects the space register, 0 the current space. A base register is
// modified only when the access succeeded; a load into the base register itself wins over the modification.
// Below: core/memory.ts.

import { FR, SPACE, TRAP_IOR, TRAP_ISR } from "../../isa/state";
import { TRAP_DATA_TLB_MISS, TRAP_PRIVILEGED_OPERATION } from "../../isa/traps";
import {
  loadAndClear, loadByte, loadDoubleTo, loadHalf, loadWord, loadWordTo, openForWriting, storeByte, storeDoubleFrom, storeHalf, storeWord,
} from "../memory";
import { Target, Whole, gr, privilege, sr, trap, updateGr } from "../state";

/** True when space register s (1..3) selects a space other than the current one, where no data is. */
@inline export function elsewhere(s: u32): bool { return s != 0 && sr(s) != load<u32>(0, SPACE); }
export function foreignFault(s: u32, a: u32): u32 {
  store<u32>(0, a, TRAP_IOR);
  store<u32>(0, sr(s), TRAP_ISR);
  return trap(TRAP_DATA_TLB_MISS);
}

/** um: 1 modifies the base after the access, 2 scales the index. */
@inline function indexed(b: u32, x: u32, um: u32, scale: u32): u32 { return gr(b) + (um & 2 ? gr(x) << scale : gr(x)); }
/** am: 1 modifies the base after (address: the old base), 3 before. */
@inline function addressOf(b: u32, sum: u32, m: u32): u32 { return m == 1 ? gr(b) : sum; }

@inline function modified(r: u32, m: u32, b: u32, value: u32, t: u32): u32 {
  if (r == 0 && m & 1 && b != t) updateGr(b, value);
  return r;
}

@inline export function ldw<M>(b: u32, t: Target, s: u32, im14: u32): u32 {
  const a = gr(b) + im14;
  return elsewhere(s) ? foreignFault(s, a) : loadWord<M>(a, t);
}
@inline export function ldh<M>(b: u32, t: Target, s: u32, im14: u32): u32 {
  const a = gr(b) + im14;
  return elsewhere(s) ? foreignFault(s, a) : loadHalf<M>(a, t);
}
@inline export function ldb<M>(b: u32, t: Target, s: u32, im14: u32): u32 {
  const a = gr(b) + im14;
  return elsewhere(s) ? foreignFault(s, a) : loadByte<M>(a, t);
}
@inline export function stw<M>(b: u32, r: u32, s: u32, im14: u32): u32 {
  const a = gr(b) + im14;
  return elsewhere(s) ? foreignFault(s, a) : storeWord<M>(a, gr(r));
}
@inline export function sth<M>(b: u32, r: u32, s: u32, im14: u32): u32 {
  const a = gr(b) + im14;
  return elsewhere(s) ? foreignFault(s, a) : storeHalf<M>(a, gr(r));
}
@inline export function stb<M>(b: u32, r: u32, s: u32, im14: u32): u32 {
  const a = gr(b) + im14;
  return elsewhere(s) ? foreignFault(s, a) : storeByte<M>(a, gr(r));
}

@inline export function ldw_x<M>(b: u32, x: u32, s: u32, um: u32, t: Target): u32 {
  const sum = indexed(b, x, um, 2);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadWord<M>(a, t), um, b, sum, t);
}
@inline export function ldh_x<M>(b: u32, x: u32, s: u32, um: u32, t: Target): u32 {
  const sum = indexed(b, x, um, 1);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadHalf<M>(a, t), um, b, sum, t);
}
@inline export function ldb_x<M>(b: u32, x: u32, s: u32, um: u32, t: Target): u32 {
  const sum = indexed(b, x, um, 0);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadByte<M>(a, t), um, b, sum, t);
}

@inline export function ldw_s<M>(b: u32, im5: u32, s: u32, am: u32, t: Target): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadWord<M>(a, t), am, b, sum, t);
}
@inline export function ldh_s<M>(b: u32, im5: u32, s: u32, am: u32, t: Target): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadHalf<M>(a, t), am, b, sum, t);
}
@inline export function ldb_s<M>(b: u32, im5: u32, s: u32, am: u32, t: Target): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadByte<M>(a, t), am, b, sum, t);
}
@inline export function stw_s<M>(b: u32, r: u32, s: u32, am: u32, im5: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeWord<M>(a, gr(r)), am, b, sum, 0);
}
@inline export function sth_s<M>(b: u32, r: u32, s: u32, am: u32, im5: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeHalf<M>(a, gr(r)), am, b, sum, 0);
}
@inline export function stb_s<M>(b: u32, r: u32, s: u32, am: u32, im5: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeByte<M>(a, gr(r)), am, b, sum, 0);
}

/** Modify before the access if `before`, else after it. */
@inline function when(before: bool): u32 { return before ? 3 : 1; }

@inline export function ldwm<M>(b: u32, t: Target, s: u32, im14: u32): u32 { return ldw_s<M>(b, im14, s, when(i32(im14) < 0), t); }
@inline export function stwm<M>(b: u32, r: u32, s: u32, im14: u32): u32 { return stw_s<M>(b, r, s, when(i32(im14) < 0), im14); }
@inline export function ldwm_2<M>(b: u32, t: Target, s: u32, im11a: u32): u32 { return ldw_s<M>(b, im11a, s, when(i32(im11a) >= 0), t); }
@inline export function stwm_2<M>(b: u32, r: u32, s: u32, im11a: u32): u32 { return stw_s<M>(b, r, s, when(i32(im11a) >= 0), im11a); }

// Absolute accesses. Physical memory is the user's own address space as far as privileged code can tell.
@inline export function ldwa_x(b: u32, x: u32, um: u32, t: Target): u32 {
  return privilege() ? trap(TRAP_PRIVILEGED_OPERATION) : ldw_x<Whole>(b, x, 0, um, t);
}
@inline export function ldwa_s(b: u32, im5: u32, am: u32, t: Target): u32 {
  return privilege() ? trap(TRAP_PRIVILEGED_OPERATION) : ldw_s<Whole>(b, im5, 0, am, t);
}
@inline export function stwa_s(b: u32, r: u32, am: u32, im5: u32): u32 {
  return privilege() ? trap(TRAP_PRIVILEGED_OPERATION) : stw_s<Whole>(b, r, 0, am, im5);
}

@inline export function ldcw_x(b: u32, x: u32, s: u32, um: u32, t: Target): u32 {
  const sum = indexed(b, x, um, 2);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadAndClear(a, t), um, b, sum, t);
}
@inline export function ldcw_s(b: u32, im5: u32, s: u32, am: u32, t: Target): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadAndClear(a, t), am, b, sum, t);
}

/** em: 2 the bytes before the address (end), else those from it (begin); 1 modifies the base, to a word boundary. */
@inline export function stby_s(b: u32, r: u32, s: u32, em: u32, im5: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, em & 1);
  if (elsewhere(s)) return foreignFault(s, a);
  const word = a & ~3;
  const fromHere: u32 = 0xffffffff >>> ((a & 3) << 3);
  const mask: u32 = em & 2 ? ~fromHere : fromHere;
  let fault = partOfWord(word, mask, gr(r));
  if (fault == 0 && em & 1) updateGr(b, sum & ~3);
  return fault;
}

/** Stores the bits of v that mask selects; with an empty mask only the right to write is checked. */
function partOfWord(a: u32, mask: u32, v: u32): u32 {
  const sink: u32 = 32;
  const fault = openForWriting(a, 4);
  if (fault) return fault;
  loadWord<Whole>(a, sink);
  return storeWord<Whole>(a, (gr(sink) & ~mask) | (v & mask));
}

/** A word register wt is 2n for the left word of FRn, 2n + 1 for the right one. */
@inline function wordAt(wt: u32): u32 { return FR + ((wt ^ 1) << 2); }
@inline function doubleAt(ft: u32): u32 { return FR + (ft << 3); }

@inline export function fldw_x<M>(b: u32, x: u32, s: u32, um: u32, wt: u32): u32 {
  const sum = indexed(b, x, um, 2);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadWordTo<M>(a, wordAt(wt)), um, b, sum, 0);
}
@inline export function fldd_x<M>(b: u32, x: u32, s: u32, um: u32, ft: u32): u32 {
  const sum = indexed(b, x, um, 3);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadDoubleTo<M>(a, doubleAt(ft)), um, b, sum, 0);
}
@inline export function fstw_x<M>(b: u32, x: u32, s: u32, um: u32, wt: u32): u32 {
  const sum = indexed(b, x, um, 2);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeWord<M>(a, load<u32>(wordAt(wt))), um, b, sum, 0);
}
@inline export function fstd_x<M>(b: u32, x: u32, s: u32, um: u32, ft: u32): u32 {
  const sum = indexed(b, x, um, 3);
  const a = addressOf(b, sum, um & 1);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeDoubleFrom<M>(a, doubleAt(ft)), um, b, sum, 0);
}
@inline export function fldw_s<M>(b: u32, im5: u32, s: u32, am: u32, wt: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadWordTo<M>(a, wordAt(wt)), am, b, sum, 0);
}
@inline export function fldd_s<M>(b: u32, im5: u32, s: u32, am: u32, ft: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : loadDoubleTo<M>(a, doubleAt(ft)), am, b, sum, 0);
}
@inline export function fstw_s<M>(b: u32, im5: u32, s: u32, am: u32, wt: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeWord<M>(a, load<u32>(wordAt(wt))), am, b, sum, 0);
}
@inline export function fstd_s<M>(b: u32, im5: u32, s: u32, am: u32, ft: u32): u32 {
  const sum = gr(b) + im5;
  const a = addressOf(b, sum, am);
  return modified(elsewhere(s) ? foreignFault(s, a) : storeDoubleFrom<M>(a, doubleAt(ft)), am, b, sum, 0);
}

// Long displacements (PA-RISC 2.0). ab: 0 modifies after, 1 before.
@inline export function fldw_l<M>(b: u32, wt: u32, s: u32, im11a: u32): u32 { return fldw_s<M>(b, im11a, s, 0, wt); }
@inline export function fstw_l<M>(b: u32, wt: u32, s: u32, im11a: u32): u32 { return fstw_s<M>(b, im11a, s, 0, wt); }
@inline export function fldw_m<M>(b: u32, wt: u32, s: u32, im11a: u32, ab: u32): u32 { return fldw_s<M>(b, im11a, s, 1 + 2 * ab, wt); }
@inline export function fstw_m<M>(b: u32, wt: u32, s: u32, im11a: u32, ab: u32): u32 { return fstw_s<M>(b, im11a, s, 1 + 2 * ab, wt); }
@inline export function fldd_l<M>(b: u32, ft: u32, s: u32, im10a: u32, am: u32): u32 { return fldd_s<M>(b, im10a, s, am, ft); }
@inline export function fstd_l<M>(b: u32, ft: u32, s: u32, im10a: u32, am: u32): u32 { return fstd_s<M>(b, im10a, s, am, ft); }
