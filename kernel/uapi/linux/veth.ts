// <linux/veth.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const VETH_INFO_MAX = 1;
export const VETH_INFO_UNSPEC = 0;
export const VETH_INFO_PEER = 1;
export const __VETH_INFO_MAX = 2;
