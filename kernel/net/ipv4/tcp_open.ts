// How a connection opens: what the answer to our SYN brings, both sides calling each other at once, and sizing buffers when it
// is there (net/ipv4/tcp_input.c tcp_rcv_synsent_state_process, tcp_init_transfer). Above: tcp_input.ts. Below: tcp_ack.ts,
// tcp_transmit.ts.

import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { POLL_OUT, sk_wake_async } from "../core/sock.ts";
import { SOCK_DEAD, SOCK_KEEPOPEN, SOCK_SNDBUF_LOCK } from "../core/sock_flags.ts";
import { TCP_ESTABLISHED, TCP_SYN_RECV } from "../linux_socket.ts";
import { tcp_ack, tcp_sndbuf_expand } from "./tcp_ack.ts";
import { tcp_ca } from "./tcp_cong.ts";
import * as T from "./tcp_sock.ts";
import { after, seq_add, TCP_SKB_CB, type tcp_sock } from "./tcp_sock.ts";
import { tcp_reset, tcp_set_state } from "./tcp_state.ts";
import { keepalive_time_when, tcp_reset_keepalive_timer } from "./tcp_timer.ts";
import { tcp_send_ack, tcp_send_synack } from "./tcp_transmit.ts";
import { tcp_sync_mss } from "./tcp_window.ts";

/** Sizes buffers for the connection's segments (tcp_init_buffer_space, tcp_sndbuf_expand). */
export function tcp_init_transfer(sk: tcp_sock): void {
  const mtu = sk.af_ops.mtu(sk);
  if (mtu) tcp_sync_mss(sk, mtu);
  if (!(sk.sk_userlocks & SOCK_SNDBUF_LOCK)) tcp_sndbuf_expand(sk);
  sk.rcv_mss = Math.min(sk.advmss, sk.mss_cache);
  sk.quick = 16;
  sk.retrans_stamp = 0;
  sk.highest_sack = sk.snd_una;
  // A SYN that had to be sent again is a sign of a crowded path.
  sk.snd_cwnd = sk.total_retrans > 1 && sk.undo_marker ? 1 : T.TCP_INIT_CWND;
  tcp_ca(sk).init?.(sk);
  sk.rcvq_space.space = Math.min(sk.rcv_wnd || 65535, T.TCP_INIT_CWND * sk.advmss);
  sk.rcvq_space.seq = sk.copied_seq;
  sk.rcvq_space.time = sk.kernel.now();
  sk.lrcvtime = sk.kernel.now();
  sk.rcv_tstamp = sk.kernel.now();
}

/** The last step of a passive or simultaneous opening. */
export function establish(sk: tcp_sock, seq: number): void {
  sk.copied_seq = sk.rcv_nxt;
  tcp_set_state(sk, TCP_ESTABLISHED);
  sk.snd_wl1 = seq;
  tcp_init_transfer(sk);
  sk.sk_state_change(sk);
  if (sk.sk_socket) sk_wake_async(sk, POLL_OUT);
}

/** In SYN_SENT: the answer to our SYN. True: the segment was used up or kept. */
export function rcv_synsent(sk: tcp_sock, skb: sk_buff): boolean {
  const cb = TCP_SKB_CB(skb);
  const { flags } = cb;
  if (flags & T.TCPHDR_ACK) {
    if (!after(cb.ack_seq, sk.snd_una) || after(cb.ack_seq, sk.snd_nxt)) {
      sk.af_ops.send_reset(skb);
      return false;
    }
    if (flags & T.TCPHDR_RST) {
      tcp_reset(sk);
      return false;
    }
    if (!(flags & T.TCPHDR_SYN)) return false;
    learn_options(sk, cb);
    sk.rcv_nxt = seq_add(cb.seq, 1);
    sk.rcv_wup = sk.rcv_nxt;
    sk.copied_seq = sk.rcv_nxt;
    sk.snd_wl1 = cb.seq;
    sk.snd_wnd = cb.window;
    sk.max_window = Math.max(sk.max_window, cb.window);
    tcp_ack(sk, { ...cb, window: cb.window >>> 0 }, true);
    sk.snd_wnd = cb.window;
    sk.rcv_tstamp = sk.kernel.now();
    tcp_set_state(sk, TCP_ESTABLISHED);
    tcp_init_transfer(sk);
    if (sk.sock_flag(SOCK_KEEPOPEN)) tcp_reset_keepalive_timer(sk, keepalive_time_when(sk));
    if (!sk.sock_flag(SOCK_DEAD)) {
      sk.sk_state_change(sk);
      sk_wake_async(sk, POLL_OUT);
    }
    tcp_send_ack(sk);
    kfree_skb(skb);
    return true;
  }
  if (flags & T.TCPHDR_RST) return false;
  if (!(flags & T.TCPHDR_SYN)) return false;
  // Both sides call each other at once.
  learn_options(sk, cb);
  tcp_set_state(sk, TCP_SYN_RECV);
  sk.rcv_nxt = seq_add(cb.seq, 1);
  sk.rcv_wup = sk.rcv_nxt;
  sk.copied_seq = sk.rcv_nxt;
  sk.snd_wnd = cb.window;
  sk.snd_wl1 = cb.seq;
  sk.max_window = cb.window;
  tcp_send_synack(sk);
  kfree_skb(skb);
  return true;
}

function learn_options(sk: tcp_sock, cb: T.tcp_skb_cb): void {
  const { opt } = cb;
  sk.wscale_ok = opt.wscale >= 0;
  sk.snd_wscale = Math.max(0, opt.wscale);
  if (!sk.wscale_ok) {
    sk.rcv_wscale = 0;
    sk.window_clamp = Math.min(sk.window_clamp || 65535, 65535);
  }
  sk.tstamp_ok = opt.saw_tstamp;
  sk.ts_recent = opt.tsval;
  sk.sack_ok = opt.sack_ok;
  sk.mss_clamp = Math.min(opt.mss || T.TCP_MSS_DEFAULT, sk.user_mss || 65535);
  sk.max_window = Math.max(sk.max_window, cb.window);
}
