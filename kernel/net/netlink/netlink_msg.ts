// Netlink messages from socket to socket: unicast, multicast, acks, dumps, and the loop over a request's messages
// (net/netlink/af_netlink.c). Above: af_netlink.ts, rtnetlink*.ts, uevent.ts. Below: netlink_sock.ts, nlattr.ts.

import type { file } from "../../fs/file.ts";
import { cap_capable, capable, ns_capable } from "../../task/cred.ts";
import type { Report } from "../../trace/report.ts";
import {
  EAGAIN,
  EBUSY,
  ECONNREFUSED,
  EINTR,
  EINVAL,
  ENOBUFS,
  ENOTSOCK,
  EOPNOTSUPP,
  ESRCH,
} from "../../uapi/asm/errno.ts";
import {
  NLM_F_ACK,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSGERR_ATTR_COOKIE,
  NLMSGERR_ATTR_MSG,
  NLMSGERR_ATTR_OFFS,
} from "../../uapi/linux/netlink.ts";
import { sk_filter } from "../core/filter.ts";
import { type net, peernet2id } from "../core/net_namespace.ts";
import { alloc_skb, type sk_buff, skb_put } from "../core/skbuff.ts";
import { skb_set_owner_r } from "../core/sock_mem.ts";
import { sock_from_file } from "../socket.ts";
import { netlink_ext_ack } from "./ext_ack.ts";
import {
  NETLINK_CB,
  type netlink_callback,
  type netlink_handler,
  type netlink_request,
  type netlink_skb_parms,
  netlink_sock,
  netlink_table,
} from "./netlink_sock.ts";
import { NLMSG_ALIGN, NLMSG_HDRLEN } from "./nlattr.ts";
import { addFlags, nlmsg, readHeader } from "./nlmsg.ts";

/** First message type that is no control message. */
const NLMSG_MIN_TYPE = 0x10;
/** A packet's usual room for messages: a page without the buffer's overhead. */
const NLMSG_GOODSIZE = 4096 - 256;

export function nl_table(net: net): netlink_table {
  net.stack.nl_table ??= new netlink_table();
  return net.stack.nl_table;
}

/** Whether a program of net listens to the group. */
export function netlink_has_listeners(net: net, protocol: number, group: number): boolean {
  for (const s of nl_table(net).protocols.get(protocol)?.sockets ?? []) {
    if (s.groups.has(group) && (s.sk_net === net || s.listen_all_nsid)) return true;
  }
  return false;
}

export function netlink_skb(bytes: Uint8Array, parms: netlink_skb_parms): sk_buff {
  const skb = alloc_skb(bytes.length);
  skb_put(skb, bytes.length).set(bytes);
  skb.cb = parms;
  return skb;
}

const fromKernel = (dst_group: number): netlink_skb_parms => ({
  portid: 0,
  dst_group,
  pid: null,
  uid: 0,
  gid: 0,
  nsid: -1,
});

/** Whether there is room for one more packet. */
export const netlink_room = (nlk: netlink_sock): boolean =>
  nlk.sk_rmem_alloc <= nlk.sk_rcvbuf && !nlk.congested;

/** Messages were lost: the reader gets ENOBUFS once (netlink_overrun). */
function netlink_overrun(nlk: netlink_sock): void {
  if (!nlk.no_enobufs && !nlk.congested) {
    nlk.congested = true;
    if (nlk.sk_err !== ENOBUFS) {
      nlk.sk_err = ENOBUFS;
      nlk.sk_error_report(nlk);
    }
  }
  nlk.sk_drops++;
}

/** Puts a packet into a socket's queue. */
function netlink_sendskb(nlk: netlink_sock, skb: sk_buff): number {
  const len = skb.len;
  skb_set_owner_r(skb, nlk);
  nlk.sk_receive_queue.queue_tail(skb);
  nlk.sk_data_ready(nlk);
  return len;
}

/** The netlink socket behind an open file, or -ENOTSOCK, -EINVAL (mq_notify). */
export function netlink_getsockbyfilp(f: file): netlink_sock | number {
  const sock = sock_from_file(f);
  if (!sock) return -ENOTSOCK;
  return sock.sk instanceof netlink_sock ? sock.sk : -EINVAL;
}

/** A packet of the kernel's own for one socket, bytes as they are: mq_notify's cookie. */
export function netlink_notify(nlk: netlink_sock, bytes: Uint8Array): void {
  netlink_sendskb(nlk, netlink_skb(bytes, fromKernel(0)));
}

/** To the program at portid: its length, -ECONNREFUSED (nobody there), -EAGAIN (no room). */
export function netlink_unicast(net: net, protocol: number, skb: sk_buff, portid: number): number {
  const nlk = nl_table(net).lookup(net, protocol, portid);
  if (!nlk) return -ECONNREFUSED;
  if (sk_filter(nlk, skb)) return skb.len;
  if (!netlink_room(nlk)) return -EAGAIN;
  return netlink_sendskb(nlk, skb);
}

/** An answer from the kernel to the asking program (nlmsg_unicast). */
export function nlmsg_unicast(request: netlink_request, bytes: Uint8Array): number {
  const { net, nlk, portid } = request;
  const r = netlink_unicast(net, nlk.sk_protocol, netlink_skb(bytes, fromKernel(0)), portid);
  return Math.min(r, 0);
}

/** To every program of the group but `exclude`: 0, -ESRCH (nobody), -ENOBUFS (one that asked to know lost it). */
export function netlink_broadcast(
  net: net,
  protocol: number,
  bytes: Uint8Array,
  exclude: number,
  group: number,
  parms: netlink_skb_parms = fromKernel(group),
): number {
  let delivered = false;
  let failed = false;
  for (const s of [...(nl_table(net).protocols.get(protocol)?.sockets ?? [])]) {
    if (s.portid === exclude || !s.groups.has(group)) continue;
    if (s.sk_net !== net && !(s.listen_all_nsid && peernet2id(s.sk_net, net) >= 0)) continue;
    const skb = netlink_skb(bytes, { ...parms, dst_group: group });
    if (s.sk_net !== net) NETLINK_CB(skb).nsid = peernet2id(s.sk_net, net);
    if (sk_filter(s, skb)) continue;
    if (!netlink_room(s)) {
      netlink_overrun(s);
      if (s.broadcast_error) failed = true;
      continue;
    }
    netlink_sendskb(s, skb);
    delivered = true;
  }
  return failed ? -ENOBUFS : delivered ? 0 : -ESRCH;
}

/** Sends a finished message to a group, and to the program that asked for it to be echoed (nlmsg_notify). */
export function nlmsg_notify(
  net: net,
  protocol: number,
  bytes: Uint8Array,
  portid: number,
  group: number,
  report: boolean,
): number {
  let err = 0;
  if (group) {
    err = netlink_broadcast(net, protocol, bytes, report ? portid : 0, group);
    if (err === -ESRCH) err = 0;
  }
  if (report) {
    const r = netlink_unicast(net, protocol, netlink_skb(bytes, fromKernel(0)), portid);
    if (!err && r < 0) err = r;
  }
  return err;
}

// ---- privilege ----

/** Whether both the opener of the socket and the asking task have cap over the user namespace of net. */
export function netlink_net_capable(request: netlink_request, cap: number, net = request.net): boolean {
  return cap_capable(request.nlk.opener, net.user_ns, cap) && ns_capable(request.t, net.user_ns, cap);
}

export function netlink_capable(request: netlink_request, cap: number): boolean {
  const { init_user_ns } = request.net.kernel;
  return cap_capable(request.nlk.opener, init_user_ns, cap) && capable(request.t, cap);
}

// ---- acks ----

function netlink_ack(request: netlink_request, err: number): void {
  const { nlk, nlh, portid, extack } = request;
  const capped = !err || nlk.cap_ack;
  const tlvs =
    nlk.ext_ack && (extack._msg !== null || (err && extack.bad_attr >= 0) || (!err && extack.cookie));
  const flags = (capped ? NLM_F_CAPPED : 0) | (tlvs ? NLM_F_ACK_TLVS : 0);
  const m = new nlmsg(NLMSG_ERROR, flags, nlh.nlmsg_seq, portid).u32(err);
  m.raw(request.bytes.subarray(0, capped ? NLMSG_HDRLEN : request.bytes.length)).align();
  if (tlvs) {
    if (extack._msg !== null) m.putString(NLMSGERR_ATTR_MSG, extack._msg);
    if (err && extack.bad_attr >= 0) m.putU32(NLMSGERR_ATTR_OFFS, extack.bad_attr);
    if (!err && extack.cookie) m.put(NLMSGERR_ATTR_COOKIE, extack.cookie);
  }
  nlmsg_unicast(request, m.end());
}

/** Goes through the messages of a packet, hands requests to the handler and acks them (netlink_rcv_skb). */
export function netlink_rcv_skb(
  packet: Uint8Array,
  base: Omit<netlink_request, "nlh" | "bytes" | "extack">,
  handler: netlink_handler,
): void {
  let at = 0;
  while (packet.length - at >= NLMSG_HDRLEN) {
    const nlh = readHeader(packet, at);
    if (nlh.nlmsg_len < NLMSG_HDRLEN || packet.length - at < nlh.nlmsg_len) return;
    const bytes = packet.subarray(at, at + nlh.nlmsg_len);
    const request: netlink_request = { ...base, nlh, bytes, extack: new netlink_ext_ack() };
    let err = 0;
    if (nlh.nlmsg_flags & NLM_F_REQUEST && nlh.nlmsg_type >= NLMSG_MIN_TYPE) err = handler(request);
    const { report } = base.t.kernel;
    if (report) tell(report, request, err);
    if (err !== -EINTR && (nlh.nlmsg_flags & NLM_F_ACK || err)) netlink_ack(request, err);
    at += NLMSG_ALIGN(nlh.nlmsg_len);
  }
}

/** What the sender asked for in vain. */
function tell(report: Report, { t, nlk, nlh, extack }: netlink_request, err: number): void {
  if (err === -EOPNOTSUPP) report.netlink(t, nlk.sk_protocol, nlh.nlmsg_type, null, err);
  for (const a of extack.unknown ?? []) report.netlink(t, nlk.sk_protocol, nlh.nlmsg_type, a, err);
}

// ---- dumps ----

/**
 * Starts a dump whose messages gen yields one by one, as the reader makes room. seqOf: a number that changes with
 * what is dumped. -EINTR (started: no ack), -EBUSY (the socket has one under way).
 */
export function netlink_dump_start(
  request: netlink_request,
  gen: Generator<Uint8Array, number | undefined, void>,
  options: { seqOf?: () => number; answer_flags?: number; min_dump_alloc?: number } = {},
): number {
  const { nlk } = request;
  if (nlk.cb) return -EBUSY;
  nlk.cb = {
    request: { ...request, bytes: request.bytes.slice() },
    gen,
    pending: null,
    seq: 0,
    prev_seq: 0,
    seqOf: options.seqOf,
    answer_flags: options.answer_flags ?? 0,
    min_dump_alloc: options.min_dump_alloc ?? 0,
    done: false,
    errno: 0,
  };
  const err = netlink_dump(nlk);
  return err ? err : -EINTR;
}

/** The next message that fits; null: the packet is full, or the dump is over (cb.done). */
function nextMessage(cb: netlink_callback, room: number): Uint8Array | null {
  if (!cb.pending) {
    const next = cb.gen.next();
    if (next.done) {
      cb.done = true;
      cb.errno = next.value || 0;
      return null;
    }
    cb.pending = next.value;
  }
  if (cb.pending.length > room) return null;
  const message = cb.pending;
  cb.pending = null;
  return message;
}

/** Fills one more packet of the dump and queues it: 0, or -ENOBUFS when the socket is full. */
export function netlink_dump(nlk: netlink_sock): number {
  const cb = nlk.cb!;
  const { portid, nlh } = cb.request;
  const size = Math.max(cb.min_dump_alloc, NLMSG_GOODSIZE, nlk.max_recvmsg_len);
  if (nlk.sk_rmem_alloc !== 0 && nlk.sk_rmem_alloc + size >= nlk.sk_rcvbuf) return -ENOBUFS;
  const parts: Uint8Array[] = [];
  let used = 0;
  if (!cb.done) {
    cb.seq = cb.seqOf?.() ?? 0;
    const interrupted = cb.prev_seq !== 0 && cb.seq !== cb.prev_seq;
    for (;;) {
      const message = nextMessage(cb, used === 0 ? Number.POSITIVE_INFINITY : size - used);
      if (!message) break;
      if (interrupted) addFlags(message, NLM_F_DUMP_INTR);
      parts.push(message.slice());
      used += NLMSG_ALIGN(message.length);
    }
    if (interrupted) cb.answer_flags |= NLM_F_DUMP_INTR;
    cb.prev_seq = cb.seq;
  }
  if (parts.length) {
    // As Linux's dumps that fill a packet: the end comes in a packet of its own.
    sendDump(nlk, parts, used);
    return 0;
  }
  const flags = NLM_F_MULTI | cb.answer_flags;
  const m = new nlmsg(NLMSG_DONE, flags, nlh.nlmsg_seq, portid).u32(cb.errno).end();
  nlk.cb = null;
  sendDump(nlk, [m], m.length);
  return 0;
}

function sendDump(nlk: netlink_sock, parts: readonly Uint8Array[], used: number): void {
  const bytes = new Uint8Array(used);
  let at = 0;
  for (const p of parts) {
    bytes.set(p, at);
    at += NLMSG_ALIGN(p.length);
  }
  const skb = netlink_skb(bytes, fromKernel(0));
  if (!sk_filter(nlk, skb)) netlink_sendskb(nlk, skb);
}
