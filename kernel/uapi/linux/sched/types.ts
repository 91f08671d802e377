// <linux/sched/types.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u32, u64 } from "../../struct.ts";

export const SCHED_ATTR_SIZE_VER0 = 48;
export const SCHED_ATTR_SIZE_VER1 = 56;

export const sched_param = struct("sched_param", {
  sched_priority: s32,
});

export const sched_attr = struct("sched_attr", {
  size: u32,
  sched_policy: u32,
  sched_flags: u64,
  sched_nice: s32,
  sched_priority: u32,
  sched_runtime: u64,
  sched_deadline: u64,
  sched_period: u64,
  sched_util_min: u32,
  sched_util_max: u32,
});
