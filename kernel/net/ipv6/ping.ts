// Ping sockets over IPv6 (net/ipv6/ping.c). Above: af_inet6.ts, icmpv6.ts. Below: ../ipv4/ping.ts, datagram.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EADDRINUSE,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  EOPNOTSUPP,
} from "../../uapi/asm/errno.ts";
import { sk_filter } from "../core/filter.ts";
import { dev_equal_l3scope, inet_bound_dev_eq } from "../core/l3mdev.ts";
import { kfree_skb, LL_MAX_HEADER, type sk_buff, skb_clone, skb_put, skb_reserve } from "../core/skbuff.ts";
import { ICMP6MSGOUT_INC_STATS } from "../core/snmp.ts";
import type { proto } from "../core/sock.ts";
import { __sock_queue_rcv_skb, sock_alloc_send_skb } from "../core/sock_mem.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { ping_get_port, ping_prot } from "../ipv4/ping.ts";
import { AF_INET6, MSG_DONTWAIT, MSG_OOB, TCP_ESTABLISHED } from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import {
  get16,
  in6addr_any,
  ipv6_addr_is_multicast,
  ipv6_addr_needs_scope_id,
  ipv6_addr_v4mapped,
  put16,
  read_sockaddr_in6,
} from "../wire/addr.ts";
import { csum_fold, csum_ipv6_nofold, csum_partial } from "../wire/checksum.ts";
import { hop_limit_of, ip6_datagram_connect, ip6_datagram_send_ctl, ipcm6_init_sk } from "./datagram.ts";
import { ip6_daddr } from "./ip6_input.ts";
import { ip6_local_out, ip6_push_header } from "./ip6_output.ts";
import { ipv6_getsockopt, ipv6_setsockopt } from "./ipv6_sockglue.ts";
import { rawv6_bind, rawv6_recvmsg } from "./raw.ts";
import { flowi6_init, inet6_devs, ip6_route_output, pktinfo6_iif } from "./route.ts";

const ECHO_REQUEST = 128;

/** An echo reply: to the socket with its identifier. skb stays the caller's. */
export function ping6_rcv(skb: sk_buff): void {
  const ident = get16(skb.head, skb.data + 4);
  const daddr = ip6_daddr(skb);
  const sk = skb
    .dev!.nd_net.ipv4.ping_table.get(ident)
    ?.find(
      (o) =>
        o.sk_family === AF_INET6 &&
        (o.sk_v6_rcv_saddr === in6addr_any || o.sk_v6_rcv_saddr === daddr) &&
        inet_bound_dev_eq(1, o.sk_bound_dev_if, inet6_devs(skb)),
    );
  if (!sk) return;
  const copy = skb_clone(skb);
  copy.cb = { iif: pktinfo6_iif(skb) };
  if (sk_filter(sk, copy) < 0 || __sock_queue_rcv_skb(sk, copy) < 0) kfree_skb(copy);
}

function bind(t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  if (sk.inet_num) return -EINVAL;
  const err = rawv6_bind(t, sk, addr);
  if (err) return err;
  if (ping_get_port(sk, read_sockaddr_in6(addr).sin6_port)) return -EADDRINUSE;
  sk.inet_sport = sk.inet_num;
  return 0;
}

function* sendmsg(t: task_struct, sk: inet_sock, msg: msghdr, len: number): Sleeps<number> {
  if (len > 0xffff) return -EMSGSIZE;
  if (len < 8) return -EINVAL;
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (bytes.length < len) return -EFAULT;
  if (bytes[0] !== ECHO_REQUEST || bytes[1] !== 0) return -EINVAL;
  const np = sk.pinet6!;
  let daddr = sk.sk_v6_daddr;
  let scope = 0;
  if (msg.msg_name) {
    if (msg.msg_namelen < 28) return -EINVAL;
    const a = read_sockaddr_in6(msg.msg_name);
    if (a.sin6_family !== AF_INET6) return -EAFNOSUPPORT;
    daddr = a.sin6_addr;
    if (ipv6_addr_needs_scope_id(daddr)) scope = a.sin6_scope_id;
  } else if (sk.sk_state !== TCP_ESTABLISHED) return -EDESTADDRREQ;
  const ipc = ipcm6_init_sk(sk);
  ipc.oif = scope || ipc.oif;
  if (msg.msg_control) {
    const err = ip6_datagram_send_ctl(t, sk, msg, ipc);
    if (err) return err;
  }
  const bound = sk.sk_bound_dev_if;
  ipc.oif ||= ipv6_addr_is_multicast(daddr) ? np.mcast_oif : np.ucast_oif;
  if ((ipv6_addr_needs_scope_id(daddr) && !ipc.oif) || ipv6_addr_v4mapped(daddr)) return -EINVAL;
  if (ipc.oif && !dev_equal_l3scope(sk.sk_net, bound, ipc.oif)) return -EINVAL;
  const fl6 = flowi6_init({
    daddr,
    saddr: np.saddr,
    oif: ipc.oif,
    proto: 58,
    mark: ipc.sockc.mark,
  });
  const rt = ip6_route_output(sk.sk_net, fl6);
  if (typeof rt === "number") return rt;
  const skb = yield* sock_alloc_send_skb(
    t,
    sk,
    LL_MAX_HEADER + 40 + len,
    (msg.msg_flags & MSG_DONTWAIT) !== 0,
  );
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 40);
  const b = skb_put(skb, len);
  b.set(bytes);
  put16(b, 2, 0);
  put16(b, 4, sk.inet_sport);
  put16(b, 2, csum_fold(csum_partial(b, 0, len, csum_ipv6_nofold(fl6.saddr, fl6.daddr, len, 58))));
  skb.transport_header = skb.data;
  ICMP6MSGOUT_INC_STATS(sk.sk_net, b[0]);
  const hop_limit = hop_limit_of(sk, daddr, ipc.hlimit);
  ip6_push_header(skb, rt, {
    saddr: fl6.saddr,
    daddr: fl6.daddr,
    nexthdr: 58,
    hop_limit,
    tclass: ipc.tclass,
    flow_label: 0,
    opt: ipc.opt,
  });
  return ip6_local_out(sk, skb) || len;
}

export const pingv6_prot: proto<inet_sock> = {
  name: "PINGv6",
  close: (sk, timeout) => ping_prot.close(sk, timeout),
  connect: ip6_datagram_connect,
  disconnect: (sk, flags) => ping_prot.disconnect!(sk, flags),
  ioctl: (t, sk, cmd, arg) => ping_prot.ioctl!(t, sk, cmd, arg),
  setsockopt: (t, sk, level, name, v, len) => ipv6_setsockopt(t, sk, level, name, v, len),
  getsockopt: (t, sk, level, name, v, len) => ipv6_getsockopt(t, sk, level, name, v, len),
  sendmsg,
  recvmsg: rawv6_recvmsg,
  bind,
  unhash: (sk) => ping_prot.unhash!(sk),
  get_port: (sk, snum) => ping_get_port(sk, snum),
};
