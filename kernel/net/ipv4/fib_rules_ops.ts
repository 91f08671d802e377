// IPv4's row of policy rules in rtnetlink (struct fib_rules_ops, net/ipv4/fib_rules.c). Above: ../init.ts,
// ../core/fib_rules_netlink.ts. Below: fib_trie.ts.

import { RTNLGRP_IPV4_RULE } from "../../uapi/linux/rtnetlink.ts";
import { AF_INET } from "../../uapi/linux/socket.ts";
import type { fib_rules_ops } from "../core/fib_rules_netlink.ts";
import { be32 } from "../sockptr.ts";
import { fib_new_table } from "./fib_trie.ts";

export const fib4_rules_ops: fib_rules_ops = {
  family: AF_INET,
  group: RTNLGRP_IPV4_RULE,
  addr_size: 4,
  addr: (a) => a?.u32 ?? 0,
  bytes: (addr) => be32(Number(addr)),
  rules: (net) => net.ipv4.fib_rules,
  new_table(net) {
    let id = 1;
    while (net.ipv4.fib_tables.has(id)) id++;
    fib_new_table(net, id);
    return id;
  },
  flush(net) {
    net.ipv4.rt_genid++;
    net.ipv4.fib_has_custom_rules = true;
  },
  seq: (net) => net.ipv4.rt_genid,
};
