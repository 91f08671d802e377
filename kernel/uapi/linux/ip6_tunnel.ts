// <linux/ip6_tunnel.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { chars, s32, struct, u8, u16, u32 } from "../struct.ts";
import { in6_addr } from "./in6.ts";

export const IPV6_TLV_TNL_ENCAP_LIMIT = 4;
export const IPV6_DEFAULT_TNL_ENCAP_LIMIT = 4;
export const IP6_TNL_F_IGN_ENCAP_LIMIT = 1;
export const IP6_TNL_F_USE_ORIG_TCLASS = 2;
export const IP6_TNL_F_USE_ORIG_FLOWLABEL = 4;
export const IP6_TNL_F_MIP6_DEV = 8;
export const IP6_TNL_F_RCV_DSCP_COPY = 0x10;
export const IP6_TNL_F_USE_ORIG_FWMARK = 0x20;
export const IP6_TNL_F_ALLOW_LOCAL_REMOTE = 0x40;

export const ip6_tnl_parm = struct("ip6_tnl_parm", {
  name: chars(16),
  link: s32,
  proto: u8,
  encap_limit: u8,
  hop_limit: u8,
  flowinfo: u32,
  flags: u32,
  laddr: in6_addr,
  raddr: in6_addr,
});

export const ip6_tnl_parm2 = struct("ip6_tnl_parm2", {
  name: chars(16),
  link: s32,
  proto: u8,
  encap_limit: u8,
  hop_limit: u8,
  flowinfo: u32,
  flags: u32,
  laddr: in6_addr,
  raddr: in6_addr,
  i_flags: u16,
  o_flags: u16,
  i_key: u32,
  o_key: u32,
});
