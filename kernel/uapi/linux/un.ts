// <linux/un.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const UNIX_PATH_MAX = 108;
export const SIOCUNIXFILE = 35296;
