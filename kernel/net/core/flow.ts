// What every family's flow has for the rules (struct flowi_common in include/net/flow.h). Above: l3mdev.ts, fib_rules.ts,
// ../ipv4/fib_trie.ts, ../ipv6/ip6_fib.ts. Below: nothing.

import type { net_device } from "./netdevice.ts";

export interface flow {
  oif: number;
  iif: number;
  /** Index of the L3 domain's master, 0: none. */
  l3mdev: number;
}

/** A route, as far as its device goes. */
export interface dst_dev {
  readonly dev: net_device;
}
