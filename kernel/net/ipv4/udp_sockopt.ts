// The options of IPPROTO_UDP and IPPROTO_UDPLITE, each a row (net/ipv4/udp.c udp_lib_setsockopt).
// Above: udp.ts. Below: ip_sockglue.ts, ../core/sockopt.ts.

import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOPROTOOPT, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import {
  UDP_CORK,
  UDP_ENCAP,
  UDP_ENCAP_L2TPINUDP,
  UDP_GRO,
  UDP_NO_CHECK6_RX,
  UDP_NO_CHECK6_TX,
  UDP_SEGMENT,
} from "../../uapi/linux/udp.ts";
import { lock_sock, release_sock } from "../core/sock.ts";
import { sockopt_level, type sockopt_row } from "../core/sockopt.ts";
import { ipv6_getsockopt, ipv6_setsockopt } from "../ipv6/ipv6_sockglue.ts";
import { AF_INET6, IPPROTO_UDPLITE, SOL_UDP, SOL_UDPLITE } from "../linux_socket.ts";
import { be32, copy_int, put_int, type sockptr } from "../sockptr.ts";
import { ip_getsockopt, ip_setsockopt } from "./ip_sockglue.ts";
import type { udp_sock } from "./udp.ts";
import { udp_push_pending_frames } from "./udp_send.ts";

type Row = sockopt_row<udp_sock>;
const UDPLITE_SEND_CSCOV = 10;
const UDPLITE_RECV_CSCOV = 11;

const lite = (name: string, optname: number, key: "pcslen" | "pcrlen", bit: number): Row => ({
  name,
  optname,
  doc: "UDP-Lite's checksum coverage; 1 … 7 become 8.",
  set(sk, c) {
    if (sk.sk_protocol !== IPPROTO_UDPLITE) return -ENOPROTOOPT;
    const val = c.val !== 0 && c.val < 8 ? 8 : Math.min(c.val, 0xffff);
    sk[key] = val;
    sk.pcflag |= bit;
    return 0;
  },
  get: (sk) => sk[key],
});

export const UDP_ROWS: readonly Row[] = [
  {
    name: "UDP_CORK",
    optname: UDP_CORK,
    doc: "Gathers data into one packet until it is taken off.",
    set(sk, c) {
      sk.corkflag = c.val !== 0;
      if (!sk.corkflag && sk.pending) {
        const push = udp_push_pending_frames(c.t, sk);
        // Without room to wait for, this comes to its end at once.
        push.next();
      }
      return 0;
    },
    get: (sk) => (sk.corkflag ? 1 : 0),
  },
  {
    name: "UDP_ENCAP",
    optname: UDP_ENCAP,
    doc: "Encapsulation kind: 0, or 3 (L2TP), which is remembered.",
    partial: "no IPsec",
    set(sk, c) {
      if (c.val !== 0 && c.val !== UDP_ENCAP_L2TPINUDP) return -ENOPROTOOPT;
      sk.encap_type = c.val;
      return 0;
    },
    get: (sk) => sk.encap_type,
  },
  {
    name: "UDP_NO_CHECK6_TX",
    optname: UDP_NO_CHECK6_TX,
    doc: "IPv6 packets without checksum.",
    set: (sk, c) => {
      sk.no_check6_tx = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.no_check6_tx ? 1 : 0),
  },
  {
    name: "UDP_NO_CHECK6_RX",
    optname: UDP_NO_CHECK6_RX,
    doc: "Takes IPv6 packets without checksum.",
    set: (sk, c) => {
      sk.no_check6_rx = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.no_check6_rx ? 1 : 0),
  },
  {
    name: "UDP_SEGMENT",
    optname: UDP_SEGMENT,
    since: "4.18",
    doc: "A send is cut into packets with so much payload each, 128 at most; 0 … 65535.",
    set(sk, c) {
      if (c.val < 0 || c.val > 0xffff) return -EINVAL;
      sk.gso_size = c.val;
      return 0;
    },
    get: (sk) => sk.gso_size,
  },
  {
    name: "UDP_GRO",
    optname: UDP_GRO,
    since: "5.0",
    doc: "What was sent at once with UDP_SEGMENT and came over loopback is read at once, with the packets' size.",
    set: (sk, c) => {
      sk.gro = c.val !== 0;
      return 0;
    },
    get: (sk) => (sk.gro ? 1 : 0),
  },
  lite("UDPLITE_SEND_CSCOV", UDPLITE_SEND_CSCOV, "pcslen", 1),
  lite("UDPLITE_RECV_CSCOV", UDPLITE_RECV_CSCOV, "pcrlen", 2),
];

export const UDP_OPTIONS = new sockopt_level("SOL_UDP", SOL_UDP, UDP_ROWS);

export function udp_setsockopt(
  t: task_struct,
  sk: udp_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: number,
): number {
  if (level !== SOL_UDP && level !== SOL_UDPLITE) {
    return sk.sk_family === AF_INET6
      ? ipv6_setsockopt(t, sk, level, optname, optval, optlen)
      : level === 0
        ? ip_setsockopt(t, sk, optname, optval, optlen)
        : -ENOPROTOOPT;
  }
  if (optlen < 4) return -EINVAL;
  const val = copy_int(optval);
  const row = UDP_OPTIONS.setter(sk, optname);
  if (!row?.set) return -ENOPROTOOPT;
  lock_sock(sk);
  try {
    return row.set(sk, { t, sock: sk.sk_socket, val, optval, optlen });
  } finally {
    release_sock(sk);
  }
}

export function udp_getsockopt(
  t: task_struct,
  sk: udp_sock,
  level: number,
  optname: number,
  optval: sockptr,
  optlen: sockptr,
): number {
  if (level !== SOL_UDP && level !== SOL_UDPLITE) {
    return sk.sk_family === AF_INET6
      ? ipv6_getsockopt(t, sk, level, optname, optval, optlen)
      : level === 0
        ? ip_getsockopt(t, sk, optname, optval, optlen)
        : -EOPNOTSUPP;
  }
  const given = copy_int(optlen);
  if (given < 0) return -EINVAL;
  const len = Math.min(given, 4);
  const row = UDP_OPTIONS.getter(sk, optname);
  if (!row?.get) return -ENOPROTOOPT;
  const val = row.get(sk, { t, sock: sk.sk_socket, len, optval, optlen }) as number;
  put_int(optlen, len);
  optval.copy_to(0, be32(val).subarray(0, len));
  return 0;
}
