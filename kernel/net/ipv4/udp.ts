// UDP sockets: ports and their conflicts, sending over IPv4, receiving, closing (net/ipv4/udp.c, datagram.c). UDP-Lite is
// UDP with its own protocol number and table. Above: af_inet.ts, ipv6/udp.ts. Below: ip_output.ts, udp_input.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import { put_user_u32 } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import { EADDRINUSE, ECONNABORTED } from "../../uapi/asm/errno.ts";
import { FIONREAD, TIOCOUTQ } from "../../uapi/asm/ioctls.ts";
import { ETH_P_IPV6 } from "../../uapi/linux/if_ether.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { UDP_GRO } from "../../uapi/linux/udp.ts";
import {
  __skb_recv_datagram,
  sk_peek_offset_bwd,
  sk_peek_offset_fwd,
  skb_copy_datagram_msg,
  skb_free_datagram,
} from "../core/datagram.ts";
import type { net } from "../core/net_namespace.ts";
import { sock_recv_cmsgs } from "../core/recv_cmsgs.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { UDP_INC_STATS, UDP6_INC_STATS } from "../core/snmp.ts";
import { lock_sock, type proto, release_sock, sk_dst_reset, type sock, sock_orphan } from "../core/sock.ts";
import { SOCK_BINDADDR_LOCK, SOCK_BINDPORT_LOCK } from "../core/sock_flags.ts";
import { reuseport_add_sock, reuseport_alloc, reuseport_detach_sock } from "../core/sock_reuseport.ts";
import {
  AF_INET6,
  IPPROTO_UDPLITE,
  MSG_ERRQUEUE,
  MSG_PEEK,
  MSG_TRUNC,
  SOL_UDP,
  TCP_CLOSE,
} from "../linux_socket.ts";
import { type msghdr, put_cmsg } from "../msghdr.ts";
import { be32 } from "../sockptr.ts";
import { get16, in6addr_any } from "../wire/addr.ts";
import { ip4_datagram_connect } from "./datagram.ts";
import { inet_rcv_saddr_equal } from "./inet_hashtables.ts";
import { inet_get_local_port_range, inet_sock, prandom_u32_max } from "./inet_sock.ts";
import { ip_recv_error, ip_tell } from "./ip_cmsg.ts";
import { udp_sendmsg } from "./udp_send.ts";
import { udp_getsockopt, udp_setsockopt } from "./udp_sockopt.ts";

export class udp_sock extends inet_sock {
  corkflag = false;
  encap_type = 0;
  gso_size = 0;
  gro = false;
  no_check6_tx = false;
  no_check6_rx = false;
  pcslen = 0;
  pcrlen = 0;
  pcflag = 0;
  pending = 0;
}

export const udp_table = (net: net, protocol: number): Map<number, inet_sock[]> =>
  protocol === IPPROTO_UDPLITE ? net.ipv4.udplite_table : net.ipv4.udp_table;

/** Whether another socket has the port so that sk cannot (udp_lib_lport_inuse). */
function lport_inuse(sk: inet_sock, chain: inet_sock[] | undefined, exact: boolean): boolean {
  for (const sk2 of chain ?? []) {
    if (sk2 === sk) continue;
    if (sk2.sk_reuse && sk.sk_reuse) continue;
    const [d1, d2] = [sk.sk_bound_dev_if, sk2.sk_bound_dev_if];
    if (d1 && d2 && d1 !== d2) continue;
    if (!inet_rcv_saddr_equal(sk, sk2, true)) continue;
    const shared = sk2.sk_reuseport && sk.sk_reuseport && !sk.sk_reuseport_cb && sk.sk_uid === sk2.sk_uid;
    if (!shared) return true;
    if (exact) return false;
  }
  return false;
}

/** Binds to a port, 0 for a free one: 0 or -EADDRINUSE (udp_lib_get_port). */
export function udp_get_port(sk: inet_sock, snum: number): number {
  const table = udp_table(sk.sk_net, sk.sk_protocol);
  if (!snum) {
    const [low, high] = inet_get_local_port_range(sk.sk_net);
    const span = high - low + 1;
    const first = prandom_u32_max(sk, span);
    for (let i = 0; i < span && !snum; i++) {
      const port = low + ((first + i) % span);
      if (!lport_inuse(sk, table.get(port), false)) snum = port;
    }
    if (!snum) return -EADDRINUSE;
  } else if (lport_inuse(sk, table.get(snum), true)) return -EADDRINUSE;
  sk.inet_num = snum;
  if (sk.hashed) return 0;
  let chain = table.get(snum);
  if (!chain) table.set(snum, (chain = []));
  if (sk.sk_reuseport) reuseport_join(sk, chain);
  if (sk.sk_reuseport && sk.sk_family === AF_INET6) chain.push(sk);
  else chain.unshift(sk);
  sk.hashed = true;
  return 0;
}

function reuseport_join(sk: inet_sock, chain: inet_sock[]): void {
  const any = sk.sk_family === AF_INET6 ? sk.sk_v6_rcv_saddr === in6addr_any : sk.inet_rcv_saddr === 0;
  const mate = chain.find(
    (sk2) =>
      sk2 !== sk &&
      sk2.sk_family === sk.sk_family &&
      sk2.sk_ipv6only === sk.sk_ipv6only &&
      sk2.sk_bound_dev_if === sk.sk_bound_dev_if &&
      sk2.sk_reuseport &&
      sk2.sk_uid === sk.sk_uid &&
      inet_rcv_saddr_equal(sk, sk2, false),
  );
  if (mate) reuseport_add_sock(sk, mate, any);
  else reuseport_alloc(sk, any);
}

export function udp_unhash(sk: inet_sock): void {
  if (!sk.hashed) return;
  const table = udp_table(sk.sk_net, sk.sk_protocol);
  const chain = table.get(sk.inet_num);
  const i = chain ? chain.indexOf(sk) : -1;
  if (i >= 0) chain!.splice(i, 1);
  if (chain?.length === 0) table.delete(sk.inet_num);
  reuseport_detach_sock(sk);
  sk.hashed = false;
  sk.inet_num = 0;
}

/** Forgets the peer, and what was not bound explicitly (__udp_disconnect). */
export function __udp_disconnect(sk: inet_sock): number {
  sk.sk_state = TCP_CLOSE;
  sk.inet_daddr = 0;
  sk.inet_dport = 0;
  sk.sk_bound_dev_if = 0;
  if (sk.pinet6) sk.sk_v6_daddr = in6addr_any;
  if (!(sk.sk_userlocks & SOCK_BINDADDR_LOCK)) inet_reset_saddr(sk);
  if (!(sk.sk_userlocks & SOCK_BINDPORT_LOCK)) {
    sk.sk_prot.unhash?.(sk);
    sk.inet_sport = 0;
  }
  sk_dst_reset(sk);
  return 0;
}

export function inet_reset_saddr(sk: inet_sock): void {
  sk.inet_rcv_saddr = 0;
  sk.inet_saddr = 0;
  if (sk.pinet6) {
    sk.sk_v6_rcv_saddr = in6addr_any;
    sk.pinet6.saddr = in6addr_any;
  }
}

export function udp_disconnect(sk: inet_sock): number {
  lock_sock(sk);
  try {
    return __udp_disconnect(sk);
  } finally {
    release_sock(sk);
  }
}

/** Somebody else ends what the program does with it: ECONNABORTED (udp_abort). */
export function udp_abort(sk: inet_sock): number {
  lock_sock(sk);
  try {
    sk.sk_err = ECONNABORTED;
    sk.sk_error_report(sk);
    return __udp_disconnect(sk);
  } finally {
    release_sock(sk);
  }
}

/** Closing of sockets without a connection's end (sk_common_release). */
export function sk_common_release(sk: sock): void {
  sk.sk_prot.destroy?.(sk);
  sk.sk_prot.unhash?.(sk);
  sock_orphan(sk);
  sk.sk_receive_queue.purge();
  sk.sk_error_queue.purge();
}

export function* udp_recvmsg(
  t: task_struct,
  sk: udp_sock,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  if (flags & MSG_ERRQUEUE) return ip_recv_error(sk, msg, len);
  return yield* __udp_recvmsg(t, sk, msg, len, flags, ip_tell);
}

/** recvmsg() of either family: tell names the sender and adds the family's control messages. */
export function* __udp_recvmsg(
  t: task_struct,
  sk: udp_sock,
  msg: msghdr,
  len: number,
  flags: number,
  tell: (msg: msghdr, sk: inet_sock, skb: sk_buff, port: number) => void,
): Sleeps<number> {
  const peek = (flags & MSG_PEEK) !== 0;
  const got = yield* __skb_recv_datagram(t, sk, sk.sk_receive_queue, flags, peek ? sk.sk_peek_off : -1);
  if (typeof got === "number") return got;
  const { skb, off } = got;
  const ulen = skb.len;
  let copied = len;
  if (copied > ulen - off) copied = ulen - off;
  else if (copied < ulen) msg.msg_flags |= MSG_TRUNC;
  const err = skb_copy_datagram_msg(skb, off, msg, copied);
  if (err) {
    kfree_skb(skb);
    return err;
  }
  if (!peek) {
    const inc = skb.protocol === ETH_P_IPV6 ? UDP6_INC_STATS : UDP_INC_STATS;
    inc(sk.sk_net, M.UDP_MIB_INDATAGRAMS, sk.sk_protocol === IPPROTO_UDPLITE);
  }
  sock_recv_cmsgs(msg, sk, skb);
  // The size of the packets that were read at once (udp_cmsg_recv).
  if (sk.gro && skb.gso_size) put_cmsg(msg, SOL_UDP, UDP_GRO, be32(skb.gso_size));
  tell(msg, sk, skb, get16(skb.head, skb.transport_header));
  if (peek) sk_peek_offset_fwd(sk, copied);
  else sk_peek_offset_bwd(sk, ulen);
  skb_free_datagram(skb);
  return flags & MSG_TRUNC ? ulen : copied;
}

export function udp_ioctl(t: task_struct, sk: sock, cmd: number, arg: number): number {
  if (cmd === TIOCOUTQ) {
    put_user_u32(t, arg, sk.sk_wmem_alloc);
    return 0;
  }
  if (cmd === FIONREAD) {
    put_user_u32(t, arg, sk.sk_receive_queue.peek()?.len ?? 0);
    return 0;
  }
  return -ENOIOCTLCMD;
}

export const udp_prot: proto<udp_sock> = {
  name: "UDP",
  close: sk_common_release,
  connect: (t, sk, addr) => ip4_datagram_connect(t, sk, addr),
  disconnect: udp_disconnect,
  ioctl: udp_ioctl,
  setsockopt: udp_setsockopt,
  getsockopt: udp_getsockopt,
  sendmsg: udp_sendmsg,
  recvmsg: udp_recvmsg,
  hash: () => 0,
  unhash: udp_unhash,
  rehash: () => {},
  get_port: udp_get_port,
};
