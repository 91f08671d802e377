// Exact IEEE arithmetic on bit patterns, in integers: every rounding mode, every exception, trapped results.
// The fast functions in fp_arith.ts come here for whatever a native operation cannot answer. Below:
// fp_state.ts. PA-RISC's choices: a NaN is signalling when the top bit of its fraction is SET, and becomes
// quiet by clearing that bit and setting the next one; a signalling operand's NaN wins over a quiet one's,
// then the first operand's; tininess is detected after rounding (1.1 ch. 8; Linux arch/parisc/math-emu).

import { EXC_I, EXC_O, EXC_U, EXC_UNIMPLEMENTED, EXC_V, EXC_Z, daz, enables, raise, rm } from "./fp_state";

export const ZERO: u32 = 0;
export const FINITE: u32 = 1;
export const INFINITE: u32 = 2;
export const QNAN: u32 = 3;
export const SNAN: u32 = 4;

// @ts-ignore: decorator
@inline export function fractionBits(fmt: u32): u32 { return fmt ? 52 : 23; }
// @ts-ignore: decorator
@inline function bias(fmt: u32): i32 { return fmt ? 1023 : 127; }
// @ts-ignore: decorator
@inline function maxExponent(fmt: u32): i32 { return fmt ? 2047 : 255; }
// @ts-ignore: decorator
@inline export function signOf(fmt: u32, x: u64): u32 { return <u32>(x >> (fmt ? 63 : 31)); }
// @ts-ignore: decorator
@inline export function signed(fmt: u32, sign: u32, x: u64): u64 { return x | (<u64>sign << (fmt ? 63 : 31)); }
// @ts-ignore: decorator
@inline export function infinity(fmt: u32, sign: u32): u64 { return signed(fmt, sign, <u64>maxExponent(fmt) << fractionBits(fmt)); }
// @ts-ignore: decorator
@inline export function defaultNaN(fmt: u32): u64 { return infinity(fmt, 0) | (<u64>1 << (fractionBits(fmt) - 2)); }

export function quiet(fmt: u32, x: u64): u64 {
  const top = <u64>1 << (fractionBits(fmt) - 1);
  return (x & ~top) | (top >> 1);
}

/** An invalid operation: the default NaN. */
export function invalid(fmt: u32): u64 {
  raise(EXC_V);
  return defaultNaN(fmt);
}

// unpack() leaves the exponent and the significand (leading bit at 62) of a finite number here.
export let exponent: i32 = 0;
export let significand: u64 = 0;

/** Class of x; for FINITE, `exponent` and `significand` too (denormals normalised; with D set they are zeroes). */
export function unpack(fmt: u32, x: u64): u32 {
  const p = fractionBits(fmt);
  const fraction = x & ((<u64>1 << p) - 1);
  const e = <i32>(x >> p) & maxExponent(fmt);
  if (e == maxExponent(fmt)) return fraction == 0 ? INFINITE : fraction >> (p - 1) ? SNAN : QNAN;
  if (e) {
    exponent = e - bias(fmt);
    significand = (fraction | (<u64>1 << p)) << (62 - p);
    return FINITE;
  }
  if (!fraction || daz) return ZERO;
  const z = <i32>clz(fraction) - 1;
  exponent = 1 - bias(fmt) + (62 - <i32>p) - z;
  significand = fraction << z;
  return FINITE;
}

/** Shifts right by n >= 0, keeping "something was lost" in bit 0. */
export function shiftRightJam(x: u64, n: i32): u64 {
  if (n > 63) return x ? 1 : 0;
  return (x >> n) | (n && (x << (64 - n)) ? 1 : 0);
}

/** What rounding adds below the last place, of `range` units there; nearest leaves the tie to the caller. */
function roundIncrement(sign: u32, range: u64): u64 {
  if (rm == 0) return range >> 1;
  return rm == 1 ? 0 : (rm == 2) == (sign == 0) ? range - 1 : 0;
}

/** Rounds sign * sig * 2^(exp - 62) (sig's leading bit at 62, bit 0 sticky) to the format. */
export function round(fmt: u32, sign: u32, exp: i32, sig: u64, narrowing: bool = false): u64 {
  const p = fractionBits(fmt);
  const drop = 62 - p;
  const range = <u64>1 << drop;
  const inc = roundIncrement(sign, range);
  const wrap = fmt ? 1536 : 192;
  let e = exp + bias(fmt);
  let normal = e > 0;
  if (!normal) {
    const tiny = e < 0 || !((sig + inc) >> 63);
    if (tiny && enables & EXC_U && !daz) {
      if (narrowing && e + <i32>((sig + inc) >> 63) <= -wrap) raise(EXC_UNIMPLEMENTED);
      raise(EXC_U);
      e += wrap;
      normal = true;
    } else {
      if (daz) return signed(fmt, sign, 0);
      sig = shiftRightJam(sig, 1 - e);
      e = 0;
      if (tiny && sig & (range - 1)) raise(EXC_U);
    }
  }
  const lost = sig & (range - 1);
  let m = (sig + inc) >> drop;
  if (rm == 0 && lost == range >> 1) m &= ~1;
  if (lost) raise(EXC_I);
  // The significand's leading bit carries into the exponent; so does a round-up to the next power of two.
  const top = e + <i32>(m >> p) - (normal ? 1 : 0);
  if (top >= maxExponent(fmt) && e > 0) {
    if (!(enables & EXC_O)) {
      raise(EXC_O | EXC_I);
      const away = rm == 0 || (rm != 1 && (rm == 2) == (sign == 0));
      return away ? infinity(fmt, sign) : infinity(fmt, sign) - 1;
    }
    if (narrowing && top >= maxExponent(fmt) + wrap) raise(EXC_UNIMPLEMENTED);
    raise(EXC_O);
    e -= wrap;
  }
  const packed = ((<u64>(e - (normal ? 1 : 0)) << p) + m) & ((<u64>1 << (fmt ? 63 : 31)) - 1);
  return signed(fmt, sign, packed);
}

/** The NaN that a two-operand operation returns, or 0 if no operand is one. */
function propagate(fmt: u32, a: u64, ca: u32, b: u64, cb: u32): u64 {
  if (ca < QNAN && cb < QNAN) return 0;
  if (ca == SNAN || cb == SNAN) raise(EXC_V);
  if (ca == SNAN) return quiet(fmt, a);
  if (cb == SNAN) return quiet(fmt, b);
  return ca == QNAN ? a : b;
}

/** The sign of an exact zero sum of two numbers with unlike signs. */
// @ts-ignore: decorator
@inline export function zeroSign(): u32 { return rm == 3 ? 1 : 0; }

export function soft_add(fmt: u32, a: u64, b: u64, subtract: u32): u64 {
  const ca = unpack(fmt, a);
  let ea = exponent, ma = significand;
  const cb = unpack(fmt, b);
  let eb = exponent, mb = significand;
  const nan = propagate(fmt, a, ca, b, cb);
  if (nan) return nan;
  const sa = signOf(fmt, a), sb = signOf(fmt, b) ^ subtract;
  if (ca == INFINITE) return cb == INFINITE && sa != sb ? invalid(fmt) : infinity(fmt, sa);
  if (cb == INFINITE) return infinity(fmt, sb);
  if (ca == ZERO && cb == ZERO) return signed(fmt, sa == sb ? sa : zeroSign(), 0);
  if (ca == ZERO) return round(fmt, sb, eb, mb);
  if (cb == ZERO) return round(fmt, sa, ea, ma);
  let sign = sa;
  if (ea < eb || (ea == eb && ma < mb)) {
    const e = ea, m = ma;
    ea = eb, ma = mb, eb = e, mb = m;
    sign = sb;
  }
  mb = shiftRightJam(mb, ea - eb);
  if (sa == sb) {
    const sum = ma + mb;
    return sum >> 63 ? round(fmt, sign, ea + 1, shiftRightJam(sum, 1)) : round(fmt, sign, ea, sum);
  }
  const difference = ma - mb;
  if (!difference) return signed(fmt, zeroSign(), 0);
  const z = <i32>clz(difference) - 1;
  return round(fmt, sign, ea - z, difference << z);
}

let low: u64 = 0;
/** Full product: returns the high 64 bits, leaves the low ones in `low`. */
export function multiplyWide(a: u64, b: u64): u64 {
  const al = a & 0xffffffff, ah = a >> 32, bl = b & 0xffffffff, bh = b >> 32;
  const ll = al * bl, lh = al * bh, hl = ah * bl;
  const mid = (ll >> 32) + (lh & 0xffffffff) + (hl & 0xffffffff);
  low = (mid << 32) | (ll & 0xffffffff);
  return ah * bh + (lh >> 32) + (hl >> 32) + (mid >> 32);
}
export function productLow(): u64 { return low; }

export function soft_mul(fmt: u32, a: u64, b: u64): u64 {
  const ca = unpack(fmt, a);
  const ea = exponent, ma = significand;
  const cb = unpack(fmt, b);
  const eb = exponent, mb = significand;
  const nan = propagate(fmt, a, ca, b, cb);
  if (nan) return nan;
  const sign = signOf(fmt, a) ^ signOf(fmt, b);
  if (ca == INFINITE || cb == INFINITE) return ca == ZERO || cb == ZERO ? invalid(fmt) : infinity(fmt, sign);
  if (ca == ZERO || cb == ZERO) return signed(fmt, sign, 0);
  let e = ea + eb + 1;
  let m = multiplyWide(ma, mb << 1);
  if (low) m |= 1;
  if (!(m >> 62)) m <<= 1, e--;
  return round(fmt, sign, e, m);
}

export function soft_div(fmt: u32, a: u64, b: u64): u64 {
  const ca = unpack(fmt, a);
  let ea = exponent, ma = significand;
  const cb = unpack(fmt, b);
  const eb = exponent, mb = significand;
  const nan = propagate(fmt, a, ca, b, cb);
  if (nan) return nan;
  const sign = signOf(fmt, a) ^ signOf(fmt, b);
  if (ca == INFINITE) return cb == INFINITE ? invalid(fmt) : infinity(fmt, sign);
  if (cb == INFINITE) return signed(fmt, sign, 0);
  if (cb == ZERO) {
    if (ca == ZERO) return invalid(fmt);
    raise(EXC_Z);
    return infinity(fmt, sign);
  }
  if (ca == ZERO) return signed(fmt, sign, 0);
  if (ma < mb) ma <<= 1, ea--;
  // Schoolbook: the integer bit, the fraction and two more; the remainder makes the sticky bit.
  const places = fractionBits(fmt) + 2;
  let q: u64 = 0, rest = ma;
  for (let i = <i32>places; i >= 0; i--) {
    q <<= 1;
    if (rest >= mb) rest -= mb, q |= 1;
    rest <<= 1;
  }
  return round(fmt, sign, ea - eb, (q << (62 - places)) | (rest ? 1 : 0));
}

export function soft_sqrt(fmt: u32, a: u64): u64 {
  const ca = unpack(fmt, a);
  if (ca >= QNAN) return propagate(fmt, a, ca, 0, ZERO);
  const sign = signOf(fmt, a);
  if (ca == ZERO) return signed(fmt, sign, 0);
  if (sign) return invalid(fmt);
  if (ca == INFINITE) return a;
  let e = exponent, m = significand;
  if (e & 1) m <<= 1, e--;
  // Two bits of the radicand for each of the root.
  const places = fractionBits(fmt) + 3;
  let root: u64 = 0, rest: u64 = 0;
  for (let i = <i32>places; i > 0; i--) {
    rest = (rest << 2) | (m >> 62);
    m <<= 2;
    const trial = (root << 2) | 1;
    root <<= 1;
    if (rest >= trial) rest -= trial, root |= 1;
  }
  return round(fmt, 0, e >> 1, (root << (63 - places)) | (rest | m ? 1 : 0));
}
