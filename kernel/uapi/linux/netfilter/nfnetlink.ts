// <linux/netfilter/nfnetlink.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { struct, u8, u16 } from "../../struct.ts";

export const NFNLGRP_NONE = 0;
export const NFNLGRP_CONNTRACK_NEW = 1;
export const NFNLGRP_CONNTRACK_UPDATE = 2;
export const NFNLGRP_CONNTRACK_DESTROY = 3;
export const NFNLGRP_CONNTRACK_EXP_NEW = 4;
export const NFNLGRP_CONNTRACK_EXP_UPDATE = 5;
export const NFNLGRP_CONNTRACK_EXP_DESTROY = 6;
export const NFNLGRP_NFTABLES = 7;
export const NFNLGRP_ACCT_QUOTA = 8;
export const NFNLGRP_NFTRACE = 9;
export const NFNLGRP_MAX = 9;
export const NFNETLINK_V0 = 0;
export const NFNL_SUBSYS_NONE = 0;
export const NFNL_SUBSYS_CTNETLINK = 1;
export const NFNL_SUBSYS_CTNETLINK_EXP = 2;
export const NFNL_SUBSYS_QUEUE = 3;
export const NFNL_SUBSYS_ULOG = 4;
export const NFNL_SUBSYS_OSF = 5;
export const NFNL_SUBSYS_IPSET = 6;
export const NFNL_SUBSYS_ACCT = 7;
export const NFNL_SUBSYS_CTNETLINK_TIMEOUT = 8;
export const NFNL_SUBSYS_CTHELPER = 9;
export const NFNL_SUBSYS_NFTABLES = 10;
export const NFNL_SUBSYS_NFT_COMPAT = 11;
export const NFNL_SUBSYS_HOOK = 12;
export const NFNL_SUBSYS_COUNT = 13;
export const NFNL_BATCH_MAX = 1;
export const __NFNLGRP_MAX = 10;
export const NFNL_BATCH_UNSPEC = 0;
export const NFNL_BATCH_GENID = 1;
export const __NFNL_BATCH_MAX = 2;

export const nfgenmsg = struct("nfgenmsg", {
  nfgen_family: u8,
  version: u8,
  res_id: u16,
});
