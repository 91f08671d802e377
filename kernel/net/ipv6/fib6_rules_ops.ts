// IPv6's row of policy rules in rtnetlink (struct fib_rules_ops, net/ipv6/fib6_rules.c). Above: ../init.ts,
// ../core/fib_rules_netlink.ts. Below: ip6_fib.ts.

import { RTNLGRP_IPV6_RULE } from "../../uapi/linux/rtnetlink.ts";
import { AF_INET6 } from "../../uapi/linux/socket.ts";
import type { fib_rules_ops } from "../core/fib_rules_netlink.ts";
import { bytes_to_in6, in6_to_bytes, in6addr_any } from "../wire/addr.ts";
import { fib6_of } from "./ip6_fib.ts";

export const fib6_rules_ops: fib_rules_ops = {
  family: AF_INET6,
  group: RTNLGRP_IPV6_RULE,
  addr_size: 16,
  addr: (a) => (a ? bytes_to_in6(a.data) : in6addr_any),
  bytes: (addr) => in6_to_bytes(String(addr)),
  rules: (net) => fib6_of(net).rules,
  new_table: () => null,
  flush: (net) => void fib6_of(net).genid++,
  seq: (net) => fib6_of(net).genid,
};
