// What AF_PACKET sockets send (net/packet/af_packet.c packet_snd). Above: af_packet.ts. Below: ring_tx.ts, ../core/dev_queue.ts,
// vnet_hdr.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EFAULT, EINVAL, EMSGSIZE, ENETDOWN, ENODEV, ENOTCONN, ENXIO } from "../../uapi/asm/errno.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import { ETH_P_8021Q, ETH_P_ALL } from "../../uapi/linux/if_ether.ts";
import { skb_add_data } from "../core/datagram.ts";
import { __dev_get_by_name, dev_get_by_index } from "../core/dev.ts";
import { dev_queue_xmit, net_xmit_errno } from "../core/dev_queue.ts";
import type { net_device } from "../core/netdevice.ts";
import { sock_cmsg_send, sockcm_init } from "../core/recv_cmsgs.ts";
import {
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_reserve,
  skb_reset_network_header,
} from "../core/skbuff.ts";
import { sock_alloc_send_skb } from "../core/sock_mem.ts";
import { skb_setup_tx_timestamp } from "../core/tx_status.ts";
import { MSG_DONTWAIT, SOCK_DGRAM, SOCK_PACKET } from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { get16, get32 } from "../wire/addr.ts";
import {
  type packet_sock,
  pkt_device,
  SIZEOF_SOCKADDR,
  SIZEOF_SOCKADDR_LL,
  SIZEOF_SOCKADDR_PKT,
} from "./packet_sock.ts";
import { tpacket_snd } from "./ring_tx.ts";
import { VNET_HDR_SIZE, virtio_net_hdr_ok, virtio_net_hdr_to_skb } from "./vnet_hdr.ts";

export function* packet_sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): Sleeps<number> {
  const po = sock.sk as packet_sock;
  const to = where(po, sock, msg);
  if (typeof to === "number") return to;
  if (po.tx_ring) return yield* tpacket_snd(t, po, sock, msg, to);
  const { dev } = to;
  const cookie = sockcm_init(po);
  if (msg.msg_control) {
    const err = sock_cmsg_send(t, po, msg, cookie);
    if (err) return err;
  }
  const reserve = sock.type === SOCK_DGRAM ? 0 : dev.hard_header_len;
  let vnet: Uint8Array | null = null;
  if (po.vnet_hdr) {
    if (len < VNET_HDR_SIZE) return -EINVAL;
    len -= VNET_HDR_SIZE;
    vnet = msg.msg_iter.copy_from_iter(VNET_HDR_SIZE);
    if (vnet.length < VNET_HDR_SIZE) return -EFAULT;
    if (!virtio_net_hdr_ok(vnet, len)) return -EINVAL;
  }
  // A frame may be longer by a vlan tag; what is yet to get a header may not.
  if (len > dev.mtu + reserve + (reserve ? 4 : 0)) return -EMSGSIZE;
  const skb = yield* sock_alloc_send_skb(t, po, LL_MAX_HEADER + len, (msg.msg_flags & MSG_DONTWAIT) !== 0);
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER);
  const err = skb_add_data(skb, msg.msg_iter, len) || packet_fill(sock, skb, to, vnet);
  if (err) {
    kfree_skb(skb);
    return err;
  }
  skb.mark = cookie.mark;
  skb_setup_tx_timestamp(skb, po, cookie.tsflags);
  return packet_xmit(po, skb) || (vnet?.length ?? 0) + len;
}

/** Where a message goes: the device, the protocol, with SOCK_DGRAM the link address. */
export interface packet_target {
  dev: net_device;
  type: number;
  addr: Uint8Array | null;
}

function where(po: packet_sock, sock: socket, msg: msghdr): packet_target | number {
  let dev: net_device | null;
  let type = po.num;
  let addr: Uint8Array | null = null;
  if (sock.type === SOCK_PACKET) return where_spkt(po, msg);
  if (!msg.msg_name) dev = po.ifindex > 0 ? dev_get_by_index(po.sk_net, po.ifindex) : null;
  else {
    const name = msg.msg_name;
    if (name.length < SIZEOF_SOCKADDR_LL || name.length < name[11] + 12) return -EINVAL;
    type = get16(name, 2);
    dev = dev_get_by_index(po.sk_net, get32(name, 4) | 0);
    if (sock.type === SOCK_DGRAM) {
      if (dev && name.length < dev.addr_len + 12) return -EINVAL;
      addr = name.slice(12);
    }
  }
  if (!dev) return -ENXIO;
  if (!(dev.flags & IFF_UP)) return -ENETDOWN;
  return { dev, type, addr };
}

/** SOCK_PACKET names its device at each message (packet_sendmsg_spkt). */
function where_spkt(po: packet_sock, msg: msghdr): packet_target | number {
  const name = msg.msg_name;
  if (!name) return -ENOTCONN;
  if (name.length < SIZEOF_SOCKADDR) return -EINVAL;
  const type = name.length === SIZEOF_SOCKADDR_PKT ? get16(name, 16) : 0;
  const dev = __dev_get_by_name(po.sk_net, pkt_device(name));
  if (!dev) return -ENODEV;
  return dev.flags & IFF_UP ? { dev, type, addr: null } : -ENETDOWN;
}

/** To the device: 0 or -ERRNO. */
export function packet_xmit(po: packet_sock, skb: sk_buff): number {
  skb.priority = po.sk_priority;
  const r = dev_queue_xmit(skb);
  return r > 0 ? net_xmit_errno(r) : r;
}

/** Makes a frame of the bytes in skb: the link header where the socket does not bring one, and what is known of it. 0 or -ERRNO. */
export function packet_fill(
  sock: socket,
  skb: sk_buff,
  { dev, type, addr }: packet_target,
  vnet: Uint8Array | null,
): number {
  const { len } = skb;
  skb_reset_network_header(skb);
  skb.protocol = type;
  skb.dev = dev;
  if (sock.type === SOCK_DGRAM) {
    if (dev.header_ops && dev.header_ops.create(skb, dev, type, addr, null, len) < 0) return -EINVAL;
    return skb.len ? 0 : -EINVAL;
  }
  const reserve = dev.hard_header_len;
  if (len < Math.max(dev.min_header_len, reserve && dev.header_ops ? dev.min_header_len : 0) || len === 0)
    return -EINVAL;
  skb.network_header = skb.data + Math.min(reserve, len);
  if (len > dev.mtu + reserve && get16(skb.head, skb.data + 12) !== ETH_P_8021Q) return -EMSGSIZE;
  if ((!type || type === ETH_P_ALL) && dev.hard_header_len >= 14)
    skb.protocol = get16(skb.head, skb.data + 12);
  return vnet ? virtio_net_hdr_to_skb(skb, vnet) : 0;
}
