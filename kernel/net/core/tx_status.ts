// News of what was sent, for whoever reads the error queue: time stamps (SO_TIMESTAMPING) and buffers that MSG_ZEROCOPY gives
// back (net/core/skbuff.c __skb_tstamp_tx, msg_zerocopy_callback). Above: udp, raw, packet, tcp_tx_status.ts, dev_queue.ts.
// Below: errqueue.ts, skbuff.ts.

import { ENOMSG } from "../../uapi/asm/errno.ts";
import {
  SCM_TSTAMP_SCHED,
  SCM_TSTAMP_SND,
  SO_EE_CODE_ZEROCOPY_COPIED,
  SO_EE_ORIGIN_TIMESTAMPING,
  SO_EE_ORIGIN_ZEROCOPY,
} from "../../uapi/linux/errqueue.ts";
import {
  SOF_TIMESTAMPING_OPT_ID,
  SOF_TIMESTAMPING_OPT_TSONLY,
  SOF_TIMESTAMPING_TX_SCHED,
  SOF_TIMESTAMPING_TX_SOFTWARE,
} from "../../uapi/linux/net_tstamp.ts";
import { MSG_ZEROCOPY } from "../../uapi/linux/socket.ts";
import { get32, put32 } from "../wire/addr.ts";
import { sock_extended_err, sock_queue_exterr } from "./errqueue.ts";
import type { sk_buff } from "./skbuff.ts";
import type { sock } from "./sock.ts";
import { SOCK_ZEROCOPY } from "./sock_flags.ts";

/** Bits of sk_buff.tx_flags. */
export const SKBTX_SW_TSTAMP = 2;
export const SKBTX_SCHED_TSTAMP = 64;

function queue(sk: sock, payload: Uint8Array, ee: Uint8Array, tstamp: bigint): void {
  sock_queue_exterr(sk, payload, { ee, addr: null, port: 0, offender: 0, iif: 0 }, tstamp);
}

// ---- time stamps ----

/** Which stamps a packet is to bring, by SOF_TIMESTAMPING_* flags, and its number (sock_tx_timestamp). */
export function skb_setup_tx_timestamp(skb: sk_buff, sk: sock, tsflags: number): void {
  if (tsflags & SOF_TIMESTAMPING_TX_SOFTWARE) skb.tx_flags |= SKBTX_SW_TSTAMP;
  if (tsflags & SOF_TIMESTAMPING_TX_SCHED) skb.tx_flags |= SKBTX_SCHED_TSTAMP;
  if (skb.tx_flags && sk.sk_tsflags & SOF_TIMESTAMPING_OPT_ID) skb.tskey = sk.sk_tskey++;
}

/** One stamp: type SCM_TSTAMP_*, key the packet's number, bytes what was sent (not with OPT_TSONLY). */
export function report_tx_timestamp(sk: sock, type: number, key: number, bytes: Uint8Array): void {
  const only = (sk.sk_tsflags & SOF_TIMESTAMPING_OPT_TSONLY) !== 0;
  const data = sk.sk_tsflags & SOF_TIMESTAMPING_OPT_ID ? key >>> 0 : 0;
  const ee = sock_extended_err(ENOMSG, SO_EE_ORIGIN_TIMESTAMPING, 0, 0, type, data);
  queue(sk, only ? new Uint8Array(0) : bytes, ee, sk.kernel.realtime());
}

function stamp(skb: sk_buff, flag: number, type: number): void {
  skb.tx_flags &= ~flag;
  if (skb.sk) report_tx_timestamp(skb.sk as sock, type, skb.tskey, skb.bytes);
}

/** A packet is queued for a device (SCM_TSTAMP_SCHED), or given to it (SCM_TSTAMP_SND). */
export function skb_tx_scheduled(skb: sk_buff): void {
  if (skb.tx_flags & SKBTX_SCHED_TSTAMP) stamp(skb, SKBTX_SCHED_TSTAMP, SCM_TSTAMP_SCHED);
}
export function skb_tx_timestamp(skb: sk_buff): void {
  if (skb.tx_flags & SKBTX_SW_TSTAMP) stamp(skb, SKBTX_SW_TSTAMP, SCM_TSTAMP_SND);
}

// ---- MSG_ZEROCOPY ----

/** A send with MSG_ZEROCOPY gets a number; -1: it has not asked, or SO_ZEROCOPY is off (msg_zerocopy_alloc). */
export const zerocopy_begin = (sk: sock, flags: number, len: number): number =>
  flags & MSG_ZEROCOPY && len > 0 && sk.sock_flag(SOCK_ZEROCOPY) ? sk.sk_zckey++ : -1;

/** The buffers of that send are the program's again: they were copied, as Linux copies on loopback. Numbers in a row are told at once. */
export function zerocopy_done(sk: sock, id: number): void {
  if (id < 0) return;
  const last = sk.sk_error_queue.last;
  const ee = last?.cb?.ee as Uint8Array | undefined;
  if (ee && ee[4] === SO_EE_ORIGIN_ZEROCOPY && get32(ee, 12) === (id - 1) >>> 0) {
    put32(ee, 12, id);
    return;
  }
  queue(
    sk,
    new Uint8Array(0),
    sock_extended_err(0, SO_EE_ORIGIN_ZEROCOPY, 0, SO_EE_CODE_ZEROCOPY_COPIED, id, id),
    0n,
  );
}
