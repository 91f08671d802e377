// struct msghdr inside the kernel: data to send or room to receive, a peer's address, control messages
// (include/linux/socket.h, net/core/scm.c put_cmsg). Control messages are gathered here and copied out by the system call.
// Above: syscalls/sys_socket.ts, the protocols. Below: ../mm/uaccess.ts (iov_iter).

import { copy_to_user, type iov_iter, UserFault } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import { MSG_CTRUNC } from "./linux_socket.ts";

export const SIZEOF_CMSGHDR = 12;
export const CMSG_ALIGN = (n: number): number => (n + 3) & ~3;
export const CMSG_LEN = (n: number): number => SIZEOF_CMSGHDR + n;
export const CMSG_SPACE = (n: number): number => SIZEOF_CMSGHDR + CMSG_ALIGN(n);

export interface cmsghdr {
  cmsg_len: number;
  cmsg_level: number;
  cmsg_type: number;
  data: Uint8Array;
  /** False: longer than the control buffer (CMSG_OK). */
  ok: boolean;
}

export class msghdr {
  /** The peer's address: given when sending, filled by receivers that know one. */
  msg_name: Uint8Array | null = null;
  msg_namelen = 0;
  msg_flags = 0;
  /** Sending: the control buffer. */
  msg_control: Uint8Array | null = null;
  /** Receiving: bytes still free, and what was put: where (from the buffer's start) and what. */
  msg_controllen = 0;
  control_at = 0;
  readonly control_out: { at: number; bytes: Uint8Array }[] = [];
  /** Receiving: whether there is a control buffer at all. */
  has_control = false;
  /** Receiving: the program wants an address. */
  wants_name = false;
  /** Bytes of data readable after the call, if the protocol counted them (TCP_INQ). */
  msg_inq = -1;

  constructor(public msg_iter: iov_iter) {}
}

const word = (b: Uint8Array, i: number) => (b[i] << 24) | (b[i + 1] << 16) | (b[i + 2] << 8) | b[i + 3];

/** The control messages of a buffer to send (for_each_cmsghdr): a broken one ends the list with ok = false. */
export function* cmsgs(msg: msghdr): Generator<cmsghdr> {
  const b = msg.msg_control;
  if (!b) return;
  for (let at = 0; at + SIZEOF_CMSGHDR <= b.length; ) {
    const cmsg_len = word(b, at) >>> 0;
    const ok = cmsg_len >= SIZEOF_CMSGHDR && cmsg_len <= b.length - at;
    const data = b.subarray(at + SIZEOF_CMSGHDR, ok ? at + cmsg_len : at + SIZEOF_CMSGHDR);
    yield { cmsg_len, cmsg_level: word(b, at + 4), cmsg_type: word(b, at + 8), data, ok };
    if (!ok) return;
    at += CMSG_ALIGN(cmsg_len);
  }
}

/** Adds a control message for the receiver, cut to the room there is (MSG_CTRUNC). */
export function put_cmsg(msg: msghdr, level: number, type: number, data: Uint8Array): void {
  if (!msg.has_control || msg.msg_controllen < SIZEOF_CMSGHDR) {
    msg.msg_flags |= MSG_CTRUNC;
    return;
  }
  let cmlen = CMSG_LEN(data.length);
  if (msg.msg_controllen < cmlen) {
    msg.msg_flags |= MSG_CTRUNC;
    cmlen = msg.msg_controllen;
  }
  const bytes = new Uint8Array(cmlen);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, cmlen);
  view.setInt32(4, level);
  view.setInt32(8, type);
  bytes.set(data.subarray(0, cmlen - SIZEOF_CMSGHDR), SIZEOF_CMSGHDR);
  msg.control_out.push({ at: msg.control_at, bytes });
  const used = Math.min(CMSG_SPACE(data.length), msg.msg_controllen);
  msg.control_at += used;
  msg.msg_controllen -= used;
}

/** Writes what was put to the program's control buffer; how much of it is used. A bad buffer uses nothing. */
export function cmsg_copy_out(t: task_struct, msg: msghdr, control: number): number {
  try {
    for (const { at, bytes } of msg.control_out) copy_to_user(t, control + at, bytes);
  } catch (e) {
    if (!(e instanceof UserFault)) throw e;
    return 0;
  }
  return msg.control_at;
}
