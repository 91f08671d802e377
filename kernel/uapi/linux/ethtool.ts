// <linux/ethtool.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, chars, ptr, s8, s32, struct, u8, u16, u32, u64 } from "../struct.ts";
import { ethhdr } from "./if_ether.ts";

export const ETH_MDIO_SUPPORTS_C22 = 1;
export const ETH_MDIO_SUPPORTS_C45 = 2;
export const ETHTOOL_FWVERS_LEN = 32;
export const ETHTOOL_BUSINFO_LEN = 32;
export const ETHTOOL_EROMVERS_LEN = 32;
export const SOPASS_MAX = 6;
export const PFC_STORM_PREVENTION_AUTO = 0xffff;
export const PFC_STORM_PREVENTION_DISABLE = 0;
export const DOWNSHIFT_DEV_DEFAULT_COUNT = 0xff;
export const DOWNSHIFT_DEV_DISABLE = 0;
export const ETHTOOL_PHY_FAST_LINK_DOWN_ON = 0;
export const ETHTOOL_PHY_FAST_LINK_DOWN_OFF = 0xff;
export const ETHTOOL_PHY_EDPD_DFLT_TX_MSECS = 0xffff;
export const ETHTOOL_PHY_EDPD_NO_TX = 0xfffe;
export const ETHTOOL_PHY_EDPD_DISABLE = 0;
export const ETH_GSTRING_LEN = 32;
export const ETH_RX_NFC_IP4 = 1;
export const ETHTOOL_RX_FLOW_SPEC_RING = 0xffffffff;
export const ETHTOOL_RX_FLOW_SPEC_RING_VF = 0xff00000000;
export const ETHTOOL_RX_FLOW_SPEC_RING_VF_OFF = 32;
export const ETH_RXFH_CONTEXT_ALLOC = 0xffffffff;
export const ETH_RXFH_INDIR_NO_CHANGE = 0xffffffff;
export const ETHTOOL_RXNTUPLE_ACTION_DROP = -1;
export const ETHTOOL_RXNTUPLE_ACTION_CLEAR = -2;
export const ETHTOOL_FLASH_MAX_FILENAME = 128;
export const ETH_FW_DUMP_DISABLE = 0;
export const ETHTOOL_F_UNSUPPORTED = 1;
export const ETHTOOL_F_WISH = 2;
export const ETHTOOL_F_COMPAT = 4;
export const MAX_NUM_QUEUE = 4096;
export const ETHTOOL_FEC_NONE = 1;
export const ETHTOOL_FEC_AUTO = 2;
export const ETHTOOL_FEC_OFF = 4;
export const ETHTOOL_FEC_RS = 8;
export const ETHTOOL_FEC_BASER = 0x10;
export const ETHTOOL_FEC_LLRS = 0x20;
export const ETHTOOL_GSET = 1;
export const ETHTOOL_SSET = 2;
export const ETHTOOL_GDRVINFO = 3;
export const ETHTOOL_GREGS = 4;
export const ETHTOOL_GWOL = 5;
export const ETHTOOL_SWOL = 6;
export const ETHTOOL_GMSGLVL = 7;
export const ETHTOOL_SMSGLVL = 8;
export const ETHTOOL_NWAY_RST = 9;
export const ETHTOOL_GLINK = 0xa;
export const ETHTOOL_GEEPROM = 0xb;
export const ETHTOOL_SEEPROM = 0xc;
export const ETHTOOL_GCOALESCE = 0xe;
export const ETHTOOL_SCOALESCE = 0xf;
export const ETHTOOL_GRINGPARAM = 0x10;
export const ETHTOOL_SRINGPARAM = 0x11;
export const ETHTOOL_GPAUSEPARAM = 0x12;
export const ETHTOOL_SPAUSEPARAM = 0x13;
export const ETHTOOL_GRXCSUM = 0x14;
export const ETHTOOL_SRXCSUM = 0x15;
export const ETHTOOL_GTXCSUM = 0x16;
export const ETHTOOL_STXCSUM = 0x17;
export const ETHTOOL_GSG = 0x18;
export const ETHTOOL_SSG = 0x19;
export const ETHTOOL_TEST = 0x1a;
export const ETHTOOL_GSTRINGS = 0x1b;
export const ETHTOOL_PHYS_ID = 0x1c;
export const ETHTOOL_GSTATS = 0x1d;
export const ETHTOOL_GTSO = 0x1e;
export const ETHTOOL_STSO = 0x1f;
export const ETHTOOL_GPERMADDR = 0x20;
export const ETHTOOL_GUFO = 0x21;
export const ETHTOOL_SUFO = 0x22;
export const ETHTOOL_GGSO = 0x23;
export const ETHTOOL_SGSO = 0x24;
export const ETHTOOL_GFLAGS = 0x25;
export const ETHTOOL_SFLAGS = 0x26;
export const ETHTOOL_GPFLAGS = 0x27;
export const ETHTOOL_SPFLAGS = 0x28;
export const ETHTOOL_GRXFH = 0x29;
export const ETHTOOL_SRXFH = 0x2a;
export const ETHTOOL_GGRO = 0x2b;
export const ETHTOOL_SGRO = 0x2c;
export const ETHTOOL_GRXRINGS = 0x2d;
export const ETHTOOL_GRXCLSRLCNT = 0x2e;
export const ETHTOOL_GRXCLSRULE = 0x2f;
export const ETHTOOL_GRXCLSRLALL = 0x30;
export const ETHTOOL_SRXCLSRLDEL = 0x31;
export const ETHTOOL_SRXCLSRLINS = 0x32;
export const ETHTOOL_FLASHDEV = 0x33;
export const ETHTOOL_RESET = 0x34;
export const ETHTOOL_SRXNTUPLE = 0x35;
export const ETHTOOL_GRXNTUPLE = 0x36;
export const ETHTOOL_GSSET_INFO = 0x37;
export const ETHTOOL_GRXFHINDIR = 0x38;
export const ETHTOOL_SRXFHINDIR = 0x39;
export const ETHTOOL_GFEATURES = 0x3a;
export const ETHTOOL_SFEATURES = 0x3b;
export const ETHTOOL_GCHANNELS = 0x3c;
export const ETHTOOL_SCHANNELS = 0x3d;
export const ETHTOOL_SET_DUMP = 0x3e;
export const ETHTOOL_GET_DUMP_FLAG = 0x3f;
export const ETHTOOL_GET_DUMP_DATA = 0x40;
export const ETHTOOL_GET_TS_INFO = 0x41;
export const ETHTOOL_GMODULEINFO = 0x42;
export const ETHTOOL_GMODULEEEPROM = 0x43;
export const ETHTOOL_GEEE = 0x44;
export const ETHTOOL_SEEE = 0x45;
export const ETHTOOL_GRSSH = 0x46;
export const ETHTOOL_SRSSH = 0x47;
export const ETHTOOL_GTUNABLE = 0x48;
export const ETHTOOL_STUNABLE = 0x49;
export const ETHTOOL_GPHYSTATS = 0x4a;
export const ETHTOOL_PERQUEUE = 0x4b;
export const ETHTOOL_GLINKSETTINGS = 0x4c;
export const ETHTOOL_SLINKSETTINGS = 0x4d;
export const ETHTOOL_PHY_GTUNABLE = 0x4e;
export const ETHTOOL_PHY_STUNABLE = 0x4f;
export const ETHTOOL_GFECPARAM = 0x50;
export const ETHTOOL_SFECPARAM = 0x51;
export const SPARC_ETH_GSET = ETHTOOL_GSET;
export const SPARC_ETH_SSET = ETHTOOL_SSET;
export const SUPPORTED_10baseT_Half = 1;
export const SUPPORTED_10baseT_Full = 2;
export const SUPPORTED_100baseT_Half = 4;
export const SUPPORTED_100baseT_Full = 8;
export const SUPPORTED_1000baseT_Half = 16;
export const SUPPORTED_1000baseT_Full = 32;
export const SUPPORTED_Autoneg = 64;
export const SUPPORTED_TP = 128;
export const SUPPORTED_AUI = 256;
export const SUPPORTED_MII = 512;
export const SUPPORTED_FIBRE = 1024;
export const SUPPORTED_BNC = 2048;
export const SUPPORTED_10000baseT_Full = 4096;
export const SUPPORTED_Pause = 8192;
export const SUPPORTED_Asym_Pause = 16384;
export const SUPPORTED_2500baseX_Full = 32768;
export const SUPPORTED_Backplane = 65536;
export const SUPPORTED_1000baseKX_Full = 131072;
export const SUPPORTED_10000baseKX4_Full = 262144;
export const SUPPORTED_10000baseKR_Full = 524288;
export const SUPPORTED_10000baseR_FEC = 1048576;
export const SUPPORTED_20000baseMLD2_Full = 2097152;
export const SUPPORTED_20000baseKR2_Full = 4194304;
export const SUPPORTED_40000baseKR4_Full = 8388608;
export const SUPPORTED_40000baseCR4_Full = 16777216;
export const SUPPORTED_40000baseSR4_Full = 33554432;
export const SUPPORTED_40000baseLR4_Full = 67108864;
export const SUPPORTED_56000baseKR4_Full = 134217728;
export const SUPPORTED_56000baseCR4_Full = 268435456;
export const SUPPORTED_56000baseSR4_Full = 536870912;
export const SUPPORTED_56000baseLR4_Full = 1073741824;
export const ADVERTISED_10baseT_Half = 1;
export const ADVERTISED_10baseT_Full = 2;
export const ADVERTISED_100baseT_Half = 4;
export const ADVERTISED_100baseT_Full = 8;
export const ADVERTISED_1000baseT_Half = 16;
export const ADVERTISED_1000baseT_Full = 32;
export const ADVERTISED_Autoneg = 64;
export const ADVERTISED_TP = 128;
export const ADVERTISED_AUI = 256;
export const ADVERTISED_MII = 512;
export const ADVERTISED_FIBRE = 1024;
export const ADVERTISED_BNC = 2048;
export const ADVERTISED_10000baseT_Full = 4096;
export const ADVERTISED_Pause = 8192;
export const ADVERTISED_Asym_Pause = 16384;
export const ADVERTISED_2500baseX_Full = 32768;
export const ADVERTISED_Backplane = 65536;
export const ADVERTISED_1000baseKX_Full = 131072;
export const ADVERTISED_10000baseKX4_Full = 262144;
export const ADVERTISED_10000baseKR_Full = 524288;
export const ADVERTISED_10000baseR_FEC = 1048576;
export const ADVERTISED_20000baseMLD2_Full = 2097152;
export const ADVERTISED_20000baseKR2_Full = 4194304;
export const ADVERTISED_40000baseKR4_Full = 8388608;
export const ADVERTISED_40000baseCR4_Full = 16777216;
export const ADVERTISED_40000baseSR4_Full = 33554432;
export const ADVERTISED_40000baseLR4_Full = 67108864;
export const ADVERTISED_56000baseKR4_Full = 134217728;
export const ADVERTISED_56000baseCR4_Full = 268435456;
export const ADVERTISED_56000baseSR4_Full = 536870912;
export const ADVERTISED_56000baseLR4_Full = 1073741824;
export const SPEED_10 = 10;
export const SPEED_100 = 100;
export const SPEED_1000 = 1000;
export const SPEED_2500 = 2500;
export const SPEED_5000 = 5000;
export const SPEED_10000 = 10000;
export const SPEED_14000 = 14000;
export const SPEED_20000 = 20000;
export const SPEED_25000 = 25000;
export const SPEED_40000 = 40000;
export const SPEED_50000 = 50000;
export const SPEED_56000 = 56000;
export const SPEED_100000 = 100000;
export const SPEED_200000 = 200000;
export const SPEED_400000 = 400000;
export const SPEED_UNKNOWN = -1;
export const DUPLEX_HALF = 0;
export const DUPLEX_FULL = 1;
export const DUPLEX_UNKNOWN = 0xff;
export const MASTER_SLAVE_CFG_UNSUPPORTED = 0;
export const MASTER_SLAVE_CFG_UNKNOWN = 1;
export const MASTER_SLAVE_CFG_MASTER_PREFERRED = 2;
export const MASTER_SLAVE_CFG_SLAVE_PREFERRED = 3;
export const MASTER_SLAVE_CFG_MASTER_FORCE = 4;
export const MASTER_SLAVE_CFG_SLAVE_FORCE = 5;
export const MASTER_SLAVE_STATE_UNSUPPORTED = 0;
export const MASTER_SLAVE_STATE_UNKNOWN = 1;
export const MASTER_SLAVE_STATE_MASTER = 2;
export const MASTER_SLAVE_STATE_SLAVE = 3;
export const MASTER_SLAVE_STATE_ERR = 4;
export const RATE_MATCH_NONE = 0;
export const RATE_MATCH_PAUSE = 1;
export const RATE_MATCH_CRS = 2;
export const RATE_MATCH_OPEN_LOOP = 3;
export const PORT_TP = 0;
export const PORT_AUI = 1;
export const PORT_MII = 2;
export const PORT_FIBRE = 3;
export const PORT_BNC = 4;
export const PORT_DA = 5;
export const PORT_NONE = 0xef;
export const PORT_OTHER = 0xff;
export const XCVR_INTERNAL = 0;
export const XCVR_EXTERNAL = 1;
export const XCVR_DUMMY1 = 2;
export const XCVR_DUMMY2 = 3;
export const XCVR_DUMMY3 = 4;
export const AUTONEG_DISABLE = 0;
export const AUTONEG_ENABLE = 1;
export const ETH_TP_MDI_INVALID = 0;
export const ETH_TP_MDI = 1;
export const ETH_TP_MDI_X = 2;
export const ETH_TP_MDI_AUTO = 3;
export const WAKE_PHY = 1;
export const WAKE_UCAST = 2;
export const WAKE_MCAST = 4;
export const WAKE_BCAST = 8;
export const WAKE_ARP = 0x10;
export const WAKE_MAGIC = 0x20;
export const WAKE_MAGICSECURE = 0x40;
export const WAKE_FILTER = 0x80;
export const WOL_MODE_COUNT = 8;
export const TCP_V4_FLOW = 1;
export const UDP_V4_FLOW = 2;
export const SCTP_V4_FLOW = 3;
export const AH_ESP_V4_FLOW = 4;
export const TCP_V6_FLOW = 5;
export const UDP_V6_FLOW = 6;
export const SCTP_V6_FLOW = 7;
export const AH_ESP_V6_FLOW = 8;
export const AH_V4_FLOW = 9;
export const ESP_V4_FLOW = 0xa;
export const AH_V6_FLOW = 0xb;
export const ESP_V6_FLOW = 0xc;
export const IPV4_USER_FLOW = 0xd;
export const IP_USER_FLOW = IPV4_USER_FLOW;
export const IPV6_USER_FLOW = 0xe;
export const IPV4_FLOW = 0x10;
export const IPV6_FLOW = 0x11;
export const ETHER_FLOW = 0x12;
export const FLOW_EXT = 0x80000000;
export const FLOW_MAC_EXT = 0x40000000;
export const FLOW_RSS = 0x20000000;
export const RXH_L2DA = 2;
export const RXH_VLAN = 4;
export const RXH_L3_PROTO = 8;
export const RXH_IP_SRC = 0x10;
export const RXH_IP_DST = 0x20;
export const RXH_L4_B_0_1 = 0x40;
export const RXH_L4_B_2_3 = 0x80;
export const RXH_DISCARD = -0x80000000;
export const RX_CLS_FLOW_DISC = -1;
export const RX_CLS_FLOW_WAKE = -2;
export const RX_CLS_LOC_SPECIAL = 0x80000000;
export const RX_CLS_LOC_ANY = 0xffffffff;
export const RX_CLS_LOC_FIRST = 0xfffffffe;
export const RX_CLS_LOC_LAST = 0xfffffffd;
export const ETH_MODULE_SFF_8079 = 1;
export const ETH_MODULE_SFF_8079_LEN = 256;
export const ETH_MODULE_SFF_8472 = 2;
export const ETH_MODULE_SFF_8472_LEN = 512;
export const ETH_MODULE_SFF_8636 = 3;
export const ETH_MODULE_SFF_8636_LEN = 256;
export const ETH_MODULE_SFF_8436 = 4;
export const ETH_MODULE_SFF_8436_LEN = 256;
export const ETH_MODULE_SFF_8636_MAX_LEN = 640;
export const ETH_MODULE_SFF_8436_MAX_LEN = 640;
export const ETH_RESET_SHARED_SHIFT = 16;
export const ETHTOOL_ID_UNSPEC = 0;
export const ETHTOOL_RX_COPYBREAK = 1;
export const ETHTOOL_TX_COPYBREAK = 2;
export const ETHTOOL_PFC_PREVENTION_TOUT = 3;
export const ETHTOOL_TX_COPYBREAK_BUF_SIZE = 4;
export const __ETHTOOL_TUNABLE_COUNT = 5;
export const ETHTOOL_TUNABLE_UNSPEC = 0;
export const ETHTOOL_TUNABLE_U8 = 1;
export const ETHTOOL_TUNABLE_U16 = 2;
export const ETHTOOL_TUNABLE_U32 = 3;
export const ETHTOOL_TUNABLE_U64 = 4;
export const ETHTOOL_TUNABLE_STRING = 5;
export const ETHTOOL_TUNABLE_S8 = 6;
export const ETHTOOL_TUNABLE_S16 = 7;
export const ETHTOOL_TUNABLE_S32 = 8;
export const ETHTOOL_TUNABLE_S64 = 9;
export const ETHTOOL_PHY_ID_UNSPEC = 0;
export const ETHTOOL_PHY_DOWNSHIFT = 1;
export const ETHTOOL_PHY_FAST_LINK_DOWN = 2;
export const ETHTOOL_PHY_EDPD = 3;
export const __ETHTOOL_PHY_TUNABLE_COUNT = 4;
export const ETHTOOL_LINK_EXT_STATE_AUTONEG = 0;
export const ETHTOOL_LINK_EXT_STATE_LINK_TRAINING_FAILURE = 1;
export const ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH = 2;
export const ETHTOOL_LINK_EXT_STATE_BAD_SIGNAL_INTEGRITY = 3;
export const ETHTOOL_LINK_EXT_STATE_NO_CABLE = 4;
export const ETHTOOL_LINK_EXT_STATE_CABLE_ISSUE = 5;
export const ETHTOOL_LINK_EXT_STATE_EEPROM_ISSUE = 6;
export const ETHTOOL_LINK_EXT_STATE_CALIBRATION_FAILURE = 7;
export const ETHTOOL_LINK_EXT_STATE_POWER_BUDGET_EXCEEDED = 8;
export const ETHTOOL_LINK_EXT_STATE_OVERHEAT = 9;
export const ETHTOOL_LINK_EXT_STATE_MODULE = 10;
export const ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_PARTNER_DETECTED = 1;
export const ETHTOOL_LINK_EXT_SUBSTATE_AN_ACK_NOT_RECEIVED = 2;
export const ETHTOOL_LINK_EXT_SUBSTATE_AN_NEXT_PAGE_EXCHANGE_FAILED = 3;
export const ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_PARTNER_DETECTED_FORCE_MODE = 4;
export const ETHTOOL_LINK_EXT_SUBSTATE_AN_FEC_MISMATCH_DURING_OVERRIDE = 5;
export const ETHTOOL_LINK_EXT_SUBSTATE_AN_NO_HCD = 6;
export const ETHTOOL_LINK_EXT_SUBSTATE_LT_KR_FRAME_LOCK_NOT_ACQUIRED = 1;
export const ETHTOOL_LINK_EXT_SUBSTATE_LT_KR_LINK_INHIBIT_TIMEOUT = 2;
export const ETHTOOL_LINK_EXT_SUBSTATE_LT_KR_LINK_PARTNER_DID_NOT_SET_RECEIVER_READY = 3;
export const ETHTOOL_LINK_EXT_SUBSTATE_LT_REMOTE_FAULT = 4;
export const ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK = 1;
export const ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_AM_LOCK = 2;
export const ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_GET_ALIGN_STATUS = 3;
export const ETHTOOL_LINK_EXT_SUBSTATE_LLM_FC_FEC_IS_NOT_LOCKED = 4;
export const ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED = 5;
export const ETHTOOL_LINK_EXT_SUBSTATE_BSI_LARGE_NUMBER_OF_PHYSICAL_ERRORS = 1;
export const ETHTOOL_LINK_EXT_SUBSTATE_BSI_UNSUPPORTED_RATE = 2;
export const ETHTOOL_LINK_EXT_SUBSTATE_BSI_SERDES_REFERENCE_CLOCK_LOST = 3;
export const ETHTOOL_LINK_EXT_SUBSTATE_BSI_SERDES_ALOS = 4;
export const ETHTOOL_LINK_EXT_SUBSTATE_CI_UNSUPPORTED_CABLE = 1;
export const ETHTOOL_LINK_EXT_SUBSTATE_CI_CABLE_TEST_FAILURE = 2;
export const ETHTOOL_LINK_EXT_SUBSTATE_MODULE_CMIS_NOT_READY = 1;
export const ETH_SS_TEST = 0;
export const ETH_SS_STATS = 1;
export const ETH_SS_PRIV_FLAGS = 2;
export const ETH_SS_NTUPLE_FILTERS = 3;
export const ETH_SS_FEATURES = 4;
export const ETH_SS_RSS_HASH_FUNCS = 5;
export const ETH_SS_TUNABLES = 6;
export const ETH_SS_PHY_STATS = 7;
export const ETH_SS_PHY_TUNABLES = 8;
export const ETH_SS_LINK_MODES = 9;
export const ETH_SS_MSG_CLASSES = 10;
export const ETH_SS_WOL_MODES = 11;
export const ETH_SS_SOF_TIMESTAMPING = 12;
export const ETH_SS_TS_TX_TYPES = 13;
export const ETH_SS_TS_RX_FILTERS = 14;
export const ETH_SS_UDP_TUNNEL_TYPES = 15;
export const ETH_SS_STATS_STD = 16;
export const ETH_SS_STATS_ETH_PHY = 17;
export const ETH_SS_STATS_ETH_MAC = 18;
export const ETH_SS_STATS_ETH_CTRL = 19;
export const ETH_SS_STATS_RMON = 20;
export const ETH_SS_COUNT = 21;
export const ETHTOOL_MODULE_POWER_MODE_POLICY_HIGH = 1;
export const ETHTOOL_MODULE_POWER_MODE_POLICY_AUTO = 2;
export const ETHTOOL_MODULE_POWER_MODE_LOW = 1;
export const ETHTOOL_MODULE_POWER_MODE_HIGH = 2;
export const ETHTOOL_PODL_PSE_ADMIN_STATE_UNKNOWN = 1;
export const ETHTOOL_PODL_PSE_ADMIN_STATE_DISABLED = 2;
export const ETHTOOL_PODL_PSE_ADMIN_STATE_ENABLED = 3;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_UNKNOWN = 1;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_DISABLED = 2;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_SEARCHING = 3;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_DELIVERING = 4;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_SLEEP = 5;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_IDLE = 6;
export const ETHTOOL_PODL_PSE_PW_D_STATUS_ERROR = 7;
export const ETH_TEST_FL_OFFLINE = 1;
export const ETH_TEST_FL_FAILED = 2;
export const ETH_TEST_FL_EXTERNAL_LB = 4;
export const ETH_TEST_FL_EXTERNAL_LB_DONE = 8;
export const ETH_FLAG_TXVLAN = 0x80;
export const ETH_FLAG_RXVLAN = 0x100;
export const ETH_FLAG_LRO = 0x8000;
export const ETH_FLAG_NTUPLE = 0x8000000;
export const ETH_FLAG_RXHASH = 0x10000000;
export const ETHTOOL_FLASH_ALL_REGIONS = 0;
export const ETHTOOL_F_UNSUPPORTED__BIT = 0;
export const ETHTOOL_F_WISH__BIT = 1;
export const ETHTOOL_F_COMPAT__BIT = 2;
export const ETHTOOL_FEC_NONE_BIT = 0;
export const ETHTOOL_FEC_AUTO_BIT = 1;
export const ETHTOOL_FEC_OFF_BIT = 2;
export const ETHTOOL_FEC_RS_BIT = 3;
export const ETHTOOL_FEC_BASER_BIT = 4;
export const ETHTOOL_FEC_LLRS_BIT = 5;
export const ETHTOOL_LINK_MODE_10baseT_Half_BIT = 0;
export const ETHTOOL_LINK_MODE_10baseT_Full_BIT = 1;
export const ETHTOOL_LINK_MODE_100baseT_Half_BIT = 2;
export const ETHTOOL_LINK_MODE_100baseT_Full_BIT = 3;
export const ETHTOOL_LINK_MODE_1000baseT_Half_BIT = 4;
export const ETHTOOL_LINK_MODE_1000baseT_Full_BIT = 5;
export const ETHTOOL_LINK_MODE_Autoneg_BIT = 6;
export const ETHTOOL_LINK_MODE_TP_BIT = 7;
export const ETHTOOL_LINK_MODE_AUI_BIT = 8;
export const ETHTOOL_LINK_MODE_MII_BIT = 9;
export const ETHTOOL_LINK_MODE_FIBRE_BIT = 10;
export const ETHTOOL_LINK_MODE_BNC_BIT = 11;
export const ETHTOOL_LINK_MODE_10000baseT_Full_BIT = 12;
export const ETHTOOL_LINK_MODE_Pause_BIT = 13;
export const ETHTOOL_LINK_MODE_Asym_Pause_BIT = 14;
export const ETHTOOL_LINK_MODE_2500baseX_Full_BIT = 15;
export const ETHTOOL_LINK_MODE_Backplane_BIT = 16;
export const ETHTOOL_LINK_MODE_1000baseKX_Full_BIT = 17;
export const ETHTOOL_LINK_MODE_10000baseKX4_Full_BIT = 18;
export const ETHTOOL_LINK_MODE_10000baseKR_Full_BIT = 19;
export const ETHTOOL_LINK_MODE_10000baseR_FEC_BIT = 20;
export const ETHTOOL_LINK_MODE_20000baseMLD2_Full_BIT = 21;
export const ETHTOOL_LINK_MODE_20000baseKR2_Full_BIT = 22;
export const ETHTOOL_LINK_MODE_40000baseKR4_Full_BIT = 23;
export const ETHTOOL_LINK_MODE_40000baseCR4_Full_BIT = 24;
export const ETHTOOL_LINK_MODE_40000baseSR4_Full_BIT = 25;
export const ETHTOOL_LINK_MODE_40000baseLR4_Full_BIT = 26;
export const ETHTOOL_LINK_MODE_56000baseKR4_Full_BIT = 27;
export const ETHTOOL_LINK_MODE_56000baseCR4_Full_BIT = 28;
export const ETHTOOL_LINK_MODE_56000baseSR4_Full_BIT = 29;
export const ETHTOOL_LINK_MODE_56000baseLR4_Full_BIT = 30;
export const ETHTOOL_LINK_MODE_25000baseCR_Full_BIT = 31;
export const ETHTOOL_LINK_MODE_25000baseKR_Full_BIT = 32;
export const ETHTOOL_LINK_MODE_25000baseSR_Full_BIT = 33;
export const ETHTOOL_LINK_MODE_50000baseCR2_Full_BIT = 34;
export const ETHTOOL_LINK_MODE_50000baseKR2_Full_BIT = 35;
export const ETHTOOL_LINK_MODE_100000baseKR4_Full_BIT = 36;
export const ETHTOOL_LINK_MODE_100000baseSR4_Full_BIT = 37;
export const ETHTOOL_LINK_MODE_100000baseCR4_Full_BIT = 38;
export const ETHTOOL_LINK_MODE_100000baseLR4_ER4_Full_BIT = 39;
export const ETHTOOL_LINK_MODE_50000baseSR2_Full_BIT = 40;
export const ETHTOOL_LINK_MODE_1000baseX_Full_BIT = 41;
export const ETHTOOL_LINK_MODE_10000baseCR_Full_BIT = 42;
export const ETHTOOL_LINK_MODE_10000baseSR_Full_BIT = 43;
export const ETHTOOL_LINK_MODE_10000baseLR_Full_BIT = 44;
export const ETHTOOL_LINK_MODE_10000baseLRM_Full_BIT = 45;
export const ETHTOOL_LINK_MODE_10000baseER_Full_BIT = 46;
export const ETHTOOL_LINK_MODE_2500baseT_Full_BIT = 47;
export const ETHTOOL_LINK_MODE_5000baseT_Full_BIT = 48;
export const ETHTOOL_LINK_MODE_FEC_NONE_BIT = 49;
export const ETHTOOL_LINK_MODE_FEC_RS_BIT = 50;
export const ETHTOOL_LINK_MODE_FEC_BASER_BIT = 51;
export const ETHTOOL_LINK_MODE_50000baseKR_Full_BIT = 52;
export const ETHTOOL_LINK_MODE_50000baseSR_Full_BIT = 53;
export const ETHTOOL_LINK_MODE_50000baseCR_Full_BIT = 54;
export const ETHTOOL_LINK_MODE_50000baseLR_ER_FR_Full_BIT = 55;
export const ETHTOOL_LINK_MODE_50000baseDR_Full_BIT = 56;
export const ETHTOOL_LINK_MODE_100000baseKR2_Full_BIT = 57;
export const ETHTOOL_LINK_MODE_100000baseSR2_Full_BIT = 58;
export const ETHTOOL_LINK_MODE_100000baseCR2_Full_BIT = 59;
export const ETHTOOL_LINK_MODE_100000baseLR2_ER2_FR2_Full_BIT = 60;
export const ETHTOOL_LINK_MODE_100000baseDR2_Full_BIT = 61;
export const ETHTOOL_LINK_MODE_200000baseKR4_Full_BIT = 62;
export const ETHTOOL_LINK_MODE_200000baseSR4_Full_BIT = 63;
export const ETHTOOL_LINK_MODE_200000baseLR4_ER4_FR4_Full_BIT = 64;
export const ETHTOOL_LINK_MODE_200000baseDR4_Full_BIT = 65;
export const ETHTOOL_LINK_MODE_200000baseCR4_Full_BIT = 66;
export const ETHTOOL_LINK_MODE_100baseT1_Full_BIT = 67;
export const ETHTOOL_LINK_MODE_1000baseT1_Full_BIT = 68;
export const ETHTOOL_LINK_MODE_400000baseKR8_Full_BIT = 69;
export const ETHTOOL_LINK_MODE_400000baseSR8_Full_BIT = 70;
export const ETHTOOL_LINK_MODE_400000baseLR8_ER8_FR8_Full_BIT = 71;
export const ETHTOOL_LINK_MODE_400000baseDR8_Full_BIT = 72;
export const ETHTOOL_LINK_MODE_400000baseCR8_Full_BIT = 73;
export const ETHTOOL_LINK_MODE_FEC_LLRS_BIT = 74;
export const ETHTOOL_LINK_MODE_100000baseKR_Full_BIT = 75;
export const ETHTOOL_LINK_MODE_100000baseSR_Full_BIT = 76;
export const ETHTOOL_LINK_MODE_100000baseLR_ER_FR_Full_BIT = 77;
export const ETHTOOL_LINK_MODE_100000baseCR_Full_BIT = 78;
export const ETHTOOL_LINK_MODE_100000baseDR_Full_BIT = 79;
export const ETHTOOL_LINK_MODE_200000baseKR2_Full_BIT = 80;
export const ETHTOOL_LINK_MODE_200000baseSR2_Full_BIT = 81;
export const ETHTOOL_LINK_MODE_200000baseLR2_ER2_FR2_Full_BIT = 82;
export const ETHTOOL_LINK_MODE_200000baseDR2_Full_BIT = 83;
export const ETHTOOL_LINK_MODE_200000baseCR2_Full_BIT = 84;
export const ETHTOOL_LINK_MODE_400000baseKR4_Full_BIT = 85;
export const ETHTOOL_LINK_MODE_400000baseSR4_Full_BIT = 86;
export const ETHTOOL_LINK_MODE_400000baseLR4_ER4_FR4_Full_BIT = 87;
export const ETHTOOL_LINK_MODE_400000baseDR4_Full_BIT = 88;
export const ETHTOOL_LINK_MODE_400000baseCR4_Full_BIT = 89;
export const ETHTOOL_LINK_MODE_100baseFX_Half_BIT = 90;
export const ETHTOOL_LINK_MODE_100baseFX_Full_BIT = 91;
export const ETHTOOL_LINK_MODE_10baseT1L_Full_BIT = 92;
export const __ETHTOOL_LINK_MODE_MASK_NBITS = 93;
export const ETH_RESET_MGMT = 1;
export const ETH_RESET_IRQ = 2;
export const ETH_RESET_DMA = 4;
export const ETH_RESET_FILTER = 8;
export const ETH_RESET_OFFLOAD = 0x10;
export const ETH_RESET_MAC = 0x20;
export const ETH_RESET_PHY = 0x40;
export const ETH_RESET_RAM = 0x80;
export const ETH_RESET_AP = 0x100;
export const ETH_RESET_DEDICATED = 0xffff;
export const ETH_RESET_ALL = 0xffffffff;

export const ethtool_cmd = struct("ethtool_cmd", {
  cmd: u32,
  supported: u32,
  advertising: u32,
  speed: u16,
  duplex: u8,
  port: u8,
  phy_address: u8,
  transceiver: u8,
  autoneg: u8,
  mdio_support: u8,
  maxtxpkt: u32,
  maxrxpkt: u32,
  speed_hi: u16,
  eth_tp_mdix: u8,
  eth_tp_mdix_ctrl: u8,
  lp_advertising: u32,
  reserved: array(u32, 2),
});

export const ethtool_drvinfo = struct("ethtool_drvinfo", {
  cmd: u32,
  driver: chars(32),
  version: chars(32),
  fw_version: chars(32),
  bus_info: chars(32),
  erom_version: chars(32),
  reserved2: chars(12),
  n_priv_flags: u32,
  n_stats: u32,
  testinfo_len: u32,
  eedump_len: u32,
  regdump_len: u32,
});

export const ethtool_wolinfo = struct("ethtool_wolinfo", {
  cmd: u32,
  supported: u32,
  wolopts: u32,
  sopass: bytes(6),
});

export const ethtool_value = struct("ethtool_value", {
  cmd: u32,
  data: u32,
});

export const ethtool_tunable = struct("ethtool_tunable", {
  cmd: u32,
  id: u32,
  type_id: u32,
  len: u32,
  data: array(ptr, 0),
});

export const ethtool_regs = struct("ethtool_regs", {
  cmd: u32,
  version: u32,
  len: u32,
  data: bytes(0),
});

export const ethtool_eeprom = struct("ethtool_eeprom", {
  cmd: u32,
  magic: u32,
  offset: u32,
  len: u32,
  data: bytes(0),
});

export const ethtool_eee = struct("ethtool_eee", {
  cmd: u32,
  supported: u32,
  advertised: u32,
  lp_advertised: u32,
  eee_active: u32,
  eee_enabled: u32,
  tx_lpi_enabled: u32,
  tx_lpi_timer: u32,
  reserved: array(u32, 2),
});

export const ethtool_modinfo = struct("ethtool_modinfo", {
  cmd: u32,
  type: u32,
  eeprom_len: u32,
  reserved: array(u32, 8),
});

export const ethtool_coalesce = struct("ethtool_coalesce", {
  cmd: u32,
  rx_coalesce_usecs: u32,
  rx_max_coalesced_frames: u32,
  rx_coalesce_usecs_irq: u32,
  rx_max_coalesced_frames_irq: u32,
  tx_coalesce_usecs: u32,
  tx_max_coalesced_frames: u32,
  tx_coalesce_usecs_irq: u32,
  tx_max_coalesced_frames_irq: u32,
  stats_block_coalesce_usecs: u32,
  use_adaptive_rx_coalesce: u32,
  use_adaptive_tx_coalesce: u32,
  pkt_rate_low: u32,
  rx_coalesce_usecs_low: u32,
  rx_max_coalesced_frames_low: u32,
  tx_coalesce_usecs_low: u32,
  tx_max_coalesced_frames_low: u32,
  pkt_rate_high: u32,
  rx_coalesce_usecs_high: u32,
  rx_max_coalesced_frames_high: u32,
  tx_coalesce_usecs_high: u32,
  tx_max_coalesced_frames_high: u32,
  rate_sample_interval: u32,
});

export const ethtool_ringparam = struct("ethtool_ringparam", {
  cmd: u32,
  rx_max_pending: u32,
  rx_mini_max_pending: u32,
  rx_jumbo_max_pending: u32,
  tx_max_pending: u32,
  rx_pending: u32,
  rx_mini_pending: u32,
  rx_jumbo_pending: u32,
  tx_pending: u32,
});

export const ethtool_channels = struct("ethtool_channels", {
  cmd: u32,
  max_rx: u32,
  max_tx: u32,
  max_other: u32,
  max_combined: u32,
  rx_count: u32,
  tx_count: u32,
  other_count: u32,
  combined_count: u32,
});

export const ethtool_pauseparam = struct("ethtool_pauseparam", {
  cmd: u32,
  autoneg: u32,
  rx_pause: u32,
  tx_pause: u32,
});

export const ethtool_gstrings = struct("ethtool_gstrings", {
  cmd: u32,
  string_set: u32,
  len: u32,
  data: bytes(0),
});

export const ethtool_sset_info = struct("ethtool_sset_info", {
  cmd: u32,
  reserved: u32,
  sset_mask: u64,
  data: array(u32, 0),
});

export const ethtool_test = struct("ethtool_test", {
  cmd: u32,
  flags: u32,
  reserved: u32,
  len: u32,
  data: array(u64, 0),
});

export const ethtool_stats = struct("ethtool_stats", {
  cmd: u32,
  n_stats: u32,
  data: array(u64, 0),
});

export const ethtool_perm_addr = struct("ethtool_perm_addr", {
  cmd: u32,
  size: u32,
  data: bytes(0),
});

export const ethtool_tcpip4_spec = struct("ethtool_tcpip4_spec", {
  ip4src: u32,
  ip4dst: u32,
  psrc: u16,
  pdst: u16,
  tos: u8,
});

export const ethtool_ah_espip4_spec = struct("ethtool_ah_espip4_spec", {
  ip4src: u32,
  ip4dst: u32,
  spi: u32,
  tos: u8,
});

export const ethtool_usrip4_spec = struct("ethtool_usrip4_spec", {
  ip4src: u32,
  ip4dst: u32,
  l4_4_bytes: u32,
  tos: u8,
  ip_ver: u8,
  proto: u8,
});

export const ethtool_tcpip6_spec = struct("ethtool_tcpip6_spec", {
  ip6src: array(u32, 4),
  ip6dst: array(u32, 4),
  psrc: u16,
  pdst: u16,
  tclass: u8,
});

export const ethtool_ah_espip6_spec = struct("ethtool_ah_espip6_spec", {
  ip6src: array(u32, 4),
  ip6dst: array(u32, 4),
  spi: u32,
  tclass: u8,
});

export const ethtool_usrip6_spec = struct("ethtool_usrip6_spec", {
  ip6src: array(u32, 4),
  ip6dst: array(u32, 4),
  l4_4_bytes: u32,
  tclass: u8,
  l4_proto: u8,
});

export const ethtool_flow_union = struct("ethtool_flow_union", {
  tcp_ip4_spec: ethtool_tcpip4_spec,
  udp_ip4_spec: at(0, ethtool_tcpip4_spec),
  sctp_ip4_spec: at(0, ethtool_tcpip4_spec),
  ah_ip4_spec: at(0, ethtool_ah_espip4_spec),
  esp_ip4_spec: at(0, ethtool_ah_espip4_spec),
  usr_ip4_spec: at(0, ethtool_usrip4_spec),
  tcp_ip6_spec: at(0, ethtool_tcpip6_spec),
  udp_ip6_spec: at(0, ethtool_tcpip6_spec),
  sctp_ip6_spec: at(0, ethtool_tcpip6_spec),
  ah_ip6_spec: at(0, ethtool_ah_espip6_spec),
  esp_ip6_spec: at(0, ethtool_ah_espip6_spec),
  usr_ip6_spec: at(0, ethtool_usrip6_spec),
  ether_spec: at(0, ethhdr),
  hdata: at(0, bytes(52)),
});

export const ethtool_flow_ext = struct("ethtool_flow_ext", {
  padding: bytes(2),
  h_dest: bytes(6),
  vlan_etype: u16,
  vlan_tci: u16,
  data: array(u32, 2),
});

export const ethtool_rx_flow_spec = struct("ethtool_rx_flow_spec", {
  flow_type: u32,
  h_u: ethtool_flow_union,
  h_ext: ethtool_flow_ext,
  m_u: ethtool_flow_union,
  m_ext: ethtool_flow_ext,
  ring_cookie: u64,
  location: u32,
});

export const ethtool_rxnfc = struct("ethtool_rxnfc", {
  cmd: u32,
  flow_type: u32,
  data: u64,
  fs: ethtool_rx_flow_spec,
  rule_cnt: u32,
  rss_context: at(184, u32),
  rule_locs: array(u32, 0),
});

export const ethtool_rxfh_indir = struct("ethtool_rxfh_indir", {
  cmd: u32,
  size: u32,
  ring_index: array(u32, 0),
});

export const ethtool_rxfh = struct("ethtool_rxfh", {
  cmd: u32,
  rss_context: u32,
  indir_size: u32,
  key_size: u32,
  hfunc: u8,
  rsvd8: bytes(3),
  rsvd32: u32,
  rss_config: array(u32, 0),
});

export const ethtool_rx_ntuple_flow_spec = struct("ethtool_rx_ntuple_flow_spec", {
  flow_type: u32,
  h_u: struct("", {
    tcp_ip4_spec: ethtool_tcpip4_spec,
    udp_ip4_spec: at(0, ethtool_tcpip4_spec),
    sctp_ip4_spec: at(0, ethtool_tcpip4_spec),
    ah_ip4_spec: at(0, ethtool_ah_espip4_spec),
    esp_ip4_spec: at(0, ethtool_ah_espip4_spec),
    usr_ip4_spec: at(0, ethtool_usrip4_spec),
    ether_spec: at(0, ethhdr),
    hdata: at(0, bytes(72)),
  }),
  m_u: struct("", {
    tcp_ip4_spec: ethtool_tcpip4_spec,
    udp_ip4_spec: at(0, ethtool_tcpip4_spec),
    sctp_ip4_spec: at(0, ethtool_tcpip4_spec),
    ah_ip4_spec: at(0, ethtool_ah_espip4_spec),
    esp_ip4_spec: at(0, ethtool_ah_espip4_spec),
    usr_ip4_spec: at(0, ethtool_usrip4_spec),
    ether_spec: at(0, ethhdr),
    hdata: at(0, bytes(72)),
  }),
  vlan_tag: u16,
  vlan_tag_mask: u16,
  data: u64,
  data_mask: u64,
  action: s32,
});

export const ethtool_rx_ntuple = struct("ethtool_rx_ntuple", {
  cmd: u32,
  fs: ethtool_rx_ntuple_flow_spec,
});

export const ethtool_flash = struct("ethtool_flash", {
  cmd: u32,
  region: u32,
  data: chars(128),
});

export const ethtool_dump = struct("ethtool_dump", {
  cmd: u32,
  version: u32,
  flag: u32,
  len: u32,
  data: bytes(0),
});

export const ethtool_get_features_block = struct("ethtool_get_features_block", {
  available: u32,
  requested: u32,
  active: u32,
  never_changed: u32,
});

export const ethtool_gfeatures = struct("ethtool_gfeatures", {
  cmd: u32,
  size: u32,
  features: array(ethtool_get_features_block, 0),
});

export const ethtool_set_features_block = struct("ethtool_set_features_block", {
  valid: u32,
  requested: u32,
});

export const ethtool_sfeatures = struct("ethtool_sfeatures", {
  cmd: u32,
  size: u32,
  features: array(ethtool_set_features_block, 0),
});

export const ethtool_ts_info = struct("ethtool_ts_info", {
  cmd: u32,
  so_timestamping: u32,
  phc_index: s32,
  tx_types: u32,
  tx_reserved: array(u32, 3),
  rx_filters: u32,
  rx_reserved: array(u32, 3),
});

export const ethtool_per_queue_op = struct("ethtool_per_queue_op", {
  cmd: u32,
  sub_command: u32,
  queue_mask: array(u32, 128),
  data: chars(0),
});

export const ethtool_fecparam = struct("ethtool_fecparam", {
  cmd: u32,
  active_fec: u32,
  fec: u32,
  reserved: u32,
});

export const ethtool_link_settings = struct("ethtool_link_settings", {
  cmd: u32,
  speed: u32,
  duplex: u8,
  port: u8,
  phy_address: u8,
  autoneg: u8,
  mdio_support: u8,
  eth_tp_mdix: u8,
  eth_tp_mdix_ctrl: u8,
  link_mode_masks_nwords: s8,
  transceiver: u8,
  master_slave_cfg: u8,
  master_slave_state: u8,
  rate_matching: u8,
  reserved: array(u32, 7),
  link_mode_masks: array(u32, 0),
});
