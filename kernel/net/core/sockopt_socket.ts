// The options of SOL_SOCKET, each a row (net/core/sock.c sk_setsockopt, sk_getsockopt; numbers: parisc's asm/socket.h).
// Above: syscalls/sys_socket.ts, docs/sockopts.md. Below: sockopt.ts, sock.ts, bindtodevice.ts, filter.ts.

import { capable, ns_capable } from "../../task/cred.ts";
import { pid_vnr } from "../../task/pid.ts";
import type { task_struct } from "../../task/task.ts";
import {
  EACCES,
  EINVAL,
  ENODATA,
  ENOPROTOOPT,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  ERANGE,
} from "../../uapi/asm/errno.ts";
import * as S from "../../uapi/asm/socket.ts";
import { CAP_NET_ADMIN, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { SOCK_BUF_LOCK_MASK } from "../../uapi/linux/socket.ts";
import { reuseport_attach_prog, reuseport_detach_prog } from "../ipv4/reuseport.ts";
import {
  AF_INET,
  AF_INET6,
  HZ,
  IPPROTO_UDP,
  MAX_SCHEDULE_TIMEOUT,
  SOCK_DGRAM,
  SOCK_STREAM,
  TCP_LISTEN,
} from "../linux_socket.ts";
import { be32, be64, put_int, type sockptr, user_sockptr } from "../sockptr.ts";
import { sock_getbindtodevice, sock_setbindtodevice, sock_setbindtodevice_locked } from "./bindtodevice.ts";
import { get_filter, sk_attach_filter, sk_detach_filter, sk_get_filter } from "./filter.ts";
import type { sock } from "./sock.ts";
import * as K from "./sock.ts";
import {
  answerBytes,
  done,
  put_value,
  read_optlen,
  refuse,
  sockopt_level,
  type sockopt_row,
} from "./sockopt.ts";
import * as ts from "./timeouts.ts";

const INT_MAX = 0x7fffffff;
const is_inet = (sk: sock) => sk.sk_family === AF_INET || sk.sk_family === AF_INET6;
const is_tcp = (sk: sock) => is_inet(sk) && sk.sk_type === SOCK_STREAM && sk.sk_protocol === 6;
const netCapable = (t: task_struct, sk: sock, cap: number) => ns_capable(t, sk.sk_net.user_ns, cap);
const rawOrAdmin = (t: task_struct, sk: sock) =>
  netCapable(t, sk, CAP_NET_RAW) || netCapable(t, sk, CAP_NET_ADMIN);

/** A boolean in sk_flags. */
function flag(name: string, optname: number, bit: number, doc: string, since?: string): sockopt_row {
  return {
    name,
    optname,
    doc,
    since,
    set: (sk, c) => {
      sk.sock_valbool_flag(bit, c.val !== 0);
      return 0;
    },
    get: (sk) => (sk.sock_flag(bit) ? 1 : 0),
  };
}

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

function u32At(p: sockptr, at: number): number {
  const b = p.copy_from(at, 4);
  return ((b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]) >>> 0;
}

const missing = (name: string, optname: number): sockopt_row => ({
  name,
  optname,
  doc: "Defined by the header, known to no kernel.",
});

export const SOL_SOCKET_ROWS: readonly sockopt_row[] = [
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
      if (c.val && sk.kernel.release.atLeast("6.1") && !is_inet(sk)) return -EOPNOTSUPP;
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
      const err = -K.sock_error(sk);
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
      K.sk_dst_reset(sk);
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
  {
    name: "SO_ATTACH_FILTER",
    optname: S.SO_ATTACH_FILTER,
    doc: "A classic BPF program over received packets (struct sock_fprog, exactly 8 bytes).",
    set(sk, c) {
      const restricted = sk.kernel.release.atLeast("6.1") && is_tcp(sk);
      if (restricted && !netCapable(c.t, sk, CAP_NET_ADMIN)) return -EPERM;
      const f = get_filter(sk, c.optval, c.optlen, (addr) => new user_sockptr(c.t, addr));
      return typeof f === "number" ? f : sk_attach_filter(sk, f);
    },
  },
  {
    name: "SO_GET_FILTER",
    optname: S.SO_GET_FILTER,
    doc: "Reads the program back; lengths count instructions.",
    get(sk, c) {
      const n = sk_get_filter(sk, c.optval, c.len);
      if (n < 0) return refuse(n);
      put_int(c.optlen, n);
      return done;
    },
  },
  {
    name: "SO_DETACH_FILTER",
    optname: S.SO_DETACH_FILTER,
    doc: "Takes the program off (also SO_DETACH_BPF). The value is not looked at but must be an int.",
    set: (sk) => sk_detach_filter(sk),
  },
  {
    name: "SO_LOCK_FILTER",
    optname: S.SO_LOCK_FILTER,
    doc: "Forbids changing the filter; cannot be undone (EPERM).",
    set(sk, c) {
      if (sk.sock_flag(K.SOCK_FILTER_LOCKED) && !c.val) return -EPERM;
      sk.sock_valbool_flag(K.SOCK_FILTER_LOCKED, c.val !== 0);
      return 0;
    },
    get: (sk) => (sk.sock_flag(K.SOCK_FILTER_LOCKED) ? 1 : 0),
  },
  {
    name: "SO_ATTACH_BPF",
    optname: S.SO_ATTACH_BPF,
    doc: "An eBPF program: there is no bpf(2), so EOPNOTSUPP.",
    partial: "no eBPF",
    set: (sk, c) => (c.optlen !== 4 ? -EINVAL : sk.sock_flag(K.SOCK_FILTER_LOCKED) ? -EPERM : -EOPNOTSUPP),
  },
  {
    name: "SO_ATTACH_REUSEPORT_CBPF",
    optname: S.SO_ATTACH_REUSEPORT_CBPF,
    since: "4.5",
    doc: "A classic BPF program that picks the socket of an SO_REUSEPORT group.",
    set(sk, c) {
      const f = get_filter(sk, c.optval, c.optlen, (addr) => new user_sockptr(c.t, addr));
      return typeof f === "number" ? f : reuseport_attach_prog(sk, f);
    },
  },
  {
    name: "SO_ATTACH_REUSEPORT_EBPF",
    optname: S.SO_ATTACH_REUSEPORT_EBPF,
    since: "4.5",
    doc: "The same with eBPF: there is no bpf(2), so EOPNOTSUPP.",
    partial: "no eBPF",
    set: (sk, c) => (c.optlen !== 4 ? -EINVAL : sk.sock_flag(K.SOCK_FILTER_LOCKED) ? -EPERM : -EOPNOTSUPP),
  },
  {
    name: "SO_DETACH_REUSEPORT_BPF",
    optname: S.SO_DETACH_REUSEPORT_BPF,
    since: "5.3",
    doc: "Takes that program off: EINVAL without SO_REUSEPORT, ENOENT without a program.",
    set: (sk) => reuseport_detach_prog(sk),
  },
  {
    name: "SO_PEERCRED",
    optname: S.SO_PEERCRED,
    doc: "struct ucred of the process at the other end (AF_UNIX); pid 0 and ids -1 when there is none.",
    get(sk, c) {
      const ns = c.t.cred.user_ns;
      const peer = sk.sk_peer_cred;
      const pid = pid_vnr(c.t, sk.sk_peer_pid);
      return peer
        ? be32(pid, ns.from_kuid_munged(peer.euid), ns.from_kgid_munged(peer.egid))
        : be32(pid, -1, -1);
    },
  },
  {
    name: "SO_PEERGROUPS",
    optname: S.SO_PEERGROUPS,
    since: "4.13",
    doc: "The peer's supplementary groups: ENODATA without a peer, ERANGE (and the length needed) when there is no room.",
    get(sk, c) {
      const peer = sk.sk_peer_cred;
      if (!peer) return refuse(-ENODATA);
      const size = 4 * peer.groups.length;
      if (c.len < size) {
        put_int(c.optlen, size);
        return refuse(-ERANGE);
      }
      c.optval.copy_to(0, be32(...peer.groups.map((g) => c.t.cred.user_ns.from_kgid_munged(g))));
      put_int(c.optlen, size);
      return done;
    },
  },
  {
    name: "SO_PEERNAME",
    optname: S.SO_PEERNAME,
    doc: "The peer's address; asking for more bytes than it has is EINVAL.",
    get(_sk, c) {
      const name = c.sock!.ops.getname(c.t, c.sock!, 2);
      if (typeof name === "number") return refuse(-ENOTCONN);
      return name.length < c.len ? refuse(-EINVAL) : name;
    },
  },
  {
    name: "SO_ACCEPTCONN",
    optname: S.SO_ACCEPTCONN,
    doc: "1 for a listening socket.",
    get: (sk) => (sk.sk_state === TCP_LISTEN ? 1 : 0),
  },
  {
    name: "SO_PASSSEC",
    optname: S.SO_PASSSEC,
    doc: "Security label with each message; there are no labels.",
    set: (_sk, c) => {
      c.sock!.passsec = c.val !== 0;
      return 0;
    },
    get: (_sk, c) => (c.sock!.passsec ? 1 : 0),
  },
  {
    name: "SO_PEERSEC",
    optname: S.SO_PEERSEC,
    doc: "The peer's security label: no security module, so ENOPROTOOPT.",
    get: () => refuse(-ENOPROTOOPT),
  },
  {
    name: "SO_MARK",
    optname: S.SO_MARK,
    doc: "Mark of outgoing packets; needs CAP_NET_ADMIN (since 5.17 CAP_NET_RAW will do).",
    set(sk, c) {
      const raw = sk.kernel.release.atLeast("5.17") && netCapable(c.t, sk, CAP_NET_RAW);
      if (!raw && !netCapable(c.t, sk, CAP_NET_ADMIN)) return -EPERM;
      if (sk.sk_mark !== c.val >>> 0) {
        sk.sk_mark = c.val >>> 0;
        K.sk_dst_reset(sk);
      }
      return 0;
    },
    get: (sk) => sk.sk_mark,
  },
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
      if (c.val === 1) K.sk_dst_reset(sk);
      return 0;
    },
  },
  {
    name: "SO_MEMINFO",
    optname: S.SO_MEMINFO,
    since: "4.12",
    doc: "Nine words of buffer accounting.",
    get: (sk) => be32(...K.sk_get_meminfo(sk)),
  },
  {
    name: "SO_COOKIE",
    optname: S.SO_COOKIE,
    since: "4.12",
    doc: "A number of its own (64 bits); shorter than 8 is EINVAL.",
    get: (sk, c) => (c.len < 8 ? refuse(-EINVAL) : be64(K.sock_gen_cookie(sk))),
  },
  {
    name: "SO_NETNS_COOKIE",
    optname: S.SO_NETNS_COOKIE,
    since: "5.14",
    doc: "The network namespace's number (64 bits); any length but 8 is EINVAL.",
    get: (sk, c) => (c.len !== 8 ? refuse(-EINVAL) : be64(K.net_cookie(sk.sk_net))),
  },
  {
    name: "SO_ZEROCOPY",
    optname: S.SO_ZEROCOPY,
    since: "4.14",
    doc: "Permits MSG_ZEROCOPY on TCP and UDP (data are copied all the same); 0 or 1.",
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
    since: "5.17",
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

export const SOL_SOCKET_OPTIONS = new sockopt_level("SOL_SOCKET", S.SOL_SOCKET, SOL_SOCKET_ROWS);

/** setsockopt(SOL_SOCKET): 0 or -ERRNO; a bad pointer throws UserFault. */
export function sock_setsockopt(
  t: task_struct,
  sk: sock,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  const row = SOL_SOCKET_OPTIONS.setter(sk, optname);
  const sock = sk.sk_socket;
  if (row?.raw) return row.set!(sk, { t, sock, val: 0, optval, optlen });
  if (optlen < 4) return -EINVAL;
  const val = u32At(optval, 0) | 0;
  if (!row?.set) return -ENOPROTOOPT;
  K.lock_sock(sk);
  try {
    return row.set(sk, { t, sock, val, optval, optlen });
  } finally {
    K.release_sock(sk);
  }
}

/** getsockopt(SOL_SOCKET): 0 or -ERRNO. */
export function sock_getsockopt(
  t: task_struct,
  sk: sock,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  const len = read_optlen(optlen);
  if (len < 0) return len;
  const row = SOL_SOCKET_OPTIONS.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const a = row.get(sk, { t, sock: sk.sk_socket, len, optval, optlen });
  if (a === done) return 0;
  if (typeof a === "object" && "errno" in a) return a.errno;
  return put_value(answerBytes(a), len, optval, optlen);
}
