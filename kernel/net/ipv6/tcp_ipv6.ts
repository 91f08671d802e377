// TCP over IPv6 (net/ipv6/tcp_ipv6.c); mapped addresses use IPv4's af_ops. Above: af_inet6.ts, ip6_input.ts.
// Below: ../ipv4/tcp_listen.ts, route.ts.

import type { task_struct } from "../../task/task.ts";
import { EAFNOSUPPORT, EINVAL, ENETUNREACH } from "../../uapi/asm/errno.ts";
import { dev_equal_l3scope } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import { kfree_skb, type sk_buff, skb_pull } from "../core/skbuff.ts";
import { type proto, sk_dst_reset } from "../core/sock.ts";
import { inet_lookup_established, inet_lookup_listener } from "../ipv4/inet_hashtables.ts";
import { tcp_prot } from "../ipv4/tcp.ts";
import { tcp_icmp_error, tcp_v4_connect } from "../ipv4/tcp_ipv4.ts";
import { inet_hash_connect, secure_seq, tcp_segment } from "../ipv4/tcp_listen.ts";
import type { inet_connection_sock_af_ops, tcp_sock } from "../ipv4/tcp_sock.ts";
import * as T from "../ipv4/tcp_sock.ts";
import { tcp_set_state } from "../ipv4/tcp_state.ts";
import { tcp_connect } from "../ipv4/tcp_transmit.ts";
import { tcp_sync_mss } from "../ipv4/tcp_window.ts";
import {
  inet_request_bound_dev_if,
  reply_oif,
  tcp_parse,
  tcp_rcv_check,
  type tcp_reply,
  tcp_reply_skb,
  tcp_reset_for,
} from "../ipv4/tcp_wire.ts";
import { AF_INET6, TCP_CLOSE, TCP_LISTEN, TCP_SYN_SENT } from "../linux_socket.ts";
import {
  bytes_to_in6,
  get16,
  get32,
  type in6_addr,
  in6_v4,
  in6addr_any,
  ipv6_addr_is_linklocal,
  ipv6_addr_is_multicast,
  ipv6_addr_needs_scope_id,
  ipv6_addr_set_v4mapped,
  ipv6_addr_v4mapped,
  read_sockaddr_in6,
  write_sockaddr_in,
} from "../wire/addr.ts";
import { csum_ipv6_nofold } from "../wire/checksum.ts";
import { icmpv6_err_convert } from "./icmpv6.ts";
import { ip6_daddr, ip6_saddr } from "./ip6_input.ts";
import { ip6_local_out, ip6_push_header } from "./ip6_output.ts";
import { flowi6_init, inet6_devs, inet6_iif, ip6_route_output, rt6_info } from "./route.ts";

function route_of(sk: tcp_sock): rt6_info | number {
  const cached = sk.sk_dst_cache;
  if (cached instanceof rt6_info && !cached.obsolete) return cached;
  const fl6 = flowi6_init({
    daddr: sk.sk_v6_daddr,
    saddr: sk.pinet6!.saddr,
    oif: sk.sk_bound_dev_if,
    proto: 6,
    mark: sk.sk_mark,
  });
  const rt = ip6_route_output(sk.sk_net, fl6);
  if (typeof rt !== "number") sk.sk_dst_cache = rt;
  return rt;
}

export const ipv6_specific: inet_connection_sock_af_ops = {
  net_header_len: 40,
  pseudo: (sk, n) => csum_ipv6_nofold(sk.pinet6!.saddr, sk.sk_v6_daddr, n, 6),
  mtu(sk) {
    const rt = route_of(sk);
    return typeof rt === "number" ? 0 : rt.mtu;
  },
  queue_xmit(sk, skb) {
    const rt = route_of(sk);
    if (typeof rt === "number") {
      kfree_skb(skb);
      sk.sk_err_soft = -rt;
      return rt;
    }
    const np = sk.pinet6!;
    const hop_limit = np.hop_limit >= 0 ? np.hop_limit : 64;
    ip6_push_header(skb, rt, {
      saddr: np.saddr,
      daddr: sk.sk_v6_daddr,
      nexthdr: 6,
      hop_limit,
      tclass: np.tclass,
      flow_label: 0,
      opt: np.opt,
    });
    return ip6_local_out(sk, skb);
  },
  send_reset: (skb) => tcp_v6_send_reset(skb),
};

export function tcp_v6_connect(t: task_struct, sk: tcp_sock, addr: Uint8Array): number {
  if (addr.length < 24) return -EINVAL;
  const usin = read_sockaddr_in6(addr);
  if (usin.sin6_family !== AF_INET6) return -EAFNOSUPPORT;
  const np = sk.pinet6!;
  let daddr = usin.sin6_addr;
  if (daddr === in6addr_any) {
    daddr = ipv6_addr_v4mapped(sk.sk_v6_rcv_saddr)
      ? ipv6_addr_set_v4mapped(0x7f000001)
      : `${"\0".repeat(15)}\x01`;
  }
  if (ipv6_addr_is_multicast(daddr)) return -ENETUNREACH;
  if (ipv6_addr_needs_scope_id(daddr) && ipv6_addr_is_linklocal(daddr)) {
    if (addr.length >= 28 && usin.sin6_scope_id) {
      if (!dev_equal_l3scope(sk.sk_net, sk.sk_bound_dev_if, usin.sin6_scope_id)) return -EINVAL;
      sk.sk_bound_dev_if = usin.sin6_scope_id;
    }
    if (!sk.sk_bound_dev_if) return -EINVAL;
  }
  if (ipv6_addr_v4mapped(daddr)) {
    if (sk.sk_ipv6only) return -ENETUNREACH;
    const err = tcp_v4_connect(t, sk, write_sockaddr_in(in6_v4(daddr), usin.sin6_port));
    if (err) return err;
    sk.sk_v6_daddr = daddr;
    np.saddr = ipv6_addr_set_v4mapped(sk.inet_saddr);
    sk.sk_v6_rcv_saddr = ipv6_addr_set_v4mapped(sk.inet_rcv_saddr);
    return 0;
  }
  sk.af_ops = ipv6_specific;
  const fl6 = flowi6_init({ daddr, saddr: np.saddr, oif: sk.sk_bound_dev_if, proto: 6, mark: sk.sk_mark });
  const rt = ip6_route_output(sk.sk_net, fl6);
  if (typeof rt === "number") return rt;
  if (np.saddr === in6addr_any) {
    np.saddr = fl6.saddr;
    sk.sk_v6_rcv_saddr = fl6.saddr;
  }
  sk.inet_saddr = 0xffffffff;
  sk.inet_rcv_saddr = 0xffffffff;
  sk.inet_daddr = 0xffffffff;
  sk.sk_v6_daddr = daddr;
  sk.inet_dport = usin.sin6_port;
  sk.sk_dst_cache = rt;
  tcp_set_state(sk, TCP_SYN_SENT);
  let err = inet_hash_connect(sk, daddr, sk.sk_v6_rcv_saddr);
  if (!err) {
    sk.write_seq = secure_seq(sk);
    err = tcp_connect(sk);
  }
  if (err) {
    tcp_set_state(sk, TCP_CLOSE);
    if (!(sk.sk_userlocks & 4)) {
      np.saddr = in6addr_any;
      sk.sk_v6_rcv_saddr = in6addr_any;
      sk.inet_saddr = 0;
      sk.inet_rcv_saddr = 0;
    }
    sk.inet_dport = 0;
    sk_dst_reset(sk);
  }
  return err;
}

function send_reply(net: net, skb: sk_buff, r: tcp_reply): void {
  const [saddr, daddr] = [ip6_daddr(skb), ip6_saddr(skb)];
  const oif = ipv6_addr_needs_scope_id(daddr) ? inet6_iif(skb) : reply_oif(net, skb);
  const rt = ip6_route_output(net, flowi6_init({ daddr, saddr, oif, proto: 6 }));
  if (typeof rt === "number") return;
  const out = tcp_reply_skb(net, skb, r, (n) => csum_ipv6_nofold(saddr, daddr, n, 6));
  ip6_push_header(out, rt, { saddr, daddr, nexthdr: 6, hop_limit: 64, tclass: 0, flow_label: 0 });
  ip6_local_out(null, out);
}

export function tcp_v6_send_reset(skb: sk_buff): void {
  if (ipv6_addr_is_multicast(ip6_daddr(skb))) return;
  const r = tcp_reset_for(skb);
  if (r) send_reply((skb._skb_dst as rt6_info).dev.nd_net, skb, r);
}

export function tcp_v6_rcv(skb: sk_buff): number {
  const net = skb.dev!.nd_net;
  const { head, data: th } = skb;
  const [saddr, daddr] = [ip6_saddr(skb), ip6_daddr(skb)];
  if (!tcp_rcv_check(net, skb, () => csum_ipv6_nofold(saddr, daddr, skb.len, 6))) {
    kfree_skb(skb);
    return 0;
  }
  skb.transport_header = th;
  const iif = inet6_iif(skb);
  skb.cb = tcp_parse(skb, iif);
  const [sport, dport] = [get16(head, th), get16(head, th + 2)];
  const info = net.ipv4.tcp_death_row;
  const at = inet6_devs(skb);
  const listener = () => inet_lookup_listener(info, skb, saddr, sport, daddr, dport, at) as tcp_sock | null;
  skb_pull(skb, (head[th + 12] >> 4) * 4);
  tcp_segment(skb, () => inet_lookup_established(info, saddr, sport, daddr, dport, at) ?? listener(), {
    saddr,
    daddr,
    sport,
    dport,
    iif,
    ttl: head[skb.network_header + 7],
    tos: 0,
    relisten: listener,
    send_reset: () => tcp_v6_send_reset(skb),
    send_ack: (seq, ack, window, ts) =>
      send_reply(net, skb, { seq, ack, flags: T.TCPHDR_ACK, window, ts, tos: 0 }),
    make_child(child, req) {
      child.af_ops = ipv6_specific;
      child.sk_v6_daddr = req.saddr as in6_addr;
      child.sk_v6_rcv_saddr = req.daddr as in6_addr;
      child.pinet6!.saddr = req.daddr as in6_addr;
      child.inet_daddr = 0xffffffff;
      child.inet_saddr = 0xffffffff;
      child.inet_rcv_saddr = 0xffffffff;
      if (ipv6_addr_needs_scope_id(child.sk_v6_daddr)) child.sk_bound_dev_if ||= req.iif;
    },
    bound_dev_if: (sk) => inet_request_bound_dev_if(sk, skb),
    af_ops: ipv6_specific,
  });
  return 0;
}

export function tcp_v6_err(skb: sk_buff, type: number, code: number, info: number): void {
  const { head, data, network_header: h } = skb;
  const [saddr, daddr] = [bytes_to_in6(head, h + 8), bytes_to_in6(head, h + 24)];
  const row = skb.dev!.nd_net.ipv4.tcp_death_row;
  const sk = inet_lookup_established(row, daddr, get16(head, data + 2), saddr, get16(head, data), {
    dif: inet6_iif(skb),
    sdif: skb.l3_iif,
  }) as tcp_sock | null;
  if (!sk || !("snd_una" in sk) || sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  if (!T.between(get32(head, data + 4), sk.snd_una, sk.snd_nxt)) return;
  if (type === 2) {
    tcp_sync_mss(sk, info);
    return;
  }
  tcp_icmp_error(sk, icmpv6_err_convert(type, code).errno);
}

export const tcpv6_prot: proto<tcp_sock> = {
  name: "TCPv6",
  init: (sk) => tcp_prot.init!(sk),
  close: (sk, timeout) => tcp_prot.close(sk, timeout),
  wait_close: (t, sk, timeout) => tcp_prot.wait_close!(t, sk, timeout),
  connect: tcp_v6_connect,
  disconnect: (sk, flags) => tcp_prot.disconnect!(sk, flags),
  accept: (t, sk, flags) => tcp_prot.accept!(t, sk, flags),
  ioctl: (t, sk, cmd, arg) => tcp_prot.ioctl!(t, sk, cmd, arg),
  shutdown: (sk, how) => tcp_prot.shutdown!(sk, how),
  setsockopt: (t, sk, level, name, v, len) => tcp_prot.setsockopt!(t, sk, level, name, v, len),
  getsockopt: (t, sk, level, name, v, len) => tcp_prot.getsockopt!(t, sk, level, name, v, len),
  keepalive: (sk, on) => tcp_prot.keepalive!(sk, on),
  sendmsg: (t, sk, msg, len) => tcp_prot.sendmsg!(t, sk, msg, len),
  recvmsg: (t, sk, msg, len, flags) => tcp_prot.recvmsg!(t, sk, msg, len, flags),
  hash: (sk) => tcp_prot.hash!(sk),
  unhash: (sk) => tcp_prot.unhash!(sk),
  get_port: (sk, snum) => tcp_prot.get_port!(sk, snum),
};
