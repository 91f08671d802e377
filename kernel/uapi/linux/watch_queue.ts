// <linux/watch_queue.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, struct, u32, u64 } from "../struct.ts";

export const O_NOTIFICATION_PIPE = 1024;
export const IOC_WATCH_QUEUE_SET_SIZE = 0x5760;
export const IOC_WATCH_QUEUE_SET_FILTER = 0x5761;
export const WATCH_INFO_LENGTH = 0x7f;
export const WATCH_INFO_LENGTH__SHIFT = 0;
export const WATCH_INFO_ID = 0xff00;
export const WATCH_INFO_ID__SHIFT = 8;
export const WATCH_INFO_TYPE_INFO = 0xffff0000;
export const WATCH_INFO_TYPE_INFO__SHIFT = 16;
export const WATCH_INFO_FLAG_0 = 0x10000;
export const WATCH_INFO_FLAG_1 = 0x20000;
export const WATCH_INFO_FLAG_2 = 0x40000;
export const WATCH_INFO_FLAG_3 = 0x80000;
export const WATCH_INFO_FLAG_4 = 0x100000;
export const WATCH_INFO_FLAG_5 = 0x200000;
export const WATCH_INFO_FLAG_6 = 0x400000;
export const WATCH_INFO_FLAG_7 = 0x800000;
export const WATCH_TYPE_META = 0;
export const WATCH_TYPE_KEY_NOTIFY = 1;
export const WATCH_TYPE__NR = 2;
export const WATCH_META_REMOVAL_NOTIFICATION = 0;
export const WATCH_META_LOSS_NOTIFICATION = 1;
export const NOTIFY_KEY_INSTANTIATED = 0;
export const NOTIFY_KEY_UPDATED = 1;
export const NOTIFY_KEY_LINKED = 2;
export const NOTIFY_KEY_UNLINKED = 3;
export const NOTIFY_KEY_CLEARED = 4;
export const NOTIFY_KEY_REVOKED = 5;
export const NOTIFY_KEY_INVALIDATED = 6;
export const NOTIFY_KEY_SETATTR = 7;

export const watch_notification = struct("watch_notification", {
  type: at(0, bits(4, 8, 24)),
  subtype: at(0, bits(4, 0, 8)),
  info: u32,
});

export const watch_notification_type_filter = struct("watch_notification_type_filter", {
  type: u32,
  info_filter: u32,
  info_mask: u32,
  subtype_filter: array(u32, 8),
});

export const watch_notification_filter = struct("watch_notification_filter", {
  nr_filters: u32,
  __reserved: u32,
  filters: array(watch_notification_type_filter, 0),
});

export const watch_notification_removal = struct("watch_notification_removal", {
  watch: watch_notification,
  id: u64,
});

export const key_notification = struct("key_notification", {
  watch: watch_notification,
  key_id: u32,
  aux: u32,
});
