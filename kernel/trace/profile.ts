// --profile: where programs spend their instructions. Every 25,000 instructions or so it looks which function runs and who
// called it. Callers are found by what a function's first instructions do with the stack pointer and rp, as parisc's
// compilers lay frames out; where that leads nowhere the stack ends.
// Above: boot.ts, cli/profile.ts (the file, the list). Below: task/sched.ts (at_moment), exec/symbols.ts.

import { R_GR, R_IAOQ0, task_pt_regs } from "../arch/parisc/pt_regs.ts";
import { function_at, type guest_function } from "../exec/symbols.ts";
import type { Kernel } from "../kernel.ts";
import type { mm_struct } from "../mm/mm.ts";
import { xorshift } from "../replay/schedule.ts";
import type { task_struct } from "../task/task.ts";

/** Instructions between samples, in the mean: drawn around it, or a loop of the same length would always be met at one place. */
const INTERVAL = 25_000;
/** Callers that are looked for. */
const DEPTH = 64;
/** Instructions of a function in which its frame is made. */
const PROLOGUE = 48;
/** How far back the beginning of a function without a name is looked for. */
const LONGEST = 1024;
/** The return pointer's place in the caller's frame, and the instruction that puts it there: stw rp,-20(sp). */
const RP_PLACE = 20;
const STW_RP = 0x6bc23fd9;
const RP = 2;
const MILLICODE_RP = 31;
const SP = 30;

/** What can be said of a place in a program: its function, and where the frame of the caller is. */
interface place {
  readonly name: string;
  /** Bytes that the stack pointer has moved since the function began. */
  readonly frame: number;
  /** The return pointer is in memory. */
  readonly saved: boolean;
  readonly millicode: boolean;
}

/** A process's samples, in the order they were taken. */
export interface ProcessProfile {
  readonly pid: number;
  comm: string;
  /** Numbers of functions (Profile.names), the outermost caller first. */
  readonly stacks: (readonly number[])[];
  /** Instructions, for each stack. */
  readonly weights: number[];
}

export class Profile {
  readonly names: string[] = [];
  readonly processes = new Map<number, ProcessProfile>();
  readonly #numbers = new Map<string, number>();
  readonly #places = new WeakMap<mm_struct, Map<number, place>>();
  readonly #random = xorshift(1);
  #last = 0;

  /** Begins to watch a system that has not run yet. */
  constructor(readonly kernel: Kernel) {
    const { sched } = kernel;
    this.#last = sched.moment;
    sched.at_moment(sched.moment, (t) => {
      this.#sample(t);
      return sched.moment + INTERVAL / 2 + (this.#random() % INTERVAL);
    });
  }

  #sample(t: task_struct): void {
    const { sched } = this.kernel;
    const weight = sched.moment - this.#last;
    this.#last = sched.moment;
    if (!t.mm || weight === 0) return;
    const leader = t.group_leader;
    let process = this.processes.get(leader.pid);
    if (!process) {
      process = { pid: leader.pid, comm: t.comm, stacks: [], weights: [] };
      this.processes.set(leader.pid, process);
    }
    process.comm = t.comm;
    const stack = this.#stack(t, t.mm);
    const before = process.stacks.at(-1);
    if (before && before.length === stack.length && before.every((n, i) => n === stack[i]))
      process.weights[process.weights.length - 1] += weight;
    else {
      process.stacks.push(stack);
      process.weights.push(weight);
    }
  }

  #stack(t: task_struct, mm: mm_struct): number[] {
    const { machine } = this.kernel;
    const r = task_pt_regs(t);
    const stack: number[] = [];
    let pc = (r[R_IAOQ0] & ~3) >>> 0;
    let sp = r[R_GR + SP];
    for (let depth = 0; depth < DEPTH; depth++) {
      const at = this.#place(t, mm, pc);
      if (!at) {
        if (depth === 0) stack.push(this.#number("(no symbol)"));
        break;
      }
      stack.push(this.#number(at.name));
      // where a program begins: nobody called it
      if (at.name === "_start") break;
      const caller = (sp - at.frame) >>> 0;
      let back: number;
      if (at.saved) back = machine.readU32(mm.space, (caller - RP_PLACE) >>> 0);
      else if (depth === 0) back = r[R_GR + (at.millicode ? MILLICODE_RP : RP)];
      else break;
      if (back <= 0) break;
      sp = caller;
      // behind the call and its delay slot
      pc = ((back & ~3) - 8) >>> 0;
    }
    return stack.reverse();
  }

  #number(name: string): number {
    let n = this.#numbers.get(name);
    if (n === undefined) {
      n = this.names.push(name) - 1;
      this.#numbers.set(name, n);
    }
    return n;
  }

  #place(t: task_struct, mm: mm_struct, pc: number): place | null {
    let known = this.#places.get(mm);
    if (!known) this.#places.set(mm, (known = new Map()));
    let at = known.get(pc);
    if (at) return at;
    const f = function_at(t, pc) ?? this.#nameless(mm, pc);
    if (!f) return null;
    at = this.#explore(mm, f, pc);
    known.set(pc, at);
    return at;
  }

  /** A function that no symbol table has (of a stripped library): called after its file, begun where rp was saved last. */
  #nameless(mm: mm_struct, pc: number): guest_function | null {
    const { machine } = this.kernel;
    const f = mm.vma_lookup(pc)?.vm_file;
    if (!f) return null;
    let start = pc;
    for (let a = pc - 4; a > 0 && a > pc - 4 * LONGEST; a -= 4) {
      const word = machine.readU32(mm.space, a);
      if (word === -1) break;
      if (word !== STW_RP) continue;
      start = a;
      break;
    }
    return { name: `(${f.f_path?.dentry.d_name ?? f.f_op.name})`, start };
  }

  /** What has been done of the function's frame before pc. */
  #explore(mm: mm_struct, f: guest_function, pc: number): place {
    const { machine } = this.kernel;
    let frame = 0;
    let saved = false;
    let high = 0;
    for (let a = f.start; a < pc && a < f.start + 4 * PROLOGUE; a += 4) {
      const word = machine.readU32(mm.space, a);
      if (word === -1) break;
      if (word === STW_RP) saved = true;
      const im14 = ((word >>> 1) & 0x1fff) - (word & 1 ? 0x2000 : 0);
      // addil L%n,sp: the upper part of a large frame
      if (word >>> 21 === ((0x0a << 5) | SP)) high = assembled(word);
      if (frame > 0) continue;
      // stwm r,n(sp); ldo n(sp),sp; ldo n(r1),sp
      if (word >>> 21 === ((0x1b << 5) | SP) || word >>> 16 === ((0x0d << 10) | (SP << 5) | SP))
        frame = Math.max(0, im14);
      else if (word >>> 16 === ((0x0d << 10) | (1 << 5) | SP) && high) frame = Math.max(0, high + im14);
    }
    return { name: f.name, frame, saved, millicode: f.name.startsWith("$$") };
  }
}

/** The 21-bit immediate of ADDIL, shifted to its place (assemble_21 in the PA-RISC manual). */
function assembled(word: number): number {
  const x = word & 0x1fffff;
  const sign = x & 1;
  const bits =
    (sign << 20) |
    (((x >>> 1) & 0x7ff) << 9) |
    (((x >>> 14) & 3) << 7) |
    (((x >>> 16) & 0x1f) << 2) |
    ((x >>> 12) & 3);
  return (bits << 11) | 0;
}
