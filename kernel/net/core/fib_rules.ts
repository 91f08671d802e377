// Policy rules, of both families: which routing table a packet is looked up in (struct fib_rule, net/core/fib_rules.c).
// Above: fib_rules_netlink.ts, ../ipv4/fib_rules.ts, ../ipv6/ip6_fib.ts. Below: l3mdev.ts, net_namespace.ts.

import { FR_ACT_TO_TBL } from "../../uapi/linux/fib_rules.ts";
import { RTPROT_KERNEL } from "../../uapi/linux/rtnetlink.ts";
import type { flow } from "./flow.ts";
import { l3mdev_fib_rule_match } from "./l3mdev.ts";
import type { net } from "./net_namespace.ts";

export interface fib_rule {
  pref: number;
  action: number;
  table: number;
  target: number;
  iifname: string;
  oifname: string;
  mark: number;
  mark_mask: number;
  /** IPv4's addresses are numbers, IPv6's strings of 16. */
  src: number | string;
  src_len: number;
  dst: number | string;
  dst_len: number;
  tos: number;
  proto: number;
  invert: boolean;
  protocol: number;
  /** The table is that of the flow's L3 domain. */
  l3mdev: boolean;
  suppress_prefixlen: number;
  /** Routes through devices of this group do not count; -1: all do. */
  suppress_ifgroup: number;
  uid_range: [number, number] | null;
}

export const fib_rule_init = (r: Partial<fib_rule>): fib_rule => ({
  pref: 0,
  action: FR_ACT_TO_TBL,
  table: 0,
  target: 0,
  iifname: "",
  oifname: "",
  mark: 0,
  mark_mask: 0,
  src: 0,
  src_len: 0,
  dst: 0,
  dst_len: 0,
  tos: 0,
  proto: 0,
  invert: false,
  protocol: RTPROT_KERNEL,
  l3mdev: false,
  suppress_prefixlen: -1,
  suppress_ifgroup: -1,
  uid_range: null,
  ...r,
});

const nameOf = (net: net, ifindex: number): string => net.dev_index_head.get(ifindex)?.name ?? "";

/** Whether the devices, and the domain, are those that the rule names. What programs send comes in through lo. */
export const fib_rule_devs_match = (net: net, r: fib_rule, fl: flow): boolean =>
  (r.iifname === "" || r.iifname === nameOf(net, fl.iif || net.loopback_dev.ifindex)) &&
  (r.oifname === "" || r.oifname === nameOf(net, fl.oif)) &&
  (!r.l3mdev || l3mdev_fib_rule_match(net, fl) !== 0);

/** The table that a matching rule leads to (fib_rule_get_table). */
export const fib_rule_get_table = (net: net, r: fib_rule, fl: flow): number =>
  r.l3mdev ? l3mdev_fib_rule_match(net, fl) : r.table;
