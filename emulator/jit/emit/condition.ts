// Conditions as code: each function pushes 1 or 0. The counterpart of core/condition.ts (PA-RISC 1.1 manual, chapter 5).
// Operands are closures that push a value; they may be pushed more than once. Above: the other files of emit/.

import type { Emitter } from "../emitter.ts";
import { OP } from "../module.ts";

export type Push = () => void;

export const register =
  (e: Emitter, r: number): Push =>
  () =>
    e.get(r);
export const constant =
  (e: Emitter, value: number): Push =>
  () =>
    e.k(value);
/** A register's value as it is now. */
export function snapshot(e: Emitter, r: number): Push {
  if (r === 0) return () => e.k(0);
  e.get(r);
  return e.keep();
}

function negated(e: Emitter, cf: number): void {
  if (cf & 1) e.op(OP.i32_eqz);
}
const never = (e: Emitter, cf: number): void => e.k(cf & 1);

/** How a - b compares. */
export function compare(e: Emitter, cf: number, a: Push, b: Push): void {
  const two = (yes: number, no: number) => {
    a();
    b();
    e.op(cf & 1 ? no : yes);
  };
  switch (cf >>> 1) {
    case 1:
      return two(OP.i32_eq, OP.i32_ne);
    case 2:
      return two(OP.i32_lt_s, OP.i32_ge_s);
    case 3:
      return two(OP.i32_le_s, OP.i32_gt_s);
    case 4:
      return two(OP.i32_lt_u, OP.i32_ge_u);
    case 5:
      return two(OP.i32_le_u, OP.i32_gt_u);
    case 6:
      a();
      b();
      e.op(OP.i32_sub);
      a();
      e.op(OP.i32_xor);
      a();
      b();
      e.op(OP.i32_xor, OP.i32_and);
      e.k(31);
      e.op(OP.i32_shr_u);
      return negated(e, cf);
    case 7:
      a();
      b();
      e.op(OP.i32_xor);
      e.k(1);
      e.op(OP.i32_and);
      return negated(e, cf);
    default:
      return never(e, cf);
  }
}

/** What the sum r = a + b comes to; value: a, where that is a small constant. */
export function addition(e: Emitter, cf: number, a: Push, b: Push, r: Push, value?: number): void {
  if (value !== undefined && (cf >>> 1 === 2 || cf >>> 1 === 3)) {
    // Less than 0 as if there were no overflow: b is less than -a.
    compare(e, cf, b, () => e.k(-value));
    return;
  }
  const overflow = () => {
    r();
    a();
    e.op(OP.i32_xor);
    r();
    b();
    e.op(OP.i32_xor, OP.i32_and);
  };
  const less = () => {
    overflow();
    r();
    e.op(OP.i32_xor);
    e.k(31);
    e.op(OP.i32_shr_u);
  };
  const noCarry = () => {
    r();
    a();
    e.op(OP.i32_ge_u);
  };
  switch (cf >>> 1) {
    case 1:
      r();
      e.op(OP.i32_eqz);
      break;
    case 2:
      less();
      break;
    case 3:
      less();
      r();
      e.op(OP.i32_eqz, OP.i32_or);
      break;
    case 4:
      noCarry();
      break;
    case 5:
      noCarry();
      r();
      e.op(OP.i32_eqz, OP.i32_or);
      break;
    case 6:
      overflow();
      e.k(31);
      e.op(OP.i32_shr_u);
      break;
    case 7:
      r();
      e.k(1);
      e.op(OP.i32_and);
      break;
    default:
      return never(e, cf);
  }
  negated(e, cf);
}

export function logical(e: Emitter, cf: number, r: Push): void {
  switch (cf >>> 1) {
    case 1:
      r();
      e.op(OP.i32_eqz);
      break;
    case 2:
      r();
      e.k(0);
      e.op(OP.i32_lt_s);
      break;
    case 3:
      r();
      e.k(0);
      e.op(OP.i32_le_s);
      break;
    case 4:
    case 5:
      e.k(1);
      break;
    case 7:
      r();
      e.k(1);
      e.op(OP.i32_and);
      break;
    default:
      return never(e, cf);
  }
  negated(e, cf);
}

/** The unit conditions that need no carries: some byte zero, some halfword zero. */
export function zeroPart(e: Emitter, cf: number, r: Push): void {
  const [ones, tops] = cf >>> 1 === 2 ? [0x01010101, 0x80808080] : [0x00010001, 0x80008000];
  r();
  e.k(ones);
  e.op(OP.i32_sub);
  r();
  e.k(-1);
  e.op(OP.i32_xor, OP.i32_and);
  e.k(tops);
  e.op(OP.i32_and);
  e.k(0);
  e.op(OP.i32_ne);
  negated(e, cf);
}

export function extractDeposit(e: Emitter, c: number, r: Push): void {
  const kinds = [0, 1, 2, 7];
  logical(e, (kinds[c & 3] << 1) | (c >>> 2), r);
}
