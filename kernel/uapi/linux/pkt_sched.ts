// <linux/pkt_sched.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, s8, s16, s32, s64, struct, u8, u16, u32, u64 } from "../struct.ts";

export const TC_PRIO_BESTEFFORT = 0;
export const TC_PRIO_FILLER = 1;
export const TC_PRIO_BULK = 2;
export const TC_PRIO_INTERACTIVE_BULK = 4;
export const TC_PRIO_INTERACTIVE = 6;
export const TC_PRIO_CONTROL = 7;
export const TC_PRIO_MAX = 15;
export const TC_H_MAJ_MASK = 0xffff0000;
export const TC_H_MIN_MASK = 0xffff;
export const TC_H_UNSPEC = 0;
export const TC_H_ROOT = 0xffffffff;
export const TC_H_INGRESS = 0xfffffff1;
export const TC_H_CLSACT = TC_H_INGRESS;
export const TC_H_MIN_PRIORITY = 0xffe0;
export const TC_H_MIN_INGRESS = 0xfff2;
export const TC_H_MIN_EGRESS = 0xfff3;
export const TC_LINKLAYER_MASK = 0xf;
export const TC_RTAB_SIZE = 1024;
export const TCA_STAB_MAX = 2;
export const SKBPRIO_MAX_PRIORITY = 64;
export const TCQ_PRIO_BANDS = 16;
export const TCQ_MIN_PRIO_BANDS = 2;
export const TCQ_PLUG_BUFFER = 0;
export const TCQ_PLUG_RELEASE_ONE = 1;
export const TCQ_PLUG_RELEASE_INDEFINITE = 2;
export const TCQ_PLUG_LIMIT = 3;
export const TCA_TBF_MAX = 8;
export const TCA_RED_MAX = 6;
export const TC_RED_ECN = 1;
export const TC_RED_HARDDROP = 2;
export const TC_RED_ADAPTATIVE = 4;
export const TC_RED_NODROP = 8;
export const TC_RED_HISTORIC_FLAGS = 7;
export const MAX_DPs = 16;
export const TCA_GRED_MAX = 6;
export const TCA_GRED_VQ_ENTRY_MAX = 1;
export const TCA_GRED_VQ_MAX = 12;
export const TCA_CHOKE_MAX = 3;
export const TC_HTB_NUMPRIO = 8;
export const TC_HTB_MAXDEPTH = 8;
export const TC_HTB_PROTOVER = 3;
export const TCA_HTB_MAX = 9;
export const TCA_HFSC_MAX = 3;
export const TC_CBQ_MAXPRIO = 8;
export const TC_CBQ_MAXLEVEL = 8;
export const TC_CBQ_DEF_EWMA = 5;
export const TCF_CBQ_LSS_BOUNDED = 1;
export const TCF_CBQ_LSS_ISOLATED = 2;
export const TCF_CBQ_LSS_FLAGS = 1;
export const TCF_CBQ_LSS_EWMA = 2;
export const TCF_CBQ_LSS_MAXIDLE = 4;
export const TCF_CBQ_LSS_MINIDLE = 8;
export const TCF_CBQ_LSS_OFFTIME = 0x10;
export const TCF_CBQ_LSS_AVPKT = 0x20;
export const TC_CBQ_OVL_CLASSIC = 0;
export const TC_CBQ_OVL_DELAY = 1;
export const TC_CBQ_OVL_LOWPRIO = 2;
export const TC_CBQ_OVL_DROP = 3;
export const TC_CBQ_OVL_RCLASSIC = 4;
export const TCA_CBQ_MAX = 7;
export const TCA_DSMARK_MAX = 5;
export const TCA_ATM_MAX = 6;
export const TCA_NETEM_MAX = 13;
export const NETEM_LOSS_MAX = 2;
export const NETEM_DIST_SCALE = 8192;
export const NETEM_DIST_MAX = 16384;
export const TCA_DRR_MAX = 1;
export const TC_QOPT_BITMASK = 15;
export const TC_QOPT_MAX_QUEUE = 16;
export const TC_MQPRIO_HW_OFFLOAD_MAX = 1;
export const __TC_MQPRIO_MODE_MAX = 1;
export const __TC_MQPRIO_SHAPER_MAX = 1;
export const TC_MQPRIO_F_MODE = 1;
export const TC_MQPRIO_F_SHAPER = 2;
export const TC_MQPRIO_F_MIN_RATE = 4;
export const TC_MQPRIO_F_MAX_RATE = 8;
export const TCA_MQPRIO_MAX = 4;
export const TCA_SFB_MAX = 1;
export const SFB_MAX_PROB = 0xffff;
export const TCA_QFQ_MAX = 2;
export const TCA_CODEL_MAX = 5;
export const FQ_CODEL_QUANTUM_MAX = 0x100000;
export const TCA_FQ_CODEL_MAX = 11;
export const TCA_FQ_MAX = 15;
export const TCA_HHF_MAX = 7;
export const TCA_PIE_MAX = 8;
export const TCA_FQ_PIE_MAX = 12;
export const TCA_CBS_MAX = 1;
export const TC_ETF_DEADLINE_MODE_ON = 1;
export const TC_ETF_OFFLOAD_ON = 2;
export const TC_ETF_SKIP_SOCK_CHECK = 4;
export const TCA_ETF_MAX = 1;
export const TCA_CAKE_MAX = 18;
export const TCA_CAKE_STATS_MAX = 16;
export const TCA_CAKE_TIN_STATS_MAX = 25;
export const TC_CAKE_MAX_TINS = 8;
export const TCA_TAPRIO_SCHED_ENTRY_MAX = 4;
export const TCA_TAPRIO_SCHED_MAX = 1;
export const TCA_TAPRIO_ATTR_FLAG_TXTIME_ASSIST = 1;
export const TCA_TAPRIO_ATTR_FLAG_FULL_OFFLOAD = 2;
export const TCA_TAPRIO_ATTR_MAX = 12;
export const TCQ_ETS_MAX_BANDS = 16;
export const TCA_ETS_MAX = 6;
export const TC_LINKLAYER_UNAWARE = 0;
export const TC_LINKLAYER_ETHERNET = 1;
export const TC_LINKLAYER_ATM = 2;
export const TCA_STAB_UNSPEC = 0;
export const TCA_STAB_BASE = 1;
export const TCA_STAB_DATA = 2;
export const __TCA_STAB_MAX = 3;
export const TCA_TBF_UNSPEC = 0;
export const TCA_TBF_PARMS = 1;
export const TCA_TBF_RTAB = 2;
export const TCA_TBF_PTAB = 3;
export const TCA_TBF_RATE64 = 4;
export const TCA_TBF_PRATE64 = 5;
export const TCA_TBF_BURST = 6;
export const TCA_TBF_PBURST = 7;
export const TCA_TBF_PAD = 8;
export const __TCA_TBF_MAX = 9;
export const TCA_RED_UNSPEC = 0;
export const TCA_RED_PARMS = 1;
export const TCA_RED_STAB = 2;
export const TCA_RED_MAX_P = 3;
export const TCA_RED_FLAGS = 4;
export const TCA_RED_EARLY_DROP_BLOCK = 5;
export const TCA_RED_MARK_BLOCK = 6;
export const __TCA_RED_MAX = 7;
export const TCA_GRED_UNSPEC = 0;
export const TCA_GRED_PARMS = 1;
export const TCA_GRED_STAB = 2;
export const TCA_GRED_DPS = 3;
export const TCA_GRED_MAX_P = 4;
export const TCA_GRED_LIMIT = 5;
export const TCA_GRED_VQ_LIST = 6;
export const __TCA_GRED_MAX = 7;
export const TCA_GRED_VQ_ENTRY_UNSPEC = 0;
export const TCA_GRED_VQ_ENTRY = 1;
export const __TCA_GRED_VQ_ENTRY_MAX = 2;
export const TCA_GRED_VQ_UNSPEC = 0;
export const TCA_GRED_VQ_PAD = 1;
export const TCA_GRED_VQ_DP = 2;
export const TCA_GRED_VQ_STAT_BYTES = 3;
export const TCA_GRED_VQ_STAT_PACKETS = 4;
export const TCA_GRED_VQ_STAT_BACKLOG = 5;
export const TCA_GRED_VQ_STAT_PROB_DROP = 6;
export const TCA_GRED_VQ_STAT_PROB_MARK = 7;
export const TCA_GRED_VQ_STAT_FORCED_DROP = 8;
export const TCA_GRED_VQ_STAT_FORCED_MARK = 9;
export const TCA_GRED_VQ_STAT_PDROP = 10;
export const TCA_GRED_VQ_STAT_OTHER = 11;
export const TCA_GRED_VQ_FLAGS = 12;
export const __TCA_GRED_VQ_MAX = 13;
export const TCA_CHOKE_UNSPEC = 0;
export const TCA_CHOKE_PARMS = 1;
export const TCA_CHOKE_STAB = 2;
export const TCA_CHOKE_MAX_P = 3;
export const __TCA_CHOKE_MAX = 4;
export const TCA_HTB_UNSPEC = 0;
export const TCA_HTB_PARMS = 1;
export const TCA_HTB_INIT = 2;
export const TCA_HTB_CTAB = 3;
export const TCA_HTB_RTAB = 4;
export const TCA_HTB_DIRECT_QLEN = 5;
export const TCA_HTB_RATE64 = 6;
export const TCA_HTB_CEIL64 = 7;
export const TCA_HTB_PAD = 8;
export const TCA_HTB_OFFLOAD = 9;
export const __TCA_HTB_MAX = 10;
export const TCA_HFSC_UNSPEC = 0;
export const TCA_HFSC_RSC = 1;
export const TCA_HFSC_FSC = 2;
export const TCA_HFSC_USC = 3;
export const __TCA_HFSC_MAX = 4;
export const TCA_CBQ_UNSPEC = 0;
export const TCA_CBQ_LSSOPT = 1;
export const TCA_CBQ_WRROPT = 2;
export const TCA_CBQ_FOPT = 3;
export const TCA_CBQ_OVL_STRATEGY = 4;
export const TCA_CBQ_RATE = 5;
export const TCA_CBQ_RTAB = 6;
export const TCA_CBQ_POLICE = 7;
export const __TCA_CBQ_MAX = 8;
export const TCA_DSMARK_UNSPEC = 0;
export const TCA_DSMARK_INDICES = 1;
export const TCA_DSMARK_DEFAULT_INDEX = 2;
export const TCA_DSMARK_SET_TC_INDEX = 3;
export const TCA_DSMARK_MASK = 4;
export const TCA_DSMARK_VALUE = 5;
export const __TCA_DSMARK_MAX = 6;
export const TCA_ATM_UNSPEC = 0;
export const TCA_ATM_FD = 1;
export const TCA_ATM_PTR = 2;
export const TCA_ATM_HDR = 3;
export const TCA_ATM_EXCESS = 4;
export const TCA_ATM_ADDR = 5;
export const TCA_ATM_STATE = 6;
export const __TCA_ATM_MAX = 7;
export const TCA_NETEM_UNSPEC = 0;
export const TCA_NETEM_CORR = 1;
export const TCA_NETEM_DELAY_DIST = 2;
export const TCA_NETEM_REORDER = 3;
export const TCA_NETEM_CORRUPT = 4;
export const TCA_NETEM_LOSS = 5;
export const TCA_NETEM_RATE = 6;
export const TCA_NETEM_ECN = 7;
export const TCA_NETEM_RATE64 = 8;
export const TCA_NETEM_PAD = 9;
export const TCA_NETEM_LATENCY64 = 10;
export const TCA_NETEM_JITTER64 = 11;
export const TCA_NETEM_SLOT = 12;
export const TCA_NETEM_SLOT_DIST = 13;
export const __TCA_NETEM_MAX = 14;
export const NETEM_LOSS_UNSPEC = 0;
export const NETEM_LOSS_GI = 1;
export const NETEM_LOSS_GE = 2;
export const __NETEM_LOSS_MAX = 3;
export const TCA_DRR_UNSPEC = 0;
export const TCA_DRR_QUANTUM = 1;
export const __TCA_DRR_MAX = 2;
export const TC_MQPRIO_HW_OFFLOAD_NONE = 0;
export const TC_MQPRIO_HW_OFFLOAD_TCS = 1;
export const __TC_MQPRIO_HW_OFFLOAD_MAX = 2;
export const TC_MQPRIO_MODE_DCB = 0;
export const TC_MQPRIO_MODE_CHANNEL = 1;
export const TC_MQPRIO_SHAPER_DCB = 0;
export const TC_MQPRIO_SHAPER_BW_RATE = 1;
export const TCA_MQPRIO_UNSPEC = 0;
export const TCA_MQPRIO_MODE = 1;
export const TCA_MQPRIO_SHAPER = 2;
export const TCA_MQPRIO_MIN_RATE64 = 3;
export const TCA_MQPRIO_MAX_RATE64 = 4;
export const __TCA_MQPRIO_MAX = 5;
export const TCA_SFB_UNSPEC = 0;
export const TCA_SFB_PARMS = 1;
export const __TCA_SFB_MAX = 2;
export const TCA_QFQ_UNSPEC = 0;
export const TCA_QFQ_WEIGHT = 1;
export const TCA_QFQ_LMAX = 2;
export const __TCA_QFQ_MAX = 3;
export const TCA_CODEL_UNSPEC = 0;
export const TCA_CODEL_TARGET = 1;
export const TCA_CODEL_LIMIT = 2;
export const TCA_CODEL_INTERVAL = 3;
export const TCA_CODEL_ECN = 4;
export const TCA_CODEL_CE_THRESHOLD = 5;
export const __TCA_CODEL_MAX = 6;
export const TCA_FQ_CODEL_UNSPEC = 0;
export const TCA_FQ_CODEL_TARGET = 1;
export const TCA_FQ_CODEL_LIMIT = 2;
export const TCA_FQ_CODEL_INTERVAL = 3;
export const TCA_FQ_CODEL_ECN = 4;
export const TCA_FQ_CODEL_FLOWS = 5;
export const TCA_FQ_CODEL_QUANTUM = 6;
export const TCA_FQ_CODEL_CE_THRESHOLD = 7;
export const TCA_FQ_CODEL_DROP_BATCH_SIZE = 8;
export const TCA_FQ_CODEL_MEMORY_LIMIT = 9;
export const TCA_FQ_CODEL_CE_THRESHOLD_SELECTOR = 10;
export const TCA_FQ_CODEL_CE_THRESHOLD_MASK = 11;
export const __TCA_FQ_CODEL_MAX = 12;
export const TCA_FQ_CODEL_XSTATS_QDISC = 0;
export const TCA_FQ_CODEL_XSTATS_CLASS = 1;
export const TCA_FQ_UNSPEC = 0;
export const TCA_FQ_PLIMIT = 1;
export const TCA_FQ_FLOW_PLIMIT = 2;
export const TCA_FQ_QUANTUM = 3;
export const TCA_FQ_INITIAL_QUANTUM = 4;
export const TCA_FQ_RATE_ENABLE = 5;
export const TCA_FQ_FLOW_DEFAULT_RATE = 6;
export const TCA_FQ_FLOW_MAX_RATE = 7;
export const TCA_FQ_BUCKETS_LOG = 8;
export const TCA_FQ_FLOW_REFILL_DELAY = 9;
export const TCA_FQ_ORPHAN_MASK = 10;
export const TCA_FQ_LOW_RATE_THRESHOLD = 11;
export const TCA_FQ_CE_THRESHOLD = 12;
export const TCA_FQ_TIMER_SLACK = 13;
export const TCA_FQ_HORIZON = 14;
export const TCA_FQ_HORIZON_DROP = 15;
export const __TCA_FQ_MAX = 16;
export const TCA_HHF_UNSPEC = 0;
export const TCA_HHF_BACKLOG_LIMIT = 1;
export const TCA_HHF_QUANTUM = 2;
export const TCA_HHF_HH_FLOWS_LIMIT = 3;
export const TCA_HHF_RESET_TIMEOUT = 4;
export const TCA_HHF_ADMIT_BYTES = 5;
export const TCA_HHF_EVICT_TIMEOUT = 6;
export const TCA_HHF_NON_HH_WEIGHT = 7;
export const __TCA_HHF_MAX = 8;
export const TCA_PIE_UNSPEC = 0;
export const TCA_PIE_TARGET = 1;
export const TCA_PIE_LIMIT = 2;
export const TCA_PIE_TUPDATE = 3;
export const TCA_PIE_ALPHA = 4;
export const TCA_PIE_BETA = 5;
export const TCA_PIE_ECN = 6;
export const TCA_PIE_BYTEMODE = 7;
export const TCA_PIE_DQ_RATE_ESTIMATOR = 8;
export const __TCA_PIE_MAX = 9;
export const TCA_FQ_PIE_UNSPEC = 0;
export const TCA_FQ_PIE_LIMIT = 1;
export const TCA_FQ_PIE_FLOWS = 2;
export const TCA_FQ_PIE_TARGET = 3;
export const TCA_FQ_PIE_TUPDATE = 4;
export const TCA_FQ_PIE_ALPHA = 5;
export const TCA_FQ_PIE_BETA = 6;
export const TCA_FQ_PIE_QUANTUM = 7;
export const TCA_FQ_PIE_MEMORY_LIMIT = 8;
export const TCA_FQ_PIE_ECN_PROB = 9;
export const TCA_FQ_PIE_ECN = 10;
export const TCA_FQ_PIE_BYTEMODE = 11;
export const TCA_FQ_PIE_DQ_RATE_ESTIMATOR = 12;
export const __TCA_FQ_PIE_MAX = 13;
export const TCA_CBS_UNSPEC = 0;
export const TCA_CBS_PARMS = 1;
export const __TCA_CBS_MAX = 2;
export const TCA_ETF_UNSPEC = 0;
export const TCA_ETF_PARMS = 1;
export const __TCA_ETF_MAX = 2;
export const TCA_CAKE_UNSPEC = 0;
export const TCA_CAKE_PAD = 1;
export const TCA_CAKE_BASE_RATE64 = 2;
export const TCA_CAKE_DIFFSERV_MODE = 3;
export const TCA_CAKE_ATM = 4;
export const TCA_CAKE_FLOW_MODE = 5;
export const TCA_CAKE_OVERHEAD = 6;
export const TCA_CAKE_RTT = 7;
export const TCA_CAKE_TARGET = 8;
export const TCA_CAKE_AUTORATE = 9;
export const TCA_CAKE_MEMORY = 10;
export const TCA_CAKE_NAT = 11;
export const TCA_CAKE_RAW = 12;
export const TCA_CAKE_WASH = 13;
export const TCA_CAKE_MPU = 14;
export const TCA_CAKE_INGRESS = 15;
export const TCA_CAKE_ACK_FILTER = 16;
export const TCA_CAKE_SPLIT_GSO = 17;
export const TCA_CAKE_FWMARK = 18;
export const __TCA_CAKE_MAX = 19;
export const __TCA_CAKE_STATS_INVALID = 0;
export const TCA_CAKE_STATS_PAD = 1;
export const TCA_CAKE_STATS_CAPACITY_ESTIMATE64 = 2;
export const TCA_CAKE_STATS_MEMORY_LIMIT = 3;
export const TCA_CAKE_STATS_MEMORY_USED = 4;
export const TCA_CAKE_STATS_AVG_NETOFF = 5;
export const TCA_CAKE_STATS_MIN_NETLEN = 6;
export const TCA_CAKE_STATS_MAX_NETLEN = 7;
export const TCA_CAKE_STATS_MIN_ADJLEN = 8;
export const TCA_CAKE_STATS_MAX_ADJLEN = 9;
export const TCA_CAKE_STATS_TIN_STATS = 10;
export const TCA_CAKE_STATS_DEFICIT = 11;
export const TCA_CAKE_STATS_COBALT_COUNT = 12;
export const TCA_CAKE_STATS_DROPPING = 13;
export const TCA_CAKE_STATS_DROP_NEXT_US = 14;
export const TCA_CAKE_STATS_P_DROP = 15;
export const TCA_CAKE_STATS_BLUE_TIMER_US = 16;
export const __TCA_CAKE_STATS_MAX = 17;
export const __TCA_CAKE_TIN_STATS_INVALID = 0;
export const TCA_CAKE_TIN_STATS_PAD = 1;
export const TCA_CAKE_TIN_STATS_SENT_PACKETS = 2;
export const TCA_CAKE_TIN_STATS_SENT_BYTES64 = 3;
export const TCA_CAKE_TIN_STATS_DROPPED_PACKETS = 4;
export const TCA_CAKE_TIN_STATS_DROPPED_BYTES64 = 5;
export const TCA_CAKE_TIN_STATS_ACKS_DROPPED_PACKETS = 6;
export const TCA_CAKE_TIN_STATS_ACKS_DROPPED_BYTES64 = 7;
export const TCA_CAKE_TIN_STATS_ECN_MARKED_PACKETS = 8;
export const TCA_CAKE_TIN_STATS_ECN_MARKED_BYTES64 = 9;
export const TCA_CAKE_TIN_STATS_BACKLOG_PACKETS = 10;
export const TCA_CAKE_TIN_STATS_BACKLOG_BYTES = 11;
export const TCA_CAKE_TIN_STATS_THRESHOLD_RATE64 = 12;
export const TCA_CAKE_TIN_STATS_TARGET_US = 13;
export const TCA_CAKE_TIN_STATS_INTERVAL_US = 14;
export const TCA_CAKE_TIN_STATS_WAY_INDIRECT_HITS = 15;
export const TCA_CAKE_TIN_STATS_WAY_MISSES = 16;
export const TCA_CAKE_TIN_STATS_WAY_COLLISIONS = 17;
export const TCA_CAKE_TIN_STATS_PEAK_DELAY_US = 18;
export const TCA_CAKE_TIN_STATS_AVG_DELAY_US = 19;
export const TCA_CAKE_TIN_STATS_BASE_DELAY_US = 20;
export const TCA_CAKE_TIN_STATS_SPARSE_FLOWS = 21;
export const TCA_CAKE_TIN_STATS_BULK_FLOWS = 22;
export const TCA_CAKE_TIN_STATS_UNRESPONSIVE_FLOWS = 23;
export const TCA_CAKE_TIN_STATS_MAX_SKBLEN = 24;
export const TCA_CAKE_TIN_STATS_FLOW_QUANTUM = 25;
export const __TCA_CAKE_TIN_STATS_MAX = 26;
export const CAKE_FLOW_NONE = 0;
export const CAKE_FLOW_SRC_IP = 1;
export const CAKE_FLOW_DST_IP = 2;
export const CAKE_FLOW_HOSTS = 3;
export const CAKE_FLOW_FLOWS = 4;
export const CAKE_FLOW_DUAL_SRC = 5;
export const CAKE_FLOW_DUAL_DST = 6;
export const CAKE_FLOW_TRIPLE = 7;
export const CAKE_FLOW_MAX = 8;
export const CAKE_DIFFSERV_DIFFSERV3 = 0;
export const CAKE_DIFFSERV_DIFFSERV4 = 1;
export const CAKE_DIFFSERV_DIFFSERV8 = 2;
export const CAKE_DIFFSERV_BESTEFFORT = 3;
export const CAKE_DIFFSERV_PRECEDENCE = 4;
export const CAKE_DIFFSERV_MAX = 5;
export const CAKE_ACK_NONE = 0;
export const CAKE_ACK_FILTER = 1;
export const CAKE_ACK_AGGRESSIVE = 2;
export const CAKE_ACK_MAX = 3;
export const CAKE_ATM_NONE = 0;
export const CAKE_ATM_ATM = 1;
export const CAKE_ATM_PTM = 2;
export const CAKE_ATM_MAX = 3;
export const TC_TAPRIO_CMD_SET_GATES = 0;
export const TC_TAPRIO_CMD_SET_AND_HOLD = 1;
export const TC_TAPRIO_CMD_SET_AND_RELEASE = 2;
export const TCA_TAPRIO_SCHED_ENTRY_UNSPEC = 0;
export const TCA_TAPRIO_SCHED_ENTRY_INDEX = 1;
export const TCA_TAPRIO_SCHED_ENTRY_CMD = 2;
export const TCA_TAPRIO_SCHED_ENTRY_GATE_MASK = 3;
export const TCA_TAPRIO_SCHED_ENTRY_INTERVAL = 4;
export const __TCA_TAPRIO_SCHED_ENTRY_MAX = 5;
export const TCA_TAPRIO_SCHED_UNSPEC = 0;
export const TCA_TAPRIO_SCHED_ENTRY = 1;
export const __TCA_TAPRIO_SCHED_MAX = 2;
export const TCA_TAPRIO_TC_ENTRY_UNSPEC = 0;
export const TCA_TAPRIO_TC_ENTRY_INDEX = 1;
export const TCA_TAPRIO_TC_ENTRY_MAX_SDU = 2;
export const __TCA_TAPRIO_TC_ENTRY_CNT = 3;
export const TCA_TAPRIO_TC_ENTRY_MAX = 2;
export const TCA_TAPRIO_ATTR_UNSPEC = 0;
export const TCA_TAPRIO_ATTR_PRIOMAP = 1;
export const TCA_TAPRIO_ATTR_SCHED_ENTRY_LIST = 2;
export const TCA_TAPRIO_ATTR_SCHED_BASE_TIME = 3;
export const TCA_TAPRIO_ATTR_SCHED_SINGLE_ENTRY = 4;
export const TCA_TAPRIO_ATTR_SCHED_CLOCKID = 5;
export const TCA_TAPRIO_PAD = 6;
export const TCA_TAPRIO_ATTR_ADMIN_SCHED = 7;
export const TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME = 8;
export const TCA_TAPRIO_ATTR_SCHED_CYCLE_TIME_EXTENSION = 9;
export const TCA_TAPRIO_ATTR_FLAGS = 10;
export const TCA_TAPRIO_ATTR_TXTIME_DELAY = 11;
export const TCA_TAPRIO_ATTR_TC_ENTRY = 12;
export const __TCA_TAPRIO_ATTR_MAX = 13;
export const TCA_ETS_UNSPEC = 0;
export const TCA_ETS_NBANDS = 1;
export const TCA_ETS_NSTRICT = 2;
export const TCA_ETS_QUANTA = 3;
export const TCA_ETS_QUANTA_BAND = 4;
export const TCA_ETS_PRIOMAP = 5;
export const TCA_ETS_PRIOMAP_BAND = 6;
export const __TCA_ETS_MAX = 7;

export const tc_stats = struct("tc_stats", {
  bytes: u64,
  packets: u32,
  drops: u32,
  overlimits: u32,
  bps: u32,
  pps: u32,
  qlen: u32,
  backlog: u32,
});

export const tc_estimator = struct("tc_estimator", {
  interval: s8,
  ewma_log: u8,
});

export const tc_ratespec = struct("tc_ratespec", {
  cell_log: u8,
  linklayer: u8,
  overhead: u16,
  cell_align: s16,
  mpu: u16,
  rate: u32,
});

export const tc_sizespec = struct("tc_sizespec", {
  cell_log: u8,
  size_log: u8,
  cell_align: s16,
  overhead: s32,
  linklayer: u32,
  mpu: u32,
  mtu: u32,
  tsize: u32,
});

export const tc_fifo_qopt = struct("tc_fifo_qopt", {
  limit: u32,
});

export const tc_skbprio_qopt = struct("tc_skbprio_qopt", {
  limit: u32,
});

export const tc_prio_qopt = struct("tc_prio_qopt", {
  bands: s32,
  priomap: bytes(16),
});

export const tc_multiq_qopt = struct("tc_multiq_qopt", {
  bands: u16,
  max_bands: u16,
});

export const tc_plug_qopt = struct("tc_plug_qopt", {
  action: s32,
  limit: u32,
});

export const tc_tbf_qopt = struct("tc_tbf_qopt", {
  rate: tc_ratespec,
  peakrate: tc_ratespec,
  limit: u32,
  buffer: u32,
  mtu: u32,
});

export const tc_sfq_qopt = struct("tc_sfq_qopt", {
  quantum: u32,
  perturb_period: s32,
  limit: u32,
  divisor: u32,
  flows: u32,
});

export const tc_sfqred_stats = struct("tc_sfqred_stats", {
  prob_drop: u32,
  forced_drop: u32,
  prob_mark: u32,
  forced_mark: u32,
  prob_mark_head: u32,
  forced_mark_head: u32,
});

export const tc_sfq_qopt_v1 = struct("tc_sfq_qopt_v1", {
  v0: tc_sfq_qopt,
  depth: u32,
  headdrop: u32,
  limit: u32,
  qth_min: u32,
  qth_max: u32,
  Wlog: u8,
  Plog: u8,
  Scell_log: u8,
  flags: u8,
  max_P: u32,
  stats: tc_sfqred_stats,
});

export const tc_sfq_xstats = struct("tc_sfq_xstats", {
  allot: s32,
});

export const tc_red_qopt = struct("tc_red_qopt", {
  limit: u32,
  qth_min: u32,
  qth_max: u32,
  Wlog: u8,
  Plog: u8,
  Scell_log: u8,
  flags: u8,
});

export const tc_red_xstats = struct("tc_red_xstats", {
  early: u32,
  pdrop: u32,
  other: u32,
  marked: u32,
});

export const tc_gred_qopt = struct("tc_gred_qopt", {
  limit: u32,
  qth_min: u32,
  qth_max: u32,
  DP: u32,
  backlog: u32,
  qave: u32,
  forced: u32,
  early: u32,
  other: u32,
  pdrop: u32,
  Wlog: u8,
  Plog: u8,
  Scell_log: u8,
  prio: u8,
  packets: u32,
  bytesin: u32,
});

export const tc_gred_sopt = struct("tc_gred_sopt", {
  DPs: u32,
  def_DP: u32,
  grio: u8,
  flags: u8,
  pad1: u16,
});

export const tc_choke_qopt = struct("tc_choke_qopt", {
  limit: u32,
  qth_min: u32,
  qth_max: u32,
  Wlog: u8,
  Plog: u8,
  Scell_log: u8,
  flags: u8,
});

export const tc_choke_xstats = struct("tc_choke_xstats", {
  early: u32,
  pdrop: u32,
  other: u32,
  marked: u32,
  matched: u32,
});

export const tc_htb_opt = struct("tc_htb_opt", {
  rate: tc_ratespec,
  ceil: tc_ratespec,
  buffer: u32,
  cbuffer: u32,
  quantum: u32,
  level: u32,
  prio: u32,
});

export const tc_htb_glob = struct("tc_htb_glob", {
  version: u32,
  rate2quantum: u32,
  defcls: u32,
  debug: u32,
  direct_pkts: u32,
});

export const tc_htb_xstats = struct("tc_htb_xstats", {
  lends: u32,
  borrows: u32,
  giants: u32,
  tokens: s32,
  ctokens: s32,
});

export const tc_hfsc_qopt = struct("tc_hfsc_qopt", {
  defcls: u16,
});

export const tc_service_curve = struct("tc_service_curve", {
  m1: u32,
  d: u32,
  m2: u32,
});

export const tc_hfsc_stats = struct("tc_hfsc_stats", {
  work: u64,
  rtwork: u64,
  period: u32,
  level: u32,
});

export const tc_cbq_lssopt = struct("tc_cbq_lssopt", {
  change: u8,
  flags: u8,
  ewma_log: u8,
  level: u8,
  maxidle: u32,
  minidle: u32,
  offtime: u32,
  avpkt: u32,
});

export const tc_cbq_wrropt = struct("tc_cbq_wrropt", {
  flags: u8,
  priority: u8,
  cpriority: u8,
  __reserved: u8,
  allot: u32,
  weight: u32,
});

export const tc_cbq_ovl = struct("tc_cbq_ovl", {
  strategy: u8,
  priority2: u8,
  pad: u16,
  penalty: u32,
});

export const tc_cbq_police = struct("tc_cbq_police", {
  police: u8,
  __res1: u8,
  __res2: u16,
});

export const tc_cbq_fopt = struct("tc_cbq_fopt", {
  split: u32,
  defmap: u32,
  defchange: u32,
});

export const tc_cbq_xstats = struct("tc_cbq_xstats", {
  borrows: u32,
  overactions: u32,
  avgidle: s32,
  undertime: s32,
});

export const tc_netem_qopt = struct("tc_netem_qopt", {
  latency: u32,
  limit: u32,
  loss: u32,
  gap: u32,
  duplicate: u32,
  jitter: u32,
});

export const tc_netem_corr = struct("tc_netem_corr", {
  delay_corr: u32,
  loss_corr: u32,
  dup_corr: u32,
});

export const tc_netem_reorder = struct("tc_netem_reorder", {
  probability: u32,
  correlation: u32,
});

export const tc_netem_corrupt = struct("tc_netem_corrupt", {
  probability: u32,
  correlation: u32,
});

export const tc_netem_rate = struct("tc_netem_rate", {
  rate: u32,
  packet_overhead: s32,
  cell_size: u32,
  cell_overhead: s32,
});

export const tc_netem_slot = struct("tc_netem_slot", {
  min_delay: s64,
  max_delay: s64,
  max_packets: s32,
  max_bytes: s32,
  dist_delay: s64,
  dist_jitter: s64,
});

export const tc_netem_gimodel = struct("tc_netem_gimodel", {
  p13: u32,
  p31: u32,
  p32: u32,
  p14: u32,
  p23: u32,
});

export const tc_netem_gemodel = struct("tc_netem_gemodel", {
  p: u32,
  r: u32,
  h: u32,
  k1: u32,
});

export const tc_drr_stats = struct("tc_drr_stats", {
  deficit: u32,
});

export const tc_mqprio_qopt = struct("tc_mqprio_qopt", {
  num_tc: u8,
  prio_tc_map: bytes(16),
  hw: u8,
  count: array(u16, 16),
  offset: array(u16, 16),
});

export const tc_sfb_qopt = struct("tc_sfb_qopt", {
  rehash_interval: u32,
  warmup_time: u32,
  max: u32,
  bin_size: u32,
  increment: u32,
  decrement: u32,
  limit: u32,
  penalty_rate: u32,
  penalty_burst: u32,
});

export const tc_sfb_xstats = struct("tc_sfb_xstats", {
  earlydrop: u32,
  penaltydrop: u32,
  bucketdrop: u32,
  queuedrop: u32,
  childdrop: u32,
  marked: u32,
  maxqlen: u32,
  maxprob: u32,
  avgprob: u32,
});

export const tc_qfq_stats = struct("tc_qfq_stats", {
  weight: u32,
  lmax: u32,
});

export const tc_codel_xstats = struct("tc_codel_xstats", {
  maxpacket: u32,
  count: u32,
  lastcount: u32,
  ldelay: u32,
  drop_next: s32,
  drop_overlimit: u32,
  ecn_mark: u32,
  dropping: u32,
  ce_mark: u32,
});

export const tc_fq_codel_qd_stats = struct("tc_fq_codel_qd_stats", {
  maxpacket: u32,
  drop_overlimit: u32,
  ecn_mark: u32,
  new_flow_count: u32,
  new_flows_len: u32,
  old_flows_len: u32,
  ce_mark: u32,
  memory_usage: u32,
  drop_overmemory: u32,
});

export const tc_fq_codel_cl_stats = struct("tc_fq_codel_cl_stats", {
  deficit: s32,
  ldelay: u32,
  count: u32,
  lastcount: u32,
  dropping: u32,
  drop_next: s32,
});

export const tc_fq_codel_xstats = struct("tc_fq_codel_xstats", {
  type: u32,
  qdisc_stats: tc_fq_codel_qd_stats,
  class_stats: at(4, tc_fq_codel_cl_stats),
});

export const tc_fq_qd_stats = struct("tc_fq_qd_stats", {
  gc_flows: u64,
  highprio_packets: u64,
  tcp_retrans: u64,
  throttled: u64,
  flows_plimit: u64,
  pkts_too_long: u64,
  allocation_errors: u64,
  time_next_delayed_flow: s64,
  flows: u32,
  inactive_flows: u32,
  throttled_flows: u32,
  unthrottle_latency_ns: u32,
  ce_mark: u64,
  horizon_drops: u64,
  horizon_caps: u64,
});

export const tc_hhf_xstats = struct("tc_hhf_xstats", {
  drop_overlimit: u32,
  hh_overlimit: u32,
  hh_tot_count: u32,
  hh_cur_count: u32,
});

export const tc_pie_xstats = struct("tc_pie_xstats", {
  prob: u64,
  delay: u32,
  avg_dq_rate: u32,
  dq_rate_estimating: u32,
  packets_in: u32,
  dropped: u32,
  overlimit: u32,
  maxq: u32,
  ecn_mark: u32,
});

export const tc_fq_pie_xstats = struct("tc_fq_pie_xstats", {
  packets_in: u32,
  dropped: u32,
  overlimit: u32,
  overmemory: u32,
  ecn_mark: u32,
  new_flow_count: u32,
  new_flows_len: u32,
  old_flows_len: u32,
  memory_usage: u32,
});

export const tc_cbs_qopt = struct("tc_cbs_qopt", {
  offload: u8,
  _pad: bytes(3),
  hicredit: s32,
  locredit: s32,
  idleslope: s32,
  sendslope: s32,
});

export const tc_etf_qopt = struct("tc_etf_qopt", {
  delta: s32,
  clockid: s32,
  flags: u32,
});
