// <asm/posix_types.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s32, struct } from "../struct.ts";

export const __kernel_fsid_t = struct("__kernel_fsid_t", {
  val: array(s32, 2),
});
