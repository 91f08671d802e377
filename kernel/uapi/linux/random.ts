// <linux/random.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s32, struct, u32 } from "../struct.ts";

export const RNDGETENTCNT = 0x40045200;
export const RNDADDTOENTCNT = 0x80045201;
export const RNDGETPOOL = 0x40085202;
export const RNDADDENTROPY = 0x80085203;
export const RNDZAPENTCNT = 0x5204;
export const RNDCLEARPOOL = 0x5206;
export const RNDRESEEDCRNG = 0x5207;
export const GRND_NONBLOCK = 1;
export const GRND_RANDOM = 2;
export const GRND_INSECURE = 4;

export const rand_pool_info = struct("rand_pool_info", {
  entropy_count: s32,
  buf_size: s32,
  buf: array(u32, 0),
});
