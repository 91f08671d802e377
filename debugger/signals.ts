// Signals by the numbers the protocol has for them, whatever the target's are (gdb's include/gdb/signals.def).
// Above: stop.ts, resume.ts. Below: nothing.

const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGEMT: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGBUS: 10,
  SIGSEGV: 11,
  SIGSYS: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGURG: 16,
  SIGSTOP: 17,
  SIGTSTP: 18,
  SIGCONT: 19,
  SIGCHLD: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGIO: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGLOST: 29,
  SIGUSR1: 30,
  SIGUSR2: 31,
  SIGPWR: 32,
};

export const GDB_SIGINT = 2;
export const GDB_SIGTRAP = 5;
const GDB_UNKNOWN = 143;
/** Realtime signals: 33 to 63 are 45 to 75, 32 is 77, 64 to 127 are 78 to 141. */
const realtime = (n: number): number => (n === 32 ? 77 : n < 64 ? n + 12 : n + 14);

/** The target's numbers by name (SIGHUP …), translated both ways. */
export class Signals {
  readonly #toGdb = new Map<number, number>();
  readonly #fromGdb = new Map<number, number>();

  constructor(names: Readonly<Record<string, number>>) {
    for (const [name, gdb] of Object.entries(NUMBERS)) {
      const n = names[name];
      if (n === undefined || this.#toGdb.has(n)) continue;
      this.#toGdb.set(n, gdb);
      this.#fromGdb.set(gdb, n);
    }
    for (let n = 32; n <= 64; n++) {
      if (this.#toGdb.has(n)) continue;
      this.#toGdb.set(n, realtime(n));
      this.#fromGdb.set(realtime(n), n);
    }
  }

  toGdb(n: number): number {
    return this.#toGdb.get(n) ?? GDB_UNKNOWN;
  }

  /** 0 where the target has no such signal. */
  fromGdb(n: number): number {
    return this.#fromGdb.get(n) ?? 0;
  }
}
