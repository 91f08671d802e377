// FCMP, FTEST and the identification operation: what reads and writes the compare bits of the FPSR. Below:
// fp_state.ts. C (bit 5) holds the last comparison; the queue CQ (bits 10..20) the eleven before it. PA-RISC
// 2.0 uses bits 10..16 as an array CA instead, when the instruction names one of its places.

import { FPSR } from "../../isa/state";
import {
  C_BIT, D_BIT, EXC_V, T_BIT, UNIMPLEMENTED, begin, bits, loadD, loadS, outcome, raise, settle,
} from "./fp_state";
import { QNAN, SNAN, unpack } from "./fp_soft";

const CQ: u32 = 0x003ff800;

/** Writes a comparison's result: y 0 queues it, y 1..7 puts it into CA[y - 1] (Linux fpudispatch.c update_status_cbit). */
function record(y: u32, c: u32): void {
  const s = load<u32>(FPSR);
  if (y) {
    const place = <u32>1 << (22 - y);
    store<u32>(FPSR, (s & ~place) | (c ? place : 0));
  } else {
    store<u32>(FPSR, (s & ~(C_BIT | CQ)) | (((s & CQ) >> 1) & CQ) | ((s & C_BIT) >> 5) | (c ? C_BIT : 0));
  }
}

/** Bits of the condition field: greater 16, less 8, equal 4, unordered 2, invalid if unordered 1. */
function compareSlow(fmt: u32, r1: u32, r2: u32, y: u32, c: u32): u32 {
  begin();
  const a = bits(fmt, r1), b = bits(fmt, r2);
  const ca = unpack(fmt, a), cb = unpack(fmt, b);
  if (ca < QNAN && cb < QNAN) {
    // Only D brings us here: denormals count as zeroes.
    const x = ca ? (fmt ? reinterpret<f64>(a) : <f64>reinterpret<f32>(<u32>a)) : 0;
    const z = cb ? (fmt ? reinterpret<f64>(b) : <f64>reinterpret<f32>(<u32>b)) : 0;
    record(y, c & (x > z ? 16 : x < z ? 8 : 4));
    return 0;
  }
  if (ca == SNAN || cb == SNAN || c & 1) raise(EXC_V);
  record(y, c & 2);
  settle(false);
  return outcome();
}

export function fcmp_dbl(r1: u32, r2: u32, y: u32, c: u32): u32 {
  const a = loadD(r1), b = loadD(r2);
  if (a != a || b != b || load<u32>(FPSR) & D_BIT) return compareSlow(1, r1, r2, y, c);
  record(y, c & (a > b ? 16 : a < b ? 8 : 4));
  return 0;
}
export function fcmp_sgl(r1: u32, r2: u32, y: u32, c: u32): u32 {
  const a = loadS(r1), b = loadS(r2);
  if (a != a || b != b || load<u32>(FPSR) & D_BIT) return compareSlow(0, r1, r2, y, c);
  record(y, c & (a > b ? 16 : a < b ? 8 : 4));
  return 0;
}

/**
 * FTEST: bit 0 of the answer nullifies the next instruction. y 1 tests the queue as the completer c says, other values one
 * place of CA. "acc": no comparison was true; "rej": one was true for both of two groups of comparisons.
 */
export function ftest(y: u32, c: u32): u32 {
  const s = load<u32>(FPSR);
  if (y != 1) return (s >> (22 - (y ^ 1))) & 1;
  switch (c) {
    case 0: return s & C_BIT ? 1 : 0;
    case 1: return s & (C_BIT | CQ) ? 0 : 1; // acc
    case 5: return s & (C_BIT | 0x003f8000) ? 0 : 1; // acc8
    case 9: return s & (C_BIT | 0x003e0000) ? 0 : 1; // acc6
    case 13: return s & (C_BIT | 0x00380000) ? 0 : 1; // acc4
    case 17: return s & (C_BIT | 0x00200000) ? 0 : 1; // acc2
  }
  // C and CQ as twelve bits: C at 11, CQ[10] at 0.
  const q = ((s & C_BIT) >> 15) | ((s & CQ) >> 11);
  if (c == 2) return q & (q >> 6) & 0x3f ? 1 : 0; // rej
  if (c == 6) return q & (q >> 4) & 0xf0 ? 1 : 0; // rej8
  return UNIMPLEMENTED;
}

/** FID / COPR,0,0: model and revision of a PA7300LC (PCX-L2); the rest of the FPSR is undefined by it, here zero. */
export function fid(): u32 {
  store<u32>(FPSR, 0x000f0800);
  return 0;
}
