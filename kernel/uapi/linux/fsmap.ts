// <linux/fsmap.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u32, u64 } from "../struct.ts";

export const FMH_IF_VALID = 0;
export const FMH_OF_DEV_T = 1;
export const FMR_OF_PREALLOC = 1;
export const FMR_OF_ATTR_FORK = 2;
export const FMR_OF_EXTENT_MAP = 4;
export const FMR_OF_SHARED = 8;
export const FMR_OF_SPECIAL_OWNER = 0x10;
export const FMR_OF_LAST = 0x20;
export const FMR_OWN_FREE = 1;
export const FMR_OWN_UNKNOWN = 2;
export const FMR_OWN_METADATA = 3;
export const FS_IOC_GETFSMAP = 0xc0c0583b;

export const fsmap = struct("fsmap", {
  fmr_device: u32,
  fmr_flags: u32,
  fmr_physical: u64,
  fmr_owner: u64,
  fmr_offset: u64,
  fmr_length: u64,
  fmr_reserved: array(u64, 3),
});

export const fsmap_head = struct("fsmap_head", {
  fmh_iflags: u32,
  fmh_oflags: u32,
  fmh_count: u32,
  fmh_entries: u32,
  fmh_reserved: array(u64, 6),
  fmh_keys: array(fsmap, 2),
  fmh_recs: array(fsmap, 0),
});
