// <linux/in.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, s32, struct, u16, u32 } from "../struct.ts";
import { __kernel_sockaddr_storage } from "./socket.ts";

export const IPPROTO_IP = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_IGMP = 2;
export const IPPROTO_IPIP = 4;
export const IPPROTO_TCP = 6;
export const IPPROTO_EGP = 8;
export const IPPROTO_PUP = 12;
export const IPPROTO_UDP = 17;
export const IPPROTO_IDP = 22;
export const IPPROTO_TP = 29;
export const IPPROTO_DCCP = 33;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_RSVP = 46;
export const IPPROTO_GRE = 47;
export const IPPROTO_ESP = 50;
export const IPPROTO_AH = 51;
export const IPPROTO_MTP = 92;
export const IPPROTO_BEETPH = 94;
export const IPPROTO_ENCAP = 98;
export const IPPROTO_PIM = 103;
export const IPPROTO_COMP = 108;
export const IPPROTO_L2TP = 115;
export const IPPROTO_SCTP = 132;
export const IPPROTO_UDPLITE = 136;
export const IPPROTO_MPLS = 137;
export const IPPROTO_ETHERNET = 143;
export const IPPROTO_RAW = 255;
export const IPPROTO_MPTCP = 262;
export const IP_TOS = 1;
export const IP_TTL = 2;
export const IP_HDRINCL = 3;
export const IP_OPTIONS = 4;
export const IP_ROUTER_ALERT = 5;
export const IP_RECVOPTS = 6;
export const IP_RETOPTS = 7;
export const IP_PKTINFO = 8;
export const IP_PKTOPTIONS = 9;
export const IP_MTU_DISCOVER = 10;
export const IP_RECVERR = 11;
export const IP_RECVTTL = 12;
export const IP_RECVTOS = 13;
export const IP_MTU = 14;
export const IP_FREEBIND = 15;
export const IP_IPSEC_POLICY = 16;
export const IP_XFRM_POLICY = 17;
export const IP_PASSSEC = 18;
export const IP_TRANSPARENT = 19;
export const IP_RECVRETOPTS = IP_RETOPTS;
export const IP_ORIGDSTADDR = 20;
export const IP_RECVORIGDSTADDR = IP_ORIGDSTADDR;
export const IP_MINTTL = 21;
export const IP_NODEFRAG = 22;
export const IP_CHECKSUM = 23;
export const IP_BIND_ADDRESS_NO_PORT = 24;
export const IP_RECVFRAGSIZE = 25;
export const IP_RECVERR_RFC4884 = 26;
export const IP_PMTUDISC_DONT = 0;
export const IP_PMTUDISC_WANT = 1;
export const IP_PMTUDISC_DO = 2;
export const IP_PMTUDISC_PROBE = 3;
export const IP_PMTUDISC_INTERFACE = 4;
export const IP_PMTUDISC_OMIT = 5;
export const IP_MULTICAST_IF = 32;
export const IP_MULTICAST_TTL = 33;
export const IP_MULTICAST_LOOP = 34;
export const IP_ADD_MEMBERSHIP = 35;
export const IP_DROP_MEMBERSHIP = 36;
export const IP_UNBLOCK_SOURCE = 37;
export const IP_BLOCK_SOURCE = 38;
export const IP_ADD_SOURCE_MEMBERSHIP = 39;
export const IP_DROP_SOURCE_MEMBERSHIP = 40;
export const IP_MSFILTER = 41;
export const MCAST_JOIN_GROUP = 42;
export const MCAST_BLOCK_SOURCE = 43;
export const MCAST_UNBLOCK_SOURCE = 44;
export const MCAST_LEAVE_GROUP = 45;
export const MCAST_JOIN_SOURCE_GROUP = 46;
export const MCAST_LEAVE_SOURCE_GROUP = 47;
export const MCAST_MSFILTER = 48;
export const IP_MULTICAST_ALL = 49;
export const IP_UNICAST_IF = 50;
export const MCAST_EXCLUDE = 0;
export const MCAST_INCLUDE = 1;
export const IP_DEFAULT_MULTICAST_TTL = 1;
export const IP_DEFAULT_MULTICAST_LOOP = 1;
export const __SOCK_SIZE__ = 16;
export const IN_CLASSA_NET = 0xff000000;
export const IN_CLASSA_NSHIFT = 24;
export const IN_CLASSA_HOST = 0xffffff;
export const IN_CLASSA_MAX = 128;
export const IN_CLASSB_NET = 0xffff0000;
export const IN_CLASSB_NSHIFT = 16;
export const IN_CLASSB_HOST = 0xffff;
export const IN_CLASSB_MAX = 65536;
export const IN_CLASSC_NET = 0xffffff00;
export const IN_CLASSC_NSHIFT = 8;
export const IN_CLASSC_HOST = 0xff;
export const IN_MULTICAST_NET = 0xe0000000;
export const IN_CLASSE_NET = 0xffffffff;
export const IN_CLASSE_NSHIFT = 0;
export const INADDR_ANY = 0;
export const INADDR_BROADCAST = 4294967295;
export const INADDR_NONE = 4294967295;
export const INADDR_DUMMY = 3221225480;
export const IN_LOOPBACKNET = 127;
export const INADDR_LOOPBACK = 0x7f000001;
export const INADDR_UNSPEC_GROUP = 0xe0000000;
export const INADDR_ALLHOSTS_GROUP = 0xe0000001;
export const INADDR_ALLRTRS_GROUP = 0xe0000002;
export const INADDR_ALLSNOOPERS_GROUP = 0xe000006a;
export const INADDR_MAX_LOCAL_GROUP = 0xe00000ff;
export const IPPROTO_MAX = 263;

export const in_addr = struct("in_addr", {
  s_addr: u32,
});

export const ip_mreq = struct("ip_mreq", {
  imr_multiaddr: in_addr,
  imr_interface: in_addr,
});

export const ip_mreqn = struct("ip_mreqn", {
  imr_multiaddr: in_addr,
  imr_address: in_addr,
  imr_ifindex: s32,
});

export const ip_mreq_source = struct("ip_mreq_source", {
  imr_multiaddr: u32,
  imr_interface: u32,
  imr_sourceaddr: u32,
});

export const ip_msfilter = struct("ip_msfilter", {
  imsf_multiaddr: u32,
  imsf_interface: u32,
  imsf_fmode: u32,
  imsf_numsrc: u32,
  imsf_slist: array(u32, 1),
  __empty_imsf_slist_flex: at(16, struct("", {})),
  imsf_slist_flex: at(16, array(u32, 0)),
});

export const group_req = struct("group_req", {
  gr_interface: u32,
  gr_group: __kernel_sockaddr_storage,
});

export const group_source_req = struct("group_source_req", {
  gsr_interface: u32,
  gsr_group: __kernel_sockaddr_storage,
  gsr_source: __kernel_sockaddr_storage,
});

export const group_filter = struct("group_filter", {
  gf_interface_aux: u32,
  gf_group_aux: __kernel_sockaddr_storage,
  gf_fmode_aux: u32,
  gf_numsrc_aux: u32,
  gf_slist: array(__kernel_sockaddr_storage, 1),
  gf_interface: at(0, u32),
  gf_group: at(4, __kernel_sockaddr_storage),
  gf_fmode: at(132, u32),
  gf_numsrc: at(136, u32),
  gf_slist_flex: at(140, array(__kernel_sockaddr_storage, 0)),
});

export const in_pktinfo = struct("in_pktinfo", {
  ipi_ifindex: s32,
  ipi_spec_dst: in_addr,
  ipi_addr: in_addr,
});

export const sockaddr_in = struct("sockaddr_in", {
  sin_family: u16,
  sin_port: u16,
  sin_addr: in_addr,
  __pad: bytes(8),
});
