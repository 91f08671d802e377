// A guess at the addresses that a region's accesses will use: its blocks are tried once with the registers as they are
// now, reading memory but writing nothing. Only a guess: it chooses the guard (guards.ts) that the access is compared
// with. Above: region.ts.

import { type Block, CALL, CALL_JUMP, type Step } from "./block.ts";
import { type Info, operandOf } from "./info.ts";

type Values = (number | undefined)[];
/** Registers that a call preserves (parisc Linux ABI), and those it returns in are not. */
const PRESERVED = new Set([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 27, 30]);

export function sample(
  order: readonly Block[],
  registers: Uint32Array,
  peek: (address: number) => number | undefined,
): void {
  const out = new Map<Block, Values>();
  for (const [i, b] of order.entries()) {
    let from: Values;
    if (i === 0) from = Array.from(registers.subarray(0, 32));
    else {
      const p = b.preds.filter((q) => q.order < b.order && out.has(q)).sort((x, y) => x.order - y.order)[0];
      from = p ? out.get(p)!.slice() : [];
    }
    for (const s of b.steps) tryStep(s, from, peek);
    if (b.end.info) for (let r = 1; r < 32; r++) if ((b.end.info.defs.g >>> r) & 1) from[r] = undefined;
    if (b.end.slot) tryStep(b.end.slot, from, peek);
    if (b.end.kind === CALL || b.end.kind === CALL_JUMP)
      for (let r = 1; r < 32; r++) if (!PRESERVED.has(r)) from[r] = undefined;
    out.set(b, from);
  }
}

const ones = (length: number): number => (length >= 32 ? -1 : 2 ** length - 1);
const deposit = (under: number, value: number, cp: number, length: number): number =>
  (under & ~(ones(length) << (31 - cp))) | ((value & ones(length)) << (31 - cp));

/** What a row makes of its operands, in the row's order: registers by value, t too where it is read. */
const COMPUTE: Readonly<Record<string, ((a: readonly number[]) => number) | undefined>> = {
  ldil: ([, im21]) => im21,
  ldo: ([b, , im14]) => (b + im14) | 0,
  addi: ([r, , , im11]) => (r + im11) | 0,
  subi: ([r, , , im11]) => (im11 - r) | 0,
  add: ([r2, r1]) => (r1 + r2) | 0,
  add_l: ([r2, r1]) => (r1 + r2) | 0,
  sh1add: ([r2, r1]) => ((r1 << 1) + r2) | 0,
  sh1add_l: ([r2, r1]) => ((r1 << 1) + r2) | 0,
  sh2add: ([r2, r1]) => ((r1 << 2) + r2) | 0,
  sh2add_l: ([r2, r1]) => ((r1 << 2) + r2) | 0,
  sh3add: ([r2, r1]) => ((r1 << 3) + r2) | 0,
  sh3add_l: ([r2, r1]) => ((r1 << 3) + r2) | 0,
  sub: ([r2, r1]) => (r1 - r2) | 0,
  and: ([r2, r1]) => r1 & r2,
  or: ([r2, r1]) => r1 | r2,
  xor: ([r2, r1]) => r1 ^ r2,
  andcm: ([r2, r1]) => r1 & ~r2,
  extrw_u: ([r, , , p, length]) => (r >>> (31 - p)) & ones(length),
  extrw_s: ([r, , , p, length]) => ((r >>> (31 - p)) << ((32 - length) & 31)) >> ((32 - length) & 31),
  depw_z: ([, r, , cp, length]) => deposit(0, r, cp, length),
  depwi_z: ([, im5, , cp, length]) => deposit(0, im5, cp, length),
  depw: ([t, r, , cp, length]) => deposit(t, r, cp, length),
  depwi: ([t, im5, , cp, length]) => deposit(t, im5, cp, length),
};

function operandValues(info: Info, v: Values): number[] | undefined {
  const row = info.row!;
  const values: number[] = [];
  for (const [i, f] of row.operands.entries()) {
    const n = info.operands[i];
    // A register that is only written does not matter.
    const value = f.kind !== "gr" ? n : n === 0 || !((info.uses.g >>> n) & 1) ? 0 : v[n];
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function tryStep(s: Step, v: Values, peek: (address: number) => number | undefined): void {
  const { info } = s;
  v[0] = 0;
  const name = info.row!.name;
  const get = (field: string): number | undefined => v[operandOf(info, field)!];
  const plus = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined ? undefined : (a + b) | 0;
  let value: number | undefined;
  let target = operandOf(info, "t");
  let base: number | undefined;
  const access = info.row!.load || info.row!.store;
  if (access) {
    const b = operandOf(info, "b")!;
    const um = operandOf(info, "um");
    const x = um === undefined ? undefined : get("x");
    const disp =
      operandOf(info, "im14") ??
      operandOf(info, "im5") ??
      operandOf(info, "im11a") ??
      operandOf(info, "im10a");
    const scale = um !== undefined && um & 2 ? 31 - Math.clz32(access) : 0;
    const sum = um === undefined ? plus(v[b], disp) : plus(v[b], x === undefined ? undefined : x << scale);
    const modes = um ?? operandOf(info, "am") ?? operandOf(info, "em") ?? 0;
    const whole = name === "ldwm" || name === "stwm";
    const modifies = whole || (modes & 1) === 1;
    const after = whole ? disp! >= 0 : um !== undefined ? modifies : modes === 1;
    const address = modifies && after ? v[b] : sum;
    // Of a sum of which one part is not known the other may be the pointer.
    const known = address ?? (um === undefined ? undefined : (v[b] ?? (scale ? undefined : x)));
    s.sample = known === undefined ? -1 : known >>> 0;
    if (info.row!.load && !info.row!.fp && address !== undefined) {
      const word = peek(address & ~3);
      if (word !== undefined) {
        const size = info.row!.load;
        value =
          size === 4 ? word : (word >>> (8 * (4 - size - (address & 3)))) & (size === 1 ? 0xff : 0xffff);
      }
    }
    if (modifies) base = sum;
    if (info.row!.store || info.row!.fp) target = undefined;
    if (modifies) v[b] = base;
  } else
    switch (name) {
      case "addil":
        value = plus(get("r"), operandOf(info, "im21"));
        target = 1;
        break;
      default: {
        const compute = COMPUTE[name];
        const args = compute ? operandValues(info, v) : undefined;
        if (!compute || !args) {
          for (let r = 1; r < 32; r++) if ((info.defs.g >>> r) & 1) v[r] = undefined;
          return;
        }
        value = compute(args);
      }
    }
  if (target) v[target] = value;
}
