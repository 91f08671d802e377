// What a debugger wants of a system, the same for the live one and for its replicas in the past, and what it gets: stops.
// Above: debuggee.ts. Below: nothing.

/** A thread by its process's number and its own, in the init namespace. */
export interface ThreadId {
  readonly pid: number;
  readonly tid: number;
}

/** Stores, loads, or both. */
export type WatchKind = "write" | "read" | "access";

export interface WatchPoint {
  readonly pid: number;
  readonly address: number;
  readonly length: number;
  readonly kind: WatchKind;
}

/** Why everything stands still. Signal numbers are the system's. */
export type Why =
  | { readonly type: "start" }
  | { readonly type: "step" }
  | { readonly type: "interrupt" }
  | { readonly type: "breakpoint" }
  /** Before the access that touches it; going backwards, after it. */
  | { readonly type: "watchpoint"; readonly kind: WatchKind; readonly address: number }
  /** Before it is delivered. */
  | { readonly type: "signal"; readonly signal: number }
  | { readonly type: "syscall"; readonly entry: boolean; readonly number: number }
  | { readonly type: "fork"; readonly child: ThreadId; readonly vfork: boolean }
  | { readonly type: "vforkdone" }
  | { readonly type: "exec"; readonly path: string }
  /** The process is gone. */
  | { readonly type: "exited"; readonly status: number }
  | { readonly type: "killed"; readonly signal: number }
  /** Going backwards: there is nothing before. */
  | { readonly type: "beginning" };

export interface Stop {
  readonly thread: ThreadId;
  readonly why: Why;
}

export type CaughtEvent = "fork" | "vfork" | "exec";

export class Wanted {
  /** Processes that are debugged. */
  readonly attached = new Set<number>();
  /** Addresses of breakpoints by process. */
  readonly breakpoints = new Map<number, Set<number>>();
  watchpoints: WatchPoint[] = [];
  /** System calls that are caught, by process; "all" of them. */
  readonly syscalls = new Map<number, ReadonlySet<number> | "all">();
  /** Signals that are delivered without a stop. */
  passed: ReadonlySet<number> = new Set();
  events: ReadonlySet<CaughtEvent> = new Set();

  /** A process is let go, or has another program. */
  forget(pid: number): void {
    this.breakpoints.delete(pid);
    this.watchpoints = this.watchpoints.filter((w) => w.pid !== pid);
  }
}
