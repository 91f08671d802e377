// One netlink request and all its answers, as a program gets them. Above: net-*.test.ts. Below: net-sock-system.ts.

import { nlmsg, type nlmsghdr, readHeader } from "../../kernel/net/netlink/nlmsg.ts";
import { type SockSystem, TestSocket } from "./net-sock-system.ts";

export const NLM_F_DUMP = 0x300;
export const CREATE = 0x400;
export const EXCL = 0x200;
export const REPLACE = 0x100;

export interface answer {
  h: nlmsghdr;
  /** What follows the header. */
  body: Uint8Array;
}

/** Takes all messages that wait on a netlink socket. */
export function take(nl: TestSocket): answer[] {
  const out: answer[] = [];
  for (let got = nl.recv(65536, 0x40); typeof got === "string"; got = nl.recv(65536, 0x40)) {
    const b = Uint8Array.from(got, (c) => c.charCodeAt(0));
    for (let at = 0; at + 16 <= b.length; ) {
      const h = readHeader(b, at);
      out.push({ h, body: b.subarray(at + 16, at + h.nlmsg_len) });
      at += (h.nlmsg_len + 3) & ~3;
    }
  }
  return out;
}

/** Sends a request (NLM_F_REQUEST | flags) on a socket of its own. */
export function ask(
  sys: SockSystem,
  protocol: number,
  type: number,
  flags: number,
  fill: (m: nlmsg) => void,
): answer[] {
  const nl = TestSocket.make(sys, 16, 3, protocol);
  const m = new nlmsg(type, 1 | flags, 1, 0);
  fill(m);
  nl.send(m.end().slice());
  const out = take(nl);
  nl.close();
  return out;
}

/** The errno of an NLMSG_ERROR or NLMSG_DONE; 0: neither, or it said 0. */
export function errno(answers: readonly answer[]): number {
  const last = answers.find((a) => a.h.nlmsg_type === 2 || a.h.nlmsg_type === 3);
  return last ? new DataView(last.body.buffer, last.body.byteOffset).getInt32(0) : 0;
}

/** As errno, of a request that is acknowledged. */
export const tell = (sys: SockSystem, type: number, flags: number, fill: (m: nlmsg) => void): number =>
  errno(ask(sys, 0, type, flags | 4, fill));
