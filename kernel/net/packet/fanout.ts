// PACKET_FANOUT: sockets that share what one of them would get (net/packet/af_packet.c fanout_add, packet_rcv_fanout).
// Above: packet_sockopt.ts, packet_sock.ts. Below: ../core/dev_queue.ts, receive.ts.

import { EALREADY, EINVAL, ENOMEM, ENOSPC } from "../../uapi/asm/errno.ts";
import { ETH_P_IP, ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import * as P from "../../uapi/linux/if_packet.ts";
import { dev_add_pack, dev_remove_pack } from "../core/dev_queue.ts";
import { bpf_prog_run, type sk_filter } from "../core/filter.ts";
import type { net } from "../core/net_namespace.ts";
import type { net_device, packet_type } from "../core/netdevice.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { prandom_u32_max } from "../ipv4/inet_sock.ts";
import { get16, get32 } from "../wire/addr.ts";
import type { packet_sock } from "./packet_sock.ts";
import { tpacket_has_room } from "./ring.ts";

const PACKET_FANOUT_MAX = 1 << 16;
const LEGACY_MAX = 256;
const TYPES: ReadonlySet<number> = new Set([
  P.PACKET_FANOUT_HASH,
  P.PACKET_FANOUT_LB,
  P.PACKET_FANOUT_CPU,
  P.PACKET_FANOUT_ROLLOVER,
  P.PACKET_FANOUT_RND,
  P.PACKET_FANOUT_QM,
  P.PACKET_FANOUT_CBPF,
  P.PACKET_FANOUT_EBPF,
]);

type room = "none" | "low" | "normal";

/** How much a socket can still take (__packet_rcv_has_room). */
function room_of(po: packet_sock, skb: sk_buff): room {
  if (po.rx_ring) return tpacket_has_room(po, false) ? "normal" : tpacket_has_room(po, true) ? "low" : "none";
  const left = po.sk_rcvbuf - po.sk_rmem_alloc - skb.truesize;
  return left > po.sk_rcvbuf >> 2 ? "normal" : left > 0 ? "low" : "none";
}

/** A number that both directions of a flow have in common (__skb_get_hash_symmetric); which one is ours to choose. */
export function skb_hash_symmetric(skb: sk_buff): number {
  const { head } = skb;
  const h = skb.network_header < 0 ? skb.data : skb.network_header;
  let ports = -1;
  let sum = skb.protocol;
  if (skb.protocol === ETH_P_IP && skb.tail - h >= 20) {
    sum ^= get32(head, h + 12) ^ get32(head, h + 16) ^ head[h + 9];
    if (!(get16(head, h + 6) & 0x3fff)) ports = h + (head[h] & 15) * 4;
    if (head[h + 9] !== 6 && head[h + 9] !== 17) ports = -1;
  } else if (skb.protocol === ETH_P_IPV6 && skb.tail - h >= 40) {
    for (let i = 8; i < 40; i += 4) sum ^= get32(head, h + i);
    if (head[h + 6] === 6 || head[h + 6] === 17) ports = h + 40;
  }
  if (ports >= 0 && skb.tail - ports >= 4)
    sum = Math.imul(sum ^ get16(head, ports) ^ get16(head, ports + 2), 3);
  let x = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A group of sockets, one of which gets a frame. */
export class packet_fanout {
  /** Members that listen; the place in here counts. */
  readonly arr: packet_sock[] = [];
  /** Members, those on devices that are down included. */
  members = 0;
  prog: sk_filter | null = null;
  readonly hook: packet_type;
  #turn = 0;

  constructor(
    readonly net: net,
    readonly id: number,
    readonly type: number,
    readonly flags: number,
    readonly most: number,
    hook: packet_type,
  ) {
    this.hook = {
      type: hook.type,
      dev: hook.dev,
      af_packet_net: net,
      func: (skb, dev, _pt, orig_dev) => this.#receive(skb, dev, orig_dev),
      id_match: (_pt, skb) => (skb.sk as packet_sock | null)?.fanout === this,
    };
  }

  link(po: packet_sock): void {
    this.arr.push(po);
    if (this.arr.length === 1) dev_add_pack(this.net.stack, this.hook);
  }

  unlink(po: packet_sock): void {
    const last = this.arr.pop()!;
    if (last !== po) this.arr[this.arr.indexOf(po)] = last;
    if (this.arr.length === 0) dev_remove_pack(this.net.stack, this.hook);
  }

  #receive(skb: sk_buff, dev: net_device, orig_dev: net_device): number {
    const n = this.arr.length;
    if (dev.nd_net !== this.net || n === 0) {
      kfree_skb(skb);
      return 0;
    }
    let i = this.type === P.PACKET_FANOUT_ROLLOVER ? this.#rollover(skb, 0, false) : this.#pick(skb, n);
    if (this.flags & (P.PACKET_FANOUT_FLAG_ROLLOVER >> 8)) i = this.#rollover(skb, i, true);
    const { hook } = this.arr[i];
    return hook!.func(skb, dev, hook!, orig_dev);
  }

  #pick(skb: sk_buff, n: number): number {
    switch (this.type) {
      case P.PACKET_FANOUT_LB:
        return ++this.#turn % n;
      case P.PACKET_FANOUT_CPU:
        return 0;
      case P.PACKET_FANOUT_RND:
        return prandom_u32_max(this.arr[0], n);
      case P.PACKET_FANOUT_QM:
        return skb.queue_mapping % n;
      case P.PACKET_FANOUT_CBPF:
      case P.PACKET_FANOUT_EBPF:
        return this.prog ? bpf_prog_run(this.prog, skb) % n : 0;
    }
    return Math.floor((skb_hash_symmetric(skb) * n) / 2 ** 32);
  }

  /** The next socket that has room, beginning with the one that had it last (fanout_demux_rollover). */
  #rollover(skb: sk_buff, idx: number, try_self: boolean): number {
    const po = this.arr[idx];
    const n = this.arr.length;
    if (try_self && room_of(po, skb) !== "none") return idx;
    const start = Math.min(po.rollover.sock, n - 1);
    for (let k = 0; k < n; k++) {
      const i = (start + k) % n;
      if ((try_self && this.arr[i] === po) || room_of(this.arr[i], skb) !== "normal") continue;
      po.rollover.sock = i;
      po.rollover.num++;
      return i;
    }
    po.rollover.num_failed++;
    return idx;
  }
}

const groups = (net: net): Map<number, packet_fanout> => {
  let m = net.gen.get(packet_fanout) as Map<number, packet_fanout> | undefined;
  if (!m) net.gen.set(packet_fanout, (m = new Map()));
  return m;
};

/** Joins a group, or makes one: 0, -EALREADY, -EINVAL (not bound, another kind), -ENOSPC, -ENOMEM. */
export function fanout_add(po: packet_sock, id: number, type_flags: number, most: number): number {
  const type = type_flags & 0xff;
  let flags = type_flags >> 8;
  if (!TYPES.has(type)) return -EINVAL;
  if (type === P.PACKET_FANOUT_ROLLOVER && type_flags & P.PACKET_FANOUT_FLAG_ROLLOVER) return -EINVAL;
  if (po.fanout) return -EALREADY;
  const all = groups(po.sk_net);
  if (type_flags & P.PACKET_FANOUT_FLAG_UNIQUEID) {
    if (id !== 0) return -EINVAL;
    while (all.has(id)) if (++id > 0xffff) return -ENOMEM;
    flags &= ~(P.PACKET_FANOUT_FLAG_UNIQUEID >> 8);
  }
  let group = all.get(id);
  if (group) {
    if (group.flags !== flags || (most && most !== group.most)) return -EINVAL;
  } else if (most > PACKET_FANOUT_MAX) return -EINVAL;
  if (!po.running || !po.hook) return -EINVAL;
  group ??= new packet_fanout(po.sk_net, id, type, flags, most || LEGACY_MAX, po.hook);
  if (group.type !== type || group.hook.type !== po.hook.type || group.hook.dev !== po.hook.dev)
    return -EINVAL;
  if (group.members >= group.most) return -ENOSPC;
  all.set(id, group);
  dev_remove_pack(po.sk_net.stack, po.hook);
  po.fanout = group;
  group.members++;
  group.link(po);
  return 0;
}

/** The socket, which listens no longer, leaves its group. */
export function fanout_release(po: packet_sock): void {
  const group = po.fanout;
  po.fanout = null;
  if (group && --group.members === 0) groups(po.sk_net).delete(group.id);
}
