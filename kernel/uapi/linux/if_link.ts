// <linux/if_link.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u8, u16, u32, u64 } from "../struct.ts";

export const IFLA_COST = 8;
export const IFLA_PRIORITY = 9;
export const IFLA_MASTER = 10;
export const IFLA_WIRELESS = 11;
export const IFLA_PROTINFO = 12;
export const IFLA_TXQLEN = 13;
export const IFLA_MAP = 14;
export const IFLA_WEIGHT = 15;
export const IFLA_LINKINFO = 18;
export const IFLA_PROMISCUITY = 30;
export const IFLA_MAX = 61;
export const IFLA_INET_MAX = 1;
export const IFLA_INET6_MAX = 9;
export const IFLA_BR_MAX = 47;
export const IFLA_BRPORT_MAX = 39;
export const IFLA_INFO_MAX = 5;
export const IFLA_VLAN_MAX = 5;
export const IFLA_VLAN_QOS_MAX = 1;
export const IFLA_MACVLAN_MAX = 8;
export const MACVLAN_FLAG_NOPROMISC = 1;
export const MACVLAN_FLAG_NODST = 2;
export const IFLA_VRF_MAX = 1;
export const IFLA_VRF_PORT_MAX = 1;
export const IFLA_MACSEC_MAX = 15;
export const IFLA_XFRM_MAX = 3;
export const IFLA_IPVLAN_MAX = 2;
export const IPVLAN_F_PRIVATE = 1;
export const IPVLAN_F_VEPA = 2;
export const TUNNEL_MSG_FLAG_STATS = 1;
export const TUNNEL_MSG_VALID_USER_FLAGS = TUNNEL_MSG_FLAG_STATS;
export const VNIFILTER_ENTRY_STATS_MAX = 9;
export const VXLAN_VNIFILTER_ENTRY_MAX = 5;
export const VXLAN_VNIFILTER_MAX = 1;
export const IFLA_VXLAN_MAX = 30;
export const IFLA_GENEVE_MAX = 14;
export const IFLA_BAREUDP_MAX = 4;
export const IFLA_PPP_MAX = 1;
export const IFLA_GTP_MAX = 6;
export const IFLA_BOND_MAX = 31;
export const IFLA_BOND_AD_INFO_MAX = 5;
export const IFLA_BOND_SLAVE_MAX = 9;
export const IFLA_VF_INFO_MAX = 1;
export const IFLA_VF_MAX = 13;
export const IFLA_VF_VLAN_INFO_MAX = 1;
export const MAX_VLAN_LIST_LEN = 1;
export const IFLA_VF_STATS_MAX = 8;
export const IFLA_VF_PORT_MAX = 1;
export const IFLA_PORT_MAX = 7;
export const PORT_PROFILE_MAX = 40;
export const PORT_UUID_MAX = 16;
export const PORT_SELF_VF = -1;
export const IFLA_IPOIB_MAX = 3;
export const IFLA_HSR_MAX = 7;
export const IFLA_STATS_MAX = 5;
export const IFLA_STATS_GETSET_MAX = 2;
export const LINK_XSTATS_TYPE_MAX = 2;
export const IFLA_OFFLOAD_XSTATS_MAX = 3;
export const IFLA_OFFLOAD_XSTATS_HW_S_INFO_MAX = 2;
export const XDP_FLAGS_UPDATE_IF_NOEXIST = 1;
export const XDP_FLAGS_SKB_MODE = 2;
export const XDP_FLAGS_DRV_MODE = 4;
export const XDP_FLAGS_HW_MODE = 8;
export const XDP_FLAGS_REPLACE = 0x10;
export const XDP_FLAGS_MODES = 14;
export const XDP_FLAGS_MASK = 31;
export const IFLA_XDP_MAX = 8;
export const IFLA_TUN_MAX = 9;
export const RMNET_FLAGS_INGRESS_DEAGGREGATION = 1;
export const RMNET_FLAGS_INGRESS_MAP_COMMANDS = 2;
export const RMNET_FLAGS_INGRESS_MAP_CKSUMV4 = 4;
export const RMNET_FLAGS_EGRESS_MAP_CKSUMV4 = 8;
export const RMNET_FLAGS_INGRESS_MAP_CKSUMV5 = 0x10;
export const RMNET_FLAGS_EGRESS_MAP_CKSUMV5 = 0x20;
export const IFLA_RMNET_MAX = 2;
export const IFLA_MCTP_MAX = 1;
export const IFLA_DSA_MAX = 1;
export const IFLA_UNSPEC = 0;
export const IFLA_ADDRESS = 1;
export const IFLA_BROADCAST = 2;
export const IFLA_IFNAME = 3;
export const IFLA_MTU = 4;
export const IFLA_LINK = 5;
export const IFLA_QDISC = 6;
export const IFLA_STATS = 7;
export const IFLA_OPERSTATE = 16;
export const IFLA_LINKMODE = 17;
export const IFLA_NET_NS_PID = 19;
export const IFLA_IFALIAS = 20;
export const IFLA_NUM_VF = 21;
export const IFLA_VFINFO_LIST = 22;
export const IFLA_STATS64 = 23;
export const IFLA_VF_PORTS = 24;
export const IFLA_PORT_SELF = 25;
export const IFLA_AF_SPEC = 26;
export const IFLA_GROUP = 27;
export const IFLA_NET_NS_FD = 28;
export const IFLA_EXT_MASK = 29;
export const IFLA_NUM_TX_QUEUES = 31;
export const IFLA_NUM_RX_QUEUES = 32;
export const IFLA_CARRIER = 33;
export const IFLA_PHYS_PORT_ID = 34;
export const IFLA_CARRIER_CHANGES = 35;
export const IFLA_PHYS_SWITCH_ID = 36;
export const IFLA_LINK_NETNSID = 37;
export const IFLA_PHYS_PORT_NAME = 38;
export const IFLA_PROTO_DOWN = 39;
export const IFLA_GSO_MAX_SEGS = 40;
export const IFLA_GSO_MAX_SIZE = 41;
export const IFLA_PAD = 42;
export const IFLA_XDP = 43;
export const IFLA_EVENT = 44;
export const IFLA_NEW_NETNSID = 45;
export const IFLA_IF_NETNSID = 46;
export const IFLA_TARGET_NETNSID = IFLA_IF_NETNSID;
export const IFLA_CARRIER_UP_COUNT = 47;
export const IFLA_CARRIER_DOWN_COUNT = 48;
export const IFLA_NEW_IFINDEX = 49;
export const IFLA_MIN_MTU = 50;
export const IFLA_MAX_MTU = 51;
export const IFLA_PROP_LIST = 52;
export const IFLA_ALT_IFNAME = 53;
export const IFLA_PERM_ADDRESS = 54;
export const IFLA_PROTO_DOWN_REASON = 55;
export const IFLA_PARENT_DEV_NAME = 56;
export const IFLA_PARENT_DEV_BUS_NAME = 57;
export const IFLA_GRO_MAX_SIZE = 58;
export const IFLA_TSO_MAX_SIZE = 59;
export const IFLA_TSO_MAX_SEGS = 60;
export const IFLA_ALLMULTI = 61;
export const __IFLA_MAX = 62;
export const IFLA_PROTO_DOWN_REASON_UNSPEC = 0;
export const IFLA_PROTO_DOWN_REASON_MASK = 1;
export const IFLA_PROTO_DOWN_REASON_VALUE = 2;
export const __IFLA_PROTO_DOWN_REASON_CNT = 3;
export const IFLA_PROTO_DOWN_REASON_MAX = 2;
export const IFLA_INET_UNSPEC = 0;
export const IFLA_INET_CONF = 1;
export const __IFLA_INET_MAX = 2;
export const IFLA_INET6_UNSPEC = 0;
export const IFLA_INET6_FLAGS = 1;
export const IFLA_INET6_CONF = 2;
export const IFLA_INET6_STATS = 3;
export const IFLA_INET6_MCAST = 4;
export const IFLA_INET6_CACHEINFO = 5;
export const IFLA_INET6_ICMP6STATS = 6;
export const IFLA_INET6_TOKEN = 7;
export const IFLA_INET6_ADDR_GEN_MODE = 8;
export const IFLA_INET6_RA_MTU = 9;
export const __IFLA_INET6_MAX = 10;
export const IN6_ADDR_GEN_MODE_EUI64 = 0;
export const IN6_ADDR_GEN_MODE_NONE = 1;
export const IN6_ADDR_GEN_MODE_STABLE_PRIVACY = 2;
export const IN6_ADDR_GEN_MODE_RANDOM = 3;
export const IFLA_BR_UNSPEC = 0;
export const IFLA_BR_FORWARD_DELAY = 1;
export const IFLA_BR_HELLO_TIME = 2;
export const IFLA_BR_MAX_AGE = 3;
export const IFLA_BR_AGEING_TIME = 4;
export const IFLA_BR_STP_STATE = 5;
export const IFLA_BR_PRIORITY = 6;
export const IFLA_BR_VLAN_FILTERING = 7;
export const IFLA_BR_VLAN_PROTOCOL = 8;
export const IFLA_BR_GROUP_FWD_MASK = 9;
export const IFLA_BR_ROOT_ID = 10;
export const IFLA_BR_BRIDGE_ID = 11;
export const IFLA_BR_ROOT_PORT = 12;
export const IFLA_BR_ROOT_PATH_COST = 13;
export const IFLA_BR_TOPOLOGY_CHANGE = 14;
export const IFLA_BR_TOPOLOGY_CHANGE_DETECTED = 15;
export const IFLA_BR_HELLO_TIMER = 16;
export const IFLA_BR_TCN_TIMER = 17;
export const IFLA_BR_TOPOLOGY_CHANGE_TIMER = 18;
export const IFLA_BR_GC_TIMER = 19;
export const IFLA_BR_GROUP_ADDR = 20;
export const IFLA_BR_FDB_FLUSH = 21;
export const IFLA_BR_MCAST_ROUTER = 22;
export const IFLA_BR_MCAST_SNOOPING = 23;
export const IFLA_BR_MCAST_QUERY_USE_IFADDR = 24;
export const IFLA_BR_MCAST_QUERIER = 25;
export const IFLA_BR_MCAST_HASH_ELASTICITY = 26;
export const IFLA_BR_MCAST_HASH_MAX = 27;
export const IFLA_BR_MCAST_LAST_MEMBER_CNT = 28;
export const IFLA_BR_MCAST_STARTUP_QUERY_CNT = 29;
export const IFLA_BR_MCAST_LAST_MEMBER_INTVL = 30;
export const IFLA_BR_MCAST_MEMBERSHIP_INTVL = 31;
export const IFLA_BR_MCAST_QUERIER_INTVL = 32;
export const IFLA_BR_MCAST_QUERY_INTVL = 33;
export const IFLA_BR_MCAST_QUERY_RESPONSE_INTVL = 34;
export const IFLA_BR_MCAST_STARTUP_QUERY_INTVL = 35;
export const IFLA_BR_NF_CALL_IPTABLES = 36;
export const IFLA_BR_NF_CALL_IP6TABLES = 37;
export const IFLA_BR_NF_CALL_ARPTABLES = 38;
export const IFLA_BR_VLAN_DEFAULT_PVID = 39;
export const IFLA_BR_PAD = 40;
export const IFLA_BR_VLAN_STATS_ENABLED = 41;
export const IFLA_BR_MCAST_STATS_ENABLED = 42;
export const IFLA_BR_MCAST_IGMP_VERSION = 43;
export const IFLA_BR_MCAST_MLD_VERSION = 44;
export const IFLA_BR_VLAN_STATS_PER_PORT = 45;
export const IFLA_BR_MULTI_BOOLOPT = 46;
export const IFLA_BR_MCAST_QUERIER_STATE = 47;
export const __IFLA_BR_MAX = 48;
export const BRIDGE_MODE_UNSPEC = 0;
export const BRIDGE_MODE_HAIRPIN = 1;
export const IFLA_BRPORT_UNSPEC = 0;
export const IFLA_BRPORT_STATE = 1;
export const IFLA_BRPORT_PRIORITY = 2;
export const IFLA_BRPORT_COST = 3;
export const IFLA_BRPORT_MODE = 4;
export const IFLA_BRPORT_GUARD = 5;
export const IFLA_BRPORT_PROTECT = 6;
export const IFLA_BRPORT_FAST_LEAVE = 7;
export const IFLA_BRPORT_LEARNING = 8;
export const IFLA_BRPORT_UNICAST_FLOOD = 9;
export const IFLA_BRPORT_PROXYARP = 10;
export const IFLA_BRPORT_LEARNING_SYNC = 11;
export const IFLA_BRPORT_PROXYARP_WIFI = 12;
export const IFLA_BRPORT_ROOT_ID = 13;
export const IFLA_BRPORT_BRIDGE_ID = 14;
export const IFLA_BRPORT_DESIGNATED_PORT = 15;
export const IFLA_BRPORT_DESIGNATED_COST = 16;
export const IFLA_BRPORT_ID = 17;
export const IFLA_BRPORT_NO = 18;
export const IFLA_BRPORT_TOPOLOGY_CHANGE_ACK = 19;
export const IFLA_BRPORT_CONFIG_PENDING = 20;
export const IFLA_BRPORT_MESSAGE_AGE_TIMER = 21;
export const IFLA_BRPORT_FORWARD_DELAY_TIMER = 22;
export const IFLA_BRPORT_HOLD_TIMER = 23;
export const IFLA_BRPORT_FLUSH = 24;
export const IFLA_BRPORT_MULTICAST_ROUTER = 25;
export const IFLA_BRPORT_PAD = 26;
export const IFLA_BRPORT_MCAST_FLOOD = 27;
export const IFLA_BRPORT_MCAST_TO_UCAST = 28;
export const IFLA_BRPORT_VLAN_TUNNEL = 29;
export const IFLA_BRPORT_BCAST_FLOOD = 30;
export const IFLA_BRPORT_GROUP_FWD_MASK = 31;
export const IFLA_BRPORT_NEIGH_SUPPRESS = 32;
export const IFLA_BRPORT_ISOLATED = 33;
export const IFLA_BRPORT_BACKUP_PORT = 34;
export const IFLA_BRPORT_MRP_RING_OPEN = 35;
export const IFLA_BRPORT_MRP_IN_OPEN = 36;
export const IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT = 37;
export const IFLA_BRPORT_MCAST_EHT_HOSTS_CNT = 38;
export const IFLA_BRPORT_LOCKED = 39;
export const __IFLA_BRPORT_MAX = 40;
export const IFLA_INFO_UNSPEC = 0;
export const IFLA_INFO_KIND = 1;
export const IFLA_INFO_DATA = 2;
export const IFLA_INFO_XSTATS = 3;
export const IFLA_INFO_SLAVE_KIND = 4;
export const IFLA_INFO_SLAVE_DATA = 5;
export const __IFLA_INFO_MAX = 6;
export const IFLA_VLAN_UNSPEC = 0;
export const IFLA_VLAN_ID = 1;
export const IFLA_VLAN_FLAGS = 2;
export const IFLA_VLAN_EGRESS_QOS = 3;
export const IFLA_VLAN_INGRESS_QOS = 4;
export const IFLA_VLAN_PROTOCOL = 5;
export const __IFLA_VLAN_MAX = 6;
export const IFLA_VLAN_QOS_UNSPEC = 0;
export const IFLA_VLAN_QOS_MAPPING = 1;
export const __IFLA_VLAN_QOS_MAX = 2;
export const IFLA_MACVLAN_UNSPEC = 0;
export const IFLA_MACVLAN_MODE = 1;
export const IFLA_MACVLAN_FLAGS = 2;
export const IFLA_MACVLAN_MACADDR_MODE = 3;
export const IFLA_MACVLAN_MACADDR = 4;
export const IFLA_MACVLAN_MACADDR_DATA = 5;
export const IFLA_MACVLAN_MACADDR_COUNT = 6;
export const IFLA_MACVLAN_BC_QUEUE_LEN = 7;
export const IFLA_MACVLAN_BC_QUEUE_LEN_USED = 8;
export const __IFLA_MACVLAN_MAX = 9;
export const MACVLAN_MODE_PRIVATE = 1;
export const MACVLAN_MODE_VEPA = 2;
export const MACVLAN_MODE_BRIDGE = 4;
export const MACVLAN_MODE_PASSTHRU = 8;
export const MACVLAN_MODE_SOURCE = 16;
export const MACVLAN_MACADDR_ADD = 0;
export const MACVLAN_MACADDR_DEL = 1;
export const MACVLAN_MACADDR_FLUSH = 2;
export const MACVLAN_MACADDR_SET = 3;
export const IFLA_VRF_UNSPEC = 0;
export const IFLA_VRF_TABLE = 1;
export const __IFLA_VRF_MAX = 2;
export const IFLA_VRF_PORT_UNSPEC = 0;
export const IFLA_VRF_PORT_TABLE = 1;
export const __IFLA_VRF_PORT_MAX = 2;
export const IFLA_MACSEC_UNSPEC = 0;
export const IFLA_MACSEC_SCI = 1;
export const IFLA_MACSEC_PORT = 2;
export const IFLA_MACSEC_ICV_LEN = 3;
export const IFLA_MACSEC_CIPHER_SUITE = 4;
export const IFLA_MACSEC_WINDOW = 5;
export const IFLA_MACSEC_ENCODING_SA = 6;
export const IFLA_MACSEC_ENCRYPT = 7;
export const IFLA_MACSEC_PROTECT = 8;
export const IFLA_MACSEC_INC_SCI = 9;
export const IFLA_MACSEC_ES = 10;
export const IFLA_MACSEC_SCB = 11;
export const IFLA_MACSEC_REPLAY_PROTECT = 12;
export const IFLA_MACSEC_VALIDATION = 13;
export const IFLA_MACSEC_PAD = 14;
export const IFLA_MACSEC_OFFLOAD = 15;
export const __IFLA_MACSEC_MAX = 16;
export const IFLA_XFRM_UNSPEC = 0;
export const IFLA_XFRM_LINK = 1;
export const IFLA_XFRM_IF_ID = 2;
export const IFLA_XFRM_COLLECT_METADATA = 3;
export const __IFLA_XFRM_MAX = 4;
export const MACSEC_VALIDATE_DISABLED = 0;
export const MACSEC_VALIDATE_CHECK = 1;
export const MACSEC_VALIDATE_STRICT = 2;
export const __MACSEC_VALIDATE_END = 3;
export const MACSEC_VALIDATE_MAX = 2;
export const MACSEC_OFFLOAD_OFF = 0;
export const MACSEC_OFFLOAD_PHY = 1;
export const MACSEC_OFFLOAD_MAC = 2;
export const __MACSEC_OFFLOAD_END = 3;
export const MACSEC_OFFLOAD_MAX = 2;
export const IFLA_IPVLAN_UNSPEC = 0;
export const IFLA_IPVLAN_MODE = 1;
export const IFLA_IPVLAN_FLAGS = 2;
export const __IFLA_IPVLAN_MAX = 3;
export const IPVLAN_MODE_L2 = 0;
export const IPVLAN_MODE_L3 = 1;
export const IPVLAN_MODE_L3S = 2;
export const IPVLAN_MODE_MAX = 3;
export const VNIFILTER_ENTRY_STATS_UNSPEC = 0;
export const VNIFILTER_ENTRY_STATS_RX_BYTES = 1;
export const VNIFILTER_ENTRY_STATS_RX_PKTS = 2;
export const VNIFILTER_ENTRY_STATS_RX_DROPS = 3;
export const VNIFILTER_ENTRY_STATS_RX_ERRORS = 4;
export const VNIFILTER_ENTRY_STATS_TX_BYTES = 5;
export const VNIFILTER_ENTRY_STATS_TX_PKTS = 6;
export const VNIFILTER_ENTRY_STATS_TX_DROPS = 7;
export const VNIFILTER_ENTRY_STATS_TX_ERRORS = 8;
export const VNIFILTER_ENTRY_STATS_PAD = 9;
export const __VNIFILTER_ENTRY_STATS_MAX = 10;
export const VXLAN_VNIFILTER_ENTRY_UNSPEC = 0;
export const VXLAN_VNIFILTER_ENTRY_START = 1;
export const VXLAN_VNIFILTER_ENTRY_END = 2;
export const VXLAN_VNIFILTER_ENTRY_GROUP = 3;
export const VXLAN_VNIFILTER_ENTRY_GROUP6 = 4;
export const VXLAN_VNIFILTER_ENTRY_STATS = 5;
export const __VXLAN_VNIFILTER_ENTRY_MAX = 6;
export const VXLAN_VNIFILTER_UNSPEC = 0;
export const VXLAN_VNIFILTER_ENTRY = 1;
export const __VXLAN_VNIFILTER_MAX = 2;
export const IFLA_VXLAN_UNSPEC = 0;
export const IFLA_VXLAN_ID = 1;
export const IFLA_VXLAN_GROUP = 2;
export const IFLA_VXLAN_LINK = 3;
export const IFLA_VXLAN_LOCAL = 4;
export const IFLA_VXLAN_TTL = 5;
export const IFLA_VXLAN_TOS = 6;
export const IFLA_VXLAN_LEARNING = 7;
export const IFLA_VXLAN_AGEING = 8;
export const IFLA_VXLAN_LIMIT = 9;
export const IFLA_VXLAN_PORT_RANGE = 10;
export const IFLA_VXLAN_PROXY = 11;
export const IFLA_VXLAN_RSC = 12;
export const IFLA_VXLAN_L2MISS = 13;
export const IFLA_VXLAN_L3MISS = 14;
export const IFLA_VXLAN_PORT = 15;
export const IFLA_VXLAN_GROUP6 = 16;
export const IFLA_VXLAN_LOCAL6 = 17;
export const IFLA_VXLAN_UDP_CSUM = 18;
export const IFLA_VXLAN_UDP_ZERO_CSUM6_TX = 19;
export const IFLA_VXLAN_UDP_ZERO_CSUM6_RX = 20;
export const IFLA_VXLAN_REMCSUM_TX = 21;
export const IFLA_VXLAN_REMCSUM_RX = 22;
export const IFLA_VXLAN_GBP = 23;
export const IFLA_VXLAN_REMCSUM_NOPARTIAL = 24;
export const IFLA_VXLAN_COLLECT_METADATA = 25;
export const IFLA_VXLAN_LABEL = 26;
export const IFLA_VXLAN_GPE = 27;
export const IFLA_VXLAN_TTL_INHERIT = 28;
export const IFLA_VXLAN_DF = 29;
export const IFLA_VXLAN_VNIFILTER = 30;
export const __IFLA_VXLAN_MAX = 31;
export const VXLAN_DF_UNSET = 0;
export const VXLAN_DF_SET = 1;
export const VXLAN_DF_INHERIT = 2;
export const __VXLAN_DF_END = 3;
export const VXLAN_DF_MAX = 2;
export const IFLA_GENEVE_UNSPEC = 0;
export const IFLA_GENEVE_ID = 1;
export const IFLA_GENEVE_REMOTE = 2;
export const IFLA_GENEVE_TTL = 3;
export const IFLA_GENEVE_TOS = 4;
export const IFLA_GENEVE_PORT = 5;
export const IFLA_GENEVE_COLLECT_METADATA = 6;
export const IFLA_GENEVE_REMOTE6 = 7;
export const IFLA_GENEVE_UDP_CSUM = 8;
export const IFLA_GENEVE_UDP_ZERO_CSUM6_TX = 9;
export const IFLA_GENEVE_UDP_ZERO_CSUM6_RX = 10;
export const IFLA_GENEVE_LABEL = 11;
export const IFLA_GENEVE_TTL_INHERIT = 12;
export const IFLA_GENEVE_DF = 13;
export const IFLA_GENEVE_INNER_PROTO_INHERIT = 14;
export const __IFLA_GENEVE_MAX = 15;
export const GENEVE_DF_UNSET = 0;
export const GENEVE_DF_SET = 1;
export const GENEVE_DF_INHERIT = 2;
export const __GENEVE_DF_END = 3;
export const GENEVE_DF_MAX = 2;
export const IFLA_BAREUDP_UNSPEC = 0;
export const IFLA_BAREUDP_PORT = 1;
export const IFLA_BAREUDP_ETHERTYPE = 2;
export const IFLA_BAREUDP_SRCPORT_MIN = 3;
export const IFLA_BAREUDP_MULTIPROTO_MODE = 4;
export const __IFLA_BAREUDP_MAX = 5;
export const IFLA_PPP_UNSPEC = 0;
export const IFLA_PPP_DEV_FD = 1;
export const __IFLA_PPP_MAX = 2;
export const GTP_ROLE_GGSN = 0;
export const GTP_ROLE_SGSN = 1;
export const IFLA_GTP_UNSPEC = 0;
export const IFLA_GTP_FD0 = 1;
export const IFLA_GTP_FD1 = 2;
export const IFLA_GTP_PDP_HASHSIZE = 3;
export const IFLA_GTP_ROLE = 4;
export const IFLA_GTP_CREATE_SOCKETS = 5;
export const IFLA_GTP_RESTART_COUNT = 6;
export const __IFLA_GTP_MAX = 7;
export const IFLA_BOND_UNSPEC = 0;
export const IFLA_BOND_MODE = 1;
export const IFLA_BOND_ACTIVE_SLAVE = 2;
export const IFLA_BOND_MIIMON = 3;
export const IFLA_BOND_UPDELAY = 4;
export const IFLA_BOND_DOWNDELAY = 5;
export const IFLA_BOND_USE_CARRIER = 6;
export const IFLA_BOND_ARP_INTERVAL = 7;
export const IFLA_BOND_ARP_IP_TARGET = 8;
export const IFLA_BOND_ARP_VALIDATE = 9;
export const IFLA_BOND_ARP_ALL_TARGETS = 10;
export const IFLA_BOND_PRIMARY = 11;
export const IFLA_BOND_PRIMARY_RESELECT = 12;
export const IFLA_BOND_FAIL_OVER_MAC = 13;
export const IFLA_BOND_XMIT_HASH_POLICY = 14;
export const IFLA_BOND_RESEND_IGMP = 15;
export const IFLA_BOND_NUM_PEER_NOTIF = 16;
export const IFLA_BOND_ALL_SLAVES_ACTIVE = 17;
export const IFLA_BOND_MIN_LINKS = 18;
export const IFLA_BOND_LP_INTERVAL = 19;
export const IFLA_BOND_PACKETS_PER_SLAVE = 20;
export const IFLA_BOND_AD_LACP_RATE = 21;
export const IFLA_BOND_AD_SELECT = 22;
export const IFLA_BOND_AD_INFO = 23;
export const IFLA_BOND_AD_ACTOR_SYS_PRIO = 24;
export const IFLA_BOND_AD_USER_PORT_KEY = 25;
export const IFLA_BOND_AD_ACTOR_SYSTEM = 26;
export const IFLA_BOND_TLB_DYNAMIC_LB = 27;
export const IFLA_BOND_PEER_NOTIF_DELAY = 28;
export const IFLA_BOND_AD_LACP_ACTIVE = 29;
export const IFLA_BOND_MISSED_MAX = 30;
export const IFLA_BOND_NS_IP6_TARGET = 31;
export const __IFLA_BOND_MAX = 32;
export const IFLA_BOND_AD_INFO_UNSPEC = 0;
export const IFLA_BOND_AD_INFO_AGGREGATOR = 1;
export const IFLA_BOND_AD_INFO_NUM_PORTS = 2;
export const IFLA_BOND_AD_INFO_ACTOR_KEY = 3;
export const IFLA_BOND_AD_INFO_PARTNER_KEY = 4;
export const IFLA_BOND_AD_INFO_PARTNER_MAC = 5;
export const __IFLA_BOND_AD_INFO_MAX = 6;
export const IFLA_BOND_SLAVE_UNSPEC = 0;
export const IFLA_BOND_SLAVE_STATE = 1;
export const IFLA_BOND_SLAVE_MII_STATUS = 2;
export const IFLA_BOND_SLAVE_LINK_FAILURE_COUNT = 3;
export const IFLA_BOND_SLAVE_PERM_HWADDR = 4;
export const IFLA_BOND_SLAVE_QUEUE_ID = 5;
export const IFLA_BOND_SLAVE_AD_AGGREGATOR_ID = 6;
export const IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE = 7;
export const IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE = 8;
export const IFLA_BOND_SLAVE_PRIO = 9;
export const __IFLA_BOND_SLAVE_MAX = 10;
export const IFLA_VF_INFO_UNSPEC = 0;
export const IFLA_VF_INFO = 1;
export const __IFLA_VF_INFO_MAX = 2;
export const IFLA_VF_UNSPEC = 0;
export const IFLA_VF_MAC = 1;
export const IFLA_VF_VLAN = 2;
export const IFLA_VF_TX_RATE = 3;
export const IFLA_VF_SPOOFCHK = 4;
export const IFLA_VF_LINK_STATE = 5;
export const IFLA_VF_RATE = 6;
export const IFLA_VF_RSS_QUERY_EN = 7;
export const IFLA_VF_STATS = 8;
export const IFLA_VF_TRUST = 9;
export const IFLA_VF_IB_NODE_GUID = 10;
export const IFLA_VF_IB_PORT_GUID = 11;
export const IFLA_VF_VLAN_LIST = 12;
export const IFLA_VF_BROADCAST = 13;
export const __IFLA_VF_MAX = 14;
export const IFLA_VF_VLAN_INFO_UNSPEC = 0;
export const IFLA_VF_VLAN_INFO = 1;
export const __IFLA_VF_VLAN_INFO_MAX = 2;
export const IFLA_VF_LINK_STATE_AUTO = 0;
export const IFLA_VF_LINK_STATE_ENABLE = 1;
export const IFLA_VF_LINK_STATE_DISABLE = 2;
export const __IFLA_VF_LINK_STATE_MAX = 3;
export const IFLA_VF_STATS_RX_PACKETS = 0;
export const IFLA_VF_STATS_TX_PACKETS = 1;
export const IFLA_VF_STATS_RX_BYTES = 2;
export const IFLA_VF_STATS_TX_BYTES = 3;
export const IFLA_VF_STATS_BROADCAST = 4;
export const IFLA_VF_STATS_MULTICAST = 5;
export const IFLA_VF_STATS_PAD = 6;
export const IFLA_VF_STATS_RX_DROPPED = 7;
export const IFLA_VF_STATS_TX_DROPPED = 8;
export const __IFLA_VF_STATS_MAX = 9;
export const IFLA_VF_PORT_UNSPEC = 0;
export const IFLA_VF_PORT = 1;
export const __IFLA_VF_PORT_MAX = 2;
export const IFLA_PORT_UNSPEC = 0;
export const IFLA_PORT_VF = 1;
export const IFLA_PORT_PROFILE = 2;
export const IFLA_PORT_VSI_TYPE = 3;
export const IFLA_PORT_INSTANCE_UUID = 4;
export const IFLA_PORT_HOST_UUID = 5;
export const IFLA_PORT_REQUEST = 6;
export const IFLA_PORT_RESPONSE = 7;
export const __IFLA_PORT_MAX = 8;
export const PORT_REQUEST_PREASSOCIATE = 0;
export const PORT_REQUEST_PREASSOCIATE_RR = 1;
export const PORT_REQUEST_ASSOCIATE = 2;
export const PORT_REQUEST_DISASSOCIATE = 3;
export const PORT_VDP_RESPONSE_SUCCESS = 0;
export const PORT_VDP_RESPONSE_INVALID_FORMAT = 1;
export const PORT_VDP_RESPONSE_INSUFFICIENT_RESOURCES = 2;
export const PORT_VDP_RESPONSE_UNUSED_VTID = 3;
export const PORT_VDP_RESPONSE_VTID_VIOLATION = 4;
export const PORT_VDP_RESPONSE_VTID_VERSION_VIOALTION = 5;
export const PORT_VDP_RESPONSE_OUT_OF_SYNC = 6;
export const PORT_PROFILE_RESPONSE_SUCCESS = 0x100;
export const PORT_PROFILE_RESPONSE_INPROGRESS = 257;
export const PORT_PROFILE_RESPONSE_INVALID = 258;
export const PORT_PROFILE_RESPONSE_BADSTATE = 259;
export const PORT_PROFILE_RESPONSE_INSUFFICIENT_RESOURCES = 260;
export const PORT_PROFILE_RESPONSE_ERROR = 261;
export const IFLA_IPOIB_UNSPEC = 0;
export const IFLA_IPOIB_PKEY = 1;
export const IFLA_IPOIB_MODE = 2;
export const IFLA_IPOIB_UMCAST = 3;
export const __IFLA_IPOIB_MAX = 4;
export const IPOIB_MODE_DATAGRAM = 0;
export const IPOIB_MODE_CONNECTED = 1;
export const HSR_PROTOCOL_HSR = 0;
export const HSR_PROTOCOL_PRP = 1;
export const HSR_PROTOCOL_MAX = 2;
export const IFLA_HSR_UNSPEC = 0;
export const IFLA_HSR_SLAVE1 = 1;
export const IFLA_HSR_SLAVE2 = 2;
export const IFLA_HSR_MULTICAST_SPEC = 3;
export const IFLA_HSR_SUPERVISION_ADDR = 4;
export const IFLA_HSR_SEQ_NR = 5;
export const IFLA_HSR_VERSION = 6;
export const IFLA_HSR_PROTOCOL = 7;
export const __IFLA_HSR_MAX = 8;
export const IFLA_STATS_UNSPEC = 0;
export const IFLA_STATS_LINK_64 = 1;
export const IFLA_STATS_LINK_XSTATS = 2;
export const IFLA_STATS_LINK_XSTATS_SLAVE = 3;
export const IFLA_STATS_LINK_OFFLOAD_XSTATS = 4;
export const IFLA_STATS_AF_SPEC = 5;
export const __IFLA_STATS_MAX = 6;
export const IFLA_STATS_GETSET_UNSPEC = 0;
export const IFLA_STATS_GET_FILTERS = 1;
export const IFLA_STATS_SET_OFFLOAD_XSTATS_L3_STATS = 2;
export const __IFLA_STATS_GETSET_MAX = 3;
export const LINK_XSTATS_TYPE_UNSPEC = 0;
export const LINK_XSTATS_TYPE_BRIDGE = 1;
export const LINK_XSTATS_TYPE_BOND = 2;
export const __LINK_XSTATS_TYPE_MAX = 3;
export const IFLA_OFFLOAD_XSTATS_UNSPEC = 0;
export const IFLA_OFFLOAD_XSTATS_CPU_HIT = 1;
export const IFLA_OFFLOAD_XSTATS_HW_S_INFO = 2;
export const IFLA_OFFLOAD_XSTATS_L3_STATS = 3;
export const __IFLA_OFFLOAD_XSTATS_MAX = 4;
export const IFLA_OFFLOAD_XSTATS_HW_S_INFO_UNSPEC = 0;
export const IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST = 1;
export const IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED = 2;
export const __IFLA_OFFLOAD_XSTATS_HW_S_INFO_MAX = 3;
export const XDP_ATTACHED_NONE = 0;
export const XDP_ATTACHED_DRV = 1;
export const XDP_ATTACHED_SKB = 2;
export const XDP_ATTACHED_HW = 3;
export const XDP_ATTACHED_MULTI = 4;
export const IFLA_XDP_UNSPEC = 0;
export const IFLA_XDP_FD = 1;
export const IFLA_XDP_ATTACHED = 2;
export const IFLA_XDP_FLAGS = 3;
export const IFLA_XDP_PROG_ID = 4;
export const IFLA_XDP_DRV_PROG_ID = 5;
export const IFLA_XDP_SKB_PROG_ID = 6;
export const IFLA_XDP_HW_PROG_ID = 7;
export const IFLA_XDP_EXPECTED_FD = 8;
export const __IFLA_XDP_MAX = 9;
export const IFLA_EVENT_NONE = 0;
export const IFLA_EVENT_REBOOT = 1;
export const IFLA_EVENT_FEATURES = 2;
export const IFLA_EVENT_BONDING_FAILOVER = 3;
export const IFLA_EVENT_NOTIFY_PEERS = 4;
export const IFLA_EVENT_IGMP_RESEND = 5;
export const IFLA_EVENT_BONDING_OPTIONS = 6;
export const IFLA_TUN_UNSPEC = 0;
export const IFLA_TUN_OWNER = 1;
export const IFLA_TUN_GROUP = 2;
export const IFLA_TUN_TYPE = 3;
export const IFLA_TUN_PI = 4;
export const IFLA_TUN_VNET_HDR = 5;
export const IFLA_TUN_PERSIST = 6;
export const IFLA_TUN_MULTI_QUEUE = 7;
export const IFLA_TUN_NUM_QUEUES = 8;
export const IFLA_TUN_NUM_DISABLED_QUEUES = 9;
export const __IFLA_TUN_MAX = 10;
export const IFLA_RMNET_UNSPEC = 0;
export const IFLA_RMNET_MUX_ID = 1;
export const IFLA_RMNET_FLAGS = 2;
export const __IFLA_RMNET_MAX = 3;
export const IFLA_MCTP_UNSPEC = 0;
export const IFLA_MCTP_NET = 1;
export const __IFLA_MCTP_MAX = 2;
export const IFLA_DSA_UNSPEC = 0;
export const IFLA_DSA_MASTER = 1;
export const __IFLA_DSA_MAX = 2;

export const rtnl_link_stats = struct("rtnl_link_stats", {
  rx_packets: u32,
  tx_packets: u32,
  rx_bytes: u32,
  tx_bytes: u32,
  rx_errors: u32,
  tx_errors: u32,
  rx_dropped: u32,
  tx_dropped: u32,
  multicast: u32,
  collisions: u32,
  rx_length_errors: u32,
  rx_over_errors: u32,
  rx_crc_errors: u32,
  rx_frame_errors: u32,
  rx_fifo_errors: u32,
  rx_missed_errors: u32,
  tx_aborted_errors: u32,
  tx_carrier_errors: u32,
  tx_fifo_errors: u32,
  tx_heartbeat_errors: u32,
  tx_window_errors: u32,
  rx_compressed: u32,
  tx_compressed: u32,
  rx_nohandler: u32,
});

export const rtnl_link_stats64 = struct("rtnl_link_stats64", {
  rx_packets: u64,
  tx_packets: u64,
  rx_bytes: u64,
  tx_bytes: u64,
  rx_errors: u64,
  tx_errors: u64,
  rx_dropped: u64,
  tx_dropped: u64,
  multicast: u64,
  collisions: u64,
  rx_length_errors: u64,
  rx_over_errors: u64,
  rx_crc_errors: u64,
  rx_frame_errors: u64,
  rx_fifo_errors: u64,
  rx_missed_errors: u64,
  tx_aborted_errors: u64,
  tx_carrier_errors: u64,
  tx_fifo_errors: u64,
  tx_heartbeat_errors: u64,
  tx_window_errors: u64,
  rx_compressed: u64,
  tx_compressed: u64,
  rx_nohandler: u64,
  rx_otherhost_dropped: u64,
});

export const rtnl_hw_stats64 = struct("rtnl_hw_stats64", {
  rx_packets: u64,
  tx_packets: u64,
  rx_bytes: u64,
  tx_bytes: u64,
  rx_errors: u64,
  tx_errors: u64,
  rx_dropped: u64,
  tx_dropped: u64,
  multicast: u64,
});

export const rtnl_link_ifmap = struct("rtnl_link_ifmap", {
  mem_start: u64,
  mem_end: u64,
  base_addr: u64,
  irq: u16,
  dma: u8,
  port: u8,
});

export const ifla_bridge_id = struct("ifla_bridge_id", {
  prio: bytes(2),
  addr: bytes(6),
});

export const ifla_cacheinfo = struct("ifla_cacheinfo", {
  max_reasm_len: u32,
  tstamp: u32,
  reachable_time: u32,
  retrans_time: u32,
});

export const ifla_vlan_flags = struct("ifla_vlan_flags", {
  flags: u32,
  mask: u32,
});

export const ifla_vlan_qos_mapping = struct("ifla_vlan_qos_mapping", {
  from: u32,
  to: u32,
});

export const tunnel_msg = struct("tunnel_msg", {
  family: u8,
  flags: u8,
  reserved2: u16,
  ifindex: u32,
});

export const ifla_vxlan_port_range = struct("ifla_vxlan_port_range", {
  low: u16,
  high: u16,
});

export const ifla_vf_mac = struct("ifla_vf_mac", {
  vf: u32,
  mac: bytes(32),
});

export const ifla_vf_broadcast = struct("ifla_vf_broadcast", {
  broadcast: bytes(32),
});

export const ifla_vf_vlan = struct("ifla_vf_vlan", {
  vf: u32,
  vlan: u32,
  qos: u32,
});

export const ifla_vf_vlan_info = struct("ifla_vf_vlan_info", {
  vf: u32,
  vlan: u32,
  qos: u32,
  vlan_proto: u16,
});

export const ifla_vf_tx_rate = struct("ifla_vf_tx_rate", {
  vf: u32,
  rate: u32,
});

export const ifla_vf_rate = struct("ifla_vf_rate", {
  vf: u32,
  min_tx_rate: u32,
  max_tx_rate: u32,
});

export const ifla_vf_spoofchk = struct("ifla_vf_spoofchk", {
  vf: u32,
  setting: u32,
});

export const ifla_vf_guid = struct("ifla_vf_guid", {
  vf: u32,
  guid: u64,
});

export const ifla_vf_link_state = struct("ifla_vf_link_state", {
  vf: u32,
  link_state: u32,
});

export const ifla_vf_rss_query_en = struct("ifla_vf_rss_query_en", {
  vf: u32,
  setting: u32,
});

export const ifla_vf_trust = struct("ifla_vf_trust", {
  vf: u32,
  setting: u32,
});

export const ifla_port_vsi = struct("ifla_port_vsi", {
  vsi_mgr_id: u8,
  vsi_type_id: bytes(3),
  vsi_type_version: u8,
  pad: bytes(3),
});

export const if_stats_msg = struct("if_stats_msg", {
  family: u8,
  pad1: u8,
  pad2: u16,
  ifindex: u32,
  filter_mask: u32,
});

export const ifla_rmnet_flags = struct("ifla_rmnet_flags", {
  flags: u32,
  mask: u32,
});
