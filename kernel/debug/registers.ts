// A thread's registers under the numbers that gdb has for them on hppa (its hppa-tdep.h; the packets use the same order).
// Above: debuggee.ts. Below: arch/parisc/pt_regs.ts.

import {
  get_fr,
  get_psw,
  PRIV_USER,
  R_CR27,
  R_GR,
  R_IAOQ0,
  R_IAOQ1,
  R_IASQ0,
  R_IASQ1,
  R_SAR,
  R_SR,
  set_fr,
  set_psw,
  task_pt_regs,
} from "../arch/parisc/pt_regs.ts";
import type { task_struct } from "../task/task.ts";

export const REGISTERS = 128;
/** Where the queue is: pcoqh, pcsqh, pcoqt, pcsqt. */
export const PCOQH = 33;
const PCSQH = 34;
const PCOQT = 35;
const PCSQT = 36;
const SAR = 32;
const IPSW = 41;
/** sr4, sr0 to sr3, sr5 to sr7 follow each other. */
const SR = 43;
const SPACES = [4, 0, 1, 2, 3, 5, 6, 7];
/** cr27, the thread pointer, which gdb calls mpsfu_high (it is tr3). */
const CR27 = 60;
/** FR0 to FR31, two words each. */
const FR = 64;

/** On the gateway page: its program sees itself behind the call, as a tracer does (syscall.S saves r31 as the queue). */
const inKernel = (t: task_struct, r: Uint32Array): boolean => t.in_syscall || r[R_IASQ0] === 0;

/** All of them. gr0 has the thread's state of a system call, as PTRACE_GETREGS does: 0. */
export function readRegisters(t: task_struct): Uint32Array {
  const r = task_pt_regs(t);
  const all = new Uint32Array(REGISTERS);
  for (let i = 1; i < 32; i++) all[i] = r[R_GR + i];
  all[SAR] = r[R_SAR];
  const behind = inKernel(t, r);
  const user = r[R_SR + 4];
  all[PCOQH] = behind ? r[R_GR + 31] | PRIV_USER : r[R_IAOQ0];
  all[PCSQH] = behind ? user : r[R_IASQ0];
  all[PCOQT] = behind ? (r[R_GR + 31] | PRIV_USER) + 4 : r[R_IAOQ1];
  all[PCSQT] = behind ? user : r[R_IASQ1];
  all[IPSW] = get_psw(r);
  SPACES.forEach((sr, i) => {
    all[SR + i] = r[R_SR + sr];
  });
  all[CR27] = r[R_CR27];
  for (let i = 0; i < 32; i++) {
    const [left, right] = get_fr(r, i);
    all[FR + 2 * i] = left;
    all[FR + 2 * i + 1] = right;
  }
  return all;
}

/** Sets one. false: a program cannot change it. */
export function writeRegister(t: task_struct, n: number, value: number): boolean {
  const r = task_pt_regs(t);
  const behind = inKernel(t, r);
  if (n > 0 && n < 32) r[R_GR + n] = value;
  else if (n === SAR) r[R_SAR] = value & 31;
  else if (n === PCOQH) r[behind ? R_GR + 31 : R_IAOQ0] = value | PRIV_USER;
  else if (n === PCOQT) {
    if (!behind) r[R_IAOQ1] = value | PRIV_USER;
  } else if (n === IPSW) set_psw(r, value);
  else if (n === CR27) r[R_CR27] = value;
  else if (n >= FR && n < REGISTERS) {
    const [left, right] = get_fr(r, (n - FR) >> 1);
    if (n & 1) set_fr(r, (n - FR) >> 1, left, value);
    else set_fr(r, (n - FR) >> 1, value, right);
  } else return readRegisters(t)[n] === value >>> 0;
  return true;
}

/** Address of the next instruction. */
export const pcOf = (t: task_struct): number => (readPc(t) & ~3) >>> 0;

function readPc(t: task_struct): number {
  const r = task_pt_regs(t);
  return inKernel(t, r) ? r[R_GR + 31] : r[R_IAOQ0];
}

/** Whether it stands before an instruction of its own, and not in the kernel or at its door. */
export const inProgram = (t: task_struct): boolean => !inKernel(t, task_pt_regs(t));
