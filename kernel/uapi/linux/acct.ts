// <linux/acct.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { chars, s8, struct, u8, u16, u32 } from "../struct.ts";

export const ACCT_COMM = 16;
export const AFORK = 1;
export const ASU = 2;
export const ACOMPAT = 4;
export const ACORE = 8;
export const AXSIG = 0x10;
export const AGROUP = 0x20;
export const ACCT_BYTEORDER = 0x80;
export const ACCT_VERSION = 2;
export const AHZ = 100;

export const acct = struct("acct", {
  ac_flag: s8,
  ac_version: s8,
  ac_uid16: u16,
  ac_gid16: u16,
  ac_tty: u16,
  ac_btime: u32,
  ac_utime: u16,
  ac_stime: u16,
  ac_etime: u16,
  ac_mem: u16,
  ac_io: u16,
  ac_rw: u16,
  ac_minflt: u16,
  ac_majflt: u16,
  ac_swaps: u16,
  ac_ahz: u16,
  ac_exitcode: u32,
  ac_comm: chars(17),
  ac_etime_hi: u8,
  ac_etime_lo: u16,
  ac_uid: u32,
  ac_gid: u32,
});

export const acct_v3 = struct("acct_v3", {
  ac_flag: s8,
  ac_version: s8,
  ac_tty: u16,
  ac_exitcode: u32,
  ac_uid: u32,
  ac_gid: u32,
  ac_pid: u32,
  ac_ppid: u32,
  ac_btime: u32,
  ac_etime: u32,
  ac_utime: u16,
  ac_stime: u16,
  ac_mem: u16,
  ac_io: u16,
  ac_rw: u16,
  ac_minflt: u16,
  ac_majflt: u16,
  ac_swaps: u16,
  ac_comm: chars(16),
});
