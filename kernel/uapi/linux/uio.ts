// <linux/uio.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { ptr, struct, u32 } from "../struct.ts";

export const UIO_FASTIOV = 8;
export const UIO_MAXIOV = 1024;

export const iovec = struct("iovec", {
  iov_base: ptr,
  iov_len: u32,
});
