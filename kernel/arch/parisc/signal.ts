// Signals as a parisc program meets them: the frame on its (upward growing) stack, the trampoline, sigreturn, and what
// becomes of an interrupted system call (arch/parisc/kernel/signal.c).
// Above: entry.ts, syscall.ts. Below: task/signal.ts, pt_regs.ts.

import { ERESTART_RESTARTBLOCK, ERESTARTNOHAND, ERESTARTNOINTR, ERESTARTSYS } from "../../errno.ts";
import {
  copy_from_user,
  copy_to_user,
  get_user_u32,
  put_user_u32,
  readUser,
  TASK_SIZE,
  UserFault,
} from "../../mm/uaccess.ts";
import { siginfo_bytes } from "../../task/siginfo.ts";
import { force_sig, force_sigsegv, set_current_blocked } from "../../task/signal.ts";
import { get_signal, type ksignal, signal_delivered } from "../../task/signal-deliver.ts";
import { sigset_t } from "../../task/sigset.ts";
import type { task_struct } from "../../task/task.ts";
import { EINTR } from "../../uapi/asm/errno.ts";
import { SA_ONSTACK, SA_RESTART, SIGSEGV } from "../../uapi/asm/signal.ts";
import { __NR_restart_syscall, __NR_rt_sigreturn } from "../../uapi/asm/unistd.ts";
import {
  get_fr,
  get_psw,
  R_GR,
  R_IAOQ0,
  R_IAOQ1,
  R_IASQ0,
  R_IASQ1,
  R_SAR,
  set_fr,
  set_iaoq,
  set_psw,
} from "./pt_regs.ts";
import { do_syscall } from "./syscall.ts";

const SS_ONSTACK = 1;
const SS_DISABLE = 2;
const SS_AUTODISARM = 0x80000000;
const SC_FLAG_ONSTACK = 1;
const SC_FLAG_IN_SYSCALL = 2;

/** PLABEL bit of a function pointer: it points to a descriptor. */
const PA_PLABEL_FDESC = 2;

const FUNCTIONCALLFRAME = 96;
const SIGFRAME = 128;
const SIGINFO_SIZE = 128;

/** struct ucontext: flags, link, stack (12), sigcontext (8-byte aligned), mask. */
const UC_STACK = 8;
const UC_MCONTEXT = 24;
const UC_SIGMASK = 440;
const UC_SIZE = 448;

/** struct sigcontext. */
const SC_GR = 4;
const SC_FR = 136;
const SC_IASQ = 392;
const SC_IAOQ = 400;
const SC_SAR = 408;
const SC_SIZE = 416;

const INSN_LDI_R25_0 = 0x34190000;
const INSN_LDI_R25_1 = 0x34190002;
const INSN_LDI_R20 = 0x34140000 | (__NR_rt_sigreturn << 1);
const INSN_LDI_R20_RESTART = 0x34140000 | (__NR_restart_syscall << 1);
const INSN_BLE_SR2_R0 = 0xe4008200;
const INSN_NOP = 0x08000240;

/** Where things lie in struct rt_sigframe; before the vDSO the trampoline is in it. */
interface frame_layout {
  info: number;
  uc: number;
  size: number;
}
const layout = (tramp: number): frame_layout => {
  const info = tramp * 4;
  const uc = Math.ceil((info + SIGINFO_SIZE) / 8) * 8;
  return { info, uc, size: ((uc + UC_SIZE + FUNCTIONCALLFRAME + SIGFRAME) & -SIGFRAME) >>> 0 };
};

/** SIGRESTARTBLOCK_TRAMP + SIGRETURN_TRAMP words. */
const STACK_TRAMP = layout(9);
const VDSO_TRAMP = layout(2);
const SIGRESTARTBLOCK_TRAMP = 5;
const frame_of = (t: task_struct): frame_layout => (t.mm!.vdso_base ? VDSO_TRAMP : STACK_TRAMP);

/** Whether sp is on the alternate stack; stacks grow up. */
function on_sig_stack(t: task_struct, sp: number): boolean {
  if (t.sas_ss_flags & SS_AUTODISARM) return false;
  return sp >= t.sas_ss_sp && sp - t.sas_ss_sp < t.sas_ss_size;
}

/** SS_ONSTACK, SS_DISABLE or 0 (sas_ss_flags). */
export function sas_ss_flags(t: task_struct, sp: number): number {
  if (!t.sas_ss_size) return SS_DISABLE;
  return on_sig_stack(t, sp) ? SS_ONSTACK : 0;
}

/** The stack pointer of the thread that is in the processor. */
export const user_stack_pointer = (t: task_struct): number => t.kernel.machine.words[R_GR + 30];

/**
 * Deals with pending signals on the way back to the program. false: the thread does not go back now (it stopped or
 * is gone); ask again when it runs.
 */
export function do_notify_resume(t: task_struct, in_syscall: boolean): boolean {
  while (t.sigpending) {
    const ks = get_signal(t);
    if (ks === "stopped" || ks === "gone") return false;
    if (ks) {
      if (in_syscall) syscall_restart(t, ks);
      handle_signal(t, ks, in_syscall);
      continue;
    }
    if (in_syscall) insert_restart_trampoline(t);
    if (t.saved_sigmask) {
      const mask = t.saved_sigmask;
      t.saved_sigmask = null;
      set_current_blocked(t, mask);
      continue;
    }
    break;
  }
  // interrupted by something that has vanished since (a signal another thread took): start the call anew
  if (in_syscall) insert_restart_trampoline(t);
  return true;
}

function handle_signal(t: task_struct, ks: ksignal, in_syscall: boolean): void {
  const oldset = t.saved_sigmask ?? t.blocked;
  try {
    if (setup_rt_frame(t, ks, oldset, in_syscall)) return signal_delivered(t, ks);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
  }
  force_sigsegv(t, ks.sig);
}

/** Puts the frame on the stack and the registers to the action's function. false: it does not fit. */
function setup_rt_frame(t: task_struct, ks: ksignal, set: sigset_t, in_syscall: boolean): boolean {
  const r = t.kernel.machine.words;
  const l = frame_of(t);
  const sp = r[R_GR + 30];
  let frame = (sp & ~1) >>> 0;
  if (ks.ka.sa_flags & SA_ONSTACK && !sas_ss_flags(t, frame)) frame = ((t.sas_ss_sp + 0x7f) & ~0x3f) >>> 0;
  if (frame >= TASK_SIZE - l.size) return false;

  const b = new Uint8Array(l.uc + UC_SIZE);
  const v = new DataView(b.buffer);
  b.set(siginfo_bytes(ks.info), l.info);
  v.setUint32(l.uc + UC_STACK, t.sas_ss_sp);
  v.setUint32(l.uc + UC_STACK + 4, sas_ss_flags(t, sp) | (t.sas_ss_flags & SS_AUTODISARM));
  v.setUint32(l.uc + UC_STACK + 8, t.sas_ss_size);
  setup_sigcontext(t, v, l.uc + UC_MCONTEXT, frame + l.uc + UC_MCONTEXT, r, in_syscall);
  b.set(set.bytes(), l.uc + UC_SIGMASK);
  let rp: number;
  if (t.mm!.vdso_base) rp = t.kernel.vdso.sigtramp_rt(t.mm!.vdso_base) + (in_syscall ? 16 : 0);
  else {
    const at = SIGRESTARTBLOCK_TRAMP * 4;
    v.setUint32(at, in_syscall ? INSN_LDI_R25_1 : INSN_LDI_R25_0);
    v.setUint32(at + 4, INSN_LDI_R20);
    v.setUint32(at + 8, INSN_BLE_SR2_R0);
    v.setUint32(at + 12, INSN_NOP);
    rp = frame + at;
  }
  // the words before the trampoline may hold a restart trampoline below the stack pointer: they stay
  const from = t.mm!.vdso_base ? 8 : SIGRESTARTBLOCK_TRAMP * 4;
  copy_to_user(t, frame + from, b.subarray(from));

  let handler = ks.ka.sa_handler >>> 0;
  let gp = -1;
  if (handler & PA_PLABEL_FDESC) {
    const desc = (handler & ~3) >>> 0;
    handler = get_user_u32(t, desc);
    gp = get_user_u32(t, desc + 4);
  }
  const w = t.kernel.machine.words; // memory may have grown
  if (gp >= 0) w[R_GR + 19] = gp;
  if (in_syscall) w[R_GR + 31] = handler;
  else {
    set_psw(w, 0);
    set_iaoq(w, handler, (handler | 3) + 4, t.mm!.space.id);
  }
  w[R_GR + 2] = rp;
  w[R_GR + 26] = ks.sig;
  w[R_GR + 25] = frame + l.info;
  w[R_GR + 24] = frame + l.uc;
  w[R_GR + 30] = frame + l.size;
  if (t.sas_ss_flags & SS_AUTODISARM) {
    t.sas_ss_sp = t.sas_ss_size = 0;
    t.sas_ss_flags = SS_DISABLE;
  }
  return true;
}

function setup_sigcontext(
  t: task_struct,
  v: DataView,
  at: number,
  addr: number,
  r: Uint32Array,
  in_syscall: boolean,
): void {
  v.setUint32(at, (on_sig_stack(t, addr) ? SC_FLAG_ONSTACK : 0) | (in_syscall ? SC_FLAG_IN_SYSCALL : 0));
  v.setUint32(at + SC_GR, in_syscall ? 0 : get_psw(r));
  for (let i = 1; i < 32; i++) v.setUint32(at + SC_GR + i * 4, r[R_GR + i]);
  for (let i = 0; i < 32; i++) {
    const [left, right] = get_fr(r, i);
    v.setUint32(at + SC_FR + i * 8, left);
    v.setUint32(at + SC_FR + i * 8 + 4, right);
  }
  const space = t.mm!.space.id;
  const front = in_syscall ? r[R_GR + 31] : r[R_IAOQ0];
  v.setUint32(at + SC_IASQ, in_syscall ? space : r[R_IASQ0]);
  v.setUint32(at + SC_IASQ + 4, in_syscall ? space : r[R_IASQ1]);
  v.setUint32(at + SC_IAOQ, front);
  v.setUint32(at + SC_IAOQ + 4, in_syscall ? front + 4 : r[R_IAOQ1]);
  v.setUint32(at + SC_SAR, r[R_SAR]);
}

/**
 * A handler returned to a trampoline in memory that may not be executed (an alternate stack from mmap): does what the
 * four instructions would. Linux before 5.18 sends SIGSEGV here; see docs/quirks.md. false: that is not what is at pc.
 */
export function run_sigtramp(t: task_struct, pc: number): boolean {
  if (t.mm!.vdso_base) return false;
  const b = new Uint8Array(16);
  if (readUser(t.mm!, pc >>> 0, b) < 16) return false;
  const v = new DataView(b.buffer);
  const first = v.getUint32(0);
  if (first !== INSN_LDI_R25_0 && first !== INSN_LDI_R25_1) return false;
  if (v.getUint32(4) !== INSN_LDI_R20 || v.getUint32(8) !== INSN_BLE_SR2_R0 || v.getUint32(12) !== INSN_NOP)
    return false;
  const r = t.kernel.machine.words;
  r[R_GR + 25] = first === INSN_LDI_R25_1 ? 1 : 0;
  r[R_GR + 20] = __NR_rt_sigreturn;
  r[R_GR + 31] = (pc + 16) | 3;
  do_syscall(t);
  return true;
}

/** rt_sigreturn: back to where the signal came. The registers are the result. */
export function sys_rt_sigreturn(t: task_struct): number {
  const l = frame_of(t);
  const r0 = t.kernel.machine.words;
  const via_syscall = r0[R_GR + 25] !== 0;
  const frame = ((r0[R_GR + 30] & ~1) >>> 0) - l.size;
  t.restart_block = null;
  t.orig_r28 = 1;
  try {
    const b = copy_from_user(t, frame + l.uc, UC_SIZE);
    set_current_blocked(t, sigset_t.from(b, UC_SIGMASK));
    restore_sigcontext(t, new DataView(b.buffer, UC_MCONTEXT, SC_SIZE), via_syscall);
    restore_altstack(t, new DataView(b.buffer, UC_STACK, 12));
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    force_sig(t, SIGSEGV);
  }
  const r = t.kernel.machine.words;
  if (via_syscall) {
    r[R_GR + 31] = r[R_IAOQ0];
    return r[R_GR + 28] | 0;
  }
  t.in_syscall = false;
  t.syscall_nr = -1;
  return 0;
}

function restore_sigcontext(t: task_struct, v: DataView, via_syscall: boolean): void {
  const r = t.kernel.machine.words;
  for (let i = 1; i < 32; i++) r[R_GR + i] = v.getUint32(SC_GR + i * 4);
  for (let i = 0; i < 32; i++) set_fr(r, i, v.getUint32(SC_FR + i * 8), v.getUint32(SC_FR + i * 8 + 4));
  if (via_syscall) r[R_IAOQ0] = v.getUint32(SC_IAOQ);
  else {
    set_psw(r, v.getUint32(SC_GR));
    set_iaoq(r, v.getUint32(SC_IAOQ), v.getUint32(SC_IAOQ + 4), t.mm!.space.id);
    // interrupted in the delay slot of a branch into the gateway page: that is where it goes on
    if (v.getUint32(SC_IASQ + 4) === 0) r[R_IASQ1] = 0;
  }
  r[R_SAR] = v.getUint32(SC_SAR);
}

function restore_altstack(t: task_struct, v: DataView): void {
  const flags = v.getUint32(4);
  const mode = flags & ~SS_AUTODISARM;
  if (mode !== SS_DISABLE && mode !== SS_ONSTACK && mode !== 0) return;
  if (on_sig_stack(t, user_stack_pointer(t))) return;
  t.sas_ss_sp = mode === SS_DISABLE ? 0 : v.getUint32(0);
  t.sas_ss_size = mode === SS_DISABLE ? 0 : v.getUint32(8);
  t.sas_ss_flags = flags;
}

/** An interrupted call before a handler runs: EINTR, or the same call again afterwards. */
function syscall_restart(t: task_struct, ks: ksignal): void {
  if (t.orig_r28) return;
  t.orig_r28 = 1;
  const r = t.kernel.machine.words;
  switch (-(r[R_GR + 28] | 0)) {
    case ERESTART_RESTARTBLOCK:
    case ERESTARTNOHAND:
      r[R_GR + 28] = -EINTR;
      break;
    case ERESTARTSYS:
      if (!(ks.ka.sa_flags & SA_RESTART)) {
        r[R_GR + 28] = -EINTR;
        break;
      }
      restart_call(t);
      break;
    case ERESTARTNOINTR:
      restart_call(t);
      break;
  }
}

/** No handler ran: the call starts anew, or goes on through restart_syscall. */
function insert_restart_trampoline(t: task_struct): void {
  if (t.orig_r28) return;
  const r = t.kernel.machine.words;
  const error = -(r[R_GR + 28] | 0);
  if (error < ERESTARTSYS || error > ERESTART_RESTARTBLOCK) return;
  t.orig_r28 = 1;
  if (error !== ERESTART_RESTARTBLOCK) {
    if (error === ERESTARTSYS || error === ERESTARTNOHAND || error === ERESTARTNOINTR) restart_call(t);
    return;
  }
  const usp = r[R_GR + 30];
  const back = r[R_GR + 31];
  try {
    if (t.mm!.vdso_base) {
      put_user_u32(t, usp, back);
      set31(t.kernel.vdso.restart_syscall(t.mm!.vdso_base));
    } else {
      // at the stack pointer: the way back, a pad, ldw 0(sp),r31; be 0x100(sr2,r0); ldi 0,r20
      put_user_u32(t, usp, back);
      put_user_u32(t, usp + 8, INSN_LDW_SP_R31);
      put_user_u32(t, usp + 12, INSN_BE_SR2_R0);
      put_user_u32(t, usp + 16, INSN_LDI_R20_RESTART);
      set31(usp + 8);
    }
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    t.kernel.machine.words[R_GR + 28] = -EINTR;
  }

  function set31(to: number): void {
    t.kernel.machine.words[R_GR + 31] = to;
  }
}

/** ldw 0(sp), r31 and be 0x100(sr2, r0). */
const INSN_LDW_SP_R31 = 0x0fc0109f;
const INSN_BE_SR2_R0 = 0xe0008200;

/** The call is a branch with the number loaded in its delay slot: go back to it (check_syscallno_in_delay_branch). */
function restart_call(t: task_struct): void {
  const r = t.kernel.machine.words;
  r[R_GR + 31] -= 8;
  let opcode: number;
  try {
    opcode = get_user_u32(t, (r[R_GR + 31] & ~3) + 4);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return;
  }
  if ((opcode & 0xffff0000) >>> 0 === 0x34140000 || opcode === INSN_NOP) return;
  const w = t.kernel.machine.words;
  if ((opcode & 0xffe0ffff) >>> 0 === 0x08000254) w[R_GR + ((opcode >>> 16) & 31)] = w[R_GR + 20];
}
