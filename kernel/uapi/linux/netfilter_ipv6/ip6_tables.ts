// <linux/netfilter_ipv6/ip6_tables.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const IP6T_FUNCTION_MAXNAMELEN = 30;
export const IP6T_TABLE_MAXNAMELEN = 32;
export const IP6T_CONTINUE = 4294967295;
export const IP6T_RETURN = -5;
export const IP6T_TCP_INV_SRCPT = 1;
export const IP6T_TCP_INV_DSTPT = 2;
export const IP6T_TCP_INV_FLAGS = 4;
export const IP6T_TCP_INV_OPTION = 8;
export const IP6T_TCP_INV_MASK = 15;
export const IP6T_UDP_INV_SRCPT = 1;
export const IP6T_UDP_INV_DSTPT = 2;
export const IP6T_UDP_INV_MASK = 3;
export const IP6T_F_PROTO = 1;
export const IP6T_F_TOS = 2;
export const IP6T_F_GOTO = 4;
export const IP6T_F_MASK = 7;
export const IP6T_INV_VIA_IN = 1;
export const IP6T_INV_VIA_OUT = 2;
export const IP6T_INV_TOS = 4;
export const IP6T_INV_SRCIP = 8;
export const IP6T_INV_DSTIP = 0x10;
export const IP6T_INV_FRAG = 0x20;
export const IP6T_INV_PROTO = 64;
export const IP6T_INV_MASK = 0x7f;
export const IP6T_BASE_CTL = 64;
export const IP6T_SO_SET_REPLACE = IP6T_BASE_CTL;
export const IP6T_SO_SET_ADD_COUNTERS = 65;
export const IP6T_SO_SET_MAX = IP6T_SO_SET_ADD_COUNTERS;
export const IP6T_SO_GET_INFO = IP6T_BASE_CTL;
export const IP6T_SO_GET_ENTRIES = 65;
export const IP6T_SO_GET_REVISION_MATCH = 68;
export const IP6T_SO_GET_REVISION_TARGET = 69;
export const IP6T_SO_GET_MAX = IP6T_SO_GET_REVISION_TARGET;
export const IP6T_SO_ORIGINAL_DST = 80;
export const IP6T_ICMP_INV = 1;
