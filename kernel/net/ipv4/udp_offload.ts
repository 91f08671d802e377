// Large datagram sends that are cut into packets of one size, UDP_SEGMENT, and what UDP_GRO readers see of them
// (net/ipv4/udp_offload.c). They go whole through loopback and are cut where a device or a reader does not take them whole.
// Above: udp_send.ts, ../ipv6/udp.ts, ip_output.ts, udp_input.ts. Below: ../core/skbuff.ts.

import { EINVAL, EMSGSIZE } from "../../uapi/asm/errno.ts";
import { ETH_P_IP } from "../../uapi/linux/if_ether.ts";
import {
  alloc_skb,
  CHECKSUM_PARTIAL,
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { put16 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";

/** Most packets that one send may become (64 before 6.9 and its stable releases). */
const UDP_MAX_SEGMENTS = 128;

/** Whether a send of len bytes may be cut into packets of size: 0, -EINVAL, or -EMSGSIZE where a packet does not fit mtu (udp_send_skb). */
export function udp_gso_check(
  size: number,
  len: number,
  headers: number,
  mtu: number,
  no_check: boolean,
): number {
  if (headers + Math.min(size, len) > mtu) return -EMSGSIZE;
  return len > size * UDP_MAX_SEGMENTS || no_check ? -EINVAL : 0;
}

/** The packets that a large one stands for, each with headers of its own; the large one is gone. */
export function udp_segment(skb: sk_buff): sk_buff[] {
  const { head, gso_size } = skb;
  const [h, th] = [skb.network_header, skb.transport_header];
  const v4 = skb.protocol === ETH_P_IP;
  const headers = th + 8 - h;
  const out: sk_buff[] = [];
  // The sum that is there is of the pseudo header with the whole length in it.
  const pseudo = ~((head[th + 6] << 8) | head[th + 7]) & 0xffff;
  const whole = skb.tail - th;
  for (let at = th + 8; at < skb.tail; at += gso_size) {
    const end = Math.min(at + gso_size, skb.tail);
    const seg = alloc_skb(LL_MAX_HEADER + headers + end - at, false);
    skb_reserve(seg, LL_MAX_HEADER);
    const b = skb_put(seg, headers + end - at);
    b.set(head.subarray(h, h + headers));
    b.set(head.subarray(at, end), headers);
    seg.network_header = seg.data;
    seg.transport_header = seg.data + th - h;
    const ulen = 8 + end - at;
    const u = th - h;
    put16(b, u + 4, ulen);
    if (v4) {
      put16(b, 2, b.length);
      put16(b, 4, ((head[h + 4] << 8) | head[h + 5]) + out.length);
      put16(b, 10, 0);
      put16(b, 10, csum_fold(csum_partial(b, 0, u)));
    } else put16(b, 4, b.length - 40);
    if (skb.ip_summed === CHECKSUM_PARTIAL) {
      put16(b, u + 6, ~csum_fold(((~pseudo & 0xffff) + ulen + 0xffff - whole) >>> 0) & 0xffff);
      seg.csum_start = seg.transport_header;
      seg.csum_offset = 6;
    }
    const {
      dev,
      protocol,
      pkt_type,
      _skb_dst,
      priority,
      mark,
      skb_iif,
      l3_iif,
      ip_summed,
      tstamp,
      ignore_df,
    } = skb;
    Object.assign(seg, {
      dev,
      protocol,
      pkt_type,
      _skb_dst,
      priority,
      mark,
      skb_iif,
      l3_iif,
      ip_summed,
      tstamp,
      ignore_df,
    });
    out.push(seg);
  }
  kfree_skb(skb);
  return out;
}
