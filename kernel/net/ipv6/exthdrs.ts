// Extension headers of IPv6: the options in them when they come in, those a program wants on its packets, and telling of them
// (net/ipv6/exthdrs.c, datagram.c ip6_datagram_recv_specific_ctl). No routing header is sent or followed.
// Above: ip6_input.ts, ip6_output.ts, datagram.ts, ipv6_sockglue.ts. Below: icmpv6.ts.

import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { ICMPV6_HDR_FIELD, ICMPV6_PARAMPROB, ICMPV6_UNK_OPTION } from "../../uapi/linux/icmpv6.ts";
import * as I from "../../uapi/linux/in6.ts";
import * as V6 from "../../uapi/linux/ipv6.ts";
import type { net } from "../core/net_namespace.ts";
import { PACKET_HOST, type sk_buff, skb_push } from "../core/skbuff.ts";
import type { inet_sock, ipv6_txoptions } from "../ipv4/inet_sock.ts";
import { SOL_IPV6 } from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import { ipv6_addr_is_multicast } from "../wire/addr.ts";
import { icmpv6_send } from "./icmpv6.ts";
import { ip6_daddr } from "./ip6_input.ts";

export const NEXTHDR_HOP = 0;
export const NEXTHDR_ROUTING = 43;
export const NEXTHDR_FRAGMENT = 44;
export const NEXTHDR_DEST = 60;

// ---- in ----

/** Options that do not matter here but are known: of hop-by-hop headers jumbo, router alert, CALIPSO, IOAM; of the others a home address. */
const KNOWN: Readonly<Record<number, ReadonlySet<number>>> = {
  [NEXTHDR_HOP]: new Set([I.IPV6_TLV_JUMBO, I.IPV6_TLV_ROUTERALERT, I.IPV6_TLV_CALIPSO]),
  [NEXTHDR_DEST]: new Set([I.IPV6_TLV_HAO]),
};

/** Tells the sender which byte is wrong (icmpv6_param_prob). */
function param_prob(skb: sk_buff, code: number, at: number): void {
  icmpv6_send(skb, ICMPV6_PARAMPROB, code, at - skb.network_header);
}

/** The options of a header of kind at `at`, of n bytes: false, the packet is to be dropped, and its sender has been told if he wants (ip6_parse_tlv). */
export function ip6_parse_tlv(skb: sk_buff, kind: number, at: number, n: number): boolean {
  const { head } = skb;
  let padding = 0;
  for (let i = at + 2; i < at + n; ) {
    const type = head[i];
    if (type === I.IPV6_TLV_PAD1) {
      if (++padding > 7) return false;
      i++;
      continue;
    }
    const len = head[i + 1] + 2;
    if (i + 2 > at + n || i + len > at + n) return false;
    if (type === I.IPV6_TLV_PADN) {
      padding += len;
      if (padding > 7) return false;
      for (let k = i + 2; k < i + len; k++) if (head[k] !== 0) return false;
    } else {
      padding = 0;
      if (!KNOWN[kind].has(type) && !unknown(skb, type, i)) return false;
      if (kind === NEXTHDR_HOP && type === I.IPV6_TLV_ROUTERALERT && len !== 4) return false;
      // No packet of ours is larger than its length field can say.
      if (type === I.IPV6_TLV_JUMBO) {
        param_prob(skb, ICMPV6_HDR_FIELD, i);
        return false;
      }
    }
    i += len;
  }
  return true;
}

/** What the two highest bits of an unknown option ask for (ip6_tlvopt_unknown). */
function unknown(skb: sk_buff, type: number, at: number): boolean {
  switch (type >> 6) {
    case 0:
      return true;
    case 2:
      param_prob(skb, ICMPV6_UNK_OPTION, at);
      return false;
    case 3:
      if (!ipv6_addr_is_multicast(ip6_daddr(skb))) param_prob(skb, ICMPV6_UNK_OPTION, at);
  }
  return false;
}

/** A routing header at `at`: one that has nothing left to say is passed over (ipv6_rthdr_rcv). */
export function ipv6_rthdr_ok(skb: sk_buff, at: number): boolean {
  if (skb.pkt_type !== PACKET_HOST || ipv6_addr_is_multicast(ip6_daddr(skb))) return false;
  const [type, left] = [skb.head[at + 2], skb.head[at + 3]];
  // Segments and RPL need to be switched on for the device.
  if (type === V6.IPV6_SRCRT_TYPE_4 || type === V6.IPV6_SRCRT_TYPE_3) return false;
  if (left === 0) return true;
  param_prob(skb, ICMPV6_HDR_FIELD, at + 2);
  return false;
}

// ---- out ----

const lengthOf = (h: Uint8Array | null): number => h?.length ?? 0;
/** Bytes that a socket's extension headers take. */
export const ipv6_opt_len = (o: ipv6_txoptions | null): number =>
  o ? lengthOf(o.hopopt) + lengthOf(o.dst1opt) : 0;

/** Pushes the headers in front of a payload; what the header before them says is next. A destination header of the kind that goes with routing headers is left out without one. */
export function ipv6_push_options(skb: sk_buff, opt: ipv6_txoptions, nexthdr: number): number {
  const push = (h: Uint8Array, kind: number): void => {
    const b = skb_push(skb, h.length);
    b.set(h);
    b[0] = nexthdr;
    nexthdr = kind;
  };
  if (opt.dst1opt) push(opt.dst1opt, NEXTHDR_DEST);
  if (opt.hopopt) push(opt.hopopt, NEXTHDR_HOP);
  return nexthdr;
}

/** How much of a packet at h goes into each of its parts, and where it says what comes next (ip6_find_1stfragopt). */
export function ip6_find_1stfragopt(head: Uint8Array, h: number): { len: number; next: number } {
  if (head[h + 6] !== NEXTHDR_HOP) return { len: 40, next: 6 };
  return { len: 40 + (head[h + 41] + 1) * 8, next: 40 };
}

/** Which of a socket's headers an option or control message is about. */
const PLACES = new Map<number, keyof ipv6_txoptions>([
  [I.IPV6_HOPOPTS, "hopopt"],
  [I.IPV6_2292HOPOPTS, "hopopt"],
  [I.IPV6_RTHDRDSTOPTS, "dst0opt"],
  [I.IPV6_DSTOPTS, "dst1opt"],
  [I.IPV6_2292DSTOPTS, "dst1opt"],
]);

/** A control message with an extension header: 0, -EINVAL, -EPERM without CAP_NET_RAW; undefined: it is none. */
export function ipv6_opt_cmsg(
  t: task_struct,
  net: net,
  type: number,
  data: Uint8Array,
  opt: ipv6_txoptions,
): number | undefined {
  if (type === I.IPV6_RTHDR || type === I.IPV6_2292RTHDR) return -EINVAL;
  const place = PLACES.get(type);
  if (!place) return undefined;
  if (data.length < 2) return -EINVAL;
  const len = (data[1] + 1) * 8;
  if (data.length < len) return -EINVAL;
  if (!ns_capable(t, net.user_ns, CAP_NET_RAW)) return -EPERM;
  if (opt[place]) return -EINVAL;
  opt[place] = data.slice(0, len);
  return 0;
}

/** Sets (null: takes off) a socket's own header: 0 or -EINVAL (ipv6_set_opt_hdr). */
export function ipv6_set_opt_hdr(sk: inet_sock, optname: number, h: Uint8Array | null): number {
  const np = sk.pinet6!;
  const place = PLACES.get(optname);
  if (h && (!place || (h[1] + 1) * 8 > h.length)) return -EINVAL;
  if (!place) return 0;
  const opt = { ...(np.opt ?? { hopopt: null, dst0opt: null, dst1opt: null }) };
  opt[place] = h?.slice(0, (h[1] + 1) * 8) ?? null;
  np.opt = opt.hopopt || opt.dst0opt || opt.dst1opt ? opt : null;
  return 0;
}

/** The socket's own header, or null. */
export const ipv6_get_opt_hdr = (sk: inet_sock, optname: number): Uint8Array | null => {
  const place = PLACES.get(optname);
  return (place && sk.pinet6!.opt?.[place]) || null;
};

// ---- telling ----

/** The headers of a packet whose upper layer begins at its transport header: kind and bytes. */
function* headers(skb: sk_buff): Generator<[number, Uint8Array]> {
  const { head } = skb;
  let kind = head[skb.network_header + 6];
  for (let at = skb.network_header + 40; at + 8 <= skb.transport_header; ) {
    if (kind !== NEXTHDR_HOP && kind !== NEXTHDR_ROUTING && kind !== NEXTHDR_DEST) return;
    const n = (head[at + 1] + 1) * 8;
    if (at + n > skb.transport_header) return;
    yield [kind, head.slice(at, at + n)];
    kind = head[at];
    at += n;
  }
}

/** Names of the messages that tell of a kind: the switch, and the type; RFC 3542's and RFC 2292's. */
const TOLD = [
  {
    [NEXTHDR_HOP]: [I.IPV6_RECVHOPOPTS, I.IPV6_HOPOPTS],
    [NEXTHDR_DEST]: [I.IPV6_RECVDSTOPTS, I.IPV6_DSTOPTS],
    [NEXTHDR_ROUTING]: [I.IPV6_RECVRTHDR, I.IPV6_RTHDR],
  },
  {
    [NEXTHDR_HOP]: [I.IPV6_2292HOPOPTS, I.IPV6_2292HOPOPTS],
    [NEXTHDR_DEST]: [I.IPV6_2292DSTOPTS, I.IPV6_2292DSTOPTS],
    [NEXTHDR_ROUTING]: [I.IPV6_2292RTHDR, I.IPV6_2292RTHDR],
  },
] as const;

/** A packet's extension headers, as far as the program wants them; old: as RFC 2292 had it. */
export function ipv6_recv_exthdrs(
  msg: msghdr,
  skb: sk_buff,
  on: (name: number) => boolean,
  old: boolean,
): void {
  const told = TOLD[old ? 1 : 0];
  for (const [kind, bytes] of headers(skb)) {
    const [name, type] = told[kind as keyof typeof told];
    if (on(name)) put_cmsg(msg, SOL_IPV6, type, bytes);
  }
}
