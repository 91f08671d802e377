// Bits and sizes of struct sock (enum sock_flags, SOCK_*_LOCK in include/net/sock.h). Above: sock.ts, sock_mem.ts, the options,
// every protocol. Below: nothing.

/** Bit numbers of sk_flags (enum sock_flags). */
export const SOCK_DEAD = 0;
export const SOCK_DONE = 1;
export const SOCK_URGINLINE = 2;
export const SOCK_KEEPOPEN = 3;
export const SOCK_LINGER = 4;
export const SOCK_DESTROY = 5;
export const SOCK_BROADCAST = 6;
export const SOCK_TIMESTAMP = 7;
export const SOCK_ZAPPED = 8;
export const SOCK_USE_WRITE_QUEUE = 9;
export const SOCK_DBG = 10;
export const SOCK_RCVTSTAMP = 11;
export const SOCK_RCVTSTAMPNS = 12;
export const SOCK_LOCALROUTE = 13;
export const SOCK_TIMESTAMPING_RX_SOFTWARE = 15;
export const SOCK_FASYNC = 16;
export const SOCK_RXQ_OVFL = 17;
export const SOCK_ZEROCOPY = 18;
export const SOCK_WIFI_STATUS = 19;
export const SOCK_NOFCS = 20;
export const SOCK_FILTER_LOCKED = 21;
export const SOCK_SELECT_ERR_QUEUE = 22;
export const SOCK_TXTIME = 24;
export const SOCK_TSTAMP_NEW = 26;
export const SOCK_RCVMARK = 27;

export const SK_NO_REUSE = 0;
export const SK_CAN_REUSE = 1;

/** sk_userlocks. */
export const SOCK_SNDBUF_LOCK = 1;
export const SOCK_RCVBUF_LOCK = 2;
export const SOCK_BINDADDR_LOCK = 4;
export const SOCK_BINDPORT_LOCK = 8;

/** sizeof(struct sk_buff) and of struct skb_shared_info in a 32-bit SMP kernel, aligned to a cache line. */
export const SIZEOF_SK_BUFF = 176;
export const SIZEOF_SHINFO = 256;
export const SKB_TRUESIZE = (size: number): number => size + SIZEOF_SK_BUFF + SIZEOF_SHINFO;
/** 256 packets of 256 bytes: the default and the largest unprivileged buffer (sysctl rmem_default …). */
export const SK_WMEM_MAX = SKB_TRUESIZE(256) * 256;
export const SK_RMEM_MAX = SKB_TRUESIZE(256) * 256;
const TCP_SKB_MIN_TRUESIZE = 2048 + SIZEOF_SK_BUFF;
export const SOCK_MIN_SNDBUF = TCP_SKB_MIN_TRUESIZE * 2;
export const SOCK_MIN_RCVBUF = TCP_SKB_MIN_TRUESIZE;
/** net.core.optmem_max: sizeof(long) * (2 * UIO_MAXIOV + 512). */
export const OPTMEM_MAX = 4 * (2 * 1024 + 512);
