// <linux/netfilter.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, struct, u32 } from "../struct.ts";
import { in_addr } from "./in.ts";
import { in6_addr } from "./in6.ts";

export const NF_DROP = 0;
export const NF_ACCEPT = 1;
export const NF_STOLEN = 2;
export const NF_QUEUE = 3;
export const NF_REPEAT = 4;
export const NF_STOP = 5;
export const NF_MAX_VERDICT = NF_STOP;
export const NF_VERDICT_MASK = 0xff;
export const NF_VERDICT_FLAG_QUEUE_BYPASS = 0x8000;
export const NF_VERDICT_QMASK = 0xffff0000;
export const NF_VERDICT_QBITS = 16;
export const NF_VERDICT_BITS = 16;
export const NF_INET_PRE_ROUTING = 0;
export const NF_INET_LOCAL_IN = 1;
export const NF_INET_FORWARD = 2;
export const NF_INET_LOCAL_OUT = 3;
export const NF_INET_POST_ROUTING = 4;
export const NF_INET_NUMHOOKS = 5;
export const NF_INET_INGRESS = NF_INET_NUMHOOKS;
export const NF_NETDEV_INGRESS = 0;
export const NF_NETDEV_EGRESS = 1;
export const NF_NETDEV_NUMHOOKS = 2;
export const NFPROTO_UNSPEC = 0;
export const NFPROTO_INET = 1;
export const NFPROTO_IPV4 = 2;
export const NFPROTO_ARP = 3;
export const NFPROTO_NETDEV = 5;
export const NFPROTO_BRIDGE = 7;
export const NFPROTO_IPV6 = 10;
export const NFPROTO_DECNET = 12;
export const NFPROTO_NUMPROTO = 13;

export const nf_inet_addr = struct("nf_inet_addr", {
  all: array(u32, 4),
  ip: at(0, u32),
  ip6: at(0, array(u32, 4)),
  in: at(0, in_addr),
  in6: at(0, in6_addr),
});
