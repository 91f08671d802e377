// What way an IPv4 packet would take, as `ip route get` asks (net/ipv4/route.c inet_rtm_getroute).
// Above: fib_netlink.ts (the row). Below: fib_rules.ts, route.ts, ../netlink/.

import { ENODEV } from "../../uapi/asm/errno.ts";
import { RTCF_BROADCAST, RTCF_LOCAL, RTCF_MULTICAST } from "../../uapi/linux/in_route.ts";
import * as R from "../../uapi/linux/rtnetlink.ts";
import { RTM_F_CLONED } from "../../uapi/linux/rtnetlink.ts";
import { __dev_get_by_index } from "../core/dev.ts";
import { read_rtmsg, type rtmsg, SIZEOF_RTMSG, tableByte } from "../core/rtm.ts";
import { AF_INET } from "../linux_socket.ts";
import { nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { nlmsg_parse } from "../netlink/nlattr.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { inet_select_addr } from "./devinet.ts";
import { fib_dump_info, put_gateway, rtm_policy } from "./fib_netlink.ts";
import { fib_lookup } from "./fib_rules.ts";
import { flowi4_init } from "./fib_trie.ts";
import { fib_result_prefsrc } from "./route.ts";

const RTM_F_FIB_MATCH = 0x2000;

/** What a route's type adds to rtm_flags. */
const rtcf = new Map<number, number>([
  [R.RTN_LOCAL, RTCF_LOCAL],
  [R.RTN_BROADCAST, RTCF_BROADCAST | RTCF_LOCAL],
  [R.RTN_MULTICAST, RTCF_MULTICAST | RTCF_LOCAL],
]);

/** What way a packet would take (RTM_GETROUTE without NLM_F_DUMP). */
export function inet_rtm_getroute(r: netlink_request): number {
  const tb = nlmsg_parse(r.bytes, SIZEOF_RTMSG, R.RTA_MAX, rtm_policy, r.extack);
  if (typeof tb === "number") return tb;
  const rtm = read_rtmsg(r.bytes);
  const dst = tb.get(R.RTA_DST)?.u32 ?? 0;
  const src = tb.get(R.RTA_SRC)?.u32 ?? 0;
  const oif = tb.get(R.RTA_OIF)?.u32 ?? 0;
  const mark = tb.get(R.RTA_MARK)?.u32 ?? 0;
  if (oif && !__dev_get_by_index(r.net, oif)) return -ENODEV;
  const res = fib_lookup(r.net, flowi4_init({ daddr: dst, saddr: src, oif, tos: rtm.tos, mark }));
  if (typeof res === "number" && !(oif && !(rtm.flags & RTM_F_FIB_MATCH))) return res;
  if (typeof res === "number") {
    // No route leads there, but the device is given: it is taken to be on its link.
    const dev = __dev_get_by_index(r.net, oif)!;
    const m = route_answer(r, rtm, dst, src, R.RT_TABLE_MAIN, R.RTN_UNICAST);
    m.putU32(R.RTA_OIF, oif);
    const own = inet_select_addr(dev, 0, R.RT_SCOPE_LINK);
    if (own && !src) m.putU32(R.RTA_PREFSRC, own);
    return nlmsg_unicast(r, end_answer(m, r, mark));
  }
  if (rtm.flags & RTM_F_FIB_MATCH) return nlmsg_unicast(r, fib_dump_info(res.fa, R.RTM_NEWROUTE, r));
  const dev = res.type === R.RTN_LOCAL ? r.net.loopback_dev : res.nh?.dev;
  if (!dev) return -ENODEV;
  // Until a rule is added the local table's routes are in the main one.
  const merged = res.table.tb_id === R.RT_TABLE_LOCAL && !r.net.ipv4.fib_has_custom_rules;
  const table = rtm.flags & R.RTM_F_LOOKUP_TABLE && !merged ? res.table.tb_id : R.RT_TABLE_MAIN;
  const m = route_answer(r, rtm, dst, src, table, res.type);
  m.putU32(R.RTA_OIF, dev.ifindex);
  const prefsrc = res.type === R.RTN_LOCAL ? res.fa.prefsrc : fib_result_prefsrc(res, dev);
  if (prefsrc && !src) m.putU32(R.RTA_PREFSRC, prefsrc);
  if (res.nh) put_gateway(m, res.nh);
  return nlmsg_unicast(r, end_answer(m, r, mark));
}

/** How an answer about one address begins, and ends (rt_fill_info). */
function route_answer(
  r: netlink_request,
  rtm: rtmsg,
  dst: number,
  src: number,
  table: number,
  type: number,
): nlmsg {
  const m = new nlmsg(R.RTM_NEWROUTE, 0, r.nlh.nlmsg_seq, r.portid);
  m.u8(AF_INET)
    .u8(32)
    .u8(src ? 32 : 0)
    .u8(rtm.tos)
    .u8(tableByte(table))
    .u8(0)
    .u8(0)
    .u8(type)
    .u32(RTM_F_CLONED | (rtcf.get(type) ?? 0));
  m.putU32(R.RTA_TABLE, table).putU32(R.RTA_DST, dst);
  return src ? m.putU32(R.RTA_SRC, src) : m;
}

function end_answer(m: nlmsg, r: netlink_request, mark: number): Uint8Array {
  if (mark) m.putU32(R.RTA_MARK, mark);
  m.putU32(R.RTA_UID, r.t.cred.euid);
  return m
    .nest(R.RTA_CACHEINFO, () => {
      for (let i = 0; i < 8; i++) m.u32(0);
    })
    .end();
}
