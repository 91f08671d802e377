// <linux/mman.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const MREMAP_MAYMOVE = 1;
export const MREMAP_FIXED = 2;
export const MREMAP_DONTUNMAP = 4;
export const OVERCOMMIT_GUESS = 0;
export const OVERCOMMIT_ALWAYS = 1;
export const OVERCOMMIT_NEVER = 2;
export const MAP_SHARED = 1;
export const MAP_PRIVATE = 2;
export const MAP_SHARED_VALIDATE = 3;
export const MAP_HUGE_SHIFT = 26;
export const MAP_HUGE_MASK = 63;
export const MAP_HUGE_16KB = 939524096;
export const MAP_HUGE_64KB = 1073741824;
export const MAP_HUGE_512KB = 1275068416;
export const MAP_HUGE_1MB = 1342177280;
export const MAP_HUGE_2MB = 1409286144;
export const MAP_HUGE_8MB = 1543503872;
export const MAP_HUGE_16MB = 1610612736;
export const MAP_HUGE_32MB = 1677721600;
export const MAP_HUGE_256MB = 1879048192;
export const MAP_HUGE_512MB = 1946157056;
export const MAP_HUGE_1GB = 2013265920;
export const MAP_HUGE_2GB = 2080374784;
export const MAP_HUGE_16GB = 2281701376;
