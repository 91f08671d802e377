// IPv6 groups that sockets have joined (net/ipv6/mcast.c). Above: ipv6_sockglue.ts, udp.ts. Below: mld.ts (devices).

import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_UP } from "../../uapi/linux/if.ts";
import { MCAST_EXCLUDE, MCAST_INCLUDE } from "../../uapi/linux/in.ts";
import { dev_get_by_index } from "../core/dev.ts";
import {
  type mc_filter,
  mc_filter_allows,
  mc_filter_change,
  mc_filter_replace,
  type mc_filter_req,
} from "../core/mc_filter.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { type in6_addr, ipv6_addr_is_multicast } from "../wire/addr.ts";
import { ipv6_dev_mc_dec, ipv6_dev_mc_inc } from "./mld.ts";

export interface ipv6_mc_socklist extends mc_filter<in6_addr> {
  addr: in6_addr;
  ifindex: number;
}

/** The device of a membership: by index, else where the route to all groups leads. */
const pick = (net: net, ifindex: number): net_device | null => {
  if (ifindex) return dev_get_by_index(net, ifindex);
  return net.dev_base_head.find((d) => d.flags & IFF_UP && !(d.flags & IFF_LOOPBACK) && d.ip6_ptr) ?? null;
};

export function ipv6_sock_mc_join(
  sk: inet_sock,
  ifindex: number,
  addr: in6_addr,
  mode = MCAST_EXCLUDE,
): number {
  const np = sk.pinet6!;
  if (!ipv6_addr_is_multicast(addr)) return -EINVAL;
  if (np.mc_list.some((m) => (ifindex === 0 || m.ifindex === ifindex) && m.addr === addr)) return -EADDRINUSE;
  const dev = pick(sk.sk_net, ifindex);
  if (!dev?.ip6_ptr) return -ENODEV;
  np.mc_list.unshift({ addr, ifindex: dev.ifindex, sfmode: mode, sources: null });
  ipv6_dev_mc_inc(dev, addr);
  return 0;
}

export function ipv6_sock_mc_drop(sk: inet_sock, ifindex: number, addr: in6_addr): number {
  const np = sk.pinet6!;
  if (!ipv6_addr_is_multicast(addr)) return -EINVAL;
  const i = np.mc_list.findIndex((m) => (ifindex === 0 || m.ifindex === ifindex) && m.addr === addr);
  if (i < 0) return -EADDRNOTAVAIL;
  leave(sk.sk_net, np.mc_list.splice(i, 1)[0]);
  return 0;
}

function leave(net: net, m: ipv6_mc_socklist): void {
  const dev = dev_get_by_index(net, m.ifindex);
  if (dev) ipv6_dev_mc_dec(dev, m.addr);
}

export function ipv6_sock_mc_close(sk: inet_sock): void {
  for (const m of sk.pinet6?.mc_list.splice(0) ?? []) leave(sk.sk_net, m);
}

const membership = (sk: inet_sock, ifindex: number, group: in6_addr): ipv6_mc_socklist | undefined =>
  sk.pinet6!.mc_list.find((m) => (ifindex === 0 || m.ifindex === ifindex) && m.addr === group);

/** One source to be heard or not (ip6_mc_source): 0, -EINVAL, -ENODEV, -EADDRNOTAVAIL, -ENOBUFS. */
export function ip6_mc_source(
  sk: inet_sock,
  add: boolean,
  mode: number,
  req: { ifindex: number; group: in6_addr; source: in6_addr },
): number {
  if (!ipv6_addr_is_multicast(req.group)) return -EINVAL;
  if (!pick(sk.sk_net, req.ifindex)?.ip6_ptr) return -ENODEV;
  const m = membership(sk, req.ifindex, req.group);
  if (!m) return -EINVAL;
  const r = mc_filter_change(m, add, mode, req.source, sk.sk_net.ipv6.sysctl_mld_max_msf);
  return r === "leave" ? ipv6_sock_mc_drop(sk, req.ifindex, req.group) : r;
}

/** The whole list of sources at once (ip6_mc_msfilter). */
export function ip6_mc_msfilter(sk: inet_sock, req: mc_filter_req<in6_addr>): number {
  if (!ipv6_addr_is_multicast(req.group)) return -EINVAL;
  if (req.fmode !== MCAST_INCLUDE && req.fmode !== MCAST_EXCLUDE) return -EINVAL;
  if (!pick(sk.sk_net, req.ifindex)?.ip6_ptr) return -ENODEV;
  if (req.fmode === MCAST_INCLUDE && req.sources.length === 0)
    return ipv6_sock_mc_drop(sk, req.ifindex, req.group);
  const m = sk.pinet6!.mc_list.find((x) => x.ifindex === req.ifindex && x.addr === req.group);
  if (!m) return -EINVAL;
  mc_filter_replace(m, req.fmode, req.sources);
  return 0;
}

/** The membership that MCAST_MSFILTER reads; its index must be the membership's. */
export function ip6_mc_msfget(sk: inet_sock, ifindex: number, group: in6_addr): ipv6_mc_socklist | number {
  if (!ipv6_addr_is_multicast(group)) return -EINVAL;
  return sk.pinet6!.mc_list.find((m) => m.ifindex === ifindex && m.addr === group) ?? -EADDRNOTAVAIL;
}

/** Whether a socket wants a group's packet from a source, whatever the device (inet6_mc_check). */
export function inet6_mc_check(sk: inet_sock, addr: in6_addr, source: in6_addr): boolean {
  if (!ipv6_addr_is_multicast(addr)) return true;
  const np = sk.pinet6!;
  const m = np.mc_list.find((x) => x.addr === addr);
  return m ? mc_filter_allows(m, source) : np.mc_all;
}
