// Writes the body of one region's function: registers in locals, guest memory, ways out. emit/* writes the single
// instructions with it, region.ts the structure around them. In `dry` mode it only notes which registers are touched.
// Above: region.ts, emit/*. Below: module.ts, registers.ts, guards.ts.

import { FPSR, FR, GR, LEAVING, LEFT_OFF, PSW_CV, PSW_V, SAR } from "../isa/state.ts";
import { type Group, type Member, OWN } from "./groups.ts";
import { type Access, type Info, setExaminer } from "./info.ts";
import { F64, I32, I64, OP, VOID, Writer } from "./module.ts";
import {
  EXIT,
  GUARD_DELTA,
  GUARD_HOST,
  GUARD_LENGTHS,
  GUARD_LO,
  IMPORT,
  ITSELF,
  MINUS,
  type ObjectCode,
  SIGNED,
  SITE,
  TABLES,
} from "./object.ts";
import {
  CV,
  CV_B,
  CV_R,
  FPS,
  FR0_REG,
  REGISTERS,
  RegSet,
  S_CV,
  S_FPS,
  S_SAR,
  S_V,
  SAR_REG,
  V,
} from "./registers.ts";

/** Local variables that every function has: its parameters (core/hot.ts), then the place it left at. */
export const BUDGET_LOCAL = 0;
export const DEPTH_LOCAL = 1;
export const EXPECTED_LOCAL = 2;
export const XPC_LOCAL = 3;
export const XBACK_LOCAL = 4;
const FIRST_LOCAL = 5;
/** The table for stores, from that for loads. */
const WRITE_TABLE_AT = 0x400000;

/** Where a checked access finds its bytes: address in a local, an offset, and what turns it to host byte order. */
export interface Ref {
  readonly local: number;
  readonly offset: number;
  readonly swap: number;
  /** The offset is from the place of this guard's run. */
  readonly guard?: number;
}

/** What surrounds the region's code: guards, places that count, functions of the core. */
export interface Surroundings {
  /** Index of the core's function of this name among the module's imports. */
  importIndex(name: string): number;
  /** Index of the guard to use at the access of instruction pc (sampled address, or -1); -1: none. */
  guardFor(pc: number, address: number, write: boolean): number;
  /** Whether it has missed its guard before. */
  hasMissed(pc: number): boolean;
  /** Index of the site of the instruction at pc: two words that count its misses and keep the last address. */
  siteOf(pc: number): number;
  /** The same of one without a guard. */
  newSite(pc: number): number;
  /** For statistics: index of a word that counts ways out at pc; -1: not wanted. */
  exitOf(pc: number): number;
}

/** A function's body; places in it (object.ts). */
export type Body = Pick<ObjectCode, "body" | "hints" | "relocations">;

export class Emitter {
  readonly w: Writer;
  readonly around: Surroundings;
  dry = false;
  uses = new RegSet();
  defs = new RegSet();
  dryHalves = 0;
  dryDoubles = 0;
  dryFaults = false;
  dryNative = false;
  dryAccess: Access | undefined;
  dryModified: Info["modified"];
  dryNullifies = false;
  /** General registers that are stored when they are written. */
  through = 0;
  /** Floating-point registers that live in i64 locals; of those the ones in two i32 locals, by words. */
  halves = 0;
  pairs = 0;
  /** Native floating point leaves where a result is inexact. */
  exact = false;

  /** The instruction that is being written; where the interpreter goes on if it does not happen, and with what less budget. */
  pc = 0;
  at = 0;
  debt = 0;
  /** In a delay slot: pushes where the queue goes on. */
  back: (() => void) | undefined;
  stub = 0;
  depth = 0;
  /** The instruction is part of a small loop. */
  inLoop = false;
  sample = -1;
  /** The access is one of a group; groups whose place is known by now. */
  member: Member | undefined;
  readonly found: Group[] = [];
  /** General registers to store, of those that are stored when they are written. */
  stored = -1;
  /** Words that this block stored and loads again, by wordKey(): their locals. What to do at this instruction. */
  readonly words = new Map<number, number>();
  kept = false;
  known = false;
  /** The last access was checked by a guard. */
  guarded = false;
  /** Pushes whether the conditional branch just written is taken. */
  test: () => void = () => {};
  /** Where `nullify` puts its condition, -1: nobody asks. */
  nulLocal = -1;

  readonly #types: number[] = [];
  readonly #regs = new Int16Array(REGISTERS).fill(-1);
  readonly #rights = new Int16Array(32).fill(-1);
  #free: Record<number, number[]> = {};
  #taken: number[] = [];
  /** Places of branches that are hardly ever taken, in the code. */
  readonly hints: number[] = [];

  constructor(around: Surroundings, writer: Writer) {
    this.around = around;
    this.w = writer;
    writer.reset();
    this.#types.push(I32, I32);
  }

  // ---- plain output
  op(a: number, b = -1, c = -1, d = -1): void {
    this.w.byte(a);
    if (b >= 0) this.w.byte(b);
    if (c >= 0) this.w.byte(c);
    if (d >= 0) this.w.byte(d);
  }
  k(value: number): void {
    this.w.byte(OP.i32_const);
    this.w.s32(value);
  }
  k64(value: bigint): void {
    this.w.byte(OP.i64_const);
    this.w.s64(value);
  }
  lget(l: number): void {
    this.w.byte(OP.local_get);
    this.w.u32(l);
  }
  lset(l: number): void {
    this.w.byte(OP.local_set);
    this.w.u32(l);
  }
  ltee(l: number): void {
    this.w.byte(OP.local_tee);
    this.w.u32(l);
  }
  load(op: number, align: number, offset: number): void {
    this.op(op, align);
    this.w.u32(offset);
  }
  /** Numbers that the linker fills in (object.ts), in fours. */
  readonly relocations: number[] = [];
  #relocate(kind: number, which: number, addend: number): void {
    this.relocations.push(this.w.length, kind, which, addend | 0);
    for (let i = 0; i < 4; i++) this.w.byte(0x80);
    this.w.byte(0);
  }
  /** Pushes what `kind` stands for, plus `addend`. */
  symbol(kind: number, which: number, addend: number): void {
    this.w.byte(OP.i32_const);
    this.#relocate(kind | SIGNED, which, addend);
  }
  /** A load or store whose offset is what `kind` stands for, plus `addend`. */
  loadAt(op: number, align: number, kind: number, which: number, addend: number): void {
    this.op(op, align);
    this.#relocate(kind, which, addend);
  }
  /** Calls a function of the core. */
  call(name: string): void {
    this.op(OP.call);
    this.#relocate(IMPORT, this.around.importIndex(name), 0);
  }
  /** Calls the function that is being written. */
  callItself(): void {
    this.op(OP.call);
    this.#relocate(ITSELF, 0, 0);
  }
  /** Loads a word of the state block. */
  loadState(at: number): void {
    this.k(0);
    this.load(OP.i32_load, 2, at);
  }
  storeState(at: number, value: () => void): void {
    this.k(0);
    value();
    this.load(OP.i32_store, 2, at);
  }

  /** A local of this type until the instruction is done. */
  tmp(type = I32): number {
    const l = this.#free[type]?.pop() ?? this.newLocal(type);
    this.#taken.push(type, l);
    return l;
  }
  /** A local that stays. */
  newLocal(type = I32): number {
    this.#types.push(type);
    return FIRST_LOCAL + this.#types.length - 3;
  }
  /** Gives the locals of tmp() back. */
  freeTemporaries(): void {
    for (let i = 0; i < this.#taken.length; i += 2) {
      this.#free[this.#taken[i]] ??= [];
      this.#free[this.#taken[i]].push(this.#taken[i + 1]);
    }
    this.#taken.length = 0;
  }
  /** Native floating point follows. */
  useNative(): void {
    this.dryNative = true;
  }
  f64(value: number): void {
    this.op(OP.f64_const);
    const b = new Uint8Array(new Float64Array([value]).buffer);
    for (const x of b) this.w.byte(x);
  }
  f32(value: number): void {
    this.op(OP.f32_const);
    const b = new Uint8Array(new Float32Array([value]).buffer);
    for (const x of b) this.w.byte(x);
  }
  /** The value on the stack into a temporary; returns what pushes it again. */
  keep(type = I32): () => void {
    if (this.dry) return () => {};
    const l = this.tmp(type);
    this.lset(l);
    return () => this.lget(l);
  }

  // ---- registers
  #touch(r: number, set: RegSet): void {
    if (r < 32) set.g |= 1 << r;
    else if (r >= FR0_REG) set.f |= 1 << (r - FR0_REG);
    else if (r === CV) set.s |= S_CV;
    else if (r === V) set.s |= S_V;
    else if (r === SAR_REG) set.s |= S_SAR;
    else if (r === FPS) set.s |= S_FPS;
  }
  regLocal(r: number): number {
    let l = this.#regs[r];
    if (l < 0) {
      const n = r - FR0_REG;
      l = this.newLocal(n < 0 || this.#isPair(n) ? I32 : this.#isRaw(n) ? I64 : F64);
      this.#regs[r] = l;
    }
    return l;
  }
  get(r: number): void {
    if (r === 0) this.k(0);
    else if (this.dry) this.#touch(r, this.uses);
    else this.lget(this.regLocal(r));
  }
  set(r: number): void {
    if (this.dry) {
      if (r) this.#touch(r, this.defs);
    } else if (r === 0) this.w.byte(OP.drop);
    else {
      this.lset(this.regLocal(r));
      if (r < 32 && ((this.through & this.stored) >>> r) & 1)
        this.storeState(GR + 4 * r, () => this.lget(this.regLocal(r)));
    }
  }
  #isRaw(n: number): boolean {
    return ((this.halves >>> n) & 1) === 1;
  }
  #isPair(n: number): boolean {
    return ((this.pairs >>> n) & 1) === 1;
  }
  /** The local of a word of a register that is kept by words. */
  #word(wt: number): number {
    const n = wt >> 1;
    if (!(wt & 1)) return this.regLocal(FR0_REG + n);
    if (this.#rights[n] < 0) this.#rights[n] = this.newLocal(I32);
    return this.#rights[n];
  }
  /** FRn as a double; n is not 0. */
  getD(n: number): void {
    if (this.dry) this.dryDoubles |= 1 << n;
    this.get(FR0_REG + n);
    if (this.#isRaw(n)) this.w.byte(OP.f64_reinterpret_i64);
  }
  setD(n: number): void {
    if (this.dry) this.dryDoubles |= 1 << n;
    if (this.#isRaw(n)) this.w.byte(OP.i64_reinterpret_f64);
    this.set(FR0_REG + n);
  }
  /** FRn as 64 bits. */
  getQ(n: number): void {
    if (this.#isPair(n)) {
      this.lget(this.#word(2 * n));
      this.op(OP.i64_extend_i32_u);
      this.k64(32n);
      this.op(OP.i64_shl);
      this.lget(this.#word(2 * n + 1));
      this.op(OP.i64_extend_i32_u, OP.i64_or);
      return;
    }
    this.get(FR0_REG + n);
    if (!this.#isRaw(n)) this.w.byte(OP.i64_reinterpret_f64);
  }
  setQ(n: number): void {
    if (this.#isPair(n)) {
      const v = this.keep(I64);
      v();
      this.k64(32n);
      this.op(OP.i64_shr_u, OP.i32_wrap_i64);
      this.lset(this.#word(2 * n));
      v();
      this.w.byte(OP.i32_wrap_i64);
      this.lset(this.#word(2 * n + 1));
      return;
    }
    if (!this.#isRaw(n)) this.w.byte(OP.f64_reinterpret_i64);
    this.set(FR0_REG + n);
  }
  /** Both words of FRn: each pushed, left first, for `take`. */
  getWords(n: number, take: () => void): void {
    if (this.#isPair(n)) {
      for (const i of [0, 1]) {
        this.lget(this.#word(2 * n + i));
        take();
      }
      return;
    }
    this.getQ(n);
    const v = this.keep(I64);
    for (const shift of [32n, 0n]) {
      v();
      this.k64(shift);
      this.op(OP.i64_shr_u, OP.i32_wrap_i64);
      take();
    }
  }
  setWords(n: number, [left, right]: readonly number[]): void {
    if (this.#isPair(n)) {
      this.lget(left);
      this.lset(this.#word(2 * n));
      this.lget(right);
      this.lset(this.#word(2 * n + 1));
      return;
    }
    this.lget(left);
    this.op(OP.i64_extend_i32_u);
    this.k64(32n);
    this.op(OP.i64_shl);
    this.lget(right);
    this.op(OP.i64_extend_i32_u, OP.i64_or);
    this.setQ(n);
  }
  /** A word of a floating-point register: 2n the left one of FRn. */
  getW(wt: number): void {
    const n = wt >> 1;
    if (this.#isPair(n)) {
      this.lget(this.#word(wt));
      return;
    }
    if (this.dry) this.dryHalves |= 1 << n;
    this.get(FR0_REG + n);
    if (!(wt & 1)) {
      this.k64(32n);
      this.w.byte(OP.i64_shr_u);
    }
    this.w.byte(OP.i32_wrap_i64);
  }
  /** Sets the word from the i32 on the stack. */
  setW(wt: number): void {
    const n = wt >> 1;
    if (this.#isPair(n)) {
      this.lset(this.#word(wt));
      return;
    }
    if (this.dry) {
      this.dryHalves |= 1 << n;
      this.get(FR0_REG + n);
      this.set(FR0_REG + n);
      return;
    }
    const v = this.keep();
    this.get(FR0_REG + n);
    this.k64(wt & 1 ? -4294967296n : 4294967295n);
    this.w.byte(OP.i64_and);
    v();
    this.w.byte(OP.i64_extend_i32_u);
    if (!(wt & 1)) {
      this.k64(32n);
      this.w.byte(OP.i64_shl);
    }
    this.w.byte(OP.i64_or);
    this.set(FR0_REG + n);
  }
  getS(wt: number): void {
    this.getW(wt);
    this.w.byte(OP.f32_reinterpret_i32);
  }
  setS(wt: number): void {
    this.w.byte(OP.i32_reinterpret_f32);
    this.setW(wt);
  }

  /** Notes the operation whose carries PSW C/B are: a + b = r; each argument pushes its value. */
  setCarries(a: () => void, b: () => void, r: () => void): void {
    if (this.dry) {
      this.#touch(CV, this.defs);
      return;
    }
    a();
    b();
    r();
    this.lset(this.regLocal(CV_R));
    this.lset(this.regLocal(CV_B));
    this.lset(this.regLocal(CV));
  }
  /** Pushes the carries out of all positions. */
  pushCarries(): void {
    if (this.dry) {
      this.#touch(CV, this.uses);
      return;
    }
    const [a, b, r] = [this.regLocal(CV), this.regLocal(CV_B), this.regLocal(CV_R)];
    this.lget(a);
    this.lget(b);
    this.op(OP.i32_and);
    this.lget(a);
    this.lget(b);
    this.op(OP.i32_or);
    this.lget(r);
    this.k(-1);
    this.op(OP.i32_xor, OP.i32_and, OP.i32_or);
  }
  /** Pushes PSW C, the carry out of the leftmost position: 0 or 1. */
  pushCarry(): void {
    this.pushCarries();
    this.k(31);
    this.op(OP.i32_shr_u);
  }

  /** The condition that nullifies the next instruction. */
  nullify(condition: () => void): void {
    if (this.dry) {
      this.dryNullifies = true;
      condition();
      return;
    }
    if (this.nulLocal < 0) return;
    condition();
    this.lset(this.nulLocal);
  }

  /** Stores these registers to the state block. */
  flush(set: RegSet): void {
    for (let m = set.g & ~1; m; m &= m - 1) {
      const n = 31 - Math.clz32(m & -m);
      this.storeState(GR + 4 * n, () => this.lget(this.regLocal(n)));
    }
    if (set.s & S_CV) this.storeState(PSW_CV, () => this.pushCarries());
    if (set.s & S_V) this.storeState(PSW_V, () => this.lget(this.regLocal(V)));
    if (set.s & S_SAR) this.storeState(SAR, () => this.lget(this.regLocal(SAR_REG)));
    if (set.s & S_FPS) this.storeState(FPSR, () => this.lget(this.regLocal(FPS)));
    for (let m = set.f & ~1; m; m &= m - 1) {
      const n = 31 - Math.clz32(m & -m);
      if (this.#isPair(n)) {
        this.storeState(FR + 8 * n + 4, () => this.lget(this.#word(2 * n)));
        this.storeState(FR + 8 * n, () => this.lget(this.#word(2 * n + 1)));
        continue;
      }
      this.k(0);
      this.lget(this.regLocal(FR0_REG + n));
      this.load(this.#isRaw(n) ? OP.i64_store : OP.f64_store, 3, FR + 8 * n);
    }
  }
  /** Loads these registers from the state block. */
  reload(set: RegSet): void {
    for (let m = set.g & ~1; m; m &= m - 1) {
      const n = 31 - Math.clz32(m & -m);
      this.loadState(GR + 4 * n);
      this.lset(this.regLocal(n));
    }
    if (set.s & S_CV) {
      this.loadState(PSW_CV);
      this.ltee(this.regLocal(CV));
      this.lset(this.regLocal(CV_B));
      this.k(0);
      this.lset(this.regLocal(CV_R));
    }
    if (set.s & S_V) {
      this.loadState(PSW_V);
      this.lset(this.regLocal(V));
    }
    if (set.s & S_SAR) {
      this.loadState(SAR);
      this.lset(this.regLocal(SAR_REG));
    }
    if (set.s & S_FPS) {
      this.loadState(FPSR);
      this.lset(this.regLocal(FPS));
    }
    for (let m = set.f & ~1; m; m &= m - 1) {
      const n = 31 - Math.clz32(m & -m);
      if (this.#isPair(n)) {
        this.loadState(FR + 8 * n + 4);
        this.lset(this.#word(2 * n));
        this.loadState(FR + 8 * n);
        this.lset(this.#word(2 * n + 1));
        continue;
      }
      this.k(0);
      this.load(this.#isRaw(n) ? OP.i64_load : OP.f64_load, 3, FR + 8 * n);
      this.lset(this.regLocal(FR0_REG + n));
    }
  }

  // ---- ways out
  /** Leaves before this instruction when the condition on the stack holds. first: what else to write on the way. */
  exitIf(first?: () => void): void {
    if (this.dry) {
      this.dryFaults = true;
      return;
    }
    this.hints.push(this.w.length);
    this.op(OP.if, VOID);
    this.depth++;
    first?.();
    this.exit();
    this.op(OP.end);
    this.depth--;
  }
  /** Leaves when the condition on the stack holds, and counts that at pc, as guards do. */
  missIf(): void {
    const site = this.dry ? 0 : this.around.newSite(this.pc);
    this.exitIf(() => this.#countLeaving(site));
  }
  #countLeaving(site: number): void {
    this.#increment(SITE, site, LEAVING);
    this.storeState(LEFT_OFF, () => {
      this.loadState(LEFT_OFF);
      this.k(1);
      this.op(OP.i32_add);
    });
  }
  /** Counts a way out, when somebody wants to know. */
  countExit(pc: number): void {
    const exit = this.around.exitOf(pc);
    if (exit >= 0) this.#increment(EXIT, exit, 1);
  }
  #increment(kind: number, which: number, by: number): void {
    this.k(0);
    this.k(0);
    this.loadAt(OP.i32_load, 2, kind, which, 0);
    this.k(by);
    this.op(OP.i32_add);
    this.loadAt(OP.i32_store, 2, kind, which, 0);
  }
  exit(): void {
    this.countExit(this.pc);
    this.k(this.at | 3);
    this.lset(XPC_LOCAL);
    if (this.debt) this.addBudget(-this.debt);
    if (this.back) {
      this.back();
      this.lset(XBACK_LOCAL);
    }
    this.op(OP.br);
    this.w.u32(this.depth + this.stub);
  }
  addBudget(n: number): void {
    this.lget(BUDGET_LOCAL);
    this.k(n);
    this.op(OP.i32_add);
    this.lset(BUDGET_LOCAL);
  }

  // ---- guest memory
  /** Checks an access of `size` bytes and says where it goes. plain: it is base + displacement. */
  access(size: number, write: boolean, address: () => void, plain?: Access): Ref {
    if (this.dry) {
      address();
      this.dryFaults = true;
      if (plain) this.dryAccess = plain;
      return { local: 0, offset: 0, swap: 0 };
    }
    this.guarded = true;
    const swap = size === 1 ? 3 : size === 2 ? 2 : 0;
    if (this.member) {
      const { group: g, at } = this.member;
      if (!g.ref)
        this.checkGroup(g, () => {
          if (plain) this.get(plain.base);
          else address();
          return (plain?.disp ?? 0) - at;
        });
      const off = at - g.min;
      return g.size >= 4 ? { ...g.ref!, offset: off ^ swap } : this.#offset(g.ref!, off, swap);
    }
    const guard = this.around.guardFor(this.pc, this.sample, write);
    if (guard >= 0) {
      const t = this.tmp();
      const isSure = !this.around.hasMissed(this.pc) && (this.inLoop || OWN.has(plain?.base ?? -1));
      return this.#guarded(guard, isSure, this.pc, size, write, 0, t, swap, () => {
        if (plain) this.get(plain.base);
        else address();
        return plain ? plain.disp : 0;
      });
    }
    this.guarded = false;
    return this.#paged(size, write, address, swap);
  }

  /** Checks a group's accesses. value: pushes what they are told from, but for the constant it returns. */
  checkGroup(g: Group, value: () => number): void {
    // The lowest place of the group, aligned as its largest member is.
    const t = this.newLocal();
    g.ref = this.#guarded(
      g.guard,
      g.isSure,
      g.pc,
      g.size,
      g.write,
      g.max - g.min,
      t,
      0,
      () => value() + g.min,
    );
    this.found.push(g);
  }
  /** Forgets the places of groups that were found since there were this many. */
  forget(found: number): void {
    while (this.found.length > found) this.found.pop()!.ref = undefined;
  }

  #plus(n: number): void {
    if ((n | 0) === 0) return;
    this.k(n);
    this.op(OP.i32_add);
  }
  #offset(ref: Ref, off: number, swap: number): Ref {
    if (!off) return { ...ref, swap };
    const t = this.tmp();
    this.lget(ref.local);
    this.#plus(off);
    this.lset(t);
    return { ...ref, local: t, swap };
  }

  /**
   * Compares an address with a guard's run. In small loops, which are made again if need be, and where the base register says it,
   * the run is surely meant (isSure): t = the address less its start, and a miss is a way out, counted at pc's site. Else t = the host address, after a miss
   * what the page tables say, if they know: that costs a tenth more. place() pushes the address but for the number it returns.
   * span: bytes of a group from there on, 0: not a group.
   */
  #guarded(
    guard: number,
    isSure: boolean,
    pc: number,
    size: number,
    write: boolean,
    span: number,
    t: number,
    swap: number,
    place: () => number,
  ): Ref {
    const shift = 31 - Math.clz32(size);
    const disp = place();
    this.symbol(isSure ? GUARD_LO | MINUS : GUARD_DELTA, guard, disp);
    this.op(OP.i32_add);
    this.ltee(t);
    let u = t;
    if (!isSure) {
      this.symbol(GUARD_HOST | MINUS, guard, 0);
      this.op(OP.i32_add);
      if (shift) {
        u = this.tmp();
        this.ltee(u);
      }
    }
    if (shift) {
      // To the right, around: V8's optimizer knows it for one instruction, its baseline compiler would call a function for one.
      this.k(32 - shift);
      this.op(OP.i32_shl);
      this.lget(u);
      this.k(shift);
      this.op(OP.i32_shr_u, OP.i32_or);
    }
    this.k(0);
    this.loadAt(OP.i32_load, 2, GUARD_LENGTHS, guard, 4 * (shift + (span ? 4 : 0)));
    this.op(OP.i32_ge_u);
    const site = this.around.siteOf(pc);
    const address = () => {
      this.lget(t);
      this.symbol(isSure ? GUARD_LO : GUARD_DELTA | MINUS, guard, 0);
      this.op(OP.i32_add);
    };
    if (isSure)
      // No call here: that there is one in a loop costs V8's registers.
      this.exitIf(() => {
        this.#countLeaving(site);
        this.k(0);
        address();
        this.loadAt(OP.i32_store, 2, SITE, site, 4);
      });
    else {
      this.hints.push(this.w.length);
      this.op(OP.if, VOID);
      this.depth++;
      address();
      this.k(shift | (write ? 4 : 0) | (span ? (span - 1) << 4 : 0));
      this.symbol(SITE, site, 0);
      this.call("placeOf");
      // V8 does not take a call's result for a number without upper bits: it would clear them at each use, after the hit as well.
      this.k(1);
      this.op(OP.i32_xor);
      this.k(1);
      this.op(OP.i32_xor);
      this.ltee(t);
      this.op(OP.i32_eqz);
      this.exitIf();
      this.op(OP.end);
      this.depth--;
    }
    return isSure ? { local: t, offset: 0, swap, guard } : { local: t, offset: 0, swap };
  }

  /** By the page tables: an entry whose low bits are all ones fits an aligned address. */
  #paged(size: number, write: boolean, address: () => void, swap: number): Ref {
    const a = this.tmp();
    const entry = this.tmp();
    address();
    this.ltee(a);
    this.k(10);
    this.op(OP.i32_shr_u);
    this.k(0x3ffffc);
    this.op(OP.i32_and);
    this.loadAt(OP.i32_load, 2, TABLES, 0, write ? WRITE_TABLE_AT : 0);
    this.ltee(entry);
    if (size === 1) this.op(OP.i32_eqz);
    else {
      this.lget(a);
      this.k(-1);
      this.op(OP.i32_xor, OP.i32_and);
      this.k(size - 1);
      this.op(OP.i32_and);
      this.k(size - 1);
      this.op(OP.i32_ne);
    }
    this.exitIf();
    const t = this.tmp();
    this.lget(a);
    if (swap) {
      this.k(swap);
      this.op(OP.i32_xor);
    }
    this.lget(entry);
    this.op(OP.i32_add);
    this.lset(t);
    return { local: t, offset: 1, swap: 0 };
  }

  pushRef(ref: Ref): void {
    if (this.dry) return;
    this.lget(ref.local);
    if (ref.swap) {
      this.k(ref.swap);
      this.op(OP.i32_xor);
    }
  }
  /** The load or store itself. */
  #at(op: number, align: number, ref: Ref): void {
    if (ref.guard === undefined) this.load(op, align, ref.offset);
    else this.loadAt(op, align, GUARD_HOST, ref.guard, ref.offset);
  }
  /** Pushes the value at a place, zero-extended. */
  loadFrom(size: number, ref: Ref): void {
    this.pushRef(ref);
    this.#at(
      size === 1 ? OP.i32_load8_u : size === 2 ? OP.i32_load16_u : OP.i32_load,
      [0, 0, 1, 0, 2][size],
      ref,
    );
  }
  storeTo(size: number, ref: Ref, value: () => void): void {
    this.pushRef(ref);
    value();
    this.#at(
      size === 1 ? OP.i32_store8 : size === 2 ? OP.i32_store16 : OP.i32_store,
      [0, 0, 1, 0, 2][size],
      ref,
    );
  }

  /** FRn from the eight bytes at a place, and to them. */
  loadDouble(ref: Ref, n: number): void {
    if (this.#isPair(n) && !ref.swap) {
      for (const i of [0, 1]) {
        this.loadFrom(4, { ...ref, offset: ref.offset + 4 * i });
        this.lset(this.#word(2 * n + i));
      }
      return;
    }
    this.pushRef(ref);
    this.#at(OP.i64_load, 2, ref);
    this.k64(32n);
    this.op(OP.i64_rotl);
    this.setQ(n);
  }
  storeDouble(ref: Ref, n: number): void {
    if (this.#isPair(n) && !ref.swap) {
      for (const i of [0, 1])
        this.storeTo(4, { ...ref, offset: ref.offset + 4 * i }, () => this.lget(this.#word(2 * n + i)));
      return;
    }
    this.pushRef(ref);
    this.getQ(n);
    this.k64(32n);
    this.op(OP.i64_rotl);
    this.#at(OP.i64_store, 2, ref);
  }

  // ---- the default
  /** An instruction done by its semantics function. */
  callRow(info: Info): void {
    const row = info.row!;
    this.flush(info.uses);
    for (const value of info.operands) this.k(value);
    this.call(`do_${row.name}`);
    const r = this.tmp();
    this.lset(r);
    this.lget(r);
    this.k(4);
    this.op(OP.i32_ge_u);
    this.exitIf();
    this.reload(info.defs);
    if (row.nullifies)
      this.nullify(() => {
        this.lget(r);
        this.k(1);
        this.op(OP.i32_and);
      });
  }

  /** The function's body: local variables, then the code. */
  body(): Body {
    const w = locals;
    w.reset();
    const groups: [number, number][] = [[2, I32]];
    for (const type of this.#types.slice(2)) {
      const last = groups[groups.length - 1];
      if (last[1] === type) last[0]++;
      else groups.push([1, type]);
    }
    w.u32(groups.length);
    for (const [n, type] of groups) {
      w.u32(n);
      w.byte(type);
    }
    const hints = Uint32Array.from(this.hints, (h) => h + w.length);
    const relocations = Int32Array.from(this.relocations, (n, i) => (i % 4 ? n : n + w.length));
    const body = new Uint8Array(w.length + this.w.length);
    body.set(w.bytes.subarray(0, w.length));
    body.set(this.w.bytes.subarray(0, this.w.length), w.length);
    return { body, hints, relocations };
  }
}

/** For body(). */
const locals = new Writer();
const examiner = new Emitter(
  {
    importIndex: () => 0,
    guardFor: () => -1,
    hasMissed: () => false,
    siteOf: () => 0,
    newSite: () => 0,
    exitOf: () => -1,
  },
  new Writer(),
);
examiner.dry = true;

setExaminer((info) => {
  if (!info.emit) {
    info.faults = true;
    if (info.row!.nullifies) info.kind = 1;
    return;
  }
  const e = examiner;
  e.w.reset();
  e.uses = info.uses;
  e.defs = info.defs;
  e.dryHalves = e.dryDoubles = 0;
  e.dryFaults = e.dryNative = e.dryNullifies = false;
  e.dryAccess = e.dryModified = undefined;
  info.emit(e, info.operands);
  if (info.kind === 2) e.test();
  e.freeTemporaries();
  info.halves |= e.dryHalves;
  info.doubles |= e.dryDoubles;
  info.faults = e.dryFaults;
  info.native = e.dryNative;
  info.access = e.dryAccess;
  info.modified = e.dryModified;
  if (e.dryNullifies) info.kind = 1;
});
