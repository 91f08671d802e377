// <linux/netlink_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, struct, u8, u16, u32 } from "../struct.ts";

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

export const netlink_diag_req = struct("netlink_diag_req", {
  sdiag_family: u8,
  sdiag_protocol: u8,
  pad: u16,
  ndiag_ino: u32,
  ndiag_show: u32,
  ndiag_cookie: array(u32, 2),
});

export const netlink_diag_msg = struct("netlink_diag_msg", {
  ndiag_family: u8,
  ndiag_type: u8,
  ndiag_protocol: u8,
  ndiag_state: u8,
  ndiag_portid: u32,
  ndiag_dst_portid: u32,
  ndiag_dst_group: u32,
  ndiag_ino: u32,
  ndiag_cookie: array(u32, 2),
});

export const netlink_diag_ring = struct("netlink_diag_ring", {
  ndr_block_size: u32,
  ndr_block_nr: u32,
  ndr_frame_size: u32,
  ndr_frame_nr: u32,
});
