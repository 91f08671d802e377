// A system under a debugger: processes, their memory and registers, going on and going back. What is live is recorded in
// memory; the past is a timeline of that recording, and at its end the live system goes on.
// Above: the faces (cli/gdb.ts joins it to debugger/). Below: stops.ts, look.ts, registers.ts, replay/timeline.ts.

import type { Machine } from "../../emulator/index.ts";
import type { System } from "../boot.ts";
import { d_path } from "../fs/dcache.ts";
import type { Recorder } from "../replay/recorder.ts";
import { Recording } from "../replay/recording.ts";
import { Timeline } from "../replay/timeline.ts";
import { siginfo_bytes } from "../task/siginfo.ts";
import { peek_signal } from "../task/signal.ts";
import type { siginfo, task_struct } from "../task/task.ts";
import { TASK_RUNNING } from "../task/wait.ts";
import type { Change } from "./change.ts";
import { type FileBytes, look } from "./look.ts";
import { inProgram, pcOf, readRegisters } from "./registers.ts";
import { type Range, Stops, threadId } from "./stops.ts";
import { type Stop, type ThreadId, Wanted } from "./wanted.ts";

export interface DebuggeeOptions {
  /** The run so far; without it there is no way back. */
  recorder?: Recorder;
  /** A fresh machine for the past. */
  machine?: (memory: number) => Promise<Machine>;
  /** Ends a sleep of the host's. */
  wakeUp(): void;
  files: FileBytes;
}

/** How a thread goes on. */
export interface Resume {
  readonly thread: ThreadId;
  readonly step: boolean;
  /** The step goes on within. */
  readonly range: Range | null;
  /** Delivered as it goes on; 0: none, and the one that it was stopped for is dropped. */
  readonly signal: number;
}

export class Debuggee {
  readonly wanted = new Wanted();
  readonly #live: System;
  readonly #options: DebuggeeOptions;
  readonly #stopsOf = new WeakMap<System, Stops>();
  readonly #all: WeakRef<Stops>[] = [];
  #timeline: Timeline | null = null;
  #past = false;
  #reverse = false;
  #told: { stop: Stop; moment: number }[] = [];
  /** Stops that came together and have not been handed out. */
  #queue: Stop[] = [];
  #interrupted = false;
  #ended = false;
  /** The signal that a thread is held before. */
  #signal: { thread: ThreadId; info: siginfo } | null = null;

  constructor(live: System, options: DebuggeeOptions) {
    this.#live = live;
    this.#options = options;
    this.#watch(live);
  }

  get #system(): System {
    return this.#past ? this.#timeline!.system : this.#live;
  }

  get reversible(): boolean {
    return this.#options.recorder !== undefined && this.#options.machine !== undefined;
  }

  /** Whether the moment is one that has been already: it can be looked at, not changed. */
  get inPast(): boolean {
    return this.#past;
  }

  #watch(system: System): Stops {
    const stops = new Stops(system, this.wanted, {
      told: (stop, moment) => void this.#told.push({ stop, moment }),
      reverse: () => this.#reverse,
      active: () =>
        system === this.#live ? !this.#past : this.#timeline !== null && !this.#timeline.travelling,
    });
    this.#stopsOf.set(system, stops);
    this.#all.push(new WeakRef(stops));
    return stops;
  }

  get #stops(): Stops {
    return this.#stopsOf.get(this.#system)!;
  }

  // --- what there is

  attach(pid: number): boolean {
    const t = this.#system.kernel.tasks.get(pid);
    if (!t?.mm || !t.is_group_leader || t.exit_state) return false;
    this.wanted.attached.add(pid);
    return true;
  }

  detach(pid: number): void {
    this.wanted.attached.delete(pid);
    this.wanted.forget(pid);
    this.wanted.syscalls.delete(pid);
  }

  #task(id: ThreadId): task_struct | null {
    const t = this.#system.kernel.tasks.get(id.tid);
    return t && t.tgid === id.pid && !t.exit_state ? t : null;
  }

  /** The threads that are debugged, the one at the front of the processor first. */
  threads(): ThreadId[] {
    const { tasks } = this.#system.kernel;
    const all: ThreadId[] = [];
    for (const t of tasks.values())
      if (this.wanted.attached.has(t.tgid) && !t.exit_state && t.mm) all.push(threadId(t));
    return all;
  }

  /** The thread whose turn it is, if it is debugged, or else any. */
  current(): ThreadId | null {
    const t = this.#system.kernel.sched.current;
    const all = this.threads();
    return all.find((id) => id.tid === t?.pid) ?? all[0] ?? null;
  }

  name(id: ThreadId): string | null {
    return this.#task(id)?.comm ?? null;
  }

  /** What it does, for a person. */
  state(id: ThreadId): string | null {
    const t = this.#task(id);
    if (!t) return null;
    if (t.state === TASK_RUNNING) return t === this.#system.kernel.sched.current ? "running" : "runnable";
    return t.syscall_nr >= 0 ? `sleeping in system call ${t.syscall_nr}` : "stopped";
  }

  registers(id: ThreadId): Uint32Array | null {
    const t = this.#task(id);
    return t && readRegisters(t);
  }

  setRegister(id: ThreadId, register: number, value: number): boolean {
    const t = this.#task(id);
    if (!t) return false;
    if (readRegisters(t)[register] === value >>> 0) return true;
    return this.#change({ what: "register", tid: id.tid, register, value: value >>> 0 });
  }

  #change(what: Change): boolean {
    return !this.#past && this.#live.change(what);
  }

  #leader(pid: number): task_struct | null {
    const t = this.#system.kernel.tasks.get(pid);
    return t?.mm ? t : (t?.signal.threads.find((th) => th.mm) ?? null);
  }

  /** Bytes from address on, fewer where they end. */
  memory(pid: number, address: number, length: number): Uint8Array {
    const mm = this.#leader(pid)?.mm;
    const bytes = new Uint8Array(length);
    return mm ? bytes.subarray(0, look(mm, address, bytes, this.#options.files)) : bytes.subarray(0, 0);
  }

  setMemory(pid: number, address: number, bytes: Uint8Array): boolean {
    const t = this.#leader(pid);
    return t !== null && this.#change({ what: "memory", tid: t.pid, address, bytes });
  }

  auxv(pid: number): Uint8Array | null {
    return this.#leader(pid)?.mm?.saved_auxv ?? null;
  }

  program(pid: number): string | null {
    const path = this.#leader(pid)?.mm?.exe_file?.f_path;
    return path ? d_path(path, null) : null;
  }

  /** The 128 bytes of the signal that the thread is stopped for. */
  siginfo(id: ThreadId): Uint8Array | null {
    const s = this.#signal;
    return s && s.thread.tid === id.tid ? siginfo_bytes(s.info) : null;
  }

  file(path: string): Uint8Array | null {
    return this.#options.files(path);
  }

  // --- going on

  /** Everything stands still as soon as can be. */
  interrupt(): void {
    this.#interrupted = true;
    this.#system.kernel.sched.pause();
    this.#options.wakeUp();
  }

  kill(pid: number): void {
    const t = this.#leader(pid);
    if (t) this.#live.change({ what: "kill", tid: t.pid });
  }

  /** All goes on, threads as the list says (who is not in it goes on too); the next stop. */
  async resume(list: readonly Resume[]): Promise<Stop> {
    const queued = this.#queue.shift();
    if (queued) return this.#hand(queued);
    this.#interrupted = false;
    this.#decide(list);
    const stepping = list.find((r) => r.step) ?? null;
    this.#arm(false, stepping);
    if (this.#past) {
      await this.#timeline!.continue();
      const { moment } = this.#timeline!;
      if (this.#told.length || this.#interrupted) {
        // what stopped at the recording's end is in the present again
        this.#past = moment < this.#live.moment;
        return this.#next();
      }
      // where the recording ends the live system stands
      this.#past = false;
      this.#arm(false, stepping);
    }
    if (this.#ended) return this.#next();
    if ((await this.#live.run()) === "ended") this.#ended = true;
    return this.#next();
  }

  /** The thread one instruction back; or all, to the last stop before. */
  async goBack(thread: ThreadId | null): Promise<Stop> {
    this.#interrupted = false;
    this.#queue = [];
    const timeline = await this.#toPast();
    if (!thread) {
      this.#arm(true, null);
      const found = await timeline.reverseContinue();
      const told = this.#told.filter((t) => t.moment === timeline.moment).pop();
      this.#arm(false, null);
      return this.#hand(found && told ? told.stop : this.#beginning());
    }
    this.#arm(false, null);
    const t = this.#task(thread);
    const from = t ? pcOf(t) : 0;
    const there = ({ kernel }: System): boolean => {
      const now = kernel.sched.current;
      return now?.pid === thread.tid && inProgram(now);
    };
    // an instruction that met a trap before it was executed has several moments
    for (let tries = 0; tries < 4 && timeline.moment > 0; tries++) {
      await timeline.stepBack();
      if (!there(timeline.system)) break;
      if (pcOf(timeline.system.kernel.sched.current!) !== from)
        return this.#hand({ thread, why: { type: "step" } });
    }
    if (there(timeline.system) && timeline.moment > 0) return this.#hand({ thread, why: { type: "step" } });
    const found = await timeline.reverseContinue(there);
    return this.#hand(found ? { thread, why: { type: "step" } } : this.#beginning());
  }

  /** The system in the past that stands where the present one does. */
  async #toPast(): Promise<Timeline> {
    const { recorder, machine } = this.#options;
    if (!recorder || !machine) throw new Error("there is no recording to go back in");
    if (this.#past) return this.#timeline!;
    const recording = Recording.parse(recorder.bytes());
    const { moment } = this.#live;
    if (!this.#timeline) {
      this.#timeline = await Timeline.open(recording, {
        machine,
        prepare: (system) => void this.#watch(system),
      });
    } else this.#timeline.extend(recording);
    this.#past = true;
    try {
      await this.#timeline.seek(moment);
    } catch (error) {
      this.#past = false;
      throw error;
    }
    return this.#timeline;
  }

  #arm(reverse: boolean, step: Resume | null): void {
    this.#told = [];
    this.#reverse = reverse;
    for (let i = this.#all.length - 1; i >= 0; i--) {
      const stops = this.#all[i].deref();
      if (!stops) {
        this.#all.splice(i, 1);
        continue;
      }
      stops.rearm();
      stops.step(null);
    }
    if (step) this.#stops.step(step.thread.tid, step.range);
  }

  /** What becomes of the signal that a thread was held before. */
  #decide(list: readonly Resume[]): void {
    const held = this.#signal;
    this.#signal = null;
    for (const { thread, signal } of list) {
      const t = this.#task(thread);
      if (!t || this.#past) continue;
      const mine = held?.thread.tid === thread.tid ? held.info.si_signo : 0;
      if (signal !== 0 && signal === mine) this.#stops.pass(t, signal);
      else {
        if (mine) this.#live.change({ what: "drop signal", tid: t.pid });
        if (signal) {
          this.#live.change({ what: "signal", tid: t.pid, signal });
          this.#stops.pass(t, signal);
        }
      }
    }
  }

  #beginning(): Stop {
    return { thread: this.current() ?? { pid: 0, tid: 0 }, why: { type: "beginning" } };
  }

  /** The stop that came; others that came with it wait. */
  #next(): Stop {
    this.#queue.push(...this.#told.map((t) => t.stop));
    this.#told = [];
    const first = this.#queue.shift();
    if (first) return this.#hand(first);
    const thread = this.current();
    if (thread) return this.#hand({ thread, why: { type: "interrupt" } });
    // nobody is debugged any more
    return { thread: { pid: [...this.wanted.attached][0] ?? 0, tid: 0 }, why: { type: "exited", status: 0 } };
  }

  #hand(stop: Stop): Stop {
    const { why, thread } = stop;
    if (why.type === "exited" || why.type === "killed") this.detach(thread.pid);
    if (why.type === "signal") {
      const t = this.#task(thread);
      const info = t && peek_signal(t);
      if (info) this.#signal = { thread, info };
    }
    return stop;
  }

  /** Lets go of everything: the system goes on by itself. From the past it goes back to the present. */
  leave(): void {
    this.#past = false;
    this.#timeline = null;
    this.wanted.attached.clear();
    this.#stopsOf.get(this.#live)!.remove();
  }
}
