// <asm/statfs.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s32, struct, u32, u64 } from "../struct.ts";
import { __kernel_fsid_t } from "./posix_types.ts";

export const statfs = struct("statfs", {
  f_type: s32,
  f_bsize: s32,
  f_blocks: s32,
  f_bfree: s32,
  f_bavail: s32,
  f_files: s32,
  f_ffree: s32,
  f_fsid: __kernel_fsid_t,
  f_namelen: s32,
  f_frsize: s32,
  f_flags: s32,
  f_spare: array(s32, 4),
});

export const statfs64 = struct("statfs64", {
  f_type: s32,
  f_bsize: s32,
  f_blocks: u64,
  f_bfree: u64,
  f_bavail: u64,
  f_files: u64,
  f_ffree: u64,
  f_fsid: __kernel_fsid_t,
  f_namelen: s32,
  f_frsize: s32,
  f_flags: s32,
  f_spare: array(s32, 4),
});

export const compat_statfs64 = struct("compat_statfs64", {
  f_type: u32,
  f_bsize: u32,
  f_blocks: u64,
  f_bfree: u64,
  f_bavail: u64,
  f_files: u64,
  f_ffree: u64,
  f_fsid: __kernel_fsid_t,
  f_namelen: u32,
  f_frsize: u32,
  f_flags: u32,
  f_spare: array(u32, 4),
});
