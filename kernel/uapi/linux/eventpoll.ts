// <linux/eventpoll.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u32, u64 } from "../struct.ts";

export const EPOLL_CLOEXEC = 2097152;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLLIN = 1;
export const EPOLLPRI = 2;
export const EPOLLOUT = 4;
export const EPOLLERR = 8;
export const EPOLLHUP = 16;
export const EPOLLNVAL = 32;
export const EPOLLRDNORM = 64;
export const EPOLLRDBAND = 128;
export const EPOLLWRNORM = 256;
export const EPOLLWRBAND = 512;
export const EPOLLMSG = 1024;
export const EPOLLRDHUP = 8192;
export const EPOLL_URING_WAKE = 0x8000000;
export const EPOLLEXCLUSIVE = 0x10000000;
export const EPOLLWAKEUP = 0x20000000;
export const EPOLLONESHOT = 0x40000000;
export const EPOLLET = 0x80000000;

export const epoll_event = struct("epoll_event", {
  events: u32,
  data: u64,
});
