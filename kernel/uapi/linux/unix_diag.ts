// <linux/unix_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u8, u16, u32 } from "../struct.ts";

export const UDIAG_SHOW_NAME = 1;
export const UDIAG_SHOW_VFS = 2;
export const UDIAG_SHOW_PEER = 4;
export const UDIAG_SHOW_ICONS = 8;
export const UDIAG_SHOW_RQLEN = 0x10;
export const UDIAG_SHOW_MEMINFO = 0x20;
export const UDIAG_SHOW_UID = 0x40;
export const UNIX_DIAG_MAX = 7;
export const UNIX_DIAG_NAME = 0;
export const UNIX_DIAG_VFS = 1;
export const UNIX_DIAG_PEER = 2;
export const UNIX_DIAG_ICONS = 3;
export const UNIX_DIAG_RQLEN = 4;
export const UNIX_DIAG_MEMINFO = 5;
export const UNIX_DIAG_SHUTDOWN = 6;
export const UNIX_DIAG_UID = 7;
export const __UNIX_DIAG_MAX = 8;

export const unix_diag_req = struct("unix_diag_req", {
  sdiag_family: u8,
  sdiag_protocol: u8,
  pad: u16,
  udiag_states: u32,
  udiag_ino: u32,
  udiag_show: u32,
  udiag_cookie: array(u32, 2),
});

export const unix_diag_msg = struct("unix_diag_msg", {
  udiag_family: u8,
  udiag_type: u8,
  udiag_state: u8,
  pad: u8,
  udiag_ino: u32,
  udiag_cookie: array(u32, 2),
});

export const unix_diag_vfs = struct("unix_diag_vfs", {
  udiag_vfs_ino: u32,
  udiag_vfs_dev: u32,
});

export const unix_diag_rqlen = struct("unix_diag_rqlen", {
  udiag_rqueue: u32,
  udiag_wqueue: u32,
});
