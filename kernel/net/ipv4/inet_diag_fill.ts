// One socket's inet_diag message (net/ipv4/inet_diag.c: inet_sk_diag_fill, inet_twsk_diag_fill, inet_req_diag_fill).
// Above: inet_diag.ts. Below: tcp_info.ts, inet_sock.ts, ../netlink/.

import * as D from "../../uapi/linux/inet_diag.ts";
import { sock_gen_cookie } from "../core/sock.ts";
import {
  AF_INET,
  AF_INET6,
  SOCK_RAW,
  TCP_CLOSE,
  TCP_LISTEN,
  TCP_NEW_SYN_RECV,
  TCP_SYN_RECV,
  TCP_TIME_WAIT,
} from "../linux_socket.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import { sock_diag_put_meminfo, sock_i_ino } from "../netlink/sock_diag.ts";
import { bytes_to_in6, get32, in6_to_bytes } from "../wire/addr.ts";
import type { any_addr } from "./inet_hashtables.ts";
import type { inet_sock } from "./inet_sock.ts";
import { tcp_info_bytes } from "./tcp_info.ts";
import { type request_sock, tcp_sock, tcp_timewait_sock } from "./tcp_sock.ts";

/** A connection request on its way, and who shall have it. */
export interface diag_req {
  readonly req: request_sock;
  readonly listener: tcp_sock;
}
export type diag_sock = inet_sock | diag_req;

/** What was asked for (struct inet_diag_req_v2), ports in host order, addresses of 16 bytes. */
export interface inet_diag_request {
  family: number;
  protocol: number;
  raw_protocol: number;
  ext: number;
  states: number;
  sport: number;
  dport: number;
  src: Uint8Array;
  dst: Uint8Array;
  ifindex: number;
  cookie: readonly number[];
}

export interface diag_ends {
  family: number;
  saddr: Uint8Array;
  daddr: Uint8Array;
  sport: number;
  dport: number;
}

/** An address of the tables as bytes on the wire. */
function addressBytes(a: any_addr): Uint8Array {
  return typeof a === "string" ? in6_to_bytes(a) : Uint8Array.of(a >>> 24, a >>> 16, a >>> 8, a);
}

/** The address at the beginning of a request's 16 bytes. */
export const addressOf = (b: Uint8Array, family: number): any_addr =>
  family === AF_INET6 ? bytes_to_in6(b) : get32(b, 0) >>> 0;

export function endsOf(sk: diag_sock): diag_ends {
  if ("req" in sk) {
    const { req } = sk;
    return {
      family: typeof req.saddr === "string" ? AF_INET6 : AF_INET,
      saddr: addressBytes(req.daddr),
      daddr: addressBytes(req.saddr),
      sport: req.lport,
      dport: req.rport,
    };
  }
  const six = sk.sk_family === AF_INET6;
  return {
    family: sk.sk_family,
    saddr: addressBytes(six ? sk.sk_v6_rcv_saddr : sk.inet_rcv_saddr),
    daddr: addressBytes(six ? sk.sk_v6_daddr : sk.inet_daddr),
    sport: sk.inet_num,
    dport: sk.inet_dport,
  };
}

/** The state by which a dump selects. */
export function diagStateOf(sk: diag_sock): number {
  if ("req" in sk) return TCP_NEW_SYN_RECV;
  return sk instanceof tcp_timewait_sock ? sk.tw_substate : sk.sk_state;
}

/** The timer that runs: which, how often it has, and when it fires (ns of the monotonic clock). */
interface running {
  timer: number;
  retrans: number;
  expires: number | null;
}

function timerOf(sk: diag_sock): running {
  if ("req" in sk) return { timer: 1, retrans: sk.req.num_timeout, expires: sk.req.timer?.expires ?? null };
  if (sk instanceof tcp_timewait_sock) return { timer: 3, retrans: 0, expires: sk.timer?.expires ?? null };
  if (sk instanceof tcp_sock) {
    const { retransmit_timer: rto, sk_timer } = sk;
    if (rto?.pending && sk.packets_out) return { timer: 1, retrans: sk.retransmits, expires: rto.expires };
    if (rto?.pending) return { timer: 4, retrans: sk.probes_out, expires: rto.expires };
    if (sk_timer?.pending) return { timer: 2, retrans: sk.probes_out, expires: sk_timer.expires };
  }
  return { timer: 0, retrans: 0, expires: null };
}

/** Bytes, or for a listener connections, that wait to be read and to be sent. */
function queuesOf(sk: inet_sock): [number, number] {
  if (!(sk instanceof tcp_sock)) return [sk.sk_rmem_alloc, sk.sk_wmem_alloc];
  if (sk.sk_state === TCP_LISTEN) return [sk.sk_ack_backlog, sk.sk_max_ack_backlog];
  return [Math.max(0, (sk.rcv_nxt - sk.copied_seq) | 0), (sk.write_seq - sk.snd_una) >>> 0];
}

/** The whole message. */
export function inet_sk_diag_fill(
  r: netlink_request,
  sk: diag_sock,
  q: inet_diag_request,
  flags: number,
  net_admin: boolean,
): Uint8Array {
  const full = "req" in sk || sk instanceof tcp_timewait_sock ? null : sk;
  const owner = "req" in sk ? sk.listener : sk;
  const e = endsOf(sk);
  const t = timerOf(sk);
  const now = owner.kernel.now();
  const state = full ? full.sk_state : "req" in sk ? TCP_SYN_RECV : diagStateOf(sk) || TCP_TIME_WAIT;
  const [rqueue, wqueue] = full ? queuesOf(full) : [0, 0];
  const cookie = sock_gen_cookie(owner);
  const m = new nlmsg(r.nlh.nlmsg_type, flags, r.nlh.nlmsg_seq, r.portid);
  m.u8(e.family).u8(state).u8(t.timer).u8(t.retrans).u16(e.sport).u16(e.dport);
  for (const address of [e.saddr, e.daddr]) m.raw(address).raw(new Uint8Array(16 - address.length));
  m.u32("req" in sk ? sk.req.bound_dev_if : sk.sk_bound_dev_if)
    .u32(Number(cookie & 0xffffffffn))
    .u32(Number(cookie >> 32n));
  // In steps of a jiffy.
  m.u32(t.expires === null ? 0 : Math.max(0, Math.ceil((t.expires - now) / 1e7) * 10));
  m.u32(rqueue)
    .u32(wqueue)
    .u32(full ? full.sk_uid : 0)
    .u32(full ? sock_i_ino(full) : 0);
  if (full) fill_attributes(m, full, q, net_admin);
  else if (net_admin) m.putU32(D.INET_DIAG_MARK, owner.sk_mark);
  return m.end();
}

function fill_attributes(m: nlmsg, sk: inet_sock, q: inet_diag_request, net_admin: boolean): void {
  const wanted = (type: number): boolean => (q.ext & (1 << (type - 1))) !== 0;
  const six = sk.sk_family === AF_INET6;
  m.putU8(D.INET_DIAG_SHUTDOWN, sk.sk_shutdown);
  if (wanted(D.INET_DIAG_TOS)) m.putU8(D.INET_DIAG_TOS, sk.tos);
  if (six) {
    if (wanted(D.INET_DIAG_TCLASS)) m.putU8(D.INET_DIAG_TCLASS, sk.pinet6!.tclass);
    if (sk.sk_state === TCP_LISTEN || sk.sk_state === TCP_CLOSE)
      m.putU8(D.INET_DIAG_SKV6ONLY, Number(sk.sk_ipv6only));
  }
  if (net_admin) m.putU32(D.INET_DIAG_MARK, sk.sk_mark);
  if (wanted(D.INET_DIAG_TCLASS)) m.putU32(D.INET_DIAG_CLASS_ID, sk.sk_priority);
  const icsk = sk instanceof tcp_sock ? sk : null;
  // The bits of struct inet_diag_sockopt came with 5.10.
  if (sk.kernel.release.atLeast("5.10")) {
    m.put(
      D.INET_DIAG_SOCKOPT,
      D.inet_diag_sockopt.make({
        recverr: Number(sk.recverr),
        is_icsk: Number(icsk !== null),
        freebind: Number(sk.freebind),
        hdrincl: Number(sk.hdrincl),
        mc_loop: Number(sk.mc_loop),
        transparent: Number(sk.transparent),
        mc_all: Number(sk.mc_all),
        nodefrag: Number(sk.nodefrag),
        bind_address_no_port: Number(sk.bind_address_no_port),
        recverr_rfc4884: Number(sk.recverr_rfc4884),
        defer_connect: Number(sk.defer_connect),
      }),
    );
  }
  if (wanted(D.INET_DIAG_MEMINFO)) {
    m.nest(D.INET_DIAG_MEMINFO, () => {
      m.u32(sk.sk_rmem_alloc).u32(sk.sk_wmem_queued).u32(sk.sk_forward_alloc).u32(sk.sk_wmem_alloc);
    });
  }
  if (wanted(D.INET_DIAG_SKMEMINFO)) sock_diag_put_meminfo(sk, m, D.INET_DIAG_SKMEMINFO);
  if (sk.sk_type === SOCK_RAW) m.putU8(D.INET_DIAG_PROTOCOL, sk.sk_protocol);
  if (!icsk) return;
  if (wanted(D.INET_DIAG_INFO)) m.put(D.INET_DIAG_INFO, tcp_info_bytes(icsk));
  if (wanted(D.INET_DIAG_CONG)) m.putString(D.INET_DIAG_CONG, icsk.congestion);
}
