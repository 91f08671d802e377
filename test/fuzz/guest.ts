// Runs cases on our machine, in process and without a kernel: sets the state block, runs to the trap, and names the
// signal Linux would send for it (arch/parisc/kernel/traps.c, handle_interruption). Neighbours: emulator/ below.
import {
  type AddressSpace,
  BUDGET,
  CONTEXT,
  type Engine,
  FR,
  GR,
  IAOQ_BACK,
  IAOQ_FRONT,
  IASQ_BACK,
  IASQ_FRONT,
  Machine,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  PSW_CV,
  PSW_N,
  PSW_V,
  SAR,
  SR,
  TRAP_ASSIST_EMULATION,
  TRAP_ASSIST_EXCEPTION,
  TRAP_BREAK,
  TRAP_BUDGET,
  TRAP_CONDITIONAL,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_DATA_TLB_MISS,
  TRAP_GATEWAY,
  TRAP_ILLEGAL,
  TRAP_INSN_PROTECTION,
  TRAP_INSN_TLB_MISS,
  TRAP_IOR,
  TRAP_NON_ACCESS_DATA_TLB_MISS,
  TRAP_OVERFLOW,
  TRAP_PRIVILEGED_OPERATION,
  TRAP_PRIVILEGED_REGISTER,
  TRAP_UNALIGNED,
} from "../../emulator/index.ts";
import { decode } from "../../emulator/isa/table.ts";
import {
  type Case,
  CODE,
  CODE_STRIDE,
  codeAt,
  newState,
  type Outcome,
  SCRATCH,
  SCRATCH_SIZE,
  scratchAt,
} from "./case.ts";
import { codeWords } from "./reference.ts";

const SIGNALS: Record<number, number> = {
  [TRAP_INSN_TLB_MISS]: 11,
  [TRAP_INSN_PROTECTION]: 11,
  [TRAP_ILLEGAL]: 4,
  [TRAP_BREAK]: 5,
  [TRAP_PRIVILEGED_OPERATION]: 4,
  [TRAP_PRIVILEGED_REGISTER]: 4,
  [TRAP_OVERFLOW]: 8,
  [TRAP_CONDITIONAL]: 8,
  [TRAP_ASSIST_EXCEPTION]: 8,
  [TRAP_DATA_TLB_MISS]: 11,
  [TRAP_NON_ACCESS_DATA_TLB_MISS]: 11,
  [TRAP_ASSIST_EMULATION]: 4,
  [TRAP_DATA_ACCESS_RIGHTS]: 11,
  [TRAP_UNALIGNED]: 10,
};
/** Instructions a case may take: branches only go forward. */
const LIMIT = 4096;
const DATA_TRAPS = [
  TRAP_DATA_TLB_MISS,
  TRAP_NON_ACCESS_DATA_TLB_MISS,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_UNALIGNED,
];

export interface GuestOutcome extends Outcome {
  readonly trap: number;
  /** Instructions executed. */
  readonly count: number;
  /** A hash of the state at every preemption. */
  readonly slices: readonly number[];
}

/** FNV-1a over what is architectural of the state block. */
function hash(words: Uint32Array): number {
  let h = 0x811c9dc5;
  const add = (w: number) => {
    h = Math.imul(h ^ w, 0x01000193);
  };
  const range = (from: number, to: number) => {
    for (let at = from; at < to; at += 4) add(words[(at - CONTEXT) >> 2]);
  };
  range(GR, GR + 4 * 32);
  range(FR, FR + 8 * 32);
  range(SR, PSW_V + 4);
  add(words[(PSW_CV - CONTEXT) >> 2] & 0x88888888);
  return h >>> 0;
}

/** One executed instruction and the registers before it, FR as words, left first. */
export interface Step {
  readonly pc: number;
  readonly nullified: boolean;
  readonly word: number;
  readonly gr: Uint32Array;
  readonly fr: Uint32Array;
}

export class Guest {
  private readonly machine: Machine;
  private readonly slots: number;
  private readonly space: AddressSpace;

  private constructor(machine: Machine, slots: number, writableCode: boolean) {
    this.machine = machine;
    this.slots = slots;
    this.space = machine.newSpace();
    this.map(CODE, slots * CODE_STRIDE, PROT_READ | PROT_EXEC | (writableCode ? PROT_WRITE : 0));
    this.map(SCRATCH, slots * SCRATCH_SIZE, PROT_READ | PROT_WRITE);
    machine.switchTo(this.space);
  }

  static async create(
    wasm: Uint8Array,
    slots: number,
    engine: Engine = "interpreter",
    writableCode = false,
  ): Promise<Guest> {
    return new Guest(await Machine.create({ memory: 64 << 20, wasm, engine }), slots, writableCode);
  }

  private map(address: number, size: number, prot: number): void {
    const pages = Math.ceil(size / 4096);
    const frame = this.machine.phys.alloc(pages);
    if (!frame) throw new Error("no memory");
    this.space.set(address >>> 12, frame, prot, pages);
  }

  private poke(address: number, bytes: Uint8Array): void {
    this.machine.phys.writeBytes(this.space.frameOf(address >>> 12) + (address & 0xfff), bytes);
  }

  /** Zeroes: as instructions, breaks. */
  private fill(address: number, size: number): void {
    this.machine.phys.fillBytes(this.space.frameOf(address >>> 12), size, 0);
  }

  run(cases: readonly Case[]): GuestOutcome[] {
    if (cases.length > this.slots) throw new Error("too many cases");
    this.fill(CODE, this.slots * CODE_STRIDE);
    this.fill(SCRATCH, this.slots * SCRATCH_SIZE);
    for (const c of cases) {
      const words = codeWords(c);
      const bytes = new Uint8Array(4 * words.length);
      const view = new DataView(bytes.buffer);
      for (const [i, w] of words.entries()) view.setUint32(4 * i, w);
      this.poke(codeAt(c.slot), bytes);
      this.poke(scratchAt(c.slot), c.before.scratch);
    }
    return cases.map((c) => this.one(c));
  }

  /** What a case executes, step by step: each instruction and the registers before it. */
  trace(c: Case): Step[] {
    this.run([c]);
    this.prepare(c);
    this.poke(scratchAt(c.slot), c.before.scratch);
    const { machine } = this;
    const steps: Step[] = [];
    for (let n = 0; n < 256; n++) {
      const words = machine.words;
      const pc = words[(IAOQ_FRONT - CONTEXT) >> 2] & ~3;
      const nullified = words[(PSW_N - CONTEXT) >> 2] !== 0;
      const word = machine.readU32(this.space, pc);
      if (nullified)
        steps.push({
          pc,
          nullified,
          word: Math.max(word, 0),
          gr: new Uint32Array(0),
          fr: new Uint32Array(0),
        });
      else if (word >= 0) {
        const fr = new Uint32Array(64);
        for (let k = 0; k < 64; k++) fr[k] = words[(FR + 4 * (k ^ 1) - CONTEXT) >> 2];
        steps.push({
          pc,
          nullified,
          word,
          gr: words.slice((GR - CONTEXT) >> 2, ((GR - CONTEXT) >> 2) + 32),
          fr,
        });
      }
      const trap = machine.run(1);
      if (trap !== TRAP_BUDGET && !(trap === TRAP_NON_ACCESS_DATA_TLB_MISS && this.answerProbe())) break;
    }
    return steps;
  }

  private one(c: Case): GuestOutcome {
    this.prepare(c);
    // every other case is preempted now and then, at places that its slot decides
    const slice = c.slot & 1 ? 1 + ((c.slot * 37) % 61) : LIMIT;
    const slices: number[] = [];
    let left = LIMIT;
    for (;;) {
      const budget = Math.min(slice, left);
      const trap = this.machine.run(budget);
      left -= budget - this.machine.phys.u32[BUDGET / 4];
      if (trap === TRAP_NON_ACCESS_DATA_TLB_MISS && this.answerProbe()) continue;
      if (trap !== TRAP_BUDGET || left === 0) return this.finish(c, trap, LIMIT - left, slices);
      slices.push(hash(this.machine.words));
    }
  }

  /** What the kernel does for a probe of a page that is not there (handle_nadtlb_fault): the answer is no. */
  private answerProbe(): boolean {
    const words = this.machine.words;
    const at = (address: number) => (address - CONTEXT) >> 2;
    const word = this.machine.readU32(this.space, words[at(IAOQ_FRONT)] & ~3);
    if (!decode(word)?.name.startsWith("probe")) return false;
    if (word & 31) words[at(GR + 4 * (word & 31))] = 0;
    words[at(IAOQ_FRONT)] = words[at(IAOQ_BACK)];
    words[at(IAOQ_BACK)] += 4;
    words[at(IASQ_FRONT)] = words[at(IASQ_BACK)];
    return true;
  }

  private prepare(c: Case): void {
    const { machine } = this;
    const words = machine.words;
    const at = (address: number) => (address - CONTEXT) >> 2;
    words.fill(0);
    for (let n = 1; n < 32; n++) words[at(GR + 4 * n)] = c.before.gr[n];
    for (let n = 0; n < 64; n++) words[at(FR + 4 * (n ^ 1))] = c.before.fr[n];
    words[at(SAR)] = c.before.sar;
    for (let n = 4; n < 8; n++) words[at(SR + 4 * n)] = this.space.id;
    words[at(IASQ_FRONT)] = words[at(IASQ_BACK)] = this.space.id;
    words[at(IAOQ_FRONT)] = codeAt(c.slot) | 3;
    words[at(IAOQ_BACK)] = (codeAt(c.slot) + 4) | 3;
    let cv = 0;
    for (let digit = 0; digit < 8; digit++) cv |= ((c.before.carries >> digit) & 1) << (4 * digit + 3);
    words[at(PSW_CV)] = cv;
    words[at(PSW_V)] = c.before.v;
  }

  private finish(c: Case, trap: number, count: number, slices: readonly number[]): GuestOutcome {
    const { machine } = this;
    const at = (address: number) => (address - CONTEXT) >> 2;
    const after = machine.words;
    const state = newState();
    for (let n = 1; n < 32; n++) state.gr[n] = after[at(GR + 4 * n)];
    for (let n = 0; n < 64; n++) state.fr[n] = after[at(FR + 4 * (n ^ 1))];
    state.sar = after[at(SAR)];
    state.v = after[at(PSW_V)];
    for (let digit = 0; digit < 8; digit++)
      state.carries |= ((after[at(PSW_CV)] >>> (4 * digit + 3)) & 1) << digit;
    machine.read(this.space, scratchAt(c.slot), state.scratch);
    // without the T bit an assist exception is a reserved operation (Linux, math-emu/driver.c)
    const reserved = trap === TRAP_ASSIST_EXCEPTION && (state.fr[0] & 0x40) === 0;
    return {
      trap,
      count,
      slices,
      signal: reserved ? 4 : (SIGNALS[trap] ?? (trap === TRAP_GATEWAY ? 11 : -trap)),
      address: DATA_TRAPS.includes(trap)
        ? machine.phys.u32[TRAP_IOR / 4]
        : SIGNALS[trap] === 11
          ? after[at(IAOQ_FRONT)] & ~3
          : 0,
      iaoq: [after[at(IAOQ_FRONT)], after[at(IAOQ_BACK)]],
      n: after[at(PSW_N)],
      state,
    };
  }
}
