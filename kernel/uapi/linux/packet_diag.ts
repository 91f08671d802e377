// <linux/packet_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const PACKET_SHOW_INFO = 1;
export const PACKET_SHOW_MCLIST = 2;
export const PACKET_SHOW_RING_CFG = 4;
export const PACKET_SHOW_FANOUT = 8;
export const PACKET_SHOW_MEMINFO = 0x10;
export const PACKET_SHOW_FILTER = 0x20;
export const PACKET_DIAG_MAX = 7;
export const PDI_RUNNING = 1;
export const PDI_AUXDATA = 2;
export const PDI_ORIGDEV = 4;
export const PDI_VNETHDR = 8;
export const PDI_LOSS = 0x10;
export const PACKET_DIAG_INFO = 0;
export const PACKET_DIAG_MCLIST = 1;
export const PACKET_DIAG_RX_RING = 2;
export const PACKET_DIAG_TX_RING = 3;
export const PACKET_DIAG_FANOUT = 4;
export const PACKET_DIAG_UID = 5;
export const PACKET_DIAG_MEMINFO = 6;
export const PACKET_DIAG_FILTER = 7;
export const __PACKET_DIAG_MAX = 8;
