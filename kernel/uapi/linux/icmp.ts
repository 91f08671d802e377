// <linux/icmp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bits, bytes, chars, struct, u8, u16, u32 } from "../struct.ts";
import { in6_addr } from "./in6.ts";

export const ICMP_ECHOREPLY = 0;
export const ICMP_DEST_UNREACH = 3;
export const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETERPROB = 12;
export const ICMP_TIMESTAMP = 13;
export const ICMP_TIMESTAMPREPLY = 14;
export const ICMP_INFO_REQUEST = 15;
export const ICMP_INFO_REPLY = 16;
export const ICMP_ADDRESS = 17;
export const ICMP_ADDRESSREPLY = 18;
export const NR_ICMP_TYPES = 18;
export const ICMP_NET_UNREACH = 0;
export const ICMP_HOST_UNREACH = 1;
export const ICMP_PROT_UNREACH = 2;
export const ICMP_PORT_UNREACH = 3;
export const ICMP_FRAG_NEEDED = 4;
export const ICMP_SR_FAILED = 5;
export const ICMP_NET_UNKNOWN = 6;
export const ICMP_HOST_UNKNOWN = 7;
export const ICMP_HOST_ISOLATED = 8;
export const ICMP_NET_ANO = 9;
export const ICMP_HOST_ANO = 10;
export const ICMP_NET_UNR_TOS = 11;
export const ICMP_HOST_UNR_TOS = 12;
export const ICMP_PKT_FILTERED = 13;
export const ICMP_PREC_VIOLATION = 14;
export const ICMP_PREC_CUTOFF = 15;
export const NR_ICMP_UNREACH = 15;
export const ICMP_REDIR_NET = 0;
export const ICMP_REDIR_HOST = 1;
export const ICMP_REDIR_NETTOS = 2;
export const ICMP_REDIR_HOSTTOS = 3;
export const ICMP_EXC_TTL = 0;
export const ICMP_EXC_FRAGTIME = 1;
export const ICMP_EXT_ECHO = 42;
export const ICMP_EXT_ECHOREPLY = 43;
export const ICMP_EXT_CODE_MAL_QUERY = 1;
export const ICMP_EXT_CODE_NO_IF = 2;
export const ICMP_EXT_CODE_NO_TABLE_ENT = 3;
export const ICMP_EXT_CODE_MULT_IFS = 4;
export const ICMP_EXT_ECHOREPLY_ACTIVE = 4;
export const ICMP_EXT_ECHOREPLY_IPV4 = 2;
export const ICMP_EXT_ECHOREPLY_IPV6 = 1;
export const ICMP_EXT_ECHO_CTYPE_NAME = 1;
export const ICMP_EXT_ECHO_CTYPE_INDEX = 2;
export const ICMP_EXT_ECHO_CTYPE_ADDR = 3;
export const ICMP_AFI_IP = 1;
export const ICMP_AFI_IP6 = 2;
export const ICMP_FILTER = 1;

export const icmphdr = struct("icmphdr", {
  type: u8,
  code: u8,
  checksum: u16,
  un: struct("", {
    echo: struct("", { id: u16, sequence: u16 }),
    gateway: at(0, u32),
    frag: at(0, struct("", { __unused: u16, mtu: u16 })),
    reserved: at(0, bytes(4)),
  }),
});

export const icmp_filter = struct("icmp_filter", {
  data: u32,
});

export const icmp_ext_hdr = struct("icmp_ext_hdr", {
  version: at(0, bits(1, 4, 4)),
  reserved1: at(0, bits(1, 0, 4)),
  reserved2: u8,
  checksum: u16,
});

export const icmp_extobj_hdr = struct("icmp_extobj_hdr", {
  length: u16,
  class_num: u8,
  class_type: u8,
});

export const icmp_ext_echo_ctype3_hdr = struct("icmp_ext_echo_ctype3_hdr", {
  afi: u16,
  addrlen: u8,
  reserved: u8,
});

export const icmp_ext_echo_iio = struct("icmp_ext_echo_iio", {
  extobj_hdr: icmp_extobj_hdr,
  ident: struct("", {
    name: chars(16),
    ifindex: at(0, u32),
    addr: at(
      0,
      struct("", {
        ctype3_hdr: icmp_ext_echo_ctype3_hdr,
        ip_addr: struct("", { ipv4_addr: u32, ipv6_addr: at(0, in6_addr) }),
      }),
    ),
  }),
});
