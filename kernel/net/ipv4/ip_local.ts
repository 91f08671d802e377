// The local address a packet was meant for, as IP_PKTINFO tells it (net/ipv4/fib_frontend.c fib_compute_spec_dst).
// Above: ip_cmsg.ts. Below: devinet.ts.

import { RT_SCOPE_LINK, RTN_LOCAL } from "../../uapi/linux/rtnetlink.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import { inet_select_addr } from "./devinet.ts";
import { inet_addr_type_dev } from "./route.ts";

/** daddr itself if it is ours, else an address of the device it came in by. */
export function __ip_dev_find_local(net: net, daddr: number, saddr: number, iif: number): number {
  const dev = dev_get_by_index(net, iif);
  if (inet_addr_type_dev(net, dev, daddr) === RTN_LOCAL) return daddr;
  return dev ? inet_select_addr(dev, saddr, RT_SCOPE_LINK) : 0;
}
