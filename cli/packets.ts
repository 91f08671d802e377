// A frame in one line, as tcpdump has it: addresses, protocol, ports, what it is for. For --trace net and the reports of
// `parisc test`. Above: trace-lines.ts, test/. Below: kernel/uapi, ../kernel/net/wire/addr.ts.

import * as if_ether from "../kernel/uapi/linux/if_ether.ts";
import * as in4 from "../kernel/uapi/linux/in.ts";
import { IPPROTO_ICMPV6 } from "../kernel/uapi/linux/in6.ts";

const half = (b: Uint8Array, at: number): number => (b[at] << 8) | b[at + 1];
const dotted = (b: Uint8Array, at: number): string => b.subarray(at, at + 4).join(".");
const mac = (b: Uint8Array, at: number): string =>
  Array.from(b.subarray(at, at + 6), (v) => v.toString(16).padStart(2, "0")).join(":");

function v6(b: Uint8Array, at: number): string {
  const words = Array.from({ length: 8 }, (_, k) => half(b, at + 2 * k).toString(16));
  const runs = [...words.join(":").matchAll(/\b0(:0)+\b/g)].sort((x, y) => y[0].length - x[0].length);
  const text = words.join(":");
  if (!runs.length) return text;
  const { index, 0: run } = runs[0];
  return `${text.slice(0, index).replace(/:$/, "")}::${text.slice(index + run.length).replace(/^:/, "")}`;
}

const TCP_FLAGS = ["F", "S", "R", "P", ".", "U", "E", "W"];

/** What an IP packet carries; from, to: its addresses. */
function payload(b: Uint8Array, at: number, protocol: number, from: string, to: string, v6: boolean): string {
  const sep = v6 ? "." : ":";
  switch (protocol) {
    case in4.IPPROTO_TCP: {
      if (b.length < at + 20) break;
      const flags = TCP_FLAGS.filter((_, k) => b[at + 13] & (1 << k)).join("");
      const n = b.length - at - 4 * (b[at + 12] >> 4);
      return `TCP ${from}${sep}${half(b, at)} > ${to}${sep}${half(b, at + 2)} [${flags}] ${n} bytes`;
    }
    case in4.IPPROTO_UDP:
      if (b.length < at + 8) break;
      return `UDP ${from}${sep}${half(b, at)} > ${to}${sep}${half(b, at + 2)} ${b.length - at - 8} bytes`;
    case in4.IPPROTO_ICMP:
      return `ICMP ${from} > ${to} type ${b[at]} code ${b[at + 1]}`;
    case IPPROTO_ICMPV6:
      return `ICMPv6 ${from} > ${to} type ${b[at]} code ${b[at + 1]}`;
  }
  return `IP protocol ${protocol} ${from} > ${to} ${b.length - at} bytes`;
}

/** One line about an Ethernet frame. */
export function packetText(b: Uint8Array): string {
  if (b.length < 14)
    return `${b.length} bytes: ${Array.from(b, (v) => v.toString(16).padStart(2, "0")).join("")}`;
  const type = half(b, 12);
  const at = 14;
  if (type === if_ether.ETH_P_IP && b.length >= at + 20) {
    const end = Math.min(b.length, at + half(b, at + 2));
    const from = dotted(b, at + 12);
    const to = dotted(b, at + 16);
    return payload(b.subarray(0, end), at + 4 * (b[at] & 15), b[at + 9], from, to, false);
  }
  if (type === if_ether.ETH_P_IPV6 && b.length >= at + 40) {
    let [next, p] = [b[at + 6], at + 40];
    // hop-by-hop options
    while (next === 0 && p + 8 <= b.length) [next, p] = [b[p], p + 8 * (b[p + 1] + 1)];
    return payload(b, p, next, v6(b, at + 8), v6(b, at + 24), true);
  }
  if (type === if_ether.ETH_P_ARP && b.length >= at + 28)
    return half(b, at + 6) === 1
      ? `ARP who has ${dotted(b, at + 24)}? tell ${dotted(b, at + 14)}`
      : `ARP ${dotted(b, at + 14)} is at ${mac(b, at + 8)}`;
  return `${mac(b, 6)} > ${mac(b, 0)} type 0x${type.toString(16).padStart(4, "0")} ${b.length} bytes`;
}
