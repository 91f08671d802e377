// <linux/xattr.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const XATTR_CREATE = 1;
export const XATTR_REPLACE = 2;
export const XATTR_OS2_PREFIX = "os2.";
export const XATTR_OS2_PREFIX_LEN = 4;
export const XATTR_MAC_OSX_PREFIX = "osx.";
export const XATTR_MAC_OSX_PREFIX_LEN = 4;
export const XATTR_BTRFS_PREFIX = "btrfs.";
export const XATTR_BTRFS_PREFIX_LEN = 6;
export const XATTR_HURD_PREFIX = "gnu.";
export const XATTR_HURD_PREFIX_LEN = 4;
export const XATTR_SECURITY_PREFIX = "security.";
export const XATTR_SECURITY_PREFIX_LEN = 9;
export const XATTR_SYSTEM_PREFIX = "system.";
export const XATTR_SYSTEM_PREFIX_LEN = 7;
export const XATTR_TRUSTED_PREFIX = "trusted.";
export const XATTR_TRUSTED_PREFIX_LEN = 8;
export const XATTR_USER_PREFIX = "user.";
export const XATTR_USER_PREFIX_LEN = 5;
export const XATTR_EVM_SUFFIX = "evm";
export const XATTR_IMA_SUFFIX = "ima";
export const XATTR_SELINUX_SUFFIX = "selinux";
export const XATTR_SMACK_SUFFIX = "SMACK64";
export const XATTR_SMACK_IPIN = "SMACK64IPIN";
export const XATTR_SMACK_IPOUT = "SMACK64IPOUT";
export const XATTR_SMACK_EXEC = "SMACK64EXEC";
export const XATTR_SMACK_TRANSMUTE = "SMACK64TRANSMUTE";
export const XATTR_SMACK_MMAP = "SMACK64MMAP";
export const XATTR_APPARMOR_SUFFIX = "apparmor";
export const XATTR_CAPS_SUFFIX = "capability";
export const XATTR_POSIX_ACL_ACCESS = "posix_acl_access";
export const XATTR_POSIX_ACL_DEFAULT = "posix_acl_default";
