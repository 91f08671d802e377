// Putting split IPv6 packets together again (net/ipv6/reassembly.c). Above: ip6_input.ts. Below: ../ipv4/inet_fragment.ts.

import { ICMPV6_EXC_FRAGTIME, ICMPV6_PARAMPROB, ICMPV6_TIME_EXCEED } from "../../uapi/linux/icmpv6.ts";
import * as M from "../../uapi/linux/snmp.ts";
import type { net } from "../core/net_namespace.ts";
import {
  alloc_skb,
  kfree_skb,
  type sk_buff,
  skb_orphan,
  skb_pull,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { IP6_INC_STATS } from "../core/snmp.ts";
import { inet_frag_queue } from "../ipv4/inet_fragment.ts";
import { get16, get32, put16 } from "../wire/addr.ts";
import { icmpv6_send } from "./icmpv6.ts";
import { ip6_daddr, ip6_saddr } from "./ip6_input.ts";
import { rt6_need_strict } from "./route.ts";

const SIZEOF_FRAG_HDR = 8;
const IPV6_MAXPLEN = 65535;
const IP6_MF = 1;
const IP6_OFFSET = 0xfff8;
/** Where the length stands in the IPv6 header, and the offset in the fragment header. */
const PAYLOAD_LEN = 4;
const FRAG_OFF = 2;

/** Takes a part, whose data begin at its fragment header: the whole packet once all are there, else null. */
export function ip6_defrag(skb: sk_buff): sk_buff | null {
  const net = skb.dev!.nd_net;
  const { frags } = net.ipv6;
  IP6_INC_STATS(net, M.IPSTATS_MIB_REASMREQDS);
  const { head, data, network_header: h } = skb;
  const problem = (at: number): null => {
    IP6_INC_STATS(net, M.IPSTATS_MIB_INHDRERRORS);
    icmpv6_send(skb, ICMPV6_PARAMPROB, 0, at);
    kfree_skb(skb);
    return null;
  };
  const fail = (): null => {
    IP6_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
    kfree_skb(skb);
    return null;
  };
  if (skb.len < SIZEOF_FRAG_HDR) return problem(data - h);
  const off = get16(head, data + FRAG_OFF);
  const [offset, more] = [off & IP6_OFFSET, (off & IP6_MF) !== 0];
  const end = offset + skb.len - SIZEOF_FRAG_HDR;
  // The only one: no other part with its number has to do with it.
  if (offset === 0 && !more) {
    const alone = new inet_frag_queue();
    alone.add(0, end, false, skb);
    IP6_INC_STATS(net, M.IPSTATS_MIB_REASMOKS);
    return join(alone);
  }
  const near = rt6_need_strict(ip6_daddr(skb)) ? skb.skb_iif : 0;
  const key = `${near}:${ip6_saddr(skb)}${ip6_daddr(skb)}${get32(head, data + 4)}`;
  const q = frags.find(net, key, (late) => expire(net, key, late));
  if (!q) return fail();
  if (end > IPV6_MAXPLEN) return problem(data + FRAG_OFF - h);
  if (more && end & 7) return problem(PAYLOAD_LEN);
  const verdict = q.add(offset, end, more, skb);
  if (verdict === "duplicate") {
    kfree_skb(skb);
    return null;
  }
  if (verdict === "overlap") IP6_INC_STATS(net, M.IPSTATS_MIB_REASM_OVERLAPS);
  if (verdict === "overlap" || verdict === "broken") {
    frags.kill(key, q);
    return fail();
  }
  skb_orphan(skb);
  frags.charge(q, skb);
  if (verdict === "kept") return null;
  frags.remove(key, q);
  const whole = join(q);
  IP6_INC_STATS(net, whole ? M.IPSTATS_MIB_REASMOKS : M.IPSTATS_MIB_REASMFAILS);
  return whole;
}

/** One packet of all parts, its data behind the header; null: it is too large. */
function join(q: inet_frag_queue): sk_buff | null {
  const parts = q.sorted();
  const [first] = parts;
  const h = first.network_header;
  // What stands between the header and the fragment header has been dealt with, and is left out.
  if (q.len > IPV6_MAXPLEN) {
    for (const p of parts) kfree_skb(p);
    return null;
  }
  const whole = alloc_skb(h + 40 + q.len);
  skb_reserve(whole, h);
  skb_put(whole, 40).set(first.head.subarray(h, h + 40));
  for (const p of parts)
    skb_put(whole, p.len - SIZEOF_FRAG_HDR).set(p.head.subarray(p.data + SIZEOF_FRAG_HDR, p.tail));
  whole.network_header = h;
  whole.head[h + 6] = first.head[first.data];
  put16(whole.head, h + PAYLOAD_LEN, q.len);
  const { dev, _skb_dst, skb_iif, l3_iif, pkt_type, protocol, mark, tstamp } = first;
  Object.assign(whole, { dev, _skb_dst, skb_iif, l3_iif, pkt_type, protocol, mark, tstamp });
  for (const p of parts) kfree_skb(p);
  skb_pull(whole, 40);
  return whole;
}

/** Too late for the rest: the sender hears of it if the first part has come. */
function expire(net: net, key: string, q: inet_frag_queue): void {
  IP6_INC_STATS(net, M.IPSTATS_MIB_REASMTIMEOUT);
  IP6_INC_STATS(net, M.IPSTATS_MIB_REASMFAILS);
  if (q.first?.dev) icmpv6_send(q.first, ICMPV6_TIME_EXCEED, ICMPV6_EXC_FRAGTIME, 0);
  net.ipv6.frags.kill(key, q);
}
