// Socket options as rows: what a level's setsockopt and getsockopt do, what docs/sockopts.md and strace say. Adding
// an option is one row. Above: sockopt_*.ts of each level, syscalls/sys_socket.ts. Below: sock.ts, ../sockptr.ts.

import type { Release } from "../../releases.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL } from "../../uapi/asm/errno.ts";
import type { socket } from "../socket.ts";
import { be32, copy_int, put_int, type sockptr } from "../sockptr.ts";
import type { sock } from "./sock.ts";

/** What a row's set() gets: val is the int that the value starts with (0 for rows that read it themselves). */
export interface set_call {
  readonly t: task_struct;
  readonly sock: socket | null;
  readonly val: number;
  readonly optval: sockptr;
  readonly optlen: number;
}

export interface get_call {
  readonly t: task_struct;
  readonly sock: socket | null;
  /** The length the program offers, >= 0. */
  readonly len: number;
  readonly optval: sockptr;
  readonly optlen: sockptr;
}

/** One option of a level. No set: it cannot be set (ENOPROTOOPT); no get: it cannot be read. */
export interface sockopt_row<S extends sock = sock> {
  readonly name: string;
  readonly optname: number;
  /** For docs/sockopts.md: what it means, and what is particular about lengths and privilege. */
  readonly doc: string;
  /** First release that has it; absent: older than all we know. */
  readonly since?: string;
  /** The commit that brought it, where releases.ts lists it. */
  readonly commit?: string;
  /** The value is not an int: set() gets no val and checks optlen itself. */
  readonly raw?: boolean;
  /** What is not there, if the row is not the whole option. */
  readonly partial?: string;
  /** 0 or -ERRNO. */
  set?(sk: S, c: set_call): number;
  /** The value (the program gets as much of it as it has room for), an int, or a refusal; done: it has written all itself. */
  get?(sk: S, c: get_call): Uint8Array | number | refusal | typeof done;
}

/** A getsockopt that fails: an int answer may be negative, so an errno needs its own shape. */
export interface refusal {
  readonly errno: number;
}
export const refuse = (err: number): refusal => ({ errno: err });
export const done = Symbol("done");

// biome-ignore lint/suspicious/noExplicitAny: each protocol's own sock
export const optionInRelease = (row: sockopt_row<any>, release: Release): boolean =>
  row.commit ? release.has(row.commit) : !row.since || release.atLeast(row.since);

/** A level's rows by option number. Aliases (SO_GET_FILTER) share a number: one row carries set, the other get. */
export class sockopt_level<S extends sock = sock> {
  readonly #set = new Map<number, sockopt_row<S>>();
  readonly #get = new Map<number, sockopt_row<S>>();

  constructor(
    readonly name: string,
    readonly level: number,
    readonly rows: readonly sockopt_row<S>[],
  ) {
    for (const r of rows) {
      if (r.set || !this.#set.has(r.optname)) this.#set.set(r.optname, r);
      if (r.get || !this.#get.has(r.optname)) this.#get.set(r.optname, r);
    }
  }

  setter(sk: sock, optname: number): sockopt_row<S> | undefined {
    const row = this.#set.get(optname);
    return row && optionInRelease(row, sk.kernel.release) ? row : undefined;
  }

  getter(sk: sock, optname: number): sockopt_row<S> | undefined {
    const row = this.#get.get(optname);
    return row && optionInRelease(row, sk.kernel.release) ? row : undefined;
  }
}

/** The length a program offers: reads *optlen; -EINVAL when negative. */
export function read_optlen(optlen: sockptr): number {
  const len = copy_int(optlen);
  return len < 0 ? -EINVAL : len;
}

/** Writes a value as sk_getsockopt does: as much as there is room for, then the length. */
export function put_value(value: Uint8Array, len: number, optval: sockptr, optlen: sockptr): number {
  const n = Math.min(len, value.length);
  optval.copy_to(0, value.subarray(0, n));
  put_int(optlen, n);
  return 0;
}

/** A row's answer in bytes: ints big-endian, booleans as ints are made by the rows. */
export const answerBytes = (a: Uint8Array | number): Uint8Array => (typeof a === "number" ? be32(a) : a);
