// The machine view's own messages to the worker; web/protocol.ts joins them with the rest. The playground uses them too.
// Above: web/protocol.ts. Below: nothing.

import type { CardScene, DeviceScene, SocketScene, TaskScene } from "../../kernel/trace/scene.ts";
import type { Pair } from "../protocol.ts";

export interface CodeLine {
  readonly address: number;
  readonly word: number;
  readonly text: string;
  /** "main", at a function's first instruction; "" elsewhere. */
  readonly symbol: string;
}

export interface MapLine {
  readonly start: number;
  readonly end: number;
  /** "r-xp" */
  readonly prot: string;
  readonly name: string;
}

export interface MemoryRow {
  readonly address: number;
  /** -1: not there, or not brought in yet. */
  readonly bytes: readonly number[];
}

/** What there is to see of one process, at one moment. */
export interface ProcessLook {
  readonly pid: number;
  readonly comm: string;
  /** The system call that it is in, or "". */
  readonly call: string;
  /** Where it is: "main+0x10", or "". */
  readonly symbol: string;
  readonly pc: number;
  readonly gr: readonly number[];
  readonly sr: readonly number[];
  readonly cr: readonly number[];
  /** Left and right words of each of the 32. */
  readonly fr: readonly number[];
  readonly psw: number;
  readonly iaoq: readonly [number, number];
  readonly iasq: readonly [number, number];
  readonly code: readonly CodeLine[];
  readonly stack: readonly MemoryRow[];
  readonly memory: readonly MemoryRow[];
  readonly maps: readonly MapLine[];
}

export interface MachineLook {
  readonly state: "running" | "paused" | "halted" | "failed";
  /** Position in the run that is shown, and of the running system; less: the past is shown. */
  readonly moment: number;
  readonly now: number;
  readonly insns: number;
  readonly tasks: readonly TaskScene[];
  readonly process: ProcessLook | null;
  readonly breakpoints: readonly number[];
}

export interface NetworkLook {
  readonly devices: readonly DeviceScene[];
  readonly cards: readonly CardScene[];
  readonly sockets: readonly SocketScene[];
}

export interface LogLine {
  readonly pid: number;
  readonly comm: string;
  readonly name: string;
  readonly family: string;
  readonly text: string;
  /** "ENOENT", or "". */
  readonly error: string;
}

export type MachineRequests = {
  /** pid 0: the one that ran last. memory: where to look, null: not at all. */
  "machine.look": Pair<{ pid: number; memory: number | null }, MachineLook>;
  "machine.network": Pair<null, NetworkLook>;
  /** What the translator has done so far, and where time has gone since this was asked first: lines for a person. */
  "machine.engine": Pair<null, string>;
  /** Holds everything, or lets it go on from now. */
  "machine.pause": Pair<null, null>;
  "machine.resume": Pair<null, null>;
  /** To the process's next instruction, or its one before; to an address. Answered once it is there, or interrupted. */
  "machine.step": Pair<{ pid: number; to?: number }, StopAnswer>;
  "machine.back": Pair<{ pid: number; to?: number }, StopAnswer>;
  /** Back to the running system, without letting it run. */
  "machine.now": Pair<null, null>;
  /** Addresses at which whatever program comes there is held. */
  "machine.breakpoints": Pair<{ addresses: readonly number[] }, null>;
  /** Starts a program in a terminal of its own, held at its first instruction. */
  "machine.start": Pair<
    { command: string[]; rows: number; cols: number },
    { terminal: number; pid: number; name: string }
  >;
  /** Log lines as "machine.log", packets as "machine.packets". */
  "machine.watch": Pair<{ calls: boolean; packets: boolean }, null>;
};

/** why: a sentence where it did not get there. */
export interface StopAnswer {
  readonly reached: boolean;
  readonly why: string;
}

export type MachineEvents = {
  "machine.state": { state: MachineLook["state"] };
  "machine.log": { lines: readonly LogLine[]; missed: number };
  /** What has passed since the last time. */
  "machine.packets": readonly { dev: string; way: "in" | "out" }[];
};
