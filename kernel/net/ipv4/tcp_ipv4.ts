// TCP over IPv4: connecting, finding the socket of a segment, answering requests, resets, ICMP errors
// (net/ipv4/tcp_ipv4.c). What IPv6 needs as well is in tcp_listen.ts. Above: protocols.ts, tcp.ts. Below: route.ts.

import type { task_struct } from "../../task/task.ts";
import { EAFNOSUPPORT, EINVAL, ENETUNREACH } from "../../uapi/asm/errno.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_FRAG_NEEDED,
  ICMP_REDIRECT,
  ICMP_SOURCE_QUENCH,
} from "../../uapi/linux/icmp.ts";
import * as M from "../../uapi/linux/snmp.ts";
import type { net } from "../core/net_namespace.ts";
import { kfree_skb, type sk_buff, skb_pull } from "../core/skbuff.ts";
import { ICMP_INC_STATS, NET_INC_STATS } from "../core/snmp.ts";
import { sk_dst_reset } from "../core/sock.ts";
import { SOCK_LOCALROUTE } from "../core/sock_flags.ts";
import { AF_INET, TCP_CLOSE, TCP_LISTEN, TCP_SYN_SENT } from "../linux_socket.ts";
import { get16, get32, ipv6_addr_set_v4mapped, read_sockaddr_in } from "../wire/addr.ts";
import { csum_tcpudp_nofold } from "../wire/checksum.ts";
import { flowi4_init } from "./fib_trie.ts";
import { icmp_to_errno } from "./icmp.ts";
import { inet_lookup_established, inet_lookup_listener } from "./inet_hashtables.ts";
import type { inet_sock } from "./inet_sock.ts";
import { ip_route_output_flow, sk_df } from "./ip_flow.ts";
import { ip_daddr, ip_saddr } from "./ip_input.ts";
import { ip_local_out, ip_push_header, ip_select_ttl } from "./ip_output.ts";
import { inet_devs, inet_iif, ip_route_output_key, RTCF_BROADCAST, RTCF_MULTICAST, rtable } from "./route.ts";
import { inet_hash_connect, secure_seq, tcp_segment } from "./tcp_listen.ts";
import { tcp_retransmit } from "./tcp_output.ts";
import type { inet_connection_sock_af_ops, tcp_sock } from "./tcp_sock.ts";
import * as T from "./tcp_sock.ts";
import { tcp_done, tcp_set_state } from "./tcp_state.ts";
import { tcp_connect } from "./tcp_transmit.ts";
import { tcp_sync_mss } from "./tcp_window.ts";
import {
  inet_request_bound_dev_if,
  reply_oif,
  tcp_parse,
  tcp_rcv_check,
  type tcp_reply,
  tcp_reply_skb,
  tcp_reset_for,
} from "./tcp_wire.ts";

const IPPROTO_TCP = 6;

/** The route of a connection, made anew if routing has changed. */
function route_of(sk: tcp_sock): rtable | number {
  const cached = sk.sk_dst_cache;
  if (cached instanceof rtable && !cached.obsolete) return cached;
  const fl4 = flowi4_init({
    daddr: sk.inet_daddr,
    saddr: sk.inet_saddr,
    oif: sk.sk_bound_dev_if,
    tos: sk.tos & 0x1c,
    mark: sk.sk_mark,
    proto: IPPROTO_TCP,
    sport: sk.inet_sport,
    dport: sk.inet_dport,
    scope: sk.sock_flag(SOCK_LOCALROUTE) ? 253 : 0,
    uid: sk.sk_uid,
    anysrc: sk.transparent,
  });
  const rt = ip_route_output_flow(sk, fl4);
  if (typeof rt !== "number") sk.sk_dst_cache = rt;
  return rt;
}

export const ipv4_specific: inet_connection_sock_af_ops = {
  net_header_len: 20,
  pseudo: (sk, n) => csum_tcpudp_nofold(sk.inet_saddr, sk.inet_daddr, n, IPPROTO_TCP),
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
    ip_push_header(skb, rt, {
      saddr: sk.inet_saddr,
      daddr: sk.inet_daddr,
      protocol: IPPROTO_TCP,
      tos: sk.tos,
      ttl: ip_select_ttl(sk, rt),
      df: sk_df(sk, rt, skb.len + 20),
      id: (sk.inet_id = (sk.inet_id + 1) & 0xffff),
      opt: sk.inet_opt,
    });
    return ip_local_out(sk, skb);
  },
  send_reset: (skb) => tcp_v4_send_reset(skb),
};

/** connect(): -EINVAL, -EAFNOSUPPORT, -ENETUNREACH (groups), -EADDRNOTAVAIL, or what routing says. */
export function tcp_v4_connect(_t: task_struct, sk: tcp_sock, addr: Uint8Array): number {
  if (addr.length < 16) return -EINVAL;
  const usin = read_sockaddr_in(addr);
  if (usin.sin_family !== AF_INET) return -EAFNOSUPPORT;
  sk.af_ops = ipv4_specific;
  const fl4 = flowi4_init({
    daddr: usin.sin_addr,
    saddr: sk.inet_saddr,
    oif: sk.sk_bound_dev_if,
    proto: IPPROTO_TCP,
    sport: sk.inet_sport,
    dport: usin.sin_port,
    tos: sk.tos & 0x1c,
    mark: sk.sk_mark,
    scope: sk.sock_flag(SOCK_LOCALROUTE) ? 253 : 0,
    uid: sk.sk_uid,
    anysrc: sk.transparent,
  });
  const rt = ip_route_output_flow(sk, fl4);
  if (typeof rt === "number") return rt;
  if (rt.rt_flags & (RTCF_MULTICAST | RTCF_BROADCAST)) return -ENETUNREACH;
  const had = sk.inet_saddr;
  if (!had) {
    sk.inet_saddr = fl4.saddr;
    sk.inet_rcv_saddr = fl4.saddr;
  }
  sk.inet_dport = usin.sin_port;
  sk.inet_daddr = fl4.daddr;
  sk.sk_dst_cache = rt;
  tcp_set_state(sk, TCP_SYN_SENT);
  const err = inet_hash_connect(sk, sk.inet_daddr, sk.inet_saddr) || start(sk);
  if (err) {
    tcp_set_state(sk, TCP_CLOSE);
    if (!(sk.sk_userlocks & 4)) {
      sk.inet_saddr = 0;
      sk.inet_rcv_saddr = 0;
    }
    sk.inet_dport = 0;
    sk_dst_reset(sk);
  }
  return err;
}

function start(sk: tcp_sock): number {
  sk.write_seq = secure_seq(sk);
  return tcp_connect(sk);
}

/** Answers a segment without a socket (ip_send_unicast_reply). */
function send_reply(net: net, skb: sk_buff, r: tcp_reply): void {
  const [saddr, daddr] = [ip_daddr(skb), ip_saddr(skb)];
  const oif = inet_iif(skb);
  let rt = ip_route_output_key(
    net,
    flowi4_init({ daddr, saddr, proto: IPPROTO_TCP, oif: reply_oif(net, skb) }),
  );
  if (typeof rt === "number" && oif)
    rt = ip_route_output_key(net, flowi4_init({ daddr, saddr, proto: IPPROTO_TCP, oif }));
  if (typeof rt === "number") return;
  const out = tcp_reply_skb(net, skb, r, (n) => csum_tcpudp_nofold(saddr, daddr, n, IPPROTO_TCP));
  ip_push_header(out, rt, {
    saddr,
    daddr,
    protocol: IPPROTO_TCP,
    tos: r.tos,
    ttl: net.ipv4.sysctl_ip_default_ttl,
    df: true,
  });
  ip_local_out(null, out);
}

/** The answer to a segment that nobody expects. skb stays the caller's. */
export function tcp_v4_send_reset(skb: sk_buff): void {
  const rt = skb._skb_dst as rtable | null;
  if (rt && rt.rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) return;
  const r = tcp_reset_for(skb);
  if (r) send_reply(rt?.dev.nd_net ?? skb.dev!.nd_net, skb, r);
}

/** A segment that came in. */
export function tcp_v4_rcv(skb: sk_buff): number {
  const net = skb.dev!.nd_net;
  const [saddr, daddr] = [ip_saddr(skb), ip_daddr(skb)];
  if (!tcp_rcv_check(net, skb, () => csum_tcpudp_nofold(saddr, daddr, skb.len, IPPROTO_TCP))) {
    kfree_skb(skb);
    return 0;
  }
  skb.transport_header = skb.data;
  const iif = inet_iif(skb);
  skb.cb = tcp_parse(skb, iif);
  const { head, data: th } = skb;
  const [sport, dport] = [get16(head, th), get16(head, th + 2)];
  const info = net.ipv4.tcp_death_row;
  const at = inet_devs(skb);
  const lookup = (): inet_sock | null =>
    inet_lookup_established(info, saddr, sport, daddr, dport, at) ??
    inet_lookup_listener(info, skb, saddr, sport, daddr, dport, at);
  skb_pull(skb, (head[th + 12] >> 4) * 4);
  tcp_segment(skb, lookup, {
    saddr,
    daddr,
    sport,
    dport,
    iif,
    ttl: head[skb.network_header + 8],
    tos: head[skb.network_header + 1],
    relisten: () => inet_lookup_listener(info, skb, saddr, sport, daddr, dport, at) as tcp_sock | null,
    send_reset: () => tcp_v4_send_reset(skb),
    send_ack: (seq, ack, window, ts, tos) =>
      send_reply(net, skb, { seq, ack, flags: T.TCPHDR_ACK, window, ts, tos }),
    make_child(child, req) {
      child.af_ops = ipv4_specific;
      child.inet_daddr = req.saddr as number;
      child.inet_saddr = req.daddr as number;
      child.inet_rcv_saddr = req.daddr as number;
      if (!child.pinet6) return;
      // A listener of IPv6 shows mapped addresses.
      child.sk_v6_daddr = ipv6_addr_set_v4mapped(child.inet_daddr);
      child.sk_v6_rcv_saddr = ipv6_addr_set_v4mapped(child.inet_saddr);
      child.pinet6.saddr = child.sk_v6_rcv_saddr;
    },
    bound_dev_if: (sk) => inet_request_bound_dev_if(sk, skb),
    af_ops: ipv4_specific,
  });
  return 0;
}

/** ICMP about a segment of ours: skb's data begin at its TCP header. */
export function tcp_v4_err(skb: sk_buff, type: number, code: number, info: number): void {
  const { head, data, network_header: iph } = skb;
  const net = skb.dev!.nd_net;
  const [saddr, daddr] = [get32(head, iph + 12), get32(head, iph + 16)];
  const row = net.ipv4.tcp_death_row;
  const sk = inet_lookup_established(row, daddr, get16(head, data + 2), saddr, get16(head, data), {
    dif: inet_iif(skb),
    sdif: 0,
  }) as tcp_sock | null;
  if (!sk) ICMP_INC_STATS(net, M.ICMP_MIB_INERRORS);
  if (!sk || !("snd_una" in sk) || sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN) return;
  const seq = get32(head, data + 4);
  if (!T.between(seq, sk.snd_una, sk.snd_nxt)) {
    NET_INC_STATS(net, M.LINUX_MIB_OUTOFWINDOWICMPS);
    return;
  }
  if (type === ICMP_SOURCE_QUENCH || type === ICMP_REDIRECT) return;
  if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) {
    sk_dst_reset(sk);
    tcp_sync_mss(sk, info);
    if (sk.packets_out) tcp_retransmit(sk);
    return;
  }
  tcp_icmp_error(sk, icmp_to_errno(type, code).errno);
}

/** What an unreachable peer means to a connection: the end while it is opening, a soft error later. */
export function tcp_icmp_error(sk: tcp_sock, errno: number): void {
  const opening = sk.sk_state === TCP_SYN_SENT || sk.sk_state === 3;
  if (opening) {
    sk.sk_err = errno;
    sk.sk_error_report(sk);
    tcp_done(sk);
    return;
  }
  const recverr = sk.pinet6 ? sk.pinet6.recverr : sk.recverr;
  if (recverr) {
    sk.sk_err = errno;
    sk.sk_error_report(sk);
  } else sk.sk_err_soft = errno;
}
