// The POSIX clocks: what they read, whether they can be set or slept on (kernel/time/posix-timers.c posix_clocks[],
// posix-cpu-timers.c). One row a clock.
// Above: nanosleep.ts, posix-timers.ts, timerfd.ts, sys_time.ts. Below: kernel.ts (time), task/ (CPU times).

import type { Kernel } from "../kernel.ts";
import { find_vpid } from "../task/pid.ts";
import type { task_struct } from "../task/task.ts";
import {
  CLOCK_BOOTTIME,
  CLOCK_BOOTTIME_ALARM,
  CLOCK_MONOTONIC,
  CLOCK_MONOTONIC_COARSE,
  CLOCK_MONOTONIC_RAW,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_REALTIME_ALARM,
  CLOCK_REALTIME_COARSE,
  CLOCK_TAI,
  CLOCK_THREAD_CPUTIME_ID,
} from "../uapi/linux/time.ts";

/** parisc ticks at HZ=100 and has no high-resolution timers: 10 ms is what clock_getres answers. */
export const TICK_NSEC = 10_000_000;

export interface k_clock {
  /** Which timeline deadlines are on; "cpu": the thread's or process's own. */
  readonly kind: "real" | "mono" | "cpu";
  /** Nanoseconds now. */
  now(t: task_struct): bigint;
  readonly res: number;
  readonly settable?: boolean;
  /** Timers and sleeps are possible. */
  readonly timers: boolean;
  readonly alarm?: boolean;
  /** CPU clocks: ns used so far, for the timers that run on it. */
  cpu?(t: task_struct): (() => number) | null;
}

/** User and system time of a process in ns: its living threads and those that have gone. */
export function process_cputime(p: task_struct): { utime: number; stime: number } {
  const sched = p.kernel.sched;
  let { utime, stime } = p.signal.dead;
  for (const th of p.signal.threads) {
    utime += sched.utime_of(th);
    stime += th.times.stime;
  }
  return { utime, stime };
}

export const thread_cputime = (th: task_struct): number => th.kernel.sched.utime_of(th) + th.times.stime;

const process_total = (p: task_struct): number => {
  const { utime, stime } = process_cputime(p);
  return utime + stime;
};

const mono = (k: Kernel): bigint => BigInt(Math.round(k.now()));
const coarse = (ns: bigint): bigint => ns - (ns % BigInt(TICK_NSEC));

const cpu_clock = (of: (t: task_struct) => (() => number) | null, res = 1): k_clock => ({
  kind: "cpu",
  res,
  timers: true,
  now: (t) => BigInt(Math.round(of(t)?.() ?? 0)),
  cpu: of,
});

const monotonic: k_clock = { kind: "mono", res: TICK_NSEC, timers: true, now: (t) => mono(t.kernel) };
const realtime: k_clock = {
  kind: "real",
  res: TICK_NSEC,
  settable: true,
  timers: true,
  now: (t) => t.kernel.realtime(),
};

const clocks = new Map<number, k_clock>([
  [CLOCK_REALTIME, realtime],
  [CLOCK_MONOTONIC, monotonic],
  [CLOCK_PROCESS_CPUTIME_ID, cpu_clock((t) => () => process_total(t))],
  [CLOCK_THREAD_CPUTIME_ID, cpu_clock((t) => () => thread_cputime(t))],
  [CLOCK_MONOTONIC_RAW, { ...monotonic, timers: false }],
  [
    CLOCK_REALTIME_COARSE,
    { ...realtime, settable: false, timers: false, now: (t) => t.kernel.coarse_realtime() },
  ],
  [CLOCK_MONOTONIC_COARSE, { ...monotonic, timers: false, now: (t) => coarse(mono(t.kernel)) }],
  [CLOCK_BOOTTIME, monotonic],
  [CLOCK_REALTIME_ALARM, { ...realtime, settable: false, alarm: true }],
  [CLOCK_BOOTTIME_ALARM, { ...monotonic, alarm: true }],
  [CLOCK_TAI, { ...realtime, settable: false }],
]);

const CPUCLOCK_PERTHREAD = 4;
const CPUCLOCK_KIND = 3;
const CLOCKFD = 3;

/** The clock of an id, those of other processes and threads (clock_getcpuclockid) too; null: no such clock. */
export function clockid_to_kclock(t: task_struct, id: number): k_clock | null {
  if (id >= 0) return clocks.get(id) ?? null;
  const kind = id & CPUCLOCK_KIND;
  if (kind === CLOCKFD) return null;
  const nr = ~(id >> 3);
  const target = nr === 0 ? t : find_vpid(t, nr)?.task;
  if (!target) return null;
  const perThread = (id & CPUCLOCK_PERTHREAD) !== 0;
  if (perThread ? target.signal !== t.signal : !target.is_group_leader && nr !== 0) return null;
  const read = () => {
    const { utime, stime } = perThread
      ? { utime: t.kernel.sched.utime_of(target), stime: target.times.stime }
      : process_cputime(target);
    return kind === 1 ? utime : utime + stime;
  };
  return cpu_clock(() => read, kind === 2 ? 1 : TICK_NSEC);
}

/** When, on CLOCK_MONOTONIC, the clock will show at (absolute) or so much will have passed (not for CPU clocks). */
export function monotonic_deadline(k: Kernel, clock: k_clock, at: bigint, absolute: boolean): number {
  if (!absolute) return k.now() + Number(at);
  return clock.kind === "real" ? k.now() + Number(at - k.realtime()) : Number(at);
}
