// A bridge's table as to what is its own: the addresses of its ports and its device, in every vlan they are in, and
// entries that go with their port (net/bridge/br_fdb.c). Above: bridge.ts, bridge_if.ts, bridge_vlan.ts.
// Below: bridge_fdb.ts (the news).

import { ETH_ALEN } from "../../uapi/linux/if_ether.ts";
import { RTM_DELNEIGH, RTM_NEWNEIGH } from "../../uapi/linux/rtnetlink.ts";
import type { fdb_entry, net_bridge, net_bridge_port } from "./bridge.ts";
import { fdb_notify } from "./bridge_fdb.ts";
import { is_valid_ether_addr } from "./eth.ts";

/** The tables' keys: an address's bytes and its vlan (0: none) as characters. */
export const key = (bytes: Uint8Array, at: number, vid = 0): string =>
  String.fromCharCode(...bytes.subarray(at, at + ETH_ALEN), vid);
export const vidOf = (k: string): number => k.charCodeAt(ETH_ALEN);

/** Ours, and not because a program said so. */
const isOwn = (e: fdb_entry): boolean => e.local && e.own === true;

function remove(br: net_bridge, k: string, e: fdb_entry): void {
  br.fdb.delete(k);
  fdb_notify(br, k, e, RTM_DELNEIGH);
}

/** The address is a port's (null: the bridge's own); who has it already keeps it. */
export function fdb_add_local(
  br: net_bridge,
  port: net_bridge_port | null,
  addr: Uint8Array,
  vid: number,
): void {
  if (!is_valid_ether_addr(addr)) return;
  const k = key(addr, 0, vid);
  const known = br.fdb.get(k);
  if (known?.local) return;
  if (known) remove(br, k, known);
  const entry = { port, updated: br.dev.nd_net.stack.now(), local: true, own: true };
  br.fdb.set(k, entry);
  fdb_notify(br, k, entry, RTM_NEWNEIGH);
}

/** port's own entry goes, unless another port or the bridge has the same address: then it is theirs. */
function fdb_delete_local(br: net_bridge, port: net_bridge_port | null, k: string, e: fdb_entry): void {
  const vid = vidOf(k);
  const same = (addr: Uint8Array): boolean => key(addr, 0, vid) === k;
  const heir = br.ports.find((o) => o !== port && same(o.dev.dev_addr) && (!vid || o.vlgrp.vlans.has(vid)));
  if (heir) e.port = heir;
  else if (port && same(br.dev.dev_addr) && (!vid || br.vlgrp.vlans.has(vid))) e.port = null;
  else remove(br, k, e);
}

export function br_fdb_find_delete_local(
  br: net_bridge,
  port: net_bridge_port | null,
  addr: Uint8Array,
  vid: number,
): void {
  const k = key(addr, 0, vid);
  const e = br.fdb.get(k);
  if (e && isOwn(e) && e.port === port) fdb_delete_local(br, port, k, e);
}

/** A port has another address. */
export function br_fdb_changeaddr(p: net_bridge_port, addr: Uint8Array): void {
  const { br } = p;
  for (const [k, e] of [...br.fdb].reverse()) {
    if (e.port !== p || !isOwn(e)) continue;
    fdb_delete_local(br, p, k, e);
    if (p.vlgrp.vlans.size === 0) break;
  }
  for (const vid of [0, ...p.vlgrp.vlans.keys()]) fdb_add_local(br, p, addr, vid);
}

/** The bridge is to have another address (dev_addr still is the old one). */
export function br_fdb_change_mac_address(br: net_bridge, addr: Uint8Array): void {
  for (const vid of [0, ...br.vlgrp.vlans.keys()]) {
    br_fdb_find_delete_local(br, null, br.dev.dev_addr, vid);
    fdb_add_local(br, null, addr, vid);
  }
}

/** What was learnt behind a port goes; all: what programs gave and its own address as well. */
export function br_fdb_delete_by_port(
  br: net_bridge,
  port: net_bridge_port | null,
  vid: number,
  all: boolean,
): void {
  for (const [k, e] of [...br.fdb].reverse()) {
    if (e.port !== port) continue;
    if (!all && (e.local || e.is_static || (vid && vidOf(k) !== vid))) continue;
    if (e.local) fdb_delete_local(br, port, k, e);
    else remove(br, k, e);
  }
}
