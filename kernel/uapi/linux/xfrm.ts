// <linux/xfrm.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, chars, s32, struct, u8, u16, u32, u64 } from "../struct.ts";
import { in6_addr } from "./in6.ts";

export const XFRM_SC_DOI_RESERVED = 0;
export const XFRM_SC_DOI_LSM = 1;
export const XFRM_SC_ALG_RESERVED = 0;
export const XFRM_SC_ALG_SELINUX = 1;
export const XFRM_INF = -1;
export const XFRMA_REPLAY_ESN_MAX = 4096;
export const XFRM_MODE_TRANSPORT = 0;
export const XFRM_MODE_TUNNEL = 1;
export const XFRM_MODE_ROUTEOPTIMIZATION = 2;
export const XFRM_MODE_IN_TRIGGER = 3;
export const XFRM_MODE_BEET = 4;
export const XFRM_MODE_MAX = 5;
export const XFRM_MSG_NEWSA = 0x10;
export const XFRM_MSG_DELSA = 17;
export const XFRM_MSG_GETSA = 18;
export const XFRM_MSG_NEWPOLICY = 19;
export const XFRM_MSG_DELPOLICY = 20;
export const XFRM_MSG_GETPOLICY = 21;
export const XFRM_MSG_ALLOCSPI = 22;
export const XFRM_MSG_ACQUIRE = 23;
export const XFRM_MSG_EXPIRE = 24;
export const XFRM_MSG_UPDPOLICY = 25;
export const XFRM_MSG_UPDSA = 26;
export const XFRM_MSG_POLEXPIRE = 27;
export const XFRM_MSG_FLUSHSA = 28;
export const XFRM_MSG_FLUSHPOLICY = 29;
export const XFRM_MSG_NEWAE = 30;
export const XFRM_MSG_GETAE = 31;
export const XFRM_MSG_REPORT = 32;
export const XFRM_MSG_MIGRATE = 33;
export const XFRM_MSG_NEWSADINFO = 34;
export const XFRM_MSG_GETSADINFO = 35;
export const XFRM_MSG_NEWSPDINFO = 36;
export const XFRM_MSG_GETSPDINFO = 37;
export const XFRM_MSG_MAPPING = 38;
export const XFRM_MSG_SETDEFAULT = 39;
export const XFRM_MSG_GETDEFAULT = 40;
export const XFRM_MSG_MAX = 40;
export const XFRM_NR_MSGTYPES = 25;
export const XFRM_AE_MAX = 64;
export const XFRMA_OUTPUT_MARK = 29;
export const XFRMA_MAX = 32;
export const XFRMA_SAD_MAX = 2;
export const XFRMA_SPD_MAX = 4;
export const XFRM_STATE_NOECN = 1;
export const XFRM_STATE_DECAP_DSCP = 2;
export const XFRM_STATE_NOPMTUDISC = 4;
export const XFRM_STATE_WILDRECV = 8;
export const XFRM_STATE_ICMP = 16;
export const XFRM_STATE_AF_UNSPEC = 32;
export const XFRM_STATE_ALIGN4 = 64;
export const XFRM_STATE_ESN = 128;
export const XFRM_SA_XFLAG_DONT_ENCAP_DSCP = 1;
export const XFRM_SA_XFLAG_OSEQ_MAY_WRAP = 2;
export const XFRM_POLICY_ALLOW = 0;
export const XFRM_POLICY_BLOCK = 1;
export const XFRM_POLICY_LOCALOK = 1;
export const XFRM_POLICY_ICMP = 2;
export const XFRM_OFFLOAD_IPV6 = 1;
export const XFRM_OFFLOAD_INBOUND = 2;
export const XFRM_USERPOLICY_UNSPEC = 0;
export const XFRM_USERPOLICY_BLOCK = 1;
export const XFRM_USERPOLICY_ACCEPT = 2;
export const XFRMGRP_ACQUIRE = 1;
export const XFRMGRP_EXPIRE = 2;
export const XFRMGRP_SA = 4;
export const XFRMGRP_POLICY = 8;
export const XFRMGRP_REPORT = 0x20;
export const XFRMNLGRP_NONE = 0;
export const XFRMNLGRP_ACQUIRE = 1;
export const XFRMNLGRP_EXPIRE = 2;
export const XFRMNLGRP_SA = 3;
export const XFRMNLGRP_POLICY = 4;
export const XFRMNLGRP_AEVENTS = 5;
export const XFRMNLGRP_REPORT = 6;
export const XFRMNLGRP_MIGRATE = 7;
export const XFRMNLGRP_MAPPING = 8;
export const XFRMNLGRP_MAX = 8;
export const XFRM_POLICY_TYPE_MAIN = 0;
export const XFRM_POLICY_TYPE_SUB = 1;
export const XFRM_POLICY_TYPE_MAX = 2;
export const XFRM_POLICY_TYPE_ANY = 255;
export const XFRM_POLICY_IN = 0;
export const XFRM_POLICY_OUT = 1;
export const XFRM_POLICY_FWD = 2;
export const XFRM_POLICY_MASK = 3;
export const XFRM_POLICY_MAX = 3;
export const XFRM_SHARE_ANY = 0;
export const XFRM_SHARE_SESSION = 1;
export const XFRM_SHARE_USER = 2;
export const XFRM_SHARE_UNIQUE = 3;
export const XFRM_MSG_BASE = 0x10;
export const __XFRM_MSG_MAX = 41;
export const XFRM_AE_UNSPEC = 0;
export const XFRM_AE_RTHR = 1;
export const XFRM_AE_RVAL = 2;
export const XFRM_AE_LVAL = 4;
export const XFRM_AE_ETHR = 8;
export const XFRM_AE_CR = 16;
export const XFRM_AE_CE = 32;
export const XFRM_AE_CU = 64;
export const __XFRM_AE_MAX = 65;
export const XFRMA_UNSPEC = 0;
export const XFRMA_ALG_AUTH = 1;
export const XFRMA_ALG_CRYPT = 2;
export const XFRMA_ALG_COMP = 3;
export const XFRMA_ENCAP = 4;
export const XFRMA_TMPL = 5;
export const XFRMA_SA = 6;
export const XFRMA_POLICY = 7;
export const XFRMA_SEC_CTX = 8;
export const XFRMA_LTIME_VAL = 9;
export const XFRMA_REPLAY_VAL = 10;
export const XFRMA_REPLAY_THRESH = 11;
export const XFRMA_ETIMER_THRESH = 12;
export const XFRMA_SRCADDR = 13;
export const XFRMA_COADDR = 14;
export const XFRMA_LASTUSED = 15;
export const XFRMA_POLICY_TYPE = 16;
export const XFRMA_MIGRATE = 17;
export const XFRMA_ALG_AEAD = 18;
export const XFRMA_KMADDRESS = 19;
export const XFRMA_ALG_AUTH_TRUNC = 20;
export const XFRMA_MARK = 21;
export const XFRMA_TFCPAD = 22;
export const XFRMA_REPLAY_ESN_VAL = 23;
export const XFRMA_SA_EXTRA_FLAGS = 24;
export const XFRMA_PROTO = 25;
export const XFRMA_ADDRESS_FILTER = 26;
export const XFRMA_PAD = 27;
export const XFRMA_OFFLOAD_DEV = 28;
export const XFRMA_SET_MARK = 29;
export const XFRMA_SET_MARK_MASK = 30;
export const XFRMA_IF_ID = 31;
export const XFRMA_MTIMER_THRESH = 32;
export const __XFRMA_MAX = 33;
export const XFRMA_SAD_UNSPEC = 0;
export const XFRMA_SAD_CNT = 1;
export const XFRMA_SAD_HINFO = 2;
export const __XFRMA_SAD_MAX = 3;
export const XFRMA_SPD_UNSPEC = 0;
export const XFRMA_SPD_INFO = 1;
export const XFRMA_SPD_HINFO = 2;
export const XFRMA_SPD_IPV4_HTHRESH = 3;
export const XFRMA_SPD_IPV6_HTHRESH = 4;
export const __XFRMA_SPD_MAX = 5;
export const __XFRMNLGRP_MAX = 9;

export const xfrm_address_t = struct("xfrm_address_t", {
  a4: u32,
  a6: at(0, array(u32, 4)),
  in6: at(0, in6_addr),
});

export const xfrm_id = struct("xfrm_id", {
  daddr: xfrm_address_t,
  spi: u32,
  proto: u8,
});

export const xfrm_sec_ctx = struct("xfrm_sec_ctx", {
  ctx_doi: u8,
  ctx_alg: u8,
  ctx_len: u16,
  ctx_sid: u32,
  ctx_str: chars(0),
});

export const xfrm_selector = struct("xfrm_selector", {
  daddr: xfrm_address_t,
  saddr: xfrm_address_t,
  dport: u16,
  dport_mask: u16,
  sport: u16,
  sport_mask: u16,
  family: u16,
  prefixlen_d: u8,
  prefixlen_s: u8,
  proto: u8,
  ifindex: s32,
  user: u32,
});

export const xfrm_lifetime_cfg = struct("xfrm_lifetime_cfg", {
  soft_byte_limit: u64,
  hard_byte_limit: u64,
  soft_packet_limit: u64,
  hard_packet_limit: u64,
  soft_add_expires_seconds: u64,
  hard_add_expires_seconds: u64,
  soft_use_expires_seconds: u64,
  hard_use_expires_seconds: u64,
});

export const xfrm_lifetime_cur = struct("xfrm_lifetime_cur", {
  bytes: u64,
  packets: u64,
  add_time: u64,
  use_time: u64,
});

export const xfrm_replay_state = struct("xfrm_replay_state", {
  oseq: u32,
  seq: u32,
  bitmap: u32,
});

export const xfrm_replay_state_esn = struct("xfrm_replay_state_esn", {
  bmp_len: u32,
  oseq: u32,
  seq: u32,
  oseq_hi: u32,
  seq_hi: u32,
  replay_window: u32,
  bmp: array(u32, 0),
});

export const xfrm_algo = struct("xfrm_algo", {
  alg_name: chars(64),
  alg_key_len: u32,
  alg_key: chars(0),
});

export const xfrm_algo_auth = struct("xfrm_algo_auth", {
  alg_name: chars(64),
  alg_key_len: u32,
  alg_trunc_len: u32,
  alg_key: chars(0),
});

export const xfrm_algo_aead = struct("xfrm_algo_aead", {
  alg_name: chars(64),
  alg_key_len: u32,
  alg_icv_len: u32,
  alg_key: chars(0),
});

export const xfrm_stats = struct("xfrm_stats", {
  replay_window: u32,
  replay: u32,
  integrity_failed: u32,
});

export const xfrm_user_sec_ctx = struct("xfrm_user_sec_ctx", {
  len: u16,
  exttype: u16,
  ctx_alg: u8,
  ctx_doi: u8,
  ctx_len: u16,
});

export const xfrm_user_tmpl = struct("xfrm_user_tmpl", {
  id: xfrm_id,
  family: u16,
  saddr: xfrm_address_t,
  reqid: u32,
  mode: u8,
  share: u8,
  optional: u8,
  aalgos: u32,
  ealgos: u32,
  calgos: u32,
});

export const xfrm_encap_tmpl = struct("xfrm_encap_tmpl", {
  encap_type: u16,
  encap_sport: u16,
  encap_dport: u16,
  encap_oa: xfrm_address_t,
});

export const xfrm_userpolicy_type = struct("xfrm_userpolicy_type", {
  type: u8,
  reserved1: u16,
  reserved2: u8,
});

export const xfrm_mark = struct("xfrm_mark", {
  v: u32,
  m: u32,
});

export const xfrmu_sadhinfo = struct("xfrmu_sadhinfo", {
  sadhcnt: u32,
  sadhmcnt: u32,
});

export const xfrmu_spdinfo = struct("xfrmu_spdinfo", {
  incnt: u32,
  outcnt: u32,
  fwdcnt: u32,
  inscnt: u32,
  outscnt: u32,
  fwdscnt: u32,
});

export const xfrmu_spdhinfo = struct("xfrmu_spdhinfo", {
  spdhcnt: u32,
  spdhmcnt: u32,
});

export const xfrmu_spdhthresh = struct("xfrmu_spdhthresh", {
  lbits: u8,
  rbits: u8,
});

export const xfrm_usersa_info = struct("xfrm_usersa_info", {
  sel: xfrm_selector,
  id: xfrm_id,
  saddr: xfrm_address_t,
  lft: xfrm_lifetime_cfg,
  curlft: xfrm_lifetime_cur,
  stats: xfrm_stats,
  seq: u32,
  reqid: u32,
  family: u16,
  mode: u8,
  replay_window: u8,
  flags: u8,
});

export const xfrm_usersa_id = struct("xfrm_usersa_id", {
  daddr: xfrm_address_t,
  spi: u32,
  family: u16,
  proto: u8,
});

export const xfrm_aevent_id = struct("xfrm_aevent_id", {
  sa_id: xfrm_usersa_id,
  saddr: xfrm_address_t,
  flags: u32,
  reqid: u32,
});

export const xfrm_userspi_info = struct("xfrm_userspi_info", {
  info: xfrm_usersa_info,
  min: u32,
  max: u32,
});

export const xfrm_userpolicy_info = struct("xfrm_userpolicy_info", {
  sel: xfrm_selector,
  lft: xfrm_lifetime_cfg,
  curlft: xfrm_lifetime_cur,
  priority: u32,
  index: u32,
  dir: u8,
  action: u8,
  flags: u8,
  share: u8,
});

export const xfrm_userpolicy_id = struct("xfrm_userpolicy_id", {
  sel: xfrm_selector,
  index: u32,
  dir: u8,
});

export const xfrm_user_acquire = struct("xfrm_user_acquire", {
  id: xfrm_id,
  saddr: xfrm_address_t,
  sel: xfrm_selector,
  policy: xfrm_userpolicy_info,
  aalgos: u32,
  ealgos: u32,
  calgos: u32,
  seq: u32,
});

export const xfrm_user_expire = struct("xfrm_user_expire", {
  state: xfrm_usersa_info,
  hard: u8,
});

export const xfrm_user_polexpire = struct("xfrm_user_polexpire", {
  pol: xfrm_userpolicy_info,
  hard: u8,
});

export const xfrm_usersa_flush = struct("xfrm_usersa_flush", {
  proto: u8,
});

export const xfrm_user_report = struct("xfrm_user_report", {
  proto: u8,
  sel: xfrm_selector,
});

export const xfrm_user_kmaddress = struct("xfrm_user_kmaddress", {
  local: xfrm_address_t,
  remote: xfrm_address_t,
  reserved: u32,
  family: u16,
});

export const xfrm_user_migrate = struct("xfrm_user_migrate", {
  old_daddr: xfrm_address_t,
  old_saddr: xfrm_address_t,
  new_daddr: xfrm_address_t,
  new_saddr: xfrm_address_t,
  proto: u8,
  mode: u8,
  reserved: u16,
  reqid: u32,
  old_family: u16,
  new_family: u16,
});

export const xfrm_user_mapping = struct("xfrm_user_mapping", {
  id: xfrm_usersa_id,
  reqid: u32,
  old_saddr: xfrm_address_t,
  new_saddr: xfrm_address_t,
  old_sport: u16,
  new_sport: u16,
});

export const xfrm_address_filter = struct("xfrm_address_filter", {
  saddr: xfrm_address_t,
  daddr: xfrm_address_t,
  family: u16,
  splen: u8,
  dplen: u8,
});

export const xfrm_user_offload = struct("xfrm_user_offload", {
  ifindex: s32,
  flags: u8,
});

export const xfrm_userpolicy_default = struct("xfrm_userpolicy_default", {
  in: u8,
  fwd: u8,
  out: u8,
});
