// Arithmetic and logic: one function for each row of isa/ of that family. Below: condition.ts, state.ts.
// PA-RISC 1.1 manual, chapter 5, "Computation instructions". An operation with ,tsv or ,tc that traps leaves
// everything as it was.

import { PSW_CV, PSW_V } from "../../isa/state";
import { TRAP_CONDITIONAL, TRAP_OVERFLOW } from "../../isa/traps";
import { addOverflow, arithmetic, carries, compare, logical, subtractOverflow, unit } from "../condition";
import { Target, gr, setGr, trap } from "../state";

@inline function carryIn(): u32 { return load<u32>(0, PSW_CV) >>> 31; }

/** (a << shift) + b + carry; keep: PSW C/B is written; tsv, tc: may trap. */
@inline function sum(a0: u32, shift: u32, b: u32, carry: u32, cf: u32, t: Target, keep: bool, tsv: bool, tc: bool): u32 {
  const a = a0 << shift;
  const r = a + b + carry;
  const cv = carries(a, b, r);
  let out = cv >>> 31;
  let overflow = addOverflow(a, b, r);
  if (shift != 0) {
    // Bits shifted out count as carry, and as overflow unless they all equal the sign that is left.
    out |= u32(a0 >>> (32 - shift) != 0);
    const top = i32(a0) >> (31 - shift);
    overflow |= u32(top != 0 && top != -1) << 31;
  }
  const hit = arithmetic(cf, r, out, overflow);
  if (tsv && i32(overflow) < 0) return trap(TRAP_OVERFLOW);
  if (tc && hit) return trap(TRAP_CONDITIONAL);
  if (keep) store<u32>(0, cv, PSW_CV);
  setGr(t, r);
  return hit;
}

/** a + ~b + carry, which is a - b when carry is 1. */
@inline function difference(a: u32, b: u32, carry: u32, cf: u32, t: Target, tsv: bool, tc: bool): u32 {
  const r = a + ~b + carry;
  const cv = carries(a, ~b, r);
  const overflow = subtractOverflow(a, b, r);
  const hit = arithmetic(cf, r, cv >>> 31, overflow);
  if (tsv && i32(overflow) < 0) return trap(TRAP_OVERFLOW);
  if (tc && hit) return trap(TRAP_CONDITIONAL);
  store<u32>(0, cv, PSW_CV);
  setGr(t, r);
  return hit;
}

@inline export function add(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 0, gr(r2), 0, cf, t, true, false, false); }
@inline export function add_l(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 0, gr(r2), 0, cf, t, false, false, false); }
@inline export function add_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 0, gr(r2), 0, cf, t, true, true, false); }
@inline export function add_c(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 0, gr(r2), carryIn(), cf, t, true, false, false); }
@inline export function add_c_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 0, gr(r2), carryIn(), cf, t, true, true, false); }
@inline export function sh1add(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 1, gr(r2), 0, cf, t, true, false, false); }
@inline export function sh1add_l(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 1, gr(r2), 0, cf, t, false, false, false); }
@inline export function sh1add_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 1, gr(r2), 0, cf, t, true, true, false); }
@inline export function sh2add(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 2, gr(r2), 0, cf, t, true, false, false); }
@inline export function sh2add_l(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 2, gr(r2), 0, cf, t, false, false, false); }
@inline export function sh2add_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 2, gr(r2), 0, cf, t, true, true, false); }
@inline export function sh3add(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 3, gr(r2), 0, cf, t, true, false, false); }
@inline export function sh3add_l(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 3, gr(r2), 0, cf, t, false, false, false); }
@inline export function sh3add_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return sum(gr(r1), 3, gr(r2), 0, cf, t, true, true, false); }

@inline export function sub(r2: u32, r1: u32, cf: u32, t: Target): u32 { return difference(gr(r1), gr(r2), 1, cf, t, false, false); }
@inline export function sub_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return difference(gr(r1), gr(r2), 1, cf, t, true, false); }
@inline export function sub_tc(r2: u32, r1: u32, cf: u32, t: Target): u32 { return difference(gr(r1), gr(r2), 1, cf, t, false, true); }
@inline export function sub_tsv_tc(r2: u32, r1: u32, cf: u32, t: Target): u32 { return difference(gr(r1), gr(r2), 1, cf, t, true, true); }
@inline export function sub_b(r2: u32, r1: u32, cf: u32, t: Target): u32 { return difference(gr(r1), gr(r2), carryIn(), cf, t, false, false); }
@inline export function sub_b_tsv(r2: u32, r1: u32, cf: u32, t: Target): u32 { return difference(gr(r1), gr(r2), carryIn(), cf, t, true, false); }

@inline export function addi(r: u32, t: Target, cf: u32, im11: u32): u32 { return sum(im11, 0, gr(r), 0, cf, t, true, false, false); }
@inline export function addi_tsv(r: u32, t: Target, cf: u32, im11: u32): u32 { return sum(im11, 0, gr(r), 0, cf, t, true, true, false); }
@inline export function addi_tc(r: u32, t: Target, cf: u32, im11: u32): u32 { return sum(im11, 0, gr(r), 0, cf, t, true, false, true); }
@inline export function addi_tsv_tc(r: u32, t: Target, cf: u32, im11: u32): u32 { return sum(im11, 0, gr(r), 0, cf, t, true, true, true); }
@inline export function subi(r: u32, t: Target, cf: u32, im11: u32): u32 { return difference(im11, gr(r), 1, cf, t, false, false); }
@inline export function subi_tsv(r: u32, t: Target, cf: u32, im11: u32): u32 { return difference(im11, gr(r), 1, cf, t, true, false); }

/** Divide step: one bit of a non-restoring division; PSW C and V carry it from step to step. */
@inline export function ds(r2: u32, r1: u32, cf: u32, t: Target): u32 {
  const divisor = gr(r2);
  const minus: u32 = 0 - load<u32>(0, PSW_V);
  const a = (gr(r1) << 1) | carryIn();
  const b = divisor ^ minus;
  const r = a + b + (minus & 1);
  const cv = carries(a, b, r);
  const hit = arithmetic(cf, r, cv >>> 31, addOverflow(a, b, r));
  store<u32>(0, cv, PSW_CV);
  store<u32>(0, (cv ^ divisor) >>> 31, PSW_V);
  setGr(t, r);
  return hit;
}

@inline export function cmpclr(r2: u32, r1: u32, cf: u32, t: Target): u32 {
  const hit = compare(cf, gr(r1), gr(r2));
  setGr(t, 0);
  return hit;
}

@inline export function cmpiclr(r: u32, t: Target, cf: u32, im11: u32): u32 {
  const hit = compare(cf, im11, gr(r));
  setGr(t, 0);
  return hit;
}

@inline function logic(r: u32, cf: u32, t: Target): u32 {
  setGr(t, r);
  return logical(cf, r);
}
@inline export function or(r2: u32, r1: u32, cf: u32, t: Target): u32 { return logic(gr(r1) | gr(r2), cf, t); }
@inline export function xor(r2: u32, r1: u32, cf: u32, t: Target): u32 { return logic(gr(r1) ^ gr(r2), cf, t); }
@inline export function and(r2: u32, r1: u32, cf: u32, t: Target): u32 { return logic(gr(r1) & gr(r2), cf, t); }
@inline export function andcm(r2: u32, r1: u32, cf: u32, t: Target): u32 { return logic(gr(r1) & ~gr(r2), cf, t); }

@inline export function uxor(r2: u32, r1: u32, cf: u32, t: Target): u32 {
  const a = gr(r1);
  const b = gr(r2);
  const r = a ^ b;
  setGr(t, r);
  return unit(cf, r, carries(a, b, r));
}

@inline export function uaddcm(r2: u32, r1: u32, cf: u32, t: Target): u32 {
  const a = gr(r1);
  const b = ~gr(r2);
  const r = a + b;
  setGr(t, r);
  return unit(cf, r, carries(a, b, r));
}

@inline export function uaddcm_tc(r2: u32, r1: u32, cf: u32, t: Target): u32 {
  const a = gr(r1);
  const b = ~gr(r2);
  const r = a + b;
  const hit = unit(cf, r, carries(a, b, r));
  if (hit) return trap(TRAP_CONDITIONAL);
  setGr(t, r);
  return 0;
}

/** One 1 in the lowest bit of each digit that carried in the last add. */
@inline function digitCarries(): u32 { return (load<u32>(0, PSW_CV) >>> 3) & 0x11111111; }

/** Takes the bias 6 back from each digit that did not carry. */
@inline export function dcor(r: u32, cf: u32, t: Target): u32 {
  const a = gr(r);
  const b = (digitCarries() ^ 0x11111111) * 6;
  const res = a - b;
  setGr(t, res);
  return unit(cf, res, carries(a, ~b, res));
}

/** Gives the bias 6 to each digit that carried. */
@inline export function dcor_i(r: u32, cf: u32, t: Target): u32 {
  const a = gr(r);
  const b = digitCarries() * 6;
  const res = a + b;
  setGr(t, res);
  return unit(cf, res, carries(a, b, res));
}

@inline export function ldil(t: Target, im21: u32): u32 { setGr(t, im21); return 0; }
@inline export function addil(r: u32, im21: u32): u32 { setGr(1, gr(r) + im21); return 0; }
@inline export function ldo(b: u32, t: Target, im14: u32): u32 { setGr(t, gr(b) + im14); return 0; }
