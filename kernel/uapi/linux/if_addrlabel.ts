// <linux/if_addrlabel.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u8, u32 } from "../struct.ts";

export const IFAL_MAX = 2;
export const IFAL_ADDRESS = 1;
export const IFAL_LABEL = 2;
export const __IFAL_MAX = 3;

export const ifaddrlblmsg = struct("ifaddrlblmsg", {
  ifal_family: u8,
  __ifal_reserved: u8,
  ifal_prefixlen: u8,
  ifal_flags: u8,
  ifal_index: u32,
  ifal_seq: u32,
});
