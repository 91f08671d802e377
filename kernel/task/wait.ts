// Sleeping and waking, as include/linux/wait.h. A kernel function that may sleep is a generator and is called
// with yield*; each yield gives up the processor until somebody wakes the task.
// Above: everything that blocks (fs, net, task, futex). Below: task.ts (task state), ../time/timer.ts.

import { ERESTARTSYS } from "../errno.ts";
import type { Timer } from "../time/timer.ts";
import { EINTR, ETIME } from "../uapi/asm/errno.ts";
import type { task_struct } from "./task.ts";

/**
 * What a kernel function that may sleep returns. Generator functions stand at the top level or in classes: V8 makes a
 * prototype and a hidden class for each one that is evaluated, which a closure in a system call would be every time.
 */
export type Sleeps<T> = Generator<void, T, void>;
/** A result now, or a computation that may sleep. */
export type MaySleep<T> = T | Sleeps<T>;

export const TASK_RUNNING = 0;
export const TASK_INTERRUPTIBLE = 1;
export const TASK_UNINTERRUPTIBLE = 2;
export const TASK_STOPPED = 4;
export const TASK_TRACED = 8;
export const EXIT_ZOMBIE = 32;
export const EXIT_DEAD = 16;

/** func returns true if it woke somebody; key is the poll mask of the event, 0 if unknown. */
export interface wait_queue_entry {
  func(key: number): boolean;
  exclusive: boolean;
}

export class wait_queue_head {
  #entries: wait_queue_entry[] = [];

  add_wait_queue(entry: wait_queue_entry): void {
    if (entry.exclusive) this.#entries.push(entry);
    else this.#entries.unshift(entry);
  }

  remove_wait_queue(entry: wait_queue_entry): void {
    const i = this.#entries.indexOf(entry);
    if (i >= 0) this.#entries.splice(i, 1);
  }

  get active(): boolean {
    return this.#entries.length > 0;
  }

  /** Wakes all that are not exclusive, and nrExclusive of those that are (kernel/sched/wait.c __wake_up). */
  wake_up(key = 0, nrExclusive = 1): void {
    if (this.#entries.length === 0) return;
    if (this.#entries.length === 1) {
      this.#entries[0].func(key);
      return;
    }
    for (const entry of [...this.#entries]) {
      if (entry.func(key) && entry.exclusive && --nrExclusive === 0) break;
    }
  }

  wake_up_all(key = 0): void {
    this.wake_up(key, 0);
  }
}

/**
 * Sleeps until cond() holds; the condition is looked at again at each wake-up of any of the queues.
 * deadline: monotonic ns at which to give up, or null. Returns 0, -ERESTARTSYS (a signal is pending, only when
 * interruptible) or -ETIME.
 */
export function* wait_event(
  t: task_struct,
  queues: wait_queue_head | wait_queue_head[],
  cond: () => boolean,
  options: { interruptible?: boolean; deadline?: number | null; exclusive?: boolean } = {},
): Sleeps<number> {
  if (cond()) return 0;
  const { interruptible = true, deadline = null, exclusive = false } = options;
  let expired = false;
  let timer: Timer | null = null;
  if (deadline !== null)
    timer = t.kernel.timers.add(deadline, () => {
      expired = true;
      t.wake();
    });
  const entry = { exclusive, func: () => t.wake() };
  if (!Array.isArray(queues)) queues.add_wait_queue(entry);
  else for (const q of queues) q.add_wait_queue(entry);
  try {
    for (;;) {
      t.state = interruptible ? TASK_INTERRUPTIBLE : TASK_UNINTERRUPTIBLE;
      if (cond()) return 0;
      if (interruptible && t.signal_pending()) return -ERESTARTSYS;
      if (expired) return -ETIME;
      yield;
    }
  } finally {
    t.state = TASK_RUNNING;
    if (!Array.isArray(queues)) queues.remove_wait_queue(entry);
    else for (const q of queues) q.remove_wait_queue(entry);
    timer?.cancel();
  }
}

/** As schedule_timeout_interruptible: 0 when the time has passed, -EINTR on a signal. */
export function* sleep_until(t: task_struct, deadline: number | null): Sleeps<number> {
  const r = yield* wait_event(t, [], () => false, { deadline });
  return r === -ETIME ? 0 : -EINTR;
}

/** Whether a result is still to come. */
export const isSleep = <T>(x: MaySleep<T>): x is Sleeps<T> =>
  typeof x === "object" && x !== null && Symbol.iterator in x && "next" in x;

/** Brings a MaySleep to its result. */
export function* finish<T>(x: MaySleep<T>): Sleeps<T> {
  return isSleep(x) ? yield* x : x;
}
