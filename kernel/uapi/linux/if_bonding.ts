// <linux/if_bonding.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, chars, s8, s32, struct, u16, u32 } from "../struct.ts";

export const BOND_ABI_VERSION = 2;
export const BOND_ENSLAVE_OLD = 35312;
export const BOND_RELEASE_OLD = 35313;
export const BOND_SETHWADDR_OLD = 35314;
export const BOND_SLAVE_INFO_QUERY_OLD = 35323;
export const BOND_INFO_QUERY_OLD = 35324;
export const BOND_CHANGE_ACTIVE_OLD = 35325;
export const BOND_CHECK_MII_STATUS = 35143;
export const BOND_MODE_ROUNDROBIN = 0;
export const BOND_MODE_ACTIVEBACKUP = 1;
export const BOND_MODE_XOR = 2;
export const BOND_MODE_BROADCAST = 3;
export const BOND_MODE_8023AD = 4;
export const BOND_MODE_TLB = 5;
export const BOND_MODE_ALB = 6;
export const BOND_LINK_UP = 0;
export const BOND_LINK_FAIL = 1;
export const BOND_LINK_DOWN = 2;
export const BOND_LINK_BACK = 3;
export const BOND_STATE_ACTIVE = 0;
export const BOND_STATE_BACKUP = 1;
export const BOND_DEFAULT_MAX_BONDS = 1;
export const BOND_DEFAULT_TX_QUEUES = 16;
export const BOND_DEFAULT_RESEND_IGMP = 1;
export const BOND_XMIT_POLICY_LAYER2 = 0;
export const BOND_XMIT_POLICY_LAYER34 = 1;
export const BOND_XMIT_POLICY_LAYER23 = 2;
export const BOND_XMIT_POLICY_ENCAP23 = 3;
export const BOND_XMIT_POLICY_ENCAP34 = 4;
export const BOND_XMIT_POLICY_VLAN_SRCMAC = 5;
export const LACP_STATE_LACP_ACTIVITY = 1;
export const LACP_STATE_LACP_TIMEOUT = 2;
export const LACP_STATE_AGGREGATION = 4;
export const LACP_STATE_SYNCHRONIZATION = 8;
export const LACP_STATE_COLLECTING = 0x10;
export const LACP_STATE_DISTRIBUTING = 0x20;
export const LACP_STATE_DEFAULTED = 0x40;
export const LACP_STATE_EXPIRED = 0x80;
export const BOND_XSTATS_MAX = 1;
export const BOND_3AD_STAT_MAX = 9;
export const BOND_XSTATS_UNSPEC = 0;
export const BOND_XSTATS_3AD = 1;
export const __BOND_XSTATS_MAX = 2;
export const BOND_3AD_STAT_LACPDU_RX = 0;
export const BOND_3AD_STAT_LACPDU_TX = 1;
export const BOND_3AD_STAT_LACPDU_UNKNOWN_RX = 2;
export const BOND_3AD_STAT_LACPDU_ILLEGAL_RX = 3;
export const BOND_3AD_STAT_MARKER_RX = 4;
export const BOND_3AD_STAT_MARKER_TX = 5;
export const BOND_3AD_STAT_MARKER_RESP_RX = 6;
export const BOND_3AD_STAT_MARKER_RESP_TX = 7;
export const BOND_3AD_STAT_MARKER_UNKNOWN_RX = 8;
export const BOND_3AD_STAT_PAD = 9;
export const __BOND_3AD_STAT_MAX = 10;

export const ifbond = struct("ifbond", {
  bond_mode: s32,
  num_slaves: s32,
  miimon: s32,
});

export const ifslave = struct("ifslave", {
  slave_id: s32,
  slave_name: chars(16),
  link: s8,
  state: s8,
  link_failure_count: u32,
});

export const ad_info = struct("ad_info", {
  aggregator_id: u16,
  ports: u16,
  actor_key: u16,
  partner_key: u16,
  partner_system: bytes(6),
});
