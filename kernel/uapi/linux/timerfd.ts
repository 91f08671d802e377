// <linux/timerfd.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const TFD_TIMER_ABSTIME = 1;
export const TFD_TIMER_CANCEL_ON_SET = 2;
export const TFD_CLOEXEC = 2097152;
export const TFD_NONBLOCK = 65536;
export const TFD_IOC_SET_TICKS = 0x80085400;
