// <linux/socket.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, bytes, ptr, s32, struct, u16, u32 } from "../struct.ts";

export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_RDM = 4;
export const SOCK_SEQPACKET = 5;
export const SOCK_DCCP = 6;
export const SOCK_PACKET = 10;
export const SOCK_CLOEXEC = 0o10000000;
export const SOCK_NONBLOCK = 0x40000000;
export const PF_UNSPEC = 0;
export const PF_LOCAL = 1;
export const PF_UNIX = PF_LOCAL;
export const PF_FILE = PF_LOCAL;
export const PF_INET = 2;
export const PF_AX25 = 3;
export const PF_IPX = 4;
export const PF_APPLETALK = 5;
export const PF_NETROM = 6;
export const PF_BRIDGE = 7;
export const PF_ATMPVC = 8;
export const PF_X25 = 9;
export const PF_INET6 = 10;
export const PF_ROSE = 11;
export const PF_DECnet = 12;
export const PF_NETBEUI = 13;
export const PF_SECURITY = 14;
export const PF_KEY = 15;
export const PF_NETLINK = 16;
export const PF_ROUTE = PF_NETLINK;
export const PF_PACKET = 17;
export const PF_ASH = 18;
export const PF_ECONET = 19;
export const PF_ATMSVC = 20;
export const PF_RDS = 21;
export const PF_SNA = 22;
export const PF_IRDA = 23;
export const PF_PPPOX = 24;
export const PF_WANPIPE = 25;
export const PF_LLC = 26;
export const PF_IB = 27;
export const PF_MPLS = 28;
export const PF_CAN = 29;
export const PF_TIPC = 30;
export const PF_BLUETOOTH = 31;
export const PF_IUCV = 32;
export const PF_RXRPC = 33;
export const PF_ISDN = 34;
export const PF_PHONET = 35;
export const PF_IEEE802154 = 36;
export const PF_CAIF = 37;
export const PF_ALG = 38;
export const PF_NFC = 39;
export const PF_VSOCK = 40;
export const PF_KCM = 41;
export const PF_QIPCRTR = 42;
export const PF_SMC = 43;
export const PF_XDP = 44;
export const PF_MCTP = 45;
export const PF_MAX = 46;
export const AF_UNSPEC = PF_UNSPEC;
export const AF_LOCAL = PF_LOCAL;
export const AF_UNIX = PF_UNIX;
export const AF_FILE = PF_FILE;
export const AF_INET = PF_INET;
export const AF_AX25 = PF_AX25;
export const AF_IPX = PF_IPX;
export const AF_APPLETALK = PF_APPLETALK;
export const AF_NETROM = PF_NETROM;
export const AF_BRIDGE = PF_BRIDGE;
export const AF_ATMPVC = PF_ATMPVC;
export const AF_X25 = PF_X25;
export const AF_INET6 = PF_INET6;
export const AF_ROSE = PF_ROSE;
export const AF_DECnet = PF_DECnet;
export const AF_NETBEUI = PF_NETBEUI;
export const AF_SECURITY = PF_SECURITY;
export const AF_KEY = PF_KEY;
export const AF_NETLINK = PF_NETLINK;
export const AF_ROUTE = PF_ROUTE;
export const AF_PACKET = PF_PACKET;
export const AF_ASH = PF_ASH;
export const AF_ECONET = PF_ECONET;
export const AF_ATMSVC = PF_ATMSVC;
export const AF_RDS = PF_RDS;
export const AF_SNA = PF_SNA;
export const AF_IRDA = PF_IRDA;
export const AF_PPPOX = PF_PPPOX;
export const AF_WANPIPE = PF_WANPIPE;
export const AF_LLC = PF_LLC;
export const AF_IB = PF_IB;
export const AF_MPLS = PF_MPLS;
export const AF_CAN = PF_CAN;
export const AF_TIPC = PF_TIPC;
export const AF_BLUETOOTH = PF_BLUETOOTH;
export const AF_IUCV = PF_IUCV;
export const AF_RXRPC = PF_RXRPC;
export const AF_ISDN = PF_ISDN;
export const AF_PHONET = PF_PHONET;
export const AF_IEEE802154 = PF_IEEE802154;
export const AF_CAIF = PF_CAIF;
export const AF_ALG = PF_ALG;
export const AF_NFC = PF_NFC;
export const AF_VSOCK = PF_VSOCK;
export const AF_KCM = PF_KCM;
export const AF_QIPCRTR = PF_QIPCRTR;
export const AF_SMC = PF_SMC;
export const AF_XDP = PF_XDP;
export const AF_MCTP = PF_MCTP;
export const AF_MAX = PF_MAX;
export const SOL_RAW = 255;
export const SOL_DECNET = 261;
export const SOL_X25 = 262;
export const SOL_PACKET = 263;
export const SOL_ATM = 264;
export const SOL_AAL = 265;
export const SOL_IRDA = 266;
export const SOL_NETBEUI = 267;
export const SOL_LLC = 268;
export const SOL_DCCP = 269;
export const SOL_NETLINK = 270;
export const SOL_TIPC = 271;
export const SOL_RXRPC = 272;
export const SOL_PPPOL2TP = 273;
export const SOL_BLUETOOTH = 274;
export const SOL_PNPIPE = 275;
export const SOL_RDS = 276;
export const SOL_IUCV = 277;
export const SOL_CAIF = 278;
export const SOL_ALG = 279;
export const SOL_NFC = 280;
export const SOL_KCM = 281;
export const SOL_TLS = 282;
export const SOL_XDP = 283;
export const SOL_MPTCP = 284;
export const SOL_MCTP = 285;
export const SOL_SMC = 286;
export const SOMAXCONN = 4096;
export const _SS_PADSIZE = 122;
export const MSG_OOB = 1;
export const MSG_PEEK = 2;
export const MSG_DONTROUTE = 4;
export const MSG_TRYHARD = MSG_DONTROUTE;
export const MSG_CTRUNC = 8;
export const MSG_PROXY = 0x10;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_EOR = 0x80;
export const MSG_WAITALL = 0x100;
export const MSG_FIN = 0x200;
export const MSG_SYN = 0x400;
export const MSG_CONFIRM = 0x800;
export const MSG_RST = 0x1000;
export const MSG_ERRQUEUE = 0x2000;
export const MSG_NOSIGNAL = 0x4000;
export const MSG_MORE = 0x8000;
export const MSG_WAITFORONE = 0x10000;
export const MSG_BATCH = 0x40000;
export const MSG_ZEROCOPY = 0x4000000;
export const MSG_FASTOPEN = 0x20000000;
export const MSG_CMSG_CLOEXEC = 0x40000000;
export const SCM_RIGHTS = 1;
export const SCM_CREDENTIALS = 2;
export const SHUT_RD = 0;
export const SHUT_WR = 1;
export const SHUT_RDWR = 2;
export const _K_SS_MAXSIZE = 128;
export const SOCK_SNDBUF_LOCK = 1;
export const SOCK_RCVBUF_LOCK = 2;
export const SOCK_BUF_LOCK_MASK = 3;
export const SOCK_TXREHASH_DEFAULT = 255;
export const SOCK_TXREHASH_DISABLED = 0;
export const SOCK_TXREHASH_ENABLED = 1;

export const sockaddr = struct("sockaddr", {
  sa_family: u16,
  sa_data: bytes(14),
});

export const sockaddr_storage = struct("sockaddr_storage", {
  ss_family: u16,
  __ss_padding: bytes(122),
  __ss_align: u32,
});

export const msghdr = struct("msghdr", {
  msg_name: ptr,
  msg_namelen: u32,
  msg_iov: ptr,
  msg_iovlen: u32,
  msg_control: ptr,
  msg_controllen: u32,
  msg_flags: s32,
});

export const cmsghdr = struct("cmsghdr", {
  cmsg_len: u32,
  cmsg_level: s32,
  cmsg_type: s32,
  __cmsg_data: bytes(0),
});

export const ucred = struct("ucred", {
  pid: s32,
  uid: u32,
  gid: u32,
});

export const linger = struct("linger", {
  l_onoff: s32,
  l_linger: s32,
});

export const mmsghdr = struct("mmsghdr", {
  msg_hdr: msghdr,
  msg_len: u32,
});

export const __kernel_sockaddr_storage = struct("__kernel_sockaddr_storage", {
  ss_family: u16,
  __data: bytes(126),
  __align: at(0, ptr),
});
