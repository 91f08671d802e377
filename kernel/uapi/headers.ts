// Every header of kernel/uapi/ by its name, written by tools/uapi.mjs. Above: cli/uapi.ts, the generator of values.c,
// tests. Below: the headers. (Large: the kernel itself imports single headers.)

import * as asm_auxvec from "./asm/auxvec.ts";
import * as asm_errno from "./asm/errno.ts";
import * as asm_fcntl from "./asm/fcntl.ts";
import * as asm_ioctl from "./asm/ioctl.ts";
import * as asm_ioctls from "./asm/ioctls.ts";
import * as asm_ipcbuf from "./asm/ipcbuf.ts";
import * as asm_mman from "./asm/mman.ts";
import * as asm_msgbuf from "./asm/msgbuf.ts";
import * as asm_param from "./asm/param.ts";
import * as asm_poll from "./asm/poll.ts";
import * as asm_posix_types from "./asm/posix_types.ts";
import * as asm_ptrace from "./asm/ptrace.ts";
import * as asm_resource from "./asm/resource.ts";
import * as asm_sembuf from "./asm/sembuf.ts";
import * as asm_shmbuf from "./asm/shmbuf.ts";
import * as asm_sigcontext from "./asm/sigcontext.ts";
import * as asm_siginfo from "./asm/siginfo.ts";
import * as asm_signal from "./asm/signal.ts";
import * as asm_socket from "./asm/socket.ts";
import * as asm_sockios from "./asm/sockios.ts";
import * as asm_stat from "./asm/stat.ts";
import * as asm_statfs from "./asm/statfs.ts";
import * as asm_termbits from "./asm/termbits.ts";
import * as asm_termios from "./asm/termios.ts";
import * as asm_ucontext from "./asm/ucontext.ts";
import * as asm_unistd from "./asm/unistd.ts";
import * as linux_acct from "./linux/acct.ts";
import * as linux_aio_abi from "./linux/aio_abi.ts";
import * as linux_audit from "./linux/audit.ts";
import * as linux_auxvec from "./linux/auxvec.ts";
import * as linux_binfmts from "./linux/binfmts.ts";
import * as linux_bpf from "./linux/bpf.ts";
import * as linux_bpf_common from "./linux/bpf_common.ts";
import * as linux_capability from "./linux/capability.ts";
import * as linux_close_range from "./linux/close_range.ts";
import * as linux_cn_proc from "./linux/cn_proc.ts";
import * as linux_connector from "./linux/connector.ts";
import * as linux_dqblk_xfs from "./linux/dqblk_xfs.ts";
import * as linux_elf from "./linux/elf.ts";
import * as linux_elf_em from "./linux/elf-em.ts";
import * as linux_errqueue from "./linux/errqueue.ts";
import * as linux_ethtool from "./linux/ethtool.ts";
import * as linux_ethtool_netlink from "./linux/ethtool_netlink.ts";
import * as linux_eventpoll from "./linux/eventpoll.ts";
import * as linux_fadvise from "./linux/fadvise.ts";
import * as linux_falloc from "./linux/falloc.ts";
import * as linux_fanotify from "./linux/fanotify.ts";
import * as linux_fcntl from "./linux/fcntl.ts";
import * as linux_fib_rules from "./linux/fib_rules.ts";
import * as linux_fiemap from "./linux/fiemap.ts";
import * as linux_filter from "./linux/filter.ts";
import * as linux_fs from "./linux/fs.ts";
import * as linux_fsmap from "./linux/fsmap.ts";
import * as linux_futex from "./linux/futex.ts";
import * as linux_gen_stats from "./linux/gen_stats.ts";
import * as linux_genetlink from "./linux/genetlink.ts";
import * as linux_icmp from "./linux/icmp.ts";
import * as linux_icmpv6 from "./linux/icmpv6.ts";
import * as linux_if from "./linux/if.ts";
import * as linux_if_addr from "./linux/if_addr.ts";
import * as linux_if_addrlabel from "./linux/if_addrlabel.ts";
import * as linux_if_alg from "./linux/if_alg.ts";
import * as linux_if_arp from "./linux/if_arp.ts";
import * as linux_if_bonding from "./linux/if_bonding.ts";
import * as linux_if_bridge from "./linux/if_bridge.ts";
import * as linux_if_ether from "./linux/if_ether.ts";
import * as linux_if_link from "./linux/if_link.ts";
import * as linux_if_macsec from "./linux/if_macsec.ts";
import * as linux_if_packet from "./linux/if_packet.ts";
import * as linux_if_pppox from "./linux/if_pppox.ts";
import * as linux_if_team from "./linux/if_team.ts";
import * as linux_if_tun from "./linux/if_tun.ts";
import * as linux_if_tunnel from "./linux/if_tunnel.ts";
import * as linux_if_vlan from "./linux/if_vlan.ts";
import * as linux_if_xdp from "./linux/if_xdp.ts";
import * as linux_igmp from "./linux/igmp.ts";
import * as linux_in from "./linux/in.ts";
import * as linux_in_route from "./linux/in_route.ts";
import * as linux_in6 from "./linux/in6.ts";
import * as linux_inet_diag from "./linux/inet_diag.ts";
import * as linux_inotify from "./linux/inotify.ts";
import * as linux_io_uring from "./linux/io_uring.ts";
import * as linux_ioprio from "./linux/ioprio.ts";
import * as linux_ip from "./linux/ip.ts";
import * as linux_ip6_tunnel from "./linux/ip6_tunnel.ts";
import * as linux_ipc from "./linux/ipc.ts";
import * as linux_ipv6 from "./linux/ipv6.ts";
import * as linux_ipv6_route from "./linux/ipv6_route.ts";
import * as linux_kcmp from "./linux/kcmp.ts";
import * as linux_kd from "./linux/kd.ts";
import * as linux_kernel_page_flags from "./linux/kernel-page-flags.ts";
import * as linux_keyctl from "./linux/keyctl.ts";
import * as linux_landlock from "./linux/landlock.ts";
import * as linux_limits from "./linux/limits.ts";
import * as linux_loop from "./linux/loop.ts";
import * as linux_lwtunnel from "./linux/lwtunnel.ts";
import * as linux_magic from "./linux/magic.ts";
import * as linux_major from "./linux/major.ts";
import * as linux_membarrier from "./linux/membarrier.ts";
import * as linux_memfd from "./linux/memfd.ts";
import * as linux_mempolicy from "./linux/mempolicy.ts";
import * as linux_mman from "./linux/mman.ts";
import * as linux_module from "./linux/module.ts";
import * as linux_mount from "./linux/mount.ts";
import * as linux_mpls from "./linux/mpls.ts";
import * as linux_mptcp from "./linux/mptcp.ts";
import * as linux_mqueue from "./linux/mqueue.ts";
import * as linux_mroute from "./linux/mroute.ts";
import * as linux_mroute6 from "./linux/mroute6.ts";
import * as linux_msg from "./linux/msg.ts";
import * as linux_neighbour from "./linux/neighbour.ts";
import * as linux_net from "./linux/net.ts";
import * as linux_net_namespace from "./linux/net_namespace.ts";
import * as linux_net_tstamp from "./linux/net_tstamp.ts";
import * as linux_netconf from "./linux/netconf.ts";
import * as linux_netdevice from "./linux/netdevice.ts";
import * as linux_netfilter_nf_tables from "./linux/netfilter/nf_tables.ts";
import * as linux_netfilter_nfnetlink from "./linux/netfilter/nfnetlink.ts";
import * as linux_netfilter_x_tables from "./linux/netfilter/x_tables.ts";
import * as linux_netfilter from "./linux/netfilter.ts";
import * as linux_netfilter_ipv4_ip_tables from "./linux/netfilter_ipv4/ip_tables.ts";
import * as linux_netfilter_ipv4 from "./linux/netfilter_ipv4.ts";
import * as linux_netfilter_ipv6_ip6_tables from "./linux/netfilter_ipv6/ip6_tables.ts";
import * as linux_netfilter_ipv6 from "./linux/netfilter_ipv6.ts";
import * as linux_netlink from "./linux/netlink.ts";
import * as linux_netlink_diag from "./linux/netlink_diag.ts";
import * as linux_nexthop from "./linux/nexthop.ts";
import * as linux_nsfs from "./linux/nsfs.ts";
import * as linux_oom from "./linux/oom.ts";
import * as linux_openat2 from "./linux/openat2.ts";
import * as linux_packet_diag from "./linux/packet_diag.ts";
import * as linux_perf_event from "./linux/perf_event.ts";
import * as linux_personality from "./linux/personality.ts";
import * as linux_pidfd from "./linux/pidfd.ts";
import * as linux_pkt_cls from "./linux/pkt_cls.ts";
import * as linux_pkt_sched from "./linux/pkt_sched.ts";
import * as linux_posix_acl from "./linux/posix_acl.ts";
import * as linux_posix_acl_xattr from "./linux/posix_acl_xattr.ts";
import * as linux_prctl from "./linux/prctl.ts";
import * as linux_ptp_clock from "./linux/ptp_clock.ts";
import * as linux_ptrace from "./linux/ptrace.ts";
import * as linux_quota from "./linux/quota.ts";
import * as linux_random from "./linux/random.ts";
import * as linux_reboot from "./linux/reboot.ts";
import * as linux_resource from "./linux/resource.ts";
import * as linux_rfkill from "./linux/rfkill.ts";
import * as linux_route from "./linux/route.ts";
import * as linux_rseq from "./linux/rseq.ts";
import * as linux_rtc from "./linux/rtc.ts";
import * as linux_rtnetlink from "./linux/rtnetlink.ts";
import * as linux_sched_types from "./linux/sched/types.ts";
import * as linux_sched from "./linux/sched.ts";
import * as linux_seccomp from "./linux/seccomp.ts";
import * as linux_securebits from "./linux/securebits.ts";
import * as linux_sem from "./linux/sem.ts";
import * as linux_serial from "./linux/serial.ts";
import * as linux_serial_core from "./linux/serial_core.ts";
import * as linux_shm from "./linux/shm.ts";
import * as linux_signalfd from "./linux/signalfd.ts";
import * as linux_snmp from "./linux/snmp.ts";
import * as linux_sock_diag from "./linux/sock_diag.ts";
import * as linux_socket from "./linux/socket.ts";
import * as linux_sockios from "./linux/sockios.ts";
import * as linux_stat from "./linux/stat.ts";
import * as linux_suspend_ioctls from "./linux/suspend_ioctls.ts";
import * as linux_sysctl from "./linux/sysctl.ts";
import * as linux_sysinfo from "./linux/sysinfo.ts";
import * as linux_taskstats from "./linux/taskstats.ts";
import * as linux_tcp from "./linux/tcp.ts";
import * as linux_tcp_metrics from "./linux/tcp_metrics.ts";
import * as linux_time from "./linux/time.ts";
import * as linux_time_types from "./linux/time_types.ts";
import * as linux_timerfd from "./linux/timerfd.ts";
import * as linux_times from "./linux/times.ts";
import * as linux_timex from "./linux/timex.ts";
import * as linux_tls from "./linux/tls.ts";
import * as linux_tty from "./linux/tty.ts";
import * as linux_tty_flags from "./linux/tty_flags.ts";
import * as linux_udp from "./linux/udp.ts";
import * as linux_uio from "./linux/uio.ts";
import * as linux_un from "./linux/un.ts";
import * as linux_unix_diag from "./linux/unix_diag.ts";
import * as linux_userfaultfd from "./linux/userfaultfd.ts";
import * as linux_utime from "./linux/utime.ts";
import * as linux_utsname from "./linux/utsname.ts";
import * as linux_veth from "./linux/veth.ts";
import * as linux_virtio_net from "./linux/virtio_net.ts";
import * as linux_vm_sockets from "./linux/vm_sockets.ts";
import * as linux_vt from "./linux/vt.ts";
import * as linux_wait from "./linux/wait.ts";
import * as linux_watch_queue from "./linux/watch_queue.ts";
import * as linux_watchdog from "./linux/watchdog.ts";
import * as linux_wireless from "./linux/wireless.ts";
import * as linux_xattr from "./linux/xattr.ts";
import * as linux_xfrm from "./linux/xfrm.ts";
import type { Header } from "./names.ts";

export const headers: Readonly<Record<string, Header>> = {
  "asm/auxvec.h": asm_auxvec,
  "asm/errno.h": asm_errno,
  "asm/fcntl.h": asm_fcntl,
  "asm/ioctl.h": asm_ioctl,
  "asm/ioctls.h": asm_ioctls,
  "asm/ipcbuf.h": asm_ipcbuf,
  "asm/mman.h": asm_mman,
  "asm/msgbuf.h": asm_msgbuf,
  "asm/param.h": asm_param,
  "asm/poll.h": asm_poll,
  "asm/posix_types.h": asm_posix_types,
  "asm/ptrace.h": asm_ptrace,
  "asm/resource.h": asm_resource,
  "asm/sembuf.h": asm_sembuf,
  "asm/shmbuf.h": asm_shmbuf,
  "asm/sigcontext.h": asm_sigcontext,
  "asm/siginfo.h": asm_siginfo,
  "asm/signal.h": asm_signal,
  "asm/socket.h": asm_socket,
  "asm/sockios.h": asm_sockios,
  "asm/stat.h": asm_stat,
  "asm/statfs.h": asm_statfs,
  "asm/termbits.h": asm_termbits,
  "asm/termios.h": asm_termios,
  "asm/ucontext.h": asm_ucontext,
  "asm/unistd.h": asm_unistd,
  "linux/acct.h": linux_acct,
  "linux/aio_abi.h": linux_aio_abi,
  "linux/audit.h": linux_audit,
  "linux/auxvec.h": linux_auxvec,
  "linux/binfmts.h": linux_binfmts,
  "linux/bpf.h": linux_bpf,
  "linux/bpf_common.h": linux_bpf_common,
  "linux/capability.h": linux_capability,
  "linux/close_range.h": linux_close_range,
  "linux/cn_proc.h": linux_cn_proc,
  "linux/connector.h": linux_connector,
  "linux/dqblk_xfs.h": linux_dqblk_xfs,
  "linux/elf.h": linux_elf,
  "linux/elf-em.h": linux_elf_em,
  "linux/errqueue.h": linux_errqueue,
  "linux/ethtool.h": linux_ethtool,
  "linux/ethtool_netlink.h": linux_ethtool_netlink,
  "linux/eventpoll.h": linux_eventpoll,
  "linux/fadvise.h": linux_fadvise,
  "linux/falloc.h": linux_falloc,
  "linux/fanotify.h": linux_fanotify,
  "linux/fcntl.h": linux_fcntl,
  "linux/fib_rules.h": linux_fib_rules,
  "linux/fiemap.h": linux_fiemap,
  "linux/filter.h": linux_filter,
  "linux/fs.h": linux_fs,
  "linux/fsmap.h": linux_fsmap,
  "linux/futex.h": linux_futex,
  "linux/gen_stats.h": linux_gen_stats,
  "linux/genetlink.h": linux_genetlink,
  "linux/icmp.h": linux_icmp,
  "linux/icmpv6.h": linux_icmpv6,
  "linux/if.h": linux_if,
  "linux/if_addr.h": linux_if_addr,
  "linux/if_addrlabel.h": linux_if_addrlabel,
  "linux/if_alg.h": linux_if_alg,
  "linux/if_arp.h": linux_if_arp,
  "linux/if_bonding.h": linux_if_bonding,
  "linux/if_bridge.h": linux_if_bridge,
  "linux/if_ether.h": linux_if_ether,
  "linux/if_link.h": linux_if_link,
  "linux/if_macsec.h": linux_if_macsec,
  "linux/if_packet.h": linux_if_packet,
  "linux/if_pppox.h": linux_if_pppox,
  "linux/if_team.h": linux_if_team,
  "linux/if_tun.h": linux_if_tun,
  "linux/if_tunnel.h": linux_if_tunnel,
  "linux/if_vlan.h": linux_if_vlan,
  "linux/if_xdp.h": linux_if_xdp,
  "linux/igmp.h": linux_igmp,
  "linux/in.h": linux_in,
  "linux/in6.h": linux_in6,
  "linux/in_route.h": linux_in_route,
  "linux/inet_diag.h": linux_inet_diag,
  "linux/inotify.h": linux_inotify,
  "linux/io_uring.h": linux_io_uring,
  "linux/ioprio.h": linux_ioprio,
  "linux/ip.h": linux_ip,
  "linux/ip6_tunnel.h": linux_ip6_tunnel,
  "linux/ipc.h": linux_ipc,
  "linux/ipv6.h": linux_ipv6,
  "linux/ipv6_route.h": linux_ipv6_route,
  "linux/kcmp.h": linux_kcmp,
  "linux/kd.h": linux_kd,
  "linux/kernel-page-flags.h": linux_kernel_page_flags,
  "linux/keyctl.h": linux_keyctl,
  "linux/landlock.h": linux_landlock,
  "linux/limits.h": linux_limits,
  "linux/loop.h": linux_loop,
  "linux/lwtunnel.h": linux_lwtunnel,
  "linux/magic.h": linux_magic,
  "linux/major.h": linux_major,
  "linux/mempolicy.h": linux_mempolicy,
  "linux/membarrier.h": linux_membarrier,
  "linux/memfd.h": linux_memfd,
  "linux/mman.h": linux_mman,
  "linux/module.h": linux_module,
  "linux/mount.h": linux_mount,
  "linux/mpls.h": linux_mpls,
  "linux/mptcp.h": linux_mptcp,
  "linux/mqueue.h": linux_mqueue,
  "linux/mroute.h": linux_mroute,
  "linux/mroute6.h": linux_mroute6,
  "linux/msg.h": linux_msg,
  "linux/neighbour.h": linux_neighbour,
  "linux/net.h": linux_net,
  "linux/net_namespace.h": linux_net_namespace,
  "linux/net_tstamp.h": linux_net_tstamp,
  "linux/netconf.h": linux_netconf,
  "linux/netdevice.h": linux_netdevice,
  "linux/netfilter.h": linux_netfilter,
  "linux/netfilter_ipv4.h": linux_netfilter_ipv4,
  "linux/netfilter_ipv6.h": linux_netfilter_ipv6,
  "linux/netlink.h": linux_netlink,
  "linux/netlink_diag.h": linux_netlink_diag,
  "linux/nexthop.h": linux_nexthop,
  "linux/nsfs.h": linux_nsfs,
  "linux/oom.h": linux_oom,
  "linux/openat2.h": linux_openat2,
  "linux/packet_diag.h": linux_packet_diag,
  "linux/perf_event.h": linux_perf_event,
  "linux/personality.h": linux_personality,
  "linux/pidfd.h": linux_pidfd,
  "linux/pkt_cls.h": linux_pkt_cls,
  "linux/pkt_sched.h": linux_pkt_sched,
  "linux/posix_acl.h": linux_posix_acl,
  "linux/posix_acl_xattr.h": linux_posix_acl_xattr,
  "linux/prctl.h": linux_prctl,
  "linux/ptp_clock.h": linux_ptp_clock,
  "linux/ptrace.h": linux_ptrace,
  "linux/quota.h": linux_quota,
  "linux/random.h": linux_random,
  "linux/reboot.h": linux_reboot,
  "linux/resource.h": linux_resource,
  "linux/rfkill.h": linux_rfkill,
  "linux/route.h": linux_route,
  "linux/rseq.h": linux_rseq,
  "linux/rtc.h": linux_rtc,
  "linux/rtnetlink.h": linux_rtnetlink,
  "linux/sched.h": linux_sched,
  "linux/sched/types.h": linux_sched_types,
  "linux/seccomp.h": linux_seccomp,
  "linux/securebits.h": linux_securebits,
  "linux/sem.h": linux_sem,
  "linux/serial.h": linux_serial,
  "linux/serial_core.h": linux_serial_core,
  "linux/shm.h": linux_shm,
  "linux/signalfd.h": linux_signalfd,
  "linux/snmp.h": linux_snmp,
  "linux/sock_diag.h": linux_sock_diag,
  "linux/socket.h": linux_socket,
  "linux/sockios.h": linux_sockios,
  "linux/stat.h": linux_stat,
  "linux/suspend_ioctls.h": linux_suspend_ioctls,
  "linux/sysctl.h": linux_sysctl,
  "linux/sysinfo.h": linux_sysinfo,
  "linux/taskstats.h": linux_taskstats,
  "linux/tcp.h": linux_tcp,
  "linux/tcp_metrics.h": linux_tcp_metrics,
  "linux/time.h": linux_time,
  "linux/time_types.h": linux_time_types,
  "linux/timerfd.h": linux_timerfd,
  "linux/times.h": linux_times,
  "linux/timex.h": linux_timex,
  "linux/tls.h": linux_tls,
  "linux/tty.h": linux_tty,
  "linux/tty_flags.h": linux_tty_flags,
  "linux/udp.h": linux_udp,
  "linux/uio.h": linux_uio,
  "linux/un.h": linux_un,
  "linux/unix_diag.h": linux_unix_diag,
  "linux/userfaultfd.h": linux_userfaultfd,
  "linux/utime.h": linux_utime,
  "linux/utsname.h": linux_utsname,
  "linux/veth.h": linux_veth,
  "linux/virtio_net.h": linux_virtio_net,
  "linux/vm_sockets.h": linux_vm_sockets,
  "linux/vt.h": linux_vt,
  "linux/wait.h": linux_wait,
  "linux/watch_queue.h": linux_watch_queue,
  "linux/watchdog.h": linux_watchdog,
  "linux/wireless.h": linux_wireless,
  "linux/xattr.h": linux_xattr,
  "linux/xfrm.h": linux_xfrm,
  "linux/netfilter/nfnetlink.h": linux_netfilter_nfnetlink,
  "linux/netfilter/nf_tables.h": linux_netfilter_nf_tables,
  "linux/netfilter/x_tables.h": linux_netfilter_x_tables,
  "linux/netfilter_ipv4/ip_tables.h": linux_netfilter_ipv4_ip_tables,
  "linux/netfilter_ipv6/ip6_tables.h": linux_netfilter_ipv6_ip6_tables,
};
