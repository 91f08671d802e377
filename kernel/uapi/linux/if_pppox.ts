// <linux/if_pppox.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const PX_PROTO_OE = 0;
export const PX_PROTO_OL2TP = 1;
export const PX_PROTO_PPTP = 2;
export const PX_MAX_PROTO = 3;
export const PPPOEIOCSFWD = 0x8004b100;
export const PPPOEIOCDFWD = 0xb101;
export const PADI_CODE = 9;
export const PADO_CODE = 7;
export const PADR_CODE = 0x19;
export const PADS_CODE = 0x65;
export const PADT_CODE = 0xa7;
export const PTT_EOL = 0;
export const PTT_SRV_NAME = 257;
export const PTT_AC_NAME = 258;
export const PTT_HOST_UNIQ = 259;
export const PTT_AC_COOKIE = 260;
export const PTT_VENDOR = 261;
export const PTT_RELAY_SID = 272;
export const PTT_SRV_ERR = 513;
export const PTT_SYS_ERR = 514;
export const PTT_GEN_ERR = 515;
export const PPPOE_SES_HLEN = 8;
