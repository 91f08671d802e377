// IPv6 groups that sockets have joined, and those every device listens to (net/ipv6/mcast.c). No reports are sent.
// Above: ipv6_sockglue.ts, udp.ts. Below: addrconf.ts.

import { EADDRINUSE, EADDRNOTAVAIL, EINVAL, ENODEV } from "../../uapi/asm/errno.ts";
import { IFF_LOOPBACK, IFF_MULTICAST, IFF_UP } from "../../uapi/linux/if.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { type in6_addr, in6addr_linklocal_allnodes, ipv6_addr_is_multicast } from "../wire/addr.ts";
import { addrconf_addr_solict_mult } from "./ndisc.ts";

export interface ipv6_mc_socklist {
  addr: in6_addr;
  ifindex: number;
}

const groups = new WeakMap<net_device, Map<in6_addr, number>>();
const of = (dev: net_device): Map<in6_addr, number> => {
  let m = groups.get(dev);
  if (!m) groups.set(dev, (m = new Map()));
  return m;
};

/** Whether dev listens to a group: joined, all nodes, or the solicited-node group of an address. */
export function ipv6_chk_mcast_addr(dev: net_device, addr: in6_addr): boolean {
  if (addr === in6addr_linklocal_allnodes || of(dev).has(addr)) return true;
  return dev.ip6_ptr?.addr_list.some((i) => addrconf_addr_solict_mult(i.addr) === addr) ?? false;
}

const pick = (net: net, ifindex: number): net_device | null => {
  if (ifindex) return dev_get_by_index(net, ifindex);
  return (
    net.dev_base_head.find((d) => d.flags & IFF_UP && d.flags & IFF_MULTICAST && !(d.flags & IFF_LOOPBACK)) ??
    null
  );
};

export function ipv6_sock_mc_join(sk: inet_sock, ifindex: number, addr: in6_addr): number {
  const np = sk.pinet6!;
  if (!ipv6_addr_is_multicast(addr)) return -EINVAL;
  if (np.mc_list.some((m) => (ifindex === 0 || m.ifindex === ifindex) && m.addr === addr)) return -EADDRINUSE;
  const dev = pick(sk.sk_net, ifindex);
  if (!dev?.ip6_ptr) return -ENODEV;
  np.mc_list.unshift({ addr, ifindex: dev.ifindex });
  of(dev).set(addr, (of(dev).get(addr) ?? 0) + 1);
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
  if (!dev) return;
  const n = of(dev).get(m.addr) ?? 0;
  if (n > 1) of(dev).set(m.addr, n - 1);
  else of(dev).delete(m.addr);
}

export function ipv6_sock_mc_close(sk: inet_sock): void {
  for (const m of sk.pinet6?.mc_list.splice(0) ?? []) leave(sk.sk_net, m);
}

/** Whether a socket wants a group's packet from a device (inet6_mc_check). */
export function inet6_mc_check(sk: inet_sock, addr: in6_addr, dif: number): boolean {
  if (!ipv6_addr_is_multicast(addr)) return true;
  const np = sk.pinet6!;
  return np.mc_list.some((m) => m.addr === addr && m.ifindex === dif) || np.mc_all;
}
