// <linux/binfmts.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const MAX_ARG_STRLEN = 131072;
export const MAX_ARG_STRINGS = 0x7fffffff;
export const BINPRM_BUF_SIZE = 256;
export const AT_FLAGS_PRESERVE_ARGV0_BIT = 0;
export const AT_FLAGS_PRESERVE_ARGV0 = 1;
