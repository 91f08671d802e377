// /proc/net: tcp, udp, raw, unix, packet, route, arp and their kin (the *_seq_show functions of each protocol).
// Above: protocols.ts. Below: fs/proc/net.ts, the protocols' tables.

import { proc_create_net } from "../fs/proc/net.ts";
import { NUD_NOARP, NUD_PERMANENT } from "../uapi/linux/neighbour.ts";
import { RTF_GATEWAY, RTF_HOST, RTF_REJECT, RTF_UP } from "../uapi/linux/route.ts";
import {
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
  RTAX_ADVMSS,
  RTAX_RTT,
  RTAX_WINDOW,
  RTN_BROADCAST,
  RTN_MULTICAST,
  RTN_PROHIBIT,
  RTN_UNREACHABLE,
} from "../uapi/linux/rtnetlink.ts";
import { NUD_VALID, neigh_of } from "./core/neighbour.ts";
import type { NetStack, net } from "./core/net_namespace.ts";
import { netstat_show, snmp_show, snmp6_show } from "./core/snmp_proc.ts";
import type { sock } from "./core/sock.ts";
import { SOCK_DEAD } from "./core/sock_flags.ts";
import { fib_get_table, inet_make_mask } from "./ipv4/fib_trie.ts";
import type { inet_sock } from "./ipv4/inet_sock.ts";
import { tcp_sock, tcp_timewait_sock } from "./ipv4/tcp_sock.ts";
import { fib6_of } from "./ipv6/ip6_fib.ts";
import { AF_INET, AF_INET6, TCP_CLOSE, TCP_ESTABLISHED, TCP_LISTEN, TCP_TIME_WAIT } from "./linux_socket.ts";
import { nl_table } from "./netlink/netlink_msg.ts";
import { packet_list } from "./packet/af_packet.ts";
import { SUN_PATH, unix_table } from "./unix/unix_sock.ts";
import { inet_ntoa } from "./wire/addr.ts";

const hex = (n: number, w: number): string => (n >>> 0).toString(16).toUpperCase().padStart(w, "0");
const ino = (sk: sock): number => sk.sk_socket?.inode?.i_ino ?? 0;
/** The kernel's pointers are not shown to programs (%pK). */
const PTR = "00000000";

/** An address as its words, the way a big-endian machine prints them. */
function words(a: number | string): string {
  if (typeof a === "number") return hex(a, 8);
  let s = "";
  for (let i = 0; i < 16; i++) s += hex(a.charCodeAt(i), 2);
  return s;
}

interface ends {
  src: number | string;
  sport: number;
  dst: number | string;
  dport: number;
}
const endsOf = (sk: inet_sock): ends =>
  sk.sk_family === AF_INET6
    ? { src: sk.sk_v6_rcv_saddr, sport: sk.inet_sport, dst: sk.sk_v6_daddr, dport: sk.inet_dport }
    : { src: sk.inet_rcv_saddr, sport: sk.inet_sport, dst: sk.inet_daddr, dport: sk.inet_dport };

const pair = (e: ends): string => `${words(e.src)}:${hex(e.sport, 4)} ${words(e.dst)}:${hex(e.dport, 4)}`;
const uid = (sk: sock): string => String(sk.sk_uid).padStart(5);

const TCP_HEADER =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const TCP6_HEADER =
  "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

function tcp_show(net: net, family: number): string {
  const info = net.ipv4.tcp_death_row;
  const all = [...[...info.lhash.values()].flat(), ...[...info.ehash.values()].flat()].filter(
    (s) => s.sk_family === family,
  );
  const v4 = family === AF_INET;
  let out = v4 ? `${TCP_HEADER.padEnd(149)}\n` : `${TCP6_HEADER}\n`;
  all.forEach((sk, i) => {
    const line = `${String(i).padStart(4)}: ${pair(endsOf(sk))} ${tcp_rest(sk)}`;
    out += v4 ? `${line.padEnd(149)}\n` : `${line}\n`;
  });
  return out;
}

function tcp_rest(sk: inet_sock): string {
  if (sk instanceof tcp_timewait_sock || !(sk instanceof tcp_sock)) {
    const state = sk instanceof tcp_timewait_sock ? sk.tw_substate : TCP_TIME_WAIT;
    return `${hex(state, 2)} 00000000:00000000 03:00000000 00000000     0        0 0 3 ${PTR}`;
  }
  const listening = sk.sk_state === TCP_LISTEN;
  const tx = listening ? 0 : (sk.write_seq - sk.snd_una) >>> 0;
  const rx = listening ? sk.sk_ack_backlog : Math.max(0, (sk.rcv_nxt - sk.copied_seq) | 0);
  const timer = sk.retransmit_timer?.pending ? (sk.packets_out ? 1 : 4) : sk.sk_timer?.pending ? 2 : 0;
  const when = sk.retransmit_timer?.pending
    ? Math.max(0, Math.round((sk.retransmit_timer.expires - sk.kernel.now()) / 1e7))
    : 0;
  const ssthresh = sk.snd_ssthresh >= 0x7fffffff ? -1 : sk.snd_ssthresh;
  const tail = listening
    ? `100 0 0 10 0`
    : `${Math.round(sk.rto / 1e7)} 4 ${(sk.quick << 1) | (sk.pingpong ? 1 : 0)} ${sk.snd_cwnd} ${ssthresh}`;
  return `${hex(sk.sk_state, 2)} ${hex(tx, 8)}:${hex(rx, 8)} ${hex(timer, 2)}:${hex(when, 8)} ${hex(sk.retransmits, 8)} ${uid(sk)} ${String(sk.probes_out).padStart(8)} ${ino(sk)} 1 ${PTR} ${tail}`;
}

const DGRAM_HEADER =
  "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops";
const DGRAM6_HEADER = `${TCP6_HEADER} ref pointer drops`;

/** udp, udplite, raw, icmp: one shape. */
function dgram_show(tables: Map<number, inet_sock[]>, family: number, pad: boolean): string {
  const all = [...tables.values()].flat().filter((s) => s.sk_family === family);
  const v4 = family === AF_INET;
  let out = v4 ? `${pad ? DGRAM_HEADER.padEnd(127) : DGRAM_HEADER.slice(1)}\n` : `${DGRAM6_HEADER}\n`;
  for (const sk of all) {
    const e = endsOf(sk);
    const port = sk.inet_sport || sk.inet_num;
    const line = `${String(port).padStart(5)}: ${pair({ ...e, sport: port })} ${hex(sk.sk_state, 2)} ${hex(sk.sk_wmem_alloc, 8)}:${hex(sk.sk_rmem_alloc, 8)} 00:00000000 00000000 ${uid(sk)}        0 ${ino(sk)} 2 ${PTR} ${sk.sk_drops}`;
    out += v4 && pad ? `${line.padEnd(127)}\n` : `${line}\n`;
  }
  return out;
}

function unix_show(net: net): string {
  let out = "Num       RefCount Protocol Flags    Type St Inode Path\n";
  for (const s of unix_table(net).sockets) {
    const joined = s.sk_state === TCP_ESTABLISHED;
    const st = s.sk_socket ? (joined ? 3 : 1) : joined ? 2 : 4;
    const flags = s.sk_state === TCP_LISTEN ? 0x10000 : 0;
    out += `${PTR}: ${hex(2, 8)} ${hex(0, 8)} ${hex(flags, 8)} ${hex(s.sk_type, 4)} ${hex(st, 2)} ${String(ino(s)).padStart(5)}`;
    if (s.addr && s.addr.length > SUN_PATH) {
      const name = [...s.addr.subarray(SUN_PATH)].map((c) => (c ? String.fromCharCode(c) : "@")).join("");
      out += ` ${s.addr[SUN_PATH] ? name.slice(0, -1) : name}`;
    }
    out += "\n";
  }
  return out;
}

function packet_show(net: net): string {
  let out = "sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n";
  for (const po of packet_list(net)) {
    const f = (v: number, w: number) => String(v).padEnd(w);
    out += `${PTR} ${f(3, 6)} ${f(po.sk_type, 4)} ${hex(po.num, 4).toLowerCase()}   ${f(po.ifindex, 5)} ${po.running ? 1 : 0} ${f(po.sk_rmem_alloc, 6)} ${f(po.sk_uid, 6)} ${f(ino(po), 6)}\n`;
  }
  return out;
}

const ROUTE_HEADER = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

function route_show(net: net): string {
  let out = `${ROUTE_HEADER.padEnd(127)}\n`;
  const routes = [...(fib_get_table(net, RT_TABLE_MAIN)?.routes ?? [])];
  for (const r of routes.sort((a, b) => a.dst - b.dst || b.prefixlen - a.prefixlen)) {
    if (r.type === RTN_BROADCAST || r.type === RTN_MULTICAST) continue;
    const nh = r.nh[0];
    let flags = RTF_UP;
    if (r.type === RTN_UNREACHABLE || r.type === RTN_PROHIBIT) flags |= RTF_REJECT;
    if (nh?.gw) flags |= RTF_GATEWAY;
    if (r.prefixlen === 32) flags |= RTF_HOST;
    // Called MTU, it is the largest segment and its headers.
    const mss = r.metrics.get(RTAX_ADVMSS);
    const [window, rtt] = [r.metrics.get(RTAX_WINDOW) ?? 0, (r.metrics.get(RTAX_RTT) ?? 0) >> 3];
    const line = `${nh?.dev?.name ?? "*"}\t${hex(r.dst, 8)}\t${hex(nh?.gw ?? 0, 8)}\t${hex(flags, 4)}\t0\t0\t${r.priority}\t${hex(inet_make_mask(r.prefixlen), 8)}\t${mss ? mss + 40 : 0}\t${window}\t${rtt}`;
    out += `${line.padEnd(127)}\n`;
  }
  return out;
}

function arp_show(net: net): string {
  let out = "IP address       HW type     Flags       HW address            Mask     Device\n";
  for (const dev of net.dev_base_head) {
    for (const n of neigh_of(net.stack).all(dev)) {
      // Addresses that nobody was asked for are not told (NEIGH_SEQ_SKIP_NOARP).
      if (n.tbl.family !== AF_INET || n.nud_state === NUD_NOARP || !n.nud_state) continue;
      const flags = n.nud_state & NUD_PERMANENT ? 6 : n.nud_state & NUD_VALID ? 2 : 0;
      const mac = [...n.ha].map((b) => b.toString(16).padStart(2, "0")).join(":");
      out += `${inet_ntoa(Number(n.key)).padEnd(16)} 0x${dev.type.toString(16).padEnd(10)}0x${flags.toString(16).padEnd(10)}${mac.padEnd(17)}     *        ${dev.name}\n`;
    }
  }
  return out;
}

function ipv6_route_show(net: net): string {
  let out = "";
  const w = (a: string) => words(a).toLowerCase();
  const low = (n: number): string => hex(n, 8).toLowerCase();
  // Each table ends with the entry that refuses what nothing else knows.
  const zeros = "0".repeat(32);
  const none = `${zeros} 00 ${zeros} 00 ${zeros} ffffffff 00000001 00000000 00200200       lo\n`;
  let table = 0;
  for (const r of fib6_of(net).walk()) {
    if (table && table !== r.table) out += none;
    table = r.table;
    const local = r.type === 2 ? 0x80200001 : r.type === 7 ? 0x200200 : r.gw ? 3 : 1;
    out += `${w(r.dst)} ${hex(r.plen, 2).toLowerCase()} ${"0".repeat(32)} 00 ${w(r.gw ?? "\0".repeat(16))} ${low(r.metric)} ${low(r.table === RT_TABLE_LOCAL ? 2 : 1)} 00000000 ${low(local)} ${(r.dev?.name ?? "").padStart(8)}\n`;
  }
  return out + none;
}

function count(net: net, table: Map<number, inet_sock[]>, family: number): number {
  return [...table.values()].flat().filter((s) => s.sk_family === family && s.sk_net === net).length;
}

/** /proc/net/sockstat: how many sockets of each protocol there are. */
export function sockstat(net: net): string {
  const info = net.ipv4.tcp_death_row;
  const all = [...info.lhash.values(), ...info.ehash.values()]
    .flat()
    .filter((s) => s.sk_state !== TCP_TIME_WAIT && !(s instanceof tcp_timewait_sock));
  const tcp = all.filter((s) => s.sk_family === AF_INET);
  const netlink = [...nl_table(net).protocols.values()].flatMap((p) => [...p.sockets]);
  const used =
    [...net.ipv4.udp_table.values(), ...net.ipv4.raw_table.values()].flat().length +
    [...net.ipv4.raw6_table.values(), ...net.ipv4.udplite_table.values()].flat().length +
    all.length +
    unix_table(net).sockets.size +
    netlink.filter((s) => s.sk_net === net).length +
    packet_list(net).size;
  // Orphans and all there are: counted for the system, not for the namespace.
  const everywhere = net.stack.net_namespace_list.flatMap((n) =>
    [...n.ipv4.tcp_death_row.lhash.values(), ...n.ipv4.tcp_death_row.ehash.values()]
      .flat()
      .filter((s) => s.sk_state !== TCP_TIME_WAIT && !(s instanceof tcp_timewait_sock)),
  );
  const orphans = everywhere.filter((s) => s.sock_flag(SOCK_DEAD)).length;
  const alloc = everywhere.filter((s) => s.sk_state !== TCP_CLOSE).length;
  return [
    `sockets: used ${used}`,
    `TCP: inuse ${tcp.length} orphan ${orphans} tw ${info.tw_count} alloc ${alloc} mem 0`,
    `UDP: inuse ${count(net, net.ipv4.udp_table, AF_INET)} mem 0`,
    `UDPLITE: inuse ${count(net, net.ipv4.udplite_table, AF_INET)}`,
    `RAW: inuse ${count(net, net.ipv4.raw_table, AF_INET)}`,
    `FRAG: inuse ${net.ipv4.frags.queues.size} memory ${net.ipv4.frags.mem}`,
    "",
  ].join("\n");
}

function sockstat6(net: net): string {
  const info = net.ipv4.tcp_death_row;
  const tcp = [...info.lhash.values(), ...info.ehash.values()]
    .flat()
    .filter((s) => s.sk_family === AF_INET6 && s.sk_state !== TCP_TIME_WAIT);
  const n = (t: Map<number, inet_sock[]>) => count(net, t, AF_INET6);
  return `TCP6: inuse ${tcp.length}\nUDP6: inuse ${n(net.ipv4.udp_table)}\nUDPLITE6: inuse ${n(net.ipv4.udplite_table)}\nRAW6: inuse ${n(net.ipv4.raw6_table)}\nFRAG6: inuse 0 memory 0\n`;
}

/** Puts the files in. */
export function proc_net_init(stack: NetStack): void {
  const add = (name: string, show: (net: net) => string, mode = 0o444) =>
    proc_create_net(stack.kernel, name, mode, show);
  add("tcp", (n) => tcp_show(n, AF_INET));
  add("tcp6", (n) => tcp_show(n, AF_INET6));
  add("udp", (n) => dgram_show(n.ipv4.udp_table, AF_INET, true));
  add("udp6", (n) => dgram_show(n.ipv4.udp_table, AF_INET6, true));
  add("udplite", (n) => dgram_show(n.ipv4.udplite_table, AF_INET, true));
  add("udplite6", (n) => dgram_show(n.ipv4.udplite_table, AF_INET6, true));
  add("raw", (n) => dgram_show(n.ipv4.raw_table, AF_INET, false));
  add("raw6", (n) => dgram_show(n.ipv4.raw6_table, AF_INET6, false));
  add("icmp", (n) => dgram_show(n.ipv4.ping_table, AF_INET, true));
  add("icmp6", (n) => dgram_show(n.ipv4.ping_table, AF_INET6, true));
  add("unix", unix_show);
  add("packet", packet_show);
  add("route", route_show);
  add("arp", arp_show);
  add("ipv6_route", ipv6_route_show);
  add("snmp", snmp_show);
  add("netstat", netstat_show);
  add("snmp6", snmp6_show);
  add("sockstat", sockstat);
  add("sockstat6", sockstat6);
}
