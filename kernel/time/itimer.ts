// Interval timers: setitimer, getitimer, alarm (kernel/time/itimer.c).
// Above: syscalls/sys_time.ts. Below: timer.ts, posix-cpu-timers.ts, task/signal.ts.

import { send_sig_group } from "../task/signal.ts";
import type { itimer, task_struct } from "../task/task.ts";
import { SIGALRM, SIGPROF, SIGVTALRM } from "../uapi/asm/signal.ts";
import { ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL } from "../uapi/linux/time.ts";
import { process_cputime } from "./posix-clocks.ts";
import { add_cpu_timer, type cpu_timer, remove_cpu_timer } from "./posix-cpu-timers.ts";

const SIGNALS: Record<number, number> = {
  [ITIMER_REAL]: SIGALRM,
  [ITIMER_VIRTUAL]: SIGVTALRM,
  [ITIMER_PROF]: SIGPROF,
};

/** The armed CPU timers by their itimer. */
const armed = new WeakMap<itimer, cpu_timer>();

function clock_of(p: task_struct, which: number): () => number {
  if (which === ITIMER_REAL) return () => p.kernel.now();
  return () => {
    const { utime, stime } = process_cputime(p);
    return which === ITIMER_VIRTUAL ? utime : utime + stime;
  };
}

function arm(p: task_struct, which: number, it: itimer): void {
  const fire = () => {
    it.timer = null;
    armed.delete(it);
    send_sig_group(SIGNALS[which], p);
    if (it.interval === 0) {
      it.expires = 0;
      return;
    }
    const now = clock_of(p, which)();
    while (it.expires <= now) it.expires += it.interval;
    arm(p, which, it);
  };
  if (which === ITIMER_REAL) {
    it.timer = p.kernel.timers.add(it.expires, fire);
    return;
  }
  const timer = { clock: clock_of(p, which), expires: it.expires, fire };
  armed.set(it, timer);
  add_cpu_timer(p.signal, timer);
}

function disarm(p: task_struct, it: itimer): void {
  it.timer?.cancel();
  it.timer = null;
  const cpu = armed.get(it);
  if (cpu) remove_cpu_timer(p.signal, cpu);
  armed.delete(it);
  it.expires = 0;
}

/** Interval and time left, ns; which is ITIMER_*. */
export function get_itimer_value(t: task_struct, which: number): { interval: number; value: number } {
  const it = t.signal.itimers[which];
  // one that is due but has not been seen yet has at least a microsecond left (itimer_get_remtime)
  const value = it.expires === 0 ? 0 : Math.max(1000, it.expires - clock_of(t, which)());
  return { interval: it.interval, value };
}

/** Arms (value 0: disarms) and returns what was set before (do_setitimer). */
export function do_setitimer(
  t: task_struct,
  which: number,
  interval: number,
  value: number,
): { interval: number; value: number } {
  const old = get_itimer_value(t, which);
  const it = t.signal.itimers[which];
  disarm(t, it);
  it.interval = value === 0 ? 0 : interval;
  if (value > 0) {
    it.expires = clock_of(t, which)() + value;
    arm(t.group_leader, which, it);
  }
  return old;
}

/** The process is gone, or executes another program with its timers kept: exit stops them. */
export function exit_itimers(p: task_struct): void {
  for (const it of p.signal.itimers) disarm(p, it);
}
