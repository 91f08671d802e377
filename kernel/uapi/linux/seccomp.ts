// <linux/seccomp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s32, s64, struct, u16, u32, u64 } from "../struct.ts";

export const SECCOMP_MODE_DISABLED = 0;
export const SECCOMP_MODE_STRICT = 1;
export const SECCOMP_MODE_FILTER = 2;
export const SECCOMP_SET_MODE_STRICT = 0;
export const SECCOMP_SET_MODE_FILTER = 1;
export const SECCOMP_GET_ACTION_AVAIL = 2;
export const SECCOMP_GET_NOTIF_SIZES = 3;
export const SECCOMP_FILTER_FLAG_TSYNC = 1;
export const SECCOMP_FILTER_FLAG_LOG = 2;
export const SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
export const SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
export const SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 0x10;
export const SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 0x20;
export const SECCOMP_RET_KILL_PROCESS = 0x80000000;
export const SECCOMP_RET_KILL_THREAD = 0;
export const SECCOMP_RET_KILL = SECCOMP_RET_KILL_THREAD;
export const SECCOMP_RET_TRAP = 0x30000;
export const SECCOMP_RET_ERRNO = 0x50000;
export const SECCOMP_RET_USER_NOTIF = 0x7fc00000;
export const SECCOMP_RET_TRACE = 0x7ff00000;
export const SECCOMP_RET_LOG = 0x7ffc0000;
export const SECCOMP_RET_ALLOW = 0x7fff0000;
export const SECCOMP_RET_ACTION_FULL = 0xffff0000;
export const SECCOMP_RET_ACTION = 0x7fff0000;
export const SECCOMP_RET_DATA = 0xffff;
export const SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;
export const SECCOMP_ADDFD_FLAG_SETFD = 1;
export const SECCOMP_ADDFD_FLAG_SEND = 2;
export const SECCOMP_IOC_MAGIC = 33;
export const SECCOMP_IOCTL_NOTIF_RECV = 3226476800;
export const SECCOMP_IOCTL_NOTIF_SEND = 3222806785;
export const SECCOMP_IOCTL_NOTIF_ID_VALID = 2148016386;
export const SECCOMP_IOCTL_NOTIF_ADDFD = 2149064963;

export const seccomp_data = struct("seccomp_data", {
  nr: s32,
  arch: u32,
  instruction_pointer: u64,
  args: array(u64, 6),
});

export const seccomp_notif_sizes = struct("seccomp_notif_sizes", {
  seccomp_notif: u16,
  seccomp_notif_resp: u16,
  seccomp_data: u16,
});

export const seccomp_notif = struct("seccomp_notif", {
  id: u64,
  pid: u32,
  flags: u32,
  data: seccomp_data,
});

export const seccomp_notif_resp = struct("seccomp_notif_resp", {
  id: u64,
  val: s64,
  error: s32,
  flags: u32,
});

export const seccomp_notif_addfd = struct("seccomp_notif_addfd", {
  id: u64,
  flags: u32,
  srcfd: u32,
  newfd: u32,
  newfd_flags: u32,
});
