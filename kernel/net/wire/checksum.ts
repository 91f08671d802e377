// The Internet checksum (RFC 1071). Sums are kept unfolded as numbers. Above: ip, icmp, udp, tcp, igmp. Below: nothing.

/** Adds bytes[from, to) to a sum, as big-endian halfwords; an odd last byte counts as if a zero followed. */
export function csum_partial(bytes: Uint8Array, from: number, to: number, sum = 0): number {
  let i = from;
  for (; i + 1 < to; i += 2) sum += (bytes[i] << 8) | bytes[i + 1];
  if (i < to) sum += bytes[i] << 8;
  return sum;
}

/** The one's complement of the folded sum: what goes into a header. */
export function csum_fold(sum: number): number {
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** The pseudo header of TCP and UDP over IPv4. */
export const csum_tcpudp_nofold = (saddr: number, daddr: number, len: number, proto: number): number =>
  (saddr >>> 16) + (saddr & 0xffff) + (daddr >>> 16) + (daddr & 0xffff) + len + proto;

/** The pseudo header over IPv6; addresses are binary strings of 16. */
export function csum_ipv6_nofold(saddr: string, daddr: string, len: number, proto: number): number {
  let sum = (len >>> 16) + (len & 0xffff) + proto;
  for (const a of [saddr, daddr]) {
    for (let i = 0; i < 16; i += 2) sum += (a.charCodeAt(i) << 8) | a.charCodeAt(i + 1);
  }
  return sum;
}
