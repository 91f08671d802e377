// <linux/kcmp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u32 } from "../struct.ts";

export const KCMP_FILE = 0;
export const KCMP_VM = 1;
export const KCMP_FILES = 2;
export const KCMP_FS = 3;
export const KCMP_SIGHAND = 4;
export const KCMP_IO = 5;
export const KCMP_SYSVSEM = 6;
export const KCMP_EPOLL_TFD = 7;
export const KCMP_TYPES = 8;

export const kcmp_epoll_slot = struct("kcmp_epoll_slot", {
  efd: u32,
  tfd: u32,
  toff: u32,
});
