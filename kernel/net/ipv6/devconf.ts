// IPv6's configuration of a device, or of "all" and "default" (struct ipv6_devconf, net/ipv6/addrconf.c).
// Above: addrconf.ts, netns/ipv6.ts, rtnetlink (IFLA_INET6_CONF). Below: nothing.

/** One variable: its file's name under /proc/sys/net/ipv6/conf/DEV, its place in IFLA_INET6_CONF (-1: none), its default. */
export interface devconf6_row {
  readonly name: string;
  readonly index: number;
  readonly initial: number;
}

const row = (name: string, index: number, initial = 0): devconf6_row => ({ name, index, initial });

/** In the order of the kernel's table (release 6.1). Times are seconds unless the name says ms. */
export const addrconf_sysctl: readonly devconf6_row[] = [
  row("forwarding", 0),
  row("hop_limit", 1, 64),
  row("mtu", 2, 1280),
  row("accept_ra", 3, 1),
  row("accept_redirects", 4, 1),
  row("autoconf", 5, 1),
  row("dad_transmits", 6, 1),
  row("router_solicitations", 7, -1),
  row("router_solicitation_interval", 8, 4),
  row("router_solicitation_max_interval", 43, 3600),
  row("router_solicitation_delay", 9, 1),
  row("force_mld_version", 16),
  row("mldv1_unsolicited_report_interval", 30, 10000),
  row("mldv2_unsolicited_report_interval", 31, 1000),
  row("use_tempaddr", 10),
  row("temp_valid_lft", 11, 604800),
  row("temp_prefered_lft", 12, 86400),
  row("regen_max_retry", 13, 3),
  row("max_desync_factor", 14, 600),
  row("max_addresses", 15, 16),
  row("accept_ra_defrtr", 17, 1),
  row("ra_defrtr_metric", 52, 1024),
  row("accept_ra_min_hop_limit", 38, 1),
  row("accept_ra_min_lft", 58),
  row("accept_ra_pinfo", 18, 1),
  row("proxy_ndp", 22),
  row("accept_source_route", 24),
  row("disable_ipv6", 26),
  row("accept_dad", 27),
  row("force_tllao", 28),
  row("ndisc_notify", 29),
  row("suppress_frag_ndisc", 32, 1),
  row("accept_ra_from_local", 33),
  row("accept_ra_mtu", 35, 1),
  row("use_oif_addrs_only", 37),
  row("ignore_routes_with_linkdown", 39),
  row("drop_unicast_in_l2_multicast", 40),
  row("drop_unsolicited_na", 41),
  row("keep_addr_on_down", 42),
  row("seg6_enabled", 44),
  row("enhanced_dad", 46, 1),
  row("addr_gen_mode", 47),
  row("disable_policy", 48),
  row("ndisc_tclass", 50),
  row("rpl_seg_enabled", 51),
  row("ioam6_enabled", 53),
  row("ioam6_id", 54, 65535),
  row("ioam6_id_wide", 55, 4294967295),
  row("ndisc_evict_nocarrier", 56, 1),
  row("accept_untracked_na", 57),
];

/** Length of IFLA_INET6_CONF's array. */
export const DEVCONF_MAX = 59;

export class ipv6_devconf {
  readonly values = new Map<string, number>(addrconf_sysctl.map((r) => [r.name, r.initial]));

  get(name: string): number {
    return this.values.get(name) ?? 0;
  }

  set(name: string, value: number): void {
    this.values.set(name, value);
  }

  copyFrom(other: ipv6_devconf): void {
    for (const [name, value] of other.values) this.values.set(name, value);
  }
}
