// <linux/icmpv6.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, struct, u8, u16, u32 } from "../struct.ts";

export const ICMPV6_ROUTER_PREF_LOW = 3;
export const ICMPV6_ROUTER_PREF_MEDIUM = 0;
export const ICMPV6_ROUTER_PREF_HIGH = 1;
export const ICMPV6_ROUTER_PREF_INVALID = 2;
export const ICMPV6_DEST_UNREACH = 1;
export const ICMPV6_PKT_TOOBIG = 2;
export const ICMPV6_TIME_EXCEED = 3;
export const ICMPV6_PARAMPROB = 4;
export const ICMPV6_ERRMSG_MAX = 127;
export const ICMPV6_INFOMSG_MASK = 0x80;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;
export const ICMPV6_MGM_QUERY = 130;
export const ICMPV6_MGM_REPORT = 131;
export const ICMPV6_MGM_REDUCTION = 132;
export const ICMPV6_NI_QUERY = 139;
export const ICMPV6_NI_REPLY = 140;
export const ICMPV6_MLD2_REPORT = 143;
export const ICMPV6_DHAAD_REQUEST = 144;
export const ICMPV6_DHAAD_REPLY = 145;
export const ICMPV6_MOBILE_PREFIX_SOL = 146;
export const ICMPV6_MOBILE_PREFIX_ADV = 147;
export const ICMPV6_MRDISC_ADV = 151;
export const ICMPV6_MSG_MAX = 255;
export const ICMPV6_NOROUTE = 0;
export const ICMPV6_ADM_PROHIBITED = 1;
export const ICMPV6_NOT_NEIGHBOUR = 2;
export const ICMPV6_ADDR_UNREACH = 3;
export const ICMPV6_PORT_UNREACH = 4;
export const ICMPV6_POLICY_FAIL = 5;
export const ICMPV6_REJECT_ROUTE = 6;
export const ICMPV6_EXC_HOPLIMIT = 0;
export const ICMPV6_EXC_FRAGTIME = 1;
export const ICMPV6_HDR_FIELD = 0;
export const ICMPV6_UNK_NEXTHDR = 1;
export const ICMPV6_UNK_OPTION = 2;
export const ICMPV6_HDR_INCOMP = 3;
export const ICMPV6_EXT_ECHO_REQUEST = 160;
export const ICMPV6_EXT_ECHO_REPLY = 161;
export const ICMPV6_FILTER = 1;
export const ICMPV6_FILTER_BLOCK = 1;
export const ICMPV6_FILTER_PASS = 2;
export const ICMPV6_FILTER_BLOCKOTHERS = 3;
export const ICMPV6_FILTER_PASSONLY = 4;
export const MLD2_MODE_IS_INCLUDE = 1;
export const MLD2_MODE_IS_EXCLUDE = 2;
export const MLD2_CHANGE_TO_INCLUDE = 3;
export const MLD2_CHANGE_TO_EXCLUDE = 4;
export const MLD2_ALLOW_NEW_SOURCES = 5;
export const MLD2_BLOCK_OLD_SOURCES = 6;

export const icmpv6_echo = struct("icmpv6_echo", {
  identifier: u16,
  sequence: u16,
});

export const icmpv6_nd_advt = struct("icmpv6_nd_advt", {
  router: at(0, bits(4, 31, 1)),
  solicited: at(0, bits(4, 30, 1)),
  override: at(0, bits(4, 29, 1)),
  reserved: at(0, bits(4, 0, 29)),
});

export const icmpv6_nd_ra = struct("icmpv6_nd_ra", {
  hop_limit: u8,
  managed: at(1, bits(1, 7, 1)),
  other: at(1, bits(1, 6, 1)),
  home_agent: at(1, bits(1, 5, 1)),
  router_pref: at(1, bits(1, 3, 2)),
  reserved: at(1, bits(1, 0, 3)),
  rt_lifetime: u16,
});

export const icmp6hdr = struct("icmp6hdr", {
  icmp6_type: u8,
  icmp6_code: u8,
  icmp6_cksum: u16,
  icmp6_pointer: u32,
  icmp6_mtu: at(4, u32),
  icmp6_unused: at(4, u32),
  icmp6_maxdelay: at(4, u16),
  icmp6_datagram_len: at(4, u8),
  icmp6_identifier: at(4, u16),
  icmp6_sequence: at(6, u16),
  icmp6_router: at(4, bits(4, 31, 1)),
  icmp6_solicited: at(4, bits(4, 30, 1)),
  icmp6_override: at(4, bits(4, 29, 1)),
  icmp6_ndiscreserved: at(4, bits(4, 0, 29)),
  icmp6_hop_limit: at(4, u8),
  icmp6_addrconf_managed: at(5, bits(1, 7, 1)),
  icmp6_addrconf_other: at(5, bits(1, 6, 1)),
  home_agent: at(5, bits(1, 5, 1)),
  icmp6_router_pref: at(5, bits(1, 3, 2)),
  reserved: at(5, bits(1, 0, 3)),
  icmp6_rt_lifetime: at(6, u16),
});

export const icmp6_filter = struct("icmp6_filter", {
  data: array(u32, 8),
});
