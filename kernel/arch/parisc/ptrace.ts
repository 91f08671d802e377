// A stopped task's registers as its tracer and a core file see them: the USER area (struct pt_regs), the register sets
// NT_PRSTATUS and NT_PRFPREG (arch/parisc/kernel/ptrace.c, include/uapi/asm/ptrace.h).
// Above: syscalls/sys_ptrace.ts, exec/coredump.ts. Below: pt_regs.ts.

import type { task_struct } from "../../task/task.ts";
import { pt_regs, user_fp_struct, user_regs_struct } from "../../uapi/asm/ptrace.ts";
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
} from "./pt_regs.ts";

/** PSW bits that a tracer may change: N, B, V, C/B. */
const USER_PSW_BITS = 0x0031ff00;
/** What stands for the PSW while a task is in a system call: the system mask of the gateway page. */
const PSW_IN_SYSCALL = 0x0f;

/** Registers of both structures, from those of the task. */
function general(t: task_struct) {
  const r = task_pt_regs(t);
  const call = t.in_syscall;
  const psw = call ? PSW_IN_SYSCALL : get_psw(r);
  return {
    gr: Array.from({ length: 32 }, (_, i) => (i === 0 ? psw : r[R_GR + i])),
    sr: Array.from({ length: 8 }, (_, i) => r[R_SR + i]),
    // in a call the task goes on at r31, whatever the queue says
    iaoq: call ? [r[R_GR + 31], r[R_GR + 31] + 4] : [r[R_IAOQ0], r[R_IAOQ1]],
    iasq: call ? [r[R_SR + 4], r[R_SR + 4]] : [r[R_IASQ0], r[R_IASQ1]],
    sar: r[R_SAR],
    cr27: r[R_CR27],
    ipsw: psw,
  };
}

const fprs = (t: task_struct): bigint[] =>
  Array.from({ length: 32 }, (_, i) => {
    const [left, right] = get_fr(task_pt_regs(t), i);
    return (BigInt(left >>> 0) << 32n) | BigInt(right >>> 0);
  });

/** The USER area: offsets of struct pt_regs. */
export function user_area(t: task_struct): Uint8Array {
  return pt_regs.make({ ...general(t), fr: fprs(t), orig_r28: t.orig_r28 });
}

/** NT_PRSTATUS's registers. */
export const general_regset = (t: task_struct): Uint8Array => user_regs_struct.make(general(t));
/** NT_PRFPREG. */
export const fp_regset = (t: task_struct): Uint8Array => user_fp_struct.make({ fr: fprs(t) });

function set_general(t: task_struct, n: number, v: number): void {
  task_pt_regs(t)[R_GR + n] = v;
}

/** Sets one half of a queue entry; without effect in a call, which returns to r31. */
function set_iaoq_word(t: task_struct, n: number, v: number): void {
  if (!t.in_syscall) task_pt_regs(t)[n ? R_IAOQ1 : R_IAOQ0] = v | PRIV_USER;
}

/** PTRACE_POKEUSR: false where the word may not be written. */
export function poke_user(t: task_struct, addr: number, v: number): boolean {
  const at = pt_regs.offsets;
  if (addr === at.gr) {
    if (!t.in_syscall) set_psw(task_pt_regs(t), v & USER_PSW_BITS);
    return true;
  }
  if (addr & 3 || addr >= pt_regs.size) return false;
  if (addr < at.fr) set_general(t, addr >> 2, v);
  else if (addr < at.sr) {
    const n = (addr - at.fr) >> 3;
    const r = task_pt_regs(t);
    const [left, right] = get_fr(r, n);
    if (addr & 4) set_fr(r, n, left, v);
    else set_fr(r, n, v, right);
  } else if (addr === at.iaoq || addr === at.iaoq + 4) set_iaoq_word(t, (addr - at.iaoq) >> 2, v);
  else if (addr === at.sar) task_pt_regs(t)[R_SAR] = v;
  else return false;
  return true;
}

/** Sets what of NT_PRSTATUS may be set, from the start of the set as far as b goes. */
export function set_general_regset(t: task_struct, b: Uint8Array): void {
  const v = new DataView(b.buffer, b.byteOffset, b.length);
  const at = user_regs_struct.offsets;
  for (let pos = 0; pos + 4 <= b.length; pos += 4) {
    const x = v.getUint32(pos);
    if (pos === 0) poke_user(t, 0, x);
    else if (pos < at.sr) set_general(t, pos >> 2, x);
    else if (pos === at.iaoq || pos === at.iaoq + 4) set_iaoq_word(t, (pos - at.iaoq) >> 2, x);
    else if (pos === at.sar) task_pt_regs(t)[R_SAR] = x;
  }
}

export function set_fp_regset(t: task_struct, b: Uint8Array): void {
  const v = new DataView(b.buffer, b.byteOffset, b.length);
  for (let n = 0; n * 8 + 8 <= b.length; n++)
    set_fr(task_pt_regs(t), n, v.getUint32(n * 8), v.getUint32(n * 8 + 4));
}
