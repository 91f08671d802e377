// What include/linux/socket.h, net.h and net/tcp_states.h define for the kernel alone, and by re-export what programs
// see of them. Above: everything in net/, syscalls/sys_socket.ts. Below: uapi.

export {
  IPPROTO_ICMP,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_MAX,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
} from "../uapi/linux/in.ts";
export { IPPROTO_ICMPV6 } from "../uapi/linux/in6.ts";
export { SS_CONNECTED, SS_CONNECTING, SS_DISCONNECTING, SS_UNCONNECTED } from "../uapi/linux/net.ts";
export * from "../uapi/linux/socket.ts";

export const NPROTO = 46;
export const SOCK_MAX = 11;
export const SOCK_TYPE_MASK = 0xf;

export const SOL_IP = 0;
export const SOL_TCP = 6;
export const SOL_UDP = 17;
export const SOL_IPV6 = 41;
export const SOL_ICMPV6 = 58;
export const SOL_UDPLITE = 136;

export const MSG_PROBE = 0x10;
export const SCM_SECURITY = 3;
export const SCM_PIDFD = 4;
/** Of 6.5: the accepted headers are older (arch/parisc/include/uapi/asm/socket.h). */
export const SO_PASSPIDFD = 0x404a;
export const SO_PEERPIDFD = 0x404b;
export const SCM_MAX_FD = 253;

/** sk_shutdown's bits. */
export const RCV_SHUTDOWN = 1;
export const SEND_SHUTDOWN = 2;
export const SHUTDOWN_MASK = 3;

/** sk_state: TCP's states serve every family (include/net/tcp_states.h). */
export const TCP_ESTABLISHED = 1;
export const TCP_SYN_SENT = 2;
export const TCP_SYN_RECV = 3;
export const TCP_FIN_WAIT1 = 4;
export const TCP_FIN_WAIT2 = 5;
export const TCP_TIME_WAIT = 6;
export const TCP_CLOSE = 7;
export const TCP_CLOSE_WAIT = 8;
export const TCP_LAST_ACK = 9;
export const TCP_LISTEN = 10;
export const TCP_CLOSING = 11;
export const TCP_NEW_SYN_RECV = 12;

export const UIO_MAXIOV = 1024;
export const SOCKADDR_STORAGE_SIZE = 128;

export const HZ = 100;
export const NSEC_PER_JIFFY = 10_000_000;
/** LONG_MAX of a 32-bit kernel: wait for ever. */
export const MAX_SCHEDULE_TIMEOUT = 0x7fffffff;

/** Options of Linux 6.3 and 6.4, which the headers of uapi/ do not have yet. */
export const IP_LOCAL_PORT_RANGE = 51;
export const IP_PROTOCOL = 52;
