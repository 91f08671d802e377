// Clocks, sleeps and timers (kernel/time/*.c, fs/timerfd.c). Calls with 32-bit and time64 layouts are one function
// made twice.
// Above: index.ts. Below: ../time/*.

import { copy_from_user, copy_to_user, get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep } from "../task/wait.ts";
import { do_setitimer, get_itimer_value } from "../time/itimer.ts";
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
import { type k_itimer, timer_create, timer_of } from "../time/posix-timers.ts";
import { type timerfd_ctx, timerfd_file, timerfd_fops } from "../time/timerfd.ts";
import {
  get_itimer,
  NSEC_PER_SEC,
  put_itimer,
  TIMESPEC32,
  TIMESPEC64,
  TIMEVAL32,
  type time_layout,
} from "../time/timespec.ts";
import {
  CLOCKID,
  FD,
  ITIMER_WHICH,
  ITIMERSPEC,
  ITIMERSPEC_OUT,
  ITIMERSPEC64,
  ITIMERSPEC64_OUT,
  ITIMERVAL,
  ITIMERVAL_OUT,
  SIGEVENT,
  INT_PTR as TIME_IN,
  TIME_OUT,
  TIMER_FLAGS,
  TIMERFD_FLAGS,
  TIMERFD_SETTIME_FLAGS,
  TIMERID,
  TIMERID_OUT,
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
  UINT,
} from "../trace/kinds.ts";
import { EBADF, EINVAL, EOPNOTSUPP, EPERM } from "../uapi/asm/errno.ts";
import { CAP_SYS_TIME, CAP_WAKE_ALARM } from "../uapi/linux/capability.ts";
import {
  CLOCK_MONOTONIC,
  CLOCK_REALTIME,
  CLOCK_TAI,
  CLOCK_THREAD_CPUTIME_ID,
  ITIMER_REAL,
  TIMER_ABSTIME,
} from "../uapi/linux/time.ts";
import {
  TFD_CLOEXEC,
  TFD_NONBLOCK,
  TFD_TIMER_ABSTIME,
  TFD_TIMER_CANCEL_ON_SET,
} from "../uapi/linux/timerfd.ts";
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

export function sys_alarm(t: task_struct, seconds: number): number {
  const old = do_setitimer(t, ITIMER_REAL, 0, seconds * 1e9).value;
  // a rest under half a second still counts as a second, for it is not over
  return old === 0 ? 0 : Math.max(1, Math.round(old / 1e9));
}

const exact = (it: { interval: number; value: number }) => ({
  interval: BigInt(Math.round(it.interval)),
  value: BigInt(Math.round(it.value)),
});

export function sys_getitimer(t: task_struct, which: number, value: number): number {
  if (!t.signal.itimers[which]) return -EINVAL;
  put_itimer(t, TIMEVAL32, value, exact(get_itimer_value(t, which)));
  return 0;
}

export function sys_setitimer(t: task_struct, which: number, value: number, ovalue: number): number {
  const it = value ? get_itimer(t, TIMEVAL32, value) : { interval: 0n, value: 0n };
  if (!it || !t.signal.itimers[which]) return -EINVAL;
  const old = do_setitimer(t, which, Number(it.interval), Number(it.value));
  if (ovalue) put_itimer(t, TIMEVAL32, ovalue, exact(old));
  return 0;
}

export function sys_timer_create(t: task_struct, id: number, event: number, created: number): number {
  const clock = clockid_to_kclock(t, id);
  if (!clock) return -EINVAL;
  if (!clock.timers) return -EOPNOTSUPP;
  if (clock.alarm && !capable(t, CAP_WAKE_ALARM)) return -EPERM;
  const e = event
    ? {
        value: get_user_u32(t, event),
        signo: get_user_u32(t, event + 4) | 0,
        notify: get_user_u32(t, event + 8) | 0,
        tid: get_user_u32(t, event + 12) | 0,
      }
    : null;
  const timer = timer_create(t, clock, e);
  if (typeof timer === "number") return timer;
  put_user_u32(t, created, timer.id);
  return 0;
}

const timer_settime =
  (layout: time_layout) =>
  (t: task_struct, id: number, flags: number, new_value: number, old_value: number): number => {
    if (!new_value) return -EINVAL;
    const it = get_itimer(t, layout, new_value);
    const timer = timer_of(t, id);
    if (!it || !timer) return -EINVAL;
    const old = timer.get();
    timer.set(flags, it.interval, it.value);
    if (old_value) put_itimer(t, layout, old_value, exact(old));
    return 0;
  };

const timer_gettime =
  (layout: time_layout) =>
  (t: task_struct, id: number, value: number): number => {
    const timer = timer_of(t, id);
    if (!timer) return -EINVAL;
    put_itimer(t, layout, value, exact(timer.get()));
    return 0;
  };

export const sys_timer_getoverrun = (t: task_struct, id: number): number =>
  timer_of(t, id)?.overrun_last ?? -EINVAL;

export function sys_timer_delete(t: task_struct, id: number): number {
  const timer: k_itimer | undefined = timer_of(t, id);
  if (!timer) return -EINVAL;
  timer.delete();
  return 0;
}

export function sys_timerfd_create(t: task_struct, id: number, flags: number): number {
  const clock = clockid_to_kclock(t, id);
  if (flags & ~(TFD_CLOEXEC | TFD_NONBLOCK)) return -EINVAL;
  if (!clock || clock.cpu || !clock.timers || id === CLOCK_TAI) return -EINVAL;
  if (clock.alarm && !capable(t, CAP_WAKE_ALARM)) return -EPERM;
  const fd = t.files.alloc_fd(t);
  if (fd < 0) return fd;
  t.files.fd_install(fd, timerfd_file(t, clock, id, flags & TFD_NONBLOCK), (flags & TFD_CLOEXEC) !== 0);
  return fd;
}

function timerfd(t: task_struct, fd: number): timerfd_ctx | number {
  const f = t.files.fget(fd);
  if (!f) return -EBADF;
  return f.f_op === timerfd_fops ? (f.private_data as timerfd_ctx) : -EINVAL;
}

const timerfd_settime =
  (layout: time_layout) =>
  (t: task_struct, fd: number, flags: number, utmr: number, otmr: number): number => {
    const it = get_itimer(t, layout, utmr);
    if (!it || flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) return -EINVAL;
    const c = timerfd(t, fd);
    if (typeof c === "number") return c;
    const old = c.get();
    c.set(flags, it.interval, it.value);
    if (otmr) put_itimer(t, layout, otmr, old);
    return 0;
  };

const timerfd_gettime =
  (layout: time_layout) =>
  (t: task_struct, fd: number, otmr: number): number => {
    const c = timerfd(t, fd);
    if (typeof c === "number") return c;
    put_itimer(t, layout, otmr, c.get());
    return 0;
  };

const T64 = { since: "5.1" };

export const rows = family("time", [
  row(13, "time", sys_time, [TIME_OUT]),
  row(25, "stime", sys_stime, [TIME_IN]),
  row(27, "alarm", sys_alarm, [UINT]),
  row(43, "times", sys_times, [TMS_OUT]),
  row(78, "gettimeofday", sys_gettimeofday, [TIMEVAL_OUT, TIMEZONE_OUT]),
  row(79, "settimeofday", sys_settimeofday, [TIMEVAL, TIMEZONE]),
  row(104, "setitimer", sys_setitimer, [ITIMER_WHICH, ITIMERVAL, ITIMERVAL_OUT]),
  row(105, "getitimer", sys_getitimer, [ITIMER_WHICH, ITIMERVAL_OUT]),
  row(124, "adjtimex", adjtimex(false), [TIMEX], { partial: "the clock is not steered" }),
  row(162, "nanosleep", sys_nanosleep, [TIMESPEC, TIMESPEC_OUT]),
  row(250, "timer_create", sys_timer_create, [CLOCKID, SIGEVENT, TIMERID_OUT]),
  row(251, "timer_settime", timer_settime(TIMESPEC32), [TIMERID, TIMER_FLAGS, ITIMERSPEC, ITIMERSPEC_OUT]),
  row(252, "timer_gettime", timer_gettime(TIMESPEC32), [TIMERID, ITIMERSPEC_OUT]),
  row(253, "timer_getoverrun", sys_timer_getoverrun, [TIMERID]),
  row(254, "timer_delete", sys_timer_delete, [TIMERID]),
  row(255, "clock_settime", clock_settime(TIMESPEC32), [CLOCKID, TIMESPEC]),
  row(256, "clock_gettime", clock_gettime(TIMESPEC32), [CLOCKID, TIMESPEC_OUT]),
  row(257, "clock_getres", clock_getres(TIMESPEC32), [CLOCKID, TIMESPEC_OUT]),
  row(258, "clock_nanosleep", clock_nanosleep32, [CLOCKID, TIMER_FLAGS, TIMESPEC, TIMESPEC_OUT]),
  row(306, "timerfd_create", sys_timerfd_create, [CLOCKID, TIMERFD_FLAGS]),
  row(307, "timerfd_settime", timerfd_settime(TIMESPEC32), [
    FD,
    TIMERFD_SETTIME_FLAGS,
    ITIMERSPEC,
    ITIMERSPEC_OUT,
  ]),
  row(308, "timerfd_gettime", timerfd_gettime(TIMESPEC32), [FD, ITIMERSPEC_OUT]),
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
  row(408, "timer_gettime64", timer_gettime(TIMESPEC64), [TIMERID, ITIMERSPEC64_OUT], T64),
  row(
    409,
    "timer_settime64",
    timer_settime(TIMESPEC64),
    [TIMERID, TIMER_FLAGS, ITIMERSPEC64, ITIMERSPEC64_OUT],
    T64,
  ),
  row(410, "timerfd_gettime64", timerfd_gettime(TIMESPEC64), [FD, ITIMERSPEC64_OUT], T64),
  row(
    411,
    "timerfd_settime64",
    timerfd_settime(TIMESPEC64),
    [FD, TIMERFD_SETTIME_FLAGS, ITIMERSPEC64, ITIMERSPEC64_OUT],
    T64,
  ),
]);
