// What a region's blocks read, write, keep dirty and leave with. Sets are exact enough to be right: a register may be
// stored at an exit when it may be dirty there, and is then live from where it was last loaded.
// Above: region.ts. Below: block.ts, registers.ts.

import {
  type Block,
  CALL,
  CALL_JUMP,
  GATEWAY,
  JUMP,
  LEAVE,
  RETURN,
  SLOT_ALWAYS,
  type Step,
  SWITCH,
  slotAgain,
  targetsOf,
} from "./block.ts";
import { RegSet } from "./registers.ts";

export class Facts {
  /** May be written in the block. */
  readonly defs = new RegSet();
  /** Is written on every way through. */
  readonly must = new RegSet();
  /** Read, or stored at an exit, as it was at the block's start. */
  readonly exposed = new RegSet();
  /** Written since it was last stored. */
  readonly dirtyIn = new RegSet();
  readonly live = new RegSet();
  /** Longest way, in instructions, to the next place where the budget is looked at. */
  path = 0;
  faults = false;
  slotFaults = false;
  /** Numbers of the region's ways out for this block. */
  stub = 0;
  slotStub = 0;
  /** What is stored there. */
  dirty = new RegSet();
}

export const isCall = (b: Block): boolean => b.end.kind === CALL || b.end.kind === CALL_JUMP;

/** The block that an address leads to from b; undefined when that leaves the region. */
export function successor(b: Block, pc: number): Block | undefined {
  return b.succ.find((s) => s.pc === pc);
}

const g = (...regs: number[]): RegSet => {
  const s = new RegSet();
  for (const r of regs) s.g |= 1 << r;
  s.g &= ~1;
  return s;
};

export interface Analysis {
  readonly facts: ReadonlyMap<Block, Facts>;
  /**
   * General registers that are stored whenever they are written, and so never dirty: those that no loop carries from one
   * turn to the next. Kept dirty they would be alive all through the loop for the sake of its ways out.
   */
  readonly through: number;
}

export function analyze(order: readonly Block[]): Analysis {
  const facts = new Map(order.map((b) => [b, new Facts()]));
  const beforeFault = new Map<Block, RegSet>();
  for (const b of order) beforeFault.set(b, gather(b, facts.get(b)!));
  const through = ~carried(order, facts);
  for (const f of facts.values()) {
    f.defs.g &= ~through;
  }
  spreadDirt(order, facts);
  for (const b of order) {
    const f = facts.get(b)!;
    f.dirty = f.dirtyIn.copy().add(f.defs);
    if (f.faults || f.slotFaults) f.exposed.add(f.dirty.copy().remove(beforeFault.get(b)!));
    if (leaves(b)) f.exposed.add(f.dirty.copy().remove(f.must));
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const b = order[i];
      const f = facts.get(b)!;
      const live = new RegSet();
      if (!isCall(b)) for (const s of b.succ) live.add(facts.get(s)!.live);
      live.remove(f.must).add(f.exposed);
      if (!f.live.has(live)) {
        f.live.add(live);
        changed = true;
      }
    }
  }
  for (let i = order.length - 1; i >= 0; i--) {
    const b = order[i];
    let longest = 0;
    if (!isCall(b))
      for (const s of b.succ)
        if (!s.isLoop && s.order > b.order) longest = Math.max(longest, facts.get(s)!.path);
    facts.get(b)!.path = b.length + longest;
  }
  return { facts, through };
}

/** The general registers whose values are used from one turn of a loop to the next. */
function carried(order: readonly Block[], facts: ReadonlyMap<Block, Facts>): number {
  const live = new Int32Array(order.length);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = order.length - 1; i >= 0; i--) {
      const b = order[i];
      const f = facts.get(b)!;
      let l = 0;
      if (!isCall(b)) for (const s of b.succ) l |= live[s.order];
      l = (l & ~f.must.g) | f.exposed.g;
      if (l === live[i]) continue;
      live[i] = l;
      changed = true;
    }
  }
  let all = 0;
  for (const [i, b] of order.entries()) if (b.isLoop) all |= live[i];
  return all;
}

const leaves = (b: Block): boolean =>
  [LEAVE, RETURN, JUMP, CALL, CALL_JUMP, SWITCH].includes(b.end.kind) ||
  targetsOf(b.end).some((t) => !successor(b, t));

/** Fills in what the block itself says; returns what is surely written before the first place that may leave. */
function gather(b: Block, f: Facts): RegSet {
  let before: RegSet | undefined;
  const mayLeave = () => {
    f.faults = true;
    before ??= f.must.copy();
  };
  if (b.isLoop) mayLeave();
  const step = (s: Step, sure: boolean) => {
    f.exposed.add(s.info.uses.copy().remove(f.must));
    if (s.info.faults || s.division) mayLeave();
    f.defs.add(s.info.defs);
    if (sure) f.must.add(s.info.defs);
    else f.exposed.add(s.info.defs.copy().remove(f.must));
  };
  for (const s of b.steps) step(s, !s.skip);
  const { end } = b;
  if (end.space >= 0 || end.kind === GATEWAY) mayLeave();
  const read = end.kind === GATEWAY ? new RegSet() : g(end.base, end.index);
  if (end.info) read.add(end.info.uses);
  f.exposed.add(read.remove(f.must));
  if (end.info) {
    f.defs.add(end.info.defs);
    f.must.add(end.info.defs);
  }
  const link = g(end.link);
  f.defs.add(link);
  f.must.add(link);
  if (end.slot) {
    const was = f.faults;
    step(end.slot, end.slotMode === SLOT_ALWAYS);
    if (!slotAgain(end)) {
      f.faults = was;
      f.slotFaults = end.slot.info.faults;
    }
  }
  return before ?? f.must;
}

function spreadDirt(order: readonly Block[], facts: ReadonlyMap<Block, Facts>): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const b of order) {
      if (isCall(b)) continue;
      const f = facts.get(b)!;
      for (const s of b.succ) {
        const t = facts.get(s)!.dirtyIn;
        if (t.has(f.dirtyIn) && t.has(f.defs)) continue;
        t.add(f.dirtyIn).add(f.defs);
        changed = true;
      }
    }
  }
}
