// AF_PACKET: frames as they pass a device, with (SOCK_RAW) or without (SOCK_DGRAM) the link header
// (net/packet/af_packet.c). Rings, fanout and SOCK_PACKET are not there. Above: ../families.ts.
// Below: ../core/dev_queue.ts (taps), packet_sockopt.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import { put_user_u32 } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import type { MaySleep, Sleeps } from "../../task/wait.ts";
import {
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENETDOWN,
  ENODEV,
  ENXIO,
  EOPNOTSUPP,
  EPERM,
  ESOCKTNOSUPPORT,
} from "../../uapi/asm/errno.ts";
import { FIONREAD, TIOCOUTQ } from "../../uapi/asm/ioctls.ts";
import { CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import { ETH_P_ALL } from "../../uapi/linux/if_ether.ts";
import {
  PACKET_AUXDATA,
  TP_STATUS_CSUMNOTREADY,
  TP_STATUS_USER,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
} from "../../uapi/linux/if_packet.ts";
import * as sockios from "../../uapi/linux/sockios.ts";
import { datagram_poll, skb_copy_datagram_msg, skb_recv_datagram } from "../core/datagram.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { dev_add_pack, dev_queue_xmit, dev_remove_pack, net_xmit_errno } from "../core/dev_queue.ts";
import { bpf_prog_run } from "../core/filter.ts";
import type { net } from "../core/net_namespace.ts";
import {
  NETDEV_DOWN,
  NETDEV_UNREGISTER,
  NETDEV_UP,
  type net_device,
  type packet_type,
} from "../core/netdevice.ts";
import { NOTIFY_DONE } from "../core/notifier.ts";
import { sock_cmsg_send, sock_recv_cmsgs, sock_recv_errqueue, sockcm_init } from "../core/recv_cmsgs.ts";
import {
  CHECKSUM_PARTIAL,
  kfree_skb,
  LL_MAX_HEADER,
  PACKET_LOOPBACK,
  PACKET_OUTGOING,
  type sk_buff,
  skb_copy,
  skb_pull,
  skb_push,
  skb_put,
  skb_reserve,
  skb_reset_network_header,
  skb_trim,
} from "../core/skbuff.ts";
import {
  __sock_queue_rcv_skb,
  lock_sock,
  type proto,
  release_sock,
  SOCK_DEAD,
  sock,
  sock_alloc_send_skb,
  sock_init_data,
  sock_orphan,
} from "../core/sock.ts";
import { inet_ioctl } from "../ipv4/af_inet.ts";
import {
  AF_PACKET,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_PEEK,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOCK_PACKET,
  SOCK_RAW,
  SOL_PACKET,
} from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import type { proto_ops, socket } from "../socket.ts";
import { get16, get32, put16, put32 } from "../wire/addr.ts";
import {
  packet_drop_memberships,
  packet_getsockopt,
  type packet_mclist,
  packet_setsockopt,
} from "./packet_sockopt.ts";

const SIZEOF_SOCKADDR_LL = 20;

export class packet_sock extends sock {
  /** The protocol it listens to, host order; 0: none. */
  num = 0;
  ifindex = 0;
  /** Taps the frames: on the device, or on all. */
  hook: packet_type | null = null;
  running = false;
  auxdata = false;
  origdev = false;
  ignore_outgoing = false;
  qdisc_bypass = false;
  loss = false;
  tx_has_off = false;
  vnet_hdr = false;
  tp_version = 0;
  tp_reserve = 0;
  tp_tstamp = 0;
  copy_thresh = 0;
  tp_packets = 0;
  tp_drops = 0;
  mclist: packet_mclist[] = [];
}

/** All packet sockets of a namespace. */
export function packet_list(net: net): Set<packet_sock> {
  let s = net.gen.get(packet_list) as Set<packet_sock> | undefined;
  if (!s) {
    net.gen.set(packet_list, (s = new Set()));
    listen(net);
  }
  return s;
}

/** Devices that come, go, or change state under bound sockets (packet_notifier). */
function listen(net: net): void {
  net.netdev_chain.register({
    notifier_call(event, { dev }) {
      for (const po of packet_list(net)) {
        if (po.ifindex !== dev.ifindex || !po.hook) continue;
        if (event === NETDEV_UNREGISTER || event === NETDEV_DOWN) {
          if (po.running) {
            unregister_prot_hook(po);
            po.sk_err = ENETDOWN;
            if (!po.sock_flag(SOCK_DEAD)) po.sk_error_report(po);
          }
          if (event === NETDEV_UNREGISTER) {
            po.ifindex = -1;
            po.hook = null;
          }
        } else if (event === NETDEV_UP && po.num && !po.running) register_prot_hook(po);
      }
      return NOTIFY_DONE;
    },
  });
}

const packet_proto: proto<packet_sock> = { name: "PACKET", close: () => {} };

/** socket(AF_PACKET): -EPERM without CAP_NET_RAW, -ESOCKTNOSUPPORT. The protocol is in network order. */
export function packet_create(t: task_struct, net: net, sock: socket, protocol: number): number {
  if (!ns_capable(t, net.user_ns, CAP_NET_RAW)) return -EPERM;
  if (![SOCK_DGRAM, SOCK_RAW, SOCK_PACKET].includes(sock.type)) return -ESOCKTNOSUPPORT;
  const po = new packet_sock(net, AF_PACKET, packet_proto, 0);
  sock.ops = packet_ops;
  sock_init_data(sock, po, sock.uid);
  po.num = protocol & 0xffff;
  if (po.num) {
    make_hook(po, po.num, null);
    register_prot_hook(po);
  }
  packet_list(net).add(po);
  return 0;
}

function make_hook(po: packet_sock, type: number, dev: net_device | null): void {
  po.hook = {
    type,
    dev,
    af_packet_net: po.sk_net,
    func: (skb, at, _pt, orig_dev) => packet_rcv(po, skb, at, orig_dev),
    id_match: (_pt, skb) => skb.sk === po,
    ignore_outgoing: po.ignore_outgoing,
  };
}

function register_prot_hook(po: packet_sock): void {
  if (po.running || !po.hook) return;
  po.hook.ignore_outgoing = po.ignore_outgoing;
  dev_add_pack(po.sk_net.stack, po.hook);
  po.running = true;
}

function unregister_prot_hook(po: packet_sock): void {
  if (!po.running || !po.hook) return;
  dev_remove_pack(po.sk_net.stack, po.hook);
  po.running = false;
}

/** A frame passes: filtered, cut, and queued with where it came from. */
function packet_rcv(po: packet_sock, skb: sk_buff, dev: net_device, orig_dev: net_device): number {
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

function packet_bind(_t: task_struct, sock: socket, addr: Uint8Array): number {
  const po = sock.sk as packet_sock;
  if (addr.length < SIZEOF_SOCKADDR_LL || get16(addr, 0) !== AF_PACKET) return -EINVAL;
  lock_sock(po);
  try {
    return do_bind(po, get32(addr, 4) | 0, get16(addr, 2));
  } finally {
    release_sock(po);
  }
}

function do_bind(po: packet_sock, ifindex: number, type: number): number {
  const wanted = type || po.num;
  const dev = ifindex ? dev_get_by_index(po.sk_net, ifindex) : null;
  if (ifindex && !dev) return -ENODEV;
  const rehook = (po.hook?.type ?? 0) !== wanted || (po.hook?.dev ?? null) !== dev;
  if (rehook) {
    unregister_prot_hook(po);
    po.num = wanted;
    po.ifindex = dev?.ifindex ?? 0;
    make_hook(po, wanted, dev);
  }
  if (!wanted || !rehook) return 0;
  if (!dev || dev.flags & IFF_UP) register_prot_hook(po);
  else {
    po.sk_err = ENETDOWN;
    if (!po.sock_flag(SOCK_DEAD)) po.sk_error_report(po);
  }
  return 0;
}

function packet_release(sock: socket): void {
  const po = sock.sk as packet_sock | null;
  if (!po) return;
  packet_list(po.sk_net).delete(po);
  unregister_prot_hook(po);
  packet_drop_memberships(po);
  sock_orphan(po);
  po.sk_receive_queue.purge();
}

function* packet_sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): Sleeps<number> {
  const po = sock.sk as packet_sock;
  let dev: net_device | null;
  let type = po.num;
  let addr: Uint8Array | null = null;
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
  const cookie = sockcm_init(po);
  if (msg.msg_control) {
    const err = sock_cmsg_send(t, po, msg, cookie);
    if (err) return err;
  }
  const reserve = sock.type === SOCK_RAW ? dev.hard_header_len : 0;
  if (len > dev.mtu + reserve + 4) return -EMSGSIZE;
  const skb = yield* sock_alloc_send_skb(t, po, LL_MAX_HEADER + len, (msg.msg_flags & MSG_DONTWAIT) !== 0);
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER);
  const err = fill(sock, skb, dev, msg, len, reserve, type, addr);
  if (err) {
    kfree_skb(skb);
    return err;
  }
  skb.protocol = type;
  if (sock.type === SOCK_RAW && (!type || type === ETH_P_ALL) && dev.hard_header_len >= 14)
    skb.protocol = get16(skb.head, skb.data + 12);
  skb.dev = dev;
  skb.priority = po.sk_priority;
  skb.mark = cookie.mark;
  const r = dev_queue_xmit(skb);
  const e = r > 0 ? net_xmit_errno(r) : r;
  return e || len;
}

function fill(
  sock: socket,
  skb: sk_buff,
  dev: net_device,
  msg: msghdr,
  len: number,
  reserve: number,
  type: number,
  addr: Uint8Array | null,
): number {
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (bytes.length < len) return -EFAULT;
  skb_put(skb, len).set(bytes);
  skb_reset_network_header(skb);
  if (sock.type === SOCK_DGRAM) {
    if (dev.header_ops && dev.header_ops.create(skb, dev, type, addr, null, len) < 0) return -EINVAL;
    return skb.len ? 0 : -EINVAL;
  }
  if (len < Math.max(dev.min_header_len, reserve && dev.header_ops ? dev.min_header_len : 0) || len === 0)
    return -EINVAL;
  skb.network_header = skb.data + Math.min(reserve, len);
  const vlan = len > dev.mtu + reserve && get16(bytes, 12) !== 0x8100;
  return vlan ? -EMSGSIZE : 0;
}

function* packet_recvmsg(
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
    msg.msg_name = skb.cb.name;
    msg.msg_namelen = SIZEOF_SOCKADDR_LL;
  }
  if (po.auxdata) put_cmsg(msg, SOL_PACKET, PACKET_AUXDATA, auxdata(skb));
  const n = flags & MSG_TRUNC ? skb.len : copied;
  kfree_skb(skb);
  return n;
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

function packet_getname(_t: task_struct, sock: socket, peer: number): Uint8Array | number {
  const po = sock.sk as packet_sock;
  if (peer) return -EOPNOTSUPP;
  const dev = dev_get_by_index(po.sk_net, po.ifindex);
  const b = new Uint8Array(12 + (dev?.addr_len ?? 0));
  put16(b, 0, AF_PACKET);
  put16(b, 2, po.num);
  put32(b, 4, po.ifindex);
  if (dev) {
    put16(b, 8, dev.type);
    b[11] = dev.addr_len;
    b.set(dev.dev_addr.subarray(0, dev.addr_len), 12);
  }
  return b;
}

function packet_ioctl(t: task_struct, sock: socket, cmd: number, arg: number): MaySleep<number> {
  const po = sock.sk as packet_sock;
  if (cmd === TIOCOUTQ) put_user_u32(t, arg, po.sk_wmem_alloc);
  else if (cmd === FIONREAD) put_user_u32(t, arg, po.sk_receive_queue.peek()?.len ?? 0);
  else return inetIoctls.has(cmd) ? inet_ioctl(t, sock, cmd, arg) : -ENOIOCTLCMD;
  return 0;
}

/** Addresses and routes can be set through any packet socket, too (inet_dgram_ops.ioctl). */
const inetIoctls = new Set<number>([
  sockios.SIOCADDRT,
  sockios.SIOCDELRT,
  sockios.SIOCDARP,
  sockios.SIOCGARP,
  sockios.SIOCSARP,
  sockios.SIOCGIFADDR,
  sockios.SIOCSIFADDR,
  sockios.SIOCGIFBRDADDR,
  sockios.SIOCSIFBRDADDR,
  sockios.SIOCGIFNETMASK,
  sockios.SIOCSIFNETMASK,
  sockios.SIOCGIFDSTADDR,
  sockios.SIOCSIFDSTADDR,
  sockios.SIOCSIFFLAGS,
]);

export const packet_ops: proto_ops = {
  family: AF_PACKET,
  release: packet_release,
  bind: packet_bind,
  connect: () => -EOPNOTSUPP,
  socketpair: () => -EOPNOTSUPP,
  accept: () => -EOPNOTSUPP,
  getname: packet_getname,
  poll: datagram_poll,
  ioctl: packet_ioctl,
  gettstamp: true,
  listen: () => -EOPNOTSUPP,
  shutdown: () => -EOPNOTSUPP,
  setsockopt: packet_setsockopt,
  getsockopt: packet_getsockopt,
  sendmsg: packet_sendmsg,
  recvmsg: packet_recvmsg,
};
