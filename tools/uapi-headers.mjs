// The headers of parisc's uapi that kernel/uapi/ holds, and what some need before them. Above: tools/uapi.mjs.

const asm = `auxvec errno fcntl ioctl ioctls ipcbuf mman msgbuf param poll posix_types ptrace resource sembuf shmbuf
sigcontext siginfo signal socket sockios stat statfs termbits termios ucontext unistd`;

const linux = `acct aio_abi audit auxvec binfmts bpf bpf_common capability close_range cn_proc connector dqblk_xfs elf
elf-em errqueue ethtool ethtool_netlink eventpoll fadvise falloc fanotify fcntl fib_rules fiemap filter fs fsmap
futex gen_stats genetlink icmp icmpv6 if if_addr if_addrlabel if_alg if_arp if_bonding if_bridge if_ether if_link
if_macsec if_packet if_pppox if_team if_tun if_tunnel if_vlan if_xdp igmp in in6 in_route inet_diag inotify
io_uring ioprio ip ip6_tunnel ipc ipv6 ipv6_route kcmp kd kernel-page-flags keyctl landlock limits loop lwtunnel
magic major mempolicy membarrier memfd mman module mount mpls mptcp mqueue mroute mroute6 msg neighbour net
net_namespace net_tstamp netconf netdevice netfilter netfilter_ipv4 netfilter_ipv6 netlink netlink_diag nexthop nsfs
oom openat2 packet_diag perf_event personality pidfd pkt_cls pkt_sched posix_acl posix_acl_xattr prctl
ptp_clock ptrace quota random reboot resource rfkill route rseq rtc rtnetlink sched sched/types seccomp securebits
sem serial serial_core shm signalfd snmp sock_diag socket sockios stat suspend_ioctls sysctl sysinfo taskstats
tcp tcp_metrics time time_types timerfd times timex tls tty tty_flags udp uio un unix_diag
userfaultfd utime utsname veth virtio_net vm_sockets vt wait watch_queue watchdog wireless xattr xfrm
netfilter/nfnetlink netfilter/nf_tables netfilter/x_tables netfilter_ipv4/ip_tables netfilter_ipv6/ip6_tables`;

const words = (text, folder) => text.split(/\s+/).map((w) => `${folder}/${w}.h`);

/** In the order they are written. */
export const HEADERS = [...words(asm, "asm"), ...words(linux, "linux")];

const TYPES = `#include <stddef.h>
#include <linux/types.h>
#include <linux/ioctl.h>
#include <linux/sockios.h>
`;
const SOCKET = "#include <sys/socket.h>\n";

const before = {
  "asm/ioctls.h": "#include <asm/termbits.h>\n#include <asm/termios.h>\n#include <linux/serial.h>\n",
  "asm/socket.h": "#include <sys/types.h>\n",
  "asm/signal.h": "#define _NSIG 64\n",
  "asm/ucontext.h":
    "#include <asm/signal.h>\n#include <asm/sigcontext.h>\ntypedef struct { unsigned long sig[2]; } sigset_t;\n",
  "linux/igmp.h": "#define htonl(x) (x)\n",
  "linux/if.h": SOCKET,
  "linux/wireless.h": SOCKET,
  "linux/route.h": SOCKET,
  "linux/netfilter_ipv4/ip_tables.h": SOCKET,
  "linux/errqueue.h": "#include <time.h>\n",
  "linux/vm_sockets.h": SOCKET,
  "linux/socket.h": `#define _GNU_SOURCE\n${SOCKET}`,
  "linux/fs.h": "#include <linux/fiemap.h>\n#include <linux/blktrace_api.h>\n",
  "linux/fsmap.h": "#include <linux/fs.h>\n",
  "linux/binfmts.h": "#define PAGE_SIZE 4096\n",
  "linux/if_pppox.h": "#include <sys/types.h>\n",
};

/** Source that must stand before a header. */
export const preludeOf = (header) => TYPES + (before[header] ?? "");

/** What to include for a header (parisc's asm/ucontext.h is the generic one, and not installed). */
export const includeOf = (header) => (header === "asm/ucontext.h" ? "asm-generic/ucontext.h" : header);
