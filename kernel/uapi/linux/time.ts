// <linux/time.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct } from "../struct.ts";

export const ITIMER_REAL = 0;
export const ITIMER_VIRTUAL = 1;
export const ITIMER_PROF = 2;
export const CLOCK_REALTIME = 0;
export const CLOCK_MONOTONIC = 1;
export const CLOCK_PROCESS_CPUTIME_ID = 2;
export const CLOCK_THREAD_CPUTIME_ID = 3;
export const CLOCK_MONOTONIC_RAW = 4;
export const CLOCK_REALTIME_COARSE = 5;
export const CLOCK_MONOTONIC_COARSE = 6;
export const CLOCK_BOOTTIME = 7;
export const CLOCK_REALTIME_ALARM = 8;
export const CLOCK_BOOTTIME_ALARM = 9;
export const CLOCK_SGI_CYCLE = 10;
export const CLOCK_TAI = 11;
export const MAX_CLOCKS = 16;
export const CLOCKS_MASK = 1;
export const CLOCKS_MONO = CLOCK_MONOTONIC;
export const TIMER_ABSTIME = 1;

export const timespec = struct("timespec", {
  tv_sec: s32,
  tv_nsec: s32,
});

export const timeval = struct("timeval", {
  tv_sec: s32,
  tv_usec: s32,
});

export const itimerspec = struct("itimerspec", {
  it_interval: timespec,
  it_value: timespec,
});

export const itimerval = struct("itimerval", {
  it_interval: timeval,
  it_value: timeval,
});

export const timezone = struct("timezone", {
  tz_minuteswest: s32,
  tz_dsttime: s32,
});
