// <linux/sem.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, ptr, s16, s32, struct, u16 } from "../struct.ts";
import { ipc_perm } from "./ipc.ts";

export const SEM_UNDO = 0x1000;
export const GETPID = 11;
export const GETVAL = 12;
export const GETALL = 13;
export const GETNCNT = 14;
export const GETZCNT = 15;
export const SETVAL = 16;
export const SETALL = 17;
export const SEM_STAT = 18;
export const SEM_INFO = 19;
export const SEM_STAT_ANY = 20;
export const SEMMNI = 32000;
export const SEMMSL = 32000;
export const SEMMNS = 1024000000;
export const SEMOPM = 500;
export const SEMVMX = 32767;
export const SEMAEM = SEMVMX;
export const SEMUME = SEMOPM;
export const SEMMNU = SEMMNS;
export const SEMMAP = SEMMNS;
export const SEMUSZ = 20;

export const semid_ds = struct("semid_ds", {
  sem_perm: ipc_perm,
  sem_otime: s32,
  sem_ctime: s32,
  sem_base: ptr,
  sem_pending: ptr,
  sem_pending_last: ptr,
  undo: ptr,
  sem_nsems: u16,
});

export const sembuf = struct("sembuf", {
  sem_num: u16,
  sem_op: s16,
  sem_flg: s16,
});

export const semun = struct("semun", {
  val: s32,
  buf: at(0, ptr),
  array: at(0, ptr),
  __buf: at(0, ptr),
  __pad: at(0, ptr),
});

export const seminfo = struct("seminfo", {
  semmap: s32,
  semmni: s32,
  semmns: s32,
  semmnu: s32,
  semmsl: s32,
  semopm: s32,
  semume: s32,
  semusz: s32,
  semvmx: s32,
  semaem: s32,
});
