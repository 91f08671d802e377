// Floating point where no other emulator can be asked: enabled traps (the exception register, the T bit, wrapped results,
// what is left unwritten), the points in which qemu-hppa is wrong, and that every row of the table has its function.
// Expected values are worked out from the architecture (1.1 ch. 8, 10) and Linux's arch/parisc/math-emu.
import { beforeAll, describe, expect, test } from "vitest";
import { FP } from "../../emulator/isa/fp.ts";
import { TRAP_ASSIST_EXCEPTION } from "../../emulator/isa/traps.ts";
import {
  type FpCore,
  getDouble,
  getException,
  getStatus,
  loadFpCore,
  setDouble,
  setStatus,
} from "./fp-core.ts";

const V = 16;
const Z = 8;
const O = 4;
const U = 2;
const I = 1;
const T = 0x40;
/** The status register with these exceptions' flags and these other bits. */
const flags = (e: number, others = 0) => ((e << 27) | others) >>> 0;
const TRAPPED = TRAP_ASSIST_EXCEPTION << 2;
const OLD = 0x1122334455667788n;

let core: FpCore;
beforeAll(() => {
  core = loadFpCore();
});

/** Runs `name` on doubles a, b (c) with this FPSR: [answer, FPSR, exception type, target]. */
function run(name: string, status: number, a: bigint, b = 0n, c?: bigint): [number, number, number, bigint] {
  setStatus(core, status);
  core.memory.setUint32(0x500, 0, true);
  [a, b, c ?? 0n, OLD].forEach((x, k) => {
    setDouble(core, 20 + k, x);
  });
  const operands = c === undefined ? (/^(fsqrt|frnd|fcnv)/.test(name) ? [20] : [20, 21]) : [20, 21, 22];
  const op = core.ops[name] as (...n: number[]) => number;
  const answer = op(...operands, name.endsWith("_sgl") ? 46 : 23) >>> 0;
  return [answer, getStatus(core), getException(core) >>> 26, getDouble(core, 23)];
}

const bits = (x: number): bigint => {
  const d = new DataView(new ArrayBuffer(8));
  d.setFloat64(0, x);
  return d.getBigUint64(0);
};
const MAX = 0x7fefffffffffffffn;
const MIN = 0x0010000000000000n;
const INF = 0x7ff0000000000000n;

test("every row has its semantics function, taking the row's operands", () => {
  const missing = FP.filter((row) => !row.absent && core.ops[row.semantics]?.length !== row.operands.length);
  expect(missing.map((row) => row.name)).toEqual([]);
});

describe("enabled traps", () => {
  test("invalid and division by zero leave the target and the flags", () => {
    expect(run("fmpy_dbl", V, INF, 0n)).toEqual([TRAPPED, V | T, 0x20, OLD]);
    expect(run("fdiv_dbl", Z, bits(1), 0n)).toEqual([TRAPPED, Z | T, 0x10, OLD]);
    // Enabled, but something else happened.
    expect(run("fdiv_dbl", V, bits(1), 0n)).toEqual([0, flags(Z, V), 0, INF]);
    expect(run("fsqrt_dbl", Z, bits(-1))).toEqual([0, flags(V, Z), 0, 0x7ff4000000000000n]);
  });
  test("inexact writes the rounded result", () => {
    expect(run("fdiv_dbl", I, bits(1), bits(3))).toEqual([TRAPPED, I | T, 0x02, bits(1 / 3)]);
    expect(run("fdiv_dbl", I, bits(6), bits(3))).toEqual([0, I, 0, bits(2)]);
    // An untrapped overflow is inexact as well.
    expect(run("fadd_dbl", I, MAX, MAX)).toEqual([TRAPPED, flags(O, I | T), 0x02, INF]);
  });
  test("overflow and underflow write the result with a wrapped exponent", () => {
    // 2^1023 * 2^1023 = 2^2046; wrapped by 2^-1536: 2^510
    expect(run("fmpy_dbl", O, bits(2 ** 1023), bits(2 ** 1023))).toEqual([
      TRAPPED,
      O | T,
      0x08,
      bits(2 ** 510),
    ]);
    expect(run("fadd_dbl", O | I, MAX, MAX)).toEqual([
      TRAPPED,
      O | I | T,
      0x08,
      MAX + (1n << 52n) - (1536n << 52n),
    ]);
    expect(run("fmpy_dbl", U, bits(2 ** -1000), bits(2 ** -1000))).toEqual([
      TRAPPED,
      U | T,
      0x04,
      bits(2 ** -464),
    ]);
    // Tiny and exact: with the trap off no flag, with it on a trap.
    expect(run("fmpy_dbl", 0, MIN, bits(0.5))).toEqual([0, 0, 0, MIN >> 1n]);
    expect(run("fmpy_dbl", U, MIN, bits(0.5))).toEqual([TRAPPED, U | T, 0x04, bits(2 ** (1536 - 1023))]);
    // Inexact, its trap off: the flag; on: in the type.
    const tiny = 3n;
    expect(run("fmpy_dbl", U, tiny, bits(1 / 3))[1]).toBe(flags(I, U | T));
    expect(run("fmpy_dbl", U | I, tiny, bits(1 / 3)).slice(1, 3)).toEqual([U | I | T, 0x06]);
  });
  test("a tiny result that rounds up to the least normal number underflows only if it is tiny after rounding", () => {
    // (1 - 2^-53) * 2^-1022: rounds to 53 bits below the least normal number.
    expect(run("fmpy_dbl", 0, 0x3fefffffffffffffn, MIN)).toEqual([0, flags(U | I), 0, MIN]);
    // (1 - 2^-54) * 2^-1022: rounded to 53 bits already the least normal number.
    const x = run("fmpyfadd_dbl", 0, bits(-(2 ** -60)), bits(2 ** -1016), MIN);
    expect(x).toEqual([0, flags(I), 0, MIN]);
  });
  test("the fused instructions have exception types of their own", () => {
    expect(run("fmpyfadd_dbl", V, INF, 0n, bits(1))).toEqual([TRAPPED, V | T, 0x30, OLD]);
    expect(run("fmpyfadd_dbl", O, MAX, MAX, bits(1)).slice(0, 3)).toEqual([TRAPPED, flags(I, O | T), 0x18]);
    expect(run("fmpyfadd_dbl", U, MIN, MIN, 0n)[2]).toBe(0x0c);
    expect(run("fmpynfadd_dbl", I, bits(1), bits(1), bits(2 ** 60))).toEqual([
      TRAPPED,
      I | T,
      0x12,
      bits(2 ** 60),
    ]);
  });
  test("a conversion that wrapping cannot save is unimplemented: T stays clear", () => {
    expect(run("fcnvff_dbl_sgl", O, bits(1e300))).toEqual([TRAPPED, O, 0, OLD]);
    expect(run("fcnvff_dbl_sgl", O, bits(2 ** 200))[2]).toBe(0x08);
  });
  test("a trapped comparison still records that it was unordered", () => {
    setStatus(core, V);
    setDouble(core, 20, 0x7ff8000000000000n);
    setDouble(core, 21, 0n);
    expect(core.ops.fcmp_dbl(20, 21, 0, 2)).toBe(TRAPPED);
    expect(getStatus(core)).toBe(V | T | 0x04000000);
  });
  test("register 0 is no target", () => {
    expect(core.ops.fadd_dbl(20, 21, 0)).toBe(TRAPPED);
    expect(core.ops.fcpy_sgl(40, 0)).toBe(TRAPPED);
  });
});

describe("where qemu-hppa is wrong", () => {
  const NAN = 0x7ff4000000000000n;
  test("a NaN becomes the integer limit of its sign", () => {
    const word = (x: bigint) => run("fcnvfx_dbl_sgl", 0, x)[3] >> 32n;
    expect([NAN, NAN | (1n << 63n), INF, INF | (1n << 63n)].map(word)).toEqual([
      0x7fffffffn,
      0x80000000n,
      0x7fffffffn,
      0x80000000n,
    ]);
    expect(run("fcnvfu_dbl_dbl", 0, NAN | (1n << 63n))[3]).toBe(0n);
    expect(run("fcnvfx_dbl_dbl", 0, NAN | (1n << 63n))).toEqual([0, flags(V), 0, 1n << 63n]);
  });
  test("a NaN whose payload does not fit stays a NaN", () => {
    expect(run("fcnvff_dbl_sgl", 0, 0x7ff0000000000001n)[3] >> 32n).toBe(0x7fa00000n);
    expect(run("fcnvff_dbl_sgl", 0, 0xfff0000000000001n)[3] >> 32n).toBe(0xffa00000n);
    expect(run("fcnvff_dbl_sgl", 0, 0xfff0000020000000n)[3] >> 32n).toBe(0xff800001n);
  });
  test("the fused product prefers signalling NaNs", () => {
    expect(run("fmpyfadd_dbl", 0, 0x7ff4000000000001n, 0x7ff8000000000002n, bits(1))).toEqual([
      0,
      flags(V),
      0,
      0x7ff4000000000002n,
    ]);
  });
  test("ftest: acc if nothing was true, rej if both of a pair were", () => {
    const test = (status: number, c: number) => {
      setStatus(core, status);
      return core.ops.ftest(1, c);
    };
    const C = 0x04000000;
    const CQ = (n: number) => 1 << (21 - n);
    expect([0, C, CQ(0), CQ(10), 0x0000063f].map((s) => test(s, 1))).toEqual([1, 0, 0, 0, 1]);
    expect([CQ(0), CQ(1), C].map((s) => test(s, 17))).toEqual([0, 1, 0]);
    expect([CQ(2), CQ(3)].map((s) => test(s, 13))).toEqual([0, 1]);
    expect([CQ(4), CQ(5)].map((s) => test(s, 9))).toEqual([0, 1]);
    expect([CQ(6), CQ(7)].map((s) => test(s, 5))).toEqual([0, 1]);
    expect(
      [C | CQ(5), CQ(0) | CQ(6), CQ(4) | CQ(10), C | CQ(4), CQ(3) | CQ(8)].map((s) => test(s, 2)),
    ).toEqual([1, 1, 1, 0, 0]);
    expect(
      [C | CQ(3), CQ(0) | CQ(4), CQ(2) | CQ(6), CQ(3) | CQ(7), C | CQ(4)].map((s) => test(s, 6)),
    ).toEqual([1, 1, 1, 0, 0]);
    expect(test(0, 3)).toBe(TRAPPED);
  });
});
