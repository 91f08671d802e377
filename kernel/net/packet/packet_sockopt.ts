// The options of SOL_PACKET, each a row (net/packet/af_packet.c packet_setsockopt). Above: af_packet.ts.
// Below: ../core/sockopt.ts, ../core/dev_flags.ts (promiscuity).

import type { task_struct } from "../../task/task.ts";
import { EBUSY, EINVAL, ENODEV, ENOPROTOOPT } from "../../uapi/asm/errno.ts";
import * as P from "../../uapi/linux/if_packet.ts";
import { dev_get_by_index, equalBytes } from "../core/dev.ts";
import { dev_mc_add, dev_mc_del, dev_uc_add, dev_uc_del } from "../core/dev_addr_lists.ts";
import { dev_set_allmulti, dev_set_promiscuity } from "../core/dev_flags.ts";
import { get_filter } from "../core/filter.ts";
import type { net_device } from "../core/netdevice.ts";
import { lock_sock, release_sock } from "../core/sock.ts";
import { done, put_value, read_optlen, sockopt_level, type sockopt_row } from "../core/sockopt.ts";
import { SOCK_RAW, SOL_PACKET } from "../linux_socket.ts";
import type { socket } from "../socket.ts";
import { be32, copy_int, type sockptr, user_sockptr } from "../sockptr.ts";
import { get16, get32 } from "../wire/addr.ts";
import { fanout_add, type packet_fanout } from "./fanout.ts";
import type { packet_sock } from "./packet_sock.ts";
import { packet_set_ring } from "./ring.ts";

type Row = sockopt_row<packet_sock>;

/** What a socket asked a device to let in (struct packet_mclist). */
export interface packet_mclist {
  ifindex: number;
  type: number;
  addr: Uint8Array;
  count: number;
}

function apply(dev: net_device, m: packet_mclist, what: 1 | -1): number {
  switch (m.type) {
    case P.PACKET_MR_MULTICAST:
      if (dev.addr_len !== m.addr.length) return -EINVAL;
      return (what > 0 ? dev_mc_add(dev, m.addr) : dev_mc_del(dev, m.addr)) ?? 0;
    case P.PACKET_MR_PROMISC:
      return dev_set_promiscuity(dev, what) ?? 0;
    case P.PACKET_MR_ALLMULTI:
      return dev_set_allmulti(dev, what) ?? 0;
    case P.PACKET_MR_UNICAST:
      if (dev.addr_len !== m.addr.length) return -EINVAL;
      return (what > 0 ? dev_uc_add(dev, m.addr) : dev_uc_del(dev, m.addr)) ?? 0;
  }
  return 0;
}

function readMreq(optval: sockptr, optlen: number): packet_mclist | number {
  if (optlen < 16) return -EINVAL;
  const b = optval.copy_from(0, Math.min(optlen, 40));
  const alen = get16(b, 6);
  if (optlen < alen + 8) return -EINVAL;
  return { ifindex: get32(b, 0) | 0, type: get16(b, 4), addr: b.slice(8, 8 + alen), count: 1 };
}

const same = (a: packet_mclist, b: packet_mclist) =>
  a.ifindex === b.ifindex && a.type === b.type && equalBytes(a.addr, b.addr);

export function packet_drop_memberships(po: packet_sock): void {
  for (const m of po.mclist.splice(0)) {
    const dev = dev_get_by_index(po.sk_net, m.ifindex);
    if (dev) apply(dev, m, -1);
  }
}

const flag = (
  name: string,
  optname: number,
  key: keyof packet_sock,
  doc: string,
  partial?: string,
  since?: string,
): Row => ({
  name,
  optname,
  doc,
  since,
  partial,
  set(po, c) {
    if (c.optlen < 4) return -EINVAL;
    (po as unknown as Record<string, boolean>)[key] = c.val !== 0;
    return 0;
  },
  get: (po) => (po[key] ? 1 : 0),
});

/** Rings there are keep what they were made with. */
const ringed = (po: packet_sock): boolean => po.rx_ring !== null || po.tx_ring !== null;

const number = (
  name: string,
  optname: number,
  key: keyof packet_sock,
  doc: string,
  ok: (v: number) => boolean,
  fixed: boolean,
): Row => ({
  name,
  optname,
  doc,
  set(po, c) {
    if (c.optlen !== 4 || !ok(c.val)) return -EINVAL;
    if (fixed && ringed(po)) return -EBUSY;
    (po as unknown as Record<string, number>)[key] = c.val;
    return 0;
  },
  get: (po) => po[key] as number,
});

const rolls = (f: packet_fanout): boolean =>
  f.type === P.PACKET_FANOUT_ROLLOVER || (f.flags & (P.PACKET_FANOUT_FLAG_ROLLOVER >> 8)) !== 0;

const exactly4 = (row: Row): Row => ({
  ...row,
  set: (po, c) => (c.optlen === 4 ? row.set!(po, c) : -EINVAL),
});

/** Not while there are rings: -EBUSY. */
const unringed = (row: Row): Row => ({
  ...row,
  set: (po, c) => (ringed(po) ? -EBUSY : row.set!(po, c)),
});

const ring = (name: string, optname: number, doc: string, tx: boolean): Row => ({
  name,
  optname,
  doc,
  raw: true,
  set(po, c) {
    const size = po.tp_version === P.TPACKET_V3 ? P.tpacket_req3.size : P.tpacket_req.size;
    if (c.optlen < size) return -EINVAL;
    return packet_set_ring(po, c.optval.copy_from(0, size), tx);
  },
});

export const PACKET_ROWS: readonly Row[] = [
  {
    name: "PACKET_ADD_MEMBERSHIP",
    optname: P.PACKET_ADD_MEMBERSHIP,
    raw: true,
    doc: "Promiscuous mode, all groups, or an address more (struct packet_mreq).",
    set(po, c) {
      const m = readMreq(c.optval, c.optlen);
      if (typeof m === "number") return m;
      const dev = dev_get_by_index(po.sk_net, m.ifindex);
      if (!dev) return -ENODEV;
      if (m.addr.length > dev.addr_len) return -EINVAL;
      const known = po.mclist.find((o) => same(o, m));
      if (known) {
        known.count++;
        return 0;
      }
      const err = apply(dev, m, 1);
      if (!err) po.mclist.unshift(m);
      return err;
    },
  },
  {
    name: "PACKET_DROP_MEMBERSHIP",
    optname: P.PACKET_DROP_MEMBERSHIP,
    raw: true,
    doc: "Takes that back; without effect if there was none.",
    set(po, c) {
      const m = readMreq(c.optval, c.optlen);
      if (typeof m === "number") return m;
      const i = po.mclist.findIndex((o) => same(o, m));
      if (i < 0 || --po.mclist[i].count > 0) return 0;
      const [old] = po.mclist.splice(i, 1);
      const dev = dev_get_by_index(po.sk_net, old.ifindex);
      if (dev) apply(dev, old, -1);
      return 0;
    },
  },
  flag("PACKET_AUXDATA", P.PACKET_AUXDATA, "auxdata", "struct tpacket_auxdata with each packet."),
  flag("PACKET_ORIGDEV", P.PACKET_ORIGDEV, "origdev", "The device a frame first came in by."),
  exactly4(
    flag(
      "PACKET_QDISC_BYPASS",
      P.PACKET_QDISC_BYPASS,
      "qdisc_bypass",
      "Remembered: there is no queue to pass by.",
    ),
  ),
  exactly4(
    unringed(
      flag("PACKET_LOSS", P.PACKET_LOSS, "loss", "Frames of a send ring that are wrong are passed over."),
    ),
  ),
  exactly4({
    ...flag(
      "PACKET_TX_HAS_OFF",
      P.PACKET_TX_HAS_OFF,
      "tx_has_off",
      "Frames of a send ring say where their data begin.",
    ),
    set(po, c) {
      if (!ringed(po)) po.tx_has_off = c.val !== 0;
      return 0;
    },
  }),
  {
    ...flag(
      "PACKET_VNET_HDR",
      P.PACKET_VNET_HDR,
      "vnet_hdr",
      "A virtio header in front (SOCK_RAW).",
      "large segments to send are EINVAL",
    ),
    set(po, c) {
      if (po.sk_type !== SOCK_RAW || c.optlen < 4) return -EINVAL;
      if (ringed(po)) return -EBUSY;
      po.vnet_hdr = c.val !== 0;
      return 0;
    },
  },
  {
    name: "PACKET_IGNORE_OUTGOING",
    optname: P.PACKET_IGNORE_OUTGOING,
    since: "4.20",
    doc: "Outgoing frames are not shown; 0 or 1.",
    set(po, c) {
      if (c.optlen !== 4 || c.val < 0 || c.val > 1) return -EINVAL;
      po.ignore_outgoing = c.val === 1;
      if (po.hook) po.hook.ignore_outgoing = po.ignore_outgoing;
      return 0;
    },
    get: (po) => (po.ignore_outgoing ? 1 : 0),
  },
  {
    name: "PACKET_STATISTICS",
    optname: P.PACKET_STATISTICS,
    doc: "Packets and drops since the last time it was read (struct tpacket_stats).",
    get(po) {
      const v3 = po.tp_version === P.TPACKET_V3;
      const stats = be32(po.tp_packets + po.tp_drops, po.tp_drops, ...(v3 ? [po.tp_freeze_q_cnt] : []));
      po.tp_freeze_q_cnt = 0;
      po.tp_packets = 0;
      po.tp_drops = 0;
      return stats;
    },
  },
  number(
    "PACKET_VERSION",
    P.PACKET_VERSION,
    "tp_version",
    "Layout of ring frames.",
    (v) => v >= 0 && v <= 2,
    true,
  ),
  number("PACKET_RESERVE", P.PACKET_RESERVE, "tp_reserve", "Room in ring frames.", (v) => v >= 0, true),
  number(
    "PACKET_TIMESTAMP",
    P.PACKET_TIMESTAMP,
    "tp_tstamp",
    "Source of time stamps in rings; there are software stamps only.",
    () => true,
    false,
  ),
  {
    ...number(
      "PACKET_COPY_THRESH",
      P.PACKET_COPY_THRESH,
      "copy_thresh",
      "Remembered: what a ring cuts off is not queued.",
      () => true,
      false,
    ),
    get: undefined,
  },
  {
    name: "PACKET_HDRLEN",
    optname: P.PACKET_HDRLEN,
    doc: "Header length of a ring version, given in the value.",
    get(_po, c) {
      const v = copy_int(c.optval);
      const n = [24, 32, 48][v];
      return n === undefined ? { errno: -EINVAL } : n;
    },
  },
  ring(
    "PACKET_RX_RING",
    P.PACKET_RX_RING,
    "A mapped receive ring (struct tpacket_req, with TPACKET_V3 tpacket_req3).",
    false,
  ),
  ring("PACKET_TX_RING", P.PACKET_TX_RING, "A mapped send ring.", true),
  {
    name: "PACKET_FANOUT",
    optname: P.PACKET_FANOUT,
    doc: "Joins a group of sockets, one of which gets a frame: id, type << 16, flags << 16 (since 5.14: and how many at most).",
    raw: true,
    partial: "parts are not joined first (PACKET_FANOUT_FLAG_DEFRAG)",
    set(po, c) {
      const args = c.t.kernel.release.atLeast("5.14") && c.optlen >= 8;
      if (c.optlen !== 4 && !args) return -EINVAL;
      const b = c.optval.copy_from(0, args ? 8 : 4);
      return fanout_add(po, get16(b, 2), get16(b, 0), args ? get32(b, 4) : 0);
    },
    get: (po) => (po.fanout ? po.fanout.id | (po.fanout.type << 16) | (po.fanout.flags << 24) : 0),
  },
  {
    name: "PACKET_FANOUT_DATA",
    optname: P.PACKET_FANOUT_DATA,
    since: "4.3",
    raw: true,
    doc: "The classic BPF program that picks the socket (struct sock_fprog).",
    partial: "no eBPF",
    set(po, c) {
      if (!po.fanout) return -EINVAL;
      if (po.fanout.type !== P.PACKET_FANOUT_CBPF) return -EINVAL;
      const prog = get_filter(po, c.optval, c.optlen, (addr) => new user_sockptr(c.t, addr));
      if (typeof prog === "number") return prog;
      po.fanout.prog = prog;
      return 0;
    },
  },
  {
    name: "PACKET_ROLLOVER_STATS",
    optname: P.PACKET_ROLLOVER_STATS,
    since: "4.2",
    doc: "Frames that went on to another socket of the group (struct tpacket_rollover_stats).",
    get(po) {
      const r = po.rollover;
      if (!po.fanout || !rolls(po.fanout)) return { errno: -EINVAL };
      return P.tpacket_rollover_stats.make({ tp_all: BigInt(r.num), tp_failed: BigInt(r.num_failed) });
    },
  },
];

export const PACKET_OPTIONS = new sockopt_level("SOL_PACKET", SOL_PACKET, PACKET_ROWS);

export function packet_setsockopt(
  t: task_struct,
  sock: socket,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  const po = sock.sk as packet_sock;
  if (level !== SOL_PACKET) return -ENOPROTOOPT;
  const row = PACKET_OPTIONS.setter(po, optname);
  if (!row?.set) return -ENOPROTOOPT;
  const val = row.raw || optlen < 4 ? 0 : copy_int(optval);
  lock_sock(po);
  try {
    return row.set(po, { t, sock, val, optval, optlen });
  } finally {
    release_sock(po);
  }
}

export function packet_getsockopt(
  t: task_struct,
  sock: socket,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  const po = sock.sk as packet_sock;
  if (level !== SOL_PACKET) return -ENOPROTOOPT;
  const len = read_optlen(optlen);
  if (len < 0) return len;
  const row = PACKET_OPTIONS.getter(po, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(po, { t, sock, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  return put_value(typeof a === "number" ? be32(a) : a, len, optval, optlen);
}
