// struct tcp_info of a connection (net/ipv4/tcp.c tcp_get_info). Above: tcp_sockopt.ts, sock_diag. Below: uapi.

import { tcp_info } from "../../uapi/linux/tcp.ts";
import { TCP_CLOSE, TCP_LISTEN } from "../linux_socket.ts";
import type { tcp_sock } from "./tcp_sock.ts";
import { seq_diff } from "./tcp_sock.ts";

const us = (ns: number) => Math.round(ns / 1000);
const ms = (ns: number) => Math.max(0, Math.round(ns / 1_000_000));
const TCPI_OPT_TIMESTAMPS = 1;
const TCPI_OPT_SACK = 2;
const TCPI_OPT_WSCALE = 4;

/** The fields' bytes. How many there are depends on the release: 6.1 has 232. */
export function tcp_info_bytes(sk: tcp_sock): Uint8Array {
  const size = sk.kernel.release.atLeast("5.19") ? tcp_info.size : Math.min(tcp_info.size, 232);
  const b = new Uint8Array(size);
  const v = new DataView(b.buffer);
  const now = sk.kernel.now();
  b[0] = sk.sk_state;
  if (sk.sk_state === TCP_LISTEN) {
    v.setUint32(80, sk.snd_cwnd);
    v.setUint32(88, sk.reordering);
    v.setUint32(24, sk.sk_ack_backlog);
    v.setUint32(28, sk.sk_max_ack_backlog);
    return b;
  }
  b[1] = sk.ca_state;
  b[2] = sk.retransmits;
  b[3] = sk.probes_out;
  b[4] = sk.backoff;
  b[5] =
    (sk.tstamp_ok ? TCPI_OPT_TIMESTAMPS : 0) |
    (sk.sack_ok ? TCPI_OPT_SACK : 0) |
    (sk.wscale_ok ? TCPI_OPT_WSCALE : 0);
  // No rate was measured yet but by what the program had to send (tcpi_delivery_rate_app_limited).
  if (sk.data_segs_out === 0) b[7] = 0x80;
  b[6] = (sk.snd_wscale << 4) | sk.rcv_wscale;
  const words = [
    us(sk.rto),
    sk.bytes_received ? 40_000 : 0,
    sk.mss_cache,
    sk.sk_state === TCP_CLOSE && !sk.bytes_received ? 0 : sk.rcv_mss,
    sk.packets_out,
    sk.sacked_out,
    sk.lost_out,
    sk.retrans_out,
    0,
    ms(now - sk.lsndtime),
    0,
    ms(now - sk.lrcvtime),
    ms(now - sk.rcv_tstamp),
    sk.af_ops?.mtu(sk) || 0,
    sk.rcv_wnd,
    us(sk.srtt),
    us(sk.rttvar),
    sk.snd_ssthresh,
    sk.snd_cwnd,
    sk.advmss,
    sk.reordering,
    us(sk.rcv_rtt.rtt),
    sk.rcvq_space.space,
    sk.total_retrans,
  ];
  for (const [i, w] of words.entries()) v.setUint32(8 + 4 * i, w);
  v.setBigUint64(104, 0xffffffffffffffffn);
  v.setBigUint64(112, 0xffffffffffffffffn);
  v.setBigUint64(120, BigInt(sk.bytes_acked));
  v.setBigUint64(128, BigInt(sk.bytes_received));
  v.setUint32(136, sk.segs_out);
  v.setUint32(140, sk.segs_in);
  v.setUint32(144, Math.max(0, seq_diff(sk.write_seq, sk.snd_nxt)));
  v.setUint32(148, sk.min_rtt === Number.MAX_VALUE ? 0xffffffff : us(sk.min_rtt));
  v.setUint32(152, sk.data_segs_in);
  v.setUint32(156, sk.data_segs_out);
  v.setUint32(192, sk.delivered);
  if (size >= 208) v.setBigUint64(200, BigInt(sk.bytes_sent));
  if (size >= 224) {
    v.setBigUint64(208, BigInt(sk.bytes_retrans));
    v.setUint32(216, sk.dsack_dups);
    v.setUint32(220, Number(sk.reord_seen));
  }
  if (size >= 232) v.setUint32(228, sk.snd_wnd);
  return b;
}
