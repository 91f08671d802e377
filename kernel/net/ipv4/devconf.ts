// IPv4's configuration of a device, or of "all" and "default" (struct ipv4_devconf, net/ipv4/devinet.c).
// Above: devinet.ts, netns/ipv4.ts, rtnetlink (IFLA_INET_CONF, netconf). Below: uapi.

import {
  IPV4_DEVCONF_ACCEPT_LOCAL,
  IPV4_DEVCONF_ACCEPT_REDIRECTS,
  IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE,
  IPV4_DEVCONF_ARP_ACCEPT,
  IPV4_DEVCONF_ARP_ANNOUNCE,
  IPV4_DEVCONF_ARP_EVICT_NOCARRIER,
  IPV4_DEVCONF_ARP_IGNORE,
  IPV4_DEVCONF_ARP_NOTIFY,
  IPV4_DEVCONF_ARPFILTER,
  IPV4_DEVCONF_BC_FORWARDING,
  IPV4_DEVCONF_BOOTP_RELAY,
  IPV4_DEVCONF_DROP_GRATUITOUS_ARP,
  IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST,
  IPV4_DEVCONF_FORCE_IGMP_VERSION,
  IPV4_DEVCONF_FORWARDING,
  IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL,
  IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL,
  IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN,
  IPV4_DEVCONF_LOG_MARTIANS,
  IPV4_DEVCONF_MAX,
  IPV4_DEVCONF_MC_FORWARDING,
  IPV4_DEVCONF_MEDIUM_ID,
  IPV4_DEVCONF_NOPOLICY,
  IPV4_DEVCONF_NOXFRM,
  IPV4_DEVCONF_PROMOTE_SECONDARIES,
  IPV4_DEVCONF_PROXY_ARP,
  IPV4_DEVCONF_PROXY_ARP_PVLAN,
  IPV4_DEVCONF_ROUTE_LOCALNET,
  IPV4_DEVCONF_RP_FILTER,
  IPV4_DEVCONF_SECURE_REDIRECTS,
  IPV4_DEVCONF_SEND_REDIRECTS,
  IPV4_DEVCONF_SHARED_MEDIA,
  IPV4_DEVCONF_SRC_VMARK,
  IPV4_DEVCONF_TAG,
} from "../../uapi/linux/ip.ts";

/** One variable: its file's name under /proc/sys/net/ipv4/conf/DEV, its number, its default. */
export interface devconf4_row {
  readonly name: string;
  readonly index: number;
  readonly initial: number;
  readonly readOnly: boolean;
}

const row = (name: string, index: number, initial = 0, readOnly = false): devconf4_row => ({
  name,
  index,
  initial,
  readOnly,
});

/** In the order of the kernel's table. */
export const devinet_sysctl: readonly devconf4_row[] = [
  row("forwarding", IPV4_DEVCONF_FORWARDING),
  row("mc_forwarding", IPV4_DEVCONF_MC_FORWARDING, 0, true),
  row("bc_forwarding", IPV4_DEVCONF_BC_FORWARDING),
  row("accept_redirects", IPV4_DEVCONF_ACCEPT_REDIRECTS, 1),
  row("secure_redirects", IPV4_DEVCONF_SECURE_REDIRECTS, 1),
  row("shared_media", IPV4_DEVCONF_SHARED_MEDIA, 1),
  row("rp_filter", IPV4_DEVCONF_RP_FILTER),
  row("send_redirects", IPV4_DEVCONF_SEND_REDIRECTS, 1),
  row("accept_source_route", IPV4_DEVCONF_ACCEPT_SOURCE_ROUTE),
  row("accept_local", IPV4_DEVCONF_ACCEPT_LOCAL),
  row("src_valid_mark", IPV4_DEVCONF_SRC_VMARK),
  row("proxy_arp", IPV4_DEVCONF_PROXY_ARP),
  row("medium_id", IPV4_DEVCONF_MEDIUM_ID),
  row("bootp_relay", IPV4_DEVCONF_BOOTP_RELAY),
  row("log_martians", IPV4_DEVCONF_LOG_MARTIANS),
  row("tag", IPV4_DEVCONF_TAG),
  row("arp_filter", IPV4_DEVCONF_ARPFILTER),
  row("arp_announce", IPV4_DEVCONF_ARP_ANNOUNCE),
  row("arp_ignore", IPV4_DEVCONF_ARP_IGNORE),
  row("arp_accept", IPV4_DEVCONF_ARP_ACCEPT),
  row("arp_notify", IPV4_DEVCONF_ARP_NOTIFY),
  row("arp_evict_nocarrier", IPV4_DEVCONF_ARP_EVICT_NOCARRIER, 1),
  row("proxy_arp_pvlan", IPV4_DEVCONF_PROXY_ARP_PVLAN),
  row("force_igmp_version", IPV4_DEVCONF_FORCE_IGMP_VERSION),
  row("igmpv2_unsolicited_report_interval", IPV4_DEVCONF_IGMPV2_UNSOLICITED_REPORT_INTERVAL, 10000),
  row("igmpv3_unsolicited_report_interval", IPV4_DEVCONF_IGMPV3_UNSOLICITED_REPORT_INTERVAL, 1000),
  row("ignore_routes_with_linkdown", IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN),
  row("drop_gratuitous_arp", IPV4_DEVCONF_DROP_GRATUITOUS_ARP),
  row("disable_xfrm", IPV4_DEVCONF_NOXFRM),
  row("disable_policy", IPV4_DEVCONF_NOPOLICY),
  row("promote_secondaries", IPV4_DEVCONF_PROMOTE_SECONDARIES),
  row("route_localnet", IPV4_DEVCONF_ROUTE_LOCALNET),
  row("drop_unicast_in_l2_multicast", IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST),
];

export class ipv4_devconf {
  /** Values by number - 1, as IFLA_INET_CONF carries them. */
  readonly data = new Int32Array(IPV4_DEVCONF_MAX);
  /** Numbers that were set for this device itself, so that a new default no longer reaches them. */
  readonly state = new Set<number>();

  constructor() {
    for (const r of devinet_sysctl) this.data[r.index - 1] = r.initial;
  }

  get(index: number): number {
    return this.data[index - 1];
  }

  set(index: number, value: number): void {
    this.data[index - 1] = value;
    this.state.add(index);
  }

  copyFrom(other: ipv4_devconf): void {
    this.data.set(other.data);
  }
}
