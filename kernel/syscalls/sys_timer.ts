// Timers: alarm, interval timers, POSIX timers, timerfd (kernel/time/itimer.c, posix-timers.c; fs/timerfd.c).
// Above: index.ts. Below: time/.

import { get_user_u32, put_user_u32 } from "../mm/uaccess.ts";
import { capable } from "../task/cred.ts";
import type { task_struct } from "../task/task.ts";
import { do_setitimer, get_itimer_value } from "../time/itimer.ts";
import { clockid_to_kclock } from "../time/posix-clocks.ts";
import { type k_itimer, timer_create, timer_of } from "../time/posix-timers.ts";
import { type timerfd_ctx, timerfd_file, timerfd_fops } from "../time/timerfd.ts";
import {
  get_itimer,
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
  TIMER_FLAGS,
  TIMERFD_FLAGS,
  TIMERFD_SETTIME_FLAGS,
  TIMERID,
  TIMERID_OUT,
  UINT,
} from "../trace/kinds.ts";
import { EBADF, EINVAL, EOPNOTSUPP, EPERM } from "../uapi/asm/errno.ts";
import { CAP_WAKE_ALARM } from "../uapi/linux/capability.ts";
import { CLOCK_TAI, ITIMER_REAL } from "../uapi/linux/time.ts";
import {
  TFD_CLOEXEC,
  TFD_NONBLOCK,
  TFD_TIMER_ABSTIME,
  TFD_TIMER_CANCEL_ON_SET,
} from "../uapi/linux/timerfd.ts";
import { family, row } from "./table.ts";

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
export const timer_settime =
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
export const timer_gettime =
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
export const timerfd_settime =
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
export const timerfd_gettime =
  (layout: time_layout) =>
  (t: task_struct, fd: number, otmr: number): number => {
    const c = timerfd(t, fd);
    if (typeof c === "number") return c;
    put_itimer(t, layout, otmr, c.get());
    return 0;
  };

const T64 = { since: "5.1" };
export const rows = family("time", [
  row(27, "alarm", sys_alarm, [UINT]),
  row(104, "setitimer", sys_setitimer, [ITIMER_WHICH, ITIMERVAL, ITIMERVAL_OUT]),
  row(105, "getitimer", sys_getitimer, [ITIMER_WHICH, ITIMERVAL_OUT]),
  row(250, "timer_create", sys_timer_create, [CLOCKID, SIGEVENT, TIMERID_OUT]),
  row(251, "timer_settime", timer_settime(TIMESPEC32), [TIMERID, TIMER_FLAGS, ITIMERSPEC, ITIMERSPEC_OUT]),
  row(252, "timer_gettime", timer_gettime(TIMESPEC32), [TIMERID, ITIMERSPEC_OUT]),
  row(253, "timer_getoverrun", sys_timer_getoverrun, [TIMERID]),
  row(254, "timer_delete", sys_timer_delete, [TIMERID]),
  row(306, "timerfd_create", sys_timerfd_create, [CLOCKID, TIMERFD_FLAGS]),
  row(307, "timerfd_settime", timerfd_settime(TIMESPEC32), [
    FD,
    TIMERFD_SETTIME_FLAGS,
    ITIMERSPEC,
    ITIMERSPEC_OUT,
  ]),
  row(308, "timerfd_gettime", timerfd_gettime(TIMESPEC32), [FD, ITIMERSPEC_OUT]),
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
