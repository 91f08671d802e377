// <linux/signalfd.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, s32, struct, u16, u32, u64 } from "../struct.ts";

export const SFD_CLOEXEC = 2097152;
export const SFD_NONBLOCK = 65536;

export const signalfd_siginfo = struct("signalfd_siginfo", {
  ssi_signo: u32,
  ssi_errno: s32,
  ssi_code: s32,
  ssi_pid: u32,
  ssi_uid: u32,
  ssi_fd: s32,
  ssi_tid: u32,
  ssi_band: u32,
  ssi_overrun: u32,
  ssi_trapno: u32,
  ssi_status: s32,
  ssi_int: s32,
  ssi_ptr: u64,
  ssi_utime: u64,
  ssi_stime: u64,
  ssi_addr: u64,
  ssi_addr_lsb: u16,
  __pad2: u16,
  ssi_syscall: s32,
  ssi_call_addr: u64,
  ssi_arch: u32,
  __pad: bytes(28),
});
