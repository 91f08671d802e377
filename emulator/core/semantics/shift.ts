// Shift, extract and deposit: one function for each row of isa/shift.ts. Bit 0 is the leftmost, as everywhere in the
// manual (PA-RISC 1.1, chapter 5). Below: condition.ts, state.ts.

import { SAR } from "../../isa/state";
import { extractDeposit } from "../condition";
import { Target, gr, setGr, updateGr } from "../state";

@inline function sar(): u32 { return load<u32>(0, SAR) & 31; }

@inline function result(c: u32, r: u32, t: Target): u32 {
  setGr(t, r);
  return extractDeposit(c, r);
}

/** Low word of (high:low >> amount), amount 0..31. */
@inline function pair(high: u32, low: u32, amount: u32): u32 { return u32(((u64(high) << 32) | u64(low)) >> amount); }

/** len (1..32) bits of value that end at bit p; more than there are read as zeroes or signs. */
@inline function extractUnsigned(value: u32, p: u32, len: u32): u32 {
  return (value >>> (31 - p)) & (0xffffffff >>> (32 - len));
}
@inline function extractSigned(value: u32, p: u32, len: u32): u32 {
  const away = 32 - len;
  return u32(((i32(value) >> (31 - p)) << away) >> away);
}

/** The low len bits of value, placed to end at bit p, upon `under`; what does not fit is lost on the left. */
@inline function deposit(under: u32, value: u32, p: u32, len: u32): u32 {
  const mask: u32 = (0xffffffff >>> (32 - len)) << (31 - p);
  return (under & ~mask) | ((value << (31 - p)) & mask);
}

@inline export function shrpw_sar(r2: u32, r1: u32, c: u32, t: Target): u32 { return result(c, pair(gr(r1), gr(r2), sar()), t); }
@inline export function shrpw(r2: u32, r1: u32, c: u32, cp: u32, t: Target): u32 { return result(c, pair(gr(r1), gr(r2), cp), t); }

@inline export function extrw_u_sar(r: u32, t: Target, c: u32, clen: u32): u32 { return result(c, extractUnsigned(gr(r), sar(), clen), t); }
@inline export function extrw_s_sar(r: u32, t: Target, c: u32, clen: u32): u32 { return result(c, extractSigned(gr(r), sar(), clen), t); }
@inline export function extrw_u(r: u32, t: Target, c: u32, p: u32, clen: u32): u32 { return result(c, extractUnsigned(gr(r), p, clen), t); }
@inline export function extrw_s(r: u32, t: Target, c: u32, p: u32, clen: u32): u32 { return result(c, extractSigned(gr(r), p, clen), t); }

@inline export function depw_z_sar(t: Target, r: u32, c: u32, clen: u32): u32 { return result(c, deposit(0, gr(r), sar(), clen), t); }
@inline export function depw_sar(t: u32, r: u32, c: u32, clen: u32): u32 { return update(c, deposit(gr(t), gr(r), sar(), clen), t); }
@inline export function depw_z(t: Target, r: u32, c: u32, cp: u32, clen: u32): u32 { return result(c, deposit(0, gr(r), cp, clen), t); }
@inline export function depw(t: u32, r: u32, c: u32, cp: u32, clen: u32): u32 { return update(c, deposit(gr(t), gr(r), cp, clen), t); }
@inline export function depwi_z_sar(t: Target, im5: u32, c: u32, clen: u32): u32 { return result(c, deposit(0, im5, sar(), clen), t); }
@inline export function depwi_sar(t: u32, im5: u32, c: u32, clen: u32): u32 { return update(c, deposit(gr(t), im5, sar(), clen), t); }
@inline export function depwi_z(t: Target, im5: u32, c: u32, cp: u32, clen: u32): u32 { return result(c, deposit(0, im5, cp, clen), t); }
@inline export function depwi(t: u32, im5: u32, c: u32, cp: u32, clen: u32): u32 { return update(c, deposit(gr(t), im5, cp, clen), t); }

/** As result(), for a register that the operation reads too (and which is therefore not redirected when it is GR0). */
@inline function update(c: u32, r: u32, t: u32): u32 {
  updateGr(t, r);
  return extractDeposit(c, r);
}
