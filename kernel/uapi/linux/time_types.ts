// <linux/time_types.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, s64, struct } from "../struct.ts";

export const __kernel_timespec = struct("__kernel_timespec", {
  tv_sec: s64,
  tv_nsec: s64,
});

export const __kernel_itimerspec = struct("__kernel_itimerspec", {
  it_interval: __kernel_timespec,
  it_value: __kernel_timespec,
});

export const __kernel_old_timeval = struct("__kernel_old_timeval", {
  tv_sec: s32,
  tv_usec: s32,
});

export const __kernel_old_timespec = struct("__kernel_old_timespec", {
  tv_sec: s32,
  tv_nsec: s32,
});

export const __kernel_old_itimerval = struct("__kernel_old_itimerval", {
  it_interval: __kernel_old_timeval,
  it_value: __kernel_old_timeval,
});

export const __kernel_sock_timeval = struct("__kernel_sock_timeval", {
  tv_sec: s64,
  tv_usec: s64,
});
