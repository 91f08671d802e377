// <linux/tcp_metrics.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.

export const TCP_METRICS_GENL_NAME = "tcp_metrics";
export const TCP_METRICS_GENL_VERSION = 1;
export const TCP_METRIC_MAX = 6;
export const TCP_METRICS_ATTR_MAX = 13;
export const TCP_METRICS_CMD_MAX = 2;
export const TCP_METRIC_RTT = 0;
export const TCP_METRIC_RTTVAR = 1;
export const TCP_METRIC_SSTHRESH = 2;
export const TCP_METRIC_CWND = 3;
export const TCP_METRIC_REORDERING = 4;
export const TCP_METRIC_RTT_US = 5;
export const TCP_METRIC_RTTVAR_US = 6;
export const __TCP_METRIC_MAX = 7;
export const TCP_METRICS_ATTR_UNSPEC = 0;
export const TCP_METRICS_ATTR_ADDR_IPV4 = 1;
export const TCP_METRICS_ATTR_ADDR_IPV6 = 2;
export const TCP_METRICS_ATTR_AGE = 3;
export const TCP_METRICS_ATTR_TW_TSVAL = 4;
export const TCP_METRICS_ATTR_TW_TS_STAMP = 5;
export const TCP_METRICS_ATTR_VALS = 6;
export const TCP_METRICS_ATTR_FOPEN_MSS = 7;
export const TCP_METRICS_ATTR_FOPEN_SYN_DROPS = 8;
export const TCP_METRICS_ATTR_FOPEN_SYN_DROP_TS = 9;
export const TCP_METRICS_ATTR_FOPEN_COOKIE = 10;
export const TCP_METRICS_ATTR_SADDR_IPV4 = 11;
export const TCP_METRICS_ATTR_SADDR_IPV6 = 12;
export const TCP_METRICS_ATTR_PAD = 13;
export const __TCP_METRICS_ATTR_MAX = 14;
export const TCP_METRICS_CMD_UNSPEC = 0;
export const TCP_METRICS_CMD_GET = 1;
export const TCP_METRICS_CMD_DEL = 2;
export const __TCP_METRICS_CMD_MAX = 3;
