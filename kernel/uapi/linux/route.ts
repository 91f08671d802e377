// <linux/route.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { ptr, s16, struct, u16, u32 } from "../struct.ts";
import { sockaddr } from "./socket.ts";

export const RTF_UP = 1;
export const RTF_GATEWAY = 2;
export const RTF_HOST = 4;
export const RTF_REINSTATE = 8;
export const RTF_DYNAMIC = 0x10;
export const RTF_MODIFIED = 0x20;
export const RTF_MTU = 0x40;
export const RTF_MSS = RTF_MTU;
export const RTF_WINDOW = 0x80;
export const RTF_IRTT = 0x100;
export const RTF_REJECT = 0x200;

export const rtentry = struct("rtentry", {
  rt_pad1: u32,
  rt_dst: sockaddr,
  rt_gateway: sockaddr,
  rt_genmask: sockaddr,
  rt_flags: u16,
  rt_pad2: s16,
  rt_pad3: u32,
  rt_pad4: ptr,
  rt_metric: s16,
  rt_dev: ptr,
  rt_mtu: u32,
  rt_window: u32,
  rt_irtt: u16,
});
