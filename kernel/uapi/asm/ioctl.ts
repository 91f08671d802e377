// <asm/ioctl.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const _IOC_NONE = 0;
export const _IOC_WRITE = 2;
export const _IOC_READ = 1;
export const _IOC_NRBITS = 8;
export const _IOC_TYPEBITS = 8;
export const _IOC_SIZEBITS = 14;
export const _IOC_DIRBITS = 2;
export const _IOC_NRMASK = 0xff;
export const _IOC_TYPEMASK = 0xff;
export const _IOC_SIZEMASK = 0x3fff;
export const _IOC_DIRMASK = 3;
export const _IOC_NRSHIFT = 0;
export const _IOC_TYPESHIFT = 8;
export const _IOC_SIZESHIFT = 0x10;
export const _IOC_DIRSHIFT = 0x1e;
export const IOC_IN = 0x80000000;
export const IOC_OUT = 0x40000000;
export const IOC_INOUT = 0xc0000000;
export const IOCSIZE_MASK = 0x3fff0000;
export const IOCSIZE_SHIFT = _IOC_SIZESHIFT;
