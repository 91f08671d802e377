// Floating point against the host's own IEEE arithmetic, for machines without qemu-hppa: results to nearest, the fast
// functions against the exact ones (result and status), and the directed modes as the two neighbours of the exact value.
import { beforeAll, describe, expect, test } from "vitest";
import { FR } from "../../emulator/isa/state.ts";
import { type FpCore, getStatus, loadFpCore, setStatus } from "./fp-core.ts";
import { Random, someDouble, someInteger, someSingle } from "./fp-operands.ts";

const CASES = 4_000;
const I = 0x08000000;
const FLAGS = 0xf8000000;
/** FPSR rounding modes. */
const DOWN = 0x600;
const UP = 0x400;
const ZERO = 0x200;

let core: FpCore;
beforeAll(() => {
  core = loadFpCore();
});

const word = new DataView(new ArrayBuffer(8));
const toDouble = (x: bigint) => {
  word.setBigUint64(0, x);
  return word.getFloat64(0);
};
const toSingle = (x: bigint) => {
  word.setUint32(0, Number(x));
  return word.getFloat32(0);
};

interface Operation {
  readonly name: string;
  readonly host: (a: number, b: number) => number;
  readonly unary?: boolean;
}
const OPERATIONS: readonly Operation[] = [
  { name: "fadd", host: (a, b) => a + b },
  { name: "fsub", host: (a, b) => a - b },
  { name: "fmpy", host: (a, b) => a * b },
  { name: "fdiv", host: (a, b) => a / b },
  { name: "fsqrt", host: (a) => Math.sqrt(a), unary: true },
];

describe.each(["dbl", "sgl"] as const)("%s", (format) => {
  const double = format === "dbl";
  const put = (n: number, bits: bigint) =>
    double
      ? core.memory.setBigUint64(FR + 8 * n, bits, true)
      : core.memory.setUint32(FR + 8 * n + 4, Number(bits), true);
  const get = (n: number): bigint =>
    double ? core.memory.getBigUint64(FR + 8 * n, true) : BigInt(core.memory.getUint32(FR + 8 * n + 4, true));
  const value = double ? toDouble : toSingle;
  const register = (n: number) => (double ? n : 2 * n);
  const operands = (r: Random): [bigint, bigint] => {
    if (!double) {
      const a = someSingle(r, r.next());
      return [BigInt(a), BigInt(someSingle(r, a))];
    }
    const a = someDouble(r, [r.next(), r.next()]);
    const b = someDouble(r, a);
    return [(BigInt(a[0]) << 32n) | BigInt(a[1]), (BigInt(b[0]) << 32n) | BigInt(b[1])];
  };

  describe.each(OPERATIONS)("$name", ({ name, host, unary }) => {
    const run = (fn: string, status: number, a: bigint, b: bigint): [bigint, number] => {
      setStatus(core, status);
      put(20, a);
      put(21, b);
      put(22, 0n);
      const op = core.ops[fn] as (...n: number[]) => number;
      const sources = unary ? [register(20)] : [register(20), register(21)];
      if (op(...(fn.startsWith("slow") ? [double ? 1 : 0] : []), ...sources, register(22)))
        throw new Error(`${fn} trapped`);
      return [get(22), getStatus(core)];
    };

    test("nearest", () => {
      const r = new Random(1);
      for (let i = 0; i < CASES; i++) {
        const [a, b] = operands(r);
        const [x, status] = run(`${name}_${format}`, 0, a, b);
        const want = host(value(a), value(b));
        const case_ = `${a.toString(16)} ${b.toString(16)}`;
        expect(Object.is(value(x), double ? want : Math.fround(want)), case_).toBe(true);
        // The exact routine, and the fast one with the inexact flag already there.
        expect(run(`slow_${name}`, 0, a, b), case_).toEqual([x, status]);
        expect(run(`${name}_${format}`, I, a, b), case_).toEqual([x, (status | I) >>> 0]);
      }
    });

    test("up, down and to zero", () => {
      const r = new Random(2);
      for (let i = 0; i < CASES; i++) {
        const [a, b] = operands(r);
        const modes = [0, DOWN, UP, ZERO].map((m) => run(`${name}_${format}`, m, a, b));
        const [near, down, up, zero] = modes.map(([x]) => x);
        const case_ = `${a.toString(16)} ${b.toString(16)}: ${modes.map(([x]) => x.toString(16))}`;
        const inexact = modes.map(([, s]) => (s & I) !== 0);
        if (Number.isNaN(value(near)) || !inexact[1]) {
          // Exact: one answer, whatever the mode, but for the sign of a zero sum.
          const same =
            new Set([near, up, zero].map(String)).size === 1 && (down === near || value(down) === 0);
          expect(same && inexact.every((x) => !x), case_).toBe(true);
          continue;
        }
        expect(inexact, case_).toEqual([true, true, true, true]);
        // Two neighbours (patterns count up away from zero), one of them the nearest, one the one towards zero.
        const negative = value(zero) < 0 || Object.is(value(zero), -0);
        expect(negative ? down - up : up - down, case_).toBe(1n);
        expect(zero, case_).toBe(negative ? up : down);
        expect(near === up || near === down, case_).toBe(true);
      }
    });
  });
});

test("integers and back", () => {
  const r = new Random(3);
  const put = (n: number, x: bigint) => core.memory.setBigUint64(FR + 8 * n, x, true);
  const get = (n: number) => core.memory.getBigUint64(FR + 8 * n, true);
  const run = (name: string, from: number, x: bigint, to: number): [bigint, number] => {
    setStatus(core, 0);
    put(20, x);
    core.ops[name](from, to);
    return [get(22), (getStatus(core) & FLAGS) >>> 0];
  };
  for (let i = 0; i < CASES; i++) {
    const [high, low] = someInteger(r);
    const n = (BigInt(high) << 32n) | BigInt(low);
    const signed = BigInt.asIntN(64, n);
    const [x, status] = run("fcnvxf_dbl_dbl", 20, n, 22);
    expect(toDouble(x)).toBe(Number(signed));
    expect(status).toBe(BigInt(toDouble(x)) === signed ? 0 : I);
    expect(toDouble(run("fcnvuf_dbl_dbl", 20, n, 22)[0])).toBe(Number(n));
    expect(toDouble(run("fcnvxf_sgl_dbl", 40, n, 22)[0])).toBe(high | 0);
    // Back, when it fits: 2^63 itself does not.
    const back = run("fcnvfx_dbl_dbl", 20, x, 22);
    const fits = toDouble(x) < 2 ** 63;
    expect(back).toEqual(
      fits ? [BigInt.asUintN(64, BigInt(toDouble(x))), 0] : [(1n << 63n) - 1n, 0x80000000],
    );
  }
});
