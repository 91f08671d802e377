// Putting split IPv4 packets together again (net/ipv4/ip_fragment.c). Above: ip_input.ts. Below: inet_fragment.ts.

import { ICMP_EXC_FRAGTIME, ICMP_TIME_EXCEEDED } from "../../uapi/linux/icmp.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { l3mdev_master_ifindex } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import {
  alloc_skb,
  kfree_skb,
  type sk_buff,
  skb_orphan,
  skb_put,
  skb_reserve,
  skb_trim,
} from "../core/skbuff.ts";
import { IP_INC_STATS } from "../core/snmp.ts";
import { get16, put16 } from "../wire/addr.ts";
import { icmp_send } from "./icmp.ts";
import type { inet_frag_queue } from "./inet_fragment.ts";
import { IP_MF, IP_OFFSET } from "./ip_output.ts";

/** Takes a part: the whole packet once it is complete, else null (the part is kept or dropped). */
export function ip_defrag(skb: sk_buff): sk_buff | null {
  const net = skb.dev!.nd_net;
  const { frags } = net.ipv4;
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMREQDS);
  const h = skb.network_header;
  const hlen = (skb.head[h] & 15) * 4;
  const domain = l3mdev_master_ifindex(skb.dev);
  const key = `${domain}:${String.fromCharCode(...skb.head.subarray(h + 12, h + 20))}:${get16(skb.head, h + 4)}:${skb.head[h + 9]}`;
  const q = frags.find(net, key, (late) => expire(net, key, late));
  const fail = (): null => {
    IP_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
    kfree_skb(skb);
    return null;
  };
  if (!q) return fail();
  const off = get16(skb.head, h + 6);
  const more = (off & IP_MF) !== 0;
  const offset = (off & IP_OFFSET) * 8;
  // All but the last end at a multiple of eight bytes.
  let end = offset + skb.len - hlen;
  if (more) end &= ~7;
  const verdict = q.add(offset, end, more, skb);
  if (verdict === "duplicate") {
    kfree_skb(skb);
    return null;
  }
  if (verdict === "overlap") IP_INC_STATS(net, M.IPSTATS_MIB_REASM_OVERLAPS);
  if (verdict === "overlap" || verdict === "broken") {
    frags.kill(key, q);
    return fail();
  }
  skb_trim(skb, hlen + end - offset);
  skb_orphan(skb);
  frags.charge(q, skb);
  if (verdict === "kept") return null;
  frags.remove(key, q);
  const whole = join(q);
  if (whole) IP_INC_STATS(net, M.IPSTATS_MIB_REASMOKS);
  else IP_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
  return whole;
}

const size = (skb: sk_buff): number => skb.len - (skb.head[skb.network_header] & 15) * 4;

/** One packet of all parts; null: it is too large. */
function join(q: inet_frag_queue): sk_buff | null {
  const parts = q.sorted();
  const [first] = parts;
  const h = first.network_header;
  const hlen = (first.head[h] & 15) * 4;
  if (hlen + q.len > 65535) {
    for (const p of parts) kfree_skb(p);
    return null;
  }
  const skb = alloc_skb(h + hlen + q.len);
  skb_reserve(skb, h);
  skb_put(skb, hlen).set(first.head.subarray(h, h + hlen));
  for (const part of parts)
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
    truesize: q.mem,
  });
  put16(skb.head, h + 2, skb.len);
  put16(skb.head, h + 6, 0);
  for (const p of parts) kfree_skb(p);
  return skb;
}

/** Too late for the rest: the sender hears of it if the first part has come. */
function expire(net: net, key: string, q: inet_frag_queue): void {
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMTIMEOUT);
  IP_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
  if (q.first?.dev) icmp_send(q.first, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
  net.ipv4.frags.kill(key, q);
}
