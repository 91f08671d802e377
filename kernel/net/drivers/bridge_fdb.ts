// Link addresses through rtnetlink (family AF_BRIDGE): a bridge's table, and the lists of what a device lets in
// (net/bridge/br_fdb.c, net/core/rtnetlink.c: rtnl_fdb_add, rtnl_fdb_del, rtnl_fdb_dump).
// Above: bridge_netlink.ts. Below: bridge.ts, ../core/dev_addr_lists.ts.

import { EEXIST, EINVAL, ENODEV, ENOENT, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { ETH_ALEN } from "../../uapi/linux/if_ether.ts";
import * as N from "../../uapi/linux/neighbour.ts";
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { RTM_DELNEIGH, RTM_GETNEIGH, RTM_NEWNEIGH, RTNLGRP_NEIGH } from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index, equalBytes } from "../core/dev.ts";
import { dev_mc_add, dev_mc_del, dev_uc_add, dev_uc_del } from "../core/dev_addr_lists.ts";
import { nda_policy } from "../core/neigh_netlink.ts";
import { type net_device, netif_is_bridge_master } from "../core/netdevice.ts";
import { rtnl_notify, rtnl_register } from "../core/rtnetlink.ts";
import { NL_SET_ERR_MSG } from "../netlink/ext_ack.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { NLMSG_HDRLEN, nlmsg_parse } from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { br_port_get, type fdb_entry, type net_bridge, type net_bridge_port } from "./bridge.ts";
import { key, vidOf } from "./bridge_local.ts";
import type { vlan_group } from "./bridge_vlan.ts";

const AF_BRIDGE = 7;
const SIZEOF_NDMSG = 12;

const bytesOf = (k: string): Uint8Array => Uint8Array.from(k.slice(0, ETH_ALEN), (c) => c.charCodeAt(0));

function fdb_to_nud(br: net_bridge, e: fdb_entry): number {
  if (e.local) return N.NUD_PERMANENT;
  if (e.is_static) return N.NUD_NOARP;
  return br.dev.nd_net.stack.now() - e.updated > br.ageing_time ? N.NUD_STALE : N.NUD_REACHABLE;
}

function fill(
  br: net_bridge,
  key: string,
  e: fdb_entry,
  event: number,
  r: netlink_request | null,
  nlflags = 0,
): Uint8Array {
  const m = new nlmsg(event, nlflags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(AF_BRIDGE)
    .u8(0)
    .u16(0)
    .u32((e.port?.dev ?? br.dev).ifindex);
  m.u16(fdb_to_nud(br, e)).u8(0).u8(0);
  m.put(N.NDA_LLADDR, bytesOf(key)).putU32(N.NDA_MASTER, br.dev.ifindex);
  if (br.dev.nd_net.kernel.release.atLeast("5.16")) m.putU32(N.NDA_FLAGS_EXT, 0);
  const age = Math.max(0, Math.floor((br.dev.nd_net.stack.now() - e.updated) / 1e7));
  m.nest(N.NDA_CACHEINFO, () => m.u32(0).u32(age).u32(age).u32(0));
  if (vidOf(key)) m.putU16(N.NDA_VLAN, vidOf(key));
  return m.end();
}

/** Tells of an entry that has come or gone. */
export function fdb_notify(br: net_bridge, key: string, e: fdb_entry, event: number): void {
  rtnl_notify(br.dev.nd_net, fill(br, key, e, event, null), RTNLGRP_NEIGH);
}

/** An address that a device lets in besides its own (nlmsg_populate_fdb_fill). */
function fill_self(
  dev: net_device,
  addr: Uint8Array,
  state: number,
  event: number,
  r: netlink_request | null,
  flags = 0,
): Uint8Array {
  const m = new nlmsg(event, flags, r?.nlh.nlmsg_seq ?? 0, r?.portid ?? 0);
  m.u8(AF_BRIDGE).u8(0).u16(0).u32(dev.ifindex).u16(state).u8(N.NTF_SELF).u8(0);
  return m.put(N.NDA_LLADDR, addr).end();
}

interface fdb_request {
  dev: net_device;
  addr: Uint8Array;
  state: number;
  flags: number;
  /** NDA_VLAN: 0, all that the port is in. */
  vid: number;
}

function target(r: netlink_request): fdb_request | number {
  const refuse = (errno: number, why: string): number => {
    NL_SET_ERR_MSG(r.extack, why);
    return errno;
  };
  const tb = nlmsg_parse(r.bytes, SIZEOF_NDMSG, N.NDA_MAX, nda_policy, r.extack);
  if (typeof tb === "number") return tb;
  const v = new DataView(r.bytes.buffer, r.bytes.byteOffset + NLMSG_HDRLEN, SIZEOF_NDMSG);
  const ifindex = v.getInt32(4);
  if (ifindex === 0) return refuse(-EINVAL, "invalid ifindex");
  const dev = __dev_get_by_index(r.net, ifindex);
  if (!dev) return refuse(-ENODEV, "unknown ifindex");
  const addr = tb.get(N.NDA_LLADDR)?.data;
  if (addr?.length !== ETH_ALEN) return refuse(-EINVAL, "invalid address");
  if (dev.type !== ARPHRD_ETHER) return refuse(-EINVAL, "FDB only supported for Ethernet devices");
  const vlan = tb.get(N.NDA_VLAN);
  if (vlan && vlan.data.length !== 2) return refuse(-EINVAL, "invalid vlan attribute size");
  const vid = vlan?.u16 ?? 0;
  if (vlan && (vid === 0 || vid >= 0xfff)) return refuse(-EINVAL, "invalid vlan id");
  return { dev, addr: addr.slice(), state: v.getUint16(8), flags: v.getUint8(10), vid };
}

/** The vlans that a request is about: those of the port if it names none, 0 (without) among them. */
function vids(q: fdb_request, g: vlan_group): number[] | number {
  if (!q.vid) return [0, ...g.vlans.keys()];
  return g.vlans.has(q.vid) ? [q.vid] : -EINVAL;
}

/** The port (null: the bridge itself) of a request to a bridge, and that bridge. */
const toward = (dev: net_device): { br: net_bridge; p: net_bridge_port | null } => {
  const p = br_port_get(dev);
  return { br: p?.br ?? (dev.priv as net_bridge), p };
};

function br_fdb_add(r: netlink_request, q: fdb_request): number {
  const { br, p } = toward(q.dev);
  if (!(q.state & (N.NUD_PERMANENT | N.NUD_NOARP | N.NUD_REACHABLE)) || q.addr.every((b) => b === 0))
    return -EINVAL;
  const list = vids(q, (p ?? br).vlgrp);
  if (typeof list === "number") return list;
  for (const vid of list) {
    const err = fdb_add_entry(r, br, p, q, vid);
    if (err) return err;
  }
  return 0;
}

function fdb_add_entry(
  r: netlink_request,
  br: net_bridge,
  p: net_bridge_port | null,
  q: fdb_request,
  vid: number,
): number {
  // Only a port may learn; the bridge's own entries stay.
  if (!p && !(q.state & N.NUD_PERMANENT)) return -EINVAL;
  const k = key(q.addr, 0, vid);
  const { nlmsg_flags } = r.nlh;
  const known = br.fdb.get(k);
  if (!known && !(nlmsg_flags & NLM_F_CREATE)) return -ENOENT;
  if (known && nlmsg_flags & NLM_F_EXCL) return -EEXIST;
  const entry: fdb_entry = {
    port: p,
    updated: br.dev.nd_net.stack.now(),
    local: (q.state & N.NUD_PERMANENT) !== 0,
    is_static: (q.state & N.NUD_NOARP) !== 0,
  };
  br.fdb.set(k, entry);
  const same =
    known && known.port === p && known.local === entry.local && !!known.is_static === entry.is_static;
  if (!same) fdb_notify(br, k, entry, RTM_NEWNEIGH);
  return 0;
}

/** 0 if one entry at least was there to go. */
function br_fdb_delete(q: fdb_request): number {
  const { br, p } = toward(q.dev);
  const list = vids(q, (p ?? br).vlgrp);
  if (typeof list === "number") return list;
  let err = -ENOENT;
  for (const vid of list) {
    const k = key(q.addr, 0, vid);
    const e = br.fdb.get(k);
    if (e?.port !== p) continue;
    br.fdb.delete(k);
    fdb_notify(br, k, e, RTM_DELNEIGH);
    err = 0;
  }
  return err;
}

const toBridge = (q: fdb_request): boolean =>
  (!q.flags || (q.flags & N.NTF_MASTER) !== 0) && br_port_get(q.dev) !== null;

function fdb_add(r: netlink_request): number {
  const q = target(r);
  if (typeof q === "number") return q;
  let err = -EOPNOTSUPP;
  if (toBridge(q)) {
    err = br_fdb_add(r, q);
    if (err) return err;
  }
  if (!(q.flags & N.NTF_SELF)) return err;
  if (netif_is_bridge_master(q.dev)) return br_fdb_add(r, q);
  if (q.state && !(q.state & N.NUD_PERMANENT)) {
    NL_SET_ERR_MSG(r.extack, "FDB only supports static addresses");
    return -EINVAL;
  }
  const had = selfList(q.dev).some((a) => equalBytes(a, q.addr));
  if (had) return r.nlh.nlmsg_flags & NLM_F_EXCL ? -EEXIST : 0;
  if (q.addr[0] & 1) dev_mc_add(q.dev, q.addr);
  else dev_uc_add(q.dev, q.addr);
  rtnl_notify(r.net, fill_self(q.dev, q.addr, q.state, RTM_NEWNEIGH, null), RTNLGRP_NEIGH);
  return 0;
}

function fdb_del(r: netlink_request): number {
  const q = target(r);
  if (typeof q === "number") return q;
  let err = -EOPNOTSUPP;
  if (toBridge(q)) {
    err = br_fdb_delete(q);
    if (err) return err;
  }
  if (!(q.flags & N.NTF_SELF)) return err;
  if (netif_is_bridge_master(q.dev)) return br_fdb_delete(q);
  if (!selfList(q.dev).some((a) => equalBytes(a, q.addr))) return -ENOENT;
  if (q.addr[0] & 1) dev_mc_del(q.dev, q.addr);
  else dev_uc_del(q.dev, q.addr);
  rtnl_notify(r.net, fill_self(q.dev, q.addr, q.state, RTM_DELNEIGH, null), RTNLGRP_NEIGH);
  return 0;
}

const selfList = (dev: net_device): Uint8Array[] => [...dev.uc, ...dev.mc].map((a) => a.addr);

/** A device after the other: what its bridge has learnt behind it, then what it lets in itself. */
function* fdb_dump(r: netlink_request): Generator<Uint8Array, undefined, void> {
  const full = r.bytes.length >= NLMSG_HDRLEN + SIZEOF_NDMSG;
  const tb = full ? nlmsg_parse(r.bytes, SIZEOF_NDMSG, N.NDA_MAX, nda_policy, null) : new Map();
  const br_idx = typeof tb === "number" ? 0 : (tb.get(N.NDA_MASTER)?.u32 ?? 0);
  const brport_idx = full ? new DataView(r.bytes.buffer, r.bytes.byteOffset).getInt32(NLMSG_HDRLEN + 4) : 0;
  for (const dev of [...r.net.dev_base_head]) {
    if (brport_idx && dev.ifindex !== brport_idx) continue;
    const p = br_port_get(dev);
    const own = netif_is_bridge_master(dev) ? (dev.priv as net_bridge) : null;
    if (br_idx && p?.br.dev.ifindex !== br_idx && own?.dev.ifindex !== br_idx) continue;
    for (const [key, e] of p ? [...p.br.fdb].reverse() : [])
      if (e.port === p) yield fill(p!.br, key, e, RTM_NEWNEIGH, r, NLM_F_MULTI);
    if (dev.type === ARPHRD_ETHER)
      for (const addr of selfList(dev))
        yield fill_self(dev, addr, N.NUD_PERMANENT, RTM_NEWNEIGH, r, NLM_F_MULTI);
    for (const [key, e] of own ? [...own.fdb].reverse() : [])
      if (!e.port) yield fill(own!, key, e, RTM_NEWNEIGH, r, NLM_F_MULTI);
  }
  return undefined;
}

export function br_fdb_init(): void {
  rtnl_register(
    { family: AF_BRIDGE, type: RTM_NEWNEIGH, doit: fdb_add },
    { family: AF_BRIDGE, type: RTM_DELNEIGH, doit: fdb_del },
    { family: AF_BRIDGE, type: RTM_GETNEIGH, dumpit: fdb_dump },
  );
}
