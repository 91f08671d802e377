// <linux/posix_acl.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const ACL_UNDEFINED_ID = -1;
export const ACL_TYPE_ACCESS = 0x8000;
export const ACL_TYPE_DEFAULT = 0x4000;
export const ACL_USER_OBJ = 1;
export const ACL_USER = 2;
export const ACL_GROUP_OBJ = 4;
export const ACL_GROUP = 8;
export const ACL_MASK = 0x10;
export const ACL_OTHER = 0x20;
export const ACL_READ = 4;
export const ACL_WRITE = 2;
export const ACL_EXECUTE = 1;
