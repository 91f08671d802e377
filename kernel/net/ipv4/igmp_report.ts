// IGMP (RFC 3376, RFC 2236): tells routers which groups a device listens to, when that changes and when they ask
// (net/ipv4/igmp.c igmp_ifc_event, igmp_rcv). Above: igmp.ts (the groups), protocols.ts. Below: ip_output.ts.

import type { Timer } from "../../time/timer.ts";
import { IFF_LOOPBACK } from "../../uapi/linux/if.ts";
import { IPPROTO_IGMP } from "../../uapi/linux/in.ts";
import { alloc_skb, kfree_skb, LL_MAX_HEADER, type sk_buff, skb_put, skb_reserve } from "../core/skbuff.ts";
import { get32, put16, put32 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import type { in_device } from "./devinet.ts";
import { flowi4_init } from "./fib_trie.ts";
import { ip_mc_groups } from "./igmp.ts";
import { ip_local_out, ip_push_header } from "./ip_output.ts";
import { ip_route_output_key } from "./route.ts";

const IGMP_HOST_MEMBERSHIP_QUERY = 0x11;
const IGMPV2_HOST_MEMBERSHIP_REPORT = 0x16;
const IGMP_HOST_LEAVE_MESSAGE = 0x17;
const IGMPV3_HOST_MEMBERSHIP_REPORT = 0x22;
const IGMPV3_MODE_IS_EXCLUDE = 2;
const IGMPV3_CHANGE_TO_INCLUDE = 3;
const IGMPV3_CHANGE_TO_EXCLUDE = 4;
const IGMP_ALL_HOSTS = 0xe0000001;
const IGMP_ALL_ROUTER = 0xe0000002;
const IGMPV3_ALL_MCR = 0xe0000016;

/** A change is told so often (net.ipv4.igmp_qrv), the repetition within this time; a version 2 router counts for so long. */
const ROBUSTNESS = 2;
const UNSOLICITED = 1e9;
const V2_ROUTER = 400e9;
/** Two ticks: changes that come together go in one report. */
const AT_ONCE = 20e6;
/** The router alert option, as every IGMP packet has it. */
const ROUTER_ALERT = Uint8Array.of(148, 4, 0, 0);
const TOS_INTERNETWORK_CONTROL = 0xc0;

/** What a device has yet to tell. */
interface igmp_state {
  /** Groups whose membership changed: how, and how often that is still to be told. */
  readonly changes: Map<number, { type: number; left: number }>;
  timer: Timer | null;
  answer: Timer | null;
  /** Until when a router of version 2 is there. */
  v2_until: number;
}

const states = new WeakMap<in_device, igmp_state>();
function stateOf(in_dev: in_device): igmp_state {
  let s = states.get(in_dev);
  if (!s) states.set(in_dev, (s = { changes: new Map(), timer: null, answer: null, v2_until: 0 }));
  return s;
}

const random = (in_dev: in_device, ns: number): number => {
  const [a, b] = in_dev.dev.nd_net.kernel.random(2);
  return ((a * 256 + b) / 65536) * ns;
};
const later = (in_dev: in_device, ns: number, fn: () => void): Timer => {
  const { kernel } = in_dev.dev.nd_net;
  return kernel.timers.add(kernel.now() + ns, fn);
};

/** Whether a router of version 2 has spoken lately. */
export const igmp_v2_seen = (in_dev: in_device): boolean =>
  in_dev.dev.nd_net.stack.now() < (states.get(in_dev)?.v2_until ?? 0);

/** A group was joined first, or left last, on a device (igmp_group_added, igmp_group_dropped). */
export function igmp_group_changed(in_dev: in_device, group: number, joined: boolean): void {
  if (group === IGMP_ALL_HOSTS || in_dev.dev.flags & IFF_LOOPBACK) return;
  const s = stateOf(in_dev);
  if (in_dev.dev.nd_net.stack.now() < s.v2_until) {
    if (joined) send_v2(in_dev, IGMPV2_HOST_MEMBERSHIP_REPORT, group, group);
    else send_v2(in_dev, IGMP_HOST_LEAVE_MESSAGE, IGMP_ALL_ROUTER, group);
    return;
  }
  const type = joined ? IGMPV3_CHANGE_TO_EXCLUDE : IGMPV3_CHANGE_TO_INCLUDE;
  s.changes.set(group, { type, left: ROBUSTNESS });
  s.timer?.cancel();
  s.timer = later(in_dev, AT_ONCE, () => tell(in_dev));
}

/** All groups are told again, as what is behind the device may have changed (ip_mc_rejoin_groups). */
export function igmp_resend(in_dev: in_device): void {
  const groups = [...ip_mc_groups(in_dev).keys()].filter((g) => g !== IGMP_ALL_HOSTS);
  if (groups.length === 0 || in_dev.dev.flags & IFF_LOOPBACK) return;
  if (igmp_v2_seen(in_dev)) for (const g of groups) send_v2(in_dev, IGMPV2_HOST_MEMBERSHIP_REPORT, g, g);
  else
    send_v3(
      in_dev,
      groups.map((group) => ({ type: IGMPV3_MODE_IS_EXCLUDE, group })),
    );
}

/** The device goes: nothing more to tell (ip_mc_destroy_dev). */
export function igmp_forget(in_dev: in_device): void {
  const s = states.get(in_dev);
  s?.timer?.cancel();
  s?.answer?.cancel();
  states.delete(in_dev);
}

function tell(in_dev: in_device): void {
  const s = stateOf(in_dev);
  s.timer = null;
  const records = [...s.changes].map(([group, { type }]) => ({ type, group }));
  if (records.length) send_v3(in_dev, records);
  for (const [group, c] of s.changes) if (--c.left === 0) s.changes.delete(group);
  if (s.changes.size) s.timer = later(in_dev, AT_ONCE + random(in_dev, UNSOLICITED), () => tell(in_dev));
}

/** Sends an IGMP message of n bytes that fill() writes: quietly nothing if there is no way. */
function send(in_dev: in_device, daddr: number, n: number, fill: (b: Uint8Array) => void): void {
  const { dev } = in_dev;
  const rt = ip_route_output_key(dev.nd_net, flowi4_init({ oif: dev.ifindex, daddr }));
  if (typeof rt === "number") return;
  const skb = alloc_skb(LL_MAX_HEADER + 24 + n);
  skb_reserve(skb, LL_MAX_HEADER + 24);
  const b = skb_put(skb, n);
  fill(b);
  put16(b, 2, csum_fold(csum_partial(b, 0, n)));
  skb.transport_header = skb.data;
  skb.dev = dev;
  const saddr = in_dev.ifa_list[0]?.ifa_local ?? 0;
  const header = { saddr, daddr, protocol: IPPROTO_IGMP, tos: TOS_INTERNETWORK_CONTROL, ttl: 1, df: true };
  ip_push_header(skb, rt, { ...header, opt: ROUTER_ALERT });
  ip_local_out(null, skb);
}

function send_v3(in_dev: in_device, records: readonly { type: number; group: number }[]): void {
  send(in_dev, IGMPV3_ALL_MCR, 8 + 8 * records.length, (b) => {
    b[0] = IGMPV3_HOST_MEMBERSHIP_REPORT;
    put16(b, 6, records.length);
    for (const [i, { type, group }] of records.entries()) {
      b[8 + 8 * i] = type;
      put32(b, 12 + 8 * i, group);
    }
  });
}

function send_v2(in_dev: in_device, type: number, daddr: number, group: number): void {
  send(in_dev, daddr, 8, (b) => {
    b[0] = type;
    put32(b, 4, group);
  });
}

/** An IGMP packet for us: a query is answered within the time it gives, all else is for others (igmp_rcv). */
export function igmp_rcv(skb: sk_buff): number {
  const b = skb.bytes;
  const in_dev = skb.dev?.ip_ptr;
  const whole = b.length >= 8 && csum_fold(csum_partial(b, 0, b.length)) === 0;
  if (in_dev && whole && b[0] === IGMP_HOST_MEMBERSHIP_QUERY) heard_query(in_dev, b);
  kfree_skb(skb);
  return 0;
}

function heard_query(in_dev: in_device, b: Uint8Array): void {
  const group = get32(b, 4);
  if (b.length > 8 && b.length < 12) return;
  const s = stateOf(in_dev);
  const v2 = b.length === 8;
  // A code of 128 and more is a small floating-point number, in tenths of a second.
  const code = b[1];
  const tenths = v2 || code < 128 ? code || (v2 ? 100 : 1) : ((code & 15) | 16) << (((code >> 4) & 7) + 3);
  if (v2) s.v2_until = in_dev.dev.nd_net.stack.now() + V2_ROUTER;
  s.answer?.cancel();
  s.answer = later(in_dev, random(in_dev, tenths * 1e8), () => {
    s.answer = null;
    const asked = [...ip_mc_groups(in_dev).keys()].filter(
      (g) => g !== IGMP_ALL_HOSTS && (!group || g === group),
    );
    if (asked.length === 0) return;
    if (v2) for (const g of asked) send_v2(in_dev, IGMPV2_HOST_MEMBERSHIP_REPORT, g, g);
    else
      send_v3(
        in_dev,
        asked.map((g) => ({ type: IGMPV3_MODE_IS_EXCLUDE, group: g })),
      );
  });
}
