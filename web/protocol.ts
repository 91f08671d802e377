// What the page and the guest's worker say to each other: every message, as types. The page asks (and gets an answer
// or a sentence), tells (no answer), and hears events. Plain data only: it crosses postMessage().
// Above: client.ts (page), worker/main.ts (worker). Below: nothing; a view's own messages are added at the end.

import type { LabRequests } from "./lab/protocol.ts";
import type { MachineEvents, MachineRequests } from "./machine/protocol.ts";
import type { PlayRequests } from "./play/protocol.ts";

/** How a system is to be booted. Everything has a default. */
export interface BootRequest {
  /** Release with ±COMMIT changes, as --kernel. */
  kernel?: string;
  /** Devices, as --net. */
  net?: string[];
  /** The root file system: a tar's address, gzip or not; none: empty but for /dev, /proc, /sys, /tmp. */
  rootfs?: string | null;
  /** Bytes of guest RAM. */
  memory?: number;
  engine?: "auto" | "interpreter" | "jit";
  clock?: "real" | "virtual";
  seed?: number;
  hostname?: string;
  /** The size of the console's window. */
  rows?: number;
  cols?: number;
  /** Runs /init, /sbin/init … on the console; else nothing runs until a terminal is opened. */
  init?: boolean;
  /** Joins the wire to other tabs: eth0 with an address of its own. */
  wire?: boolean;
  /** Records the run, so that its state can be kept. */
  record?: boolean;
  /** Whether translations are kept in the browser for later visits, and those of earlier ones used. */
  codeCache?: boolean;
}

/** A state that the browser keeps. */
export interface KeptState {
  /** When it was kept, ms since 1970; its age in instructions; its bytes. */
  readonly at: number;
  readonly insns: number;
  readonly size: number;
  readonly request: BootRequest;
}

export interface BootAnswer {
  /** "5.1", and what uname -r says. */
  readonly kernel: string;
  readonly release: string;
  /** The address on the wire, "10.0.0.3", where there is one. */
  readonly address: string | null;
  /** ms from the request to the first instruction. */
  readonly took: number;
  /** A restored system: what the user should know of it. */
  readonly remark?: string;
}

export interface FileEntry {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  /** ms since 1970. */
  readonly mtime: number;
  readonly uid: number;
}

/** What a file that came in turned out to be. */
export interface PutAnswer {
  readonly path: string;
  /** "program": a parisc executable; "foreign": one for another machine (machine names it); "tar": it was unpacked. */
  readonly kind: "program" | "foreign" | "tar" | "file";
  readonly machine?: string;
}

export interface SystemStatus {
  readonly state: "running" | "paused" | "halted" | "failed";
  /** Instructions since boot, seconds in this tab, MiB in use. */
  readonly insns: number;
  readonly uptime: number;
  readonly memory: number;
  readonly processes: number;
}

export interface Pair<Ask, Answer> {
  ask: Ask;
  answer: Answer;
}

interface OwnRequests {
  "system.boot": Pair<BootRequest, BootAnswer>;
  /** Instead of system.boot: the system whose state is kept goes on. */
  "system.restore": Pair<{ rows: number; cols: number; codeCache?: boolean }, BootAnswer>;
  /** Keeps the state for later pages. */
  "state.keep": Pair<null, KeptState>;
  "state.forget": Pair<null, null>;
  /** May be asked before a system is booted. */
  "state.kept": Pair<null, KeptState | null>;
  "system.status": Pair<null, SystemStatus>;
  /** A new terminal; command: a program and its arguments instead of a login shell. */
  "terminal.open": Pair<
    { rows: number; cols: number; command?: string[]; cwd?: string },
    { terminal: number; pid: number; name: string }
  >;
  "files.list": Pair<{ path: string }, FileEntry[]>;
  "files.read": Pair<{ path: string }, Uint8Array<ArrayBuffer>>;
  /** Writes a file; a tar (or .tar.gz) is unpacked where unpack is set. */
  "files.put": Pair<{ path: string; data: ArrayBuffer; unpack?: boolean; mode?: number }, PutAnswer>;
  "files.folder": Pair<{ path: string }, null>;
  "files.remove": Pair<{ path: string }, null>;
}

/** Questions by name. */
export interface Requests extends OwnRequests, MachineRequests, LabRequests, PlayRequests {}

/** From the page, without answer. Terminal 0 is the console. */
export interface Notes {
  "terminal.input": { terminal: number; bytes: Uint8Array };
  "terminal.size": { terminal: number; rows: number; cols: number };
  /** So many bytes of output have been shown: the guest may write on. */
  "terminal.taken": { terminal: number; count: number };
  /** The window is gone: its session gets SIGHUP. */
  "terminal.close": { terminal: number };
}

interface OwnEvents {
  /** While booting: what is done now, and bytes so far of all (0: not known). */
  progress: { what: string; done: number; total: number };
  "terminal.output": { terminal: number; bytes: Uint8Array<ArrayBuffer> };
  /** A restored system has this terminal; its output follows. */
  "terminal.restored": { terminal: number; name: string };
  /** The first program of a terminal has ended; status as $? in a shell. */
  "terminal.ended": { terminal: number; status: number };
  halted: { how: "restart" | "halt" | "power_off" | "ended" };
  /** The emulator itself cannot go on: a sentence. */
  failed: { message: string };
  log: { line: string };
}

export interface Events extends OwnEvents, MachineEvents {}

export type RequestName = keyof Requests;
export type Ask<N extends RequestName> = Requests[N]["ask"];
export type Answer<N extends RequestName> = Requests[N]["answer"];

/** What really crosses: page to worker … */
export type ToWorker =
  | { kind: "ask"; id: number; name: RequestName; ask: unknown }
  | { kind: "note"; name: keyof Notes; data: unknown };

/** … and back. */
export type ToPage =
  | { kind: "answer"; id: number; answer: unknown }
  | { kind: "refusal"; id: number; message: string }
  | { kind: "event"; name: keyof Events; data: unknown };
