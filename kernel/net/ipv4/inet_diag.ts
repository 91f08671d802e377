// inet_diag: TCP, UDP, UDP-Lite and raw sockets of both families for `ss` (net/ipv4/inet_diag.c, tcp_diag.c,
// udp_diag.c, raw_diag.c). A protocol is one row. Above: ../netlink/sock_diag.ts. Below: inet_diag_fill.ts,
// inet_diag_bc.ts, the protocols' tables.

import { EINVAL, ENOENT, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { IPPROTO_DCCP } from "../../uapi/linux/in.ts";
import * as D from "../../uapi/linux/inet_diag.ts";
import { NLM_F_DUMP, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { SOCK_DESTROY } from "../../uapi/linux/sock_diag.ts";
import type { net } from "../core/net_namespace.ts";
import { SOCK_BINDPORT_LOCK } from "../core/sock_flags.ts";
import { udp6_lib_lookup } from "../ipv6/udp.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  IPPROTO_UDPLITE,
  TCP_LISTEN,
  TCP_NEW_SYN_RECV,
  TCP_SYN_RECV,
} from "../linux_socket.ts";
import { netlink_dump_start, netlink_net_capable, nlmsg_unicast } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { NLMSG_ALIGN, NLMSG_HDRLEN, nla_list } from "../netlink/nlattr.ts";
import { payload, sock_diag_check_cookie, type sock_diag_handler } from "../netlink/sock_diag.ts";
import { in6_v4, ipv6_addr_v4mapped } from "../wire/addr.ts";
import { inet_diag_bc_audit, inet_diag_bc_run } from "./inet_diag_bc.ts";
import {
  addressOf,
  type diag_sock,
  diagStateOf,
  endsOf,
  type inet_diag_request,
  inet_sk_diag_fill,
} from "./inet_diag_fill.ts";
import { inet_lookup_established, inet_lookup_listener } from "./inet_hashtables.ts";
import type { inet_sock } from "./inet_sock.ts";
import { tcp_abort } from "./tcp_close.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import { udp_abort, udp_table } from "./udp.ts";
import { udp4_lib_lookup } from "./udp_input.ts";

/** How a protocol's sockets are found (struct inet_diag_handler). */
interface inet_diag_row {
  readonly protocol: number;
  all(net: net, r: inet_diag_request): Iterable<diag_sock>;
  one(net: net, r: inet_diag_request): diag_sock | null | number;
  destroy?(sk: diag_sock): number;
}

/** A chain's sockets as they came, listeners aside. */
function* tcp_all(net: net, r: inet_diag_request): Iterable<diag_sock> {
  const info = net.ipv4.tcp_death_row;
  const listeners = [...info.lhash.values()].flat();
  if (r.states & (1 << TCP_LISTEN) && !r.dport) yield* listeners;
  if (!(r.states & ~(1 << TCP_LISTEN))) return;
  yield* [...info.ehash.values()].flat();
  for (const sk of listeners) {
    for (const req of (sk as tcp_sock).syn_table?.values() ?? []) yield { req, listener: sk as tcp_sock };
  }
}

/** Both addresses in the form of the tables, IPv4 ones out of their IPv6 dress. */
function pair(r: inet_diag_request): [number | string, number | string] | number {
  if (r.family === AF_INET) return [addressOf(r.src, AF_INET), addressOf(r.dst, AF_INET)];
  if (r.family !== AF_INET6) return -EINVAL;
  const src = addressOf(r.src, AF_INET6) as string;
  const dst = addressOf(r.dst, AF_INET6) as string;
  return ipv6_addr_v4mapped(src) && ipv6_addr_v4mapped(dst) ? [in6_v4(src), in6_v4(dst)] : [src, dst];
}

function tcp_one(net: net, r: inet_diag_request): diag_sock | null | number {
  const ends = pair(r);
  if (typeof ends === "number") return ends;
  const [src, dst] = ends;
  const info = net.ipv4.tcp_death_row;
  return (
    inet_lookup_established(info, dst, r.dport, src, r.sport, { dif: r.ifindex, sdif: 0 }) ??
    inet_lookup_listener(info, null, dst, r.dport, src, r.sport, { dif: r.ifindex, sdif: 0 })
  );
}

const flat = (table: Map<number, inet_sock[]>): inet_sock[] => [...table.values()].flat();

/** Source and destination the other way round than TCP's, as ever. */
function udp_one(net: net, protocol: number, r: inet_diag_request): inet_sock | null | number {
  const ends = pair(r);
  if (typeof ends === "number") return ends;
  const [src, dst] = ends;
  if (typeof src === "number")
    return udp4_lib_lookup(
      net,
      protocol,
      src,
      r.sport,
      dst as number,
      r.dport,
      { dif: r.ifindex, sdif: 0 },
      null,
    );
  return udp6_lib_lookup(
    net,
    protocol,
    src,
    r.sport,
    dst as string,
    r.dport,
    { dif: r.ifindex, sdif: 0 },
    null,
  );
}

const udp_row = (protocol: number): inet_diag_row => ({
  protocol,
  *all(net, r) {
    for (const sk of flat(udp_table(net, protocol))) if (r.states & (1 << sk.sk_state)) yield sk;
  },
  one: (net, r) => udp_one(net, protocol, r),
  destroy: (sk) => udp_abort(sk as inet_sock),
});

const raw_tables = (net: net, family: number) =>
  family === AF_INET6 ? net.ipv4.raw6_table : family === AF_INET ? net.ipv4.raw_table : new Map();

const rows: readonly inet_diag_row[] = [
  {
    protocol: IPPROTO_TCP,
    *all(net, r) {
      for (const sk of tcp_all(net, r)) if (r.states & (1 << diagStateOf(sk))) yield sk;
    },
    one: tcp_one,
    destroy: tcp_abort,
  },
  udp_row(IPPROTO_UDP),
  udp_row(IPPROTO_UDPLITE),
  {
    protocol: IPPROTO_RAW,
    all: (net, r) => flat(raw_tables(net, r.family)),
    one(net, r) {
      for (const sk of flat(raw_tables(net, r.family))) {
        const e = endsOf(sk);
        const any = (b: Uint8Array): boolean => b.every((x) => x === 0);
        const eq = (a: Uint8Array, b: Uint8Array): boolean => any(a) || a.every((x, i) => x === b[i]);
        if (sk.inet_num !== r.raw_protocol || (sk.sk_bound_dev_if && sk.sk_bound_dev_if !== r.ifindex))
          continue;
        if (eq(e.saddr, r.src) && eq(e.daddr, r.dst)) return sk;
      }
      return null;
    },
  },
];

// ---- requests ----

function read_v2(b: Uint8Array): inet_diag_request {
  const q = D.inet_diag_req_v2.get(b);
  return read_id(b, D.inet_diag_req_v2.offsetof("id"), {
    family: q.sdiag_family,
    protocol: q.sdiag_protocol,
    raw_protocol: q.pad,
    ext: q.idiag_ext,
    states: q.idiag_states,
  });
}

type head = Pick<inet_diag_request, "family" | "protocol" | "raw_protocol" | "ext" | "states">;

function read_id(b: Uint8Array, at: number, h: head): inet_diag_request {
  const id = D.inet_diag_sockid.get(b, at);
  // A half-open connection is one in SYN_RECV to the program.
  const states = h.states & (1 << TCP_SYN_RECV) ? h.states | (1 << TCP_NEW_SYN_RECV) : h.states;
  return {
    ...h,
    states,
    sport: id.idiag_sport,
    dport: id.idiag_dport,
    src: b.slice(at + 4, at + 20),
    dst: b.slice(at + 20, at + 36),
    ifindex: id.idiag_if | 0,
    cookie: id.idiag_cookie,
  };
}

/** The filter program and the protocol beside the header; or -EINVAL. */
function attributes(
  r: netlink_request,
  hdrlen: number,
): { bc: Uint8Array | null; protocol: number | null } | number {
  let bc: Uint8Array | null = null;
  let protocol: number | null = null;
  const at = NLMSG_HDRLEN + NLMSG_ALIGN(hdrlen);
  for (const a of r.bytes.length > at ? nla_list(r.bytes.subarray(at)).attrs : []) {
    if (a.type === D.INET_DIAG_REQ_PROTOCOL) {
      if (a.data.length !== 4) return -EINVAL;
      protocol = a.u32;
    }
    if (a.type === D.INET_DIAG_REQ_BYTECODE) bc = a.data;
  }
  return { bc, protocol };
}

function passes(bc: Uint8Array | null, sk: diag_sock): boolean {
  if (!bc) return true;
  const e = endsOf(sk);
  const full = "req" in sk ? null : sk;
  return inet_diag_bc_run(bc, {
    ...e,
    ifindex: full ? full.sk_bound_dev_if : (sk as { req: { bound_dev_if: number } }).req.bound_dev_if,
    port_locked: full !== null && (full.sk_userlocks & SOCK_BINDPORT_LOCK) !== 0,
    mark: full?.sk_mark ?? 0,
  });
}

function* dump(
  nlr: netlink_request,
  row: inet_diag_row,
  q: inet_diag_request,
  bc: Uint8Array | null,
): Generator<Uint8Array, number | undefined, void> {
  const net_admin = netlink_net_capable(nlr, CAP_NET_ADMIN);
  for (const sk of row.all(nlr.net, q)) {
    const e = endsOf(sk);
    if (q.family !== AF_UNSPEC && e.family !== q.family) continue;
    if ((q.sport && q.sport !== e.sport) || (q.dport && q.dport !== e.dport)) continue;
    if (passes(bc, sk)) yield inet_sk_diag_fill(nlr, sk, q, NLM_F_MULTI, net_admin);
  }
  return undefined;
}

/** Serves a request whose header has hdrlen bytes. */
function inet_diag_cmd(r: netlink_request, q: inet_diag_request, hdrlen: number): number {
  const given = attributes(r, hdrlen);
  if (typeof given === "number") return given;
  const row = rows.find((h) => h.protocol === (given.protocol ?? q.protocol));
  const net_admin = netlink_net_capable(r, CAP_NET_ADMIN);
  const destroying = r.nlh.nlmsg_type === SOCK_DESTROY;
  if (r.nlh.nlmsg_flags & NLM_F_DUMP && !destroying) {
    const err = given.bc ? inet_diag_bc_audit(given.bc, net_admin) : 0;
    if (err) return err;
    return netlink_dump_start(r, row ? dump(r, row, q, given.bc) : failing(-ENOENT));
  }
  if (!row) return -ENOENT;
  if (destroying && !row.destroy) return -EOPNOTSUPP;
  const sk = row.one(r.net, q);
  if (typeof sk === "number") return sk;
  if (!sk) return -ENOENT;
  if (!("req" in sk) && sock_diag_check_cookie(sk, q.cookie)) return -ENOENT;
  if (!destroying) return nlmsg_unicast(r, inet_sk_diag_fill(r, sk, q, 0, net_admin));
  return net_admin ? row.destroy!(sk) : -EPERM;
}

function* failing(errno: number): Generator<Uint8Array, number, void> {
  return errno;
}

function inet_diag_handler_cmd(r: netlink_request): number {
  const b = payload(r);
  if (b.length < D.inet_diag_req_v2.size) return -EINVAL;
  return inet_diag_cmd(r, read_v2(b), D.inet_diag_req_v2.size);
}

/** The requests of before Linux 3.3: TCP's sockets of both families (inet_diag_rcv_msg_compat). */
export function inet_diag_rcv_msg_compat(r: netlink_request): number {
  const b = payload(r);
  if (b.length < D.inet_diag_req.size) return -EINVAL;
  const c = D.inet_diag_req.get(b);
  const q = read_id(b, D.inet_diag_req.offsetof("id"), {
    family: r.nlh.nlmsg_flags & NLM_F_DUMP ? AF_UNSPEC : c.idiag_family,
    protocol: r.nlh.nlmsg_type === D.TCPDIAG_GETSOCK ? IPPROTO_TCP : IPPROTO_DCCP,
    raw_protocol: 0,
    ext: c.idiag_ext,
    states: c.idiag_states,
  });
  return inet_diag_cmd(r, q, D.inet_diag_req.size);
}

export const inet_diag_handler: sock_diag_handler = {
  family: AF_INET,
  dump: inet_diag_handler_cmd,
  destroy: inet_diag_handler_cmd,
};
export const inet6_diag_handler: sock_diag_handler = { ...inet_diag_handler, family: AF_INET6 };
