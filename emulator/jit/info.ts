// What the translator knows of an instruction word, whatever address it is at: its row, its operands, which registers it
// reads and writes, how it ends a block. Kept per word. Above: block.ts, region.ts. Below: the table, emit/*.

import { decodeField } from "../isa/insn.ts";
import { decode, type Insn } from "../isa/table.ts";
import { EMIT, type Emit } from "./emit/index.ts";
import { FP_ALL, FP_EXACT } from "./object.ts";
import { RegSet, S_CV, S_FPS, S_SAR, S_V } from "./registers.ts";

/** How an instruction stands in a block. */
export const PLAIN = 0;
export const NULLIFIES = 1;
export const COND = 2;
export const BRANCH = 3;
/** Left to the interpreter. */
export const INTERPRET = 4;

export interface Access {
  readonly base: number;
  readonly disp: number;
  readonly size: number;
  readonly write: boolean;
}

export interface Info {
  readonly word: number;
  readonly row: Insn | undefined;
  readonly operands: readonly number[];
  readonly emit: Emit | undefined;
  kind: number;
  readonly uses: RegSet;
  readonly defs: RegSet;
  /** Floating-point registers of which single words are used. */
  halves: number;
  /** Floating-point registers used as doubles by arithmetic. */
  doubles: number;
  /** May leave the region in its middle. */
  faults: boolean;
  /** Uses native floating-point arithmetic, right only in the usual mode. */
  native: boolean;
  /** An access by base + displacement; whether that adds to the base, and what. */
  access: Access | undefined;
  modified: { readonly base: number; readonly by: number } | undefined;
  /** The same instruction done by its semantics function. */
  slow: Info | undefined;
}

let available: ReadonlySet<string> = new Set();
/** The core's functions, by name: rows without one are left to the interpreter. */
export function setAvailable(names: ReadonlySet<string>): void {
  available = names;
}
const cache = new Map<number, Info>();
/** Words it may know at a time: more than programs have, less than programs that write programs make. */
const MOST = 0x10000;
/** Runs an instruction's emission for what it touches. Set by emitter.ts, which needs this module. */
let examine: (info: Info) => void;
export const setExaminer = (f: (info: Info) => void): void => {
  examine = f;
};

export function infoOf(word: number): Info {
  // signed: larger numbers would be objects
  const key = word | 0;
  let info = cache.get(key);
  if (!info) {
    info = make(word);
    if (cache.size === MOST) cache.clear();
    cache.set(key, info);
  }
  return info;
}

const CONDITIONAL = new Set(
  "cmpb_t cmpb_f cmpib_t cmpib_f addb_t addb_f addib_t addib_f movb movib bb bb_sar".split(" "),
);
const BRANCHES = new Set("bl bl_long bl_push bv bve bve_pop bve_l bve_l_push be be_l blr".split(" "));
/** Rows whose function wants the queue or the budget in the state block, or that change what is taken for granted. */
const LEFT = new Set(
  "gate break_ mtsp mtsm ssm rsm mfctl mtctl mfia fid gfw gfr diag ldwa_x ldwa_s stwa_s".split(" "),
);

/** The operand of this name; undefined when the row has none. */
export function operandOf(info: Info, name: string): number | undefined {
  const { operands } = info.row!;
  for (let i = 0; i < operands.length; i++) if (operands[i].name === name) return info.operands[i];
  return undefined;
}

const EXACT_ROWS = new Set("fadd_dbl fsub_dbl fmpy_dbl fcmp_dbl fcmp_sgl".split(" "));

/** The instruction as a region of this mode does it. */
export function inMode(info: Info, mode: number): Info {
  if (!info.native || mode === FP_ALL) return info;
  return mode === FP_EXACT && EXACT_ROWS.has(info.row!.semantics) ? info : slowInfo(info);
}

/** The same instruction without native floating point. */
function slowInfo(info: Info): Info {
  info.slow ??= make(info.word, true);
  return info.slow;
}

function make(word: number, slow = false): Info {
  const row = decode(word >>> 0);
  const operands = row ? row.operands.map((f) => decodeField(f, word >>> 0)) : [];
  const info: Info = {
    word,
    row,
    operands,
    emit: undefined,
    kind: INTERPRET,
    uses: new RegSet(),
    defs: new RegSet(),
    halves: 0,
    doubles: 0,
    faults: false,
    native: false,
    access: undefined,
    modified: undefined,
    slow: undefined,
  };
  if (!row || row.wide || row.absent || row.privileged) return info;
  if (CONDITIONAL.has(row.name)) info.kind = COND;
  else if (BRANCHES.has(row.name)) info.kind = BRANCH;
  if (info.kind === BRANCH) {
    for (const [i, f] of row.operands.entries())
      if (f.kind === "gr" && f.name !== "t") info.uses.g |= 1 << operands[i];
    info.uses.g &= ~1;
    return info;
  }
  const emit = EMIT[row.semantics] ?? EMIT[row.name];
  const special = /^m[ft]ctl$|^mfia$/.test(row.name) ? emit && emit.accepts?.(operands) !== false : false;
  if (info.kind !== COND && LEFT.has(row.name) && !special) return info;
  // another space than the current one
  if ((row.load || row.store) && operandOf(info, "s")) return info;
  if (!slow && emit && emit.accepts?.(operands) !== false) (info as { emit?: Emit }).emit = emit;
  else if (row.load || row.store || row.branch) {
    info.kind = INTERPRET;
    return info;
  } else if (!available.has(`do_${row.name}`)) return info;
  else defaultSets(info);
  if (info.kind !== COND) info.kind = PLAIN;
  examine(info);
  info.uses.g &= ~1;
  info.defs.g &= ~1;
  return info;
}

/** An instruction done by its semantics function may read and write every register it names, and the PSW. */
function defaultSets(info: Info): void {
  const row = info.row!;
  for (const [i, f] of row.operands.entries()) {
    const n = info.operands[i];
    if (f.kind === "gr") info.uses.g |= 1 << n;
    else if (f.kind === "fr") info.uses.f |= 1 << n;
    else if (f.kind === "fw") {
      info.uses.f |= 1 << (n >> 1);
      info.halves |= 1 << (n >> 1);
    }
  }
  info.uses.f &= ~1;
  info.uses.s = row.fp ? S_FPS : S_CV | S_V | S_SAR;
  info.defs.add(info.uses);
}
