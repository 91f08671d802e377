// <linux/netfilter_ipv6.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const NF_IP6_PRE_ROUTING = 0;
export const NF_IP6_LOCAL_IN = 1;
export const NF_IP6_FORWARD = 2;
export const NF_IP6_LOCAL_OUT = 3;
export const NF_IP6_POST_ROUTING = 4;
export const NF_IP6_NUMHOOKS = 5;
export const NF_IP6_PRI_FIRST = -2147483648;
export const NF_IP6_PRI_RAW_BEFORE_DEFRAG = -450;
export const NF_IP6_PRI_CONNTRACK_DEFRAG = -400;
export const NF_IP6_PRI_RAW = -300;
export const NF_IP6_PRI_SELINUX_FIRST = -225;
export const NF_IP6_PRI_CONNTRACK = -200;
export const NF_IP6_PRI_MANGLE = -150;
export const NF_IP6_PRI_NAT_DST = -100;
export const NF_IP6_PRI_FILTER = 0;
export const NF_IP6_PRI_SECURITY = 50;
export const NF_IP6_PRI_NAT_SRC = 100;
export const NF_IP6_PRI_SELINUX_LAST = 225;
export const NF_IP6_PRI_CONNTRACK_HELPER = 300;
export const NF_IP6_PRI_LAST = 0x7fffffff;
