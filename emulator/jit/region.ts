// One region: its blocks as one WebAssembly function. Control flow is structured along the dominator tree (N. Ramsey,
// "Beyond Relooper", ICFP 2022): loop heads are loops, merges are blocks, the rest is nested.
// Above: translate.ts. Below: block.ts, graph.ts, analysis.ts, emitter.ts.

import { TABLES_ENTRIES } from "../core-exports.ts";
import { FPSR, GR, IAOQ_BACK, IAOQ_FRONT, NEXT, SPACE, SR } from "../isa/state.ts";
import { analyze, type Facts, successor } from "./analysis.ts";
import {
  type Block,
  CALL,
  CALL_JUMP,
  type Ending,
  type Fetch,
  Finder,
  GATEWAY,
  GOTO,
  isSyscall,
  LEAVE,
  RETURN,
  SKIP,
  SLOT_NONE,
  SLOT_TAKEN,
  type Step,
  SWITCH,
  slotAgain,
  TEST,
} from "./block.ts";
import { divide, planDivision } from "./divide.ts";
import {
  type Body,
  BUDGET_LOCAL,
  DEPTH_LOCAL,
  Emitter,
  EXPECTED_LOCAL,
  type Surroundings,
  XBACK_LOCAL,
  XPC_LOCAL,
} from "./emitter.ts";
import { planForwarding } from "./forward.ts";
import { structure } from "./graph.ts";
import { AT_HEAD, BEFORE_LOOP, Groups } from "./groups.ts";
import { inlineCalls } from "./inline.ts";
import { OP, VOID, Writer } from "./module.ts";
import { FLAG_I, FP_EXACT, MODE, SLOT, TABLES } from "./object.ts";
import type { RegSet } from "./registers.ts";
import { sample } from "./sample.ts";
import { Values } from "./values.ts";

/** What the region needs besides what its instructions do. */
export interface RegionSurroundings extends Surroundings {
  /** Index of the place in the table of functions for code at pc. */
  slotOf(pc: number): number;
  /** Code at pc is the head of a region; was never executed. */
  isTranslated(pc: number): boolean;
  isCold(pc: number): boolean;
  readonly registers: Uint32Array;
  /** A word as a load would find it now; undefined where there is none. */
  peek(address: number): number | undefined;
}

/** The mask that makes an offset, shifted left by one, a place in the table of branch targets (core/hot.ts). */
const ENTRY_MASK = 0x7fff8;
/** NEXT when the queue is in IAOQ_FRONT and IAOQ_BACK. */
const BY_QUEUE = 1;
/** The function of code that has none: the core's stray(). */
const STRAY = 0;

/** Instructions from which on a region leaves to others instead of taking in what they have. */
const LARGE = 300;

/** A way out: what it stores, and whether the queue's back is in a local. */
interface Stub {
  readonly dirty: RegSet;
  readonly slot: boolean;
}

/** The code being written: one region at a time. */
const code = new Writer();

export class Region {
  readonly head: number;
  readonly order: readonly Block[];
  readonly code: Body | undefined;
  instructions = 0;
  readonly usesNative: boolean;
  /** It would be another one in another floating-point mode. */
  readonly isModal: boolean;
  readonly #e: Emitter;
  readonly #around: RegionSurroundings;
  #groups: Groups | undefined;
  #facts: ReadonlyMap<Block, Facts> = new Map();
  readonly #stubs: Stub[] = [];
  #labels: (Block | undefined)[] = [];
  #nul = -1;
  /** Instructions executed that are not taken from the budget yet. */
  #debt = 0;
  #children = new Map<Block, Block[]>();

  constructor(
    head: number,
    around: RegionSurroundings,
    fetch: Fetch,
    mode: number,
    limit: number,
    isReturn: boolean,
  ) {
    this.head = head;
    this.#around = around;
    this.#e = new Emitter(around, code);
    this.#e.exact = mode === FP_EXACT;
    const finder = new Finder(fetch, mode, (pc) => around.isCold(pc));
    const blocks = finder.find(head, limit, isReturn ? 0 : LARGE, (pc) => around.isTranslated(pc));
    inlineCalls(
      blocks.values(),
      (pc, most) => finder.body(pc, most),
      () => finder.newId(),
    );
    this.isModal = finder.isModal;
    const first = blocks.get(head)!;
    this.order = structure(first, () => finder.newId());
    this.usesNative = this.order.some((b) => stepsOf(b).some((s) => s.info.native));
    for (const b of this.order) {
      this.instructions += b.length;
      planDivision(b);
    }
    if (first.end.kind === LEAVE && first.steps.length === 0) return;
    sample(this.order, around.registers, (a) => around.peek(a));
    for (const b of this.order) planForwarding(b);
    this.#groups = new Groups(this.order, new Values(this.order), around);
    this.#facts = analyze(this.order, (b) => this.#groups!.checksOf(b, AT_HEAD).length > 0);
    let doubles = 0;
    for (const b of this.order)
      for (const { info } of stepsOf(b)) {
        this.#e.halves |= info.halves;
        doubles |= info.doubles;
      }
    this.#e.pairs = this.#e.halves & ~doubles;
    this.code = this.#write();
  }

  #write(): Body {
    const e = this.#e;
    const [head] = this.order;
    this.#nul = e.newLocal();
    e.nulLocal = this.#nul;
    this.#planStubs();
    for (const b of this.order)
      if (b !== head) {
        const list = this.#children.get(b.idom!);
        if (list) list.push(b);
        else this.#children.set(b.idom!, [b]);
      }
    if (!head.isLoop) {
      this.#budgetBelow(this.#facts.get(head)!.path);
      this.#leaveAtHead();
    }
    if (this.usesNative) {
      this.#wrongMode();
      this.#leaveAtHead();
    }
    e.reload(this.#facts.get(head)!.live);
    // Around everything, for all ways out; then one for each, the last one's outermost.
    if (this.#stubs.length) e.op(OP.block, VOID);
    for (const _ of this.#stubs) e.op(OP.block, VOID);
    this.#tree(head);
    for (const [i, { dirty, slot }] of this.#stubs.entries()) {
      e.op(OP.end);
      const next = this.#stubs[i + 1];
      if (next && !next.slot === !slot && dirty.has(next.dirty)) {
        e.flush(dirty.copy().remove(next.dirty));
        continue;
      }
      e.flush(dirty);
      e.storeState(IAOQ_BACK, () => {
        if (slot) e.lget(XBACK_LOCAL);
        else {
          e.lget(XPC_LOCAL);
          e.k(4);
          e.op(OP.i32_add);
        }
      });
      if (!next) break;
      e.op(OP.br);
      e.w.u32(this.#stubs.length - 1 - i);
    }
    if (!this.#stubs.length) e.op(OP.unreachable);
    else {
      e.op(OP.end);
      e.storeState(NEXT, () => e.k(BY_QUEUE));
      e.storeState(IAOQ_FRONT, () => e.lget(XPC_LOCAL));
      this.#goOn(STRAY);
    }
    e.op(OP.end);
    return e.body();
  }

  /** Numbers the ways out, by what they store: where one stores what the next one does, too, it goes on there. */
  #planStubs(): void {
    const known = new Map<string, Stub>();
    const wanted: [Stub, (n: number) => void][] = [];
    const want = (dirty: RegSet, slot: boolean, use: (n: number) => void): void => {
      const key = dirty.key + (slot ? "s" : "");
      let stub = known.get(key);
      if (!stub) {
        stub = { dirty, slot };
        known.set(key, stub);
      }
      wanted.push([stub, use]);
    };
    for (const b of this.order) {
      const f = this.#facts.get(b)!;
      if (f.leavesFirst)
        want(f.dirtyIn, false, (n) => {
          f.stub = n;
        });
      for (const s of b.steps)
        if (s.dirty)
          want(s.dirty, false, (n) => {
            s.stub = n;
          });
      if (f.leavesAtBranch)
        want(f.dirtyAtBranch, false, (n) => {
          f.branchStub = n;
        });
      if (f.leavesInSlot)
        want(f.dirtyInSlot, !slotAgain(b.end), (n) => {
          f.slotStub = n;
        });
    }
    const left = [...known.values()].sort((a, b) => b.dirty.size - a.dirty.size);
    for (let last: Stub | undefined; left.length; ) {
      const i = last ? left.findIndex((x) => x.slot === last!.slot && last!.dirty.has(x.dirty)) : 0;
      [last] = left.splice(Math.max(i, 0), 1);
      this.#stubs.push(last);
    }
    const numbers = new Map(this.#stubs.map((stub, i) => [stub, i]));
    for (const [stub, use] of wanted) use(numbers.get(stub)!);
  }

  // ---- small pieces
  #return(): void {
    this.#e.lget(BUDGET_LOCAL);
    this.#e.op(OP.return);
  }
  /** Goes on at NEXT with a function of the table, for the same caller; everything is stored. */
  #goOn(index: number | (() => void)): void {
    const e = this.#e;
    e.lget(BUDGET_LOCAL);
    e.lget(DEPTH_LOCAL);
    e.lget(EXPECTED_LOCAL);
    if (typeof index === "number") e.k(index);
    else index();
    e.op(OP.return_call_indirect, 0, 0);
  }
  #budgetBelow(n: number): void {
    const e = this.#e;
    e.lget(BUDGET_LOCAL);
    e.k(n);
    e.op(OP.i32_lt_s);
  }
  #wrongMode(): void {
    const e = this.#e;
    e.loadState(FPSR);
    // What is exact changes no flag, whether the inexact one is set or not.
    e.k(e.exact ? MODE : MODE | FLAG_I);
    e.op(OP.i32_and);
    e.k(e.exact ? 0 : FLAG_I);
    e.op(OP.i32_ne);
  }
  #leaveAtHead(): void {
    const e = this.#e;
    e.hints.push(e.w.length);
    e.op(OP.if, VOID);
    e.storeState(NEXT, () => e.k(BY_QUEUE));
    e.storeState(IAOQ_FRONT, () => e.k(this.head | 3));
    e.storeState(IAOQ_BACK, () => e.k((this.head + 4) | 3));
    this.#goOn(STRAY);
    e.op(OP.end);
  }
  /** Returns when the condition on the stack holds; everything is stored already. */
  #returnIf(): void {
    this.#outIf(() => this.#return());
  }
  #outIf(out: () => void): void {
    const e = this.#e;
    e.hints.push(e.w.length);
    e.op(OP.if, VOID);
    out();
    e.op(OP.end);
  }
  /** Takes what has been executed from the budget. */
  #settle(): void {
    if (this.#debt) this.#e.addBudget(-this.#debt);
    this.#debt = 0;
  }
  #open(op: number, label?: Block): void {
    this.#e.op(op, VOID);
    this.#e.depth++;
    this.#labels.push(label);
  }
  #close(): void {
    this.#e.op(OP.end);
    this.#e.depth--;
    this.#labels.pop();
  }
  #label(b: Block): number {
    return this.#labels.length - 1 - this.#labels.lastIndexOf(b);
  }

  // ---- structure
  #tree(b: Block): void {
    const found = this.#e.found.length;
    if (b.isLoop) {
      this.#settle();
      this.#e.flush(this.#facts.get(b)!.storedBefore);
      this.#checkFirst(b, BEFORE_LOOP);
      this.#open(OP.loop, b);
    }
    const merges = (this.#children.get(b) ?? []).filter((c) => c.isMerge).sort((x, y) => y.order - x.order);
    for (const m of merges) this.#open(OP.block, m);
    this.#block(b);
    for (const m of merges.reverse()) {
      this.#close();
      this.#debt = 0;
      this.#tree(m);
    }
    if (b.isLoop) {
      this.#close();
      this.#e.op(OP.unreachable);
    }
    this.#e.forget(found);
  }

  /** Checks what the loop's accesses have in common: a miss leaves it before it does anything. */
  #checkFirst(b: Block, place: number): void {
    const e = this.#e;
    const groups = this.#groups!;
    e.stub = this.#facts.get(b)!.stub;
    e.back = undefined;
    e.pc = e.at = b.pc;
    e.debt = this.#debt;
    for (const g of groups.checksOf(b, place)) {
      e.checkGroup(g, () => groups.push(e, b, g.value));
      e.freeTemporaries();
    }
  }

  /** Goes where pc leads from b. */
  #goto(b: Block, pc: number): void {
    const s = successor(b, pc);
    const stored = s && this.#facts.get(b)!.exits.get(s);
    if (stored) this.#e.flush(stored);
    if (!s) this.#chain(b, pc);
    else if (s.order <= b.order || s.isMerge) {
      this.#settle();
      this.#e.op(OP.br);
      this.#e.w.u32(this.#label(s));
    } else this.#tree(s);
  }

  /** True when going there is but a branch, for which the budget has to be right. */
  #isBranch(b: Block, pc: number): boolean {
    const s = successor(b, pc);
    if (s && this.#facts.get(b)!.exits.has(s)) return false;
    return s !== undefined && (s.order <= b.order || s.isMerge);
  }

  /** Stores everything, and as NEXT the address that is pushed. */
  #leaveTo(b: Block, target: () => void): void {
    const e = this.#e;
    this.#settle();
    e.flush(this.#facts.get(b)!.dirty);
    e.storeState(NEXT, target);
  }

  /** Leaves to another region, or to the interpreter while there is none. */
  #chain(b: Block, pc: number): void {
    this.#leaveTo(b, () => this.#e.k(pc | 3));
    this.#goOnAt(pc);
  }
  #goOnAt(pc: number): void {
    this.#goOn(() => this.#e.symbol(SLOT, this.#around.slotOf(pc), 0));
  }

  #block(b: Block): void {
    const e = this.#e;
    const f = this.#facts.get(b)!;
    e.stub = f.stub;
    e.back = undefined;
    e.through = f.through;
    e.inLoop = b.loop !== undefined;
    if (b.isLoop) {
      e.pc = e.at = b.pc;
      e.debt = 0;
      this.#budgetBelow(f.path);
      e.exitIf();
    }
    this.#checkFirst(b, AT_HEAD);
    const before = this.#debt;
    e.words.clear();
    for (const s of b.steps) {
      if (s.isDone) continue;
      if (s.skip) {
        e.lget(this.#nul);
        e.op(OP.i32_eqz);
        this.#open(OP.if);
      }
      e.at = s.pc;
      e.debt = before + ((s.pc - b.pc) >> 2);
      this.#step(b, s, s.info.kind === 1);
      if (s.skip) this.#close();
    }
    e.at = b.end.pc;
    e.debt = before + ((b.end.pc - b.pc) >> 2);
    this.#debt = before + b.length;
    e.stub = f.branchStub;
    this.#ending(b, f);
    e.freeTemporaries();
  }

  #step(b: Block, s: Step, wantsNul: boolean): void {
    const e = this.#e;
    e.pc = s.pc;
    if (s.stub !== undefined) e.stub = s.stub;
    e.sample = s.sample;
    e.kept = s.kept ?? false;
    e.known = s.known ?? false;
    e.member = s.member;
    e.stored = s.stored ?? -1;
    e.nulLocal = wantsNul ? this.#nul : -1;
    if (s.division) divide(e, s.division);
    else if (s.info.emit) s.info.emit(e, s.info.operands);
    else e.callRow(s.info);
    e.member = undefined;
    e.stored = -1;
    if (b.end.slot !== s) e.freeTemporaries();
  }

  /** The delay slot; back pushes where the queue leads after it. */
  #slot(b: Block, f: Facts, back: () => void): void {
    const { slot } = b.end;
    if (!slot) return;
    const e = this.#e;
    e.stub = f.slotStub;
    if (slotAgain(b.end)) {
      this.#step(b, slot, b.end.slotNullifies);
      return;
    }
    e.back = back;
    e.at = slot.pc;
    e.debt += (slot.pc - b.end.pc) >> 2;
    this.#step(b, slot, b.end.slotNullifies);
    e.back = undefined;
  }

  #ending(b: Block, f: Facts): void {
    const e = this.#e;
    const { end } = b;
    switch (end.kind) {
      case GOTO:
        this.#checkSpace(end);
        if (end.link) {
          e.k((end.pc + 8) | 3);
          e.set(end.link);
          this.#storeSpace(end);
        }
        this.#slot(b, f, () => e.k(end.to | 3));
        this.#mayNullify(b, end.to);
        return;
      case SKIP:
        this.#either(b, () => e.lget(this.#nul), end.to, 0, end.other, 1);
        return;
      case TEST:
        this.#test(b, f);
        return;
      case LEAVE:
        e.countExit(end.pc);
        this.#settle();
        e.flush(f.dirty);
        e.storeState(NEXT, () => e.k(BY_QUEUE));
        e.storeState(IAOQ_FRONT, () => e.k(end.pc | 3));
        e.storeState(IAOQ_BACK, () => e.k((end.pc + 4) | 3));
        this.#goOn(STRAY);
        return;
      case SWITCH:
        this.#switch(b, f);
        return;
      case GATEWAY:
        this.#gateway(b);
        return;
      case CALL:
        this.#checkSpace(end);
        e.k(end.other | 3);
        e.set(end.link);
        this.#storeSpace(end);
        this.#slot(b, f, () => e.k(end.to | 3));
        this.#leaveTo(b, () => e.k(end.to | 3));
        this.#call(
          b,
          end.to === this.head ? undefined : () => e.symbol(SLOT, this.#around.slotOf(end.to), 0),
        );
        return;
      default:
        if (isSyscall(end)) this.#syscall(b, f);
        else this.#computed(b, f);
    }
  }

  #test(b: Block, f: Facts): void {
    const e = this.#e;
    const { end } = b;
    e.pc = end.pc;
    e.nulLocal = -1;
    e.stored = f.stored;
    end.info!.emit!(e, end.info!.operands);
    e.stored = -1;
    const { test } = e;
    if (end.slotMode === SLOT_NONE) {
      this.#either(b, test, end.to, 0, end.other, 1);
      return;
    }
    const back = () => {
      e.k(end.to | 3);
      e.k(end.other | 3);
      test();
      e.op(OP.select);
    };
    if (end.slotMode === SLOT_TAKEN) {
      test();
      const debt = this.#debt;
      this.#open(OP.if);
      this.#slot(b, f, () => e.k(end.to | 3));
      this.#goto(b, end.to);
      this.#close();
      this.#debt = debt;
      this.#goto(b, end.other);
      return;
    }
    this.#slot(b, f, back);
    if (!end.slotNullifies) {
      this.#either(b, test, end.to, 0, end.other, 0);
      return;
    }
    test();
    const debt = this.#debt;
    this.#open(OP.if);
    this.#mayNullify(b, end.to);
    this.#close();
    this.#debt = debt;
    this.#mayNullify(b, end.other);
  }

  /** Goes to pc, or past it when the delay slot nullified. */
  #mayNullify(b: Block, pc: number): void {
    if (!b.end.slotNullifies) {
      this.#goto(b, pc);
      return;
    }
    this.#either(b, () => this.#e.lget(this.#nul), pc + 4, 0, pc, 1);
  }

  /** By the condition that `test` pushes, with the instructions that did not happen on either way. */
  #either(b: Block, test: () => void, yes: number, yesCredit: number, no: number, noCredit: number): void {
    const e = this.#e;
    const debt = this.#debt;
    const go = (pc: number, credit: number) => {
      this.#debt = debt - credit;
      this.#goto(b, pc);
    };
    const branch = (pc: number, negated: boolean) => {
      test();
      if (negated) e.op(OP.i32_eqz);
      e.op(OP.br_if);
      e.w.u32(this.#label(successor(b, pc)!));
    };
    const out = (pc: number, credit: number, negated: boolean) => {
      test();
      if (negated) e.op(OP.i32_eqz);
      // Not of the last turn: V8 puts what is only reached by unlikely ways apart, and this would be all that follows the loop.
      if (b.turn !== b.lastTurn) e.hints.push(e.w.length);
      this.#open(OP.if);
      go(pc, credit);
      this.#close();
    };
    if (this.#isOut(b, yes) && !this.#isOut(b, no)) {
      out(yes, yesCredit, false);
      go(no, noCredit);
    } else if (this.#isOut(b, no) && !this.#isOut(b, yes)) {
      out(no, noCredit, true);
      go(yes, yesCredit);
    } else if (this.#isBranch(b, yes)) {
      this.#debt -= yesCredit;
      this.#settle();
      branch(yes, false);
      this.#debt = yesCredit - noCredit;
      this.#goto(b, no);
    } else if (this.#isBranch(b, no)) {
      this.#debt -= noCredit;
      this.#settle();
      branch(no, true);
      this.#debt = noCredit - yesCredit;
      this.#goto(b, yes);
    } else {
      test();
      this.#open(OP.if);
      go(yes, yesCredit);
      this.#close();
      go(no, noCredit);
    }
  }

  /** True when going there ends an unrolled loop, or one at whose end something is stored. */
  #isOut(b: Block, pc: number): boolean {
    const s = successor(b, pc);
    if (s && this.#facts.get(b)!.exits.has(s)) return true;
    return b.turns > 0 && successor(b, pc)?.turns !== b.turns;
  }

  /** The address of a computed target into a local. */
  #target(b: Block): number {
    const e = this.#e;
    const { end } = b;
    const t = e.newLocal();
    e.get(end.base);
    if (end.index) {
      e.get(end.index);
      e.k(3);
      e.op(OP.i32_shl, OP.i32_add);
    }
    if (end.disp) {
      e.k(end.disp);
      e.op(OP.i32_add);
    }
    e.k(3);
    e.op(OP.i32_or);
    e.lset(t);
    return t;
  }

  /** Leaves before a branch to another space. */
  #checkSpace(end: Ending): void {
    if (end.space < 0) return;
    const e = this.#e;
    e.pc = end.pc;
    e.loadState(SR + 4 * end.space);
    e.loadState(SPACE);
    e.op(OP.i32_ne);
    e.exitIf();
  }
  /** be,l also stores the space of the return point, which is the current one. */
  #storeSpace(end: Ending): void {
    if (end.info?.row?.name === "be_l") this.#e.storeState(SR, () => this.#e.loadState(SPACE));
  }

  /** A light-weight system call: done here, or all of it the interpreter's. */
  #gateway(b: Block): void {
    const e = this.#e;
    const { pc, info, index, to } = b.end;
    e.pc = pc;
    this.#checkGateway();
    e.flush(info!.uses);
    e.k(index);
    e.call("lws");
    e.op(OP.i32_eqz);
    e.exitIf();
    for (const r of [21, 28]) {
      e.loadState(GR + 4 * r);
      e.set(r);
    }
    e.k(index);
    e.set(20);
    e.k((pc + 8) | 3);
    e.set(31);
    e.storeState(SR, () => e.loadState(SPACE));
    this.#goto(b, to);
  }

  /** The gateway page is in space 0. */
  #checkGateway(): void {
    this.#e.loadState(SR + 4 * 2);
    this.#e.exitIf();
  }

  #syscall(b: Block, f: Facts): void {
    const e = this.#e;
    const { end } = b;
    e.pc = end.pc;
    this.#checkGateway();
    e.k(end.other | 3);
    e.set(end.link);
    this.#storeSpace(end);
    this.#slot(b, f, () => e.k(end.disp | 3));
    this.#settle();
    e.flush(f.dirty);
    e.lget(BUDGET_LOCAL);
    e.lget(DEPTH_LOCAL);
    e.k(end.other | 3);
    e.call("syscall");
    this.#behindCall(b);
  }

  #computed(b: Block, f: Facts): void {
    const e = this.#e;
    const { end } = b;
    this.#checkSpace(end);
    const t = this.#target(b);
    if (end.kind === CALL_JUMP) {
      e.k(end.other | 3);
      e.set(end.link);
      this.#storeSpace(end);
    }
    this.#slot(b, f, () => e.lget(t));
    this.#settle();
    if (end.kind === RETURN) {
      this.#leaveTo(b, () => e.lget(t));
      this.#return();
      return;
    }
    const found = e.newLocal();
    this.#leaveTo(b, () => e.lget(t));
    this.#lookUp(t, found);
    if (end.kind === CALL_JUMP) this.#call(b, () => e.lget(found));
    else this.#goOn(() => e.lget(found));
  }

  /** found = the function of the address in t, or STRAY. */
  #lookUp(t: number, found: number): void {
    const e = this.#e;
    const at = e.newLocal();
    e.k(STRAY);
    e.lset(found);
    e.lget(t);
    e.k(1);
    e.op(OP.i32_shl);
    e.k(ENTRY_MASK);
    e.op(OP.i32_and);
    e.ltee(at);
    e.loadAt(OP.i32_load, 2, TABLES, 0, TABLES_ENTRIES);
    e.lget(t);
    e.k(-4);
    e.op(OP.i32_and, OP.i32_eq);
    e.op(OP.if, VOID);
    e.lget(at);
    e.loadAt(OP.i32_load, 2, TABLES, 0, TABLES_ENTRIES + 4);
    e.ltee(at);
    e.k(0);
    e.op(OP.i32_lt_s, OP.if, VOID);
    e.lget(at);
    e.k(0x7fffffff);
    e.op(OP.i32_and);
    e.lset(found);
    e.op(OP.end, OP.end);
  }

  /** Calls a function of the table, or itself, and goes on at the return point if that is where it comes back to. */
  #call(b: Block, index: (() => void) | undefined): void {
    const e = this.#e;
    const { end } = b;
    e.lget(DEPTH_LOCAL);
    e.op(OP.i32_eqz);
    this.#returnIf();
    e.lget(BUDGET_LOCAL);
    e.lget(DEPTH_LOCAL);
    e.k(1);
    e.op(OP.i32_sub);
    e.k(end.other | 3);
    // Who is called here may go on if the caller may: stray() sees to that.
    if (!index) e.callItself();
    else {
      index();
      e.op(OP.call_indirect, 0, 0);
    }
    this.#behindCall(b);
  }

  /** Goes on at the return point, if the function just called has come there. */
  #behindCall(b: Block): void {
    const e = this.#e;
    const { end } = b;
    e.lset(BUDGET_LOCAL);
    e.loadState(NEXT);
    e.k(end.other | 3);
    e.op(OP.i32_ne);
    this.#returnIf();
    const s = successor(b, end.other);
    if (!s) {
      this.#goOnAt(end.other);
      return;
    }
    const g = this.#facts.get(s)!;
    if (!s.isLoop) {
      this.#budgetBelow(g.path);
      this.#returnIf();
    }
    if (this.usesNative) {
      this.#wrongMode();
      this.#outIf(() => this.#goOnAt(end.other));
    }
    e.reload(g.live);
    this.#goto(b, end.other);
  }

  #switch(b: Block, f: Facts): void {
    const e = this.#e;
    const { end } = b;
    const x = e.newLocal();
    e.get(end.index);
    e.lset(x);
    const t = e.newLocal();
    if (end.base) e.get(end.base);
    else {
      e.lget(x);
      e.k(3);
      e.op(OP.i32_shl);
      e.k(end.pc + 8);
      e.op(OP.i32_add);
    }
    e.k(3);
    e.op(OP.i32_or);
    e.lset(t);
    this.#slot(b, f, () => e.lget(t));
    this.#settle();
    const cases = [...new Set(end.targets!)];
    for (let i = 0; i <= cases.length; i++) this.#open(OP.block);
    e.lget(x);
    e.op(OP.br_table);
    e.w.u32(end.targets!.length);
    for (const target of end.targets!) e.w.u32(cases.indexOf(target));
    e.w.u32(cases.length);
    for (const target of cases) {
      this.#close();
      if (end.base) {
        // The table may have changed since.
        e.lget(t);
        e.k(target | 3);
        e.op(OP.i32_ne);
        this.#open(OP.if);
        this.#leaveTo(b, () => e.lget(t));
        this.#goOn(STRAY);
        this.#close();
      }
      this.#goto(b, target);
    }
    this.#close();
    this.#leaveTo(b, () => e.lget(t));
    this.#goOn(STRAY);
  }
}

function stepsOf(b: Block): Step[] {
  return b.end.slot ? [...b.steps, b.end.slot] : b.steps;
}
