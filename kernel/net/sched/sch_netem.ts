// The fault injector: a queueing discipline that loses, delays, reorders, duplicates and corrupts what a device sends,
// as Linux's netem does (net/sched/sch_netem.c, 6.1), from a seed of its own, so that a run can be repeated.
// Above: ../core/dev_queue.ts asks it first. Below: ../core/skbuff.ts, timers. ../drivers/setup.ts reads its options.

import type { Timer } from "../../time/timer.ts";
import { dev_hard_start_xmit } from "../core/dev_queue.ts";
import { NET_XMIT_DROP, NET_XMIT_SUCCESS } from "../core/netdev_flags.ts";
import { type net_device, netif_running } from "../core/netdevice.ts";
import {
  CHECKSUM_NONE,
  CHECKSUM_PARTIAL,
  kfree_skb,
  type sk_buff,
  skb_clone,
  skb_cow,
  skb_orphan,
} from "../core/skbuff.ts";
import { skb_checksum_help } from "../ipv4/ip_output.ts";

/** What it does to packets. Probabilities are 0 … 1, times nanoseconds. */
export interface netem_options {
  readonly loss: number;
  readonly latency: number;
  /** Delays are spread evenly over latency ± jitter. */
  readonly jitter: number;
  /** With this probability a packet overtakes those that are delayed; of every gap packets only the last may. */
  readonly reorder: number;
  readonly gap: number;
  readonly duplicate: number;
  readonly corrupt: number;
  /** Bytes a second, 0: as fast as it goes. */
  readonly rate: number;
  /** Packets that may be held. */
  readonly limit: number;
  readonly seed: number;
}

export const NETEM_DEFAULTS: netem_options = {
  loss: 0,
  latency: 0,
  jitter: 0,
  reorder: 0,
  gap: 0,
  duplicate: 0,
  corrupt: 0,
  rate: 0,
  limit: 1000,
  seed: 1,
};

interface held {
  readonly skb: sk_buff;
  readonly time_to_send: number;
}

export class netem_sched_data {
  /** Packets held, by the time they go. */
  readonly #queue: held[] = [];
  #timer: Timer | null = null;
  #counter = 0;
  #rng: number;
  lost = 0;
  duplicated = 0;
  corrupted = 0;
  reordered = 0;

  constructor(
    readonly dev: net_device,
    readonly options: netem_options,
  ) {
    this.#rng = options.seed >>> 0 || 1;
  }

  get qlen(): number {
    return this.#queue.length;
  }

  /** Evenly from [0, 1): Marsaglia's xorshift. */
  #random(): number {
    let x = this.#rng;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#rng = x >>> 0;
    return this.#rng / 2 ** 32;
  }

  #hits(probability: number): boolean {
    return probability > 0 && this.#random() < probability;
  }

  /** Takes a packet that is to be sent: 0, or NET_XMIT_DROP when too many are held. A lost one counts as sent. */
  enqueue(skb: sk_buff): number {
    const { options } = this;
    let count = 1;
    if (this.#hits(options.duplicate)) count++;
    if (this.#hits(options.loss)) count--;
    if (count === 0) {
      this.lost++;
      kfree_skb(skb);
      return NET_XMIT_SUCCESS;
    }
    // Held packets are not the sender's burden: it goes on as if they were gone.
    if (options.latency || options.jitter || options.rate) skb_orphan(skb);
    if (count > 1) {
      this.duplicated++;
      const copy = skb_clone(skb);
      this.#queued(copy);
    }
    return this.#queued(skb);
  }

  #queued(skb: sk_buff): number {
    const { options } = this;
    if (this.#hits(options.corrupt)) this.#flip(skb);
    if (this.#queue.length >= options.limit) {
      this.dev.stats.tx_dropped++;
      kfree_skb(skb);
      return NET_XMIT_DROP;
    }
    const may = options.gap === 0 || this.#counter >= options.gap - 1;
    if (options.reorder > 0 && may && this.#hits(options.reorder)) {
      this.#counter = 0;
      this.reordered++;
      this.#send(skb);
      return NET_XMIT_SUCCESS;
    }
    this.#counter++;
    const now = this.dev.nd_net.stack.now();
    let delay = options.latency + options.jitter * (2 * this.#random() - 1);
    if (options.rate) {
      const last = this.#queue[this.#queue.length - 1];
      if (last) delay = Math.max(0, delay - Math.max(0, last.time_to_send - now)) + (last.time_to_send - now);
      delay += (skb.len * 1e9) / options.rate;
    }
    if (delay <= 0 && this.#queue.length === 0) {
      this.#send(skb);
      return NET_XMIT_SUCCESS;
    }
    this.#hold({ skb, time_to_send: now + Math.max(0, delay) });
    return NET_XMIT_SUCCESS;
  }

  /** One bit of the packet changes; the receiver has to check its sums. */
  #flip(skb: sk_buff): void {
    if (skb.len === 0) return;
    skb_cow(skb);
    if (skb.ip_summed === CHECKSUM_PARTIAL) skb_checksum_help(skb);
    skb.ip_summed = CHECKSUM_NONE;
    skb.head[skb.data + Math.floor(this.#random() * skb.len)] ^= 1 << Math.floor(this.#random() * 8);
    this.corrupted++;
  }

  #hold(h: held): void {
    let i = this.#queue.length;
    while (i > 0 && this.#queue[i - 1].time_to_send > h.time_to_send) i--;
    this.#queue.splice(i, 0, h);
    if (i === 0) this.#watch();
  }

  #watch(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const first = this.#queue[0];
    if (first) this.#timer = this.dev.nd_net.kernel.timers.add(first.time_to_send, () => this.#dequeue());
  }

  #dequeue(): void {
    const { stack } = this.dev.nd_net;
    const now = stack.now();
    stack.softnet.local_bh_disable();
    try {
      let n = 0;
      while (n < this.#queue.length && this.#queue[n].time_to_send <= now) n++;
      for (const { skb } of this.#queue.splice(0, n)) this.#send(skb);
    } finally {
      stack.softnet.local_bh_enable();
    }
    this.#watch();
  }

  #send(skb: sk_buff): void {
    if (netif_running(this.dev) && this.dev.tx_active) dev_hard_start_xmit(skb, this.dev);
    else kfree_skb(skb);
  }

  /** Drops all that is held (netem_reset). */
  reset(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const { skb } of this.#queue.splice(0)) kfree_skb(skb);
  }
}

/** Gives a device a fault injector, or takes it away (null). */
export function netem_change(dev: net_device, options: Partial<netem_options> | null): void {
  dev.netem?.reset();
  if (!options) {
    dev.netem = null;
    return;
  }
  dev.netem = new netem_sched_data(dev, { ...NETEM_DEFAULTS, ...options });
  dev.qdisc = "netem";
}
