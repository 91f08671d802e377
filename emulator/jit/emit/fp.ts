// Floating point by WebAssembly's own operations. Right while rounding is to nearest, nothing is enabled and the inexact
// flag is set already (the region tests that where it is entered and after calls): then only V, Z, O and U can be new,
// and whatever may raise one leaves to the interpreter before its result is written. A product, quotient or narrowed
// result may be tiny when its exponent is 0 or 1 (the least normal may be a tiny result rounded up).
// Counterpart of core/semantics/fp_*.ts, which do everything else.

import type { Emitter } from "../emitter.ts";
import { F32, F64, OP, VOID } from "../module.ts";
import { FPS } from "../registers.ts";
import type { Emit } from "./index.ts";

type Push = () => void;
const C_BIT = 0x04000000;
const CQ = 0x003ff800;

/** Pushes sign-less bits: the exponent leftmost. */
function exponentBits(e: Emitter, double: boolean, r: Push): void {
  r();
  if (double) {
    e.op(OP.i64_reinterpret_f64);
    e.k64(31n);
    e.op(OP.i64_shr_u, OP.i32_wrap_i64);
  } else {
    e.op(OP.i32_reinterpret_f32);
    e.k(1);
    e.op(OP.i32_shl);
  }
}

/** Leaves when r is infinite or NaN. */
function leaveUnlessFinite(e: Emitter, double: boolean, r: Push): void {
  exponentBits(e, double, r);
  e.k(double ? 0xffe00000 : 0xff000000);
  e.op(OP.i32_ge_u);
  e.exitIf();
}

/** Leaves when r's exponent is 0, 1 or all ones, unless r is the exact zero that `zero` says. */
function leaveUnlessMiddle(e: Emitter, double: boolean, r: Push, zero: Push): void {
  exponentBits(e, double, r);
  e.k(double ? 0x00400000 : 0x02000000);
  e.op(OP.i32_sub);
  e.k(double ? 0xffa00000 : 0xfd000000);
  e.op(OP.i32_ge_u);
  if (e.dry) {
    e.exitIf();
    zero();
    return;
  }
  e.hints.push(e.w.length);
  e.op(OP.if, VOID);
  e.depth++;
  isZero(e, double, r);
  zero();
  e.op(OP.i32_and, OP.i32_eqz);
  e.exitIf();
  e.op(OP.end);
  e.depth--;
}

function isZero(e: Emitter, double: boolean, v: Push): void {
  v();
  if (double) {
    e.f64(0);
    e.op(OP.f64_eq);
  } else {
    e.f32(0);
    e.op(OP.f32_eq);
  }
}

const reader = (e: Emitter, double: boolean, n: number): Push => {
  if (double) e.getD(n);
  else e.getS(n);
  return e.keep(double ? F64 : F32);
};
const write = (e: Emitter, double: boolean, t: number): void => (double ? e.setD(t) : e.setS(t));
const isFr0 = (double: boolean, n: number): boolean => (double ? n : n >> 1) === 0;

/** Accepts when none of the first n operands is in FR0. */
function notFr0(emit: Emit, ...doubles: boolean[]): Emit {
  emit.accepts = (a) => doubles.every((d, i) => !isFr0(d, a[i]));
  return emit;
}

type Check = "finite" | "product" | "quotient";

/** r = a op b, checked. */
function arithmetic(e: Emitter, double: boolean, op: number, check: Check, a: Push, b: Push): Push {
  e.useNative();
  a();
  b();
  e.op(op);
  const r = e.keep(double ? F64 : F32);
  if (check === "finite") leaveUnlessFinite(e, double, r);
  else
    leaveUnlessMiddle(e, double, r, () => {
      isZero(e, double, a);
      if (check === "product") {
        isZero(e, double, b);
        e.op(OP.i32_or);
      }
    });
  if (e.exact) {
    lost(e, op, a, b, r);
    e.missIf();
  }
  return r;
}

/** Pushes whether the double r = a op b was rounded; the tests of core/semantics/fp_arith.ts. */
function lost(e: Emitter, op: number, a: Push, b: Push, r: Push): void {
  if (op === OP.f64_mul) {
    for (const v of [a, b]) {
      v();
      e.op(OP.i64_reinterpret_f64);
      e.k64(0x0010000000000000n);
      e.op(OP.i64_or, OP.i64_ctz);
    }
    e.op(OP.i64_add);
    e.k64(53n);
    e.op(OP.i64_lt_u);
    isZero(e, true, r);
    e.op(OP.i32_eqz, OP.i32_and);
    return;
  }
  r();
  a();
  e.op(OP.f64_sub);
  const bb = e.keep(F64);
  a();
  r();
  bb();
  e.op(OP.f64_sub, OP.f64_sub);
  b();
  if (op === OP.f64_sub) e.op(OP.f64_neg);
  bb();
  e.op(OP.f64_sub, OP.f64_add);
  e.f64(0);
  e.op(OP.f64_ne);
}

const binary = (double: boolean, op: number, check: Check): Emit =>
  notFr0(
    (e, [a, b, t]) => {
      arithmetic(e, double, op, check, reader(e, double, a), reader(e, double, b))();
      write(e, double, t);
    },
    double,
    double,
    double,
  );

const root = (double: boolean): Emit =>
  notFr0(
    (e, [a, t]) => {
      e.useNative();
      reader(e, double, a)();
      e.op(double ? OP.f64_sqrt : OP.f32_sqrt);
      const r = e.keep(double ? F64 : F32);
      leaveUnlessFinite(e, double, r);
      r();
      write(e, double, t);
    },
    double,
    double,
  );

/** Moves that look at nothing but the sign bit; NaNs pass with all their bits. */
function sign(double: boolean, op: number, mask: bigint): Emit {
  return notFr0(
    (e, [a, t]) => {
      if (double) {
        e.getQ(a);
        if (op) {
          e.k64(mask);
          e.op(op);
        }
        e.setQ(t);
      } else {
        e.getW(a);
        if (op) {
          e.k(Number(BigInt.asIntN(32, mask >> 32n)));
          e.op(op - OP.i64_and + OP.i32_and);
        }
        e.setW(t);
      }
    },
    double,
    double,
  );
}
const TOP = 0x8000000000000000n;

/** Product, and an independent sum; both read first. */
const pair = (op: number): Emit => {
  const emit: Emit = (e, [a, b, u, c, t]) => {
    const [x, y, s, z] = [a, b, u, c].map((n) => reader(e, true, n));
    const product = arithmetic(e, true, OP.f64_mul, "product", x, y);
    const sum = arithmetic(e, true, op, "finite", s, z);
    product();
    e.setD(t);
    sum();
    e.setD(u);
  };
  emit.accepts = (a) => a.every((n) => n !== 0) && a[4] !== a[3] && a[4] !== a[2];
  return emit;
};

/** Comparisons by (greater, less, equal) when nothing is unordered. */
const comparison = (double: boolean): Emit => {
  const emit: Emit = (e, [r1, r2, , c]) => {
    e.useNative();
    const zero = () => (double ? e.f64(0) : e.f32(0));
    const a = isFr0(double, r1) ? zero : reader(e, double, r1);
    const b = isFr0(double, r2) ? zero : reader(e, double, r2);
    const ne = double ? OP.f64_ne : OP.f32_ne;
    a();
    a();
    e.op(ne);
    b();
    b();
    e.op(ne, OP.i32_or);
    e.exitIf();
    const ops = double
      ? [0, OP.f64_eq, OP.f64_lt, OP.f64_le, OP.f64_gt, OP.f64_ge, OP.f64_ne]
      : [0, OP.f32_eq, OP.f32_lt, OP.f32_le, OP.f32_gt, OP.f32_ge, OP.f32_ne];
    const which = (c >> 2) & 7;
    if (which === 0 || which === 7) e.k(which && 1);
    else {
      a();
      b();
      e.op(ops[which]);
    }
    e.k(26);
    e.op(OP.i32_shl);
    e.get(FPS);
    e.k(~(C_BIT | CQ));
    e.op(OP.i32_and, OP.i32_or);
    e.get(FPS);
    e.k(1);
    e.op(OP.i32_shr_u);
    e.k(CQ >> 1);
    e.op(OP.i32_and);
    e.k(CQ);
    e.op(OP.i32_and, OP.i32_or);
    e.get(FPS);
    e.k(C_BIT);
    e.op(OP.i32_and);
    e.k(5);
    e.op(OP.i32_shr_u, OP.i32_or);
    e.set(FPS);
  };
  emit.accepts = ([, , y]) => y === 0;
  return emit;
};

const ftest: Emit = (e) => {
  e.get(FPS);
  e.k(26);
  e.op(OP.i32_shr_u);
  e.k(1);
  e.op(OP.i32_and);
  const c = e.keep();
  e.nullify(c);
};
ftest.accepts = ([y, c]) => y === 1 && c === 0;

const widen: Emit = notFr0(
  (e, [a, t]) => {
    e.useNative();
    e.getS(a);
    e.op(OP.f64_promote_f32);
    const r = e.keep(F64);
    leaveUnlessFinite(e, true, r);
    r();
    e.setD(t);
  },
  false,
  true,
);

const narrow: Emit = notFr0(
  (e, [a, t]) => {
    e.useNative();
    const from = reader(e, true, a);
    from();
    e.op(OP.f32_demote_f64);
    const r = e.keep(F32);
    leaveUnlessMiddle(e, false, r, () => isZero(e, true, from));
    r();
    e.setS(t);
  },
  true,
  false,
);

/** To a word by truncation. */
const truncate = (double: boolean): Emit =>
  notFr0(
    (e, [a, t]) => {
      e.useNative();
      const from = reader(e, double, a);
      from();
      if (double) {
        e.op(OP.f64_abs);
        e.f64(2147483648);
        e.op(OP.f64_lt);
      } else {
        e.op(OP.f32_abs);
        e.f32(2147483648);
        e.op(OP.f32_lt);
      }
      e.op(OP.i32_eqz);
      e.exitIf();
      from();
      e.op(double ? OP.i32_trunc_f64_s : OP.i32_trunc_f32_s);
      e.setW(t);
    },
    double,
    false,
  );

export const FP: Readonly<Record<string, Emit>> = {
  fadd_dbl: binary(true, OP.f64_add, "finite"),
  fadd_sgl: binary(false, OP.f32_add, "finite"),
  fsub_dbl: binary(true, OP.f64_sub, "finite"),
  fsub_sgl: binary(false, OP.f32_sub, "finite"),
  fmpy_dbl: binary(true, OP.f64_mul, "product"),
  fmpy_sgl: binary(false, OP.f32_mul, "product"),
  fdiv_dbl: binary(true, OP.f64_div, "quotient"),
  fdiv_sgl: binary(false, OP.f32_div, "quotient"),
  fsqrt_dbl: root(true),
  fsqrt_sgl: root(false),
  fcpy_dbl: sign(true, 0, 0n),
  fcpy_sgl: sign(false, 0, 0n),
  fabs_dbl: sign(true, OP.i64_and, TOP - 1n),
  fabs_sgl: sign(false, OP.i64_and, TOP - 1n),
  fneg_dbl: sign(true, OP.i64_xor, TOP),
  fneg_sgl: sign(false, OP.i64_xor, TOP),
  fnegabs_dbl: sign(true, OP.i64_or, TOP),
  fnegabs_sgl: sign(false, OP.i64_or, TOP),
  fmpyadd_dbl: pair(OP.f64_add),
  fmpysub_dbl: pair(OP.f64_sub),
  fcmp_dbl: comparison(true),
  fcmp_sgl: comparison(false),
  ftest,
  xmpyu: notFr0(
    (e, [a, b, t]) => {
      e.getW(a);
      e.op(OP.i64_extend_i32_u);
      e.getW(b);
      e.op(OP.i64_extend_i32_u, OP.i64_mul);
      e.setQ(t);
    },
    false,
    false,
    true,
  ),
  fcnvff_sgl_dbl: widen,
  fcnvff_dbl_sgl: narrow,
  fcnvxf_sgl_dbl: notFr0(
    (e, [a, t]) => {
      e.getW(a);
      e.op(OP.f64_convert_i32_s);
      e.setD(t);
    },
    false,
    true,
  ),
  fcnvxf_sgl_sgl: notFr0(
    (e, [a, t]) => {
      e.useNative();
      e.getW(a);
      e.op(OP.f32_convert_i32_s);
      e.setS(t);
    },
    false,
    false,
  ),
  fcnvfxt_dbl_sgl: truncate(true),
  fcnvfxt_sgl_sgl: truncate(false),
};
