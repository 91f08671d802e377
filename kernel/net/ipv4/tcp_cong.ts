// Congestion control: the algorithms by name, and NewReno, which every other one falls back on (net/ipv4/tcp_cong.c).
// Above: tcp_recovery.ts, tcp_ack.ts, tcp_sockopt.ts, sysctl_net_ipv4.ts. Below: tcp_cubic.ts, tcp_sock.ts.

import { tcp_cubic } from "./tcp_cubic.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import * as T from "./tcp_sock.ts";

/** One algorithm (struct tcp_congestion_ops). What is absent it does not do. */
export interface tcp_congestion_ops {
  readonly name: string;
  /** The connection begins, or has been given this algorithm. */
  init?(sk: tcp_sock): void;
  /** Slow start threshold after a loss. */
  ssthresh(sk: tcp_sock): number;
  /** Segments have been acknowledged and the window was what limited sending. */
  cong_avoid(sk: tcp_sock, acked: number): void;
  /** The window before a reduction that proves to have been wrong. */
  undo_cwnd(sk: tcp_sock): number;
  /** A round trip (ns) was measured. */
  pkts_acked?(sk: tcp_sock, rtt: number): void;
  /** All in flight was taken for lost. */
  loss?(sk: tcp_sock): void;
  /** Sending starts again after nothing was in flight. */
  tx_start?(sk: tcp_sock): void;
}

export const tcp_in_slow_start = (sk: tcp_sock): boolean => sk.snd_cwnd < sk.snd_ssthresh;

/** Grows by one for each acknowledged segment up to the threshold; what is left of acked. */
export function tcp_slow_start(sk: tcp_sock, acked: number): number {
  const cwnd = Math.min(sk.snd_cwnd + acked, sk.snd_ssthresh);
  acked -= cwnd - sk.snd_cwnd;
  sk.snd_cwnd = cwnd;
  return acked;
}

/** Grows by one for each w acknowledged segments. */
export function tcp_cong_avoid_ai(sk: tcp_sock, w: number, acked: number): void {
  if (sk.snd_cwnd_cnt >= w) {
    sk.snd_cwnd_cnt = 0;
    sk.snd_cwnd++;
  }
  sk.snd_cwnd_cnt += acked;
  if (sk.snd_cwnd_cnt < w) return;
  const more = Math.floor(sk.snd_cwnd_cnt / w);
  sk.snd_cwnd_cnt -= more * w;
  sk.snd_cwnd += more;
}

/** Whether the window, and not the program or the peer, holds sending back (tcp_is_cwnd_limited). */
export const tcp_is_cwnd_limited = (sk: tcp_sock): boolean =>
  sk.is_cwnd_limited || (tcp_in_slow_start(sk) && sk.snd_cwnd < 2 * sk.max_packets_out);

const tcp_reno: tcp_congestion_ops = {
  name: "reno",
  ssthresh: (sk) => Math.max(sk.snd_cwnd >> 1, 2),
  cong_avoid(sk, acked) {
    if (!tcp_is_cwnd_limited(sk)) return;
    if (tcp_in_slow_start(sk)) {
      acked = tcp_slow_start(sk, acked);
      if (!acked) return;
    }
    tcp_cong_avoid_ai(sk, sk.snd_cwnd, acked);
  },
  undo_cwnd: (sk) => Math.max(sk.snd_cwnd, sk.prior_cwnd),
};

/** The algorithms there are, in the order /proc/sys shows them. */
const algorithms = (): readonly tcp_congestion_ops[] => [tcp_reno, tcp_cubic];

export const tcp_ca_names = (): string[] => algorithms().map((ca) => ca.name);
export const tcp_ca_find = (name: string): tcp_congestion_ops | undefined =>
  algorithms().find((ca) => ca.name === name);

/** The algorithm of a connection. */
export const tcp_ca = (sk: tcp_sock): tcp_congestion_ops => (sk.ca_ops ??= tcp_ca_find(sk.congestion)!);

/** Gives a socket an algorithm by name (TCP_CONGESTION); false: there is none of that name. */
export function tcp_set_congestion_control(sk: tcp_sock, name: string): boolean {
  const ca = tcp_ca_find(name);
  if (!ca) return false;
  if (sk.congestion === name) return true;
  sk.congestion = name;
  sk.ca_ops = ca;
  ca.init?.(sk);
  return true;
}

/** Window while idle: halved for each time-out that passed, not below the initial one (tcp_cwnd_restart). */
export function tcp_cwnd_restart(sk: tcp_sock, idle: number): void {
  const restart = Math.min(T.TCP_INIT_CWND, sk.snd_cwnd);
  sk.snd_ssthresh = tcp_current_ssthresh(sk);
  let cwnd = sk.snd_cwnd;
  for (let left = idle - sk.rto; left > 0 && cwnd > restart; left -= sk.rto) cwnd >>= 1;
  sk.snd_cwnd = Math.max(cwnd, restart);
}

export const tcp_current_ssthresh = (sk: tcp_sock): number =>
  sk.ca_state === T.TCP_CA_CWR || sk.ca_state === T.TCP_CA_Recovery
    ? sk.snd_ssthresh
    : Math.max(sk.snd_ssthresh, (sk.snd_cwnd >> 1) + (sk.snd_cwnd >> 2));
