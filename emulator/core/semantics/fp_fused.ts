// Instructions with two operations: FMPYADD, FMPYSUB (a product and an independent sum) and PA-RISC 2.0's
// fused FMPYFADD, FMPYNFADD (one rounding). Below: fp_arith.ts, fp_soft.ts, fp_state.ts.

import { FPSR } from "../../isa/state";
import { EXC_V, MODE, UNIMPLEMENTED, begin, bits, commit, raise } from "./fp_state";
import {
  INFINITE, QNAN, SNAN, ZERO, exponent, infinity, invalid, multiplyWide, productLow, quiet, round,
  shiftRightJam, signOf, signed, significand, soft_add, soft_mul, unpack, zeroSign,
} from "./fp_soft";
import { fadd_dbl, fadd_sgl, fmpy_dbl, fmpy_sgl, fsub_dbl, fsub_sgl } from "./fp_arith";

/** a * b + c with one rounding; `negate` the product's sign. */
export function soft_fused(fmt: u32, a: u64, b: u64, c: u64, negate: u32): u64 {
  const ca = unpack(fmt, a);
  const ea = exponent, ma = significand;
  const cb = unpack(fmt, b);
  const eb = exponent, mb = significand;
  const cc = unpack(fmt, c);
  const ec = exponent;
  const mc = significand;
  if (ca >= QNAN || cb >= QNAN || cc >= QNAN) {
    if (ca == SNAN || cb == SNAN || cc == SNAN) raise(EXC_V);
    if (ca == SNAN) return quiet(fmt, a);
    if (cb == SNAN) return quiet(fmt, b);
    if (cc == SNAN) return quiet(fmt, c);
    return ca == QNAN ? a : cb == QNAN ? b : c;
  }
  const sp = signOf(fmt, a) ^ signOf(fmt, b) ^ negate, sc = signOf(fmt, c);
  if (ca == INFINITE || cb == INFINITE) {
    if (ca == ZERO || cb == ZERO || (cc == INFINITE && sc != sp)) return invalid(fmt);
    return infinity(fmt, sp);
  }
  if (cc == INFINITE) return infinity(fmt, sc);
  if (ca == ZERO || cb == ZERO) {
    if (cc == ZERO) return signed(fmt, sp == sc ? sp : zeroSign(), 0);
    return round(fmt, sc, ec, mc);
  }
  // The product has its leading bit at 124 or 125 of 128; the addend is put to 124.
  let ph = multiplyWide(ma, mb), pl = productLow();
  let ep = ea + eb;
  if (cc == ZERO) return roundWide(fmt, sp, ep, ph, pl);
  let ah = mc >> 2, al = mc << 62;
  if (ep < ec) {
    wideRight(ph, pl, ec - ep);
    ph = wideHigh, pl = wideLow, ep = ec;
  } else {
    wideRight(ah, al, ep - ec);
    ah = wideHigh, al = wideLow;
  }
  if (sp == sc) {
    const l = pl + al;
    return roundWide(fmt, sp, ep, ph + ah + (l < al ? 1 : 0), l);
  }
  if (ph == ah && pl == al) return signed(fmt, zeroSign(), 0);
  if (ph > ah || (ph == ah && pl > al)) return roundWide(fmt, sp, ep, ph - ah - (pl < al ? 1 : 0), pl - al);
  return roundWide(fmt, sc, ep, ah - ph - (al < pl ? 1 : 0), al - pl);
}

let wideHigh: u64 = 0;
let wideLow: u64 = 0;
/** 128-bit right shift with a sticky last bit, into wideHigh, wideLow. */
function wideRight(h: u64, l: u64, n: i32): void {
  if (n >= 64) {
    wideHigh = 0;
    wideLow = shiftRightJam(h, n - 64) | (l ? 1 : 0);
  } else if (n) {
    wideHigh = h >> n;
    wideLow = (l >> n) | (h << (64 - n)) | (l << (64 - n) ? 1 : 0);
  } else {
    wideHigh = h;
    wideLow = l;
  }
}

/** Rounds the 128-bit h:l, not 0, whose bit 124 stands for 2^e. */
function roundWide(fmt: u32, sign: u32, e: i32, h: u64, l: u64): u64 {
  const lead = h ? 127 - <i32>clz(h) : 63 - <i32>clz(l);
  const left = 126 - lead;
  let top: u64, rest: u64;
  if (left >= 64) top = l << (left - 64), rest = 0;
  else if (left) top = (h << left) | (l >> (64 - left)), rest = l << left;
  else top = h, rest = l;
  return round(fmt, sign, e + lead - 124, top | (rest ? 1 : 0));
}

function fused(fmt: u32, rm1: u32, rm2: u32, ra: u32, t: u32, negate: u32): u32 {
  begin();
  return commit(fmt, t, soft_fused(fmt, bits(fmt, rm1), bits(fmt, rm2), bits(fmt, ra), negate), true);
}
export function fmpyfadd_dbl(rm1: u32, rm2: u32, ra: u32, t: u32): u32 { return fused(1, rm1, rm2, ra, t, 0); }
export function fmpyfadd_sgl(rm1: u32, rm2: u32, ra: u32, t: u32): u32 { return fused(0, rm1, rm2, ra, t, 0); }
export function fmpynfadd_dbl(rm1: u32, rm2: u32, ra: u32, t: u32): u32 { return fused(1, rm1, rm2, ra, t, 1); }
export function fmpynfadd_sgl(rm1: u32, rm2: u32, ra: u32, t: u32): u32 { return fused(0, rm1, rm2, ra, t, 1); }

/**
 * FMPYADD, FMPYSUB: tm <- rm1 * rm2 and ta <- ta +- ra, both from the registers as they were (a shared target is undefined).
 * Each settles by itself; there is one trap an instruction, whose exception register is the product's if both trap.
 */
function pair(fmt: u32, subtract: u32, rm1: u32, rm2: u32, ta: u32, ra: u32, tm: u32): u32 {
  if (!tm || !ta) return UNIMPLEMENTED;
  const x = bits(fmt, ta), y = bits(fmt, ra), m1 = bits(fmt, rm1), m2 = bits(fmt, rm2);
  begin();
  const sum = commit(fmt, ta, soft_add(fmt, x, y, subtract));
  begin();
  return sum | commit(fmt, tm, soft_mul(fmt, m1, m2));
}

// The fast way is the two fast operations, as long as the sum does not read or write what the product writes.

export function fmpyadd_dbl(rm1: u32, rm2: u32, ta: u32, ra: u32, tm: u32): u32 {
  if (load<u32>(FPSR) & MODE || !tm || !ta || tm == ra || tm == ta) return pair(1, 0, rm1, rm2, ta, ra, tm);
  return fmpy_dbl(rm1, rm2, tm) | fadd_dbl(ta, ra, ta);
}
export function fmpysub_dbl(rm1: u32, rm2: u32, ta: u32, ra: u32, tm: u32): u32 {
  if (load<u32>(FPSR) & MODE || !tm || !ta || tm == ra || tm == ta) return pair(1, 1, rm1, rm2, ta, ra, tm);
  return fmpy_dbl(rm1, rm2, tm) | fsub_dbl(ta, ra, ta);
}
export function fmpyadd_sgl(rm1: u32, rm2: u32, ta: u32, ra: u32, tm: u32): u32 {
  if (load<u32>(FPSR) & MODE || tm == ra || tm == ta) return pair(0, 0, rm1, rm2, ta, ra, tm);
  return fmpy_sgl(rm1, rm2, tm) | fadd_sgl(ta, ra, ta);
}
export function fmpysub_sgl(rm1: u32, rm2: u32, ta: u32, ra: u32, tm: u32): u32 {
  if (load<u32>(FPSR) & MODE || tm == ra || tm == ta) return pair(0, 1, rm1, rm2, ta, ra, tm);
  return fmpy_sgl(rm1, rm2, tm) | fsub_sgl(ta, ra, ta);
}
