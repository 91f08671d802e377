// <linux/gen_stats.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s8, struct, u8, u32, u64 } from "../struct.ts";

export const TCA_STATS_MAX = 8;
export const TCA_STATS_UNSPEC = 0;
export const TCA_STATS_BASIC = 1;
export const TCA_STATS_RATE_EST = 2;
export const TCA_STATS_QUEUE = 3;
export const TCA_STATS_APP = 4;
export const TCA_STATS_RATE_EST64 = 5;
export const TCA_STATS_PAD = 6;
export const TCA_STATS_BASIC_HW = 7;
export const TCA_STATS_PKT64 = 8;
export const __TCA_STATS_MAX = 9;

export const gnet_stats_basic = struct("gnet_stats_basic", {
  bytes: u64,
  packets: u32,
});

export const gnet_stats_rate_est = struct("gnet_stats_rate_est", {
  bps: u32,
  pps: u32,
});

export const gnet_stats_rate_est64 = struct("gnet_stats_rate_est64", {
  bps: u64,
  pps: u64,
});

export const gnet_stats_queue = struct("gnet_stats_queue", {
  qlen: u32,
  backlog: u32,
  drops: u32,
  requeues: u32,
  overlimits: u32,
});

export const gnet_estimator = struct("gnet_estimator", {
  interval: s8,
  ewma_log: u8,
});
