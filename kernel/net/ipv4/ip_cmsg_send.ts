// What a sender's control messages change for one packet: source, device, ttl, tos, options (net/ipv4/ip_sockglue.c
// ip_cmsg_send). Above: udp, raw, ping. Below: ../core/recv_cmsgs.ts.

import type { task_struct } from "../../task/task.ts";
import { EINVAL } from "../../uapi/asm/errno.ts";
import { SOL_SOCKET } from "../../uapi/asm/socket.ts";
import { IP_PKTINFO, IP_RETOPTS, IP_TOS, IP_TTL } from "../../uapi/linux/in.ts";
import { IPV6_PKTINFO } from "../../uapi/linux/in6.ts";
import { UDP_SEGMENT } from "../../uapi/linux/udp.ts";
import { __sock_cmsg_send, type sockcm_cookie, sockcm_init } from "../core/recv_cmsgs.ts";
import { IP_PROTOCOL, IPPROTO_UDP, IPPROTO_UDPLITE, SOL_IP, SOL_IPV6, SOL_UDP } from "../linux_socket.ts";
import { type cmsghdr, cmsgs, type msghdr } from "../msghdr.ts";
import { bytes_to_in6, get16, get32, in6_v4, ipv6_addr_v4mapped } from "../wire/addr.ts";
import type { inet_sock } from "./inet_sock.ts";
import { ip_options_compile } from "./ip_options.ts";

/** struct ipcm_cookie. ttl 0: the usual. */
export interface ipcm_cookie {
  addr: number;
  oif: number;
  opt: Uint8Array | null;
  ttl: number;
  tos: number;
  priority: number;
  protocol: number;
  gso_size: number;
  sockc: sockcm_cookie;
}

export const ipcm_init_sk = (sk: inet_sock): ipcm_cookie => ({
  addr: sk.inet_saddr,
  oif: sk.sk_bound_dev_if,
  opt: null,
  ttl: 0,
  tos: sk.tos,
  priority: sk.sk_priority,
  protocol: sk.sk_protocol,
  gso_size: 0,
  sockc: sockcm_init(sk),
});

/** A control message of SOL_SOCKET or SOL_UDP; other levels are passed over. 0, -EINVAL, -EPERM. */
export function cmsg_of_any_family(
  t: task_struct,
  sk: inet_sock,
  c: cmsghdr,
  ipc: { gso_size: number; sockc: sockcm_cookie },
): number {
  if (c.cmsg_level === SOL_SOCKET) return __sock_cmsg_send(t, sk, c, ipc.sockc);
  if (c.cmsg_level !== SOL_UDP || ![IPPROTO_UDP, IPPROTO_UDPLITE].includes(sk.sk_protocol)) return 0;
  if (c.cmsg_type !== UDP_SEGMENT || c.data.length !== 2) return -EINVAL;
  ipc.gso_size = get16(c.data, 0);
  return 0;
}

/** 0 or -EINVAL, -EPERM. v6: IPV6_PKTINFO with a mapped address is understood too. */
export function ip_cmsg_send(
  t: task_struct,
  sk: inet_sock,
  msg: msghdr,
  ipc: ipcm_cookie,
  v6: boolean,
): number {
  for (const c of cmsgs(msg)) {
    if (!c.ok) return -EINVAL;
    if (v6 && c.cmsg_level === SOL_IPV6 && c.cmsg_type === IPV6_PKTINFO) {
      if (c.data.length < 20) return -EINVAL;
      const a = bytes_to_in6(c.data);
      if (!ipv6_addr_v4mapped(a)) return -EINVAL;
      ipc.oif = get32(c.data, 16) || ipc.oif;
      ipc.addr = in6_v4(a);
      continue;
    }
    const err = c.cmsg_level === SOL_IP ? one(c.cmsg_type, c.data, ipc) : cmsg_of_any_family(t, sk, c, ipc);
    if (err) return err;
  }
  return 0;
}

function one(type: number, data: Uint8Array, ipc: ipcm_cookie): number {
  const int = data.length === 4 ? get32(data, 0) | 0 : null;
  switch (type) {
    case IP_RETOPTS: {
      const opt = ip_options_compile(data.subarray(0, 40));
      if (typeof opt === "number") return opt;
      ipc.opt = opt;
      return 0;
    }
    case IP_PKTINFO:
      if (data.length !== 12) return -EINVAL;
      ipc.oif = get32(data, 0) || ipc.oif;
      ipc.addr = get32(data, 4);
      return 0;
    case IP_TTL:
      if (int === null || int < 1 || int > 255) return -EINVAL;
      ipc.ttl = int;
      return 0;
    case IP_TOS: {
      const tos = data.length === 1 ? data[0] : int;
      if (tos === null || tos < 0 || tos > 255) return -EINVAL;
      ipc.tos = tos;
      return 0;
    }
    case IP_PROTOCOL:
      if (int === null || int < 1 || int > 255) return -EINVAL;
      ipc.protocol = int;
      return 0;
  }
  return -EINVAL;
}
