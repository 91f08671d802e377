// Neighbours through rtnetlink: RTM_NEWNEIGH, DELNEIGH, GETNEIGH (net/core/neighbour.c).
// Above: rtnetlink.ts (dispatch). Below: neighbour.ts, ../ipv4/arp.ts, ../netlink/.

import { EAFNOSUPPORT, EEXIST, EINVAL, ENODEV, ENOENT } from "../../uapi/asm/errno.ts";
import * as N from "../../uapi/linux/neighbour.ts";
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_MULTI, NLM_F_REPLACE } from "../../uapi/linux/netlink.ts";
import { RTM_DELNEIGH, RTM_GETNEIGH, RTM_NEWNEIGH, RTNLGRP_NEIGH } from "../../uapi/linux/rtnetlink.ts";
import { arp_tbl } from "../ipv4/arp.ts";
import { AF_INET, AF_INET6, AF_UNSPEC } from "../linux_socket.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_U32,
  NLMSG_HDRLEN,
  type nlattrs,
  nlmsg,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { __dev_get_by_index } from "./dev.ts";
import { neigh_of, type neigh_table, neigh_update, type neighbour } from "./neighbour.ts";
import type { net_device } from "./netdevice.ts";
import { rtnl_notify, rtnl_register } from "./rtnetlink.ts";

const SIZEOF_NDMSG = 12;
const nda_policy: policy = {
  [N.NDA_DST]: NLA_BINARY(16),
  [N.NDA_LLADDR]: NLA_BINARY(32),
  [N.NDA_IFINDEX]: NLA_U32,
  [N.NDA_MASTER]: NLA_U32,
};

interface ndmsg {
  ndm_family: number;
  ndm_ifindex: number;
  ndm_state: number;
  ndm_flags: number;
}

function read_ndmsg(b: Uint8Array): ndmsg {
  const v = new DataView(b.buffer, b.byteOffset + NLMSG_HDRLEN, SIZEOF_NDMSG);
  return {
    ndm_family: v.getUint8(0),
    ndm_ifindex: v.getInt32(4),
    ndm_state: v.getUint16(8),
    ndm_flags: v.getUint8(10),
  };
}

/** Tables' keys are IPv4 addresses in decimal, IPv6's as 16 characters. */
function keyBytes(n: neighbour): Uint8Array {
  if (n.tbl.family !== AF_INET) return Uint8Array.from(n.key, (c) => c.charCodeAt(0));
  const a = Number(n.key);
  return Uint8Array.of(a >>> 24, a >>> 16, a >>> 8, a);
}

function fill(n: neighbour, event: number, r: netlink_request | null, nlflags = 0): Uint8Array {
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(n.tbl.family).u8(0).u16(0).u32(n.dev.ifindex).u16(n.nud_state).u8(n.flags).u8(0);
  m.put(N.NDA_DST, keyBytes(n));
  if (n.nud_state & ~(N.NUD_INCOMPLETE | N.NUD_FAILED) && n.ha.length) m.put(N.NDA_LLADDR, n.ha);
  const { stack } = n.dev.nd_net;
  const age = (at: number): number => Math.max(0, Math.floor((stack.now() - at) / 1e7));
  m.nest(N.NDA_CACHEINFO, () => m.u32(age(n.confirmed)).u32(age(n.used)).u32(age(n.updated)).u32(0));
  m.putU32(N.NDA_PROBES, n.probes);
  return m.end();
}

function target(
  r: netlink_request,
): { tb: nlattrs; ndm: ndmsg; dev: net_device; key: string; tbl: neigh_table } | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_NDMSG, N.NDA_MAX, nda_policy, r.extack);
  if (typeof tb === "number") return tb;
  const ndm = read_ndmsg(r.bytes);
  const dst = tb.get(N.NDA_DST);
  if (!dst) return -EINVAL;
  const dev = __dev_get_by_index(r.net, ndm.ndm_ifindex);
  if (!dev) return -ENODEV;
  const len = ndm.ndm_family === AF_INET ? 4 : 16;
  const tbl = tableOf(dev, ndm.ndm_family);
  if (!tbl) return -EAFNOSUPPORT;
  if (dst.data.length < len) return -EINVAL;
  const key =
    ndm.ndm_family === AF_INET ? String(dst.u32) : String.fromCharCode(...dst.data.subarray(0, len));
  return { tb, ndm, dev, key, tbl };
}

function tableOf(dev: net_device, family: number): neigh_table | null {
  if (family === AF_INET) return arp_tbl;
  if (family !== AF_INET6) return null;
  return neigh_of(dev.nd_net.stack).tables.find((t) => t.family === family) ?? null;
}

function neigh_add(r: netlink_request): number {
  const got = target(r);
  if (typeof got === "number") return got;
  const { tb, ndm, dev, key, tbl } = got;
  const lladdr = tb.get(N.NDA_LLADDR);
  if (lladdr && lladdr.data.length < dev.addr_len) return -EINVAL;
  const cache = neigh_of(dev.nd_net.stack);
  const flags = r.nlh.nlmsg_flags;
  let n = cache.lookup(tbl, dev, key);
  if (n) {
    if (flags & NLM_F_EXCL) return -EEXIST;
    if (!(flags & NLM_F_REPLACE) && lladdr) return 0;
  } else {
    if (!(flags & NLM_F_CREATE)) return -ENOENT;
    n = cache.create(tbl, dev, key);
  }
  n.flags = ndm.ndm_flags;
  neigh_update(n, lladdr ? lladdr.data.slice(0, dev.addr_len) : null, ndm.ndm_state || N.NUD_STALE);
  rtnl_notify(r.net, fill(n, RTM_NEWNEIGH, r), RTNLGRP_NEIGH, r);
  return 0;
}

function neigh_delete(r: netlink_request): number {
  const got = target(r);
  if (typeof got === "number") return got;
  const cache = neigh_of(got.dev.nd_net.stack);
  const n = cache.lookup(got.tbl, got.dev, got.key);
  if (!n) return -ENOENT;
  n.nud_state = N.NUD_FAILED;
  rtnl_notify(r.net, fill(n, RTM_NEWNEIGH, r), RTNLGRP_NEIGH, r);
  cache.delete(n);
  rtnl_notify(r.net, fill(n, RTM_DELNEIGH, r), RTNLGRP_NEIGH, r);
  return 0;
}

function neigh_get(r: netlink_request): number {
  const got = target(r);
  if (typeof got === "number") return got;
  const n = neigh_of(got.dev.nd_net.stack).lookup(got.tbl, got.dev, got.key);
  return n ? nlmsg_unicast(r, fill(n, RTM_NEWNEIGH, r)) : -ENOENT;
}

function* neigh_dump(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const full = r.bytes.length >= NLMSG_HDRLEN + SIZEOF_NDMSG;
  const family = r.bytes[NLMSG_HDRLEN];
  const tb = full ? nlmsg_parse(r.bytes, SIZEOF_NDMSG, N.NDA_MAX, nda_policy, null) : new Map();
  const ifindex = typeof tb === "number" ? 0 : (tb.get(N.NDA_IFINDEX)?.u32 ?? 0);
  for (const dev of r.net.dev_base_head) {
    if (ifindex && dev.ifindex !== ifindex) continue;
    for (const n of neigh_of(r.net.stack).all(dev)) {
      if (family === AF_UNSPEC || n.tbl.family === family) yield fill(n, RTM_NEWNEIGH, r, NLM_F_MULTI);
    }
  }
  return undefined;
}

export function neigh_netlink_init(): void {
  rtnl_register(
    { family: AF_UNSPEC, type: RTM_NEWNEIGH, doit: neigh_add },
    { family: AF_UNSPEC, type: RTM_DELNEIGH, doit: neigh_delete },
    { family: AF_UNSPEC, type: RTM_GETNEIGH, doit: neigh_get, dumpit: neigh_dump },
  );
}
