// The later options of SOL_SOCKET: polling, pacing, cookies, devices, memory (net/core/sock.c).
// Above: sockopt_socket.ts. Below: sockopt_rows.ts, bindtodevice.ts.

import { capable } from "../../task/cred.ts";
import { EINVAL, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import * as S from "../../uapi/asm/socket.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { SOCK_BUF_LOCK_MASK } from "../../uapi/linux/socket.ts";
import { IPPROTO_UDP, SOCK_DGRAM } from "../linux_socket.ts";
import { be32, be64 } from "../sockptr.ts";
import { sock_getbindtodevice, sock_setbindtodevice, sock_setbindtodevice_locked } from "./bindtodevice.ts";
import { net_cookie, sk_dst_reset, sock_gen_cookie } from "./sock.ts";
import * as K from "./sock_flags.ts";
import { sk_get_meminfo } from "./sock_mem.ts";
import { done, refuse, type sockopt_row } from "./sockopt.ts";
import { flag, is_inet, is_tcp, netCapable, u32At } from "./sockopt_rows.ts";

const missing = (name: string, optname: number): sockopt_row => ({
  name,
  optname,
  doc: "Defined by the header, known to no kernel.",
});

export const MORE_ROWS: readonly sockopt_row[] = [
  flag("SO_RCVMARK", S.SO_RCVMARK, K.SOCK_RCVMARK, "The packet's mark with each packet.", "5.19"),
  flag("SO_RXQ_OVFL", S.SO_RXQ_OVFL, K.SOCK_RXQ_OVFL, "The number of dropped packets with each packet."),
  flag(
    "SO_WIFI_STATUS",
    S.SO_WIFI_STATUS,
    K.SOCK_WIFI_STATUS,
    "Wireless acknowledgements; no device gives them.",
  ),
  {
    name: "SO_PEEK_OFF",
    optname: S.SO_PEEK_OFF,
    doc: "Where MSG_PEEK begins (UDP, AF_UNIX); EOPNOTSUPP elsewhere.",
    set: (sk, c) => c.sock!.ops.set_peek_off?.(sk, c.val) ?? -EOPNOTSUPP,
    get: (sk, c) => (c.sock!.ops.set_peek_off ? sk.sk_peek_off : refuse(-EOPNOTSUPP)),
  },
  flag("SO_NOFCS", S.SO_NOFCS, K.SOCK_NOFCS, "Frames without a check sequence; no device needs one."),
  flag("SO_SELECT_ERR_QUEUE", S.SO_SELECT_ERR_QUEUE, K.SOCK_SELECT_ERR_QUEUE, "POLLPRI for the error queue."),
  {
    name: "SO_BUSY_POLL",
    optname: S.SO_BUSY_POLL,
    doc: "Microseconds of busy polling (remembered only); raising it needs CAP_NET_ADMIN.",
    set(sk, c) {
      if (c.val > sk.sk_ll_usec && !capable(c.t, CAP_NET_ADMIN)) return -EPERM;
      if (c.val < 0) return -EINVAL;
      sk.sk_ll_usec = c.val;
      return 0;
    },
    get: (sk) => sk.sk_ll_usec,
  },
  {
    name: "SO_PREFER_BUSY_POLL",
    optname: S.SO_PREFER_BUSY_POLL,
    since: "5.11",
    doc: "Remembered only; turning it on needs CAP_NET_ADMIN.",
    set(sk, c) {
      if (c.val && !capable(c.t, CAP_NET_ADMIN)) return -EPERM;
      sk.sk_prefer_busy_poll = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.sk_prefer_busy_poll ? 1 : 0),
  },
  {
    name: "SO_BUSY_POLL_BUDGET",
    optname: S.SO_BUSY_POLL_BUDGET,
    since: "5.11",
    doc: "Remembered only, cannot be read; raising it needs CAP_NET_ADMIN; 0 … 65535.",
    set(sk, c) {
      if (c.val > sk.sk_busy_poll_budget && !capable(c.t, CAP_NET_ADMIN)) return -EPERM;
      if (c.val < 0 || c.val > 0xffff) return -EINVAL;
      sk.sk_busy_poll_budget = c.val;
      return 0;
    },
  },
  {
    name: "SO_INCOMING_NAPI_ID",
    optname: S.SO_INCOMING_NAPI_ID,
    since: "4.12",
    doc: "Always 0: no device has NAPI contexts.",
    get: () => 0,
  },
  {
    name: "SO_MAX_PACING_RATE",
    optname: S.SO_MAX_PACING_RATE,
    doc: "Bytes a second (remembered; only a queueing discipline or TCP's pacing would use it).",
    set(sk, c) {
      sk.sk_max_pacing_rate = c.val >>> 0;
      sk.sk_pacing_rate = Math.min(sk.sk_pacing_rate, sk.sk_max_pacing_rate);
      return 0;
    },
    get: (sk) => sk.sk_max_pacing_rate,
  },
  {
    name: "SO_BPF_EXTENSIONS",
    optname: S.SO_BPF_EXTENSIONS,
    doc: "How many ancillary loads classic BPF has.",
    get: () => 64,
  },
  {
    name: "SO_INCOMING_CPU",
    optname: S.SO_INCOMING_CPU,
    doc: "Preferred processor (remembered).",
    set: (sk, c) => {
      sk.sk_incoming_cpu = c.val;
      return 0;
    },
    get: (sk) => sk.sk_incoming_cpu,
  },
  {
    name: "SO_CNX_ADVICE",
    optname: S.SO_CNX_ADVICE,
    since: "4.6",
    doc: "1: the cached route is bad.",
    set: (sk, c) => {
      if (c.val === 1) sk_dst_reset(sk);
      return 0;
    },
  },
  {
    name: "SO_MEMINFO",
    optname: S.SO_MEMINFO,
    since: "4.12",
    doc: "Nine words of buffer accounting.",
    get: (sk) => be32(...sk_get_meminfo(sk)),
  },
  {
    name: "SO_COOKIE",
    optname: S.SO_COOKIE,
    since: "4.12",
    doc: "A number of its own (64 bits); shorter than 8 is EINVAL.",
    get: (sk, c) => (c.len < 8 ? refuse(-EINVAL) : be64(sock_gen_cookie(sk))),
  },
  {
    name: "SO_NETNS_COOKIE",
    optname: S.SO_NETNS_COOKIE,
    since: "5.14",
    doc: "The network namespace's number (64 bits); any length but 8 is EINVAL.",
    get: (sk, c) => (c.len !== 8 ? refuse(-EINVAL) : be64(net_cookie(sk.sk_net))),
  },
  {
    name: "SO_ZEROCOPY",
    optname: S.SO_ZEROCOPY,
    since: "4.14",
    doc: "Permits MSG_ZEROCOPY on TCP and UDP: buffers given back are told of (data are copied all the same); 0 or 1.",
    set(sk, c) {
      const udp = is_inet(sk) && sk.sk_type === SOCK_DGRAM && sk.sk_protocol === IPPROTO_UDP;
      if (!is_tcp(sk) && !udp) return -EOPNOTSUPP;
      if (c.val < 0 || c.val > 1) return -EINVAL;
      sk.sock_valbool_flag(K.SOCK_ZEROCOPY, c.val !== 0);
      return 0;
    },
    get: (sk) => (sk.sock_flag(K.SOCK_ZEROCOPY) ? 1 : 0),
  },
  {
    name: "SO_TXTIME",
    optname: S.SO_TXTIME,
    since: "4.19",
    doc: "struct sock_txtime, exactly 8 bytes; clocks but CLOCK_MONOTONIC need CAP_NET_ADMIN. Packets go at once.",
    partial: "no queueing discipline that would hold packets back",
    set(sk, c) {
      if (c.optlen !== 8) return -EINVAL;
      const clockid = u32At(c.optval, 0) | 0;
      const flags = u32At(c.optval, 4);
      if (flags & ~3) return -EINVAL;
      if (clockid !== 1 && !netCapable(c.t, sk, CAP_NET_ADMIN)) return -EPERM;
      sk.sock_valbool_flag(K.SOCK_TXTIME, true);
      sk.sk_clockid = clockid;
      sk.sk_txtime_deadline_mode = (flags & 1) !== 0;
      sk.sk_txtime_report_errors = (flags & 2) !== 0;
      return 0;
    },
    get: (sk) =>
      be32(sk.sk_clockid, (sk.sk_txtime_deadline_mode ? 1 : 0) | (sk.sk_txtime_report_errors ? 2 : 0)),
  },
  {
    name: "SO_BINDTODEVICE",
    optname: S.SO_BINDTODEVICE,
    raw: true,
    doc: "Binds to a device by name. See docs/how-it-works.md.",
    set: (sk, c) => sock_setbindtodevice(c.t, sk, c.optval, c.optlen),
    get(sk, c) {
      const err = sock_getbindtodevice(sk, c.optval, c.optlen, c.len);
      return err ? refuse(err) : done;
    },
  },
  {
    name: "SO_BINDTOIFINDEX",
    optname: S.SO_BINDTOIFINDEX,
    commit: "f5dd3d0c96",
    since: "5.1",
    doc: "Binds to a device by index, which need not exist. See docs/how-it-works.md.",
    set: (sk, c) => sock_setbindtodevice_locked(c.t, sk, c.val),
    get: (sk) => sk.sk_bound_dev_if,
  },
  {
    name: "SO_BUF_LOCK",
    optname: S.SO_BUF_LOCK,
    since: "5.15",
    doc: "Which buffer sizes are fixed by the user: SOCK_SNDBUF_LOCK, SOCK_RCVBUF_LOCK.",
    set(sk, c) {
      if (c.val & ~SOCK_BUF_LOCK_MASK) return -EINVAL;
      sk.sk_userlocks = c.val | (sk.sk_userlocks & ~SOCK_BUF_LOCK_MASK);
      return 0;
    },
    get: (sk) => sk.sk_userlocks & SOCK_BUF_LOCK_MASK,
  },
  {
    name: "SO_RESERVE_MEM",
    optname: S.SO_RESERVE_MEM,
    since: "5.16",
    doc: "Reserves memory of a memory cgroup; there is none, so EOPNOTSUPP.",
    partial: "no memory cgroups",
    set: (sk, c) => (c.val < 0 ? -EINVAL : c.val < sk.sk_reserved_mem ? 0 : -EOPNOTSUPP),
    get: (sk) => sk.sk_reserved_mem,
  },
  {
    name: "SO_TXREHASH",
    optname: S.SO_TXREHASH,
    since: "5.18",
    doc: "Whether retransmissions may take another path: -1 (default), 0, 1.",
    set(sk, c) {
      if (c.val < -1 || c.val > 1) return -EINVAL;
      sk.sk_txrehash = c.val === -1 ? 1 : c.val;
      return 0;
    },
    get: (sk) => sk.sk_txrehash,
  },
  missing("SO_SECURITY_AUTHENTICATION", S.SO_SECURITY_AUTHENTICATION),
  missing("SO_SECURITY_ENCRYPTION_TRANSPORT", S.SO_SECURITY_ENCRYPTION_TRANSPORT),
  missing("SO_SECURITY_ENCRYPTION_NETWORK", S.SO_SECURITY_ENCRYPTION_NETWORK),
];
