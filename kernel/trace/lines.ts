// Events as strace writes them: one line an event, "[pid N]" once there are several threads, a call that another
// thread's line interrupts in two parts, times before and behind.
// Above: watch.ts. Below: events.ts.

import type { StraceEvent, SyscallEvent } from "./events.ts";

/** Where times are shown. */
export interface LineTimes {
  /** Before the line: strace's -r, -t, -tt, -ttt, or nothing. */
  readonly stamp: "relative" | "clock" | "micro" | "epoch" | null;
  /** Behind it, the time spent in the call: -T. */
  readonly duration: boolean;
}

const NO_TIMES: LineTimes = { stamp: null, duration: false };

const seconds = (ns: number, width = 0): string => (ns / 1e9).toFixed(6).padStart(width);

export class Lines {
  /** The thread that was alone so far; null: there are several. */
  #alone: number | null | undefined;
  /** The call that its thread is in, as nothing else has been said since. */
  #open: { pid: number; text: string; time: number } | null = null;
  /** Threads whose call was broken off, with what was shown of it. */
  readonly #broken = new Set<number>();
  #last: number | null = null;

  constructor(
    readonly print: (line: string) => void,
    readonly times: LineTimes = NO_TIMES,
    /** Nanoseconds from 1970 to the system's boot. */
    readonly epoch: () => bigint = () => 0n,
  ) {}

  #stamp(time: number): string {
    switch (this.times.stamp) {
      case null:
        return "";
      case "relative": {
        const passed = this.#last === null ? 0 : time - this.#last;
        this.#last = time;
        return `${seconds(passed, 13)} `;
      }
      default: {
        const micro = (this.epoch() + BigInt(Math.round(time))) / 1000n;
        if (this.times.stamp === "epoch")
          return `${micro / 1000000n}.${String(micro % 1000000n).padStart(6, "0")} `;
        const clock = new Date(Number(micro / 1000n)).toISOString().slice(11, 19);
        return this.times.stamp === "clock"
          ? `${clock} `
          : `${clock}.${String(micro % 1000000n).padStart(6, "0")} `;
      }
    }
  }

  #line(pid: number, time: number, text: string): void {
    const who = this.#alone === null ? `[pid ${String(pid).padStart(5)}] ` : "";
    this.print(`${who}${this.#stamp(time)}${text}`);
  }

  /** Somebody else has something to say: the call that is open is broken off. */
  #breakOff(pid: number): void {
    if (!this.#open || this.#open.pid === pid) return;
    this.#line(this.#open.pid, this.#open.time, `${this.#open.text} <unfinished ...>`);
    this.#broken.add(this.#open.pid);
    this.#open = null;
  }

  event(e: StraceEvent): void {
    if (this.#alone === undefined) this.#alone = e.pid;
    else if (this.#alone !== e.pid) this.#alone = null;
    this.#breakOff(e.pid);
    switch (e.type) {
      case "enter":
        this.#open = { pid: e.pid, text: `${e.name}(${e.args.map((a) => `${a}, `).join("")}`, time: e.time };
        return;
      case "syscall":
        return this.#syscall(e);
      case "signal":
        return this.#line(e.pid, e.time, `--- ${e.signal} ${e.info} ---`);
      case "exit":
        if (e.unfinished && this.#broken.delete(e.pid))
          this.#line(e.pid, e.time, `<... ${e.unfinished.name} resumed> <unfinished ...>) = ?`);
        else if (e.unfinished)
          this.#line(
            e.pid,
            e.time,
            `${e.unfinished.name}(${e.unfinished.args.join(", ")} <unfinished ...>) = ?`,
          );
        if (this.#open?.pid === e.pid) this.#open = null;
        this.#line(e.pid, e.time, `+++ ${e.how} +++`);
    }
  }

  #syscall(e: SyscallEvent): void {
    if (this.#open?.pid === e.pid) this.#open = null;
    const after = this.times.duration && e.ret !== null ? ` <${seconds(e.duration)}>` : "";
    if (this.#broken.delete(e.pid)) {
      const rest = e.args.slice(e.early).join(", ");
      this.#line(e.pid, e.time + e.duration, `<... ${e.name} resumed>${rest}) = ${e.result}${after}`);
    } else this.#line(e.pid, e.time, `${e.name}(${e.args.join(", ")}) = ${e.result}${after}`);
  }
}
