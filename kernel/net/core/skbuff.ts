// Socket buffers: a packet's bytes with room to grow at both ends, and what the stack knows about it
// (include/linux/skbuff.h). Bytes are in network order. Above: everything in net/. Below: skb_data.ts.

import type { net_device } from "./netdevice.ts";
import { give_data, type skb_data, take_data } from "./skb_data.ts";

export const PACKET_HOST = 0;
export const PACKET_BROADCAST = 1;
export const PACKET_MULTICAST = 2;
export const PACKET_OTHERHOST = 3;
export const PACKET_OUTGOING = 4;
export const PACKET_LOOPBACK = 5;

export const CHECKSUM_NONE = 0;
export const CHECKSUM_UNNECESSARY = 1;
export const CHECKSUM_COMPLETE = 2;
export const CHECKSUM_PARTIAL = 3;

/** Room that every transmitting layer may count on: link header of any of our devices, and a vlan tag. */
export const LL_MAX_HEADER = 64;

/** sizeof(struct sk_buff) and of struct skb_shared_info in a 32-bit SMP kernel (SKB_TRUESIZE). */
const SKB_OVERHEAD = 176 + 256;
/** SKB_TRUESIZE: what a buffer of n bytes counts against a socket. */
export const skb_truesize = (n: number): number => n + SKB_OVERHEAD;

const NOTHING = new Uint8Array(0);
/** So much of a buffer is zero at first in any case: all headers. */
const ZEROED = LL_MAX_HEADER + 192;

/** Offsets (data, tail, headers) count from the start of `head`. */
export class sk_buff {
  head: Uint8Array;
  /** First byte of the packet as the current layer sees it. */
  data = 0;
  /** One past the last byte. */
  tail = 0;
  mac_header = -1;
  network_header = -1;
  transport_header = -1;
  mac_len = 0;
  /** Ethertype, host order. */
  protocol = 0;
  pkt_type = PACKET_HOST;
  dev: net_device | null = null;
  /** Owner socket (struct sock), its charge is given back by destructor. */
  // biome-ignore lint/suspicious/noExplicitAny: struct sock belongs to another layer
  sk: any = null;
  destructor: ((skb: sk_buff) => void) | null = null;
  /** Route (struct dst_entry). */
  // biome-ignore lint/suspicious/noExplicitAny: the route's type belongs to ipv4/ and ipv6/
  _skb_dst: any = null;
  priority = 0;
  mark = 0;
  hash = 0;
  ip_summed = CHECKSUM_NONE;
  csum_start = 0;
  csum_offset = 0;
  /** Receive or send time, wall-clock nanoseconds; 0n: not stamped. */
  tstamp = 0n;
  skb_iif = 0;
  /** In an L3 domain the device that it came in by, while skb_iif is the master (IPCB(skb)->iif with IPSKB_L3SLAVE); else 0. */
  l3_iif = 0;
  queue_mapping = 0;
  /** Hardware-accelerated vlan tag: TCI, or -1. */
  vlan_tci = -1;
  vlan_proto = 0;
  /** Times an egress or ingress redirect has seen it; loops end at a bound. */
  recursion = 0;
  truesize: number;
  users = 1;
  /** Protocol scratch space: each layer keeps its own record here while it owns the buffer. */
  // biome-ignore lint/suspicious/noExplicitAny: as the kernel's char cb[48]
  cb: any = null;
  /** Scatter list of whole buffers behind this one (fragments, GSO): next in the chain. */
  next: sk_buff | null = null;
  /** sk_drops when it was queued (SO_RXQ_OVFL). */
  dropcount = 0;
  /** A peek has seen it (empty packets: __skb_try_recv_from_queue). */
  peeked = false;
  /** May be split in spite of "don't fragment". */
  ignore_df = false;
  /** True when `head` is shared with a clone: write through skb_cow(). */
  cloned = false;
  /** Which time stamps its sender wants (SKBTX_*), and its number. */
  tx_flags = 0;
  tskey = 0;
  /** Payload of each of the packets that it stands for; 0: it is one. */
  gso_size = 0;
  /** What `head` lies in, with all who share it; null: it is not used again. */
  shared: skb_data | null = null;

  constructor(size: number) {
    this.head = NOTHING;
    this.truesize = skb_truesize(size);
  }

  get len(): number {
    return this.tail - this.data;
  }

  /** The packet's bytes from the current layer on (a view). */
  get bytes(): Uint8Array {
    return this.head.subarray(this.data, this.tail);
  }

  get headroom(): number {
    return this.data;
  }

  get tailroom(): number {
    return this.head.length - this.tail;
  }
}

/**
 * An empty buffer of `size` bytes; skb_reserve() then makes headroom. The bytes are zero, or for those who fill them all
 * but for the headers (zeroed: false) whatever they were.
 */
export function alloc_skb(size: number, zeroed = true): sk_buff {
  const skb = new sk_buff(size);
  if (size === 0) return skb;
  skb.shared = take_data(size);
  skb.head = skb.shared.bytes;
  skb.head.fill(0, 0, zeroed ? size : Math.min(size, ZEROED));
  return skb;
}

/** A buffer that holds a copy of `bytes`, with headroom for a link header. */
export function skb_from_bytes(bytes: Uint8Array, headroom = LL_MAX_HEADER): sk_buff {
  const skb = alloc_skb(headroom + bytes.length, false);
  skb_reserve(skb, headroom);
  skb_put(skb, bytes.length).set(bytes);
  return skb;
}

export function skb_reserve(skb: sk_buff, n: number): void {
  skb.data += n;
  skb.tail += n;
}

/** Adds n bytes at the end and returns them. Grows the buffer when there is no tailroom. */
export function skb_put(skb: sk_buff, n: number): Uint8Array {
  if (n > skb.tailroom) pskb_expand_head(skb, 0, n - skb.tailroom);
  const at = skb.tail;
  skb.tail += n;
  return skb.head.subarray(at, skb.tail);
}

/** Adds n bytes in front and returns them. Grows the buffer when there is no headroom. */
export function skb_push(skb: sk_buff, n: number): Uint8Array {
  if (n > skb.data) pskb_expand_head(skb, Math.max(n - skb.data, LL_MAX_HEADER), 0);
  skb.data -= n;
  return skb.head.subarray(skb.data, skb.data + n);
}

/** Takes n bytes off the front; false (and nothing done) if there are fewer. */
export function skb_pull(skb: sk_buff, n: number): boolean {
  if (n > skb.len) return false;
  skb.data += n;
  return true;
}

/** Cuts the packet to len bytes. */
export function skb_trim(skb: sk_buff, len: number): void {
  if (skb.len > len) skb.tail = skb.data + len;
}

export function skb_reset_mac_header(skb: sk_buff): void {
  skb.mac_header = skb.data;
}
export function skb_reset_network_header(skb: sk_buff): void {
  skb.network_header = skb.data;
}
export function skb_reset_transport_header(skb: sk_buff): void {
  skb.transport_header = skb.data;
}

/** More room at the ends, in a buffer of its own (no longer shared with clones). */
export function pskb_expand_head(skb: sk_buff, nhead: number, ntail: number): void {
  const head = new Uint8Array(skb.head.length + nhead + ntail);
  head.set(skb.head, nhead);
  skb.head = head;
  skb.shared = null;
  skb.data += nhead;
  skb.tail += nhead;
  if (skb.mac_header >= 0) skb.mac_header += nhead;
  if (skb.network_header >= 0) skb.network_header += nhead;
  if (skb.transport_header >= 0) skb.transport_header += nhead;
  skb.csum_start += nhead;
  skb.truesize += nhead + ntail;
  skb.cloned = false;
}

/** Before writing to the bytes: a private copy if they are shared with a clone. */
export function skb_cow(skb: sk_buff, headroom = 0): void {
  if (skb.cloned || skb.data < headroom) pskb_expand_head(skb, Math.max(0, headroom - skb.data), 0);
}

function copy_skb_header(to: sk_buff, from: sk_buff): void {
  to.data = from.data;
  to.tail = from.tail;
  to.mac_header = from.mac_header;
  to.network_header = from.network_header;
  to.transport_header = from.transport_header;
  to.mac_len = from.mac_len;
  to.protocol = from.protocol;
  to.pkt_type = from.pkt_type;
  to.dev = from.dev;
  to._skb_dst = from._skb_dst;
  to.priority = from.priority;
  to.mark = from.mark;
  to.ignore_df = from.ignore_df;
  to.hash = from.hash;
  to.ip_summed = from.ip_summed;
  to.csum_start = from.csum_start;
  to.csum_offset = from.csum_offset;
  to.tstamp = from.tstamp;
  to.skb_iif = from.skb_iif;
  to.l3_iif = from.l3_iif;
  to.queue_mapping = from.queue_mapping;
  to.vlan_tci = from.vlan_tci;
  to.vlan_proto = from.vlan_proto;
  to.recursion = from.recursion;
  to.gso_size = from.gso_size;
  to.truesize = from.truesize;
  to.cb = from.cb === null || typeof from.cb !== "object" ? from.cb : { ...from.cb };
}

/** Another buffer over the same bytes, without an owner socket (skb_clone). */
export function skb_clone(skb: sk_buff): sk_buff {
  const copy = new sk_buff(0);
  copy.head = skb.head;
  copy.shared = skb.shared;
  if (copy.shared) copy.shared.users++;
  copy_skb_header(copy, skb);
  skb.cloned = true;
  copy.cloned = true;
  return copy;
}

/** Another buffer with its own bytes (skb_copy). */
export function skb_copy(skb: sk_buff): sk_buff {
  const copy = new sk_buff(0);
  copy.head = skb.head.slice();
  copy_skb_header(copy, skb);
  return copy;
}

export function skb_get(skb: sk_buff): sk_buff {
  skb.users++;
  return skb;
}

/** Detaches the buffer from its owner socket (skb_orphan). */
export function skb_orphan(skb: sk_buff): void {
  const { destructor } = skb;
  skb.destructor = null;
  destructor?.(skb);
  skb.sk = null;
}

/** Drops one reference; the last gives back what the buffer was charged with. */
export function kfree_skb(skb: sk_buff): void {
  if (--skb.users > 0) return;
  skb_orphan(skb);
  skb._skb_dst = null;
}

/** kfree_skb() of a packet whose bytes have been read and that nobody looks at any more: they are used for another one. */
export function consume_skb(skb: sk_buff): void {
  kfree_skb(skb);
  if (skb.users > 0 || !skb.shared) return;
  const { shared } = skb;
  skb.shared = null;
  skb.head = NOTHING;
  if (--shared.users === 0) give_data(shared);
}

/** Forgets what another namespace must not see (skb_scrub_packet). xnet: the packet leaves its namespace. */
export function skb_scrub_packet(skb: sk_buff, xnet: boolean): void {
  skb.pkt_type = PACKET_HOST;
  skb.skb_iif = 0;
  skb.l3_iif = 0;
  skb._skb_dst = null;
  if (!xnet) return;
  skb.mark = 0;
  skb.tstamp = 0n;
}

/** In place of what has left a queue: it must not be kept alive. */
const GONE = new sk_buff(0);

/** A queue of buffers (struct sk_buff_head). */
export class sk_buff_head {
  #list: sk_buff[] = [];
  #first = 0;

  get qlen(): number {
    return this.#list.length - this.#first;
  }
  get empty(): boolean {
    return this.qlen === 0;
  }
  queue_tail(skb: sk_buff): void {
    this.#list.push(skb);
  }
  queue_head(skb: sk_buff): void {
    if (this.#first > 0) this.#list[--this.#first] = skb;
    else this.#list.unshift(skb);
  }
  dequeue(): sk_buff | null {
    if (this.#first === this.#list.length) return null;
    const skb = this.#list[this.#first];
    this.#list[this.#first++] = GONE;
    if (this.#first === this.#list.length) {
      this.#list.length = 0;
      this.#first = 0;
    } else if (this.#first > 64 && this.#first * 2 > this.#list.length) {
      this.#list = this.#list.slice(this.#first);
      this.#first = 0;
    }
    return skb;
  }
  peek(): sk_buff | null {
    return this.#first < this.#list.length ? this.#list[this.#first] : null;
  }
  /** The packet at a place of the queue, from 0; undefined behind its end. */
  at(i: number): sk_buff | undefined {
    return this.#list[this.#first + i];
  }
  get last(): sk_buff | undefined {
    return this.at(this.qlen - 1);
  }
  unlink(skb: sk_buff): boolean {
    if (this.#list[this.#first] === skb) {
      this.dequeue();
      return true;
    }
    const i = this.#list.indexOf(skb, this.#first);
    if (i < 0) return false;
    this.#list.splice(i, 1);
    return true;
  }
  *[Symbol.iterator](): Generator<sk_buff> {
    for (const skb of this.#list.slice(this.#first)) yield skb;
  }
  purge(): void {
    for (let skb = this.dequeue(); skb; skb = this.dequeue()) kfree_skb(skb);
  }
}
