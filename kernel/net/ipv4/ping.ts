// Ping sockets: ICMP echo without privileges, the identifier is the port (net/ipv4/ping.c).
// Above: af_inet.ts, icmp.ts. Below: ip_output.ts, udp.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOPROTOOPT,
  EOPNOTSUPP,
} from "../../uapi/asm/errno.ts";
import { ICMP_DEST_UNREACH, ICMP_ECHO, ICMP_FRAG_NEEDED } from "../../uapi/linux/icmp.ts";
import { RTN_LOCAL } from "../../uapi/linux/rtnetlink.ts";
import { recv_datagram } from "../core/datagram.ts";
import { sk_filter } from "../core/filter.ts";
import { inet_bound_dev_eq, netif_index_is_l3_master } from "../core/l3mdev.ts";
import { kfree_skb, LL_MAX_HEADER, type sk_buff, skb_clone, skb_put, skb_reserve } from "../core/skbuff.ts";
import { ICMPMSGOUT_INC_STATS } from "../core/snmp.ts";
import { lock_sock, type proto, release_sock, sk_dst_reset } from "../core/sock.ts";
import { SOCK_BINDADDR_LOCK, SOCK_BINDPORT_LOCK, SOCK_BROADCAST } from "../core/sock_flags.ts";
import { __sock_queue_rcv_skb, sock_alloc_send_skb } from "../core/sock_mem.ts";
import { skb_setup_tx_timestamp } from "../core/tx_status.ts";
import {
  AF_INET,
  AF_UNSPEC,
  IPPROTO_ICMP,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_OOB,
  MSG_TRUNC,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import { get16, ipv4_is_multicast, put16, read_sockaddr_in } from "../wire/addr.ts";
import { csum_fold, csum_partial } from "../wire/checksum.ts";
import { ip4_datagram_connect } from "./datagram.ts";
import { flowi4_init } from "./fib_trie.ts";
import { icmp_to_errno } from "./icmp.ts";
import { type inet_sock, prandom_u32_max } from "./inet_sock.ts";
import { ip_icmp_error, ip_recv_error, ip_tell } from "./ip_cmsg.ts";
import { ip_cmsg_send, ipcm_init_sk } from "./ip_cmsg_send.ts";
import { ip_route_output_flow, sk_df } from "./ip_flow.ts";
import { ip_saddr } from "./ip_input.ts";
import { ip_local_out, ip_push_header, ip_select_ttl } from "./ip_output.ts";
import { ip_getsockopt, ip_setsockopt } from "./ip_sockglue.ts";
import { inet_addr_type_bound, inet_devs, pktinfo_iif, RTCF_BROADCAST } from "./route.ts";
import { sk_common_release, udp_disconnect, udp_ioctl } from "./udp.ts";

/** socket(): -EACCES unless one of the task's groups is in net.ipv4.ping_group_range. */
export function ping_init_sock(t: task_struct, sk: inet_sock): number {
  const [low, high] = sk.sk_net.ipv4.ping_group_range;
  const ok = [t.cred.egid, ...t.cred.groups].some((g) => g >= low && g <= high);
  return ok ? 0 : -EACCES;
}

export function ping_get_port(sk: inet_sock, ident: number): number {
  const table = sk.sk_net.ipv4.ping_table;
  if (!ident) {
    const first = prandom_u32_max(sk, 65535);
    for (let i = 0; i < 65535 && !ident; i++) {
      const id = ((first + i) % 65535) + 1;
      if (!table.get(id)?.length) ident = id;
    }
    if (!ident) return -EADDRINUSE;
  } else if (table.get(ident)?.some((o) => o !== sk && (!o.sk_reuse || !sk.sk_reuse))) return -EADDRINUSE;
  sk.inet_num = ident;
  if (!sk.hashed) {
    table.set(ident, [sk, ...(table.get(ident) ?? [])]);
    sk.hashed = true;
  }
  return 0;
}

function ping_unhash(sk: inet_sock): void {
  if (!sk.hashed) return;
  const table = sk.sk_net.ipv4.ping_table;
  table.set(
    sk.inet_num,
    (table.get(sk.inet_num) ?? []).filter((o) => o !== sk),
  );
  sk.hashed = false;
  sk.inet_num = 0;
  sk.inet_sport = 0;
}

function ping_bind(_t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  if (addr.length < 16) return -EINVAL;
  const a = read_sockaddr_in(addr);
  if (a.sin_family !== AF_INET && !(a.sin_family === AF_UNSPEC && a.sin_addr === 0)) return -EAFNOSUPPORT;
  const type = inet_addr_type_bound(sk.sk_net, sk.sk_bound_dev_if, a.sin_addr);
  if (a.sin_addr !== 0 && type !== RTN_LOCAL) return -EADDRNOTAVAIL;
  lock_sock(sk);
  try {
    if (sk.inet_num) return -EINVAL;
    sk.inet_rcv_saddr = a.sin_addr;
    sk.inet_saddr = a.sin_addr;
    if (ping_get_port(sk, a.sin_port)) {
      sk.inet_rcv_saddr = 0;
      sk.inet_saddr = 0;
      return -EADDRINUSE;
    }
    if (sk.inet_rcv_saddr) sk.sk_userlocks |= SOCK_BINDADDR_LOCK;
    if (a.sin_port) sk.sk_userlocks |= SOCK_BINDPORT_LOCK;
    sk.inet_sport = sk.inet_num;
    sk.inet_daddr = 0;
    sk.inet_dport = 0;
    sk_dst_reset(sk);
    return 0;
  } finally {
    release_sock(sk);
  }
}

function lookup(skb: sk_buff, ident: number, daddr: number): inet_sock | null {
  const chain = skb.dev!.nd_net.ipv4.ping_table.get(ident) ?? [];
  return (
    chain.find(
      (sk) =>
        sk.sk_family === AF_INET &&
        (!sk.inet_rcv_saddr || sk.inet_rcv_saddr === daddr) &&
        inet_bound_dev_eq(1, sk.sk_bound_dev_if, inet_devs(skb)),
    ) ?? null
  );
}

/** An echo reply: to the socket with its identifier. skb stays the caller's. */
export function ping_rcv(skb: sk_buff): void {
  const { head, data, network_header: h } = skb;
  const daddr = (head[h + 16] << 24) | (head[h + 17] << 16) | (head[h + 18] << 8) | head[h + 19];
  const sk = lookup(skb, get16(head, data + 4), daddr >>> 0);
  if (!sk) return;
  const copy = skb_clone(skb);
  copy.cb = { iif: pktinfo_iif(skb) };
  if (sk_filter(sk, copy) < 0 || __sock_queue_rcv_skb(sk, copy) < 0) kfree_skb(copy);
}

/** An ICMP error about an echo request of ours. */
export function ping_err(skb: sk_buff, type: number, code: number, info: number): void {
  const { head, data } = skb;
  if (head[data] !== ICMP_ECHO) return;
  const sk = lookup(skb, get16(head, data + 4), ip_saddr(skb));
  if (!sk) return;
  let { errno, fatal } = icmp_to_errno(type, code);
  if (type === ICMP_DEST_UNREACH && code === ICMP_FRAG_NEEDED) {
    errno = EMSGSIZE;
    fatal = sk.pmtudisc !== 0;
  }
  if (sk.recverr) ip_icmp_error(sk, skb, errno, 0, info, data);
  else if (!fatal || sk.sk_state !== TCP_ESTABLISHED) return;
  sk.sk_err = errno;
  sk.sk_error_report(sk);
}

function* ping_sendmsg(t: task_struct, sk: inet_sock, msg: msghdr, len: number): Sleeps<number> {
  if (len > 0xffff) return -EMSGSIZE;
  if (len < 8) return -EINVAL;
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (bytes.length < len) return -EFAULT;
  if (bytes[0] !== ICMP_ECHO || bytes[1] !== 0) return -EINVAL;
  let daddr: number;
  if (msg.msg_name) {
    if (msg.msg_namelen < 16) return -EINVAL;
    const usin = read_sockaddr_in(msg.msg_name);
    if (usin.sin_family !== AF_INET) return -EAFNOSUPPORT;
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
  ipc.opt ??= sk.inet_opt;
  let saddr = ipc.addr || sk.inet_saddr;
  if (ipv4_is_multicast(daddr)) {
    if (!ipc.oif || netif_index_is_l3_master(sk.sk_net, ipc.oif)) ipc.oif = sk.mc_index;
    saddr ||= sk.mc_addr;
  } else ipc.oif ||= sk.uc_index;
  const fl4 = flowi4_init({
    daddr,
    saddr,
    oif: ipc.oif,
    mark: ipc.sockc.mark,
    tos: ipc.tos & 0x1c,
    proto: IPPROTO_ICMP,
  });
  const rt = ip_route_output_flow(sk, fl4);
  if (typeof rt === "number") return rt;
  if (rt.rt_flags & RTCF_BROADCAST && !sk.sock_flag(SOCK_BROADCAST)) return -EACCES;
  const skb = yield* sock_alloc_send_skb(
    t,
    sk,
    LL_MAX_HEADER + 60 + len,
    (msg.msg_flags & MSG_DONTWAIT) !== 0,
  );
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 60);
  const b = skb_put(skb, len);
  b.set(bytes);
  put16(b, 2, 0);
  put16(b, 4, sk.inet_sport);
  put16(b, 2, csum_fold(csum_partial(b, 0, len)));
  skb.transport_header = skb.data;
  ICMPMSGOUT_INC_STATS(sk.sk_net, b[0]);
  skb.priority = ipc.priority;
  skb.mark = ipc.sockc.mark;
  skb_setup_tx_timestamp(skb, sk, ipc.sockc.tsflags);
  const ttl = ipc.ttl || ip_select_ttl(sk, rt);
  ip_push_header(skb, rt, {
    saddr: fl4.saddr,
    daddr: fl4.daddr,
    protocol: IPPROTO_ICMP,
    tos: ipc.tos,
    ttl,
    df: sk_df(sk, rt, len + 20),
    opt: ipc.opt,
  });
  return ip_local_out(sk, skb) || len;
}

function* ping_recvmsg(
  t: task_struct,
  sk: inet_sock,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  if (flags & MSG_ERRQUEUE) return ip_recv_error(sk, msg, len);
  // The flag MSG_TRUNC does not make it answer with the whole length.
  return yield* recv_datagram(t, sk, msg, len, flags & ~MSG_TRUNC, (skb) => ip_tell(msg, sk, skb, 0));
}

export const ping_prot: proto<inet_sock> = {
  name: "PING",
  close: sk_common_release,
  connect: ip4_datagram_connect,
  disconnect: udp_disconnect,
  ioctl: udp_ioctl,
  setsockopt: (t, sk, level, name, v, len) =>
    level === 0 ? ip_setsockopt(t, sk, name, v, len) : -ENOPROTOOPT,
  getsockopt: (t, sk, level, name, v, len) =>
    level === 0 ? ip_getsockopt(t, sk, name, v, len) : -EOPNOTSUPP,
  sendmsg: ping_sendmsg,
  recvmsg: ping_recvmsg,
  bind: ping_bind,
  unhash: ping_unhash,
  get_port: ping_get_port,
};
