// <linux/mqueue.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s32, struct } from "../struct.ts";

export const MQ_PRIO_MAX = 32768;
export const MQ_BYTES_MAX = 819200;
export const NOTIFY_NONE = 0;
export const NOTIFY_WOKENUP = 1;
export const NOTIFY_REMOVED = 2;
export const NOTIFY_COOKIE_LEN = 32;

export const mq_attr = struct("mq_attr", {
  mq_flags: s32,
  mq_maxmsg: s32,
  mq_msgsize: s32,
  mq_curmsgs: s32,
  __reserved: array(s32, 4),
});
