// <linux/utsname.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { chars, struct } from "../struct.ts";

export const __OLD_UTS_LEN = 8;
export const __NEW_UTS_LEN = 64;

export const oldold_utsname = struct("oldold_utsname", {
  sysname: chars(9),
  nodename: chars(9),
  release: chars(9),
  version: chars(9),
  machine: chars(9),
});

export const old_utsname = struct("old_utsname", {
  sysname: chars(65),
  nodename: chars(65),
  release: chars(65),
  version: chars(65),
  machine: chars(65),
});

export const new_utsname = struct("new_utsname", {
  sysname: chars(65),
  nodename: chars(65),
  release: chars(65),
  version: chars(65),
  machine: chars(65),
  domainname: chars(65),
});
