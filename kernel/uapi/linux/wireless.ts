// <linux/wireless.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, chars, ptr, s16, s32, struct, u8, u16, u32 } from "../struct.ts";
import { sockaddr } from "./socket.ts";

export const WIRELESS_EXT = 22;
export const SIOCSIWCOMMIT = 0x8b00;
export const SIOCGIWNAME = 0x8b01;
export const SIOCSIWNWID = 0x8b02;
export const SIOCGIWNWID = 0x8b03;
export const SIOCSIWFREQ = 0x8b04;
export const SIOCGIWFREQ = 0x8b05;
export const SIOCSIWMODE = 0x8b06;
export const SIOCGIWMODE = 0x8b07;
export const SIOCSIWSENS = 0x8b08;
export const SIOCGIWSENS = 0x8b09;
export const SIOCSIWRANGE = 0x8b0a;
export const SIOCGIWRANGE = 0x8b0b;
export const SIOCSIWPRIV = 0x8b0c;
export const SIOCGIWPRIV = 0x8b0d;
export const SIOCSIWSTATS = 0x8b0e;
export const SIOCGIWSTATS = 0x8b0f;
export const SIOCSIWSPY = 0x8b10;
export const SIOCGIWSPY = 0x8b11;
export const SIOCSIWTHRSPY = 0x8b12;
export const SIOCGIWTHRSPY = 0x8b13;
export const SIOCSIWAP = 0x8b14;
export const SIOCGIWAP = 0x8b15;
export const SIOCGIWAPLIST = 0x8b17;
export const SIOCSIWSCAN = 0x8b18;
export const SIOCGIWSCAN = 0x8b19;
export const SIOCSIWESSID = 0x8b1a;
export const SIOCGIWESSID = 0x8b1b;
export const SIOCSIWNICKN = 0x8b1c;
export const SIOCGIWNICKN = 0x8b1d;
export const SIOCSIWRATE = 0x8b20;
export const SIOCGIWRATE = 0x8b21;
export const SIOCSIWRTS = 0x8b22;
export const SIOCGIWRTS = 0x8b23;
export const SIOCSIWFRAG = 0x8b24;
export const SIOCGIWFRAG = 0x8b25;
export const SIOCSIWTXPOW = 0x8b26;
export const SIOCGIWTXPOW = 0x8b27;
export const SIOCSIWRETRY = 0x8b28;
export const SIOCGIWRETRY = 0x8b29;
export const SIOCSIWENCODE = 0x8b2a;
export const SIOCGIWENCODE = 0x8b2b;
export const SIOCSIWPOWER = 0x8b2c;
export const SIOCGIWPOWER = 0x8b2d;
export const SIOCSIWGENIE = 0x8b30;
export const SIOCGIWGENIE = 0x8b31;
export const SIOCSIWMLME = 0x8b16;
export const SIOCSIWAUTH = 0x8b32;
export const SIOCGIWAUTH = 0x8b33;
export const SIOCSIWENCODEEXT = 0x8b34;
export const SIOCGIWENCODEEXT = 0x8b35;
export const SIOCSIWPMKSA = 0x8b36;
export const SIOCIWFIRSTPRIV = 0x8be0;
export const SIOCIWLASTPRIV = 0x8bff;
export const SIOCIWFIRST = 0x8b00;
export const SIOCIWLAST = SIOCIWLASTPRIV;
export const IWEVTXDROP = 0x8c00;
export const IWEVQUAL = 0x8c01;
export const IWEVCUSTOM = 0x8c02;
export const IWEVREGISTERED = 0x8c03;
export const IWEVEXPIRED = 0x8c04;
export const IWEVGENIE = 0x8c05;
export const IWEVMICHAELMICFAILURE = 0x8c06;
export const IWEVASSOCREQIE = 0x8c07;
export const IWEVASSOCRESPIE = 0x8c08;
export const IWEVPMKIDCAND = 0x8c09;
export const IWEVFIRST = 0x8c00;
export const IW_PRIV_TYPE_MASK = 0x7000;
export const IW_PRIV_TYPE_NONE = 0;
export const IW_PRIV_TYPE_BYTE = 0x1000;
export const IW_PRIV_TYPE_CHAR = 0x2000;
export const IW_PRIV_TYPE_INT = 0x4000;
export const IW_PRIV_TYPE_FLOAT = 0x5000;
export const IW_PRIV_TYPE_ADDR = 0x6000;
export const IW_PRIV_SIZE_FIXED = 0x800;
export const IW_PRIV_SIZE_MASK = 0x7ff;
export const IW_MAX_FREQUENCIES = 32;
export const IW_MAX_BITRATES = 32;
export const IW_MAX_TXPOWER = 8;
export const IW_MAX_SPY = 8;
export const IW_MAX_AP = 64;
export const IW_ESSID_MAX_SIZE = 32;
export const IW_MODE_AUTO = 0;
export const IW_MODE_ADHOC = 1;
export const IW_MODE_INFRA = 2;
export const IW_MODE_MASTER = 3;
export const IW_MODE_REPEAT = 4;
export const IW_MODE_SECOND = 5;
export const IW_MODE_MONITOR = 6;
export const IW_MODE_MESH = 7;
export const IW_QUAL_QUAL_UPDATED = 1;
export const IW_QUAL_LEVEL_UPDATED = 2;
export const IW_QUAL_NOISE_UPDATED = 4;
export const IW_QUAL_ALL_UPDATED = 7;
export const IW_QUAL_DBM = 8;
export const IW_QUAL_QUAL_INVALID = 0x10;
export const IW_QUAL_LEVEL_INVALID = 0x20;
export const IW_QUAL_NOISE_INVALID = 0x40;
export const IW_QUAL_RCPI = 0x80;
export const IW_QUAL_ALL_INVALID = 0x70;
export const IW_FREQ_AUTO = 0;
export const IW_FREQ_FIXED = 1;
export const IW_MAX_ENCODING_SIZES = 8;
export const IW_ENCODING_TOKEN_MAX = 64;
export const IW_ENCODE_INDEX = 0xff;
export const IW_ENCODE_FLAGS = 0xff00;
export const IW_ENCODE_MODE = 0xf000;
export const IW_ENCODE_DISABLED = 0x8000;
export const IW_ENCODE_ENABLED = 0;
export const IW_ENCODE_RESTRICTED = 0x4000;
export const IW_ENCODE_OPEN = 0x2000;
export const IW_ENCODE_NOKEY = 0x800;
export const IW_ENCODE_TEMP = 0x400;
export const IW_POWER_ON = 0;
export const IW_POWER_TYPE = 0xf000;
export const IW_POWER_PERIOD = 0x1000;
export const IW_POWER_TIMEOUT = 0x2000;
export const IW_POWER_MODE = 0xf00;
export const IW_POWER_UNICAST_R = 0x100;
export const IW_POWER_MULTICAST_R = 0x200;
export const IW_POWER_ALL_R = 0x300;
export const IW_POWER_FORCE_S = 0x400;
export const IW_POWER_REPEATER = 0x800;
export const IW_POWER_MODIFIER = 0xf;
export const IW_POWER_MIN = 1;
export const IW_POWER_MAX = 2;
export const IW_POWER_RELATIVE = 4;
export const IW_TXPOW_TYPE = 0xff;
export const IW_TXPOW_DBM = 0;
export const IW_TXPOW_MWATT = 1;
export const IW_TXPOW_RELATIVE = 2;
export const IW_TXPOW_RANGE = 0x1000;
export const IW_RETRY_ON = 0;
export const IW_RETRY_TYPE = 0xf000;
export const IW_RETRY_LIMIT = 0x1000;
export const IW_RETRY_LIFETIME = 0x2000;
export const IW_RETRY_MODIFIER = 0xff;
export const IW_RETRY_MIN = 1;
export const IW_RETRY_MAX = 2;
export const IW_RETRY_RELATIVE = 4;
export const IW_RETRY_SHORT = 0x10;
export const IW_RETRY_LONG = 0x20;
export const IW_SCAN_DEFAULT = 0;
export const IW_SCAN_ALL_ESSID = 1;
export const IW_SCAN_THIS_ESSID = 2;
export const IW_SCAN_ALL_FREQ = 4;
export const IW_SCAN_THIS_FREQ = 8;
export const IW_SCAN_ALL_MODE = 0x10;
export const IW_SCAN_THIS_MODE = 0x20;
export const IW_SCAN_ALL_RATE = 0x40;
export const IW_SCAN_THIS_RATE = 0x80;
export const IW_SCAN_TYPE_ACTIVE = 0;
export const IW_SCAN_TYPE_PASSIVE = 1;
export const IW_SCAN_MAX_DATA = 4096;
export const IW_SCAN_CAPA_NONE = 0;
export const IW_SCAN_CAPA_ESSID = 1;
export const IW_SCAN_CAPA_BSSID = 2;
export const IW_SCAN_CAPA_CHANNEL = 4;
export const IW_SCAN_CAPA_MODE = 8;
export const IW_SCAN_CAPA_RATE = 0x10;
export const IW_SCAN_CAPA_TYPE = 0x20;
export const IW_SCAN_CAPA_TIME = 0x40;
export const IW_CUSTOM_MAX = 256;
export const IW_GENERIC_IE_MAX = 1024;
export const IW_MLME_DEAUTH = 0;
export const IW_MLME_DISASSOC = 1;
export const IW_MLME_AUTH = 2;
export const IW_MLME_ASSOC = 3;
export const IW_AUTH_INDEX = 0xfff;
export const IW_AUTH_FLAGS = 0xf000;
export const IW_AUTH_WPA_VERSION = 0;
export const IW_AUTH_CIPHER_PAIRWISE = 1;
export const IW_AUTH_CIPHER_GROUP = 2;
export const IW_AUTH_KEY_MGMT = 3;
export const IW_AUTH_TKIP_COUNTERMEASURES = 4;
export const IW_AUTH_DROP_UNENCRYPTED = 5;
export const IW_AUTH_80211_AUTH_ALG = 6;
export const IW_AUTH_WPA_ENABLED = 7;
export const IW_AUTH_RX_UNENCRYPTED_EAPOL = 8;
export const IW_AUTH_ROAMING_CONTROL = 9;
export const IW_AUTH_PRIVACY_INVOKED = 10;
export const IW_AUTH_CIPHER_GROUP_MGMT = 11;
export const IW_AUTH_MFP = 12;
export const IW_AUTH_WPA_VERSION_DISABLED = 1;
export const IW_AUTH_WPA_VERSION_WPA = 2;
export const IW_AUTH_WPA_VERSION_WPA2 = 4;
export const IW_AUTH_CIPHER_NONE = 1;
export const IW_AUTH_CIPHER_WEP40 = 2;
export const IW_AUTH_CIPHER_TKIP = 4;
export const IW_AUTH_CIPHER_CCMP = 8;
export const IW_AUTH_CIPHER_WEP104 = 0x10;
export const IW_AUTH_CIPHER_AES_CMAC = 0x20;
export const IW_AUTH_KEY_MGMT_802_1X = 1;
export const IW_AUTH_KEY_MGMT_PSK = 2;
export const IW_AUTH_ALG_OPEN_SYSTEM = 1;
export const IW_AUTH_ALG_SHARED_KEY = 2;
export const IW_AUTH_ALG_LEAP = 4;
export const IW_AUTH_ROAMING_ENABLE = 0;
export const IW_AUTH_ROAMING_DISABLE = 1;
export const IW_AUTH_MFP_DISABLED = 0;
export const IW_AUTH_MFP_OPTIONAL = 1;
export const IW_AUTH_MFP_REQUIRED = 2;
export const IW_ENCODE_SEQ_MAX_SIZE = 8;
export const IW_ENCODE_ALG_NONE = 0;
export const IW_ENCODE_ALG_WEP = 1;
export const IW_ENCODE_ALG_TKIP = 2;
export const IW_ENCODE_ALG_CCMP = 3;
export const IW_ENCODE_ALG_PMK = 4;
export const IW_ENCODE_ALG_AES_CMAC = 5;
export const IW_ENCODE_EXT_TX_SEQ_VALID = 1;
export const IW_ENCODE_EXT_RX_SEQ_VALID = 2;
export const IW_ENCODE_EXT_GROUP_KEY = 4;
export const IW_ENCODE_EXT_SET_TX_KEY = 8;
export const IW_MICFAILURE_KEY_ID = 3;
export const IW_MICFAILURE_GROUP = 4;
export const IW_MICFAILURE_PAIRWISE = 8;
export const IW_MICFAILURE_STAKEY = 0x10;
export const IW_MICFAILURE_COUNT = 0x60;
export const IW_ENC_CAPA_WPA = 1;
export const IW_ENC_CAPA_WPA2 = 2;
export const IW_ENC_CAPA_CIPHER_TKIP = 4;
export const IW_ENC_CAPA_CIPHER_CCMP = 8;
export const IW_ENC_CAPA_4WAY_HANDSHAKE = 0x10;
export const IW_EVENT_CAPA_K_0 = 67108944;
export const IW_EVENT_CAPA_K_1 = 1024;
export const IW_PMKSA_ADD = 1;
export const IW_PMKSA_REMOVE = 2;
export const IW_PMKSA_FLUSH = 3;
export const IW_PMKID_LEN = 16;
export const IW_PMKID_CAND_PREAUTH = 1;
export const IW_EV_LCP_LEN = 4;
export const IW_EV_CHAR_LEN = 20;
export const IW_EV_UINT_LEN = 8;
export const IW_EV_FREQ_LEN = 12;
export const IW_EV_PARAM_LEN = 12;
export const IW_EV_ADDR_LEN = 20;
export const IW_EV_QUAL_LEN = 8;
export const IW_EV_POINT_OFF = 4;
export const IW_EV_POINT_LEN = 8;
export const IW_EV_LCP_PK_LEN = 4;
export const IW_EV_CHAR_PK_LEN = 20;
export const IW_EV_UINT_PK_LEN = 8;
export const IW_EV_FREQ_PK_LEN = 12;
export const IW_EV_PARAM_PK_LEN = 12;
export const IW_EV_ADDR_PK_LEN = 20;
export const IW_EV_QUAL_PK_LEN = 8;
export const IW_EV_POINT_PK_LEN = 8;

export const iw_param = struct("iw_param", {
  value: s32,
  fixed: u8,
  disabled: u8,
  flags: u16,
});

export const iw_point = struct("iw_point", {
  pointer: ptr,
  length: u16,
  flags: u16,
});

export const iw_freq = struct("iw_freq", {
  m: s32,
  e: s16,
  i: u8,
  flags: u8,
});

export const iw_quality = struct("iw_quality", {
  qual: u8,
  level: u8,
  noise: u8,
  updated: u8,
});

export const iw_discarded = struct("iw_discarded", {
  nwid: u32,
  code: u32,
  fragment: u32,
  retries: u32,
  misc: u32,
});

export const iw_missed = struct("iw_missed", {
  beacon: u32,
});

export const iw_thrspy = struct("iw_thrspy", {
  addr: sockaddr,
  qual: iw_quality,
  low: iw_quality,
  high: iw_quality,
});

export const iw_scan_req = struct("iw_scan_req", {
  scan_type: u8,
  essid_len: u8,
  num_channels: u8,
  flags: u8,
  bssid: sockaddr,
  essid: bytes(32),
  min_channel_time: u32,
  max_channel_time: u32,
  channel_list: array(iw_freq, 32),
});

export const iw_encode_ext = struct("iw_encode_ext", {
  ext_flags: u32,
  tx_seq: bytes(8),
  rx_seq: bytes(8),
  addr: sockaddr,
  alg: u16,
  key_len: u16,
  key: bytes(0),
});

export const iw_mlme = struct("iw_mlme", {
  cmd: u16,
  reason_code: u16,
  addr: sockaddr,
});

export const iw_pmksa = struct("iw_pmksa", {
  cmd: u32,
  bssid: sockaddr,
  pmkid: bytes(16),
});

export const iw_michaelmicfailure = struct("iw_michaelmicfailure", {
  flags: u32,
  src_addr: sockaddr,
  tsc: bytes(8),
});

export const iw_pmkid_cand = struct("iw_pmkid_cand", {
  flags: u32,
  index: u32,
  bssid: sockaddr,
});

export const iw_statistics = struct("iw_statistics", {
  status: u16,
  qual: iw_quality,
  discard: iw_discarded,
  miss: iw_missed,
});

export const iwreq_data = struct("iwreq_data", {
  name: chars(16),
  essid: at(0, iw_point),
  nwid: at(0, iw_param),
  freq: at(0, iw_freq),
  sens: at(0, iw_param),
  bitrate: at(0, iw_param),
  txpower: at(0, iw_param),
  rts: at(0, iw_param),
  frag: at(0, iw_param),
  mode: at(0, u32),
  retry: at(0, iw_param),
  encoding: at(0, iw_point),
  power: at(0, iw_param),
  qual: at(0, iw_quality),
  ap_addr: at(0, sockaddr),
  addr: at(0, sockaddr),
  param: at(0, iw_param),
  data: at(0, iw_point),
});

export const iwreq = struct("iwreq", {
  ifr_ifrn: struct("", { ifrn_name: chars(16) }),
  u: iwreq_data,
});

export const iw_range = struct("iw_range", {
  throughput: u32,
  min_nwid: u32,
  max_nwid: u32,
  old_num_channels: u16,
  old_num_frequency: u8,
  scan_capa: u8,
  event_capa: array(u32, 6),
  sensitivity: s32,
  max_qual: iw_quality,
  avg_qual: iw_quality,
  num_bitrates: u8,
  bitrate: array(s32, 32),
  min_rts: s32,
  max_rts: s32,
  min_frag: s32,
  max_frag: s32,
  min_pmp: s32,
  max_pmp: s32,
  min_pmt: s32,
  max_pmt: s32,
  pmp_flags: u16,
  pmt_flags: u16,
  pm_capa: u16,
  encoding_size: array(u16, 8),
  num_encoding_sizes: u8,
  max_encoding_tokens: u8,
  encoding_login_index: u8,
  txpower_capa: u16,
  num_txpower: u8,
  txpower: array(s32, 8),
  we_version_compiled: u8,
  we_version_source: u8,
  retry_capa: u16,
  retry_flags: u16,
  r_time_flags: u16,
  min_retry: s32,
  max_retry: s32,
  min_r_time: s32,
  max_r_time: s32,
  num_channels: u16,
  num_frequency: u8,
  freq: array(iw_freq, 32),
  enc_capa: u32,
});

export const iw_priv_args = struct("iw_priv_args", {
  cmd: u32,
  set_args: u16,
  get_args: u16,
  name: chars(16),
});

export const iw_event = struct("iw_event", {
  len: u16,
  cmd: u16,
  u: iwreq_data,
});
