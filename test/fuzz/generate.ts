// Makes random cases from the rows of the table: legal sequences with edge-case operands, forward branches only,
// loads and stores mostly inside the case's scratch memory. Neighbours: emulator/isa below; fuzz.ts above.
import type { Field } from "../../emulator/isa/fields.ts";
import { decodeField, encodeField, type Insn } from "../../emulator/isa/insn.ts";
import { INSNS } from "../../emulator/isa/table.ts";
import { type Case, codeAt, MAX_LENGTH, newState, SCRATCH_SIZE, type State, scratchAt } from "./case.ts";

export type Random = () => number;

/** What the peer of a comparison allows in a case. */
export interface Rules {
  legal(row: Insn): boolean;
  /** Whether this word may follow the previous one. */
  usable(word: number, previous: number | undefined): boolean;
  /** Backward branches; a case may then be endless. */
  readonly loops: boolean;
  /** Stores into the case's own code. */
  readonly selfModifying: boolean;
}

const EDGES = [
  0, 1, 2, 3, 0xffffffff, 0xfffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0x7fff, 0x8000, 0xffff, 0x10000,
  0x99999999, 0x12345678, 0x66666666, 0x0f0f0f0f, 0xf0f0f0f0, 0x80808080, 0x01010101, 0x7f, 0x80, 0xff00ff00,
];
/** Interesting double bit patterns: left and right words. */
const DOUBLES = [
  [0, 0],
  [0x80000000, 0],
  [0x3ff00000, 0],
  [0xbff00000, 0],
  [0x7ff00000, 0],
  [0xfff00000, 0],
  [0x7ff80000, 0],
  [0x7ff40000, 0],
  [0x7ff00000, 1],
  [0xfff7ffff, 0xffffffff],
  [0, 1],
  [0x80000000, 1],
  [0x000fffff, 0xffffffff],
  [0x00100000, 0],
  [0x7fefffff, 0xffffffff],
  [0xffefffff, 0xffffffff],
  [0x41dfffff, 0xffc00000],
  [0xc1e00000, 0],
  [0x41e00000, 0],
  [0x41dfffff, 0xffe00000],
  [0x43e00000, 0],
  [0xc3e00000, 0],
  [0x3fe00000, 0],
  [0x3fefffff, 0xffffffff],
  [0x40080000, 0],
  [0x36a00000, 0],
  [0x47efffff, 0xe0000000],
  [0x380fffff, 0xffffffff],
  [0x3ff80000, 0],
  [0x40040000, 0],
];
const SINGLES = [
  0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7fa00000, 0x7f800001,
  0xffbfffff, 1, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff, 0xff7fffff, 0x4effffff, 0x4f000000,
  0xcf000000, 0x5f000000, 0x3f000000, 0x3fc00000, 0x40200000, 0x33800000, 0x3effffff,
];

export interface Profile {
  readonly name: string;
  /** How likely a row is to be drawn: 0 = never. */
  weight(row: Insn): number;
  /** Likelihood of enabled floating-point traps. */
  readonly fpTraps: number;
}

const isMemory = (row: Insn) => row.load !== undefined || row.store !== undefined;

/** What a user program may execute everywhere without privileges, and deterministic. */
export const PROFILES: readonly Profile[] = [
  { name: "integer", fpTraps: 0, weight: (row) => (row.fp ? 0 : isMemory(row) ? 0.3 : row.branch ? 0.4 : 1) },
  { name: "branch", fpTraps: 0, weight: (row) => (row.fp ? 0 : row.branch ? 3 : isMemory(row) ? 0.2 : 0.5) },
  { name: "memory", fpTraps: 0, weight: (row) => (isMemory(row) ? 5 : row.fp ? 0 : row.branch ? 0.2 : 0.5) },
  { name: "float", fpTraps: 0, weight: (row) => (row.fp ? 2 : row.branch ? 0.1 : 0.1) },
  { name: "float traps", fpTraps: 0.6, weight: (row) => (row.fp ? 2 : row.branch ? 0.1 : 0.1) },
];

/** Registers that functions return by: rp, millicode's, the PLT stub's, another. */
const LINKS = [2, 2, 31, 31, 20, 9];
const NOP = 0x08000240;

/** Registers known, at one point of the sequence, to hold something of use. */
interface Known {
  pointers: Set<number>;
  small: Set<number>;
  /** Addresses of code behind the sequence. */
  exits: Set<number>;
}

export class Generator {
  private readonly random: Random;
  private readonly rows: readonly Insn[];

  private readonly rules: Rules;

  constructor(random: Random, rules: Rules) {
    this.random = random;
    this.rules = rules;
    this.rows = INSNS.filter((row) => !row.wide && !row.absent && rules.legal(row));
  }

  private below = (n: number) => this.random() % n;
  private chance = (p: number) => this.random() < p * 2 ** 32;
  private pick = <T>(list: readonly T[]): T => list[this.below(list.length)];

  next(slot: number): Case {
    const profile = this.pick(PROFILES);
    const known: Known = { pointers: new Set(), small: new Set(), exits: new Set() };
    const length = 4 + this.below(MAX_LENGTH - 4);
    const before = this.state(slot, length, profile, known);
    const weights = this.rows.map((row) => profile.weight(row));
    const total = weights.reduce((a, b) => a + b, 0);
    const code: number[] = [];
    while (code.length < length) {
      let at = (this.random() / 2 ** 32) * total;
      let i = 0;
      while (i < weights.length - 1 && at >= weights[i]) at -= weights[i++];
      const word = this.insn(this.rows[i], code.length, length, known);
      if (this.rules.usable(word, code.at(-1))) code.push(word);
    }
    if (this.rules.loops && this.chance(0.25)) this.addCalls(code, known);
    return { slot, code, before };
  }

  /** Makes the end of a sequence one or two small functions, and has what is before it call them. */
  private addCalls(code: number[], known: Known): void {
    const link = this.pick(LINKS);
    const starts: number[] = [];
    let end = code.length;
    for (let n = 1 + this.below(2); n > 0 && end > 12; n--) {
      code[end - 2] = this.goBack(link, known);
      if (this.chance(0.3)) code[end - 1] = this.changeOf(link);
      end -= 2 + this.below(6);
      starts.push(end);
    }
    if (!starts.length) return;
    const behind = 4 * (code.length - end - 1);
    code[end - 1] = this.make("bl", { t: 0, disp: behind, n: 1 });
    for (let n = 1 + this.below(3); n > 0; n--) {
      const at = this.below(Math.max(1, end - 3));
      const disp = 4 * (this.pick(starts) - at - 2);
      code[at] = this.make("bl", {
        t: this.chance(0.9) ? link : this.pick(LINKS),
        disp,
        n: +this.chance(0.2),
      });
      if (this.chance(0.4)) code[at + 1] = this.changeOf(link);
    }
    for (const [i, word] of code.entries()) if (!this.rules.usable(word, code[i - 1])) code[i] = NOP;
  }

  /** A function's way out, mostly by the register it returns by. */
  private goBack(link: number, known: Known): number {
    const b = this.chance(0.8) ? link : this.register(known.exits);
    const n = this.below(2);
    return this.chance(0.8)
      ? this.make("bv", { b, x: this.chance(0.9) ? 0 : this.register(known.small), n })
      : this.make("be", { b, sr: 4 + this.below(4), disp: this.chance(0.8) ? 0 : 4, n });
  }

  /** An instruction that changes a return register a little, or reads it. */
  private changeOf(link: number): number {
    const t = this.chance(0.7) ? link : 1 + this.below(31);
    return this.chance(0.4)
      ? this.make("depwi", { t, im5: this.below(4), cp: 31, clen: 2 })
      : this.make("ldo", { b: link, t, im14: this.chance(0.7) ? 4 * this.below(3) : this.below(4) });
  }

  private make(name: string, values: Record<string, number>): number {
    const row = INSNS.find((r) => r.name === name)!;
    let word = row.match;
    for (const f of row.fields) word |= encodeField(f, values[f.name] ?? 0) ?? 0;
    return word >>> 0;
  }

  private state(slot: number, length: number, profile: Profile, known: Known): State {
    const state = newState();
    for (let n = 1; n < 32; n++) {
      const kind = this.below(10);
      if (kind < 2) {
        state.gr[n] = scratchAt(slot) + SCRATCH_SIZE / 2 + (this.below(9) - 4) * 16;
        known.pointers.add(n);
      } else if (kind < 3) {
        state.gr[n] = 4 * this.below(9);
        known.small.add(n);
      } else if (kind < 4 && this.chance(0.5)) {
        state.gr[n] = codeAt(slot) + 4 * (length + this.below(3)) + this.below(4);
        known.exits.add(n);
      } else if (kind < 7) state.gr[n] = this.pick(EDGES);
      else state.gr[n] = this.random();
    }
    // a wild jump into the gateway must not find the number of a system call
    if (state.gr[20] < 0x10000) {
      state.gr[20] += 0x10000;
      known.small.delete(20);
    }
    // the start-up code's way to the sequence
    state.gr[31] = codeAt(slot);
    for (const set of Object.values(known)) set.delete(31);
    for (let n = 0; n < 32; n++) [state.fr[2 * n], state.fr[2 * n + 1]] = this.float();
    // flags, C, queue, rounding mode; the model's bits and T are not set
    let fpsr = (this.random() & 0xfc000000) | (this.below(4) << 9);
    if (this.chance(0.5)) fpsr &= ~0xf8000000;
    if (this.chance(profile.fpTraps)) fpsr |= this.below(32);
    state.fr[0] = fpsr;
    state.fr[1] = 0;
    state.sar = this.below(32);
    state.carries = this.pick([0, 0xff, this.below(256), this.below(256)]);
    state.v = this.below(2);
    for (let n = 0; n < SCRATCH_SIZE; n++) state.scratch[n] = this.random();
    return state;
  }

  /** The two words of a floating-point register. */
  private float(): readonly number[] {
    const kind = this.below(20);
    if (kind < 10) return this.pick(DOUBLES);
    if (kind < 16) return [this.pick(SINGLES), this.pick(SINGLES)];
    // near 1, so that sums and products round
    if (kind < 18) return [0x3fe00000 + (this.random() & 0x801fffff), this.random()];
    return [this.random(), this.random()];
  }

  private register(set: Set<number>): number {
    const list = [...set];
    return list.length ? this.pick(list) : this.below(32);
  }

  private insn(row: Insn, at: number, length: number, known: Known): number {
    let word = row.match;
    const memory = isMemory(row) || /^(probe|fdc|fic|fdce|fice)/.test(row.name);
    const size = row.load ?? row.store ?? 1;
    for (const f of row.fields) {
      const value = this.operand(f, row, memory, size, at, length, known);
      word |= encodeField(f, value) ?? 0;
    }
    // What it writes is of no known use any more; a copy or an immediate would be, but the states bring enough.
    for (const f of row.fields)
      if (f.kind === "gr" && (f.name === "t" || (row.branch && f.name !== "b" && f.name !== "x"))) {
        const n = decodeField(f, word);
        for (const set of Object.values(known)) set.delete(n);
      }
    if (row.name === "addil") for (const set of Object.values(known)) set.delete(1);
    return word >>> 0;
  }

  private operand(
    f: Field,
    row: Insn,
    memory: boolean,
    size: number,
    at: number,
    length: number,
    known: Known,
  ): number {
    switch (f.name) {
      case "b":
        if (row.branch) return this.chance(0.95) ? this.register(known.exits) : this.below(32);
        if (memory && this.rules.selfModifying && this.chance(0.03)) return this.register(known.exits);
        if (memory) return this.chance(0.97) ? this.register(known.pointers) : this.below(32);
        return this.below(32);
      case "x":
        if (row.branch) return this.chance(0.5) ? 0 : this.register(known.small);
        return this.chance(0.95) ? this.register(known.small) : this.below(32);
      case "s":
        return 0;
      case "sr":
        return row.branch ? 4 + this.below(4) : this.below(4);
      case "disp":
        if (row.name.startsWith("be")) return this.chance(0.9) ? 4 * this.below(3) : 0;
        if (this.rules.loops && at > 0 && this.chance(0.3)) return -4 * (2 + this.below(at + 1));
        return 4 * (1 + this.below(length - at) - 2);
      case "im14":
        if (!memory) return this.chance(0.5) ? this.below(256) - 128 : this.below(16384) - 8192;
        return this.chance(0.95) ? size * (this.below(32) - 16) : this.below(256) - 128;
      case "im5":
        if (!memory || this.chance(0.05)) return this.below(32) - 16;
        return Math.max(-16, Math.min(15, size * (this.below(9) - 4))) & (size > 1 ? -size : -1);
      case "im11a":
        return 4 * (this.below(32) - 16);
      case "im10a":
        return 8 * (this.below(16) - 8);
      case "n":
        return this.below(2);
      default:
        if (f.kind === "fr")
          return this.chance(0.05) && f.name !== "ft" && f.name !== "fu" ? 0 : 4 + this.below(28);
        if (f.kind === "fw") {
          if (f.base) return f.base + this.below(32);
          if (f.name !== "wt" && this.chance(0.05)) return 0;
          return f.shift ? 8 + 2 * this.below(28) : 8 + this.below(56);
        }
        return this.anything(f);
    }
  }

  private anything(f: Field): number {
    const low = f.signed ? -(2 ** (f.width - 1)) : 0;
    const raw = low + this.below(2 ** f.width);
    const value = (f.base ?? 0) + (f.negate ? -1 : 1) * (raw * 2 ** (f.shift ?? 0));
    return value | 0;
  }
}
