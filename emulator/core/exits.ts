// Why translated code came back to the interpreter, and for how long it had run: statistics, for people only.
// Above: step.ts. Below: isa/state.ts; emulator/jit/exits.ts reads it, emulator/times.ts switches the clock on.

import {
  EXIT_BUDGET, EXIT_GUARD, EXIT_INSIDE, EXIT_INSN, EXIT_PLACE, EXIT_RETURN, EXITS, LEFT_OFF, NEXT, TIMED, TRANSLATED_TIME, WANTED,
} from "../isa/state";
import { TRAP_GATEWAY, TRAP_SERVED } from "../isa/traps";
import { wordAt } from "./code";

/** Milliseconds. From emulator/machine.ts. */
@external("env", "clock") declare function clock(): f64;

/** With less than this left of the budget a region does not begin its next turn: about what the longest way through one takes. */
const LITTLE: u32 = 1024;

/** The major opcode of be,l, which system calls are made by. */
const BE_L: u32 = 0x39;

let leftOff: u32 = 0;

/** Translated code has come back, to go on at offset f. */
export function countExit(f: u32, budget: u32): void {
  let why: u32;
  const misses = load<u32>(0, LEFT_OFF);
  if (misses != leftOff) {
    leftOff = misses;
    why = EXIT_GUARD;
  } else if (budget < LITTLE) why = EXIT_BUDGET;
  else if (load<u32>(0, NEXT) == 1) why = EXIT_INSN + (wordAt(f) >>> 26);
  else why = load<u32>(0, WANTED) ? EXIT_PLACE : EXIT_RETURN;
  count(why);
}

/** Translated code has come back, as this trap came inside one of its calls. */
export function countTrapInside(trap: u32): void {
  leftOff = load<u32>(0, LEFT_OFF);
  count(trap == TRAP_GATEWAY || trap == TRAP_SERVED ? EXIT_INSN + BE_L : EXIT_INSIDE);
}

function count(why: u32): void {
  const at = EXITS + why * 4;
  store<u32>(at, load<u32>(at) + 1);
}

/** The time of an entry into translated code, where somebody wants to know: from here … */
export function startTimer(): f64 { return load<u32>(0, TIMED) ? clock() : 0; }

/** … to here. */
export function stopTimer(since: f64): void {
  if (load<u32>(0, TIMED)) store<f64>(0, load<f64>(0, TRANSLATED_TIME) + (clock() - since), TRANSLATED_TIME);
}

/** What was interpreted since then, inside such an entry, is not to count. */
export function takeTime(since: f64): void {
  if (load<u32>(0, TIMED)) store<f64>(0, load<f64>(0, TRANSLATED_TIME) - (clock() - since), TRANSLATED_TIME);
}
