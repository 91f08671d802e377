// The receive softirq: packets that have arrived wait here until bottom halves may run (struct softnet_data,
// net/core/dev.c process_backlog). One processor: bottom halves are a nesting count.
// Above: dev_queue.ts, sock.ts (lock_sock). Below: skbuff.ts.

import type { NetStack } from "./net_namespace.ts";
import { kfree_skb, type sk_buff, sk_buff_head } from "./skbuff.ts";

/** Packets served in one go before the rest is put off to the next turn of the scheduler. */
const BUDGET = 20000;

export class softnet_data {
  readonly #queue = new sk_buff_head();
  #disabled = 0;
  #deferred = false;
  processed = 0;
  dropped = 0;
  time_squeeze = 0;

  constructor(
    readonly stack: NetStack,
    readonly receive: (skb: sk_buff) => void,
  ) {}

  local_bh_disable(): void {
    this.#disabled++;
  }

  local_bh_enable(): void {
    if (--this.#disabled === 0 && !this.#queue.empty) this.#serve();
  }

  /** Queues a packet for the softirq; false: the backlog is full and the packet is gone. */
  enqueue(skb: sk_buff, limit: number): boolean {
    if (this.#queue.qlen > limit) {
      this.dropped++;
      kfree_skb(skb);
      return false;
    }
    this.#queue.queue_tail(skb);
    if (this.#disabled === 0) this.#serve();
    return true;
  }

  /** Forgets the packets that came from a device that goes. */
  flush(match: (skb: sk_buff) => boolean): void {
    for (const skb of this.#queue) if (match(skb) && this.#queue.unlink(skb)) kfree_skb(skb);
  }

  #serve(): void {
    if (this.#deferred) return;
    this.#disabled++;
    let left = BUDGET;
    try {
      for (let skb = this.#queue.dequeue(); skb; skb = this.#queue.dequeue()) {
        this.processed++;
        this.receive(skb);
        if (--left === 0) break;
      }
    } finally {
      this.#disabled--;
    }
    if (left > 0 || this.#queue.empty) return;
    this.time_squeeze++;
    this.#deferred = true;
    this.stack.kernel.timers.add(this.stack.now(), () => {
      this.#deferred = false;
      if (this.#disabled === 0) this.#serve();
    });
  }
}
