// Timers that run on CPU time: ITIMER_VIRTUAL, ITIMER_PROF, POSIX timers on CPU clocks, RLIMIT_CPU (kernel/time/
// posix-cpu-timers.c). Looked at after each turn of a thread of the process.
// Above: itimer.ts, posix-timers.ts, the scheduler (run_cpu_timers). Below: posix-clocks.ts.

import { send_sig_group } from "../task/signal.ts";
import type { signal_struct, task_struct } from "../task/task.ts";
import { RLIM_INFINITY, RLIMIT_CPU } from "../uapi/asm/resource.ts";
import { SIGKILL, SIGXCPU } from "../uapi/asm/signal.ts";
import { process_cputime } from "./posix-clocks.ts";

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

const limits = new WeakMap<signal_struct, cpu_timer>();

/**
 * RLIMIT_CPU of t's process begins or changed: SIGXCPU at the soft limit and every second from there on, SIGKILL at the
 * hard one (check_process_timers).
 */
export function update_rlimit_cpu(t: task_struct): void {
  const { signal, group_leader } = t;
  const old = limits.get(signal);
  if (old) remove_cpu_timer(signal, old);
  const limit = signal.rlim[RLIMIT_CPU];
  if (limit.cur === RLIM_INFINITY) return;
  const timer: cpu_timer = {
    clock: () => {
      const { utime, stime } = process_cputime(group_leader);
      return utime + stime;
    },
    expires: Math.min(limit.cur, limit.max) * 1e9,
    fire() {
      const used = timer.clock();
      if (limit.max !== RLIM_INFINITY && used >= limit.max * 1e9) send_sig_group(SIGKILL, group_leader);
      else {
        if (used >= limit.cur * 1e9) {
          send_sig_group(SIGXCPU, group_leader);
          limit.cur++;
        }
        timer.expires = Math.min(limit.cur, limit.max) * 1e9;
        add_cpu_timer(signal, timer);
      }
    },
  };
  limits.set(signal, timer);
  add_cpu_timer(signal, timer);
}
