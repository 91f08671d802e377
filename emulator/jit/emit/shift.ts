// Shift, extract and deposit. Counterpart of core/semantics/shift.ts.

import type { Emitter } from "../emitter.ts";
import { OP } from "../module.ts";
import { SAR_REG } from "../registers.ts";
import { extractDeposit } from "./condition.ts";
import type { Emit } from "./index.ts";

/** Sets t from the value on the stack. */
function result(e: Emitter, c: number, t: number): void {
  if (!c) {
    e.set(t);
    return;
  }
  const r = e.keep();
  r();
  e.set(t);
  e.nullify(() => extractDeposit(e, c, r));
}

function pair(e: Emitter, high: number, low: number, amount: number): void {
  e.get(low);
  if (!amount) return;
  if (high === low) {
    e.k(amount);
    e.op(OP.i32_rotr);
    return;
  }
  e.k(amount);
  e.op(OP.i32_shr_u);
  if (high === 0) return;
  e.get(high);
  e.k(32 - amount);
  e.op(OP.i32_shl, OP.i32_or);
}
function pairBySar(e: Emitter, high: number, low: number): void {
  if (high === 0 || high === low) {
    e.get(low);
    e.get(SAR_REG);
    e.op(high === 0 ? OP.i32_shr_u : OP.i32_rotr);
    return;
  }
  e.get(high);
  e.op(OP.i64_extend_i32_u);
  e.k64(32n);
  e.op(OP.i64_shl);
  e.get(low);
  e.op(OP.i64_extend_i32_u, OP.i64_or);
  e.get(SAR_REG);
  e.op(OP.i64_extend_i32_u, OP.i64_shr_u, OP.i32_wrap_i64);
}

const ones = (len: number): number => (len >= 32 ? -1 : 2 ** len - 1);

/** How far left a field that ends at bit p (or at SAR) lies. */
function place(e: Emitter, p: number | undefined): void {
  if (p === undefined) {
    e.get(SAR_REG);
    e.k(31);
    e.op(OP.i32_xor);
  } else e.k(31 - p);
}

function extract(e: Emitter, r: number, p: number | undefined, len: number, signed: boolean): void {
  e.get(r);
  if (p !== 31) {
    place(e, p);
    e.op(signed ? OP.i32_shr_s : OP.i32_shr_u);
  }
  // Nothing to cut off where the field reaches the leftmost bit.
  if (p !== undefined && 31 - p + len >= 32) return;
  if (len >= 32) return;
  if (!signed) {
    e.k(ones(len));
    e.op(OP.i32_and);
  } else if (len === 8) e.op(OP.i32_extend8_s);
  else if (len === 16) e.op(OP.i32_extend16_s);
  else {
    e.k(32 - len);
    e.op(OP.i32_shl);
    e.k(32 - len);
    e.op(OP.i32_shr_s);
  }
}

/** Pushes `value` deposited upon register `under` (-1: upon zero). */
function deposit(e: Emitter, under: number, value: () => void, p: number | undefined, len: number): void {
  value();
  if (p === undefined || 31 - p + len < 32) {
    e.k(ones(len));
    e.op(OP.i32_and);
  }
  if (p !== 31) {
    place(e, p);
    e.op(OP.i32_shl);
  }
  if (under < 0) return;
  e.get(under);
  if (p !== undefined) e.k(~(ones(len) << (31 - p)));
  else {
    e.k(ones(len));
    place(e, undefined);
    e.op(OP.i32_shl);
    e.k(-1);
    e.op(OP.i32_xor);
  }
  e.op(OP.i32_and, OP.i32_or);
}

const reg = (e: Emitter, r: number) => () => e.get(r);
const imm = (e: Emitter, v: number) => () => e.k(v);

export const SHIFT: Readonly<Record<string, Emit>> = {
  shrpw: (e, [r2, r1, c, cp, t]) => {
    pair(e, r1, r2, cp);
    result(e, c, t);
  },
  shrpw_sar: (e, [r2, r1, c, t]) => {
    pairBySar(e, r1, r2);
    result(e, c, t);
  },
  extrw_u: (e, [r, t, c, p, clen]) => {
    extract(e, r, p, clen, false);
    result(e, c, t);
  },
  extrw_s: (e, [r, t, c, p, clen]) => {
    extract(e, r, p, clen, true);
    result(e, c, t);
  },
  extrw_u_sar: (e, [r, t, c, clen]) => {
    extract(e, r, undefined, clen, false);
    result(e, c, t);
  },
  extrw_s_sar: (e, [r, t, c, clen]) => {
    extract(e, r, undefined, clen, true);
    result(e, c, t);
  },
  depw_z: (e, [t, r, c, cp, clen]) => {
    deposit(e, -1, reg(e, r), cp, clen);
    result(e, c, t);
  },
  depw: (e, [t, r, c, cp, clen]) => {
    deposit(e, t, reg(e, r), cp, clen);
    result(e, c, t);
  },
  depwi_z: (e, [t, im5, c, cp, clen]) => {
    deposit(e, -1, imm(e, im5), cp, clen);
    result(e, c, t);
  },
  depwi: (e, [t, im5, c, cp, clen]) => {
    deposit(e, t, imm(e, im5), cp, clen);
    result(e, c, t);
  },
  depw_z_sar: (e, [t, r, c, clen]) => {
    deposit(e, -1, reg(e, r), undefined, clen);
    result(e, c, t);
  },
  depw_sar: (e, [t, r, c, clen]) => {
    deposit(e, t, reg(e, r), undefined, clen);
    result(e, c, t);
  },
  depwi_z_sar: (e, [t, im5, c, clen]) => {
    deposit(e, -1, imm(e, im5), undefined, clen);
    result(e, c, t);
  },
  depwi_sar: (e, [t, im5, c, clen]) => {
    deposit(e, t, imm(e, im5), undefined, clen);
    result(e, c, t);
  },
};
