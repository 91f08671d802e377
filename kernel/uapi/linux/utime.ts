// <linux/utime.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct } from "../struct.ts";

export const utimbuf = struct("utimbuf", {
  actime: s32,
  modtime: s32,
});
