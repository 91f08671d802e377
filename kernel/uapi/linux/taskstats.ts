// <linux/taskstats.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bytes, chars, struct, u8, u16, u32, u64 } from "../struct.ts";

export const TASKSTATS_VERSION = 13;
export const TS_COMM_LEN = 32;
export const TASKSTATS_CMD_MAX = 2;
export const TASKSTATS_TYPE_MAX = 6;
export const TASKSTATS_CMD_ATTR_MAX = 4;
export const TASKSTATS_GENL_NAME = "TASKSTATS";
export const TASKSTATS_GENL_VERSION = 1;
export const TASKSTATS_CMD_UNSPEC = 0;
export const TASKSTATS_CMD_GET = 1;
export const TASKSTATS_CMD_NEW = 2;
export const __TASKSTATS_CMD_MAX = 3;
export const TASKSTATS_TYPE_UNSPEC = 0;
export const TASKSTATS_TYPE_PID = 1;
export const TASKSTATS_TYPE_TGID = 2;
export const TASKSTATS_TYPE_STATS = 3;
export const TASKSTATS_TYPE_AGGR_PID = 4;
export const TASKSTATS_TYPE_AGGR_TGID = 5;
export const TASKSTATS_TYPE_NULL = 6;
export const __TASKSTATS_TYPE_MAX = 7;
export const TASKSTATS_CMD_ATTR_UNSPEC = 0;
export const TASKSTATS_CMD_ATTR_PID = 1;
export const TASKSTATS_CMD_ATTR_TGID = 2;
export const TASKSTATS_CMD_ATTR_REGISTER_CPUMASK = 3;
export const TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK = 4;
export const __TASKSTATS_CMD_ATTR_MAX = 5;

export const taskstats = struct("taskstats", {
  version: u16,
  ac_exitcode: u32,
  ac_flag: u8,
  ac_nice: u8,
  cpu_count: u64,
  cpu_delay_total: u64,
  blkio_count: u64,
  blkio_delay_total: u64,
  swapin_count: u64,
  swapin_delay_total: u64,
  cpu_run_real_total: u64,
  cpu_run_virtual_total: u64,
  ac_comm: chars(32),
  ac_sched: u8,
  ac_pad: bytes(3),
  ac_uid: at(120, u32),
  ac_gid: u32,
  ac_pid: u32,
  ac_ppid: u32,
  ac_btime: u32,
  ac_etime: u64,
  ac_utime: u64,
  ac_stime: u64,
  ac_minflt: u64,
  ac_majflt: u64,
  coremem: u64,
  virtmem: u64,
  hiwater_rss: u64,
  hiwater_vm: u64,
  read_char: u64,
  write_char: u64,
  read_syscalls: u64,
  write_syscalls: u64,
  read_bytes: u64,
  write_bytes: u64,
  cancelled_write_bytes: u64,
  nvcsw: u64,
  nivcsw: u64,
  ac_utimescaled: u64,
  ac_stimescaled: u64,
  cpu_scaled_run_real_total: u64,
  freepages_count: u64,
  freepages_delay_total: u64,
  thrashing_count: u64,
  thrashing_delay_total: u64,
  ac_btime64: u64,
  compact_count: u64,
  compact_delay_total: u64,
  ac_tgid: u32,
  ac_tgetime: u64,
  ac_exe_dev: u64,
  ac_exe_inode: u64,
  wpcopy_count: u64,
  wpcopy_delay_total: u64,
});
