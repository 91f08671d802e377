// <linux/resource.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u32, u64 } from "../struct.ts";
import { __kernel_old_timeval } from "./time_types.ts";

export const RUSAGE_SELF = 0;
export const RUSAGE_CHILDREN = -1;
export const RUSAGE_BOTH = -2;
export const RUSAGE_THREAD = 1;
export const RLIM64_INFINITY = -1;
export const PRIO_MIN = -20;
export const PRIO_MAX = 20;
export const PRIO_PROCESS = 0;
export const PRIO_PGRP = 1;
export const PRIO_USER = 2;
export const _STK_LIM = 8388608;
export const MLOCK_LIMIT = 8388608;

export const rusage = struct("rusage", {
  ru_utime: __kernel_old_timeval,
  ru_stime: __kernel_old_timeval,
  ru_maxrss: s32,
  ru_ixrss: s32,
  ru_idrss: s32,
  ru_isrss: s32,
  ru_minflt: s32,
  ru_majflt: s32,
  ru_nswap: s32,
  ru_inblock: s32,
  ru_oublock: s32,
  ru_msgsnd: s32,
  ru_msgrcv: s32,
  ru_nsignals: s32,
  ru_nvcsw: s32,
  ru_nivcsw: s32,
});

export const rlimit = struct("rlimit", {
  rlim_cur: u32,
  rlim_max: u32,
});

export const rlimit64 = struct("rlimit64", {
  rlim_cur: u64,
  rlim_max: u64,
});
