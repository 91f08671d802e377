// <linux/in_route.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const RTCF_NOTIFY = 0x10000;
export const RTCF_DIRECTDST = 0x20000;
export const RTCF_REDIRECTED = 0x40000;
export const RTCF_TPROXY = 0x80000;
export const RTCF_FAST = 0x200000;
export const RTCF_MASQ = 0x400000;
export const RTCF_SNAT = 0x800000;
export const RTCF_DOREDIRECT = 0x1000000;
export const RTCF_DIRECTSRC = 0x4000000;
export const RTCF_DNAT = 0x8000000;
export const RTCF_BROADCAST = 0x10000000;
export const RTCF_MULTICAST = 0x20000000;
export const RTCF_REJECT = 0x40000000;
export const RTCF_LOCAL = 0x80000000;
export const RTCF_NAT = 142606336;
