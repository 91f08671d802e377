// Parts of one packet on the way to being whole again, the same for IPv4 and IPv6 (net/ipv4/inet_fragment.c
// inet_frag_queue_insert, and the checks of ip_frag_queue and ip6_frag_queue).
// Above: ip_fragment.ts, ../ipv6/reassembly.ts. Below: ../core/skbuff.ts.

import type { Timer } from "../../time/timer.ts";
import type { net } from "../core/net_namespace.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";

/** What became of a part: kept, had already, the whole packet is there, or the packet cannot be put together any more. */
export type frag_verdict = "kept" | "duplicate" | "whole" | "overlap" | "broken";

/** Bytes without a gap between them, by where they begin; neighbours stay apart unless the later part came later. */
interface frag_run {
  readonly start: number;
  end: number;
}

export class inet_frag_queue {
  readonly parts: { readonly offset: number; readonly skb: sk_buff }[] = [];
  timer: Timer | null = null;
  mem = 0;
  /** As long as the parts so far reach; with the last one in, as long as the packet is. */
  len = 0;
  readonly #runs: frag_run[] = [];
  #have = 0;
  #first = false;
  #last = false;

  /** A part from offset to end, both in bytes; more: it is not the last. */
  add(offset: number, end: number, more: boolean, skb: sk_buff): frag_verdict {
    if (!more) {
      if (end < this.len || (this.#last && end !== this.len)) return "broken";
      this.#last = true;
      this.len = end;
    } else if (end > this.len) {
      if (this.#last) return "broken";
      this.len = end;
    }
    if (end === offset) return "broken";
    const clash = this.#insert(offset, end);
    if (clash) return clash;
    this.parts.push({ offset, skb });
    this.#have += end - offset;
    this.#first ||= offset === 0;
    return this.#first && this.#last && this.#have === this.len ? "whole" : "kept";
  }

  #insert(offset: number, end: number): "duplicate" | "overlap" | null {
    const last = this.#runs.at(-1);
    if (!last || last.end < end) {
      if (last && offset < last.end) return "overlap";
      if (last?.end === offset) last.end = end;
      else this.#runs.push({ start: offset, end });
      return null;
    }
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const at = (low + high) >> 1;
      const run = this.#runs[at];
      if (end <= run.start) high = at;
      else if (offset >= run.end) low = at + 1;
      else return offset >= run.start && end <= run.end ? "duplicate" : "overlap";
    }
    this.#runs.splice(low, 0, { start: offset, end });
    return null;
  }

  /** The parts in order. */
  sorted(): sk_buff[] {
    return [...this.parts].sort((a, b) => a.offset - b.offset).map((p) => p.skb);
  }

  get first(): sk_buff | null {
    return this.parts.find((p) => p.offset === 0)?.skb ?? null;
  }
}

/** A namespace's packets that are not whole yet, of one family (struct fqdir). */
export class fqdir {
  readonly queues = new Map<string, inet_frag_queue>();
  mem = 0;
  high_thresh = 4 << 20;
  low_thresh = 3 << 20;

  /** seconds: how long parts are waited for. */
  constructor(public seconds: number) {}

  /** The queue of a packet, a new one if need be: null when too much is waiting. expire: it was not complete in time. */
  find(net: net, key: string, expire: (q: inet_frag_queue) => void): inet_frag_queue | null {
    if (!this.high_thresh || this.mem > this.high_thresh) return null;
    let q = this.queues.get(key);
    if (q) return q;
    const made = (q = new inet_frag_queue());
    this.queues.set(key, made);
    made.timer = net.kernel.timers.add(net.kernel.now() + this.seconds * 1e9, () => expire(made));
    return made;
  }

  charge(q: inet_frag_queue, skb: sk_buff): void {
    q.mem += skb.truesize;
    this.mem += skb.truesize;
  }

  /** Nothing is waited for any more; the parts are the caller's (inet_frag_kill). */
  remove(key: string, q: inet_frag_queue): void {
    q.timer?.cancel();
    this.mem -= q.mem;
    this.queues.delete(key);
  }

  kill(key: string, q: inet_frag_queue): void {
    this.remove(key, q);
    for (const p of q.parts) kfree_skb(p.skb);
  }
}
