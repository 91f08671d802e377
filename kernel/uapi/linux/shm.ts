// <linux/shm.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { ptr, s32, struct, u16, u32 } from "../struct.ts";
import { ipc_perm } from "./ipc.ts";

export const SHMMIN = 1;
export const SHMMNI = 4096;
export const SHMSEG = SHMMNI;
export const SHM_R = 0o400;
export const SHM_W = 0o200;
export const SHM_HUGETLB = 0o4000;
export const SHM_NORESERVE = 0o10000;
export const SHM_HUGE_SHIFT = 26;
export const SHM_HUGE_MASK = 63;
export const SHM_HUGE_64KB = 1073741824;
export const SHM_HUGE_512KB = 1275068416;
export const SHM_HUGE_1MB = 1342177280;
export const SHM_HUGE_2MB = 1409286144;
export const SHM_HUGE_8MB = 1543503872;
export const SHM_HUGE_16MB = 1610612736;
export const SHM_HUGE_32MB = 1677721600;
export const SHM_HUGE_256MB = 1879048192;
export const SHM_HUGE_512MB = 1946157056;
export const SHM_HUGE_1GB = 2013265920;
export const SHM_HUGE_2GB = 2080374784;
export const SHM_HUGE_16GB = 2281701376;
export const SHM_RDONLY = 0o10000;
export const SHM_RND = 0o20000;
export const SHM_REMAP = 0o40000;
export const SHM_EXEC = 0o100000;
export const SHM_LOCK = 11;
export const SHM_UNLOCK = 12;
export const SHM_STAT = 13;
export const SHM_INFO = 14;
export const SHM_STAT_ANY = 15;

export const shmid_ds = struct("shmid_ds", {
  shm_perm: ipc_perm,
  shm_segsz: s32,
  shm_atime: s32,
  shm_dtime: s32,
  shm_ctime: s32,
  shm_cpid: u16,
  shm_lpid: u16,
  shm_nattch: u16,
  shm_unused: u16,
  shm_unused2: ptr,
  shm_unused3: ptr,
});

export const shminfo = struct("shminfo", {
  shmmax: s32,
  shmmin: s32,
  shmmni: s32,
  shmseg: s32,
  shmall: s32,
});

export const shm_info = struct("shm_info", {
  used_ids: s32,
  shm_tot: u32,
  shm_rss: u32,
  shm_swp: u32,
  swap_attempts: u32,
  swap_successes: u32,
});
