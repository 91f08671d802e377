// Who runs when: a round-robin queue of runnable threads, preempted by instruction budget, and the main loop
// (kernel/sched/core.c in spirit). One processor.
// Above: kernel.ts, index.ts (run). Below: arch/parisc/entry.ts (runs a thread until something happens).

import { step, switch_to } from "../arch/parisc/entry.ts";
import type { Kernel } from "../kernel.ts";
import type { task_struct } from "./task.ts";
import { TASK_RUNNING } from "./wait.ts";

/** Instructions a thread may run before another has its turn. */
const TIMESLICE = 100_000;
/** Busy time after which the host's event loop gets a turn, ns. */
const HOST_TURN = 10_000_000;
/** Instructions between looks at the clock. */
const CLOCK_CHECK = 200_000;

export class Scheduler {
  /** The thread whose registers are in the processor; it may be asleep. */
  current: task_struct | null = null;
  /** Instructions executed since boot. */
  insns = 0;
  /** Switches from one thread to another. */
  switches = 0;
  /** The running thread gave up the rest of its turn (sched_yield). */
  resched = false;
  #queue: task_struct[] = [];
  #head = 0;
  #hostEvent = false;

  constructor(readonly kernel: Kernel) {}

  /** A thread becomes runnable. */
  enqueue(t: task_struct): void {
    if (t.on_rq) return;
    t.on_rq = true;
    this.#queue.push(t);
  }

  get nr_running(): number {
    return this.#queue.length - this.#head;
  }

  #next(): task_struct | null {
    if (this.#head >= this.#queue.length) return null;
    const t = this.#queue[this.#head];
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

  /** Runs threads until done() says so or the system halts. Returns to the host's event loop now and then. */
  async run(done: () => boolean): Promise<void> {
    const k = this.kernel;
    const real = k.options.clock === "real";
    let lastTurn = k.host.monotonic();
    let lastCheck = this.insns;
    const limitInsns = k.options.limitInsns ?? Number.POSITIVE_INFINITY;
    const limitTime = (k.options.limitTime ?? Number.POSITIVE_INFINITY) * 1e9;
    while (!done() && !k.halted) {
      if (
        k.timers.next !== null &&
        (!real || this.insns - lastCheck >= CLOCK_CHECK || this.nr_running === 0)
      ) {
        k.timers.run(k.now());
      }
      if (this.insns >= limitInsns) return void (k.stopped = "instruction limit reached");
      const t = this.#next();
      if (!t) {
        const next = k.timers.next;
        if (next !== null && next <= k.now()) continue;
        if (!real && next !== null) {
          k.idle_until(next);
          if (this.#hostEvent) this.#hostEvent = false;
          else if (k.host.monotonic() - lastTurn < HOST_TURN) continue;
          await k.host.sleep(0);
        } else if (next === null) {
          await k.host.sleep(null);
        } else {
          await k.host.sleep(k.host.monotonic() + (next - k.now()));
        }
        lastTurn = k.host.monotonic();
        if (limitTime < k.now()) return void (k.stopped = "time limit reached");
        continue;
      }
      this.#turn(t, Math.min(TIMESLICE, limitInsns - this.insns));
      if (this.insns - lastCheck >= CLOCK_CHECK || t.state !== TASK_RUNNING) {
        lastCheck = this.insns;
        const now = k.host.monotonic();
        if (real && k.timers.next !== null) k.timers.run(k.now());
        if (now - lastTurn >= HOST_TURN) {
          if (limitTime < k.now()) return void (k.stopped = "time limit reached");
          await k.host.sleep(0);
          lastTurn = k.host.monotonic();
        }
      }
    }
  }

  #turnStart = 0;

  /** CPU time of a thread so far, ns. */
  utime_of(t: task_struct): number {
    return t.times.utime + (this.#inTurn === t ? this.kernel.now() - this.#turnStart : 0);
  }
  #inTurn: task_struct | null = null;

  /** One turn of a thread: until its time is up, it sleeps or is gone. */
  #turn(t: task_struct, slice: number): void {
    if (t.exit_state) return;
    if (this.current !== t) {
      switch_to(this.kernel, this.current, t);
      this.current = t;
      this.switches++;
    }
    this.resched = false;
    this.#inTurn = t;
    this.#turnStart = this.kernel.now();
    let left = slice;
    while (left > 0 && t.state === TASK_RUNNING && !t.exit_state && !this.kernel.halted) {
      const before = this.insns;
      step(t, left);
      left -= this.insns - before + 50;
      if (this.resched) break;
    }
    t.times.utime += this.kernel.now() - this.#turnStart;
    this.#inTurn = null;
    if (t.signal.cpu_timers) this.kernel.run_cpu_timers?.(t);
    if (t.state === TASK_RUNNING && !t.exit_state) {
      if (left <= 0) t.times.nivcsw++;
      this.enqueue(t);
    } else t.times.nvcsw++;
  }
}
