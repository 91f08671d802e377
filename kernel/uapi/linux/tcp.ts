// <linux/tcp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, bytes, s32, struct, u8, u16, u32, u64 } from "../struct.ts";
import { __kernel_sockaddr_storage } from "./socket.ts";

export const TCP_MSS_DEFAULT = 536;
export const TCP_MSS_DESIRED = 1220;
export const TCP_NODELAY = 1;
export const TCP_MAXSEG = 2;
export const TCP_CORK = 3;
export const TCP_KEEPIDLE = 4;
export const TCP_KEEPINTVL = 5;
export const TCP_KEEPCNT = 6;
export const TCP_SYNCNT = 7;
export const TCP_LINGER2 = 8;
export const TCP_DEFER_ACCEPT = 9;
export const TCP_WINDOW_CLAMP = 10;
export const TCP_INFO = 11;
export const TCP_QUICKACK = 12;
export const TCP_CONGESTION = 13;
export const TCP_MD5SIG = 14;
export const TCP_THIN_LINEAR_TIMEOUTS = 16;
export const TCP_THIN_DUPACK = 17;
export const TCP_USER_TIMEOUT = 18;
export const TCP_REPAIR = 19;
export const TCP_REPAIR_QUEUE = 20;
export const TCP_QUEUE_SEQ = 21;
export const TCP_REPAIR_OPTIONS = 22;
export const TCP_FASTOPEN = 23;
export const TCP_TIMESTAMP = 24;
export const TCP_NOTSENT_LOWAT = 25;
export const TCP_CC_INFO = 26;
export const TCP_SAVE_SYN = 27;
export const TCP_SAVED_SYN = 28;
export const TCP_REPAIR_WINDOW = 29;
export const TCP_FASTOPEN_CONNECT = 30;
export const TCP_ULP = 31;
export const TCP_MD5SIG_EXT = 32;
export const TCP_FASTOPEN_KEY = 33;
export const TCP_FASTOPEN_NO_COOKIE = 34;
export const TCP_ZEROCOPY_RECEIVE = 35;
export const TCP_INQ = 36;
export const TCP_CM_INQ = TCP_INQ;
export const TCP_TX_DELAY = 37;
export const TCP_REPAIR_ON = 1;
export const TCP_REPAIR_OFF = 0;
export const TCP_REPAIR_OFF_NO_WP = -1;
export const TCPI_OPT_TIMESTAMPS = 1;
export const TCPI_OPT_SACK = 2;
export const TCPI_OPT_WSCALE = 4;
export const TCPI_OPT_ECN = 8;
export const TCPI_OPT_ECN_SEEN = 16;
export const TCPI_OPT_SYN_DATA = 32;
export const TCPF_CA_Open = 1;
export const TCPF_CA_Disorder = 2;
export const TCPF_CA_CWR = 4;
export const TCPF_CA_Recovery = 8;
export const TCPF_CA_Loss = 0x10;
export const TCP_MD5SIG_MAXKEYLEN = 80;
export const TCP_MD5SIG_FLAG_PREFIX = 1;
export const TCP_MD5SIG_FLAG_IFINDEX = 2;
export const TCP_RECEIVE_ZEROCOPY_FLAG_TLB_CLEAN_HINT = 1;
export const TCP_FLAG_CWR = 8388608;
export const TCP_FLAG_ECE = 4194304;
export const TCP_FLAG_URG = 2097152;
export const TCP_FLAG_ACK = 1048576;
export const TCP_FLAG_PSH = 524288;
export const TCP_FLAG_RST = 262144;
export const TCP_FLAG_SYN = 131072;
export const TCP_FLAG_FIN = 65536;
export const TCP_RESERVED_BITS = 251658240;
export const TCP_DATA_OFFSET = 4026531840;
export const TCP_NO_QUEUE = 0;
export const TCP_RECV_QUEUE = 1;
export const TCP_SEND_QUEUE = 2;
export const TCP_QUEUES_NR = 3;
export const TFO_STATUS_UNSPEC = 0;
export const TFO_COOKIE_UNAVAILABLE = 1;
export const TFO_DATA_NOT_ACKED = 2;
export const TFO_SYN_RETRANSMITTED = 3;
export const TCP_CA_Open = 0;
export const TCP_CA_Disorder = 1;
export const TCP_CA_CWR = 2;
export const TCP_CA_Recovery = 3;
export const TCP_CA_Loss = 4;
export const TCP_NLA_PAD = 0;
export const TCP_NLA_BUSY = 1;
export const TCP_NLA_RWND_LIMITED = 2;
export const TCP_NLA_SNDBUF_LIMITED = 3;
export const TCP_NLA_DATA_SEGS_OUT = 4;
export const TCP_NLA_TOTAL_RETRANS = 5;
export const TCP_NLA_PACING_RATE = 6;
export const TCP_NLA_DELIVERY_RATE = 7;
export const TCP_NLA_SND_CWND = 8;
export const TCP_NLA_REORDERING = 9;
export const TCP_NLA_MIN_RTT = 10;
export const TCP_NLA_RECUR_RETRANS = 11;
export const TCP_NLA_DELIVERY_RATE_APP_LMT = 12;
export const TCP_NLA_SNDQ_SIZE = 13;
export const TCP_NLA_CA_STATE = 14;
export const TCP_NLA_SND_SSTHRESH = 15;
export const TCP_NLA_DELIVERED = 16;
export const TCP_NLA_DELIVERED_CE = 17;
export const TCP_NLA_BYTES_SENT = 18;
export const TCP_NLA_BYTES_RETRANS = 19;
export const TCP_NLA_DSACK_DUPS = 20;
export const TCP_NLA_REORD_SEEN = 21;
export const TCP_NLA_SRTT = 22;
export const TCP_NLA_TIMEOUT_REHASH = 23;
export const TCP_NLA_BYTES_NOTSENT = 24;
export const TCP_NLA_EDT = 25;
export const TCP_NLA_TTL = 26;

export const tcphdr = struct("tcphdr", {
  source: u16,
  dest: u16,
  seq: u32,
  ack_seq: u32,
  doff: at(12, bits(2, 12, 4)),
  res1: at(12, bits(2, 8, 4)),
  cwr: at(12, bits(2, 7, 1)),
  ece: at(12, bits(2, 6, 1)),
  urg: at(12, bits(2, 5, 1)),
  ack: at(12, bits(2, 4, 1)),
  psh: at(12, bits(2, 3, 1)),
  rst: at(12, bits(2, 2, 1)),
  syn: at(12, bits(2, 1, 1)),
  fin: at(12, bits(2, 0, 1)),
  window: u16,
  check: u16,
  urg_ptr: u16,
});

export const tcp_word_hdr = struct("tcp_word_hdr", {
  hdr: tcphdr,
  words: at(0, array(u32, 5)),
});

export const tcp_repair_opt = struct("tcp_repair_opt", {
  opt_code: u32,
  opt_val: u32,
});

export const tcp_repair_window = struct("tcp_repair_window", {
  snd_wl1: u32,
  snd_wnd: u32,
  max_window: u32,
  rcv_wnd: u32,
  rcv_wup: u32,
});

export const tcp_info = struct("tcp_info", {
  tcpi_state: u8,
  tcpi_ca_state: u8,
  tcpi_retransmits: u8,
  tcpi_probes: u8,
  tcpi_backoff: u8,
  tcpi_options: u8,
  tcpi_snd_wscale: at(6, bits(1, 4, 4)),
  tcpi_rcv_wscale: at(6, bits(1, 0, 4)),
  tcpi_delivery_rate_app_limited: at(7, bits(1, 7, 1)),
  tcpi_fastopen_client_fail: at(7, bits(1, 5, 2)),
  tcpi_rto: u32,
  tcpi_ato: u32,
  tcpi_snd_mss: u32,
  tcpi_rcv_mss: u32,
  tcpi_unacked: u32,
  tcpi_sacked: u32,
  tcpi_lost: u32,
  tcpi_retrans: u32,
  tcpi_fackets: u32,
  tcpi_last_data_sent: u32,
  tcpi_last_ack_sent: u32,
  tcpi_last_data_recv: u32,
  tcpi_last_ack_recv: u32,
  tcpi_pmtu: u32,
  tcpi_rcv_ssthresh: u32,
  tcpi_rtt: u32,
  tcpi_rttvar: u32,
  tcpi_snd_ssthresh: u32,
  tcpi_snd_cwnd: u32,
  tcpi_advmss: u32,
  tcpi_reordering: u32,
  tcpi_rcv_rtt: u32,
  tcpi_rcv_space: u32,
  tcpi_total_retrans: u32,
  tcpi_pacing_rate: u64,
  tcpi_max_pacing_rate: u64,
  tcpi_bytes_acked: u64,
  tcpi_bytes_received: u64,
  tcpi_segs_out: u32,
  tcpi_segs_in: u32,
  tcpi_notsent_bytes: u32,
  tcpi_min_rtt: u32,
  tcpi_data_segs_in: u32,
  tcpi_data_segs_out: u32,
  tcpi_delivery_rate: u64,
  tcpi_busy_time: u64,
  tcpi_rwnd_limited: u64,
  tcpi_sndbuf_limited: u64,
  tcpi_delivered: u32,
  tcpi_delivered_ce: u32,
  tcpi_bytes_sent: u64,
  tcpi_bytes_retrans: u64,
  tcpi_dsack_dups: u32,
  tcpi_reord_seen: u32,
  tcpi_rcv_ooopack: u32,
  tcpi_snd_wnd: u32,
});

export const tcp_md5sig = struct("tcp_md5sig", {
  tcpm_addr: __kernel_sockaddr_storage,
  tcpm_flags: u8,
  tcpm_prefixlen: u8,
  tcpm_keylen: u16,
  tcpm_ifindex: s32,
  tcpm_key: bytes(80),
});

export const tcp_diag_md5sig = struct("tcp_diag_md5sig", {
  tcpm_family: u8,
  tcpm_prefixlen: u8,
  tcpm_keylen: u16,
  tcpm_addr: array(u32, 4),
  tcpm_key: bytes(80),
});

export const tcp_zerocopy_receive = struct("tcp_zerocopy_receive", {
  address: u64,
  length: u32,
  recv_skip_hint: u32,
  inq: u32,
  err: s32,
  copybuf_address: u64,
  copybuf_len: s32,
  flags: u32,
  msg_control: u64,
  msg_controllen: u64,
  msg_flags: u32,
  reserved: u32,
});
