// <linux/packet_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, struct, u8, u16, u32 } from "../struct.ts";

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

export const packet_diag_req = struct("packet_diag_req", {
  sdiag_family: u8,
  sdiag_protocol: u8,
  pad: u16,
  pdiag_ino: u32,
  pdiag_show: u32,
  pdiag_cookie: array(u32, 2),
});

export const packet_diag_msg = struct("packet_diag_msg", {
  pdiag_family: u8,
  pdiag_type: u8,
  pdiag_num: u16,
  pdiag_ino: u32,
  pdiag_cookie: array(u32, 2),
});

export const packet_diag_info = struct("packet_diag_info", {
  pdi_index: u32,
  pdi_version: u32,
  pdi_reserve: u32,
  pdi_copy_thresh: u32,
  pdi_tstamp: u32,
  pdi_flags: u32,
});

export const packet_diag_mclist = struct("packet_diag_mclist", {
  pdmc_index: u32,
  pdmc_count: u32,
  pdmc_type: u16,
  pdmc_alen: u16,
  pdmc_addr: bytes(32),
});

export const packet_diag_ring = struct("packet_diag_ring", {
  pdr_block_size: u32,
  pdr_block_nr: u32,
  pdr_frame_size: u32,
  pdr_frame_nr: u32,
  pdr_retire_tmo: u32,
  pdr_sizeof_priv: u32,
  pdr_features: u32,
});
