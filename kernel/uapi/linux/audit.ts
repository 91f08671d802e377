// <linux/audit.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, chars, struct, u32 } from "../struct.ts";

export const AUDIT_GET = 1000;
export const AUDIT_SET = 1001;
export const AUDIT_LIST = 1002;
export const AUDIT_ADD = 1003;
export const AUDIT_DEL = 1004;
export const AUDIT_USER = 1005;
export const AUDIT_LOGIN = 1006;
export const AUDIT_WATCH_INS = 1007;
export const AUDIT_WATCH_REM = 1008;
export const AUDIT_WATCH_LIST = 1009;
export const AUDIT_SIGNAL_INFO = 1010;
export const AUDIT_ADD_RULE = 1011;
export const AUDIT_DEL_RULE = 1012;
export const AUDIT_LIST_RULES = 1013;
export const AUDIT_TRIM = 1014;
export const AUDIT_MAKE_EQUIV = 1015;
export const AUDIT_TTY_GET = 1016;
export const AUDIT_TTY_SET = 1017;
export const AUDIT_SET_FEATURE = 1018;
export const AUDIT_GET_FEATURE = 1019;
export const AUDIT_FIRST_USER_MSG = 1100;
export const AUDIT_USER_AVC = 1107;
export const AUDIT_USER_TTY = 1124;
export const AUDIT_LAST_USER_MSG = 1199;
export const AUDIT_FIRST_USER_MSG2 = 2100;
export const AUDIT_LAST_USER_MSG2 = 2999;
export const AUDIT_DAEMON_START = 1200;
export const AUDIT_DAEMON_END = 1201;
export const AUDIT_DAEMON_ABORT = 1202;
export const AUDIT_DAEMON_CONFIG = 1203;
export const AUDIT_SYSCALL = 1300;
export const AUDIT_PATH = 1302;
export const AUDIT_IPC = 1303;
export const AUDIT_SOCKETCALL = 1304;
export const AUDIT_CONFIG_CHANGE = 1305;
export const AUDIT_SOCKADDR = 1306;
export const AUDIT_CWD = 1307;
export const AUDIT_EXECVE = 1309;
export const AUDIT_IPC_SET_PERM = 1311;
export const AUDIT_MQ_OPEN = 1312;
export const AUDIT_MQ_SENDRECV = 1313;
export const AUDIT_MQ_NOTIFY = 1314;
export const AUDIT_MQ_GETSETATTR = 1315;
export const AUDIT_KERNEL_OTHER = 1316;
export const AUDIT_FD_PAIR = 1317;
export const AUDIT_OBJ_PID = 1318;
export const AUDIT_TTY = 1319;
export const AUDIT_EOE = 1320;
export const AUDIT_BPRM_FCAPS = 1321;
export const AUDIT_CAPSET = 1322;
export const AUDIT_MMAP = 1323;
export const AUDIT_NETFILTER_PKT = 1324;
export const AUDIT_NETFILTER_CFG = 1325;
export const AUDIT_SECCOMP = 1326;
export const AUDIT_PROCTITLE = 1327;
export const AUDIT_FEATURE_CHANGE = 1328;
export const AUDIT_REPLACE = 1329;
export const AUDIT_KERN_MODULE = 1330;
export const AUDIT_FANOTIFY = 1331;
export const AUDIT_TIME_INJOFFSET = 1332;
export const AUDIT_TIME_ADJNTPVAL = 1333;
export const AUDIT_BPF = 1334;
export const AUDIT_EVENT_LISTENER = 1335;
export const AUDIT_URINGOP = 1336;
export const AUDIT_OPENAT2 = 1337;
export const AUDIT_DM_CTRL = 1338;
export const AUDIT_DM_EVENT = 1339;
export const AUDIT_AVC = 1400;
export const AUDIT_SELINUX_ERR = 1401;
export const AUDIT_AVC_PATH = 1402;
export const AUDIT_MAC_POLICY_LOAD = 1403;
export const AUDIT_MAC_STATUS = 1404;
export const AUDIT_MAC_CONFIG_CHANGE = 1405;
export const AUDIT_MAC_UNLBL_ALLOW = 1406;
export const AUDIT_MAC_CIPSOV4_ADD = 1407;
export const AUDIT_MAC_CIPSOV4_DEL = 1408;
export const AUDIT_MAC_MAP_ADD = 1409;
export const AUDIT_MAC_MAP_DEL = 1410;
export const AUDIT_MAC_IPSEC_ADDSA = 1411;
export const AUDIT_MAC_IPSEC_DELSA = 1412;
export const AUDIT_MAC_IPSEC_ADDSPD = 1413;
export const AUDIT_MAC_IPSEC_DELSPD = 1414;
export const AUDIT_MAC_IPSEC_EVENT = 1415;
export const AUDIT_MAC_UNLBL_STCADD = 1416;
export const AUDIT_MAC_UNLBL_STCDEL = 1417;
export const AUDIT_MAC_CALIPSO_ADD = 1418;
export const AUDIT_MAC_CALIPSO_DEL = 1419;
export const AUDIT_FIRST_KERN_ANOM_MSG = 1700;
export const AUDIT_LAST_KERN_ANOM_MSG = 1799;
export const AUDIT_ANOM_PROMISCUOUS = 1700;
export const AUDIT_ANOM_ABEND = 1701;
export const AUDIT_ANOM_LINK = 1702;
export const AUDIT_ANOM_CREAT = 1703;
export const AUDIT_INTEGRITY_DATA = 1800;
export const AUDIT_INTEGRITY_METADATA = 1801;
export const AUDIT_INTEGRITY_STATUS = 1802;
export const AUDIT_INTEGRITY_HASH = 1803;
export const AUDIT_INTEGRITY_PCR = 1804;
export const AUDIT_INTEGRITY_RULE = 1805;
export const AUDIT_INTEGRITY_EVM_XATTR = 1806;
export const AUDIT_INTEGRITY_POLICY_RULE = 1807;
export const AUDIT_KERNEL = 2000;
export const AUDIT_FILTER_USER = 0;
export const AUDIT_FILTER_TASK = 1;
export const AUDIT_FILTER_ENTRY = 2;
export const AUDIT_FILTER_WATCH = 3;
export const AUDIT_FILTER_EXIT = 4;
export const AUDIT_FILTER_EXCLUDE = 5;
export const AUDIT_FILTER_TYPE = AUDIT_FILTER_EXCLUDE;
export const AUDIT_FILTER_FS = 6;
export const AUDIT_FILTER_URING_EXIT = 7;
export const AUDIT_NR_FILTERS = 8;
export const AUDIT_FILTER_PREPEND = 0x10;
export const AUDIT_NEVER = 0;
export const AUDIT_POSSIBLE = 1;
export const AUDIT_ALWAYS = 2;
export const AUDIT_MAX_FIELDS = 64;
export const AUDIT_MAX_KEY_LEN = 256;
export const AUDIT_BITMASK_SIZE = 64;
export const AUDIT_SYSCALL_CLASSES = 16;
export const AUDIT_CLASS_DIR_WRITE = 0;
export const AUDIT_CLASS_DIR_WRITE_32 = 1;
export const AUDIT_CLASS_CHATTR = 2;
export const AUDIT_CLASS_CHATTR_32 = 3;
export const AUDIT_CLASS_READ = 4;
export const AUDIT_CLASS_READ_32 = 5;
export const AUDIT_CLASS_WRITE = 6;
export const AUDIT_CLASS_WRITE_32 = 7;
export const AUDIT_CLASS_SIGNAL = 8;
export const AUDIT_CLASS_SIGNAL_32 = 9;
export const AUDIT_UNUSED_BITS = 0x7fffc00;
export const AUDIT_COMPARE_UID_TO_OBJ_UID = 1;
export const AUDIT_COMPARE_GID_TO_OBJ_GID = 2;
export const AUDIT_COMPARE_EUID_TO_OBJ_UID = 3;
export const AUDIT_COMPARE_EGID_TO_OBJ_GID = 4;
export const AUDIT_COMPARE_AUID_TO_OBJ_UID = 5;
export const AUDIT_COMPARE_SUID_TO_OBJ_UID = 6;
export const AUDIT_COMPARE_SGID_TO_OBJ_GID = 7;
export const AUDIT_COMPARE_FSUID_TO_OBJ_UID = 8;
export const AUDIT_COMPARE_FSGID_TO_OBJ_GID = 9;
export const AUDIT_COMPARE_UID_TO_AUID = 10;
export const AUDIT_COMPARE_UID_TO_EUID = 11;
export const AUDIT_COMPARE_UID_TO_FSUID = 12;
export const AUDIT_COMPARE_UID_TO_SUID = 13;
export const AUDIT_COMPARE_AUID_TO_FSUID = 14;
export const AUDIT_COMPARE_AUID_TO_SUID = 15;
export const AUDIT_COMPARE_AUID_TO_EUID = 16;
export const AUDIT_COMPARE_EUID_TO_SUID = 17;
export const AUDIT_COMPARE_EUID_TO_FSUID = 18;
export const AUDIT_COMPARE_SUID_TO_FSUID = 19;
export const AUDIT_COMPARE_GID_TO_EGID = 20;
export const AUDIT_COMPARE_GID_TO_FSGID = 21;
export const AUDIT_COMPARE_GID_TO_SGID = 22;
export const AUDIT_COMPARE_EGID_TO_FSGID = 23;
export const AUDIT_COMPARE_EGID_TO_SGID = 24;
export const AUDIT_COMPARE_SGID_TO_FSGID = 25;
export const AUDIT_MAX_FIELD_COMPARE = AUDIT_COMPARE_SGID_TO_FSGID;
export const AUDIT_PID = 0;
export const AUDIT_UID = 1;
export const AUDIT_EUID = 2;
export const AUDIT_SUID = 3;
export const AUDIT_FSUID = 4;
export const AUDIT_GID = 5;
export const AUDIT_EGID = 6;
export const AUDIT_SGID = 7;
export const AUDIT_FSGID = 8;
export const AUDIT_LOGINUID = 9;
export const AUDIT_PERS = 10;
export const AUDIT_ARCH = 11;
export const AUDIT_MSGTYPE = 12;
export const AUDIT_SUBJ_USER = 13;
export const AUDIT_SUBJ_ROLE = 14;
export const AUDIT_SUBJ_TYPE = 15;
export const AUDIT_SUBJ_SEN = 16;
export const AUDIT_SUBJ_CLR = 17;
export const AUDIT_PPID = 18;
export const AUDIT_OBJ_USER = 19;
export const AUDIT_OBJ_ROLE = 20;
export const AUDIT_OBJ_TYPE = 21;
export const AUDIT_OBJ_LEV_LOW = 22;
export const AUDIT_OBJ_LEV_HIGH = 23;
export const AUDIT_LOGINUID_SET = 24;
export const AUDIT_SESSIONID = 25;
export const AUDIT_FSTYPE = 26;
export const AUDIT_DEVMAJOR = 100;
export const AUDIT_DEVMINOR = 101;
export const AUDIT_INODE = 102;
export const AUDIT_EXIT = 103;
export const AUDIT_SUCCESS = 104;
export const AUDIT_WATCH = 105;
export const AUDIT_PERM = 106;
export const AUDIT_DIR = 107;
export const AUDIT_FILETYPE = 108;
export const AUDIT_OBJ_UID = 109;
export const AUDIT_OBJ_GID = 110;
export const AUDIT_FIELD_COMPARE = 111;
export const AUDIT_EXE = 112;
export const AUDIT_SADDR_FAM = 113;
export const AUDIT_ARG0 = 200;
export const AUDIT_ARG1 = 201;
export const AUDIT_ARG2 = 202;
export const AUDIT_ARG3 = 203;
export const AUDIT_FILTERKEY = 210;
export const AUDIT_NEGATE = 0x80000000;
export const AUDIT_BIT_MASK = 0x8000000;
export const AUDIT_LESS_THAN = 0x10000000;
export const AUDIT_GREATER_THAN = 0x20000000;
export const AUDIT_NOT_EQUAL = 0x30000000;
export const AUDIT_EQUAL = 0x40000000;
export const AUDIT_BIT_TEST = 1207959552;
export const AUDIT_LESS_THAN_OR_EQUAL = 1342177280;
export const AUDIT_GREATER_THAN_OR_EQUAL = 1610612736;
export const AUDIT_OPERATORS = 2013265920;
export const AUDIT_STATUS_ENABLED = 1;
export const AUDIT_STATUS_FAILURE = 2;
export const AUDIT_STATUS_PID = 4;
export const AUDIT_STATUS_RATE_LIMIT = 8;
export const AUDIT_STATUS_BACKLOG_LIMIT = 0x10;
export const AUDIT_STATUS_BACKLOG_WAIT_TIME = 0x20;
export const AUDIT_STATUS_LOST = 0x40;
export const AUDIT_STATUS_BACKLOG_WAIT_TIME_ACTUAL = 0x80;
export const AUDIT_FEATURE_BITMAP_BACKLOG_LIMIT = 1;
export const AUDIT_FEATURE_BITMAP_BACKLOG_WAIT_TIME = 2;
export const AUDIT_FEATURE_BITMAP_EXECUTABLE_PATH = 4;
export const AUDIT_FEATURE_BITMAP_EXCLUDE_EXTEND = 8;
export const AUDIT_FEATURE_BITMAP_SESSIONID_FILTER = 0x10;
export const AUDIT_FEATURE_BITMAP_LOST_RESET = 0x20;
export const AUDIT_FEATURE_BITMAP_FILTER_FS = 0x40;
export const AUDIT_FEATURE_BITMAP_ALL = 127;
export const AUDIT_VERSION_LATEST = AUDIT_FEATURE_BITMAP_ALL;
export const AUDIT_VERSION_BACKLOG_LIMIT = AUDIT_FEATURE_BITMAP_BACKLOG_LIMIT;
export const AUDIT_VERSION_BACKLOG_WAIT_TIME = AUDIT_FEATURE_BITMAP_BACKLOG_WAIT_TIME;
export const AUDIT_FAIL_SILENT = 0;
export const AUDIT_FAIL_PRINTK = 1;
export const AUDIT_FAIL_PANIC = 2;
export const __AUDIT_ARCH_CONVENTION_MASK = 0x30000000;
export const __AUDIT_ARCH_CONVENTION_MIPS64_N32 = 0x20000000;
export const __AUDIT_ARCH_64BIT = 0x80000000;
export const __AUDIT_ARCH_LE = 0x40000000;
export const AUDIT_ARCH_AARCH64 = 3221225655;
export const AUDIT_ARCH_ALPHA = 3221262374;
export const AUDIT_ARCH_ARCOMPACT = 1073741917;
export const AUDIT_ARCH_ARCOMPACTBE = 93;
export const AUDIT_ARCH_ARCV2 = 1073742019;
export const AUDIT_ARCH_ARCV2BE = 195;
export const AUDIT_ARCH_ARM = 1073741864;
export const AUDIT_ARCH_ARMEB = 40;
export const AUDIT_ARCH_C6X = 1073741964;
export const AUDIT_ARCH_C6XBE = 140;
export const AUDIT_ARCH_CRIS = 1073741900;
export const AUDIT_ARCH_CSKY = 1073742076;
export const AUDIT_ARCH_FRV = 21569;
export const AUDIT_ARCH_H8300 = 46;
export const AUDIT_ARCH_HEXAGON = 164;
export const AUDIT_ARCH_I386 = 1073741827;
export const AUDIT_ARCH_IA64 = 3221225522;
export const AUDIT_ARCH_M32R = 88;
export const AUDIT_ARCH_M68K = 4;
export const AUDIT_ARCH_MICROBLAZE = 189;
export const AUDIT_ARCH_MIPS = 8;
export const AUDIT_ARCH_MIPSEL = 1073741832;
export const AUDIT_ARCH_MIPS64 = 2147483656;
export const AUDIT_ARCH_MIPS64N32 = 2684354568;
export const AUDIT_ARCH_MIPSEL64 = 3221225480;
export const AUDIT_ARCH_MIPSEL64N32 = 3758096392;
export const AUDIT_ARCH_NDS32 = 1073741991;
export const AUDIT_ARCH_NDS32BE = 167;
export const AUDIT_ARCH_NIOS2 = 1073741937;
export const AUDIT_ARCH_OPENRISC = 92;
export const AUDIT_ARCH_PARISC = 15;
export const AUDIT_ARCH_PARISC64 = 2147483663;
export const AUDIT_ARCH_PPC = 20;
export const AUDIT_ARCH_PPC64 = 2147483669;
export const AUDIT_ARCH_PPC64LE = 3221225493;
export const AUDIT_ARCH_RISCV32 = 1073742067;
export const AUDIT_ARCH_RISCV64 = 3221225715;
export const AUDIT_ARCH_S390 = 22;
export const AUDIT_ARCH_S390X = 2147483670;
export const AUDIT_ARCH_SH = 42;
export const AUDIT_ARCH_SHEL = 1073741866;
export const AUDIT_ARCH_SH64 = 2147483690;
export const AUDIT_ARCH_SHEL64 = 3221225514;
export const AUDIT_ARCH_SPARC = 2;
export const AUDIT_ARCH_SPARC64 = 2147483691;
export const AUDIT_ARCH_TILEGX = 3221225663;
export const AUDIT_ARCH_TILEGX32 = 1073742015;
export const AUDIT_ARCH_TILEPRO = 1073742012;
export const AUDIT_ARCH_UNICORE = 1073741934;
export const AUDIT_ARCH_X86_64 = 3221225534;
export const AUDIT_ARCH_XTENSA = 94;
export const AUDIT_ARCH_LOONGARCH32 = 1073742082;
export const AUDIT_ARCH_LOONGARCH64 = 3221225730;
export const AUDIT_PERM_EXEC = 1;
export const AUDIT_PERM_WRITE = 2;
export const AUDIT_PERM_READ = 4;
export const AUDIT_PERM_ATTR = 8;
export const AUDIT_MESSAGE_TEXT_MAX = 8560;
export const AUDIT_NLGRP_MAX = 1;
export const AUDIT_FEATURE_VERSION = 1;
export const AUDIT_FEATURE_ONLY_UNSET_LOGINUID = 0;
export const AUDIT_FEATURE_LOGINUID_IMMUTABLE = 1;
export const AUDIT_LAST_FEATURE = AUDIT_FEATURE_LOGINUID_IMMUTABLE;
export const AUDIT_UID_UNSET = 4294967295;
export const AUDIT_SID_UNSET = 4294967295;
export const Audit_equal = 0;
export const Audit_not_equal = 1;
export const Audit_bitmask = 2;
export const Audit_bittest = 3;
export const Audit_lt = 4;
export const Audit_gt = 5;
export const Audit_le = 6;
export const Audit_ge = 7;
export const Audit_bad = 8;
export const AUDIT_NLGRP_NONE = 0;
export const AUDIT_NLGRP_READLOG = 1;
export const __AUDIT_NLGRP_MAX = 2;

export const audit_status = struct("audit_status", {
  mask: u32,
  enabled: u32,
  failure: u32,
  pid: u32,
  rate_limit: u32,
  backlog_limit: u32,
  lost: u32,
  backlog: u32,
  version: u32,
  feature_bitmap: at(32, u32),
  backlog_wait_time: u32,
  backlog_wait_time_actual: u32,
});

export const audit_features = struct("audit_features", {
  vers: u32,
  mask: u32,
  features: u32,
  lock: u32,
});

export const audit_tty_status = struct("audit_tty_status", {
  enabled: u32,
  log_passwd: u32,
});

export const audit_rule_data = struct("audit_rule_data", {
  flags: u32,
  action: u32,
  field_count: u32,
  mask: array(u32, 64),
  fields: array(u32, 64),
  values: array(u32, 64),
  fieldflags: array(u32, 64),
  buflen: u32,
  buf: chars(0),
});
