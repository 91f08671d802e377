// <linux/netfilter/x_tables.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, chars, ptr, s32, struct, u8, u16, u32, u64 } from "../../struct.ts";

export const XT_FUNCTION_MAXNAMELEN = 30;
export const XT_EXTENSION_MAXNAMELEN = 29;
export const XT_TABLE_MAXNAMELEN = 32;
export const XT_CONTINUE = 0xffffffff;
export const XT_STANDARD_TARGET = "";
export const XT_ERROR_TARGET = "ERROR";
export const XT_INV_PROTO = 0x40;

export const xt_entry_match = struct("xt_entry_match", {
  u: struct("", {
    user: struct("", { match_size: u16, name: chars(29), revision: u8 }),
    kernel: at(0, struct("", { match_size: u16, match: ptr })),
    match_size: at(0, u16),
  }),
  data: bytes(0),
});

export const xt_entry_target = struct("xt_entry_target", {
  u: struct("", {
    user: struct("", { target_size: u16, name: chars(29), revision: u8 }),
    kernel: at(0, struct("", { target_size: u16, target: ptr })),
    target_size: at(0, u16),
  }),
  data: bytes(0),
});

export const xt_standard_target = struct("xt_standard_target", {
  target: xt_entry_target,
  verdict: s32,
});

export const xt_error_target = struct("xt_error_target", {
  target: xt_entry_target,
  errorname: chars(30),
});

export const xt_get_revision = struct("xt_get_revision", {
  name: chars(29),
  revision: u8,
});

export const _xt_align = struct("_xt_align", {
  u8: u8,
  u16: u16,
  u32: u32,
  u64: u64,
});

export const xt_counters = struct("xt_counters", {
  pcnt: u64,
  bcnt: u64,
});

export const xt_counters_info = struct("xt_counters_info", {
  name: chars(32),
  num_counters: u32,
  counters: array(xt_counters, 0),
});
