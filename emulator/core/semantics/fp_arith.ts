// Floating-point arithmetic: add, subtract, multiply, divide, square root, round, and the moves that only
// touch the sign. Above: the dispatch generated from the isa table (and the translator, which calls the
// slow_* functions). Below: fp_soft.ts for everything but "rounding to nearest, nothing enabled, an ordinary
// result", fp_state.ts for registers. A native operation is then exact but for the flags. Once I is set (it
// is sticky) nothing is left to find out; until then one exact test of the rounding error: TwoSum for sums,
// trailing zeroes of the significands for products and quotients, products in double for singles. A result
// near the ends of the range goes the slow way: O, U, NaNs, denormals.

import { FPSR } from "../../isa/state";
import {
  FLAG_I, MODE, UNIMPLEMENTED, begin, bits, bitsD, bitsS, commit, doubleAt, loadD, loadS, singleAt,
} from "./fp_state";
import { soft_add, soft_div, soft_mul, soft_sqrt } from "./fp_soft";
import { soft_round_to_integral } from "./fp_convert";

const FRACTION: u64 = 0x000fffffffffffff;
const HIDDEN: u64 = 0x0010000000000000;

// @ts-ignore: decorator
@inline function exponentD(x: f64): u32 { return <u32>(reinterpret<u64>(x) >> 52) & 0x7ff; }
// @ts-ignore: decorator
@inline function exponentS(x: f32): u32 { return (reinterpret<u32>(x) >> 23) & 0xff; }
/** Neither NaN nor infinite. */
// @ts-ignore: decorator
@inline function finiteD(x: f64): bool { return exponentD(x) != 0x7ff; }
// @ts-ignore: decorator
@inline function finiteS(x: f32): bool { return exponentS(x) != 0xff; }
/** Normal, and not the least normal number, which may be a tiny result rounded up: U then depends on what was lost. */
// @ts-ignore: decorator
@inline function middleD(x: f64): bool { return exponentD(x) - 2 < 0x7fd; }
// @ts-ignore: decorator
@inline function middleS(x: f32): bool { return exponentS(x) - 2 < 0xfd; }
/** Trailing zeroes of the significand; x normal. */
// @ts-ignore: decorator
@inline function trailing(x: f64): i32 { return <i32>ctz((reinterpret<u64>(x) & FRACTION) | HIDDEN); }
// @ts-ignore: decorator
@inline function setInexact(status: u32, inexact: bool): void { if (inexact) store<u32>(FPSR, status | FLAG_I); }

// @ts-ignore: decorator
@inline function sumLostD(a: f64, b: f64, r: f64): bool {
  const bb = r - a;
  return a - (r - bb) + (b - bb) != 0;
}
// @ts-ignore: decorator
@inline function sumLostS(a: f32, b: f32, r: f32): bool {
  const bb: f32 = r - a;
  const ea: f32 = a - <f32>(r - bb);
  const eb: f32 = b - bb;
  return <f32>(ea + eb) != 0;
}

export function slow_fadd(fmt: u32, r1: u32, r2: u32, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_add(fmt, bits(fmt, r1), bits(fmt, r2), 0));
}
export function slow_fsub(fmt: u32, r1: u32, r2: u32, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_add(fmt, bits(fmt, r1), bits(fmt, r2), 1));
}
export function slow_fmpy(fmt: u32, r1: u32, r2: u32, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_mul(fmt, bits(fmt, r1), bits(fmt, r2)));
}
export function slow_fdiv(fmt: u32, r1: u32, r2: u32, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_div(fmt, bits(fmt, r1), bits(fmt, r2)));
}
export function slow_fsqrt(fmt: u32, r1: u32, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_sqrt(fmt, bits(fmt, r1)));
}
export function slow_frnd(fmt: u32, r1: u32, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_round_to_integral(fmt, bits(fmt, r1)));
}

export function fadd_dbl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), b = loadD(r2), r = a + b;
  if (s & MODE || !finiteD(r) || !t) return slow_fadd(1, r1, r2, t);
  if (!(s & FLAG_I)) setInexact(s, sumLostD(a, b, r));
  store<f64>(doubleAt(t), r);
  return 0;
}

export function fsub_dbl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), b = loadD(r2), r = a - b;
  if (s & MODE || !finiteD(r) || !t) return slow_fsub(1, r1, r2, t);
  if (!(s & FLAG_I)) setInexact(s, sumLostD(a, -b, r));
  store<f64>(doubleAt(t), r);
  return 0;
}

export function fmpy_dbl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), b = loadD(r2), r = a * b;
  if (s & MODE || !middleD(r) || !t) return slow_fmpy(1, r1, r2, t);
  if (!(s & FLAG_I)) {
    // The product of the significands has 105 or 106 bits and as many trailing zeroes as both together.
    const zeroes = trailing(a) + trailing(b);
    if (zeroes == 52 || !exponentD(a) || !exponentD(b)) return slow_fmpy(1, r1, r2, t);
    setInexact(s, zeroes < 52);
  }
  store<f64>(doubleAt(t), r);
  return 0;
}

export function fdiv_dbl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), b = loadD(r2), r = a / b;
  if (s & MODE || !middleD(r) || !t) return slow_fdiv(1, r1, r2, t);
  if (!(s & FLAG_I)) {
    // Exact if r * b gives a back, and does so exactly: the same count of bits.
    const zeroes = trailing(r) + trailing(b);
    if (zeroes == 52 || !exponentD(a) || !exponentD(b)) return slow_fdiv(1, r1, r2, t);
    setInexact(s, zeroes < 52 || r * b != a);
  }
  store<f64>(doubleAt(t), r);
  return 0;
}

export function fsqrt_dbl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), r = Math.sqrt(a);
  if (s & MODE || !finiteD(r) || !t) return slow_fsqrt(1, r1, t);
  if (!(s & FLAG_I)) {
    const zeroes = trailing(r) << 1;
    if (a != 0 && (zeroes == 52 || !exponentD(a))) return slow_fsqrt(1, r1, t);
    setInexact(s, a != 0 && (zeroes < 52 || r * r != a));
  }
  store<f64>(doubleAt(t), r);
  return 0;
}

export function fadd_sgl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1), b = loadS(r2), r: f32 = a + b;
  if (s & MODE || !finiteS(r) || !t) return slow_fadd(0, r1, r2, t);
  if (!(s & FLAG_I)) setInexact(s, sumLostS(a, b, r));
  store<f32>(singleAt(t), r);
  return 0;
}

export function fsub_sgl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1), b = loadS(r2), r: f32 = a - b;
  if (s & MODE || !finiteS(r) || !t) return slow_fsub(0, r1, r2, t);
  if (!(s & FLAG_I)) setInexact(s, sumLostS(a, -b, r));
  store<f32>(singleAt(t), r);
  return 0;
}

export function fmpy_sgl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1), b = loadS(r2), r: f32 = a * b;
  if (s & MODE || !middleS(r) || !t) return slow_fmpy(0, r1, r2, t);
  if (!(s & FLAG_I)) setInexact(s, <f64>a * <f64>b != <f64>r);
  store<f32>(singleAt(t), r);
  return 0;
}

export function fdiv_sgl(r1: u32, r2: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1), b = loadS(r2), r: f32 = a / b;
  if (s & MODE || !middleS(r) || !t) return slow_fdiv(0, r1, r2, t);
  if (!(s & FLAG_I)) setInexact(s, <f64>r * <f64>b != <f64>a);
  store<f32>(singleAt(t), r);
  return 0;
}

export function fsqrt_sgl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1), r: f32 = Mathf.sqrt(a);
  if (s & MODE || !finiteS(r) || !t) return slow_fsqrt(0, r1, t);
  if (!(s & FLAG_I)) setInexact(s, <f64>r * <f64>r != <f64>a);
  store<f32>(singleAt(t), r);
  return 0;
}

export function frnd_dbl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), r = nearest<f64>(a);
  if (s & MODE || !finiteD(r) || !t) return slow_frnd(1, r1, t);
  if (!(s & FLAG_I)) setInexact(s, r != a);
  store<f64>(doubleAt(t), r);
  return 0;
}
export function frnd_sgl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1), r = nearest<f32>(a);
  if (s & MODE || !finiteS(r) || !t) return slow_frnd(0, r1, t);
  if (!(s & FLAG_I)) setInexact(s, r != a);
  store<f32>(singleAt(t), r);
  return 0;
}

// The moves look at no format: a NaN passes as it is and nothing is raised.

// @ts-ignore: decorator
@inline function moveD(t: u32, x: u64): u32 {
  if (!t) return UNIMPLEMENTED;
  store<u64>(doubleAt(t), x);
  return 0;
}
// @ts-ignore: decorator
@inline function moveS(t: u32, x: u32): u32 {
  if (!t) return UNIMPLEMENTED;
  store<u32>(singleAt(t), x);
  return 0;
}
export function fcpy_dbl(r1: u32, t: u32): u32 { return moveD(t, bitsD(r1)); }
export function fcpy_sgl(r1: u32, t: u32): u32 { return moveS(t, bitsS(r1)); }
export function fabs_dbl(r1: u32, t: u32): u32 { return moveD(t, bitsD(r1) & 0x7fffffffffffffff); }
export function fabs_sgl(r1: u32, t: u32): u32 { return moveS(t, bitsS(r1) & 0x7fffffff); }
export function fneg_dbl(r1: u32, t: u32): u32 { return moveD(t, bitsD(r1) ^ 0x8000000000000000); }
export function fneg_sgl(r1: u32, t: u32): u32 { return moveS(t, bitsS(r1) ^ 0x80000000); }
export function fnegabs_dbl(r1: u32, t: u32): u32 { return moveD(t, bitsD(r1) | 0x8000000000000000); }
export function fnegabs_sgl(r1: u32, t: u32): u32 { return moveS(t, bitsS(r1) | 0x80000000); }

/** Quad and reserved formats, reserved sub-operations: no PA-RISC FPU has them, and Linux answers SIGILL. */
export function fp_unimplemented(): u32 { return UNIMPLEMENTED; }

/** Unsigned product of two words, as a doubleword; no flags. */
export function xmpyu(r1: u32, r2: u32, t: u32): u32 { return moveD(t, <u64>bitsS(r1) * <u64>bitsS(r2)); }
