// Sending datagrams: the flow, corking, the checksum (net/ipv4/udp.c udp_sendmsg).
// Above: udp.ts (udp_prot). Below: ip_output.ts.

import type { task_struct } from "../../task/task.ts";
import type { Sleeps } from "../../task/wait.ts";
import {
  EACCES,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
  EOPNOTSUPP,
} from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { skb_add_data } from "../core/datagram.ts";
import { netif_index_is_l3_master } from "../core/l3mdev.ts";
import {
  CHECKSUM_NONE,
  CHECKSUM_PARTIAL,
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_push,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { IP_INC_STATS, UDP_INC_STATS } from "../core/snmp.ts";
import { SOCK_BROADCAST, SOCK_LOCALROUTE } from "../core/sock_flags.ts";
import { sock_alloc_send_skb } from "../core/sock_mem.ts";
import { skb_setup_tx_timestamp, zerocopy_begin, zerocopy_done } from "../core/tx_status.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  IPPROTO_UDPLITE,
  MSG_DONTROUTE,
  MSG_DONTWAIT,
  MSG_MORE,
  MSG_OOB,
  TCP_ESTABLISHED,
} from "../linux_socket.ts";
import type { msghdr } from "../msghdr.ts";
import { ipv4_is_multicast, put16, read_sockaddr_in } from "../wire/addr.ts";
import { csum_fold, csum_partial, csum_tcpudp_nofold } from "../wire/checksum.ts";
import { type flowi4, flowi4_init } from "./fib_trie.ts";
import { ip_local_error } from "./ip_cmsg.ts";
import { ip_cmsg_send, type ipcm_cookie, ipcm_init_sk } from "./ip_cmsg_send.ts";
import { IP_PMTUDISC_DO, IP_PMTUDISC_PROBE, ip_route_output_flow, sk_df } from "./ip_flow.ts";
import { ip_local_out, ip_push_header, ip_select_ttl } from "./ip_output.ts";
import { RTCF_BROADCAST, type rtable } from "./route.ts";
import type { udp_sock } from "./udp.ts";
import { udp_gso_check } from "./udp_offload.ts";

/** Where a message goes: address, route, options. */
interface udp_flow {
  rt: rtable;
  fl4: flowi4;
  ipc: ipcm_cookie;
  daddr: number;
  dport: number;
}

/** Checks address and control messages and finds the route: the flow, or -ERRNO. */
function udp_flow_of(t: task_struct, sk: udp_sock, msg: msghdr): udp_flow | number {
  let daddr: number;
  let dport: number;
  let connected = false;
  if (msg.msg_name) {
    if (msg.msg_namelen < 16) return -EINVAL;
    const usin = read_sockaddr_in(msg.msg_name);
    if (usin.sin_family !== AF_INET && usin.sin_family !== AF_UNSPEC) return -EAFNOSUPPORT;
    daddr = usin.sin_addr;
    dport = usin.sin_port;
    if (dport === 0) return -EINVAL;
  } else {
    if (sk.sk_state !== TCP_ESTABLISHED) return -EDESTADDRREQ;
    daddr = sk.inet_daddr;
    dport = sk.inet_dport;
    connected = true;
  }
  const ipc = ipcm_init_sk(sk);
  ipc.gso_size = sk.gso_size;
  if (msg.msg_control) {
    const err = ip_cmsg_send(t, sk, msg, ipc, sk.sk_family === AF_INET6);
    if (err) return err;
    connected = false;
  }
  ipc.opt ??= sk.inet_opt;
  let saddr = ipc.addr;
  const onlink = sk.sock_flag(SOCK_LOCALROUTE) || (msg.msg_flags & MSG_DONTROUTE) !== 0;
  if (onlink) connected = false;
  if (ipv4_is_multicast(daddr)) {
    if (!ipc.oif || netif_index_is_l3_master(sk.sk_net, ipc.oif)) ipc.oif = sk.mc_index;
    saddr ||= sk.mc_addr;
    connected = false;
  } else ipc.oif ||= sk.uc_index;
  const fl4 = flowi4_init({
    oif: ipc.oif,
    mark: ipc.sockc.mark,
    tos: ipc.tos & 0x1c,
    proto: sk.sk_protocol,
    daddr,
    saddr: saddr || sk.inet_saddr,
    dport,
    sport: sk.inet_sport,
    uid: sk.sk_uid,
    scope: onlink ? 253 : 0,
    anysrc: sk.transparent || sk.hdrincl,
  });
  let rt = connected ? (sk.sk_dst_cache as rtable | null) : null;
  if (rt?.obsolete) rt = null;
  if (rt) fl4.saddr = sk.inet_saddr;
  else {
    const r = ip_route_output_flow(sk, fl4);
    if (typeof r === "number") {
      if (r === -ENETUNREACH) IP_INC_STATS(sk.sk_net, M.IPSTATS_MIB_OUTNOROUTES);
      return r;
    }
    rt = r;
    if (rt.rt_flags & RTCF_BROADCAST && !sk.sock_flag(SOCK_BROADCAST)) return -EACCES;
    if (connected) sk.sk_dst_cache = rt;
  }
  return { rt, fl4, ipc, daddr: fl4.daddr, dport };
}

/** SKB_MAX_ALLOC: what does not fit in an allocation of this size is gathered in pages. */
const SKB_MAX_ALLOC = 16384 - 256;
/** How many of n bytes lie in pages (__ip_append_data). */
export const paged = (n: number): number => (n + 28 + 31 < SKB_MAX_ALLOC ? 0 : n);

export function* udp_sendmsg(t: task_struct, sk: udp_sock, msg: msghdr, len: number): Sleeps<number> {
  if (len > 0xffff) return -EMSGSIZE;
  if (msg.msg_flags & MSG_OOB) return -EOPNOTSUPP;
  const more = sk.corkflag || (msg.msg_flags & MSG_MORE) !== 0;
  if (sk.pending) {
    if (sk.pending !== AF_INET) return -EINVAL;
    return yield* udp_append(t, sk, msg, len, more, sk.cork!.flow);
  }
  const flow = udp_flow_of(t, sk, msg);
  if (typeof flow === "number") return flow;
  if (more) {
    sk.pending = AF_INET;
    sk.cork = { chunks: [], length: 0, flow };
    return yield* udp_append(t, sk, msg, len, more, flow);
  }
  const err = too_big(sk, flow, len);
  if (err) return err;
  const zc = zerocopy_begin(sk, msg.msg_flags, len);
  const skb = yield* sock_alloc_send_skb(
    t,
    sk,
    LL_MAX_HEADER + 28 + len,
    (msg.msg_flags & MSG_DONTWAIT) !== 0,
    paged(len),
  );
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 28);
  if (skb_add_data(skb, msg.msg_iter, len)) {
    kfree_skb(skb);
    return -EFAULT;
  }
  const r = udp_send_skb(sk, skb, flow);
  zerocopy_done(sk, zc);
  return r || len;
}

/** -EMSGSIZE: more than a packet holds, or than may be sent unsplit (__ip_append_data). */
function too_big(sk: udp_sock, flow: udp_flow, len: number): number {
  const hlen = 20 + (flow.ipc.opt?.length ?? 0);
  if (len + 8 > 0xffff - hlen) return -EMSGSIZE;
  if (flow.ipc.gso_size) return 0;
  if ((sk.pmtudisc === IP_PMTUDISC_DO || sk.pmtudisc === IP_PMTUDISC_PROBE) && len + 8 + hlen > flow.rt.mtu) {
    ip_local_error(sk, EMSGSIZE, flow.daddr, flow.dport, flow.rt.mtu);
    return -EMSGSIZE;
  }
  return 0;
}
function* udp_append(
  t: task_struct,
  sk: udp_sock,
  msg: msghdr,
  len: number,
  more: boolean,
  flow: udp_flow,
): Sleeps<number> {
  const cork = sk.cork!;
  const err = too_big(sk, flow, cork.length + len);
  const bytes = msg.msg_iter.copy_from_iter(len);
  if (err || bytes.length < len) {
    udp_flush_pending_frames(sk);
    return err || -EFAULT;
  }
  cork.chunks.push(bytes);
  cork.length += len;
  if (more) return len;
  const r = yield* udp_push_pending_frames(t, sk);
  return r || len;
}

export function udp_flush_pending_frames(sk: udp_sock): void {
  sk.pending = 0;
  sk.cork = null;
}

/** Sends what has been gathered. */
export function* udp_push_pending_frames(t: task_struct, sk: udp_sock): Sleeps<number> {
  const { chunks, length, flow } = sk.cork!;
  udp_flush_pending_frames(sk);
  const skb = yield* sock_alloc_send_skb(t, sk, LL_MAX_HEADER + 28 + length, false, paged(length));
  if (typeof skb === "number") return skb;
  skb_reserve(skb, LL_MAX_HEADER + 28);
  for (const c of chunks) skb_put(skb, c.length).set(c);
  return udp_send_skb(sk, skb, flow);
}
function udp_send_skb(sk: udp_sock, skb: sk_buff, flow: udp_flow): number {
  const { rt, fl4, ipc } = flow;
  if (ipc.gso_size && sk.sk_protocol !== IPPROTO_UDPLITE) {
    const hlen = 28 + (ipc.opt?.length ?? 0);
    const mtu = sk.pmtudisc >= IP_PMTUDISC_PROBE ? rt.dev.mtu : rt.mtu;
    const err = udp_gso_check(ipc.gso_size, skb.len, hlen, mtu, sk.sk_no_check_tx);
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
  put16(b, 2, flow.dport);
  put16(b, 4, skb.len);
  put16(b, 6, 0);
  if (!sk.sk_no_check_tx || sk.sk_protocol === IPPROTO_UDPLITE) {
    const pseudo = csum_tcpudp_nofold(fl4.saddr, fl4.daddr, skb.len, sk.sk_protocol);
    udp_set_csum(skb, sk, pseudo);
  }
  skb.priority = ipc.priority;
  skb.mark = ipc.sockc.mark;
  skb.ignore_df = sk.pmtudisc < IP_PMTUDISC_DO;
  const ttl = ipc.ttl || ip_select_ttl(sk, rt);
  ip_push_header(skb, rt, {
    saddr: fl4.saddr,
    daddr: fl4.daddr,
    protocol: sk.sk_protocol,
    tos: ipc.tos,
    ttl,
    df: sk_df(sk, rt, (skb.gso_size || skb.len) + 20),
    opt: ipc.opt,
  });
  const err = ip_local_out(sk, skb);
  const lite = sk.sk_protocol === IPPROTO_UDPLITE;
  UDP_INC_STATS(sk.sk_net, err ? M.UDP_MIB_SNDBUFERRORS : M.UDP_MIB_OUTDATAGRAMS, lite);
  return err === -105 && !sk.recverr ? 0 : err;
}

/** Leaves the checksum to the device, or makes UDP-Lite's, which covers what the sender says. */
export function udp_set_csum(skb: sk_buff, sk: udp_sock, pseudo: number): void {
  const at = skb.transport_header;
  if (sk.sk_protocol === IPPROTO_UDPLITE) {
    const cover = sk.pcflag & 1 && sk.pcslen < skb.len ? sk.pcslen || skb.len : skb.len;
    put16(skb.head, at + 4, cover === skb.len ? 0 : cover);
    put16(skb.head, at + 6, csum_fold(csum_partial(skb.head, at, at + cover, pseudo)) || 0xffff);
    skb.ip_summed = CHECKSUM_NONE;
    return;
  }
  put16(skb.head, at + 6, ~csum_fold(pseudo) & 0xffff);
  skb.ip_summed = CHECKSUM_PARTIAL;
  skb.csum_start = at;
  skb.csum_offset = 6;
}
