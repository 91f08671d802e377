// Netlink messages as they are written: the header, attributes, nests (include/net/netlink.h). Above: everybody who answers
// or tells. Below: nlattr.ts (the sizes; reading).

import { NLMSG_HDRLEN } from "./nlattr.ts";

/** struct nlmsghdr. */
export interface nlmsghdr {
  nlmsg_len: number;
  nlmsg_type: number;
  nlmsg_flags: number;
  nlmsg_seq: number;
  nlmsg_pid: number;
}

/** One message being written. */
export class nlmsg {
  bytes = new Uint8Array(512);
  #view = new DataView(this.bytes.buffer);
  len = 0;

  constructor(type: number, flags: number, seq: number, pid: number) {
    this.u32(0).u16(type).u16(flags).u32(seq).u32(pid);
  }

  #room(n: number): number {
    const at = this.len;
    if (at + n > this.bytes.length) {
      const bigger = new Uint8Array(Math.max(this.bytes.length * 2, at + n));
      bigger.set(this.bytes);
      this.bytes = bigger;
      this.#view = new DataView(bigger.buffer);
    }
    this.len += n;
    return at;
  }

  u8(v: number): this {
    const at = this.#room(1);
    this.#view.setUint8(at, v);
    return this;
  }
  u16(v: number): this {
    const at = this.#room(2);
    this.#view.setUint16(at, v);
    return this;
  }
  u32(v: number): this {
    const at = this.#room(4);
    this.#view.setUint32(at, v >>> 0);
    return this;
  }
  u64(v: number | bigint): this {
    const at = this.#room(8);
    this.#view.setBigUint64(at, BigInt.asUintN(64, BigInt(v)));
    return this;
  }
  raw(b: Uint8Array): this {
    const at = this.#room(b.length);
    this.bytes.set(b, at);
    return this;
  }
  align(): this {
    this.#room(-this.len & 3);
    return this;
  }

  /** Starts an attribute; end it with close(). */
  open(type: number): number {
    const at = this.len;
    this.u16(0).u16(type);
    return at;
  }
  close(at: number): this {
    this.#view.setUint16(at, this.len - at);
    return this.align();
  }
  /** Takes back everything since open(). */
  cancel(at: number): this {
    this.bytes.fill(0, at, this.len);
    this.len = at;
    return this;
  }

  put(type: number, b: Uint8Array): this {
    const at = this.open(type);
    return this.raw(b).close(at);
  }
  putU8(type: number, v: number): this {
    const at = this.open(type);
    return this.u8(v).close(at);
  }
  putU16(type: number, v: number): this {
    const at = this.open(type);
    return this.u16(v).close(at);
  }
  putU32(type: number, v: number): this {
    const at = this.open(type);
    return this.u32(v).close(at);
  }
  putU64(type: number, v: number | bigint): this {
    const at = this.open(type);
    return this.u64(v).close(at);
  }
  /** A NUL-terminated binary string. */
  putString(type: number, s: string): this {
    const at = this.open(type);
    const from = this.#room(s.length + 1);
    for (let i = 0; i < s.length; i++) this.bytes[from + i] = s.charCodeAt(i);
    return this.close(at);
  }
  putFlag(type: number): this {
    return this.close(this.open(type));
  }
  /** An attribute that holds others. */
  nest(type: number, fill: (m: this) => void): this {
    const at = this.open(type);
    fill(this);
    return this.close(at);
  }

  /** The finished message. */
  end(): Uint8Array {
    this.#view.setUint32(0, this.len);
    return this.bytes.subarray(0, this.len);
  }
}

/** Sets NLM_F_ flags in a finished message's header. */
export function addFlags(message: Uint8Array, flags: number): void {
  message[6] |= flags >> 8;
  message[7] |= flags & 0xff;
}

export function readHeader(b: Uint8Array, at: number): nlmsghdr {
  const v = new DataView(b.buffer, b.byteOffset + at, NLMSG_HDRLEN);
  return {
    nlmsg_len: v.getUint32(0),
    nlmsg_type: v.getUint16(4),
    nlmsg_flags: v.getUint16(6),
    nlmsg_seq: v.getUint32(8),
    nlmsg_pid: v.getUint32(12),
  };
}
