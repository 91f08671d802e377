// <linux/mptcp.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, struct, u8, u16, u32, u64 } from "../struct.ts";
import { sockaddr_in } from "./in.ts";
import { sockaddr_in6 } from "./in6.ts";
import { __kernel_sockaddr_storage, sockaddr } from "./socket.ts";

export const MPTCP_SUBFLOW_FLAG_MCAP_REM = 1;
export const MPTCP_SUBFLOW_FLAG_MCAP_LOC = 2;
export const MPTCP_SUBFLOW_FLAG_JOIN_REM = 4;
export const MPTCP_SUBFLOW_FLAG_JOIN_LOC = 8;
export const MPTCP_SUBFLOW_FLAG_BKUP_REM = 16;
export const MPTCP_SUBFLOW_FLAG_BKUP_LOC = 32;
export const MPTCP_SUBFLOW_FLAG_FULLY_ESTABLISHED = 64;
export const MPTCP_SUBFLOW_FLAG_CONNECTED = 128;
export const MPTCP_SUBFLOW_FLAG_MAPVALID = 256;
export const MPTCP_SUBFLOW_ATTR_MAX = 11;
export const MPTCP_PM_NAME = "mptcp_pm";
export const MPTCP_PM_CMD_GRP_NAME = "mptcp_pm_cmds";
export const MPTCP_PM_EV_GRP_NAME = "mptcp_pm_events";
export const MPTCP_PM_VER = 1;
export const MPTCP_PM_ATTR_MAX = 6;
export const MPTCP_PM_ADDR_ATTR_MAX = 7;
export const MPTCP_PM_ADDR_FLAG_SIGNAL = 1;
export const MPTCP_PM_ADDR_FLAG_SUBFLOW = 2;
export const MPTCP_PM_ADDR_FLAG_BACKUP = 4;
export const MPTCP_PM_ADDR_FLAG_FULLMESH = 8;
export const MPTCP_PM_ADDR_FLAG_IMPLICIT = 0x10;
export const MPTCP_INFO_FLAG_FALLBACK = 1;
export const MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED = 2;
export const MPTCP_ATTR_MAX = 18;
export const MPTCP_RST_EUNSPEC = 0;
export const MPTCP_RST_EMPTCP = 1;
export const MPTCP_RST_ERESOURCE = 2;
export const MPTCP_RST_EPROHIBIT = 3;
export const MPTCP_RST_EWQ2BIG = 4;
export const MPTCP_RST_EBADPERF = 5;
export const MPTCP_RST_EMIDDLEBOX = 6;
export const MPTCP_INFO = 1;
export const MPTCP_TCPINFO = 2;
export const MPTCP_SUBFLOW_ADDRS = 3;
export const MPTCP_SUBFLOW_ATTR_UNSPEC = 0;
export const MPTCP_SUBFLOW_ATTR_TOKEN_REM = 1;
export const MPTCP_SUBFLOW_ATTR_TOKEN_LOC = 2;
export const MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ = 3;
export const MPTCP_SUBFLOW_ATTR_MAP_SEQ = 4;
export const MPTCP_SUBFLOW_ATTR_MAP_SFSEQ = 5;
export const MPTCP_SUBFLOW_ATTR_SSN_OFFSET = 6;
export const MPTCP_SUBFLOW_ATTR_MAP_DATALEN = 7;
export const MPTCP_SUBFLOW_ATTR_FLAGS = 8;
export const MPTCP_SUBFLOW_ATTR_ID_REM = 9;
export const MPTCP_SUBFLOW_ATTR_ID_LOC = 10;
export const MPTCP_SUBFLOW_ATTR_PAD = 11;
export const __MPTCP_SUBFLOW_ATTR_MAX = 12;
export const MPTCP_PM_ATTR_UNSPEC = 0;
export const MPTCP_PM_ATTR_ADDR = 1;
export const MPTCP_PM_ATTR_RCV_ADD_ADDRS = 2;
export const MPTCP_PM_ATTR_SUBFLOWS = 3;
export const MPTCP_PM_ATTR_TOKEN = 4;
export const MPTCP_PM_ATTR_LOC_ID = 5;
export const MPTCP_PM_ATTR_ADDR_REMOTE = 6;
export const __MPTCP_PM_ATTR_MAX = 7;
export const MPTCP_PM_ADDR_ATTR_UNSPEC = 0;
export const MPTCP_PM_ADDR_ATTR_FAMILY = 1;
export const MPTCP_PM_ADDR_ATTR_ID = 2;
export const MPTCP_PM_ADDR_ATTR_ADDR4 = 3;
export const MPTCP_PM_ADDR_ATTR_ADDR6 = 4;
export const MPTCP_PM_ADDR_ATTR_PORT = 5;
export const MPTCP_PM_ADDR_ATTR_FLAGS = 6;
export const MPTCP_PM_ADDR_ATTR_IF_IDX = 7;
export const __MPTCP_PM_ADDR_ATTR_MAX = 8;
export const MPTCP_PM_CMD_UNSPEC = 0;
export const MPTCP_PM_CMD_ADD_ADDR = 1;
export const MPTCP_PM_CMD_DEL_ADDR = 2;
export const MPTCP_PM_CMD_GET_ADDR = 3;
export const MPTCP_PM_CMD_FLUSH_ADDRS = 4;
export const MPTCP_PM_CMD_SET_LIMITS = 5;
export const MPTCP_PM_CMD_GET_LIMITS = 6;
export const MPTCP_PM_CMD_SET_FLAGS = 7;
export const MPTCP_PM_CMD_ANNOUNCE = 8;
export const MPTCP_PM_CMD_REMOVE = 9;
export const MPTCP_PM_CMD_SUBFLOW_CREATE = 10;
export const MPTCP_PM_CMD_SUBFLOW_DESTROY = 11;
export const __MPTCP_PM_CMD_AFTER_LAST = 12;
export const MPTCP_EVENT_UNSPEC = 0;
export const MPTCP_EVENT_CREATED = 1;
export const MPTCP_EVENT_ESTABLISHED = 2;
export const MPTCP_EVENT_CLOSED = 3;
export const MPTCP_EVENT_ANNOUNCED = 6;
export const MPTCP_EVENT_REMOVED = 7;
export const MPTCP_EVENT_SUB_ESTABLISHED = 10;
export const MPTCP_EVENT_SUB_CLOSED = 11;
export const MPTCP_EVENT_SUB_PRIORITY = 13;
export const MPTCP_ATTR_UNSPEC = 0;
export const MPTCP_ATTR_TOKEN = 1;
export const MPTCP_ATTR_FAMILY = 2;
export const MPTCP_ATTR_LOC_ID = 3;
export const MPTCP_ATTR_REM_ID = 4;
export const MPTCP_ATTR_SADDR4 = 5;
export const MPTCP_ATTR_SADDR6 = 6;
export const MPTCP_ATTR_DADDR4 = 7;
export const MPTCP_ATTR_DADDR6 = 8;
export const MPTCP_ATTR_SPORT = 9;
export const MPTCP_ATTR_DPORT = 10;
export const MPTCP_ATTR_BACKUP = 11;
export const MPTCP_ATTR_ERROR = 12;
export const MPTCP_ATTR_FLAGS = 13;
export const MPTCP_ATTR_TIMEOUT = 14;
export const MPTCP_ATTR_IF_IDX = 15;
export const MPTCP_ATTR_RESET_REASON = 16;
export const MPTCP_ATTR_RESET_FLAGS = 17;
export const MPTCP_ATTR_SERVER_SIDE = 18;
export const __MPTCP_ATTR_AFTER_LAST = 19;

export const mptcp_info = struct("mptcp_info", {
  mptcpi_subflows: u8,
  mptcpi_add_addr_signal: u8,
  mptcpi_add_addr_accepted: u8,
  mptcpi_subflows_max: u8,
  mptcpi_add_addr_signal_max: u8,
  mptcpi_add_addr_accepted_max: u8,
  mptcpi_flags: u32,
  mptcpi_token: u32,
  mptcpi_write_seq: u64,
  mptcpi_snd_una: u64,
  mptcpi_rcv_nxt: u64,
  mptcpi_local_addr_used: u8,
  mptcpi_local_addr_max: u8,
  mptcpi_csum_enabled: u8,
});

export const mptcp_subflow_data = struct(
  "mptcp_subflow_data",
  {
    size_subflow_data: u32,
    num_subflows: u32,
    size_kernel: u32,
    size_user: u32,
  },
  { align: 8 },
);

export const mptcp_subflow_addrs = struct("mptcp_subflow_addrs", {
  sa_family: u16,
  sa_local: at(0, sockaddr),
  sin_local: at(0, sockaddr_in),
  sin6_local: at(0, sockaddr_in6),
  ss_local: at(0, __kernel_sockaddr_storage),
  sa_remote: sockaddr,
  sin_remote: at(128, sockaddr_in),
  sin6_remote: at(128, sockaddr_in6),
  ss_remote: at(128, __kernel_sockaddr_storage),
});
