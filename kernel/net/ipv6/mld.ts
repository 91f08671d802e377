// The IPv6 groups a device listens to, and MLD (RFC 3810, RFC 2710): telling routers of them when they change and
// when routers ask (net/ipv6/mcast.c). Above: mcast.ts (sockets), addrconf.ts, icmpv6.ts. Below: icmpv6.ts,
// ../core/dev_addr_lists.ts. Partial: a group's sources are the sockets' affair, routers are asked for all of them.

import type { Timer } from "../../time/timer.ts";
import { EINVAL, ENODEV, ENOENT } from "../../uapi/asm/errno.ts";
import { IFF_MULTICAST, IFF_UP } from "../../uapi/linux/if.ts";
import { IFA_F_TENTATIVE } from "../../uapi/linux/if_addr.ts";
import { ARPHRD_ETHER } from "../../uapi/linux/if_arp.ts";
import { dev_mc_add, dev_mc_del } from "../core/dev_addr_lists.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device } from "../core/netdevice.ts";
import type { sk_buff } from "../core/skbuff.ts";
import {
  bytes_to_in6,
  get16,
  type in6_addr,
  in6_to_bytes,
  in6addr_any,
  in6addr_linklocal_allnodes,
  in6addr_linklocal_allrouters,
} from "../wire/addr.ts";
import type { inet6_dev } from "./addrconf.ts";
import { icmpv6_xmit_link } from "./icmpv6.ts";
import { ip6_saddr } from "./ip6_input.ts";

const ICMPV6_MGM_QUERY = 130;
const ICMPV6_MGM_REPORT = 131;
const ICMPV6_MGM_REDUCTION = 132;
const ICMPV6_MLD2_REPORT = 143;
const MLD2_MODE_IS_EXCLUDE = 2;
const MLD2_CHANGE_TO_INCLUDE = 3;
const MLD2_CHANGE_TO_EXCLUDE = 4;
const mld2_all_mcr: in6_addr = `\xff\x02${"\0".repeat(13)}\x16`;
export const in6addr_interfacelocal_allnodes: in6_addr = `\xff\x01${"\0".repeat(13)}\x01`;

const MAF_LAST_REPORTER = 0x02;
const MAF_LOADED = 0x04;
const MAF_NOREPORT = 0x08;
const SCOPE_LINKLOCAL = 2;
const MS = 1e6;
/** Two ticks: changes that come together go in one report. */
const AT_ONCE = 20 * MS;
/** A change is told so often (net.ipv6.mld_qrv). */
const MLD_QRV = 2;
/** So long a router of version 1 counts (RFC 3810, 9.12: 2 × 125 s + 10 s). */
const V1_ROUTER = 260e9;

/** One group of a device. */
export interface ifmcaddr6 {
  readonly mca_addr: in6_addr;
  mca_users: number;
  mca_flags: number;
  /** How often its change is still to be told. */
  mca_crcount: number;
}

/** What a device has to do with groups: part of inet6_dev. */
export class inet6_mc {
  /** The youngest first. */
  mc_list: ifmcaddr6[] = [];
  /** Groups that were left, as long as that is to be told. */
  mc_tomb: { mca_addr: in6_addr; mca_crcount: number }[] = [];
  ifc_count = 0;
  dad_count = 0;
  ifc_timer: Timer | null = null;
  dad_timer: Timer | null = null;
  gq_timer: Timer | null = null;
  v1_until = 0;
}

const scopeOf = (a: in6_addr): number => a.charCodeAt(1) & 15;

/** The link address of a group on a device, null where links have none (ndisc_mc_map). */
const mapOf = (dev: net_device, a: in6_addr): Uint8Array | null =>
  dev.type === ARPHRD_ETHER
    ? Uint8Array.from([0x33, 0x33, ...Array.from(a.slice(12), (c) => c.charCodeAt(0))])
    : null;

const random = (idev: inet6_dev, ns: number): number => {
  const [a, b] = idev.dev.nd_net.kernel.random(2);
  return ((a * 256 + b) / 65536) * ns;
};
function later(idev: inet6_dev, ns: number, fn: () => void): Timer {
  const { kernel } = idev.dev.nd_net;
  return kernel.timers.add(kernel.now() + ns, fn);
}
const v1 = (idev: inet6_dev): boolean =>
  idev.cnf.get("force_mld_version") === 1 || idev.dev.nd_net.stack.now() < idev.mc.v1_until;
const interval = (idev: inet6_dev): number =>
  Math.max(1, idev.cnf.get(`mldv${v1(idev) ? 1 : 2}_unsolicited_report_interval`)) * MS;

/** A user more of a group on dev: 0, -EINVAL without IPv6, -ENODEV on its way out. */
export function ipv6_dev_mc_inc(dev: net_device, addr: in6_addr): number {
  const idev = dev.ip6_ptr;
  if (!idev) return -EINVAL;
  if (idev.dead) return -ENODEV;
  const known = idev.mc.mc_list.find((m) => m.mca_addr === addr);
  if (known) {
    known.mca_users++;
    return 0;
  }
  const quiet = addr === in6addr_linklocal_allnodes || scopeOf(addr) < SCOPE_LINKLOCAL;
  const mc = { mca_addr: addr, mca_users: 1, mca_flags: quiet ? MAF_NOREPORT : 0, mca_crcount: 0 };
  idev.mc.mc_list.unshift(mc);
  added(idev, mc);
  return 0;
}

/** A user less: 0, -ENODEV, -ENOENT. */
export function ipv6_dev_mc_dec(dev: net_device, addr: in6_addr): number {
  return dev.ip6_ptr ? __ipv6_dev_mc_dec(dev.ip6_ptr, addr) : -ENODEV;
}

export function __ipv6_dev_mc_dec(idev: inet6_dev, addr: in6_addr): number {
  const i = idev.mc.mc_list.findIndex((m) => m.mca_addr === addr);
  if (i < 0) return -ENOENT;
  const mc = idev.mc.mc_list[i];
  if (--mc.mca_users > 0) return 0;
  idev.mc.mc_list.splice(i, 1);
  dropped(idev, mc);
  return 0;
}

/** Whether dev listens to a group. */
export const ipv6_chk_mcast_addr = (dev: net_device, addr: in6_addr): boolean =>
  dev.ip6_ptr?.mc.mc_list.some((m) => m.mca_addr === addr) ?? false;

function added(idev: inet6_dev, mc: ifmcaddr6): void {
  if (scopeOf(mc.mca_addr) < SCOPE_LINKLOCAL) return;
  const { dev } = idev;
  idev.mc.mc_tomb = idev.mc.mc_tomb.filter((t) => t.mca_addr !== mc.mca_addr);
  if (!(mc.mca_flags & MAF_LOADED)) {
    mc.mca_flags |= MAF_LOADED;
    const link = mapOf(dev, mc.mca_addr);
    if (link) dev_mc_add(dev, link);
  }
  if (!(dev.flags & IFF_UP) || mc.mca_flags & MAF_NOREPORT) return;
  if (v1(idev)) {
    mc.mca_flags |= MAF_LAST_REPORTER;
    send_v1(idev, ICMPV6_MGM_REPORT, mc.mca_addr);
    return;
  }
  mc.mca_crcount = MLD_QRV;
  changed(idev);
}

function dropped(idev: inet6_dev, mc: ifmcaddr6): void {
  if (scopeOf(mc.mca_addr) < SCOPE_LINKLOCAL) return;
  if (mc.mca_flags & MAF_LOADED) {
    mc.mca_flags &= ~MAF_LOADED;
    const link = mapOf(idev.dev, mc.mca_addr);
    if (link) dev_mc_del(idev.dev, link);
  }
  if (mc.mca_flags & MAF_NOREPORT || idev.dead) return;
  if (v1(idev)) {
    if (mc.mca_flags & MAF_LAST_REPORTER) send_v1(idev, ICMPV6_MGM_REDUCTION, mc.mca_addr);
    return;
  }
  idev.mc.mc_tomb.unshift({ mca_addr: mc.mca_addr, mca_crcount: MLD_QRV });
  changed(idev);
}

/** Something is to be told, soon (mld_ifc_event). */
function changed(idev: inet6_dev): void {
  idev.mc.ifc_count = MLD_QRV;
  start_ifc(idev, 0);
}

function start_ifc(idev: inet6_dev, within: number): void {
  idev.mc.ifc_timer?.cancel();
  idev.mc.ifc_timer = later(idev, AT_ONCE + random(idev, within), () => {
    send_cr(idev);
    if (idev.mc.ifc_count > 0 && --idev.mc.ifc_count > 0) start_ifc(idev, interval(idev));
  });
}

/** What has changed, in one report (mld_send_cr). */
function send_cr(idev: inet6_dev): void {
  const records: record[] = [];
  for (const t of idev.mc.mc_tomb) {
    records.push({ type: MLD2_CHANGE_TO_INCLUDE, addr: t.mca_addr });
    t.mca_crcount--;
  }
  idev.mc.mc_tomb = idev.mc.mc_tomb.filter((t) => t.mca_crcount > 0);
  for (const mc of idev.mc.mc_list) {
    if (!mc.mca_crcount) continue;
    records.push({ type: MLD2_CHANGE_TO_EXCLUDE, addr: mc.mca_addr });
    mc.mca_crcount--;
  }
  send_v2(idev, records);
}

/** The device has a link-local address now: reports so far came from nowhere, so again (ipv6_mc_dad_complete). */
export function ipv6_mc_dad_complete(idev: inet6_dev): void {
  idev.mc.dad_count = MLD_QRV;
  initial(idev);
}

function initial(idev: inet6_dev): void {
  if (!v1(idev)) send_v2(idev, reportable(idev, MLD2_CHANGE_TO_EXCLUDE));
  if (idev.mc.dad_count > 0 && --idev.mc.dad_count > 0)
    idev.mc.dad_timer = later(idev, AT_ONCE + random(idev, interval(idev)), () => initial(idev));
}

const reportable = (idev: inet6_dev, type: number): record[] =>
  idev.mc.mc_list.filter((m) => !(m.mca_flags & MAF_NOREPORT)).map((m) => ({ type, addr: m.mca_addr }));

/** The device is down: no group is listened to until it is up again (ipv6_mc_down). */
export function ipv6_mc_down(idev: inet6_dev): void {
  const { mc } = idev;
  for (const m of mc.mc_list) dropped(idev, m);
  for (const t of [mc.ifc_timer, mc.dad_timer, mc.gq_timer]) t?.cancel();
}

/** The device is up, or its link has changed: the groups are told (ipv6_mc_up). */
export function ipv6_mc_up(idev: inet6_dev): void {
  idev.mc.v1_until = 0;
  for (const m of [...idev.mc.mc_list]) added(idev, m);
}

/** Every device that knows IPv6 listens to all nodes, a router's to all routers too. */
export function ipv6_mc_init_dev(idev: inet6_dev): void {
  ipv6_dev_mc_inc(idev.dev, in6addr_interfacelocal_allnodes);
  ipv6_dev_mc_inc(idev.dev, in6addr_linklocal_allnodes);
  if (idev.cnf.get("forwarding") && idev.dev.flags & IFF_MULTICAST)
    ipv6_dev_mc_inc(idev.dev, in6addr_linklocal_allrouters);
}

export function ipv6_mc_destroy_dev(idev: inet6_dev): void {
  ipv6_mc_down(idev);
  idev.mc.mc_list = [];
  idev.mc.mc_tomb = [];
}

// ---- messages ----

interface record {
  readonly type: number;
  readonly addr: in6_addr;
}

const source = (idev: inet6_dev): in6_addr =>
  idev.addr_list.find((i) => i.scope === 253 && !(i.flags & IFA_F_TENTATIVE))?.addr ?? in6addr_any;

function send_v2(idev: inet6_dev, records: readonly record[]): void {
  if (records.length === 0) return;
  // As many groups as go into the device's packets: 48 bytes of headers, 8 of the report.
  const step = Math.max(1, Math.floor((idev.dev.mtu - 56) / 20));
  for (let at = 0; at < records.length; at += step) {
    const part = records.slice(at, at + step);
    const body = new Uint8Array(20 * part.length);
    for (const [i, { type, addr }] of part.entries()) {
      body[20 * i] = type;
      body.set(in6_to_bytes(addr), 20 * i + 4);
    }
    const word = part.length;
    icmpv6_xmit_link(idev.dev, source(idev), mld2_all_mcr, {
      type: ICMPV6_MLD2_REPORT,
      word,
      body,
      alert: true,
    });
  }
}

function send_v1(idev: inet6_dev, type: number, group: in6_addr): void {
  const to = type === ICMPV6_MGM_REDUCTION ? in6addr_linklocal_allrouters : group;
  icmpv6_xmit_link(idev.dev, source(idev), to, { type, word: 0, body: in6_to_bytes(group), alert: true });
}

/** A query: answered within the time it gives (igmp6_event_query, mld_process_v2). skb stays the caller's. */
export function mld_rcv(skb: sk_buff): void {
  const b = skb.bytes;
  const idev = skb.dev?.ip6_ptr;
  if (!idev || b[0] !== ICMPV6_MGM_QUERY || b.length < 24) return;
  if (b.length > 24 && b.length < 28) return;
  // Routers ask from their link-local address, with a hop limit of 1.
  const from = ip6_saddr(skb);
  if (from.charCodeAt(0) !== 0xfe || (from.charCodeAt(1) & 0xc0) !== 0x80) return;
  if (skb.head[skb.network_header + 7] !== 1) return;
  const group = bytes_to_in6(b, 8);
  const code = get16(b, 4);
  const old = b.length === 24;
  // From 32768 on a small floating-point number, in milliseconds.
  const ms = old || code < 0x8000 ? Math.max(1, code) : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3);
  if (old) idev.mc.v1_until = idev.dev.nd_net.stack.now() + V1_ROUTER;
  idev.mc.gq_timer?.cancel();
  idev.mc.gq_timer = later(idev, random(idev, ms * MS), () => {
    const asked = reportable(idev, MLD2_MODE_IS_EXCLUDE).filter(
      (r) => group === in6addr_any || r.addr === group,
    );
    if (old) for (const r of asked) send_v1(idev, ICMPV6_MGM_REPORT, r.addr);
    else send_v2(idev, asked);
  });
}

/** /proc/net/igmp6: a group a line. */
export function igmp6_mc_seq_show(net: net): string {
  let text = "";
  for (const dev of net.dev_base_head) {
    for (const m of dev.ip6_ptr?.mc.mc_list ?? []) {
      const hex = Array.from(m.mca_addr, (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
      const flags = m.mca_flags.toString(16).toUpperCase().padStart(8, "0");
      text += `${String(dev.ifindex).padEnd(4)} ${dev.name.padEnd(15)} ${hex} ${String(m.mca_users).padStart(5)} ${flags} 0\n`;
    }
  }
  return text;
}
