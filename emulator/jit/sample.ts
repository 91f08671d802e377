// A guess at the addresses that a region's accesses will use: its blocks are tried once with the registers as they are
// now, reading memory but writing nothing. Only a guess: it chooses the guard (guards.ts) that the access is compared
// with. Above: region.ts.

import { type Block, CALL, CALL_JUMP, type Step } from "./block.ts";
import { operandOf } from "./info.ts";

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
    s.sample = address === undefined ? -1 : address >>> 0;
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
      case "ldil":
        value = operandOf(info, "im21");
        break;
      case "addil":
        value = plus(get("r"), operandOf(info, "im21"));
        target = 1;
        break;
      case "ldo":
        value = plus(get("b"), operandOf(info, "im14"));
        break;
      case "addi":
        value = plus(get("r"), operandOf(info, "im11"));
        break;
      case "add":
      case "add_l":
        value = plus(get("r1"), get("r2"));
        break;
      case "sh1add":
      case "sh1add_l":
      case "sh2add":
      case "sh2add_l":
      case "sh3add":
      case "sh3add_l": {
        const a = get("r1");
        value = a === undefined ? undefined : plus(a << Number(name[2]), get("r2"));
        break;
      }
      case "sub":
        value = plus(get("r1"), get("r2") === undefined ? undefined : -get("r2")!);
        break;
      case "or": {
        const [a, b] = [get("r1"), get("r2")];
        value = a === undefined || b === undefined ? undefined : a | b;
        break;
      }
      default:
        for (let r = 1; r < 32; r++) if ((info.defs.g >>> r) & 1) v[r] = undefined;
        return;
    }
  if (target) v[target] = value;
}
