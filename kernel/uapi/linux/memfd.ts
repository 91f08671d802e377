// <linux/memfd.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const MFD_CLOEXEC = 1;
export const MFD_ALLOW_SEALING = 2;
export const MFD_HUGETLB = 4;
export const MFD_HUGE_SHIFT = 26;
export const MFD_HUGE_MASK = 63;
export const MFD_HUGE_64KB = 1073741824;
export const MFD_HUGE_512KB = 1275068416;
export const MFD_HUGE_1MB = 1342177280;
export const MFD_HUGE_2MB = 1409286144;
export const MFD_HUGE_8MB = 1543503872;
export const MFD_HUGE_16MB = 1610612736;
export const MFD_HUGE_32MB = 1677721600;
export const MFD_HUGE_256MB = 1879048192;
export const MFD_HUGE_512MB = 1946157056;
export const MFD_HUGE_1GB = 2013265920;
export const MFD_HUGE_2GB = 2080374784;
export const MFD_HUGE_16GB = 2281701376;
