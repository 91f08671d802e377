// Putting split IPv4 packets together again (net/ipv4/ip_fragment.c). Above: ip_input.ts. Below: skbuff.ts.

import type { Timer } from "../../time/timer.ts";
import { ICMP_EXC_FRAGTIME, ICMP_TIME_EXCEEDED } from "../../uapi/linux/icmp.ts";
import * as M from "../../uapi/linux/snmp.ts";
import type { net } from "../core/net_namespace.ts";
import { alloc_skb, kfree_skb, type sk_buff, skb_put, skb_reserve } from "../core/skbuff.ts";
import { IP_INC_STATS } from "../core/snmp.ts";
import { get16, put16 } from "../wire/addr.ts";
import { icmp_send } from "./icmp.ts";
import { IP_MF, IP_OFFSET } from "./ip_output.ts";

/** net.ipv4.ipfrag_time: 30 s. */
const IP_FRAG_TIME = 30_000_000_000;
const IPFRAG_HIGH_THRESH = 4 * 1024 * 1024;

/** A packet of which parts have come. */
export interface ipq {
  parts: { offset: number; skb: sk_buff }[];
  /** Length of the whole payload, -1 until the last part has come. */
  len: number;
  have: number;
  timer: Timer;
}

/** Takes a part: the whole packet once it is complete, else null (the part is kept or dropped). */
export function ip_defrag(skb: sk_buff): sk_buff | null {
  const net = skb.dev!.nd_net;
  const { frags } = net.ipv4;
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMREQDS);
  const h = skb.network_header;
  const hlen = (skb.head[h] & 15) * 4;
  const key = `${skb.skb_iif}:${String.fromCharCode(...skb.head.subarray(h + 12, h + 20))}:${get16(skb.head, h + 4)}:${skb.head[h + 9]}`;
  let q = frags.get(key);
  if (!q) {
    const timer = net.kernel.timers.add(net.kernel.now() + IP_FRAG_TIME, () => expire(net, key));
    frags.set(key, (q = { parts: [], len: -1, have: 0, timer }));
  }
  const off = get16(skb.head, h + 6);
  const offset = (off & IP_OFFSET) * 8;
  const n = skb.len - hlen;
  const overlap = q.parts.some((p) => offset < p.offset + size(p.skb) && p.offset < offset + n);
  const bad =
    (off & IP_MF && (n & 7) !== 0) ||
    offset + n > 65535 ||
    q.have > IPFRAG_HIGH_THRESH ||
    (q.len >= 0 && offset + n > q.len) ||
    overlap;
  if (bad || n === 0) {
    kfree_skb(skb);
    if (overlap) IP_INC_STATS(net, M.IPSTATS_MIB_REASM_OVERLAPS);
    if (bad) kill(net, key);
    return null;
  }
  if (!(off & IP_MF)) q.len = offset + n;
  q.parts.push({ offset, skb });
  q.have += n;
  if (q.len < 0 || q.have < q.len || !q.parts.some((p) => p.offset === 0)) return null;
  q.timer.cancel();
  frags.delete(key);
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMOKS);
  return join(q);
}

const size = (skb: sk_buff): number => skb.len - (skb.head[skb.network_header] & 15) * 4;

function join(q: ipq): sk_buff {
  q.parts.sort((a, b) => a.offset - b.offset);
  const first = q.parts[0].skb;
  const h = first.network_header;
  const hlen = (first.head[h] & 15) * 4;
  const room = h - 0;
  const skb = alloc_skb(room + hlen + q.len);
  skb_reserve(skb, room);
  skb_put(skb, hlen).set(first.head.subarray(h, h + hlen));
  for (const { skb: part } of q.parts)
    skb_put(skb, size(part)).set(part.head.subarray(part.tail - size(part), part.tail));
  if (first.mac_header >= 0) skb.head.set(first.head.subarray(first.mac_header, h), first.mac_header);
  Object.assign(skb, {
    mac_header: first.mac_header,
    network_header: h,
    transport_header: h + hlen,
    mac_len: first.mac_len,
    protocol: first.protocol,
    pkt_type: first.pkt_type,
    dev: first.dev,
    _skb_dst: first._skb_dst,
    mark: first.mark,
    priority: first.priority,
    tstamp: first.tstamp,
    skb_iif: first.skb_iif,
    l3_iif: first.l3_iif,
    truesize: q.parts.reduce((n, p) => n + p.skb.truesize, 0),
  });
  put16(skb.head, h + 2, skb.len);
  put16(skb.head, h + 6, 0);
  for (const p of q.parts) kfree_skb(p.skb);
  return skb;
}

function kill(net: net, key: string): void {
  const { frags } = net.ipv4;
  const q = frags.get(key);
  if (!q) return;
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
  q.timer.cancel();
  frags.delete(key);
  for (const p of q.parts) kfree_skb(p.skb);
}

/** Too late for the rest: the sender hears of it if the first part has come. */
function expire(net: net, key: string): void {
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMTIMEOUT);
  const first = net.ipv4.frags.get(key)?.parts.find((p) => p.offset === 0);
  if (first?.skb.dev) icmp_send(first.skb, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
  kill(net, key);
}
