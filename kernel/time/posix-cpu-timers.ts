// Timers that run on CPU time: ITIMER_VIRTUAL, ITIMER_PROF, POSIX timers on CPU clocks, RLIMIT_CPU (kernel/time/
// posix-cpu-timers.c). Looked at after each turn of a thread of the process.
// Above: itimer.ts, posix-timers.ts, the scheduler (run_cpu_timers). Below: posix-clocks.ts.

import type { signal_struct, task_struct } from "../task/task.ts";

/** Fires when the clock reaches expires (ns of CPU time). */
export interface cpu_timer {
  readonly clock: () => number;
  expires: number;
  fire(): void;
}

function timers_of(signal: signal_struct): Set<cpu_timer> {
  signal.cpu_timers ??= new Set<cpu_timer>();
  return signal.cpu_timers as Set<cpu_timer>;
}

export function add_cpu_timer(signal: signal_struct, timer: cpu_timer): void {
  timers_of(signal).add(timer);
}

export function remove_cpu_timer(signal: signal_struct, timer: cpu_timer): void {
  const timers = timers_of(signal);
  timers.delete(timer);
  if (timers.size === 0) signal.cpu_timers = null;
}

/** After a turn of t: fires what is due. */
export function run_cpu_timers(t: task_struct): void {
  if (!t.signal.cpu_timers) return;
  for (const timer of [...timers_of(t.signal)]) {
    if (timer.clock() < timer.expires) continue;
    remove_cpu_timer(t.signal, timer);
    timer.fire();
  }
}
