// Misaligned accesses of programs are carried out here, byte by byte, or answered with SIGBUS (arch/parisc/kernel/
// unaligned.c, prctl PR_SET_UNALIGN). Where Linux 6.1 itself loads a wrong register (fldw with a long displacement),
// the right one is loaded.
// Above: traps.ts. Below: mm/uaccess.ts, pt_regs.ts.

import { copy_from_user, copy_to_user, UserFault } from "../../mm/uaccess.ts";
import { force_sig_fault } from "../../task/signal.ts";
import type { task_struct } from "../../task/task.ts";
import { SIGBUS, SIGSEGV } from "../../uapi/asm/signal.ts";
import { get_fr, R_GR, R_PSW_N, set_fr } from "./pt_regs.ts";
import { BUS_ADRALN, type interruption, SEGV_MAPERR } from "./traps.ts";

/** prctl(PR_SET_UNALIGN, PR_UNALIGN_SIGBUS). */
const PARISC_UAC_SIGBUS = 2;

interface access {
  store: boolean;
  size: 2 | 4 | 8;
  /** General register, or with float: FR word (size 4) or FR (size 8). */
  reg: number;
  float: boolean;
}

const R2 = (i: number): number => (i >>> 16) & 0x1f;
const R3 = (i: number): number => i & 0x1f;
const FR3 = (i: number): number => ((i & 0x1f) << 1) | ((i >>> 6) & 1);
/** A field of n bits whose sign is its rightmost bit. */
const IM = (i: number, n: number): number => ((i >>> 1) & ((1 << (n - 1)) - 1)) - (i & 1 ? 1 << (n - 1) : 0);

/** The access an instruction makes; null: none that is fixed up (ldcw, 64-bit registers …). */
function decode(i: number): access | null {
  const general = (store: boolean, size: 2 | 4 | 8, reg: number): access => ({
    store,
    size,
    reg,
    float: false,
  });
  const float = (store: boolean, size: 4 | 8, reg: number): access => ({ store, size, reg, float: true });
  const ext = (i >>> 6) & 0xf;
  switch (i >>> 26) {
    case 0x03:
      if (ext === 1) return general(false, 2, R3(i));
      if (ext === 2 || ext === 6) return general(false, 4, R3(i));
      if (!(i & 0x1000)) return null;
      if (ext === 9) return general(true, 2, R2(i));
      if (ext === 0xa || ext === 0xe) return general(true, 4, R2(i));
      return null;
    case 0x09:
      return ext <= 1 ? float(false, 4, FR3(i)) : ext === 8 || ext === 9 ? float(true, 4, FR3(i)) : null;
    case 0x0b:
      return ext === 0 ? float(false, 8, R3(i)) : ext === 8 ? float(true, 8, R3(i)) : null;
    case 0x11:
      return general(false, 2, R2(i));
    case 0x12:
    case 0x13:
      return general(false, 4, R2(i));
    case 0x19:
      return general(true, 2, R2(i));
    case 0x1a:
    case 0x1b:
      return general(true, 4, R2(i));
    case 0x14:
      return i & 2 ? float(false, 8, R2(i)) : null;
    case 0x1c:
      return i & 2 ? float(true, 8, R2(i)) : null;
    case 0x16:
      return float(false, 4, (R2(i) << 1) | ((i >>> 1) & 1));
    case 0x17:
      return i & 4 ? general(false, 4, R2(i)) : float(false, 4, (R2(i) << 1) | ((i >>> 1) & 1));
    case 0x1e:
      return float(true, 4, (R2(i) << 1) | ((i >>> 1) & 1));
    case 0x1f:
      return i & 4 ? general(true, 4, R2(i)) : float(true, 4, (R2(i) << 1) | ((i >>> 1) & 1));
    default:
      return null;
  }
}

/** What base modification adds to the base register, or null without. */
function modification(i: number, r: Uint32Array): number | null {
  const ext = (i >>> 6) & 0xf;
  switch (i >>> 26) {
    case 0x03:
    case 0x09:
    case 0x0b: {
      if (!(i & 0x20)) return null;
      if (i & 0x1000) return i & 0x200 ? IM(i, 5) : IM(i >>> 16, 5);
      const x = R2(i) ? r[R_GR + R2(i)] : 0;
      if (!(i & 0x2000)) return x;
      const wide = i >>> 26 === 0x0b ? 3 : i >>> 26 === 0x09 ? 2 : ext === 1 ? 1 : 2;
      return x << wide;
    }
    case 0x13:
    case 0x1b:
      return IM(i, 14);
    case 0x14:
    case 0x1c:
      return i & 8 ? IM(i & ~0xe, 14) : null;
    case 0x16:
    case 0x1e:
      return IM(i & ~6, 14);
    case 0x17:
    case 0x1f:
      return i & 4 ? IM(i & ~6, 14) : null;
    default:
      return null;
  }
}

/** The program accessed memory misaligned: does it for the program, or sends SIGBUS. */
export function handle_unaligned(t: task_struct, at: interruption): void {
  const a = decode(at.iir);
  if (t.thread_flags & PARISC_UAC_SIGBUS || !a) return force_sig_fault(t, SIGBUS, BUS_ADRALN, at.ior);
  const r = t.kernel.machine.words;
  const add = modification(at.iir, r);
  const base = (at.iir >>> 21) & 0x1f;
  const newbase = (base ? r[R_GR + base] : 0) + (add ?? 0);
  try {
    if (a.store) {
      const b = new Uint8Array(a.size);
      const v = new DataView(b.buffer);
      if (a.size === 2) v.setUint16(0, a.reg ? r[R_GR + a.reg] : 0);
      else if (a.size === 8) {
        const [left, right] = get_fr(r, a.reg);
        v.setUint32(0, left);
        v.setUint32(4, right);
      } else v.setUint32(0, a.float ? get_fr(r, a.reg >> 1)[a.reg & 1] : a.reg ? r[R_GR + a.reg] : 0);
      copy_to_user(t, at.ior, b);
    } else {
      const b = copy_from_user(t, at.ior, a.size);
      const v = new DataView(b.buffer);
      const r = t.kernel.machine.words; // memory may have grown
      if (a.size === 8) set_fr(r, a.reg, v.getUint32(0), v.getUint32(4));
      else {
        const value = a.size === 2 ? v.getUint16(0) : v.getUint32(0);
        if (a.float) {
          const word = get_fr(r, a.reg >> 1);
          word[a.reg & 1] = value;
          set_fr(r, a.reg >> 1, word[0], word[1]);
        } else if (a.reg) r[R_GR + a.reg] = value;
      }
    }
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return force_sig_fault(t, SIGSEGV, SEGV_MAPERR, at.ior);
  }
  const w = t.kernel.machine.words;
  if (add !== null && base) w[R_GR + base] = newbase;
  w[R_PSW_N] = 1;
}
