// Clocks, sleeps and timers (kernel/time/*.c, fs/timerfd.c). Calls with 32-bit and time64 layouts are one function
// made twice.
// Above: index.ts. Below: ../time/*.

import { copy_from_user, copy_to_user, get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep } from "../task/wait.ts";
import { hrtimer_nanosleep } from "../time/nanosleep.ts";
import {
  ADJ_ADJTIME,
  do_adjtimex,
  MAXFREQ,
  ntp_clear,
  ntp_nano,
  timex_changes,
  type timex_request,
  valid_timex,
} from "../time/ntp.ts";
import { clockid_to_kclock, process_cputime } from "../time/posix-clocks.ts";
import { NSEC_PER_SEC, TIMESPEC32, TIMESPEC64, TIMEVAL32, type time_layout } from "../time/timespec.ts";
import {
  CLOCKID,
  INT_PTR as TIME_IN,
  TIME_OUT,
  TIMER_FLAGS,
  TIMESPEC,
  TIMESPEC_OUT,
  TIMESPEC64 as TIMESPEC64_IN,
  TIMESPEC64_OUT,
  TIMEVAL,
  TIMEVAL_OUT,
  TIMEX,
  TIMEZONE,
  TIMEZONE_OUT,
  TMS_OUT,
} from "../trace/kinds.ts";
import { EINVAL, EOPNOTSUPP, EPERM } from "../uapi/asm/errno.ts";
import { CAP_SYS_TIME, CAP_WAKE_ALARM } from "../uapi/linux/capability.ts";
import {
  CLOCK_MONOTONIC,
  CLOCK_REALTIME,
  CLOCK_THREAD_CPUTIME_ID,
  TIMER_ABSTIME,
} from "../uapi/linux/time.ts";
import { __kernel_timex, ADJ_NANO, ADJ_SETOFFSET, timex } from "../uapi/linux/timex.ts";
import { family, row } from "./table.ts";

/** Ticks of times(2) and /proc a second (USER_HZ). */
const USER_HZ = 100;

export function sys_time(t: task_struct, tloc: number): number {
  const seconds = Number(t.kernel.realtime() / NSEC_PER_SEC) | 0;
  if (tloc) put_user_u32(t, tloc, seconds);
  return seconds;
}

export function sys_stime(t: task_struct, tptr: number): number {
  const seconds = get_user_u32(t, tptr);
  return set_clock(t, BigInt(seconds) * NSEC_PER_SEC);
}

function set_clock(t: task_struct, ns: bigint | null): number {
  if (ns === null) return -EINVAL;
  if (!capable(t, CAP_SYS_TIME)) return -EPERM;
  t.kernel.set_realtime(ns);
  ntp_clear(t.kernel);
  return 0;
}

export function sys_gettimeofday(t: task_struct, tv: number, tz: number): number {
  if (tv) TIMEVAL32.write(t, tv, t.kernel.realtime());
  if (tz) {
    const { minuteswest, dsttime } = t.kernel.sys_tz;
    put_user_u32(t, tz, minuteswest);
    put_user_u32(t, tz + 4, dsttime);
  }
  return 0;
}

export function sys_settimeofday(t: task_struct, tv: number, tz: number): number {
  const ns = tv ? TIMEVAL32.read(t, tv) : null;
  if (tv && ns === null) return -EINVAL;
  const minuteswest = tz ? get_user_u32(t, tz) | 0 : 0;
  const dsttime = tz ? get_user_u32(t, tz + 4) | 0 : 0;
  if (!capable(t, CAP_SYS_TIME)) return -EPERM;
  if (tz) {
    if (minuteswest > 15 * 60 || minuteswest < -15 * 60) return -EINVAL;
    t.kernel.sys_tz = { minuteswest, dsttime };
  }
  return ns === null ? 0 : set_clock(t, ns);
}

const clock_gettime =
  (layout: time_layout) =>
  (t: task_struct, id: number, tp: number): number => {
    const clock = clockid_to_kclock(t, id);
    if (!clock) return -EINVAL;
    layout.write(t, tp, clock.now(t));
    return 0;
  };

const clock_settime =
  (layout: time_layout) =>
  (t: task_struct, id: number, tp: number): number => {
    const clock = clockid_to_kclock(t, id);
    // posix_cpu_clock_set; the two clocks of the caller itself have no such function
    if (!clock?.settable) return clock?.cpu && id < 0 ? -EPERM : -EINVAL;
    return set_clock(t, layout.read(t, tp));
  };

const clock_getres =
  (layout: time_layout) =>
  (t: task_struct, id: number, tp: number): number => {
    const clock = clockid_to_kclock(t, id);
    if (!clock) return -EINVAL;
    if (tp) layout.write(t, tp, BigInt(clock.res));
    return 0;
  };

const nanosleep =
  (layout: time_layout) =>
  (t: task_struct, id: number, flags: number, req: number, rem: number): MaySleep<number> => {
    const clock = clockid_to_kclock(t, id);
    if (!clock) return -EINVAL;
    // its own CPU clock would never come on while a thread sleeps (posix_cpu_nsleep; clock_thread has no nsleep)
    if (!clock.timers || id === CLOCK_THREAD_CPUTIME_ID) return -EOPNOTSUPP;
    const ns = layout.read(t, req);
    if (ns === null) return -EINVAL;
    if (clock.alarm && !capable(t, CAP_WAKE_ALARM)) return -EPERM;
    const absolute = (flags & TIMER_ABSTIME) !== 0;
    return hrtimer_nanosleep(
      t,
      clock,
      ns,
      absolute,
      rem && !absolute ? (left) => layout.write(t, rem, left) : null,
    );
  };

const clock_nanosleep32 = nanosleep(TIMESPEC32);

export const sys_nanosleep = (t: task_struct, req: number, rem: number): MaySleep<number> =>
  clock_nanosleep32(t, CLOCK_MONOTONIC, 0, req, rem);

/** adjtimex: steering is kept and read back; the time can be stepped. */
const adjtimex =
  (wide: boolean) =>
  (t: task_struct, txc: number): number => {
    const { kernel } = t;
    const layout = wide ? __kernel_timex : timex;
    const bytes = copy_from_user(t, txc, layout.size);
    const x = layout.get(bytes, 0);
    const asked: timex_request = {
      modes: x.modes,
      offset: Number(x.offset),
      freq: Number(x.freq),
      maxerror: Number(x.maxerror),
      esterror: Number(x.esterror),
      status: x.status,
      constant: Number(x.constant),
      tick: Number(x.tick),
    };
    if (x.modes & ADJ_ADJTIME && !valid_timex(asked)) return -EINVAL;
    if (timex_changes(x.modes) && !capable(t, CAP_SYS_TIME)) return -EPERM;
    if (!valid_timex(asked)) return -EINVAL;
    if (x.modes & ADJ_SETOFFSET) {
      const step = BigInt(x.time.tv_usec) * (x.modes & ADJ_NANO ? 1n : 1000n);
      if (!capable(t, CAP_SYS_TIME)) return -EPERM;
      if (step < 0n || step >= NSEC_PER_SEC) return -EINVAL;
      kernel.set_realtime(kernel.realtime() + BigInt(x.time.tv_sec) * NSEC_PER_SEC + step);
      ntp_clear(kernel);
    }
    const { result, now } = do_adjtimex(kernel, asked);
    const time = kernel.realtime();
    const fraction = Number(time % NSEC_PER_SEC);
    const big = (v: number) => (wide ? BigInt(v) : v) as never;
    layout.put(bytes, 0, {
      ...x,
      offset: big(now.offset),
      freq: big(now.freq),
      maxerror: big(now.maxerror),
      esterror: big(now.esterror),
      status: now.status,
      constant: big(now.constant),
      precision: big(1),
      tolerance: big(MAXFREQ),
      time: {
        tv_sec: big(Number(time / NSEC_PER_SEC)),
        tv_usec: big(ntp_nano(kernel) ? fraction : Math.floor(fraction / 1000)),
      },
      tick: big(now.tick),
      tai: now.tai,
    } as never);
    copy_to_user(t, txc, bytes);
    return result;
  };

const clock_adjtime =
  (wide: boolean) =>
  (t: task_struct, id: number, txc: number): number => {
    const clock = clockid_to_kclock(t, id);
    if (!clock) return -EINVAL;
    return id === CLOCK_REALTIME ? adjtimex(wide)(t, txc) : -EOPNOTSUPP;
  };

export function sys_times(t: task_struct, tbuf: number): number {
  const ticks = (ns: number) => Math.floor((ns * USER_HZ) / 1e9);
  if (tbuf) {
    const { utime, stime } = process_cputime(t);
    const { children } = t.signal;
    [utime, stime, children.utime, children.stime].forEach((ns, i) => {
      put_user_u32(t, tbuf + 4 * i, ticks(ns));
    });
  }
  return ticks(t.kernel.now()) & 0x7fffffff;
}

const T64 = { since: "5.1" };

export const rows = family("time", [
  row(13, "time", sys_time, [TIME_OUT]),
  row(25, "stime", sys_stime, [TIME_IN]),
  row(43, "times", sys_times, [TMS_OUT]),
  row(78, "gettimeofday", sys_gettimeofday, [TIMEVAL_OUT, TIMEZONE_OUT]),
  row(79, "settimeofday", sys_settimeofday, [TIMEVAL, TIMEZONE]),
  row(124, "adjtimex", adjtimex(false), [TIMEX], { partial: "the clock is not steered" }),
  row(162, "nanosleep", sys_nanosleep, [TIMESPEC, TIMESPEC_OUT]),
  row(255, "clock_settime", clock_settime(TIMESPEC32), [CLOCKID, TIMESPEC]),
  row(256, "clock_gettime", clock_gettime(TIMESPEC32), [CLOCKID, TIMESPEC_OUT]),
  row(257, "clock_getres", clock_getres(TIMESPEC32), [CLOCKID, TIMESPEC_OUT]),
  row(258, "clock_nanosleep", clock_nanosleep32, [CLOCKID, TIMER_FLAGS, TIMESPEC, TIMESPEC_OUT]),
  row(324, "clock_adjtime", clock_adjtime(false), [CLOCKID, TIMEX], { partial: "the clock is not steered" }),
  row(403, "clock_gettime64", clock_gettime(TIMESPEC64), [CLOCKID, TIMESPEC64_OUT], T64),
  row(404, "clock_settime64", clock_settime(TIMESPEC64), [CLOCKID, TIMESPEC64_IN], T64),
  row(405, "clock_adjtime64", clock_adjtime(true), [CLOCKID, TIMEX], {
    ...T64,
    partial: "the clock is not steered",
  }),
  row(406, "clock_getres_time64", clock_getres(TIMESPEC64), [CLOCKID, TIMESPEC64_OUT], T64),
  row(
    407,
    "clock_nanosleep_time64",
    nanosleep(TIMESPEC64),
    [CLOCKID, TIMER_FLAGS, TIMESPEC64_IN, TIMESPEC64_OUT],
    T64,
  ),
]);
