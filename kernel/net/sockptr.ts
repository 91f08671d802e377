// Where a socket option's value lies: in the program's memory, or in the kernel (include/linux/sockptr.h). Reads and
// writes outside the program's memory throw UserFault, which the dispatcher turns into -EFAULT.
// Above: setsockopt/getsockopt of every level. Below: ../mm/uaccess.ts.

import { copy_from_user, copy_to_user } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";

export interface sockptr {
  /** A null pointer of the program's (sockptr_is_null). */
  readonly is_null: boolean;
  copy_from(offset: number, n: number): Uint8Array;
  copy_to(offset: number, bytes: Uint8Array): void;
}

export class user_sockptr implements sockptr {
  constructor(
    readonly t: task_struct,
    readonly addr: number,
  ) {}
  get is_null(): boolean {
    return this.addr === 0;
  }
  copy_from(offset: number, n: number): Uint8Array {
    return n === 0 ? new Uint8Array(0) : copy_from_user(this.t, (this.addr + offset) >>> 0, n);
  }
  copy_to(offset: number, bytes: Uint8Array): void {
    if (bytes.length) copy_to_user(this.t, (this.addr + offset) >>> 0, bytes);
  }
}

export class kernel_sockptr implements sockptr {
  readonly is_null = false;
  constructor(readonly bytes: Uint8Array) {}
  copy_from(offset: number, n: number): Uint8Array {
    return this.bytes.slice(offset, offset + n);
  }
  copy_to(offset: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, offset);
  }
}

/** The int at offset. */
export function copy_int(p: sockptr, offset = 0): number {
  const b = p.copy_from(offset, 4);
  return (b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3];
}

export function put_int(p: sockptr, value: number, offset = 0): void {
  p.copy_to(offset, be32(value));
}

/** Big-endian words one after the other: how parisc lays out ints, longs and unsigned ints. */
export function be32(...words: number[]): Uint8Array {
  const b = new Uint8Array(4 * words.length);
  words.forEach((w, i) => {
    b[4 * i] = w >>> 24;
    b[4 * i + 1] = w >>> 16;
    b[4 * i + 2] = w >>> 8;
    b[4 * i + 3] = w;
  });
  return b;
}

export function be64(value: bigint): Uint8Array {
  return be32(Number((value >> 32n) & 0xffffffffn), Number(value & 0xffffffffn));
}
