// Division: 32 pairs of `ds a,d,a` and `add,c x,x,x` are how PA-RISC divides ($$divU, $$remI, … of millicode). Each waits for
// the one before it, so a row of them is done by one division of the host, which leaves all registers, V and the carries as
// the steps would (PA-RISC 1.1 manual, "DIVIDE STEP"). Above: region.ts. Below: block.ts, emitter.ts.

import type { Block, Step } from "./block.ts";
import type { Emitter } from "./emitter.ts";
import { operandOf } from "./info.ts";
import { I64, OP } from "./module.ts";
import { V } from "./registers.ts";

/** So many pairs in a row: a quotient of as many bits. */
export interface Division {
  readonly pairs: number;
  /** Where the partial remainder comes from at first, and where it is kept; divisor; dividend and quotient. */
  readonly from: number;
  readonly a: number;
  readonly d: number;
  readonly x: number;
}

/** Fewer pairs than this are quicker one by one. */
const FEWEST = 8;

/** Marks the steps of a block that divide: the first of a row has the division, the others nothing to do. */
export function planDivision({ steps }: Block): void {
  for (let i = 0; i + 1 < steps.length; i++) {
    const first = pair(steps, i);
    if (!first || (first.from !== first.a && first.from !== 0)) continue;
    let pairs = 1;
    while (pairs < 32 && goesOn(first, pair(steps, i + 2 * pairs))) pairs++;
    if (pairs < FEWEST) continue;
    steps[i].division = { ...first, pairs };
    for (let j = 1; j < 2 * pairs; j++) steps[i + j].isDone = true;
    i += 2 * pairs - 1;
  }
}

type Pair = Omit<Division, "pairs">;

function pair(steps: readonly Step[], i: number): Pair | undefined {
  const [ds, shift] = [steps[i], steps[i + 1]];
  if (ds?.info.row?.name !== "ds" || shift?.info.row?.name !== "add_c" || ds.skip || shift.skip) return;
  const get = (s: Step, name: string) => operandOf(s.info, name)!;
  if (get(ds, "cf") || get(shift, "cf")) return;
  const [a, d, x] = [get(ds, "t"), get(ds, "r2"), get(shift, "t")];
  if (get(shift, "r1") !== x || get(shift, "r2") !== x) return;
  if (!a || !d || !x || a === d || a === x || d === x) return;
  return { from: get(ds, "r1"), a, d, x };
}

const goesOn = (first: Pair, next: Pair | undefined): boolean =>
  next !== undefined &&
  next.from === first.a &&
  next.a === first.a &&
  next.d === first.d &&
  next.x === first.x;

/**
 * The division, or the way out where the steps would do something else: it takes a positive divisor, and a partial
 * remainder that is less and was not left negative (V).
 */
export function divide(e: Emitter, { pairs: k, from, a, d, x }: Division): void {
  e.get(V);
  e.op(OP.i32_eqz);
  e.get(from);
  e.get(d);
  e.op(OP.i32_ge_u, OP.i32_or);
  e.get(d);
  e.k(0);
  e.op(OP.i32_lt_s, OP.i32_or);
  e.exitIf();
  // The bits that come in: the carry, then those of x from the left.
  e.pushCarry();
  e.k(k - 1);
  e.op(OP.i32_shl);
  e.get(x);
  e.k(33 - k);
  e.op(OP.i32_shr_u, OP.i32_or);
  const bits = e.keep();
  const dividend = () => {
    e.get(from);
    e.op(OP.i64_extend_i32_u);
    e.k64(BigInt(k));
    e.op(OP.i64_shl);
    bits();
    e.op(OP.i64_extend_i32_u, OP.i64_or);
  };
  dividend();
  const total = e.keep(I64);
  total();
  e.get(d);
  e.op(OP.i64_extend_i32_u, OP.i64_div_u, OP.i32_wrap_i64);
  const quotient = e.keep();
  // x = quotient, below what is left of x; its last shift made the carries
  e.get(x);
  e.k(32 - k);
  e.op(OP.i32_shr_u);
  e.k(31);
  e.op(OP.i32_shl);
  const out = e.keep();
  quotient();
  if (k < 32) {
    e.get(x);
    e.k(k);
    e.op(OP.i32_shl, OP.i32_or);
  }
  const after = e.keep();
  after();
  e.k(1);
  e.op(OP.i32_shr_u);
  out();
  e.op(OP.i32_or);
  const before = e.keep();
  e.setCarries(before, before, after);
  after();
  e.set(x);
  // V: the last step left the remainder positive; else the divisor has yet to be added
  quotient();
  e.k(1);
  e.op(OP.i32_and);
  const isPositive = e.keep();
  isPositive();
  e.set(V);
  total();
  e.op(OP.i32_wrap_i64);
  quotient();
  e.get(d);
  e.op(OP.i32_mul, OP.i32_sub);
  e.get(d);
  isPositive();
  e.k(1);
  e.op(OP.i32_sub, OP.i32_and, OP.i32_sub);
  e.set(a);
}
