// <asm/shmbuf.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u32 } from "../struct.ts";
import { ipc64_perm } from "./ipcbuf.ts";

export const shmid64_ds = struct("shmid64_ds", {
  shm_perm: ipc64_perm,
  shm_atime_high: u32,
  shm_atime: u32,
  shm_dtime_high: u32,
  shm_dtime: u32,
  shm_ctime_high: u32,
  shm_ctime: u32,
  __pad4: u32,
  shm_segsz: u32,
  shm_cpid: s32,
  shm_lpid: s32,
  shm_nattch: u32,
  __unused1: u32,
  __unused2: u32,
});

export const shminfo64 = struct("shminfo64", {
  shmmax: u32,
  shmmin: u32,
  shmmni: u32,
  shmseg: u32,
  shmall: u32,
  __unused1: u32,
  __unused2: u32,
  __unused3: u32,
  __unused4: u32,
});
