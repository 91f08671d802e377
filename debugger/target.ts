// What the protocol needs of what is debugged. Knows neither the kernel nor Node; kernel/debug/debuggee.ts fits it.
// Above: stub.ts and the families of packets. Below: nothing.

/** A thread by its process's number and its own. */
export interface ThreadId {
  readonly pid: number;
  readonly tid: number;
}

export type WatchKind = "write" | "read" | "access";
export type CaughtEvent = "fork" | "vfork" | "exec";

export type Why =
  | { readonly type: "start" | "step" | "interrupt" | "breakpoint" | "vforkdone" | "beginning" }
  | { readonly type: "watchpoint"; readonly kind: WatchKind; readonly address: number }
  | { readonly type: "signal"; readonly signal: number }
  | { readonly type: "syscall"; readonly entry: boolean; readonly number: number }
  | { readonly type: "fork"; readonly child: ThreadId; readonly vfork: boolean }
  | { readonly type: "exec"; readonly path: string }
  | { readonly type: "exited"; readonly status: number }
  | { readonly type: "killed"; readonly signal: number };

export interface Stop {
  readonly thread: ThreadId;
  readonly why: Why;
}

/** How a thread goes on: one instruction (or as long as it is in the range), with a signal or (0) without. */
export interface Resume {
  readonly thread: ThreadId;
  readonly step: boolean;
  readonly range: { readonly start: number; readonly end: number } | null;
  readonly signal: number;
}

/** What is asked for beforehand. The target looks at it when it goes on. */
export interface Wanted {
  readonly attached: ReadonlySet<number>;
  readonly breakpoints: Map<number, Set<number>>;
  watchpoints: readonly { pid: number; address: number; length: number; kind: WatchKind }[];
  readonly syscalls: Map<number, ReadonlySet<number> | "all">;
  passed: ReadonlySet<number>;
  events: ReadonlySet<CaughtEvent>;
}

/** Numbers of signals and addresses are the target's own. Registers come in gdb's order for the architecture. */
export interface Target {
  readonly wanted: Wanted;
  readonly reversible: boolean;
  attach(pid: number): boolean;
  detach(pid: number): void;
  kill(pid: number): void;
  threads(): ThreadId[];
  current(): ThreadId | null;
  name(thread: ThreadId): string | null;
  state(thread: ThreadId): string | null;
  registers(thread: ThreadId): Uint32Array | null;
  setRegister(thread: ThreadId, register: number, value: number): boolean;
  memory(pid: number, address: number, length: number): Uint8Array;
  setMemory(pid: number, address: number, bytes: Uint8Array): boolean;
  auxv(pid: number): Uint8Array | null;
  program(pid: number): string | null;
  siginfo(thread: ThreadId): Uint8Array | null;
  file(path: string): Uint8Array | null;
  resume(list: readonly Resume[]): Promise<Stop>;
  goBack(thread: ThreadId | null): Promise<Stop>;
  interrupt(): void;
}
