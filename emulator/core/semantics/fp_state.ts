// Floating-point registers and status: how the FP semantics read operands, and the one place where an
// operation's exceptions become flags, or a trap. Above: fp*.ts, one function an instruction. Below: the
// state block (isa/state.ts). Format numbers as in the instruction's fmt field: 0 single, 1 double. A single
// register's number counts words: 2n is the left half of FRn, 2n + 1 the right one. Register 0 (its left
// half, for singles) reads as +0 and is no target.

import { FPSR, FR } from "../../isa/state";
import { TRAP_ASSIST_EXCEPTION } from "../../isa/traps";

/** FPSR: the exception flags, the enables (same order, 27 bits lower), and the modes. */
export const FLAG_I: u32 = 0x08000000;
export const C_BIT: u32 = 0x04000000;
export const T_BIT: u32 = 0x40;
export const D_BIT: u32 = 0x20;
export const ENABLES: u32 = 0x1f;
/** Rounding mode, D and the enables: all zero means that a native operation rounds right and nothing can trap. */
export const MODE: u32 = 0x63f;

/** Exceptions of one operation, in the order of the enables. */
export const EXC_V: u32 = 16;
export const EXC_Z: u32 = 8;
export const EXC_O: u32 = 4;
export const EXC_U: u32 = 2;
export const EXC_I: u32 = 1;
/** Not representable even after wrapping the exponent, or an operand format that no FPU has: software's business. */
export const EXC_UNIMPLEMENTED: u32 = 32;

/** A reserved or unimplemented operation: assist exception with T clear; Linux (decode_fpu) answers SIGILL, ILL_COPROC. */
export const UNIMPLEMENTED: u32 = TRAP_ASSIST_EXCEPTION << 2;

// @ts-ignore: decorator
@inline export function doubleAt(n: u32): usize { return FR + (n << 3); }
// @ts-ignore: decorator
@inline export function singleAt(n: u32): usize { return FR + ((n << 2) ^ 4); }
// @ts-ignore: decorator
@inline export function loadD(n: u32): f64 { return n ? load<f64>(doubleAt(n)) : 0; }
// @ts-ignore: decorator
@inline export function loadS(n: u32): f32 { return n ? load<f32>(singleAt(n)) : 0; }
// @ts-ignore: decorator
@inline export function bitsD(n: u32): u64 { return n ? load<u64>(doubleAt(n)) : 0; }
// @ts-ignore: decorator
@inline export function bitsS(n: u32): u32 { return n ? load<u32>(singleAt(n)) : 0; }
// @ts-ignore: decorator
@inline export function bits(fmt: u32, n: u32): u64 { return fmt ? bitsD(n) : <u64>bitsS(n); }

/** Exceptions the running operation has met so far; begin() clears them. */
export let exc: u32 = 0;
/** Rounding mode (0 nearest, 1 to zero, 2 up, 3 down), enables and D of the running operation. */
export let rm: u32 = 0;
export let enables: u32 = 0;
export let daz: bool = false;

export function begin(): void {
  const s = load<u32>(FPSR);
  exc = 0;
  rm = (s >> 9) & 3;
  enables = s & ENABLES;
  daz = (s & D_BIT) != 0;
}

export function raise(e: u32): void { exc |= e; }
/** One exception in place of those met so far. */
export function replaceBy(e: u32): void { exc = e; }

/**
 * Turns the operation's exceptions into FPSR flags; an enabled one into the T bit and exception register 1 instead (its
 * six-bit type; the kernel adds the instruction from IIR). True if the result is to be written: an enabled invalid or
 * division by zero leaves the target alone, the others deliver a rounded, for O and U exponent-wrapped, result.
 * (1.1 ch. 10; the fused instructions' types: 2.0, Linux math-emu/float.h OPC_2E_*).
 */
export function settle(fused: bool): bool {
  if (exc & EXC_UNIMPLEMENTED) return false;
  const trapped = exc & enables;
  const s = load<u32>(FPSR) | ((exc & ~trapped) << 27);
  if (!trapped) {
    store<u32>(FPSR, s);
    return true;
  }
  store<u32>(FPSR, s | T_BIT);
  // The exception types are the enables' bits one place up; fused instructions have their own.
  let type = trapped << 1;
  if (fused) type |= (trapped & (EXC_V | EXC_O | EXC_I) ? 0x10 : 0) | (trapped & EXC_U ? 8 : 0);
  store<u32>(FR, type << 26);
  return !(trapped & (EXC_V | EXC_Z));
}

/** What a semantics function returns after settle(): go on, or the assist exception. */
// @ts-ignore: decorator
@inline export function outcome(): u32 { return exc & (enables | EXC_UNIMPLEMENTED) ? UNIMPLEMENTED : 0; }

/** Settles the operation and writes its result (fmt 0: one word) to register t. */
export function commit(fmt: u32, t: u32, result: u64, fused: bool = false): u32 {
  if (!t) return UNIMPLEMENTED;
  if (settle(fused)) {
    if (fmt) store<u64>(doubleAt(t), result);
    else store<u32>(singleAt(t), <u32>result);
  }
  return outcome();
}
