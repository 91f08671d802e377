// <asm/param.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const HZ = 100;
export const EXEC_PAGESIZE = 4096;
export const NOGROUP = -1;
export const MAXHOSTNAMELEN = 64;
