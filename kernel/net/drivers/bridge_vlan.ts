// The vlans of a bridge and of its ports: which frames may come in, which go out and with what tag, and the rows that
// programs set (net/bridge/br_vlan.c, br_netlink.c br_afspec). A tag travels beside the frame, in skb.vlan_tci.
// Above: bridge.ts, bridge_netlink.ts. Below: bridge_local.ts. Partial: no tunnels, no states of single vlans, 802.1Q only.

import { EINVAL, ENOENT } from "../../uapi/asm/errno.ts";
import {
  BRIDGE_VLAN_INFO_MASTER,
  BRIDGE_VLAN_INFO_PVID,
  BRIDGE_VLAN_INFO_RANGE_BEGIN,
  BRIDGE_VLAN_INFO_RANGE_END,
  BRIDGE_VLAN_INFO_UNTAGGED,
  IFLA_BRIDGE_VLAN_INFO,
} from "../../uapi/linux/if_bridge.ts";
import { ETH_ALEN, ETH_P_8021Q } from "../../uapi/linux/if_ether.ts";
import { RTM_SETLINK } from "../../uapi/linux/rtnetlink.ts";
import { type sk_buff, skb_pull } from "../core/skbuff.ts";
import { NL_SET_ERR_MSG, type netlink_ext_ack } from "../netlink/ext_ack.ts";
import { nla_list, type nlattr } from "../netlink/nlattr.ts";
import type { nlmsg } from "../netlink/nlmsg.ts";
import { get16 } from "../wire/addr.ts";
import type { net_bridge, net_bridge_port } from "./bridge.ts";
import { br_fdb_delete_by_port, br_fdb_find_delete_local, fdb_add_local } from "./bridge_local.ts";

const VLAN_VID_MASK = 0xfff;
const VLAN_HLEN = 4;

/** The vlans of a port, or of the bridge itself: by id, whether frames leave untagged. */
export class vlan_group {
  pvid = 0;
  readonly vlans = new Map<number, boolean>();
}

const groupOf = (br: net_bridge, p: net_bridge_port | null): vlan_group => (p ?? br).vlgrp;
const addressOf = (br: net_bridge, p: net_bridge_port | null): Uint8Array => (p?.dev ?? br.dev).dev_addr;

/** Adds a vlan to a port (null: the bridge) or sets its flags: whether anything changed (br_vlan_add, nbp_vlan_add). */
export function vlan_add(br: net_bridge, p: net_bridge_port | null, vid: number, flags: number): boolean {
  const g = groupOf(br, p);
  const untagged = (flags & BRIDGE_VLAN_INFO_UNTAGGED) !== 0;
  const pvid = (flags & BRIDGE_VLAN_INFO_PVID) !== 0;
  const known = g.vlans.get(vid);
  if (known === undefined) {
    if (p && flags & BRIDGE_VLAN_INFO_MASTER) vlan_add(br, null, vid, flags);
    fdb_add_local(br, p, addressOf(br, p), vid);
  }
  const changed = known !== untagged || pvid !== (g.pvid === vid);
  g.vlans.set(vid, untagged);
  if (pvid) g.pvid = vid;
  else if (g.pvid === vid) g.pvid = 0;
  return changed;
}

/** Takes a vlan away: 0 or -ENOENT (br_vlan_delete, nbp_vlan_delete). */
export function vlan_delete(br: net_bridge, p: net_bridge_port | null, vid: number): number {
  const g = groupOf(br, p);
  if (!g.vlans.has(vid)) return -ENOENT;
  br_fdb_find_delete_local(br, p, addressOf(br, p), vid);
  br_fdb_delete_by_port(br, p, vid, false);
  if (g.pvid === vid) g.pvid = 0;
  g.vlans.delete(vid);
  return 0;
}

/** The vlan that ports and the bridge are born with (br_vlan_bridge_event, nbp_vlan_init). */
export function vlan_init(br: net_bridge, p: net_bridge_port | null): void {
  if (br.default_pvid) vlan_add(br, p, br.default_pvid, BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED);
}

/** Another vlan is everybody's first, 0: none (__br_vlan_set_default_pvid). */
export function set_default_pvid(br: net_bridge, pvid: number): number {
  if (pvid >= VLAN_VID_MASK) return -EINVAL;
  if (pvid === br.default_pvid) return 0;
  const old = br.default_pvid;
  br.default_pvid = pvid;
  for (const p of [null, ...br.ports]) {
    const g = groupOf(br, p);
    // Only where it is still as it was given.
    if (old && !(g.pvid === old && g.vlans.get(old))) continue;
    if (!old && pvid && g.vlans.has(pvid)) continue;
    vlan_init(br, p);
    if (old) vlan_delete(br, p, old);
  }
  return 0;
}

// ---- frames ----

/** Moves a tag from the bytes of a frame that starts with its link header to skb.vlan_tci. */
function untag(skb: sk_buff): void {
  const { head, data } = skb;
  if (skb.vlan_tci >= 0 || skb.len < 2 * ETH_ALEN + VLAN_HLEN + 2) return;
  if (get16(head, data + 2 * ETH_ALEN) !== ETH_P_8021Q) return;
  skb.vlan_tci = get16(head, data + 2 * ETH_ALEN + 2);
  skb.vlan_proto = ETH_P_8021Q;
  head.copyWithin(data + VLAN_HLEN, data, data + 2 * ETH_ALEN);
  skb_pull(skb, VLAN_HLEN);
  skb.mac_header = skb.data;
}

/**
 * The vlan of a frame that comes in by a port (null: from the bridge's own device, then with its link header before
 * it): 0 where the bridge does not filter, -1 if it may not come in; the frame carries its tag from here on.
 */
export function br_allowed_ingress(br: net_bridge, p: net_bridge_port | null, skb: sk_buff): number {
  if (!br.vlan_enabled) return 0;
  if (!p) untag(skb);
  const g = groupOf(br, p);
  const tagged = skb.vlan_tci >= 0 && skb.vlan_proto === ETH_P_8021Q;
  let vid = tagged ? skb.vlan_tci & VLAN_VID_MASK : 0;
  if (!vid) {
    if (!g.pvid) return -1;
    vid = g.pvid;
    skb.vlan_tci = (tagged ? skb.vlan_tci : 0) | vid;
    skb.vlan_proto = ETH_P_8021Q;
    return vid;
  }
  return g.vlans.has(vid) ? vid : -1;
}

/** Whether a frame of a vlan (0: not filtered) may leave by a port, null: up to the bridge's own device. */
export const br_allowed_egress = (br: net_bridge, p: net_bridge_port | null, vid: number): boolean =>
  vid === 0 || groupOf(br, p).vlans.has(vid);

/** The frame as it leaves: without its tag where the vlan says so (br_handle_vlan). */
export function br_handle_vlan(br: net_bridge, p: net_bridge_port | null, skb: sk_buff, vid: number): void {
  if (vid && groupOf(br, p).vlans.get(vid)) skb.vlan_tci = -1;
}

// ---- rtnetlink ----

/** IFLA_BRIDGE_VLAN_INFO rows: flags, id; neighbours that are alike as a range if compressed. */
export function fill_vlans(m: nlmsg, g: vlan_group, compressed: boolean): void {
  const rows = [...g.vlans]
    .sort(([a], [b]) => a - b)
    .map(([vid, untagged]) => ({
      vid,
      flags: (vid === g.pvid ? BRIDGE_VLAN_INFO_PVID : 0) | (untagged ? BRIDGE_VLAN_INFO_UNTAGGED : 0),
    }));
  const row = (vid: number, flags: number): void =>
    void m.put(IFLA_BRIDGE_VLAN_INFO, Uint8Array.of(flags >> 8, flags, vid >> 8, vid));
  for (let i = 0; i < rows.length; ) {
    const first = rows[i];
    let last = i;
    while (compressed && rows[last + 1]?.vid === rows[last].vid + 1 && rows[last + 1].flags === first.flags)
      last++;
    if (last === i) row(first.vid, first.flags);
    else {
      row(first.vid, first.flags | BRIDGE_VLAN_INFO_RANGE_BEGIN);
      row(rows[last].vid, first.flags | BRIDGE_VLAN_INFO_RANGE_END);
    }
    i = last + 1;
  }
}

/** What IFLA_AF_SPEC says of vlans, for a port or (null) the bridge: whether anything changed, or -ERRNO (br_afspec). */
export function br_afspec(
  br: net_bridge,
  p: net_bridge_port | null,
  spec: nlattr,
  cmd: number,
  extack: netlink_ext_ack,
): boolean | number {
  const refuse = (why: string): number => {
    NL_SET_ERR_MSG(extack, `bridge: ${why}`);
    return -EINVAL;
  };
  let changed = false;
  let begin: { vid: number; flags: number } | null = null;
  for (const a of nla_list(spec.data).attrs) {
    if (a.type !== IFLA_BRIDGE_VLAN_INFO) continue;
    if (a.data.length !== 4) return -EINVAL;
    const row = { flags: get16(a.data, 0), vid: get16(a.data, 2) };
    if (!row.vid || row.vid >= VLAN_VID_MASK) return refuse("Vlan id is invalid");
    const starts = (row.flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) !== 0;
    if (starts || begin) {
      const wrong = range_error(row, begin);
      if (wrong) return refuse(wrong);
    }
    if (starts) {
      begin = row;
      continue;
    }
    const flags = (begin ?? row).flags;
    for (let vid = (begin ?? row).vid; vid <= row.vid; vid++) {
      if (cmd === RTM_SETLINK) changed = vlan_add(br, p, vid, flags) || changed;
      else {
        changed = vlan_delete(br, p, vid) === 0 || changed;
        if (p && flags & BRIDGE_VLAN_INFO_MASTER) changed = vlan_delete(br, null, vid) === 0 || changed;
      }
    }
    begin = null;
  }
  return changed;
}

/** What is wrong with the start or (begin given) the end of a range, "": nothing (br_vlan_valid_range). */
function range_error(row: { vid: number; flags: number }, begin: { vid: number } | null): string {
  if (row.flags & BRIDGE_VLAN_INFO_PVID) return "Pvid isn't allowed in a range";
  if (!begin) return "";
  if (row.flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) return "Found a new vlan range start while processing one";
  if (!(row.flags & BRIDGE_VLAN_INFO_RANGE_END)) return "Vlan range end flag is missing";
  return row.vid <= begin.vid ? "End vlan id is less than or equal to start vlan id" : "";
}
