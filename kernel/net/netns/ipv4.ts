// IPv4's fields of a network namespace (include/net/netns/ipv4.h). Each protocol file keeps its own here.
// Above: ../core/net_namespace.ts. Below: ../ipv4/devconf.ts.

import type { fib_rule } from "../core/fib_rules.ts";
import { ipv4_devconf } from "../ipv4/devconf.ts";
import type { fib_table } from "../ipv4/fib_trie.ts";
import { fqdir } from "../ipv4/inet_fragment.ts";
import { inet_hashinfo } from "../ipv4/inet_hashtables.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";

export class netns_ipv4 {
  /** net.ipv4.conf.all and .default. */
  readonly devconf_all = new ipv4_devconf();
  readonly devconf_dflt = new ipv4_devconf();
  /** Routing tables by number, rules by preference, and the number of their state (rt_genid). */
  readonly fib_tables = new Map<number, fib_table>();
  fib_rules: fib_rule[] = [];
  fib_has_custom_rules = false;
  rt_genid = 1;
  /** Reassembly queues (ip_fragment.ts). */
  readonly frags = new fqdir(30);
  /** UDP sockets of both families by local port; raw by protocol; ping by identifier; TCP's tables. */
  readonly udp_table = new Map<number, inet_sock[]>();
  readonly udplite_table = new Map<number, inet_sock[]>();
  readonly raw_table = new Map<number, inet_sock[]>();
  readonly raw6_table = new Map<number, inet_sock[]>();
  readonly ping_table = new Map<number, inet_sock[]>();
  readonly tcp_death_row = new inet_hashinfo();
  ip_id = 0;
  ip_local_ports: [number, number] = [32768, 60999];
  sysctl_ip_autobind_reuse = 0;
  /** Whether unbound sockets take what comes in by an L3 domain. */
  sysctl_tcp_l3mdev_accept = 0;
  sysctl_udp_l3mdev_accept = 0;
  sysctl_raw_l3mdev_accept = 1;
  sysctl_ip_prot_sock = 1024;
  sysctl_ip_default_ttl = 64;
  sysctl_ip_nonlocal_bind = 0;
  sysctl_ip_forward = 0;
  sysctl_icmp_echo_ignore_all = 0;
  sysctl_icmp_echo_ignore_broadcasts = 1;
  /** Groups that may open ping sockets. */
  ping_group_range: [number, number] = [1, 0];
  sysctl_tcp_keepalive_time = 7200;
  sysctl_tcp_keepalive_probes = 9;
  sysctl_tcp_keepalive_intvl = 75;
  sysctl_tcp_syn_retries = 6;
  sysctl_tcp_synack_retries = 5;
  sysctl_tcp_retries1 = 3;
  sysctl_tcp_retries2 = 15;
  sysctl_tcp_orphan_retries = 0;
  sysctl_tcp_fin_timeout = 60;
  sysctl_tcp_max_syn_backlog = 128;
  sysctl_tcp_abort_on_overflow = 0;
  sysctl_tcp_timestamps = 1;
  sysctl_tcp_sack = 1;
  sysctl_tcp_window_scaling = 1;
  sysctl_tcp_dsack = 1;
  sysctl_tcp_moderate_rcvbuf = 1;
  sysctl_tcp_slow_start_after_idle = 1;
  sysctl_tcp_fastopen = 1;
  sysctl_tcp_notsent_lowat = 0xffffffff;
  sysctl_tcp_congestion_control = "cubic";
  sysctl_tcp_wmem: [number, number, number] = [4096, 16384, 4194304];
  sysctl_tcp_rmem: [number, number, number] = [4096, 131072, 6291456];
  sysctl_igmp_max_memberships = 20;
  sysctl_igmp_max_msf = 10;
  /** Counts changes of addresses. */
  dev_addr_genid = 0;
}
