// <linux/net_tstamp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s32, struct, u32 } from "../struct.ts";

export const SOF_TIMESTAMPING_TX_RECORD_MASK = 771;
export const HWTSTAMP_FLAG_BONDED_PHC_INDEX = 1;
export const SOF_TIMESTAMPING_TX_HARDWARE = 1;
export const SOF_TIMESTAMPING_TX_SOFTWARE = 2;
export const SOF_TIMESTAMPING_RX_HARDWARE = 4;
export const SOF_TIMESTAMPING_RX_SOFTWARE = 8;
export const SOF_TIMESTAMPING_SOFTWARE = 0x10;
export const SOF_TIMESTAMPING_SYS_HARDWARE = 0x20;
export const SOF_TIMESTAMPING_RAW_HARDWARE = 0x40;
export const SOF_TIMESTAMPING_OPT_ID = 0x80;
export const SOF_TIMESTAMPING_TX_SCHED = 0x100;
export const SOF_TIMESTAMPING_TX_ACK = 0x200;
export const SOF_TIMESTAMPING_OPT_CMSG = 0x400;
export const SOF_TIMESTAMPING_OPT_TSONLY = 0x800;
export const SOF_TIMESTAMPING_OPT_STATS = 0x1000;
export const SOF_TIMESTAMPING_OPT_PKTINFO = 0x2000;
export const SOF_TIMESTAMPING_OPT_TX_SWHW = 0x4000;
export const SOF_TIMESTAMPING_BIND_PHC = 0x8000;
export const SOF_TIMESTAMPING_LAST = SOF_TIMESTAMPING_BIND_PHC;
export const SOF_TIMESTAMPING_MASK = 65535;
export const HWTSTAMP_FLAG_LAST = HWTSTAMP_FLAG_BONDED_PHC_INDEX;
export const HWTSTAMP_FLAG_MASK = 1;
export const HWTSTAMP_TX_OFF = 0;
export const HWTSTAMP_TX_ON = 1;
export const HWTSTAMP_TX_ONESTEP_SYNC = 2;
export const HWTSTAMP_TX_ONESTEP_P2P = 3;
export const __HWTSTAMP_TX_CNT = 4;
export const HWTSTAMP_FILTER_NONE = 0;
export const HWTSTAMP_FILTER_ALL = 1;
export const HWTSTAMP_FILTER_SOME = 2;
export const HWTSTAMP_FILTER_PTP_V1_L4_EVENT = 3;
export const HWTSTAMP_FILTER_PTP_V1_L4_SYNC = 4;
export const HWTSTAMP_FILTER_PTP_V1_L4_DELAY_REQ = 5;
export const HWTSTAMP_FILTER_PTP_V2_L4_EVENT = 6;
export const HWTSTAMP_FILTER_PTP_V2_L4_SYNC = 7;
export const HWTSTAMP_FILTER_PTP_V2_L4_DELAY_REQ = 8;
export const HWTSTAMP_FILTER_PTP_V2_L2_EVENT = 9;
export const HWTSTAMP_FILTER_PTP_V2_L2_SYNC = 10;
export const HWTSTAMP_FILTER_PTP_V2_L2_DELAY_REQ = 11;
export const HWTSTAMP_FILTER_PTP_V2_EVENT = 12;
export const HWTSTAMP_FILTER_PTP_V2_SYNC = 13;
export const HWTSTAMP_FILTER_PTP_V2_DELAY_REQ = 14;
export const HWTSTAMP_FILTER_NTP_ALL = 15;
export const __HWTSTAMP_FILTER_CNT = 16;
export const SOF_TXTIME_DEADLINE_MODE = 1;
export const SOF_TXTIME_REPORT_ERRORS = 2;
export const SOF_TXTIME_FLAGS_LAST = SOF_TXTIME_REPORT_ERRORS;
export const SOF_TXTIME_FLAGS_MASK = 3;

export const so_timestamping = struct("so_timestamping", {
  flags: s32,
  bind_phc: s32,
});

export const hwtstamp_config = struct("hwtstamp_config", {
  flags: s32,
  tx_type: s32,
  rx_filter: s32,
});

export const scm_ts_pktinfo = struct("scm_ts_pktinfo", {
  if_index: u32,
  pkt_length: u32,
  reserved: array(u32, 2),
});

export const sock_txtime = struct("sock_txtime", {
  clockid: s32,
  flags: u32,
});
