// Segments as bytes, the same over IPv4 and IPv6: what is wrong with one, reading it, an answer that no socket sends
// (net/ipv4/tcp_ipv4.c tcp_v4_rcv, tcp_v4_send_reset; tcp_input.c tcp_parse_options).
// Above: tcp_ipv4.ts, ../ipv6/tcp_ipv6.ts. Below: ../core/skbuff.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { l3mdev_master_ifindex_by_index, netif_index_is_l3_master } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import {
  alloc_skb,
  CHECKSUM_PARTIAL,
  CHECKSUM_UNNECESSARY,
  LL_MAX_HEADER,
  PACKET_HOST,
  type sk_buff,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { TCP_INC_STATS } from "../core/snmp.ts";
import { get16, get32, put16, put32 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import type { inet_sock } from "./inet_sock.ts";
import * as T from "./tcp_sock.ts";
import { seq_add, type tcp_options_received, type tcp_skb_cb } from "./tcp_sock.ts";

/** Whether a segment that came in is whole; counted if not. pseudo: the sum over its pseudo-header. */
export function tcp_rcv_check(net: net, skb: sk_buff, pseudo: () => number): boolean {
  const ours = skb.pkt_type === PACKET_HOST;
  if (ours) TCP_INC_STATS(net, M.TCP_MIB_INSEGS);
  const hlen = skb.len >= 20 ? (skb.head[skb.data + 12] >> 4) * 4 : 0;
  const whole = ours && hlen >= 20 && skb.len >= hlen;
  const known = skb.ip_summed === CHECKSUM_UNNECESSARY || skb.ip_summed === CHECKSUM_PARTIAL;
  if (whole && (known || csum_fold(csum_partial(skb.head, skb.data, skb.tail, pseudo())) === 0)) return true;
  if (whole) TCP_INC_STATS(net, M.TCP_MIB_CSUMERRORS);
  if (ours) TCP_INC_STATS(net, M.TCP_MIB_INERRS);
  return false;
}

/** Reads the header and options of the segment at skb.data. */
export function tcp_parse(skb: sk_buff, iif: number): tcp_skb_cb {
  const { head, data: th } = skb;
  const flags = head[th + 13];
  const hlen = (head[th + 12] >> 4) * 4;
  const seq = get32(head, th + 4);
  const len = skb.tail - th - hlen + (flags & T.TCPHDR_SYN ? 1 : 0) + (flags & T.TCPHDR_FIN ? 1 : 0);
  return {
    seq,
    end_seq: seq_add(seq, len),
    ack_seq: get32(head, th + 8),
    flags,
    window: get16(head, th + 14),
    urg_ptr: get16(head, th + 18),
    opt: parse_options(head, th + 20, th + hlen),
    iif,
  };
}

function parse_options(b: Uint8Array, at: number, end: number): tcp_options_received {
  const o: tcp_options_received = {
    saw_tstamp: false,
    tsval: 0,
    tsecr: 0,
    wscale: -1,
    sack_ok: false,
    mss: 0,
    sack: [],
  };
  while (at < end) {
    const kind = b[at];
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const len = b[at + 1];
    if (len < 2 || at + len > end) break;
    if (kind === 2 && len === 4) o.mss = get16(b, at + 2);
    else if (kind === 3 && len === 3) o.wscale = Math.min(b[at + 2], 14);
    else if (kind === 4 && len === 2) o.sack_ok = true;
    else if (kind === 5)
      for (let i = at + 2; i + 8 <= at + len; i += 8) o.sack.push([get32(b, i), get32(b, i + 4)]);
    else if (kind === 8 && len === 10) {
      o.saw_tstamp = true;
      o.tsval = get32(b, at + 2);
      o.tsecr = get32(b, at + 6);
    }
    at += len;
  }
  return o;
}

/** What a connection asked for by skb is bound to (inet_request_bound_dev_if). */
export const inet_request_bound_dev_if = (sk: inet_sock, skb: sk_buff): number =>
  sk.sk_bound_dev_if || !sk.sk_net.ipv4.sysctl_tcp_l3mdev_accept
    ? sk.sk_bound_dev_if
    : l3mdev_master_ifindex_by_index(sk.sk_net, skb.skb_iif);

// ---- answers of no socket ----

/** The device that an answer to skb is bound to: the L3 domain's master. */
export const reply_oif = (net: net, skb: sk_buff): number =>
  netif_index_is_l3_master(net, skb.skb_iif) ? skb.skb_iif : 0;

/** A bare segment: a reset, or an acknowledgement of a stand-in. ts: what to echo; null: no time stamp option. */
export interface tcp_reply {
  seq: number;
  ack: number;
  flags: number;
  window: number;
  ts: number | null;
  tos: number;
}

/** The reset that answers a segment nobody expects; null: none is due (it is a reset itself). */
export function tcp_reset_for(skb: sk_buff): tcp_reply | null {
  const { head, transport_header: th } = skb;
  const flags = head[th + 13];
  if (flags & T.TCPHDR_RST) return null;
  const bare = { window: 0, ts: null, tos: 0 };
  if (flags & T.TCPHDR_ACK) return { seq: get32(head, th + 8), ack: 0, flags: T.TCPHDR_RST, ...bare };
  const len = skb.tail - th - (head[th + 12] >> 4) * 4;
  const ack = get32(head, th + 4) + len + (flags & T.TCPHDR_SYN ? 1 : 0) + (flags & T.TCPHDR_FIN ? 1 : 0);
  return { seq: 0, ack: ack >>> 0, flags: T.TCPHDR_RST | T.TCPHDR_ACK, ...bare };
}

/** The answer to skb as a packet that wants its network header. pseudo: the sum over its pseudo-header, by length. */
export function tcp_reply_skb(
  net: net,
  skb: sk_buff,
  r: tcp_reply,
  pseudo: (length: number) => number,
): sk_buff {
  const th = skb.transport_header;
  const hlen = r.ts === null ? 20 : 32;
  const out = alloc_skb(LL_MAX_HEADER + 40 + hlen);
  skb_reserve(out, LL_MAX_HEADER + 40);
  const b = skb_put(out, hlen);
  out.transport_header = out.data;
  put16(b, 0, get16(skb.head, th + 2));
  put16(b, 2, get16(skb.head, th));
  put32(b, 4, r.seq);
  put32(b, 8, r.ack);
  b[12] = (hlen >> 2) << 4;
  b[13] = r.flags;
  put16(b, 14, r.window);
  if (r.ts !== null) {
    put32(b, 20, 0x0101080a);
    put32(b, 24, Math.floor(net.kernel.now() / T.MSEC));
    put32(b, 28, r.ts);
  }
  put16(b, 16, ~csum_fold(pseudo(hlen)) & 0xffff);
  out.ip_summed = CHECKSUM_PARTIAL;
  out.csum_start = out.transport_header;
  out.csum_offset = 16;
  TCP_INC_STATS(net, M.TCP_MIB_OUTSEGS);
  if (r.flags & T.TCPHDR_RST) TCP_INC_STATS(net, M.TCP_MIB_OUTRSTS);
  return out;
}
