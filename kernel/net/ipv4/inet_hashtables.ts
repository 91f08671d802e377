// Who has which port and connection: TCP's bind, listen and established tables of a namespace, and the comparison of
// local addresses that decides conflicts (net/ipv4/inet_hashtables.c, inet_connection_sock.c).
// Above: tcp*.ts, udp.ts, inet6. Below: inet_sock.ts, ../core/sock_reuseport.ts.

import { inet_bound_dev_eq, l3mdev_master_ifindex_by_index, type skb_devs } from "../core/l3mdev.ts";
import type { sk_buff } from "../core/skbuff.ts";
import type { sock } from "../core/sock.ts";
import { inet_ehashfn, reuseport_select_sock } from "../core/sock_reuseport.ts";
import { AF_INET6, TCP_LISTEN, TCP_TIME_WAIT } from "../linux_socket.ts";
import { in6_v4, in6addr_any, ipv6_addr_v4mapped } from "../wire/addr.ts";
import type { inet_sock } from "./inet_sock.ts";

/** The sockets bound to one port, and what the last look at them showed (struct inet_bind_bucket). */
export class inet_bind_bucket {
  readonly owners: inet_sock[] = [];
  /** -1: only automatically bound connections; 1: everybody set SO_REUSEADDR. */
  fastreuse = 0;
  /** -1 as above; 1: STRICT, 2: ANY. */
  fastreuseport = 0;
  fast: { uid: number; rcv_saddr: number; v6: string | null; ipv6only: boolean } | null = null;
  constructor(
    readonly port: number,
    readonly l3mdev: number,
  ) {}
}

/** Without tcp_l3mdev_accept each L3 domain has ports of its own (inet_sk_bound_l3mdev). */
export const inet_sk_bound_l3mdev = (sk: inet_sock): number =>
  sk.sk_net.ipv4.sysctl_tcp_l3mdev_accept ? 0 : l3mdev_master_ifindex_by_index(sk.sk_net, sk.sk_bound_dev_if);
const bind_key = (port: number, l3mdev: number): number => l3mdev * 65536 + port;

/** A closed connection's remains (struct inet_timewait_sock): enough to answer late packets. */
export type tw_sock = inet_sock;

/** One namespace's TCP tables. */
export class inet_hashinfo {
  /** By port and L3 domain: bind_key(). */
  readonly bhash = new Map<number, inet_bind_bucket>();
  /** Listeners by port, the youngest first. */
  readonly lhash = new Map<number, inet_sock[]>();
  /** Connections and their remains by ports; a chain each. */
  readonly ehash = new Map<number, inet_sock[]>();
  tw_count = 0;

  bucket(port: number, l3mdev: number): inet_bind_bucket | undefined {
    return this.bhash.get(bind_key(port, l3mdev));
  }

  new_bucket(port: number, l3mdev: number): inet_bind_bucket {
    const tb = new inet_bind_bucket(port, l3mdev);
    this.bhash.set(bind_key(port, l3mdev), tb);
    return tb;
  }

  ekey(lport: number, fport: number): number {
    return lport * 65536 + fport;
  }

  insert(sk: inet_sock): void {
    const key = this.ekey(sk.inet_num, sk.inet_dport);
    const chain = this.ehash.get(key);
    if (chain) chain.unshift(sk);
    else this.ehash.set(key, [sk]);
    sk.hashed = true;
  }

  remove(sk: inet_sock): void {
    const key = this.ekey(sk.inet_num, sk.inet_dport);
    const chain = this.ehash.get(key);
    const i = chain ? chain.indexOf(sk) : -1;
    if (i >= 0) {
      chain!.splice(i, 1);
      if (chain!.length === 0) this.ehash.delete(key);
    }
    sk.hashed = false;
  }
}

export const ipv6_only_sock = (sk: sock): boolean => sk.sk_ipv6only;

const isAny6 = (a: string) => a === in6addr_any;

/** Whether two sockets' local addresses are the same, or overlap if wildcards count (inet_rcv_saddr_equal). */
export function inet_rcv_saddr_equal(sk: inet_sock, sk2: inet_sock, wild: boolean): boolean {
  if (sk.sk_family === AF_INET6) {
    return ipv6_rcv_saddr_equal(
      sk.sk_v6_rcv_saddr,
      sk2.sk_family === AF_INET6 ? sk2.sk_v6_rcv_saddr : null,
      sk.inet_rcv_saddr,
      sk2.inet_rcv_saddr,
      sk.sk_ipv6only,
      sk2.sk_ipv6only,
      wild,
      wild,
    );
  }
  return ipv4_rcv_saddr_equal(sk.inet_rcv_saddr, sk2.inet_rcv_saddr, sk2.sk_ipv6only, wild, wild);
}

export function ipv4_rcv_saddr_equal(
  a: number,
  b: number,
  ipv6only2: boolean,
  wild1: boolean,
  wild2: boolean,
): boolean {
  if (ipv6only2) return false;
  return a === b || (wild1 && !a) || (wild2 && !b);
}

export function ipv6_rcv_saddr_equal(
  a6: string,
  b6: string | null,
  a4: number,
  b4: number,
  only1: boolean,
  only2: boolean,
  wild1: boolean,
  wild2: boolean,
): boolean {
  const mapped1 = ipv6_addr_v4mapped(a6);
  const mapped2 = b6 === null || ipv6_addr_v4mapped(b6);
  const any2 = b6 !== null && isAny6(b6);
  if (mapped1 && mapped2) {
    if (only2) return false;
    return (b6 === null ? a4 === b4 : in6_v4(a6) === b4) || (wild1 && !a4) || (wild2 && !b4);
  }
  if (isAny6(a6) && any2) return true;
  if (any2 && wild2 && !(only2 && mapped1)) return true;
  if (isAny6(a6) && wild1 && !(only1 && mapped2)) return true;
  return b6 !== null && a6 === b6;
}

// ---- TCP's ports ----

function inet_bind_conflict(
  sk: inet_sock,
  sk2: inet_sock,
  relax: boolean,
  cb_ok: boolean,
  reuseport_ok: boolean,
): boolean {
  if (sk === sk2) return false;
  const [d1, d2] = [sk.sk_bound_dev_if, sk2.sk_bound_dev_if];
  if (d1 && d2 && d1 !== d2) return false;
  const sameUser = sk2.sk_state === TCP_TIME_WAIT || sk.sk_uid === sk2.sk_uid;
  if (sk.sk_reuse && sk2.sk_reuse && sk2.sk_state !== TCP_LISTEN) {
    return !relax || (!reuseport_ok && sk.sk_reuseport && sk2.sk_reuseport && cb_ok && sameUser);
  }
  return !reuseport_ok || !sk.sk_reuseport || !sk2.sk_reuseport || !cb_ok || !sameUser;
}

export function inet_csk_bind_conflict(
  sk: inet_sock,
  tb: inet_bind_bucket,
  relax: boolean,
  reuseport_ok: boolean,
): boolean {
  const cb_ok = !sk.sk_reuseport_cb;
  return tb.owners.some(
    (sk2) => inet_bind_conflict(sk, sk2, relax, cb_ok, reuseport_ok) && inet_rcv_saddr_equal(sk, sk2, true),
  );
}

function sk_reuseport_match(tb: inet_bind_bucket, sk: inet_sock): boolean {
  if (tb.fastreuseport <= 0 || !sk.sk_reuseport || sk.sk_reuseport_cb) return false;
  const f = tb.fast!;
  if (f.uid !== sk.sk_uid) return false;
  if (tb.fastreuseport === 2) return true;
  const v6 = sk.sk_family === AF_INET6 ? sk.sk_v6_rcv_saddr : null;
  if (f.v6 !== null) {
    return ipv6_rcv_saddr_equal(
      f.v6,
      v6,
      f.rcv_saddr,
      sk.inet_rcv_saddr,
      f.ipv6only,
      sk.sk_ipv6only,
      true,
      false,
    );
  }
  return ipv4_rcv_saddr_equal(f.rcv_saddr, sk.inet_rcv_saddr, sk.sk_ipv6only, true, false);
}

function inet_csk_update_fastreuse(tb: inet_bind_bucket, sk: inet_sock): void {
  const reuse = sk.sk_reuse !== 0 && sk.sk_state !== TCP_LISTEN;
  const remember = (level: number) => {
    tb.fastreuseport = level;
    tb.fast = {
      uid: sk.sk_uid,
      rcv_saddr: sk.inet_rcv_saddr,
      v6: sk.sk_family === AF_INET6 ? sk.sk_v6_rcv_saddr : null,
      ipv6only: sk.sk_ipv6only,
    };
  };
  if (tb.owners.length === 0) {
    tb.fastreuse = reuse ? 1 : 0;
    if (sk.sk_reuseport) remember(2);
    else tb.fastreuseport = 0;
    return;
  }
  if (!reuse) tb.fastreuse = 0;
  if (!sk.sk_reuseport) tb.fastreuseport = 0;
  else if (!sk_reuseport_match(tb, sk)) remember(1);
}

export function inet_bind_hash(sk: inet_sock, tb: inet_bind_bucket, port: number): void {
  sk.inet_num = port;
  tb.owners.unshift(sk);
  sk.icsk_bind_hash = tb;
}

export function inet_put_port(sk: inet_sock): void {
  const tb = sk.icsk_bind_hash;
  if (!tb) return;
  tb.owners.splice(tb.owners.indexOf(sk), 1);
  if (tb.owners.length === 0) sk.sk_net.ipv4.tcp_death_row.bhash.delete(bind_key(tb.port, tb.l3mdev));
  sk.icsk_bind_hash = null;
  sk.inet_num = 0;
}

/** The ports automatic binding tries, odd ones first (inet_csk_find_open_port). random(n): below n. */
export function* portScan(
  low: number,
  high: number,
  odd: number,
  random: (n: number) => number,
): Generator<number> {
  const span = high + 1 - low;
  const remaining = span > 1 ? span & ~1 : span;
  const start = (random(remaining) & ~1) | odd;
  for (const parity of [0, 1]) {
    let port = low + ((start ^ parity) % remaining);
    for (let i = 0; i < remaining; i += 2, port += 2) {
      if (port >= low + remaining) port -= remaining;
      yield port;
    }
  }
}

/** Binds to a port, 0 for any: false if it is taken (inet_csk_get_port). */
export function inet_csk_get_port(
  sk: inet_sock,
  snum: number,
  range: [number, number],
  random: (n: number) => number,
): boolean {
  const info = sk.sk_net.ipv4.tcp_death_row;
  const l3mdev = inet_sk_bound_l3mdev(sk);
  let port = snum;
  if (!port) {
    const find = (relax: boolean): number => {
      for (const p of portScan(range[0], range[1], 1, random)) {
        const tb = info.bucket(p, l3mdev);
        if (!tb || !inet_csk_bind_conflict(sk, tb, relax, false)) return p;
      }
      return 0;
    };
    // None left: with ip_autobind_reuse one that may serve several destinations.
    port = find(false) || (sk.sk_net.ipv4.sysctl_ip_autobind_reuse ? find(true) : 0);
    if (!port) return false;
  } else {
    const tb = info.bucket(port, l3mdev);
    if (tb?.owners.length) {
      const reuse = sk.sk_reuse !== 0 && sk.sk_state !== TCP_LISTEN;
      const free = (tb.fastreuse > 0 && reuse) || sk_reuseport_match(tb, sk);
      if (!free && inet_csk_bind_conflict(sk, tb, true, true)) return false;
    }
  }
  let tb = info.bucket(port, l3mdev);
  tb ??= info.new_bucket(port, l3mdev);
  inet_csk_update_fastreuse(tb, sk);
  if (!sk.icsk_bind_hash) inet_bind_hash(sk, tb, port);
  return true;
}

// ---- TCP's look-up ----

/** An address of either family as it is compared: a number, or a string of 16. */
export type any_addr = number | string;

export function inet_match(
  sk: inet_sock,
  saddr: any_addr,
  daddr: any_addr,
  sport: number,
  dport: number,
  at: skb_devs,
): boolean {
  if (sk.inet_num !== dport || sk.inet_dport !== sport) return false;
  if (typeof saddr === "number") {
    if (sk.inet_daddr !== saddr || sk.inet_rcv_saddr !== daddr) return false;
  } else if (sk.sk_family !== AF_INET6 || sk.sk_v6_daddr !== saddr || sk.sk_v6_rcv_saddr !== daddr)
    return false;
  return inet_bound_dev_eq(sk.sk_net.ipv4.sysctl_tcp_l3mdev_accept, sk.sk_bound_dev_if, at);
}

export function inet_lookup_established(
  info: inet_hashinfo,
  saddr: any_addr,
  sport: number,
  daddr: any_addr,
  dport: number,
  at: skb_devs,
): inet_sock | null {
  const chain = info.ehash.get(info.ekey(dport, sport));
  return chain?.find((sk) => inet_match(sk, saddr, daddr, sport, dport, at)) ?? null;
}

function listener_score(sk: inet_sock, daddr: any_addr, at: skb_devs, any: boolean): number {
  if (typeof daddr === "number") {
    if (sk.sk_ipv6only) return -1;
    if (sk.inet_rcv_saddr !== (any ? 0 : daddr)) return -1;
  } else if (sk.sk_family !== AF_INET6 || sk.sk_v6_rcv_saddr !== (any ? in6addr_any : daddr)) return -1;
  if (!inet_bound_dev_eq(sk.sk_net.ipv4.sysctl_tcp_l3mdev_accept, sk.sk_bound_dev_if, at)) return -1;
  let score = sk.sk_bound_dev_if ? 2 : 1;
  if (typeof daddr === "number" && sk.sk_family !== AF_INET6) score++;
  if (sk.sk_incoming_cpu === 0) score++;
  return score;
}

/** The listener for a connection request: exact address first, then the wildcard (__inet_lookup_listener). */
export function inet_lookup_listener(
  info: inet_hashinfo,
  skb: sk_buff | null,
  saddr: any_addr,
  sport: number,
  daddr: any_addr,
  dport: number,
  at: skb_devs,
): inet_sock | null {
  const chain = info.lhash.get(dport);
  if (!chain) return null;
  for (const any of [false, true]) {
    let best: inet_sock | null = null;
    let hi = 0;
    for (const sk of chain) {
      const score = listener_score(sk, daddr, at, any);
      if (score <= hi) continue;
      best = sk.sk_reuseport ? reuseport_select_sock(sk, inet_ehashfn(daddr, dport, saddr, sport), skb) : sk;
      hi = score;
    }
    if (best) return best;
  }
  return null;
}
