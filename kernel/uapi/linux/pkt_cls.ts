// <linux/pkt_cls.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, s16, s32, struct, u8, u16, u32, u64 } from "../struct.ts";
import { tc_ratespec } from "./pkt_sched.ts";

export const TC_COOKIE_MAX_SIZE = 16;
export const TCA_ACT_FLAGS_NO_PERCPU_STATS = 1;
export const TCA_ACT_FLAGS_SKIP_HW = 2;
export const TCA_ACT_FLAGS_SKIP_SW = 4;
export const TCA_ACT_HW_STATS_IMMEDIATE = 1;
export const TCA_ACT_HW_STATS_DELAYED = 2;
export const TCA_ACT_MAX = 11;
export const TCA_OLD_COMPAT = 12;
export const TCA_ACT_MAX_PRIO = 32;
export const TCA_ACT_BIND = 1;
export const TCA_ACT_NOBIND = 0;
export const TCA_ACT_UNBIND = 1;
export const TCA_ACT_NOUNBIND = 0;
export const TCA_ACT_REPLACE = 1;
export const TCA_ACT_NOREPLACE = 0;
export const TC_ACT_UNSPEC = -1;
export const TC_ACT_OK = 0;
export const TC_ACT_RECLASSIFY = 1;
export const TC_ACT_SHOT = 2;
export const TC_ACT_PIPE = 3;
export const TC_ACT_STOLEN = 4;
export const TC_ACT_QUEUED = 5;
export const TC_ACT_REPEAT = 6;
export const TC_ACT_REDIRECT = 7;
export const TC_ACT_TRAP = 8;
export const TC_ACT_VALUE_MAX = TC_ACT_TRAP;
export const __TC_ACT_EXT_SHIFT = 28;
export const TC_ACT_EXT_VAL_MASK = 0xfffffff;
export const TC_ACT_JUMP = 268435456;
export const TC_ACT_GOTO_CHAIN = 536870912;
export const TC_ACT_EXT_OPCODE_MAX = TC_ACT_GOTO_CHAIN;
export const TCA_ACT_GACT = 5;
export const TCA_ACT_IPT = 6;
export const TCA_ACT_PEDIT = 7;
export const TCA_ACT_MIRRED = 8;
export const TCA_ACT_NAT = 9;
export const TCA_ACT_XT = 10;
export const TCA_ACT_SKBEDIT = 11;
export const TCA_ACT_VLAN = 12;
export const TCA_ACT_BPF = 13;
export const TCA_ACT_CONNMARK = 14;
export const TCA_ACT_SKBMOD = 15;
export const TCA_ACT_CSUM = 16;
export const TCA_ACT_TUNNEL_KEY = 17;
export const TCA_ACT_SIMP = 22;
export const TCA_ACT_IFE = 25;
export const TCA_ACT_SAMPLE = 26;
export const TCA_ID_MAX = 255;
export const TC_POLICE_UNSPEC = TC_ACT_UNSPEC;
export const TC_POLICE_OK = TC_ACT_OK;
export const TC_POLICE_RECLASSIFY = TC_ACT_RECLASSIFY;
export const TC_POLICE_SHOT = TC_ACT_SHOT;
export const TC_POLICE_PIPE = TC_ACT_PIPE;
export const TCA_POLICE_RESULT = 5;
export const TCA_POLICE_MAX = 11;
export const TCA_CLS_FLAGS_SKIP_HW = 1;
export const TCA_CLS_FLAGS_SKIP_SW = 2;
export const TCA_CLS_FLAGS_IN_HW = 4;
export const TCA_CLS_FLAGS_NOT_IN_HW = 8;
export const TCA_CLS_FLAGS_VERBOSE = 0x10;
export const TC_U32_UNSPEC = 0;
export const TC_U32_ROOT = 0xfff00000;
export const TCA_U32_MAX = 12;
export const TC_U32_TERMINAL = 1;
export const TC_U32_OFFSET = 2;
export const TC_U32_VAROFFSET = 4;
export const TC_U32_EAT = 8;
export const TC_U32_MAXDEPTH = 8;
export const TCA_RSVP_MAX = 6;
export const TCA_ROUTE4_MAX = 6;
export const TCA_FW_MAX = 5;
export const TCA_TCINDEX_MAX = 7;
export const FLOW_KEY_MAX = 17;
export const TCA_FLOW_MAX = 12;
export const TCA_BASIC_MAX = 6;
export const TCA_CGROUP_MAX = 3;
export const TCA_BPF_FLAG_ACT_DIRECT = 1;
export const TCA_BPF_MAX = 11;
export const TCA_FLOWER_MAX = 105;
export const TCA_FLOWER_KEY_ENC_OPTS_MAX = 4;
export const TCA_FLOWER_KEY_ENC_OPT_GENEVE_MAX = 3;
export const TCA_FLOWER_KEY_ENC_OPT_VXLAN_MAX = 1;
export const TCA_FLOWER_KEY_ENC_OPT_ERSPAN_MAX = 4;
export const TCA_FLOWER_KEY_ENC_OPT_GTP_MAX = 2;
export const TCA_FLOWER_KEY_MPLS_OPTS_MAX = 1;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_MAX = 5;
export const TCA_FLOWER_MASK_FLAGS_RANGE = 1;
export const TCA_MATCHALL_MAX = 5;
export const TCA_EMATCH_TREE_MAX = 2;
export const TCF_EM_REL_END = 0;
export const TCF_EM_REL_AND = 1;
export const TCF_EM_REL_OR = 2;
export const TCF_EM_INVERT = 4;
export const TCF_EM_SIMPLE = 8;
export const TCF_EM_REL_MASK = 3;
export const TCF_LAYER_MAX = 2;
export const TCF_EM_CONTAINER = 0;
export const TCF_EM_CMP = 1;
export const TCF_EM_NBYTE = 2;
export const TCF_EM_U32 = 3;
export const TCF_EM_META = 4;
export const TCF_EM_TEXT = 5;
export const TCF_EM_VLAN = 6;
export const TCF_EM_CANID = 7;
export const TCF_EM_IPSET = 8;
export const TCF_EM_IPT = 9;
export const TCF_EM_MAX = 9;
export const TCA_ACT_UNSPEC = 0;
export const TCA_ACT_KIND = 1;
export const TCA_ACT_OPTIONS = 2;
export const TCA_ACT_INDEX = 3;
export const TCA_ACT_STATS = 4;
export const TCA_ACT_PAD = 5;
export const TCA_ACT_COOKIE = 6;
export const TCA_ACT_FLAGS = 7;
export const TCA_ACT_HW_STATS = 8;
export const TCA_ACT_USED_HW_STATS = 9;
export const TCA_ACT_IN_HW_COUNT = 10;
export const __TCA_ACT_MAX = 11;
export const TCA_ID_UNSPEC = 0;
export const TCA_ID_POLICE = 1;
export const TCA_ID_GACT = 5;
export const TCA_ID_IPT = 6;
export const TCA_ID_PEDIT = 7;
export const TCA_ID_MIRRED = 8;
export const TCA_ID_NAT = 9;
export const TCA_ID_XT = 10;
export const TCA_ID_SKBEDIT = 11;
export const TCA_ID_VLAN = 12;
export const TCA_ID_BPF = 13;
export const TCA_ID_CONNMARK = 14;
export const TCA_ID_SKBMOD = 15;
export const TCA_ID_CSUM = 16;
export const TCA_ID_TUNNEL_KEY = 17;
export const TCA_ID_SIMP = 22;
export const TCA_ID_IFE = 25;
export const TCA_ID_SAMPLE = 26;
export const TCA_ID_CTINFO = 27;
export const TCA_ID_MPLS = 28;
export const TCA_ID_CT = 29;
export const TCA_ID_GATE = 30;
export const __TCA_ID_MAX = 255;
export const TCA_POLICE_UNSPEC = 0;
export const TCA_POLICE_TBF = 1;
export const TCA_POLICE_RATE = 2;
export const TCA_POLICE_PEAKRATE = 3;
export const TCA_POLICE_AVRATE = 4;
export const TCA_POLICE_TM = 6;
export const TCA_POLICE_PAD = 7;
export const TCA_POLICE_RATE64 = 8;
export const TCA_POLICE_PEAKRATE64 = 9;
export const TCA_POLICE_PKTRATE64 = 10;
export const TCA_POLICE_PKTBURST64 = 11;
export const __TCA_POLICE_MAX = 12;
export const TCA_U32_UNSPEC = 0;
export const TCA_U32_CLASSID = 1;
export const TCA_U32_HASH = 2;
export const TCA_U32_LINK = 3;
export const TCA_U32_DIVISOR = 4;
export const TCA_U32_SEL = 5;
export const TCA_U32_POLICE = 6;
export const TCA_U32_ACT = 7;
export const TCA_U32_INDEV = 8;
export const TCA_U32_PCNT = 9;
export const TCA_U32_MARK = 10;
export const TCA_U32_FLAGS = 11;
export const TCA_U32_PAD = 12;
export const __TCA_U32_MAX = 13;
export const TCA_RSVP_UNSPEC = 0;
export const TCA_RSVP_CLASSID = 1;
export const TCA_RSVP_DST = 2;
export const TCA_RSVP_SRC = 3;
export const TCA_RSVP_PINFO = 4;
export const TCA_RSVP_POLICE = 5;
export const TCA_RSVP_ACT = 6;
export const __TCA_RSVP_MAX = 7;
export const TCA_ROUTE4_UNSPEC = 0;
export const TCA_ROUTE4_CLASSID = 1;
export const TCA_ROUTE4_TO = 2;
export const TCA_ROUTE4_FROM = 3;
export const TCA_ROUTE4_IIF = 4;
export const TCA_ROUTE4_POLICE = 5;
export const TCA_ROUTE4_ACT = 6;
export const __TCA_ROUTE4_MAX = 7;
export const TCA_FW_UNSPEC = 0;
export const TCA_FW_CLASSID = 1;
export const TCA_FW_POLICE = 2;
export const TCA_FW_INDEV = 3;
export const TCA_FW_ACT = 4;
export const TCA_FW_MASK = 5;
export const __TCA_FW_MAX = 6;
export const TCA_TCINDEX_UNSPEC = 0;
export const TCA_TCINDEX_HASH = 1;
export const TCA_TCINDEX_MASK = 2;
export const TCA_TCINDEX_SHIFT = 3;
export const TCA_TCINDEX_FALL_THROUGH = 4;
export const TCA_TCINDEX_CLASSID = 5;
export const TCA_TCINDEX_POLICE = 6;
export const TCA_TCINDEX_ACT = 7;
export const __TCA_TCINDEX_MAX = 8;
export const FLOW_KEY_SRC = 0;
export const FLOW_KEY_DST = 1;
export const FLOW_KEY_PROTO = 2;
export const FLOW_KEY_PROTO_SRC = 3;
export const FLOW_KEY_PROTO_DST = 4;
export const FLOW_KEY_IIF = 5;
export const FLOW_KEY_PRIORITY = 6;
export const FLOW_KEY_MARK = 7;
export const FLOW_KEY_NFCT = 8;
export const FLOW_KEY_NFCT_SRC = 9;
export const FLOW_KEY_NFCT_DST = 10;
export const FLOW_KEY_NFCT_PROTO_SRC = 11;
export const FLOW_KEY_NFCT_PROTO_DST = 12;
export const FLOW_KEY_RTCLASSID = 13;
export const FLOW_KEY_SKUID = 14;
export const FLOW_KEY_SKGID = 15;
export const FLOW_KEY_VLAN_TAG = 16;
export const FLOW_KEY_RXHASH = 17;
export const __FLOW_KEY_MAX = 18;
export const FLOW_MODE_MAP = 0;
export const FLOW_MODE_HASH = 1;
export const TCA_FLOW_UNSPEC = 0;
export const TCA_FLOW_KEYS = 1;
export const TCA_FLOW_MODE = 2;
export const TCA_FLOW_BASECLASS = 3;
export const TCA_FLOW_RSHIFT = 4;
export const TCA_FLOW_ADDEND = 5;
export const TCA_FLOW_MASK = 6;
export const TCA_FLOW_XOR = 7;
export const TCA_FLOW_DIVISOR = 8;
export const TCA_FLOW_ACT = 9;
export const TCA_FLOW_POLICE = 10;
export const TCA_FLOW_EMATCHES = 11;
export const TCA_FLOW_PERTURB = 12;
export const __TCA_FLOW_MAX = 13;
export const TCA_BASIC_UNSPEC = 0;
export const TCA_BASIC_CLASSID = 1;
export const TCA_BASIC_EMATCHES = 2;
export const TCA_BASIC_ACT = 3;
export const TCA_BASIC_POLICE = 4;
export const TCA_BASIC_PCNT = 5;
export const TCA_BASIC_PAD = 6;
export const __TCA_BASIC_MAX = 7;
export const TCA_CGROUP_UNSPEC = 0;
export const TCA_CGROUP_ACT = 1;
export const TCA_CGROUP_POLICE = 2;
export const TCA_CGROUP_EMATCHES = 3;
export const __TCA_CGROUP_MAX = 4;
export const TCA_BPF_UNSPEC = 0;
export const TCA_BPF_ACT = 1;
export const TCA_BPF_POLICE = 2;
export const TCA_BPF_CLASSID = 3;
export const TCA_BPF_OPS_LEN = 4;
export const TCA_BPF_OPS = 5;
export const TCA_BPF_FD = 6;
export const TCA_BPF_NAME = 7;
export const TCA_BPF_FLAGS = 8;
export const TCA_BPF_FLAGS_GEN = 9;
export const TCA_BPF_TAG = 10;
export const TCA_BPF_ID = 11;
export const __TCA_BPF_MAX = 12;
export const TCA_FLOWER_UNSPEC = 0;
export const TCA_FLOWER_CLASSID = 1;
export const TCA_FLOWER_INDEV = 2;
export const TCA_FLOWER_ACT = 3;
export const TCA_FLOWER_KEY_ETH_DST = 4;
export const TCA_FLOWER_KEY_ETH_DST_MASK = 5;
export const TCA_FLOWER_KEY_ETH_SRC = 6;
export const TCA_FLOWER_KEY_ETH_SRC_MASK = 7;
export const TCA_FLOWER_KEY_ETH_TYPE = 8;
export const TCA_FLOWER_KEY_IP_PROTO = 9;
export const TCA_FLOWER_KEY_IPV4_SRC = 10;
export const TCA_FLOWER_KEY_IPV4_SRC_MASK = 11;
export const TCA_FLOWER_KEY_IPV4_DST = 12;
export const TCA_FLOWER_KEY_IPV4_DST_MASK = 13;
export const TCA_FLOWER_KEY_IPV6_SRC = 14;
export const TCA_FLOWER_KEY_IPV6_SRC_MASK = 15;
export const TCA_FLOWER_KEY_IPV6_DST = 16;
export const TCA_FLOWER_KEY_IPV6_DST_MASK = 17;
export const TCA_FLOWER_KEY_TCP_SRC = 18;
export const TCA_FLOWER_KEY_TCP_DST = 19;
export const TCA_FLOWER_KEY_UDP_SRC = 20;
export const TCA_FLOWER_KEY_UDP_DST = 21;
export const TCA_FLOWER_FLAGS = 22;
export const TCA_FLOWER_KEY_VLAN_ID = 23;
export const TCA_FLOWER_KEY_VLAN_PRIO = 24;
export const TCA_FLOWER_KEY_VLAN_ETH_TYPE = 25;
export const TCA_FLOWER_KEY_ENC_KEY_ID = 26;
export const TCA_FLOWER_KEY_ENC_IPV4_SRC = 27;
export const TCA_FLOWER_KEY_ENC_IPV4_SRC_MASK = 28;
export const TCA_FLOWER_KEY_ENC_IPV4_DST = 29;
export const TCA_FLOWER_KEY_ENC_IPV4_DST_MASK = 30;
export const TCA_FLOWER_KEY_ENC_IPV6_SRC = 31;
export const TCA_FLOWER_KEY_ENC_IPV6_SRC_MASK = 32;
export const TCA_FLOWER_KEY_ENC_IPV6_DST = 33;
export const TCA_FLOWER_KEY_ENC_IPV6_DST_MASK = 34;
export const TCA_FLOWER_KEY_TCP_SRC_MASK = 35;
export const TCA_FLOWER_KEY_TCP_DST_MASK = 36;
export const TCA_FLOWER_KEY_UDP_SRC_MASK = 37;
export const TCA_FLOWER_KEY_UDP_DST_MASK = 38;
export const TCA_FLOWER_KEY_SCTP_SRC_MASK = 39;
export const TCA_FLOWER_KEY_SCTP_DST_MASK = 40;
export const TCA_FLOWER_KEY_SCTP_SRC = 41;
export const TCA_FLOWER_KEY_SCTP_DST = 42;
export const TCA_FLOWER_KEY_ENC_UDP_SRC_PORT = 43;
export const TCA_FLOWER_KEY_ENC_UDP_SRC_PORT_MASK = 44;
export const TCA_FLOWER_KEY_ENC_UDP_DST_PORT = 45;
export const TCA_FLOWER_KEY_ENC_UDP_DST_PORT_MASK = 46;
export const TCA_FLOWER_KEY_FLAGS = 47;
export const TCA_FLOWER_KEY_FLAGS_MASK = 48;
export const TCA_FLOWER_KEY_ICMPV4_CODE = 49;
export const TCA_FLOWER_KEY_ICMPV4_CODE_MASK = 50;
export const TCA_FLOWER_KEY_ICMPV4_TYPE = 51;
export const TCA_FLOWER_KEY_ICMPV4_TYPE_MASK = 52;
export const TCA_FLOWER_KEY_ICMPV6_CODE = 53;
export const TCA_FLOWER_KEY_ICMPV6_CODE_MASK = 54;
export const TCA_FLOWER_KEY_ICMPV6_TYPE = 55;
export const TCA_FLOWER_KEY_ICMPV6_TYPE_MASK = 56;
export const TCA_FLOWER_KEY_ARP_SIP = 57;
export const TCA_FLOWER_KEY_ARP_SIP_MASK = 58;
export const TCA_FLOWER_KEY_ARP_TIP = 59;
export const TCA_FLOWER_KEY_ARP_TIP_MASK = 60;
export const TCA_FLOWER_KEY_ARP_OP = 61;
export const TCA_FLOWER_KEY_ARP_OP_MASK = 62;
export const TCA_FLOWER_KEY_ARP_SHA = 63;
export const TCA_FLOWER_KEY_ARP_SHA_MASK = 64;
export const TCA_FLOWER_KEY_ARP_THA = 65;
export const TCA_FLOWER_KEY_ARP_THA_MASK = 66;
export const TCA_FLOWER_KEY_MPLS_TTL = 67;
export const TCA_FLOWER_KEY_MPLS_BOS = 68;
export const TCA_FLOWER_KEY_MPLS_TC = 69;
export const TCA_FLOWER_KEY_MPLS_LABEL = 70;
export const TCA_FLOWER_KEY_TCP_FLAGS = 71;
export const TCA_FLOWER_KEY_TCP_FLAGS_MASK = 72;
export const TCA_FLOWER_KEY_IP_TOS = 73;
export const TCA_FLOWER_KEY_IP_TOS_MASK = 74;
export const TCA_FLOWER_KEY_IP_TTL = 75;
export const TCA_FLOWER_KEY_IP_TTL_MASK = 76;
export const TCA_FLOWER_KEY_CVLAN_ID = 77;
export const TCA_FLOWER_KEY_CVLAN_PRIO = 78;
export const TCA_FLOWER_KEY_CVLAN_ETH_TYPE = 79;
export const TCA_FLOWER_KEY_ENC_IP_TOS = 80;
export const TCA_FLOWER_KEY_ENC_IP_TOS_MASK = 81;
export const TCA_FLOWER_KEY_ENC_IP_TTL = 82;
export const TCA_FLOWER_KEY_ENC_IP_TTL_MASK = 83;
export const TCA_FLOWER_KEY_ENC_OPTS = 84;
export const TCA_FLOWER_KEY_ENC_OPTS_MASK = 85;
export const TCA_FLOWER_IN_HW_COUNT = 86;
export const TCA_FLOWER_KEY_PORT_SRC_MIN = 87;
export const TCA_FLOWER_KEY_PORT_SRC_MAX = 88;
export const TCA_FLOWER_KEY_PORT_DST_MIN = 89;
export const TCA_FLOWER_KEY_PORT_DST_MAX = 90;
export const TCA_FLOWER_KEY_CT_STATE = 91;
export const TCA_FLOWER_KEY_CT_STATE_MASK = 92;
export const TCA_FLOWER_KEY_CT_ZONE = 93;
export const TCA_FLOWER_KEY_CT_ZONE_MASK = 94;
export const TCA_FLOWER_KEY_CT_MARK = 95;
export const TCA_FLOWER_KEY_CT_MARK_MASK = 96;
export const TCA_FLOWER_KEY_CT_LABELS = 97;
export const TCA_FLOWER_KEY_CT_LABELS_MASK = 98;
export const TCA_FLOWER_KEY_MPLS_OPTS = 99;
export const TCA_FLOWER_KEY_HASH = 100;
export const TCA_FLOWER_KEY_HASH_MASK = 101;
export const TCA_FLOWER_KEY_NUM_OF_VLANS = 102;
export const TCA_FLOWER_KEY_PPPOE_SID = 103;
export const TCA_FLOWER_KEY_PPP_PROTO = 104;
export const TCA_FLOWER_KEY_L2TPV3_SID = 105;
export const __TCA_FLOWER_MAX = 106;
export const TCA_FLOWER_KEY_CT_FLAGS_NEW = 1;
export const TCA_FLOWER_KEY_CT_FLAGS_ESTABLISHED = 2;
export const TCA_FLOWER_KEY_CT_FLAGS_RELATED = 4;
export const TCA_FLOWER_KEY_CT_FLAGS_TRACKED = 8;
export const TCA_FLOWER_KEY_CT_FLAGS_INVALID = 0x10;
export const TCA_FLOWER_KEY_CT_FLAGS_REPLY = 0x20;
export const __TCA_FLOWER_KEY_CT_FLAGS_MAX = 33;
export const TCA_FLOWER_KEY_ENC_OPTS_UNSPEC = 0;
export const TCA_FLOWER_KEY_ENC_OPTS_GENEVE = 1;
export const TCA_FLOWER_KEY_ENC_OPTS_VXLAN = 2;
export const TCA_FLOWER_KEY_ENC_OPTS_ERSPAN = 3;
export const TCA_FLOWER_KEY_ENC_OPTS_GTP = 4;
export const __TCA_FLOWER_KEY_ENC_OPTS_MAX = 5;
export const TCA_FLOWER_KEY_ENC_OPT_GENEVE_UNSPEC = 0;
export const TCA_FLOWER_KEY_ENC_OPT_GENEVE_CLASS = 1;
export const TCA_FLOWER_KEY_ENC_OPT_GENEVE_TYPE = 2;
export const TCA_FLOWER_KEY_ENC_OPT_GENEVE_DATA = 3;
export const __TCA_FLOWER_KEY_ENC_OPT_GENEVE_MAX = 4;
export const TCA_FLOWER_KEY_ENC_OPT_VXLAN_UNSPEC = 0;
export const TCA_FLOWER_KEY_ENC_OPT_VXLAN_GBP = 1;
export const __TCA_FLOWER_KEY_ENC_OPT_VXLAN_MAX = 2;
export const TCA_FLOWER_KEY_ENC_OPT_ERSPAN_UNSPEC = 0;
export const TCA_FLOWER_KEY_ENC_OPT_ERSPAN_VER = 1;
export const TCA_FLOWER_KEY_ENC_OPT_ERSPAN_INDEX = 2;
export const TCA_FLOWER_KEY_ENC_OPT_ERSPAN_DIR = 3;
export const TCA_FLOWER_KEY_ENC_OPT_ERSPAN_HWID = 4;
export const __TCA_FLOWER_KEY_ENC_OPT_ERSPAN_MAX = 5;
export const TCA_FLOWER_KEY_ENC_OPT_GTP_UNSPEC = 0;
export const TCA_FLOWER_KEY_ENC_OPT_GTP_PDU_TYPE = 1;
export const TCA_FLOWER_KEY_ENC_OPT_GTP_QFI = 2;
export const __TCA_FLOWER_KEY_ENC_OPT_GTP_MAX = 3;
export const TCA_FLOWER_KEY_MPLS_OPTS_UNSPEC = 0;
export const TCA_FLOWER_KEY_MPLS_OPTS_LSE = 1;
export const __TCA_FLOWER_KEY_MPLS_OPTS_MAX = 2;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_UNSPEC = 0;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_DEPTH = 1;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_TTL = 2;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_BOS = 3;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_TC = 4;
export const TCA_FLOWER_KEY_MPLS_OPT_LSE_LABEL = 5;
export const __TCA_FLOWER_KEY_MPLS_OPT_LSE_MAX = 6;
export const TCA_FLOWER_KEY_FLAGS_IS_FRAGMENT = 1;
export const TCA_FLOWER_KEY_FLAGS_FRAG_IS_FIRST = 2;
export const TCA_MATCHALL_UNSPEC = 0;
export const TCA_MATCHALL_CLASSID = 1;
export const TCA_MATCHALL_ACT = 2;
export const TCA_MATCHALL_FLAGS = 3;
export const TCA_MATCHALL_PCNT = 4;
export const TCA_MATCHALL_PAD = 5;
export const __TCA_MATCHALL_MAX = 6;
export const TCA_EMATCH_TREE_UNSPEC = 0;
export const TCA_EMATCH_TREE_HDR = 1;
export const TCA_EMATCH_TREE_LIST = 2;
export const __TCA_EMATCH_TREE_MAX = 3;
export const TCF_LAYER_LINK = 0;
export const TCF_LAYER_NETWORK = 1;
export const TCF_LAYER_TRANSPORT = 2;
export const __TCF_LAYER_MAX = 3;
export const TCF_EM_PROG_TC = 0;
export const TCF_EM_OPND_EQ = 0;
export const TCF_EM_OPND_GT = 1;
export const TCF_EM_OPND_LT = 2;

export const tc_police = struct("tc_police", {
  index: u32,
  action: s32,
  limit: u32,
  burst: u32,
  mtu: u32,
  rate: tc_ratespec,
  peakrate: tc_ratespec,
  refcnt: s32,
  bindcnt: s32,
  capab: u32,
});

export const tcf_t = struct("tcf_t", {
  install: u64,
  lastuse: u64,
  expires: u64,
  firstuse: u64,
});

export const tc_cnt = struct("tc_cnt", {
  refcnt: s32,
  bindcnt: s32,
});

export const tc_u32_key = struct("tc_u32_key", {
  mask: u32,
  val: u32,
  off: s32,
  offmask: s32,
});

export const tc_u32_sel = struct("tc_u32_sel", {
  flags: u8,
  offshift: u8,
  nkeys: u8,
  offmask: u16,
  off: u16,
  offoff: s16,
  hoff: s16,
  hmask: u32,
  keys: array(tc_u32_key, 0),
});

export const tc_u32_mark = struct("tc_u32_mark", {
  val: u32,
  mask: u32,
  success: u32,
});

export const tc_u32_pcnt = struct("tc_u32_pcnt", {
  rcnt: u64,
  rhit: u64,
  kcnts: array(u64, 0),
});

export const tc_rsvp_gpi = struct("tc_rsvp_gpi", {
  key: u32,
  mask: u32,
  offset: s32,
});

export const tc_rsvp_pinfo = struct("tc_rsvp_pinfo", {
  dpi: tc_rsvp_gpi,
  spi: tc_rsvp_gpi,
  protocol: u8,
  tunnelid: u8,
  tunnelhdr: u8,
  pad: u8,
});

export const tc_basic_pcnt = struct("tc_basic_pcnt", {
  rcnt: u64,
  rhit: u64,
});

export const tc_matchall_pcnt = struct("tc_matchall_pcnt", {
  rhit: u64,
});

export const tcf_ematch_tree_hdr = struct("tcf_ematch_tree_hdr", {
  nmatches: u16,
  progid: u16,
});

export const tcf_ematch_hdr = struct("tcf_ematch_hdr", {
  matchid: u16,
  kind: u16,
  flags: u16,
  pad: u16,
});
