// The filter programs of inet_diag: comparisons of ports, addresses, devices and marks with two ways to go on each
// (net/ipv4/inet_diag.c: inet_diag_bc_audit, inet_diag_bc_run). Above: inet_diag.ts. Below: uapi.

import { EINVAL, EPERM } from "../../uapi/asm/errno.ts";
import * as D from "../../uapi/linux/inet_diag.ts";
import { AF_INET, AF_INET6, AF_UNSPEC } from "../linux_socket.ts";

/** What the program looks at of a socket (struct inet_diag_entry). Addresses: 4 or 16 bytes. */
export interface inet_diag_entry {
  family: number;
  saddr: Uint8Array;
  daddr: Uint8Array;
  sport: number;
  dport: number;
  ifindex: number;
  /** The port was chosen by bind(), not by the kernel. */
  port_locked: boolean;
  mark: number;
}

const OP = D.inet_diag_bc_op.size;
const HOSTCOND = D.inet_diag_hostcond.size;

/** What follows an instruction: its bytes, 0 for none; a number below 0 is the errno. */
function operand(bc: Uint8Array, at: number, net_admin: boolean): number {
  switch (bc[at]) {
    case D.INET_DIAG_BC_NOP:
    case D.INET_DIAG_BC_JMP:
    case D.INET_DIAG_BC_AUTO:
      return 0;
    case D.INET_DIAG_BC_S_EQ:
    case D.INET_DIAG_BC_S_GE:
    case D.INET_DIAG_BC_S_LE:
    case D.INET_DIAG_BC_D_EQ:
    case D.INET_DIAG_BC_D_GE:
    case D.INET_DIAG_BC_D_LE:
      return OP;
    case D.INET_DIAG_BC_DEV_COND:
      return 4;
    case D.INET_DIAG_BC_MARK_COND:
      return net_admin ? D.inet_diag_markcond.size : -EPERM;
    case D.INET_DIAG_BC_S_COND:
    case D.INET_DIAG_BC_D_COND: {
      if (bc.length - at < OP + HOSTCOND) return -EINVAL;
      const sizes = new Map([
        [AF_UNSPEC, 0],
        [AF_INET, 4],
        [AF_INET6, 16],
      ]);
      const size = sizes.get(bc[at + OP]);
      if (size === undefined || bc[at + OP + 1] > 8 * size) return -EINVAL;
      return HOSTCOND + size;
    }
    default:
      return -EINVAL;
  }
}

/** Whether an instruction begins where `rest` bytes are left. */
function starts(bc: Uint8Array, rest: number): boolean {
  for (let len = bc.length, at = 0; len >= rest; ) {
    if (len === rest) return true;
    const yes = bc[at + 1];
    if (yes < 4 || yes & 3) return false;
    len -= yes;
    at += yes;
  }
  return false;
}

/** 0, or why the program is refused: -EINVAL, -EPERM (marks are for the administrator of the network). */
export function inet_diag_bc_audit(bc: Uint8Array, net_admin: boolean): number {
  if (bc.length < OP) return -EINVAL;
  let at = 0;
  let len = bc.length;
  while (len > 0) {
    if (len < OP) return -EINVAL;
    const size = operand(bc, at, net_admin);
    if (size < 0) return size;
    const min = OP + size;
    if (len < min) return -EINVAL;
    const yes = bc[at + 1];
    const no = (bc[at + 2] << 8) | bc[at + 3];
    if (bc[at] !== D.INET_DIAG_BC_NOP) {
      if (no < min || no > len + 4 || no & 3) return -EINVAL;
      if (no < len && !starts(bc, len - no)) return -EINVAL;
    }
    if (yes < min || yes > len + 4 || yes & 3) return -EINVAL;
    at += yes;
    len -= yes;
  }
  return len === 0 ? 0 : -EINVAL;
}

function sameBits(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  for (let i = 0; i < bits; i += 8) {
    const mask = 0xff00 >> Math.min(8, bits - i);
    if ((a[i >> 3] ^ b[i >> 3]) & mask & 0xff) return false;
  }
  return true;
}

function host(bc: Uint8Array, at: number, addr: Uint8Array, port: number, family: number): boolean {
  const cond = D.inet_diag_hostcond.get(bc, at);
  if (cond.port !== -1 && cond.port !== port) return false;
  const wanted = bc.subarray(at + HOSTCOND);
  let given = addr;
  if (cond.family !== AF_UNSPEC && cond.family !== family) {
    if (family !== AF_INET6 || cond.family !== AF_INET) return false;
    const mapped = addr.subarray(0, 10).every((b) => b === 0) && addr[10] === 0xff && addr[11] === 0xff;
    if (!mapped) return false;
    given = addr.subarray(12);
  }
  return sameBits(given, wanted, cond.prefix_len);
}

function holds(bc: Uint8Array, at: number, e: inet_diag_entry): boolean {
  const port = (bc[at + OP + 2] << 8) | bc[at + OP + 3];
  const word = (i: number): number => new DataView(bc.buffer, bc.byteOffset + at + OP).getUint32(i);
  switch (bc[at]) {
    case D.INET_DIAG_BC_JMP:
      return false;
    case D.INET_DIAG_BC_S_EQ:
      return e.sport === port;
    case D.INET_DIAG_BC_S_GE:
      return e.sport >= port;
    case D.INET_DIAG_BC_S_LE:
      return e.sport <= port;
    case D.INET_DIAG_BC_D_EQ:
      return e.dport === port;
    case D.INET_DIAG_BC_D_GE:
      return e.dport >= port;
    case D.INET_DIAG_BC_D_LE:
      return e.dport <= port;
    case D.INET_DIAG_BC_AUTO:
      return !e.port_locked;
    case D.INET_DIAG_BC_S_COND:
      return host(bc, at + OP, e.saddr, e.sport, e.family);
    case D.INET_DIAG_BC_D_COND:
      return host(bc, at + OP, e.daddr, e.dport, e.family);
    case D.INET_DIAG_BC_DEV_COND:
      return word(0) === e.ifindex >>> 0;
    case D.INET_DIAG_BC_MARK_COND:
      return (e.mark & word(4)) >>> 0 === word(0);
    default:
      return true;
  }
}

/** Whether the socket passes a program that inet_diag_bc_audit let through. */
export function inet_diag_bc_run(bc: Uint8Array, e: inet_diag_entry): boolean {
  let at = 0;
  while (at < bc.length) at += holds(bc, at, e) ? bc[at + 1] : (bc[at + 2] << 8) | bc[at + 3];
  return at === bc.length;
}
