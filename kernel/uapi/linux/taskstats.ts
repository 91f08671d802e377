// <linux/taskstats.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const TASKSTATS_VERSION = 13;
export const TS_COMM_LEN = 32;
export const TASKSTATS_CMD_MAX = 2;
export const TASKSTATS_TYPE_MAX = 6;
export const TASKSTATS_CMD_ATTR_MAX = 4;
export const TASKSTATS_GENL_NAME = "TASKSTATS";
export const TASKSTATS_GENL_VERSION = 1;
export const TASKSTATS_CMD_UNSPEC = 0;
export const TASKSTATS_CMD_GET = 1;
export const TASKSTATS_CMD_NEW = 2;
export const __TASKSTATS_CMD_MAX = 3;
export const TASKSTATS_TYPE_UNSPEC = 0;
export const TASKSTATS_TYPE_PID = 1;
export const TASKSTATS_TYPE_TGID = 2;
export const TASKSTATS_TYPE_STATS = 3;
export const TASKSTATS_TYPE_AGGR_PID = 4;
export const TASKSTATS_TYPE_AGGR_TGID = 5;
export const TASKSTATS_TYPE_NULL = 6;
export const __TASKSTATS_TYPE_MAX = 7;
export const TASKSTATS_CMD_ATTR_UNSPEC = 0;
export const TASKSTATS_CMD_ATTR_PID = 1;
export const TASKSTATS_CMD_ATTR_TGID = 2;
export const TASKSTATS_CMD_ATTR_REGISTER_CPUMASK = 3;
export const TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK = 4;
export const __TASKSTATS_CMD_ATTR_MAX = 5;
