// <asm/msgbuf.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u32 } from "../struct.ts";
import { ipc64_perm } from "./ipcbuf.ts";

export const msqid64_ds = struct("msqid64_ds", {
  msg_perm: ipc64_perm,
  msg_stime_high: u32,
  msg_stime: u32,
  msg_rtime_high: u32,
  msg_rtime: u32,
  msg_ctime_high: u32,
  msg_ctime: u32,
  msg_cbytes: u32,
  msg_qnum: u32,
  msg_qbytes: u32,
  msg_lspid: s32,
  msg_lrpid: s32,
  __unused1: u32,
  __unused2: u32,
});
