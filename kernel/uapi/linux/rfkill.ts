// <linux/rfkill.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u8, u32 } from "../struct.ts";

export const RFKILL_STATE_SOFT_BLOCKED = 0;
export const RFKILL_STATE_UNBLOCKED = 1;
export const RFKILL_STATE_HARD_BLOCKED = 2;
export const RFKILL_EVENT_SIZE_V1 = 8;
export const RFKILL_IOC_MAGIC = 82;
export const RFKILL_IOC_NOINPUT = 1;
export const RFKILL_IOCTL_NOINPUT = 0x5201;
export const RFKILL_IOC_MAX_SIZE = 2;
export const RFKILL_IOCTL_MAX_SIZE = 0x80045202;
export const RFKILL_TYPE_ALL = 0;
export const RFKILL_TYPE_WLAN = 1;
export const RFKILL_TYPE_BLUETOOTH = 2;
export const RFKILL_TYPE_UWB = 3;
export const RFKILL_TYPE_WIMAX = 4;
export const RFKILL_TYPE_WWAN = 5;
export const RFKILL_TYPE_GPS = 6;
export const RFKILL_TYPE_FM = 7;
export const RFKILL_TYPE_NFC = 8;
export const NUM_RFKILL_TYPES = 9;
export const RFKILL_OP_ADD = 0;
export const RFKILL_OP_DEL = 1;
export const RFKILL_OP_CHANGE = 2;
export const RFKILL_OP_CHANGE_ALL = 3;
export const RFKILL_HARD_BLOCK_SIGNAL = 1;
export const RFKILL_HARD_BLOCK_NOT_OWNER = 2;

export const rfkill_event = struct(
  "rfkill_event",
  {
    idx: u32,
    type: u8,
    op: u8,
    soft: u8,
    hard: u8,
  },
  { align: 1 },
);

export const rfkill_event_ext = struct(
  "rfkill_event_ext",
  {
    idx: u32,
    type: u8,
    op: u8,
    soft: u8,
    hard: u8,
    hard_block_reasons: u8,
  },
  { align: 1 },
);
