// Neighbours: which link address an IP address has on a device, asking for it, and the packets that wait meanwhile
// (net/core/neighbour.c). ARP and ND are two tables. Above: ipv4/arp.ts, ipv6/ndisc.ts, rtnetlink. Below: dev_queue.ts.

import type { Timer } from "../../time/timer.ts";
import { IFF_LOOPBACK, IFF_POINTOPOINT, IFF_UP } from "../../uapi/linux/if.ts";
import {
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
} from "../../uapi/linux/neighbour.ts";
import { RTM_DELNEIGH, RTM_NEWNEIGH } from "../../uapi/linux/rtnetlink.ts";
import { dev_queue_xmit } from "./dev_queue.ts";
import { neigh_notify } from "./neigh_netlink.ts";
import { neigh_parms_of } from "./neigh_parms.ts";
import type { NetStack } from "./net_namespace.ts";
import { NETDEV_CHANGEADDR, NETDEV_UNREGISTER } from "./netdev_flags.ts";
import type { net_device } from "./netdevice.ts";
import { NOTIFY_DONE } from "./notifier.ts";
import { kfree_skb, type sk_buff } from "./skbuff.ts";

export const NUD_CONNECTED = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE;
export const NUD_VALID = NUD_CONNECTED | NUD_PROBE | NUD_STALE | NUD_DELAY;

/** What ARP and ND do differently. Keys are an address as a string. */
export interface neigh_table {
  readonly family: number;
  readonly protocol: number;
  /** Known without asking (loopback, multicast, broadcast): the link address, else null. */
  known(dev: net_device, key: string): Uint8Array | null;
  solicit(n: neighbour, skb: sk_buff | null): void;
  /** An address of others that we (no longer) answer for on dev. */
  proxied?(dev: net_device, key: string, on: boolean): void;
  /** Nobody answered: tell the sender of skb. */
  error_report(skb: sk_buff): void;
}

export class neighbour {
  nud_state = 0;
  ha: Uint8Array;
  flags = 0;
  probes = 0;
  updated = 0;
  confirmed = 0;
  used = 0;
  readonly arp_queue: sk_buff[] = [];
  timer: Timer | null = null;
  constructor(
    readonly tbl: neigh_table,
    readonly key: string,
    readonly dev: net_device,
  ) {
    this.ha = new Uint8Array(dev.addr_len);
  }
}

export interface pneigh_entry {
  readonly tbl: neigh_table;
  readonly key: string;
  readonly dev: net_device;
  flags: number;
}

/** The neighbours of one system, by table and device. */
export class neigh_cache {
  readonly #entries = new Map<net_device, Map<string, neighbour>>();
  /** Addresses that we answer for although others have them: by device, then by table and key (pneigh_entry). */
  readonly proxies = new Map<net_device, Map<string, pneigh_entry>>();

  constructor(readonly stack: NetStack) {
    stack.netdev_chain.register({
      notifier_call: (event, { dev }) => {
        if (event === NETDEV_UNREGISTER) this.flush(dev, null, false);
        else if (event === NETDEV_CHANGEADDR) this.flush(dev, null, true);
        return NOTIFY_DONE;
      },
    });
  }

  lookup(tbl: neigh_table, dev: net_device, key: string): neighbour | null {
    return this.#entries.get(dev)?.get(`${tbl.family}:${key}`) ?? null;
  }

  create(tbl: neigh_table, dev: net_device, key: string): neighbour {
    let byKey = this.#entries.get(dev);
    if (!byKey) this.#entries.set(dev, (byKey = new Map()));
    const n = new neighbour(tbl, key, dev);
    n.used = n.updated = this.stack.now();
    const ha = tbl.known(dev, key);
    if (ha) {
      n.ha = ha;
      n.nud_state = NUD_NOARP;
    }
    byKey.set(`${tbl.family}:${key}`, n);
    return n;
  }

  /** The entry by which we answer for somebody else's address on dev (pneigh_lookup). */
  proxy(tbl: neigh_table, dev: net_device, key: string): pneigh_entry | null {
    return this.proxies.get(dev)?.get(`${tbl.family}:${key}`) ?? null;
  }

  delete(n: neighbour): void {
    n.timer?.cancel();
    for (const skb of n.arp_queue.splice(0)) kfree_skb(skb);
    this.#entries.get(n.dev)?.delete(`${n.tbl.family}:${n.key}`);
  }

  /** A device's neighbours of a table (null: all) go; at NETDEV_DOWN the protocols ask for it (neigh_ifdown). */
  flush(dev: net_device, tbl: neigh_table | null, keepPermanent: boolean): void {
    for (const n of this.all(dev)) {
      if (tbl && n.tbl !== tbl) continue;
      if (keepPermanent && n.nud_state === NUD_PERMANENT) continue;
      this.delete(n);
      neigh_notify(n, RTM_DELNEIGH);
    }
    if (keepPermanent) return;
    const left = [...(this.proxies.get(dev) ?? [])].filter(([, p]) => tbl && p.tbl !== tbl);
    if (left.length) this.proxies.set(dev, new Map(left));
    else this.proxies.delete(dev);
  }

  all(dev: net_device): neighbour[] {
    return [...(this.#entries.get(dev)?.values() ?? [])];
  }
}

/** The system's neighbours. */
export function neigh_of(stack: NetStack): neigh_cache {
  let c = caches.get(stack);
  if (!c) caches.set(stack, (c = new neigh_cache(stack)));
  return c;
}
const caches = new WeakMap<NetStack, neigh_cache>();

/** Sends a packet to a neighbour; it waits if the link address has to be asked for (neigh_output). */
export function neigh_output(tbl: neigh_table, key: string, skb: sk_buff): number {
  const dev = skb.dev!;
  if (!dev.header_ops || dev.flags & (IFF_LOOPBACK | IFF_POINTOPOINT)) {
    dev.header_ops?.create(
      skb,
      dev,
      skb.protocol || tbl.protocol,
      dev.flags & IFF_LOOPBACK ? null : dev.dev_addr,
      null,
      skb.len,
    );
    return dev_queue_xmit(skb);
  }
  const cache = neigh_of(dev.nd_net.stack);
  const n = cache.lookup(tbl, dev, key) ?? cache.create(tbl, dev, key);
  n.used = now(n);
  if (n.nud_state & NUD_CONNECTED) return neigh_xmit(n, skb);
  return neigh_event_send(n, skb);
}

const parms = (n: neighbour) => neigh_parms_of(n.dev, n.tbl.family);
const reachable_time = (n: neighbour): number => parms(n).time("base_reachable_time");
/** A timer waits a tick at least. */
const retrans_time = (n: neighbour): number => Math.max(parms(n).time("retrans_time"), 1e7);

/** How often it is asked for before it counts as not there. */
function max_probes(n: neighbour): number {
  const { ucast_solicit, app_solicit, mcast_solicit, mcast_resolicit } = parms(n).data;
  return app_solicit + (n.nud_state & NUD_PROBE ? ucast_solicit + mcast_resolicit : mcast_solicit);
}

/** The oldest of those that wait for an answer go when there are too many bytes. */
function make_room(n: neighbour, skb: sk_buff): void {
  const limit = parms(n).data.unres_qlen_bytes;
  let bytes = skb.truesize;
  for (const waiting of n.arp_queue) bytes += waiting.truesize;
  while (bytes > limit && n.arp_queue.length) {
    const oldest = n.arp_queue.shift()!;
    bytes -= oldest.truesize;
    kfree_skb(oldest);
  }
}

const now = (n: neighbour): number => n.dev.nd_net.stack.now();

function neigh_xmit(n: neighbour, skb: sk_buff): number {
  n.dev.header_ops!.create(skb, n.dev, skb.protocol || n.tbl.protocol, n.ha, null, skb.len);
  return dev_queue_xmit(skb);
}

function arm(n: neighbour, delay: number): void {
  n.timer?.cancel();
  n.timer = n.dev.nd_net.kernel.timers.add(now(n) + delay, () => neigh_timer(n));
}

function neigh_event_send(n: neighbour, skb: sk_buff): number {
  if (n.nud_state & NUD_STALE) {
    n.nud_state = NUD_DELAY;
    n.updated = now(n);
    arm(n, parms(n).time("delay_first_probe_time"));
  }
  if (n.nud_state & NUD_VALID) return neigh_xmit(n, skb);
  make_room(n, skb);
  n.arp_queue.push(skb);
  if (!(n.nud_state & NUD_INCOMPLETE)) {
    n.nud_state = NUD_INCOMPLETE;
    n.updated = now(n);
    n.probes = 1;
    arm(n, retrans_time(n));
    n.tbl.solicit(n, skb);
  }
  return 0;
}

function neigh_timer(n: neighbour): void {
  const state = n.nud_state;
  if (state & NUD_REACHABLE) {
    const age = now(n) - n.confirmed;
    if (age < reachable_time(n)) {
      arm(n, reachable_time(n) - age);
      return;
    }
    n.nud_state = NUD_STALE;
    n.updated = now(n);
    neigh_notify(n, RTM_NEWNEIGH);
  } else if (state & NUD_DELAY && now(n) <= n.confirmed + parms(n).time("delay_first_probe_time")) {
    n.nud_state = NUD_REACHABLE;
    n.updated = now(n);
    neigh_notify(n, RTM_NEWNEIGH);
    arm(n, Math.max(0, n.confirmed + reachable_time(n) - now(n)));
  } else if (state & NUD_DELAY) {
    n.nud_state = NUD_PROBE;
    n.probes = 1;
    neigh_notify(n, RTM_NEWNEIGH);
    n.tbl.solicit(n, null);
    arm(n, retrans_time(n));
  } else if (state & (NUD_PROBE | NUD_INCOMPLETE)) {
    if (n.probes >= max_probes(n)) {
      n.nud_state = NUD_FAILED;
      n.updated = now(n);
      for (const skb of n.arp_queue.splice(0)) n.tbl.error_report(skb);
      neigh_notify(n, RTM_NEWNEIGH);
      return;
    }
    n.probes++;
    n.tbl.solicit(n, n.arp_queue[0] ?? null);
    arm(n, retrans_time(n));
  }
}

/** News of a neighbour: its link address (null: keep) and state; waiting packets go out (neigh_update). */
export function neigh_update(n: neighbour, ha: Uint8Array | null, state: number, override = true): void {
  const changed = ha !== null && n.ha.some((b, i) => b !== ha[i]);
  if (n.nud_state & NUD_VALID && changed && !override) return;
  const news = changed || ((n.nud_state ^ state) & NUD_VALID) !== 0;
  if (ha) n.ha = ha.slice(0, n.dev.addr_len);
  n.nud_state = state;
  n.updated = now(n);
  if (state & NUD_CONNECTED) n.confirmed = now(n);
  else if (changed) n.confirmed = now(n) - 2 * reachable_time(n);
  n.probes = 0;
  n.timer?.cancel();
  if (state & NUD_REACHABLE) arm(n, reachable_time(n));
  else if (state & (NUD_DELAY | NUD_PROBE | NUD_INCOMPLETE)) arm(n, 0);
  if (state & NUD_VALID) for (const skb of n.arp_queue.splice(0)) neigh_xmit(n, skb);
  if (news) neigh_notify(n, RTM_NEWNEIGH);
}

/**
 * Answers for somebody else: at once if we were asked ourselves, else within proxy_delay, so that the owner may come
 * first (pneigh_enqueue).
 */
export function neigh_answer_proxy(
  tbl: neigh_table,
  dev: net_device,
  asked: boolean,
  answer: () => void,
): void {
  const { kernel } = dev.nd_net;
  const delay = neigh_parms_of(dev, tbl.family).time("proxy_delay");
  if (asked || delay === 0) {
    answer();
    return;
  }
  const [a, b] = kernel.random(2);
  kernel.timers.add(kernel.now() + ((a * 256 + b) / 65536) * delay, () => {
    if (dev.flags & IFF_UP) answer();
  });
}

/** Traffic shows that the neighbour answers (dst_confirm_neigh). */
export function neigh_confirm(tbl: neigh_table, dev: net_device, key: string): void {
  const n = neigh_of(dev.nd_net.stack).lookup(tbl, dev, key);
  if (n && n.nud_state & NUD_VALID) n.confirmed = now(n);
}
