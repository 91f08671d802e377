// Interruptions of a program and the signals they become (arch/parisc/kernel/traps.c, mm/fault.c, math-emu/driver.c).
// Above: entry.ts. Below: mm/, unaligned.ts, task/signal.ts.

import {
  TRAP_ASSIST_EMULATION,
  TRAP_ASSIST_EXCEPTION,
  TRAP_BREAK,
  TRAP_CONDITIONAL,
  TRAP_DATA_ACCESS_RIGHTS,
  TRAP_DATA_PROTECTION_ID,
  TRAP_DATA_TLB_MISS,
  TRAP_IIR,
  TRAP_ILLEGAL,
  TRAP_INSN_PROTECTION,
  TRAP_INSN_TLB_MISS,
  TRAP_IOR,
  TRAP_ISR,
  TRAP_NON_ACCESS_DATA_TLB_MISS,
  TRAP_NON_ACCESS_INSN_TLB_MISS,
  TRAP_OVERFLOW,
  TRAP_PRIVILEGED_OPERATION,
  TRAP_PRIVILEGED_REGISTER,
  TRAP_TAKEN_BRANCH,
  TRAP_UNALIGNED,
} from "../../../emulator/index.ts";
import {
  FAULT_EXEC,
  FAULT_MAPERR,
  FAULT_OOM,
  FAULT_READ,
  FAULT_SIGBUS,
  FAULT_WRITE,
  VM_READ,
  VM_WRITE,
} from "../../mm/mm.ts";
import { out_of_memory } from "../../mm/oom.ts";
import { TASK_SIZE } from "../../mm/uaccess.ts";
import { force_sig_fault } from "../../task/signal.ts";
import type { task_struct } from "../../task/task.ts";
import { SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP } from "../../uapi/asm/signal.ts";
import { get_fr, R_CR27, R_GR, R_IAOQ0, R_IAOQ1, R_IASQ0, R_IASQ1, R_PSW_N, set_fr } from "./pt_regs.ts";
import { run_sigtramp } from "./signal.ts";
import { handle_unaligned } from "./unaligned.ts";

const ILL_ILLOPC = 1;
const ILL_PRVOPC = 5;
const ILL_PRVREG = 6;
const ILL_COPROC = 7;
const FPE_INTOVF = 2;
const FPE_FLTDIV = 3;
const FPE_FLTOVF = 4;
const FPE_FLTUND = 5;
const FPE_FLTRES = 6;
const FPE_FLTINV = 7;
const FPE_CONDTRAP = 15;
export const SEGV_MAPERR = 1;
export const SEGV_ACCERR = 2;
export const BUS_ADRALN = 1;
const BUS_ADRERR = 2;
const BUS_OBJERR = 3;
const TRAP_BRKPT = 1;
const TRAP_BRANCH = 3;

/** What happened, as the interruption registers tell it. */
export interface interruption {
  iir: number;
  isr: number;
  ior: number;
}

/** The program was interrupted by trap `code` (its number in the manual): mend it or send a signal. */
export function handle_interruption(t: task_struct, code: number): void {
  const machine = t.kernel.machine;
  const u32 = machine.phys.u32;
  const at: interruption = { iir: u32[TRAP_IIR / 4], isr: u32[TRAP_ISR / 4], ior: u32[TRAP_IOR / 4] };
  const r = machine.words;
  const pc = r[R_IAOQ0];
  t.kernel.tracepoints?.trap?.(t, code, pc, at.ior);
  switch (code) {
    case TRAP_ILLEGAL:
      return force_sig_fault(t, SIGILL, ILL_ILLOPC, pc);
    case TRAP_BREAK:
      return force_sig_fault(t, SIGTRAP, TRAP_BRKPT, pc & ~3);
    case TRAP_PRIVILEGED_OPERATION:
      return force_sig_fault(t, SIGILL, ILL_PRVOPC, pc);
    case TRAP_PRIVILEGED_REGISTER:
      if ((at.iir & 0xffdfffe0) >>> 0 === 0x034008a0) {
        // mfctl cr26/cr27
        if (at.iir & 0x1f) r[R_GR + (at.iir & 0x1f)] = at.iir & 0x00200000 ? r[R_CR27] : r[R_CR27 - 1];
        r[R_IAOQ0] = r[R_IAOQ1];
        r[R_IAOQ1] += 4;
        r[R_IASQ0] = r[R_IASQ1];
        return;
      }
      return force_sig_fault(t, SIGILL, ILL_PRVREG, pc);
    case TRAP_OVERFLOW:
      return force_sig_fault(t, SIGFPE, FPE_INTOVF, pc);
    case TRAP_CONDITIONAL:
      return force_sig_fault(t, SIGFPE, FPE_CONDTRAP, pc);
    case TRAP_ASSIST_EXCEPTION:
    case TRAP_ASSIST_EMULATION:
      return handle_fpe(t, at.iir);
    case TRAP_INSN_TLB_MISS:
    case TRAP_INSN_PROTECTION:
      return do_page_fault(t, code, pc, r[R_IASQ0], FAULT_EXEC);
    case TRAP_NON_ACCESS_DATA_TLB_MISS:
      if (handle_nadtlb_fault(t, at)) return;
      return do_page_fault(t, code, at.ior, at.isr, acctyp(at.iir));
    case TRAP_NON_ACCESS_INSN_TLB_MISS:
      if (handle_nadtlb_fault(t, at)) return;
      return do_page_fault(t, code, at.ior, at.isr, FAULT_EXEC);
    case TRAP_DATA_TLB_MISS:
    case TRAP_DATA_ACCESS_RIGHTS:
      return do_page_fault(t, code, at.ior, at.isr, acctyp(at.iir));
    case TRAP_DATA_PROTECTION_ID:
      return force_sig_fault(t, SIGSEGV, SEGV_MAPERR, at.ior);
    case TRAP_UNALIGNED:
      return handle_unaligned(t, at);
    case TRAP_TAKEN_BRANCH:
      return force_sig_fault(t, SIGTRAP, TRAP_BRANCH, pc & ~3);
    default:
      return force_sig_fault(t, SIGBUS, BUS_OBJERR, at.ior);
  }
}

/** Whether a memory instruction reads or writes (parisc_acctyp). */
function acctyp(insn: number): number {
  switch (insn >>> 28) {
    case 6:
    case 7:
      return FAULT_WRITE;
    case 2:
    case 3:
    case 0:
      if (insn & 0x200) return (insn & 0xfc003fdf) >>> 0 === 0x04001a80 ? FAULT_READ : FAULT_WRITE;
      // ldcw and ldcd
      if (insn >>> 28 === 0 && (insn & 0x1c0) === 0x1c0) return FAULT_WRITE;
      return FAULT_READ;
    default:
      return FAULT_READ;
  }
}

function do_page_fault(t: task_struct, code: number, addr: number, space: number, access: number): void {
  const mm = t.mm!;
  if (code !== TRAP_INSN_TLB_MISS && code !== TRAP_INSN_PROTECTION && space !== mm.space.id) {
    return force_sig_fault(t, SIGSEGV, SEGV_MAPERR, addr);
  }
  if (space !== mm.space.id) return force_sig_fault(t, SIGSEGV, SEGV_MAPERR, addr);
  t.times.min_flt++;
  const fault = addr >= TASK_SIZE ? FAULT_MAPERR : mm.fault(addr, access);
  if (fault === 0) return;
  if (code <= TRAP_INSN_PROTECTION && run_sigtramp(t, addr & ~3)) return;
  if (fault === FAULT_OOM) return out_of_memory(t);
  let sig = SIGSEGV;
  let si_code = SEGV_MAPERR;
  switch (code) {
    case TRAP_DATA_TLB_MISS: {
      const vma = mm.vma_lookup(addr);
      if (!vma) break;
      if (fault === FAULT_SIGBUS) {
        sig = SIGBUS;
        si_code = BUS_ADRERR;
      } else si_code = SEGV_ACCERR;
      break;
    }
    case TRAP_NON_ACCESS_DATA_TLB_MISS:
      sig = SIGBUS;
      si_code = BUS_ADRERR;
      break;
    case TRAP_DATA_ACCESS_RIGHTS:
      if (mm.vma_lookup(addr)) si_code = SEGV_ACCERR;
      break;
  }
  force_sig_fault(t, sig, si_code, addr);
}

/** Cache flushes, probes and lpa on a page that is not there (handle_nadtlb_fault). true: dealt with. */
function handle_nadtlb_fault(t: task_struct, at: interruption): boolean {
  const r = t.kernel.machine.words;
  const insn = at.iir;
  const target = insn & 0x1f;
  const modify = () => {
    const base = (insn >>> 21) & 0x1f;
    const index = (insn >>> 16) & 0x1f;
    if (insn & 0x20 && base && index) r[R_GR + base] += r[R_GR + index];
  };
  switch (insn & 0x380) {
    case 0x280: // fdc
    case 0x380: // pdc, fic
      modify();
      break;
    case 0x180: {
      // probe: allowed as the mapping says, whether or not the page is there
      const vma = t.mm!.vma_lookup(at.ior);
      const want = insn & 0x40 ? VM_WRITE : VM_READ;
      if (target) r[R_GR + target] = vma && vma.vm_flags & want ? 1 : 0;
      break;
    }
    case 0x300: // lpa
      modify();
      if (target) r[R_GR + target] = 0;
      break;
    default:
      return false;
  }
  r[R_PSW_N] = 1;
  return true;
}

/**
 * A floating-point exception (handle_fpe, decode_fpu). With T set an operation has met an enabled exception: it is
 * complete, and the trap belongs to what follows it; its type is in exception register 1, where the instruction goes too.
 * Without T the operation is none the FPU has. Types that decode_fpu does not know end in SIGILL, as there.
 */
function handle_fpe(t: task_struct, iir: number): void {
  const r = t.kernel.machine.words;
  const [status, type] = get_fr(r, 0);
  const T = 0x40;
  if (!(status & T)) return force_sig_fault(t, SIGILL, ILL_COPROC, r[R_IAOQ0]);
  r[R_IAOQ0] = r[R_IAOQ1];
  r[R_IAOQ1] += 4;
  r[R_IASQ0] = r[R_IASQ1];
  const exception = (type | (iir & 0x03ffffff)) >>> 0;
  set_fr(r, 0, status, exception);
  const code = fpeCode(type >>> 26);
  if (!code) return force_sig_fault(t, SIGILL, ILL_COPROC, r[R_IAOQ0]);
  // T cleared, or the handler's first floating-point instruction would trap again
  set_fr(r, 0, status & ~T, code === FPE_FLTDIV ? 0 : exception);
  force_sig_fault(t, SIGFPE, code, r[R_IAOQ0]);
}

/** The si_code of an exception type; 0: unknown to Linux. */
function fpeCode(type: number): number {
  if (type & 0x04) return FPE_FLTUND;
  switch (type) {
    case 0x08:
    case 0x0a:
      return FPE_FLTOVF;
    case 0x20:
    case 0x30:
      return FPE_FLTINV;
    case 0x10:
      return FPE_FLTDIV;
    case 0x02:
      return FPE_FLTRES;
  }
  return 0;
}
