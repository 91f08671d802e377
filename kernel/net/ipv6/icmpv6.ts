// ICMPv6: echo, errors sent and heard, and the neighbour messages' way to ndisc.ts (net/ipv6/icmp.c).
// Above: ip6_input.ts, everybody who drops. Below: ip6_output.ts.

import { EACCES, ECONNREFUSED, EHOSTUNREACH, EMSGSIZE, ENETUNREACH, EPROTO } from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { l3mdev_master_ifindex } from "../core/l3mdev.ts";
import { type net_device, netdev_is_up } from "../core/netdevice.ts";
import {
  alloc_skb,
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_pull,
  skb_push,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { ICMP6_INC_STATS, ICMP6MSGIN_INC_STATS, ICMP6MSGOUT_INC_STATS } from "../core/snmp.ts";
import { get32, type in6_addr, in6addr_any, ipv6_addr_is_multicast, put16, put32 } from "../wire/addr.ts";
import { csum_fold, csum_ipv6_nofold, csum_partial } from "../wire/checksum.ts";
import { ipv6_chk_addr } from "./addrconf.ts";
import { ip6_daddr, ip6_saddr } from "./ip6_input.ts";
import { ip6_local_out, ip6_push_header } from "./ip6_output.ts";
import { mld_rcv } from "./mld.ts";
import { ndisc_rcv } from "./ndisc.ts";
import { ping6_rcv } from "./ping.ts";
import { raw6_icmp_error } from "./raw.ts";
import { flowi6_init, ip6_link_route, ip6_route_output, pktinfo6_iif, type rt6_info } from "./route.ts";
import { tcp_v6_err } from "./tcp_ipv6.ts";
import { udpv6_err } from "./udp.ts";

const ICMPV6_ECHO_REQUEST = 128;
const ICMPV6_ECHO_REPLY = 129;
const ICMPV6_MGM_QUERY = 130;

/** Sends an ICMPv6 message: type, code, a word, a body. */
export function icmpv6_xmit(
  rt: rt6_info,
  saddr: in6_addr,
  daddr: in6_addr,
  type: number,
  code: number,
  word: number,
  body: Uint8Array,
  hop_limit: number,
): void {
  const skb = alloc_skb(LL_MAX_HEADER + 48 + body.length);
  skb_reserve(skb, LL_MAX_HEADER + 40);
  const b = skb_put(skb, 8 + body.length);
  b[0] = type;
  b[1] = code;
  put32(b, 4, word);
  b.set(body, 8);
  put16(b, 2, csum_fold(csum_partial(b, 0, b.length, csum_ipv6_nofold(saddr, daddr, b.length, 58))));
  skb.transport_header = skb.data;
  ip6_push_header(skb, rt, { saddr, daddr, nexthdr: 58, hop_limit, tclass: 0, flow_label: 0 });
  skb.dev = rt.dev;
  ICMP6MSGOUT_INC_STATS(rt.dev.nd_net, type);
  ip6_local_out(null, skb);
}

/** Hop-by-hop options of a group report: router alert (RFC 2711) and padding, before ICMPv6. */
const ROUTER_ALERT = Uint8Array.of(58, 0, 5, 2, 0, 0, 1, 0);

/**
 * Sends a message of the link's own housekeeping (ND, MLD) by dev, whatever the routes say and from where it says, the
 * unspecified address included; we do not hear it ourselves. alert: with router alert and a hop limit of 1.
 */
export function icmpv6_xmit_link(
  dev: net_device,
  saddr: in6_addr,
  daddr: in6_addr,
  m: { type: number; word: number; body: Uint8Array; alert?: boolean },
): void {
  if (!dev.ip6_ptr || !netdev_is_up(dev)) return;
  const rt = ip6_link_route(dev);
  const skb = alloc_skb(LL_MAX_HEADER + 56 + m.body.length);
  skb_reserve(skb, LL_MAX_HEADER + 48);
  const b = skb_put(skb, 8 + m.body.length);
  b[0] = m.type;
  put32(b, 4, m.word);
  b.set(m.body, 8);
  put16(b, 2, csum_fold(csum_partial(b, 0, b.length, csum_ipv6_nofold(saddr, daddr, b.length, 58))));
  skb.transport_header = skb.data;
  if (m.alert) skb_push(skb, 8).set(ROUTER_ALERT);
  const [nexthdr, hop_limit] = m.alert ? [0, 1] : [58, 255];
  ip6_push_header(skb, rt, { saddr, daddr, nexthdr, hop_limit, tclass: 0, flow_label: 0 });
  skb.dev = dev;
  ICMP6MSGOUT_INC_STATS(dev.nd_net, m.type);
  ip6_local_out(null, skb);
}

/** Tells the sender of a packet of an error. */
export function icmpv6_send(skb: sk_buff, type: number, code: number, info: number): void {
  const h = skb.network_header;
  const dev = skb.dev ?? (skb._skb_dst as rt6_info | null)?.dev;
  if (h < 0 || !dev || skb.head[h] >> 4 !== 6) return;
  const [from, to] = [ip6_saddr(skb), ip6_daddr(skb)];
  if (from === in6addr_any || ipv6_addr_is_multicast(from)) return;
  if (ipv6_addr_is_multicast(to) && type !== 2) return;
  if (skb.head[h + 6] === 58 && skb.head[h + 40] < 128) return;
  const net = dev.nd_net;
  const own = ipv6_chk_addr(net, to, dev, false);
  const fl6 = flowi6_init({
    daddr: from,
    saddr: own ? to : in6addr_any,
    proto: 58,
    oif: l3mdev_master_ifindex(dev),
  });
  let rt = ip6_route_output(net, fl6);
  if (typeof rt === "number") {
    fl6.oif = dev.ifindex;
    rt = ip6_route_output(net, fl6);
  }
  if (typeof rt === "number") return;
  const body = skb.head.slice(h, Math.min(skb.tail, h + 1280 - 48));
  icmpv6_xmit(rt, fl6.saddr, from, type, code, info, body, 64);
}

/** What an error means to a socket (icmpv6_err_convert). */
export function icmpv6_err_convert(type: number, code: number): { errno: number; fatal: boolean } {
  const unreach = [
    { errno: ENETUNREACH, fatal: false },
    { errno: EACCES, fatal: true },
    { errno: EHOSTUNREACH, fatal: false },
    { errno: EHOSTUNREACH, fatal: false },
    { errno: ECONNREFUSED, fatal: true },
    { errno: EACCES, fatal: true },
    { errno: EACCES, fatal: true },
  ];
  switch (type) {
    case 1:
      return unreach[code] ?? { errno: EPROTO, fatal: true };
    case 2:
      return { errno: EMSGSIZE, fatal: false };
    case 4:
      return { errno: EPROTO, fatal: true };
    case 3:
      return { errno: EHOSTUNREACH, fatal: false };
  }
  return { errno: EPROTO, fatal: false };
}

export function icmpv6_rcv(skb: sk_buff): number {
  const { head, data } = skb;
  const [saddr, daddr] = [ip6_saddr(skb), ip6_daddr(skb)];
  const sum = csum_partial(head, data, skb.tail, csum_ipv6_nofold(saddr, daddr, skb.len, 58));
  const net = skb.dev!.nd_net;
  ICMP6_INC_STATS(net, M.ICMP6_MIB_INMSGS);
  if (csum_fold(sum) !== 0) {
    ICMP6_INC_STATS(net, M.ICMP6_MIB_CSUMERRORS);
    ICMP6_INC_STATS(net, M.ICMP6_MIB_INERRORS);
  } else if (skb.len < 8) ICMP6_INC_STATS(net, M.ICMP6_MIB_INERRORS);
  else {
    const type = head[data];
    ICMP6MSGIN_INC_STATS(net, type);
    if (type === ICMPV6_ECHO_REQUEST) echo(skb, saddr, daddr);
    else if (type === ICMPV6_ECHO_REPLY) ping6_rcv(skb);
    else if (type >= 133 && type <= 137) ndisc_rcv(skb);
    else if (type === ICMPV6_MGM_QUERY) mld_rcv(skb);
    else if (type >= 1 && type <= 4) notify(skb, type);
  }
  kfree_skb(skb);
  return 0;
}

function echo(skb: sk_buff, from: in6_addr, to: in6_addr): void {
  const net = skb.dev!.nd_net;
  const { head, data } = skb;
  const saddr = ipv6_addr_is_multicast(to) ? in6addr_any : to;
  const fl6 = flowi6_init({ daddr: from, saddr, proto: 58, oif: l3mdev_master_ifindex(skb.dev) });
  let rt = ip6_route_output(net, fl6);
  if (typeof rt === "number") {
    fl6.oif = pktinfo6_iif(skb);
    rt = ip6_route_output(net, fl6);
  }
  if (typeof rt === "number") return;
  icmpv6_xmit(
    rt,
    fl6.saddr,
    from,
    ICMPV6_ECHO_REPLY,
    0,
    get32(head, data + 4),
    head.slice(data + 8, skb.tail),
    64,
  );
}

/** An error about a packet of ours, to its protocol. */
function notify(skb: sk_buff, type: number): void {
  const { head, data } = skb;
  const code = head[data + 1];
  const info = get32(head, data + 4);
  const inner = data + 8;
  if (skb.tail - inner < 48) return;
  const nexthdr = head[inner + 6];
  skb.cb = { outer: skb.network_header, icmp: data };
  skb.network_header = inner;
  skb_pull(skb, 48);
  raw6_icmp_error(skb, nexthdr, type, code, info);
  if (nexthdr === 17 || nexthdr === 136) udpv6_err(skb, nexthdr, type, code, info);
  else if (nexthdr === 6) tcp_v6_err(skb, type, code, info);
}
