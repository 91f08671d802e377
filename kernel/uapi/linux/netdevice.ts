// <linux/netdevice.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const MAX_ADDR_LEN = 32;
export const INIT_NETDEV_GROUP = 0;
export const NET_NAME_UNKNOWN = 0;
export const NET_NAME_ENUM = 1;
export const NET_NAME_PREDICTABLE = 2;
export const NET_NAME_USER = 3;
export const NET_NAME_RENAMED = 4;
export const NET_ADDR_PERM = 0;
export const NET_ADDR_RANDOM = 1;
export const NET_ADDR_STOLEN = 2;
export const NET_ADDR_SET = 3;
export const IF_PORT_UNKNOWN = 0;
export const IF_PORT_10BASE2 = 1;
export const IF_PORT_10BASET = 2;
export const IF_PORT_AUI = 3;
export const IF_PORT_100BASET = 4;
export const IF_PORT_100BASETX = 5;
export const IF_PORT_100BASEFX = 6;
