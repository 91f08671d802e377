// <linux/suspend_ioctls.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s64, struct, u32 } from "../struct.ts";

export const SNAPSHOT_IOC_MAGIC = 51;
export const SNAPSHOT_FREEZE = 0x3301;
export const SNAPSHOT_UNFREEZE = 0x3302;
export const SNAPSHOT_ATOMIC_RESTORE = 0x3304;
export const SNAPSHOT_FREE = 0x3305;
export const SNAPSHOT_FREE_SWAP_PAGES = 0x3309;
export const SNAPSHOT_S2RAM = 0x330b;
export const SNAPSHOT_SET_SWAP_AREA = 0x800c330d;
export const SNAPSHOT_GET_IMAGE_SIZE = 0x4008330e;
export const SNAPSHOT_PLATFORM_SUPPORT = 0x330f;
export const SNAPSHOT_POWER_OFF = 0x3310;
export const SNAPSHOT_CREATE_IMAGE = 0x80043311;
export const SNAPSHOT_PREF_IMAGE_SIZE = 0x3312;
export const SNAPSHOT_AVAIL_SWAP_SIZE = 0x40083313;
export const SNAPSHOT_ALLOC_SWAP_PAGE = 0x40083314;
export const SNAPSHOT_IOC_MAXNR = 20;

export const resume_swap_area = struct(
  "resume_swap_area",
  {
    offset: s64,
    dev: u32,
  },
  { align: 1 },
);
