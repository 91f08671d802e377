// Options of SOL_SOCKET about filters and about the peer (net/core/sock.c).
// Above: sockopt_socket.ts. Below: sockopt_rows.ts, filter.ts, sock_reuseport.ts.

import { pid_vnr } from "../../task/pid.ts";
import { pidfd_prepare } from "../../task/pidfd.ts";
import { EINVAL, ENODATA, ENOPROTOOPT, ENOTCONN, EOPNOTSUPP, EPERM, ERANGE } from "../../uapi/asm/errno.ts";
import * as S from "../../uapi/asm/socket.ts";
import { CAP_NET_ADMIN, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { SO_PEERPIDFD, TCP_LISTEN } from "../linux_socket.ts";
import { be32, put_int, user_sockptr } from "../sockptr.ts";
import { get_filter, sk_attach_filter, sk_detach_filter, sk_get_filter } from "./filter.ts";
import { sk_dst_reset } from "./sock.ts";
import * as K from "./sock_flags.ts";
import { reuseport_attach_prog, reuseport_detach_prog } from "./sock_reuseport.ts";
import { done, refuse, type sockopt_row } from "./sockopt.ts";
import { is_tcp, netCapable } from "./sockopt_rows.ts";

/** Classic BPF programs, also those that choose a socket of a reuseport group. */
export const FILTER_ROWS: readonly sockopt_row[] = [
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
];

/** Who the peer is, what the socket is, the mark. */
export const PEER_ROWS: readonly sockopt_row[] = [
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
    name: "SO_PEERPIDFD",
    optname: SO_PEERPIDFD,
    since: "6.5",
    doc: "A pidfd of the process at the other end (AF_UNIX); ENODATA when there is none.",
    get(sk, c) {
      if (!sk.sk_peer_pid) return refuse(-ENODATA);
      const fd = pidfd_prepare(c.t, sk.sk_peer_pid);
      return fd < 0 ? refuse(fd) : fd;
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
        sk_dst_reset(sk);
      }
      return 0;
    },
    get: (sk) => sk.sk_mark,
  },
];
