// Multicast groups that sockets have joined, and what devices let in because of it (net/ipv4/igmp.c).
// Above: ip_sockglue.ts, route.ts. Below: igmp_report.ts tells routers; devinet.ts.

import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENOBUFS, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { MCAST_EXCLUDE, MCAST_INCLUDE } from "../../uapi/linux/in.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { dev_mc_add, dev_mc_del } from "../core/dev_addr_lists.ts";
import type { skb_devs } from "../core/l3mdev.ts";
import {
  type mc_filter,
  mc_filter_allows,
  mc_filter_change,
  mc_filter_replace,
  type mc_filter_req,
} from "../core/mc_filter.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import { ipv4_is_multicast } from "../wire/addr.ts";
import { ip_eth_mc_map } from "./arp.ts";
import { type in_device, ip_dev_find } from "./devinet.ts";
import { flowi4_init } from "./fib_trie.ts";
import { igmp_forget, igmp_group_changed, igmp_v2_seen } from "./igmp_report.ts";
import type { inet_sock } from "./inet_sock.ts";
import { ip_route_output_key } from "./route.ts";

const IGMP_ALL_HOSTS = 0xe0000001;

/** One membership of a socket. */
export interface ip_mc_socklist extends mc_filter<number> {
  multiaddr: number;
  address: number;
  ifindex: number;
}

/** Groups a device listens to, with the number of members. */
const groups = new WeakMap<in_device, Map<number, number>>();

export function ip_mc_groups(in_dev: in_device): Map<number, number> {
  let m = groups.get(in_dev);
  if (!m) groups.set(in_dev, (m = new Map()));
  return m;
}

/** Groups whose link address the device lets in: only where links have such. */
const loaded = new WeakMap<in_device, Set<number>>();

function load(in_dev: in_device, addr: number, on: boolean): void {
  if (in_dev.dev.type !== ARPHRD_ETHER) return;
  let s = loaded.get(in_dev);
  if (!s) loaded.set(in_dev, (s = new Set()));
  if (s.has(addr) === on) return;
  if (on) s.add(addr);
  else s.delete(addr);
  (on ? dev_mc_add : dev_mc_del)(in_dev.dev, ip_eth_mc_map(addr));
}

/** The device is up: it hears all hosts' group, and routers are told of the others (ip_mc_up). */
export function ip_mc_up(in_dev: in_device): void {
  ip_mc_inc_group(in_dev, IGMP_ALL_HOSTS);
  for (const addr of ip_mc_groups(in_dev).keys()) {
    load(in_dev, addr, true);
    igmp_group_changed(in_dev, addr, true);
  }
}

/** The device is down: it hears no group (ip_mc_down). */
export function ip_mc_down(in_dev: in_device): void {
  for (const addr of ip_mc_groups(in_dev).keys()) load(in_dev, addr, false);
  igmp_forget(in_dev);
  if (ip_mc_groups(in_dev).has(IGMP_ALL_HOSTS)) ip_mc_dec_group(in_dev, IGMP_ALL_HOSTS);
}

export function ip_mc_inc_group(in_dev: in_device, addr: number): void {
  const m = ip_mc_groups(in_dev);
  const n = m.get(addr) ?? 0;
  m.set(addr, n + 1);
  if (n === 0) {
    load(in_dev, addr, true);
    igmp_group_changed(in_dev, addr, true);
  }
  in_dev.dev.nd_net.ipv4.rt_genid++;
}

export function ip_mc_dec_group(in_dev: in_device, addr: number): void {
  const m = ip_mc_groups(in_dev);
  const n = m.get(addr) ?? 0;
  if (n > 1) m.set(addr, n - 1);
  else {
    m.delete(addr);
    igmp_group_changed(in_dev, addr, false);
    load(in_dev, addr, false);
  }
  in_dev.dev.nd_net.ipv4.rt_genid++;
}

/** Whether packets to a group are for us on this device (ip_check_mc_rcu). */
export function ip_check_mc(in_dev: in_device, addr: number, _saddr: number, _proto: number): boolean {
  if (addr === IGMP_ALL_HOSTS) return (in_dev.dev.flags & IFF_UP) !== 0;
  return ip_mc_groups(in_dev).has(addr);
}

/** The device a membership means: by index, by address of ours, by route. */
export function ip_mc_find_dev(
  net: net,
  imr: { multiaddr: number; address: number; ifindex: number },
): net_device | null {
  if (imr.ifindex) return dev_get_by_index(net, imr.ifindex);
  if (imr.address) {
    const dev = ip_dev_find(net, imr.address);
    if (!dev) return null;
    imr.ifindex = dev.ifindex;
    return dev;
  }
  const rt = ip_route_output_key(net, flowi4_init({ daddr: imr.multiaddr }));
  if (typeof rt === "number") return null;
  imr.ifindex = rt.dev.ifindex;
  return rt.dev;
}

/** IP_ADD_MEMBERSHIP: 0, -EINVAL, -ENODEV, -EADDRINUSE, -ENOBUFS. */
export function ip_mc_join_group(
  sk: inet_sock,
  imr: { multiaddr: number; address: number; ifindex: number },
  mode = MCAST_EXCLUDE,
): number {
  if (!ipv4_is_multicast(imr.multiaddr)) return -EINVAL;
  const dev = ip_mc_find_dev(sk.sk_net, imr);
  if (!dev?.ip_ptr) return -ENODEV;
  const ifindex = dev.ifindex;
  if (sk.mc_list.some((m) => m.multiaddr === imr.multiaddr && m.ifindex === ifindex)) return -EADDRINUSE;
  if (sk.mc_list.length >= sk.sk_net.ipv4.sysctl_igmp_max_memberships) return -ENOBUFS;
  sk.mc_list.unshift({
    multiaddr: imr.multiaddr,
    address: imr.address,
    ifindex,
    sfmode: mode,
    sources: null,
  });
  ip_mc_inc_group(dev.ip_ptr, imr.multiaddr);
  return 0;
}

/** IP_DROP_MEMBERSHIP: 0, -ENODEV, -EADDRNOTAVAIL. */
export function ip_mc_leave_group(
  sk: inet_sock,
  imr: { multiaddr: number; address: number; ifindex: number },
): number {
  const dev = ip_mc_find_dev(sk.sk_net, imr);
  if (!imr.ifindex && !imr.address && !dev) return -ENODEV;
  const i = sk.mc_list.findIndex(
    (m) =>
      m.multiaddr === imr.multiaddr &&
      (imr.ifindex ? m.ifindex === imr.ifindex : !imr.address || m.address === imr.address),
  );
  if (i < 0) return -EADDRNOTAVAIL;
  const [m] = sk.mc_list.splice(i, 1);
  const at = dev_get_by_index(sk.sk_net, m.ifindex);
  if (at?.ip_ptr) ip_mc_dec_group(at.ip_ptr, m.multiaddr);
  return 0;
}

/** The socket goes: so do its memberships. */
export function ip_mc_drop_socket(sk: inet_sock): void {
  for (const m of sk.mc_list.splice(0)) {
    const dev = dev_get_by_index(sk.sk_net, m.ifindex);
    if (dev?.ip_ptr) ip_mc_dec_group(dev.ip_ptr, m.multiaddr);
  }
}

/** The membership that an option means, or -ERRNO. */
function find_membership(
  sk: inet_sock,
  imr: { multiaddr: number; address: number; ifindex: number },
  missing: number,
): ip_mc_socklist | number {
  const dev = ip_mc_find_dev(sk.sk_net, imr);
  if (!dev?.ip_ptr) return -ENODEV;
  return sk.mc_list.find((x) => x.multiaddr === imr.multiaddr && x.ifindex === dev.ifindex) ?? missing;
}

/** Source-specific membership: what is to change (IP_ADD_SOURCE_MEMBERSHIP …). */
export function ip_mc_source(
  sk: inet_sock,
  add: boolean,
  mode: number,
  imr: { multiaddr: number; address: number; ifindex: number; source: number },
): number {
  if (!ipv4_is_multicast(imr.multiaddr)) return -EINVAL;
  const m = find_membership(sk, imr, -EINVAL);
  if (typeof m === "number") return m;
  const r = mc_filter_change(m, add, mode, imr.source, sk.sk_net.ipv4.sysctl_igmp_max_msf);
  return r === "leave" ? ip_mc_leave_group(sk, imr) : r;
}

/** The whole list of sources at once (IP_MSFILTER, MCAST_MSFILTER). address: of the device, if ifindex is 0. */
export function ip_mc_msfilter(sk: inet_sock, req: mc_filter_req<number>, address: number): number {
  const imr = { multiaddr: req.group, address, ifindex: req.ifindex };
  if (!ipv4_is_multicast(req.group)) return -EINVAL;
  if (req.fmode !== MCAST_INCLUDE && req.fmode !== MCAST_EXCLUDE) return -EINVAL;
  const m = find_membership(sk, imr, -EINVAL);
  if (m === -ENODEV) return m;
  if (req.fmode === MCAST_INCLUDE && req.sources.length === 0) return ip_mc_leave_group(sk, imr);
  if (typeof m === "number") return m;
  mc_filter_replace(m, req.fmode, req.sources);
  return 0;
}

/** What IP_MSFILTER reads: by address of the device. */
export function ip_mc_msfget(sk: inet_sock, group: number, address: number): ip_mc_socklist | number {
  if (!ipv4_is_multicast(group)) return -EINVAL;
  return find_membership(sk, { multiaddr: group, address, ifindex: 0 }, -EADDRNOTAVAIL);
}

/** What MCAST_MSFILTER reads: by index, which must be the membership's. */
export function ip_mc_gsfget(sk: inet_sock, group: number, ifindex: number): ip_mc_socklist | number {
  if (!ipv4_is_multicast(group)) return -EINVAL;
  return sk.mc_list.find((x) => x.multiaddr === group && x.ifindex === ifindex) ?? -EADDRNOTAVAIL;
}

/** Whether a socket wants a group's packet from a source (ip_mc_sf_allow). */
export function ip_mc_sf_allow(sk: inet_sock, group: number, source: number, at: skb_devs): boolean {
  if (!ipv4_is_multicast(group)) return true;
  const m = sk.mc_list.find((x) => x.multiaddr === group && (x.ifindex === at.dif || x.ifindex === at.sdif));
  return m ? mc_filter_allows(m, source) : sk.mc_all;
}

/** /proc/net/igmp: the groups of each device, the youngest first. */
export function igmp_mc_seq_show(net: net): string {
  let text = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n";
  for (const dev of net.dev_base_head) {
    const m = dev.ip_ptr && ip_mc_groups(dev.ip_ptr);
    if (!m?.size) continue;
    const querier = igmp_v2_seen(dev.ip_ptr!) ? "V2" : "V3";
    text += `${dev.ifindex}\t${dev.name.padEnd(10)}: ${String(m.size).padStart(5)} ${querier.padStart(7)}\n`;
    for (const [addr, users] of [...m].reverse()) {
      const hex = addr.toString(16).toUpperCase().padStart(8, "0");
      text += `\t\t\t\t${hex} ${String(users).padStart(5)} 0:00000000\t\t0\n`;
    }
  }
  return text;
}
