// <linux/if_tun.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, struct, u16 } from "../struct.ts";

export const TUN_READQ_SIZE = 500;
export const TUN_TUN_DEV = 1;
export const TUN_TAP_DEV = 2;
export const TUN_TYPE_MASK = 0xf;
export const TUNSETNOCSUM = 0x800454c8;
export const TUNSETDEBUG = 0x800454c9;
export const TUNSETIFF = 0x800454ca;
export const TUNSETPERSIST = 0x800454cb;
export const TUNSETOWNER = 0x800454cc;
export const TUNSETLINK = 0x800454cd;
export const TUNSETGROUP = 0x800454ce;
export const TUNGETFEATURES = 0x400454cf;
export const TUNSETOFFLOAD = 0x800454d0;
export const TUNSETTXFILTER = 0x800454d1;
export const TUNGETIFF = 0x400454d2;
export const TUNGETSNDBUF = 0x400454d3;
export const TUNSETSNDBUF = 0x800454d4;
export const TUNATTACHFILTER = 0x800854d5;
export const TUNDETACHFILTER = 0x800854d6;
export const TUNGETVNETHDRSZ = 0x400454d7;
export const TUNSETVNETHDRSZ = 0x800454d8;
export const TUNSETQUEUE = 0x800454d9;
export const TUNSETIFINDEX = 0x800454da;
export const TUNGETFILTER = 0x400854db;
export const TUNSETVNETLE = 0x800454dc;
export const TUNGETVNETLE = 0x400454dd;
export const TUNSETVNETBE = 0x800454de;
export const TUNGETVNETBE = 0x400454df;
export const TUNSETSTEERINGEBPF = 0x400454e0;
export const TUNSETFILTEREBPF = 0x400454e1;
export const TUNSETCARRIER = 0x800454e2;
export const TUNGETDEVNETNS = 0x54e3;
export const IFF_TUN = 1;
export const IFF_TAP = 2;
export const IFF_NAPI = 0x10;
export const IFF_NAPI_FRAGS = 0x20;
export const IFF_NO_CARRIER = 0x40;
export const IFF_NO_PI = 0x1000;
export const IFF_ONE_QUEUE = 0x2000;
export const IFF_VNET_HDR = 0x4000;
export const IFF_TUN_EXCL = 0x8000;
export const IFF_MULTI_QUEUE = 0x100;
export const IFF_ATTACH_QUEUE = 0x200;
export const IFF_DETACH_QUEUE = 0x400;
export const IFF_PERSIST = 0x800;
export const IFF_NOFILTER = 0x1000;
export const TUN_TX_TIMESTAMP = 1;
export const TUN_F_CSUM = 1;
export const TUN_F_TSO4 = 2;
export const TUN_F_TSO6 = 4;
export const TUN_F_TSO_ECN = 8;
export const TUN_F_UFO = 0x10;
export const TUN_PKT_STRIP = 1;
export const TUN_FLT_ALLMULTI = 1;

export const tun_pi = struct("tun_pi", {
  flags: u16,
  proto: u16,
});

export const tun_filter = struct("tun_filter", {
  flags: u16,
  count: u16,
  addr: array(bytes(6), 0),
});
