// The registers of a thread by name. The only file of the kernel that knows where registers are: words of the
// processor's context block (emulator/isa/state.ts), live for the running thread, saved in task_struct.regs for others.
// Above: the rest of arch/parisc, ptrace. Below: emulator.

import {
  CONTEXT,
  CR27,
  FPSR,
  FR,
  GR,
  IAOQ_BACK,
  IAOQ_FRONT,
  IASQ_BACK,
  IASQ_FRONT,
  PSW,
  PSW_B,
  PSW_CV,
  PSW_N,
  PSW_V,
  SAR,
  SR,
} from "../../../emulator/index.ts";
import type { task_struct } from "../../task/task.ts";

const at = (place: number): number => (place - CONTEXT) >> 2;

/** Indices of words in a context. */
export const R_GR = at(GR);
export const R_IAOQ0 = at(IAOQ_FRONT);
export const R_IAOQ1 = at(IAOQ_BACK);
export const R_IASQ0 = at(IASQ_FRONT);
export const R_IASQ1 = at(IASQ_BACK);
export const R_SAR = at(SAR);
export const R_CR27 = at(CR27);
export const R_SR = at(SR);
export const R_PSW_N = at(PSW_N);
export const R_PSW_B = at(PSW_B);
export const R_FPSR = at(FPSR);

/** The thread's registers: live if it is the one in the processor. */
export function task_pt_regs(t: task_struct): Uint32Array {
  return t.kernel.sched.current === t ? t.kernel.machine.words : t.regs;
}

export const PRIV_USER = 3;

/** PSW bits as Linux keeps them for user mode (USER_PSW: C Q P D I), and those that stand by themselves in our state. */
export const USER_PSW = 0x0004000f;
const PSW_BIT_N = 0x00200000;
const PSW_BIT_B = 0x00080000;
const PSW_BIT_V = 0x00020000;

/** The carry/borrow bits of a PSW (bits 16..23 from the left): one for each nibble of the carries. */
function cbOf(cv: number): number {
  let cb = 0;
  for (let i = 0; i < 8; i++) if ((cv >>> (i * 4 + 3)) & 1) cb |= 1 << i;
  return cb << 8;
}

/** The whole PSW, as an interruption saves it. */
export function get_psw(r: Uint32Array): number {
  return (
    (r[at(PSW)] |
      (r[at(PSW_N)] ? PSW_BIT_N : 0) |
      (r[at(PSW_B)] ? PSW_BIT_B : 0) |
      (r[at(PSW_V)] ? PSW_BIT_V : 0) |
      cbOf(r[at(PSW_CV)])) >>>
    0
  );
}

/** Sets the bits of the PSW that a program may have: N, B, V, C/B. The system part stays. */
export function set_psw(r: Uint32Array, psw: number): void {
  r[at(PSW_N)] = psw & PSW_BIT_N ? 1 : 0;
  r[at(PSW_B)] = psw & PSW_BIT_B ? 1 : 0;
  r[at(PSW_V)] = psw & PSW_BIT_V ? 1 : 0;
  let cv = 0;
  for (let i = 0; i < 8; i++) if ((psw >>> (8 + i)) & 1) cv |= 1 << (i * 4 + 3);
  r[at(PSW_CV)] = cv;
}

/** Clears what must not outlive a jump made by the kernel: N and B. */
export function clear_psw_nb(r: Uint32Array): void {
  r[R_PSW_N] = 0;
  r[R_PSW_B] = 0;
}

/** Where the thread will go on: both queue entries, user privilege, in the given space. */
export function set_iaoq(r: Uint32Array, front: number, back: number, space: number): void {
  r[R_IAOQ0] = front | PRIV_USER;
  r[R_IAOQ1] = back | PRIV_USER;
  r[R_IASQ0] = space;
  r[R_IASQ1] = space;
}

/** Puts a thread into an address space: SR4..SR7 and the queue. */
export function set_space(r: Uint32Array, space: number): void {
  for (let i = 4; i < 8; i++) r[R_SR + i] = space;
  r[R_IASQ0] = space;
  r[R_IASQ1] = space;
}

/** FR n as it lies in memory: left word, right word. */
export const get_fr = (r: Uint32Array, n: number): [number, number] => {
  const i = at(FR) + 2 * n;
  return [r[i + 1], r[i]];
};
export function set_fr(r: Uint32Array, n: number, left: number, right: number): void {
  const i = at(FR) + 2 * n;
  r[i + 1] = left;
  r[i] = right;
}

/** Registers of a new program (start_thread in asm/processor.h). */
export function start_thread(
  r: Uint32Array,
  space: number,
  pc: number,
  sp: number,
  argc: number,
  argv: number,
): void {
  r.fill(0);
  r[at(PSW)] = USER_PSW;
  set_space(r, space);
  r[R_SR + 2] = 0;
  r[R_SR + 3] = 0xffff;
  set_iaoq(r, pc, pc + 4, space);
  r[R_GR + 30] = ((sp + 63) & ~63) >>> 0;
  r[R_GR + 31] = (pc | PRIV_USER) >>> 0;
  r[R_GR + 25] = argc;
  r[R_GR + 24] = argv;
  r[R_GR + 23] = 0;
}

/** A new thread: the parent's registers with its own stack and TLS; the call returns 0 there (copy_thread). */
export function copy_thread(
  from: Uint32Array,
  to: Uint32Array,
  space: number,
  usp: number,
  tls: number | null,
): void {
  to.set(from);
  for (let i = 4; i < 8; i++) to[R_SR + i] = space;
  if (usp) to[R_GR + 30] = ((usp + 3) & ~3) >>> 0;
  if (tls !== null) to[R_CR27] = tls;
  to[R_GR + 28] = 0;
}

/** Where a task in a system call will go on, or its next instruction: without the privilege bits. */
export function get_pc(t: task_struct): number {
  const r = task_pt_regs(t);
  return ((t.in_syscall ? r[R_GR + 31] : r[R_IAOQ0]) & ~3) >>> 0;
}
