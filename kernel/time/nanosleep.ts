// nanosleep and clock_nanosleep (kernel/time/hrtimer.c hrtimer_nanosleep, posix-cpu-timers.c).
// Above: syscalls/sys_time.ts. Below: posix-clocks.ts, task/wait.ts.

import { ERESTART_RESTARTBLOCK, ERESTARTNOHAND } from "../errno.ts";
import type { task_struct } from "../task/task.ts";
import { type Sleeps, wait_event } from "../task/wait.ts";
import { ETIME } from "../uapi/asm/errno.ts";
import { type k_clock, monotonic_deadline } from "./posix-clocks.ts";
import { add_cpu_timer, remove_cpu_timer } from "./posix-cpu-timers.ts";

/** Sleeps until CLOCK_MONOTONIC is at deadline(), which is asked again when the wall clock was set. 0 or -ERESTARTSYS. */
function* sleep(t: task_struct, deadline: () => number, followsWallClock: boolean): Sleeps<number> {
  const k = t.kernel;
  for (;;) {
    let set = false;
    const changed = () => {
      set = true;
      t.wake();
    };
    if (followsWallClock) k.clock_was_set.add(changed);
    const r = yield* wait_event(t, [], () => set, { deadline: deadline() });
    k.clock_was_set.delete(changed);
    if (r === -ETIME) return 0;
    if (r < 0) return r;
  }
}

/** Sleeps until a CPU clock has advanced to expires. */
function* sleep_cpu(t: task_struct, clock: () => number, expires: number): Sleeps<number> {
  let due = clock() >= expires;
  const fire = () => {
    due = true;
    t.wake();
  };
  const timer = { clock, expires, fire };
  add_cpu_timer(t.signal, timer);
  const r = yield* wait_event(t, [], () => due);
  remove_cpu_timer(t.signal, timer);
  return r;
}

/**
 * As the call: 0, or a restart result after a signal. remaining: writes what is left of a relative sleep, ns.
 */
export function* hrtimer_nanosleep(
  t: task_struct,
  clock: k_clock,
  ns: bigint,
  absolute: boolean,
  remaining: ((left: bigint) => void) | null,
): Sleeps<number> {
  const k = t.kernel;
  const cpu = clock.cpu?.(t);
  if (cpu) {
    const expires = absolute ? Number(ns) : cpu() + Number(ns);
    const restart = function* (): Sleeps<number> {
      if ((yield* sleep_cpu(t, cpu, expires)) === 0) return 0;
      if (absolute) return -ERESTARTNOHAND;
      remaining?.(BigInt(Math.max(0, Math.round(expires - cpu()))));
      t.restart_block = restart;
      return -ERESTART_RESTARTBLOCK;
    };
    return yield* restart();
  }
  if (absolute) {
    const r = yield* sleep(t, () => monotonic_deadline(k, clock, ns, true), clock.kind === "real");
    return r < 0 ? -ERESTARTNOHAND : 0;
  }
  const end = k.now() + Number(ns);
  const restart = function* (): Sleeps<number> {
    if ((yield* sleep(t, () => end, false)) === 0) return 0;
    const left = end - k.now();
    if (left <= 0) return 0;
    remaining?.(BigInt(Math.round(left)));
    t.restart_block = restart;
    return -ERESTART_RESTARTBLOCK;
  };
  return yield* restart();
}
