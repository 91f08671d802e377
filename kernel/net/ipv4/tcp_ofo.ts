// Segments that came before their turn, and what SACK tells the peer of them (net/ipv4/tcp_input.c tcp_data_queue_ofo,
// tcp_sack_new_ofo_skb, tcp_sack_remove). Above: tcp_input.ts; tcp_output.ts writes the blocks. Below: tcp_sock.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { kfree_skb, type sk_buff } from "../core/skbuff.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { skb_set_owner_r } from "../core/sock_mem.ts";
import { after, before, TCP_SKB_CB, type tcp_sock } from "./tcp_sock.ts";

/** Ranges remembered; as many fit in an acknowledgement without time stamps. */
const TCP_NUM_SACKS = 4;

/** Puts a segment in its place; false: nothing in it is new, it was dropped. */
export function tcp_insert_ofo(sk: tcp_sock, skb: sk_buff): boolean {
  const { seq, end_seq } = TCP_SKB_CB(skb);
  NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPOFOQUEUE);
  const q = sk.out_of_order;
  let lo = 0;
  for (let hi = q.length; lo < hi; ) {
    const mid = (lo + hi) >> 1;
    if (after(TCP_SKB_CB(q[mid]).seq, seq)) hi = mid;
    else lo = mid + 1;
  }
  const before_it = q[lo - 1];
  if (before_it && !after(end_seq, TCP_SKB_CB(before_it).end_seq)) {
    NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPOFOMERGE);
    if (sk.sack_ok) tcp_dsack_set(sk, seq, end_seq);
    kfree_skb(skb);
    return false;
  }
  // Those that lie within the new one are not needed any more.
  let gone = 0;
  while (lo + gone < q.length && !after(TCP_SKB_CB(q[lo + gone]).end_seq, end_seq)) kfree_skb(q[lo + gone++]);
  skb_set_owner_r(skb, sk);
  q.splice(lo, gone, skb);
  if (sk.sack_ok) new_block(sk, seq, end_seq);
  return true;
}

/** The range joins those it touches, and is told first from now on. */
function new_block(sk: tcp_sock, start: number, end: number): void {
  let joined: [number, number] = [start, end];
  const rest: [number, number][] = [];
  for (const b of sk.selective_acks) {
    if (after(b[0], joined[1]) || before(b[1], joined[0])) rest.push(b);
    else joined = [before(b[0], joined[0]) ? b[0] : joined[0], after(b[1], joined[1]) ? b[1] : joined[1]];
  }
  sk.selective_acks = [joined, ...rest].slice(0, TCP_NUM_SACKS);
}

/** What is in order by now needs no block. */
export function tcp_sack_remove(sk: tcp_sock): void {
  if (sk.out_of_order.length === 0) sk.selective_acks = [];
  else if (sk.selective_acks.length) {
    sk.selective_acks = sk.selective_acks.filter(([, end]) => after(end, sk.rcv_nxt));
  }
}

/** These bytes have come twice; the next acknowledgement says so (RFC 2883). */
export function tcp_dsack_set(sk: tcp_sock, start: number, end: number): void {
  if (!sk.sack_ok || !sk.sk_net.ipv4.sysctl_tcp_dsack || !before(start, end)) return;
  NET_INC_STATS(
    sk.sk_net,
    before(start, sk.rcv_nxt) ? M.LINUX_MIB_TCPDSACKOLDSENT : M.LINUX_MIB_TCPDSACKOFOSENT,
  );
  sk.duplicate_sack = [start, end];
}

/** Gives the youngest of them up until the buffer is in bounds: what was SACKed may be asked for again (tcp_prune_ofo_queue). */
export function tcp_prune_ofo_queue(sk: tcp_sock): void {
  if (sk.out_of_order.length) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_OFOPRUNED);
  while (sk.out_of_order.length && sk.sk_rmem_alloc > sk.sk_rcvbuf) kfree_skb(sk.out_of_order.pop()!);
  sk.selective_acks = [];
  for (const skb of sk.out_of_order) new_block(sk, TCP_SKB_CB(skb).seq, TCP_SKB_CB(skb).end_seq);
}
