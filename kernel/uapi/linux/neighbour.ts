// <linux/neighbour.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { s32, struct, u8, u16, u32, u64 } from "../struct.ts";

export const NDA_MAX = 17;
export const NTF_USE = 1;
export const NTF_SELF = 2;
export const NTF_MASTER = 4;
export const NTF_PROXY = 8;
export const NTF_EXT_LEARNED = 0x10;
export const NTF_OFFLOADED = 0x20;
export const NTF_STICKY = 0x40;
export const NTF_ROUTER = 0x80;
export const NTF_EXT_MANAGED = 1;
export const NUD_INCOMPLETE = 1;
export const NUD_REACHABLE = 2;
export const NUD_STALE = 4;
export const NUD_DELAY = 8;
export const NUD_PROBE = 0x10;
export const NUD_FAILED = 0x20;
export const NUD_NOARP = 0x40;
export const NUD_PERMANENT = 0x80;
export const NUD_NONE = 0;
export const NDTPA_MAX = 19;
export const NDTA_MAX = 9;
export const NFEA_MAX = 2;
export const NDA_UNSPEC = 0;
export const NDA_DST = 1;
export const NDA_LLADDR = 2;
export const NDA_CACHEINFO = 3;
export const NDA_PROBES = 4;
export const NDA_VLAN = 5;
export const NDA_PORT = 6;
export const NDA_VNI = 7;
export const NDA_IFINDEX = 8;
export const NDA_MASTER = 9;
export const NDA_LINK_NETNSID = 10;
export const NDA_SRC_VNI = 11;
export const NDA_PROTOCOL = 12;
export const NDA_NH_ID = 13;
export const NDA_FDB_EXT_ATTRS = 14;
export const NDA_FLAGS_EXT = 15;
export const NDA_NDM_STATE_MASK = 16;
export const NDA_NDM_FLAGS_MASK = 17;
export const __NDA_MAX = 18;
export const NDTPA_UNSPEC = 0;
export const NDTPA_IFINDEX = 1;
export const NDTPA_REFCNT = 2;
export const NDTPA_REACHABLE_TIME = 3;
export const NDTPA_BASE_REACHABLE_TIME = 4;
export const NDTPA_RETRANS_TIME = 5;
export const NDTPA_GC_STALETIME = 6;
export const NDTPA_DELAY_PROBE_TIME = 7;
export const NDTPA_QUEUE_LEN = 8;
export const NDTPA_APP_PROBES = 9;
export const NDTPA_UCAST_PROBES = 10;
export const NDTPA_MCAST_PROBES = 11;
export const NDTPA_ANYCAST_DELAY = 12;
export const NDTPA_PROXY_DELAY = 13;
export const NDTPA_PROXY_QLEN = 14;
export const NDTPA_LOCKTIME = 15;
export const NDTPA_QUEUE_LENBYTES = 16;
export const NDTPA_MCAST_REPROBES = 17;
export const NDTPA_PAD = 18;
export const NDTPA_INTERVAL_PROBE_TIME_MS = 19;
export const __NDTPA_MAX = 20;
export const NDTA_UNSPEC = 0;
export const NDTA_NAME = 1;
export const NDTA_THRESH1 = 2;
export const NDTA_THRESH2 = 3;
export const NDTA_THRESH3 = 4;
export const NDTA_CONFIG = 5;
export const NDTA_PARMS = 6;
export const NDTA_STATS = 7;
export const NDTA_GC_INTERVAL = 8;
export const NDTA_PAD = 9;
export const __NDTA_MAX = 10;
export const FDB_NOTIFY_BIT = 1;
export const FDB_NOTIFY_INACTIVE_BIT = 2;
export const NFEA_UNSPEC = 0;
export const NFEA_ACTIVITY_NOTIFY = 1;
export const NFEA_DONT_REFRESH = 2;
export const __NFEA_MAX = 3;

export const ndmsg = struct("ndmsg", {
  ndm_family: u8,
  ndm_pad1: u8,
  ndm_pad2: u16,
  ndm_ifindex: s32,
  ndm_state: u16,
  ndm_flags: u8,
  ndm_type: u8,
});

export const nda_cacheinfo = struct("nda_cacheinfo", {
  ndm_confirmed: u32,
  ndm_used: u32,
  ndm_updated: u32,
  ndm_refcnt: u32,
});

export const ndt_stats = struct("ndt_stats", {
  ndts_allocs: u64,
  ndts_destroys: u64,
  ndts_hash_grows: u64,
  ndts_res_failed: u64,
  ndts_lookups: u64,
  ndts_hits: u64,
  ndts_rcv_probes_mcast: u64,
  ndts_rcv_probes_ucast: u64,
  ndts_periodic_gc_runs: u64,
  ndts_forced_gc_runs: u64,
  ndts_table_fulls: u64,
});

export const ndtmsg = struct("ndtmsg", {
  ndtm_family: u8,
  ndtm_pad1: u8,
  ndtm_pad2: u16,
});

export const ndt_config = struct("ndt_config", {
  ndtc_key_len: u16,
  ndtc_entry_size: u16,
  ndtc_entries: u32,
  ndtc_last_flush: u32,
  ndtc_last_rand: u32,
  ndtc_hash_rnd: u32,
  ndtc_hash_mask: u32,
  ndtc_hash_chain_gc: u32,
  ndtc_proxy_qlen: u32,
});
