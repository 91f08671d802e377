// <linux/mpls.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u32, u64 } from "../struct.ts";

export const MPLS_LS_LABEL_MASK = 0xfffff000;
export const MPLS_LS_LABEL_SHIFT = 12;
export const MPLS_LS_TC_MASK = 0xe00;
export const MPLS_LS_TC_SHIFT = 9;
export const MPLS_LS_S_MASK = 0x100;
export const MPLS_LS_S_SHIFT = 8;
export const MPLS_LS_TTL_MASK = 0xff;
export const MPLS_LS_TTL_SHIFT = 0;
export const MPLS_LABEL_IPV4NULL = 0;
export const MPLS_LABEL_RTALERT = 1;
export const MPLS_LABEL_IPV6NULL = 2;
export const MPLS_LABEL_IMPLNULL = 3;
export const MPLS_LABEL_ENTROPY = 7;
export const MPLS_LABEL_GAL = 13;
export const MPLS_LABEL_OAMALERT = 14;
export const MPLS_LABEL_EXTENSION = 15;
export const MPLS_LABEL_FIRST_UNRESERVED = 16;
export const MPLS_STATS_MAX = 1;
export const MPLS_STATS_UNSPEC = 0;
export const MPLS_STATS_LINK = 1;
export const __MPLS_STATS_MAX = 2;

export const mpls_label = struct("mpls_label", {
  entry: u32,
});

export const mpls_link_stats = struct("mpls_link_stats", {
  rx_packets: u64,
  tx_packets: u64,
  rx_bytes: u64,
  tx_bytes: u64,
  rx_errors: u64,
  tx_errors: u64,
  rx_dropped: u64,
  tx_dropped: u64,
  rx_noroute: u64,
});
