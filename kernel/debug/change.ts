// What a debugger changes in a system. Each change is something from outside: it is recorded, and made again when the run is
// repeated. Above: boot.ts (System.change), debuggee.ts. Below: mm/uaccess.ts, task/signal.ts.

import type { Kernel } from "../kernel.ts";
import { writeUser } from "../mm/uaccess.ts";
import { kernel_siginfo, send_signal } from "../task/signal.ts";
import { dequeue_signal } from "../task/signal-deliver.ts";
import { SIGKILL } from "../uapi/asm/signal.ts";
import { writeRegister } from "./registers.ts";

export type Change =
  | {
      readonly what: "register";
      readonly tid: number;
      readonly register: number;
      readonly value: number;
    }
  | { readonly what: "memory"; readonly tid: number; readonly address: number; readonly bytes: Uint8Array }
  /** The signal that would be delivered next is not. */
  | { readonly what: "drop signal"; readonly tid: number }
  | { readonly what: "signal"; readonly tid: number; readonly signal: number }
  | { readonly what: "kill"; readonly tid: number };

/** Makes the change; false where it cannot be made (no such thread, memory that may not be written). */
export function change(kernel: Kernel, c: Change): boolean {
  const t = kernel.tasks.get(c.tid);
  if (!t || t.exit_state) return false;
  switch (c.what) {
    case "register":
      return writeRegister(t, c.register, c.value);
    case "memory":
      return t.mm !== null && writeUser(t.mm, c.address, c.bytes) === c.bytes.length;
    case "drop signal":
      return dequeue_signal(t, t.blocked) !== null;
    case "signal":
      send_signal(c.signal, kernel_siginfo(c.signal), t, false);
      return true;
    case "kill":
      send_signal(SIGKILL, kernel_siginfo(SIGKILL), t, true);
      return true;
    default:
      return false;
  }
}
