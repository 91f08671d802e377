// IPv4 packets that come in: checks, the way they take, delivery to protocols and raw sockets, forwarding
// (net/ipv4/ip_input.c, ip_forward.c). Above: core/dev_queue.ts. Below: route.ts, ip_fragment.ts, protocols.ts.

import { EHOSTUNREACH, ENETUNREACH, EXDEV } from "../../uapi/asm/errno.ts";
import {
  ICMP_DEST_UNREACH,
  ICMP_EXC_TTL,
  ICMP_FRAG_NEEDED,
  ICMP_PROT_UNREACH,
  ICMP_TIME_EXCEEDED,
} from "../../uapi/linux/icmp.ts";
import { ETH_P_IP } from "../../uapi/linux/if_ether.ts";
import { RTN_BROADCAST, RTN_MULTICAST } from "../../uapi/linux/rtnetlink.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { AF_INET } from "../../uapi/linux/socket.ts";
import { dev_add_pack } from "../core/dev_queue.ts";
import { l3mdev_l3_rcv } from "../core/l3mdev.ts";
import type { NetStack } from "../core/net_namespace.ts";
import { NET_RX_DROP } from "../core/netdev_flags.ts";
import type { net_device } from "../core/netdevice.ts";
import {
  kfree_skb,
  PACKET_HOST,
  PACKET_OTHERHOST,
  type sk_buff,
  skb_cow,
  skb_pull,
  skb_reset_transport_header,
  skb_trim,
} from "../core/skbuff.ts";
import { IP_INC_STATS, IP_UPD_PO_STATS, NET_INC_STATS } from "../core/snmp.ts";
import { get16, get32, put16 } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import { icmp_send } from "./icmp.ts";
import { ip_defrag } from "./ip_fragment.ts";
import { IP_DF, IP_MF, IP_OFFSET } from "./ip_output.ts";
import { inet_protocol } from "./protocols.ts";
import { raw_local_deliver } from "./raw.ts";
import { ip_route_input, type rtable } from "./route.ts";

const drop = (skb: sk_buff): number => {
  kfree_skb(skb);
  return NET_RX_DROP;
};

export const ip_saddr = (skb: sk_buff): number => get32(skb.head, skb.network_header + 12);
export const ip_daddr = (skb: sk_buff): number => get32(skb.head, skb.network_header + 16);
export const ip_hdrlen = (skb: sk_buff): number => (skb.head[skb.network_header] & 15) * 4;

/** A frame of type ETH_P_IP. */
export function ip_rcv(skb: sk_buff, dev: net_device): number {
  if (skb.pkt_type === PACKET_OTHERHOST) return drop(skb);
  const net = dev.nd_net;
  IP_UPD_PO_STATS(net.mib.ip.v4, M.IPSTATS_MIB_INPKTS, M.IPSTATS_MIB_INOCTETS, skb.len);
  const bad = (field: number): number => {
    IP_INC_STATS(net, field);
    return drop(skb);
  };
  const { head, data } = skb;
  if (skb.len < 20 || head[data] >> 4 !== 4) return bad(M.IPSTATS_MIB_INHDRERRORS);
  const hlen = (head[data] & 15) * 4;
  const len = get16(head, data + 2);
  if (hlen < 20) return bad(M.IPSTATS_MIB_INHDRERRORS);
  IP_INC_STATS(net, M.IPSTATS_MIB_NOECTPKTS + (head[data + 1] & 3));
  if (skb.len < hlen) return bad(M.IPSTATS_MIB_INHDRERRORS);
  if (csum_fold(csum_partial(head, data, data + hlen)) !== 0) {
    IP_INC_STATS(net, M.IPSTATS_MIB_CSUMERRORS);
    return bad(M.IPSTATS_MIB_INHDRERRORS);
  }
  if (skb.len < len) return bad(M.IPSTATS_MIB_INTRUNCATEDPKTS);
  if (len < hlen) return bad(M.IPSTATS_MIB_INHDRERRORS);
  skb_trim(skb, len);
  skb.network_header = data;
  skb.transport_header = data + hlen;
  l3mdev_l3_rcv(skb, AF_INET);
  if (!skb._skb_dst) {
    const err = ip_route_input(
      skb,
      get32(head, data + 16),
      get32(head, data + 12),
      head[data + 1] & 0x1c,
      dev,
    );
    if (err === -EHOSTUNREACH) return bad(M.IPSTATS_MIB_INADDRERRORS);
    if (err === -ENETUNREACH) return bad(M.IPSTATS_MIB_INNOROUTES);
    if (err === -EXDEV) NET_INC_STATS(net, M.LINUX_MIB_IPRPFILTER);
    if (err) return drop(skb);
  }
  const rt = skb._skb_dst as rtable;
  const ip = net.mib.ip.v4;
  if (rt.rt_type === RTN_MULTICAST)
    IP_UPD_PO_STATS(ip, M.IPSTATS_MIB_INMCASTPKTS, M.IPSTATS_MIB_INMCASTOCTETS, skb.len);
  else if (rt.rt_type === RTN_BROADCAST)
    IP_UPD_PO_STATS(ip, M.IPSTATS_MIB_INBCASTPKTS, M.IPSTATS_MIB_INBCASTOCTETS, skb.len);
  return rt.input(skb);
}

/** For us: whole packets go on, parts wait for the others. */
export function ip_local_deliver(skb: sk_buff): number {
  if (get16(skb.head, skb.network_header + 6) & (IP_MF | IP_OFFSET)) {
    const whole = ip_defrag(skb);
    if (!whole) return 0;
    skb = whole;
  }
  skb_pull(skb, ip_hdrlen(skb));
  skb_reset_transport_header(skb);
  const proto = skb.head[skb.network_header + 9];
  const raw = raw_local_deliver(skb, proto);
  const ipprot = inet_protocol(proto);
  const net = skb.dev!.nd_net;
  if (ipprot || raw) IP_INC_STATS(net, M.IPSTATS_MIB_INDELIVERS);
  if (ipprot) return ipprot.handler(skb);
  if (!raw) {
    IP_INC_STATS(net, M.IPSTATS_MIB_INUNKNOWNPROTOS);
    icmp_send(skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
  }
  kfree_skb(skb);
  return 0;
}

/** For somebody else (ip_forward). */
export function ip_forward(skb: sk_buff): number {
  if (skb.pkt_type !== PACKET_HOST || skb.sk) return drop(skb);
  const rt = skb._skb_dst as rtable;
  skb_cow(skb);
  const h = skb.network_header;
  const net = rt.dev.nd_net;
  if (skb.head[h + 8] <= 1) {
    IP_INC_STATS(net, M.IPSTATS_MIB_INHDRERRORS);
    icmp_send(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
    return drop(skb);
  }
  if (skb.len > rt.mtu && get16(skb.head, h + 6) & IP_DF) {
    IP_INC_STATS(net, M.IPSTATS_MIB_FRAGFAILS);
    icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, rt.mtu);
    return drop(skb);
  }
  skb.head[h + 8]--;
  put16(skb.head, h + 10, 0);
  put16(skb.head, h + 10, csum_fold(csum_partial(skb.head, h, h + ip_hdrlen(skb))));
  IP_UPD_PO_STATS(net.mib.ip.v4, M.IPSTATS_MIB_OUTFORWDATAGRAMS, M.IPSTATS_MIB_OUTOCTETS, skb.len);
  return rt.output(skb, null);
}

export function ip_init(stack: NetStack): void {
  dev_add_pack(stack, { type: ETH_P_IP, dev: null, func: (skb, dev) => ip_rcv(skb, dev) });
}
