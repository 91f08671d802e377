// <linux/nexthop.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u8, u16, u32 } from "../struct.ts";

export const NEXTHOP_GRP_TYPE_MAX = 1;
export const NHA_MAX = 13;
export const NHA_RES_GROUP_MAX = 4;
export const NHA_RES_BUCKET_MAX = 3;
export const NEXTHOP_GRP_TYPE_MPATH = 0;
export const NEXTHOP_GRP_TYPE_RES = 1;
export const __NEXTHOP_GRP_TYPE_MAX = 2;
export const NHA_UNSPEC = 0;
export const NHA_ID = 1;
export const NHA_GROUP = 2;
export const NHA_GROUP_TYPE = 3;
export const NHA_BLACKHOLE = 4;
export const NHA_OIF = 5;
export const NHA_GATEWAY = 6;
export const NHA_ENCAP_TYPE = 7;
export const NHA_ENCAP = 8;
export const NHA_GROUPS = 9;
export const NHA_MASTER = 10;
export const NHA_FDB = 11;
export const NHA_RES_GROUP = 12;
export const NHA_RES_BUCKET = 13;
export const __NHA_MAX = 14;
export const NHA_RES_GROUP_UNSPEC = 0;
export const NHA_RES_GROUP_PAD = NHA_RES_GROUP_UNSPEC;
export const NHA_RES_GROUP_BUCKETS = 1;
export const NHA_RES_GROUP_IDLE_TIMER = 2;
export const NHA_RES_GROUP_UNBALANCED_TIMER = 3;
export const NHA_RES_GROUP_UNBALANCED_TIME = 4;
export const __NHA_RES_GROUP_MAX = 5;
export const NHA_RES_BUCKET_UNSPEC = 0;
export const NHA_RES_BUCKET_PAD = NHA_RES_BUCKET_UNSPEC;
export const NHA_RES_BUCKET_INDEX = 1;
export const NHA_RES_BUCKET_IDLE_TIME = 2;
export const NHA_RES_BUCKET_NH_ID = 3;
export const __NHA_RES_BUCKET_MAX = 4;

export const nhmsg = struct("nhmsg", {
  nh_family: u8,
  nh_scope: u8,
  nh_protocol: u8,
  resvd: u8,
  nh_flags: u32,
});

export const nexthop_grp = struct("nexthop_grp", {
  id: u32,
  weight: u8,
  resvd1: u8,
  resvd2: u16,
});
