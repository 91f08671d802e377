// Neighbours through rtnetlink: RTM_NEWNEIGH, DELNEIGH, GETNEIGH (net/core/neighbour.c).
// Above: rtnetlink.ts (dispatch). Below: neighbour.ts, ../ipv4/arp.ts, ../netlink/.

import { EAFNOSUPPORT, EEXIST, EINVAL, ENODEV, ENOENT } from "../../uapi/asm/errno.ts";
import * as N from "../../uapi/linux/neighbour.ts";
import {
  NLM_F_CREATE,
  NLM_F_DUMP_FILTERED,
  NLM_F_EXCL,
  NLM_F_MULTI,
  NLM_F_REPLACE,
} from "../../uapi/linux/netlink.ts";
import * as R from "../../uapi/linux/rtnetlink.ts";
import { AF_INET, AF_UNSPEC } from "../linux_socket.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import {
  NLA_BINARY,
  NLA_U32,
  NLMSG_HDRLEN,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { __dev_get_by_index } from "./dev.ts";
import { netdev_master_upper_dev_get } from "./dev_adjacent.ts";
import {
  NUD_VALID,
  neigh_of,
  type neigh_table,
  neigh_update,
  neighbour,
  type pneigh_entry,
} from "./neighbour.ts";
import type { net_device } from "./netdevice.ts";
import { rtnl_notify, rtnl_register } from "./rtnetlink.ts";

const SIZEOF_NDMSG = 12;
export const nda_policy: policy = {
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
function keyBytes(n: { tbl: neigh_table; key: string }): Uint8Array {
  if (n.tbl.family !== AF_INET) return Uint8Array.from(n.key, (c) => c.charCodeAt(0));
  const a = Number(n.key);
  return Uint8Array.of(a >>> 24, a >>> 16, a >>> 8, a);
}

function fill(n: neighbour, event: number, r: netlink_request | null, nlflags = 0): Uint8Array {
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(n.tbl.family)
    .u8(0)
    .u16(0)
    .u32(n.dev.ifindex)
    .u16(n.nud_state)
    .u8(n.flags)
    .u8(n.nud_state & N.NUD_NOARP && n.tbl.family === AF_INET ? R.RTN_MULTICAST : R.RTN_UNICAST);
  m.put(N.NDA_DST, keyBytes(n));
  if (n.nud_state & ~(N.NUD_INCOMPLETE | N.NUD_FAILED) && n.ha.length) m.put(N.NDA_LLADDR, n.ha);
  const { stack } = n.dev.nd_net;
  const age = (at: number): number => Math.max(0, Math.floor((stack.now() - at) / 1e7));
  // Whoever holds it but the table: its timer.
  const refs = n.timer?.pending ? 1 : 0;
  m.nest(N.NDA_CACHEINFO, () => m.u32(age(n.confirmed)).u32(age(n.used)).u32(age(n.updated)).u32(refs));
  m.putU32(N.NDA_PROBES, n.probes);
  return m.end();
}

/** A proxy's message: it has neither state nor link address (pneigh_fill_info). */
function fill_proxy(p: pneigh_entry, event: number, r: netlink_request | null, nlflags = 0): Uint8Array {
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(p.tbl.family).u8(0).u16(0).u32(p.dev.ifindex).u16(N.NUD_NONE);
  return m
    .u8(p.flags | N.NTF_PROXY)
    .u8(R.RTN_UNICAST)
    .put(N.NDA_DST, keyBytes(p))
    .end();
}

/** Tells of a neighbour that has changed or gone (__neigh_notify). */
export function neigh_notify(n: neighbour, event: number, r: netlink_request | null = null): void {
  rtnl_notify(n.dev.nd_net, fill(n, event, r), R.RTNLGRP_NEIGH, r);
}

function refuse(r: netlink_request, errno: number, why: string): number {
  NL_SET_ERR_MSG(r.extack, why);
  return errno;
}

interface neigh_target {
  tb: nlattrs;
  ndm: ndmsg;
  dev: net_device;
  key: string;
  tbl: neigh_table;
}

function target(r: netlink_request): neigh_target | number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_NDMSG, N.NDA_MAX, nda_policy, r.extack);
  if (typeof tb === "number") return tb;
  const ndm = read_ndmsg(r.bytes);
  const dst = tb.get(N.NDA_DST);
  if (!dst) return refuse(r, -EINVAL, "Network address not specified");
  const dev = ndm.ndm_ifindex ? __dev_get_by_index(r.net, ndm.ndm_ifindex) : null;
  if (ndm.ndm_ifindex && !dev) return -ENODEV;
  const tbl = tables.find((t) => t.family === ndm.ndm_family);
  if (!tbl) return -EAFNOSUPPORT;
  const len = ndm.ndm_family === AF_INET ? 4 : 16;
  if (dst.data.length < len) return refuse(r, -EINVAL, "Invalid network address");
  if (!dev) return refuse(r, -EINVAL, "Device not specified");
  const key =
    ndm.ndm_family === AF_INET ? String(dst.u32) : String.fromCharCode(...dst.data.subarray(0, len));
  return { tb, ndm, dev, key, tbl };
}

/** Those of the protocols, in the order of their families. */
let tables: readonly neigh_table[] = [];
const proxyKey = (tbl: neigh_table, key: string): string => `${tbl.family}:${key}`;

function neigh_add(r: netlink_request): number {
  const got = target(r);
  if (typeof got === "number") return got;
  const { tb, ndm, dev, key, tbl } = got;
  const lladdr = tb.get(N.NDA_LLADDR);
  if (lladdr && lladdr.data.length < dev.addr_len) return refuse(r, -EINVAL, "Invalid link address");
  const cache = neigh_of(dev.nd_net.stack);
  if (ndm.ndm_flags & N.NTF_PROXY) {
    const here = cache.proxies.get(dev) ?? new Map<string, pneigh_entry>();
    cache.proxies.set(dev, here);
    if (!here.has(proxyKey(tbl, key))) tbl.proxied?.(dev, key, true);
    here.set(proxyKey(tbl, key), { tbl, key, dev, flags: ndm.ndm_flags & ~N.NTF_PROXY });
    return 0;
  }
  const flags = r.nlh.nlmsg_flags;
  let n = cache.lookup(tbl, dev, key);
  if (n) {
    if (flags & NLM_F_EXCL) return -EEXIST;
    if (!(flags & NLM_F_REPLACE) && lladdr && n.nud_state & NUD_VALID) return 0;
  } else {
    if (!(flags & NLM_F_CREATE)) return -ENOENT;
    n = cache.create(tbl, dev, key);
  }
  const state = ndm.ndm_state || N.NUD_STALE;
  if (state & NUD_VALID && !lladdr && !(n.nud_state & NUD_VALID))
    return refuse(r, -EINVAL, "No link layer address given");
  n.flags = ndm.ndm_flags & ~N.NTF_USE;
  neigh_update(n, lladdr ? lladdr.data.slice(0, dev.addr_len) : null, state);
  return 0;
}

function neigh_delete(r: netlink_request): number {
  const got = target(r);
  if (typeof got === "number") return got;
  const cache = neigh_of(got.dev.nd_net.stack);
  if (got.ndm.ndm_flags & N.NTF_PROXY) {
    if (!cache.proxies.get(got.dev)?.delete(proxyKey(got.tbl, got.key))) return -ENOENT;
    got.tbl.proxied?.(got.dev, got.key, false);
    return 0;
  }
  const n = cache.lookup(got.tbl, got.dev, got.key);
  if (!n) return -ENOENT;
  const known = n.nud_state & NUD_VALID;
  n.nud_state = N.NUD_FAILED;
  n.flags &= ~N.NTF_EXT_LEARNED;
  if (known) neigh_notify(n, R.RTM_NEWNEIGH, r);
  cache.delete(n);
  neigh_notify(n, R.RTM_DELNEIGH, r);
  return 0;
}

function neigh_get(r: netlink_request): number {
  const got = target(r);
  if (typeof got === "number") return got;
  const cache = neigh_of(got.dev.nd_net.stack);
  if (got.ndm.ndm_flags & N.NTF_PROXY) {
    const p = cache.proxies.get(got.dev)?.get(proxyKey(got.tbl, got.key));
    return p
      ? nlmsg_unicast(r, fill_proxy(p, R.RTM_NEWNEIGH, r))
      : refuse(r, -ENOENT, "Proxy neighbour entry not found");
  }
  const n = cache.lookup(got.tbl, got.dev, got.key);
  return n ? nlmsg_unicast(r, fill(n, R.RTM_NEWNEIGH, r)) : refuse(r, -ENOENT, "Neighbour entry not found");
}

/** One table after the other; only the proxies for those that ask for them alone. */
function* neigh_dump(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const full = r.bytes.length >= NLMSG_HDRLEN + SIZEOF_NDMSG;
  const family = r.bytes[NLMSG_HDRLEN];
  const proxy = full && read_ndmsg(r.bytes).ndm_flags === N.NTF_PROXY;
  const tb = full ? nlmsg_parse(r.bytes, SIZEOF_NDMSG, N.NDA_MAX, nda_policy, null) : new Map();
  const attr = (type: number): number => (typeof tb === "number" ? 0 : (tb.get(type)?.u32 ?? 0));
  const [ifindex, master] = [attr(N.NDA_IFINDEX), attr(N.NDA_MASTER)];
  const flags = NLM_F_MULTI | (ifindex || master ? NLM_F_DUMP_FILTERED : 0);
  const cache = neigh_of(r.net.stack);
  for (const tbl of tables) {
    if (family !== AF_UNSPEC && tbl.family !== family) continue;
    for (const dev of r.net.dev_base_head) {
      if (ifindex && dev.ifindex !== ifindex) continue;
      if (master && netdev_master_upper_dev_get(dev)?.ifindex !== master) continue;
      const found = proxy ? [...(cache.proxies.get(dev)?.values() ?? [])] : cache.all(dev);
      for (const n of found) {
        if (n.tbl.family !== tbl.family) continue;
        yield n instanceof neighbour
          ? fill(n, R.RTM_NEWNEIGH, r, flags)
          : fill_proxy(n, R.RTM_NEWNEIGH, r, flags);
      }
    }
  }
  return undefined;
}

/** tbls: IPv4's and IPv6's. */
export function neigh_netlink_init(tbls: readonly neigh_table[]): void {
  tables = tbls;
  rtnl_register(
    { family: AF_UNSPEC, type: R.RTM_NEWNEIGH, doit: neigh_add },
    { family: AF_UNSPEC, type: R.RTM_DELNEIGH, doit: neigh_delete },
    { family: AF_UNSPEC, type: R.RTM_GETNEIGH, doit: neigh_get, dumpit: neigh_dump },
  );
}
