// Urgent data on the way in (net/ipv4/tcp_input.c tcp_check_urg, tcp_urg). Above: tcp_input.ts. Below: tcp_sock.ts.

import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { SOCK_DEAD, SOCK_URGINLINE } from "../core/sock_flags.ts";
import * as T from "./tcp_sock.ts";
import { after, before, seq_add, seq_diff, TCP_SKB_CB, type tcp_sock } from "./tcp_sock.ts";

/** What a segment says of an urgent byte, and the byte itself if it has it (tcp_urg). */
export function tcp_urg(sk: tcp_sock, skb: sk_buff): void {
  const cb = TCP_SKB_CB(skb);
  if (cb.flags & T.TCPHDR_URG) check_urg(sk, cb);
  if (sk.urg_data !== T.TCP_URG_NOTYET) return;
  const at = seq_diff(sk.urg_seq, cb.seq) - (cb.flags & T.TCPHDR_SYN ? 1 : 0);
  if (at < 0 || at >= skb.len) return;
  sk.urg_data = T.TCP_URG_VALID | skb.head[skb.data + at];
  if (!sk.sock_flag(SOCK_DEAD)) sk.sk_data_ready(sk);
}

function check_urg(sk: tcp_sock, cb: T.tcp_skb_cb): void {
  let ptr = cb.urg_ptr;
  if (ptr) ptr--;
  const seq = seq_add(cb.seq, ptr);
  if (after(sk.copied_seq, seq)) return;
  if (before(seq, sk.rcv_nxt)) return;
  if (sk.urg_data && !after(seq, sk.urg_seq)) return;
  sk.sk_socket?.send_sigurg();
  // An urgent byte that was never read, with nothing after it: the reader steps over it.
  if (
    sk.urg_seq === sk.copied_seq &&
    sk.urg_data &&
    !sk.sock_flag(SOCK_URGINLINE) &&
    sk.copied_seq !== sk.rcv_nxt
  ) {
    const skb = sk.sk_receive_queue.peek();
    sk.copied_seq = seq_add(sk.copied_seq, 1);
    if (skb && !before(sk.copied_seq, TCP_SKB_CB(skb).end_seq)) {
      sk.sk_receive_queue.unlink(skb);
      kfree_skb(skb);
    }
  }
  sk.urg_data = T.TCP_URG_NOTYET;
  sk.urg_seq = seq;
}
