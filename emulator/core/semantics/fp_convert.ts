// Conversions between the floating-point formats and words or doublewords, signed and unsigned (FCNVFF,
// FCNVXF, FCNVFX, FCNVFXT; 2.0: FCNVUF, FCNVFU, FCNVFUT), and rounding to an integral value. Below:
// fp_soft.ts, fp_state.ts. What does not fit raises V and answers the nearest representable integer; a NaN
// counts as infinite with its sign (Linux math-emu/fcnvfx.c, fcnvfu.c).

import { FPSR } from "../../isa/state";
import {
  EXC_I, EXC_V, FLAG_I, MODE, UNIMPLEMENTED, begin, bits, bitsD, bitsS, commit, doubleAt, loadD, loadS,
  raise, replaceBy, rm, singleAt,
} from "./fp_state";
import {
  FINITE, INFINITE, SNAN, ZERO, exponent, infinity, quiet, round, signOf, signed, significand, unpack,
} from "./fp_soft";

/** Between single and double: fcnvff. */
export function soft_convert(from: u32, to: u32, x: u64): u64 {
  const c = unpack(from, x);
  const sign = signOf(from, x);
  if (c == FINITE) return round(to, sign, exponent, significand, true);
  if (c == ZERO) return signed(to, sign, 0);
  if (c == INFINITE) return infinity(to, sign);
  if (c == SNAN) raise(EXC_V), x = quiet(from, x);
  const payload = x & (from ? 0x000fffffffffffff : 0x007fffff);
  if (to) return infinity(1, sign) | (payload << 29);
  // A payload that does not survive must not become an infinity.
  return infinity(0, sign) | (payload >> 29 ? payload >> 29 : 0x00200000);
}

/** Magnitude of the finite number in `exponent`, `significand` (< 2^64), rounded to an integer; raises I. */
function integral(sign: u32, mode: u32): u64 {
  if (exponent >= 62) return significand << (exponent - 62);
  const shift = 62 - exponent;
  const whole = shift > 63 ? 0 : significand >> shift;
  // What is cut off, as a fraction of 2^64, with a sticky last bit.
  const rest = shift > 64 ? 1 : shift == 64 ? significand : significand << (64 - shift);
  if (!rest) return whole;
  raise(EXC_I);
  if (mode == 1) return whole;
  if (mode == 0) return whole + (rest > 0x8000000000000000 || (rest == 0x8000000000000000 && whole & 1) ? 1 : 0);
  return whole + ((mode == 2) == (sign == 0) ? 1 : 0);
}

/** frnd: an integral value in the same format, zero keeping the sign. */
export function soft_round_to_integral(fmt: u32, x: u64): u64 {
  const c = unpack(fmt, x);
  const sign = signOf(fmt, x);
  if (c == SNAN) {
    raise(EXC_V);
    return quiet(fmt, x);
  }
  if (c == ZERO) return signed(fmt, sign, 0);
  if (c != FINITE || exponent >= (fmt ? 52 : 23)) return x;
  const m = integral(sign, rm);
  if (!m) return signed(fmt, sign, 0);
  const z = <i32>clz(m) - 1;
  return round(fmt, sign, 62 - z, m << z);
}

/** Float to an integer of `size` bits. */
function soft_to_integer(fmt: u32, x: u64, size: u32, unsigned: bool, truncate: bool): u64 {
  const c = unpack(fmt, x);
  const sign = signOf(fmt, x);
  if (c == ZERO) return 0;
  const ones = <u64>-1 >> (64 - size);
  const limit = unsigned ? (sign ? 0 : ones) : (ones >> 1) + sign;
  if (c == FINITE && exponent < 64) {
    const m = integral(sign, truncate ? 1 : rm);
    // Rounding may carry out of the 64 bits.
    if (m <= limit && (m || exponent < 62)) return sign ? -m : m;
  }
  replaceBy(EXC_V);
  return unsigned ? limit : sign ? -limit : limit;
}

/** Integer to float; x is sign- or zero-extended. */
export function soft_from_integer(fmt: u32, x: u64, unsigned: bool): u64 {
  if (!x) return 0;
  const sign: u32 = !unsigned && <i64>x < 0 ? 1 : 0;
  const m = sign ? -x : x;
  const z = <i32>clz(m);
  // Leading bit to 62; the lowest bit of a full doubleword becomes sticky.
  return z ? round(fmt, sign, 63 - z, m << (z - 1)) : round(fmt, sign, 63, (m >> 1) | (m & 1));
}

// --- the instructions: <name>_<source>_<target>; an integer is as wide as the format of its place ---

function convertSlow(from: u32, to: u32, r1: u32, t: u32): u32 {
  begin();
  return commit(to, t, soft_convert(from, to, bits(from, r1)));
}
export function fcnvff_sgl_dbl(r1: u32, t: u32): u32 {
  const a = loadS(r1), r = <f64>a;
  // A single denormal is a double normal; only D, NaNs and infinities need a second look.
  if (load<u32>(FPSR) & MODE || !t || r - r != 0) return convertSlow(0, 1, r1, t);
  store<f64>(doubleAt(t), r);
  return 0;
}
export function fcnvff_dbl_sgl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1), r = <f32>a;
  if (s & MODE || !t || ((reinterpret<u32>(r) >> 23) & 0xff) - 2 >= 0xfd) return convertSlow(1, 0, r1, t);
  if (!(s & FLAG_I) && <f64>r != a) store<u32>(FPSR, s | FLAG_I);
  store<f32>(singleAt(t), r);
  return 0;
}

function fromInteger(fmt: u32, x: u64, unsigned: bool, t: u32): u32 {
  begin();
  return commit(fmt, t, soft_from_integer(fmt, x, unsigned));
}
export function fcnvxf_sgl_dbl(r1: u32, t: u32): u32 {
  if (!t) return UNIMPLEMENTED;
  store<f64>(doubleAt(t), <f64><i32>bitsS(r1));
  return 0;
}
export function fcnvxf_sgl_sgl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), x = <i32>bitsS(r1), r = <f32>x;
  if (s & MODE || !t) return fromInteger(0, <u64><i64>x, false, t);
  if (!(s & FLAG_I) && <f64>r != <f64>x) store<u32>(FPSR, s | FLAG_I);
  store<f32>(singleAt(t), r);
  return 0;
}
export function fcnvxf_dbl_sgl(r1: u32, t: u32): u32 { return fromInteger(0, bitsD(r1), false, t); }
export function fcnvxf_dbl_dbl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), x = <i64>bitsD(r1), r = <f64>x;
  // 2^63 would not go back into a doubleword for the comparison.
  if (s & MODE || !t || r >= 9223372036854775808) return fromInteger(1, <u64>x, false, t);
  if (!(s & FLAG_I) && <i64>r != x) store<u32>(FPSR, s | FLAG_I);
  store<f64>(doubleAt(t), r);
  return 0;
}
export function fcnvuf_sgl_dbl(r1: u32, t: u32): u32 {
  if (!t) return UNIMPLEMENTED;
  store<f64>(doubleAt(t), <f64>bitsS(r1));
  return 0;
}
export function fcnvuf_sgl_sgl(r1: u32, t: u32): u32 { return fromInteger(0, <u64>bitsS(r1), true, t); }
export function fcnvuf_dbl_sgl(r1: u32, t: u32): u32 { return fromInteger(0, bitsD(r1), true, t); }
export function fcnvuf_dbl_dbl(r1: u32, t: u32): u32 { return fromInteger(1, bitsD(r1), true, t); }

/** `wide`: the target is a doubleword, hence a whole register. */
function toInteger(fmt: u32, wide: u32, unsigned: bool, truncate: bool, r1: u32, t: u32): u32 {
  begin();
  return commit(wide, t, soft_to_integer(fmt, bits(fmt, r1), wide ? 64 : 32, unsigned, truncate));
}
export function fcnvfx_sgl_sgl(r1: u32, t: u32): u32 { return toInteger(0, 0, false, false, r1, t); }
export function fcnvfx_sgl_dbl(r1: u32, t: u32): u32 { return toInteger(0, 1, false, false, r1, t); }
export function fcnvfx_dbl_sgl(r1: u32, t: u32): u32 { return toInteger(1, 0, false, false, r1, t); }
export function fcnvfx_dbl_dbl(r1: u32, t: u32): u32 { return toInteger(1, 1, false, false, r1, t); }
export function fcnvfxt_sgl_sgl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadS(r1);
  if (s & MODE || !t || !(abs<f32>(a) < 2147483648)) return toInteger(0, 0, false, true, r1, t);
  const r = <i32>a;
  if (!(s & FLAG_I) && <f64>r != <f64>a) store<u32>(FPSR, s | FLAG_I);
  store<i32>(singleAt(t), r);
  return 0;
}
export function fcnvfxt_dbl_sgl(r1: u32, t: u32): u32 {
  const s = load<u32>(FPSR), a = loadD(r1);
  if (s & MODE || !t || !(abs<f64>(a) < 2147483648)) return toInteger(1, 0, false, true, r1, t);
  const r = <i32>a;
  if (!(s & FLAG_I) && <f64>r != a) store<u32>(FPSR, s | FLAG_I);
  store<i32>(singleAt(t), r);
  return 0;
}
export function fcnvfxt_sgl_dbl(r1: u32, t: u32): u32 { return toInteger(0, 1, false, true, r1, t); }
export function fcnvfxt_dbl_dbl(r1: u32, t: u32): u32 { return toInteger(1, 1, false, true, r1, t); }
export function fcnvfu_sgl_sgl(r1: u32, t: u32): u32 { return toInteger(0, 0, true, false, r1, t); }
export function fcnvfu_sgl_dbl(r1: u32, t: u32): u32 { return toInteger(0, 1, true, false, r1, t); }
export function fcnvfu_dbl_sgl(r1: u32, t: u32): u32 { return toInteger(1, 0, true, false, r1, t); }
export function fcnvfu_dbl_dbl(r1: u32, t: u32): u32 { return toInteger(1, 1, true, false, r1, t); }
export function fcnvfut_sgl_sgl(r1: u32, t: u32): u32 { return toInteger(0, 0, true, true, r1, t); }
export function fcnvfut_sgl_dbl(r1: u32, t: u32): u32 { return toInteger(0, 1, true, true, r1, t); }
export function fcnvfut_dbl_sgl(r1: u32, t: u32): u32 { return toInteger(1, 0, true, true, r1, t); }
export function fcnvfut_dbl_dbl(r1: u32, t: u32): u32 { return toInteger(1, 1, true, true, r1, t); }
