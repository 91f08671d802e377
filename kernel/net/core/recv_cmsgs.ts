// What every family tells about a received packet besides its bytes: time stamps, drops, mark
// (net/socket.c __sock_recv_cmsgs, net/core/sock.c), and control messages any sender may give (sock_cmsg_send).
// Above: udp, raw, packet, unix, tcp. Below: sock.ts, ../msghdr.ts.

import { copy_to_user } from "../../mm/uaccess.ts";
import { ns_capable } from "../../task/cred.ts";
import type { task_struct } from "../../task/task.ts";
import { EINVAL, ENOENT, EPERM } from "../../uapi/asm/errno.ts";
import {
  SCM_TXTIME,
  SO_MARK,
  SO_RXQ_OVFL,
  SO_TIMESTAMP_NEW,
  SO_TIMESTAMP_OLD,
  SO_TIMESTAMPING_NEW,
  SO_TIMESTAMPING_OLD,
  SO_TIMESTAMPNS_NEW,
  SO_TIMESTAMPNS_OLD,
  SOL_SOCKET,
} from "../../uapi/asm/socket.ts";
import { CAP_NET_ADMIN, CAP_NET_RAW } from "../../uapi/linux/capability.ts";
import { SOF_TIMESTAMPING_SOFTWARE, SOF_TIMESTAMPING_TX_RECORD_MASK } from "../../uapi/linux/net_tstamp.ts";
import { SCM_CREDENTIALS, SCM_RIGHTS } from "../linux_socket.ts";
import { type cmsghdr, cmsgs, type msghdr, put_cmsg } from "../msghdr.ts";
import { be32, be64 } from "../sockptr.ts";
import type { sk_buff } from "./skbuff.ts";
import type { sock } from "./sock.ts";
import {
  SOCK_RCVMARK,
  SOCK_RCVTSTAMP,
  SOCK_RCVTSTAMPNS,
  SOCK_RXQ_OVFL,
  SOCK_TIMESTAMP,
  SOCK_TSTAMP_NEW,
  SOCK_TXTIME,
} from "./sock_flags.ts";

const NS = 1_000_000_000n;

/** A struct timeval or timespec (unit 1000 or 1) of ns, in its old (two words) or new (two 64-bit words) form. */
function stamp(ns: bigint, unit: bigint, wide: boolean): Uint8Array {
  const sec = ns / NS;
  const sub = (ns % NS) / unit;
  return wide ? new Uint8Array([...be64(sec), ...be64(sub)]) : be32(Number(sec & 0xffffffffn), Number(sub));
}

/** Time stamp messages (sock_recv_timestamp). */
export function sock_recv_timestamp(msg: msghdr, sk: sock, skb: sk_buff): void {
  const wanted = sk.sock_flag(SOCK_RCVTSTAMP);
  const wide = sk.sock_flag(SOCK_TSTAMP_NEW);
  if (wanted) {
    if (skb.tstamp === 0n) skb.tstamp = sk.kernel.realtime();
    const ns = sk.sock_flag(SOCK_RCVTSTAMPNS);
    const type = ns
      ? wide
        ? SO_TIMESTAMPNS_NEW
        : SO_TIMESTAMPNS_OLD
      : wide
        ? SO_TIMESTAMP_NEW
        : SO_TIMESTAMP_OLD;
    put_cmsg(msg, SOL_SOCKET, type, stamp(skb.tstamp, ns ? 1n : 1000n, wide));
  }
  if (sk.sk_tsflags & SOF_TIMESTAMPING_SOFTWARE && skb.tstamp !== 0n) {
    const none = stamp(0n, 1n, wide);
    const data = new Uint8Array([...stamp(skb.tstamp, 1n, wide), ...none, ...none]);
    put_cmsg(msg, SOL_SOCKET, wide ? SO_TIMESTAMPING_NEW : SO_TIMESTAMPING_OLD, data);
  }
  if (wanted) return;
  if (sk.sock_flag(SOCK_TIMESTAMP)) sk.sk_stamp = skb.tstamp;
  else if (sk.sk_stamp < 0n) sk.sk_stamp = 0n;
}

/** Everything SOL_SOCKET tells with a packet (sock_recv_cmsgs). */
export function sock_recv_cmsgs(msg: msghdr, sk: sock, skb: sk_buff): void {
  sock_recv_timestamp(msg, sk, skb);
  if (sk.sock_flag(SOCK_RXQ_OVFL) && skb.dropcount)
    put_cmsg(msg, SOL_SOCKET, SO_RXQ_OVFL, be32(skb.dropcount));
  if (sk.sock_flag(SOCK_RCVMARK)) put_cmsg(msg, SOL_SOCKET, SO_MARK, be32(skb.mark));
}

/** SIOCGSTAMP and its kin: when the last packet came. -ENOENT before the first (sock_gettstamp). */
export function sock_gettstamp(
  t: task_struct,
  sk: sock,
  arg: number,
  timeval: boolean,
  wide: boolean,
): number {
  sk.sock_valbool_flag(SOCK_TIMESTAMP, true);
  if (sk.sk_stamp < 0n) return -ENOENT;
  if (sk.sk_stamp === 0n) sk.sk_stamp = sk.kernel.realtime();
  copy_to_user(t, arg, stamp(sk.sk_stamp, timeval ? 1000n : 1n, wide));
  return 0;
}

/** What SOL_SOCKET control messages of a sender ask for (struct sockcm_cookie). */
export interface sockcm_cookie {
  mark: number;
  tsflags: number;
  transmit_time: bigint;
}

export const sockcm_init = (sk: sock): sockcm_cookie => ({
  mark: sk.sk_mark,
  tsflags: sk.sk_tsflags,
  transmit_time: 0n,
});

/** One SOL_SOCKET control message of a sender: 0 or -ERRNO (__sock_cmsg_send). */
export function __sock_cmsg_send(t: task_struct, sk: sock, c: cmsghdr, cookie: sockcm_cookie): number {
  const view = new DataView(c.data.buffer, c.data.byteOffset, c.data.length);
  switch (c.cmsg_type) {
    case SO_MARK: {
      const { user_ns } = sk.sk_net;
      if (!ns_capable(t, user_ns, CAP_NET_RAW) && !ns_capable(t, user_ns, CAP_NET_ADMIN)) return -EPERM;
      if (c.data.length !== 4) return -EINVAL;
      cookie.mark = view.getUint32(0);
      return 0;
    }
    case SO_TIMESTAMPING_OLD:
    case SO_TIMESTAMPING_NEW: {
      if (c.data.length !== 4) return -EINVAL;
      const flags = view.getUint32(0);
      if (flags & ~SOF_TIMESTAMPING_TX_RECORD_MASK) return -EINVAL;
      cookie.tsflags = (cookie.tsflags & ~SOF_TIMESTAMPING_TX_RECORD_MASK) | flags;
      return 0;
    }
    case SCM_TXTIME:
      if (!sk.sock_flag(SOCK_TXTIME)) return -EINVAL;
      if (c.data.length !== 8) return -EINVAL;
      cookie.transmit_time = view.getBigUint64(0);
      return 0;
    case SCM_RIGHTS:
    case SCM_CREDENTIALS:
      return 0;
  }
  return -EINVAL;
}

/** All SOL_SOCKET control messages of a sender (sock_cmsg_send). */
export function sock_cmsg_send(t: task_struct, sk: sock, msg: msghdr, cookie: sockcm_cookie): number {
  for (const c of cmsgs(msg)) {
    if (!c.ok) return -EINVAL;
    if (c.cmsg_level !== SOL_SOCKET) continue;
    const err = __sock_cmsg_send(t, sk, c, cookie);
    if (err) return err;
  }
  return 0;
}
