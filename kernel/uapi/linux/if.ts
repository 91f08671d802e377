// <linux/if.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, chars, ptr, s16, s32, struct, u8, u16, u32 } from "../struct.ts";
import { sockaddr } from "./socket.ts";

export const IFNAMSIZ = 16;
export const IFALIASZ = 256;
export const ALTIFNAMSIZ = 128;
export const IFF_UP = 1;
export const IFF_BROADCAST = 2;
export const IFF_DEBUG = 4;
export const IFF_LOOPBACK = 8;
export const IFF_POINTOPOINT = 0x10;
export const IFF_NOTRAILERS = 0x20;
export const IFF_RUNNING = 0x40;
export const IFF_NOARP = 0x80;
export const IFF_PROMISC = 0x100;
export const IFF_ALLMULTI = 0x200;
export const IFF_MASTER = 0x400;
export const IFF_SLAVE = 0x800;
export const IFF_MULTICAST = 0x1000;
export const IFF_PORTSEL = 0x2000;
export const IFF_AUTOMEDIA = 0x4000;
export const IFF_DYNAMIC = 0x8000;
export const IFF_LOWER_UP = 0x10000;
export const IFF_DORMANT = 0x20000;
export const IFF_ECHO = 0x40000;
export const IFF_VOLATILE = 461914;
export const IF_GET_IFACE = 1;
export const IF_GET_PROTO = 2;
export const IF_IFACE_V35 = 0x1000;
export const IF_IFACE_V24 = 0x1001;
export const IF_IFACE_X21 = 0x1002;
export const IF_IFACE_T1 = 0x1003;
export const IF_IFACE_E1 = 0x1004;
export const IF_IFACE_SYNC_SERIAL = 0x1005;
export const IF_IFACE_X21D = 0x1006;
export const IF_PROTO_HDLC = 0x2000;
export const IF_PROTO_PPP = 0x2001;
export const IF_PROTO_CISCO = 0x2002;
export const IF_PROTO_FR = 0x2003;
export const IF_PROTO_FR_ADD_PVC = 0x2004;
export const IF_PROTO_FR_DEL_PVC = 0x2005;
export const IF_PROTO_X25 = 0x2006;
export const IF_PROTO_HDLC_ETH = 0x2007;
export const IF_PROTO_FR_ADD_ETH_PVC = 0x2008;
export const IF_PROTO_FR_DEL_ETH_PVC = 0x2009;
export const IF_PROTO_FR_PVC = 0x200a;
export const IF_PROTO_FR_ETH_PVC = 0x200b;
export const IF_PROTO_RAW = 0x200c;
export const IFHWADDRLEN = 6;
export const IF_OPER_UNKNOWN = 0;
export const IF_OPER_NOTPRESENT = 1;
export const IF_OPER_DOWN = 2;
export const IF_OPER_LOWERLAYERDOWN = 3;
export const IF_OPER_TESTING = 4;
export const IF_OPER_DORMANT = 5;
export const IF_OPER_UP = 6;
export const IF_LINK_MODE_DEFAULT = 0;
export const IF_LINK_MODE_DORMANT = 1;
export const IF_LINK_MODE_TESTING = 2;

export const ifmap = struct("ifmap", {
  mem_start: u32,
  mem_end: u32,
  base_addr: u16,
  irq: u8,
  dma: u8,
  port: u8,
});

export const if_settings = struct("if_settings", {
  type: u32,
  size: u32,
  ifs_ifsu: struct("", {
    raw_hdlc: ptr,
    cisco: at(0, ptr),
    fr: at(0, ptr),
    fr_pvc: at(0, ptr),
    fr_pvc_info: at(0, ptr),
    x25: at(0, ptr),
    sync: at(0, ptr),
    te1: at(0, ptr),
  }),
});

export const ifreq = struct("ifreq", {
  ifr_name: chars(16),
  ifr_addr: sockaddr,
  ifr_dstaddr: at(16, sockaddr),
  ifr_broadaddr: at(16, sockaddr),
  ifr_netmask: at(16, sockaddr),
  ifr_hwaddr: at(16, sockaddr),
  ifr_flags: at(16, s16),
  ifr_metric: at(16, s32),
  ifr_ifindex: at(16, s32),
  ifr_bandwidth: at(16, s32),
  ifr_qlen: at(16, s32),
  ifr_mtu: at(16, s32),
  ifr_map: at(16, ifmap),
  ifr_slave: at(16, chars(16)),
  ifr_newname: at(16, chars(16)),
  ifr_data: at(16, ptr),
  ifr_settings: at(16, if_settings),
});

export const ifconf = struct("ifconf", {
  ifc_len: s32,
  ifc_buf: ptr,
  ifc_req: at(4, ptr),
});
