// The rows with an emission of their own, by the name of the semantics function. Every other row is done by a call of
// that function (emitter.ts, callRow). Above: info.ts, region.ts.

import type { Emitter } from "../emitter.ts";
import { ALU } from "./alu.ts";
import { BRANCHES } from "./branch.ts";
import { FP } from "./fp.ts";
import { MEMORY } from "./memory.ts";
import { SHIFT } from "./shift.ts";
import { SYSTEM } from "./system.ts";

/** Writes the code of an instruction with these operands (the row's order). */
export interface Emit {
  (e: Emitter, a: readonly number[]): void;
  /** False where these operands are better left to the semantics function. */
  accepts?(a: readonly number[]): boolean;
}

export const EMIT: Readonly<Record<string, Emit | undefined>> = {
  ...ALU,
  ...SHIFT,
  ...MEMORY,
  ...BRANCHES,
  ...SYSTEM,
  ...FP,
};
