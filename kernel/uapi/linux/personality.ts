// <linux/personality.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const PER_CLEAR_ON_SETID = 7602176;
export const UNAME26 = 131072;
export const ADDR_NO_RANDOMIZE = 262144;
export const FDPIC_FUNCPTRS = 524288;
export const MMAP_PAGE_ZERO = 1048576;
export const ADDR_COMPAT_LAYOUT = 2097152;
export const READ_IMPLIES_EXEC = 4194304;
export const ADDR_LIMIT_32BIT = 8388608;
export const SHORT_INODE = 16777216;
export const WHOLE_SECONDS = 33554432;
export const STICKY_TIMEOUTS = 67108864;
export const ADDR_LIMIT_3GB = 134217728;
export const PER_LINUX = 0;
export const PER_LINUX_32BIT = 8388608;
export const PER_LINUX_FDPIC = 524288;
export const PER_SVR4 = 68157441;
export const PER_SVR3 = 83886082;
export const PER_SCOSVR3 = 117440515;
export const PER_OSR5 = 100663299;
export const PER_WYSEV386 = 83886084;
export const PER_ISCR4 = 67108869;
export const PER_BSD = 6;
export const PER_SUNOS = 67108870;
export const PER_XENIX = 83886087;
export const PER_LINUX32 = 8;
export const PER_LINUX32_3GB = 134217736;
export const PER_IRIX32 = 67108873;
export const PER_IRIXN32 = 67108874;
export const PER_IRIX64 = 67108875;
export const PER_RISCOS = 12;
export const PER_SOLARIS = 67108877;
export const PER_UW7 = 68157454;
export const PER_OSF4 = 15;
export const PER_HPUX = 16;
export const PER_MASK = 255;
