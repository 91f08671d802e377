// <linux/posix_acl_xattr.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const POSIX_ACL_XATTR_VERSION = 2;
export const ACL_UNDEFINED_ID = -1;
