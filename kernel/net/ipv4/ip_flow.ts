// Small questions every IPv4 sender asks: the route of a flow for a socket, whether a packet may be split
// (include/net/ip.h, route.h). Above: udp, raw, ping, tcp. Below: route.ts.

import type { flowi4 } from "./fib_trie.ts";
import type { inet_sock } from "./inet_sock.ts";
import { ip_route_output_key, type rtable } from "./route.ts";

export const IP_PMTUDISC_DO = 2;
export const IP_PMTUDISC_PROBE = 3;
export const IP_PMTUDISC_INTERFACE = 4;
export const IP_PMTUDISC_OMIT = 5;

/** The route of a flow of sk: the rtable or -ERRNO. */
export function ip_route_output_flow(sk: inet_sock, fl4: flowi4): rtable | number {
  return ip_route_output_key(sk.sk_net, fl4);
}

/** Whether "don't fragment" is set on a packet of len bytes (ip_dont_fragment). */
export function sk_df(sk: inet_sock, rt: rtable, len: number): boolean {
  if (sk.pmtudisc === IP_PMTUDISC_DO || sk.pmtudisc === IP_PMTUDISC_PROBE) return true;
  return sk.pmtudisc === 1 && len <= rt.mtu;
}
