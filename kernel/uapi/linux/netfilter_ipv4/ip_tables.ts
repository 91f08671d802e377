// <linux/netfilter_ipv4/ip_tables.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, bytes, chars, ptr, struct, u8, u16, u32 } from "../../struct.ts";
import { in_addr } from "../in.ts";
import { xt_counters } from "../netfilter/x_tables.ts";

export const IPT_FUNCTION_MAXNAMELEN = 30;
export const IPT_TABLE_MAXNAMELEN = 32;
export const IPT_CONTINUE = 4294967295;
export const IPT_RETURN = -5;
export const IPT_TCP_INV_SRCPT = 1;
export const IPT_TCP_INV_DSTPT = 2;
export const IPT_TCP_INV_FLAGS = 4;
export const IPT_TCP_INV_OPTION = 8;
export const IPT_TCP_INV_MASK = 15;
export const IPT_UDP_INV_SRCPT = 1;
export const IPT_UDP_INV_DSTPT = 2;
export const IPT_UDP_INV_MASK = 3;
export const IPT_F_FRAG = 1;
export const IPT_F_GOTO = 2;
export const IPT_F_MASK = 3;
export const IPT_INV_VIA_IN = 1;
export const IPT_INV_VIA_OUT = 2;
export const IPT_INV_TOS = 4;
export const IPT_INV_SRCIP = 8;
export const IPT_INV_DSTIP = 0x10;
export const IPT_INV_FRAG = 0x20;
export const IPT_INV_PROTO = 64;
export const IPT_INV_MASK = 0x7f;
export const IPT_BASE_CTL = 64;
export const IPT_SO_SET_REPLACE = IPT_BASE_CTL;
export const IPT_SO_SET_ADD_COUNTERS = 65;
export const IPT_SO_SET_MAX = IPT_SO_SET_ADD_COUNTERS;
export const IPT_SO_GET_INFO = IPT_BASE_CTL;
export const IPT_SO_GET_ENTRIES = 65;
export const IPT_SO_GET_REVISION_MATCH = 66;
export const IPT_SO_GET_REVISION_TARGET = 67;
export const IPT_SO_GET_MAX = IPT_SO_GET_REVISION_TARGET;
export const IPT_ICMP_INV = 1;

export const ipt_ip = struct("ipt_ip", {
  src: in_addr,
  dst: in_addr,
  smsk: in_addr,
  dmsk: in_addr,
  iniface: chars(16),
  outiface: chars(16),
  iniface_mask: bytes(16),
  outiface_mask: bytes(16),
  proto: u16,
  flags: u8,
  invflags: u8,
});

export const ipt_entry = struct("ipt_entry", {
  ip: ipt_ip,
  nfcache: u32,
  target_offset: u16,
  next_offset: u16,
  comefrom: u32,
  counters: xt_counters,
  elems: bytes(0),
});

export const ipt_icmp = struct("ipt_icmp", {
  type: u8,
  code: bytes(2),
  invflags: u8,
});

export const ipt_getinfo = struct("ipt_getinfo", {
  name: chars(32),
  valid_hooks: u32,
  hook_entry: array(u32, 5),
  underflow: array(u32, 5),
  num_entries: u32,
  size: u32,
});

export const ipt_replace = struct("ipt_replace", {
  name: chars(32),
  valid_hooks: u32,
  num_entries: u32,
  size: u32,
  hook_entry: array(u32, 5),
  underflow: array(u32, 5),
  num_counters: u32,
  counters: ptr,
  entries: array(ipt_entry, 0),
});

export const ipt_get_entries = struct("ipt_get_entries", {
  name: chars(32),
  size: u32,
  entrytable: array(ipt_entry, 0),
});
