// Who runs when: a queue of runnable threads, preempted by instruction budget in the order that a Schedule says, and the
// main loop (kernel/sched/core.c in spirit). One processor. The loop can be held before any instruction and goes on there.
// Above: kernel.ts, boot.ts (run). Below: arch/parisc/entry.ts (runs a thread until something happens), replay/schedule.ts.

import type { EnterKernel } from "../../emulator/index.ts";
import { enter_from_core, go_on, step, switch_to } from "../arch/parisc/entry.ts";
import type { Kernel } from "../kernel.ts";
import { ALONE, drawn, roundRobin, type Schedule, TIMESLICE } from "../replay/schedule.ts";
import type { task_struct } from "./task.ts";
import { TASK_RUNNING } from "./wait.ts";

/** Busy time after which the host's event loop gets a turn, ns. */
const HOST_TURN = 10_000_000;
/** A timer that is due within so many ns is waited for: more than the longest turn takes, under either clock. */
const SOON = 20_000_000;
/** Instructions between looks at the clock. */
const CLOCK_CHECK = 200_000;
/** And sleeps between them. */
const SLEEPS_CHECK = 32;
/** What a visit to the kernel counts for in a turn of TIMESLICE, in instructions. */
const VISIT_COST = 20;
/** What a return to the scheduler counts for in a turn, in instructions. */
const STEP_COST = 50;

export class Scheduler {
  /** The thread whose registers are in the processor; it may be asleep. */
  current: task_struct | null = null;
  /** Instructions executed since boot. */
  insns = 0;
  /** Traps taken since boot. */
  traps = 0;
  /** Switches from one thread to another. */
  switches = 0;
  /** Instructions that a visit to the kernel counts for in the turn: as many visits make up a long turn as a short one. */
  visit_cost = VISIT_COST;
  /** The turn is one of ALONE instructions. */
  #isLong = false;
  /** The running thread gave up the rest of its turn (sched_yield). */
  resched = false;
  /** Who goes next. Changed before the system runs, or never. */
  schedule: Schedule;
  /** The moment before which the system is held; -1: at once. */
  stop_at = Number.POSITIVE_INFINITY;
  /** The moment from which on run() returns "stopped" between two turns (replay/player.ts). */
  stop_between = Number.POSITIVE_INFINITY;
  /** The moment from which on threads are held before they get signals, as they were for a debugger (replay/player.ts). */
  stop_signals = Number.POSITIVE_INFINITY;
  /** The moment at which mark() is due. */
  mark_at = Number.POSITIVE_INFINITY;
  readonly #marks: { at: number; readonly call: (t: task_struct) => number }[] = [];
  /** The moment since which the kernel has not been entered: from there on only the program's own memory has changed. */
  user_since = 0;
  /** Counts these stretches of user code, and is told when one begins: the system is as if it were held. */
  stretch = 0;
  begins: (() => void) | null = null;
  /** A debugger looks at each trap before it counts; true: it was the debugger's own doing, and no part of the run. */
  intercept: ((t: task_struct, trap: number) => boolean) | null = null;
  /** System calls made while the program waits in the core; what its budget was when the kernel last looked. */
  readonly enter: EnterKernel;
  entered_with = 0;
  /** Held within a turn: the instructions that its step may still take; otherwise -1. */
  held = -1;
  /** Held by a debugger before signals are delivered: at the beginning of a step, or behind a trap. */
  at_signals: null | "step" | "trap" = null;
  #running: Promise<"ended" | "stopped"> | null = null;
  #queue: task_struct[] = [];
  #head = 0;
  #hostEvent = false;
  /** The turn under way: whose, instructions left of it, and the count when its present step began. */
  #inTurn: task_struct | null = null;
  #left = 0;
  #stepStart = 0;
  #turnStart = 0;
  /** When the host's event loop last had a turn, and the count at the last look at the clock. */
  #lastTurn = Number.NaN;
  #lastCheck = 0;
  /** Sleeps since then. */
  #sleeps = 0;
  /** Kernel time when a turn last began or ended, ns: for what need not be exact. */
  clock = 0;
  /** That was just now: nothing has come from outside since. */
  #fresh = false;

  constructor(readonly kernel: Kernel) {
    const { schedule, seed } = kernel.options;
    this.enter = enter_from_core(kernel, this);
    kernel.timers.added = (expires) => this.timer_added(expires);
    this.schedule = schedule ?? (seed === undefined ? roundRobin : drawn(seed));
  }

  /** The position in the run: grows by one with each instruction and each trap, the same way on every engine. */
  get moment(): number {
    return this.insns + this.traps;
  }

  /** Whether something is to be done at a moment of the next n instructions. */
  is_due(n: number): boolean {
    return Math.min(this.stop_at, this.mark_at) - this.moment < n;
  }

  /** From within the kernel, or while the host sleeps: run() shall return "stopped" before the next instruction. */
  pause(): void {
    this.stop_at = -1;
  }

  /** Has somebody called at a moment, and again at each that the call returns. No program may see anything of what it does. */
  at_moment(at: number, call: (t: task_struct) => number): void {
    this.#marks.push({ at, call });
    this.mark_at = Math.min(this.mark_at, at);
  }

  /** The moment mark_at has come. */
  mark(t: task_struct): void {
    let next = Number.POSITIVE_INFINITY;
    for (const m of this.#marks) {
      if (this.moment >= m.at) m.at = m.call(t);
      next = Math.min(next, m.at);
    }
    this.mark_at = next;
  }

  /** A thread becomes runnable. */
  enqueue(t: task_struct): void {
    if (t.on_rq) return;
    t.on_rq = true;
    this.#fresh = false;
    this.#queue.push(t);
  }

  get nr_running(): number {
    return this.#queue.length - this.#head;
  }

  #next(): task_struct | null {
    const n = this.nr_running;
    if (n === 0) return null;
    const { schedule } = this;
    let at = this.#head;
    if (schedule !== roundRobin) {
      const choice = schedule.next(this.#queue.slice(at));
      if (choice > 0 && choice < n) at += choice;
    }
    const t = this.#queue[at];
    if (at > this.#head) this.#queue.copyWithin(this.#head + 1, this.#head, at);
    this.#queue[this.#head++] = undefined as unknown as task_struct;
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    t.on_rq = false;
    return t;
  }

  /** Something from outside happened (input, a packet): run() shall look again soon. */
  host_event(): void {
    this.#hostEvent = true;
  }

  /**
   * Runs threads until done() says so or the system halts ("ended"), or is held before the moment until ("stopped";
   * calling again goes on there, as if nothing had been). Returns to the host's event loop now and then. Called while
   * it runs already, it gives that run another end.
   */
  run(done: () => boolean, until = Number.POSITIVE_INFINITY): Promise<"ended" | "stopped"> {
    this.stop_at = until;
    this.#running ??= this.#run(done).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(done: () => boolean): Promise<"ended" | "stopped"> {
    const k = this.kernel;
    const real = k.options.clock === "real";
    if (Number.isNaN(this.#lastTurn)) this.#lastTurn = this.#host_time();
    const limitInsns = k.options.limitInsns ?? Number.POSITIVE_INFINITY;
    const limitTime = (k.options.limitTime ?? Number.POSITIVE_INFINITY) * 1e9;
    for (;;) {
      if (!this.#inTurn) {
        if (done() || k.halted) return "ended";
        if (this.stop_at < 0 || this.moment >= this.stop_between) return "stopped";
        if (
          k.timers.next !== null &&
          (!real || this.insns - this.#lastCheck >= CLOCK_CHECK || this.nr_running === 0)
        ) {
          this.clock = k.now();
          k.timers.run(this.clock);
        }
        if (this.insns >= limitInsns) {
          k.stopped = "instruction limit reached";
          return "ended";
        }
        const t = this.#next();
        if (!t) {
          if (await this.#idle(real)) continue;
          if (limitTime < k.now()) {
            k.stopped = "time limit reached";
            return "ended";
          }
          continue;
        }
        const slice = this.schedule.slice(this.#isAlone(t));
        this.#isLong = slice === ALONE;
        this.visit_cost = this.#isLong ? (VISIT_COST * ALONE) / TIMESLICE : VISIT_COST;
        this.#begin(t, Math.min(slice, limitInsns - this.insns));
      }
      const t = this.#inTurn!;
      if (!this.#turn(t)) return "stopped";
      if (real || this.insns - this.#lastCheck >= CLOCK_CHECK || this.#sleeps >= SLEEPS_CHECK) {
        this.#lastCheck = this.insns;
        this.#sleeps = 0;
        if (real && k.timers.next !== null) k.timers.run(this.clock);
        if (limitTime < Number.POSITIVE_INFINITY && limitTime < k.now()) {
          k.stopped = "time limit reached";
          return "ended";
        }
        if ((real ? this.clock : k.host.monotonic()) - this.#lastTurn >= HOST_TURN) {
          await k.host.sleep(0);
          this.#lastTurn = this.#host_time();
          this.#fresh = false;
        }
      }
    }
  }

  /** Whether nobody and nothing waits for the end of a thread's turn: then it is a long one. */
  #isAlone(t: task_struct): boolean {
    const { next } = this.kernel.timers;
    const isSoon = next !== null && next < this.kernel.now() + SOON;
    return this.nr_running === 0 && !t.signal.cpu_timers && !isSoon;
  }

  /** A timer is added: a turn ends early for what is due already (a work, which runs at once), a long one for what is due soon. */
  timer_added(expires: number): void {
    const within = this.#isLong ? SOON : 0;
    if (expires <= this.kernel.now() + within) this.resched = true;
  }

  /** The host's time, ns: from whatever point. */
  #host_time(): number {
    const k = this.kernel;
    return k.options.clock === "real" ? k.now() : k.host.monotonic();
  }

  /** Nobody is runnable: waits for the next timer or the host. true: somebody may be runnable without the host's doing. */
  async #idle(real: boolean): Promise<boolean> {
    const k = this.kernel;
    const { next } = k.timers;
    this.#fresh = false;
    if (next !== null && next <= k.now()) return true;
    if (!real && next !== null) {
      k.idle_until(next);
      if (this.#hostEvent) this.#hostEvent = false;
      else if (this.#host_time() - this.#lastTurn < HOST_TURN) return true;
      await k.host.sleep(0);
    } else if (next === null) {
      await k.host.sleep(null);
    } else {
      await k.host.sleep(k.host.monotonic() + (next - k.now()));
    }
    this.#lastTurn = this.#host_time();
    return false;
  }

  /** CPU time of a thread so far, ns. */
  utime_of(t: task_struct): number {
    return t.times.utime + (this.#inTurn === t ? this.kernel.now() - this.#turnStart : 0);
  }

  #begin(t: task_struct, slice: number): void {
    this.#inTurn = t;
    this.#left = slice;
    if (t.exit_state) return;
    if (this.current !== t) {
      this.kernel.tracepoints?.sched_switch?.(this.current, t);
      switch_to(this.kernel, this.current, t);
      this.current = t;
      this.switches++;
    }
    this.resched = false;
    // a turn begins when the last one ends: looking at the clock costs as much as a short system call
    if (!this.#fresh) this.clock = this.kernel.now();
    this.#fresh = false;
    this.#turnStart = this.clock;
  }

  /** The turn of a thread, or the rest of it: until its time is up, it sleeps or is gone. false: held. */
  #turn(t: task_struct): boolean {
    if (this.held < 0 && t.exit_state) {
      this.#inTurn = null;
      return true;
    }
    for (;;) {
      if (this.held >= 0 && this.at_signals !== "step") {
        const budget = this.held;
        const how = this.at_signals ? "signals" : "held";
        this.held = -1;
        this.at_signals = null;
        go_on(t, budget, how);
      } else {
        // nothing of a step that was held before signals has been done
        this.held = -1;
        this.at_signals = null;
        if (this.#left <= 0 || t.state !== TASK_RUNNING || t.exit_state || this.kernel.halted) break;
        this.#stepStart = this.insns;
        step(t, this.#left);
      }
      if (this.held >= 0) return false;
      this.#left -= this.insns - this.#stepStart + STEP_COST;
      if (this.resched) break;
    }
    this.clock = this.kernel.now();
    t.times.utime += this.clock - this.#turnStart;
    this.#inTurn = null;
    if (t.signal.cpu_timers) this.kernel.run_cpu_timers?.(t);
    if (t.state === TASK_RUNNING && !t.exit_state) {
      if (this.#left <= 0) t.times.nivcsw++;
      this.enqueue(t);
    } else {
      t.times.nvcsw++;
      this.#sleeps++;
    }
    this.#fresh = true;
    return true;
  }
}
