// <linux/mqueue.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const MQ_PRIO_MAX = 32768;
export const MQ_BYTES_MAX = 819200;
export const NOTIFY_NONE = 0;
export const NOTIFY_WOKENUP = 1;
export const NOTIFY_REMOVED = 2;
export const NOTIFY_COOKIE_LEN = 32;
