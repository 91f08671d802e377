// TCP's part of the news in the error queue: which byte of the stream a time stamp or a MSG_ZEROCOPY buffer hangs on, and when it
// has been sent and acknowledged (net/ipv4/tcp.c tcp_tx_timestamp, tcp_input.c tcp_ack_tstamp). Above: tcp_io.ts, tcp_output.ts,
// tcp_ack.ts. Below: ../core/tx_status.ts.

import { SCM_TSTAMP_ACK, SCM_TSTAMP_SCHED, SCM_TSTAMP_SND } from "../../uapi/linux/errqueue.ts";
import {
  SOF_TIMESTAMPING_TX_ACK,
  SOF_TIMESTAMPING_TX_RECORD_MASK,
  SOF_TIMESTAMPING_TX_SCHED,
  SOF_TIMESTAMPING_TX_SOFTWARE,
} from "../../uapi/linux/net_tstamp.ts";
import { report_tx_timestamp, zerocopy_done } from "../core/tx_status.ts";
import { before, seg_end, type tcp_seg, type tcp_sock } from "./tcp_sock.ts";

/** What is to be told of the stream's byte `key`: flags SOF_TIMESTAMPING_TX_*, or the number of a MSG_ZEROCOPY send. */
export interface tcp_tx_note {
  key: number;
  flags: number;
  zerocopy: number;
}

/** After a send: its last byte is remembered, if somebody wants to hear of it. */
export function tcp_tx_note(sk: tcp_sock, tsflags: number, zerocopy: number): void {
  const flags = tsflags & SOF_TIMESTAMPING_TX_RECORD_MASK;
  if (flags || zerocopy >= 0) sk.tx_notes.push({ key: (sk.write_seq - 1) >>> 0, flags, zerocopy });
}

const report = (sk: tcp_sock, type: number, key: number, s: tcp_seg | null): void =>
  report_tx_timestamp(sk, type, key - sk.sk_tskey, s ? s.data.subarray(0, s.len) : new Uint8Array(0));

/** A segment goes out for the first time. */
export function tcp_tx_sent(sk: tcp_sock, s: tcp_seg): void {
  for (const n of sk.tx_notes) {
    if (before(n.key, s.seq) || !before(n.key, seg_end(s))) continue;
    if (n.flags & SOF_TIMESTAMPING_TX_SCHED) report(sk, SCM_TSTAMP_SCHED, n.key, s);
    if (n.flags & SOF_TIMESTAMPING_TX_SOFTWARE) report(sk, SCM_TSTAMP_SND, n.key, s);
  }
}

/** The peer has everything before snd_una. */
export function tcp_tx_acked(sk: tcp_sock): void {
  while (sk.tx_notes.length && before(sk.tx_notes[0].key, sk.snd_una)) {
    const n = sk.tx_notes.shift()!;
    if (n.flags & SOF_TIMESTAMPING_TX_ACK) report(sk, SCM_TSTAMP_ACK, n.key, null);
    zerocopy_done(sk, n.zerocopy);
  }
}

/** What was to be sent is forgotten: buffers are given back, nothing is told of time. */
export function tcp_tx_purge(sk: tcp_sock): void {
  for (const n of sk.tx_notes.splice(0)) zerocopy_done(sk, n.zerocopy);
}
