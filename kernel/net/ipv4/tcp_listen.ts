// What TCP does the same over IPv4 and IPv6: handing a segment to its socket, connection requests at a listener, picking a
// port for connect() (net/ipv4/tcp_input.c tcp_conn_request, inet_hashtables.c).
// Above: tcp_ipv4.ts, ../ipv6/tcp_ipv6.ts. Below: tcp_minisocks.ts, tcp_input.ts.

import { EADDRNOTAVAIL } from "../../uapi/asm/errno.ts";
import * as M from "../../uapi/linux/snmp.ts";
import { sk_filter } from "../core/filter.ts";
import { l3mdev_master_ifindex_by_index } from "../core/l3mdev.ts";
import {
  alloc_skb,
  CHECKSUM_PARTIAL,
  kfree_skb,
  LL_MAX_HEADER,
  type sk_buff,
  skb_put,
  skb_reserve,
} from "../core/skbuff.ts";
import { NET_INC_STATS, TCP_INC_STATS } from "../core/snmp.ts";
import { TCP_LISTEN, TCP_TIME_WAIT } from "../linux_socket.ts";
import { put16, put32 } from "../wire/addr.ts";
import { csum_fold } from "../wire/checksum.ts";
import {
  type any_addr,
  inet_bind_hash,
  inet_match,
  inet_sk_bound_l3mdev,
  portScan,
} from "./inet_hashtables.ts";
import { inet_get_local_port_range, type inet_sock, prandom_u32_max } from "./inet_sock.ts";
import { tcp_rtt_estimator } from "./tcp_ack.ts";
import { tcp_rcv } from "./tcp_input.ts";
import {
  openreq_window,
  reqsk_arm,
  reqsk_drop,
  request_key,
  sk_acceptq_is_full,
  tcp_child_process,
  tcp_create_openreq_child,
  tcp_timewait_state_process,
  tw_kill,
} from "./tcp_minisocks.ts";
import * as T from "./tcp_sock.ts";
import {
  type inet_connection_sock_af_ops,
  type request_sock,
  seq_add,
  TCP_SKB_CB,
  type tcp_skb_cb,
  tcp_sock,
  tcp_timewait_sock,
} from "./tcp_sock.ts";
import { tcp_hash, tcp_info } from "./tcp_state.ts";
import { put_syn_options } from "./tcp_transmit.ts";
import { tcp_time_stamp } from "./tcp_window.ts";

/** A segment's addresses and what only its family can do with it. */
export interface segment_family {
  saddr: any_addr;
  daddr: any_addr;
  sport: number;
  dport: number;
  iif: number;
  ttl: number;
  tos: number;
  relisten(): tcp_sock | null;
  send_reset(): void;
  /** ts null: no time stamp option. */
  send_ack(seq: number, ack: number, window: number, ts: number | null, tos: number): void;
  make_child(child: tcp_sock, req: request_sock): void;
  /** What a connection is bound to: as the listener, or to the L3 domain that the request came in by. */
  bound_dev_if(listener: tcp_sock): number;
  af_ops: inet_connection_sock_af_ops;
}

/** Hands a parsed segment (data at the payload) to its socket. It is taken over. */
export function tcp_segment(skb: sk_buff, lookup: () => inet_sock | null, fam: segment_family): void {
  const sk = lookup();
  if (!sk) {
    fam.send_reset();
    kfree_skb(skb);
    return;
  }
  if (sk instanceof tcp_timewait_sock) {
    timewait(sk, skb, fam);
    return;
  }
  const tsk = sk as tcp_sock;
  if (fam.ttl < tsk.min_ttl || filtered(tsk, skb)) {
    if (fam.ttl < tsk.min_ttl) NET_INC_STATS(tsk.sk_net, M.LINUX_MIB_TCPMINTTLDROP);
    tsk.sk_drops++;
    kfree_skb(skb);
    return;
  }
  if (tsk.sk_state === TCP_LISTEN) listen_rcv(tsk, skb, fam);
  else tcp_rcv(tsk, skb);
}

/** The socket's filter sees the segment with its header. */
function filtered(sk: tcp_sock, skb: sk_buff): boolean {
  if (!sk.sk_filter) return false;
  const at = skb.data;
  skb.data = skb.transport_header;
  const err = sk_filter(sk, skb, at - skb.transport_header);
  skb.data = Math.min(at, skb.tail);
  const cb = TCP_SKB_CB(skb);
  cb.end_seq = seq_add(
    cb.seq,
    skb.len + (cb.flags & T.TCPHDR_SYN ? 1 : 0) + (cb.flags & T.TCPHDR_FIN ? 1 : 0),
  );
  return err < 0;
}

function timewait(tw: tcp_timewait_sock, skb: sk_buff, fam: segment_family): void {
  switch (tcp_timewait_state_process(tw, skb)) {
    case "syn": {
      const listener = fam.relisten();
      if (listener) {
        tw_kill(tw);
        listen_rcv(listener, skb, fam);
        return;
      }
      fam.send_ack(tw.snd_nxt, tw.rcv_nxt, tw.rcv_wnd, tw.tstamp_ok ? tw.ts_recent : null, tw.tos);
      break;
    }
    case "ack":
      fam.send_ack(
        tw.snd_nxt,
        tw.rcv_nxt,
        Math.min(tw.rcv_wnd, 65535),
        tw.tstamp_ok ? tw.ts_recent : null,
        tw.tos,
      );
      break;
    case "rst":
      fam.send_reset();
      tw_kill(tw);
      break;
  }
  kfree_skb(skb);
}

// ---- listeners ----

function listen_rcv(sk: tcp_sock, skb: sk_buff, fam: segment_family): void {
  const cb = TCP_SKB_CB(skb);
  const key = request_key(fam.saddr, fam.sport, fam.daddr);
  const req = sk.syn_table?.get(key);
  if (req && !(cb.flags & T.TCPHDR_SYN)) {
    request_rcv(sk, req, skb, fam);
    return;
  }
  if (cb.flags & T.TCPHDR_RST) {
    kfree_skb(skb);
    return;
  }
  if (cb.flags & T.TCPHDR_ACK) {
    fam.send_reset();
    kfree_skb(skb);
    return;
  }
  if (cb.flags & T.TCPHDR_SYN && !(cb.flags & T.TCPHDR_FIN)) {
    if (req) send_synack(sk, req, fam);
    else conn_request(sk, key, cb, fam);
  }
  kfree_skb(skb);
}

/** A new request: remembered, and answered (tcp_conn_request). */
function conn_request(sk: tcp_sock, key: string, cb: tcp_skb_cb, fam: segment_family): void {
  const refuse = (mib: number): void => {
    NET_INC_STATS(sk.sk_net, mib);
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_LISTENDROPS);
    sk.sk_drops++;
  };
  if (sk_acceptq_is_full(sk)) {
    refuse(M.LINUX_MIB_LISTENOVERFLOWS);
    return;
  }
  sk.syn_table ??= new Map();
  if (sk.syn_table.size >= Math.max(sk.sk_max_ack_backlog, 8, sk.sk_net.ipv4.sysctl_tcp_max_syn_backlog)) {
    refuse(M.LINUX_MIB_TCPREQQFULLDROP);
    return;
  }
  const { opt } = cb;
  const { ipv4 } = sk.sk_net;
  const w = openreq_window(sk);
  const req: request_sock = {
    key,
    saddr: fam.saddr,
    daddr: fam.daddr,
    rport: fam.sport,
    lport: fam.dport,
    rcv_isn: cb.seq,
    snt_isn: secure_seq(sk),
    mss: opt.mss || T.TCP_MSS_DEFAULT,
    wscale: ipv4.sysctl_tcp_window_scaling ? opt.wscale : -1,
    rcv_wscale: w.wscale,
    tstamp_ok: opt.saw_tstamp && ipv4.sysctl_tcp_timestamps !== 0,
    sack_ok: opt.sack_ok && ipv4.sysctl_tcp_sack !== 0,
    ts_recent: opt.tsval,
    window: w.window,
    iif: fam.iif,
    bound_dev_if: fam.bound_dev_if(sk),
    tos: fam.tos,
    num_timeout: 0,
    snt_synack: sk.kernel.now(),
    acked: false,
    timer: null,
    flowlabel: 0,
  };
  sk.syn_table.set(key, req);
  reqsk_arm(sk, req, () => send_synack(sk, req, fam));
  send_synack(sk, req, fam);
}

/** SYN and acknowledgement of a request, sent by a connection that exists for this only. */
function send_synack(sk: tcp_sock, req: request_sock, fam: segment_family): void {
  const child = tcp_create_openreq_child_detached(sk, req, fam);
  const mtu = child.af_ops.mtu(child);
  if (!mtu) return;
  const advmss = Math.min(mtu - child.af_ops.net_header_len - 20, sk.user_mss || 65535);
  const wscale = req.wscale >= 0 ? req.rcv_wscale : -1;
  const optlen = 4 + (req.tstamp_ok ? 12 : req.sack_ok ? 4 : 0) + (wscale >= 0 ? 4 : 0);
  const room = LL_MAX_HEADER + 60;
  const skb = alloc_skb(room + 20 + optlen);
  skb_reserve(skb, room);
  const b = skb_put(skb, 20 + optlen);
  skb.transport_header = skb.data;
  put16(b, 0, req.lport);
  put16(b, 2, req.rport);
  put32(b, 4, req.snt_isn);
  put32(b, 8, seq_add(req.rcv_isn, 1));
  b[12] = ((20 + optlen) >> 2) << 4;
  b[13] = T.TCPHDR_SYN | T.TCPHDR_ACK;
  put16(b, 14, Math.min(req.window, 65535));
  const ts = req.tstamp_ok ? { val: tcp_time_stamp(sk), ecr: req.ts_recent } : null;
  put_syn_options(skb.head, skb.transport_header + 20, advmss, ts, req.sack_ok, wscale);
  put16(b, 16, ~csum_fold(child.af_ops.pseudo(child, b.length)) & 0xffff);
  skb.ip_summed = CHECKSUM_PARTIAL;
  skb.csum_start = skb.transport_header;
  skb.csum_offset = 16;
  skb.priority = sk.sk_priority;
  skb.mark = sk.sk_mark;
  TCP_INC_STATS(sk.sk_net, M.TCP_MIB_OUTSEGS);
  if (req.num_timeout) {
    TCP_INC_STATS(sk.sk_net, M.TCP_MIB_RETRANSSEGS);
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPSYNRETRANS);
  }
  child.af_ops.queue_xmit(child, skb);
}

function tcp_create_openreq_child_detached(sk: tcp_sock, req: request_sock, fam: segment_family): tcp_sock {
  const child = new tcp_sock(sk.sk_net, sk.sk_family, sk.sk_prot, sk.sk_protocol);
  Object.assign(child, { inet_sport: req.lport, inet_dport: req.rport, tos: sk.tos, uc_ttl: sk.uc_ttl });
  Object.assign(child, {
    sk_mark: sk.sk_mark,
    sk_bound_dev_if: req.bound_dev_if,
    pmtudisc: sk.pmtudisc,
    transparent: sk.transparent,
  });
  fam.make_child(child, req);
  child.af_ops = fam.af_ops;
  return child;
}

/** A segment for a request: the last acknowledgement makes a connection of it (tcp_check_req). */
function request_rcv(sk: tcp_sock, req: request_sock, skb: sk_buff, fam: segment_family): void {
  const cb = TCP_SKB_CB(skb);
  const nxt = seq_add(req.rcv_isn, 1);
  if (cb.flags & T.TCPHDR_RST) {
    if (cb.seq === nxt) {
      NET_INC_STATS(sk.sk_net, M.LINUX_MIB_EMBRYONICRSTS);
      TCP_INC_STATS(sk.sk_net, M.TCP_MIB_ATTEMPTFAILS);
      reqsk_drop(sk, req);
    }
    kfree_skb(skb);
    return;
  }
  const outside = T.before(cb.end_seq, nxt) || T.after(cb.seq, seq_add(nxt, req.window));
  if (outside) {
    fam.send_ack(
      seq_add(req.snt_isn, 1),
      nxt,
      Math.min(req.window, 65535),
      req.tstamp_ok ? req.ts_recent : null,
      req.tos,
    );
    kfree_skb(skb);
    return;
  }
  if (!(cb.flags & T.TCPHDR_ACK)) {
    kfree_skb(skb);
    return;
  }
  if (cb.ack_seq !== seq_add(req.snt_isn, 1)) {
    fam.send_reset();
    kfree_skb(skb);
    return;
  }
  if (sk.defer_accept > req.num_timeout && cb.end_seq === nxt) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPDEFERACCEPTDROP);
    req.acked = true;
    kfree_skb(skb);
    return;
  }
  if (sk_acceptq_is_full(sk)) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_LISTENOVERFLOWS);
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_LISTENDROPS);
    if (sk.sk_net.ipv4.sysctl_tcp_abort_on_overflow) {
      fam.send_reset();
      reqsk_drop(sk, req);
    } else req.acked = true;
    kfree_skb(skb);
    return;
  }
  if (req.tstamp_ok && cb.opt.saw_tstamp) req.ts_recent = cb.opt.tsval;
  reqsk_drop(sk, req);
  const child = tcp_create_openreq_child(sk, req, cb.window);
  fam.make_child(child, req);
  // The first round trip is that of the handshake, if it was clear of repetitions (tcp_synack_rtt_meas).
  if (req.num_timeout === 0) tcp_rtt_estimator(child, Math.max(sk.kernel.now() - req.snt_synack, 1000));
  tcp_child_process(sk, child, skb);
}

// ---- connect() ----

/** An initial sequence number: time in units of 64 ns, and a random part for each socket (secure_tcp_seq). */
export function secure_seq(sk: inet_sock): number {
  return (Math.floor(sk.kernel.now() / 64) + prandom_u32_max(sk, 0x1000000)) >>> 0;
}

/** Whether the connection would be the only one of its addresses and ports. Old stand-ins give way. */
function check_established(sk: tcp_sock, daddr: any_addr, saddr: any_addr, lport: number): boolean {
  const info = tcp_info(sk);
  const chain = info.ehash.get(info.ekey(lport, sk.inet_dport)) ?? [];
  const dif = sk.sk_bound_dev_if;
  const at = { dif, sdif: l3mdev_master_ifindex_by_index(sk.sk_net, dif) };
  const same = chain.find((o) => inet_match(o, daddr, saddr, sk.inet_dport, lport, at));
  if (!same) return true;
  if (same.sk_state !== TCP_TIME_WAIT || !(same instanceof tcp_timewait_sock)) return false;
  // net.ipv4.tcp_tw_reuse = 2: on loopback, once its time stamp is a second old.
  const loop =
    typeof daddr === "number" ? daddr >>> 24 === 127 : daddr.endsWith("\x01") && daddr.startsWith("\0\0\0\0");
  if (!loop || !same.tstamp_ok || sk.kernel.now() - 1_000_000_000 < 0) return false;
  tw_kill(same);
  return true;
}

/** Gives a connecting socket its port and its place in the table: 0 or -EADDRNOTAVAIL (inet_hash_connect). */
export function inet_hash_connect(sk: tcp_sock, daddr: any_addr, saddr: any_addr): number {
  const info = tcp_info(sk);
  if (sk.inet_num) {
    if (!check_established(sk, daddr, saddr, sk.inet_num)) return -EADDRNOTAVAIL;
    if (sk.hashed) return 0;
    return tcp_hash(sk);
  }
  const [low, high] = inet_get_local_port_range(sk.sk_net);
  const l3mdev = inet_sk_bound_l3mdev(sk);
  for (const port of portScan(low, high, 0, (n) => prandom_u32_max(sk, n))) {
    let tb = info.bucket(port, l3mdev);
    if (tb) {
      if (tb.fastreuse >= 0 || tb.fastreuseport >= 0) continue;
      if (!check_established(sk, daddr, saddr, port)) continue;
    } else {
      tb = info.new_bucket(port, l3mdev);
      tb.fastreuse = -1;
      tb.fastreuseport = -1;
    }
    inet_bind_hash(sk, tb, port);
    sk.inet_sport = port;
    return tcp_hash(sk);
  }
  return -EADDRNOTAVAIL;
}
