// What general registers hold, told by numbers, through all of a region: two places where a register or an address has
// the same number have the same value, whatever way was taken between them. Sums, shifts to the left and constants are
// seen through; a call ends everything that is known.
// Above: groups.ts. Below: block.ts, graph.ts.

import { type Block, CALL, CALL_JUMP, GATEWAY, SLOT_ALWAYS, SLOT_TAKEN, type Step } from "./block.ts";
import { type Info, operandOf } from "./info.ts";

/** What the registers hold at one place: values, which have numbers, plus constants. Those are told from register 0. */
export class State {
  readonly values = new Int32Array(32);
  readonly plus = new Int32Array(32);
}

/** (register a << shift) + register b + plus; register 0 is 0. Size and write of an access there. */
export interface Sum {
  readonly a: number;
  readonly shift: number;
  readonly b: number;
  readonly plus: number;
  readonly to: number;
  readonly size: number;
  readonly write: boolean;
}

/** Of a value's number: the sum of two others, or another one shifted by b; undefined: nothing is known of it. */
interface Made {
  readonly a: number;
  readonly b: number;
  readonly isShift: boolean;
}

/** Places in a block where registers get new values: its start, its steps (from 1 on), its branch and delay slot. */
const START = 0;
const BRANCH = 1022;
const SLOT = 1023;
const PLACES = 1024;

/** Sees each step with the address of its access in `value` and `plus`; sure: it is executed whenever the block is. */
export type Visitor = (s: Step, access: Sum, value: number, plus: number, sure: boolean) => void;

export class Values {
  readonly #order: readonly Block[];
  /** By block: what is held at its start, when it goes to its branch's target, and else; 32 numbers and constants each. */
  readonly #starts: Int32Array;
  readonly #taken: Int32Array;
  readonly #else: Int32Array;
  readonly #leaves = new Map<number, number>();
  readonly #sums = new Map<number, number>();
  readonly #made: (Made | undefined)[] = [];
  /** For values that others were found to meet as, at the start of a block: its place in the order. */
  readonly #joined: number[] = [];
  readonly #state = new State();
  /** What was summed up last. */
  #value = 0;
  #plus = 0;

  constructor(order: readonly Block[]) {
    this.#order = order;
    this.#starts = new Int32Array(64 * order.length);
    this.#taken = new Int32Array(64 * order.length);
    this.#else = new Int32Array(64 * order.length);
    this.#solve();
  }

  madeOf(value: number): Made | undefined {
    return this.#made[value];
  }
  /** The block at whose start several values meet as this one; undefined: it is another kind of value. */
  joinOf(value: number): Block | undefined {
    const b = this.#joined[value];
    return b === undefined ? undefined : this.#order[b];
  }
  /** The value that a register holds at a block's start, and how much more it is. */
  valueAt(b: Block, r: number): number {
    return this.#starts[64 * b.order + r];
  }
  plusAt(b: Block, r: number): number {
    return this.#starts[64 * b.order + 32 + r];
  }

  /** Goes through a block's accesses. */
  walk(b: Block, visit: Visitor): void {
    const { steps } = b;
    const { slot, slotMode } = b.end;
    this.#load(this.#starts, b);
    for (let i = 0; i < steps.length; i++) {
      this.#visit(steps[i], !steps[i].skip, visit);
      this.#define(steps[i].info, b, i + 1, !steps[i].skip);
    }
    if (!slot) return;
    this.#branch(b);
    this.#visit(slot, slotMode === SLOT_ALWAYS, visit);
  }
  #visit(s: Step, sure: boolean, visit: Visitor): void {
    const access = accessOf(s.info);
    if (!access) return;
    this.#add(access);
    visit(s, access, this.#value, this.#plus, sure);
  }

  #solve(): void {
    const order = this.#order;
    // 1: to be looked at; 2: has been.
    const wanted = new Uint8Array(order.length);
    const seen = new Uint8Array(order.length);
    wanted[0] = 1;
    for (let again = true; again; ) {
      again = false;
      for (const b of order) {
        if (!wanted[b.order]) continue;
        wanted[b.order] = 0;
        if (!this.#meet(b, seen)) continue;
        seen[b.order] = 1;
        this.#through(b);
        for (const s of b.succ) {
          wanted[s.order] = 1;
          if (s.order <= b.order) again = true;
        }
      }
    }
  }

  #load(from: Int32Array, b: Block): void {
    const at = 64 * b.order;
    this.#state.values.set(from.subarray(at, at + 32));
    this.#state.plus.set(from.subarray(at + 32, at + 64));
  }
  #store(to: Int32Array, b: Block): void {
    to.set(this.#state.values, 64 * b.order);
    to.set(this.#state.plus, 64 * b.order + 32);
  }

  /** What a block starts with, by what those before it end with. True when that is something new. */
  #meet(b: Block, seen: Uint8Array): boolean {
    const { values, plus } = this.#state;
    let any = false;
    if (b.order === 0) {
      for (let r = 0; r < 32; r++) this.#unknown(r, this.#order.length, START);
      any = true;
    }
    const join = (r: number): void => {
      this.#unknown(r, b.order, START);
      this.#joined[values[r]] = b.order;
    };
    for (const p of b.preds) {
      if (!seen[p.order]) continue;
      const from = p.end.slotMode === SLOT_TAKEN && b !== takenOf(p) ? this.#else : this.#taken;
      if (any) {
        const at = 64 * p.order;
        for (let r = 0; r < 32; r++) if (values[r] !== from[at + r] || plus[r] !== from[at + 32 + r]) join(r);
      } else this.#load(from, p);
      any = true;
    }
    if (seen[b.order]) {
      const starts = this.#starts;
      const at = 64 * b.order;
      let isNew = false;
      for (let r = 0; r < 32; r++) {
        // What was several once stays so.
        if (this.#joined[starts[at + r]] === b.order) join(r);
        isNew ||= values[r] !== starts[at + r] || plus[r] !== starts[at + 32 + r];
      }
      if (!isNew) return false;
    }
    this.#store(this.#starts, b);
    return true;
  }

  #through(b: Block): void {
    const { steps } = b;
    for (let i = 0; i < steps.length; i++) this.#define(steps[i].info, b, i + 1, !steps[i].skip);
    this.#branch(b);
    const { slot, slotMode, kind } = b.end;
    if (kind === CALL || kind === CALL_JUMP) for (let r = 0; r < 32; r++) this.#unknown(r, b.order, SLOT);
    else if (slot) {
      const isTaken = slotMode === SLOT_TAKEN;
      if (isTaken) this.#store(this.#else, b);
      this.#define(slot.info, b, SLOT, !isTaken || takenOf(b) !== undefined);
    }
    this.#store(this.#taken, b);
  }

  #branch(b: Block): void {
    const { info, link, kind } = b.end;
    if (info) this.#define(info, b, BRANCH, true);
    if (link) this.#unknown(link, b.order, BRANCH);
    // Light-weight system calls are calls too.
    if (kind === GATEWAY) for (let r = 0; r < 32; r++) this.#unknown(r, b.order, BRANCH);
  }

  /** The registers that an instruction writes. */
  #define(info: Info, b: Block, place: number, sure: boolean): void {
    if (!info.defs.g) return;
    const sum = sure ? sumOf(info) : undefined;
    if (sum) this.#add(sum);
    for (let m = info.defs.g; m; m &= m - 1) {
      const r = 31 - Math.clz32(m & -m);
      if (r !== sum?.to) this.#unknown(r, b.order, place);
    }
    if (!sum || !((info.defs.g >>> sum.to) & 1)) return;
    this.#state.values[sum.to] = this.#value;
    this.#state.plus[sum.to] = this.#plus;
  }

  #unknown(r: number, block: number, place: number): void {
    const key = (block * PLACES + place) * 32 + r;
    let value = this.#leaves.get(key);
    if (value === undefined) {
      value = this.#made.push(undefined) - 1;
      this.#leaves.set(key, value);
    }
    this.#state.values[r] = value;
    this.#state.plus[r] = 0;
  }
  #node(a: number, b: number, isShift: boolean): number {
    const key = (a * 0x1000000 + b) * 2 + (isShift ? 1 : 0);
    let value = this.#sums.get(key);
    if (value === undefined) {
      value = this.#made.push({ a, b, isShift }) - 1;
      this.#sums.set(key, value);
    }
    return value;
  }
  /** #value and #plus: a sum of what the registers hold. */
  #add({ a, shift, b, plus: more }: Sum): void {
    const { values, plus } = this.#state;
    const [zero] = values;
    let x = values[a];
    if (shift && x !== zero) x = this.#node(x, shift, true);
    const y = values[b];
    this.#plus = ((plus[a] << shift) + plus[b] + more) | 0;
    this.#value = x === zero ? y : y === zero ? x : x < y ? this.#node(x, y, false) : this.#node(y, x, false);
  }
}

const sums = new WeakMap<Info, Sum | null>();
const accesses = new WeakMap<Info, Sum | null>();

/** What an instruction makes of registers, if that is a sum. */
function sumOf(info: Info): Sum | undefined {
  let sum = sums.get(info);
  if (sum === undefined) {
    sum = findSum(info) ?? null;
    sums.set(info, sum);
  }
  return sum ?? undefined;
}
/** Where an access goes, if that is base + displacement or base + index. */
function accessOf(info: Info): Sum | undefined {
  if (!info.row!.load && !info.row!.store) return undefined;
  let sum = accesses.get(info);
  if (sum === undefined) {
    sum = findAccess(info) ?? null;
    accesses.set(info, sum);
  }
  return sum ?? undefined;
}

const plain = (b: number, plus: number, to: number): Sum => ({
  a: 0,
  shift: 0,
  b,
  plus: plus | 0,
  to,
  size: 0,
  write: false,
});

function findAccess(info: Info): Sum | undefined {
  const a = info.access;
  if (a) return a.base ? { ...plain(a.base, a.disp, 0), size: a.size, write: a.write } : undefined;
  const indexed = indexOf(info);
  if (!indexed || !info.emit) return undefined;
  return operandOf(info, "um")! & 1 ? { ...indexed, a: 0, shift: 0 } : indexed;
}

/** Base + index of an access. */
function indexOf(info: Info): Sum | undefined {
  const { name } = info.row!;
  const size = INDEXED.get(name);
  if (!size) return undefined;
  const b = operandOf(info, "b")!;
  const shift = operandOf(info, "um")! & 2 ? 31 - Math.clz32(size) : 0;
  return { ...plain(b, 0, b), a: operandOf(info, "x")!, shift, size, write: name.startsWith("fst") };
}

function findSum(info: Info): Sum | undefined {
  const { row } = info;
  const { name } = row!;
  const get = (field: string): number => operandOf(info, field)!;
  if (info.modified) return plain(info.modified.base, info.modified.by, info.modified.base);
  switch (name) {
    case "ldo":
      return plain(get("b"), get("im14"), get("t"));
    case "ldil":
      return plain(0, get("im21"), get("t"));
    case "addil":
      return plain(get("r"), get("im21"), 1);
    case "addi":
      return plain(get("r"), get("im11"), get("t"));
    case "addib_t":
    case "addib_f":
      return plain(get("r"), get("im5"), get("r"));
    case "addb_t":
    case "addb_f":
      return { ...plain(get("r2"), 0, get("r2")), a: get("r1") };
    case "movb":
      return plain(get("r"), 0, get("t"));
    case "or":
      return get("r1") && get("r2") ? undefined : plain(get("r1") | get("r2"), 0, get("t"));
    case "depw_z": {
      const shift = 31 - get("cp");
      return get("clen") + shift < 32 ? undefined : { ...plain(0, 0, get("t")), a: get("r"), shift };
    }
  }
  const shift = SHIFTED.get(name);
  if (shift !== undefined) return { ...plain(get("r2"), 0, get("t")), a: get("r1"), shift };
  const indexed = indexOf(info);
  return indexed && get("um") & 1 && (row!.fp || get("b") !== get("t")) ? indexed : undefined;
}

/** Additions, by how far their first operand is shifted. */
const SHIFTED: ReadonlyMap<string, number> = new Map(
  ["add", "add_l", "sh1add", "sh1add_l", "sh2add", "sh2add_l", "sh3add", "sh3add_l"].map((name, i) => [
    name,
    i >> 1,
  ]),
);
/** Accesses by base and index, and their sizes. */
const INDEXED: ReadonlyMap<string, number> = new Map([
  ["ldw_x", 4],
  ["ldh_x", 2],
  ["ldb_x", 1],
  ["fldw_x", 4],
  ["fldd_x", 8],
  ["fstw_x", 4],
  ["fstd_x", 8],
]);

/** The block that a conditional branch's target leads to, when the other way does not lead there too. */
function takenOf(b: Block): Block | undefined {
  const { to, other } = b.end;
  if (to === other) return undefined;
  return b.succ.find((s) => s.pc === to);
}
