// <linux/sysinfo.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, chars, s32, struct, u16, u32 } from "../struct.ts";

export const SI_LOAD_SHIFT = 16;

export const sysinfo = struct("sysinfo", {
  uptime: s32,
  loads: array(u32, 3),
  totalram: u32,
  freeram: u32,
  sharedram: u32,
  bufferram: u32,
  totalswap: u32,
  freeswap: u32,
  procs: u16,
  pad: u16,
  totalhigh: u32,
  freehigh: u32,
  mem_unit: u32,
  _f: chars(8),
});
