// Halfword arithmetic of PA-RISC 2.0 (the rows with `since: "2.0"` in isa/alu.ts and isa/shift.ts): both halves of the
// registers at once. PA-RISC 2.0 manual, chapter 7. Below: state.ts.

import { Target, gr, setGr } from "../state";

@inline function left(r: u32): i32 { return i32(r) >> 16; }
@inline function right(r: u32): i32 { return i32(r << 16) >> 16; }
@inline function signed(v: i32): i32 { return min(max(v, -32768), 32767); }
@inline function unsigned(v: i32): i32 { return min(max(v, 0), 65535); }
@inline function both(l: i32, r: i32, t: Target): u32 {
  setGr(t, (u32(l) << 16) | (u32(r) & 0xffff));
  return 0;
}

@inline export function hadd(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(left(a) + left(b), right(a) + right(b), t);
}
@inline export function hadd_ss(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(signed(left(a) + left(b)), signed(right(a) + right(b)), t);
}
@inline export function hadd_us(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(unsigned(i32(a >>> 16) + left(b)), unsigned(i32(a & 0xffff) + right(b)), t);
}
@inline export function hsub(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(left(a) - left(b), right(a) - right(b), t);
}
@inline export function hsub_ss(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(signed(left(a) - left(b)), signed(right(a) - right(b)), t);
}
@inline export function hsub_us(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(unsigned(i32(a >>> 16) - left(b)), unsigned(i32(a & 0xffff) - right(b)), t);
}

/** Half of the sum, its lost bit ored into the lowest one. */
@inline function average(a: u32, b: u32): i32 { return i32(((a + b) >>> 1) | ((a + b) & 1)); }
@inline export function havg(r2: u32, r1: u32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(average(a >>> 16, b >>> 16), average(a & 0xffff, b & 0xffff), t);
}

@inline function shiftLeftAdd(r2: u32, r1: u32, n: i32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(signed(signed(left(a) << n) + left(b)), signed(signed(right(a) << n) + right(b)), t);
}
@inline function shiftRightAdd(r2: u32, r1: u32, n: i32, t: Target): u32 {
  const a = gr(r1), b = gr(r2);
  return both(signed((left(a) >> n) + left(b)), signed((right(a) >> n) + right(b)), t);
}
@inline export function hsh1ladd(r2: u32, r1: u32, t: Target): u32 { return shiftLeftAdd(r2, r1, 1, t); }
@inline export function hsh2ladd(r2: u32, r1: u32, t: Target): u32 { return shiftLeftAdd(r2, r1, 2, t); }
@inline export function hsh3ladd(r2: u32, r1: u32, t: Target): u32 { return shiftLeftAdd(r2, r1, 3, t); }
@inline export function hsh1radd(r2: u32, r1: u32, t: Target): u32 { return shiftRightAdd(r2, r1, 1, t); }
@inline export function hsh2radd(r2: u32, r1: u32, t: Target): u32 { return shiftRightAdd(r2, r1, 2, t); }
@inline export function hsh3radd(r2: u32, r1: u32, t: Target): u32 { return shiftRightAdd(r2, r1, 3, t); }

@inline export function hshl(r: u32, sa: u32, t: Target): u32 { return both(left(gr(r)) << sa, right(gr(r)) << sa, t); }
@inline export function hshr_u(r: u32, sa: u32, t: Target): u32 { return both(i32(gr(r) >>> 16 >>> sa), i32((gr(r) & 0xffff) >>> sa), t); }
@inline export function hshr_s(r: u32, sa: u32, t: Target): u32 { return both(left(gr(r)) >> sa, right(gr(r)) >> sa, t); }

@inline export function mixh_l(r2: u32, r1: u32, t: Target): u32 { return both(left(gr(r1)), left(gr(r2)), t); }
@inline export function mixh_r(r2: u32, r1: u32, t: Target): u32 { return both(right(gr(r1)), right(gr(r2)), t); }
