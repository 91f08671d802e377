// <linux/connector.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u16, u32 } from "../struct.ts";

export const CN_IDX_PROC = 1;
export const CN_VAL_PROC = 1;
export const CN_IDX_CIFS = 2;
export const CN_VAL_CIFS = 1;
export const CN_W1_IDX = 3;
export const CN_W1_VAL = 1;
export const CN_IDX_V86D = 4;
export const CN_VAL_V86D_UVESAFB = 1;
export const CN_IDX_BB = 5;
export const CN_DST_IDX = 6;
export const CN_DST_VAL = 1;
export const CN_IDX_DM = 7;
export const CN_VAL_DM_USERSPACE_LOG = 1;
export const CN_IDX_DRBD = 8;
export const CN_VAL_DRBD = 1;
export const CN_KVP_IDX = 9;
export const CN_KVP_VAL = 1;
export const CN_VSS_IDX = 0xa;
export const CN_VSS_VAL = 1;
export const CN_NETLINK_USERS = 11;
export const CONNECTOR_MAX_MSG_SIZE = 16384;

export const cb_id = struct("cb_id", {
  idx: u32,
  val: u32,
});

export const cn_msg = struct("cn_msg", {
  id: cb_id,
  seq: u32,
  ack: u32,
  len: u16,
  flags: u16,
  data: bytes(0),
});
