// <linux/acct.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const ACCT_COMM = 16;
export const AFORK = 1;
export const ASU = 2;
export const ACOMPAT = 4;
export const ACORE = 8;
export const AXSIG = 0x10;
export const AGROUP = 0x20;
export const ACCT_BYTEORDER = 0x80;
export const ACCT_VERSION = 2;
export const AHZ = 100;
