// <linux/route.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

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
