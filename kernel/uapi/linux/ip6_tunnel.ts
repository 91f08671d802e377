// <linux/ip6_tunnel.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const IPV6_TLV_TNL_ENCAP_LIMIT = 4;
export const IPV6_DEFAULT_TNL_ENCAP_LIMIT = 4;
export const IP6_TNL_F_IGN_ENCAP_LIMIT = 1;
export const IP6_TNL_F_USE_ORIG_TCLASS = 2;
export const IP6_TNL_F_USE_ORIG_FLOWLABEL = 4;
export const IP6_TNL_F_MIP6_DEV = 8;
export const IP6_TNL_F_RCV_DSCP_COPY = 0x10;
export const IP6_TNL_F_USE_ORIG_FWMARK = 0x20;
export const IP6_TNL_F_ALLOW_LOCAL_REMOTE = 0x40;
