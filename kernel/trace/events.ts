// What can be seen of a running system: the events that strace's lines, its JSON, its counts, `parisc test` and --trace
// are made of. Above: whoever watches (BootOptions.watch, cli/). Below: strace.ts and tracepoints.ts, which make them.

/** Nanoseconds since boot, by the guest's clock. */
type Time = number;

interface Common {
  readonly time: Time;
  /** The thread's number, and its command name. */
  readonly pid: number;
  readonly comm: string;
}

/** A thread has made a system call that has not come back yet. */
export interface EnterEvent extends Common {
  readonly type: "enter";
  readonly name: string;
  readonly family: string;
  /** The arguments up to the first that is known only afterwards. */
  readonly args: readonly string[];
}

/** A system call has come back, or (exit) never will: ret null. */
export interface SyscallEvent extends Common {
  readonly type: "syscall";
  readonly nr: number;
  readonly name: string;
  readonly family: string;
  readonly args: readonly string[];
  /** What each of args is: a name of trace/kinds.ts. */
  readonly kinds: readonly string[];
  /** How many of args were known when the call was made. */
  readonly early: number;
  readonly ret: number | null;
  /** "ENOENT", where ret says so. */
  readonly error: string | null;
  /** The result as strace writes it: "3", "-1 ENOENT (No such file or directory)", "0x40000000". */
  readonly result: string;
  /** Nanoseconds between entry and return. */
  readonly duration: number;
}

/** A signal is delivered. */
export interface SignalEvent extends Common {
  readonly type: "signal";
  readonly signal: string;
  /** "{si_signo=SIGCHLD, si_code=CLD_EXITED, …}" */
  readonly info: string;
}

/** A thread has ended; status as wait(2) gives it. */
export interface ExitEvent extends Common {
  readonly type: "exit";
  readonly status: number;
  /** "exited with 0", "killed by SIGSEGV (core dumped)". */
  readonly how: string;
  /** The call it was in. */
  readonly unfinished: { readonly name: string; readonly args: readonly string[] } | null;
}

/** Another thread gets the processor. */
export interface SchedEvent extends Common {
  readonly type: "sched";
  /** Who had it, or null; and what became of him. */
  readonly from: number | null;
  readonly why: "preempted" | "sleeps" | "gone" | "idle";
}

/** A program was interrupted: a fault or another trap of the processor. */
export interface FaultEvent extends Common {
  readonly type: "fault";
  /** Number and name of the interruption in the architecture's manual. */
  readonly trap: number;
  readonly name: string;
  readonly pc: number;
  /** The data's address, for faults of data. */
  readonly address: number | null;
}

/** A frame leaves through a device or arrives on it. */
export interface NetEvent extends Common {
  readonly type: "net";
  readonly dev: string;
  readonly way: "out" | "in";
  readonly frame: Uint8Array;
}

/** An instruction is about to be executed; block: the first one behind a taken branch. */
export interface InsnEvent extends Common {
  readonly type: "insn" | "block";
  readonly pc: number;
  readonly word: number;
  /** It is nullified. */
  readonly nullified: boolean;
}

export type StraceEvent = EnterEvent | SyscallEvent | SignalEvent | ExitEvent;
export type TraceEvent = StraceEvent | SchedEvent | FaultEvent | NetEvent | InsnEvent;

/** What can be asked for; "syscall" stands for enter, syscall and exit. */
export const TRACE_KINDS = ["syscall", "signal", "sched", "fault", "net", "block", "insn"] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** Takes events as they happen. Must not keep the guest waiting, nor change it. */
export type Watch = (event: TraceEvent) => void;
