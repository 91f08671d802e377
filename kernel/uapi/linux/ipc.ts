// <linux/ipc.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { ptr, s32, struct, u16, u32 } from "../struct.ts";

export const IPC_PRIVATE = 0;
export const IPC_CREAT = 0o1000;
export const IPC_EXCL = 0o2000;
export const IPC_NOWAIT = 0o4000;
export const IPC_DIPC = 0o10000;
export const IPC_OWN = 0o20000;
export const IPC_RMID = 0;
export const IPC_SET = 1;
export const IPC_STAT = 2;
export const IPC_INFO = 3;
export const IPC_OLD = 0;
export const IPC_64 = 0x100;
export const SEMOP = 1;
export const SEMGET = 2;
export const SEMCTL = 3;
export const SEMTIMEDOP = 4;
export const MSGSND = 11;
export const MSGRCV = 12;
export const MSGGET = 13;
export const MSGCTL = 14;
export const SHMAT = 21;
export const SHMDT = 22;
export const SHMGET = 23;
export const SHMCTL = 24;
export const DIPC = 25;

export const ipc_perm = struct("ipc_perm", {
  key: s32,
  uid: u32,
  gid: u32,
  cuid: u32,
  cgid: u32,
  mode: u16,
  seq: u16,
});

export const ipc_kludge = struct("ipc_kludge", {
  msgp: ptr,
  msgtyp: s32,
});
