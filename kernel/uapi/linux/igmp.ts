// <linux/igmp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, struct, u8, u16, u32 } from "../struct.ts";

export const IGMPV3_MODE_IS_INCLUDE = 1;
export const IGMPV3_MODE_IS_EXCLUDE = 2;
export const IGMPV3_CHANGE_TO_INCLUDE = 3;
export const IGMPV3_CHANGE_TO_EXCLUDE = 4;
export const IGMPV3_ALLOW_NEW_SOURCES = 5;
export const IGMPV3_BLOCK_OLD_SOURCES = 6;
export const IGMP_HOST_MEMBERSHIP_QUERY = 0x11;
export const IGMP_HOST_MEMBERSHIP_REPORT = 0x12;
export const IGMP_DVMRP = 0x13;
export const IGMP_PIM = 0x14;
export const IGMP_TRACE = 0x15;
export const IGMPV2_HOST_MEMBERSHIP_REPORT = 0x16;
export const IGMP_HOST_LEAVE_MESSAGE = 0x17;
export const IGMPV3_HOST_MEMBERSHIP_REPORT = 0x22;
export const IGMP_MTRACE_RESP = 0x1e;
export const IGMP_MTRACE = 0x1f;
export const IGMP_MRDISC_ADV = 0x30;
export const IGMP_DELAYING_MEMBER = 1;
export const IGMP_IDLE_MEMBER = 2;
export const IGMP_LAZY_MEMBER = 3;
export const IGMP_SLEEPING_MEMBER = 4;
export const IGMP_AWAKENING_MEMBER = 5;
export const IGMP_MINLEN = 8;
export const IGMP_MAX_HOST_REPORT_DELAY = 10;
export const IGMP_TIMER_SCALE = 10;
export const IGMP_AGE_THRESHOLD = 400;
export const IGMP_ALL_HOSTS = 3758096385;
export const IGMP_ALL_ROUTER = 3758096386;
export const IGMPV3_ALL_MCR = 3758096406;
export const IGMP_LOCAL_GROUP = 3758096384;
export const IGMP_LOCAL_GROUP_MASK = 4294967040;

export const igmphdr = struct("igmphdr", {
  type: u8,
  code: u8,
  csum: u16,
  group: u32,
});

export const igmpv3_grec = struct("igmpv3_grec", {
  grec_type: u8,
  grec_auxwords: u8,
  grec_nsrcs: u16,
  grec_mca: u32,
  grec_src: array(u32, 0),
});

export const igmpv3_report = struct("igmpv3_report", {
  type: u8,
  resv1: u8,
  csum: u16,
  resv2: u16,
  ngrec: u16,
  grec: array(igmpv3_grec, 0),
});

export const igmpv3_query = struct("igmpv3_query", {
  type: u8,
  code: u8,
  csum: u16,
  group: u32,
  resv: at(8, bits(1, 4, 4)),
  suppress: at(8, bits(1, 3, 1)),
  qrv: at(8, bits(1, 0, 3)),
  qqic: u8,
  nsrcs: u16,
  srcs: array(u32, 0),
});
