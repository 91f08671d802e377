// <linux/netfilter/x_tables.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const XT_FUNCTION_MAXNAMELEN = 30;
export const XT_EXTENSION_MAXNAMELEN = 29;
export const XT_TABLE_MAXNAMELEN = 32;
export const XT_CONTINUE = 0xffffffff;
export const XT_STANDARD_TARGET = "";
export const XT_ERROR_TARGET = "ERROR";
export const XT_INV_PROTO = 0x40;
