// The first options of SOL_SOCKET: addresses, buffers, linger, time stamps, time-outs (net/core/sock.c).
// Above: sockopt_socket.ts. Below: sockopt_rows.ts, timeouts.ts.

import { capable } from "../../task/cred.ts";
import { EACCES, EINVAL, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import * as S from "../../uapi/asm/socket.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { HZ, MAX_SCHEDULE_TIMEOUT, SO_PASSPIDFD } from "../linux_socket.ts";
import { be32 } from "../sockptr.ts";
import { sk_dst_reset, type sock, sock_error } from "./sock.ts";
import * as K from "./sock_flags.ts";
import type { sockopt_row } from "./sockopt.ts";
import { flag, INT_MAX, is_inet, rawOrAdmin, u32At } from "./sockopt_rows.ts";
import * as ts from "./timeouts.ts";

function setSndbuf(sk: sock, val: number): number {
  sk.sk_userlocks |= K.SOCK_SNDBUF_LOCK;
  sk.sk_sndbuf = Math.max(Math.min(val, INT_MAX >> 1) * 2, K.SOCK_MIN_SNDBUF);
  sk.sk_write_space(sk);
  return 0;
}

function setRcvbuf(sk: sock, val: number): number {
  sk.sk_userlocks |= K.SOCK_RCVBUF_LOCK;
  sk.sk_rcvbuf = Math.max(Math.min(val, INT_MAX >> 1) * 2, K.SOCK_MIN_RCVBUF);
  return 0;
}

const timestamp = (
  name: string,
  optname: number,
  wide: boolean,
  ns: boolean,
  since?: string,
): sockopt_row => ({
  name,
  optname,
  since,
  doc: `Time of arrival with each packet, as a ${ns ? "timespec" : "timeval"} of ${wide ? "64" : "32"}-bit words.`,
  set: (sk, c) => ts.set_timestamps(sk, c.val !== 0, wide, ns),
  get(sk) {
    const on = ns ? sk.sock_flag(K.SOCK_RCVTSTAMPNS) : sk.sock_flag(K.SOCK_RCVTSTAMP);
    if (!on || sk.sock_flag(K.SOCK_TSTAMP_NEW) !== wide) return 0;
    return !ns && !wide && sk.sock_flag(K.SOCK_RCVTSTAMPNS) ? 0 : 1;
  },
});

const timeo = (
  name: string,
  optname: number,
  key: "sk_rcvtimeo" | "sk_sndtimeo",
  wide: boolean,
): sockopt_row => ({
  name,
  optname,
  since: wide ? "5.1" : undefined,
  doc: `Time-out for ${key === "sk_rcvtimeo" ? "receiving" : "sending"}, rounded up to ticks of 10 ms; 0 waits for ever.`,
  set: (sk, c) => ts.set_timeout(sk, key, c.optval, c.optlen, wide),
  get: (sk) => ts.get_timeout(sk[key], wide),
});

export const BASIC_ROWS: readonly sockopt_row[] = [
  {
    name: "SO_DEBUG",
    optname: S.SO_DEBUG,
    doc: "Debugging flag; turning it on needs CAP_NET_ADMIN (EACCES).",
    set(sk, c) {
      if (c.val && !capable(c.t, CAP_NET_ADMIN)) return -EACCES;
      sk.sock_valbool_flag(K.SOCK_DBG, c.val !== 0);
      return 0;
    },
    get: (sk) => (sk.sock_flag(K.SOCK_DBG) ? 1 : 0),
  },
  {
    name: "SO_REUSEADDR",
    optname: S.SO_REUSEADDR,
    doc: "Allows a local address that others with this option use.",
    set: (sk, c) => {
      sk.sk_reuse = c.val ? K.SK_CAN_REUSE : K.SK_NO_REUSE;
      return 0;
    },
    get: (sk) => sk.sk_reuse,
  },
  {
    name: "SO_REUSEPORT",
    optname: S.SO_REUSEPORT,
    doc: "Sockets of one user share an address, and packets are spread over them.",
    set(sk, c) {
      if (c.val && sk.kernel.release.has("5b0af621c3f6") && !is_inet(sk)) return -EOPNOTSUPP;
      sk.sk_reuseport = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.sk_reuseport ? 1 : 0),
  },
  { name: "SO_TYPE", optname: S.SO_TYPE, doc: "SOCK_STREAM, SOCK_DGRAM …", get: (sk) => sk.sk_type },
  { name: "SO_PROTOCOL", optname: S.SO_PROTOCOL, doc: "The protocol.", get: (sk) => sk.sk_protocol },
  { name: "SO_DOMAIN", optname: S.SO_DOMAIN, doc: "The address family.", get: (sk) => sk.sk_family },
  {
    name: "SO_ERROR",
    optname: S.SO_ERROR,
    doc: "The pending error, which reading clears.",
    get(sk) {
      const err = -sock_error(sk);
      if (err) return err;
      const soft = sk.sk_err_soft;
      sk.sk_err_soft = 0;
      return soft;
    },
  },
  {
    name: "SO_DONTROUTE",
    optname: S.SO_DONTROUTE,
    doc: "Only directly connected destinations.",
    set(sk, c) {
      sk.sock_valbool_flag(K.SOCK_LOCALROUTE, c.val !== 0);
      sk_dst_reset(sk);
      return 0;
    },
    get: (sk) => (sk.sock_flag(K.SOCK_LOCALROUTE) ? 1 : 0),
  },
  flag("SO_BROADCAST", S.SO_BROADCAST, K.SOCK_BROADCAST, "Allows sending to broadcast addresses."),
  {
    name: "SO_SNDBUF",
    optname: S.SO_SNDBUF,
    doc: "Size of the send buffer: doubled, at most net.core.wmem_max, at least 4448.",
    set: (sk, c) => setSndbuf(sk, Math.min(c.val >>> 0, sk.sk_net.stack.init_net.core.sysctl_wmem_max)),
    get: (sk) => sk.sk_sndbuf,
  },
  {
    name: "SO_SNDBUFFORCE",
    optname: S.SO_SNDBUFFORCE,
    doc: "SO_SNDBUF beyond the limit; needs CAP_NET_ADMIN.",
    set: (sk, c) => (capable(c.t, CAP_NET_ADMIN) ? setSndbuf(sk, Math.max(c.val, 0)) : -EPERM),
  },
  {
    name: "SO_RCVBUF",
    optname: S.SO_RCVBUF,
    doc: "Size of the receive buffer: doubled, at most net.core.rmem_max, at least 2224.",
    set: (sk, c) => setRcvbuf(sk, Math.min(c.val >>> 0, sk.sk_net.stack.init_net.core.sysctl_rmem_max)),
    get: (sk) => sk.sk_rcvbuf,
  },
  {
    name: "SO_RCVBUFFORCE",
    optname: S.SO_RCVBUFFORCE,
    doc: "SO_RCVBUF beyond the limit; needs CAP_NET_ADMIN.",
    set: (sk, c) => (capable(c.t, CAP_NET_ADMIN) ? setRcvbuf(sk, Math.max(c.val, 0)) : -EPERM),
  },
  {
    name: "SO_KEEPALIVE",
    optname: S.SO_KEEPALIVE,
    doc: "TCP asks an idle peer whether it is there.",
    set(sk, c) {
      sk.sk_prot.keepalive?.(sk, c.val !== 0);
      sk.sock_valbool_flag(K.SOCK_KEEPOPEN, c.val !== 0);
      return 0;
    },
    get: (sk) => (sk.sock_flag(K.SOCK_KEEPOPEN) ? 1 : 0),
  },
  flag("SO_OOBINLINE", S.SO_OOBINLINE, K.SOCK_URGINLINE, "Urgent data stay in the stream."),
  {
    name: "SO_NO_CHECK",
    optname: S.SO_NO_CHECK,
    doc: "UDP over IPv4 sends without checksums.",
    set: (sk, c) => {
      sk.sk_no_check_tx = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.sk_no_check_tx ? 1 : 0),
  },
  {
    name: "SO_PRIORITY",
    optname: S.SO_PRIORITY,
    doc: "Packet priority; outside 0 … 6 it needs CAP_NET_RAW or CAP_NET_ADMIN.",
    set(sk, c) {
      const free = c.val >= 0 && c.val <= 6;
      if (!free && !rawOrAdmin(c.t, sk)) return -EPERM;
      sk.sk_priority = c.val;
      return 0;
    },
    get: (sk) => sk.sk_priority,
  },
  {
    name: "SO_LINGER",
    optname: S.SO_LINGER,
    doc: "struct linger: close() waits, or with time 0 TCP resets. Shorter than 8 is EINVAL.",
    set(sk, c) {
      if (c.optlen < 8) return -EINVAL;
      const on = u32At(c.optval, 0);
      const sec = u32At(c.optval, 4);
      if (on)
        sk.sk_lingertime = sec >= Math.floor(MAX_SCHEDULE_TIMEOUT / HZ) ? MAX_SCHEDULE_TIMEOUT : sec * HZ;
      sk.sock_valbool_flag(K.SOCK_LINGER, on !== 0);
      return 0;
    },
    get: (sk) => be32(sk.sock_flag(K.SOCK_LINGER) ? 1 : 0, Math.floor(sk.sk_lingertime / HZ)),
  },
  { name: "SO_BSDCOMPAT", optname: S.SO_BSDCOMPAT, doc: "Accepted and ignored.", set: () => 0, get: () => 0 },
  {
    name: "SO_PASSCRED",
    optname: S.SO_PASSCRED,
    doc: "SCM_CREDENTIALS with each message (AF_UNIX, AF_NETLINK).",
    set: (_sk, c) => {
      c.sock!.passcred = c.val !== 0;
      return 0;
    },
    get: (_sk, c) => (c.sock!.passcred ? 1 : 0),
  },
  {
    name: "SO_PASSPIDFD",
    optname: SO_PASSPIDFD,
    since: "6.5",
    doc: "SCM_PIDFD with each message (AF_UNIX).",
    set: (_sk, c) => {
      c.sock!.passpidfd = c.val !== 0;
      return 0;
    },
    get: (_sk, c) => (c.sock!.passpidfd ? 1 : 0),
  },
  timestamp("SO_TIMESTAMP_OLD", S.SO_TIMESTAMP_OLD, false, false),
  timestamp("SO_TIMESTAMPNS_OLD", S.SO_TIMESTAMPNS_OLD, false, true),
  timestamp("SO_TIMESTAMP_NEW", S.SO_TIMESTAMP_NEW, true, false, "5.1"),
  timestamp("SO_TIMESTAMPNS_NEW", S.SO_TIMESTAMPNS_NEW, true, true, "5.1"),
  ts.timestamping("SO_TIMESTAMPING_OLD", S.SO_TIMESTAMPING_OLD, false),
  ts.timestamping("SO_TIMESTAMPING_NEW", S.SO_TIMESTAMPING_NEW, true),
  {
    name: "SO_RCVLOWAT",
    optname: S.SO_RCVLOWAT,
    doc: "Fewest bytes a stream read waits for; negative means as many as possible.",
    set(sk, c) {
      const val = c.val < 0 ? INT_MAX : c.val;
      if (c.sock?.ops.set_rcvlowat) return c.sock.ops.set_rcvlowat(sk, val);
      sk.sk_rcvlowat = val || 1;
      return 0;
    },
    get: (sk) => sk.sk_rcvlowat,
  },
  { name: "SO_SNDLOWAT", optname: S.SO_SNDLOWAT, doc: "Always 1; cannot be set.", get: () => 1 },
  timeo("SO_RCVTIMEO_OLD", S.SO_RCVTIMEO_OLD, "sk_rcvtimeo", false),
  timeo("SO_SNDTIMEO_OLD", S.SO_SNDTIMEO_OLD, "sk_sndtimeo", false),
  timeo("SO_RCVTIMEO_NEW", S.SO_RCVTIMEO_NEW, "sk_rcvtimeo", true),
  timeo("SO_SNDTIMEO_NEW", S.SO_SNDTIMEO_NEW, "sk_sndtimeo", true),
];
