// <asm/ipcbuf.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u16, u32, u64 } from "../struct.ts";

export const ipc64_perm = struct("ipc64_perm", {
  key: s32,
  uid: u32,
  gid: u32,
  cuid: u32,
  cgid: u32,
  __pad1: u16,
  mode: u16,
  __pad2: u16,
  seq: u16,
  __pad3: u32,
  __unused1: u64,
  __unused2: u64,
});
