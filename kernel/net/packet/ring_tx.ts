// Sending what a program has put into a ring (net/packet/af_packet.c tpacket_snd). A device has its frame at once here, so that
// none is ever under way. Above: send.ts. Below: ring.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EINVAL, EMSGSIZE } from "../../uapi/asm/errno.ts";
import * as P from "../../uapi/linux/if_packet.ts";
import { sock_cmsg_send, sockcm_init } from "../core/recv_cmsgs.ts";
import { kfree_skb, LL_MAX_HEADER, skb_put, skb_reserve } from "../core/skbuff.ts";
import { sock_alloc_send_skb } from "../core/sock_mem.ts";
import { MSG_DONTWAIT, SOCK_DGRAM, SOCK_RAW } from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { type packet_sock, SIZEOF_SOCKADDR_LL } from "./packet_sock.ts";
import { frame_status, type packet_ring_buffer, set_frame_status, tp_hdrlen } from "./ring.ts";
import { packet_fill, type packet_target, packet_xmit } from "./send.ts";
import { VNET_HDR_SIZE, virtio_net_hdr_ok } from "./vnet_hdr.ts";

/** The frame at the head is the program's to fill. */
export const tpacket_writable = (po: packet_sock): boolean =>
  frame_status(po, po.tx_ring!, po.tx_ring!.head) === P.TP_STATUS_AVAILABLE;

/** Place and length of a frame's data, or -EINVAL, -EMSGSIZE (tpacket_parse_header). */
function parse(
  po: packet_sock,
  ring: packet_ring_buffer,
  most: number,
): { at: number; len: number } | number {
  const frame = ring.frame(ring.head);
  const raw = ring.read(frame, P.tpacket3_hdr.size);
  const h3 = po.tp_version === P.TPACKET_V3 ? P.tpacket3_hdr.get(raw) : null;
  if (h3?.tp_next_offset) return -EINVAL;
  const h = h3 ?? (po.tp_version === P.TPACKET_V2 ? P.tpacket2_hdr.get(raw) : P.tpacket_hdr.get(raw));
  if (h.tp_len > most) return -EMSGSIZE;
  let off = tp_hdrlen(po) - SIZEOF_SOCKADDR_LL;
  if (po.tx_has_off) {
    const given = po.sk_type === SOCK_DGRAM ? h.tp_net : h.tp_mac;
    if (given < off || given > ring.frame_size - h.tp_len) return -EINVAL;
    off = given;
  }
  return { at: frame + off, len: h.tp_len };
}

/** Sends all frames that the program has handed over: how many bytes, or the errno of the first that is wrong. */
export function* tpacket_snd(
  t: task_struct,
  po: packet_sock,
  sock: socket,
  msg: msghdr,
  to: packet_target,
): Sleeps<number> {
  const ring = po.tx_ring!;
  const cookie = sockcm_init(po);
  if (msg.msg_control) {
    const err = sock_cmsg_send(t, po, msg, cookie);
    if (err) return err;
  }
  const reserve = sock.type === SOCK_RAW ? to.dev.hard_header_len : 0;
  let most = ring.frame_size - (tp_hdrlen(po) - SIZEOF_SOCKADDR_LL);
  if (!po.vnet_hdr) most = Math.min(most, to.dev.mtu + reserve + 4);
  let sent = 0;
  for (let n = 0; n < ring.frames; n++) {
    if (frame_status(po, ring, ring.head) !== P.TP_STATUS_SEND_REQUEST) break;
    const i = ring.head;
    let err = 0;
    const data = parse(po, ring, most);
    if (typeof data === "number") err = data;
    else {
      const vnet = po.vnet_hdr ? ring.read(data.at, VNET_HDR_SIZE) : null;
      const skip = vnet ? VNET_HDR_SIZE : 0;
      const len = data.len - skip;
      if (len < 0 || (vnet && !virtio_net_hdr_ok(vnet, len))) err = -EINVAL;
      else {
        const skb = yield* sock_alloc_send_skb(
          t,
          po,
          LL_MAX_HEADER + len,
          (msg.msg_flags & MSG_DONTWAIT) !== 0,
        );
        if (typeof skb === "number") return sent || skb;
        skb_reserve(skb, LL_MAX_HEADER);
        skb_put(skb, len).set(ring.read(data.at + skip, len));
        err = packet_fill(sock, skb, to, vnet);
        if (err) kfree_skb(skb);
        else {
          skb.mark = cookie.mark;
          const e = packet_xmit(po, skb);
          set_frame_status(po, ring, i, P.TP_STATUS_AVAILABLE);
          ring.next();
          if (e) return sent || e;
          sent += data.len;
          continue;
        }
      }
    }
    if (!po.loss) {
      set_frame_status(po, ring, i, P.TP_STATUS_WRONG_FORMAT);
      return err;
    }
    set_frame_status(po, ring, i, P.TP_STATUS_AVAILABLE);
    ring.next();
  }
  return sent;
}
