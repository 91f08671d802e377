// /proc/net/snmp, netstat, snmp6 (net/ipv4/proc.c snmp_seq_show, netstat_seq_show; net/ipv6/proc.c snmp6_seq_show).
// Above: ../proc.ts. Below: snmp.ts, snmp_rows.ts.

import { IPV4_DEVCONF_FORWARDING } from "../../uapi/linux/ip.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { TCP_CLOSE_WAIT, TCP_ESTABLISHED } from "../linux_socket.ts";
import type { net } from "./net_namespace.ts";
import * as R from "./snmp_rows.ts";

/** An unsigned long of 32 bits. */
const ulong = (n: number): number => n % 2 ** 32;

/** Two lines: names, and values under them. */
function lines(name: string, columns: readonly (readonly [string, number | string])[]): string {
  return `${name}: ${columns.map(([n]) => n).join(" ")}\n${name}: ${columns.map(([, v]) => v).join(" ")}\n`;
}

const values = (rows: readonly R.snmp_mib[], counts: Float64Array, wide = false): [string, number][] =>
  rows.map(([name, entry]) => [name, wide ? counts[entry] : ulong(counts[entry])]);

/** Types seen, 16 to a pair of lines (icmpmsg_put). */
function icmpmsg(counts: Float64Array): string {
  const seen: [string, number][] = [];
  counts.forEach((n, type) => {
    if (n) seen.push([`${type & 256 ? "Out" : "In"}Type${type & 255}`, ulong(n)]);
  });
  let out = "";
  for (let i = 0; i < seen.length; i += 16) out += lines("IcmpMsg", seen.slice(i, i + 16));
  return out;
}

/** d0941130c935 (6.3, and the stable releases of 6.1) counts answers that were not sent; here their rate is not limited. */
const limits = (net: net): boolean => net.kernel.release.atLeast("6.1");

function icmp(net: net): string {
  const { mib } = net;
  const { v4: all } = mib.icmp;
  const by = mib.icmpmsg.v4;
  const types = (direction: string, from: number): [string, number][] =>
    R.icmpmibmap.map(([name, type]) => [direction + name, ulong(by[from + type])]);
  return lines("Icmp", [
    ["InMsgs", all[M.ICMP_MIB_INMSGS]],
    ["InErrors", all[M.ICMP_MIB_INERRORS]],
    ["InCsumErrors", all[M.ICMP_MIB_CSUMERRORS]],
    ...types("In", 0),
    ["OutMsgs", all[M.ICMP_MIB_OUTMSGS]],
    ["OutErrors", all[M.ICMP_MIB_OUTERRORS]],
    ...(limits(net)
      ? ([
          ["OutRateLimitGlobal", 0],
          ["OutRateLimitHost", 0],
        ] as [string, number][])
      : []),
    ...types("Out", 256),
  ]);
}

/** Connections are counted where they are listed. */
function tcp(net: net): Float64Array {
  const counts = net.mib.tcp.slice();
  counts[M.TCP_MIB_RTOALGORITHM] = 1;
  counts[M.TCP_MIB_RTOMIN] = 200;
  counts[M.TCP_MIB_RTOMAX] = 120_000;
  const all = [...net.ipv4.tcp_death_row.ehash.values()].flat();
  counts[M.TCP_MIB_CURRESTAB] = all.filter(
    (sk) => sk.sk_state === TCP_ESTABLISHED || sk.sk_state === TCP_CLOSE_WAIT,
  ).length;
  return counts;
}

export function snmp_show(net: net): string {
  const forwards = net.ipv4.devconf_all.get(IPV4_DEVCONF_FORWARDING) !== 0;
  const tcpColumns = values(R.snmp4_tcp_list, tcp(net)).map(([name, v]): [string, number] => [
    name,
    name === "MaxConn" ? -1 : v,
  ]);
  return (
    lines("Ip", [
      ["Forwarding", forwards ? 1 : 2],
      ["DefaultTTL", net.ipv4.sysctl_ip_default_ttl],
      ...values(R.snmp4_ipstats_list, net.mib.ip.v4, true),
    ]) +
    icmp(net) +
    icmpmsg(net.mib.icmpmsg.v4) +
    lines("Tcp", tcpColumns) +
    lines("Udp", values(R.snmp4_udp_list, net.mib.udp.v4)) +
    lines("UdpLite", values(R.snmp4_udp_list, net.mib.udplite.v4))
  );
}

export const netstat_show = (net: net): string =>
  lines("TcpExt", values(R.snmp4_net_list, net.mib.net)) +
  lines("IpExt", values(R.snmp4_ipextstats_list, net.mib.ip.v4, true));

export function snmp6_show(net: net): string {
  const { mib } = net;
  const line = (name: string, v: number): string => `${name.padEnd(32)}\t${v}\n`;
  const list = (rows: readonly R.snmp_mib[], counts: Float64Array, prefix = ""): string =>
    rows.map(([name, entry]) => line(prefix + name, ulong(counts[entry]))).join("");
  const by = mib.icmpmsg.v6;
  const named = (direction: string, from: number): string =>
    R.icmp6type2name.map(([type, name]) => line(`Icmp6${direction}${name}`, ulong(by[from + type]))).join("");
  let numbered = "";
  by.forEach((n, type) => {
    if (n) numbered += line(`Icmp6${type & 256 ? "Out" : "In"}Type${type & 255}`, ulong(n));
  });
  return (
    R.snmp6_ipstats_list.map(([name, entry]) => line(name, mib.ip.v6[entry])).join("") +
    list(R.snmp6_icmp6_list, mib.icmp.v6) +
    (limits(net) ? line("Icmp6OutRateLimitHost", 0) : "") +
    named("In", 0) +
    named("Out", 256) +
    numbered +
    list(R.snmp6_udp6_list, mib.udp.v6, "Udp6") +
    list(R.snmp6_udplite6_list, mib.udplite.v6, "UdpLite6")
  );
}
