// <linux/tty.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const N_TTY = 0;
export const N_SLIP = 1;
export const N_MOUSE = 2;
export const N_PPP = 3;
export const N_STRIP = 4;
export const N_AX25 = 5;
export const N_X25 = 6;
export const N_6PACK = 7;
export const N_MASC = 8;
export const N_R3964 = 9;
export const N_PROFIBUS_FDL = 10;
export const N_IRDA = 11;
export const N_SMSBLOCK = 12;
export const N_HDLC = 13;
export const N_SYNC_PPP = 14;
export const N_HCI = 15;
export const N_GIGASET_M101 = 16;
export const N_SLCAN = 17;
export const N_PPS = 18;
export const N_V253 = 19;
export const N_CAIF = 20;
export const N_GSM0710 = 21;
export const N_TI_WL = 22;
export const N_TRACESINK = 23;
export const N_TRACEROUTER = 24;
export const N_NCI = 25;
export const N_SPEAKUP = 26;
export const N_NULL = 27;
export const N_MCTP = 28;
export const N_DEVELOPMENT = 29;
export const N_CAN327 = 30;
export const NR_LDISCS = 31;
