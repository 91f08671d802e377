// Access to the processor's registers in the state block. Above: the semantics functions.

import { CR, GR, SR, SPACE, IAOQ_FRONT, IAOQ_BACK, TARGET, TARGET_SPACE } from "../isa/state";

/** A general register that is written: GR0 arrives as GR_SINK_INDEX, a word nobody reads. */
export type Target = u32;

@inline export function gr(r: u32): u32 { return load<u32>(r << 2, GR); }
@inline export function setGr(t: Target, value: u32): void { store<u32>(t << 2, value, GR); }
/** Writes a register that is read as well, and therefore arrives with its own number. */
@inline export function updateGr(r: u32, value: u32): void { if (r != 0) store<u32>(r << 2, value, GR); }

@inline export function sr(s: u32): u32 { return load<u32>(s << 2, SR); }
@inline export function cr(c: u32): u32 { return load<u32>(c << 2, CR); }
@inline export function setCr(c: u32, value: u32): void { store<u32>(c << 2, value, CR); }

@inline export function word(at: u32): u32 { return load<u32>(at); }

/** Privilege level of the running instruction, 0 (most) to 3. */
@inline export function privilege(): u32 { return load<u32>(0, IAOQ_FRONT) & 3; }

/** What a semantics function returns: NULLIFY the next instruction, TAKEN branch to TARGET, or a trap. */
export const NULLIFY: u32 = 1;
export const TAKEN: u32 = 2;
/** An access by a Quick function was not done, and nothing changed: the Whole function of the row has to do it. */
export const NOT_DONE: u32 = 0xffffffff;

/**
 * What functions of memory accesses come in. Whole: with all that may happen. Quick: what nearly always happens, without a
 * call, for the interpreter's loop: registers that live across a call cost every instruction there.
 */
export type Whole = u32;
export type Quick = u8;

/**
 * The condition, which is rarely true. No function: tools/build-core.mjs makes a branch hint of it, which keeps what follows,
 * calls above all, apart from the code that matters.
 */
// @ts-ignore: decorator
@external("hint", "unlikely") export declare function unlikely(condition: u32): u32;
@inline export function trap(code: u32): u32 { return code << 2; }

/** Takes a branch within the current space; a target may not raise the privilege. */
@inline export function branchTo(offset: u32): u32 {
  const own = load<u32>(0, IAOQ_FRONT) & 3;
  const low = offset & 3;
  store<u32>(0, low > own ? offset : (offset & ~3) | own, TARGET);
  store<u32>(0, load<u32>(0, SPACE), TARGET_SPACE);
  return TAKEN;
}

/** The address behind the delay slot, as a link register gets it. */
@inline export function linkOffset(): u32 { return load<u32>(0, IAOQ_BACK) + 4; }
