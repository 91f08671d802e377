// <linux/errqueue.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, struct, u8, u16, u32 } from "../struct.ts";
import { timespec } from "./time.ts";
import { __kernel_timespec } from "./time_types.ts";

export const SO_EE_ORIGIN_NONE = 0;
export const SO_EE_ORIGIN_LOCAL = 1;
export const SO_EE_ORIGIN_ICMP = 2;
export const SO_EE_ORIGIN_ICMP6 = 3;
export const SO_EE_ORIGIN_TXSTATUS = 4;
export const SO_EE_ORIGIN_ZEROCOPY = 5;
export const SO_EE_ORIGIN_TXTIME = 6;
export const SO_EE_ORIGIN_TIMESTAMPING = SO_EE_ORIGIN_TXSTATUS;
export const SO_EE_CODE_ZEROCOPY_COPIED = 1;
export const SO_EE_CODE_TXTIME_INVALID_PARAM = 1;
export const SO_EE_CODE_TXTIME_MISSED = 2;
export const SO_EE_RFC4884_FLAG_INVALID = 1;
export const SCM_TSTAMP_SND = 0;
export const SCM_TSTAMP_SCHED = 1;
export const SCM_TSTAMP_ACK = 2;

export const sock_ee_data_rfc4884 = struct("sock_ee_data_rfc4884", {
  len: u16,
  flags: u8,
  reserved: u8,
});

export const sock_extended_err = struct("sock_extended_err", {
  ee_errno: u32,
  ee_origin: u8,
  ee_type: u8,
  ee_code: u8,
  ee_pad: u8,
  ee_info: u32,
  ee_data: u32,
  ee_rfc4884: at(12, sock_ee_data_rfc4884),
});

export const scm_timestamping = struct("scm_timestamping", {
  ts: array(timespec, 3),
});

export const scm_timestamping64 = struct("scm_timestamping64", {
  ts: array(__kernel_timespec, 3),
});
