// Who takes which IPv4 protocol (inet_protos): a row each. Above: ip_input.ts, icmp.ts. Below: udp.ts, tcp_ipv4.ts …

import { IPPROTO_IGMP } from "../../uapi/linux/in.ts";
import type { sk_buff } from "../core/skbuff.ts";
import { IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE } from "../linux_socket.ts";
import { icmp_rcv } from "./icmp.ts";
import { igmp_rcv } from "./igmp_report.ts";
import { ping_err } from "./ping.ts";
import { tcp_v4_err, tcp_v4_rcv } from "./tcp_ipv4.ts";
import { udp_err, udp_rcv } from "./udp_input.ts";

export interface net_protocol {
  readonly protocol: number;
  /** Takes the packet over; its data begin at the transport header. */
  handler(skb: sk_buff): number;
  /** An ICMP error about a packet of ours: skb's data begin at the quoted transport header. */
  err_handler?(skb: sk_buff, type: number, code: number, info: number): void;
}

let table: Map<number, net_protocol> | null = null;

/** The row of a protocol. */
export function inet_protocol(protocol: number): net_protocol | undefined {
  table ??= new Map(
    [
      { protocol: IPPROTO_ICMP, handler: icmp_rcv, err_handler: ping_err },
      { protocol: IPPROTO_IGMP, handler: igmp_rcv },
      { protocol: IPPROTO_UDP, handler: udp_rcv, err_handler: udp_err },
      { protocol: IPPROTO_UDPLITE, handler: udp_rcv, err_handler: udp_err },
      { protocol: IPPROTO_TCP, handler: tcp_v4_rcv, err_handler: tcp_v4_err },
    ].map((p) => [p.protocol, p]),
  );
  return table.get(protocol);
}
