// <linux/mroute6.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u8, u16, u32 } from "../struct.ts";
import { in6_addr, sockaddr_in6 } from "./in6.ts";

export const MRT6_BASE = 200;
export const MRT6_INIT = MRT6_BASE;
export const MRT6_DONE = 201;
export const MRT6_ADD_MIF = 202;
export const MRT6_DEL_MIF = 203;
export const MRT6_ADD_MFC = 204;
export const MRT6_DEL_MFC = 205;
export const MRT6_VERSION = 206;
export const MRT6_ASSERT = 207;
export const MRT6_PIM = 208;
export const MRT6_TABLE = 209;
export const MRT6_ADD_MFC_PROXY = 210;
export const MRT6_DEL_MFC_PROXY = 211;
export const MRT6_FLUSH = 212;
export const MRT6_MAX = 212;
export const SIOCGETMIFCNT_IN6 = 35296;
export const SIOCGETSGCNT_IN6 = 35297;
export const SIOCGETRPF = 35298;
export const MRT6_FLUSH_MFC = 1;
export const MRT6_FLUSH_MFC_STATIC = 2;
export const MRT6_FLUSH_MIFS = 4;
export const MRT6_FLUSH_MIFS_STATIC = 8;
export const MAXMIFS = 32;
export const ALL_MIFS = 65535;
export const IF_SETSIZE = 256;
export const NIFBITS = 32;
export const MIFF_REGISTER = 1;
export const MRT6MSG_NOCACHE = 1;
export const MRT6MSG_WRONGMIF = 2;
export const MRT6MSG_WHOLEPKT = 3;
export const MRT6MSG_WRMIFWHOLE = 4;
export const IP6MRA_CREPORT_MAX = 5;
export const IP6MRA_CREPORT_UNSPEC = 0;
export const IP6MRA_CREPORT_MSGTYPE = 1;
export const IP6MRA_CREPORT_MIF_ID = 2;
export const IP6MRA_CREPORT_SRC_ADDR = 3;
export const IP6MRA_CREPORT_DST_ADDR = 4;
export const IP6MRA_CREPORT_PKT = 5;
export const __IP6MRA_CREPORT_MAX = 6;

export const if_set = struct("if_set", {
  ifs_bits: array(u32, 8),
});

export const mif6ctl = struct("mif6ctl", {
  mif6c_mifi: u16,
  mif6c_flags: u8,
  vifc_threshold: u8,
  mif6c_pifi: u16,
  vifc_rate_limit: u32,
});

export const mf6cctl = struct("mf6cctl", {
  mf6cc_origin: sockaddr_in6,
  mf6cc_mcastgrp: sockaddr_in6,
  mf6cc_parent: u16,
  mf6cc_ifset: if_set,
});

export const sioc_sg_req6 = struct("sioc_sg_req6", {
  src: sockaddr_in6,
  grp: sockaddr_in6,
  pktcnt: u32,
  bytecnt: u32,
  wrong_if: u32,
});

export const sioc_mif_req6 = struct("sioc_mif_req6", {
  mifi: u16,
  icount: u32,
  ocount: u32,
  ibytes: u32,
  obytes: u32,
});

export const mrt6msg = struct("mrt6msg", {
  im6_mbz: u8,
  im6_msgtype: u8,
  im6_mif: u16,
  im6_pad: u32,
  im6_src: in6_addr,
  im6_dst: in6_addr,
});
