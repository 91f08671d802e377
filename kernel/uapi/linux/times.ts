// <linux/times.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct } from "../struct.ts";

export const tms = struct("tms", {
  tms_utime: s32,
  tms_stime: s32,
  tms_cutime: s32,
  tms_cstime: s32,
});
