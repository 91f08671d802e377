// <linux/in6.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, s32, struct, u8, u16, u32 } from "../struct.ts";

export const IPV6_FL_A_GET = 0;
export const IPV6_FL_A_PUT = 1;
export const IPV6_FL_A_RENEW = 2;
export const IPV6_FL_F_CREATE = 1;
export const IPV6_FL_F_EXCL = 2;
export const IPV6_FL_F_REFLECT = 4;
export const IPV6_FL_F_REMOTE = 8;
export const IPV6_FL_S_NONE = 0;
export const IPV6_FL_S_EXCL = 1;
export const IPV6_FL_S_PROCESS = 2;
export const IPV6_FL_S_USER = 3;
export const IPV6_FL_S_ANY = 255;
export const IPV6_FLOWINFO_FLOWLABEL = 0xfffff;
export const IPV6_FLOWINFO_PRIORITY = 0xff00000;
export const IPV6_PRIORITY_UNCHARACTERIZED = 0;
export const IPV6_PRIORITY_FILLER = 0x100;
export const IPV6_PRIORITY_UNATTENDED = 0x200;
export const IPV6_PRIORITY_RESERVED1 = 0x300;
export const IPV6_PRIORITY_BULK = 0x400;
export const IPV6_PRIORITY_RESERVED2 = 0x500;
export const IPV6_PRIORITY_INTERACTIVE = 0x600;
export const IPV6_PRIORITY_CONTROL = 0x700;
export const IPV6_PRIORITY_8 = 0x800;
export const IPV6_PRIORITY_9 = 0x900;
export const IPV6_PRIORITY_10 = 0xa00;
export const IPV6_PRIORITY_11 = 0xb00;
export const IPV6_PRIORITY_12 = 0xc00;
export const IPV6_PRIORITY_13 = 0xd00;
export const IPV6_PRIORITY_14 = 0xe00;
export const IPV6_PRIORITY_15 = 0xf00;
export const IPPROTO_HOPOPTS = 0;
export const IPPROTO_ROUTING = 43;
export const IPPROTO_FRAGMENT = 44;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_NONE = 59;
export const IPPROTO_DSTOPTS = 60;
export const IPPROTO_MH = 135;
export const IPV6_TLV_PAD1 = 0;
export const IPV6_TLV_PADN = 1;
export const IPV6_TLV_ROUTERALERT = 5;
export const IPV6_TLV_CALIPSO = 7;
export const IPV6_TLV_IOAM = 49;
export const IPV6_TLV_JUMBO = 194;
export const IPV6_TLV_HAO = 201;
export const IPV6_ADDRFORM = 1;
export const IPV6_2292PKTINFO = 2;
export const IPV6_2292HOPOPTS = 3;
export const IPV6_2292DSTOPTS = 4;
export const IPV6_2292RTHDR = 5;
export const IPV6_2292PKTOPTIONS = 6;
export const IPV6_CHECKSUM = 7;
export const IPV6_2292HOPLIMIT = 8;
export const IPV6_NEXTHOP = 9;
export const IPV6_AUTHHDR = 10;
export const IPV6_FLOWINFO = 11;
export const IPV6_UNICAST_HOPS = 16;
export const IPV6_MULTICAST_IF = 17;
export const IPV6_MULTICAST_HOPS = 18;
export const IPV6_MULTICAST_LOOP = 19;
export const IPV6_ADD_MEMBERSHIP = 20;
export const IPV6_DROP_MEMBERSHIP = 21;
export const IPV6_ROUTER_ALERT = 22;
export const IPV6_MTU_DISCOVER = 23;
export const IPV6_MTU = 24;
export const IPV6_RECVERR = 25;
export const IPV6_V6ONLY = 26;
export const IPV6_JOIN_ANYCAST = 27;
export const IPV6_LEAVE_ANYCAST = 28;
export const IPV6_MULTICAST_ALL = 29;
export const IPV6_ROUTER_ALERT_ISOLATE = 30;
export const IPV6_RECVERR_RFC4884 = 31;
export const IPV6_PMTUDISC_DONT = 0;
export const IPV6_PMTUDISC_WANT = 1;
export const IPV6_PMTUDISC_DO = 2;
export const IPV6_PMTUDISC_PROBE = 3;
export const IPV6_PMTUDISC_INTERFACE = 4;
export const IPV6_PMTUDISC_OMIT = 5;
export const IPV6_FLOWLABEL_MGR = 32;
export const IPV6_FLOWINFO_SEND = 33;
export const IPV6_IPSEC_POLICY = 34;
export const IPV6_XFRM_POLICY = 35;
export const IPV6_HDRINCL = 36;
export const IPV6_RECVPKTINFO = 49;
export const IPV6_PKTINFO = 50;
export const IPV6_RECVHOPLIMIT = 51;
export const IPV6_HOPLIMIT = 52;
export const IPV6_RECVHOPOPTS = 53;
export const IPV6_HOPOPTS = 54;
export const IPV6_RTHDRDSTOPTS = 55;
export const IPV6_RECVRTHDR = 56;
export const IPV6_RTHDR = 57;
export const IPV6_RECVDSTOPTS = 58;
export const IPV6_DSTOPTS = 59;
export const IPV6_RECVPATHMTU = 60;
export const IPV6_PATHMTU = 61;
export const IPV6_DONTFRAG = 62;
export const IPV6_RECVTCLASS = 66;
export const IPV6_TCLASS = 67;
export const IPV6_AUTOFLOWLABEL = 70;
export const IPV6_ADDR_PREFERENCES = 72;
export const IPV6_PREFER_SRC_TMP = 1;
export const IPV6_PREFER_SRC_PUBLIC = 2;
export const IPV6_PREFER_SRC_PUBTMP_DEFAULT = 0x100;
export const IPV6_PREFER_SRC_COA = 4;
export const IPV6_PREFER_SRC_HOME = 0x400;
export const IPV6_PREFER_SRC_CGA = 8;
export const IPV6_PREFER_SRC_NONCGA = 0x800;
export const IPV6_MINHOPCOUNT = 73;
export const IPV6_ORIGDSTADDR = 74;
export const IPV6_RECVORIGDSTADDR = IPV6_ORIGDSTADDR;
export const IPV6_TRANSPARENT = 75;
export const IPV6_UNICAST_IF = 76;
export const IPV6_RECVFRAGSIZE = 77;
export const IPV6_FREEBIND = 78;

export const in6_addr = struct("in6_addr", {
  s6_addr: bytes(16),
  s6_addr16: at(0, array(u16, 8)),
  s6_addr32: at(0, array(u32, 4)),
});

export const sockaddr_in6 = struct("sockaddr_in6", {
  sin6_family: u16,
  sin6_port: u16,
  sin6_flowinfo: u32,
  sin6_addr: in6_addr,
  sin6_scope_id: u32,
});

export const ipv6_mreq = struct("ipv6_mreq", {
  ipv6mr_multiaddr: in6_addr,
  ipv6mr_ifindex: s32,
});

export const in6_flowlabel_req = struct("in6_flowlabel_req", {
  flr_dst: in6_addr,
  flr_label: u32,
  flr_action: u8,
  flr_share: u8,
  flr_flags: u16,
  flr_expires: u16,
  flr_linger: u16,
  __flr_pad: u32,
});
