// Accesses that one guard checks together: near each other, by the value a register has at one place of the block. Registers
// that a constant is added to or that are copied, the stack pointer above all, keep their value that far.
// Above: region.ts. Below: block.ts, emitter.ts.

import type { Block, Step } from "./block.ts";
import type { Group } from "./emitter.ts";
import { SLACK } from "./guards.ts";
import { operandOf } from "./info.ts";

/** An access in a group: its base register is `shift` more than what the group's places are told from. */
export interface Member {
  readonly group: Group;
  readonly shift: number;
}

/** What a register holds: a value of the block that has a number, plus something. */
interface Held {
  readonly value: number;
  readonly plus: number;
}

/** For each step the group of accesses that it belongs to. */
export function planGroups(b: Block): (Member | undefined)[] {
  const members: (Member | undefined)[] = new Array(b.steps.length);
  const open = new Map<number, Group>();
  const held = new Map<number, Held>();
  let values = 32;
  const holds = (r: number): Held => held.get(r) ?? { value: r, plus: 0 };
  for (const [i, s] of b.steps.entries()) {
    const a = s.info.access;
    if (a && !s.skip && a.base) {
      const { value, plus: shift } = holds(a.base);
      const at = a.disp + shift;
      let group = open.get(value);
      if (group && fits(group, at, a.size)) widen(group, at, a.size, a.write);
      else {
        group = { min: at, max: at + a.size, size: a.size, write: a.write, members: 1, ref: undefined };
        open.set(value, group);
      }
      members[i] = { group, shift };
    }
    const made = s.skip ? undefined : sumOf(s);
    const next = made && { value: holds(made.of).value, plus: holds(made.of).plus + made.plus };
    for (let m = s.info.defs.g; m; m &= m - 1) {
      const r = 31 - Math.clz32(m & -m);
      held.set(r, next && r === made.to ? next : { value: values++, plus: 0 });
    }
  }
  return members.map((m) => (m && m.group.members > 1 ? m : undefined));
}

/** A step that makes a register another one plus a constant. */
function sumOf({ info }: Step): { to: number; of: number; plus: number } | undefined {
  const get = (name: string): number => operandOf(info, name)!;
  switch (info.row?.name) {
    case "ldo":
      return get("b") ? { to: get("t"), of: get("b"), plus: get("im14") } : undefined;
    case "or": {
      const [r1, r2] = [get("r1"), get("r2")];
      return (r1 === 0) === (r2 === 0) || get("cf") ? undefined : { to: get("t"), of: r1 | r2, plus: 0 };
    }
    default:
      return info.modified && { to: info.modified.base, of: info.modified.base, plus: info.modified.by };
  }
}

function widen(g: Group, at: number, size: number, write: boolean): void {
  g.members++;
  g.write ||= write;
  if (size > g.size) {
    // The widest member says how the others are aligned.
    g.min -= (((g.min - at) % size) + size) % size;
    g.size = size;
  }
  while (g.min > at) g.min -= g.size;
  g.max = Math.max(g.max, at + size);
}

function fits(g: Group, at: number, size: number): boolean {
  const wide = Math.max(size, g.size);
  if ((at - g.min) % Math.min(size, g.size)) return false;
  if (size > g.size) {
    const min = g.min - ((((g.min - at) % size) + size) % size);
    return g.max - Math.min(min, at) <= SLACK - 8;
  }
  return Math.max(g.max, at + size) - Math.min(g.min, at) + wide <= SLACK - 8;
}
