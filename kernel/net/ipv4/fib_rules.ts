// IPv4 policy rules: which table a packet is looked up in (net/core/fib_rules.c, net/ipv4/fib_rules.c). A namespace starts
// with local (0), main (32766) and default (32767). Above: route.ts, rtnetlink. Below: fib_trie.ts,
// ../core/fib_rules.ts.

import { EACCES, EINVAL, ENETUNREACH } from "../../uapi/asm/errno.ts";
import {
  FR_ACT_BLACKHOLE,
  FR_ACT_GOTO,
  FR_ACT_NOP,
  FR_ACT_PROHIBIT,
  FR_ACT_UNREACHABLE,
} from "../../uapi/linux/fib_rules.ts";
import { RT_TABLE_DEFAULT, RT_TABLE_LOCAL, RT_TABLE_MAIN } from "../../uapi/linux/rtnetlink.ts";
import { type fib_rule, fib_rule_devs_match, fib_rule_get_table, fib_rule_init } from "../core/fib_rules.ts";
import { l3mdev_update_flow } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import { fib_get_table, type fib_result, type flowi4, inet_make_mask } from "./fib_trie.ts";

export function fib_default_rules_init(net: net): void {
  net.ipv4.fib_rules = [
    fib_rule_init({ pref: 0, table: RT_TABLE_LOCAL }),
    fib_rule_init({ pref: 32766, table: RT_TABLE_MAIN }),
    fib_rule_init({ pref: 32767, table: RT_TABLE_DEFAULT }),
  ];
}

function matches(net: net, r: fib_rule, flp: flowi4): boolean {
  const ok =
    fib_rule_devs_match(net, r, flp) &&
    ((flp.mark ^ r.mark) & r.mark_mask) === 0 &&
    ((flp.saddr ^ Number(r.src)) & inet_make_mask(r.src_len)) === 0 &&
    ((flp.daddr ^ Number(r.dst)) & inet_make_mask(r.dst_len)) === 0 &&
    (!r.tos || r.tos === flp.tos) &&
    (!r.proto || r.proto === flp.proto) &&
    (!r.uid_range || (flp.uid >= r.uid_range[0] && flp.uid <= r.uid_range[1]));
  return ok !== r.invert;
}

/** Follows the rules: a route, or -ENETUNREACH, -EHOSTUNREACH, -EINVAL, -EACCES (fib_lookup). */
export function fib_lookup(net: net, flp: flowi4): fib_result | number {
  const rules = net.ipv4.fib_rules;
  l3mdev_update_flow(net, flp);
  for (let i = 0; i < rules.length; i++) {
    const r = rules[i];
    if (!matches(net, r, flp)) continue;
    switch (r.action) {
      case FR_ACT_GOTO: {
        const at = rules.findIndex((x) => x.pref >= r.target);
        if (at <= i) continue;
        i = at - 1;
        continue;
      }
      case FR_ACT_NOP:
        continue;
      case FR_ACT_UNREACHABLE:
        return -ENETUNREACH;
      case FR_ACT_PROHIBIT:
        return -EACCES;
      case FR_ACT_BLACKHOLE:
        return -EINVAL;
    }
    const found = fib_get_table(net, fib_rule_get_table(net, r, flp))?.lookup(flp) ?? 0;
    if (found === 0) continue;
    if (typeof found === "object" && found.prefixlen <= r.suppress_prefixlen) continue;
    if (typeof found === "object" && found.nh?.dev?.group === r.suppress_ifgroup) continue;
    return found;
  }
  return -ENETUNREACH;
}
