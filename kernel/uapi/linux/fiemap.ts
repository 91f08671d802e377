// <linux/fiemap.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u32, u64 } from "../struct.ts";

export const FIEMAP_MAX_OFFSET = -1;
export const FIEMAP_FLAG_SYNC = 1;
export const FIEMAP_FLAG_XATTR = 2;
export const FIEMAP_FLAG_CACHE = 4;
export const FIEMAP_FLAGS_COMPAT = 3;
export const FIEMAP_EXTENT_LAST = 1;
export const FIEMAP_EXTENT_UNKNOWN = 2;
export const FIEMAP_EXTENT_DELALLOC = 4;
export const FIEMAP_EXTENT_ENCODED = 8;
export const FIEMAP_EXTENT_DATA_ENCRYPTED = 0x80;
export const FIEMAP_EXTENT_NOT_ALIGNED = 0x100;
export const FIEMAP_EXTENT_DATA_INLINE = 0x200;
export const FIEMAP_EXTENT_DATA_TAIL = 0x400;
export const FIEMAP_EXTENT_UNWRITTEN = 0x800;
export const FIEMAP_EXTENT_MERGED = 0x1000;
export const FIEMAP_EXTENT_SHARED = 0x2000;

export const fiemap_extent = struct("fiemap_extent", {
  fe_logical: u64,
  fe_physical: u64,
  fe_length: u64,
  fe_reserved64: array(u64, 2),
  fe_flags: u32,
  fe_reserved: array(u32, 3),
});

export const fiemap = struct("fiemap", {
  fm_start: u64,
  fm_length: u64,
  fm_flags: u32,
  fm_mapped_extents: u32,
  fm_extent_count: u32,
  fm_reserved: u32,
  fm_extents: array(fiemap_extent, 0),
});
