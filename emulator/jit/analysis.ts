// What a region's blocks read, write, keep dirty and leave with. Sets are exact enough to be right: a register may be
// stored at an exit when it may be dirty there, and is then live from where it was last loaded.
// Above: region.ts. Below: block.ts, graph.ts, registers.ts.

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
  targetsOf,
} from "./block.ts";
import { bodyOf } from "./graph.ts";
import { bits, RegSet } from "./registers.ts";

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
  /** May be left before anything in it is done; at its branch; in its delay slot. */
  leavesFirst = false;
  leavesAtBranch = false;
  leavesInSlot = false;
  /** Numbers of the region's ways out for these; what is stored there (at the start: dirtyIn). */
  stub = 0;
  branchStub = 0;
  slotStub = 0;
  dirtyAtBranch = new RegSet();
  dirtyInSlot = new RegSet();
  /** General registers to store when the branch has written them. */
  stored = -1;
  /**
   * General registers that are stored whenever they are written here, and so never dirty for it: those that no loop around
   * carries from one turn to the next, and that no small loop writes that has registers enough and no calls. Kept dirty, what
   * is written in a loop is alive all through it for the sake of its ways out, and what may be dirty is stored at each call.
   */
  through = 0;
  /**
   * Of a loop's head: such registers of its blocks, and where a call in it would store them each time, those that the loop does
   * not write. What is dirty of these is stored before the loop.
   */
  readonly clean = new RegSet();
  readonly storedBefore = new RegSet();
  /** What is stored on the ways from it that end a loop. */
  readonly exits = new Map<Block, RegSet>();
  /** What is to be stored at its end. */
  dirty = new RegSet();
}

export const isCall = (b: Block): boolean => b.end.kind === CALL || b.end.kind === CALL_JUMP;

/** The block that an address leads to from b; undefined when that leaves the region. */
export function successor(b: Block, pc: number): Block | undefined {
  return b.succ.find((s) => s.pc === pc);
}

const general = (g: number): RegSet => {
  const s = new RegSet();
  s.g = g & ~1;
  return s;
};
const g = (...regs: number[]): RegSet => general(regs.reduce((set, r) => set | (1 << r), 0));

/** isChecked: the region may be left at the start of a block. */
export function analyze(
  order: readonly Block[],
  isChecked: (b: Block) => boolean,
): ReadonlyMap<Block, Facts> {
  const facts = new Map(order.map((b) => [b, new Facts()]));
  for (const b of order) gather(b, facts.get(b)!, b.isLoop || isChecked(b));
  const loops = writtenThrough(order, facts);
  noteStores(order, facts, loops);
  for (const f of facts.values()) f.defs.g &= ~f.through;
  spreadDirt(order, facts);
  for (const b of order) noteDirt(b, facts.get(b)!);
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
  return facts;
}

/** When a small loop carries over more general registers that it uses than these, some are not in the host's. */
const MOST_CARRIED = 11;

interface Loop {
  readonly body: ReadonlySet<Block>;
  /** General registers that are carried over, and those that the blocks write which are in no smaller one. */
  readonly carried: number;
  written: number;
  used: number;
  calls: boolean;
}

/** Fills in which general registers are stored whenever they are written. */
function writtenThrough(order: readonly Block[], facts: ReadonlyMap<Block, Facts>): ReadonlyMap<Block, Loop> {
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
  const loops = new Map<Block, Loop>();
  for (const [i, b] of order.entries())
    if (b.isLoop) loops.set(b, { body: bodyOf(b), carried: live[i], written: 0, used: 0, calls: false });
  for (const b of order) {
    const loop = b.loop && loops.get(b.loop);
    if (!loop) continue;
    const f = facts.get(b)!;
    loop.used |= f.exposed.g | f.defs.g;
    loop.written |= f.defs.g;
    loop.calls ||= isCall(b);
  }
  // By innermost loop, and outside of any.
  const known = new Map<Loop | undefined, number>();
  for (const b of order) {
    let inner: Loop | undefined;
    for (const loop of loops.values())
      if (loop.body.has(b) && (!inner || loop.body.size < inner.body.size)) inner = loop;
    let through = known.get(inner);
    if (through === undefined) {
      through = throughIn(b, inner, loops);
      known.set(inner, through);
    }
    const f = facts.get(b)!;
    f.through = through;
    for (const [head, loop] of loops) if (loop.body.has(b)) facts.get(head)!.clean.g |= f.defs.g & through;
  }
  for (const [head, { body }] of loops) {
    if (![...body].some(isCall)) continue;
    const kept = new RegSet();
    for (const b of body) kept.add(facts.get(b)!.defs);
    facts.get(head)!.clean.add(new RegSet().invert().remove(kept));
  }
  return loops;
}

/** The same for blocks whose innermost loop is `inner`, of which b is one: loops that lie elsewhere do not matter. */
function throughIn(b: Block, inner: Loop | undefined, loops: ReadonlyMap<Block, Loop>): number {
  let carried = 0;
  let kept = 0;
  let stored = 0;
  for (const [head, loop] of loops) {
    if (inner && !loop.body.has(b) && !inner.body.has(head)) continue;
    carried |= loop.carried;
    if (loop.calls || bits(loop.carried & loop.used) > MOST_CARRIED) stored |= loop.written;
    else kept |= loop.written;
  }
  return ~(carried | (kept & ~stored));
}

const leaves = (b: Block): boolean =>
  [LEAVE, RETURN, JUMP, CALL, CALL_JUMP, SWITCH].includes(b.end.kind) ||
  targetsOf(b.end).some((t) => !successor(b, t));

/** Fills in what the block itself says. */
function gather(b: Block, f: Facts, mayLeaveFirst: boolean): void {
  f.leavesFirst = mayLeaveFirst;
  const step = (s: Step, sure: boolean) => {
    f.exposed.add(s.info.uses.copy().remove(f.must));
    f.defs.add(s.info.defs);
    if (sure) f.must.add(s.info.defs);
    else f.exposed.add(s.info.defs.copy().remove(f.must));
  };
  for (const s of b.steps) step(s, !s.skip);
  const { end } = b;
  f.leavesAtBranch = end.space >= 0 || end.kind === GATEWAY;
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
  if (!end.slot) return;
  step(end.slot, end.slotMode === SLOT_ALWAYS);
  f.leavesInSlot = mayFault(end.slot);
}

/** Notes what is dirty at each way out of a block: what has been written by then, and not stored at once. */
function noteDirt(b: Block, f: Facts): void {
  let now = f.dirtyIn;
  const must = new RegSet();
  f.exposed.add(f.storedBefore);
  const leave = (dirty = now): RegSet => {
    f.exposed.add(dirty.copy().remove(must));
    return dirty;
  };
  // A semantics function may have written before it trapped.
  const before = (s: Step): RegSet => (s.info.emit ? now : now.copy().add(s.info.defs));
  const write = (defs: RegSet, sure: boolean) => {
    if (defs.empty) return;
    const stored = defs.g & f.through & (sure ? -1 : ~now.g);
    now = now.copy().add(defs);
    now.g &= ~stored;
    if (sure) must.add(defs);
  };
  if (f.leavesFirst) leave();
  for (const s of b.steps) {
    if (mayFault(s)) s.dirty = leave(before(s));
    write(s.info.defs, !s.skip);
  }
  const { end } = b;
  f.dirtyAtBranch = f.leavesAtBranch ? leave() : now;
  if (end.info) write(end.info.defs, true);
  write(g(end.link), true);
  f.dirtyInSlot = end.slot && f.leavesInSlot ? leave(before(end.slot)) : now;
  if (end.slot) write(end.slot.info.defs, end.slotMode === SLOT_ALWAYS);
  f.dirty = leaves(b) ? leave() : now;
  for (const stored of f.exits.values()) f.exposed.add(stored.copy().remove(must));
}

/** Whether the region may be left before a step. */
const mayFault = (s: Step): boolean => (s.info.faults && !s.isChecked) || s.division !== undefined;

/** Whether going from b to s ends a loop. */
const isExit = (b: Block, s: Block, loops: ReadonlyMap<Block, Loop>): boolean => {
  for (const { body } of loops.values()) if (body.has(b) && !body.has(s)) return true;
  return false;
};

/**
 * Notes which general registers have to be stored when they are written, of those that are not kept for the ways out: the
 * others are written again before the next way out, or stored where the loop ends.
 */
function noteStores(
  order: readonly Block[],
  facts: ReadonlyMap<Block, Facts>,
  loops: ReadonlyMap<Block, Loop>,
): void {
  // At the start of each block: what has to be stored by then, and what may not be.
  const wanted = new Int32Array(order.length);
  const missing = new Int32Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const b = order[i];
    const { end } = b;
    let now = 0;
    if (leaves(b)) now = -1;
    else
      for (const s of b.succ)
        if (s.order <= i) now = -1;
        else if (!isExit(b, s, loops)) now |= wanted[s.order];
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
  for (const b of order) {
    const f = facts.get(b)!;
    const { end } = b;
    let now = missing[b.order];
    const write = (defs: number, stored: number) => {
      now = (now & ~defs) | (defs & f.through & ~stored);
    };
    for (const s of b.steps) write(s.info.defs.g, s.stored!);
    if (end.info) write(end.info.defs.g, f.stored);
    if (end.slot) write(end.slot.info.defs.g, end.slot.stored!);
    for (const s of b.succ)
      if (s.order <= b.order) continue;
      else if (!isExit(b, s, loops)) missing[s.order] |= now;
      else if (now & wanted[s.order]) f.exits.set(s, general(now & wanted[s.order]));
  }
}

function spreadDirt(order: readonly Block[], facts: ReadonlyMap<Block, Facts>): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const b of order) {
      if (isCall(b)) continue;
      const f = facts.get(b)!;
      const out = f.dirtyIn.copy();
      out.g &= ~(f.must.g & f.through);
      out.add(f.defs);
      for (const s of b.succ) {
        const t = facts.get(s)!;
        let into = out;
        if (s.isLoop && s.order > b.order) {
          into = out.copy().remove(t.clean);
          t.storedBefore.add(out.copy().remove(into));
        }
        if (t.dirtyIn.has(into)) continue;
        t.dirtyIn.add(into);
        changed = true;
      }
    }
  }
}
