// Options of IPPROTO_TCP that few programs use, each a row: fast open, saved SYNs, repair, and what is only remembered
// (net/ipv4/tcp.c do_tcp_setsockopt, do_tcp_getsockopt). Above: tcp_sockopt.ts. Below: tcp_sock.ts, ../core/sockopt.ts.

import { ns_capable } from "../../task/cred.ts";
import { EINVAL, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import * as O from "../../uapi/linux/tcp.ts";
import { done, refuse, type sockopt_row } from "../core/sockopt.ts";
import { TCP_CLOSE, TCP_LISTEN } from "../linux_socket.ts";
import { copy_int, put_int, type sockptr } from "../sockptr.ts";
import { MSEC, type tcp_sock } from "./tcp_sock.ts";

type Row = sockopt_row<tcp_sock>;

const flag = (
  name: string,
  optname: number,
  key: keyof tcp_sock,
  doc: string,
  strict: boolean,
  since?: string,
  /** Only before there is a connection. */
  early = false,
): Row => ({
  name,
  optname,
  since,
  doc,
  set(sk, c) {
    if (strict && (c.val < 0 || c.val > 1)) return -EINVAL;
    if (early && ![TCP_CLOSE, TCP_LISTEN].includes(sk.sk_state)) return -EINVAL;
    (sk as unknown as Record<string, boolean>)[key] = c.val !== 0;
    return 0;
  },
  get: (sk) => (sk[key] ? 1 : 0),
});

/** A value of bytes with its own length rule: as much as fits. */
export function give(c: { len: number; optval: sockptr; optlen: sockptr }, value: Uint8Array): typeof done {
  const n = Math.min(copy_int(c.optlen), value.length);
  put_int(c.optlen, n);
  c.optval.copy_to(0, value.subarray(0, n));
  return done;
}

export const TCP_RARE_ROWS: readonly Row[] = [
  {
    name: "TCP_FASTOPEN",
    optname: O.TCP_FASTOPEN,
    doc: "Queue length for fast open; only while closed or listening. Remembered, SYNs carry no data.",
    partial: "no fast open",
    set(sk, c) {
      if (c.val < 0 || ![TCP_CLOSE, TCP_LISTEN].includes(sk.sk_state)) return -EINVAL;
      sk.fastopen_qlen = Math.min(c.val, sk.sk_net.core.sysctl_somaxconn);
      return 0;
    },
    get: (sk) => sk.fastopen_qlen,
  },
  {
    name: "TCP_FASTOPEN_CONNECT",
    optname: O.TCP_FASTOPEN_CONNECT,
    since: "4.11",
    doc: "connect() with data in the SYN: remembered.",
    partial: "no fast open",
    set(sk, c) {
      if (c.val < 0 || c.val > 1 || sk.sk_state !== TCP_CLOSE) return -EINVAL;
      sk.fastopen_connect = c.val === 1;
      return 0;
    },
    get: (sk) => (sk.fastopen_connect ? 1 : 0),
  },
  {
    ...flag(
      "TCP_FASTOPEN_NO_COOKIE",
      O.TCP_FASTOPEN_NO_COOKIE,
      "fastopen_no_cookie",
      "Remembered.",
      true,
      "4.15",
      true,
    ),
    partial: "no fast open",
  },
  {
    name: "TCP_NOTSENT_LOWAT",
    optname: O.TCP_NOTSENT_LOWAT,
    doc: "Writable only while less than this has not been sent.",
    set(sk, c) {
      sk.notsent_lowat = c.val >>> 0;
      sk.sk_write_space(sk);
      return 0;
    },
    get: (sk) => sk.notsent_lowat | 0,
  },
  flag("TCP_THIN_LINEAR_TIMEOUTS", O.TCP_THIN_LINEAR_TIMEOUTS, "thin_lto", "Remembered.", true),
  {
    name: "TCP_THIN_DUPACK",
    optname: O.TCP_THIN_DUPACK,
    doc: "Without effect, as in Linux.",
    set: (_sk, c) => (c.val < 0 || c.val > 1 ? -EINVAL : 0),
    get: () => 0,
  },
  {
    name: "TCP_SAVE_SYN",
    optname: O.TCP_SAVE_SYN,
    doc: "A listener keeps the SYNs (2, since 5.10: with link headers); remembered.",
    set(sk, c) {
      if (c.val < 0 || c.val > (sk.kernel.release.atLeast("5.10") ? 2 : 1)) return -EINVAL;
      sk.save_syn = c.val;
      return 0;
    },
    get: (sk) => sk.save_syn,
    partial: "TCP_SAVED_SYN is always empty",
  },
  {
    name: "TCP_SAVED_SYN",
    optname: O.TCP_SAVED_SYN,
    doc: "The saved SYN: none.",
    partial: "nothing is saved",
    get: (_sk, c) => give(c, new Uint8Array(0)),
  },
  {
    name: "TCP_REPAIR",
    optname: O.TCP_REPAIR,
    doc: "Checkpoint and restore: needs CAP_NET_ADMIN, and then is not there (EPERM).",
    partial: "no repair mode",
    set: (sk, c) => (ns_capable(c.t, sk.sk_net.user_ns, CAP_NET_ADMIN) && c.val === 0 ? 0 : -EPERM),
    get: () => 0,
  },
  {
    name: "TCP_REPAIR_QUEUE",
    optname: O.TCP_REPAIR_QUEUE,
    doc: "Outside repair mode: EPERM to set, EINVAL to read.",
    set: () => -EPERM,
    get: () => refuse(-EINVAL),
  },
  {
    name: "TCP_QUEUE_SEQ",
    optname: O.TCP_QUEUE_SEQ,
    doc: "Outside repair mode: EPERM to set (EINVAL while closed), EINVAL to read.",
    set: (sk) => (sk.sk_state === TCP_CLOSE ? -EINVAL : -EPERM),
    get: () => refuse(-EINVAL),
  },
  {
    name: "TCP_REPAIR_OPTIONS",
    optname: O.TCP_REPAIR_OPTIONS,
    doc: "Outside repair mode: EINVAL.",
    set: () => -EINVAL,
  },
  {
    name: "TCP_REPAIR_WINDOW",
    optname: O.TCP_REPAIR_WINDOW,
    doc: "Outside repair mode: EPERM to set, EINVAL to read.",
    set: () => -EPERM,
    get: () => refuse(-EINVAL),
  },
  {
    name: "TCP_CC_INFO",
    optname: O.TCP_CC_INFO,
    doc: "What the congestion control has to tell: CUBIC and Reno nothing.",
    get: (_sk, c) => give(c, new Uint8Array(0)),
  },
  {
    name: "TCP_FASTOPEN_KEY",
    optname: O.TCP_FASTOPEN_KEY,
    since: "4.15",
    doc: "Key of a listener's cookies, 16 or 32 bytes; kept and given back.",
    raw: true,
    partial: "no fast open",
    set(sk, c) {
      if (c.optlen !== 16 && c.optlen !== 32) return -EINVAL;
      sk.fastopen_key = c.optval.copy_from(0, c.optlen);
      return 0;
    },
    get: (sk, c) => give(c, sk.fastopen_key ?? new Uint8Array(0)),
  },
  {
    name: "TCP_TIMESTAMP",
    optname: O.TCP_TIMESTAMP,
    doc: "The time-stamp clock; setting it needs repair mode (EPERM).",
    set: () => -EPERM,
    get: (sk) => Math.floor(sk.kernel.now() / MSEC) | 0,
  },
  flag(
    "TCP_INQ",
    O.TCP_INQ,
    "recvmsg_inq",
    "How much is left to read, with each message; 0 or 1.",
    true,
    "4.18",
  ),
  {
    name: "TCP_TX_DELAY",
    optname: O.TCP_TX_DELAY,
    since: "5.3",
    doc: "Microseconds; remembered.",
    partial: "nothing is delayed",
    set: (sk, c) => {
      sk.transmit_delay = c.val;
      return 0;
    },
    get: (sk) => sk.transmit_delay,
  },
];
