// <linux/msg.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { chars, ptr, s32, struct, u16, u32 } from "../struct.ts";
import { ipc_perm } from "./ipc.ts";

export const MSG_STAT = 11;
export const MSG_INFO = 12;
export const MSG_STAT_ANY = 13;
export const MSG_NOERROR = 0o10000;
export const MSG_EXCEPT = 0o20000;
export const MSG_COPY = 0o40000;
export const MSGMNI = 32000;
export const MSGMAX = 8192;
export const MSGMNB = 16384;
export const MSGPOOL = 512000;
export const MSGTQL = MSGMNB;
export const MSGMAP = MSGMNB;
export const MSGSSZ = 16;
export const __MSGSEG = 32768000;
export const MSGSEG = 65535;

export const msgbuf = struct("msgbuf", {
  mtype: s32,
  mtext: chars(1),
});

export const msqid_ds = struct("msqid_ds", {
  msg_perm: ipc_perm,
  msg_first: ptr,
  msg_last: ptr,
  msg_stime: s32,
  msg_rtime: s32,
  msg_ctime: s32,
  msg_lcbytes: u32,
  msg_lqbytes: u32,
  msg_cbytes: u16,
  msg_qnum: u16,
  msg_qbytes: u16,
  msg_lspid: u16,
  msg_lrpid: u16,
});

export const msginfo = struct("msginfo", {
  msgpool: s32,
  msgmap: s32,
  msgmax: s32,
  msgmnb: s32,
  msgmni: s32,
  msgssz: s32,
  msgtql: s32,
  msgseg: u16,
});
