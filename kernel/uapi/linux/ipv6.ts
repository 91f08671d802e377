// <linux/ipv6.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, bytes, s32, struct, u8, u16, u32 } from "../struct.ts";
import { in6_addr, sockaddr_in6 } from "./in6.ts";

export const IPV6_MIN_MTU = 1280;
export const IPV6_SRCRT_STRICT = 1;
export const IPV6_SRCRT_TYPE_0 = 0;
export const IPV6_SRCRT_TYPE_2 = 2;
export const IPV6_SRCRT_TYPE_3 = 3;
export const IPV6_SRCRT_TYPE_4 = 4;
export const IPV6_OPT_ROUTERALERT_MLD = 0;
export const DEVCONF_FORWARDING = 0;
export const DEVCONF_HOPLIMIT = 1;
export const DEVCONF_MTU6 = 2;
export const DEVCONF_ACCEPT_RA = 3;
export const DEVCONF_ACCEPT_REDIRECTS = 4;
export const DEVCONF_AUTOCONF = 5;
export const DEVCONF_DAD_TRANSMITS = 6;
export const DEVCONF_RTR_SOLICITS = 7;
export const DEVCONF_RTR_SOLICIT_INTERVAL = 8;
export const DEVCONF_RTR_SOLICIT_DELAY = 9;
export const DEVCONF_USE_TEMPADDR = 10;
export const DEVCONF_TEMP_VALID_LFT = 11;
export const DEVCONF_TEMP_PREFERED_LFT = 12;
export const DEVCONF_REGEN_MAX_RETRY = 13;
export const DEVCONF_MAX_DESYNC_FACTOR = 14;
export const DEVCONF_MAX_ADDRESSES = 15;
export const DEVCONF_FORCE_MLD_VERSION = 16;
export const DEVCONF_ACCEPT_RA_DEFRTR = 17;
export const DEVCONF_ACCEPT_RA_PINFO = 18;
export const DEVCONF_ACCEPT_RA_RTR_PREF = 19;
export const DEVCONF_RTR_PROBE_INTERVAL = 20;
export const DEVCONF_ACCEPT_RA_RT_INFO_MAX_PLEN = 21;
export const DEVCONF_PROXY_NDP = 22;
export const DEVCONF_OPTIMISTIC_DAD = 23;
export const DEVCONF_ACCEPT_SOURCE_ROUTE = 24;
export const DEVCONF_MC_FORWARDING = 25;
export const DEVCONF_DISABLE_IPV6 = 26;
export const DEVCONF_ACCEPT_DAD = 27;
export const DEVCONF_FORCE_TLLAO = 28;
export const DEVCONF_NDISC_NOTIFY = 29;
export const DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL = 30;
export const DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL = 31;
export const DEVCONF_SUPPRESS_FRAG_NDISC = 32;
export const DEVCONF_ACCEPT_RA_FROM_LOCAL = 33;
export const DEVCONF_USE_OPTIMISTIC = 34;
export const DEVCONF_ACCEPT_RA_MTU = 35;
export const DEVCONF_STABLE_SECRET = 36;
export const DEVCONF_USE_OIF_ADDRS_ONLY = 37;
export const DEVCONF_ACCEPT_RA_MIN_HOP_LIMIT = 38;
export const DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN = 39;
export const DEVCONF_DROP_UNICAST_IN_L2_MULTICAST = 40;
export const DEVCONF_DROP_UNSOLICITED_NA = 41;
export const DEVCONF_KEEP_ADDR_ON_DOWN = 42;
export const DEVCONF_RTR_SOLICIT_MAX_INTERVAL = 43;
export const DEVCONF_SEG6_ENABLED = 44;
export const DEVCONF_SEG6_REQUIRE_HMAC = 45;
export const DEVCONF_ENHANCED_DAD = 46;
export const DEVCONF_ADDR_GEN_MODE = 47;
export const DEVCONF_DISABLE_POLICY = 48;
export const DEVCONF_ACCEPT_RA_RT_INFO_MIN_PLEN = 49;
export const DEVCONF_NDISC_TCLASS = 50;
export const DEVCONF_RPL_SEG_ENABLED = 51;
export const DEVCONF_RA_DEFRTR_METRIC = 52;
export const DEVCONF_IOAM6_ENABLED = 53;
export const DEVCONF_IOAM6_ID = 54;
export const DEVCONF_IOAM6_ID_WIDE = 55;
export const DEVCONF_NDISC_EVICT_NOCARRIER = 56;
export const DEVCONF_ACCEPT_UNTRACKED_NA = 57;
export const DEVCONF_MAX = 58;

export const in6_pktinfo = struct("in6_pktinfo", {
  ipi6_addr: in6_addr,
  ipi6_ifindex: s32,
});

export const ip6_mtuinfo = struct("ip6_mtuinfo", {
  ip6m_addr: sockaddr_in6,
  ip6m_mtu: u32,
});

export const in6_ifreq = struct("in6_ifreq", {
  ifr6_addr: in6_addr,
  ifr6_prefixlen: u32,
  ifr6_ifindex: s32,
});

export const ipv6_rt_hdr = struct("ipv6_rt_hdr", {
  nexthdr: u8,
  hdrlen: u8,
  type: u8,
  segments_left: u8,
});

export const ipv6_opt_hdr = struct("ipv6_opt_hdr", {
  nexthdr: u8,
  hdrlen: u8,
});

export const rt0_hdr = struct("rt0_hdr", {
  nexthdr: u8,
  hdrlen: u8,
  rt0_type: u8,
  rt2_type: at(2, u8),
  segments_left: u8,
  reserved: u32,
  addr: array(in6_addr, 0),
});

export const rt2_hdr = struct("rt2_hdr", {
  nexthdr: u8,
  hdrlen: u8,
  rt0_type: u8,
  rt2_type: at(2, u8),
  segments_left: u8,
  reserved: u32,
  addr: in6_addr,
});

export const ipv6_destopt_hao = struct(
  "ipv6_destopt_hao",
  {
    type: u8,
    length: u8,
    addr: at(2, in6_addr),
  },
  { align: 1 },
);

export const ipv6hdr = struct("ipv6hdr", {
  version: at(0, bits(1, 4, 4)),
  priority: at(0, bits(1, 0, 4)),
  flow_lbl: bytes(3),
  payload_len: u16,
  nexthdr: u8,
  hop_limit: u8,
  saddr: in6_addr,
  daddr: in6_addr,
  addrs: at(8, struct("", { saddr: in6_addr, daddr: in6_addr })),
});
