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
  /** May be left before anything in it is done. */
  leavesFirst = false;
  slotFaults = false;
  /** Numbers of the region's ways out for this block. */
  stub = 0;
  slotStub = 0;
  /** General registers to store when the branch has written them. */
  stored = -1;
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
   * turn to the next and no small loop writes that has registers enough and no calls. Kept dirty, what is written in a
   * loop is alive all through it for the sake of its ways out, and what may be dirty is stored at each call.
   */
  readonly through: number;
}

/** isChecked: the region may be left at the start of a block. */
export function analyze(order: readonly Block[], isChecked: (b: Block) => boolean): Analysis {
  const facts = new Map(order.map((b) => [b, new Facts()]));
  const beforeFault = new Map<Block, RegSet>();
  for (const b of order) beforeFault.set(b, gather(b, facts.get(b)!, b.isLoop || isChecked(b)));
  const through = writtenThrough(order, facts);
  noteStores(order, facts);
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

/** When a small loop carries over more general registers that it uses than these, some are not in the host's. */
const MOST_CARRIED = 11;

/** Which general registers are stored whenever they are written. */
function writtenThrough(order: readonly Block[], facts: ReadonlyMap<Block, Facts>): number {
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
  const loops = new Map<Block, { used: number; written: number; calls: boolean }>();
  for (const [i, b] of order.entries()) {
    if (b.isLoop) all |= live[i];
    if (!b.loop) continue;
    const f = facts.get(b)!;
    const loop = loops.get(b.loop) ?? { used: 0, written: 0, calls: false };
    loop.used |= f.exposed.g | f.defs.g;
    loop.written |= f.defs.g;
    loop.calls ||= isCall(b);
    loops.set(b.loop, loop);
  }
  let kept = 0;
  let stored = 0;
  for (const [{ order: i }, loop] of loops)
    if (loop.calls || bits(live[i] & loop.used) > MOST_CARRIED) stored |= loop.written;
    else kept |= loop.written;
  return ~(all | (kept & ~stored));
}

function bits(set: number): number {
  let n = 0;
  for (let m = set; m; m &= m - 1) n++;
  return n;
}

const leaves = (b: Block): boolean =>
  [LEAVE, RETURN, JUMP, CALL, CALL_JUMP, SWITCH].includes(b.end.kind) ||
  targetsOf(b.end).some((t) => !successor(b, t));

/** Fills in what the block itself says; returns what is surely written before the first place that may leave. */
function gather(b: Block, f: Facts, mayLeaveFirst: boolean): RegSet {
  let before: RegSet | undefined;
  const mayLeave = () => {
    f.faults = true;
    before ??= f.must.copy();
  };
  f.leavesFirst = mayLeaveFirst;
  if (mayLeaveFirst) mayLeave();
  const step = (s: Step, sure: boolean) => {
    f.exposed.add(s.info.uses.copy().remove(f.must));
    if (mayFault(s)) mayLeave();
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
      f.slotFaults = mayFault(end.slot);
    }
  }
  return before ?? f.must;
}

/** Whether the region may be left before a step. */
const mayFault = (s: Step): boolean => (s.info.faults && !s.isChecked) || s.division !== undefined;

/**
 * Notes which general registers have to be stored when they are written, of those that are not kept for the ways out: the
 * others are written again before the next way out.
 */
function noteStores(order: readonly Block[], facts: ReadonlyMap<Block, Facts>): void {
  // At the start of each block.
  const wanted = new Int32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const b = order[i];
    const { end } = b;
    let now = 0;
    if (leaves(b)) now = -1;
    else for (const s of b.succ) now |= s.order <= i ? -1 : wanted[s.order];
    const step = (s: Step, sure: boolean) => {
      // a division writes what its other steps would
      s.stored = s.division ? -1 : now;
      if (sure) now &= ~s.info.defs.g;
      if (mayFault(s)) now = -1;
    };
    if (end.slot) step(end.slot, end.slotMode === SLOT_ALWAYS);
    facts.get(b)!.stored = now;
    if (end.info) now &= ~end.info.defs.g;
    if (end.link) now &= ~(1 << end.link);
    if (end.space >= 0 || end.kind === GATEWAY) now = -1;
    for (let n = b.steps.length - 1; n >= 0; n--) step(b.steps[n], !b.steps[n].skip);
    wanted[i] = facts.get(b)!.leavesFirst ? -1 : now;
  }
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
