// /proc/sys/net/ipv4 and /proc/sys/net/core, a row a variable (net/ipv4/sysctl_net_ipv4.c, net/core/sysctl_net_core.c).
// Above: ../protocols.ts. Below: ../core/net_sysctl.ts, ../netns/ipv4.ts.

import { EINVAL, ENOENT } from "../../uapi/asm/errno.ts";
import type { NetStack, net } from "../core/net_namespace.ts";
import { net_sysctl_dir, net_sysctl_int, net_sysctl_string, type sysctl_dir } from "../core/net_sysctl.ts";
import type { netns_core } from "../netns/core.ts";
import type { netns_ipv4 } from "../netns/ipv4.ts";
import type { fqdir } from "./inet_fragment.ts";
import { tcp_ca_names } from "./tcp_cong.ts";

type numbers<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];

interface row<T> {
  name: string;
  key: numbers<T>;
  min?: number;
  max?: number;
}
const ipv4 = (name: string, key: numbers<netns_ipv4>, min = 0, max = 0x7fffffff): row<netns_ipv4> => ({
  name,
  key,
  min,
  max,
});

const IPV4_ROWS: readonly row<netns_ipv4>[] = [
  ipv4("ip_default_ttl", "sysctl_ip_default_ttl", 1, 255),
  ipv4("ip_autobind_reuse", "sysctl_ip_autobind_reuse", 0, 1),
  ipv4("ip_nonlocal_bind", "sysctl_ip_nonlocal_bind", 0, 1),
  ipv4("ip_unprivileged_port_start", "sysctl_ip_prot_sock", 0, 65535),
  ipv4("icmp_echo_ignore_all", "sysctl_icmp_echo_ignore_all", 0, 1),
  ipv4("icmp_echo_ignore_broadcasts", "sysctl_icmp_echo_ignore_broadcasts", 0, 1),
  ipv4("igmp_max_memberships", "sysctl_igmp_max_memberships"),
  ipv4("igmp_max_msf", "sysctl_igmp_max_msf"),
  ipv4("tcp_keepalive_time", "sysctl_tcp_keepalive_time"),
  ipv4("tcp_keepalive_probes", "sysctl_tcp_keepalive_probes", 0, 255),
  ipv4("tcp_keepalive_intvl", "sysctl_tcp_keepalive_intvl"),
  ipv4("tcp_syn_retries", "sysctl_tcp_syn_retries", 1, 127),
  ipv4("tcp_synack_retries", "sysctl_tcp_synack_retries", 0, 255),
  ipv4("tcp_retries1", "sysctl_tcp_retries1", 0, 255),
  ipv4("tcp_retries2", "sysctl_tcp_retries2", 0, 255),
  ipv4("tcp_orphan_retries", "sysctl_tcp_orphan_retries", 0, 255),
  ipv4("tcp_fin_timeout", "sysctl_tcp_fin_timeout"),
  ipv4("tcp_max_syn_backlog", "sysctl_tcp_max_syn_backlog"),
  ipv4("tcp_abort_on_overflow", "sysctl_tcp_abort_on_overflow", 0, 1),
  ipv4("tcp_timestamps", "sysctl_tcp_timestamps", 0, 2),
  ipv4("tcp_sack", "sysctl_tcp_sack", 0, 1),
  ipv4("tcp_window_scaling", "sysctl_tcp_window_scaling", 0, 1),
  ipv4("tcp_dsack", "sysctl_tcp_dsack", 0, 1),
  ipv4("tcp_moderate_rcvbuf", "sysctl_tcp_moderate_rcvbuf", 0, 1),
  ipv4("tcp_slow_start_after_idle", "sysctl_tcp_slow_start_after_idle", 0, 1),
  ipv4("tcp_fastopen", "sysctl_tcp_fastopen"),
  ipv4("tcp_l3mdev_accept", "sysctl_tcp_l3mdev_accept", 0, 1),
  ipv4("udp_l3mdev_accept", "sysctl_udp_l3mdev_accept", 0, 1),
  ipv4("raw_l3mdev_accept", "sysctl_raw_l3mdev_accept", 0, 1),
];

const core = (name: string, key: numbers<netns_core>, min = 1): row<netns_core> => ({ name, key, min });
const CORE_ROWS: readonly row<netns_core>[] = [
  core("somaxconn", "sysctl_somaxconn", 0),
  core("wmem_max", "sysctl_wmem_max", 4448),
  core("rmem_max", "sysctl_rmem_max", 2224),
  core("wmem_default", "sysctl_wmem_default", 4448),
  core("rmem_default", "sysctl_rmem_default", 2224),
  core("netdev_max_backlog", "sysctl_netdev_max_backlog", 0),
  core("optmem_max", "sysctl_optmem_max", 0),
];

/** How much of what is not whole yet is kept, and for how long; prefix: "ipfrag" or "ip6frag". */
export function frag_sysctls(dir: sysctl_dir, f: fqdir, prefix: string): void {
  net_sysctl_int(dir, `${prefix}_high_thresh`, {
    get: () => f.high_thresh,
    set: (v) => (v < f.low_thresh ? -EINVAL : void (f.high_thresh = v)),
    min: 0,
  });
  net_sysctl_int(dir, `${prefix}_low_thresh`, {
    get: () => f.low_thresh,
    set: (v) => (v > f.high_thresh ? -EINVAL : void (f.low_thresh = v)),
    min: 0,
  });
  net_sysctl_int(dir, `${prefix}_time`, { get: () => f.seconds, set: (v) => void (f.seconds = v), min: 0 });
}

function files(net: net): number {
  const dir = net_sysctl_dir(net, "ipv4");
  for (const { name, key, min, max } of IPV4_ROWS) {
    net_sysctl_int(dir, name, { get: () => net.ipv4[key], set: (v) => void (net.ipv4[key] = v), min, max });
  }
  net_sysctl_int(dir, "ip_local_port_range", {
    get: () => net.ipv4.ip_local_ports,
    set(_v, all) {
      const [low, high] = [all[0], all[1] ?? net.ipv4.ip_local_ports[1]];
      if (low > high || low < 1) return -EINVAL;
      net.ipv4.ip_local_ports = [low, high];
    },
    max: 65535,
  });
  net_sysctl_int(dir, "ping_group_range", {
    get: () => net.ipv4.ping_group_range,
    set(_v, all) {
      const [low, high] = [all[0], all[1] ?? net.ipv4.ping_group_range[1]];
      net.ipv4.ping_group_range = low > high ? [1, 0] : [low, high];
    },
    min: 0,
  });
  frag_sysctls(dir, net.ipv4.frags, "ipfrag");
  for (const key of ["sysctl_tcp_wmem", "sysctl_tcp_rmem"] as const) {
    net_sysctl_int(dir, key.slice(7), {
      get: () => net.ipv4[key],
      set(_v, all) {
        for (const [i, v] of all.entries()) net.ipv4[key][i] = v;
      },
      min: 1,
    });
  }
  net_sysctl_string(dir, "tcp_congestion_control", {
    get: () => net.ipv4.sysctl_tcp_congestion_control,
    set(text) {
      if (!tcp_ca_names().includes(text)) return -ENOENT;
      net.ipv4.sysctl_tcp_congestion_control = text;
    },
  });
  net_sysctl_string(dir, "tcp_available_congestion_control", { get: () => tcp_ca_names().join(" ") });
  net_sysctl_string(dir, "tcp_allowed_congestion_control", { get: () => tcp_ca_names().join(" ") });
  const cdir = net_sysctl_dir(net, "core");
  for (const { name, key, min } of CORE_ROWS) {
    if (name !== "somaxconn" && net !== net.stack.init_net) continue;
    net_sysctl_int(cdir, name, { get: () => net.core[key], set: (v) => void (net.core[key] = v), min });
  }
  return 0;
}

/** tcp_wmem and tcp_rmem depend on the memory there is (tcp_init); KERNEL_PAGES: what the recorded kernel takes itself. */
const KERNEL_PAGES = 3203;
function tcp_mem(net: net): void {
  const limit = (net.kernel.machine.phys.totalFrames - KERNEL_PAGES) * 32;
  net.ipv4.sysctl_tcp_wmem[2] = Math.max(65536, Math.min(4 << 20, limit));
  net.ipv4.sysctl_tcp_rmem[2] = Math.max(131072, Math.min(6 << 20, limit));
}

export function sysctl_ipv4_init(stack: NetStack): void {
  stack.pernet_list.push({
    name: "ipv4 sysctls",
    init(net) {
      tcp_mem(net);
      return files(net);
    },
  });
}
