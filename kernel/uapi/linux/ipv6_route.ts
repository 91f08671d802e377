// <linux/ipv6_route.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u16, u32 } from "../struct.ts";
import { in6_addr } from "./in6.ts";

export const RTF_DEFAULT = 0x10000;
export const RTF_ALLONLINK = 0x20000;
export const RTF_ADDRCONF = 0x40000;
export const RTF_PREFIX_RT = 0x80000;
export const RTF_ANYCAST = 0x100000;
export const RTF_NONEXTHOP = 0x200000;
export const RTF_EXPIRES = 0x400000;
export const RTF_ROUTEINFO = 0x800000;
export const RTF_CACHE = 0x1000000;
export const RTF_FLOW = 0x2000000;
export const RTF_POLICY = 0x4000000;
export const RTF_PREF_MASK = 0x18000000;
export const RTF_PCPU = 0x40000000;
export const RTF_LOCAL = 0x80000000;
export const RTMSG_NEWDEVICE = 0x11;
export const RTMSG_DELDEVICE = 0x12;
export const RTMSG_NEWROUTE = 0x21;
export const RTMSG_DELROUTE = 0x22;
export const IP6_RT_PRIO_USER = 1024;
export const IP6_RT_PRIO_ADDRCONF = 256;

export const in6_rtmsg = struct("in6_rtmsg", {
  rtmsg_dst: in6_addr,
  rtmsg_src: in6_addr,
  rtmsg_gateway: in6_addr,
  rtmsg_type: u32,
  rtmsg_dst_len: u16,
  rtmsg_src_len: u16,
  rtmsg_metric: u32,
  rtmsg_info: u32,
  rtmsg_flags: u32,
  rtmsg_ifindex: s32,
});
