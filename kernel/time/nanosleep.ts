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
export function hrtimer_nanosleep(
  t: task_struct,
  clock: k_clock,
  ns: bigint,
  absolute: boolean,
  remaining: ((left: bigint) => void) | null,
): Sleeps<number> {
  const k = t.kernel;
  const cpu = clock.cpu?.(t);
  if (cpu) {
    return sleep_cpu_until(t, cpu, absolute ? Number(ns) : cpu() + Number(ns), absolute, remaining);
  }
  if (absolute) return sleep_absolute(t, clock, ns);
  return sleep_relative(t, k.now() + Number(ns), remaining);
}

function* sleep_cpu_until(
  t: task_struct,
  cpu: () => number,
  expires: number,
  absolute: boolean,
  remaining: ((left: bigint) => void) | null,
): Sleeps<number> {
  if ((yield* sleep_cpu(t, cpu, expires)) === 0) return 0;
  if (absolute) return -ERESTARTNOHAND;
  remaining?.(BigInt(Math.max(0, Math.round(expires - cpu()))));
  t.restart_block = () => sleep_cpu_until(t, cpu, expires, absolute, remaining);
  return -ERESTART_RESTARTBLOCK;
}

function* sleep_absolute(t: task_struct, clock: k_clock, ns: bigint): Sleeps<number> {
  const deadline = () => monotonic_deadline(t.kernel, clock, ns, true);
  return (yield* sleep(t, deadline, clock.kind === "real")) < 0 ? -ERESTARTNOHAND : 0;
}

function* sleep_relative(
  t: task_struct,
  end: number,
  remaining: ((left: bigint) => void) | null,
): Sleeps<number> {
  if ((yield* sleep(t, () => end, false)) === 0) return 0;
  const left = end - t.kernel.now();
  if (left <= 0) return 0;
  remaining?.(BigInt(Math.round(left)));
  t.restart_block = () => sleep_relative(t, end, remaining);
  return -ERESTART_RESTARTBLOCK;
}
