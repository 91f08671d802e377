// Finds the blocks of a region: what direct branches reach from its head. Delay slots and nullification are resolved
// here, and only here in the translator: a block is a row of steps and an ending with its edges.
// Above: region.ts. Below: info.ts.

import type { Division } from "./divide.ts";
import type { Member } from "./groups.ts";
import { COND, INTERPRET, type Info, infoOf, inMode, NULLIFIES, operandOf, PLAIN } from "./info.ts";
import { RegSet } from "./registers.ts";

export interface Step {
  readonly pc: number;
  readonly info: Info;
  /** Only when the step before did not nullify it. */
  readonly skip: boolean;
  /** Address of the access when it was tried at translation time, -1: not known. */
  sample: number;
  /** Words this stores are loaded again in the block; this loads such words (forward.ts). */
  kept?: boolean;
  known?: boolean;
  /** The accesses it is checked with (groups.ts); it is surely checked before. */
  member?: Member;
  isChecked?: boolean;
  /** General registers that have to be stored when it has written them, if any have to (analysis.ts). */
  stored?: number;
  /** What is to be stored when the region is left before it, and by which of its ways out; undefined: it never is. */
  dirty?: RegSet;
  stub?: number;
  /** The steps from this one on are a division (divide.ts); this is one of them. */
  division?: Division;
  isDone?: boolean;
}

/** How a block ends. */
export const GOTO = 0;
export const TEST = 1;
/** The last step decides between the next instruction and the one after it. */
export const SKIP = 2;
export const CALL = 3;
export const RETURN = 4;
/** To an address in a register; a call of one. */
export const JUMP = 5;
export const CALL_JUMP = 6;
/** The instruction at `pc` is the interpreter's. */
export const LEAVE = 7;
/** By a table: targets[index]. */
export const SWITCH = 8;

/** Whether a call is a system call (be,l through SR2, which is 0): core/step.ts makes it. */
export const isSyscall = (end: Ending): boolean => end.kind === CALL_JUMP && end.space === 2;

/** A light-weight system call, number `index`, with its delay slot (core/gateway.ts). */
export const GATEWAY = 9;

/** When the delay slot is executed. */
export const SLOT_NONE = 0;
export const SLOT_ALWAYS = 1;
export const SLOT_TAKEN = 2;

export interface Ending {
  readonly kind: number;
  /** The branch. */
  readonly pc: number;
  readonly info: Info | undefined;
  readonly slot: Step | undefined;
  readonly slotMode: number;
  /** The delay slot may nullify the instruction after it. */
  readonly slotNullifies: boolean;
  /** Target, and where it goes on otherwise (after a call: the return point). */
  readonly to: number;
  readonly other: number;
  /** Link register, 0: none. Base and index registers of a computed target, its space register (-1: the current space). */
  readonly link: number;
  readonly base: number;
  readonly index: number;
  readonly disp: number;
  readonly space: number;
  readonly targets: readonly number[] | undefined;
}

export interface Block {
  readonly id: number;
  readonly pc: number;
  readonly steps: Step[];
  /** Changes only where a call is taken into the region (inline.ts). */
  end: Ending;
  /** Instructions of the longest way through, delay slot included. */
  readonly length: number;
  /** Successors in the region, each once. */
  succ: Block[];
  /** Where an address leads from here, when not to the block first found for it (clones). */
  readonly renamed: Map<number, Block>;
  /** graph.ts: place in reverse postorder, immediate dominator, what the block is to the structure. */
  order: number;
  idom: Block | undefined;
  preds: Block[];
  isLoop: boolean;
  isMerge: boolean;
  /** The head of the innermost small loop it is part of, that of its turn, of the loop's last turn; it is executed on each turn. */
  loop: Block | undefined;
  turn: Block | undefined;
  lastTurn: Block | undefined;
  isSteady: boolean;
  /** It is where a turn of an unrolled loop starts. */
  isTurn: boolean;
  /** Number of the unrolled loop it is in, 0: none. */
  turns: number;
}

/** A block that is a copy of another. */
export function cloneOf(b: Block, id: number): Block {
  return {
    ...b,
    id,
    steps: b.steps.map((s) => ({ ...s })),
    end: b.end.slot ? { ...b.end, slot: { ...b.end.slot } } : b.end,
    succ: [...b.succ],
    renamed: new Map(b.renamed),
    preds: [],
  };
}

const MAX_BLOCK = 200;

/** What an ending has that is not said of it. Every one is made here: objects of one shape, and no copies. */
const plain = (end: Partial<Ending> & { kind: number; pc: number }): Ending => ({
  kind: end.kind,
  pc: end.pc,
  info: end.info,
  slot: end.slot,
  slotMode: end.slotMode ?? SLOT_NONE,
  slotNullifies: end.slotNullifies ?? false,
  to: end.to ?? 0,
  other: end.other ?? 0,
  link: end.link ?? 0,
  base: end.base ?? 0,
  index: end.index ?? 0,
  disp: end.disp ?? 0,
  space: end.space ?? -1,
  targets: end.targets,
});

/** Every address a block's ending may lead to within the region. */
export function targetsOf(end: Ending): number[] {
  switch (end.kind) {
    case GATEWAY:
      return [end.to];
    case GOTO:
      return end.slotNullifies ? [end.to, end.to + 4] : [end.to];
    case TEST:
      return end.slotNullifies ? [end.to, end.other, end.to + 4, end.other + 4] : [end.to, end.other];
    case SKIP:
      return [end.to, end.other];
    case CALL:
    case CALL_JUMP:
      return [end.other];
    case SWITCH:
      return [...end.targets!];
    default:
      return [];
  }
}

/**
 * Whether the interpreter may do a branch over when its delay slot has to be left: it changes no register but a link that
 * its target does not depend on.
 */
export function slotAgain(end: Ending): boolean {
  const { slot, info, link } = end;
  return slot !== undefined && info!.defs.empty && (link === 0 || ((info!.uses.g >>> link) & 1) === 0);
}

/** Whether an address is where a call returns to: that it was not reached yet says nothing. */
const isReturn = (end: Ending, pc: number): boolean =>
  (end.kind === CALL || end.kind === CALL_JUMP) && end.other === pc;

/** A far branch: another function, most often, by a stub that is shared. */
const isFar = (end: Ending): boolean => end.kind === GOTO && end.space >= 0;

/** Reads instruction words; undefined where nothing can be fetched. */
export type Fetch = (pc: number) => number | undefined;

export class Finder {
  readonly #fetch: Fetch;
  readonly #mode: number;
  readonly #isCold: (pc: number) => boolean;
  #ids = 0;
  /** What it found depends on the mode. */
  isModal = false;

  /** isCold: code at an address was never executed. */
  constructor(fetch: Fetch, mode: number, isCold: (pc: number) => boolean) {
    this.#fetch = fetch;
    this.#mode = mode;
    this.#isCold = isCold;
  }

  /**
   * The blocks reached from head, at most about `limit` instructions, without those that were never executed so far. When
   * they are more than `large`, those of code that has a region of its own are left to it.
   */
  find(
    head: number,
    limit: number,
    large: number,
    isTranslated: (pc: number) => boolean,
  ): Map<number, Block> {
    const blocks = this.#reach(head, limit, () => false);
    let total = 0;
    let isDone = false;
    for (const b of blocks.values()) {
      total += b.length;
      isDone ||= b.pc !== head && isTranslated(b.pc);
    }
    return total > large && isDone
      ? this.#reach(head, limit, (pc) => pc !== head && isTranslated(pc))
      : blocks;
  }

  /** The blocks of a function that begins at pc. */
  body(pc: number, limit: number): Map<number, Block> {
    return this.#reach(pc, limit, () => false, true);
  }

  #reach(head: number, limit: number, isLeft: (pc: number) => boolean, isWhole = false): Map<number, Block> {
    const leaders = new Set([head]);
    const scanned: Block[] = [];
    const work = [head];
    const isWanted = (pc: number, b: Block): boolean =>
      pc === head || (!isLeft(pc) && !isFar(b.end) && (isReturn(b.end, pc) || !this.#isCold(pc)));
    let total = 0;
    for (let i = 0; i < work.length && total <= limit; i++) {
      const b = this.#whole(work[i]);
      scanned.push(b);
      total += b.length;
      for (const t of targetsOf(b.end)) {
        if (leaders.has(t)) continue;
        leaders.add(t);
        if (isWanted(t, b)) work.push(t);
      }
    }
    // Past the limit only what lies in a block already read.
    const started = new Set(scanned.map((b) => b.pc));
    const isCovered = (pc: number): boolean =>
      started.has(pc) || scanned.some((b) => pc > b.pc && pc <= b.pc + 4 * b.length);
    const blocks = new Map<number, Block>();
    const build = [head];
    while (build.length) {
      const pc = build.pop()!;
      if (blocks.has(pc) || !isCovered(pc)) continue;
      const b = this.#cut(pc, leaders);
      blocks.set(pc, b);
      for (const t of targetsOf(b.end)) if (isWanted(t, b)) build.push(t);
    }
    for (const b of blocks.values())
      b.succ = [...new Set(targetsOf(b.end))].flatMap((t) => blocks.get(t) ?? []);
    if (!isWhole) keepLoop(blocks, head);
    return blocks;
  }

  readonly #read = new Map<number, Block>();
  /** The block at pc as if nothing led into its middle. */
  #whole(pc: number): Block {
    let b = this.#read.get(pc);
    if (!b) {
      b = this.#scan(pc, undefined);
      this.#read.set(pc, b);
    }
    return b;
  }
  /** The block at pc, which ends where another begins. */
  #cut(pc: number, leaders: Set<number>): Block {
    const b = this.#read.get(pc);
    if (!b) return this.#scan(pc, leaders);
    for (let at = pc + 4; at <= b.end.pc; at += 4) if (leaders.has(at)) return this.#scan(pc, leaders);
    return b;
  }

  newId(): number {
    return this.#ids++;
  }

  #info(pc: number): Info | undefined {
    const word = this.#fetch(pc);
    if (word === undefined) return undefined;
    const info = infoOf(word);
    this.isModal ||= info.native;
    return inMode(info, this.#mode);
  }

  #scan(start: number, leaders: Set<number> | undefined): Block {
    const steps: Step[] = [];
    let pc = start;
    const block = (end: Ending, length: number): Block => ({
      id: this.#ids++,
      pc: start,
      steps,
      end,
      length,
      succ: [],
      renamed: new Map(),
      order: -1,
      idom: undefined,
      preds: [],
      isLoop: false,
      isMerge: false,
      loop: undefined,
      turn: undefined,
      lastTurn: undefined,
      isTurn: false,
      isSteady: false,
      turns: 0,
    });
    for (;;) {
      const count = (pc - start) >> 2;
      if (pc !== start && leaders?.has(pc)) return block(plain({ kind: GOTO, pc, to: pc }), count);
      if (count > MAX_BLOCK) return block(plain({ kind: GOTO, pc, to: pc }), count);
      const info = this.#info(pc);
      if (!info || info.kind === INTERPRET) return block(plain({ kind: LEAVE, pc }), count);
      if (info.kind === PLAIN) {
        steps.push({ pc, info, skip: false, sample: -1 });
        pc += 4;
        continue;
      }
      if (info.kind === NULLIFIES) {
        const next = this.#info(pc + 4);
        steps.push({ pc, info, skip: false, sample: -1 });
        if (next && next.kind === PLAIN && !leaders?.has(pc + 4)) {
          steps.push({ pc: pc + 4, info: next, skip: true, sample: -1 });
          pc += 8;
          continue;
        }
        return block(plain({ kind: SKIP, pc, to: pc + 8, other: pc + 4 }), count + 2);
      }
      const end = info.kind === COND ? this.#conditional(pc, info) : this.#branch(pc, info, steps);
      if (end.kind === LEAVE) return block(end, count);
      return block(end, count + 2 + (end.slotNullifies || end.kind === GATEWAY ? 1 : 0));
    }
  }

  /** The delay slot at pc: undefined when it cannot stand there. */
  #slot(pc: number): Step | undefined {
    const info = this.#info(pc);
    if (!info || (info.kind !== PLAIN && info.kind !== NULLIFIES)) return undefined;
    return { pc, info, skip: false, sample: -1 };
  }

  #conditional(pc: number, info: Info): Ending {
    const disp = operandOf(info, "disp")!;
    const n = operandOf(info, "n")!;
    const to = (pc + 8 + disp) >>> 0;
    if (n && disp >= 0) return plain({ kind: TEST, pc, info, to, other: pc + 4 });
    const slot = this.#slot(pc + 4);
    if (!slot || (n && slot.info.kind === NULLIFIES)) return plain({ kind: LEAVE, pc });
    return plain({
      kind: TEST,
      pc,
      info,
      to,
      other: pc + 8,
      slot,
      slotMode: n ? SLOT_TAKEN : SLOT_ALWAYS,
      slotNullifies: slot.info.kind === NULLIFIES,
    });
  }

  #branch(pc: number, info: Info, steps: readonly Step[]): Ending {
    const name = info.row!.name;
    const n = operandOf(info, "n")!;
    const disp = operandOf(info, "disp") ?? 0;
    const slot = n ? undefined : this.#slot(pc + 4);
    if (!n && !slot) return plain({ kind: LEAVE, pc });
    const slotNullifies = slot?.info.kind === NULLIFIES;
    const common = { pc, info, slot, slotMode: slot ? SLOT_ALWAYS : SLOT_NONE, slotNullifies };
    const link =
      name === "bl"
        ? operandOf(info, "t")!
        : name === "bl_long" || name === "bl_push" || name.startsWith("bve_l")
          ? 2
          : name === "be_l"
            ? 31
            : 0;
    if (name === "bl" || name === "bl_long" || name === "bl_push") {
      const to = (pc + 8 + disp) >>> 0;
      // A branch to what follows anyway only reads the address.
      if (link === 0 || to === pc + 8) return plain({ ...common, kind: GOTO, to, link });
      if (slotNullifies) return plain({ kind: LEAVE, pc });
      return plain({ ...common, kind: CALL, to, other: pc + 8, link });
    }
    if (slotNullifies) return plain({ kind: LEAVE, pc });
    if (name === "blr") {
      if (operandOf(info, "t") !== 0) return plain({ kind: LEAVE, pc });
      const index = operandOf(info, "x")!;
      const targets = this.#vector(pc + 8);
      if (targets.length) return plain({ ...common, kind: SWITCH, index, targets });
      return plain({ ...common, kind: JUMP, index, disp: pc + 8 });
    }
    const base = operandOf(info, "b")!;
    if (name === "be" || name === "be_l") {
      const space = operandOf(info, "sr")!;
      if (base === 0 || space < 4) return this.#gateway(pc, info, slot);
      const at = constantOf(base, steps);
      if (at !== undefined) {
        const to = ((at + disp) & ~3) >>> 0;
        return plain({ ...common, kind: link ? CALL : GOTO, to, other: pc + 8, space, link });
      }
      const kind = link ? CALL_JUMP : JUMP;
      return plain({ ...common, kind, base, disp, space, link, other: pc + 8 });
    }
    const index = operandOf(info, "x") ?? 0;
    if (link) return plain({ ...common, kind: CALL_JUMP, base, link, other: pc + 8 });
    if (index === 0 && n && steps.length) {
      const table = this.#table(base, steps);
      if (table) return plain({ ...common, kind: SWITCH, index: table.index, targets: table.targets, base });
    }
    return plain({
      ...common,
      kind: index === 0 && (base === 2 || base === 31) ? RETURN : JUMP,
      base,
      index,
    });
  }

  /** be,l 0x100(sr2,r0), or 0xb0 with its number put in r20 by the delay slot, as C libraries write them. */
  #gateway(pc: number, info: Info, slot: Step | undefined): Ending {
    const is = (i: Info, name: string, ...fields: [string, number][]): boolean =>
      i.row!.name === name && fields.every(([field, n]) => operandOf(i, field) === n);
    if (!is(info, "be_l", ["b", 0], ["sr", 2]) || !slot) return plain({ kind: LEAVE, pc });
    const disp = operandOf(info, "disp")!;
    if (disp === 0x100 && slot.info.kind === PLAIN && !slot.info.faults)
      return plain({
        kind: CALL_JUMP,
        pc,
        info,
        slot,
        slotMode: SLOT_ALWAYS,
        disp,
        space: 2,
        link: 31,
        other: pc + 8,
      });
    if (disp !== 0xb0) return plain({ kind: LEAVE, pc });
    if (!is(slot.info, "ldo", ["b", 0], ["t", 20])) return plain({ kind: LEAVE, pc });
    const [uses, defs] = [new RegSet(), new RegSet()];
    for (const r of [23, 24, 25, 26]) uses.g |= 1 << r;
    for (const r of [20, 21, 28, 31]) defs.g |= 1 << r;
    const index = operandOf(slot.info, "im14")!;
    return plain({ kind: GATEWAY, pc, info: { ...info, uses, defs }, to: pc + 8, index });
  }

  /** The branches that a blr selects from: pairs of instructions. */
  #vector(pc: number): number[] {
    const targets: number[] = [];
    for (let at = pc; targets.length < 512; at += 8) {
      const info = this.#info(at);
      if (info?.row?.name !== "bl" || operandOf(info, "t") !== 0) break;
      targets.push(at);
    }
    return targets;
  }

  /** `ldw,s index(base),base` before `bv,n (base)`, with base a constant: the words there. */
  #table(base: number, steps: readonly Step[]): { index: number; targets: number[] } | undefined {
    const load = steps[steps.length - 1].info;
    if (load.row?.name !== "ldw_x" || operandOf(load, "t") !== base || operandOf(load, "b") !== base)
      return undefined;
    if (operandOf(load, "um") !== 2) return undefined;
    const index = operandOf(load, "x")!;
    let at: number | undefined;
    let offset = 0;
    for (let i = steps.length - 2; i >= 0 && at === undefined; i--) {
      const { info, skip } = steps[i];
      if (!((info.defs.g >>> base) & 1)) continue;
      if (skip) return undefined;
      if (info.row?.name === "ldo") {
        offset += operandOf(info, "im14")!;
        if (operandOf(info, "b") !== base) return undefined;
      } else if (info.row?.name === "ldil") at = (operandOf(info, "im21")! + offset) >>> 0;
      else return undefined;
    }
    if (at === undefined || at & 3) return undefined;
    const targets: number[] = [];
    while (targets.length < 256) {
      const word = this.#fetch(at + 4 * targets.length);
      const pc = word === undefined ? 3 : word >>> 0;
      if (pc & 3 || Math.abs(pc - steps[0].pc) > 0x10000 || this.#fetch(pc) === undefined) break;
      targets.push(pc);
    }
    return targets.length > 1 ? { index, targets } : undefined;
  }
}
/** What a register holds after these steps when they say so by themselves: far branches load their target's left part. */
function constantOf(register: number, steps: readonly Step[]): number | undefined {
  for (let i = steps.length - 1; i >= 0; i--) {
    const { info, skip } = steps[i];
    if (((info.defs.g >>> register) & 1) === 0) continue;
    return info.row?.name === "ldil" && !skip ? operandOf(info, "im21") : undefined;
  }
  return undefined;
}

/**
 * A head that is in a loop keeps only that loop: the blocks from its address on that lead back to it. What surrounds an
 * inner loop lies before it, and is a region of its own; else every loop of a function would be translated with all of it.
 */
function keepLoop(blocks: Map<number, Block>, head: number): void {
  const preds = new Map<Block, Block[]>();
  for (const b of blocks.values())
    for (const s of b.succ) {
      const list = preds.get(s);
      if (list) list.push(b);
      else preds.set(s, [b]);
    }
  const first = blocks.get(head)!;
  const inside = new Set<Block>();
  const work = [first];
  while (work.length)
    for (const p of preds.get(work.pop()!) ?? [])
      if (p.pc >= head && !inside.has(p)) {
        inside.add(p);
        work.push(p);
      }
  if (!inside.has(first)) return;
  // Everything here is reached from the head; what is inside must be so by blocks that are inside.
  const reached = new Set<Block>([first]);
  const go = [first];
  while (go.length)
    for (const s of go.pop()!.succ)
      if (inside.has(s) && !reached.has(s)) {
        reached.add(s);
        go.push(s);
      }
  for (const [pc, b] of blocks) if (!reached.has(b)) blocks.delete(pc);
  for (const b of reached) b.succ = b.succ.filter((s) => reached.has(s));
}
