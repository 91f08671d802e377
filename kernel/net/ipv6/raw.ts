// Raw IPv6 sockets: the payload of every packet of a protocol (net/ipv6/raw.c). Above: af_inet6.ts, ip6_input.ts.
// Below: datagram.ts, ip6_output.ts.

import { ENOIOCTLCMD } from "../../errno.ts";
import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENODEV,
  ENOPROTOOPT,
  EOPNOTSUPP,
} from "../../uapi/asm/errno.ts";
import { IPV6_CHECKSUM, IPV6_HDRINCL } from "../../uapi/linux/in6.ts";
import { recv_datagram } from "../core/datagram.ts";
import { dev_get_by_index } from "../core/dev.ts";
import { sk_filter } from "../core/filter.ts";
import { inet_bound_dev_eq, type skb_devs } from "../core/l3mdev.ts";
import {
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_clone,
  skb_put,
  skb_reserve,
  skb_reset_network_header,
} from "../core/skbuff.ts";
import { ICMP6MSGOUT_INC_STATS } from "../core/snmp.ts";
import { lock_sock, type proto, release_sock } from "../core/sock.ts";
import { __sock_queue_rcv_skb, sock_alloc_send_skb } from "../core/sock_mem.ts";
import { skb_setup_tx_timestamp } from "../core/tx_status.ts";
import type { inet_sock } from "../ipv4/inet_sock.ts";
import { sk_common_release, udp_disconnect, udp_ioctl } from "../ipv4/udp.ts";
import {
  AF_INET6,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_OOB,
  SOL_ICMPV6,
  SOL_RAW,
  TCP_CLOSE,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import { copy_int, put_int, type sockptr } from "../sockptr.ts";
import {
  bytes_to_in6,
  type in6_addr,
  in6addr_any,
  ipv6_addr_is_multicast,
  ipv6_addr_needs_scope_id,
  ipv6_addr_v4mapped,
  put16,
  read_sockaddr_in6,
} from "../wire/addr.ts";
import { csum_fold, csum_ipv6_nofold, csum_partial } from "../wire/checksum.ts";
import { ipv6_chk_addr } from "./addrconf.ts";
import {
  hop_limit_of,
  ip6_datagram_connect,
  ip6_datagram_send_ctl,
  ip6_tell,
  ipcm6_init_sk,
} from "./datagram.ts";
import { ipv6_icmp_error, ipv6_local_error, ipv6_recv_error } from "./datagram_errors.ts";
import { icmpv6_err_convert } from "./icmpv6.ts";
import { ip6_daddr, ip6_saddr } from "./ip6_input.ts";
import { ip6_local_out, ip6_push_header } from "./ip6_output.ts";
import { ipv6_getsockopt, ipv6_setsockopt } from "./ipv6_sockglue.ts";
import { inet6_mc_check } from "./mcast.ts";
import { flowi6_init, inet6_devs, ip6_route_output, pktinfo6_iif } from "./route.ts";

const table = (sk: inet_sock) => sk.sk_net.ipv4.raw6_table;

function hash(sk: inet_sock): number {
  const chain = table(sk).get(sk.inet_num);
  if (chain) chain.unshift(sk);
  else table(sk).set(sk.inet_num, [sk]);
  sk.hashed = true;
  if (sk.sk_protocol === SOL_ICMPV6) sk.pinet6!.checksum_offset = 2;
  return 0;
}

function unhash(sk: inet_sock): void {
  table(sk).set(
    sk.inet_num,
    (table(sk).get(sk.inet_num) ?? []).filter((o) => o !== sk),
  );
  sk.hashed = false;
}

const matches = (sk: inet_sock, from: in6_addr, to: in6_addr, at: skb_devs): boolean =>
  (sk.sk_v6_daddr === in6addr_any || sk.sk_v6_daddr === from) &&
  (sk.sk_v6_rcv_saddr === in6addr_any || sk.sk_v6_rcv_saddr === to || ipv6_addr_is_multicast(to)) &&
  inet_bound_dev_eq(sk.sk_net.ipv4.sysctl_raw_l3mdev_accept, sk.sk_bound_dev_if, at) &&
  inet6_mc_check(sk, to, from);

export function raw6_local_deliver(skb: sk_buff, nexthdr: number): boolean {
  const chain = skb.dev!.nd_net.ipv4.raw6_table.get(nexthdr);
  if (!chain?.length) return false;
  const [from, to, at] = [ip6_saddr(skb), ip6_daddr(skb), inet6_devs(skb)];
  let delivered = false;
  for (const sk of [...chain]) {
    if (!matches(sk, from, to, at)) continue;
    delivered = true;
    const type = skb.head[skb.data];
    if (
      nexthdr === SOL_ICMPV6 &&
      sk.pinet6!.icmp6_filter[((type >> 5) << 2) + 3 - ((type & 31) >> 3)] & (1 << (type & 7))
    )
      continue;
    const off = sk.pinet6!.checksum_offset;
    if (
      off >= 0 &&
      csum_fold(csum_partial(skb.head, skb.data, skb.tail, csum_ipv6_nofold(from, to, skb.len, nexthdr))) !==
        0
    )
      continue;
    const copy = skb_clone(skb);
    if (sk.hdrincl) copy.data = copy.network_header;
    copy.cb = { iif: pktinfo6_iif(skb) };
    if (sk_filter(sk, copy) < 0 || __sock_queue_rcv_skb(sk, copy) < 0) kfree_skb(copy);
  }
  return delivered;
}

export function raw6_icmp_error(
  skb: sk_buff,
  nexthdr: number,
  type: number,
  code: number,
  info: number,
): void {
  const { head, network_header: h } = skb;
  const [from, to] = [bytes_to_in6(head, h + 8), bytes_to_in6(head, h + 24)];
  for (const sk of [...(skb.dev!.nd_net.ipv4.raw6_table.get(nexthdr) ?? [])]) {
    if (!matches(sk, to, from, inet6_devs(skb))) continue;
    const { errno, fatal } = icmpv6_err_convert(type, code);
    if (sk.pinet6!.recverr) ipv6_icmp_error(sk, skb, errno, 0, info, skb.data);
    else if (!fatal || sk.sk_state !== TCP_ESTABLISHED) continue;
    sk.sk_err = errno;
    sk.sk_error_report(sk);
  }
}

export function rawv6_bind(_t: task_struct, sk: inet_sock, addr: Uint8Array): number {
  if (addr.length < 24) return -EINVAL;
  const a = read_sockaddr_in6(addr);
  if (a.sin6_family !== AF_INET6) return -EINVAL;
  if (ipv6_addr_v4mapped(a.sin6_addr)) return -EADDRNOTAVAIL;
  lock_sock(sk);
  try {
    if (sk.sk_state !== TCP_CLOSE) return -EINVAL;
    if (a.sin6_addr !== in6addr_any) {
      if (ipv6_addr_needs_scope_id(a.sin6_addr)) {
        if (addr.length >= 28 && a.sin6_scope_id) sk.sk_bound_dev_if = a.sin6_scope_id;
        if (!sk.sk_bound_dev_if) return -EINVAL;
      }
      const dev = sk.sk_bound_dev_if ? dev_get_by_index(sk.sk_net, sk.sk_bound_dev_if) : null;
      if (sk.sk_bound_dev_if && !dev) return -ENODEV;
      const free = sk.freebind || sk.transparent;
      if (!ipv6_addr_is_multicast(a.sin6_addr) && !free && !ipv6_chk_addr(sk.sk_net, a.sin6_addr, dev, false))
        return -EADDRNOTAVAIL;
    }
    sk.sk_v6_rcv_saddr = a.sin6_addr;
    if (!ipv6_addr_is_multicast(a.sin6_addr)) sk.pinet6!.saddr = a.sin6_addr;
    return 0;
  } finally {
    release_sock(sk);
  }
}

function* sendmsg(t: task_struct, sk: inet_sock, msg: msghdr, len: number): Sleeps<number> {
  if (len > 0x7fffffff) return -EMSGSIZE;
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  const np = sk.pinet6!;
  let daddr = sk.sk_v6_daddr;
  let scope = 0;
  if (msg.msg_name) {
    if (msg.msg_namelen < 24) return -EINVAL;
    const a = read_sockaddr_in6(msg.msg_name);
    if (a.sin6_family && a.sin6_family !== AF_INET6) return -EAFNOSUPPORT;
    if (a.sin6_port && !sk.hdrincl && a.sin6_port !== sk.inet_num) return -EINVAL;
    daddr = a.sin6_addr;
    if (msg.msg_namelen >= 28 && ipv6_addr_needs_scope_id(daddr)) scope = a.sin6_scope_id;
  } else if (sk.sk_state !== TCP_ESTABLISHED) return -EDESTADDRREQ;
  const ipc = ipcm6_init_sk(sk);
  ipc.oif = scope || ipc.oif;
  if (msg.msg_control) {
    const err = ip6_datagram_send_ctl(t, sk, msg, ipc);
    if (err) return err;
  }
  if (daddr === in6addr_any) daddr = `${"\0".repeat(15)}\x01`;
  ipc.oif ||= ipv6_addr_is_multicast(daddr) ? np.mcast_oif : np.ucast_oif;
  const saddr = ipc.saddr !== in6addr_any ? ipc.saddr : np.saddr;
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
  if (len + 40 > 65535 || (sk.hdrincl && len > rt.mtu)) {
    ipv6_local_error(sk, EMSGSIZE, daddr, 0, rt.mtu);
    return -EMSGSIZE;
  }
  const skb = yield* sock_alloc_send_skb(
    t,
    sk,
    LL_MAX_HEADER + 40 + len,
    (msg.msg_flags & MSG_DONTWAIT) !== 0,
  );
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 40);
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (bytes.length < len) {
    kfree_skb(skb);
    return -EFAULT;
  }
  const b = skb_put(skb, len);
  b.set(bytes);
  skb.transport_header = skb.data;
  skb.mark = ipc.sockc.mark;
  skb_setup_tx_timestamp(skb, sk, ipc.sockc.tsflags);
  skb.priority = sk.sk_priority;
  if (sk.hdrincl) {
    skb_reset_network_header(skb);
    skb._skb_dst = rt;
  } else {
    const off = np.checksum_offset;
    if (off >= 0) {
      if (off + 2 > len) {
        kfree_skb(skb);
        return -EINVAL;
      }
      put16(b, off, 0);
      put16(
        b,
        off,
        csum_fold(csum_partial(b, 0, len, csum_ipv6_nofold(fl6.saddr, daddr, len, sk.sk_protocol))) || 0xffff,
      );
    }
    if (sk.sk_protocol === 58 && len > 0) ICMP6MSGOUT_INC_STATS(sk.sk_net, b[0]);
    const hop_limit = hop_limit_of(sk, daddr, ipc.hlimit);
    ip6_push_header(skb, rt, {
      saddr: fl6.saddr,
      daddr,
      nexthdr: sk.sk_protocol,
      hop_limit,
      tclass: ipc.tclass,
      flow_label: 0,
      opt: ipc.opt,
    });
  }
  return ip6_local_out(sk, skb) || len;
}

export function* rawv6_recvmsg(
  t: task_struct,
  sk: inet_sock,
  msg: msghdr,
  len: number,
  flags: number,
): Sleeps<number> {
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  if (flags & MSG_ERRQUEUE) return ipv6_recv_error(sk, msg, len);
  return yield* recv_datagram(t, sk, msg, len, flags, (skb) => ip6_tell(msg, sk, skb, 0));
}

const ICMPV6_FILTER = 1;

function setsockopt(
  t: task_struct,
  sk: inet_sock,
  level: number,
  name: number,
  v: sockptr,
  len: number,
): number {
  const np = sk.pinet6!;
  if (level === SOL_ICMPV6) {
    if (sk.inet_num !== SOL_ICMPV6) return -EOPNOTSUPP;
    if (name !== ICMPV6_FILTER) return -ENOPROTOOPT;
    np.icmp6_filter.set(v.copy_from(0, Math.min(len, 32)));
    return 0;
  }
  if ((level === SOL_RAW || level === 41) && (name === IPV6_CHECKSUM || name === IPV6_HDRINCL)) {
    if (len < 4) return -EINVAL;
    const val = copy_int(v);
    if (name === IPV6_HDRINCL) {
      sk.hdrincl = val !== 0;
      return 0;
    }
    if (sk.inet_num === SOL_ICMPV6 && level === 41) return -EINVAL;
    if (val > 0 && val & 1) return -EINVAL;
    np.checksum_offset = val < 0 ? -1 : val;
    return 0;
  }
  return level === SOL_RAW ? -ENOPROTOOPT : ipv6_setsockopt(t, sk, level, name, v, len);
}

function getsockopt(
  t: task_struct,
  sk: inet_sock,
  level: number,
  name: number,
  v: sockptr,
  len: sockptr,
): number {
  const np = sk.pinet6!;
  if (level === SOL_ICMPV6) {
    if (sk.inet_num !== SOL_ICMPV6) return -EOPNOTSUPP;
    if (name !== ICMPV6_FILTER) return -ENOPROTOOPT;
    const n = copy_int(len);
    if (n < 0) return -EINVAL;
    put_int(len, Math.min(n, 32));
    v.copy_to(0, np.icmp6_filter.subarray(0, Math.min(n, 32)));
    return 0;
  }
  if ((level === SOL_RAW || level === 41) && (name === IPV6_CHECKSUM || name === IPV6_HDRINCL)) {
    const n = Math.min(copy_int(len) >>> 0, 4);
    const b = new Uint8Array(4);
    new DataView(b.buffer).setInt32(0, name === IPV6_HDRINCL ? (sk.hdrincl ? 1 : 0) : np.checksum_offset);
    put_int(len, n);
    v.copy_to(0, b.subarray(0, n));
    return 0;
  }
  return level === SOL_RAW ? -ENOPROTOOPT : ipv6_getsockopt(t, sk, level, name, v, len);
}

export const rawv6_prot: proto<inet_sock> = {
  name: "RAWv6",
  close: (sk) => sk_common_release(sk),
  connect: ip6_datagram_connect,
  disconnect: (sk) => udp_disconnect(sk),
  ioctl: (t, sk, cmd, arg) => (sk.sk_type ? udp_ioctl(t, sk, cmd, arg) : -ENOIOCTLCMD),
  setsockopt,
  getsockopt,
  sendmsg,
  recvmsg: rawv6_recvmsg,
  bind: rawv6_bind,
  hash,
  unhash,
};
