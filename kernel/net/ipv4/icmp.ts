// ICMP: answering echo, telling of errors, hearing of them (net/ipv4/icmp.c). Above: protocols.ts, everybody who drops.
// Below: ip_output.ts, route.ts.

import {
  ECONNREFUSED,
  EHOSTDOWN,
  EHOSTUNREACH,
  EMSGSIZE,
  ENETUNREACH,
  ENONET,
  ENOPROTOOPT,
  EOPNOTSUPP,
  EPROTO,
} from "../../uapi/asm/errno.ts";
import * as I from "../../uapi/linux/icmp.ts";
import { RTN_BROADCAST, RTN_LOCAL, RTN_MULTICAST } from "../../uapi/linux/rtnetlink.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { l3mdev_master_ifindex } from "../core/l3mdev.ts";
import {
  alloc_skb,
  kfree_skb,
  LL_MAX_HEADER,
  PACKET_HOST,
  type sk_buff,
  skb_pull,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { ICMP_INC_STATS, ICMPMSGIN_INC_STATS, ICMPMSGOUT_INC_STATS } from "../core/snmp.ts";
import { IPPROTO_ICMP } from "../linux_socket.ts";
import { get16, get32, ipv4_is_lbcast, ipv4_is_multicast, put16, put32 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import { flowi4_init } from "./fib_trie.ts";
import { IP_OFFSET, ip_local_out, ip_push_header } from "./ip_output.ts";
import { ping_rcv } from "./ping.ts";
import { inet_protocol } from "./protocols.ts";
import { raw_icmp_error } from "./raw.ts";
import {
  inet_addr_type_dev,
  ip_route_output_key,
  ipv4_update_pmtu,
  RTCF_BROADCAST,
  RTCF_MULTICAST,
  type rtable,
} from "./route.ts";

/** What an unreachable code means to a socket: the errno, and whether it ends a connection (icmp_err_convert). */
export const icmp_err_convert: readonly { errno: number; fatal: boolean }[] = [
  { errno: ENETUNREACH, fatal: false },
  { errno: EHOSTUNREACH, fatal: false },
  { errno: ENOPROTOOPT, fatal: true },
  { errno: ECONNREFUSED, fatal: true },
  { errno: EMSGSIZE, fatal: false },
  { errno: EOPNOTSUPP, fatal: false },
  { errno: ENETUNREACH, fatal: true },
  { errno: EHOSTDOWN, fatal: true },
  { errno: ENONET, fatal: true },
  { errno: ENETUNREACH, fatal: true },
  { errno: EHOSTUNREACH, fatal: true },
  { errno: ENETUNREACH, fatal: false },
  { errno: EHOSTUNREACH, fatal: false },
  { errno: EHOSTUNREACH, fatal: true },
  { errno: EHOSTUNREACH, fatal: true },
  { errno: EHOSTUNREACH, fatal: true },
];

/** The errno of an error message: as udp_err, raw_err and ping_err take it. */
export function icmp_to_errno(type: number, code: number): { errno: number; fatal: boolean } {
  switch (type) {
    case I.ICMP_TIME_EXCEEDED:
      return { errno: EHOSTUNREACH, fatal: false };
    case I.ICMP_PARAMETERPROB:
      return { errno: EPROTO, fatal: true };
    case I.ICMP_DEST_UNREACH:
      if (code <= I.NR_ICMP_UNREACH) return icmp_err_convert[code];
  }
  return { errno: EHOSTUNREACH, fatal: false };
}

/** Sends an ICMP message with a body of words and bytes. */
function send(
  rt: rtable,
  saddr: number,
  daddr: number,
  tos: number,
  type: number,
  code: number,
  word: number,
  body: Uint8Array,
): void {
  const skb = alloc_skb(LL_MAX_HEADER + 60 + 8 + body.length);
  skb_reserve(skb, LL_MAX_HEADER + 60);
  const b = skb_put(skb, 8 + body.length);
  b[0] = type;
  b[1] = code;
  put32(b, 4, word);
  b.set(body, 8);
  put16(b, 2, csum_fold(csum_partial(b, 0, b.length)));
  skb.transport_header = skb.data;
  ICMPMSGOUT_INC_STATS(rt.dev.nd_net, type);
  const ttl = rt.dev.nd_net.ipv4.sysctl_ip_default_ttl;
  ip_push_header(skb, rt, { saddr, daddr, protocol: IPPROTO_ICMP, tos, ttl, df: false });
  ip_local_out(null, skb);
}

/** Tells the sender of skb_in of an error (icmp_send). Never about errors, groups, or later parts. */
export function icmp_send(skb_in: sk_buff, type: number, code: number, info: number): void {
  const h = skb_in.network_header;
  const rt = skb_in._skb_dst as rtable | null;
  const dev = skb_in.dev ?? rt?.dev;
  if (h < 0 || !dev || skb_in.head[h] >> 4 !== 4) return;
  if (skb_in.pkt_type !== PACKET_HOST) return;
  if (rt && rt.rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) return;
  const head = skb_in.head;
  if (get16(head, h + 6) & IP_OFFSET) return;
  const hlen = (head[h] & 15) * 4;
  if (head[h + 9] === IPPROTO_ICMP) {
    const t = head[h + hlen];
    if (t > I.NR_ICMP_TYPES || isError(t)) return;
  }
  const net = dev.nd_net;
  const saddr = get32(head, h + 12);
  const daddr = get32(head, h + 16);
  if (saddr === 0 || ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr)) return;
  const own = inet_addr_type_dev(net, dev, daddr) === RTN_LOCAL;
  const oif = l3mdev_master_ifindex(dev);
  const fl4 = flowi4_init({ daddr: saddr, saddr: own ? daddr : 0, proto: IPPROTO_ICMP, oif });
  const out = ip_route_output_key(net, fl4);
  if (typeof out === "number") return;
  // As much of the packet as fits in 576 bytes.
  const room = Math.min(out.mtu, 576) - 28;
  const body = head.slice(h, Math.min(skb_in.tail, h + room));
  const word = type === I.ICMP_DEST_UNREACH && code === I.ICMP_FRAG_NEEDED ? info & 0xffff : info;
  send(out, fl4.saddr, saddr, (head[h + 1] & 0x1e) | 0xc0, type, code, word, body);
}

const isError = (t: number): boolean =>
  t === I.ICMP_DEST_UNREACH ||
  t === I.ICMP_SOURCE_QUENCH ||
  t === I.ICMP_REDIRECT ||
  t === I.ICMP_TIME_EXCEEDED ||
  t === I.ICMP_PARAMETERPROB;

/** A packet that waited for a neighbour who did not answer. */
export function icmp_host_unreachable(skb: sk_buff): void {
  icmp_send(skb, I.ICMP_DEST_UNREACH, I.ICMP_HOST_UNREACH, 0);
  kfree_skb(skb);
}

/** An ICMP message for us. */
export function icmp_rcv(skb: sk_buff): number {
  const { head, data } = skb;
  const rt = skb._skb_dst as rtable;
  const net = skb.dev!.nd_net;
  ICMP_INC_STATS(net, M.ICMP_MIB_INMSGS);
  if (csum_fold(csum_partial(head, data, skb.tail)) !== 0) {
    ICMP_INC_STATS(net, M.ICMP_MIB_CSUMERRORS);
    ICMP_INC_STATS(net, M.ICMP_MIB_INERRORS);
  } else if (skb.len < 8) ICMP_INC_STATS(net, M.ICMP_MIB_INERRORS);
  else {
    const type = head[data];
    ICMPMSGIN_INC_STATS(net, type);
    if (type > I.NR_ICMP_TYPES) ICMP_INC_STATS(net, M.ICMP_MIB_INERRORS);
    const group = (rt.rt_flags & (RTCF_BROADCAST | RTCF_MULTICAST)) !== 0;
    if (type === I.ICMP_ECHOREPLY) ping_rcv(skb);
    else if (type === I.ICMP_ECHO) icmp_echo(skb, group);
    else if (type === I.ICMP_TIMESTAMP && !group) icmp_timestamp(skb);
    else if (isError(type) && type !== I.ICMP_REDIRECT) icmp_unreach(skb, type);
  }
  kfree_skb(skb);
  return 0;
}

/** The route of an answer to skb. */
function reply_route(skb: sk_buff): { rt: rtable; saddr: number; daddr: number } | null {
  const h = skb.network_header;
  const daddr = get32(skb.head, h + 12);
  const to = get32(skb.head, h + 16);
  const net = skb.dev!.nd_net;
  const type = inet_addr_type_dev(net, skb.dev, to);
  const saddr = type === RTN_BROADCAST || type === RTN_MULTICAST ? 0 : to;
  const fl4 = flowi4_init({ daddr, saddr, proto: IPPROTO_ICMP, oif: l3mdev_master_ifindex(skb.dev) });
  const rt = ip_route_output_key(net, fl4);
  return typeof rt === "number" ? null : { rt, saddr: fl4.saddr, daddr };
}

function icmp_echo(skb: sk_buff, group: boolean): void {
  const { ipv4 } = skb.dev!.nd_net;
  if (ipv4.sysctl_icmp_echo_ignore_all || (group && ipv4.sysctl_icmp_echo_ignore_broadcasts)) return;
  const r = reply_route(skb);
  if (!r) return;
  const { head, data } = skb;
  const tos = head[skb.network_header + 1];
  send(
    r.rt,
    r.saddr,
    r.daddr,
    tos,
    I.ICMP_ECHOREPLY,
    0,
    get32(head, data + 4),
    head.slice(data + 8, skb.tail),
  );
}

function icmp_timestamp(skb: sk_buff): void {
  if (skb.len < 20) return;
  const r = reply_route(skb);
  if (!r) return;
  const { head, data } = skb;
  const body = head.slice(data + 8, data + 20);
  const ms = Number((skb.dev!.nd_net.kernel.realtime() / 1_000_000n) % 86_400_000n);
  put32(body, 4, ms);
  put32(body, 8, ms);
  send(r.rt, r.saddr, r.daddr, 0, I.ICMP_TIMESTAMPREPLY, 0, get32(head, data + 4), body);
}

/** An error about a packet we sent: to raw sockets and to its protocol. */
function icmp_unreach(skb: sk_buff, type: number): void {
  const { head, data } = skb;
  const code = head[data + 1];
  const inner = data + 8;
  const net = skb.dev!.nd_net;
  const hlen = skb.tail - inner < 20 ? 0 : (head[inner] & 15) * 4;
  if (hlen < 20 || skb.tail - inner < hlen + 8) {
    ICMP_INC_STATS(net, M.ICMP_MIB_INERRORS);
    return;
  }
  let info = 0;
  if (type === I.ICMP_DEST_UNREACH && code === I.ICMP_FRAG_NEEDED) {
    info = get16(head, data + 6);
    if (!info) return;
    ipv4_update_pmtu(net, get32(head, inner + 16), info);
  } else if (type === I.ICMP_PARAMETERPROB) info = head[data + 4];
  const protocol = head[inner + 9];
  // Readers find the quoted packet's header at network_header, its payload at data.
  const quoted = { outer: skb.network_header, icmp: data };
  skb.cb = { ...quoted, type, code, info };
  skb.network_header = inner;
  skb_pull(skb, 8);
  raw_icmp_error(skb, protocol, type, code, info);
  skb_pull(skb, hlen);
  inet_protocol(protocol)?.err_handler?.(skb, type, code, info);
}
