// AF_INET: which protocols there are, and what their sockets have in common: bind, connect, accept, names, shutdown,
// ioctls (net/ipv4/af_inet.c). inet6 shares most of it. Above: ../families.ts. Below: tcp.ts, udp.ts, raw.ts, ping.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import type { MaySleep } from "../../task/wait.ts";
import {
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EAGAIN,
  EINVAL,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
} from "../../uapi/asm/errno.ts";
import { O_NONBLOCK } from "../../uapi/asm/fcntl.ts";
import { CAP_NET_BIND_SERVICE, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { RTN_BROADCAST, RTN_LOCAL, RTN_MULTICAST } from "../../uapi/linux/rtnetlink.ts";
import * as sockios from "../../uapi/linux/sockios.ts";
import { datagram_poll } from "../core/datagram.ts";
import type { net } from "../core/net_namespace.ts";
import { lock_sock, type proto, release_sock, sk_dst_reset, sock_init_data } from "../core/sock.ts";
import { SK_CAN_REUSE, SOCK_BINDADDR_LOCK, SOCK_BINDPORT_LOCK, SOCK_LINGER } from "../core/sock_flags.ts";
import {
  AF_INET,
  AF_UNSPEC,
  IPPROTO_ICMP,
  IPPROTO_IP,
  IPPROTO_MAX,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  RCV_SHUTDOWN,
  SHUTDOWN_MASK,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  SS_CONNECTED,
  SS_CONNECTING,
  SS_DISCONNECTING,
  SS_UNCONNECTED,
  TCP_CLOSE,
  TCP_LISTEN,
  TCP_SYN_RECV,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import type { proto_ops, socket } from "../socket.ts";
import { read_sockaddr_in, write_sockaddr_in } from "../wire/addr.ts";
import { arp_ioctl } from "./arp_ioctl.ts";
import { devinet_ioctl } from "./devinet_ioctl.ts";
import { ip_rt_ioctl } from "./fib_frontend.ts";
import { ip_mc_drop_socket } from "./igmp.ts";
import { inet_accept, inet_dgram_connect, inet_listen, inet_stream_connect } from "./inet_connect.ts";
import { inet_prot_sock, inet_sk, inet_sock } from "./inet_sock.ts";
import { ping_init_sock, ping_prot } from "./ping.ts";
import { raw_prot, raw_sock } from "./raw.ts";
import { inet_addr_type_bound } from "./route.ts";
import { tcp_poll, tcp_prot, tcp_set_rcvlowat, tcp_sock } from "./tcp.ts";
import { udp_prot, udp_sock } from "./udp.ts";

/** A row of inetsw: type and protocol (0: any), and who does it. */
export interface inet_protosw {
  readonly type: number;
  readonly protocol: number;
  // biome-ignore lint/suspicious/noExplicitAny: each protocol's own sock
  readonly prot: proto<any>;
  readonly ops: () => proto_ops;
  readonly make: new (
    net: net,
    family: number,
    // biome-ignore lint/suspicious/noExplicitAny: each protocol's own sock
    prot: proto<any>,
    protocol: number,
  ) => inet_sock;
  readonly reuse?: boolean;
}

const inetsw: () => readonly inet_protosw[] = () => [
  { type: SOCK_STREAM, protocol: IPPROTO_TCP, prot: tcp_prot, ops: () => inet_stream_ops, make: tcp_sock },
  { type: SOCK_DGRAM, protocol: IPPROTO_UDP, prot: udp_prot, ops: () => inet_dgram_ops, make: udp_sock },
  {
    type: SOCK_DGRAM,
    protocol: IPPROTO_ICMP,
    prot: ping_prot,
    ops: () => inet_sockraw_ops,
    make: inet_sock,
    reuse: true,
  },
  {
    type: SOCK_DGRAM,
    protocol: IPPROTO_UDPLITE,
    prot: udplite_prot(),
    ops: () => inet_dgram_ops,
    make: udp_sock,
  },
  {
    type: SOCK_RAW,
    protocol: IPPROTO_IP,
    prot: raw_prot,
    ops: () => inet_sockraw_ops,
    make: raw_sock,
    reuse: true,
  },
];

let udplite: proto<udp_sock> | null = null;
const udplite_prot = (): proto<udp_sock> => (udplite ??= { ...udp_prot, name: "UDP-Lite" });

/** The row for a type and protocol, and the protocol it means: or -ESOCKTNOSUPPORT, -EPROTONOSUPPORT. */
export function inet_lookup_protosw(
  rows: readonly inet_protosw[],
  type: number,
  protocol: number,
): { row: inet_protosw; protocol: number } | number {
  let err = -ESOCKTNOSUPPORT;
  for (const row of rows) {
    if (row.type !== type) continue;
    if (protocol === row.protocol) {
      if (protocol !== IPPROTO_IP) return { row, protocol };
    } else if (protocol === IPPROTO_IP) return { row, protocol: row.protocol };
    else if (row.protocol === IPPROTO_IP) return { row, protocol };
    err = -EPROTONOSUPPORT;
  }
  return err;
}

export function inet_create(t: task_struct, net: net, sock: socket, protocol: number): number {
  if (protocol < 0 || protocol >= IPPROTO_MAX) return -EINVAL;
  const found = inet_lookup_protosw(inetsw(), sock.type, protocol);
  if (typeof found === "number") return found;
  return inet_make(t, net, sock, AF_INET, found.row, found.protocol);
}

/** Makes the sock of a row. -EPERM for raw sockets without CAP_NET_RAW, -EACCES for ping sockets. */
export function inet_make(
  t: task_struct,
  net: net,
  sock: socket,
  family: number,
  row: inet_protosw,
  protocol: number,
): number {
  if (sock.type === SOCK_RAW && !ns_capable(t, net.user_ns, CAP_NET_RAW)) return -EPERM;
  const sk = new row.make(net, family, row.prot, protocol);
  if (row.prot === ping_prot) {
    const err = ping_init_sock(t, sk);
    if (err) return err;
  }
  sock.ops = row.ops();
  if (row.reuse) sk.sk_reuse = SK_CAN_REUSE;
  sock_init_data(sock, sk, sock.uid);
  sk.sk_txrehash = 1;
  if (sock.type === SOCK_RAW) {
    sk.inet_num = protocol;
    if (protocol === IPPROTO_RAW) sk.hdrincl = true;
  }
  if (sk.inet_num) {
    sk.inet_sport = sk.inet_num;
    const err = row.prot.hash!(sk);
    if (err) return err;
  }
  return row.prot.init?.(sk) ?? 0;
}

export function inet_release(sock: socket): void {
  const sk = sock.sk as inet_sock | null;
  if (!sk) return;
  ip_mc_drop_socket(sk);
  const linger = sk.sock_flag(SOCK_LINGER) ? sk.sk_lingertime : 0;
  sk.sk_prot.close(sk, linger);
  sock.sk = null;
}

/** Binds to a free port if there is none yet: 0 or -EAGAIN. */
export function inet_autobind(sk: inet_sock): number {
  lock_sock(sk);
  try {
    if (!sk.inet_num) {
      if (sk.sk_prot.get_port!(sk, 0)) return -EAGAIN;
      sk.inet_sport = sk.inet_num;
    }
    return 0;
  } finally {
    release_sock(sk);
  }
}

/** Whether ports below 1024 are free to t (inet_port_requires_bind_service). */
export const mayBindPort = (t: task_struct, net: net, port: number): boolean =>
  !port || port >= inet_prot_sock(net) || ns_capable(t, net.user_ns, CAP_NET_BIND_SERVICE);

export function inet_bind(t: task_struct, sock: socket, addr: Uint8Array): number {
  const sk = sock.sk as inet_sock;
  if (sk.sk_prot.bind) return sk.sk_prot.bind(t, sk, addr);
  if (addr.length < 16) return -EINVAL;
  return __inet_bind(t, sk, addr);
}

export function __inet_bind(t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  const a = read_sockaddr_in(addr);
  if (a.sin_family !== AF_INET && (a.sin_family !== AF_UNSPEC || a.sin_addr !== 0)) return -EAFNOSUPPORT;
  const net = sk.sk_net;
  const type = inet_addr_type_bound(net, sk.sk_bound_dev_if, a.sin_addr);
  const group = type === RTN_MULTICAST || type === RTN_BROADCAST;
  const free = sk.freebind || sk.transparent || net.ipv4.sysctl_ip_nonlocal_bind;
  if (a.sin_addr !== 0 && type !== RTN_LOCAL && !group && !free) return -EADDRNOTAVAIL;
  if (!mayBindPort(t, net, a.sin_port)) return -EACCES;
  lock_sock(sk);
  try {
    if (sk.sk_state !== TCP_CLOSE || sk.inet_num) return -EINVAL;
    sk.inet_rcv_saddr = a.sin_addr;
    sk.inet_saddr = group ? 0 : a.sin_addr;
    if (a.sin_port || !sk.bind_address_no_port) {
      if (sk.sk_prot.get_port!(sk, a.sin_port)) {
        sk.inet_saddr = 0;
        sk.inet_rcv_saddr = 0;
        return -EADDRINUSE;
      }
    }
    if (sk.inet_rcv_saddr) sk.sk_userlocks |= SOCK_BINDADDR_LOCK;
    if (a.sin_port) sk.sk_userlocks |= SOCK_BINDPORT_LOCK;
    sk.inet_sport = sk.inet_num;
    sk.inet_daddr = 0;
    sk.inet_dport = 0;
    sk_dst_reset(sk);
    return 0;
  } finally {
    release_sock(sk);
  }
}

function inet_getname(_t: task_struct, sock: socket, peer: number): Uint8Array | number {
  const sk = sock.sk as inet_sock;
  if (!peer) return write_sockaddr_in(sk.inet_rcv_saddr || sk.inet_saddr, sk.inet_sport);
  const early = sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_SYN_SENT;
  if (!sk.inet_dport || (early && peer === 1)) return -ENOTCONN;
  return write_sockaddr_in(sk.inet_daddr, sk.inet_dport);
}

export function inet_shutdown(_t: task_struct, sock: socket, how: number): number {
  const sk = sock.sk!;
  how = (how + 1) | 0;
  if (how & ~SHUTDOWN_MASK || !how) return -EINVAL;
  lock_sock(sk);
  try {
    if (sock.state === SS_CONNECTING) {
      const early = [TCP_SYN_SENT, TCP_SYN_RECV, TCP_CLOSE].includes(sk.sk_state);
      sock.state = early ? SS_DISCONNECTING : SS_CONNECTED;
    }
    let err = 0;
    if (sk.sk_state === TCP_LISTEN || sk.sk_state === TCP_SYN_SENT) {
      if (sk.sk_state === TCP_SYN_SENT || how & RCV_SHUTDOWN) {
        err = sk.sk_prot.disconnect!(sk, O_NONBLOCK);
        sock.state = err ? SS_DISCONNECTING : SS_UNCONNECTED;
      }
    } else {
      if (sk.sk_state === TCP_CLOSE) err = -ENOTCONN;
      sk.sk_shutdown |= how;
      sk.sk_prot.shutdown?.(sk, how);
    }
    sk.sk_state_change(sk);
    return err;
  } finally {
    release_sock(sk);
  }
}

export function inet_sendmsg(t: task_struct, sock: socket, msg: msghdr, len: number): MaySleep<number> {
  const sk = sock.sk as inet_sock;
  // Raw sockets have no port to bind.
  if (!sk.inet_num && sk.sk_prot.get_port && sk.sk_type !== SOCK_STREAM && inet_autobind(sk)) return -EAGAIN;
  return sk.sk_prot.sendmsg!(t, sk, msg, len);
}

export function inet_recvmsg(
  t: task_struct,
  sock: socket,
  msg: msghdr,
  len: number,
  flags: number,
): MaySleep<number> {
  return sock.sk!.sk_prot.recvmsg!(t, sock.sk!, msg, len, flags);
}

export function inet_ioctl(t: task_struct, sock: socket, cmd: number, arg: number): MaySleep<number> {
  const sk = inet_sk(sock.sk!);
  const net = sk.sk_net;
  switch (cmd) {
    case sockios.SIOCADDRT:
    case sockios.SIOCDELRT:
      return ip_rt_ioctl(t, net, cmd, arg);
    case sockios.SIOCRTMSG:
      return -EINVAL;
    case sockios.SIOCDARP:
    case sockios.SIOCGARP:
    case sockios.SIOCSARP:
      return arp_ioctl(t, net, cmd, arg);
    case sockios.SIOCGIFADDR:
    case sockios.SIOCGIFBRDADDR:
    case sockios.SIOCGIFNETMASK:
    case sockios.SIOCGIFDSTADDR:
    case sockios.SIOCGIFPFLAGS:
    case sockios.SIOCSIFADDR:
    case sockios.SIOCSIFBRDADDR:
    case sockios.SIOCSIFNETMASK:
    case sockios.SIOCSIFDSTADDR:
    case sockios.SIOCSIFPFLAGS:
    case sockios.SIOCSIFFLAGS:
      return devinet_ioctl(t, net, cmd, arg);
  }
  return sk.sk_prot.ioctl?.(t, sk, cmd, arg) ?? -ENOIOCTLCMD;
}

const sk_setsockopt: proto_ops["setsockopt"] = (t, sock, level, name, v, len) =>
  sock.sk!.sk_prot.setsockopt!(t, sock.sk!, level, name, v, len);
const sk_getsockopt: proto_ops["getsockopt"] = (t, sock, level, name, v, len) =>
  sock.sk!.sk_prot.getsockopt!(t, sock.sk!, level, name, v, len);

const common = {
  family: AF_INET,
  release: inet_release,
  bind: inet_bind,
  socketpair: () => -EOPNOTSUPP,
  getname: inet_getname,
  ioctl: inet_ioctl,
  shutdown: inet_shutdown,
  setsockopt: sk_setsockopt,
  getsockopt: sk_getsockopt,
  sendmsg: inet_sendmsg,
  recvmsg: inet_recvmsg,
  gettstamp: true,
} as const;

export const inet_stream_ops: proto_ops = {
  ...common,
  connect: inet_stream_connect,
  accept: inet_accept,
  listen: inet_listen,
  poll: tcp_poll,
  set_rcvlowat: tcp_set_rcvlowat,
};

export const inet_dgram_ops: proto_ops = {
  ...common,
  connect: inet_dgram_connect,
  accept: () => -EOPNOTSUPP,
  listen: () => -EOPNOTSUPP,
  poll: datagram_poll,
  set_peek_off: (sk, val) => {
    sk.sk_peek_off = val;
    return 0;
  },
};

export const inet_sockraw_ops: proto_ops = {
  ...common,
  connect: inet_dgram_connect,
  accept: () => -EOPNOTSUPP,
  listen: () => -EOPNOTSUPP,
  poll: datagram_poll,
};
