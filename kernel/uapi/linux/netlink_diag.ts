// <linux/netlink_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const NETLINK_DIAG_MAX = 4;
export const NDIAG_PROTO_ALL = 0xff;
export const NDIAG_SHOW_MEMINFO = 1;
export const NDIAG_SHOW_GROUPS = 2;
export const NDIAG_SHOW_RING_CFG = 4;
export const NDIAG_SHOW_FLAGS = 8;
export const NDIAG_FLAG_CB_RUNNING = 1;
export const NDIAG_FLAG_PKTINFO = 2;
export const NDIAG_FLAG_BROADCAST_ERROR = 4;
export const NDIAG_FLAG_NO_ENOBUFS = 8;
export const NDIAG_FLAG_LISTEN_ALL_NSID = 0x10;
export const NDIAG_FLAG_CAP_ACK = 0x20;
export const NETLINK_DIAG_MEMINFO = 0;
export const NETLINK_DIAG_GROUPS = 1;
export const NETLINK_DIAG_RX_RING = 2;
export const NETLINK_DIAG_TX_RING = 3;
export const NETLINK_DIAG_FLAGS = 4;
export const __NETLINK_DIAG_MAX = 5;
