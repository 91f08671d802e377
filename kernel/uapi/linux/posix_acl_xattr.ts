// <linux/posix_acl_xattr.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u16, u32 } from "../struct.ts";

export const POSIX_ACL_XATTR_VERSION = 2;
export const ACL_UNDEFINED_ID = -1;

export const posix_acl_xattr_entry = struct("posix_acl_xattr_entry", {
  e_tag: u16,
  e_perm: u16,
  e_id: u32,
});

export const posix_acl_xattr_header = struct("posix_acl_xattr_header", {
  a_version: u32,
});
