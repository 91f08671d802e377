// AF_PACKET: frames as they pass a device, with (SOCK_RAW) or without (SOCK_DGRAM) the link header
// (net/packet/af_packet.c): making, binding and closing sockets. Above: ../families.ts.
// Below: receive.ts, send.ts, ring.ts (mapped rings), fanout.ts, packet_sockopt.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import type { file, poll_table } from "../../fs/file.ts";
import { put_user_u32 } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import type { MaySleep } from "../../task/wait.ts";
import { EINVAL, ENETDOWN, ENODEV, EOPNOTSUPP, EPERM, ESOCKTNOSUPPORT } from "../../uapi/asm/errno.ts";
import { FIONREAD, TIOCOUTQ } from "../../uapi/asm/ioctls.ts";
import { CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { EPOLLIN, EPOLLOUT, EPOLLRDNORM, EPOLLWRNORM } from "../../uapi/linux/eventpoll.ts";
import { IFF_UP } from "../../uapi/linux/if.ts";
import * as sockios from "../../uapi/linux/sockios.ts";
import { datagram_poll } from "../core/datagram.ts";
import { __dev_get_by_name, dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import { NETDEV_DOWN, NETDEV_UNREGISTER, NETDEV_UP } from "../core/netdev_flags.ts";
import type { net_device } from "../core/netdevice.ts";
import { NOTIFY_DONE } from "../core/notifier.ts";
import { lock_sock, type proto, release_sock, sock_init_data, sock_orphan } from "../core/sock.ts";
import { SOCK_DEAD } from "../core/sock_flags.ts";
import { inet_ioctl } from "../ipv4/af_inet.ts";
import { AF_PACKET, SOCK_DGRAM, SOCK_PACKET, SOCK_RAW } from "../linux_socket.ts";
import type { proto_ops, socket } from "../socket.ts";
import { get16, get32, put16, put32 } from "../wire/addr.ts";
import { fanout_release } from "./fanout.ts";
import {
  packet_sock,
  pkt_device,
  register_prot_hook,
  SIZEOF_SOCKADDR,
  SIZEOF_SOCKADDR_LL,
  sockaddr_pkt,
  unregister_prot_hook,
} from "./packet_sock.ts";
import { packet_drop_memberships, packet_getsockopt, packet_setsockopt } from "./packet_sockopt.ts";
import { packet_rcv, packet_recvmsg } from "./receive.ts";
import { packet_free_rings, packet_mmap, tpacket_readable } from "./ring.ts";
import { tpacket_writable } from "./ring_tx.ts";
import { packet_sendmsg } from "./send.ts";

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
    func: (skb, dev, _pt, orig_dev) => packet_rcv(po, skb, dev, orig_dev),
    id_match: (_pt, skb) => skb.sk === po,
    ignore_outgoing: po.ignore_outgoing,
  };
}

function packet_bind(_t: task_struct, sock: socket, addr: Uint8Array): number {
  const po = sock.sk as packet_sock;
  if (sock.type === SOCK_PACKET) return bind_spkt(po, addr);
  if (addr.length < SIZEOF_SOCKADDR_LL || get16(addr, 0) !== AF_PACKET) return -EINVAL;
  lock_sock(po);
  try {
    // Those of a group stay where they are.
    if (po.fanout) return -EINVAL;
    return do_bind(po, get32(addr, 4) | 0, get16(addr, 2));
  } finally {
    release_sock(po);
  }
}

/** By a device's name, for the protocol that the socket has (packet_bind_spkt). */
function bind_spkt(po: packet_sock, addr: Uint8Array): number {
  if (addr.length !== SIZEOF_SOCKADDR) return -EINVAL;
  const dev = __dev_get_by_name(po.sk_net, pkt_device(addr));
  return dev ? do_bind(po, dev.ifindex, po.num) : -ENODEV;
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
  fanout_release(po);
  packet_free_rings(po);
  packet_drop_memberships(po);
  sock_orphan(po);
  po.sk_receive_queue.purge();
}

function packet_getname(_t: task_struct, sock: socket, peer: number): Uint8Array | number {
  const po = sock.sk as packet_sock;
  if (peer) return -EOPNOTSUPP;
  const dev = dev_get_by_index(po.sk_net, po.ifindex);
  if (sock.type === SOCK_PACKET) return sockaddr_pkt(AF_PACKET, dev?.name ?? "", 0).slice(0, SIZEOF_SOCKADDR);
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

function packet_poll(f: file, sock: socket, pt: poll_table | null): number {
  const po = sock.sk as packet_sock;
  let mask = datagram_poll(f, sock, pt);
  if (po.rx_ring && tpacket_readable(po)) mask |= EPOLLIN | EPOLLRDNORM;
  if (po.tx_ring && tpacket_writable(po)) mask |= EPOLLOUT | EPOLLWRNORM;
  return mask;
}

export const packet_ops: proto_ops = {
  family: AF_PACKET,
  release: packet_release,
  bind: packet_bind,
  connect: () => -EOPNOTSUPP,
  socketpair: () => -EOPNOTSUPP,
  accept: () => -EOPNOTSUPP,
  getname: packet_getname,
  poll: packet_poll,
  mmap: packet_mmap,
  ioctl: packet_ioctl,
  gettstamp: true,
  listen: () => -EOPNOTSUPP,
  shutdown: () => -EOPNOTSUPP,
  setsockopt: packet_setsockopt,
  getsockopt: packet_getsockopt,
  sendmsg: packet_sendmsg,
  recvmsg: packet_recvmsg,
};
