// SO_RCVTIMEO, SO_SNDTIMEO and the time-stamp options: values in their old (32-bit) and new (64-bit) shapes
// (net/core/sock.c sock_set_timeout, sock_set_timestamping). Above: sockopt_socket.ts. Below: sock.ts.

import { EDOM, EINVAL, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import {
  SOF_TIMESTAMPING_BIND_PHC,
  SOF_TIMESTAMPING_OPT_ID,
  SOF_TIMESTAMPING_OPT_STATS,
  SOF_TIMESTAMPING_OPT_TSONLY,
  SOF_TIMESTAMPING_RX_SOFTWARE,
} from "../../uapi/linux/net_tstamp.ts";
import { HZ, MAX_SCHEDULE_TIMEOUT, SOCK_STREAM, TCP_CLOSE, TCP_LISTEN } from "../linux_socket.ts";
import { be32, be64, copy_int, type sockptr } from "../sockptr.ts";
import { dev_get_by_index } from "./dev.ts";
import type { sock } from "./sock.ts";
import * as K from "./sock_flags.ts";
import type { sockopt_row } from "./sockopt.ts";

const USEC = 1_000_000;
const TICK_USEC = USEC / HZ;

/** -EINVAL (short), -EDOM (microseconds out of range), else 0; a negative second count means "do not wait". */
export function set_timeout(
  sk: sock,
  key: "sk_rcvtimeo" | "sk_sndtimeo",
  optval: sockptr,
  optlen: number,
  wide: boolean,
): number {
  if (optlen < (wide ? 16 : 8)) return -EINVAL;
  let sec: bigint;
  let usec: bigint;
  if (wide) {
    const b = optval.copy_from(0, 16);
    const view = new DataView(b.buffer, b.byteOffset, 16);
    sec = view.getBigInt64(0);
    usec = view.getBigInt64(8);
  } else {
    sec = BigInt(copy_int(optval, 0));
    usec = BigInt(copy_int(optval, 4));
  }
  if (usec < 0n || usec >= BigInt(USEC)) return -EDOM;
  if (sec < 0n) {
    sk[key] = 0;
    return 0;
  }
  const forever = (sec === 0n && usec === 0n) || sec >= BigInt(Math.floor(MAX_SCHEDULE_TIMEOUT / HZ) - 1);
  sk[key] = forever ? MAX_SCHEDULE_TIMEOUT : Number(sec) * HZ + Math.ceil(Number(usec) / TICK_USEC);
  return 0;
}

export function get_timeout(timeo: number, wide: boolean): Uint8Array {
  const forever = timeo === MAX_SCHEDULE_TIMEOUT;
  const sec = forever ? 0 : Math.floor(timeo / HZ);
  const usec = forever ? 0 : (timeo % HZ) * TICK_USEC;
  return wide ? new Uint8Array([...be64(BigInt(sec)), ...be64(BigInt(usec))]) : be32(sec, usec);
}

/** SO_TIMESTAMP and SO_TIMESTAMPNS in both shapes share three flags (__sock_set_timestamps). */
export function set_timestamps(sk: sock, on: boolean, wide: boolean, ns: boolean): number {
  if (on) {
    sk.sock_valbool_flag(K.SOCK_TSTAMP_NEW, wide);
    sk.sock_valbool_flag(K.SOCK_RCVTSTAMPNS, ns);
    sk.sock_valbool_flag(K.SOCK_RCVTSTAMP, true);
    sk.sock_valbool_flag(K.SOCK_TIMESTAMP, true);
  } else {
    sk.sock_valbool_flag(K.SOCK_RCVTSTAMP, false);
    sk.sock_valbool_flag(K.SOCK_RCVTSTAMPNS, false);
  }
  return 0;
}

/** The SOF_TIMESTAMPING_* flags a release knows. */
const known = (sk: sock): number => (sk.kernel.release.atLeast("5.14") ? 0xffff : 0x7fff);

function set_timestamping(sk: sock, flags: number, bind_phc: number, wide: boolean): number {
  if (flags & ~known(sk)) return -EINVAL;
  if (flags & SOF_TIMESTAMPING_OPT_ID && !(sk.sk_tsflags & SOF_TIMESTAMPING_OPT_ID)) {
    const tcp = sk.sk_type === SOCK_STREAM && sk.sk_protocol === 6;
    if (tcp && (sk.sk_state === TCP_CLOSE || sk.sk_state === TCP_LISTEN)) return -EINVAL;
    // A stream's bytes count from the first that is not acknowledged yet.
    sk.sk_tskey = tcp ? (sk as unknown as { snd_una: number }).snd_una : 0;
  }
  if (flags & SOF_TIMESTAMPING_OPT_STATS && !(flags & SOF_TIMESTAMPING_OPT_TSONLY)) return -EINVAL;
  if (flags & SOF_TIMESTAMPING_BIND_PHC) {
    // No device has a clock that bind_phc could name.
    const dev = sk.sk_bound_dev_if ? dev_get_by_index(sk.sk_net, sk.sk_bound_dev_if) : null;
    return dev ? -EINVAL : -EOPNOTSUPP;
  }
  sk.sk_bind_phc = bind_phc;
  sk.sk_tsflags = flags;
  sk.sock_valbool_flag(K.SOCK_TSTAMP_NEW, wide);
  sk.sock_valbool_flag(K.SOCK_TIMESTAMPING_RX_SOFTWARE, (flags & SOF_TIMESTAMPING_RX_SOFTWARE) !== 0);
  return 0;
}

export function timestamping(name: string, optname: number, wide: boolean): sockopt_row {
  return {
    name,
    optname,
    since: wide ? "5.1" : undefined,
    doc: `SOF_TIMESTAMPING_* flags: software stamps of what was received and sent are delivered (${wide ? "64" : "32"}-bit words).`,
    partial: "no statistics (SOF_TIMESTAMPING_OPT_STATS)",
    set: (sk, c) => set_timestamping(sk, c.val, c.optlen === 8 ? copy_int(c.optval, 4) : 0, wide),
    get(sk) {
      const shown = !wide || sk.sock_flag(K.SOCK_TSTAMP_NEW);
      if (!sk.kernel.release.atLeast("5.14")) return sk.sk_tsflags;
      return shown ? be32(sk.sk_tsflags, sk.sk_bind_phc) : be32(0, 0);
    },
  };
}
