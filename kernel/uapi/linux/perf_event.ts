// <linux/perf_event.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, s32, s64, struct, u16, u32, u64 } from "../struct.ts";

export const PERF_PMU_TYPE_SHIFT = 32;
export const PERF_HW_EVENT_MASK = 0xffffffff;
export const PERF_SAMPLE_WEIGHT_TYPE = 16793600;
export const PERF_BR_ARM64_FIQ = 3;
export const PERF_BR_ARM64_DEBUG_HALT = 4;
export const PERF_BR_ARM64_DEBUG_EXIT = 5;
export const PERF_BR_ARM64_DEBUG_INST = 6;
export const PERF_BR_ARM64_DEBUG_DATA = 7;
export const PERF_SAMPLE_BRANCH_PLM_ALL = 7;
export const PERF_ATTR_SIZE_VER0 = 64;
export const PERF_ATTR_SIZE_VER1 = 72;
export const PERF_ATTR_SIZE_VER2 = 80;
export const PERF_ATTR_SIZE_VER3 = 96;
export const PERF_ATTR_SIZE_VER4 = 104;
export const PERF_ATTR_SIZE_VER5 = 112;
export const PERF_ATTR_SIZE_VER6 = 120;
export const PERF_ATTR_SIZE_VER7 = 128;
export const PERF_EVENT_IOC_ENABLE = 0x2400;
export const PERF_EVENT_IOC_DISABLE = 0x2401;
export const PERF_EVENT_IOC_REFRESH = 0x2402;
export const PERF_EVENT_IOC_RESET = 0x2403;
export const PERF_EVENT_IOC_PERIOD = 0x80082404;
export const PERF_EVENT_IOC_SET_OUTPUT = 0x2405;
export const PERF_EVENT_IOC_SET_FILTER = 0x80042406;
export const PERF_EVENT_IOC_ID = 0x40042407;
export const PERF_EVENT_IOC_SET_BPF = 0x80042408;
export const PERF_EVENT_IOC_PAUSE_OUTPUT = 0x80042409;
export const PERF_EVENT_IOC_QUERY_BPF = 0xc004240a;
export const PERF_EVENT_IOC_MODIFY_ATTRIBUTES = 0x8004240b;
export const PERF_RECORD_MISC_CPUMODE_MASK = 7;
export const PERF_RECORD_MISC_CPUMODE_UNKNOWN = 0;
export const PERF_RECORD_MISC_KERNEL = 1;
export const PERF_RECORD_MISC_USER = 2;
export const PERF_RECORD_MISC_HYPERVISOR = 3;
export const PERF_RECORD_MISC_GUEST_KERNEL = 4;
export const PERF_RECORD_MISC_GUEST_USER = 5;
export const PERF_RECORD_MISC_PROC_MAP_PARSE_TIMEOUT = 0x1000;
export const PERF_RECORD_MISC_MMAP_DATA = 0x2000;
export const PERF_RECORD_MISC_COMM_EXEC = 0x2000;
export const PERF_RECORD_MISC_FORK_EXEC = 0x2000;
export const PERF_RECORD_MISC_SWITCH_OUT = 0x2000;
export const PERF_RECORD_MISC_EXACT_IP = 0x4000;
export const PERF_RECORD_MISC_SWITCH_OUT_PREEMPT = 0x4000;
export const PERF_RECORD_MISC_MMAP_BUILD_ID = 0x4000;
export const PERF_RECORD_MISC_EXT_RESERVED = 0x8000;
export const PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER = 1;
export const PERF_MAX_STACK_DEPTH = 127;
export const PERF_MAX_CONTEXTS_PER_STACK = 8;
export const PERF_AUX_FLAG_TRUNCATED = 1;
export const PERF_AUX_FLAG_OVERWRITE = 2;
export const PERF_AUX_FLAG_PARTIAL = 4;
export const PERF_AUX_FLAG_COLLISION = 8;
export const PERF_AUX_FLAG_PMU_FORMAT_TYPE_MASK = 0xff00;
export const PERF_AUX_FLAG_CORESIGHT_FORMAT_CORESIGHT = 0;
export const PERF_AUX_FLAG_CORESIGHT_FORMAT_RAW = 0x100;
export const PERF_FLAG_FD_NO_GROUP = 1;
export const PERF_FLAG_FD_OUTPUT = 2;
export const PERF_FLAG_PID_CGROUP = 4;
export const PERF_FLAG_FD_CLOEXEC = 8;
export const PERF_MEM_OP_NA = 1;
export const PERF_MEM_OP_LOAD = 2;
export const PERF_MEM_OP_STORE = 4;
export const PERF_MEM_OP_PFETCH = 8;
export const PERF_MEM_OP_EXEC = 0x10;
export const PERF_MEM_OP_SHIFT = 0;
export const PERF_MEM_LVL_NA = 1;
export const PERF_MEM_LVL_HIT = 2;
export const PERF_MEM_LVL_MISS = 4;
export const PERF_MEM_LVL_L1 = 8;
export const PERF_MEM_LVL_LFB = 0x10;
export const PERF_MEM_LVL_L2 = 0x20;
export const PERF_MEM_LVL_L3 = 0x40;
export const PERF_MEM_LVL_LOC_RAM = 0x80;
export const PERF_MEM_LVL_REM_RAM1 = 0x100;
export const PERF_MEM_LVL_REM_RAM2 = 0x200;
export const PERF_MEM_LVL_REM_CCE1 = 0x400;
export const PERF_MEM_LVL_REM_CCE2 = 0x800;
export const PERF_MEM_LVL_IO = 0x1000;
export const PERF_MEM_LVL_UNC = 0x2000;
export const PERF_MEM_LVL_SHIFT = 5;
export const PERF_MEM_REMOTE_REMOTE = 1;
export const PERF_MEM_REMOTE_SHIFT = 37;
export const PERF_MEM_LVLNUM_L1 = 1;
export const PERF_MEM_LVLNUM_L2 = 2;
export const PERF_MEM_LVLNUM_L3 = 3;
export const PERF_MEM_LVLNUM_L4 = 4;
export const PERF_MEM_LVLNUM_CXL = 9;
export const PERF_MEM_LVLNUM_IO = 0xa;
export const PERF_MEM_LVLNUM_ANY_CACHE = 0xb;
export const PERF_MEM_LVLNUM_LFB = 0xc;
export const PERF_MEM_LVLNUM_RAM = 0xd;
export const PERF_MEM_LVLNUM_PMEM = 0xe;
export const PERF_MEM_LVLNUM_NA = 0xf;
export const PERF_MEM_LVLNUM_SHIFT = 33;
export const PERF_MEM_SNOOP_NA = 1;
export const PERF_MEM_SNOOP_NONE = 2;
export const PERF_MEM_SNOOP_HIT = 4;
export const PERF_MEM_SNOOP_MISS = 8;
export const PERF_MEM_SNOOP_HITM = 0x10;
export const PERF_MEM_SNOOP_SHIFT = 19;
export const PERF_MEM_SNOOPX_FWD = 1;
export const PERF_MEM_SNOOPX_PEER = 2;
export const PERF_MEM_SNOOPX_SHIFT = 38;
export const PERF_MEM_LOCK_NA = 1;
export const PERF_MEM_LOCK_LOCKED = 2;
export const PERF_MEM_LOCK_SHIFT = 24;
export const PERF_MEM_TLB_NA = 1;
export const PERF_MEM_TLB_HIT = 2;
export const PERF_MEM_TLB_MISS = 4;
export const PERF_MEM_TLB_L1 = 8;
export const PERF_MEM_TLB_L2 = 0x10;
export const PERF_MEM_TLB_WK = 0x20;
export const PERF_MEM_TLB_OS = 0x40;
export const PERF_MEM_TLB_SHIFT = 26;
export const PERF_MEM_BLK_NA = 1;
export const PERF_MEM_BLK_DATA = 2;
export const PERF_MEM_BLK_ADDR = 4;
export const PERF_MEM_BLK_SHIFT = 40;
export const PERF_MEM_HOPS_0 = 1;
export const PERF_MEM_HOPS_1 = 2;
export const PERF_MEM_HOPS_2 = 3;
export const PERF_MEM_HOPS_3 = 4;
export const PERF_MEM_HOPS_SHIFT = 43;
export const PERF_TYPE_HARDWARE = 0;
export const PERF_TYPE_SOFTWARE = 1;
export const PERF_TYPE_TRACEPOINT = 2;
export const PERF_TYPE_HW_CACHE = 3;
export const PERF_TYPE_RAW = 4;
export const PERF_TYPE_BREAKPOINT = 5;
export const PERF_TYPE_MAX = 6;
export const PERF_COUNT_HW_CPU_CYCLES = 0;
export const PERF_COUNT_HW_INSTRUCTIONS = 1;
export const PERF_COUNT_HW_CACHE_REFERENCES = 2;
export const PERF_COUNT_HW_CACHE_MISSES = 3;
export const PERF_COUNT_HW_BRANCH_INSTRUCTIONS = 4;
export const PERF_COUNT_HW_BRANCH_MISSES = 5;
export const PERF_COUNT_HW_BUS_CYCLES = 6;
export const PERF_COUNT_HW_STALLED_CYCLES_FRONTEND = 7;
export const PERF_COUNT_HW_STALLED_CYCLES_BACKEND = 8;
export const PERF_COUNT_HW_REF_CPU_CYCLES = 9;
export const PERF_COUNT_HW_MAX = 10;
export const PERF_COUNT_HW_CACHE_L1D = 0;
export const PERF_COUNT_HW_CACHE_L1I = 1;
export const PERF_COUNT_HW_CACHE_LL = 2;
export const PERF_COUNT_HW_CACHE_DTLB = 3;
export const PERF_COUNT_HW_CACHE_ITLB = 4;
export const PERF_COUNT_HW_CACHE_BPU = 5;
export const PERF_COUNT_HW_CACHE_NODE = 6;
export const PERF_COUNT_HW_CACHE_MAX = 7;
export const PERF_COUNT_HW_CACHE_OP_READ = 0;
export const PERF_COUNT_HW_CACHE_OP_WRITE = 1;
export const PERF_COUNT_HW_CACHE_OP_PREFETCH = 2;
export const PERF_COUNT_HW_CACHE_OP_MAX = 3;
export const PERF_COUNT_HW_CACHE_RESULT_ACCESS = 0;
export const PERF_COUNT_HW_CACHE_RESULT_MISS = 1;
export const PERF_COUNT_HW_CACHE_RESULT_MAX = 2;
export const PERF_COUNT_SW_CPU_CLOCK = 0;
export const PERF_COUNT_SW_TASK_CLOCK = 1;
export const PERF_COUNT_SW_PAGE_FAULTS = 2;
export const PERF_COUNT_SW_CONTEXT_SWITCHES = 3;
export const PERF_COUNT_SW_CPU_MIGRATIONS = 4;
export const PERF_COUNT_SW_PAGE_FAULTS_MIN = 5;
export const PERF_COUNT_SW_PAGE_FAULTS_MAJ = 6;
export const PERF_COUNT_SW_ALIGNMENT_FAULTS = 7;
export const PERF_COUNT_SW_EMULATION_FAULTS = 8;
export const PERF_COUNT_SW_DUMMY = 9;
export const PERF_COUNT_SW_BPF_OUTPUT = 10;
export const PERF_COUNT_SW_CGROUP_SWITCHES = 11;
export const PERF_COUNT_SW_MAX = 12;
export const PERF_SAMPLE_IP = 1;
export const PERF_SAMPLE_TID = 2;
export const PERF_SAMPLE_TIME = 4;
export const PERF_SAMPLE_ADDR = 8;
export const PERF_SAMPLE_READ = 0x10;
export const PERF_SAMPLE_CALLCHAIN = 0x20;
export const PERF_SAMPLE_ID = 0x40;
export const PERF_SAMPLE_CPU = 0x80;
export const PERF_SAMPLE_PERIOD = 0x100;
export const PERF_SAMPLE_STREAM_ID = 0x200;
export const PERF_SAMPLE_RAW = 0x400;
export const PERF_SAMPLE_BRANCH_STACK = 0x800;
export const PERF_SAMPLE_REGS_USER = 0x1000;
export const PERF_SAMPLE_STACK_USER = 0x2000;
export const PERF_SAMPLE_WEIGHT = 0x4000;
export const PERF_SAMPLE_DATA_SRC = 0x8000;
export const PERF_SAMPLE_IDENTIFIER = 0x10000;
export const PERF_SAMPLE_TRANSACTION = 0x20000;
export const PERF_SAMPLE_REGS_INTR = 0x40000;
export const PERF_SAMPLE_PHYS_ADDR = 0x80000;
export const PERF_SAMPLE_AUX = 0x100000;
export const PERF_SAMPLE_CGROUP = 0x200000;
export const PERF_SAMPLE_DATA_PAGE_SIZE = 0x400000;
export const PERF_SAMPLE_CODE_PAGE_SIZE = 0x800000;
export const PERF_SAMPLE_WEIGHT_STRUCT = 0x1000000;
export const PERF_SAMPLE_MAX = 0x2000000;
export const PERF_SAMPLE_BRANCH_USER_SHIFT = 0;
export const PERF_SAMPLE_BRANCH_KERNEL_SHIFT = 1;
export const PERF_SAMPLE_BRANCH_HV_SHIFT = 2;
export const PERF_SAMPLE_BRANCH_ANY_SHIFT = 3;
export const PERF_SAMPLE_BRANCH_ANY_CALL_SHIFT = 4;
export const PERF_SAMPLE_BRANCH_ANY_RETURN_SHIFT = 5;
export const PERF_SAMPLE_BRANCH_IND_CALL_SHIFT = 6;
export const PERF_SAMPLE_BRANCH_ABORT_TX_SHIFT = 7;
export const PERF_SAMPLE_BRANCH_IN_TX_SHIFT = 8;
export const PERF_SAMPLE_BRANCH_NO_TX_SHIFT = 9;
export const PERF_SAMPLE_BRANCH_COND_SHIFT = 10;
export const PERF_SAMPLE_BRANCH_CALL_STACK_SHIFT = 11;
export const PERF_SAMPLE_BRANCH_IND_JUMP_SHIFT = 12;
export const PERF_SAMPLE_BRANCH_CALL_SHIFT = 13;
export const PERF_SAMPLE_BRANCH_NO_FLAGS_SHIFT = 14;
export const PERF_SAMPLE_BRANCH_NO_CYCLES_SHIFT = 15;
export const PERF_SAMPLE_BRANCH_TYPE_SAVE_SHIFT = 16;
export const PERF_SAMPLE_BRANCH_HW_INDEX_SHIFT = 17;
export const PERF_SAMPLE_BRANCH_PRIV_SAVE_SHIFT = 18;
export const PERF_SAMPLE_BRANCH_MAX_SHIFT = 19;
export const PERF_SAMPLE_BRANCH_USER = 1;
export const PERF_SAMPLE_BRANCH_KERNEL = 2;
export const PERF_SAMPLE_BRANCH_HV = 4;
export const PERF_SAMPLE_BRANCH_ANY = 8;
export const PERF_SAMPLE_BRANCH_ANY_CALL = 0x10;
export const PERF_SAMPLE_BRANCH_ANY_RETURN = 0x20;
export const PERF_SAMPLE_BRANCH_IND_CALL = 0x40;
export const PERF_SAMPLE_BRANCH_ABORT_TX = 0x80;
export const PERF_SAMPLE_BRANCH_IN_TX = 0x100;
export const PERF_SAMPLE_BRANCH_NO_TX = 0x200;
export const PERF_SAMPLE_BRANCH_COND = 0x400;
export const PERF_SAMPLE_BRANCH_CALL_STACK = 0x800;
export const PERF_SAMPLE_BRANCH_IND_JUMP = 0x1000;
export const PERF_SAMPLE_BRANCH_CALL = 0x2000;
export const PERF_SAMPLE_BRANCH_NO_FLAGS = 0x4000;
export const PERF_SAMPLE_BRANCH_NO_CYCLES = 0x8000;
export const PERF_SAMPLE_BRANCH_TYPE_SAVE = 0x10000;
export const PERF_SAMPLE_BRANCH_HW_INDEX = 0x20000;
export const PERF_SAMPLE_BRANCH_PRIV_SAVE = 0x40000;
export const PERF_SAMPLE_BRANCH_MAX = 0x80000;
export const PERF_BR_UNKNOWN = 0;
export const PERF_BR_COND = 1;
export const PERF_BR_UNCOND = 2;
export const PERF_BR_IND = 3;
export const PERF_BR_CALL = 4;
export const PERF_BR_IND_CALL = 5;
export const PERF_BR_RET = 6;
export const PERF_BR_SYSCALL = 7;
export const PERF_BR_SYSRET = 8;
export const PERF_BR_COND_CALL = 9;
export const PERF_BR_COND_RET = 10;
export const PERF_BR_ERET = 11;
export const PERF_BR_IRQ = 12;
export const PERF_BR_SERROR = 13;
export const PERF_BR_NO_TX = 14;
export const PERF_BR_EXTEND_ABI = 15;
export const PERF_BR_MAX = 16;
export const PERF_BR_SPEC_NA = 0;
export const PERF_BR_SPEC_WRONG_PATH = 1;
export const PERF_BR_NON_SPEC_CORRECT_PATH = 2;
export const PERF_BR_SPEC_CORRECT_PATH = 3;
export const PERF_BR_SPEC_MAX = 4;
export const PERF_BR_NEW_FAULT_ALGN = 0;
export const PERF_BR_NEW_FAULT_DATA = 1;
export const PERF_BR_NEW_FAULT_INST = 2;
export const PERF_BR_NEW_ARCH_1 = 3;
export const PERF_BR_NEW_ARCH_2 = 4;
export const PERF_BR_NEW_ARCH_3 = 5;
export const PERF_BR_NEW_ARCH_4 = 6;
export const PERF_BR_NEW_ARCH_5 = 7;
export const PERF_BR_NEW_MAX = 8;
export const PERF_BR_PRIV_UNKNOWN = 0;
export const PERF_BR_PRIV_USER = 1;
export const PERF_BR_PRIV_KERNEL = 2;
export const PERF_BR_PRIV_HV = 3;
export const PERF_SAMPLE_REGS_ABI_NONE = 0;
export const PERF_SAMPLE_REGS_ABI_32 = 1;
export const PERF_SAMPLE_REGS_ABI_64 = 2;
export const PERF_TXN_ELISION = 1;
export const PERF_TXN_TRANSACTION = 2;
export const PERF_TXN_SYNC = 4;
export const PERF_TXN_ASYNC = 8;
export const PERF_TXN_RETRY = 0x10;
export const PERF_TXN_CONFLICT = 0x20;
export const PERF_TXN_CAPACITY_WRITE = 0x40;
export const PERF_TXN_CAPACITY_READ = 0x80;
export const PERF_TXN_MAX = 0x100;
export const PERF_TXN_ABORT_MASK = -0x100000000;
export const PERF_TXN_ABORT_SHIFT = 32;
export const PERF_FORMAT_TOTAL_TIME_ENABLED = 1;
export const PERF_FORMAT_TOTAL_TIME_RUNNING = 2;
export const PERF_FORMAT_ID = 4;
export const PERF_FORMAT_GROUP = 8;
export const PERF_FORMAT_LOST = 0x10;
export const PERF_FORMAT_MAX = 0x20;
export const PERF_IOC_FLAG_GROUP = 1;
export const NET_NS_INDEX = 0;
export const UTS_NS_INDEX = 1;
export const IPC_NS_INDEX = 2;
export const PID_NS_INDEX = 3;
export const USER_NS_INDEX = 4;
export const MNT_NS_INDEX = 5;
export const CGROUP_NS_INDEX = 6;
export const NR_NAMESPACES = 7;
export const PERF_RECORD_MMAP = 1;
export const PERF_RECORD_LOST = 2;
export const PERF_RECORD_COMM = 3;
export const PERF_RECORD_EXIT = 4;
export const PERF_RECORD_THROTTLE = 5;
export const PERF_RECORD_UNTHROTTLE = 6;
export const PERF_RECORD_FORK = 7;
export const PERF_RECORD_READ = 8;
export const PERF_RECORD_SAMPLE = 9;
export const PERF_RECORD_MMAP2 = 10;
export const PERF_RECORD_AUX = 11;
export const PERF_RECORD_ITRACE_START = 12;
export const PERF_RECORD_LOST_SAMPLES = 13;
export const PERF_RECORD_SWITCH = 14;
export const PERF_RECORD_SWITCH_CPU_WIDE = 15;
export const PERF_RECORD_NAMESPACES = 16;
export const PERF_RECORD_KSYMBOL = 17;
export const PERF_RECORD_BPF_EVENT = 18;
export const PERF_RECORD_CGROUP = 19;
export const PERF_RECORD_TEXT_POKE = 20;
export const PERF_RECORD_AUX_OUTPUT_HW_ID = 21;
export const PERF_RECORD_MAX = 22;
export const PERF_RECORD_KSYMBOL_TYPE_UNKNOWN = 0;
export const PERF_RECORD_KSYMBOL_TYPE_BPF = 1;
export const PERF_RECORD_KSYMBOL_TYPE_OOL = 2;
export const PERF_RECORD_KSYMBOL_TYPE_MAX = 3;
export const PERF_BPF_EVENT_UNKNOWN = 0;
export const PERF_BPF_EVENT_PROG_LOAD = 1;
export const PERF_BPF_EVENT_PROG_UNLOAD = 2;
export const PERF_BPF_EVENT_MAX = 3;
export const PERF_CONTEXT_HV = -0x20;
export const PERF_CONTEXT_KERNEL = -0x80;
export const PERF_CONTEXT_USER = -0x200;
export const PERF_CONTEXT_GUEST = -0x800;
export const PERF_CONTEXT_GUEST_KERNEL = -0x880;
export const PERF_CONTEXT_GUEST_USER = -0xa00;
export const PERF_CONTEXT_MAX = -0xfff;

export const perf_event_attr = struct("perf_event_attr", {
  type: u32,
  size: u32,
  config: u64,
  sample_period: u64,
  sample_freq: at(16, u64),
  sample_type: u64,
  read_format: u64,
  wakeup_events: at(48, u32),
  wakeup_watermark: at(48, u32),
  bp_type: u32,
  bp_addr: u64,
  kprobe_func: at(56, u64),
  uprobe_path: at(56, u64),
  config1: at(56, u64),
  bp_len: u64,
  kprobe_addr: at(64, u64),
  probe_offset: at(64, u64),
  config2: at(64, u64),
  branch_sample_type: u64,
  sample_regs_user: u64,
  sample_stack_user: u32,
  clockid: s32,
  sample_regs_intr: u64,
  aux_watermark: u32,
  sample_max_stack: u16,
  __reserved_2: u16,
  aux_sample_size: u32,
  __reserved_3: u32,
  sig_data: u64,
});

export const perf_event_query_bpf = struct("perf_event_query_bpf", {
  ids_len: u32,
  prog_cnt: u32,
  ids: array(u32, 0),
});

export const perf_event_mmap_page = struct("perf_event_mmap_page", {
  version: u32,
  compat_version: u32,
  lock: u32,
  index: u32,
  offset: s64,
  time_enabled: u64,
  time_running: u64,
  capabilities: u64,
  pmc_width: u16,
  time_shift: u16,
  time_mult: u32,
  time_offset: u64,
  time_zero: u64,
  size: u32,
  __reserved_1: u32,
  time_cycles: u64,
  time_mask: u64,
  __reserved: bytes(928),
  data_head: u64,
  data_tail: u64,
  data_offset: u64,
  data_size: u64,
  aux_head: u64,
  aux_tail: u64,
  aux_offset: u64,
  aux_size: u64,
});

export const perf_event_header = struct("perf_event_header", {
  type: u32,
  misc: u16,
  size: u16,
});

export const perf_ns_link_info = struct("perf_ns_link_info", {
  dev: u64,
  ino: u64,
});

export const perf_mem_data_src = struct("perf_mem_data_src", {
  val: u64,
});

export const perf_branch_entry = struct(
  "perf_branch_entry",
  {
    from: u64,
    to: u64,
  },
  { size: 24 },
);

export const perf_sample_weight = struct("perf_sample_weight", {
  full: u64,
  var3_w: at(0, u16),
  var2_w: at(2, u16),
  var1_dw: at(4, u32),
});
