// The syscall mechanism: a row (number, name, function, argument kinds, facts) for every number of parisc's
// syscall.tbl. Dispatch, strace, docs/syscalls.md and --report read the rows; there is no other list.
// Above: arch/parisc (entry), trace/. Below: sys_<family>.ts (the functions).

import type { task_struct } from "../task/task.ts";
import type { MaySleep } from "../task/wait.ts";

/**
 * A system call's body: returns its value or -ERRNO (parisc numbers), or sleeps. Arguments are raw 32-bit words as
 * *signed* numbers except pointers/lengths, which the kind in the row makes unsigned (`>>> 0`).
 */
export type sys_fn = (t: task_struct, ...args: number[]) => MaySleep<number>;

/** What an argument is, for strace and for the function it is passed to. Kinds live in trace/kinds.ts. */
export interface ArgKind {
  readonly name: string;
  /** Passed as an unsigned number. Everything else is signed. */
  readonly unsigned: boolean;
  /** Known before the call returns (false: printed after it, like a buffer that is filled). */
  readonly out: boolean;
}

export type Status = "done" | "partial" | "missing";

export interface SyscallRow {
  readonly nr: number;
  readonly name: string;
  readonly fn: sys_fn | null;
  readonly args: readonly ArgKind[];
  readonly status: Status;
  /** For partial and missing: why, and what is not there. */
  readonly note: string;
  /** First Linux release that has it ("5.6"): earlier ones answer ENOSYS. */
  readonly since: string | null;
  /** Family, for docs and strace's trace=FAMILY: "file", "process", "network", "memory", "signal", "time", "ipc", "desc". */
  readonly family: string;
}

export interface RowFacts {
  since?: string;
  partial?: string;
}

/** A row: `row(54, "ioctl", sys_ioctl, [FD, IOCTL, PTR])`. */
export function row(nr: number, name: string, fn: sys_fn, args: ArgKind[], facts: RowFacts = {}): SyscallRow {
  const status = facts.partial ? "partial" : "done";
  return { nr, name, fn, args, status, note: facts.partial ?? "", since: facts.since ?? null, family: "" };
}

/** A number this kernel answers ENOSYS, with the reason. */
export function missing(nr: number, name: string, why: string, facts: RowFacts = {}): SyscallRow {
  return {
    nr,
    name,
    fn: null,
    args: [],
    status: "missing",
    note: why,
    since: facts.since ?? null,
    family: "",
  };
}

/** The rows of one family file, named for docs and filters. */
export function family(name: string, rows: SyscallRow[]): SyscallRow[] {
  return rows.map((r) => ({ ...r, family: name }));
}
