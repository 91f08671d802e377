// Accesses that one guard checks together: near each other, by a value that a register has or that several add up to
// (values.ts). The mapping does not change while a region runs, so what one block has checked holds in all blocks that it
// dominates. In small loops the check moves to the loop's head, where a miss leaves before the turn has done anything, or
// before the loop, as far as what the address is made of is known there.
// Above: region.ts. Below: block.ts, values.ts, emitter.ts.

import type { Block, Step } from "./block.ts";
import type { Emitter, Ref, Surroundings } from "./emitter.ts";
import { dominates } from "./graph.ts";
import { SLACK } from "./guards.ts";
import { OP } from "./module.ts";
import type { Sum, Values } from "./values.ts";

/** An access in a group: so much beyond the value that the group's places are told from. */
export interface Member {
  readonly group: Group;
  readonly at: number;
}

/** Accesses that are checked together. */
export interface Group {
  readonly value: number;
  /** Checked by the first step of it, at each turn of this loop, or before it. */
  readonly block: Block;
  readonly place: number;
  /** The site that its misses are counted for. */
  readonly pc: number;
  readonly members: Step[];
  min: number;
  max: number;
  size: number;
  write: boolean;
  /** Index of its guard; whether a miss leaves the region. */
  guard: number;
  isSure: boolean;
  /** Where it is, once that is known. */
  ref: Ref | undefined;
}

export const IN_PLACE = 0;
export const AT_HEAD = 1;
export const BEFORE_LOOP = 2;

/** The stack and data pointers: what is addressed by them lies in one run of pages. */
export const OWN: ReadonlySet<number> = new Set([27, 30]);

/** A value gets no more groups than this. */
const MOST = 32;

/** Plans the groups of a region: each step's, and those that loops check for their steps. */
export class Groups {
  readonly #values: Values;
  readonly #around: Surroundings;
  readonly #open = new Map<number, Group[]>();
  readonly #loops = new Map<Block, Group[]>();
  /** At the start of a loop: registers by value. */
  readonly #held = new Map<Block, ReadonlyMap<number, number>>();

  constructor(order: readonly Block[], values: Values, around: Surroundings) {
    this.#values = values;
    this.#around = around;
    for (const b of order)
      values.walk(b, (s, sum, value, at, sure) => this.#place(b, s, sum, value, at, sure));
    for (const groups of this.#open.values()) for (const g of groups) this.#close(g);
  }

  /** What a loop checks, before it or at its head. */
  checksOf(loop: Block, place: number): Group[] {
    return (this.#loops.get(loop) ?? []).filter((g) => g.place === place && g.guard >= 0);
  }

  #place(b: Block, s: Step, { size, write }: Sum, value: number, at: number, sure: boolean): void {
    const known = this.#open.get(value);
    const found = known?.findLast(
      (g) => dominates(g.block, b) && (g.write || !write || isWith(g, b)) && fits(g, at, size),
    );
    if (found) {
      widen(found, at, size, write);
      join(found, s, at);
      return;
    }
    // What takes the value of a store has been checked as that was.
    if (!sure || s.known || (known && known.length >= MOST)) return;
    const { pc, sample } = s;
    const inLoop = b.loop !== undefined;
    let [block, place] = this.#earlier(b, value);
    const base = s.info.access?.base ?? 0;
    const guard = place || inLoop || OWN.has(base) ? this.#around.guardFor(pc, sample, write) : -1;
    const isSure = guard >= 0 && !this.#around.hasMissed(pc);
    if (!isSure) [block, place] = [b, IN_PLACE];
    const g: Group = {
      value,
      block,
      place,
      pc,
      members: [],
      min: at,
      max: at + size,
      size,
      write,
      guard,
      isSure,
      ref: undefined,
    };
    join(g, s, at);
    if (known) known.push(g);
    else this.#open.set(value, [g]);
    if (!place) return;
    const checks = this.#loops.get(block);
    if (checks) checks.push(g);
    else this.#loops.set(block, [g]);
  }

  /** A group has all its members. */
  #close(g: Group): void {
    const isAlone = g.place === IN_PLACE && g.members.length === 1;
    const sample = g.members.find((s) => s.sample >= 0)?.sample ?? -1;
    if (!isAlone) g.guard = this.#around.guardFor(g.pc, sample, g.write);
    for (const [i, s] of g.members.entries())
      if (isAlone || g.guard < 0) s.member = undefined;
      else s.isChecked = g.place !== IN_PLACE || i > 0;
  }

  /** Where to check an address that is used in b. */
  #earlier(b: Block, value: number): [Block, number] {
    if (b.loop && b.isSteady) {
      if (this.#earliest(b.loop, value) === BEFORE_LOOP) return [b.loop, BEFORE_LOOP];
      if (this.#earliest(b.turn!, value)) return [b.turn!, AT_HEAD];
    }
    return [b, IN_PLACE];
  }

  #registers(loop: Block): ReadonlyMap<number, number> {
    let held = this.#held.get(loop);
    if (!held) {
      held = new Map(Array.from({ length: 32 }, (_, r) => [this.#values.valueAt(loop, r), r]));
      this.#held.set(loop, held);
    }
    return held;
  }

  /** Where a value is known that is used in a loop. */
  #earliest(loop: Block, value: number): number {
    if (this.#registers(loop).has(value)) return this.#values.joinOf(value) === loop ? AT_HEAD : BEFORE_LOOP;
    const made = this.#values.madeOf(value);
    if (!made) return IN_PLACE;
    const a = this.#earliest(loop, made.a);
    return a === IN_PLACE || made.isShift ? a : Math.min(a, this.#earliest(loop, made.b));
  }

  /** At a loop's start: pushes a value but for a constant, and returns that. */
  push(e: Emitter, loop: Block, value: number): number {
    const r = this.#registers(loop).get(value);
    if (r !== undefined) {
      e.get(r);
      return -this.#values.plusAt(loop, r);
    }
    const made = this.#values.madeOf(value)!;
    const plus = this.push(e, loop, made.a);
    if (made.isShift) {
      e.k(made.b);
      e.op(OP.i32_shl);
      return plus << made.b;
    }
    const more = this.push(e, loop, made.b);
    e.op(OP.i32_add);
    return (plus + more) | 0;
  }
}

/** Whether b is executed whenever the group is checked. */
const isWith = (g: Group, b: Block): boolean =>
  g.place === IN_PLACE ? g.block === b : g.block === (g.place === AT_HEAD ? b.turn : b.loop) && b.isSteady;

function join(g: Group, s: Step, at: number): void {
  g.members.push(s);
  s.member = { group: g, at };
}

function widen(g: Group, at: number, size: number, write: boolean): void {
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
