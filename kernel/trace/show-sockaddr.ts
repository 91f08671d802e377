// Socket addresses in strace: {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}.
// Above: show-net.ts, show-ifreq.ts. Below: uapi.

import * as if_arp from "../uapi/linux/if_arp.ts";
import * as if_packet from "../uapi/linux/if_packet.ts";
import { sockaddr_ll } from "../uapi/linux/if_packet.ts";
import { sockaddr_in } from "../uapi/linux/in.ts";
import { sockaddr_in6 } from "../uapi/linux/in6.ts";
import { sockaddr_nl } from "../uapi/linux/netlink.ts";
import * as socket from "../uapi/linux/socket.ts";
import { hex, quote } from "./guest.ts";
import { oneOf } from "./names.ts";

const duplicates = /^AF_(FILE|LOCAL|ROUTE|MAX)$/;
export const familyName = oneOf(socket, "AF_", (n) => !duplicates.test(n));

export const hardwareTypes = oneOf(if_arp, "ARPHRD_");
const packetTypes = oneOf(if_packet, "PACKET_", (n) =>
  /^PACKET_(HOST|BROADCAST|MULTICAST|OTHERHOST|OUTGOING|LOOPBACK|USER|KERNEL)$/.test(n),
);

export const dotted = (v: number): string => [v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255].join(".");

/** An IPv6 address, the longest run of zeros as "::" (RFC 5952). */
export function inet6(b: Uint8Array): string {
  const w = Array.from({ length: 8 }, (_, i) => (b[2 * i] << 8) | b[2 * i + 1]);
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && w[i + n] === 0) n++;
    if (n > length) {
      best = i;
      length = n;
    }
  }
  const text = (part: number[]) => part.map((x) => x.toString(16)).join(":");
  return best < 0 ? text(w) : `${text(w.slice(0, best))}::${text(w.slice(best + length))}`;
}

const mac = (b: Uint8Array): string => [...b].map((x) => x.toString(16).padStart(2, "0")).join(":");

/** A struct sockaddr of b.length bytes. */
export function sockaddrBytes(b: Uint8Array): string {
  if (b.length < 2) return quote(b);
  const family = (b[0] << 8) | b[1];
  const head = `sa_family=${familyName(family)}`;
  if (family === socket.AF_INET && b.length >= 8) {
    const s = {
      port: sockaddr_in.read(b, "sin_port"),
      addr: ((b[4] << 24) | (b[5] << 16) | (b[6] << 8) | b[7]) >>> 0,
    };
    return `{${head}, sin_port=htons(${s.port}), sin_addr=inet_addr("${dotted(s.addr)}")}`;
  }
  if (family === socket.AF_INET6 && b.length >= 24) {
    const port = sockaddr_in6.read(b, "sin6_port");
    const flow = sockaddr_in6.read(b, "sin6_flowinfo");
    const scope =
      b.length >= sockaddr_in6.size ? `, sin6_scope_id=${sockaddr_in6.read(b, "sin6_scope_id")}` : "";
    return `{${head}, sin6_port=htons(${port}), sin6_flowinfo=htonl(${flow}), inet_pton(AF_INET6, "${inet6(b.subarray(8, 24))}", &sin6_addr)${scope}}`;
  }
  if (family === socket.AF_UNIX) {
    if (b.length === 2) return `{${head}}`;
    if (b[2] === 0) return `{${head}, sun_path=@${quote(b.subarray(3), 108)}}`;
    const end = b.indexOf(0, 2);
    return `{${head}, sun_path=${quote(b.subarray(2, end < 0 ? b.length : end), 108)}}`;
  }
  if (family === socket.AF_NETLINK && b.length >= sockaddr_nl.size) {
    const n = sockaddr_nl.get(b);
    return `{${head}, nl_pid=${n.nl_pid}, nl_groups=${n.nl_groups.toString(16).padStart(8, "0")}}`;
  }
  if (family === socket.AF_PACKET && b.length >= 12) {
    const p = sockaddr_ll.get(
      b.length >= sockaddr_ll.size ? b : Uint8Array.from({ length: sockaddr_ll.size }, (_, i) => b[i] ?? 0),
    );
    return `{${head}, sll_protocol=htons(${hex(p.sll_protocol)}), sll_ifindex=${p.sll_ifindex}, sll_hatype=${hardwareTypes(p.sll_hatype)}, sll_pkttype=${packetTypes(p.sll_pkttype)}, sll_halen=${p.sll_halen}, sll_addr=[${mac(b.subarray(12, 12 + p.sll_halen))}]}`;
  }
  // ARPHRD_ETHER and ARPHRD_LOOPBACK stand where a family would, in hardware addresses.
  return `{${head}, sa_data=${quote(b.subarray(2), 14)}}`;
}
