// Conditional branches: the part that is not the branch. Each leaves in e.test what pushes "taken". The condition is
// computed from the registers as they are here, though it may be pushed after the delay slot.
// Counterpart of core/semantics/branch.ts.

import type { Emitter } from "../emitter.ts";
import { OP } from "../module.ts";
import { SAR_REG } from "../registers.ts";
import { addition, compare, constant, extractDeposit, type Push, snapshot } from "./condition.ts";
import type { Emit } from "./index.ts";

const comparison =
  (not: number, immediate: boolean): Emit =>
  (e, [r2, second, c]) => {
    const a = immediate ? constant(e, second) : snapshot(e, second);
    const b = snapshot(e, r2);
    e.test = () => compare(e, (c << 1) | not, a, b);
  };

const accumulation =
  (not: number, immediate: boolean): Emit =>
  (e, [r, second, c]) => {
    const a = immediate ? constant(e, second) : snapshot(e, second);
    const b = snapshot(e, r);
    a();
    b();
    e.op(OP.i32_add);
    const sum = e.keep();
    sum();
    e.set(r);
    e.test = () => addition(e, (c << 1) | not, a, b, sum, immediate ? second : undefined);
  };

function move(e: Emitter, value: Push, t: number, c: number): void {
  value();
  e.set(t);
  e.test = () => extractDeposit(e, c, value);
}

/** Whether the bit that `mask` makes the only one left is set; c: is not. */
function bit(e: Emitter, r: number, mask: Push, c: number): void {
  e.get(r);
  mask();
  e.op(OP.i32_and);
  if (c) e.op(OP.i32_eqz);
  const taken = e.keep();
  e.test = taken;
}

export const BRANCHES: Readonly<Record<string, Emit>> = {
  cmpb_t: comparison(0, false),
  cmpb_f: comparison(1, false),
  cmpib_t: comparison(0, true),
  cmpib_f: comparison(1, true),
  addb_t: accumulation(0, false),
  addb_f: accumulation(1, false),
  addib_t: accumulation(0, true),
  addib_f: accumulation(1, true),
  movb: (e, [t, r, c]) => move(e, snapshot(e, r), t, c),
  movib: (e, [t, im5, c]) => move(e, constant(e, im5), t, c),
  bb: (e, [place, r, c]) => bit(e, r, constant(e, 1 << (31 - place)), c),
  bb_sar: (e, [r, c]) =>
    bit(
      e,
      r,
      () => {
        e.k(-0x80000000);
        e.get(SAR_REG);
        e.op(OP.i32_shr_u);
      },
      c,
    ),
};
