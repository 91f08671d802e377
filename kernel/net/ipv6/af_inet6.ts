// AF_INET6: its protocols, bind(), names (net/ipv6/af_inet6.c). The rest is shared with ../ipv4/af_inet.ts.
// Above: ../families.ts. Below: udp.ts, tcp_ipv6.ts, raw.ts, ping.ts.

import type { task_struct } from "../../task/task.ts";
import {
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EINVAL,
  ENODEV,
  ENOTCONN,
} from "../../uapi/asm/errno.ts";
import { RTN_LOCAL } from "../../uapi/linux/rtnetlink.ts";
import { dev_get_by_index } from "../core/dev.ts";
import type { net } from "../core/net_namespace.ts";
import { lock_sock, release_sock, sk_dst_reset } from "../core/sock.ts";
import { SOCK_BINDADDR_LOCK, SOCK_BINDPORT_LOCK } from "../core/sock_flags.ts";
import {
  inet_dgram_ops,
  inet_lookup_protosw,
  inet_make,
  type inet_protosw,
  inet_release,
  inet_sockraw_ops,
  inet_stream_ops,
  mayBindPort,
} from "../ipv4/af_inet.ts";
import { inet_sock } from "../ipv4/inet_sock.ts";
import { ping_init_sock } from "../ipv4/ping.ts";
import { inet_addr_type_bound } from "../ipv4/route.ts";
import { tcp_sock } from "../ipv4/tcp.ts";
import { inet_reset_saddr, udp_sock } from "../ipv4/udp.ts";
import {
  AF_INET6,
  IPPROTO_ICMPV6,
  IPPROTO_IP,
  IPPROTO_MAX,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  SOCK_DGRAM,
  SOCK_RAW,
  SOCK_STREAM,
  TCP_CLOSE,
  TCP_SYN_SENT,
} from "../linux_socket.ts";
import type { proto_ops, socket } from "../socket.ts";
import {
  in6_v4,
  in6addr_any,
  ipv6_addr_is_multicast,
  ipv6_addr_needs_scope_id,
  ipv6_addr_v4mapped,
  read_sockaddr_in6,
  write_sockaddr_in6,
} from "../wire/addr.ts";
import { ipv6_chk_addr } from "./addrconf.ts";
import { ipv6_iface_scope_id } from "./datagram.ts";
import { inet6_ioctl } from "./ioctl.ts";
import { ipv6_sock_mc_close } from "./mcast.ts";
import { pingv6_prot } from "./ping.ts";
import { rawv6_prot } from "./raw.ts";
import { tcpv6_prot } from "./tcp_ipv6.ts";
import { udpv6_prot } from "./udp.ts";

const inetsw6: () => readonly inet_protosw[] = () => [
  {
    type: SOCK_STREAM,
    protocol: IPPROTO_TCP,
    prot: tcpv6_prot,
    ops: () => inet6_stream_ops(),
    make: tcp_sock,
  },
  { type: SOCK_DGRAM, protocol: IPPROTO_UDP, prot: udpv6_prot, ops: () => inet6_dgram_ops(), make: udp_sock },
  {
    type: SOCK_DGRAM,
    protocol: IPPROTO_ICMPV6,
    prot: pingv6_prot,
    ops: () => inet6_sockraw_ops(),
    make: inet_sock,
    reuse: true,
  },
  {
    type: SOCK_DGRAM,
    protocol: IPPROTO_UDPLITE,
    prot: udplitev6(),
    ops: () => inet6_dgram_ops(),
    make: udp_sock,
  },
  {
    type: SOCK_RAW,
    protocol: IPPROTO_IP,
    prot: rawv6_prot,
    ops: () => inet6_sockraw_ops(),
    make: inet_sock,
    reuse: true,
  },
];
let lite: typeof udpv6_prot | null = null;
const udplitev6 = () => (lite ??= { ...udpv6_prot, name: "UDPLITEv6" });

export function inet6_create(t: task_struct, net: net, sock: socket, protocol: number): number {
  if (protocol < 0 || protocol >= IPPROTO_MAX) return -EINVAL;
  const found = inet_lookup_protosw(inetsw6(), sock.type, protocol);
  if (typeof found === "number") return found;
  const err = inet_make(t, net, sock, AF_INET6, found.row, found.protocol);
  if (err || found.row.prot !== pingv6_prot) return err;
  return ping_init_sock(t, sock.sk as inet_sock);
}

function inet6_bind(t: task_struct, sock: socket, addr: Uint8Array): number {
  const sk = sock.sk as inet_sock;
  if (sk.sk_prot.bind) return sk.sk_prot.bind(t, sk, addr);
  if (addr.length < 24) return -EINVAL;
  const a = read_sockaddr_in6(addr);
  if (a.sin6_family !== AF_INET6) return -EAFNOSUPPORT;
  const net = sk.sk_net;
  const multicast = ipv6_addr_is_multicast(a.sin6_addr);
  if (multicast && sock.type === SOCK_STREAM) return -EINVAL;
  if (!mayBindPort(t, net, a.sin6_port)) return -EACCES;
  lock_sock(sk);
  try {
    if (sk.sk_state !== TCP_CLOSE || sk.inet_num) return -EINVAL;
    const err = check_local(sk, a.sin6_addr, addr.length >= 28 ? a.sin6_scope_id : 0);
    if (err) return err;
    const mapped = ipv6_addr_v4mapped(a.sin6_addr);
    sk.inet_rcv_saddr = mapped ? in6_v4(a.sin6_addr) : a.sin6_addr === in6addr_any ? 0 : 0xffffffff;
    sk.inet_saddr = sk.inet_rcv_saddr;
    sk.sk_v6_rcv_saddr = a.sin6_addr;
    if (!multicast) sk.pinet6!.saddr = a.sin6_addr;
    const saved = sk.sk_ipv6only;
    if (a.sin6_addr !== in6addr_any && !mapped) sk.sk_ipv6only = true;
    if ((a.sin6_port || !sk.bind_address_no_port) && sk.sk_prot.get_port!(sk, a.sin6_port)) {
      sk.sk_ipv6only = saved;
      inet_reset_saddr(sk);
      return -EADDRINUSE;
    }
    if (a.sin6_addr !== in6addr_any) sk.sk_userlocks |= SOCK_BINDADDR_LOCK;
    if (a.sin6_port) sk.sk_userlocks |= SOCK_BINDPORT_LOCK;
    sk.inet_sport = sk.inet_num;
    sk.inet_dport = 0;
    sk.inet_daddr = 0;
    sk_dst_reset(sk);
    return 0;
  } finally {
    release_sock(sk);
  }
}

/** Whether the address is ours: 0, -EINVAL, -ENODEV, -EADDRNOTAVAIL. */
function check_local(sk: inet_sock, a: string, scope: number): number {
  const net = sk.sk_net;
  const free = sk.freebind || sk.transparent || net.ipv4.sysctl_ip_nonlocal_bind !== 0;
  if (ipv6_addr_v4mapped(a)) {
    if (sk.sk_ipv6only) return -EINVAL;
    const v4 = in6_v4(a);
    return v4 && !free && inet_addr_type_bound(net, sk.sk_bound_dev_if, v4) !== RTN_LOCAL
      ? -EADDRNOTAVAIL
      : 0;
  }
  if (a === in6addr_any) return 0;
  if (ipv6_addr_needs_scope_id(a)) {
    if (scope) sk.sk_bound_dev_if = scope;
    if (!sk.sk_bound_dev_if) return -EINVAL;
  }
  const dev = sk.sk_bound_dev_if ? dev_get_by_index(net, sk.sk_bound_dev_if) : null;
  if (sk.sk_bound_dev_if && !dev) return -ENODEV;
  if (ipv6_addr_is_multicast(a) || free) return 0;
  return ipv6_chk_addr(net, a, dev, false) ? 0 : -EADDRNOTAVAIL;
}

function inet6_getname(_t: task_struct, sock: socket, peer: number): Uint8Array | number {
  const sk = sock.sk as inet_sock;
  const np = sk.pinet6!;
  if (peer) {
    const early = sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_SYN_SENT;
    if (!sk.inet_dport || (early && peer === 1)) return -ENOTCONN;
    return write_sockaddr_in6(
      sk.sk_v6_daddr,
      sk.inet_dport,
      ipv6_iface_scope_id(sk.sk_v6_daddr, sk.sk_bound_dev_if),
    );
  }
  const a = sk.sk_v6_rcv_saddr === in6addr_any ? np.saddr : sk.sk_v6_rcv_saddr;
  return write_sockaddr_in6(a, sk.inet_sport, ipv6_iface_scope_id(a, sk.sk_bound_dev_if));
}

const common = {
  family: AF_INET6,
  bind: inet6_bind,
  getname: inet6_getname,
  release(sock: socket) {
    if (sock.sk) ipv6_sock_mc_close(sock.sk as inet_sock);
    inet_release(sock);
  },
  ioctl(t: task_struct, sock: socket, cmd: number, arg: number) {
    return inet6_ioctl(t, sock.sk!, cmd, arg);
  },
};

let stream: proto_ops | null = null;
let dgram: proto_ops | null = null;
let raw: proto_ops | null = null;
const inet6_stream_ops = (): proto_ops => (stream ??= { ...inet_stream_ops, ...common });
const inet6_dgram_ops = (): proto_ops => (dgram ??= { ...inet_dgram_ops, ...common });
const inet6_sockraw_ops = (): proto_ops => (raw ??= { ...inet_sockraw_ops, ...common });
