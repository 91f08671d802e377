// CUBIC (RFC 9438; net/ipv4/tcp_cubic.c, 6.1): the window follows a cubic curve of the time since the last loss, which is flat
// around the window at which that happened; in slow start HyStart looks for the moment to leave it.
// Above: tcp_cong.ts. Below: tcp_sock.ts.

import {
  tcp_cong_avoid_ai,
  type tcp_congestion_ops,
  tcp_in_slow_start,
  tcp_is_cwnd_limited,
  tcp_slow_start,
} from "./tcp_cong.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import { after } from "./tcp_sock.ts";

/** Windows are multiplied by this after a loss (717/1024 in Linux). */
const BETA = 717 / 1024;
/** The curve's scale: segments a second cubed (41 << 10 over 2^40 in 1/1024 s there, 0.4 in the RFC). */
const C = (410 * 1024 ** 3) / 2 ** 40;
/** Where Reno would be: segments that reno needs acknowledged for each that it grows, over the window. */
const RENO_SCALE = (8 * (1 + BETA)) / 3 / (1 - BETA) / 8;
const SECOND = 1e9;

/** HyStart: no sooner than at this window; acknowledgements this close are one train; the delay that counts. */
const HYSTART_LOW_WINDOW = 16;
const HYSTART_ACK_DELTA = 2e6;
const HYSTART_MIN_SAMPLES = 8;
const HYSTART_DELAY_MIN = 4e6;
const HYSTART_DELAY_MAX = 16e6;

/** What the algorithm knows of a connection (struct bictcp). Times are ns. */
class bictcp {
  cnt = 0;
  last_max_cwnd = 0;
  last_cwnd = 0;
  last_time = 0;
  /** Window and time of the curve's inflection, counted from epoch_start. */
  origin_point = 0;
  K = 0;
  delay_min = 0;
  epoch_start = 0;
  ack_cnt = 0;
  tcp_cwnd = 0;
  // HyStart's round
  found = false;
  round_start = 0;
  last_ack = 0;
  curr_rtt = Number.MAX_VALUE;
  sample_cnt = 0;
  end_seq = 0;
}

const ca_of = (sk: tcp_sock): bictcp => {
  if (!(sk.ca_priv instanceof bictcp)) sk.ca_priv = new bictcp();
  return sk.ca_priv as bictcp;
};

function hystart_reset(sk: tcp_sock, ca: bictcp): void {
  ca.round_start = ca.last_ack = sk.kernel.now();
  ca.end_seq = sk.snd_nxt;
  ca.curr_rtt = Number.MAX_VALUE;
  ca.sample_cnt = 0;
}

/** Sets ca.cnt: how many acknowledged segments let the window grow by one (bictcp_update). */
function update(sk: tcp_sock, ca: bictcp, cwnd: number, acked: number): void {
  const now = sk.kernel.now();
  ca.ack_cnt += acked;
  if (ca.last_cwnd === cwnd && now - ca.last_time <= SECOND / 32 && ca.last_time) return;
  const same_moment = ca.epoch_start && now === ca.last_time;
  if (!same_moment) {
    ca.last_cwnd = cwnd;
    ca.last_time = now;
    if (!ca.epoch_start) {
      ca.epoch_start = now || 1;
      ca.ack_cnt = acked;
      ca.tcp_cwnd = cwnd;
      if (ca.last_max_cwnd <= cwnd) {
        ca.K = 0;
        ca.origin_point = cwnd;
      } else {
        ca.K = Math.cbrt((ca.last_max_cwnd - cwnd) / C);
        ca.origin_point = ca.last_max_cwnd;
      }
    }
    const t = (now - ca.epoch_start + ca.delay_min) / SECOND;
    const target = Math.floor(ca.origin_point + C * (t - ca.K) ** 3);
    ca.cnt = target > cwnd ? Math.floor(cwnd / (target - cwnd)) : 100 * cwnd;
    if (ca.last_max_cwnd === 0 && ca.cnt > 20) ca.cnt = 20;
  }
  // Not slower than Reno would be.
  const delta = Math.max(1, Math.floor(cwnd * RENO_SCALE));
  while (ca.ack_cnt > delta) {
    ca.ack_cnt -= delta;
    ca.tcp_cwnd++;
  }
  if (ca.tcp_cwnd > cwnd) ca.cnt = Math.min(ca.cnt, Math.floor(cwnd / (ca.tcp_cwnd - cwnd)));
  ca.cnt = Math.max(ca.cnt, 2);
}

/** Leaves slow start when acknowledgements come in a train as long as half the path, or later and later (hystart_update). */
function hystart_update(sk: tcp_sock, ca: bictcp, delay: number): void {
  if (after(sk.snd_una, ca.end_seq)) hystart_reset(sk, ca);
  const now = sk.kernel.now();
  if (now - ca.last_ack <= HYSTART_ACK_DELTA) {
    ca.last_ack = now;
    if (now - ca.round_start > ca.delay_min / 2) ca.found = true;
  }
  if (!ca.found) {
    ca.curr_rtt = Math.min(ca.curr_rtt, delay);
    if (ca.sample_cnt < HYSTART_MIN_SAMPLES) ca.sample_cnt++;
    else {
      const slack = Math.min(Math.max(ca.delay_min / 8, HYSTART_DELAY_MIN), HYSTART_DELAY_MAX);
      if (ca.curr_rtt > ca.delay_min + slack) ca.found = true;
    }
  }
  if (ca.found) sk.snd_ssthresh = sk.snd_cwnd;
}

export const tcp_cubic: tcp_congestion_ops = {
  name: "cubic",
  init(sk) {
    sk.ca_priv = new bictcp();
    hystart_reset(sk, ca_of(sk));
  },
  ssthresh(sk) {
    const ca = ca_of(sk);
    const { snd_cwnd } = sk;
    ca.epoch_start = 0;
    // Somebody else wants a share: give way by more than the loss asks for.
    ca.last_max_cwnd = snd_cwnd < ca.last_max_cwnd ? Math.floor((snd_cwnd * (1 + BETA)) / 2) : snd_cwnd;
    return Math.max(Math.floor(snd_cwnd * BETA), 2);
  },
  cong_avoid(sk, acked) {
    if (!tcp_is_cwnd_limited(sk)) return;
    const ca = ca_of(sk);
    if (tcp_in_slow_start(sk)) {
      acked = tcp_slow_start(sk, acked);
      if (!acked) return;
    }
    update(sk, ca, sk.snd_cwnd, acked);
    tcp_cong_avoid_ai(sk, ca.cnt, acked);
  },
  undo_cwnd: (sk) => Math.max(sk.snd_cwnd, sk.prior_cwnd),
  pkts_acked(sk, rtt) {
    const ca = ca_of(sk);
    // The first second after a loss measures the queue, not the path.
    if (ca.epoch_start && sk.kernel.now() - ca.epoch_start < SECOND) return;
    const delay = Math.max(rtt, 1000);
    if (ca.delay_min === 0 || ca.delay_min > delay) ca.delay_min = delay;
    if (!ca.found && tcp_in_slow_start(sk) && sk.snd_cwnd >= HYSTART_LOW_WINDOW)
      hystart_update(sk, ca, delay);
  },
  loss(sk) {
    sk.ca_priv = new bictcp();
    hystart_reset(sk, ca_of(sk));
  },
  tx_start(sk) {
    const ca = ca_of(sk);
    const idle = sk.kernel.now() - sk.lsndtime;
    if (ca.epoch_start && idle > 0) ca.epoch_start = Math.min(ca.epoch_start + idle, sk.kernel.now());
  },
};
