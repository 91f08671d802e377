// struct tcp_sock: the state of one connection or listener, and the small functions on sequence numbers
// (include/linux/tcp.h, net/tcp.h). Above: tcp*.ts. Below: inet_sock.ts.

import type { Timer } from "../../time/timer.ts";
import type { net } from "../core/net_namespace.ts";
import type { skb_data } from "../core/skb_data.ts";
import type { sk_buff } from "../core/skbuff.ts";
import type { proto } from "../core/sock.ts";
import type { socket } from "../socket.ts";
import type { any_addr } from "./inet_hashtables.ts";
import { inet_sock } from "./inet_sock.ts";
import type { tcp_congestion_ops } from "./tcp_cong.ts";
import type { tcp_tx_note } from "./tcp_tx_status.ts";

export const TCPHDR_FIN = 1;
export const TCPHDR_SYN = 2;
export const TCPHDR_RST = 4;
export const TCPHDR_PSH = 8;
export const TCPHDR_ACK = 16;
export const TCPHDR_URG = 32;
export const TCPHDR_ECE = 64;
export const TCPHDR_CWR = 128;

/** nonagle bits. */
export const TCP_NAGLE_OFF = 1;
export const TCP_NAGLE_CORK = 2;
export const TCP_NAGLE_PUSH = 4;

/** urg_data: what is known of the urgent byte. */
export const TCP_URG_VALID = 0x100;
export const TCP_URG_NOTYET = 0x200;
export const TCP_URG_READ = 0x400;

export const MSEC = 1_000_000;
export const TCP_RTO_MIN = 200 * MSEC;
export const TCP_RTO_MAX = 120_000 * MSEC;
export const TCP_TIMEOUT_INIT = 1000 * MSEC;
export const TCP_DELACK_MIN = 40 * MSEC;
export const TCP_TIMEWAIT_LEN = 60_000 * MSEC;
export const TCP_INIT_CWND = 10;
export const TCP_MSS_DEFAULT = 536;
export const TCP_MIN_MSS = 88;
export const TCP_INFINITE_SSTHRESH = 0x7fffffff;
export const MAX_TCP_WINDOW = 32767;

/** States of congestion control (enum tcp_ca_state). */
export const TCP_CA_Open = 0;
export const TCP_CA_Disorder = 1;
export const TCP_CA_CWR = 2;
export const TCP_CA_Recovery = 3;
export const TCP_CA_Loss = 4;

/** What retransmit_timer is set for (icsk_pending). */
export const ICSK_TIME_RETRANS = 1;
export const ICSK_TIME_PROBE0 = 3;
export const ICSK_TIME_LOSS_PROBE = 5;
export const ICSK_TIME_REO_TIMEOUT = 6;

export const seq_add = (a: number, n: number): number => (a + n) >>> 0;
export const seq_diff = (a: number, b: number): number => (a - b) | 0;
export const before = (a: number, b: number): boolean => ((a - b) | 0) < 0;
export const after = (a: number, b: number): boolean => ((a - b) | 0) > 0;
export const between = (x: number, lo: number, hi: number): boolean => (hi - lo) >>> 0 >= (x - lo) >>> 0;

/** Bytes to send, or sent and not acknowledged (what an sk_buff of the write queue is). */
export interface tcp_seg {
  seq: number;
  data: Uint8Array;
  /** What the data lie in. */
  shared: skb_data | null;
  /** In front of the data is room for headers that nobody has used: the first packet need not copy (TCP_HEADROOM). */
  headroom: boolean;
  /** Bytes of data that count; more room may follow. */
  len: number;
  flags: number;
  truesize: number;
  /** When it was sent last, and whether more than once. */
  sent_at: number;
  retrans: boolean;
  /** Which sending of the connection that was: time does not tell sendings of one moment apart. */
  order: number;
  /** The scoreboard: the peer has it; it is lost; it is on its way again. */
  sacked: boolean;
  lost: boolean;
  retrans_out: boolean;
}
/** A FIN or SYN takes a number of its own. */
export const seg_end = (s: tcp_seg): number =>
  (s.seq + s.len + (s.flags & (TCPHDR_FIN | TCPHDR_SYN) ? 1 : 0)) >>> 0;

/** What a received segment's skb.cb holds (struct tcp_skb_cb). */
export interface tcp_skb_cb {
  seq: number;
  end_seq: number;
  ack_seq: number;
  flags: number;
  window: number;
  urg_ptr: number;
  opt: tcp_options_received;
  iif: number;
}
export const TCP_SKB_CB = (skb: sk_buff): tcp_skb_cb => skb.cb;

export interface tcp_options_received {
  saw_tstamp: boolean;
  tsval: number;
  tsecr: number;
  wscale: number;
  sack_ok: boolean;
  mss: number;
  sack: [number, number][];
}

/** A connection request that waits for its last acknowledgement (struct tcp_request_sock). */
export interface request_sock {
  key: string;
  saddr: any_addr;
  daddr: any_addr;
  rport: number;
  lport: number;
  rcv_isn: number;
  snt_isn: number;
  mss: number;
  wscale: number;
  rcv_wscale: number;
  tstamp_ok: boolean;
  sack_ok: boolean;
  ts_recent: number;
  window: number;
  iif: number;
  bound_dev_if: number;
  tos: number;
  num_timeout: number;
  /** When it was answered first. */
  snt_synack: number;
  /** DEFER_ACCEPT: the bare acknowledgement has come, data are waited for. */
  acked: boolean;
  timer: Timer | null;
  flowlabel: number;
}

/** What IPv4 and IPv6 do differently for TCP (struct inet_connection_sock_af_ops). */
export interface inet_connection_sock_af_ops {
  /** Sends a segment whose data begin at the TCP header. 0 or -ERRNO. */
  queue_xmit(sk: tcp_sock, skb: sk_buff): number;
  /** Sum of the pseudo header for a segment of n bytes. */
  pseudo(sk: tcp_sock, n: number): number;
  readonly net_header_len: number;
  /** mtu of the route, making one if need be; 0 if there is none. */
  mtu(sk: tcp_sock): number;
  /** Answers a segment that belongs to no connection. */
  send_reset(skb: sk_buff): void;
}

export class tcp_sock extends inet_sock {
  af_ops!: inet_connection_sock_af_ops;
  snd_una = 0;
  snd_nxt = 0;
  snd_wnd = 0;
  max_window = 0;
  snd_wl1 = 0;
  snd_up = 0;
  write_seq = 0;
  pushed_seq = 0;
  rcv_nxt = 0;
  rcv_wup = 0;
  rcv_wnd = 0;
  copied_seq = 0;
  rcv_mss = TCP_MSS_DEFAULT;
  urg_data = 0;
  urg_seq = 0;
  urg_mode = false;
  snd_wscale = 0;
  rcv_wscale = 0;
  tstamp_ok = false;
  sack_ok = false;
  wscale_ok = false;
  ts_recent = 0;
  mss_clamp = TCP_MSS_DEFAULT;
  mss_cache = TCP_MSS_DEFAULT;
  advmss = TCP_MSS_DEFAULT;
  user_mss = 0;
  window_clamp = 0;
  snd_cwnd = TCP_INIT_CWND;
  snd_cwnd_cnt = 0;
  snd_ssthresh = TCP_INFINITE_SSTHRESH;
  /** Segments of the scoreboard by what became of them, and all ever delivered or lost. */
  sacked_out = 0;
  lost_out = 0;
  retrans_out = 0;
  delivered = 0;
  lost = 0;
  sendings = 0;
  highest_sack = 0;
  ca_state = TCP_CA_Open;
  ca_ops: tcp_congestion_ops | null = null;
  /** What the algorithm keeps. */
  ca_priv: unknown = null;
  is_cwnd_limited = false;
  max_packets_out = 0;
  max_packets_seq = 0;
  /** End of what was out when the present state began. */
  high_seq = 0;
  prior_cwnd = 0;
  prior_ssthresh = 0;
  prr_delivered = 0;
  prr_out = 0;
  undo_marker = 0;
  undo_retrans = 0;
  /** A probe of the tail is under way up to here; it repeated a segment. */
  tlp_high_seq = 0;
  tlp_retrans = false;
  reordering = 3;
  reord_seen = false;
  dsack_dups = 0;
  recoveries = 0;
  min_rtt = Number.MAX_VALUE;
  min_rtt_stamp = 0;
  readonly rack = {
    /** Order of the youngest sending known to have arrived, and its round trip, ns. */
    newest: 0,
    rtt: 0,
    advanced: false,
    reo_wnd_steps: 1,
    reo_wnd_persist: 0,
    dsack_seen: false,
    last_delivered_seq: 0,
  };
  /** Smoothed round trip, its deviation, the time-out: ns. */
  srtt = 0;
  rttvar = 0;
  rto = TCP_TIMEOUT_INIT;
  backoff = 0;
  retransmits = 0;
  total_retrans = 0;
  probes_out = 0;
  retrans_stamp = 0;
  /** Sent and unacknowledged first, from send_head on what has not been sent. */
  readonly segs: tcp_seg[] = [];
  send_head = 0;
  /** Bytes of which the program wants to hear in the error queue. */
  readonly tx_notes: tcp_tx_note[] = [];
  readonly out_of_order: sk_buff[] = [];
  /** Ranges of out_of_order, the one that changed last first; bytes that came twice and are to be told. */
  selective_acks: [number, number][] = [];
  duplicate_sack: [number, number] | null = null;
  /** Receive buffer's growth: what was read in a round trip, and that round trip as the receiver sees it (ns). */
  readonly rcvq_space = { space: 0, seq: 0, time: 0 };
  readonly rcv_rtt = { rtt: 0, seq: 0, time: 0 };
  retransmit_timer: Timer | null = null;
  icsk_pending = 0;
  delack_timer: Timer | null = null;
  sk_timer: Timer | null = null;
  ack_pending = false;
  quick = 0;
  pingpong = false;
  nonagle = 0;
  repair = false;
  keepalive_time = 0;
  keepalive_intvl = 0;
  keepalive_probes = 0;
  syn_retries = 0;
  linger2 = 0;
  defer_accept = 0;
  user_timeout = 0;
  notsent_lowat = 0;
  recvmsg_inq = false;
  fastopen_connect = false;
  fastopen_qlen = 0;
  fastopen_key: Uint8Array | null = null;
  fastopen_no_cookie = false;
  thin_lto = false;
  save_syn = 0;
  transmit_delay = 0;
  congestion = "cubic";
  lrcvtime = 0;
  lsndtime = 0;
  rcv_tstamp = 0;
  sk_disconnects = 0;
  bytes_sent = 0;
  bytes_acked = 0;
  bytes_retrans = 0;
  bytes_received = 0;
  segs_out = 0;
  segs_in = 0;
  data_segs_in = 0;
  data_segs_out = 0;
  /** Listener: requests by connection, finished connections. */
  syn_table: Map<string, request_sock> | null = null;
  accept_queue: tcp_sock[] = [];
  /** The listener whose queue a finished connection is in. */
  listener: tcp_sock | null = null;

  // biome-ignore lint/suspicious/noExplicitAny: each protocol's own sock
  constructor(net: net, family: number, prot: proto<any>, protocol: number) {
    super(net, family, prot, protocol);
    this.congestion = net.ipv4.sysctl_tcp_congestion_control;
  }

  get packets_out(): number {
    return this.send_head;
  }
  get socket(): socket | null {
    return this.sk_socket;
  }
}

/** What is left of a closed connection for a minute (struct tcp_timewait_sock); or of one in FIN_WAIT2 without owner. */
export class tcp_timewait_sock extends inet_sock {
  tw_substate = 0;
  rcv_nxt = 0;
  snd_nxt = 0;
  rcv_wnd = 0;
  ts_recent = 0;
  tstamp_ok = false;
  af_ops!: inet_connection_sock_af_ops;
  timer: Timer | null = null;
}
