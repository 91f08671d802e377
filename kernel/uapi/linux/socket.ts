// <linux/socket.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const _K_SS_MAXSIZE = 128;
export const SOCK_SNDBUF_LOCK = 1;
export const SOCK_RCVBUF_LOCK = 2;
export const SOCK_BUF_LOCK_MASK = 3;
export const SOCK_TXREHASH_DEFAULT = 255;
export const SOCK_TXREHASH_DISABLED = 0;
export const SOCK_TXREHASH_ENABLED = 1;
