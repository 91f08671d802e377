// What fits: the size of segments, and the window that we offer (net/ipv4/tcp_output.c: tcp_sync_mss, __tcp_select_window).
// Above: tcp_output.ts, tcp_transmit.ts, tcp_input.ts. Below: tcp_sock.ts.

import * as M from "../../uapi/linux/snmp.ts";
import { NET_INC_STATS } from "../core/snmp.ts";
import { SOCK_RCVBUF_LOCK } from "../core/sock_flags.ts";
import { ipv6_opt_len } from "../ipv6/exthdrs.ts";
import * as T from "./tcp_sock.ts";
import { seq_diff, type tcp_sock } from "./tcp_sock.ts";

/** Milliseconds for the time stamp option. */
export const tcp_time_stamp = (sk: { kernel: { now(): number } }): number =>
  Math.floor(sk.kernel.now() / T.MSEC) >>> 0;

/** Length of the options of a data segment. */
export const established_options = (sk: tcp_sock): number => (sk.tstamp_ok ? 12 : 0);

/** What fits in a segment now (tcp_current_mss). */
export function tcp_current_mss(sk: tcp_sock): number {
  const mtu = sk.af_ops.mtu(sk);
  if (mtu) tcp_sync_mss(sk, mtu);
  return sk.mss_cache;
}

/** Takes a path mtu over (tcp_sync_mss). */
export function tcp_sync_mss(sk: tcp_sock, mtu: number): void {
  let mss =
    mtu - sk.af_ops.net_header_len - 20 - (sk.inet_opt?.length ?? 0) - ipv6_opt_len(sk.pinet6?.opt ?? null);
  mss = Math.min(mss, sk.mss_clamp);
  mss -= established_options(sk);
  // Half of the largest window the peer ever offered.
  const half = sk.max_window > T.TCP_MSS_DEFAULT ? sk.max_window >> 1 : sk.max_window;
  if (half && mss > half) mss = Math.max(half, 68 - 40);
  sk.mss_cache = Math.max(mss, 48);
}

const win_from_space = (space: number): number => space - (space >> 1);
export const tcp_space = (sk: tcp_sock): number => win_from_space(sk.sk_rcvbuf - sk.sk_rmem_alloc);
export const tcp_full_space = (sk: tcp_sock): number => win_from_space(sk.sk_rcvbuf);

/** Window and its scale for a new connection (tcp_select_initial_window). */
export function tcp_select_initial_window(sk: tcp_sock): { wscale: number; window: number } {
  let space = tcp_full_space(sk);
  if (sk.window_clamp) space = Math.min(space, sk.window_clamp);
  let wscale = 0;
  if (sk.sk_net.ipv4.sysctl_tcp_window_scaling) {
    let max = space;
    if (!(sk.sk_userlocks & SOCK_RCVBUF_LOCK)) {
      max = Math.max(space, sk.sk_net.ipv4.sysctl_tcp_rmem[2], sk.sk_net.stack.init_net.core.sysctl_rmem_max);
      if (sk.window_clamp) max = Math.min(max, sk.window_clamp);
    }
    wscale = Math.min(14, Math.max(0, 31 - Math.clz32(max) - 15));
  }
  const window = Math.min(space, 65535);
  return { wscale, window };
}

export const tcp_receive_window = (sk: tcp_sock): number =>
  Math.max(0, seq_diff(sk.rcv_wup, sk.rcv_nxt) + sk.rcv_wnd);

/** The window to offer: never smaller than before, none at all rather than a silly one (__tcp_select_window). */
export function __tcp_select_window(sk: tcp_sock): number {
  let free = tcp_space(sk);
  const full = Math.min(tcp_full_space(sk), sk.window_clamp || Number.MAX_SAFE_INTEGER);
  let mss = sk.rcv_mss;
  if (mss > full) mss = full;
  if (free < full >> 1) {
    free -= free % (1 << sk.rcv_wscale);
    if (free < full >> 4 || free < mss) return 0;
  }
  if (sk.window_clamp && free > sk.window_clamp) free = sk.window_clamp;
  if (sk.rcv_wscale) return Math.ceil(free / (1 << sk.rcv_wscale)) * (1 << sk.rcv_wscale);
  let window = sk.rcv_wnd;
  if (window <= free - mss || window > free) window = free - (free % Math.max(mss, 1));
  return window;
}

export function tcp_select_window(sk: tcp_sock): number {
  const cur = tcp_receive_window(sk);
  let win = __tcp_select_window(sk);
  if (win < cur) {
    const unit = 1 << sk.rcv_wscale;
    win = Math.ceil(cur / unit) * unit;
  }
  if (win === 0 && sk.rcv_wnd > 0) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPTOZEROWINDOWADV);
  else if (win > 0 && sk.rcv_wnd === 0) NET_INC_STATS(sk.sk_net, M.LINUX_MIB_TCPFROMZEROWINDOWADV);
  sk.rcv_wnd = win;
  sk.rcv_wup = sk.rcv_nxt;
  const max = sk.rcv_wscale ? 65535 << sk.rcv_wscale : 65535;
  return Math.min(win, max) >>> sk.rcv_wscale;
}
