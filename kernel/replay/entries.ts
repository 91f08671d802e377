// What a recording consists of: the answers of the host in the order they were given, and what came by itself.
// Above: recorder.ts, player.ts. Below: format.ts.

import { mixBytes, mixNumber, mixString } from "./format.ts";

/** Entries that are no answers. */
export const SLEEP = 1;
/** The first question after a sleep follows: whatever came stands between SLEEP and this. */
export const WAKE = 2;
/** Something from outside: place, moment, name, arguments. */
export const INPUT = 3;
/** Moment and checksum of the processor's state. */
export const MARK = 4;
/** Place and moment: nothing more was recorded. */
export const END = 5;
/** Answers start here, by their index in CALLS. */
export const FIRST_CALL = 16;

/** Where something from outside came in: while the host slept, while a turn was held, between two turns, or within a question. */
export const ASLEEP = 0;
export const HELD = 1;
export const BETWEEN = 2;
export const WITHIN = 3;
/** Held by a debugger before a thread gets its signals. */
export const SIGNALS = 4;
export const LAST_PLACE = SIGNALS;

/**
 * What is asked of a Host, in the order of their numbers (new ones go to the end). Streams' entries have the stream's
 * number first, those with arguments a checksum of them; `clock` is written as the difference to the one before.
 */
export const CALLS = [
  "monotonic",
  "realtime",
  "random",
  "schedule",
  "choice",
  "stream.read",
  "stream.readable",
  "stream.write",
  "stream.room",
  "stream.winsize",
  "files.lstat",
  "files.readdir",
  "files.readlink",
  "files.open",
  "files.close",
  "files.fstat",
  "files.pread",
  "files.pwrite",
  "files.ftruncate",
  "files.fsync",
  "files.mkdir",
  "files.rmdir",
  "files.unlink",
  "files.rename",
  "files.link",
  "files.symlink",
  "files.chmod",
  "files.chown",
  "files.utimes",
  "wire.send",
] as const;
export type Call = (typeof CALLS)[number];

const numbers = new Map<string, number>(CALLS.map((name, i) => [name, FIRST_CALL + i]));
/** The entry's number of a call. */
export const opOf = (name: Call): number => numbers.get(name)!;

/** The entry's name, for a sentence. */
export function entryName(op: number): string {
  if (op >= FIRST_CALL) return CALLS[op - FIRST_CALL] ?? `entry ${op}`;
  return (
    ["nothing", "sleep", "the end of a sleep", "something from outside", "a checksum", "the end"][op] ??
    `entry ${op}`
  );
}

/** A checksum of a call's arguments. */
export function argumentsHash(args: readonly unknown[]): number {
  let h = 0x811c9dc5;
  for (const a of args) {
    if (typeof a === "string") h = mixString(a, h);
    else if (typeof a === "number") h = mixNumber(a, h);
    else if (typeof a === "bigint") h = mixNumber(Number(BigInt.asIntN(52, a)), h);
    else if (a instanceof Uint8Array) h = mixBytes(a, h);
  }
  return h;
}

/** What the header says of one of the host's streams; `has`: the optional functions it has. */
export interface StreamFacts {
  readonly kind: "tty" | "pipe" | "file" | "null" | "socket";
  readonly stat?: Record<string, unknown>;
  readonly handle?: number;
  readonly append?: boolean;
  readonly has: readonly string[];
}

/** The first chunk. */
export interface Header {
  /** Bytes of guest memory. */
  readonly memory: number;
  /** BootOptions, as far as they are data. */
  readonly options: Record<string, unknown>;
  readonly host: {
    readonly files: boolean;
    readonly wires: readonly string[];
    readonly stdio: readonly StreamFacts[];
  };
  /** The schedule came from outside: its decisions are in the entries. */
  readonly schedule: boolean;
  /** Moments between two checksums of the processor's state. */
  readonly marks: number;
  /** The checksums are of all threads and all memory, not only of the running thread's registers. */
  readonly deep: boolean;
  /** For people: version, programs, checksums of their files … */
  readonly about: Record<string, unknown>;
}

/** Something from outside goes through here: it is written down where the system is recorded. */
export type Outside = <T>(name: string, args: readonly unknown[], call: () => T) => T;
export const direct: Outside = (_name, _args, call) => call();
