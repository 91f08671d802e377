// <linux/mroute.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bytes, s32, struct, u8, u16, u32 } from "../struct.ts";
import { in_addr } from "./in.ts";

export const MRT_BASE = 200;
export const MRT_INIT = MRT_BASE;
export const MRT_DONE = 201;
export const MRT_ADD_VIF = 202;
export const MRT_DEL_VIF = 203;
export const MRT_ADD_MFC = 204;
export const MRT_DEL_MFC = 205;
export const MRT_VERSION = 206;
export const MRT_ASSERT = 207;
export const MRT_PIM = 208;
export const MRT_TABLE = 209;
export const MRT_ADD_MFC_PROXY = 210;
export const MRT_DEL_MFC_PROXY = 211;
export const MRT_FLUSH = 212;
export const MRT_MAX = 212;
export const SIOCGETVIFCNT = 35296;
export const SIOCGETSGCNT = 35297;
export const SIOCGETRPF = 35298;
export const MRT_FLUSH_MFC = 1;
export const MRT_FLUSH_MFC_STATIC = 2;
export const MRT_FLUSH_VIFS = 4;
export const MRT_FLUSH_VIFS_STATIC = 8;
export const MAXVIFS = 32;
export const ALL_VIFS = 65535;
export const VIFF_TUNNEL = 1;
export const VIFF_SRCRT = 2;
export const VIFF_REGISTER = 4;
export const VIFF_USE_IFINDEX = 8;
export const IPMRA_TABLE_MAX = 7;
export const IPMRA_VIF_MAX = 1;
export const IPMRA_VIFA_MAX = 10;
export const IPMRA_CREPORT_MAX = 6;
export const IGMPMSG_NOCACHE = 1;
export const IGMPMSG_WRONGVIF = 2;
export const IGMPMSG_WHOLEPKT = 3;
export const IGMPMSG_WRVIFWHOLE = 4;
export const IPMRA_TABLE_UNSPEC = 0;
export const IPMRA_TABLE_ID = 1;
export const IPMRA_TABLE_CACHE_RES_QUEUE_LEN = 2;
export const IPMRA_TABLE_MROUTE_REG_VIF_NUM = 3;
export const IPMRA_TABLE_MROUTE_DO_ASSERT = 4;
export const IPMRA_TABLE_MROUTE_DO_PIM = 5;
export const IPMRA_TABLE_VIFS = 6;
export const IPMRA_TABLE_MROUTE_DO_WRVIFWHOLE = 7;
export const __IPMRA_TABLE_MAX = 8;
export const IPMRA_VIF_UNSPEC = 0;
export const IPMRA_VIF = 1;
export const __IPMRA_VIF_MAX = 2;
export const IPMRA_VIFA_UNSPEC = 0;
export const IPMRA_VIFA_IFINDEX = 1;
export const IPMRA_VIFA_VIF_ID = 2;
export const IPMRA_VIFA_FLAGS = 3;
export const IPMRA_VIFA_BYTES_IN = 4;
export const IPMRA_VIFA_BYTES_OUT = 5;
export const IPMRA_VIFA_PACKETS_IN = 6;
export const IPMRA_VIFA_PACKETS_OUT = 7;
export const IPMRA_VIFA_LOCAL_ADDR = 8;
export const IPMRA_VIFA_REMOTE_ADDR = 9;
export const IPMRA_VIFA_PAD = 10;
export const __IPMRA_VIFA_MAX = 11;
export const IPMRA_CREPORT_UNSPEC = 0;
export const IPMRA_CREPORT_MSGTYPE = 1;
export const IPMRA_CREPORT_VIF_ID = 2;
export const IPMRA_CREPORT_SRC_ADDR = 3;
export const IPMRA_CREPORT_DST_ADDR = 4;
export const IPMRA_CREPORT_PKT = 5;
export const IPMRA_CREPORT_TABLE = 6;
export const __IPMRA_CREPORT_MAX = 7;

export const vifctl = struct("vifctl", {
  vifc_vifi: u16,
  vifc_flags: u8,
  vifc_threshold: u8,
  vifc_rate_limit: u32,
  vifc_lcl_addr: in_addr,
  vifc_lcl_ifindex: at(8, s32),
  vifc_rmt_addr: in_addr,
});

export const mfcctl = struct("mfcctl", {
  mfcc_origin: in_addr,
  mfcc_mcastgrp: in_addr,
  mfcc_parent: u16,
  mfcc_ttls: bytes(32),
  mfcc_pkt_cnt: u32,
  mfcc_byte_cnt: u32,
  mfcc_wrong_if: u32,
  mfcc_expire: s32,
});

export const sioc_sg_req = struct("sioc_sg_req", {
  src: in_addr,
  grp: in_addr,
  pktcnt: u32,
  bytecnt: u32,
  wrong_if: u32,
});

export const sioc_vif_req = struct("sioc_vif_req", {
  vifi: u16,
  icount: u32,
  ocount: u32,
  ibytes: u32,
  obytes: u32,
});

export const igmpmsg = struct("igmpmsg", {
  unused1: u32,
  unused2: u32,
  im_msgtype: u8,
  im_mbz: u8,
  im_vif: u8,
  im_vif_hi: u8,
  im_src: in_addr,
  im_dst: in_addr,
});
