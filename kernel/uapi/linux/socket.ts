// <linux/socket.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bytes, chars, ptr, s32, struct, u16, u32 } from "../struct.ts";

export const _K_SS_MAXSIZE = 128;
export const SOCK_SNDBUF_LOCK = 1;
export const SOCK_RCVBUF_LOCK = 2;
export const SOCK_BUF_LOCK_MASK = 3;
export const SOCK_TXREHASH_DEFAULT = 255;
export const SOCK_TXREHASH_DISABLED = 0;
export const SOCK_TXREHASH_ENABLED = 1;

export const __kernel_sockaddr_storage = struct("__kernel_sockaddr_storage", {
  ss_family: u16,
  __data: chars(126),
  __align: at(0, ptr),
});

// ---- by hand ----
// Structs of include/linux/socket.h and net/scm.h, which userland has from its C library.
export const sockaddr = struct("sockaddr", { sa_family: u16, sa_data: bytes(14) });
export const linger = struct("linger", { l_onoff: s32, l_linger: s32 });
export const ucred = struct("ucred", { pid: s32, uid: u32, gid: u32 });
/** struct user_msghdr. */
export const msghdr = struct("msghdr", {
  msg_name: ptr,
  msg_namelen: s32,
  msg_iov: ptr,
  msg_iovlen: u32,
  msg_control: ptr,
  msg_controllen: u32,
  msg_flags: u32,
});
export const mmsghdr = struct("mmsghdr", { msg_hdr: msghdr, msg_len: u32 });
/** Its data follow; lengths are padded to 4. */
export const cmsghdr = struct("cmsghdr", { cmsg_len: u32, cmsg_level: s32, cmsg_type: s32 });
