// <linux/fsmap.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const FMH_IF_VALID = 0;
export const FMH_OF_DEV_T = 1;
export const FMR_OF_PREALLOC = 1;
export const FMR_OF_ATTR_FORK = 2;
export const FMR_OF_EXTENT_MAP = 4;
export const FMR_OF_SHARED = 8;
export const FMR_OF_SPECIAL_OWNER = 0x10;
export const FMR_OF_LAST = 0x20;
export const FMR_OWN_FREE = 1;
export const FMR_OWN_UNKNOWN = 2;
export const FMR_OWN_METADATA = 3;
export const FS_IOC_GETFSMAP = 0xc0c0583b;
