// <linux/if_tunnel.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { chars, s32, struct, u16, u32 } from "../struct.ts";
import { in6_addr } from "./in6.ts";
import { iphdr } from "./ip.ts";

export const SIOCGETTUNNEL = 35312;
export const SIOCADDTUNNEL = 35313;
export const SIOCDELTUNNEL = 35314;
export const SIOCCHGTUNNEL = 35315;
export const SIOCGETPRL = 35316;
export const SIOCADDPRL = 35317;
export const SIOCDELPRL = 35318;
export const SIOCCHGPRL = 35319;
export const SIOCGET6RD = 35320;
export const SIOCADD6RD = 35321;
export const SIOCDEL6RD = 35322;
export const SIOCCHG6RD = 35323;
export const GRE_CSUM = 32768;
export const GRE_ROUTING = 16384;
export const GRE_KEY = 8192;
export const GRE_SEQ = 4096;
export const GRE_STRICT = 2048;
export const GRE_REC = 1792;
export const GRE_ACK = 128;
export const GRE_FLAGS = 120;
export const GRE_VERSION = 7;
export const GRE_VERSION_0 = 0;
export const GRE_VERSION_1 = 1;
export const GRE_PROTO_PPP = 34827;
export const GRE_PPTP_KEY_MASK = 65535;
export const IFLA_IPTUN_MAX = 20;
export const TUNNEL_ENCAP_FLAG_CSUM = 1;
export const TUNNEL_ENCAP_FLAG_CSUM6 = 2;
export const TUNNEL_ENCAP_FLAG_REMCSUM = 4;
export const SIT_ISATAP = 1;
export const PRL_DEFAULT = 1;
export const IFLA_GRE_MAX = 24;
export const VTI_ISVTI = 1;
export const IFLA_VTI_MAX = 6;
export const TUNNEL_CSUM = 1;
export const TUNNEL_ROUTING = 2;
export const TUNNEL_KEY = 4;
export const TUNNEL_SEQ = 8;
export const TUNNEL_STRICT = 16;
export const TUNNEL_REC = 32;
export const TUNNEL_VERSION = 64;
export const TUNNEL_NO_KEY = 128;
export const TUNNEL_DONT_FRAGMENT = 256;
export const TUNNEL_OAM = 512;
export const TUNNEL_CRIT_OPT = 1024;
export const TUNNEL_GENEVE_OPT = 2048;
export const TUNNEL_VXLAN_OPT = 4096;
export const TUNNEL_NOCACHE = 8192;
export const TUNNEL_ERSPAN_OPT = 16384;
export const TUNNEL_GTP_OPT = 32768;
export const TUNNEL_OPTIONS_PRESENT = 55296;
export const IFLA_IPTUN_UNSPEC = 0;
export const IFLA_IPTUN_LINK = 1;
export const IFLA_IPTUN_LOCAL = 2;
export const IFLA_IPTUN_REMOTE = 3;
export const IFLA_IPTUN_TTL = 4;
export const IFLA_IPTUN_TOS = 5;
export const IFLA_IPTUN_ENCAP_LIMIT = 6;
export const IFLA_IPTUN_FLOWINFO = 7;
export const IFLA_IPTUN_FLAGS = 8;
export const IFLA_IPTUN_PROTO = 9;
export const IFLA_IPTUN_PMTUDISC = 10;
export const IFLA_IPTUN_6RD_PREFIX = 11;
export const IFLA_IPTUN_6RD_RELAY_PREFIX = 12;
export const IFLA_IPTUN_6RD_PREFIXLEN = 13;
export const IFLA_IPTUN_6RD_RELAY_PREFIXLEN = 14;
export const IFLA_IPTUN_ENCAP_TYPE = 15;
export const IFLA_IPTUN_ENCAP_FLAGS = 16;
export const IFLA_IPTUN_ENCAP_SPORT = 17;
export const IFLA_IPTUN_ENCAP_DPORT = 18;
export const IFLA_IPTUN_COLLECT_METADATA = 19;
export const IFLA_IPTUN_FWMARK = 20;
export const __IFLA_IPTUN_MAX = 21;
export const TUNNEL_ENCAP_NONE = 0;
export const TUNNEL_ENCAP_FOU = 1;
export const TUNNEL_ENCAP_GUE = 2;
export const TUNNEL_ENCAP_MPLS = 3;
export const IFLA_GRE_UNSPEC = 0;
export const IFLA_GRE_LINK = 1;
export const IFLA_GRE_IFLAGS = 2;
export const IFLA_GRE_OFLAGS = 3;
export const IFLA_GRE_IKEY = 4;
export const IFLA_GRE_OKEY = 5;
export const IFLA_GRE_LOCAL = 6;
export const IFLA_GRE_REMOTE = 7;
export const IFLA_GRE_TTL = 8;
export const IFLA_GRE_TOS = 9;
export const IFLA_GRE_PMTUDISC = 10;
export const IFLA_GRE_ENCAP_LIMIT = 11;
export const IFLA_GRE_FLOWINFO = 12;
export const IFLA_GRE_FLAGS = 13;
export const IFLA_GRE_ENCAP_TYPE = 14;
export const IFLA_GRE_ENCAP_FLAGS = 15;
export const IFLA_GRE_ENCAP_SPORT = 16;
export const IFLA_GRE_ENCAP_DPORT = 17;
export const IFLA_GRE_COLLECT_METADATA = 18;
export const IFLA_GRE_IGNORE_DF = 19;
export const IFLA_GRE_FWMARK = 20;
export const IFLA_GRE_ERSPAN_INDEX = 21;
export const IFLA_GRE_ERSPAN_VER = 22;
export const IFLA_GRE_ERSPAN_DIR = 23;
export const IFLA_GRE_ERSPAN_HWID = 24;
export const __IFLA_GRE_MAX = 25;
export const IFLA_VTI_UNSPEC = 0;
export const IFLA_VTI_LINK = 1;
export const IFLA_VTI_IKEY = 2;
export const IFLA_VTI_OKEY = 3;
export const IFLA_VTI_LOCAL = 4;
export const IFLA_VTI_REMOTE = 5;
export const IFLA_VTI_FWMARK = 6;
export const __IFLA_VTI_MAX = 7;

export const ip_tunnel_parm = struct("ip_tunnel_parm", {
  name: chars(16),
  link: s32,
  i_flags: u16,
  o_flags: u16,
  i_key: u32,
  o_key: u32,
  iph: iphdr,
});

export const ip_tunnel_prl = struct("ip_tunnel_prl", {
  addr: u32,
  flags: u16,
  __reserved: u16,
  datalen: u32,
  __reserved2: u32,
});

export const ip_tunnel_6rd = struct("ip_tunnel_6rd", {
  prefix: in6_addr,
  relay_prefix: u32,
  prefixlen: u16,
  relay_prefixlen: u16,
});
