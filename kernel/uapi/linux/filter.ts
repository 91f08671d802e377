// <linux/filter.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { ptr, struct, u8, u16, u32 } from "../struct.ts";

export const BPF_MAJOR_VERSION = 1;
export const BPF_MINOR_VERSION = 1;
export const BPF_A = 0x10;
export const BPF_TAX = 0;
export const BPF_TXA = 0x80;
export const BPF_MEMWORDS = 16;
export const SKF_AD_OFF = -4096;
export const SKF_AD_PROTOCOL = 0;
export const SKF_AD_PKTTYPE = 4;
export const SKF_AD_IFINDEX = 8;
export const SKF_AD_NLATTR = 12;
export const SKF_AD_NLATTR_NEST = 16;
export const SKF_AD_MARK = 20;
export const SKF_AD_QUEUE = 24;
export const SKF_AD_HATYPE = 28;
export const SKF_AD_RXHASH = 32;
export const SKF_AD_CPU = 36;
export const SKF_AD_ALU_XOR_X = 40;
export const SKF_AD_VLAN_TAG = 44;
export const SKF_AD_VLAN_TAG_PRESENT = 48;
export const SKF_AD_PAY_OFFSET = 52;
export const SKF_AD_RANDOM = 56;
export const SKF_AD_VLAN_TPID = 60;
export const SKF_AD_MAX = 64;
export const SKF_NET_OFF = -1048576;
export const SKF_LL_OFF = -2097152;
export const BPF_NET_OFF = SKF_NET_OFF;
export const BPF_LL_OFF = SKF_LL_OFF;

export const sock_filter = struct("sock_filter", {
  code: u16,
  jt: u8,
  jf: u8,
  k: u32,
});

export const sock_fprog = struct("sock_fprog", {
  len: u16,
  filter: ptr,
});
