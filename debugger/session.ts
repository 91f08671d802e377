// What a connection remembers between packets: the threads that packets are about, what gdb can do, open files.
// Above: the families of packets. Below: target.ts.

import type { Packets } from "./packets.ts";
import type { Signals } from "./signals.ts";
import type { Stop, Target, ThreadId } from "./target.ts";
import { BadPacket, hex, number } from "./text.ts";

/** A thread-id of the protocol: 0 is any, -1 all. */
export interface Which {
  readonly pid: number;
  readonly tid: number;
}

export class Session {
  /** Threads for reading and writing (Hg), and for going on (Hc). */
  general: ThreadId | null = null;
  resumed: Which = { pid: 0, tid: 0 };
  /** What gdb said it can do (qSupported). */
  readonly features = new Set<string>();
  /** The last stop, for "?". */
  stop: Stop;
  /** Breakpoints that gdb calls hardware ones, by process and address. */
  readonly hardware = new Set<string>();
  readonly files = new Map<number, Uint8Array>();
  extended = false;
  /** gdb has let go, or killed all: the connection ends. */
  over = false;

  constructor(
    readonly target: Target,
    readonly signals: Signals,
    readonly packets: Packets,
  ) {
    const thread = target.current() ?? { pid: 0, tid: 0 };
    this.general = thread;
    this.stop = { thread, why: { type: "start" } };
  }

  get multiprocess(): boolean {
    return this.features.has("multiprocess");
  }

  /** "p1a.1a", or "1a" for a gdb that knows one process only. */
  threadText({ pid, tid }: ThreadId): string {
    return this.multiprocess ? `p${hex(pid)}.${hex(tid)}` : hex(tid);
  }

  which(text: string): Which {
    const part = (t: string | undefined) => (t === "-1" ? -1 : number(t));
    if (!text.startsWith("p")) {
      const tid = part(text);
      return { pid: tid > 0 ? (this.target.threads().find((t) => t.tid === tid)?.pid ?? -1) : -1, tid };
    }
    const [pid, tid] = text.slice(1).split(".");
    return { pid: part(pid), tid: tid === undefined ? -1 : part(tid) };
  }

  /** The one thread that is meant; null where there is none. */
  find({ pid, tid }: Which): ThreadId | null {
    const threads = this.target.threads();
    if (tid > 0) return threads.find((t) => t.tid === tid && (pid <= 0 || t.pid === pid)) ?? null;
    const now = this.general && threads.find((t) => t.tid === this.general!.tid);
    const fits = (t: ThreadId) => pid <= 0 || t.pid === pid;
    return now && fits(now) ? now : (threads.find(fits) ?? null);
  }

  /** The thread that packets are about; BadPacket where it is gone. */
  thread(): ThreadId {
    const t = this.general && this.find(this.general);
    if (!t) throw new BadPacket("the thread is gone");
    return t;
  }

  /** Its process; it may be one whose threads cannot run any more. */
  get pid(): number {
    return this.general?.pid ?? 0;
  }
}
