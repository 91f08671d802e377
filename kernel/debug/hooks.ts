// What a debugger is asked by the kernel. Absent until one is there; nothing that it does may be seen by programs, nor count
// as a moment. Above: breakpoints.ts (the one that implements it). Below: task/.

import type { task_struct } from "../task/task.ts";

export interface DebugHooks {
  /** The thread that runs one instruction at a time. */
  readonly singly: task_struct | null;
  /** t's program is about to go on after the kernel has been in. */
  enters(t: task_struct): void;
  /** t has run so many instructions, maybe none, and stands before the next one or in a trap. */
  ran(t: task_struct, instructions: number): void;
  /** t is about to get its signals; true: it shall be held first. Asked again when it goes on. */
  signals(t: task_struct): boolean;
  /** The last thread of t's process ends with this wait status. */
  exits(t: task_struct, status: number): void;
}
