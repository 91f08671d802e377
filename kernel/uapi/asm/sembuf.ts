// <asm/sembuf.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u32 } from "../struct.ts";
import { ipc64_perm } from "./ipcbuf.ts";

export const semid64_ds = struct("semid64_ds", {
  sem_perm: ipc64_perm,
  sem_otime_high: u32,
  sem_otime: u32,
  sem_ctime_high: u32,
  sem_ctime: u32,
  sem_nsems: u32,
  __unused1: u32,
  __unused2: u32,
});
