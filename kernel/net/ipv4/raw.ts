// Raw IPv4 sockets: every packet of a protocol, sent and received with or without the header (net/ipv4/raw.c).
// Above: af_inet.ts, ip_input.ts. Below: ip_output.ts, udp.ts (flows).

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EACCES,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOPROTOOPT,
  EOPNOTSUPP,
} from "../../uapi/asm/errno.ts";
import { ICMP_FILTER } from "../../uapi/linux/icmp.ts";
import { RTN_BROADCAST, RTN_LOCAL, RTN_MULTICAST } from "../../uapi/linux/rtnetlink.ts";
import { recv_datagram } from "../core/datagram.ts";
import { sk_filter } from "../core/filter.ts";
import { inet_bound_dev_eq, netif_index_is_l3_master, type skb_devs } from "../core/l3mdev.ts";
import {
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_clone,
  skb_put,
  skb_reserve,
  skb_reset_network_header,
} from "../core/skbuff.ts";
import { ICMPMSGOUT_INC_STATS } from "../core/snmp.ts";
import { lock_sock, type proto, release_sock, sk_dst_reset } from "../core/sock.ts";
import { SOCK_BROADCAST, SOCK_LOCALROUTE } from "../core/sock_flags.ts";
import { __sock_queue_rcv_skb, sock_alloc_send_skb } from "../core/sock_mem.ts";
import { skb_setup_tx_timestamp } from "../core/tx_status.ts";
import {
  AF_INET,
  AF_UNSPEC,
  IPPROTO_ICMP,
  MSG_DONTROUTE,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_OOB,
  SOL_RAW,
  TCP_CLOSE,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import { copy_int, put_int, type sockptr } from "../sockptr.ts";
import { get16, get32, ipv4_is_multicast, put16, put32, read_sockaddr_in } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import { ip4_datagram_connect } from "./datagram.ts";
import { flowi4_init } from "./fib_trie.ts";
import { icmp_to_errno } from "./icmp.ts";
import { ip_mc_sf_allow } from "./igmp.ts";
import { inet_sock } from "./inet_sock.ts";
import { ip_icmp_error, ip_local_error, ip_recv_error, ip_tell } from "./ip_cmsg.ts";
import { ip_cmsg_send, ipcm_init_sk } from "./ip_cmsg_send.ts";
import { ip_route_output_flow, sk_df } from "./ip_flow.ts";
import { ip_daddr, ip_saddr } from "./ip_input.ts";
import { ip_local_out, ip_push_header, ip_select_ident, ip_select_ttl } from "./ip_output.ts";
import { ip_getsockopt, ip_setsockopt } from "./ip_sockglue.ts";
import { inet_addr_type_bound, inet_devs, pktinfo_iif, RTCF_BROADCAST, type rtable } from "./route.ts";
import { sk_common_release, udp_disconnect, udp_ioctl } from "./udp.ts";

export class raw_sock extends inet_sock {
  /** ICMP_FILTER: a bit for each type that is not wanted. */
  filter = 0;
}

function raw_hash(sk: inet_sock): number {
  const table = sk.sk_net.ipv4.raw_table;
  const chain = table.get(sk.inet_num);
  if (chain) chain.unshift(sk);
  else table.set(sk.inet_num, [sk]);
  sk.hashed = true;
  return 0;
}

function raw_unhash(sk: inet_sock): void {
  const chain = sk.sk_net.ipv4.raw_table.get(sk.inet_num);
  const i = chain ? chain.indexOf(sk) : -1;
  if (i >= 0) chain!.splice(i, 1);
  sk.hashed = false;
}

const matches = (sk: inet_sock, saddr: number, daddr: number, at: skb_devs): boolean =>
  (!sk.inet_daddr || sk.inet_daddr === saddr) &&
  (!sk.inet_rcv_saddr || sk.inet_rcv_saddr === daddr) &&
  inet_bound_dev_eq(sk.sk_net.ipv4.sysctl_raw_l3mdev_accept, sk.sk_bound_dev_if, at);

/** Shows a packet to every raw socket of its protocol; whether there was one (raw_local_deliver). */
export function raw_local_deliver(skb: sk_buff, protocol: number): boolean {
  const chain = skb.dev!.nd_net.ipv4.raw_table.get(protocol);
  if (!chain?.length) return false;
  const [saddr, daddr, at] = [ip_saddr(skb), ip_daddr(skb), inet_devs(skb)];
  let delivered = false;
  for (const sk of [...chain] as raw_sock[]) {
    if (!matches(sk, saddr, daddr, at)) continue;
    delivered = true;
    if (protocol === IPPROTO_ICMP && skb.len > 0) {
      const type = skb.head[skb.data];
      if (type < 32 && sk.filter & (1 << type)) continue;
    }
    if (!ip_mc_sf_allow(sk, daddr, saddr, at)) continue;
    const copy = skb_clone(skb);
    copy.data = copy.network_header;
    copy.cb = { iif: pktinfo_iif(skb) };
    if (sk_filter(sk, copy) < 0 || __sock_queue_rcv_skb(sk, copy) < 0) kfree_skb(copy);
  }
  return delivered;
}

/** An ICMP error about a packet of this protocol: skb's data begin at the quoted IP header. */
export function raw_icmp_error(
  skb: sk_buff,
  protocol: number,
  type: number,
  code: number,
  info: number,
): void {
  const { head, network_header: iph } = skb;
  const at = { dif: skb.dev!.ifindex, sdif: skb.l3_iif };
  for (const sk of [...(skb.dev!.nd_net.ipv4.raw_table.get(protocol) ?? [])]) {
    if (!matches(sk, get32(head, iph + 16), get32(head, iph + 12), at)) continue;
    const { errno, fatal } = icmp_to_errno(type, code);
    if (sk.recverr) {
      const payload = sk.hdrincl ? iph : iph + (head[iph] & 15) * 4;
      ip_icmp_error(sk, skb, errno, 0, info, payload);
    }
    if (sk.recverr || (fatal && sk.sk_state === TCP_ESTABLISHED)) {
      sk.sk_err = errno;
      sk.sk_error_report(sk);
    }
  }
}

function raw_bind(_t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  lock_sock(sk);
  try {
    if (sk.sk_state !== TCP_CLOSE || addr.length < 16) return -EINVAL;
    const a = read_sockaddr_in(addr);
    const type = inet_addr_type_bound(sk.sk_net, sk.sk_bound_dev_if, a.sin_addr);
    const group = type === RTN_MULTICAST || type === RTN_BROADCAST;
    const free = sk.freebind || sk.transparent || sk.sk_net.ipv4.sysctl_ip_nonlocal_bind;
    if (a.sin_addr !== 0 && type !== RTN_LOCAL && !group && !free) return -EADDRNOTAVAIL;
    sk.inet_rcv_saddr = a.sin_addr;
    sk.inet_saddr = group ? 0 : a.sin_addr;
    sk_dst_reset(sk);
    return 0;
  } finally {
    release_sock(sk);
  }
}

function* raw_sendmsg(t: task_struct, sk: raw_sock, msg: msghdr, len: number): Sleeps<number> {
  if (len > 0xffff) return -EMSGSIZE;
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  let daddr: number;
  if (msg.msg_namelen) {
    if (msg.msg_namelen < 16) return -EINVAL;
    const usin = read_sockaddr_in(msg.msg_name!);
    if (usin.sin_family !== AF_INET && usin.sin_family !== AF_UNSPEC) return -EAFNOSUPPORT;
    daddr = usin.sin_addr;
  } else {
    if (sk.sk_state !== TCP_ESTABLISHED) return -EDESTADDRREQ;
    daddr = sk.inet_daddr;
  }
  const ipc = ipcm_init_sk(sk);
  if (msg.msg_control) {
    const err = ip_cmsg_send(t, sk, msg, ipc, false);
    if (err) return err;
  }
  if (sk.hdrincl && ipc.opt) return -EINVAL;
  if (!sk.hdrincl) ipc.opt ??= sk.inet_opt;
  let saddr = ipc.addr || sk.inet_saddr;
  if (ipv4_is_multicast(daddr)) {
    if (!ipc.oif || netif_index_is_l3_master(sk.sk_net, ipc.oif)) ipc.oif = sk.mc_index;
    saddr ||= sk.mc_addr;
  } else ipc.oif ||= sk.uc_index;
  const onlink = sk.sock_flag(SOCK_LOCALROUTE) || (msg.msg_flags & MSG_DONTROUTE) !== 0;
  const fl4 = flowi4_init({
    daddr,
    saddr,
    oif: ipc.oif,
    mark: ipc.sockc.mark,
    tos: ipc.tos & 0x1c,
    proto: sk.hdrincl ? ipc.protocol : sk.sk_protocol,
    scope: onlink ? 253 : 0,
    anysrc: sk.hdrincl || sk.transparent,
    uid: sk.sk_uid,
  });
  const rt = ip_route_output_flow(sk, fl4);
  if (typeof rt === "number") return rt;
  if (rt.rt_flags & RTCF_BROADCAST && !sk.sock_flag(SOCK_BROADCAST)) return -EACCES;
  const hlen = sk.hdrincl ? 0 : 20 + (ipc.opt?.length ?? 0);
  const over = sk.hdrincl ? len > rt.mtu : len + hlen > 0xffff;
  if (over) {
    ip_local_error(sk, EMSGSIZE, fl4.daddr, 0, rt.mtu);
    return -EMSGSIZE;
  }
  if (sk.hdrincl && len < 20) return -EINVAL;
  const skb = yield* sock_alloc_send_skb(
    t,
    sk,
    LL_MAX_HEADER + 60 + len,
    (msg.msg_flags & MSG_DONTWAIT) !== 0,
  );
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 60);
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (bytes.length < len) {
    kfree_skb(skb);
    return -EFAULT;
  }
  skb_put(skb, len).set(bytes);
  skb.priority = ipc.priority;
  skb.mark = ipc.sockc.mark;
  skb_setup_tx_timestamp(skb, sk, ipc.sockc.tsflags);
  if (sk.hdrincl) {
    const err = fill_header(skb, rt, fl4.saddr);
    if (err) return err;
  } else {
    skb.transport_header = skb.data;
    ip_push_header(skb, rt, {
      saddr: fl4.saddr,
      daddr: fl4.daddr,
      protocol: sk.sk_protocol,
      tos: ipc.tos,
      ttl: ipc.ttl || ip_select_ttl(sk, rt),
      df: sk_df(sk, rt, len + hlen),
      opt: ipc.opt,
    });
  }
  const h = skb.network_header;
  if (skb.head[h + 9] === IPPROTO_ICMP && skb.tail > skb.transport_header)
    ICMPMSGOUT_INC_STATS(sk.sk_net, skb.head[skb.transport_header]);
  return ip_local_out(sk, skb) || len;
}

/** The fields of a header of the program's that the kernel fills in (raw_send_hdrinc). */
function fill_header(skb: sk_buff, rt: rtable, saddr: number): number {
  skb_reset_network_header(skb);
  const b = skb.bytes;
  const hlen = (b[0] & 15) * 4;
  if (hlen > b.length) {
    kfree_skb(skb);
    return -EINVAL;
  }
  if (hlen >= 20) {
    if (!get32(b, 12)) put32(b, 12, saddr);
    put16(b, 2, b.length);
    if (!get16(b, 4)) put16(b, 4, ip_select_ident(rt.dev.nd_net));
    put16(b, 10, 0);
    put16(b, 10, csum_fold(csum_partial(b, 0, hlen)));
  }
  skb.transport_header = skb.data + hlen;
  skb._skb_dst = rt;
  return 0;
}

function* raw_recvmsg(t: task_struct, sk: raw_sock, msg: msghdr, len: number, flags: number): Sleeps<number> {
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  if (flags & MSG_ERRQUEUE) return ip_recv_error(sk, msg, len);
  return yield* recv_datagram(t, sk, msg, len, flags, (skb) => ip_tell(msg, sk, skb, 0));
}

function raw_setsockopt(
  t: task_struct,
  sk: raw_sock,
  level: number,
  optname: number,
  v: sockptr,
  len: number,
): number {
  if (level === 0) return ip_setsockopt(t, sk, optname, v, len);
  if (level !== SOL_RAW) return -ENOPROTOOPT;
  if (optname !== ICMP_FILTER) return -ENOPROTOOPT;
  if (sk.inet_num !== IPPROTO_ICMP) return -EOPNOTSUPP;
  const b = new Uint8Array(4);
  b.set(v.copy_from(0, Math.min(len, 4)));
  sk.filter = get32(b, 0);
  return 0;
}

function raw_getsockopt(
  t: task_struct,
  sk: raw_sock,
  level: number,
  optname: number,
  v: sockptr,
  len: sockptr,
): number {
  if (level === 0) return ip_getsockopt(t, sk, optname, v, len);
  if (level !== SOL_RAW) return -EOPNOTSUPP;
  if (optname !== ICMP_FILTER) return -ENOPROTOOPT;
  if (sk.inet_num !== IPPROTO_ICMP) return -EOPNOTSUPP;
  const n = copy_int(len);
  if (n < 0) return -EINVAL;
  const b = new Uint8Array(4);
  put32(b, 0, sk.filter);
  put_int(len, Math.min(n, 4));
  v.copy_to(0, b.subarray(0, Math.min(n, 4)));
  return 0;
}

export const raw_prot: proto<raw_sock> = {
  name: "RAW",
  close: sk_common_release,
  connect: ip4_datagram_connect,
  disconnect: udp_disconnect,
  ioctl: udp_ioctl,
  setsockopt: raw_setsockopt,
  getsockopt: raw_getsockopt,
  sendmsg: raw_sendmsg,
  recvmsg: raw_recvmsg,
  bind: raw_bind,
  hash: raw_hash,
  unhash: raw_unhash,
};
