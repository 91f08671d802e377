// <linux/if_bridge.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, struct, u8, u16, u32, u64 } from "../struct.ts";
import { in6_addr } from "./in6.ts";

export const SYSFS_BRIDGE_ATTR = "bridge";
export const SYSFS_BRIDGE_FDB = "brforward";
export const SYSFS_BRIDGE_PORT_SUBDIR = "brif";
export const SYSFS_BRIDGE_PORT_ATTR = "brport";
export const SYSFS_BRIDGE_PORT_LINK = "bridge";
export const BRCTL_VERSION = 1;
export const BRCTL_GET_VERSION = 0;
export const BRCTL_GET_BRIDGES = 1;
export const BRCTL_ADD_BRIDGE = 2;
export const BRCTL_DEL_BRIDGE = 3;
export const BRCTL_ADD_IF = 4;
export const BRCTL_DEL_IF = 5;
export const BRCTL_GET_BRIDGE_INFO = 6;
export const BRCTL_GET_PORT_LIST = 7;
export const BRCTL_SET_BRIDGE_FORWARD_DELAY = 8;
export const BRCTL_SET_BRIDGE_HELLO_TIME = 9;
export const BRCTL_SET_BRIDGE_MAX_AGE = 10;
export const BRCTL_SET_AGEING_TIME = 11;
export const BRCTL_SET_GC_INTERVAL = 12;
export const BRCTL_GET_PORT_INFO = 13;
export const BRCTL_SET_BRIDGE_STP_STATE = 14;
export const BRCTL_SET_BRIDGE_PRIORITY = 15;
export const BRCTL_SET_PORT_PRIORITY = 16;
export const BRCTL_SET_PATH_COST = 17;
export const BRCTL_GET_FDB_ENTRIES = 18;
export const BR_STATE_DISABLED = 0;
export const BR_STATE_LISTENING = 1;
export const BR_STATE_LEARNING = 2;
export const BR_STATE_FORWARDING = 3;
export const BR_STATE_BLOCKING = 4;
export const BRIDGE_FLAGS_MASTER = 1;
export const BRIDGE_FLAGS_SELF = 2;
export const BRIDGE_MODE_VEB = 0;
export const BRIDGE_MODE_VEPA = 1;
export const BRIDGE_MODE_UNDEF = 0xffff;
export const IFLA_BRIDGE_MAX = 6;
export const BRIDGE_VLAN_INFO_MASTER = 1;
export const BRIDGE_VLAN_INFO_PVID = 2;
export const BRIDGE_VLAN_INFO_UNTAGGED = 4;
export const BRIDGE_VLAN_INFO_RANGE_BEGIN = 8;
export const BRIDGE_VLAN_INFO_RANGE_END = 0x10;
export const BRIDGE_VLAN_INFO_BRENTRY = 0x20;
export const BRIDGE_VLAN_INFO_ONLY_OPTS = 0x40;
export const IFLA_BRIDGE_VLAN_TUNNEL_MAX = 3;
export const IFLA_BRIDGE_MRP_MAX = 10;
export const IFLA_BRIDGE_MRP_INSTANCE_MAX = 4;
export const IFLA_BRIDGE_MRP_PORT_STATE_MAX = 1;
export const IFLA_BRIDGE_MRP_PORT_ROLE_MAX = 1;
export const IFLA_BRIDGE_MRP_RING_STATE_MAX = 2;
export const IFLA_BRIDGE_MRP_RING_ROLE_MAX = 2;
export const IFLA_BRIDGE_MRP_START_TEST_MAX = 5;
export const IFLA_BRIDGE_MRP_INFO_MAX = 14;
export const IFLA_BRIDGE_MRP_IN_STATE_MAX = 2;
export const IFLA_BRIDGE_MRP_IN_ROLE_MAX = 4;
export const IFLA_BRIDGE_MRP_START_IN_TEST_MAX = 4;
export const IFLA_BRIDGE_CFM_MAX = 16;
export const IFLA_BRIDGE_CFM_MEP_CREATE_MAX = 4;
export const IFLA_BRIDGE_CFM_MEP_DELETE_MAX = 1;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_MAX = 4;
export const IFLA_BRIDGE_CFM_CC_CONFIG_MAX = 4;
export const IFLA_BRIDGE_CFM_CC_PEER_MEP_MAX = 2;
export const IFLA_BRIDGE_CFM_CC_RDI_MAX = 2;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_MAX = 8;
export const IFLA_BRIDGE_CFM_MEP_STATUS_MAX = 4;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_MAX = 9;
export const IFLA_BRIDGE_MST_MAX = 1;
export const IFLA_BRIDGE_MST_ENTRY_MAX = 2;
export const BRIDGE_VLANDB_DUMP_MAX = 1;
export const BRIDGE_VLANDB_DUMPF_STATS = 1;
export const BRIDGE_VLANDB_DUMPF_GLOBAL = 2;
export const BRIDGE_VLANDB_MAX = 2;
export const BRIDGE_VLANDB_ENTRY_MAX = 6;
export const BRIDGE_VLANDB_TINFO_MAX = 2;
export const BRIDGE_VLANDB_STATS_MAX = 5;
export const BRIDGE_VLANDB_GOPTS_MAX = 18;
export const MDBA_MAX = 2;
export const MDBA_MDB_MAX = 1;
export const MDBA_MDB_ENTRY_MAX = 1;
export const MDBA_MDB_EATTR_MAX = 5;
export const MDBA_MDB_SRCLIST_MAX = 1;
export const MDBA_MDB_SRCATTR_MAX = 2;
export const MDBA_ROUTER_MAX = 1;
export const MDBA_ROUTER_PATTR_MAX = 5;
export const MDB_TEMPORARY = 0;
export const MDB_PERMANENT = 1;
export const MDB_FLAGS_OFFLOAD = 1;
export const MDB_FLAGS_FAST_LEAVE = 2;
export const MDB_FLAGS_STAR_EXCL = 4;
export const MDB_FLAGS_BLOCKED = 8;
export const MDBA_SET_ENTRY_MAX = 2;
export const MDBE_ATTR_MAX = 1;
export const BRIDGE_XSTATS_MAX = 4;
export const BRIDGE_QUERIER_MAX = 7;
export const IFLA_BRIDGE_FLAGS = 0;
export const IFLA_BRIDGE_MODE = 1;
export const IFLA_BRIDGE_VLAN_INFO = 2;
export const IFLA_BRIDGE_VLAN_TUNNEL_INFO = 3;
export const IFLA_BRIDGE_MRP = 4;
export const IFLA_BRIDGE_CFM = 5;
export const IFLA_BRIDGE_MST = 6;
export const __IFLA_BRIDGE_MAX = 7;
export const IFLA_BRIDGE_VLAN_TUNNEL_UNSPEC = 0;
export const IFLA_BRIDGE_VLAN_TUNNEL_ID = 1;
export const IFLA_BRIDGE_VLAN_TUNNEL_VID = 2;
export const IFLA_BRIDGE_VLAN_TUNNEL_FLAGS = 3;
export const __IFLA_BRIDGE_VLAN_TUNNEL_MAX = 4;
export const IFLA_BRIDGE_MRP_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_INSTANCE = 1;
export const IFLA_BRIDGE_MRP_PORT_STATE = 2;
export const IFLA_BRIDGE_MRP_PORT_ROLE = 3;
export const IFLA_BRIDGE_MRP_RING_STATE = 4;
export const IFLA_BRIDGE_MRP_RING_ROLE = 5;
export const IFLA_BRIDGE_MRP_START_TEST = 6;
export const IFLA_BRIDGE_MRP_INFO = 7;
export const IFLA_BRIDGE_MRP_IN_ROLE = 8;
export const IFLA_BRIDGE_MRP_IN_STATE = 9;
export const IFLA_BRIDGE_MRP_START_IN_TEST = 10;
export const __IFLA_BRIDGE_MRP_MAX = 11;
export const IFLA_BRIDGE_MRP_INSTANCE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_INSTANCE_RING_ID = 1;
export const IFLA_BRIDGE_MRP_INSTANCE_P_IFINDEX = 2;
export const IFLA_BRIDGE_MRP_INSTANCE_S_IFINDEX = 3;
export const IFLA_BRIDGE_MRP_INSTANCE_PRIO = 4;
export const __IFLA_BRIDGE_MRP_INSTANCE_MAX = 5;
export const IFLA_BRIDGE_MRP_PORT_STATE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_PORT_STATE_STATE = 1;
export const __IFLA_BRIDGE_MRP_PORT_STATE_MAX = 2;
export const IFLA_BRIDGE_MRP_PORT_ROLE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_PORT_ROLE_ROLE = 1;
export const __IFLA_BRIDGE_MRP_PORT_ROLE_MAX = 2;
export const IFLA_BRIDGE_MRP_RING_STATE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_RING_STATE_RING_ID = 1;
export const IFLA_BRIDGE_MRP_RING_STATE_STATE = 2;
export const __IFLA_BRIDGE_MRP_RING_STATE_MAX = 3;
export const IFLA_BRIDGE_MRP_RING_ROLE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_RING_ROLE_RING_ID = 1;
export const IFLA_BRIDGE_MRP_RING_ROLE_ROLE = 2;
export const __IFLA_BRIDGE_MRP_RING_ROLE_MAX = 3;
export const IFLA_BRIDGE_MRP_START_TEST_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_START_TEST_RING_ID = 1;
export const IFLA_BRIDGE_MRP_START_TEST_INTERVAL = 2;
export const IFLA_BRIDGE_MRP_START_TEST_MAX_MISS = 3;
export const IFLA_BRIDGE_MRP_START_TEST_PERIOD = 4;
export const IFLA_BRIDGE_MRP_START_TEST_MONITOR = 5;
export const __IFLA_BRIDGE_MRP_START_TEST_MAX = 6;
export const IFLA_BRIDGE_MRP_INFO_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_INFO_RING_ID = 1;
export const IFLA_BRIDGE_MRP_INFO_P_IFINDEX = 2;
export const IFLA_BRIDGE_MRP_INFO_S_IFINDEX = 3;
export const IFLA_BRIDGE_MRP_INFO_PRIO = 4;
export const IFLA_BRIDGE_MRP_INFO_RING_STATE = 5;
export const IFLA_BRIDGE_MRP_INFO_RING_ROLE = 6;
export const IFLA_BRIDGE_MRP_INFO_TEST_INTERVAL = 7;
export const IFLA_BRIDGE_MRP_INFO_TEST_MAX_MISS = 8;
export const IFLA_BRIDGE_MRP_INFO_TEST_MONITOR = 9;
export const IFLA_BRIDGE_MRP_INFO_I_IFINDEX = 10;
export const IFLA_BRIDGE_MRP_INFO_IN_STATE = 11;
export const IFLA_BRIDGE_MRP_INFO_IN_ROLE = 12;
export const IFLA_BRIDGE_MRP_INFO_IN_TEST_INTERVAL = 13;
export const IFLA_BRIDGE_MRP_INFO_IN_TEST_MAX_MISS = 14;
export const __IFLA_BRIDGE_MRP_INFO_MAX = 15;
export const IFLA_BRIDGE_MRP_IN_STATE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_IN_STATE_IN_ID = 1;
export const IFLA_BRIDGE_MRP_IN_STATE_STATE = 2;
export const __IFLA_BRIDGE_MRP_IN_STATE_MAX = 3;
export const IFLA_BRIDGE_MRP_IN_ROLE_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_IN_ROLE_RING_ID = 1;
export const IFLA_BRIDGE_MRP_IN_ROLE_IN_ID = 2;
export const IFLA_BRIDGE_MRP_IN_ROLE_ROLE = 3;
export const IFLA_BRIDGE_MRP_IN_ROLE_I_IFINDEX = 4;
export const __IFLA_BRIDGE_MRP_IN_ROLE_MAX = 5;
export const IFLA_BRIDGE_MRP_START_IN_TEST_UNSPEC = 0;
export const IFLA_BRIDGE_MRP_START_IN_TEST_IN_ID = 1;
export const IFLA_BRIDGE_MRP_START_IN_TEST_INTERVAL = 2;
export const IFLA_BRIDGE_MRP_START_IN_TEST_MAX_MISS = 3;
export const IFLA_BRIDGE_MRP_START_IN_TEST_PERIOD = 4;
export const __IFLA_BRIDGE_MRP_START_IN_TEST_MAX = 5;
export const IFLA_BRIDGE_CFM_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_MEP_CREATE = 1;
export const IFLA_BRIDGE_CFM_MEP_DELETE = 2;
export const IFLA_BRIDGE_CFM_MEP_CONFIG = 3;
export const IFLA_BRIDGE_CFM_CC_CONFIG = 4;
export const IFLA_BRIDGE_CFM_CC_PEER_MEP_ADD = 5;
export const IFLA_BRIDGE_CFM_CC_PEER_MEP_REMOVE = 6;
export const IFLA_BRIDGE_CFM_CC_RDI = 7;
export const IFLA_BRIDGE_CFM_CC_CCM_TX = 8;
export const IFLA_BRIDGE_CFM_MEP_CREATE_INFO = 9;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_INFO = 10;
export const IFLA_BRIDGE_CFM_CC_CONFIG_INFO = 11;
export const IFLA_BRIDGE_CFM_CC_RDI_INFO = 12;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_INFO = 13;
export const IFLA_BRIDGE_CFM_CC_PEER_MEP_INFO = 14;
export const IFLA_BRIDGE_CFM_MEP_STATUS_INFO = 15;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_INFO = 16;
export const __IFLA_BRIDGE_CFM_MAX = 17;
export const IFLA_BRIDGE_CFM_MEP_CREATE_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_MEP_CREATE_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_MEP_CREATE_DOMAIN = 2;
export const IFLA_BRIDGE_CFM_MEP_CREATE_DIRECTION = 3;
export const IFLA_BRIDGE_CFM_MEP_CREATE_IFINDEX = 4;
export const __IFLA_BRIDGE_CFM_MEP_CREATE_MAX = 5;
export const IFLA_BRIDGE_CFM_MEP_DELETE_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_MEP_DELETE_INSTANCE = 1;
export const __IFLA_BRIDGE_CFM_MEP_DELETE_MAX = 2;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_UNICAST_MAC = 2;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_MDLEVEL = 3;
export const IFLA_BRIDGE_CFM_MEP_CONFIG_MEPID = 4;
export const __IFLA_BRIDGE_CFM_MEP_CONFIG_MAX = 5;
export const IFLA_BRIDGE_CFM_CC_CONFIG_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_CC_CONFIG_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_CC_CONFIG_ENABLE = 2;
export const IFLA_BRIDGE_CFM_CC_CONFIG_EXP_INTERVAL = 3;
export const IFLA_BRIDGE_CFM_CC_CONFIG_EXP_MAID = 4;
export const __IFLA_BRIDGE_CFM_CC_CONFIG_MAX = 5;
export const IFLA_BRIDGE_CFM_CC_PEER_MEP_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_CC_PEER_MEP_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_CC_PEER_MEPID = 2;
export const __IFLA_BRIDGE_CFM_CC_PEER_MEP_MAX = 3;
export const IFLA_BRIDGE_CFM_CC_RDI_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_CC_RDI_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_CC_RDI_RDI = 2;
export const __IFLA_BRIDGE_CFM_CC_RDI_MAX = 3;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_DMAC = 2;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_SEQ_NO_UPDATE = 3;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_PERIOD = 4;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV = 5;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_IF_TLV_VALUE = 6;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV = 7;
export const IFLA_BRIDGE_CFM_CC_CCM_TX_PORT_TLV_VALUE = 8;
export const __IFLA_BRIDGE_CFM_CC_CCM_TX_MAX = 9;
export const IFLA_BRIDGE_CFM_MEP_STATUS_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_MEP_STATUS_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_MEP_STATUS_OPCODE_UNEXP_SEEN = 2;
export const IFLA_BRIDGE_CFM_MEP_STATUS_VERSION_UNEXP_SEEN = 3;
export const IFLA_BRIDGE_CFM_MEP_STATUS_RX_LEVEL_LOW_SEEN = 4;
export const __IFLA_BRIDGE_CFM_MEP_STATUS_MAX = 5;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_UNSPEC = 0;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_INSTANCE = 1;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_PEER_MEPID = 2;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_CCM_DEFECT = 3;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_RDI = 4;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_PORT_TLV_VALUE = 5;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_IF_TLV_VALUE = 6;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEEN = 7;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_TLV_SEEN = 8;
export const IFLA_BRIDGE_CFM_CC_PEER_STATUS_SEQ_UNEXP_SEEN = 9;
export const __IFLA_BRIDGE_CFM_CC_PEER_STATUS_MAX = 10;
export const IFLA_BRIDGE_MST_UNSPEC = 0;
export const IFLA_BRIDGE_MST_ENTRY = 1;
export const __IFLA_BRIDGE_MST_MAX = 2;
export const IFLA_BRIDGE_MST_ENTRY_UNSPEC = 0;
export const IFLA_BRIDGE_MST_ENTRY_MSTI = 1;
export const IFLA_BRIDGE_MST_ENTRY_STATE = 2;
export const __IFLA_BRIDGE_MST_ENTRY_MAX = 3;
export const BRIDGE_VLANDB_DUMP_UNSPEC = 0;
export const BRIDGE_VLANDB_DUMP_FLAGS = 1;
export const __BRIDGE_VLANDB_DUMP_MAX = 2;
export const BRIDGE_VLANDB_UNSPEC = 0;
export const BRIDGE_VLANDB_ENTRY = 1;
export const BRIDGE_VLANDB_GLOBAL_OPTIONS = 2;
export const __BRIDGE_VLANDB_MAX = 3;
export const BRIDGE_VLANDB_ENTRY_UNSPEC = 0;
export const BRIDGE_VLANDB_ENTRY_INFO = 1;
export const BRIDGE_VLANDB_ENTRY_RANGE = 2;
export const BRIDGE_VLANDB_ENTRY_STATE = 3;
export const BRIDGE_VLANDB_ENTRY_TUNNEL_INFO = 4;
export const BRIDGE_VLANDB_ENTRY_STATS = 5;
export const BRIDGE_VLANDB_ENTRY_MCAST_ROUTER = 6;
export const __BRIDGE_VLANDB_ENTRY_MAX = 7;
export const BRIDGE_VLANDB_TINFO_UNSPEC = 0;
export const BRIDGE_VLANDB_TINFO_ID = 1;
export const BRIDGE_VLANDB_TINFO_CMD = 2;
export const __BRIDGE_VLANDB_TINFO_MAX = 3;
export const BRIDGE_VLANDB_STATS_UNSPEC = 0;
export const BRIDGE_VLANDB_STATS_RX_BYTES = 1;
export const BRIDGE_VLANDB_STATS_RX_PACKETS = 2;
export const BRIDGE_VLANDB_STATS_TX_BYTES = 3;
export const BRIDGE_VLANDB_STATS_TX_PACKETS = 4;
export const BRIDGE_VLANDB_STATS_PAD = 5;
export const __BRIDGE_VLANDB_STATS_MAX = 6;
export const BRIDGE_VLANDB_GOPTS_UNSPEC = 0;
export const BRIDGE_VLANDB_GOPTS_ID = 1;
export const BRIDGE_VLANDB_GOPTS_RANGE = 2;
export const BRIDGE_VLANDB_GOPTS_MCAST_SNOOPING = 3;
export const BRIDGE_VLANDB_GOPTS_MCAST_IGMP_VERSION = 4;
export const BRIDGE_VLANDB_GOPTS_MCAST_MLD_VERSION = 5;
export const BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_CNT = 6;
export const BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_CNT = 7;
export const BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_INTVL = 8;
export const BRIDGE_VLANDB_GOPTS_PAD = 9;
export const BRIDGE_VLANDB_GOPTS_MCAST_MEMBERSHIP_INTVL = 10;
export const BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_INTVL = 11;
export const BRIDGE_VLANDB_GOPTS_MCAST_QUERY_INTVL = 12;
export const BRIDGE_VLANDB_GOPTS_MCAST_QUERY_RESPONSE_INTVL = 13;
export const BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_INTVL = 14;
export const BRIDGE_VLANDB_GOPTS_MCAST_QUERIER = 15;
export const BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS = 16;
export const BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_STATE = 17;
export const BRIDGE_VLANDB_GOPTS_MSTI = 18;
export const __BRIDGE_VLANDB_GOPTS_MAX = 19;
export const MDBA_UNSPEC = 0;
export const MDBA_MDB = 1;
export const MDBA_ROUTER = 2;
export const __MDBA_MAX = 3;
export const MDBA_MDB_UNSPEC = 0;
export const MDBA_MDB_ENTRY = 1;
export const __MDBA_MDB_MAX = 2;
export const MDBA_MDB_ENTRY_UNSPEC = 0;
export const MDBA_MDB_ENTRY_INFO = 1;
export const __MDBA_MDB_ENTRY_MAX = 2;
export const MDBA_MDB_EATTR_UNSPEC = 0;
export const MDBA_MDB_EATTR_TIMER = 1;
export const MDBA_MDB_EATTR_SRC_LIST = 2;
export const MDBA_MDB_EATTR_GROUP_MODE = 3;
export const MDBA_MDB_EATTR_SOURCE = 4;
export const MDBA_MDB_EATTR_RTPROT = 5;
export const __MDBA_MDB_EATTR_MAX = 6;
export const MDBA_MDB_SRCLIST_UNSPEC = 0;
export const MDBA_MDB_SRCLIST_ENTRY = 1;
export const __MDBA_MDB_SRCLIST_MAX = 2;
export const MDBA_MDB_SRCATTR_UNSPEC = 0;
export const MDBA_MDB_SRCATTR_ADDRESS = 1;
export const MDBA_MDB_SRCATTR_TIMER = 2;
export const __MDBA_MDB_SRCATTR_MAX = 3;
export const MDB_RTR_TYPE_DISABLED = 0;
export const MDB_RTR_TYPE_TEMP_QUERY = 1;
export const MDB_RTR_TYPE_PERM = 2;
export const MDB_RTR_TYPE_TEMP = 3;
export const MDBA_ROUTER_UNSPEC = 0;
export const MDBA_ROUTER_PORT = 1;
export const __MDBA_ROUTER_MAX = 2;
export const MDBA_ROUTER_PATTR_UNSPEC = 0;
export const MDBA_ROUTER_PATTR_TIMER = 1;
export const MDBA_ROUTER_PATTR_TYPE = 2;
export const MDBA_ROUTER_PATTR_INET_TIMER = 3;
export const MDBA_ROUTER_PATTR_INET6_TIMER = 4;
export const MDBA_ROUTER_PATTR_VID = 5;
export const __MDBA_ROUTER_PATTR_MAX = 6;
export const MDBA_SET_ENTRY_UNSPEC = 0;
export const MDBA_SET_ENTRY = 1;
export const MDBA_SET_ENTRY_ATTRS = 2;
export const __MDBA_SET_ENTRY_MAX = 3;
export const MDBE_ATTR_UNSPEC = 0;
export const MDBE_ATTR_SOURCE = 1;
export const __MDBE_ATTR_MAX = 2;
export const BRIDGE_XSTATS_UNSPEC = 0;
export const BRIDGE_XSTATS_VLAN = 1;
export const BRIDGE_XSTATS_MCAST = 2;
export const BRIDGE_XSTATS_PAD = 3;
export const BRIDGE_XSTATS_STP = 4;
export const __BRIDGE_XSTATS_MAX = 5;
export const BR_MCAST_DIR_RX = 0;
export const BR_MCAST_DIR_TX = 1;
export const BR_MCAST_DIR_SIZE = 2;
export const BR_BOOLOPT_NO_LL_LEARN = 0;
export const BR_BOOLOPT_MCAST_VLAN_SNOOPING = 1;
export const BR_BOOLOPT_MST_ENABLE = 2;
export const BR_BOOLOPT_MAX = 3;
export const BRIDGE_QUERIER_UNSPEC = 0;
export const BRIDGE_QUERIER_IP_ADDRESS = 1;
export const BRIDGE_QUERIER_IP_PORT = 2;
export const BRIDGE_QUERIER_IP_OTHER_TIMER = 3;
export const BRIDGE_QUERIER_PAD = 4;
export const BRIDGE_QUERIER_IPV6_ADDRESS = 5;
export const BRIDGE_QUERIER_IPV6_PORT = 6;
export const BRIDGE_QUERIER_IPV6_OTHER_TIMER = 7;
export const __BRIDGE_QUERIER_MAX = 8;

export const __bridge_info = struct("__bridge_info", {
  designated_root: u64,
  bridge_id: u64,
  root_path_cost: u32,
  max_age: u32,
  hello_time: u32,
  forward_delay: u32,
  bridge_max_age: u32,
  bridge_hello_time: u32,
  bridge_forward_delay: u32,
  topology_change: u8,
  topology_change_detected: u8,
  root_port: u8,
  stp_enabled: u8,
  ageing_time: u32,
  gc_interval: u32,
  hello_timer_value: u32,
  tcn_timer_value: u32,
  topology_change_timer_value: u32,
  gc_timer_value: u32,
});

export const __port_info = struct("__port_info", {
  designated_root: u64,
  designated_bridge: u64,
  port_id: u16,
  designated_port: u16,
  path_cost: u32,
  designated_cost: u32,
  state: u8,
  top_change_ack: u8,
  config_pending: u8,
  unused0: u8,
  message_age_timer_value: u32,
  forward_delay_timer_value: u32,
  hold_timer_value: u32,
});

export const __fdb_entry = struct("__fdb_entry", {
  mac_addr: bytes(6),
  port_no: u8,
  is_local: u8,
  ageing_timer_value: u32,
  port_hi: u8,
  pad0: u8,
  unused: u16,
});

export const bridge_vlan_info = struct("bridge_vlan_info", {
  flags: u16,
  vid: u16,
});

export const bridge_vlan_xstats = struct("bridge_vlan_xstats", {
  rx_bytes: u64,
  rx_packets: u64,
  tx_bytes: u64,
  tx_packets: u64,
  vid: u16,
  flags: u16,
  pad2: u32,
});

export const br_mrp_instance = struct("br_mrp_instance", {
  ring_id: u32,
  p_ifindex: u32,
  s_ifindex: u32,
  prio: u16,
});

export const br_mrp_ring_state = struct("br_mrp_ring_state", {
  ring_id: u32,
  ring_state: u32,
});

export const br_mrp_ring_role = struct("br_mrp_ring_role", {
  ring_id: u32,
  ring_role: u32,
});

export const br_mrp_start_test = struct("br_mrp_start_test", {
  ring_id: u32,
  interval: u32,
  max_miss: u32,
  period: u32,
  monitor: u32,
});

export const br_mrp_in_state = struct("br_mrp_in_state", {
  in_state: u32,
  in_id: u16,
});

export const br_mrp_in_role = struct("br_mrp_in_role", {
  ring_id: u32,
  in_role: u32,
  i_ifindex: u32,
  in_id: u16,
});

export const br_mrp_start_in_test = struct("br_mrp_start_in_test", {
  interval: u32,
  max_miss: u32,
  period: u32,
  in_id: u16,
});

export const bridge_stp_xstats = struct("bridge_stp_xstats", {
  transition_blk: u64,
  transition_fwd: u64,
  rx_bpdu: u64,
  tx_bpdu: u64,
  rx_tcn: u64,
  tx_tcn: u64,
});

export const br_vlan_msg = struct("br_vlan_msg", {
  family: u8,
  reserved1: u8,
  reserved2: u16,
  ifindex: u32,
});

export const br_port_msg = struct("br_port_msg", {
  family: u8,
  ifindex: u32,
});

export const br_mdb_entry = struct("br_mdb_entry", {
  ifindex: u32,
  state: u8,
  flags: u8,
  vid: u16,
  addr: struct("", {
    u: struct("", { ip4: u32, ip6: at(0, in6_addr), mac_addr: at(0, bytes(6)) }),
    proto: u16,
  }),
});

export const br_mcast_stats = struct("br_mcast_stats", {
  igmp_v1queries: array(u64, 2),
  igmp_v2queries: array(u64, 2),
  igmp_v3queries: array(u64, 2),
  igmp_leaves: array(u64, 2),
  igmp_v1reports: array(u64, 2),
  igmp_v2reports: array(u64, 2),
  igmp_v3reports: array(u64, 2),
  igmp_parse_errors: u64,
  mld_v1queries: array(u64, 2),
  mld_v2queries: array(u64, 2),
  mld_leaves: array(u64, 2),
  mld_v1reports: array(u64, 2),
  mld_v2reports: array(u64, 2),
  mld_parse_errors: u64,
  mcast_bytes: array(u64, 2),
  mcast_packets: array(u64, 2),
});

export const br_boolopt_multi = struct("br_boolopt_multi", {
  optval: u32,
  optmask: u32,
});
