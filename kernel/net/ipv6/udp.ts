// UDP over IPv6 (net/ipv6/udp.c); mapped addresses go to ../ipv4/udp.ts. Above: af_inet6.ts, ip6_input.ts.
// Below: datagram.ts, ip6_output.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EDESTADDRREQ, EFAULT, EINVAL, EMSGSIZE, ENETUNREACH } from "../../uapi/asm/errno.ts";
import { IPV6_PMTUDISC_DO, IPV6_PMTUDISC_OMIT } from "../../uapi/linux/in6.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { inet_bound_dev_eq, type skb_devs } from "../core/l3mdev.ts";
import type { net } from "../core/net_namespace.ts";
import {
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_clone,
  skb_push,
  skb_put,
  skb_reserve,
  skb_trim,
} from "../core/skbuff.ts";
import { ICMP6_INC_STATS, UDP6_INC_STATS } from "../core/snmp.ts";
import type { proto } from "../core/sock.ts";
import { sock_alloc_send_skb } from "../core/sock_mem.ts";
import { inet_ehashfn, reuseport_select_sock } from "../core/sock_reuseport.ts";
import { skb_setup_tx_timestamp, zerocopy_begin, zerocopy_done } from "../core/tx_status.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { __udp_recvmsg, udp_prot, type udp_sock, udp_table } from "../ipv4/udp.ts";
import { udp_csum_ok, udp_queue_rcv_skb } from "../ipv4/udp_input.ts";
import { udp_gso_check } from "../ipv4/udp_offload.ts";
import { paged, udp_sendmsg, udp_set_csum } from "../ipv4/udp_send.ts";
import {
  AF_INET,
  AF_INET6,
  IPPROTO_UDPLITE,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_MORE,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import {
  bytes_to_in6,
  get16,
  type in6_addr,
  in6_v4,
  in6addr_any,
  ipv6_addr_is_multicast,
  ipv6_addr_needs_scope_id,
  ipv6_addr_v4mapped,
  put16,
  read_sockaddr_in6,
  write_sockaddr_in,
} from "../wire/addr.ts";
import { csum_ipv6_nofold } from "../wire/checksum.ts";
import {
  hop_limit_of,
  ip6_datagram_connect,
  ip6_datagram_send_ctl,
  ip6_tell,
  type ipcm6_cookie,
  ipcm6_init_sk,
} from "./datagram.ts";
import { ipv6_icmp_error, ipv6_local_error, ipv6_recv_error } from "./datagram_errors.ts";
import { ipv6_opt_len } from "./exthdrs.ts";
import { icmpv6_err_convert, icmpv6_send } from "./icmpv6.ts";
import { ip6_daddr, ip6_saddr } from "./ip6_input.ts";
import { ip6_local_out, ip6_push_header } from "./ip6_output.ts";
import { inet6_mc_check } from "./mcast.ts";
import { flowi6_init, inet6_devs, ip6_route_output, type rt6_info } from "./route.ts";

function score(sk: inet_sock, saddr: in6_addr, sport: number, daddr: in6_addr, at: skb_devs): number {
  if (sk.sk_family !== AF_INET6 || sk.sk_v6_rcv_saddr !== daddr) return -1;
  let s = 0;
  if (sk.inet_dport) {
    if (sk.inet_dport !== sport) return -1;
    s++;
  }
  if (sk.sk_v6_daddr !== in6addr_any) {
    if (sk.sk_v6_daddr !== saddr) return -1;
    s++;
  }
  if (!inet_bound_dev_eq(sk.sk_net.ipv4.sysctl_udp_l3mdev_accept, sk.sk_bound_dev_if, at)) return -1;
  if (sk.sk_bound_dev_if) s++;
  if (sk.sk_incoming_cpu === 0) s++;
  return s;
}

export function udp6_lib_lookup(
  net: net,
  protocol: number,
  saddr: in6_addr,
  sport: number,
  daddr: in6_addr,
  dport: number,
  at: skb_devs,
  skb: sk_buff | null,
): inet_sock | null {
  const chain = udp_table(net, protocol).get(dport) ?? [];
  for (const bound of [daddr, in6addr_any]) {
    let best: inet_sock | null = null;
    let badness = -1;
    for (const sk of chain) {
      const s = score(sk, saddr, sport, bound, at);
      if (s <= badness) continue;
      badness = s;
      best = sk;
      if (sk.sk_reuseport && sk.sk_state !== TCP_ESTABLISHED)
        best = reuseport_select_sock(sk, inet_ehashfn(daddr, dport, saddr, sport), skb);
    }
    if (best) return best;
  }
  return null;
}

export function udpv6_rcv(skb: sk_buff, protocol: number): number {
  const { head, data } = skb;
  const net = skb.dev!.nd_net;
  const lite = protocol === IPPROTO_UDPLITE;
  const ulen = skb.len >= 8 ? get16(head, data + 4) : 0;
  const [saddr, daddr] = [ip6_saddr(skb), ip6_daddr(skb)];
  const bad = skb.len < 8 || (!lite && (ulen < 8 || ulen > skb.len));
  if (!bad && !lite) skb_trim(skb, ulen);
  const [sport, dport] = [get16(head, data), get16(head, data + 2)];
  const at = inet6_devs(skb);
  const mc = ipv6_addr_is_multicast(daddr);
  const sk = bad || mc ? null : udp6_lib_lookup(net, protocol, saddr, sport, daddr, dport, at, skb);
  const zeroOk = (sk as udp_sock | null)?.no_check6_rx ?? false;
  if (bad || !udp_csum_ok(skb, csum_ipv6_nofold(saddr, daddr, skb.len, protocol), zeroOk, lite)) {
    if (!bad) UDP6_INC_STATS(net, M.UDP_MIB_CSUMERRORS, lite);
    UDP6_INC_STATS(net, M.UDP_MIB_INERRORS, lite);
    kfree_skb(skb);
    return 0;
  }
  if (mc) {
    let wanted = false;
    for (const s of [...(udp_table(net, protocol).get(dport) ?? [])]) {
      const wants =
        s.sk_family === AF_INET6 &&
        (!s.inet_dport || s.inet_dport === sport) &&
        (s.sk_v6_daddr === in6addr_any || s.sk_v6_daddr === saddr) &&
        (s.sk_v6_rcv_saddr === in6addr_any || s.sk_v6_rcv_saddr === daddr) &&
        inet_bound_dev_eq(net.ipv4.sysctl_udp_l3mdev_accept, s.sk_bound_dev_if, at) &&
        inet6_mc_check(s, daddr, saddr);
      if (!wants) continue;
      wanted = true;
      udp_queue_rcv_skb(s, skb_clone(skb));
    }
    if (!wanted) UDP6_INC_STATS(net, M.UDP_MIB_IGNOREDMULTI, lite);
    kfree_skb(skb);
    return 0;
  }
  if (sk) {
    udp_queue_rcv_skb(sk, skb);
    return 0;
  }
  UDP6_INC_STATS(net, M.UDP_MIB_NOPORTS, lite);
  icmpv6_send(skb, 1, 4, 0);
  kfree_skb(skb);
  return 0;
}

export function udpv6_err(skb: sk_buff, protocol: number, type: number, code: number, info: number): void {
  const { head, data, network_header: h } = skb;
  const [saddr, daddr] = [bytes_to_in6(head, h + 8), bytes_to_in6(head, h + 24)];
  const [sport, dport] = [get16(head, data), get16(head, data + 2)];
  const sk = udp6_lib_lookup(skb.dev!.nd_net, protocol, daddr, dport, saddr, sport, inet6_devs(skb), null);
  if (!sk) ICMP6_INC_STATS(skb.dev!.nd_net, M.ICMP6_MIB_INERRORS);
  if (!sk?.pinet6) return;
  const { errno, fatal } = icmpv6_err_convert(type, code);
  if (sk.pinet6.recverr) ipv6_icmp_error(sk, skb, errno, dport, info, data + 8);
  else if (!fatal || sk.sk_state !== TCP_ESTABLISHED) return;
  sk.sk_err = errno;
  sk.sk_error_report(sk);
}

/** May be split by us (ip6_sk_ignore_df). */
const ip6_sk_ignore_df = (pmtudisc: number): boolean =>
  pmtudisc < IPV6_PMTUDISC_DO || pmtudisc === IPV6_PMTUDISC_OMIT;

export function* udpv6_sendmsg(t: task_struct, sk: udp_sock, msg: msghdr, len: number): Sleeps<number> {
  const np = sk.pinet6!;
  let daddr = sk.sk_v6_daddr;
  let dport = sk.inet_dport;
  let scope = 0;
  if (msg.msg_name) {
    if (msg.msg_namelen < 2) return -EINVAL;
    const family = get16(msg.msg_name, 0);
    if (family === AF_INET) {
      if (sk.sk_ipv6only) return -ENETUNREACH;
      return yield* udp_sendmsg(t, sk, msg, len);
    }
    if (family === AF_INET6) {
      if (msg.msg_namelen < 24) return -EINVAL;
      const sin6 = read_sockaddr_in6(msg.msg_name);
      dport = sin6.sin6_port;
      daddr = sin6.sin6_addr;
      if (daddr === in6addr_any && ipv6_addr_v4mapped(np.saddr))
        daddr = `${"\0".repeat(10)}\xff\xff\x7f\0\0\x01`;
      else if (daddr === in6addr_any) daddr = `${"\0".repeat(15)}\x01`;
      if (msg.msg_namelen >= 28 && ipv6_addr_needs_scope_id(daddr)) scope = sin6.sin6_scope_id;
    } else if (family === 0) {
      msg.msg_name = null;
      if (sk.sk_state !== TCP_ESTABLISHED) return -EDESTADDRREQ;
    } else return -EINVAL;
    if (msg.msg_name && !dport) return -EINVAL;
  } else if (!sk.pending && sk.sk_state !== TCP_ESTABLISHED) return -EDESTADDRREQ;
  if (ipv6_addr_v4mapped(daddr)) {
    if (sk.sk_ipv6only) return -ENETUNREACH;
    if (msg.msg_name) {
      msg.msg_name = write_sockaddr_in(in6_v4(daddr), dport);
      msg.msg_namelen = 16;
    }
    return yield* udp_sendmsg(t, sk, msg, len);
  }
  if (len > 0xffff - 8) return -EMSGSIZE;
  if (msg.msg_flags & 1) return -95;
  const ipc = ipcm6_init_sk(sk);
  ipc.gso_size = sk.gso_size;
  ipc.oif = scope || ipc.oif;
  if (msg.msg_control) {
    const err = ip6_datagram_send_ctl(t, sk, msg, ipc);
    if (err) return err;
  }
  ipc.oif ||= ipv6_addr_is_multicast(daddr) ? np.mcast_oif : np.ucast_oif;
  ipc.oif ||= np.sticky_pktinfo?.ifindex ?? 0;
  let saddr = ipc.saddr;
  if (saddr === in6addr_any) saddr = np.sticky_pktinfo?.addr ?? in6addr_any;
  if (saddr === in6addr_any) saddr = np.saddr;
  const fl6 = flowi6_init({
    daddr,
    saddr,
    oif: ipc.oif,
    proto: sk.sk_protocol,
    mark: ipc.sockc.mark,
    strict: sk.sk_bound_dev_if !== 0,
  });
  const rt = ip6_route_output(sk.sk_net, fl6);
  if (typeof rt === "number") return rt;
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (bytes.length < len) return -EFAULT;
  const more = sk.corkflag || (msg.msg_flags & MSG_MORE) !== 0;
  if (sk.pending || more) {
    sk.cork ??= { chunks: [], length: 0, flow: null };
    sk.pending = AF_INET6;
    sk.cork.chunks.push(bytes);
    sk.cork.length += len;
    if (more) return len;
  }
  const chunks = sk.cork?.chunks ?? [bytes];
  const total = sk.cork?.length ?? len;
  sk.cork = null;
  sk.pending = 0;
  if (total > 0xffff - 8) return -EMSGSIZE;
  const whole = ipc.dontfrag || !ip6_sk_ignore_df(np.pmtudisc);
  if (whole && !ipc.gso_size && total + 48 + ipv6_opt_len(ipc.opt) > rt.mtu) {
    ipv6_local_error(sk, EMSGSIZE, daddr, dport, rt.mtu);
    return -EMSGSIZE;
  }
  const zc = zerocopy_begin(sk, msg.msg_flags, len);
  const skb = yield* sock_alloc_send_skb(
    t,
    sk,
    LL_MAX_HEADER + 56 + total,
    (msg.msg_flags & MSG_DONTWAIT) !== 0,
    paged(total),
  );
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 48);
  for (const c of chunks) skb_put(skb, c.length).set(c);
  const r = push(sk, skb, rt, fl6.saddr, daddr, dport, hop_limit_of(sk, daddr, ipc.hlimit), ipc);
  zerocopy_done(sk, zc);
  return r || len;
}

function push(
  sk: udp_sock,
  skb: sk_buff,
  rt: rt6_info,
  saddr: in6_addr,
  daddr: in6_addr,
  dport: number,
  hop_limit: number,
  ipc: ipcm6_cookie,
): number {
  const { tclass } = ipc;
  if (ipc.gso_size && sk.sk_protocol !== IPPROTO_UDPLITE) {
    const err = udp_gso_check(ipc.gso_size, skb.len, 48 + ipv6_opt_len(ipc.opt), rt.mtu, sk.no_check6_tx);
    if (err) {
      kfree_skb(skb);
      return err;
    }
    if (skb.len > ipc.gso_size) skb.gso_size = ipc.gso_size;
  }
  skb_setup_tx_timestamp(skb, sk, ipc.sockc.tsflags);
  const b = skb_push(skb, 8);
  skb.transport_header = skb.data;
  put16(b, 0, sk.inet_sport);
  put16(b, 2, dport);
  put16(b, 4, skb.len);
  put16(b, 6, 0);
  if (!sk.no_check6_tx || sk.sk_protocol === IPPROTO_UDPLITE)
    udp_set_csum(skb, sk, csum_ipv6_nofold(saddr, daddr, skb.len, sk.sk_protocol));
  skb.priority = sk.sk_priority;
  skb.mark = sk.sk_mark;
  ip6_push_header(skb, rt, {
    saddr,
    daddr,
    nexthdr: sk.sk_protocol,
    hop_limit,
    tclass,
    flow_label: 0,
    opt: ipc.opt,
  });
  const lite = sk.sk_protocol === IPPROTO_UDPLITE;
  const err = ip6_local_out(sk, skb);
  UDP6_INC_STATS(sk.sk_net, err ? M.UDP_MIB_SNDBUFERRORS : M.UDP_MIB_OUTDATAGRAMS, lite);
  return err;
}

export function* udpv6_recvmsg(
  t: task_struct,
  sk: udp_sock,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  if (flags & MSG_ERRQUEUE) return ipv6_recv_error(sk, msg, len);
  return yield* __udp_recvmsg(t, sk, msg, len, flags, ip6_tell);
}

export const udpv6_prot: proto<udp_sock> = {
  name: "UDPv6",
  close: (sk, timeout) => udp_prot.close(sk, timeout),
  connect: ip6_datagram_connect,
  disconnect: (sk, flags) => udp_prot.disconnect!(sk, flags),
  ioctl: (t, sk, cmd, arg) => udp_prot.ioctl!(t, sk, cmd, arg),
  setsockopt: (t, sk, level, name, v, len) => udp_prot.setsockopt!(t, sk, level, name, v, len),
  getsockopt: (t, sk, level, name, v, len) => udp_prot.getsockopt!(t, sk, level, name, v, len),
  sendmsg: udpv6_sendmsg,
  recvmsg: udpv6_recvmsg,
  hash: () => 0,
  unhash: (sk) => udp_prot.unhash!(sk),
  rehash: () => {},
  get_port: (sk, snum) => udp_prot.get_port!(sk, snum),
};
