// The header of 10 bytes that virtio puts in front of a frame, in the machine's byte order (include/linux/virtio_net.h):
// PACKET_VNET_HDR, tun's IFF_VNET_HDR. Above: receive.ts, send.ts. Below: ../core/skbuff.ts.

import { EINVAL } from "../../uapi/asm/errno.ts";
import {
  VIRTIO_NET_HDR_F_DATA_VALID,
  VIRTIO_NET_HDR_F_NEEDS_CSUM,
  VIRTIO_NET_HDR_GSO_NONE,
  virtio_net_hdr,
} from "../../uapi/linux/virtio_net.ts";
import { CHECKSUM_PARTIAL, CHECKSUM_UNNECESSARY, type sk_buff } from "../core/skbuff.ts";

export const VNET_HDR_SIZE = virtio_net_hdr.size;

/** What the header says of a frame whose link header begins at data. */
export function virtio_net_hdr_from_skb(skb: sk_buff): Uint8Array {
  if (skb.ip_summed === CHECKSUM_PARTIAL)
    return virtio_net_hdr.make({
      flags: VIRTIO_NET_HDR_F_NEEDS_CSUM,
      csum_start: skb.csum_start - skb.data,
      csum_offset: skb.csum_offset,
    });
  const valid = skb.ip_summed === CHECKSUM_UNNECESSARY;
  return virtio_net_hdr.make({ flags: valid ? VIRTIO_NET_HDR_F_DATA_VALID : 0 });
}

/** Whether it fits a frame of len bytes (__packet_snd_vnet_parse). */
export function virtio_net_hdr_ok(b: Uint8Array, len: number): boolean {
  const h = virtio_net_hdr.get(b);
  const needed = h.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM ? h.csum_start + h.csum_offset + 2 : 0;
  return Math.max(h.hdr_len, needed) <= len;
}

/** Takes it over; large segments are -EINVAL: no device of ours would cut them (virtio_net_hdr_to_skb). */
export function virtio_net_hdr_to_skb(skb: sk_buff, b: Uint8Array): number {
  const h = virtio_net_hdr.get(b);
  if (h.gso_type !== VIRTIO_NET_HDR_GSO_NONE) return -EINVAL;
  if (!(h.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)) return 0;
  if (h.csum_start + h.csum_offset + 2 > skb.len) return -EINVAL;
  skb.ip_summed = CHECKSUM_PARTIAL;
  skb.csum_start = skb.data + h.csum_start;
  skb.csum_offset = h.csum_offset;
  return 0;
}
