// What AF_PACKET sockets receive: frames as they pass, for the queue or for a ring, and recvmsg() (net/packet/af_packet.c packet_rcv,
// packet_recvmsg). Above: af_packet.ts. Below: ring.ts, packet_sock.ts, vnet_hdr.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EFAULT, EINVAL } from "../../uapi/asm/errno.ts";
import {
  PACKET_AUXDATA,
  TP_STATUS_CSUMNOTREADY,
  TP_STATUS_USER,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
} from "../../uapi/linux/if_packet.ts";
import { skb_copy_datagram_msg, skb_free_datagram, skb_recv_datagram } from "../core/datagram.ts";
import { sock_recv_errqueue } from "../core/errqueue.ts";
import { bpf_prog_run } from "../core/filter.ts";
import type { net_device } from "../core/netdevice.ts";
import { sock_recv_cmsgs } from "../core/recv_cmsgs.ts";
import {
  CHECKSUM_PARTIAL,
  kfree_skb,
  PACKET_LOOPBACK,
  PACKET_OUTGOING,
  type sk_buff,
  skb_copy,
  skb_pull,
  skb_push,
  skb_trim,
} from "../core/skbuff.ts";
import { __sock_queue_rcv_skb } from "../core/sock_mem.ts";
import {
  AF_PACKET,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_PEEK,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOCK_PACKET,
  SOL_PACKET,
} from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import type { socket } from "../socket.ts";
import { put16, put32 } from "../wire/addr.ts";
import { type packet_sock, SIZEOF_SOCKADDR_LL, SIZEOF_SOCKADDR_PKT, sockaddr_pkt } from "./packet_sock.ts";
import { tpacket_rcv } from "./ring.ts";
import { virtio_net_hdr_from_skb } from "./vnet_hdr.ts";

/** A frame passes: filtered, cut, and queued with where it came from. */
export function packet_rcv(po: packet_sock, skb: sk_buff, dev: net_device, orig_dev: net_device): number {
  if (skb.pkt_type === PACKET_LOOPBACK || dev.nd_net !== po.sk_net) {
    kfree_skb(skb);
    return 0;
  }
  skb.dev = dev;
  const outgoing = skb.pkt_type === PACKET_OUTGOING;
  if (dev.header_ops) {
    if (po.sk_type !== SOCK_DGRAM) {
      if (skb.mac_header >= 0 && skb.mac_header < skb.data) skb_push(skb, skb.data - skb.mac_header);
    } else if (outgoing) skb_pull(skb, skb.network_header - skb.data);
  }
  let snaplen = skb.len;
  if (po.sk_filter) {
    snaplen = Math.min(snaplen, bpf_prog_run(po.sk_filter, skb));
    if (snaplen === 0) {
      kfree_skb(skb);
      return 0;
    }
  }
  const addr = skb.mac_header >= 0 ? (dev.header_ops?.parse?.(skb) ?? new Uint8Array(0)) : new Uint8Array(0);
  const name = new Uint8Array(SIZEOF_SOCKADDR_LL);
  put16(name, 0, AF_PACKET);
  put16(name, 2, skb.protocol);
  put32(name, 4, po.origdev ? orig_dev.ifindex : dev.ifindex);
  put16(name, 8, dev.type);
  name[10] = skb.pkt_type;
  name[11] = addr.length;
  name.set(addr.subarray(0, 8), 12);
  if (po.rx_ring) {
    const vnet = po.vnet_hdr && po.sk_type !== SOCK_DGRAM ? virtio_net_hdr_from_skb(skb) : null;
    tpacket_rcv(po, skb, dev, snaplen, name, vnet);
    kfree_skb(skb);
    return 0;
  }
  // The bytes are shared with whoever else gets the frame: a copy of our own stays as it is now.
  const own = skb.cloned ? skb_copy(skb) : skb;
  if (own !== skb) {
    own.dev = dev;
    kfree_skb(skb);
  }
  own._skb_dst = null;
  own.cb = { name, origlen: own.len };
  skb_trim(own, snaplen);
  if (__sock_queue_rcv_skb(po, own) < 0) {
    po.tp_drops++;
    kfree_skb(own);
  } else po.tp_packets++;
  return 0;
}

export function* packet_recvmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  const po = sock.sk as packet_sock;
  if (flags & ~(MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_ERRQUEUE)) return -EINVAL;
  if (flags & MSG_ERRQUEUE) return sock_recv_errqueue(po, msg, len, SOL_PACKET, 16);
  const got = yield* skb_recv_datagram(t, po, flags);
  if (typeof got === "number") return got;
  const { skb } = got;
  let vnet = 0;
  if (po.vnet_hdr) {
    const header = virtio_net_hdr_from_skb(skb);
    vnet = header.length;
    const err = len < vnet ? -EINVAL : msg.msg_iter.copy_to_iter(header) < vnet ? -EFAULT : 0;
    if (err) {
      kfree_skb(skb);
      return err;
    }
    len -= vnet;
  }
  let copied = skb.len;
  if (copied > len) {
    copied = len;
    msg.msg_flags |= MSG_TRUNC;
  }
  const err = skb_copy_datagram_msg(skb, 0, msg, copied);
  if (err) {
    kfree_skb(skb);
    return err;
  }
  sock_recv_cmsgs(msg, po, skb);
  if (msg.wants_name) {
    const old = po.sk_type === SOCK_PACKET;
    msg.msg_name = old ? sockaddr_pkt(skb.dev!.type, skb.dev!.name, skb.protocol) : skb.cb.name;
    msg.msg_namelen = old ? SIZEOF_SOCKADDR_PKT : SIZEOF_SOCKADDR_LL;
  }
  if (po.auxdata) put_cmsg(msg, SOL_PACKET, PACKET_AUXDATA, auxdata(skb));
  const n = flags & MSG_TRUNC ? skb.len : copied;
  skb_free_datagram(skb);
  return vnet + n;
}

/** struct tpacket_auxdata. */
function auxdata(skb: sk_buff): Uint8Array {
  const b = new Uint8Array(20);
  const tagged = skb.vlan_tci >= 0;
  const partial = skb.ip_summed === CHECKSUM_PARTIAL ? TP_STATUS_CSUMNOTREADY : 0;
  put32(b, 0, TP_STATUS_USER | partial | (tagged ? TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID : 0));
  put32(b, 4, skb.cb.origlen);
  put32(b, 8, skb.len);
  put16(b, 14, Math.max(0, skb.network_header - skb.data));
  if (tagged) {
    put16(b, 16, skb.vlan_tci);
    put16(b, 18, skb.vlan_proto);
  }
  return b;
}
