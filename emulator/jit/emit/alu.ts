// Arithmetic and logic. Counterpart of core/semantics/alu.ts; what is not here (traps, decimal correction, conditions
// that want the carry of a shifted operand) is done by the functions there.

import type { Emitter } from "../emitter.ts";
import { OP } from "../module.ts";
import { V } from "../registers.ts";
import { addition, compare, constant, logical, type Push, snapshot, zeroPart } from "./condition.ts";
import type { Emit } from "./index.ts";

/** t = (r1 << shift) + r2. */
function sum(shift: number, keepsCarry: boolean): Emit {
  const emit: Emit = (e, [r2, r1, cf, t]) => {
    const first = () => {
      e.get(r1);
      if (shift) {
        e.k(shift);
        e.op(OP.i32_shl);
      }
    };
    add(e, first, r1 === 0 ? 0 : 1, r2, cf, t, keepsCarry);
  };
  if (shift) emit.accepts = ([, , cf]) => [0, 1, 7].includes(cf >>> 1);
  return emit;
}

function add(
  e: Emitter,
  first: Push,
  notZero: number,
  r2: number,
  cf: number,
  t: number,
  keepsCarry: boolean,
  value?: number,
): void {
  if (!cf && !keepsCarry) {
    if (notZero) first();
    if (r2 || !notZero) e.get(r2);
    if (notZero && r2) e.op(OP.i32_add);
    e.set(t);
    return;
  }
  first();
  const a = e.keep();
  const b = snapshot(e, r2);
  a();
  b();
  e.op(OP.i32_add);
  const r = e.keep();
  if (keepsCarry) e.setCarries(a, b, r);
  r();
  e.set(t);
  if (cf) e.nullify(() => addition(e, cf, a, b, r, value));
}

/** t = a - b. */
function difference(e: Emitter, a: Push, b: Push, cf: number, t: number): void {
  a();
  b();
  e.op(OP.i32_sub);
  const r = e.keep();
  e.setCarries(
    a,
    () => {
      b();
      e.k(-1);
      e.op(OP.i32_xor);
    },
    r,
  );
  r();
  e.set(t);
  if (cf) e.nullify(() => compare(e, cf, a, b));
}

/** a + b + PSW C, where b may be complemented. */
function withCarry(complement: boolean): Emit {
  const emit: Emit = (e, [r2, r1, , t]) => {
    const a = snapshot(e, r1);
    e.get(r2);
    if (complement) {
      e.k(-1);
      e.op(OP.i32_xor);
    }
    const b = e.keep();
    e.pushCarry();
    a();
    e.op(OP.i32_add);
    b();
    e.op(OP.i32_add);
    const r = e.keep();
    e.setCarries(a, b, r);
    r();
    e.set(t);
  };
  emit.accepts = ([, , cf]) => cf === 0;
  return emit;
}

function logic(combine: (e: Emitter, r1: number, r2: number) => void): Emit {
  return (e, [r2, r1, cf, t]) => {
    if (!cf && t === 0) return;
    combine(e, r1, r2);
    if (!cf) {
      e.set(t);
      return;
    }
    const r = e.keep();
    r();
    e.set(t);
    e.nullify(() => logical(e, cf, r));
  };
}
const two =
  (op: number) =>
  (e: Emitter, r1: number, r2: number): void => {
    e.get(r1);
    e.get(r2);
    e.op(op);
  };

/** Divide step (PA-RISC 1.1 manual, "DIVIDE STEP"). */
const ds: Emit = (e, [r2, r1, , t]) => {
  const divisor = snapshot(e, r2);
  e.k(0);
  e.get(V);
  e.op(OP.i32_sub);
  const minus = e.keep();
  e.get(r1);
  e.k(1);
  e.op(OP.i32_shl);
  e.pushCarry();
  e.op(OP.i32_or);
  const a = e.keep();
  divisor();
  minus();
  e.op(OP.i32_xor);
  const b = e.keep();
  a();
  b();
  e.op(OP.i32_add);
  minus();
  e.op(OP.i32_sub);
  const r = e.keep();
  e.setCarries(a, b, r);
  e.pushCarries();
  divisor();
  e.op(OP.i32_xor);
  e.k(31);
  e.op(OP.i32_shr_u);
  e.set(V);
  r();
  e.set(t);
};
ds.accepts = ([, , cf]) => cf === 0;

const uxor: Emit = (e, [r2, r1, cf, t]) => {
  e.get(r1);
  e.get(r2);
  e.op(OP.i32_xor);
  const r = e.keep();
  r();
  e.set(t);
  if (cf) e.nullify(() => zeroPart(e, cf, r));
};
uxor.accepts = ([, , cf]) => cf === 0 || cf >>> 1 === 2 || cf >>> 1 === 3;

const uaddcm: Emit = (e, [r2, r1, , t]) => {
  e.get(r1);
  e.get(r2);
  e.k(-1);
  e.op(OP.i32_xor, OP.i32_add);
  e.set(t);
};
uaddcm.accepts = ([, , cf]) => cf === 0;

const clear = (e: Emitter, cf: number, a: Push, b: Push, t: number): void => {
  e.k(0);
  e.set(t);
  if (cf) e.nullify(() => compare(e, cf, a, b));
};

export const ALU: Readonly<Record<string, Emit>> = {
  add: sum(0, true),
  add_l: sum(0, false),
  sh1add: sum(1, true),
  sh1add_l: sum(1, false),
  sh2add: sum(2, true),
  sh2add_l: sum(2, false),
  sh3add: sum(3, true),
  sh3add_l: sum(3, false),
  add_c: withCarry(false),
  sub_b: withCarry(true),
  sub: (e, [r2, r1, cf, t]) => difference(e, snapshot(e, r1), snapshot(e, r2), cf, t),
  subi: (e, [r, t, cf, im11]) => difference(e, constant(e, im11), snapshot(e, r), cf, t),
  addi: (e, [r, t, cf, im11]) => add(e, constant(e, im11), 1, r, cf, t, true, im11),
  ds,
  uxor,
  uaddcm,
  and: logic(two(OP.i32_and)),
  xor: logic(two(OP.i32_xor)),
  or: logic((e, r1, r2) => {
    if (r1 === 0 || r2 === 0) e.get(r1 | r2);
    else two(OP.i32_or)(e, r1, r2);
  }),
  andcm: logic((e, r1, r2) => {
    e.get(r1);
    e.get(r2);
    e.k(-1);
    e.op(OP.i32_xor, OP.i32_and);
  }),
  cmpclr: (e, [r2, r1, cf, t]) => clear(e, cf, snapshot(e, r1), snapshot(e, r2), t),
  cmpiclr: (e, [r, t, cf, im11]) => clear(e, cf, constant(e, im11), snapshot(e, r), t),
  ldil: (e, [t, im21]) => {
    e.k(im21);
    e.set(t);
  },
  addil: (e, [r, im21]) => {
    e.get(r);
    e.k(im21);
    e.op(OP.i32_add);
    e.set(1);
  },
  ldo: (e, [b, t, im14]) => {
    if (b === 0) e.k(im14);
    else {
      e.get(b);
      if (im14) {
        e.k(im14);
        e.op(OP.i32_add);
      }
    }
    e.set(t);
  },
};
