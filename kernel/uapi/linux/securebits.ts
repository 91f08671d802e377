// <linux/securebits.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const SECUREBITS_DEFAULT = 0;
export const SECURE_NOROOT = 0;
export const SECURE_NOROOT_LOCKED = 1;
export const SECBIT_NOROOT = 1;
export const SECBIT_NOROOT_LOCKED = 2;
export const SECURE_NO_SETUID_FIXUP = 2;
export const SECURE_NO_SETUID_FIXUP_LOCKED = 3;
export const SECBIT_NO_SETUID_FIXUP = 4;
export const SECBIT_NO_SETUID_FIXUP_LOCKED = 8;
export const SECURE_KEEP_CAPS = 4;
export const SECURE_KEEP_CAPS_LOCKED = 5;
export const SECBIT_KEEP_CAPS = 16;
export const SECBIT_KEEP_CAPS_LOCKED = 32;
export const SECURE_NO_CAP_AMBIENT_RAISE = 6;
export const SECURE_NO_CAP_AMBIENT_RAISE_LOCKED = 7;
export const SECBIT_NO_CAP_AMBIENT_RAISE = 64;
export const SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED = 128;
export const SECURE_ALL_BITS = 85;
export const SECURE_ALL_LOCKS = 0xaa;
