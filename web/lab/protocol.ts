// The lab view's own messages to the worker; web/protocol.ts joins them with the rest. A worker answers them without a
// system of its own: each run boots one.
// Above: web/protocol.ts. Below: nothing.

import type { DeviceScene } from "../../kernel/trace/scene.ts";
import type { Pair } from "../protocol.ts";

/** One step that was made. */
export interface LabMoment {
  readonly lane: number;
  readonly step: number;
  /** As strace writes it, and its result. */
  readonly call: string;
  readonly result: string;
  /** "EBUSY", or "". */
  readonly error: string;
  /** How things are behind it. */
  readonly devices: readonly DeviceScene[];
  /** The device that the first lane's socket is bound to, 0: to none; null: there is no such socket. */
  readonly bound: number | null;
}

export interface LabChoice {
  /** A letter a step: stories.ts. */
  readonly order: string;
  readonly kernel: string;
  /** Id of one of the story's options; "" where it has none. */
  readonly option: string;
}

export interface LabRun extends LabChoice {
  readonly before: readonly DeviceScene[];
  readonly moments: readonly LabMoment[];
  /** Id of one of the story's outcomes, or "other". */
  readonly outcome: string;
}

export type LabRequests = {
  "lab.play": Pair<LabChoice & { readonly story: string }, LabRun>;
};
