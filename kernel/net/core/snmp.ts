// What the stack counts, for each namespace (include/net/snmp.h, netns/mib.h): packets, errors, events of TCP. A counter is
// a place in an array by its MIB number. Above: every protocol. Below: ../../uapi/linux/snmp.ts.

import * as M from "../../uapi/linux/snmp.ts";

/** One kind of packets' counters for both families. */
interface pair {
  readonly v4: Float64Array;
  readonly v6: Float64Array;
}
const counters = (n: number): Float64Array => new Float64Array(n);
const pair = (n: number, n6 = n): pair => ({ v4: counters(n), v6: counters(n6) });

export class netns_mib {
  /** IPSTATS_MIB_…, 64 bits; all others are unsigned longs. */
  readonly ip = pair(M.__IPSTATS_MIB_MAX);
  /** UDP_MIB_…. */
  readonly udp = pair(M.__UDP_MIB_MAX);
  readonly udplite = pair(M.__UDP_MIB_MAX);
  /** ICMP_MIB_…, ICMP6_MIB_…. */
  readonly icmp = pair(M.__ICMP_MIB_MAX, M.__ICMP6_MIB_MAX);
  /** Messages by type; sent ones from 256 on. */
  readonly icmpmsg = pair(M.__ICMPMSG_MIB_MAX, M.__ICMP6MSG_MIB_MAX);
  /** TCP_MIB_…, both families. */
  readonly tcp = counters(M.__TCP_MIB_MAX);
  /** LINUX_MIB_…. */
  readonly net = counters(M.__LINUX_MIB_MAX);
}

interface counting {
  readonly mib: netns_mib;
}

export function IP_INC_STATS(net: counting, field: number, n = 1): void {
  net.mib.ip.v4[field] += n;
}
export function IP6_INC_STATS(net: counting, field: number, n = 1): void {
  net.mib.ip.v6[field] += n;
}
/** A packet and its bytes; octets: the counter of bytes that goes with the other. */
export function IP_UPD_PO_STATS(counts: Float64Array, packets: number, octets: number, bytes: number): void {
  counts[packets]++;
  counts[octets] += bytes;
}
export function TCP_INC_STATS(net: counting, field: number, n = 1): void {
  net.mib.tcp[field] += n;
}
export function NET_INC_STATS(net: counting, field: number, n = 1): void {
  net.mib.net[field] += n;
}
/** lite: UDP-Lite. */
export function UDP_INC_STATS(net: counting, field: number, lite: boolean): void {
  (lite ? net.mib.udplite : net.mib.udp).v4[field]++;
}
export function UDP6_INC_STATS(net: counting, field: number, lite: boolean): void {
  (lite ? net.mib.udplite : net.mib.udp).v6[field]++;
}
export function ICMP_INC_STATS(net: counting, field: number): void {
  net.mib.icmp.v4[field]++;
}
export function ICMP6_INC_STATS(net: counting, field: number): void {
  net.mib.icmp.v6[field]++;
}
/** A message of a type that was received. */
export function ICMPMSGIN_INC_STATS(net: counting, type: number): void {
  net.mib.icmpmsg.v4[type]++;
}
/** One that is sent: counted by type and altogether. */
export function ICMPMSGOUT_INC_STATS(net: counting, type: number): void {
  net.mib.icmpmsg.v4[256 + type]++;
  net.mib.icmp.v4[M.ICMP_MIB_OUTMSGS]++;
}
export function ICMP6MSGIN_INC_STATS(net: counting, type: number): void {
  net.mib.icmpmsg.v6[type]++;
}
export function ICMP6MSGOUT_INC_STATS(net: counting, type: number): void {
  net.mib.icmpmsg.v6[256 + type]++;
  net.mib.icmp.v6[M.ICMP6_MIB_OUTMSGS]++;
}
