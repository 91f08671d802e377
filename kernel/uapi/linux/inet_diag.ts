// <linux/inet_diag.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, s32, struct, u8, u16, u32 } from "../struct.ts";

export const TCPDIAG_GETSOCK = 18;
export const DCCPDIAG_GETSOCK = 19;
export const INET_DIAG_GETSOCK_MAX = 24;
export const INET_DIAG_NOCOOKIE = 4294967295;
export const INET_DIAG_REQ_MAX = 3;
export const INET_DIAG_MAX = 22;
export const INET_ULP_INFO_MAX = 3;
export const INET_DIAG_REQ_NONE = 0;
export const INET_DIAG_REQ_BYTECODE = 1;
export const INET_DIAG_REQ_SK_BPF_STORAGES = 2;
export const INET_DIAG_REQ_PROTOCOL = 3;
export const __INET_DIAG_REQ_MAX = 4;
export const INET_DIAG_BC_NOP = 0;
export const INET_DIAG_BC_JMP = 1;
export const INET_DIAG_BC_S_GE = 2;
export const INET_DIAG_BC_S_LE = 3;
export const INET_DIAG_BC_D_GE = 4;
export const INET_DIAG_BC_D_LE = 5;
export const INET_DIAG_BC_AUTO = 6;
export const INET_DIAG_BC_S_COND = 7;
export const INET_DIAG_BC_D_COND = 8;
export const INET_DIAG_BC_DEV_COND = 9;
export const INET_DIAG_BC_MARK_COND = 10;
export const INET_DIAG_BC_S_EQ = 11;
export const INET_DIAG_BC_D_EQ = 12;
export const INET_DIAG_BC_CGROUP_COND = 13;
export const INET_DIAG_NONE = 0;
export const INET_DIAG_MEMINFO = 1;
export const INET_DIAG_INFO = 2;
export const INET_DIAG_VEGASINFO = 3;
export const INET_DIAG_CONG = 4;
export const INET_DIAG_TOS = 5;
export const INET_DIAG_TCLASS = 6;
export const INET_DIAG_SKMEMINFO = 7;
export const INET_DIAG_SHUTDOWN = 8;
export const INET_DIAG_DCTCPINFO = 9;
export const INET_DIAG_PROTOCOL = 10;
export const INET_DIAG_SKV6ONLY = 11;
export const INET_DIAG_LOCALS = 12;
export const INET_DIAG_PEERS = 13;
export const INET_DIAG_PAD = 14;
export const INET_DIAG_MARK = 15;
export const INET_DIAG_BBRINFO = 16;
export const INET_DIAG_CLASS_ID = 17;
export const INET_DIAG_MD5SIG = 18;
export const INET_DIAG_ULP_INFO = 19;
export const INET_DIAG_SK_BPF_STORAGES = 20;
export const INET_DIAG_CGROUP_ID = 21;
export const INET_DIAG_SOCKOPT = 22;
export const __INET_DIAG_MAX = 23;
export const INET_ULP_INFO_UNSPEC = 0;
export const INET_ULP_INFO_NAME = 1;
export const INET_ULP_INFO_TLS = 2;
export const INET_ULP_INFO_MPTCP = 3;
export const __INET_ULP_INFO_MAX = 4;

export const inet_diag_sockid = struct("inet_diag_sockid", {
  idiag_sport: u16,
  idiag_dport: u16,
  idiag_src: array(u32, 4),
  idiag_dst: array(u32, 4),
  idiag_if: u32,
  idiag_cookie: array(u32, 2),
});

export const inet_diag_req = struct("inet_diag_req", {
  idiag_family: u8,
  idiag_src_len: u8,
  idiag_dst_len: u8,
  idiag_ext: u8,
  id: inet_diag_sockid,
  idiag_states: u32,
  idiag_dbs: u32,
});

export const inet_diag_req_v2 = struct("inet_diag_req_v2", {
  sdiag_family: u8,
  sdiag_protocol: u8,
  idiag_ext: u8,
  pad: u8,
  idiag_states: u32,
  id: inet_diag_sockid,
});

export const inet_diag_req_raw = struct("inet_diag_req_raw", {
  sdiag_family: u8,
  sdiag_protocol: u8,
  idiag_ext: u8,
  sdiag_raw_protocol: u8,
  idiag_states: u32,
  id: inet_diag_sockid,
});

export const inet_diag_bc_op = struct("inet_diag_bc_op", {
  code: u8,
  yes: u8,
  no: u16,
});

export const inet_diag_hostcond = struct("inet_diag_hostcond", {
  family: u8,
  prefix_len: u8,
  port: s32,
  addr: array(u32, 0),
});

export const inet_diag_markcond = struct("inet_diag_markcond", {
  mark: u32,
  mask: u32,
});

export const inet_diag_msg = struct("inet_diag_msg", {
  idiag_family: u8,
  idiag_state: u8,
  idiag_timer: u8,
  idiag_retrans: u8,
  id: inet_diag_sockid,
  idiag_expires: u32,
  idiag_rqueue: u32,
  idiag_wqueue: u32,
  idiag_uid: u32,
  idiag_inode: u32,
});

export const inet_diag_meminfo = struct("inet_diag_meminfo", {
  idiag_rmem: u32,
  idiag_wmem: u32,
  idiag_fmem: u32,
  idiag_tmem: u32,
});

export const inet_diag_sockopt = struct("inet_diag_sockopt", {
  recverr: at(0, bits(1, 7, 1)),
  is_icsk: at(0, bits(1, 6, 1)),
  freebind: at(0, bits(1, 5, 1)),
  hdrincl: at(0, bits(1, 4, 1)),
  mc_loop: at(0, bits(1, 3, 1)),
  transparent: at(0, bits(1, 2, 1)),
  mc_all: at(0, bits(1, 1, 1)),
  nodefrag: at(0, bits(1, 0, 1)),
  bind_address_no_port: at(1, bits(1, 7, 1)),
  recverr_rfc4884: at(1, bits(1, 6, 1)),
  defer_connect: at(1, bits(1, 5, 1)),
  unused: at(1, bits(1, 0, 5)),
});

export const tcpvegas_info = struct("tcpvegas_info", {
  tcpv_enabled: u32,
  tcpv_rttcnt: u32,
  tcpv_rtt: u32,
  tcpv_minrtt: u32,
});

export const tcp_dctcp_info = struct("tcp_dctcp_info", {
  dctcp_enabled: u16,
  dctcp_ce_state: u16,
  dctcp_alpha: u32,
  dctcp_ab_ecn: u32,
  dctcp_ab_tot: u32,
});

export const tcp_bbr_info = struct("tcp_bbr_info", {
  bbr_bw_lo: u32,
  bbr_bw_hi: u32,
  bbr_min_rtt: u32,
  bbr_pacing_gain: u32,
  bbr_cwnd_gain: u32,
});

export const tcp_cc_info = struct("tcp_cc_info", {
  vegas: tcpvegas_info,
  dctcp: at(0, tcp_dctcp_info),
  bbr: at(0, tcp_bbr_info),
});
