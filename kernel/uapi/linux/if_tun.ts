// <linux/if_tun.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const TUN_READQ_SIZE = 500;
export const TUN_TUN_DEV = 1;
export const TUN_TAP_DEV = 2;
export const TUN_TYPE_MASK = 0xf;
export const IFF_TUN = 1;
export const IFF_TAP = 2;
export const IFF_NAPI = 0x10;
export const IFF_NAPI_FRAGS = 0x20;
export const IFF_NO_CARRIER = 0x40;
export const IFF_NO_PI = 0x1000;
export const IFF_ONE_QUEUE = 0x2000;
export const IFF_VNET_HDR = 0x4000;
export const IFF_TUN_EXCL = 0x8000;
export const IFF_MULTI_QUEUE = 0x100;
export const IFF_ATTACH_QUEUE = 0x200;
export const IFF_DETACH_QUEUE = 0x400;
export const IFF_PERSIST = 0x800;
export const IFF_NOFILTER = 0x1000;
export const TUN_TX_TIMESTAMP = 1;
export const TUN_F_CSUM = 1;
export const TUN_F_TSO4 = 2;
export const TUN_F_TSO6 = 4;
export const TUN_F_TSO_ECN = 8;
export const TUN_F_UFO = 0x10;
export const TUN_PKT_STRIP = 1;
export const TUN_FLT_ALLMULTI = 1;
