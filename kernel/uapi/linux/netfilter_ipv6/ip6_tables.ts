// <linux/netfilter_ipv6/ip6_tables.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, chars, ptr, struct, u8, u16, u32 } from "../../struct.ts";
import { in6_addr } from "../in6.ts";
import { xt_counters, xt_error_target, xt_standard_target } from "../netfilter/x_tables.ts";

export const IP6T_FUNCTION_MAXNAMELEN = 30;
export const IP6T_TABLE_MAXNAMELEN = 32;
export const IP6T_CONTINUE = 4294967295;
export const IP6T_RETURN = -5;
export const IP6T_TCP_INV_SRCPT = 1;
export const IP6T_TCP_INV_DSTPT = 2;
export const IP6T_TCP_INV_FLAGS = 4;
export const IP6T_TCP_INV_OPTION = 8;
export const IP6T_TCP_INV_MASK = 15;
export const IP6T_UDP_INV_SRCPT = 1;
export const IP6T_UDP_INV_DSTPT = 2;
export const IP6T_UDP_INV_MASK = 3;
export const IP6T_F_PROTO = 1;
export const IP6T_F_TOS = 2;
export const IP6T_F_GOTO = 4;
export const IP6T_F_MASK = 7;
export const IP6T_INV_VIA_IN = 1;
export const IP6T_INV_VIA_OUT = 2;
export const IP6T_INV_TOS = 4;
export const IP6T_INV_SRCIP = 8;
export const IP6T_INV_DSTIP = 0x10;
export const IP6T_INV_FRAG = 0x20;
export const IP6T_INV_PROTO = 64;
export const IP6T_INV_MASK = 0x7f;
export const IP6T_BASE_CTL = 64;
export const IP6T_SO_SET_REPLACE = IP6T_BASE_CTL;
export const IP6T_SO_SET_ADD_COUNTERS = 65;
export const IP6T_SO_SET_MAX = IP6T_SO_SET_ADD_COUNTERS;
export const IP6T_SO_GET_INFO = IP6T_BASE_CTL;
export const IP6T_SO_GET_ENTRIES = 65;
export const IP6T_SO_GET_REVISION_MATCH = 68;
export const IP6T_SO_GET_REVISION_TARGET = 69;
export const IP6T_SO_GET_MAX = IP6T_SO_GET_REVISION_TARGET;
export const IP6T_SO_ORIGINAL_DST = 80;
export const IP6T_ICMP_INV = 1;

export const ip6t_ip6 = struct("ip6t_ip6", {
  src: in6_addr,
  dst: in6_addr,
  smsk: in6_addr,
  dmsk: in6_addr,
  iniface: chars(16),
  outiface: chars(16),
  iniface_mask: bytes(16),
  outiface_mask: bytes(16),
  proto: u16,
  tos: u8,
  flags: u8,
  invflags: u8,
});

export const ip6t_entry = struct("ip6t_entry", {
  ipv6: ip6t_ip6,
  nfcache: u32,
  target_offset: u16,
  next_offset: u16,
  comefrom: u32,
  counters: xt_counters,
  elems: bytes(0),
});

export const ip6t_standard = struct("ip6t_standard", {
  entry: ip6t_entry,
  target: xt_standard_target,
});

export const ip6t_error = struct("ip6t_error", {
  entry: ip6t_entry,
  target: xt_error_target,
});

export const ip6t_icmp = struct("ip6t_icmp", {
  type: u8,
  code: bytes(2),
  invflags: u8,
});

export const ip6t_getinfo = struct("ip6t_getinfo", {
  name: chars(32),
  valid_hooks: u32,
  hook_entry: array(u32, 5),
  underflow: array(u32, 5),
  num_entries: u32,
  size: u32,
});

export const ip6t_replace = struct("ip6t_replace", {
  name: chars(32),
  valid_hooks: u32,
  num_entries: u32,
  size: u32,
  hook_entry: array(u32, 5),
  underflow: array(u32, 5),
  num_counters: u32,
  counters: ptr,
  entries: array(ip6t_entry, 0),
});

export const ip6t_get_entries = struct("ip6t_get_entries", {
  name: chars(32),
  size: u32,
  entrytable: array(ip6t_entry, 0),
});
