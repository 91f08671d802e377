// <linux/if_addrlabel.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const IFAL_MAX = 2;
export const IFAL_ADDRESS = 1;
export const IFAL_LABEL = 2;
export const __IFAL_MAX = 3;
