// The options of IPPROTO_TCP, each a row (net/ipv4/tcp.c do_tcp_setsockopt, do_tcp_getsockopt).
// Above: tcp.ts, docs/sockopts.md. Below: tcp_sockopt_rare.ts, tcp_sock.ts, ../core/sockopt.ts.

import { stringOf } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOENT, ENOPROTOOPT, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import * as O from "../../uapi/linux/tcp.ts";
import { lock_sock, release_sock } from "../core/sock.ts";
import { SOCK_KEEPOPEN } from "../core/sock_flags.ts";
import { done, sockopt_level, type sockopt_row } from "../core/sockopt.ts";
import { ipv6_getsockopt, ipv6_setsockopt } from "../ipv6/ipv6_sockglue.ts";
import {
  AF_INET6,
  SOL_TCP,
  TCP_CLOSE,
  TCP_CLOSE_WAIT,
  TCP_ESTABLISHED,
  TCP_LISTEN,
} from "../linux_socket.ts";
import { be32, copy_int, put_int, type sockptr } from "../sockptr.ts";
import { ip_getsockopt, ip_setsockopt } from "./ip_sockglue.ts";
import { tcp_set_congestion_control } from "./tcp_cong.ts";
import { tcp_info_bytes } from "./tcp_info.ts";
import { tcp_push_pending_frames } from "./tcp_output.ts";
import {
  MSEC,
  TCP_MIN_MSS,
  TCP_NAGLE_CORK,
  TCP_NAGLE_OFF,
  TCP_NAGLE_PUSH,
  type tcp_sock,
} from "./tcp_sock.ts";
import { give, TCP_RARE_ROWS } from "./tcp_sockopt_rare.ts";
import {
  keepalive_intvl_when,
  keepalive_time_elapsed,
  keepalive_time_when,
  tcp_reset_keepalive_timer,
} from "./tcp_timer.ts";
import { tcp_send_ack } from "./tcp_transmit.ts";

type Row = sockopt_row<tcp_sock>;
const SEC = 1000 * MSEC;

/** How many retransmissions fit in that many seconds, and back (secs_to_retrans). */
function secs_to_retrans(seconds: number): number {
  if (seconds <= 0) return 0;
  let [res, period, timeout] = [1, 1, 1];
  while (seconds > period && res < 255) {
    res++;
    timeout = Math.min(timeout * 2, 120);
    period += timeout;
  }
  return res;
}
function retrans_to_secs(retrans: number): number {
  if (!retrans) return 0;
  let [period, timeout] = [1, 1];
  while (--retrans) {
    timeout = Math.min(timeout * 2, 120);
    period += timeout;
  }
  return period;
}

const bytes = (s: string, n: number) =>
  Uint8Array.from({ length: n }, (_, i) => (i < s.length ? s.charCodeAt(i) : 0));

export const TCP_ROWS: readonly Row[] = [
  {
    name: "TCP_MAXSEG",
    optname: O.TCP_MAXSEG,
    doc: "Largest segment, 88 … 32767, 0 for the default.",
    set(sk, c) {
      if (c.val && (c.val < TCP_MIN_MSS || c.val > 32767)) return -EINVAL;
      sk.user_mss = c.val;
      return 0;
    },
    get: (sk) => (sk.user_mss && [TCP_CLOSE, TCP_LISTEN].includes(sk.sk_state) ? sk.user_mss : sk.mss_cache),
  },
  {
    name: "TCP_NODELAY",
    optname: O.TCP_NODELAY,
    doc: "Small segments are sent at once.",
    set(sk, c) {
      if (c.val) {
        sk.nonagle |= TCP_NAGLE_OFF | TCP_NAGLE_PUSH;
        tcp_push_pending_frames(sk);
        sk.nonagle &= ~TCP_NAGLE_PUSH;
      } else sk.nonagle &= ~TCP_NAGLE_OFF;
      return 0;
    },
    get: (sk) => (sk.nonagle & TCP_NAGLE_OFF ? 1 : 0),
  },
  {
    name: "TCP_CORK",
    optname: O.TCP_CORK,
    doc: "Only full segments are sent until it is taken off.",
    set(sk, c) {
      if (c.val) sk.nonagle |= TCP_NAGLE_CORK;
      else {
        sk.nonagle &= ~TCP_NAGLE_CORK;
        if (sk.nonagle & TCP_NAGLE_OFF) sk.nonagle |= TCP_NAGLE_PUSH;
        tcp_push_pending_frames(sk);
        sk.nonagle &= ~TCP_NAGLE_PUSH;
      }
      return 0;
    },
    get: (sk) => (sk.nonagle & TCP_NAGLE_CORK ? 1 : 0),
  },
  {
    name: "TCP_KEEPIDLE",
    optname: O.TCP_KEEPIDLE,
    doc: "Seconds of silence before the first keepalive probe, 1 … 32767.",
    set(sk, c) {
      if (c.val < 1 || c.val > 32767) return -EINVAL;
      sk.keepalive_time = c.val;
      if (sk.sock_flag(SOCK_KEEPOPEN) && ![TCP_CLOSE, TCP_LISTEN].includes(sk.sk_state)) {
        const idle = keepalive_time_elapsed(sk);
        tcp_reset_keepalive_timer(sk, Math.max(0, c.val * SEC - idle));
      }
      return 0;
    },
    get: (sk) => keepalive_time_when(sk) / SEC,
  },
  {
    name: "TCP_KEEPINTVL",
    optname: O.TCP_KEEPINTVL,
    doc: "Seconds between keepalive probes, 1 … 32767.",
    set: (sk, c) => {
      if (c.val < 1 || c.val > 32767) return -EINVAL;
      sk.keepalive_intvl = c.val;
      return 0;
    },
    get: (sk) => keepalive_intvl_when(sk) / SEC,
  },
  {
    name: "TCP_KEEPCNT",
    optname: O.TCP_KEEPCNT,
    doc: "Unanswered probes before the connection ends, 1 … 127.",
    set: (sk, c) => {
      if (c.val < 1 || c.val > 127) return -EINVAL;
      sk.keepalive_probes = c.val;
      return 0;
    },
    get: (sk) => sk.keepalive_probes || sk.sk_net.ipv4.sysctl_tcp_keepalive_probes,
  },
  {
    name: "TCP_SYNCNT",
    optname: O.TCP_SYNCNT,
    doc: "Tries to connect, 1 … 127.",
    set: (sk, c) => {
      if (c.val < 1 || c.val > 127) return -EINVAL;
      sk.syn_retries = c.val;
      return 0;
    },
    get: (sk) => sk.syn_retries || sk.sk_net.ipv4.sysctl_tcp_syn_retries,
  },
  {
    name: "TCP_LINGER2",
    optname: O.TCP_LINGER2,
    doc: "Seconds an abandoned connection stays in FIN_WAIT2; negative: not at all.",
    set(sk, c) {
      if (c.val < 0) sk.linger2 = -1;
      else sk.linger2 = Math.min(c.val, 120);
      return 0;
    },
    get: (sk) => (sk.linger2 < 0 ? sk.linger2 : sk.linger2 || sk.sk_net.ipv4.sysctl_tcp_fin_timeout),
  },
  {
    name: "TCP_DEFER_ACCEPT",
    optname: O.TCP_DEFER_ACCEPT,
    doc: "A listener wakes up when data have come; seconds, rounded to retransmissions.",
    set: (sk, c) => {
      sk.defer_accept = secs_to_retrans(c.val);
      return 0;
    },
    get: (sk) => retrans_to_secs(sk.defer_accept),
  },
  {
    name: "TCP_WINDOW_CLAMP",
    optname: O.TCP_WINDOW_CLAMP,
    doc: "Upper bound of the offered window; 0 only while closed.",
    set(sk, c) {
      if (!c.val) {
        if (sk.sk_state !== TCP_CLOSE) return -EINVAL;
        sk.window_clamp = 0;
      } else sk.window_clamp = Math.max(c.val >>> 0, 1112);
      return 0;
    },
    get: (sk) =>
      sk.window_clamp || (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN ? 0 : sk.sk_rcvbuf >> 1),
  },
  {
    name: "TCP_INFO",
    optname: O.TCP_INFO,
    doc: "struct tcp_info.",
    get: (sk, c) => give(c, tcp_info_bytes(sk)),
  },
  {
    name: "TCP_QUICKACK",
    optname: O.TCP_QUICKACK,
    doc: "Acknowledges at once; goes back by itself.",
    set(sk, c) {
      sk.pingpong = !c.val;
      if (!c.val) return 0;
      if ([TCP_ESTABLISHED, TCP_CLOSE_WAIT].includes(sk.sk_state) && sk.ack_pending) {
        tcp_send_ack(sk);
        if (!(c.val & 1)) sk.pingpong = true;
      }
      return 0;
    },
    get: (sk) => (sk.pingpong ? 0 : 1),
  },
  {
    name: "TCP_CONGESTION",
    optname: O.TCP_CONGESTION,
    doc: "Name of the congestion control: cubic or reno.",
    raw: true,
    set(sk, c) {
      if (c.optlen < 1) return -EINVAL;
      const raw = c.optval.copy_from(0, Math.min(15, c.optlen));
      const end = raw.indexOf(0);
      const name = stringOf(end < 0 ? raw : raw.subarray(0, end));
      return tcp_set_congestion_control(sk, name) ? 0 : -ENOENT;
    },
    get: (sk, c) => give(c, bytes(sk.congestion, 16)),
  },
  {
    name: "TCP_USER_TIMEOUT",
    optname: O.TCP_USER_TIMEOUT,
    doc: "Milliseconds that sent data may stay unacknowledged.",
    set: (sk, c) => {
      if (c.val < 0) return -EINVAL;
      sk.user_timeout = c.val;
      return 0;
    },
    get: (sk) => sk.user_timeout,
  },
  {
    name: "TCP_ULP",
    optname: O.TCP_ULP,
    doc: "Upper layer protocol: there is none (ENOENT).",
    raw: true,
    partial: "no kernel TLS",
    set(_sk, c) {
      if (c.optlen < 1) return -EINVAL;
      c.optval.copy_from(0, Math.min(c.optlen, 15));
      return -ENOENT;
    },
    get: (_sk, c) => give(c, new Uint8Array(0)),
  },
  ...TCP_RARE_ROWS,
];

export const TCP_OPTIONS = new sockopt_level("SOL_TCP", SOL_TCP, TCP_ROWS);

export function tcp_setsockopt(
  t: task_struct,
  sk: tcp_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  if (level !== SOL_TCP) {
    if (sk.sk_family === AF_INET6) return ipv6_setsockopt(t, sk, level, optname, optval, optlen);
    return level === 0 ? ip_setsockopt(t, sk, optname, optval, optlen) : -ENOPROTOOPT;
  }
  const row = TCP_OPTIONS.setter(sk, optname);
  const call = { t, sock: sk.sk_socket, val: 0, optval, optlen };
  if (row?.raw) return row.set!(sk, call);
  if (optlen < 4) return -EINVAL;
  const val = copy_int(optval);
  if (!row?.set) return -ENOPROTOOPT;
  lock_sock(sk);
  try {
    return row.set(sk, { ...call, val });
  } finally {
    release_sock(sk);
  }
}

export function tcp_getsockopt(
  t: task_struct,
  sk: tcp_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  if (level !== SOL_TCP) {
    if (sk.sk_family === AF_INET6) return ipv6_getsockopt(t, sk, level, optname, optval, optlen);
    return level === 0 ? ip_getsockopt(t, sk, optname, optval, optlen) : -EOPNOTSUPP;
  }
  const given = copy_int(optlen);
  if (given < 0) return -EINVAL;
  const len = Math.min(given, 4);
  const row = TCP_OPTIONS.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(sk, { t, sock: sk.sk_socket, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  put_int(optlen, len);
  optval.copy_to(0, be32(a as number).subarray(0, len));
  return 0;
}
