// <linux/ip.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bits, bytes, struct, u8, u16, u32 } from "../struct.ts";

export const IPTOS_TOS_MASK = 0x1e;
export const IPTOS_LOWDELAY = 0x10;
export const IPTOS_THROUGHPUT = 8;
export const IPTOS_RELIABILITY = 4;
export const IPTOS_MINCOST = 2;
export const IPTOS_PREC_MASK = 0xe0;
export const IPTOS_PREC_NETCONTROL = 0xe0;
export const IPTOS_PREC_INTERNETCONTROL = 0xc0;
export const IPTOS_PREC_CRITIC_ECP = 0xa0;
export const IPTOS_PREC_FLASHOVERRIDE = 0x80;
export const IPTOS_PREC_FLASH = 0x60;
export const IPTOS_PREC_IMMEDIATE = 0x40;
export const IPTOS_PREC_PRIORITY = 0x20;
export const IPTOS_PREC_ROUTINE = 0;
export const IPOPT_COPY = 0x80;
export const IPOPT_CLASS_MASK = 0x60;
export const IPOPT_NUMBER_MASK = 0x1f;
export const IPOPT_CONTROL = 0;
export const IPOPT_RESERVED1 = 0x20;
export const IPOPT_MEASUREMENT = 0x40;
export const IPOPT_RESERVED2 = 0x60;
export const IPOPT_END = 0;
export const IPOPT_NOOP = 1;
export const IPOPT_SEC = 130;
export const IPOPT_LSRR = 131;
export const IPOPT_TIMESTAMP = 68;
export const IPOPT_CIPSO = 134;
export const IPOPT_RR = 7;
export const IPOPT_SID = 136;
export const IPOPT_SSRR = 137;
export const IPOPT_RA = 148;
export const IPVERSION = 4;
export const MAXTTL = 255;
export const IPDEFTTL = 64;
export const IPOPT_OPTVAL = 0;
export const IPOPT_OLEN = 1;
export const IPOPT_OFFSET = 2;
export const IPOPT_MINOFF = 4;
export const MAX_IPOPTLEN = 40;
export const IPOPT_NOP = IPOPT_NOOP;
export const IPOPT_EOL = IPOPT_END;
export const IPOPT_TS = IPOPT_TIMESTAMP;
export const IPOPT_TS_TSONLY = 0;
export const IPOPT_TS_TSANDADDR = 1;
export const IPOPT_TS_PRESPEC = 3;
export const IPV4_BEET_PHMAXLEN = 8;
export const IPV4_DEVCONF_MAX = 33;
export const IPV4_DEVCONF_FORWARDING = 1;
export const IPV4_DEVCONF_MC_FORWARDING = 2;
export const IPV4_DEVCONF_PROXY_ARP = 3;
export const IPV4_DEVCONF_ACCEPT_REDIRECTS = 4;
export const IPV4_DEVCONF_SECURE_REDIRECTS = 5;
export const IPV4_DEVCONF_SEND_REDIRECTS = 6;
export const IPV4_DEVCONF_SHARED_MEDIA = 7;
export const IPV4_DEVCONF_RP_FILTER = 8;
export const IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE = 9;
export const IPV4_DEVCONF_BOOTP_RELAY = 10;
export const IPV4_DEVCONF_LOG_MARTIANS = 11;
export const IPV4_DEVCONF_TAG = 12;
export const IPV4_DEVCONF_ARPFILTER = 13;
export const IPV4_DEVCONF_MEDIUM_ID = 14;
export const IPV4_DEVCONF_NOXFRM = 15;
export const IPV4_DEVCONF_NOPOLICY = 16;
export const IPV4_DEVCONF_FORCE_IGMP_VERSION = 17;
export const IPV4_DEVCONF_ARP_ANNOUNCE = 18;
export const IPV4_DEVCONF_ARP_IGNORE = 19;
export const IPV4_DEVCONF_PROMOTE_SECONDARIES = 20;
export const IPV4_DEVCONF_ARP_ACCEPT = 21;
export const IPV4_DEVCONF_ARP_NOTIFY = 22;
export const IPV4_DEVCONF_ACCEPT_LOCAL = 23;
export const IPV4_DEVCONF_SRC_VMARK = 24;
export const IPV4_DEVCONF_PROXY_ARP_PVLAN = 25;
export const IPV4_DEVCONF_ROUTE_LOCALNET = 26;
export const IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL = 27;
export const IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL = 28;
export const IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN = 29;
export const IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST = 30;
export const IPV4_DEVCONF_DROP_GRATUITOUS_ARP = 31;
export const IPV4_DEVCONF_BC_FORWARDING = 32;
export const IPV4_DEVCONF_ARP_EVICT_NOCARRIER = 33;
export const __IPV4_DEVCONF_MAX = 34;

export const iphdr = struct("iphdr", {
  version: at(0, bits(1, 4, 4)),
  ihl: at(0, bits(1, 0, 4)),
  tos: u8,
  tot_len: u16,
  id: u16,
  frag_off: u16,
  ttl: u8,
  protocol: u8,
  check: u16,
  saddr: u32,
  daddr: u32,
  addrs: at(12, struct("", { saddr: u32, daddr: u32 })),
});

export const ip_auth_hdr = struct("ip_auth_hdr", {
  nexthdr: u8,
  hdrlen: u8,
  reserved: u16,
  spi: u32,
  seq_no: u32,
  auth_data: bytes(0),
});

export const ip_esp_hdr = struct("ip_esp_hdr", {
  spi: u32,
  seq_no: u32,
  enc_data: bytes(0),
});

export const ip_comp_hdr = struct("ip_comp_hdr", {
  nexthdr: u8,
  flags: u8,
  cpi: u16,
});

export const ip_beet_phdr = struct("ip_beet_phdr", {
  nexthdr: u8,
  hdrlen: u8,
  padlen: u8,
  reserved: u8,
});
